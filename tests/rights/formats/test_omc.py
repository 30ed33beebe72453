"""OMC-JSON: subjects and appearances there and back; a foreign file's cast is only proposed; the schema's structure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.formats import omc
from filmwright.rights.formats.result import Given
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Request, Span, Subject, SubjectKind

from .drawn import THOUSAND, appearances, grants, subjects

GOLDEN = Path(__file__).parent / "golden"
CAST = (GOLDEN / "cast.omc.json").read_bytes()


@THOUSAND
@given(st.lists(subjects | appearances, min_size=1, max_size=4, unique_by=lambda one: one.record_id))
def test_a_thousand_subjects_and_appearances(records: list[Record]) -> None:
    written = omc.write(records, Given())
    fits(json.loads(written.data))
    held = [one for one in records if not (isinstance(one, Subject) and one.kind is SubjectKind.MARK)]
    lost = [one for one in records if one not in held]
    assert len(written.losses) == len(lost) and all(loss.of.startswith("subject") for loss in written.losses)
    again = omc.read(written.data, Given("file"))
    assert not again.losses
    assert sorted(again.records, key=lambda one: one.record_id) == sorted(held, key=lambda one: one.record_id)


@THOUSAND
@given(grants)
def test_of_a_grant_every_field_is_declared_lost(grant: Grant) -> None:
    written = omc.write([grant], Given())
    assert json.loads(written.data) == []
    assert {loss.field for loss in written.losses} == set(grant.body) - {"schema"}


FIELDS = {
    "CreativeWork": {"creativeWorkType", "creativeWorkTitle"},
    "Participant": {"ParticipantSC"},
    "Person": {"structuralType", "personName"},
    "Character": {"characterType", "characterName"},
    "Asset": {"assetFC"},
    "NarrativeAudio": {"narrativeType"},
    "Depiction": {"depictionType", "Depicts", "Depicter"},
}
BASE = {"entityType", "schemaVersion", "identifier", "name", "customData"}


def fits(entities: list[dict[str, Any]]) -> None:
    """What OMC-JSON-v2.8.schema.json asks of these entities: required keys, no others, identifiers, closed values."""
    for one in entities:
        assert set(one) <= BASE | FIELDS[one["entityType"]] and one["schemaVersion"] == omc.SCHEMA
        assert one["identifier"] and all(map(is_identifier, one["identifier"]))
        assert isinstance(one["name"], str)
        for custom in one.get("customData", []):
            assert set(custom) <= {"domain", "namespace", "schema", "value"}
        for part in ("Depicts", "Depicter"):
            if part in one:
                assert set(one[part]) == {"identifier"} and all(map(is_identifier, one[part]["identifier"]))
        assert one.get("depictionType", "depiction") in ("depiction", "portrayal")
        assert one.get("characterType", "character") in ("character", "extra")
        assert one.get("creativeWorkType", "creativeWork") in ("creativeWork", "series", "season", "episode")
        if "ParticipantSC" in one:
            fits([one["ParticipantSC"]])


def is_identifier(one: dict[str, Any]) -> bool:
    named = isinstance(one["identifierScope"], str) and isinstance(one["identifierValue"], str)
    return named and set(one) <= {"identifierScope", "identifierValue", "combinedForm", "url"}


def test_a_foreign_cast_is_proposed_for_the_whole_film() -> None:
    result = omc.read(CAST, Given("file", asset="f" * 64, frames=100))
    found = {one.id: one for one in result.records if isinstance(one, Subject)}
    assert {key: (str(one.kind), one.name, one.owner) for key, one in found.items()} == {
        "eidr:10.5240/1111-2222-3333-4444-5555-W": ("work", "The Long Harbour", ""),
        "omc:example.com%2Fcast/p1": ("identity", "Mara Lind", "Mara Lind"),
        "omc:example.com%2Fcast/c1": ("character", "The Harbour Master", ""),
        "omc:example.com%2Fcast/m1": ("music", "Main theme", ""),
    }
    spans = [one for one in result.records if isinstance(one, Appearance)]
    assert {(one.subject, one.source, one.in_frame, one.out_frame) for one in spans} == {
        ("omc:example.com%2Fcast/p1", "script", 0, 100),
        ("omc:example.com%2Fcast/c1", "script", 0, 100),
    }
    lost = {(loss.field, loss.value) for loss in result.losses}
    assert ("Organization", "Harbour Films") in {(field, value) for field, value in lost} or any(
        "Harbour Films" in value for _, value in lost
    )
    assert any(field == "profile" for field, _ in lost) and any(field == "Depiction" for field, _ in lost)


def test_a_proposed_cast_clears_nothing() -> None:
    said = omc.read(CAST, Given("file", asset="film", frames=100)).records
    request = Request(action=Action.TRAIN_BASE, spans=(Span(asset="film", in_frame=0, out_frame=10),))
    work = Subject(id="work:a", kind=SubjectKind.WORK, name="A", owner="A")
    there = [work, Appearance(asset="film", in_frame=0, out_frame=100, subject="work:a")]
    allowed = Grant(assigner="A", subjects=("work:a",), actions=(Action.TRAIN_BASE,))
    assert decide(request, Facts.of([*there, allowed])).verdict == "permit"
    assert decide(request, Facts.of([*there, allowed, *said])).verdict != "permit"


def test_without_a_film_a_depiction_is_declared_lost() -> None:
    result = omc.read(CAST, Given("file"))
    assert not any(isinstance(one, Appearance) for one in result.records)
    assert sum(loss.field == "Depiction" for loss in result.losses) == 2


def test_one_entity_alone_and_entities_inside_a_depiction() -> None:
    person = {"entityType": "Person", "schemaVersion": omc.SCHEMA, "identifier": [_id("isni", "0000 0001 2103 2683")]}
    result = omc.read(json.dumps({**person, "name": "Jo"}).encode(), Given())
    assert [(one.id, one.name) for one in result.records if isinstance(one, Subject)] == [
        ("isni:0000%200001%202103%202683", "Jo")
    ]
    role = {"entityType": "Character", "schemaVersion": omc.SCHEMA, "identifier": [_id("x", "1")], "name": "Ann"}
    scene = {"entityType": "Depiction", "schemaVersion": omc.SCHEMA, "identifier": [_id("x", "2")], "Depicts": role}
    made = omc.read(json.dumps([scene]).encode(), Given("", asset="a", frames=5)).records
    assert [one.ledger_kind for one in made] == ["subject", "appearance"]


def _id(scope: str, value: str) -> dict[str, str]:
    return {"identifierScope": scope, "identifierValue": value}
