"""*Backlot*: the sample title that needs no network, because the soundstage renders it; and a re-cut of it.

The library's own sample titles are in ``library.samples``; what they are for is said there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from filmwright import files
from filmwright.library.samples import Sample, recut
from filmwright.pipeline.progress import Progress
from filmwright.rights.vocabulary import Action
from filmwright.soundstage import owned
from filmwright.soundstage.description import Film, Stand
from filmwright.soundstage.editing import make_film
from filmwright.soundstage.film import write_film
from filmwright.soundstage.filmfile import DESCRIPTION, read_film
from filmwright.soundstage.owned import Seen
from filmwright.soundstage.papers import cast_of
from filmwright.soundstage.vocabulary import SetFamily, Time, Transition

TITLE, SEED, SHOTS, RATE = "Backlot", 12, 24, 12
"""Training keeps twelve frames a second, so no more are rendered."""
SETS = (
    Stand(family=SetFamily.FOREST, seed=2),
    Stand(family=SetFamily.STREET, seed=5, time=Time.DUSK),
    Stand(family=SetFamily.FIELD, seed=3),
    Stand(family=SetFamily.ROOM, seed=4),
    Stand(family=SetFamily.SEA, seed=1),
    Stand(family=SetFamily.SNOW, seed=6),
)
"""Of its six sequences."""
RECUT = (15, 4, 20, 8, 11)
"""Shots that the re-cut takes, in its order."""
_TRIM = 3
"""Frames that it leaves out at both ends."""


def described() -> Film:
    """The title's description."""
    return make_film(SEED, TITLE, SHOTS, len(SETS), sets=SETS, rate=RATE)


def titles(folder: Path, owner: str, progress: Progress) -> list[Sample]:
    """The title, and a re-cut of it under other rights; what is there already is not made again.

    Args:
        folder: where both go.
        owner: the studio's name.
        progress: told how far it is.

    Raises:
        FilmwrightError: no renderer is installed, or the disk is full.
    """
    begun = folder / "backlot" / DESCRIPTION
    # A film that was begun is finished as it was described then, whatever the cast has become since.
    film = read_film(begun) if begun.is_file() else described()
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    written = write_film(film, folder / "backlot", truth=False, workers=workers, owner=owner, progress=progress)
    spans = taken(film)
    copy = recut(written.picture, folder / "backlot_recut.mp4", spans, progress)
    papers = copy.with_suffix(".rights.yaml")
    seen = moved(cast_of(written.folder), spans)
    files.write_text(papers, owned.rights(f"{TITLE} Recut", film.id, seen, owner, (Action.INGEST, Action.INDEX)))
    allowed = "may be ingested, trained on and generated from"
    note = (
        f"{TITLE} was rendered here: no person was filmed, no footage of others was used; its rights file is {owner}'s"
    )
    return [
        Sample(TITLE, written.picture, written.rights, written.captions, allowed, note),
        Sample(f"{TITLE} Recut", copy, papers, None, "may be ingested, but not trained on", ""),
    ]


def taken(film: Film) -> list[tuple[int, int]]:
    """Frames of the film that the re-cut takes: within one shot, outside dissolves and fades."""
    spans = []
    for index in RECUT:
        start, cut = film.starts[index], film.cuts[index]
        after = film.cuts[index + 1] if index + 1 < len(film.cuts) else None
        shared = after.overlap if after is not None and after.transition is Transition.DISSOLVE else 0
        spans.append((start + cut.overlap + _TRIM, start + cut.shot.frames - shared - _TRIM))
    return spans


def moved(seen: Sequence[Seen], spans: Sequence[tuple[int, int]]) -> tuple[Seen, ...]:
    """Who is in which frames of the re-cut."""
    found, at = [], 0
    for start, end in spans:
        for one in seen:
            low, high = max(one.start, start), min(one.end, end)
            if low < high:
                found.append(Seen(one.character, low - start + at, high - start + at))
        at += end - start
    return owned.merged(found)
