"""The waybill: what is being delivered right now, so that a delivery cut short goes on with the use that it counted.

A waybill lies in ``takes/.waybills/`` under the id of the delivery's words and holds its number. It outlives kills and
faults, such as a full disk, and goes when the copy is in its place: to send the same again is another use. It says
nothing of rights: each run asks anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.canonical import content_id, new_id
from filmwright.errors import RightsRefused
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio

_LONGEST = 4000


def key(words: dict[str, Any]) -> str:
    """The id of a delivery's words: 32 hex digits."""
    return content_id({"delivery": words})[:32]


def job(number: str, take: str, out: Path, request: Request) -> str:
    """What a delivery is called where its use is noted; the words are for people, the number tells one from another."""
    where = ", ".join((*request.territory, *request.media)) or "everywhere"
    text = f"delivery {number} of take {take} for {request.project or 'any project'}, {where}, to {out.absolute()}"
    whole = f"{text}: {request.use}"
    return "".join(letter if letter.isprintable() else "?" for letter in whole)[:_LONGEST].strip()


@contextmanager
def held(studio: Studio, key: str) -> Iterator[str]:
    """Yield the number (a ULID) of the delivery of these words that is not finished yet; a new one if there is none.

    Raises:
        Busy: if another process is making this very delivery.
    """
    path = studio.folder("takes", ".waybills") / f"{key}.txt"
    with studio.lock(f"deliver-{key}"):
        kept = _read(path)
        number = kept or new_id()
        if not kept:
            files.write_text(path, number)
        try:
            yield number
        except RightsRefused:
            # A refusal counts no use, but a run before this one may have.
            if not kept:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return text if len(text) == 26 and text.isalnum() else ""
