"""A State never changes; adding facts makes another, the same however the facts were cut into pieces."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights.record import Record
from filmwright.rights.state import EMPTY_ROOT, State
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Action, Appearance, Subject

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
TERMS = {"assigner": "Acme", "subjects": [WORK.id]}
TRAIN = Grant(**TERMS, actions=["train.base", "ingest"])
AGAIN = Grant(**TERMS, actions=["train.base"], agreement="another paper")
NEVER = Prohibition(**TERMS, actions=["deliver"])
SEEN = [Appearance(asset="a", in_frame=n, out_frame=n + 5, subject=WORK.id) for n in (20, 0, 10)]
FACTS: list[Record] = [WORK, TRAIN, *SEEN, NEVER, AGAIN, Revocation(grant=TRAIN.id)]


def test_the_empty_state_knows_nothing() -> None:
    state = State()
    assert state.root == EMPTY_ROOT == "0" * 64
    assert not (state.subjects or state.appearances or state.grants or state.prohibitions or state.revoked)


def test_facts_are_found_by_subject_and_action() -> None:
    state = State(studio="Acme").extended(FACTS, "ab" * 32)
    assert (state.root, state.studio, state.subjects) == ("ab" * 32, "Acme", {WORK.id: WORK})
    assert state.grants[WORK.id, Action.INGEST] == (TRAIN,)
    assert state.grants[WORK.id, Action.TRAIN_BASE] == tuple(sorted((TRAIN, AGAIN), key=lambda one: one.id))
    assert state.prohibitions == {(WORK.id, Action.DELIVER): (NEVER,)}
    assert [one.in_frame for one in state.appearances["a"]] == [0, 10, 20], "in the order of the film"
    assert state.revoked == {TRAIN.id}


@pytest.mark.parametrize("cut", range(len(FACTS) + 1))
def test_facts_in_two_pieces_give_the_same_state_and_leave_the_first(cut: int) -> None:
    whole = State().extended(FACTS, "ab" * 32)
    first = State().extended(FACTS[:cut], "cd" * 32)
    assert first.extended(FACTS[cut:], "ab" * 32) == whole
    assert first == State().extended(FACTS[:cut], "cd" * 32)


def test_a_subject_is_one_thing() -> None:
    state = State().extended([WORK], "ab" * 32)
    assert state.extended([WORK], "cd" * 32).subjects == {WORK.id: WORK}
    for change in ({"owner": "Else"}, {"name": "Hare"}, {"kind": "mark"}):
        with pytest.raises(FilmwrightError, match="give the new one its own id"):
            state.extended([WORK.model_copy(update=change)], "cd" * 32)


def test_a_record_of_no_known_kind_is_refused() -> None:
    with pytest.raises(FilmwrightError, match="no record of rights"):
        State().extended([Record()], "ab" * 32)
