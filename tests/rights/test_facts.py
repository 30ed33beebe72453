"""Facts never change; adding some makes other Facts, the same however the records were cut into pieces."""

from __future__ import annotations

from collections.abc import Callable, Collection
from random import Random

import pytest
from asking import facts as facts_of
from asking import populated
from every import BY_AGENT, JO, MANDATE, NOTICE, OURS, PAID, STANDING, STATEMENTS, STRIKE, USE
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.circumstances import Answer, Standing
from filmwright.rights.decision import merge_spans
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import EMPTY_ROOT, Facts, Presence, Records
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.keying import Key, keys
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Confirmation, Request, Span, Subject

from ..effort import examples

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
TERMS = {"assigner": "Acme", "subjects": [WORK.id]}
TRAIN = Grant(**TERMS, actions=["train.base", "ingest"])
AGAIN = Grant(**TERMS, actions=["train.base"], agreement="another paper")
NEVER = Prohibition(**TERMS, actions=["deliver"])
SEEN = [Appearance(asset="a", in_frame=n, out_frame=n + 5, subject=WORK.id) for n in (20, 0, 10)]
FACTS: list[Record] = [WORK, TRAIN, *SEEN, NEVER, AGAIN, Revocation(grant=TRAIN.id)]


def test_nothing_is_known_at_first() -> None:
    facts = Facts.of(())
    assert facts.root == EMPTY_ROOT == "0" * 64
    assert facts.subject(WORK.id) is None and facts.grants(WORK.id, Action.INGEST) == ()
    assert facts.film("a") == facts.appearances("a", 0, 99) == facts.prohibitions(WORK.id, Action.DELIVER) == []
    assert facts.revocations(TRAIN.id) == () and facts.record(TRAIN.id) is None and facts.of_work(WORK.id) == []


def test_facts_are_found_by_subject_and_action() -> None:
    facts = Facts.of(FACTS, "ab" * 32, "Acme")
    assert (facts.root, facts.studio, facts.subject(WORK.id)) == ("ab" * 32, "Acme", WORK)
    assert facts.grants(WORK.id, Action.INGEST) == (TRAIN,)
    assert facts.grants(WORK.id, Action.TRAIN_BASE) == tuple(sorted((TRAIN, AGAIN), key=lambda one: one.id))
    assert facts.prohibitions(WORK.id, Action.DELIVER) == [NEVER] and facts.prohibitions(WORK.id, Action.INGEST) == []
    assert [one.in_frame for one in facts.film("a")] == [0, 10, 20], "in the order of the film"
    assert facts.revocations(TRAIN.id) == (Revocation(grant=TRAIN.id),) and facts.revocations(AGAIN.id) == ()
    assert {one.record_id for one in facts.of_work(WORK.id)} == {TRAIN.id, AGAIN.id, NEVER.id}, "the revoked included"
    assert facts.record(TRAIN.id) == TRAIN and facts.record(SEEN[0].record_id) == SEEN[0]


def everything(facts: Facts) -> list[object]:
    return [
        facts.subject(WORK.id),
        *(facts.grants(WORK.id, action) for action in Action),
        *(facts.prohibitions(WORK.id, action) for action in Action),
        *(facts.revocations(record.record_id) for record in FACTS),
        *(facts.record(record.record_id) for record in FACTS),
        *(facts.film("a"), facts.appearances("a", 12, 21), facts.presences("a", 0, 30)),
        {one.record_id for one in facts.of_work(WORK.id)},
    ]


@pytest.mark.parametrize("cut", range(len(FACTS) + 1))
def test_facts_in_two_pieces_are_the_same_and_leave_the_first(cut: int) -> None:
    first = Facts.of(FACTS[:cut], "cd" * 32)
    before = everything(first)
    both = first.extended(FACTS[cut:], "ab" * 32)
    assert both.root == "ab" * 32 and everything(both) == everything(Facts.of(FACTS))
    assert everything(both.extended(FACTS, "ef" * 32)) == everything(both), "what is there already adds nothing"
    assert everything(first) == before == everything(Facts.of(FACTS[:cut]))


def test_a_subject_is_one_thing() -> None:
    facts = Facts.of([WORK, WORK])
    assert facts.extended([WORK], "cd" * 32).subject(WORK.id) == WORK
    for change in ({"owner": "Else"}, {"name": "Hare"}, {"kind": "mark"}):
        with pytest.raises(FilmwrightError, match="give the new one its own id"):
            facts.extended([WORK.model_copy(update=change)], "cd" * 32)
        with pytest.raises(FilmwrightError, match="give the new one its own id"):
            Facts.of([WORK, WORK.model_copy(update=change)])


def test_a_record_of_no_known_kind_is_refused() -> None:
    with pytest.raises(FilmwrightError, match="no record of rights"):
        Facts.of([Record()])


# ---- what bears on grants, while nobody takes it back ----------------------------------------------------------------

ANSWER = Answer(question="e" * 64, yes=True, by="Ed")
AT = "2026-07-15T00:00:00.000+00:00"
FOUND: dict[str, tuple[Record, Callable[[Facts], object]]] = {
    "mandate": (MANDATE, lambda facts: facts.mandates(" TEN  percent")),
    "standing": (STANDING, lambda facts: facts.standings(JO.id, "deceased", AT)),
    "suspension": (STRIKE, lambda facts: facts.suspensions("the AGREEMENT")),
    "notice": (NOTICE, lambda facts: facts.notices(BY_AGENT.id)),
    "use": (USE, lambda facts: facts.uses(BY_AGENT)),
    "payment": (PAID, lambda facts: facts.payments(BY_AGENT.id)),
    "answer": (ANSWER, lambda facts: facts.answers("e" * 64)),
}


@pytest.mark.parametrize("kind", list(FOUND))
def test_a_circumstance_counts_until_it_is_taken_back(kind: str) -> None:
    record, look = FOUND[kind]
    facts = Facts.of(STATEMENTS)
    assert look(facts) in ([record], True)
    back = Revocation(grant=record.record_id)
    assert look(facts.extended([back], "cd" * 32)) in ([], False)
    assert look(Facts.of([back, *STATEMENTS])) in ([], False), "wherever it stands in the ledger"
    assert look(facts) in ([record], True)
    assert facts.extended([back], "cd" * 32).record(record.record_id) == record


def test_standings_hold_between_their_days() -> None:
    minor = Standing(subject=JO.id, what="minor", valid_from="2026-05-01", valid_to="2026-05-02")
    facts = Facts.of([minor])
    days = ["2026-04-30T23:59:59.999Z", "2026-05-01T00:00:00Z", "2026-05-02T23:59:59Z", "2026-05-03T00:00:00Z"]
    assert [facts.standings(JO.id, "minor", at) for at in days] == [False, True, True, False]
    assert not facts.standings(JO.id, "deceased", days[1]) and not facts.standings(WORK.id, "minor", days[1])


def test_grants_that_are_hardest_to_lose_come_first() -> None:
    firm, plain, weak = (OURS.model_copy(update={"revocable": r}) for r in ("no", "stops_future", "requires_retrain"))
    for held in ([firm, plain, weak], [weak, plain, firm]):
        assert Facts.of(held).grants(WORK.id, Action.INGEST) == (firm, plain, weak)


# ---- who is in which frames ------------------------------------------------------------------------------------------


def proposal(first: int, out: int, subject: str = JO.id) -> Appearance:
    return Appearance(asset="a", in_frame=first, out_frame=out, subject=subject, source="detector", confidence=0.5)


def confirmed(of: Appearance, subject: str, by: str = "Ed") -> Confirmation:
    return Confirmation(appearance=of.record_id, subject=subject, by=by)


def test_who_is_said_and_who_is_only_proposed() -> None:
    one, said = proposal(3, 8), Appearance(asset="a", in_frame=5, out_frame=9, subject=WORK.id)
    open_, sure = Presence(3, 8, JO.id, False), Presence(5, 9, WORK.id, True)
    assert Facts.of([one, said]).presences("a", 0, 9) == [open_, sure]
    yes, other, nobody = confirmed(one, JO.id), confirmed(one, "identity:al"), confirmed(one, "")
    assert Facts.of([one, said, yes]).presences("a", 0, 9) == [Presence(3, 8, JO.id, True), sure]
    assert Facts.of([one, said, nobody]).presences("a", 0, 9) == [sure], "a person says that it is nobody"
    disputed = Presence(3, 8, JO.id, False, True)
    names = [Presence(3, 8, name, True) for name in ("identity:al", JO.id)]
    assert Facts.of([one, yes, other]).presences("a", 0, 9) == [disputed, *names]
    assert Facts.of([one, yes, nobody]).presences("a", 0, 9) == [disputed, names[1]]
    twice = confirmed(one, JO.id, by="Flo")
    assert Facts.of([one, yes, twice]).presences("a", 0, 9) == [names[1]], "people who say the same agree"
    assert Facts.of([one, yes, other, Revocation(grant=other.record_id)]).presences("a", 0, 9) == [names[1]]
    assert Facts.of([one, yes, Revocation(grant=yes.record_id)]).presences("a", 0, 9) == [open_]


def test_an_appearance_that_is_taken_back_is_nowhere() -> None:
    one, said = proposal(3, 8), Appearance(asset="a", in_frame=5, out_frame=9, subject=WORK.id)
    gone = [Revocation(grant=record.record_id) for record in (one, said)]
    facts = Facts.of([one, said, confirmed(one, JO.id), *gone])
    assert facts.presences("a", 0, 9) == facts.film("a") == facts.proposals("a") == facts.appearances("a", 0, 9) == []


def test_proposals_are_listed_settled_or_not() -> None:
    late, early = proposal(20, 30), proposal(3, 8)
    said = Appearance(asset="a", in_frame=5, out_frame=9, subject=WORK.id)
    facts = Facts.of([late, early, said, confirmed(early, "")])
    assert facts.proposals("a") == [early, late] and facts.proposals("b") == []
    assert facts.film("a") == [early, said, late]
    assert facts.confirmations(early.record_id) == [confirmed(early, "")]


_SIZES = [512 * 8**level for level in range(8)]
_EDGES = sorted({max(0, edge + near) for size in _SIZES for edge in (size, 3 * size, 8 * size) for near in (-1, 0, 1)})
_FRAMES = st.one_of(st.sampled_from([0, 1, *_EDGES]), st.integers(0, 4 * 512 * 8), st.integers(0, 2**53 - 2))
_SPANS = st.tuples(_FRAMES, _FRAMES).filter(lambda two: two[0] != two[1]).map(lambda two: (min(two), max(two)))


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(_SPANS, min_size=1, max_size=12), _SPANS.filter(lambda span: span[1] - span[0] < 50_000))
def test_appearances_are_those_that_overlap(spans: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    seen = [Appearance(asset="a", in_frame=i, out_frame=o, subject=f"work:{n}") for n, (i, o) in enumerate(spans)]
    found = {one.subject for one in Facts.of(seen).appearances("a", *asked)}
    assert found == {one.subject for one in seen if one.in_frame < asked[1] and one.out_frame > asked[0]}


@pytest.mark.parametrize("edge", _EDGES)
def test_an_appearance_that_begins_or_ends_at_the_edge_of_a_bin(edge: int) -> None:
    before = Appearance(asset="a", in_frame=max(0, edge - 600), out_frame=edge, subject="work:before") if edge else None
    after = Appearance(asset="a", in_frame=edge, out_frame=edge + 600, subject="work:after")
    across = Appearance(asset="a", in_frame=max(0, edge - 1), out_frame=edge + 1, subject="work:across")
    facts = Facts.of([one for one in (before, after, across) if one])

    def names(first: int) -> set[str]:
        return {one.subject for one in facts.appearances("a", first, first + 1)}

    assert names(edge) == {"work:after", "work:across"}
    if edge:
        assert names(edge - 1) == {"work:before", "work:across"}


# ---- looking up together, and going on -------------------------------------------------------------------------------


class Counted:
    """A source over facts in memory that notes what it was asked for."""

    def __init__(self, records: list[Record]) -> None:
        self.asked: list[set[Key]] = []
        self._held = Facts.of(records)

    def __call__(self, wanted: Collection[Key]) -> Records:
        self.asked.append(set(wanted))
        return self._held.records(wanted)


@pytest.mark.parametrize("seed", range(60))
def test_preparing_changes_nothing_in_the_answer(seed: int) -> None:
    _, drawn, _ = populated(seed)
    plain = decide(drawn.request, facts_of(drawn.records))
    records = list({(r.ledger_kind, r.record_id): r for r in drawn.records}.values())
    prepared = Facts(Counted(records), plain.ledger_root, plain.request.assignee or facts_of([]).studio)
    prepared.prepare(merge_spans(drawn.request.spans), drawn.request.action)
    assert decide(drawn.request, prepared).body == plain.body
    prepared.prepare(merge_spans(drawn.request.spans), drawn.request.action)
    assert decide(drawn.request, prepared).body == plain.body


def asking(first: int) -> Request:
    span = Span(asset="a", in_frame=first, out_frame=first + 10)
    return Request(action="train.base", spans=(span,), at="2026-05-01T00:00:00Z")


def test_many_requests_are_looked_up_together() -> None:
    seen = [Appearance(asset="a", in_frame=n, out_frame=n + 10, subject=f"work:{n}") for n in range(0, 5000, 10)]
    works = [Subject(id=one.subject, kind="work", name="W", owner="Acme") for one in seen]
    grants = [Grant(assigner="Acme", subjects=[work.id], actions=["train.base"]) for work in works]
    source = Counted([*seen, *works, *grants])
    facts = Facts(source)
    requests = [asking(first) for first in range(0, 5000, 10)]
    facts.prepare([span for request in requests for span in request.spans], Action.TRAIN_BASE)
    before = len(source.asked)
    assert before < 10
    assert {decide(request, facts).verdict for request in requests} == {"permit"}
    assert len(source.asked) == before, "all that they need was at hand"


def test_what_was_looked_up_is_carried_on_but_for_what_changed() -> None:
    said = Appearance(asset="a", in_frame=0, out_frame=100, subject=WORK.id)
    old: list[Record] = [WORK, said, TRAIN]
    first = Facts(Counted(old), "ab" * 32, "Acme")
    assert decide(asking(0), first).verdict == "permit"
    gone = Revocation(grant=TRAIN.id)
    source = Counted([*old, gone])
    later = first.carried(source, "cd" * 32, keys(gone))
    decision = decide(asking(0), later)
    assert decision.verdict == "deny" and (later.root, later.studio) == ("cd" * 32, "Acme")
    assert set().union(*source.asked) == {f"revocation {TRAIN.id}"}, "the rest was known"
    assert decide(asking(0), first).verdict == "permit", "the first Facts stay as they were"
    source = Counted(old)
    assert decide(asking(0), first.carried(source, "ef" * 32, ())).ledger_root == "ef" * 32
    assert source.asked == []


def test_what_is_carried_answers_as_facts_made_anew() -> None:
    for seed in range(60):
        _, drawn, _ = populated(seed)
        records = list({(r.ledger_kind, r.record_id): r for r in drawn.records}.values())
        cut = Random(seed).randrange(len(records) + 1)
        whole = facts_of(records)
        first = Facts(Counted(records[:cut]), "ab" * 32, whole.studio)
        decide(drawn.request, first)
        changed = {key for record in records[cut:] for key in keys(record)}
        later = first.carried(Counted(records), whole.root, changed)
        assert decide(drawn.request, later).body == decide(drawn.request, whole).body


def test_a_request_for_more_frames_than_any_film_has_ends() -> None:
    far = 2**53 - 2
    there = [(0, 1), (511, 513), (2**30 - 1, 2**30 + 1), (far, far + 1), (0, far)]
    seen = [Appearance(asset="a", in_frame=i, out_frame=o, subject=f"work:{n}") for n, (i, o) in enumerate(there)]
    facts, whole = Facts.of(seen), Span(asset="a", in_frame=0, out_frame=far + 1)
    assert sorted(facts.appearances("a", 0, far + 1), key=lambda one: one.subject) == seen
    assert len(facts.appearances("a", 1, far)) == 3 and len(facts.presences("a", 0, far)) == 4
    facts.prepare([whole], Action.INGEST)
    decision = decide(Request(action="ingest", spans=(whole,), at="2026-05-01T00:00:00Z"), facts)
    assert decision.verdict == "deny" and {one.subjects[0] for one in decision.needed} == {one.subject for one in seen}
