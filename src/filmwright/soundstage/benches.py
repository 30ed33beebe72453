"""Benchmark sets as films: what ``stage bench`` renders, or describes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from filmwright import __version__, files
from filmwright.pipeline.progress import Progress
from filmwright.rights import words
from filmwright.soundstage.assembly import SHOTS
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.film import describe_film
from filmwright.soundstage.suites.suite import Entry, Suite
from filmwright.soundstage.vocabulary import Transition

_FILM: dict[str, Callable[[Entry], str]] = {
    "STAGE-STORY": lambda entry: f"STAGE-STORY {entry.tags['sequence'] + 1}",
    "STAGE-PAIRS": lambda entry: f"STAGE-PAIRS {entry.shot.picture.look}",
    "STAGE-CANARY": lambda entry: "STAGE-CANARY" if entry.tags["planted"] else "STAGE-CANARY held back",
    "STAGE-TITLES": lambda entry: f"STAGE-TITLES {entry.tags['title']}",
}
"""The film that an entry is in, where a benchmark set is more than one: a sequence, a look, a title each,
and what is held back apart from what is trained on."""


def films(suite: Suite) -> tuple[Film, ...]:
    """The films of a benchmark set, its shots in their order: cut hard, or joined as its tags say.

    The n-th shot of each film of STAGE-PAIRS is the same scene.
    """
    return tuple(Film(title=title, cuts=tuple(map(_cut, found))) for title, found in _grouped(suite).items())


def _cut(entry: Entry) -> Cut:
    how = Transition(entry.tags.get("transition", Transition.CUT))
    sequence = str(entry.tags.get("sequence", ""))
    return Cut(shot=entry.shot, transition=how, overlap=entry.tags.get("overlap", 0), sequence=sequence)


def folder_of(title: str) -> str:
    """The name of the folder of a film of this title."""
    return words.work_id(title).partition(":")[2]


def describe(suite: Suite, out: Path, progress: Progress) -> list[Path]:
    """Write what a benchmark set asks for, without rendering.

    Each film has a folder with ``film.json`` and ``shots.json`` (facts and captions); ``NAME.json`` beside them has the
    tags of each shot.

    Args:
        suite: what.
        out: a folder; it may be that of the rendered films.
        progress: counts shots.

    Returns:
        What was written: each film's ``shots.json``, then the file with the tags.

    Raises:
        FilmwrightError: a folder holds something else, or the disk is full.
    """
    progress.start("describing", len(suite.entries))
    try:
        for film in films(suite):
            describe_film(film, out / folder_of(film.title), progress)
    finally:
        progress.finish()
    path = out / f"{suite.name}.json"
    files.write_text(path, _tags_json(suite))
    return [*(out / folder_of(title) / SHOTS for title in _grouped(suite)), path]


def _tags_json(suite: Suite) -> str:
    """What each shot is for; with the set's id and Filmwright's version, which together say what a result is of."""
    shots = [
        {"film": folder_of(title), "shot": index, "id": entry.shot.id, "tags": entry.tags}
        for title, entries in _grouped(suite).items()
        for index, entry in enumerate(entries)
    ]
    whole = {"schema": 1, "suite": suite.name, "id": suite.id, "filmwright": __version__, "shots": shots}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _grouped(suite: Suite) -> dict[str, list[Entry]]:
    """Title of a film -> its entries, in their order."""
    of = _FILM.get(suite.name)
    found: dict[str, list[Entry]] = {}
    for entry in suite.entries:
        found.setdefault(of(entry) if of else suite.name, []).append(entry)
    return found
