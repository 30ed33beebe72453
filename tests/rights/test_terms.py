"""A grant must cover the whole of a request; a prohibition need only touch it."""

from __future__ import annotations

import pytest

from filmwright.rights import terms
from filmwright.rights.state import State
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Request, Span, Subject

JO = Subject(id="identity:jo", kind="identity", name="Jo", owner="Jo Doe")
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
SPAN = Span(asset="a" * 64, in_frame=0, out_frame=10)
STATE = State(studio="Acme")
HERE = frozenset({"work:rabbit", "identity:jo"})


def grant(**said: object) -> Grant:
    return Grant(**{"assigner": "Jo Doe", "subjects": [JO.id], "actions": ["train.base"], **said})


def request(action: str = "train.base", **said: object) -> Request:
    return Request(action=action, spans=(SPAN,), at="2026-05-01T12:00:00Z", **said)


LIMITS = {
    "projects": (["Rabbit II"], {"project": "rabbit ii"}, {"project": "Rabbit III"}),
    "territory": (["FR", "SE"], {"territory": "SE"}, {"territory": "NO"}),
    "media": (["cinema"], {"media": "cinema"}, {"media": "games"}),
    "model_classes": (["house"], {"model_class": "House"}, {"model_class": "open"}),
}


@pytest.mark.parametrize("limit", list(LIMITS))
def test_a_limit_in_a_grant_must_hold_for_all_and_in_a_prohibition_for_any(limit: str) -> None:
    values, within, outside = LIMITS[limit]
    allowed = grant(**{limit: values})
    forbidden = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], **{limit: values})
    assert terms.failing(allowed, request(**within), JO, HERE, STATE) == ""
    assert terms.failing(allowed, request(**outside), JO, HERE, STATE)
    assert terms.failing(allowed, request(), JO, HERE, STATE), "all of them is more than one"
    assert terms.touches(forbidden, request(**within), HERE)
    assert not terms.touches(forbidden, request(**outside), HERE)
    assert terms.touches(forbidden, request(), HERE), "all of them holds this one"


def test_works_bound_a_grant_and_a_prohibition() -> None:
    bound = grant(works=["work:rabbit"])
    assert terms.failing(bound, request(), JO, HERE, STATE) == ""
    elsewhere = frozenset({"work:sequel", JO.id})
    assert terms.failing(bound, request(), JO, elsewhere, STATE) == "is for work:rabbit only"
    never = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], works=["work:rabbit"])
    assert terms.touches(never, request(), HERE) and not terms.touches(never, request(), elsewhere)


@pytest.mark.parametrize(
    ("valid", "grants", "forbids"),
    [
        ({"valid_to": "2026-05-01"}, True, True),
        ({"valid_to": "2026-04-30"}, False, False),
        ({"valid_from": "2026-05-01"}, True, True),
        ({"valid_from": "2026-05-02"}, False, False),
        ({"valid_to": "2026-05-01T12:00:00Z"}, False, False),
    ],
)
def test_both_ends_of_a_term(valid: dict[str, str], grants: bool, forbids: bool) -> None:
    assert (terms.failing(grant(**valid), request(), JO, HERE, STATE) == "") == grants
    never = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], **valid)
    assert terms.touches(never, request(), HERE) == forbids


def test_only_the_registered_owner_grants_as_owner() -> None:
    ours = grant(assigner="Acme")
    assert terms.failing(ours, request(), JO, HERE, STATE) == "is not by the owner"
    nobodys = JO.model_copy(update={"owner": ""})
    for subject in (nobodys, None):
        assert terms.failing(ours, request(), subject, HERE, STATE) == "is by one who is not registered as the owner"
    assert terms.failing(grant(assigner=" jo  DOE "), request(), JO, HERE, STATE) == ""


def test_a_grant_to_others_and_a_revoked_one_fail() -> None:
    others = grant(assignee="Other Films")
    assert terms.failing(others, request(), JO, HERE, STATE) == "is given to Other Films, not to Acme"
    assert terms.failing(others, request(assignee="other films"), JO, HERE, STATE) == ""
    assert terms.failing(others, request(), JO, HERE, State()) == "is given to Other Films, not to this studio"
    mine = grant()
    assert terms.failing(mine, request(), JO, HERE, State(revoked=frozenset({mine.id}))) == "was revoked"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"authority": "agent"}, "authority"),
        ({"max_uses": 0}, "within 0 uses"),
        ({"description_of_use": "a teaser"}, "a teaser"),
        ({"script_sha256": "c" * 64}, "script"),
        ({"notice_at": "2026-04-01"}, "notice"),
        ({"minor": True}, "guardian"),
        ({"deceased": True}, "estate"),
    ],
)
def test_each_condition_is_one_question(said: dict[str, object], asked: str) -> None:
    (question,) = terms.open_questions(grant(**said), request(), JO)
    assert asked in question and question.endswith("?")


def test_plain_terms_leave_no_question() -> None:
    plain = grant(minor=False, deceased=False, compensation="a day's pay", revocable="no", signature="J. D.")
    assert terms.open_questions(plain, request(), JO) == []


@pytest.mark.parametrize("action", sorted(terms.REPLICA))
def test_a_replica_of_a_person_asks_for_counsel_and_a_description(action: str) -> None:
    assert len(terms.open_questions(grant(actions=[action]), request(action), JO)) == 2
    assert len(terms.open_questions(grant(actions=[action]), request(action), None)) == 2, "unknown counts as a person"
    assert terms.open_questions(grant(actions=[action]), request(action), WORK) == []
    full = grant(actions=[action], counsel_or_union=True, description_of_use="one line")
    assert terms.open_questions(full, request(action), JO) == ["is this the use described: 'one line'?"]


def test_a_grant_in_a_sentence() -> None:
    assert terms.short(grant(agreement="rider 4")).endswith("by Jo Doe under rider 4")
    assert terms.short(grant()) == f"grant {grant().id[:12]} by Jo Doe"
