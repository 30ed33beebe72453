"""Dates and names: one spelling each, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from filmwright.rights import words


@pytest.mark.parametrize(
    ("value", "utc"),
    [
        ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000+00:00"),
        ("2026-05-01T12:00:00.1239+02:00", "2026-05-01T10:00:00.123+00:00"),
        ("2026-01-01T00:30+01:00", "2025-12-31T23:30:00.000+00:00"),
    ],
)
def test_an_instant_is_utc_to_the_millisecond(value: str, utc: str) -> None:
    assert words.instant(value) == words.instant(utc) == words.date_or_instant(f" {value} ") == utc


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-05-01T12:00:00", "no time zone"),
        ("tomorrow", "not a date or instant"),
        ("2026-02-30", "not a day of the calendar"),
        ("2026-13-01", "not a day of the calendar"),
        ("0001-01-01T00:00:00+23:00", "out of range"),
    ],
)
def test_what_is_no_date_is_refused(value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        words.date_or_instant(value)


def test_a_day_is_whole_with_both_ends() -> None:
    assert words.date_or_instant("2026-05-01") == "2026-05-01" and words.date_or_instant("") == ""
    assert words.start("2026-05-01") == datetime(2026, 5, 1, tzinfo=UTC)
    assert words.end("2026-05-01") == datetime(2026, 5, 2, tzinfo=UTC)
    assert words.end("2024-02-28") == datetime(2024, 2, 29, tzinfo=UTC)
    assert words.end("9999-12-31") > words.start("9999-12-31")
    assert words.start("2026-05-01T12:00:00Z") == words.end("2026-05-01T12:00:00Z")


def test_names_are_the_same_but_for_case_width_and_spaces() -> None:
    assert (
        words.same("Acme  Films", " ACME FILMS") and words.same("Straße", "STRASSE") and words.same("Ａｃｍｅ", "acme")
    )
    assert not words.same("Acme Films", "Acme Film") and not words.same("Renée", "Renee")


def test_a_work_has_an_id_that_its_title_gives() -> None:
    assert words.work_id("Big Buck Bunny") == words.work_id(" big_buck  BUNNY ") == "work:big-buck-bunny"
    assert words.work_id("1917: a film!") == "work:1917-a-film"
    assert words.work_id("!!!") != words.work_id("???")
    assert len(words.work_id("x" * 500)) < 60
