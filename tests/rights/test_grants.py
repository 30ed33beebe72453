"""Grants and prohibitions as values: one spelling, dates in order, another format's fields kept, of which work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from filmwright.canonical import canonical_json
from filmwright.rights.grants import FOREIGN_BYTES, Grant, Prohibition, Revocation
from filmwright.rights.stored import parse

LEAST = {"assigner": "A", "subjects": ["work:x"], "actions": ["ingest"]}
BOTH = pytest.mark.parametrize("model", [Grant, Prohibition])


@BOTH
@pytest.mark.parametrize(
    ("dates", "good"),
    [
        ({"valid_from": "2026-05-01", "valid_to": "2026-05-01"}, True),
        ({"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, False),
        ({"valid_from": "2026-05-01T12:00:00Z", "valid_to": "2026-05-01T12:00:00Z"}, False),
        ({"valid_from": "2026-05-01T13:00:00+02:00", "valid_to": "2026-05-01T12:00:00Z"}, True),
        ({"valid_from": "2026-05-01T12:00:00Z", "valid_to": "2026-05-01"}, True),
        ({"valid_from": "2026-05-02T00:00:00Z", "valid_to": "2026-05-01"}, False),
        ({"valid_from": "2026-05-01T12:00:00"}, False),
        ({"valid_to": "soon"}, False),
    ],
)
def test_dates_are_in_order_and_have_a_zone(model: type[Grant], dates: dict[str, str], good: bool) -> None:
    if good:
        assert model(**LEAST, **dates).valid_to == dates.get("valid_to", "")[:10] or "T" in dates["valid_to"]
        return
    with pytest.raises(ValidationError):
        model(**LEAST, **dates)


@BOTH
def test_what_another_format_says_is_kept_up_to_a_size(model: type[Grant]) -> None:
    foreign = {"odrl": {"duty": [{"action": "attribute"}], "漢": None}}
    one = model(**LEAST, foreign=foreign)
    assert parse(one.ledger_kind, canonical_json(one.body)) == one and one.foreign == foreign
    assert one.id != model(**LEAST).id
    with pytest.raises(ValidationError, match="64 KiB"):
        model(**LEAST, foreign={"x": "y" * FOREIGN_BYTES})
    assert "foreign" not in model(**LEAST).body


@pytest.mark.parametrize(
    "fields",
    [
        {"authority": "friend"},
        {"max_uses": -1},
        {"notice_hours": -1},
        {"notice_hours": 24 * 3661},
        {"notice_at": "2026-05-01T10:00:00"},
        {"script_dated": "last week"},
        {"script_sha256": "ab"},
        {"replica_kinds": ["twin"]},
        {"revocable": "maybe"},
        {"renews": "x"},
        {"territory": ["Mars"]},
        {"territory_except": ["WORLD", "FR"]},
        {"media": ["telepathy"]},
        {"works": ["rabbit"]},
        {"projects": [""]},
        {"agreement": "a\x00b"},
        {"assigner": "\u202eA"},
    ],
)
def test_what_is_not_known_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Grant(**{**LEAST, **fields})


@given(st.permutations(["work:x", "voice:a", "voice:b"]), st.permutations(["ingest", "index"]), st.permutations("ABC"))
def test_the_order_of_a_set_makes_no_other_grant(subjects: list[str], actions: list[str], projects: list[str]) -> None:
    made = Grant(
        assigner="A", subjects=subjects, actions=actions, projects=projects, replica_kinds=["synthetic", "background"]
    )
    again = Grant(
        assigner="A", subjects=sorted(subjects), actions=sorted(actions), projects=sorted(projects) * 2,
        replica_kinds=["background", "synthetic", "background"],
    )  # fmt: skip
    assert made.id == again.id


@pytest.mark.parametrize(
    ("terms", "work"),
    [
        ({}, "work:x"),
        ({"works": ["work:y"]}, "work:y"),
        ({"works": ["work:y", "work:z"]}, ""),
        ({"works": ["work:y", "work:z"], "said_in": "work:z"}, "work:z"),
        ({"subjects": ["voice:a", "voice:b"]}, ""),
        ({"subjects": ["voice:a", "voice:b"], "works": ["work:y"]}, "work:y"),
    ],
)
@BOTH
def test_the_work_whose_file_says_it(model: type[Grant], terms: dict[str, object], work: str) -> None:
    assert model(**{**LEAST, **terms}).of_work == work


def test_a_groups_countries_are_what_is_written() -> None:
    one = Grant(**LEAST, territory=["BENELUX"], territory_except=["lu"])
    assert (one.territory, one.territory_except) == (("BE", "LU", "NL"), ("LU",))
    assert Grant(**LEAST, territory=["WORLD"]).id == Grant(**LEAST).id


def test_a_revocation_names_what_it_takes_back() -> None:
    one = Grant(**LEAST)
    assert Revocation(grant=one.id).record_id != Revocation(grant=one.id, superseded=True).record_id
    with pytest.raises(ValidationError):
        Revocation(grant=one.id[:12])
