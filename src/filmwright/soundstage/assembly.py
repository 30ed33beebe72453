"""Makes a film of its rendered shots: the table of truth, what is known of each shot, and the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from filmwright import files
from filmwright.canonical import canonical_json
from filmwright.media.encode import H264Writer
from filmwright.pipeline.progress import Progress, Silent
from filmwright.soundstage import reels, tables
from filmwright.soundstage.captions import captions, facts
from filmwright.soundstage.description import SCHEMA, Film
from filmwright.soundstage.reels import Reel
from filmwright.soundstage.splice import Spliced, mixed, spliced

SHOTS, PICTURE = "shots.json", "film.mp4"
CRF = 14.0
"""x264's quality: what is lost by it, nobody sees."""
_ROWS_AT_ONCE = 16


def assemble(film: Film, folder: Path, work: Path, truth: bool, progress: Progress) -> None:
    """Make the film of its shots; the picture last, so that where it is, all is.

    Args:
        film: what.
        folder: where it goes.
        work: where ``reels.kept`` put its shots.
        truth: whether they have their truth with them, to be kept in a table.
        progress: counts frames.

    Raises:
        FilmwrightError: the disk is full.
    """
    picture = film.cuts[0].shot.picture

    @lru_cache(maxsize=2)
    def reel(index: int) -> Reel:
        return Reel(reels.file_of(film.cuts[index].shot, work, truth))

    files.write_text(folder / SHOTS, shots_json(film, [reel(index) for index in range(len(film.cuts))]))
    if truth and not (folder / tables.NAME).exists():
        about = {"film": film.id, "width": str(picture.width), "height": str(picture.height), "rate": str(picture.rate)}
        tables.write(folder, _truth_rows(film, reel), about)
    progress.start("editing", film.frames)
    try:
        with H264Writer(folder / PICTURE, picture.width, picture.height, picture.rate, CRF) as writer:
            for one in spliced(film):
                now = reel(one.shot).picture(one.within)
                before = reel(one.shot - 1).picture(one.before) if one.mix else None
                writer.write_rgb(mixed(now, before, one.mix or one.black))
                progress.advance()
    finally:
        progress.finish()


def _truth_rows(film: Film, reel: Callable[[int], Reel]) -> Iterator[pa.RecordBatch]:
    rate = film.cuts[0].shot.picture.rate
    waiting: list[Spliced] = []
    for one in spliced(film):
        if waiting and (one.shot != waiting[0].shot or len(waiting) == _ROWS_AT_ONCE):
            yield _batch(waiting, reel(waiting[0].shot), rate)
            waiting = []
        waiting.append(one)
    yield _batch(waiting, reel(waiting[0].shot), rate)


def _batch(among: list[Spliced], reel: Reel, rate: Fraction) -> pa.RecordBatch:
    channels = pa.Table.from_batches([reel.row(one.within) for one in among]).combine_chunks()
    seconds = [one.frame / rate for one in among]
    said: dict[str, Any] = {
        "frame": [one.frame for one in among],
        "shot": [one.shot for one in among],
        "frame_in_shot": [one.within for one in among],
        "seconds_numerator": [when.numerator for when in seconds],
        "seconds_denominator": [when.denominator for when in seconds],
        "mix": [float(one.mix) for one in among],
        "black": [float(one.black) for one in among],
    }
    columns = [
        pa.array(said[field.name], field.type) if field.name in said else channels.column(field.name).combine_chunks()
        for field in tables.ROWS
    ]
    return pa.RecordBatch.from_arrays([_array(column) for column in columns], schema=tables.ROWS)


def _array(column: Any) -> Any:
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def shots_json(film: Film, found: Sequence[Reel] = (), progress: Progress | None = None) -> str:
    """What is known of each shot; ``in`` and ``out`` count the frames of dissolves for both shots.

    Args:
        film: what.
        found: its shots as they were rendered, in order; without them it is not said who is seen in which frames.
        progress: counts shots, for a caption tells of the set, which is built for it (about 0.1 s).
    """
    progress = progress or Silent()
    shots = []
    for index, (cut, start) in enumerate(zip(film.cuts, film.starts, strict=True)):
        shots.append(
            {
                "shot": index,
                "id": cut.shot.id,
                "in": start,
                "out": start + cut.shot.frames,
                "transition": cut.transition,
                "overlap": cut.overlap,
                "sequence": cut.sequence,
                "facts": facts(cut.shot),
                "captions": captions(cut.shot),
                "description": cut.shot.to_json(),
                **(_seen(found[index], start) if found else {}),
            }
        )
        progress.advance()
    return canonical_json({"schema": SCHEMA, "film": film.id, "shots": shots}) + "\n"


def _seen(reel: Reel, start: int) -> dict[str, Any]:
    """What each instance of a rendered shot is, and in which frames of the film it is seen."""
    spans = {owner: [start + a, start + b] for owner, (a, b) in reel.spans().items()}
    return {"owners": reel.owners, "seen": spans}
