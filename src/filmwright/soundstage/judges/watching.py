"""Judges video files: any film that can be decoded, at the moments that the judges look at, with memory flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.media import decode
from filmwright.media.probe import Probe, probe
from filmwright.media.source import Limits
from filmwright.soundstage.judges.canonical import HEIGHT, LEAST, WIDTH, moments
from filmwright.soundstage.judges.judge import Judges, load, look
from filmwright.soundstage.judges.verdict import Verdict

LIMITS = Limits(max_bytes=16 << 30, max_frames=1_000_000, max_side=8192)


def length(path: Path) -> tuple[int, Fraction]:
    """Frames of a video file, and its frames a second.

    Raises:
        FilmwrightError: it is no film, or it is damaged.
    """
    known = probe(path, LIMITS)
    return known.frames, known.rate


def watch(path: Path, judges: Judges | None = None) -> Verdict:
    """What a video file shows. One shot is meant: of several, what is said is a mean of them all.

    Args:
        path: the file.
        judges: those that ship, unless said.

    Raises:
        FilmwrightError: it is no film, it is damaged, or it is a still.
    """
    known = probe(path, LIMITS)
    if known.frames < LEAST:
        raise FilmwrightError("one picture cannot be judged", str(path), f"give a video of at least {LEAST} frames")
    (verdict,) = _watched(path, known, [0, known.frames], judges or load())
    return verdict


def watch_cuts(path: Path, joints: Sequence[int], judges: Judges | None = None) -> list[Verdict]:
    """What each shot of a film in one file shows. It is decoded once, and no more is held than one shot's moments.

    Args:
        path: the file.
        joints: the frame at which each shot begins, and the one after the last.
        judges: those that ship, unless said.

    Raises:
        FilmwrightError: it is no film, it is damaged, it has another length, or a shot has one frame alone.
    """
    known = probe(path, LIMITS)
    if known.frames != joints[-1]:
        raise FilmwrightError(
            f"this film has {known.frames} frames, its cut list {joints[-1]}", str(path), "give the film of that list"
        )
    for number, (begin, end) in enumerate(pairwise(joints), 1):
        if end - begin < LEAST:
            raise FilmwrightError(
                f"shot {number} is one picture, which cannot be judged", str(path), "give the other shots, a file each"
            )
    return list(_watched(path, known, joints, judges or load()))


def _watched(path: Path, known: Probe, joints: Sequence[int], judges: Judges) -> Iterator[Verdict]:
    pictures = decode.pictures(path, known, WIDTH, HEIGHT, LIMITS)
    for begin, end in pairwise(joints):
        when = moments(end - begin, known.rate)
        wanted, taken = {begin + int(index) for index in when}, {}
        for picture in pictures:
            if picture.index in wanted:
                taken[picture.index] = picture.rgb()
            if picture.index == end - 1:
                break
        frames = np.stack([taken[begin + int(index)] for index in when])
        yield look(frames, when / float(known.rate), judges)
