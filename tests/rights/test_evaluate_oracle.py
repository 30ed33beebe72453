"""``decide`` against an oracle that looks at one frame at a time and shares no code with it: 10,000 small ledgers."""

from __future__ import annotations

from collections import Counter
from random import Random

from asking import by_frame, facts, populated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Finding, Oracle
from oracle_terms import plain
from parties import STUDIO
from worlds import World, crowded

from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Span

from ..effort import examples

OFTEN = {"permit": 2000, "unknown": 1300, "deny": 3500, "grant": 3000, "question": 1500, "prohibition": 600}
OFTEN |= {"appearance": 1000, "curable": 1500, "not curable": 2500}
"""How many of the 10,000 must at least have come out so."""

WHO = "unconfirmed confirmed nobody disputed"
SPARED = "dates works projects media territory"
FAILS = "revoked assignee ended works projects territory media uses strike notice payment deceased minor"
ASKS = "authority paper use counsel outlives"
MET = """
    assignee authority cba conditions deceased description_of_use in_strike max_uses media minor model_classes
    notice_at notice_hours projects replica_kinds revocable script_dated script_sha256 territory territory_except
    valid_from valid_to vests_on_payment works
"""
DECIDED = (
    *WHO.split(),
    *("somebody else", "settled otherwise", "nobody present", "a face that nobody has named"),
    *(f"spared by {name}" for name in (*SPARED.split(), "model classes")),
    *(f"fails: {name}" for name in (*FAILS.split(), "not begun", "model classes", "replica kinds", "other script")),
    *(f"fails: {name}" for name in ("script after", "no owner", "not the owner", "AB 2602", "answered no")),
    *(f"asks: {name}" for name in (*ASKS.split(), "which script", "script when", "for a minor", "no use said")),
    *(f"met {name}" for name in (*MET.split(), "a chain of mandates", "a person's paper")),
    *("asks: condition no nudity", "answered yes", "answered in part"),
)
"""Each rule must in some worlds have been what alone stood in the way of a grant, or have been met by one in use."""


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

    @settings(max_examples=examples(10_000), deadline=None, database=None, suppress_health_check=list(HealthCheck))
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
    rare = {name: seen[name] for name, least in {**dict.fromkeys(DECIDED, 12), **OFTEN}.items() if seen[name] < least}
    assert not rare, f"too seldom for a proof: {rare}"


@settings(max_examples=examples(250), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**62))
def test_agrees_where_many_come_and_go(seed: int) -> None:
    drawn = crowded(Random(seed))
    decision = decide(drawn.request, facts(drawn.records))
    agrees(decision, Oracle(drawn.records, drawn.request, STUDIO).find())
    each_frame_once(decision)
