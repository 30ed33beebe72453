"""The slate: what is being shot right now, so that a take cut short by a kill is taken up and never made twice.

A slate lies in ``takes/.slates/`` under the id of its request, and goes when the take is stored. It fixes the take's
name, seed and the instant asked about: the same request again finds it and makes the same take.
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
from filmwright.canonical import canonical_json, content_id, new_id, now
from filmwright.studio import Studio

_SEEDS = 2**31


@dataclass(frozen=True)
class Slate:
    """The name (a ULID), seed and instant of a take under way."""

    name: str
    seed: int
    at: str


def _read(path: Path) -> Slate | None:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Slate(str(row["name"]), int(row["seed"]), str(row["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def request_key(request: dict[str, Any], seed: int | None) -> str:
    """The id of a request: 32 hex digits."""
    return content_id({"request": request, "seed": seed})[:32]


@contextmanager
def held(studio: Studio, key: str, seed: int | None) -> Iterator[tuple[Slate, Path]]:
    """Yield the slate of this request and a folder to work in; both go when the block ends well.

    Raises:
        Busy: if another process is shooting this very request.
    """
    folder = studio.folder("takes", ".slates")
    path = folder / f"{key}.json"
    with studio.lock(f"shoot-{key}"):
        slate = _read(path)
        if slate is None:
            slate = Slate(new_id(), secrets.randbelow(_SEEDS) if seed is None else seed, now())
            files.write_text(path, canonical_json(asdict(slate)))
        work = studio.folder("takes", ".slates", key)
        yield slate, work
        for part in work.iterdir():
            part.unlink()
        work.rmdir()
        path.unlink(missing_ok=True)
