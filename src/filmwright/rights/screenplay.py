"""Who is in which frames, as the screenplay has it: proposals, for the film may have come out otherwise.

Three papers: the screenplay (``fountain``), a scene sheet (where each scene lies in the film) and a cast list (who
plays and who speaks each character).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filmwright.errors import FilmwrightError
from filmwright.rights import rows
from filmwright.rights.fountain import Scene
from filmwright.rights.record import SubjectId
from filmwright.rights.rows import Row
from filmwright.rights.sheets import PLACE, Film, appearance, checked, film_of, refuse_reserved, span
from filmwright.rights.vocabulary import Appearance, Role, Subject, SubjectKind
from filmwright.rights.words import folded

SCENE_COLUMNS = (*PLACE, "scene", "in", "out")
CAST_COLUMNS = ("character", "identity", "voice", "name", "owner")
NOBODY = "none"
"""In a cast list: nobody holds rights in this one's likeness, or voice."""
SPEAKS, NAMED = 0.9, 0.5
"""Confidence of a proposal: a cue in the scene, or only the name in its action. Ranks to sort by, not measured."""


@dataclass(frozen=True)
class Proposed:
    """What a screenplay gives: new subjects, proposals, and the scenes that the scene sheet does not place."""

    subjects: tuple[Subject, ...]
    appearances: tuple[Appearance, ...]
    unplaced: tuple[str, ...]


def load_scenes(path: Path) -> list[Row]:
    """A scene sheet: CSV, or YAML with ``scenes``; several rows where a scene lies in several places.

    Raises:
        FilmwrightError: see ``rows.read``.
    """
    return rows.read(path, SCENE_COLUMNS, "scenes")


def load_cast(path: Path) -> list[Row]:
    """A cast list: CSV, or YAML with ``cast``.

    Raises:
        FilmwrightError: see ``rows.read``.
    """
    return rows.read(path, CAST_COLUMNS, "cast")


def propose(
    scenes: Sequence[Scene],
    sheet: Sequence[Row],
    cast: Sequence[Row],
    films: Sequence[Film],
    known: Mapping[str, Subject],
    title: str = "",
) -> Proposed:
    """An appearance for each of the cast in each span of each scene.

    Args:
        scenes: of the screenplay.
        sheet: see ``load_scenes``.
        cast: see ``load_cast``.
        films: the assets that the sheet may speak of.
        known: subjects that are registered, by id.
        title: of the rows that name neither title nor asset.

    Raises:
        FilmwrightError: a scene that is not in the screenplay, or not only once; a character of a placed scene that
            the cast list lacks; frames outside the asset. Names the line.
    """
    people, subjects = _cast(cast, known)
    made: dict[tuple[str, int, int, str, Role], Appearance] = {}
    placed: set[int] = set()
    for row in sheet:
        number = _which(row, scenes)
        placed.add(number)
        film = film_of(row, films, title)
        where = span(row, film)
        for subject, role, confidence in _in_scene(scenes[number], people, row):
            one = appearance(row, film, where, subject, role, source="script", confidence=confidence)
            key = (one.asset, *where, subject, role)
            if key not in made or made[key].confidence < confidence:
                made[key] = one
    if not made:
        raise FilmwrightError("nobody of the cast is in a scene that this sheet places", str(sheet[0].path), "check it")
    used = {one.subject for one in made.values()}
    return Proposed(
        tuple(subject for subject in subjects if subject.id in used),
        tuple(made.values()),
        tuple(_label(scene, number) for number, scene in enumerate(scenes) if number not in placed),
    )


def _label(scene: Scene, number: int) -> str:
    return f"{scene.number or number + 1} {scene.heading}"


def _which(row: Row, scenes: Sequence[Scene]) -> int:
    """The scene that a row means: by its number, else by its heading; unnumbered scenes count from 1."""
    wanted = folded(row.need("scene")).strip("#")
    numbered = any(scene.number for scene in scenes)
    labels = [folded(scene.number) if numbered else str(number + 1) for number, scene in enumerate(scenes)]
    found = [number for number, label in enumerate(labels) if label == wanted]
    found = found or [number for number, scene in enumerate(scenes) if folded(scene.heading) == wanted]
    if not found:
        raise row.error(f"there is no scene '{row['scene']}' in the screenplay", "give its number or its heading")
    if len(found) > 1:
        lines = ", ".join(str(scenes[number].line) for number in found[:5])
        raise row.error(f"{len(found)} scenes answer to '{row['scene']}' (lines {lines})", "give its number")
    return found[0]


@dataclass(frozen=True)
class _Player:
    """A character's subjects; "" where the cast list says ``none``, None where it says nothing."""

    character: str
    identity: str | None
    voice: str | None


def _cast(cast: Sequence[Row], known: Mapping[str, Subject]) -> tuple[dict[str, _Player], list[Subject]]:
    people: dict[str, _Player] = {}
    subjects: dict[str, Subject] = {}
    for row in cast:
        character = row.need("character")
        if folded(character) in people:
            raise row.error(f"the character '{character}' is there twice", "keep one of them")
        if not (row["identity"] or row["voice"]):
            raise row.error(f"neither 'identity' nor 'voice' of '{character}'", f"give one, or write {NOBODY}")
        said: dict[str, str | None] = {}
        for kind in (SubjectKind.IDENTITY, SubjectKind.VOICE):
            text = row[kind]
            said[kind] = None if not text else "" if text.lower() == NOBODY else text
            if said[kind]:
                _register(row, text, kind, known, subjects)
        people[folded(character)] = _Player(character, said[SubjectKind.IDENTITY], said[SubjectKind.VOICE])
    return people, list(subjects.values())


def _register(
    row: Row, key: SubjectId, kind: SubjectKind, known: Mapping[str, Subject], new: dict[str, Subject]
) -> None:
    """Check a subject against the ledger and the rows before; or make it, of the performer's name."""
    refuse_reserved(row, key)
    there = known.get(key) or new.get(key)
    if there is not None:
        if there.kind != kind:
            raise row.error(f"'{key}' is registered as {there.kind}, not as {kind}", "mend the cast list")
        return
    name = row["name"]
    if not name:
        raise row.error(f"'{key}' is not registered, and no name is given", "add the performer's name in 'name'")
    shown = f"the voice of {name}" if kind is SubjectKind.VOICE else name
    new[key] = checked(row, Subject, id=key, kind=kind, name=shown, owner=row["owner"] or name)


def _in_scene(scene: Scene, people: Mapping[str, _Player], row: Row) -> list[tuple[str, Role, float]]:
    """Who is in a scene: who has a cue, and who is named in its action."""
    found: list[tuple[str, Role, float]] = []
    for names, role in ((scene.seen, Role.DEPICTS), (scene.heard, Role.VOICES)):
        for name, line in names.items():
            player = people.get(folded(name))
            if player is None:
                what = f"'{name}' is in scene {scene.number or scene.heading} (screenplay, line {line})"
                raise row.error(f"{what} and not in the cast list", f"add them; write {NOBODY} where nobody is")
            subject = player.identity if role is Role.DEPICTS else player.voice
            if subject is None:
                column, does = ("identity", "is seen") if role is Role.DEPICTS else ("voice", "speaks")
                what = f"'{name}' {does} in scene {scene.number or scene.heading}, and the cast list names no {column}"
                raise row.error(what, f"name it, or write {NOBODY}")
            if subject:
                found.append((subject, role, SPEAKS))
    for player in people.values():
        if player.identity and scene.named(player.character):
            found.append((player.identity, Role.DEPICTS, NAMED))
    return found
