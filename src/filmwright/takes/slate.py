"""The slate: what is being shot right now, so that a take cut short by a kill is taken up and never made twice.

A slate lies in ``takes/.slates/`` under the id of its request. It fixes the take's name and seed, so that the same
request again finds it and makes the same take. It outlives kills and Ctrl-C alone: it goes when the take is stored, and
when the take is refused or fails, with whatever lies there of it. It says nothing of rights: each run asks anew.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.canonical import canonical_json, content_id, new_id
from filmwright.studio import Studio
from filmwright.takes import records

_SEEDS = 2**31


@dataclass(frozen=True)
class Slate:
    """The name (a ULID) and seed of a take under way."""

    name: str
    seed: int


def _read(path: Path) -> Slate | None:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Slate(str(row["name"]), int(row["seed"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def request_key(request: dict[str, Any], seed: int | None) -> str:
    """The id of a request: 32 hex digits."""
    return content_id({"request": request, "seed": seed})[:32]


@contextmanager
def held(studio: Studio, key: str, seed: int | None) -> Iterator[tuple[Slate, Path]]:
    """Yield the slate of this request and a folder to work in; both go when the block ends, well or not.

    Only a kill, or Ctrl-C, which is one by hand, leaves them.

    Raises:
        Busy: if another process is shooting this very request.
    """
    folder = studio.folder("takes", ".slates")
    path = folder / f"{key}.json"
    with studio.lock(f"shoot-{key}"):
        slate = _read(path)
        if slate is None:
            slate = Slate(new_id(), secrets.randbelow(_SEEDS) if seed is None else seed)
            files.write_text(path, canonical_json(asdict(slate)))
        work = studio.folder("takes", ".slates", key)
        try:
            yield slate, work
        except Exception:
            # A run before this one may have been killed between putting the file in place and recording it.
            if records.by_name(studio, slate.name) is None:
                studio.inside(f"takes/{slate.name}.mp4").unlink(missing_ok=True)
            _clear(path, work)
            raise
        _clear(path, work)


def _clear(path: Path, work: Path) -> None:
    for part in work.iterdir():
        part.unlink()
    work.rmdir()
    path.unlink(missing_ok=True)
