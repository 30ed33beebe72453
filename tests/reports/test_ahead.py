"""What runs out: each instant ahead asked about anew, and only what really no longer clears is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from filmwright.library.shots import Shot
from filmwright.reports.ahead import ahead
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Request, Subject, SubjectKind

from ..library.test_plan import asked, at, film

TRAIN = Action.TRAIN_BASE
UNTIL = "2027-06-15T10:00:00.000+00:00"
SUBJECTS = [
    Subject(id=f"identity:{name.lower()}", kind=SubjectKind.IDENTITY, name=name, owner=name) for name in ("Jo", "Kim")
]


def grant(name: str, **more: Any) -> Grant:
    return Grant(**{"assigner": name, "subjects": (f"identity:{name.lower()}",), "actions": (TRAIN,), **more})


def coming(records: Sequence[Record], shots: Sequence[Shot], until: str = UNTIL) -> list[dict[str, Any]]:
    """What lies ahead of 2026-06-15; each shot told as lost is asked about once more here."""
    facts = Facts.of([*SUBJECTS, *records])
    instants: list[str] = []

    def ask(requests: Sequence[Request]) -> list[Decision]:
        instants.extend(request.at for request in requests)
        return [decide(request, facts) for request in requests]

    others = [r for r in records if isinstance(r, Mandate | Standing | Suspension | Prohibition)]
    found = ahead(facts, asked([*SUBJECTS, *records], shots, TRAIN), others, until, ask)
    assert instants == sorted(instants)
    return found


def told(found: Sequence[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    return [(one["kind"], one["day"], one["lost"]["shots"], one["rests"]["shots"]) for one in found]


def test_a_grant_that_ends_takes_its_shots_with_it_on_the_day_after() -> None:
    shots = film(3)
    records = [at(0, "identity:jo"), at(1, "identity:kim"), grant("Jo", valid_to="2026-12-31"), grant("Kim")]
    (one,) = coming(records, shots)
    assert told([one]) == [("grant", "2026-12-31", 1, 1)]
    assert (one["at"], one["begins"], one["lost"]["seconds"]) == ("2027-01-01T00:00:00.000+00:00", False, 1.0)
    assert "by Jo" in one["said"]


def test_where_another_grant_follows_nothing_is_lost_until_that_one_ends_too() -> None:
    shots = film(1)
    records = [
        at(0, "identity:jo", 36),
        grant("Jo", valid_to="2026-09-30", revocable="no"),
        grant("Jo", valid_from="2026-09-01", valid_to="2027-03-31"),
    ]
    assert told(coming(records, shots)) == [("grant", "2026-09-30", 0, 1), ("grant", "2027-03-31", 1, 1)]


def test_what_ends_beyond_the_horizon_or_is_refused_today_is_not_told() -> None:
    shots = film(2)
    records = [
        at(0, "identity:jo"), at(1, "identity:kim"),
        grant("Jo", valid_to="2027-06-15"), grant("Kim", valid_to="2026-12-31", projects=("Dune",)),
    ]  # fmt: skip
    assert coming(records, shots) == []
    assert told(coming(records, shots, "2027-06-16T00:00:00.000+00:00")) == [("grant", "2027-06-15", 1, 1)]


def test_a_mandate_that_ends_leaves_the_agents_grant_open() -> None:
    shots = film(2)
    records = [
        at(0, "identity:jo"), at(1, "identity:kim"),
        grant("Jo", assigner="Agency", authority="agent"), grant("Kim"),
        Mandate(principal="Jo", agent="House", authority="agent", may_delegate=True, valid_to="2027-01-31"),
        Mandate(principal="House", agent="Agency", authority="agent", valid_to="2026-10-31"),
        Mandate(principal="House", agent="Somebody else", authority="agent", valid_to="2026-08-31"),
    ]  # fmt: skip
    assert told(coming(records, shots)) == [("mandate", "2026-10-31", 1, 1)]
    kept = [r for r in records if getattr(r, "valid_to", "") != "2026-10-31"]
    kept.append(Mandate(principal="House", agent="Agency", authority="agent"))
    assert told(coming(kept, shots)) == [("mandate", "2027-01-31", 1, 1)]


def test_a_strike_or_a_prohibition_that_begins_is_told_with_its_first_day() -> None:
    shots = film(2)
    records = [
        at(0, "identity:jo"), at(1, "identity:kim", 36), grant("Jo", cba="C 2026"), grant("Kim"),
        Suspension(cba="c 2026", valid_from="2026-07-01"), Suspension(cba="D 2026", valid_from="2026-07-01"),
        Prohibition(assigner="Kim", subjects=("identity:kim",), actions=(TRAIN,), valid_from="2026-08-01"),
        Prohibition(assigner="Kim", subjects=("identity:kim",), actions=(Action.DELIVER,), valid_from="2026-08-01"),
    ]  # fmt: skip
    found = coming(records, shots)
    assert told(found) == [("suspension", "2026-07-01", 1, 1), ("prohibition", "2026-08-01", 1, 1)]
    assert found[0]["begins"] and found[0]["at"] == "2026-07-01T00:00:00.000+00:00"


def test_who_comes_of_age_is_told_for_the_guardians_word_must_be_asked_about() -> None:
    shots = film(1)
    records = [
        at(0, "identity:jo", 36), grant("Jo", assigner="Parent", authority="guardian", minor=True),
        Mandate(principal="Jo", agent="Parent", authority="guardian", valid_to="2026-11-30"),
        Standing(subject="identity:jo", what="minor", valid_to="2026-09-30"),
    ]  # fmt: skip
    assert told(coming(records, shots)) == [("standing", "2026-09-30", 1, 1)]


def test_two_that_end_on_one_day_each_tell_what_rests_on_them() -> None:
    shots = film(3)
    records = [
        at(0, "identity:jo", 48), at(1, "identity:kim", 60),
        grant("Jo", valid_to="2026-12-31"), grant("Kim", valid_to="2026-12-31"),
    ]  # fmt: skip
    assert sorted(told(coming(records, shots))) == [("grant", "2026-12-31", 2, 2), ("grant", "2026-12-31", 2, 2)]
