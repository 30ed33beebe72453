"""The papers beside a rendered film: cut list, captions, cast sheet, and the rights file, which is its owner's.

All but the rights file say what the picture says, and are written anew where they do not. The rights file is written
once; what its owner changes in it stays, and nobody else's name gets into it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.rights import rightsfile, words
from filmwright.soundstage import owned
from filmwright.soundstage.assembly import PICTURE, SHOTS
from filmwright.soundstage.description import Film
from filmwright.soundstage.owned import Seen
from filmwright.soundstage.timeline import timeline

TIMELINE, CAPTIONS, APPEARANCES, RIGHTS = "film.otio", "captions.yaml", "appearances.csv", "rights.yaml"
_SAID = {"captions", "seen", "description"}
"""What the papers are made from."""


def owner_of(folder: Path, asked: str) -> str:
    """Whose the film in a folder is: whom its rights file names, else who is asked for; "" for nobody by name.

    Args:
        folder: of the film; there need be nothing in it yet.
        asked: who shall own it; "" for whoever does.

    Raises:
        FilmwrightError: it belongs to somebody else, or its rights file cannot be read.
    """
    path = folder / RIGHTS
    if not path.is_file():
        return asked
    there = owned.by_name(rightsfile.load(path).owner)
    if asked and there and not words.same(asked, there):
        do = f"name its owner, or render one of your own into another folder: --owner '{there}', --out"
        raise FilmwrightError(f"this film belongs to '{there}', not to '{asked}'", str(path), do)
    return there or asked


def write_papers(film: Film, folder: Path, owner: str) -> None:
    """Write the papers of a film whose picture lies in its folder; what says the same already is left alone.

    Args:
        film: what was rendered.
        folder: where it lies.
        owner: what ``owner_of`` gave.

    Raises:
        FilmwrightError: the rights file names nobody, yet somebody changed it; or ``shots.json`` is damaged.
    """
    shots, seen = shots_of(folder), cast_of(folder)
    asset = file_sha256(folder / PICTURE)
    _rights(folder / RIGHTS, film, seen, owner)
    papers = {
        TIMELINE: str(timeline(film, PICTURE).to_json_string()) + "\n",
        CAPTIONS: owned.captions(film, asset, [shot["captions"] for shot in shots]),
        APPEARANCES: owned.appearances(asset, seen, owner),
    }
    for name, text in papers.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            files.write_text(path, text)


def _rights(path: Path, film: Film, seen: tuple[Seen, ...], owner: str) -> None:
    """Write the rights file where there is none, or put the owner's name into one that names nobody."""
    if path.is_file():
        if owned.by_name(rightsfile.load(path).owner) or not owner:
            return
        if path.read_bytes() != owned.rights(film.title, film.id, seen).encode():
            do = f"write '{owner}' into it as owner, or delete it to have it written anew"
            raise FilmwrightError("this rights file names no owner, and somebody changed it", str(path), do)
    files.write_text(path, owned.rights(film.title, film.id, seen, owner))


def shots_of(folder: Path) -> list[dict[str, Any]]:
    """What is known of each shot of a rendered film (``shots.json``).

    Raises:
        FilmwrightError: it is damaged.
    """
    path = folder / SHOTS
    try:
        found = list(json.loads(path.read_text(encoding="utf-8"))["shots"])
        if not all(shot.keys() >= _SAID for shot in found):
            raise ValueError("a shot of which too little is said")
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FilmwrightError("this is damaged", str(path), "delete it and render the film again") from error


def cast_of(folder: Path) -> tuple[Seen, ...]:
    """Who is seen in which frames of a rendered film."""
    found = []
    for shot in shots_of(folder):
        roles = [role["character"] for role in shot["description"]["cast"]]
        found += [Seen(who, *shot["seen"][who]) for who in roles if who in shot["seen"]]
    return owned.merged(found)
