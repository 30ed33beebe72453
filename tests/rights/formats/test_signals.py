"""CAWG, PLUS, RSL, AIPREF: 1,000 random records come back equal but for what was declared lost, and allow no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.formats import limits
from filmwright.rights.formats.known import FORMATS
from filmwright.rights.formats.result import Given, Result, Written
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Media, ReplicaKind, Request, Span, Subject, SubjectKind

from ...effort import examples
from .drawn import PLACES, THOUSAND, grants, prohibitions, said_of

SIGNALS = [name for name, one in FORMATS.items() if one.one_work]


def there_and_back(name: str, records: Sequence[Record], known: Given) -> tuple[Written, Result]:
    written = FORMATS[name].write(records, known)
    return written, FORMATS[name].read(written.data, known)


def changed(record: Grant | Prohibition, again: Sequence[Grant | Prohibition]) -> set[str]:
    """The fields in which what came back, taken together, is not the record."""
    found = set()
    for name in {key for one in (record, *again) for key in limits.fields(one)} - {"actions"}:
        if any(getattr(one, name) != getattr(record, name) for one in again):
            found.add(name)
    actions = {action for one in again for action in one.actions}
    return found | ({"actions"} if actions != set(record.actions) else set())


@pytest.mark.parametrize("name", SIGNALS)
def test_a_prohibition_comes_back_but_for_what_was_declared(name: str) -> None:
    came_back = 0

    @THOUSAND
    @given(prohibitions)
    def check(record: Prohibition) -> None:
        nonlocal came_back
        written, result = there_and_back(name, [record], said_of(record))
        lost = {loss.field for loss in written.losses}
        assert all(isinstance(one, Prohibition) for one in result.records)
        if not result.records:
            assert "actions" in lost
            return
        came_back += 1
        assert changed(record, result.records) == lost
        assert all(loss.of.startswith("prohibition ") and loss.why for loss in written.losses)

    check()
    assert came_back > 500


@pytest.mark.parametrize("name", SIGNALS)
def test_a_grant_comes_back_but_for_what_was_declared(name: str) -> None:
    came: Counter[str] = Counter()

    @THOUSAND
    @given(grants)
    def check(record: Grant) -> None:
        written, result = there_and_back(name, [record], said_of(record))
        lost = {loss.field for loss in written.losses}
        again = [one for one in result.records if isinstance(one, Grant)]
        if not again:
            assert "actions" in lost
            return
        # That it was given to this studio is lost in a file to everybody, but the field is empty before and after.
        assert changed(record, again) == lost - (set() if record.assignee else {"assignee"})
        came["with conditions" if any(one.conditions for one in again) else "as it was"] += 1

    check()
    assert came["as it was"] >= 10 and (came["with conditions"] >= 100 or name not in ("cawg", "rsl")), came


@pytest.mark.parametrize("name", SIGNALS)
def test_what_comes_back_is_narrower(name: str) -> None:
    """Each grant is of no more than one of the originals, and whatever limit of it is lost stands in a condition."""

    @settings(THOUSAND, max_examples=examples(300))
    @given(st.lists(grants | prohibitions, min_size=1, max_size=4))
    def check(records: list[Grant | Prohibition]) -> None:
        known = said_of(records[0])
        _, result = there_and_back(name, records, known)
        for one in result.records:
            if isinstance(one, Grant):
                assert any(is_narrower(one, old) for old in records if isinstance(old, Grant)), one
        refused = {action for one in result.records if isinstance(one, Prohibition) for action in one.actions}
        allowed = {action for one in result.records if isinstance(one, Grant) for action in one.actions}
        for old in records:
            if isinstance(old, Prohibition) and known.subject in old.subjects:
                assert not set(old.actions) & allowed - refused

    check()


LIMITS = set(Grant.model_fields) - limits.PLAIN - {"assigner", "subjects", "actions"}


def is_narrower(new: Grant, old: Grant) -> bool:
    if not (set(new.subjects) <= set(old.subjects) and set(new.actions) <= set(old.actions)):
        return False
    return bool(new.conditions) or all(getattr(new, name) == getattr(old, name) for name in LIMITS)


requests = st.builds(
    Request,
    action=st.sampled_from(Action),
    spans=st.just((Span(asset="film", in_frame=0, out_frame=1),)),
    territory=st.lists(st.sampled_from(PLACES[:5]), max_size=2).map(tuple),
    media=st.lists(st.sampled_from(Media), max_size=1).map(tuple),
    replica_kind=st.sampled_from(("", *ReplicaKind)),
    at=st.sampled_from(("2001-06-01T00:00:00Z", "2010-06-01T00:00:00Z", "2024-06-01T00:00:00Z")),
)


@pytest.mark.parametrize("name", list(FORMATS))
def test_no_refusal_becomes_a_permit(name: str) -> None:
    """The evaluator itself, before and after: what is permitted afterwards was permitted before."""

    @settings(THOUSAND, max_examples=examples(300))
    @given(st.lists(grants | prohibitions, min_size=1, max_size=3), st.lists(requests, min_size=5, max_size=5))
    def check(records: list[Grant | Prohibition], asked: list[Request]) -> None:
        known = said_of(records[0])
        work = Subject(id=known.subject, kind=SubjectKind.WORK, name="A", owner=known.assigner)
        there: list[Record] = [work, Appearance(asset="film", in_frame=0, out_frame=1, subject=work.id)]
        _, result = there_and_back(name, records, replace(known, asset="film", frames=1))
        before, after = Facts.of([*there, *records]), Facts.of([*there, *result.records])
        for request in asked:
            if decide(request, after).verdict == "permit":
                assert decide(request, before).verdict == "permit"
                event("permitted")

    check()


def test_a_grant_to_this_studio_is_never_said_to_everybody() -> None:
    grant = Grant(assigner="A", subjects=("work:a",), actions=tuple(Action))
    for name in SIGNALS:
        written, result = there_and_back(name, [grant], Given("f", "A", "work:a"))
        assert "assignee" in {loss.field for loss in written.losses}
        assert all(isinstance(one, Prohibition) or one.conditions for one in result.records)


@pytest.mark.parametrize("name", SIGNALS)
def test_what_was_said_to_everybody_may_be_said_again(name: str) -> None:
    mining = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER, Action.INDEX, Action.ATTRIBUTE)
    grant = Grant(
        assigner="A", subjects=("work:a",), actions=mining, foreign={name.split("-")[0]: {"said to everybody": True}}
    )
    _, result = there_and_back(name, [grant], Given("f", "A", "work:a"))
    assert any(isinstance(one, Grant) and not one.conditions for one in result.records)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_prohibition_outweighs_a_grant_to_everybody(name: str) -> None:
    mining = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER)
    yes = Grant(assigner="A", subjects=("w:a",), actions=mining, foreign={"cawg": {"said to everybody": True}})
    no = Prohibition(assigner="B", subjects=("w:a",), actions=(Action.TRAIN_BASE,))
    for order in ([yes, no], [no, yes]):
        written, result = there_and_back(name, order, Given("f", "A", "w:a"))
        assert {one.ledger_kind for one in result.records} == {"prohibition"}
        assert any(loss.field == "actions" for loss in written.losses)


@pytest.mark.parametrize("name", SIGNALS)
def test_nobody_in_the_film_is_given_away_with_it(name: str) -> None:
    """What a file allows of a film it allows of all in it: another's prohibition refuses, their silence limits."""
    mining = (Action.TRAIN_BASE, Action.TRAIN_ADAPTER, Action.INDEX, Action.ATTRIBUTE)
    yes = Grant(assigner="A", subjects=("w:a",), actions=mining, foreign={"cawg": {"said to everybody": True}})
    jo = Appearance(asset="film", in_frame=0, out_frame=1, subject="identity:jo")
    no = Prohibition(assigner="Jo", subjects=("identity:jo",), actions=mining)
    known = Given("f", "A", "w:a")
    _, alone = there_and_back(name, [yes], known)
    assert any(isinstance(one, Grant) and not one.conditions for one in alone.records)
    _, silent = there_and_back(name, [yes, jo], known)
    assert all(isinstance(one, Prohibition) or "identity:jo" in one.conditions[-1] for one in silent.records)
    _, refused = there_and_back(name, [yes, jo, no], known)
    assert {one.ledger_kind for one in refused.records} == {"prohibition"}


@pytest.mark.parametrize("name", SIGNALS)
def test_limits_that_no_condition_can_hold_are_refused(name: str) -> None:
    long = Grant(assigner="A", subjects=("w:a",), actions=tuple(Action), description_of_use="so " * 1200)
    _, result = there_and_back(name, [long], Given("f", "A", "w:a"))
    assert result.records and all(isinstance(one, Prohibition) for one in result.records)
