"""MovieLabs OMC-JSON 2.8: participants, characters, works and depictions, as Subjects and Appearances.

Schema: https://github.com/MovieLabs/OMC (OMC-JSON/OMC-JSON-v2.8.schema.json, Apache-2.0). OMC has no word for rights,
and none for the frames of a depiction: ours travel in ``customData``. Without them a depiction is a proposal for the
whole film that the caller names, which a person confirms or not; it never clears a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.formats import limits, strictjson
from filmwright.rights.formats.result import Given, Loss, Result, Written, name_of
from filmwright.rights.formats.signals import checked
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Subject, SubjectKind

NAME = "omc"
SCHEMA = "https://movielabs.com/omc/json/schema/v2.8"
SCHEMAS = tuple(f"https://movielabs.com/omc/json/schema/v2.{minor}" for minor in (0, 1, 6, 8))
OURS = "urn:filmwright:omc:1"
_KNOWN_SCOPES = ("eidr", "isni", "imdb", "isan")
ENTITIES: dict[SubjectKind, tuple[str, dict[str, Any]]] = {
    # kind of subject: entity of OMC, and what makes it one
    SubjectKind.WORK: ("CreativeWork", {"creativeWorkType": "creativeWork"}),
    SubjectKind.IDENTITY: ("Participant", {}),
    SubjectKind.VOICE: ("Participant", {}),
    SubjectKind.CHARACTER: ("Character", {"characterType": "character"}),
    SubjectKind.SCRIPT: ("Asset", {"assetFC": {"functionalType": "script"}}),
    SubjectKind.MUSIC: ("NarrativeAudio", {"narrativeType": "narrativeMusic"}),
}
"""A mark has no entity in OMC, and is declared lost."""
_PERSONS = (SubjectKind.IDENTITY, SubjectKind.VOICE)


def read(data: bytes, given: Given) -> Result:
    """Subjects and appearances of an OMC-JSON document: one entity, an array of them, or a root object of arrays.

    Raises:
        FilmwrightError: if it is no OMC-JSON, or an entity has no identifier.
    """
    document = strictjson.read(data, given.source)
    found: dict[str, Record] = {}
    losses: list[Loss] = []
    depictions: list[tuple[strictjson.Place, dict[str, Any]]] = []
    for place, entity in _entities(document):
        if entity["entityType"] == "Depiction":
            depictions.append((place, entity))
            continue
        with _placed(document, place):
            subject, lost = _subject(document, place, entity, given)
        losses += lost
        if subject is not None:
            found.setdefault(subject.record_id, subject)
    for place, entity in depictions:
        with _placed(document, place):
            made, lost = _appearances(document, place, entity, given)
        losses += lost
        found.update((one.record_id, one) for one in made if one.record_id not in found)
    return Result(tuple(found.values()), tuple(losses))


@contextmanager
def _placed(document: strictjson.Document, place: strictjson.Place) -> Iterator[None]:
    """A fault of what an entity says has its line."""
    try:
        yield
    except FilmwrightError as error:
        if error.where != document.source:
            raise
        raise document.error(error.what, place, error.do) from error


def _entities(document: strictjson.Document) -> Iterator[tuple[strictjson.Place, dict[str, Any]]]:
    """Every entity, also those that stand inside a depiction."""
    whole = document.data
    tops: list[tuple[strictjson.Place, Any]] = []
    if isinstance(whole, dict) and "entityType" not in whole:
        for key, several in whole.items():
            if several is not None and not isinstance(several, list):
                raise document.error("a root object of OMC holds lists of entities", (key,), "give OMC-JSON")
            tops += [((key, n), one) for n, one in enumerate(several or [])]
    else:
        tops = [((n,), one) for n, one in enumerate(whole)] if isinstance(whole, list) else [((), whole)]
    for place, one in tops:
        if not isinstance(one, dict) or not isinstance(one.get("entityType"), str):
            raise document.error("an entity of OMC has an entityType", place, "give OMC-JSON")
        if one.get("schemaVersion") not in SCHEMAS:
            raise document.error("not of a version of OMC-JSON that is known here", place, f"give {SCHEMA}")
        yield place, one
        for key in ("Depicts", "Depicter", "Depictor") if one["entityType"] == "Depiction" else ():
            inner = one.get(key)
            if inner is None:
                continue
            if not isinstance(inner, dict) or not isinstance(inner.get("entityType", ""), str):
                # Were it passed over, somebody who may be in the film would not even be proposed.
                raise document.error("a depiction names one entity on each side", (*place, key), "give OMC-JSON")
            if "entityType" in inner:
                yield (*place, key), inner


def _id(document: strictjson.Document, place: strictjson.Place, entity: dict[str, Any]) -> str:
    """The subject id in an entity's identifiers: one that is known everywhere before one of somebody's own."""
    pairs = []
    identifiers = entity.get("identifier")
    for one in identifiers if isinstance(identifiers, list) else []:
        if isinstance(one, dict) and all(isinstance(one.get(f"identifier{key}"), str) for key in ("Scope", "Value")):
            pairs.append((one["identifierScope"].strip(), one["identifierValue"].strip()))
    if not pairs or not all(pairs[0]):
        raise document.error("an entity of OMC has an identifier, with scope and value", place)
    scope, value = next((pair for pair in pairs if pair[0].lower() in _KNOWN_SCOPES), pairs[0])
    if scope.lower() in _KNOWN_SCOPES or (scope.isascii() and scope.isalnum() and scope == scope.lower()):
        return f"{scope.lower()}:{quote(value, safe=_SAFE)}"
    return f"omc:{quote(scope, safe='')}/{quote(value, safe=_SAFE)}"


_SAFE = "".join(chr(c) for c in range(33, 127))


def _ours(entity: dict[str, Any]) -> dict[str, Any]:
    """What we wrote into an entity's customData; empty if it is not from here."""
    custom = entity.get("customData")
    for one in custom if isinstance(custom, list) else []:
        if isinstance(one, dict) and one.get("namespace") == OURS and isinstance(one.get("value"), dict):
            return dict(one["value"])
    return {}


_READ = {"entityType", "schemaVersion", "identifier", "name", "customData"}


def _subject(
    document: strictjson.Document, place: strictjson.Place, entity: dict[str, Any], given: Given
) -> tuple[Subject | None, list[Loss]]:
    ours = _ours(entity)
    kind = ours.get("kind") or _kind(entity)
    if kind is None:
        what = entity["entityType"]
        return None, [Loss.saying(str(what), entity.get("name") or "", "this can hold no rights here")]
    name = ours.get("name") or _name(entity) or _id(document, place, entity)
    owner = ours.get("owner", name if kind in _PERSONS and not ours else "")
    whole = ours.get("id") or _id(document, place, entity)
    subject = checked(Subject, given, id=whole, kind=kind, name=name, owner=owner)
    if ours:
        return subject, []
    made = {"name", "personName", "characterName", "creativeWorkTitle", "title", "ParticipantSC", *_READ}
    more = {key: value for key, value in entity.items() if key not in made and value is not None}
    why = "a subject has no place for it"
    return subject, [Loss.saying(key, value, why, name_of(subject)) for key, value in more.items()]


def _kind(entity: dict[str, Any]) -> SubjectKind | None:
    what, form = entity["entityType"], entity.get("ParticipantSC")
    if what == "Participant":
        person = not isinstance(form, dict) or form.get("entityType", "Person") == "Person"
        return SubjectKind.IDENTITY if person else None
    functional = entity.get("assetFC") if isinstance(entity.get("assetFC"), dict) else {}
    if what == "Asset":
        return SubjectKind.SCRIPT if functional and functional.get("functionalType") == "script" else None
    if what == "NarrativeAudio":
        return SubjectKind.MUSIC if entity.get("narrativeType") == "narrativeMusic" else None
    kinds = {"Person": SubjectKind.IDENTITY, "Character": SubjectKind.CHARACTER, "CreativeWork": SubjectKind.WORK}
    return kinds.get(what)


def _name(entity: dict[str, Any]) -> str:
    form = entity.get("ParticipantSC") if isinstance(entity.get("ParticipantSC"), dict) else {}
    whole = [entity.get("characterName"), entity.get("personName"), (form or {}).get("personName")]
    names = [
        one.get(key) for one in whole if isinstance(one, dict) for key in ("fullName", "primaryName", "displayName")
    ]
    titles = entity.get("creativeWorkTitle")
    names += [one.get("titleName") for one in titles if isinstance(one, dict)] if isinstance(titles, list) else []
    names += [entity.get("name"), (form or {}).get("name")]
    return next((one.strip() for one in names if isinstance(one, str) and one.strip()), "")


def _appearances(
    document: strictjson.Document, place: strictjson.Place, entity: dict[str, Any], given: Given
) -> tuple[list[Record], list[Loss]]:
    ours = _ours(entity)
    if ours:
        return [checked(Appearance, given, **ours)], []
    parties = [entity.get("Depicts"), entity.get("Depicter") or entity.get("Depictor")]
    present = [(one, _kind(one) if "entityType" in one else None) for one in parties if isinstance(one, dict)]
    ids = [
        _id(document, place, one)
        for one, kind in present
        if one.get("identifier") and ("entityType" not in one or kind is not None)
    ]
    if not given.asset or given.frames < 1:
        why = "it names no frames, and nobody says in which film it is"
        return [], [Loss.saying("Depiction", one, why) for one in ids]
    values: dict[str, Any] = {"asset": given.asset, "in_frame": 0, "out_frame": given.frames, "source": "script"}
    why = f"it names no frames, so that it is proposed for all of asset {given.asset[:12]}"
    made = [checked(Appearance, given, subject=one, **values) for one in dict.fromkeys(ids)]
    return list(made), [Loss.saying("Depiction", one.subject, why) for one in made]


def write(records: Iterable[Record], given: Given) -> Written:
    """An array of entities: one for each subject, and a depiction for each appearance; of rights nothing."""
    entities: list[dict[str, Any]] = []
    losses: list[Loss] = []
    for record in records:
        if isinstance(record, Subject) and record.kind in ENTITIES:
            entities.append(_entity(record))
        elif isinstance(record, Appearance):
            entities.append(_depiction(record))
        elif isinstance(record, Subject):
            losses.append(Loss.saying("subject", record.body, "OMC has no entity for a mark", name_of(record)))
        else:
            losses += limits.lost(record, (), "OMC has no word for rights")
    return Written(strictjson.write(entities), tuple(losses))


def _base(kind: str, identifier: str, name: str, ours: dict[str, Any] | None = None) -> dict[str, Any]:
    scope, _, value = identifier.partition(":")
    made: dict[str, Any] = {
        "entityType": kind,
        "schemaVersion": SCHEMA,
        "identifier": [{"identifierScope": scope, "identifierValue": value, "combinedForm": identifier}],
        "name": name,
    }
    if ours is not None:
        made["customData"] = [{"domain": "filmwright", "namespace": OURS, "value": ours}]
    return made


def _entity(subject: Subject) -> dict[str, Any]:
    entity, more = ENTITIES[subject.kind]
    made = {**_base(entity, subject.id, subject.name, limits.fields(subject)), **more}
    if subject.kind in _PERSONS:
        person = _base("Person", f"filmwright:person/{words.folded(subject.name)}", subject.name)
        made["ParticipantSC"] = {**person, "structuralType": "person", "personName": {"fullName": subject.name}}
    elif subject.kind is SubjectKind.CHARACTER:
        made["characterName"] = {"fullName": subject.name}
    elif subject.kind is SubjectKind.WORK:
        made["creativeWorkTitle"] = [{"titleName": subject.name, "titleType": None}]
    return made


def _reference(identifier: str) -> dict[str, Any]:
    scope, _, value = identifier.partition(":")
    return {"identifier": [{"identifierScope": scope, "identifierValue": value, "combinedForm": identifier}]}


def _depiction(appearance: Appearance) -> dict[str, Any]:
    """The subject is what is depicted, the film's file what depicts it."""
    said = limits.fields(appearance)
    name = f"{appearance.subject} in frames {appearance.in_frame} to {appearance.out_frame - 1}"
    made = _base("Depiction", f"filmwright:{appearance.record_id}", name, said)
    made["depictionType"] = "depiction"
    made["Depicts"] = _reference(appearance.subject)
    made["Depicter"] = _reference(f"sha256:{appearance.asset}")
    return made
