"""A benchmark set as it ships: its shots, what each is for, and its hash."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.soundstage.description import Shot
from filmwright.soundstage.vocabulary import nearest

FOLDER = Path(__file__).parent
CARDS: dict[str, str] = {
    "STAGE-1k": "1,000 shots, each of another seed, with captions: prompt following and general quality",
    "STAGE-STORY": "sequences of 50 shots whose characters come back after 1, 2, 4, 8, 16, 32, 48 others: memory",
    "STAGE-PAIRS": "scenes, each in all four looks, frame for frame the same: restyling",
    "STAGE-TITLES": "8 titles that share no character and no set: attribution and withdrawal",
    "STAGE-CANARY": "shots planted 1, 4, 16 and 64 times among others that are there once: memorisation",
}
"""What there is, and what it is for."""


@dataclass(frozen=True)
class Entry:
    """One shot of a benchmark set.

    Args:
        shot: its description.
        tags: what it is for: title, sequence, place in it, gap, times planted.
    """

    shot: Shot
    tags: dict[str, Any]


@dataclass(frozen=True)
class Suite:
    """A benchmark set.

    Args:
        name: e.g. STAGE-1k.
        id: content id of all its entries: what a result names.
        entries: in their order.
    """

    name: str
    id: str
    entries: tuple[Entry, ...]

    @property
    def frames(self) -> int:
        """Frames of all shots."""
        return sum(entry.shot.frames for entry in self.entries)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The shots alone."""
        return tuple(entry.shot for entry in self.entries)


@cache
def suite(name: str) -> Suite:
    """A benchmark set, as it ships.

    Raises:
        FilmwrightError: there is none of that name, or its file is not what its hash says.
    """
    if name not in CARDS:
        raise FilmwrightError(f"there is no benchmark set '{name}'", "", nearest(name.upper(), list(CARDS)))
    path = FOLDER / f"{name}.json.gz"
    try:
        body = json.loads(gzip.decompress(path.read_bytes()))
        told, entries = body["id"], body["entries"]
        right = content_id(entries) == told == ids()[name]
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise FilmwrightError(
            f"{name} cannot be read ({type(error).__name__})", str(path), "install it anew"
        ) from error
    if not right:
        raise FilmwrightError(f"{name} is not what its hash says", str(path), "install it anew")
    made = tuple(Entry(Shot.model_validate(entry["shot"]), entry["tags"]) for entry in entries)
    return Suite(name, told, made)


@cache
def ids() -> dict[str, str]:
    """The content id of each benchmark set: what fixes it."""
    fixed: dict[str, str] = json.loads((FOLDER / "ids.json").read_text())
    return fixed


def packed(name: str, entries: list[dict[str, Any]]) -> bytes:
    """The bytes of a benchmark set's file: the same for the same entries."""
    body = {"schema": 1, "suite": name, "id": content_id(entries), "entries": entries}
    return gzip.compress(json.dumps(body, sort_keys=True, separators=(",", ":")).encode(), 9, mtime=0)
