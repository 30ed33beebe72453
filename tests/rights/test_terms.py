"""A grant must cover the whole of a request; a prohibition need only touch it."""

from __future__ import annotations

import pytest

from filmwright.rights import terms
from filmwright.rights.case import REPLICA, Case
from filmwright.rights.circumstances import Suspension
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Request, Span, Subject

JO = Subject(id="identity:jo", kind="identity", name="Jo Doe", owner="Jo Doe")
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
SPAN = Span(asset="a" * 64, in_frame=0, out_frame=10)
HERE = frozenset({"work:rabbit", "identity:jo"})


def grant(**said: object) -> Grant:
    return Grant(**{"assigner": "Jo Doe", "subjects": [JO.id], "actions": ["train.base"], **said})


def standing(
    one: Grant,
    asked: Request,
    *more: Record,
    subject: Subject | None = JO,
    works: frozenset[str] = HERE,
    to: str = "Acme",
) -> terms.Finding:
    facts = Facts.of([one, *more, *([subject] if subject else [])], studio=to)
    return terms.standing(Case(one, asked, JO.id if subject is None else subject.id, subject, works, facts))


def failing(one: Grant, asked: Request, *more: Record, **around: object) -> str:
    return standing(one, asked, *more, **around).why


def questions(one: Grant, asked: Request, *more: Record, **around: object) -> list[str]:
    found = standing(one, asked, *more, **around)
    assert (found.answer == "asks") == bool(found.questions)
    return [question.text for question in found.questions]


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
    assert failing(allowed, request(**within)) == ""
    assert failing(allowed, request(**outside))
    assert failing(allowed, request()), "all of them is more than one"
    assert terms.touches(forbidden, request(**within), HERE)
    assert not terms.touches(forbidden, request(**outside), HERE)
    assert terms.touches(forbidden, request(), HERE), "all of them holds this one"


def test_works_bound_a_grant_and_a_prohibition() -> None:
    bound = grant(works=["work:rabbit"])
    assert failing(bound, request()) == ""
    elsewhere = frozenset({"work:sequel", JO.id})
    assert failing(bound, request(), works=elsewhere) == "is for work:rabbit only"
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
    assert (failing(grant(**valid), request()) == "") == grants
    never = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], **valid)
    assert terms.touches(never, request(), HERE) == forbids


def test_only_the_registered_owner_grants_as_owner() -> None:
    ours = grant(assigner="Acme")
    assert failing(ours, request()) == "is not by the owner"
    nobodys = JO.model_copy(update={"owner": ""})
    for subject in (nobodys, None):
        assert failing(ours, request(), subject=subject) == "is by one who is not registered as the owner"
    assert failing(grant(assigner=" jo  DOE "), request()) == ""


def test_a_grant_to_others_and_a_revoked_one_fail() -> None:
    others = grant(assignee="Other Films")
    assert failing(others, request()) == "is given to Other Films, not to Acme"
    assert failing(others, request(assignee="other films")) == ""
    assert failing(others, request(), to="") == "is given to Other Films, not to this studio"
    mine = grant()
    assert failing(mine, request(), Revocation(grant=mine.id)) == "was revoked"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"authority": "agent", "assigner": "Ten Percent"}, ["does Ten Percent have the authority"]),
        ({"authority": "agent"}, []),
        ({"description_of_use": "a teaser"}, ["a teaser"]),
        ({"conditions": ["by daylight", "no dubbing"]}, ["by daylight", "no dubbing"]),
        ({"script_sha256": "c" * 64}, ["made from the script", "before the performance"]),
        ({"script_sha256": "c" * 64, "script_dated": "2026-04-01"}, ["made from the script"]),
        ({"script_dated": "2026-04-01"}, []),
        ({"minor": True}, ["guardian"]),
        ({"deceased": True}, []),
    ],
)
def test_each_condition_is_one_question(said: dict[str, object], asked: list[str]) -> None:
    found = questions(grant(**said), request())
    assert len(found) == len(asked)
    for question, part in zip(found, asked, strict=True):
        assert part in question and question.endswith("?")


def test_plain_terms_leave_no_question() -> None:
    plain = grant(minor=False, deceased=False, compensation="a day's pay", revocable="no", signature="J. D.")
    assert questions(plain, request()) == []
    assert questions(grant(description_of_use="A  teaser"), request(use="a teaser")) == []
    assert questions(grant(script_sha256="c" * 64, script_dated="2026-01-01"), request(script_sha256="c" * 64)) == []


@pytest.mark.parametrize("action", sorted(REPLICA))
def test_a_replica_of_a_person_asks_for_counsel_and_a_description(action: str) -> None:
    bare = grant(actions=[action])
    assert len(questions(bare, request(action))) == 2
    ours = grant(assigner="Acme", subjects=[WORK.id], actions=[action])
    assert standing(ours, request(action), subject=WORK).answer == "holds"
    full = grant(actions=[action], counsel_or_union=True, description_of_use="one line")
    assert questions(full, request(action)) == ["is this the use described: 'one line'?"]
    assert standing(full, request(action, use="One line")).answer == "holds"
    empty = grant(actions=[action], replaces_work=True, counsel_or_union=False)
    assert failing(empty, request(action)).startswith("cannot be enforced")
    assert failing(empty.model_copy(update={"counsel_or_union": None}), request(action)) == ""


@pytest.mark.parametrize(
    ("said", "asked", "why"),
    [
        ({"replica_kinds": ["background"]}, {"replica_kind": "synthetic"}, "for replicas that are background"),
        ({"replica_kinds": ["background"]}, {}, "not for every kind"),
        ({"replica_kinds": ["background"]}, {"replica_kind": "background"}, ""),
        ({"script_sha256": "c" * 64}, {"script_sha256": "d" * 64}, "is for the script cccccccccccc"),
        ({"script_dated": "2026-05-01"}, {}, "does not come before the performance"),
        ({"script_dated": "2026-04-30"}, {}, ""),
        ({"notice_at": "2026-04-30"}, {}, ""),
        ({"notice_at": "2026-04-30", "notice_hours": 12}, {}, ""),
        ({"notice_at": "2026-04-30", "notice_hours": 13}, {}, "13 hours before the use, and that given was later"),
        ({"notice_at": "2026-05-01"}, {}, "that given was later"),
        ({"notice_hours": 1}, {}, "none was given"),
        ({"max_uses": 0}, {}, "used up"),
        ({"max_uses": 1}, {}, ""),
        ({"vests_on_payment": True}, {}, "paid in full"),
        ({"territory": ["CA"], "territory_except": ["CA-QC"]}, {"territory": "CA"}, "is for CA but not CA-QC"),
        ({"territory": ["CA"], "territory_except": ["CA-QC"]}, {"territory": "CA-ON"}, ""),
        ({"territory": ["CA"], "territory_except": ["CA-QC"]}, {"territory": "CA-QC"}, "not for CA-QC"),
        ({"territory_except": ["FR"]}, {}, "the world but not FR, not for the whole world"),
        ({"territory": ["EU"]}, {"territory": ["BENELUX", "SE"]}, ""),
        ({"territory": ["EU"]}, {"territory": ["NORDICS"]}, "not for IS, NO"),
        ({"media": ["cinema", "disc"]}, {"media": ["cinema", "games"]}, "not for games"),
    ],
)
def test_a_condition_at_its_edge(said: dict[str, object], asked: dict[str, object], why: str) -> None:
    found = failing(
        grant(actions=["generate.synthetic_performer"], **said), request("generate.synthetic_performer", **asked)
    )
    assert (why in found) if why else found == ""


def test_a_prohibition_reaches_places_that_overlap_with_those_asked_for() -> None:
    def touches(asked: object, **where: object) -> bool:
        never = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], **where)
        return terms.touches(never, request(territory=asked), HERE)

    assert touches("CA", territory=["CA-QC"]) and touches("CA-QC", territory=["CA"])
    assert not touches("CA-ON", territory=["CA-QC"]) and not touches("FR", territory=["CA"])
    assert touches("CA", territory_except=["CA-QC"]) and not touches("CA-QC", territory_except=["CA"])
    assert touches(["FR", "CA-QC"], territory_except=["CA"]) and touches((), territory_except=["CA"])


def test_a_strike_suspends_only_the_actions_that_it_names_while_it_lasts() -> None:
    under = grant(cba="The Agreement")
    strike = Suspension(cba="THE agreement", valid_from="2026-05-01", valid_to="2026-05-01", actions=["train.base"])
    assert failing(under, request(), strike) == "is suspended with The Agreement"
    assert failing(under, request().model_copy(update={"at": "2026-05-02T00:00:00Z"}), strike) == ""
    assert failing(grant(cba="The Agreement", in_strike=True), request(), strike) == ""
    assert failing(grant(cba="Another"), request(), strike) == ""
    other = strike.model_copy(update={"actions": ["deliver"]})
    assert failing(under, request(), other) == ""


def test_a_grant_in_a_sentence() -> None:
    assert terms.short(grant(agreement="rider 4")).endswith("by Jo Doe under rider 4")
    assert terms.short(grant()) == f"grant {grant().id[:12]} by Jo Doe"
