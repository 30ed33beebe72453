"""Judges video files: any film that can be decoded, at the moments that the judges look at, with memory flat."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.media import decode
from filmwright.media.probe import probe
from filmwright.media.source import Limits
from filmwright.soundstage.judges.canonical import HEIGHT, LEAST, WIDTH, moments
from filmwright.soundstage.judges.judge import Judges, load, look
from filmwright.soundstage.judges.verdict import Verdict

LIMITS = Limits(max_bytes=16 << 30, max_frames=1_000_000, max_side=8192)


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
    when = moments(known.frames, known.rate)
    wanted = {int(index) for index in when}
    taken = {
        picture.index: picture.rgb()
        for picture in decode.pictures(path, known, WIDTH, HEIGHT, LIMITS)
        if picture.index in wanted
    }
    return look(np.stack([taken[int(index)] for index in when]), when / float(known.rate), judges or load())
