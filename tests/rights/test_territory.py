"""Places: codes of ISO 3166, groups spelled out; a place inside another, and places that overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.rights import territory
from filmwright.rights.grants import Grant
from filmwright.rights.territory import COUNTRIES, GROUPS, inside, overlap, places


def test_countries_have_one_spelling() -> None:
    assert places(["no", " FR ", "NO"]) == ("FR", "NO") and places([]) == ()
    assert len(COUNTRIES) == 249 and {"GB", "XK"} & COUNTRIES == {"GB"}


def test_a_group_is_its_members_when_it_is_written() -> None:
    assert places(["benelux"]) == ("BE", "LU", "NL")
    assert len(places(["EU"])) == 27 and set(places(["EEA"])) - set(places(["EU"])) == {"IS", "LI", "NO"}
    assert places(["DACH", "AT", "CA-QC"]) == ("AT", "CA-QC", "CH", "DE")
    assert all(members <= COUNTRIES and len(members) > 1 for members in GROUPS.values())
    assert not COUNTRIES & set(GROUPS)
    grant = Grant(assigner="A", subjects=["work:x"], actions=["ingest"], territory=["EU"])
    assert grant.body["territory"] == list(places(["EU"])), "so that it says the same for ever"


def test_the_whole_world_is_no_limit_and_stands_alone() -> None:
    assert places(["world"]) == places(["WORLD"]) == ()
    for others in (["WORLD", "NO"], ["EU", "world"]):
        with pytest.raises(ValueError, match="stands alone"):
            places(others)


@pytest.mark.parametrize(
    "code",
    [
        *("UK", "XX", "USA", "", "N O", "ΝΟ", "EMEA", "XX-1", "CA-", "CA-QB", "US-QC", "FR-75", "GB-PR"),
        *("CA-QCXX", "CA-Q C", "-QC", "CAQC", "US-"),
    ],
)
def test_what_is_no_place_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"no code of ISO 3166.*BENELUX"):
        places([code])


@pytest.mark.parametrize(
    ("place", "among", "within", "some"),
    [
        ("CA", ["CA", "FR"], True, True),
        ("CA-QC", ["CA"], True, True),
        ("CA", ["CA-QC"], False, True),
        ("CA-QC", ["CA-QC"], True, True),
        ("CA-ON", ["CA-QC"], False, False),
        ("CA", ["FR"], False, False),
        ("CA", [], False, False),
        ("US-CA", ["CA"], False, False),
        ("PR", ["US"], False, True),
        ("US", ["PR"], False, True),
        ("RE", ["FR", "DE"], False, True),
        ("HK", ["TW"], False, False),
    ],
)
def test_inside_and_overlap(place: str, among: list[str], within: bool, some: bool) -> None:
    assert (inside(place, among), overlap(place, among)) == (within, some)


def test_one_place_has_one_code() -> None:
    assert places(["US-PR", "FR-RE", "CN-HK", "NL-AW"]) == ("AW", "HK", "PR", "RE")
    assert places(["GB-SCT", "us-ca", "BE-VLG"]) == ("BE-VLG", "GB-SCT", "US-CA")
    assert not territory.SUBDIVISIONS & COUNTRIES


def test_nothing_is_left_of_the_world_without_the_world() -> None:
    with pytest.raises(ValueError, match="leave the grant out"):
        Grant(assigner="A", subjects=["work:x"], actions=["ingest"], territory_except=["WORLD"])


_PLACES = st.sampled_from([*sorted(COUNTRIES)[:20], "CA", "CA-QC", "CA-ON", "US-CA", "US", "PR", "GB-SCT"])


@given(_PLACES, st.lists(_PLACES, max_size=6))
def test_what_is_inside_overlaps_and_a_part_is_inside_where_its_whole_is(place: str, among: list[str]) -> None:
    assert not inside(place, among) or overlap(place, among)
    assert not inside(place[:2], among) or inside(place, among)
    assert not overlap(place, among) or overlap(place[:2], among)
    assert all(overlap(other, [place]) for other in among if overlap(place, [other]))
    assert set(places([place])) <= set(places([*among, place])) and territory.places(places(among)) == places(among)
