"""What has dates is one thing: grants and prohibitions hold from a day to a day as mandates do."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from filmwright.rights.circumstances import Mandate, Notice, Suspension
from filmwright.rights.dated import Dated
from filmwright.rights.grants import Grant, Prohibition

TERMS = {"assigner": "Jo", "subjects": ["work:alpha"], "actions": ["index"]}
KINDS: tuple[tuple[type[Dated], dict[str, object]], ...] = (
    (Grant, TERMS),
    (Prohibition, TERMS),
    (Mandate, {"principal": "Jo", "agent": "Ten Percent", "authority": "agent"}),
    (Suspension, {"cba": "The Agreement"}),
)


@pytest.mark.parametrize(("kind", "fields"), KINDS)
def test_a_day_is_the_whole_of_it(kind: type[Dated], fields: dict[str, object]) -> None:
    one = kind.model_validate({**fields, "valid_from": " 2026-05-01 ", "valid_to": "2026-05-01"})
    assert (one.valid_from, one.valid_to) == ("2026-05-01", "2026-05-01")
    assert one.holds("2026-05-01T00:00:00Z") and one.holds("2026-05-01T23:59:59Z")
    assert not one.holds("2026-05-02T00:00:00Z")


@pytest.mark.parametrize(("kind", "fields"), KINDS)
@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "dates reversed"),
        ({"valid_to": "2026-05-01T12:00:00"}, "has no time zone"),
        ({"valid_from": "2026-02-30"}, "not a day of the calendar"),
    ],
)
def test_dates_that_say_nothing_are_refused(
    kind: type[Dated], fields: dict[str, object], dates: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        kind.model_validate({**fields, **dates})


def test_a_day_that_is_needed_is_not_left_out() -> None:
    with pytest.raises(ValidationError, match="the day is missing"):
        Notice(grant="a" * 64, at="", to="Jo")
    with pytest.raises(ValidationError, match="not a date or instant"):
        Notice(grant="a" * 64, at="soon", to="Jo")


def test_where_the_dates_stand_changes_no_id() -> None:
    """A body is in the order of its keys; this id was made while the dates stood after the media."""
    one = Grant(**TERMS, valid_from="2026-01-01", valid_to="2027-06-30T22:00:00Z", notice_at="2026-01-02")
    assert one.id == "2d10dbde327d0c051b439a3b86f15b323af03a3a2c72b55bfe179a161c113f1b"
