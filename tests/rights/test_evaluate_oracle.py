"""``decide`` against an oracle that looks at one frame at a time and shares no code with it: 10,000 small ledgers."""

from __future__ import annotations

from collections import Counter
from random import Random

from asking import facts, populated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Finding, Oracle, plain
from worlds import STUDIO, World

from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Span

OFTEN = {
    "permit": 2500,
    "unknown": 1500,
    "deny": 3000,
    "grant": 2500,
    "question": 2500,
    "prohibition": 500,
    "appearance": 1000,
    "curable": 1500,
    "not curable": 2500,
}
"""How many of the 10,000 must at least have come out so."""
DECIDED_BY = {
    **dict.fromkeys(("unconfirmed", "confirmed", "somebody else", "nobody", "disputed", "settled otherwise"), 60),
    **dict.fromkeys(("nobody present", "more faces than people", "each face may be somebody"), 60),
    **dict.fromkeys(
        (f"spared by {x}" for x in ("dates", "works", "projects", "model classes", "media", "territory")), 10
    ),
    **dict.fromkeys((f"fails: {x}" for x in ("revoked", "assignee", "not begun", "ended", "works", "projects")), 25),
    **dict.fromkeys((f"fails: {x}" for x in ("model classes", "territory", "media", "replica kinds", "uses")), 25),
    **dict.fromkeys((f"fails: {x}" for x in ("strike", "notice", "other script", "script after", "payment")), 25),
    **dict.fromkeys((f"fails: {x}" for x in ("no owner", "not the owner", "deceased", "minor", "AB 2602")), 10),
    **dict.fromkeys((f"asks: {x}" for x in ("authority", "use", "which script", "script when", "counsel")), 10),
    **dict.fromkeys((f"asks: {x}" for x in ("outlives", "for a minor", "no use said", "condition no nudity")), 10),
    **dict.fromkeys(("answered yes", "fails: answered no", "answered in part", "met a chain of mandates"), 25),
    **dict.fromkeys((f"met {x}" for x in ("assignee", "authority", "cba", "conditions", "deceased", "in_strike")), 25),
    **dict.fromkeys((f"met {x}" for x in ("max_uses", "media", "minor", "model_classes", "notice_hours")), 25),
    **dict.fromkeys((f"met {x}" for x in ("notice_at", "projects", "replica_kinds", "revocable", "script_sha256")), 25),
    **dict.fromkeys((f"met {x}" for x in ("script_dated", "territory", "territory_except", "valid_from")), 25),
    **dict.fromkeys((f"met {x}" for x in ("valid_to", "vests_on_payment", "works", "description_of_use")), 25),
}
"""In how many of the 10,000 a rule must at least have been what alone decided about a grant, or have been met."""


def by_frame(decision: Decision) -> set[tuple[str, int, str, str]]:
    return {
        (m.span.asset, frame, m.subject, m.kind)
        for m in decision.missing
        if m.span
        for frame in range(m.span.in_frame, m.span.out_frame)
    }


def signers(decision: Decision) -> set[tuple[str, str, frozenset[str]]]:
    return {(plain(n.assigner), str(n.authority), frozenset(n.subjects)) for n in decision.needed}


def agrees(decision: Decision, found: Finding) -> None:
    assert by_frame(decision) == found.obstacles
    assert decision.verdict == found.verdict
    assert set(decision.prohibitions_hit) == found.prohibitions
    assert signers(decision) == found.needed
    assert all(n.mandate == (n.authority != "owner") for n in decision.needed)
    assert decision.curable == found.curable
    assert (decision.verdict == "permit") == (not decision.missing)
    if found.verdict == "permit":
        assert set(decision.grants_used) == found.used


def each_frame_once(decision: Decision) -> None:
    said = [
        (m.kind, m.subject, m.why, m.span.asset, frame)
        for m in decision.missing
        if m.span
        for frame in range(m.span.in_frame, m.span.out_frame)
    ]
    assert len(said) == len(set(said))
    assert len(set(decision.grants_used)) == len(decision.grants_used)


def grants_alone(drawn: World, found: Finding, random: Random) -> None:
    """One subject, one frame, one grant: does it hold, ask or fail, as the oracle says?"""
    for asset, frame, subject, grant, stands in random.sample(sorted(found.stands), min(2, len(found.stands))):
        others = [r for r in drawn.records if not isinstance(r, Grant) or r.id == grant]
        one = Span(asset=asset, in_frame=frame, out_frame=frame + 1)
        decision = decide(drawn.request.model_copy(update={"spans": (one,)}), facts(others))
        lacking = {n for needed in decision.needed for n in needed.subjects}
        open_ = any(q.grant == grant and q.subject == subject for q in decision.questions)
        assert ("holds" if subject not in lacking else "asks" if open_ else "fails") == stands


def test_agrees_with_the_oracle_frame_by_frame() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=10_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**62))
    def agree(seed: int) -> None:
        random, drawn, asked = populated(seed)
        found = Oracle(drawn.records, drawn.request, STUDIO, asked).find()
        decision = decide(drawn.request, facts(drawn.records))
        agrees(decision, found)
        each_frame_once(decision)
        if asked is not None:
            assert {q.id for q in decision.questions} == found.open
        if random.random() < 0.1:
            grants_alone(drawn, found, random)
        curable = {"curable" if decision.curable else "not curable"} if decision.missing else set()
        seen.update({decision.verdict, *(m.kind for m in decision.missing), *found.seen, *curable})

    agree()
    rare = {name: seen[name] for name, least in {**OFTEN, **DECIDED_BY}.items() if seen[name] < least}
    assert not rare, f"too seldom for a proof: {rare}"
