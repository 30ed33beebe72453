"""Behind: what a take was made from besides its model; which frames rights are asked for, and whom they show.

Rows, as a take's record keeps them under ``material``: {role, kind, id, title, shot, spans, seen}. ``id`` is an asset's
or a take's, ``spans`` are [in, out) frames of it. A take stands on all that it was itself made from, model and all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from filmwright.errors import FilmwrightError
from filmwright.rights import door
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio
from filmwright.takes import records
from filmwright.takes.records import Take
from filmwright.takes.replica import Sources

Row = dict[str, Any]
_WHERE = "what the take is made from"


def of(take: Take) -> list[Row]:
    """A take's rows; of one from before there were any, its first frame."""
    plate = take.body.get("plate")
    return list(take.body.get("material") or ([plate_row(plate)] if plate else []))


def plate_row(plate: dict[str, Any]) -> Row:
    """The row of a first frame, of its ``Plate.to_json``."""
    frame = plate["frame"]
    kind = "shot" if plate.get("shot") else "asset"
    facts = {"id": plate["asset"], "title": plate.get("title", ""), "shot": plate.get("shot", "")}
    return {"role": "first_frame", "kind": kind, **facts, "spans": [[frame, frame + 1]], "seen": True}


def spans(studio: Studio, rows: Iterable[Row]) -> list[Span]:
    """Every span of film that they stand on.

    Raises:
        FilmwrightError: if the record of a take among them is gone.
    """
    found: list[Span] = []
    for row in rows:
        take = take_of(studio, row)
        found += _own(row) if not _is_take(row) else []
        found += door.find(studio, take.decision_id).request.spans if take else []
    return found


def sources(studio: Studio, prompt: str, frames: Sequence[Span], rows: Sequence[Row]) -> Sources:
    """What to look for performers in: all that is seen of them, down to the films that a take among them began with.

    A take that was asked for by a performer's name shows that performer, so its prompt is read with the new one.

    Args:
        prompt: the take's own.
        frames: every span that the take stands on.
        rows: what it was made from.

    Raises:
        FilmwrightError: if the record of a take among them is gone.
    """
    first: list[Span] = []
    prompts = [prompt]
    for row in _seen(studio, rows):
        take = take_of(studio, row)
        prompts += [take.prompt] if take else []
        first += _own(row) if not _is_take(row) else []
    where = _WHERE if any(row["seen"] and row["role"] != "first_frame" for row in rows) else "the first frame"
    return Sources("\n\n".join(dict.fromkeys(prompts)), tuple(frames), tuple(dict.fromkeys(first)), where)


def models(studio: Studio, rows: Iterable[Row]) -> dict[str, str]:
    """{id: name} of the models that made the takes among them, and the takes that these were made from."""
    takes = (take_of(studio, row) for row in _seen(studio, rows, hidden=True))
    return {take.model_id: str(take.body["model"]) for take in takes if take}


def take_of(studio: Studio, row: Row) -> Take | None:
    """The take that a row names, or whose file was added as a film: such an asset is what it was made from, too.

    Raises:
        FilmwrightError: if the row is a take's, and its record is gone.
    """
    found = records.by_id(studio, row["id"])
    if found is None and _is_take(row):
        what = "the record of a take that this one was made from is gone"
        raise FilmwrightError(what, row["title"], "restore studio.db from a copy")
    return found


def inputs(rows: Iterable[Row]) -> dict[str, str]:
    """{id: title} of the assets and takes among them, each once, in their order."""
    return {row["id"]: row["title"] for row in rows}


def parents(rows: Iterable[Row]) -> dict[str, str]:
    """{id: role} for the lineage; whatever serves twice is named for the first of the two."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["id"], "plate" if row["role"] == "first_frame" else row["role"])
    return found


def _seen(studio: Studio, rows: Iterable[Row], hidden: bool = False) -> list[Row]:
    """The rows that can be seen in the picture (or all), and those of the takes among them, and so on; each once."""
    found: list[Row] = []
    takes: set[str] = set()
    todo = list(rows)
    while todo:
        row = todo.pop(0)
        if not (row["seen"] or hidden):
            continue
        found.append(row)
        take = None if row["id"] in takes else take_of(studio, row)
        if take:
            takes.add(take.id)
            todo += of(take)
    return found


def _is_take(row: Row) -> bool:
    return bool(row["kind"] == "take")


def _own(row: Row) -> list[Span]:
    return [Span(asset=row["id"], in_frame=first, out_frame=end) for first, end in row["spans"]]
