"""What holds of every decision, whatever the ledger: held on small worlds drawn from a seed (see ``worlds``)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import facts, populated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_terms import REPLICAS
from parties import ROOT, STUDIO, USE
from worlds import good, prohibition, unique, wild

from filmwright.canonical import canonical_json
from filmwright.rights import ledger
from filmwright.rights.circumstances import Mandate
from filmwright.rights.decision import Decision, Needed
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Authority, Request, Span, Subject, SubjectKind
from filmwright.studio import create

from ..effort import examples

RANK = {"deny": 0, "unknown": 1, "permit": 2}
SOME = settings(max_examples=examples(600), deadline=None, database=None, suppress_health_check=list(HealthCheck))
seeds = given(st.integers(0, 2**62))


def said(decision: Decision) -> str:
    return canonical_json(decision.body)


# ---- more of the one never gives less of the other -------------------------------------------------------------------


@SOME
@seeds
def test_a_further_prohibition_never_permits(seed: int) -> None:
    random, drawn, _ = populated(seed, 0.2)
    before = decide(drawn.request, facts(drawn.records))
    after = decide(drawn.request, facts([*drawn.records, prohibition(random, drawn.request)]))
    assert RANK[after.verdict] <= RANK[before.verdict]
    assert set(before.prohibitions_hit) <= set(after.prohibitions_hit)


@SOME
@seeds
def test_a_further_grant_never_denies(seed: int) -> None:
    random, drawn, _ = populated(seed, 0.2)
    more = [wild(random, drawn.request), good(random.choice(("Studio One", "Jo Doe")), drawn.request)]
    before = decide(drawn.request, facts(drawn.records))
    for draft in more:
        after = decide(drawn.request, facts([*drawn.records, Grant(**draft.fields)]))
        assert RANK[after.verdict] >= RANK[before.verdict]
        assert after.prohibitions_hit == before.prohibitions_hit


# ---- the same facts, otherwise written, give the same answer ---------------------------------------------------------


@SOME
@seeds
def test_the_order_of_entry_does_not_matter(seed: int) -> None:
    random, drawn, _ = populated(seed)
    asked, records = drawn.request, unique(drawn.records)
    one = said(decide(asked, facts(records)))
    assert said(decide(asked, facts(random.sample(records, len(records))))) == one
    cut = random.randrange(len(records) + 1)
    halves = Facts.of(records[:cut], root="cd" * 32, studio=STUDIO).extended(records[cut:], ROOT)
    assert said(decide(asked, halves)) == one


@SOME
@seeds
def test_facts_that_were_extended_stay_as_they_were(seed: int) -> None:
    random, drawn, _ = populated(seed)
    cut = random.randrange(len(drawn.records) + 1)
    before = facts(drawn.records[:cut])
    one = said(decide(drawn.request, before))
    before.extended(drawn.records[cut:], "cd" * 32)
    assert said(decide(drawn.request, before)) == one


@SOME
@seeds
def test_spans_may_be_cut_or_joined_at_will(seed: int) -> None:
    random, drawn, _ = populated(seed)
    single = [
        Span(asset=s.asset, in_frame=f, out_frame=f + 1)
        for s in drawn.request.spans
        for f in range(s.in_frame, s.out_frame)
    ]
    shuffled = random.sample(single, len(single))
    one = decide(drawn.request, facts(drawn.records))
    other = decide(drawn.request.model_copy(update={"spans": tuple(shuffled)}), facts(drawn.records))
    assert said(other.model_copy(update={"request": one.request})) == said(one)


@SOME
@seeds
def test_appearances_may_be_cut_and_said_twice_at_will(seed: int) -> None:
    random, drawn, _ = populated(seed)
    gone = {r.grant for r in drawn.records if isinstance(r, Revocation)}
    more: list[Record] = []
    for r in drawn.records:
        if isinstance(r, Appearance) and r.source == "human" and r.record_id not in gone:
            cut = random.randint(r.in_frame, r.out_frame)
            ends = [(r.in_frame, cut), (cut, r.out_frame), (r.in_frame, r.out_frame)]
            more += [r.model_copy(update={"in_frame": a, "out_frame": b}) for a, b in ends if a < b]
        else:
            more.append(r)
    again = [r for r in unique(more) if r.record_id not in gone or not isinstance(r, Appearance)]
    assert said(decide(drawn.request, facts(again))) == said(decide(drawn.request, facts(drawn.records)))


@SOME
@seeds
def test_the_request_is_the_worst_of_its_frames(seed: int) -> None:
    _, drawn, _ = populated(seed, 0.2)
    whole, state = decide(drawn.request, facts(drawn.records)), facts(drawn.records)
    frames = [
        Span(asset=s.asset, in_frame=f, out_frame=f + 1)
        for s in drawn.request.spans
        for f in range(s.in_frame, s.out_frame)
    ]
    each = [decide(drawn.request.model_copy(update={"spans": (frame,)}), state) for frame in frames]
    if each:
        assert RANK[whole.verdict] == min(RANK[one.verdict] for one in each)
        assert set(whole.prohibitions_hit) == {p for one in each for p in one.prohibitions_hit}
        assert whole.verdict != "permit" or set(whole.grants_used) == {g for one in each for g in one.grants_used}
        assert {q.id for q in whole.questions} == {q.id for one in each for q in one.questions}


@SOME
@seeds
def test_deciding_twice_gives_the_same_bytes(seed: int) -> None:
    _, drawn, _ = populated(seed)
    one, other = decide(drawn.request, facts(drawn.records)), decide(drawn.request, facts([*drawn.records]))
    assert said(one) == said(other) and one.id == other.id
    read = Decision.model_validate({k: v for k, v in json.loads(said(one)).items() if k != "schema"})
    assert read == one and read.id == one.id and said(read) == said(one)


# ---- what a permit rests on ------------------------------------------------------------------------------------------


@SOME
@seeds
def test_a_permit_rests_on_each_grant_that_it_names_and_on_no_other(seed: int) -> None:
    _, drawn, _ = populated(seed)
    left = drawn.records
    decision = decide(drawn.request, facts(left))
    while decision.verdict == "permit":
        named = decision.grants_used
        alone = [r for r in left if not isinstance(r, Grant) or r.id in named]
        assert said(decide(drawn.request, facts(alone))) == said(decision), "the others bear nothing"
        taken = [Revocation(grant=grant) for grant in named]
        assert decide(drawn.request, facts([*alone, *taken])).verdict == "deny"
        left = [*left, taken[0]]
        decision = decide(drawn.request, facts(left))
        assert named[0] not in decision.grants_used


@SOME
@seeds
def test_on_one_frame_each_subject_rests_on_one_grant_and_cannot_do_without(seed: int) -> None:
    _, drawn, _ = populated(seed)
    for span in drawn.request.spans[:1]:
        frame = span.model_copy(update={"out_frame": span.in_frame + 1})
        asked = drawn.request.model_copy(update={"spans": (frame,)})
        decision = decide(asked, facts(drawn.records))
        if decision.verdict != "permit":
            continue
        # Without all that could take its place, which comes after it in the order of use, each named one is needed.
        grants = {r.id: r for r in drawn.records if isinstance(r, Grant)}
        for name in decision.grants_used:
            on = set(grants[name].subjects)
            others = {g.id for g in grants.values() if on & set(g.subjects)} - {name}
            assert (
                decide(asked, facts([r for r in drawn.records if r.record_id not in others | {name}])).verdict == "deny"
            )


# ---- what would make it a permit -------------------------------------------------------------------------------------


def signed(number: int, needed: Needed, asked: Request) -> list[Record]:
    """The grant that is needed; where somebody signs for the owner, the mandate; where it is asked, the paper."""
    owner = needed.assigner or f"Owner {number}"
    signer = f"Signer {number}" if needed.mandate else owner
    limits = {name: (value,) for name in ("project", "model_class") if (value := getattr(asked, name))}
    grant = Grant(
        assigner=signer,
        authority=needed.authority,
        subjects=needed.subjects,
        actions=(asked.action,),
        projects=limits.get("project", ()),
        model_classes=limits.get("model_class", ()),
        territory=asked.territory,
        media=asked.media,
        assignee=asked.assignee,
        replica_kinds=(asked.replica_kind,) if asked.replica_kind else (),
        description_of_use=asked.use,
        counsel_or_union=True,
        minor=True if needed.authority in ("guardian", "court") else None,
        deceased=True if needed.authority in ("estate", "court") else None,
    )
    made: list[Record] = [grant]
    if needed.mandate:
        made.append(Mandate(principal=owner, agent=signer, authority=needed.authority))
    if needed.papers:
        as_what = needed.authority if needed.mandate else Authority.AGENT
        made.append(Mandate(principal="Mara Lind", agent=signer, authority=as_what))
    return made


def with_owners(records: list[Record], needed: tuple[Needed, ...]) -> list[Record]:
    """The same ledger, had somebody been registered as the owner where nobody was."""
    known = {r.id: r for r in records if isinstance(r, Subject)}
    for number, one in enumerate(needed):
        for subject in one.subjects if not one.assigner else ():
            # No person, who would also be somebody whom an unknown face may be.
            kind = known[subject].kind if subject in known else SubjectKind.VOICE
            known[subject] = Subject(id=subject, kind=kind, name=f"Owner {number}", owner=f"Owner {number}")
    return [*known.values(), *(r for r in records if not isinstance(r, Subject))]


@SOME
@seeds
def test_the_needed_grants_cure_a_refusal_and_none_of_them_can_be_spared(seed: int) -> None:
    _, drawn, _ = populated(seed)
    asked = drawn.request
    if asked.action in REPLICAS and not asked.use:
        asked = asked.model_copy(update={"use": USE})  # no grant of a replica is plain without a use
    decision = decide(asked, facts(drawn.records))
    if decision.verdict == "permit":
        assert decision.curable and not decision.needed
        return
    made = [signed(number, needed, asked) for number, needed in enumerate(decision.needed)]
    around = with_owners(drawn.records, decision.needed)
    cured = decide(asked, facts([*around, *(r for records in made for r in records)]))
    assert (cured.verdict == "permit") == decision.curable, cured.sentences()
    assert not any(missing.kind == "grant" for missing in cured.missing)
    for left_out in made:
        fewer = [r for records in made if records is not left_out for r in records]
        assert decide(asked, facts([*around, *fewer])).verdict != "permit"


# ---- the ledger of a studio ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_the_ledger_says_what_its_records_say_and_keeps_the_decision(tmp_path: Path, seed: int) -> None:
    random, drawn, _ = populated(1000 + seed, 1.0)
    studio = create(tmp_path / "studio", STUDIO)
    key = ledger.ensure_key(studio)
    records, cut = unique(drawn.records), random.randrange(len(drawn.records))
    subjects = [r for r in records if isinstance(r, Subject)]
    others = [r for r in records if not isinstance(r, Subject)]
    for batch in (subjects, others[:cut], others[cut:]):
        with ledger.writing(studio) as connection:
            ledger.append(connection, batch, key)
    state = ledger.facts(studio)
    decision = decide(drawn.request, state)
    assert said(decision) == said(decide(drawn.request, Facts.of(records, root=state.root, studio=STUDIO)))
    with ledger.writing(studio) as connection:
        ledger.append(connection, [decision], key)
    with ledger.reading(studio) as connection:
        stored = ledger.find(connection, "decision", decision.id)
    assert stored == decision and isinstance(stored, Decision) and said(stored) == said(decision)
    assert said(decide(drawn.request, ledger.facts(studio))) == said(decision), "a Decision is no fact"
    assert said(decide(drawn.request, ledger.facts(studio, decision.ledger_root))) == said(decision)
