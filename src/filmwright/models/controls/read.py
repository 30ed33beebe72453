"""Reading a control from a film or a still that somebody gives: safely, at the model's size, in the shot's time.

The one module of the controls that reads files.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError
from filmwright.media import decode, stills
from filmwright.media.probe import Probe, probe
from filmwright.media.source import Limits

Pictures = npt.NDArray[np.uint8]


def control(
    path: Path,
    width: int,
    height: int,
    frames: int,
    rate: Fraction,
    limits: Limits,
    *,
    what: str = "control",
    fit: bool = False,
) -> Pictures:
    """The pictures of a control, one for each frame of the shot; a still is held.

    Args:
        path: a film or a still of any size; its centre is cut to fill the picture.
        width, height: the model's, even, pixels.
        frames: the shot's.
        rate: the shot's, frames a second.
        limits: caps on what is opened.
        what: what it is, for errors: "depth", "mask".
        fit: take of another length or rate the frames nearest in time, and hold the last where it is too short.

    Returns:
        uint8 (frames, height, width, 3), RGB.

    Raises:
        FilmwrightError: not a film or a still that can be read; of another length or rate, and not to be fitted.
    """
    known = probe(path, limits)
    if known.kind == "still":
        # Not by way of 4:2:0, as a film's frames come: a still's colours stay as sharp as they are.
        picture = stills.load_still(path, width, height, limits)
        return np.repeat(picture[None], frames, 0)
    if not fit:
        _check_time(path, known, frames, rate, what)
    wanted = nearest(known.frames, known.rate, frames, rate)
    made = np.empty((frames, height, width, 3), np.uint8)
    for picture in decode.pictures(path, known, width, height, limits):
        at = np.flatnonzero(wanted == picture.index)
        if at.size:
            made[at] = picture.rgb()
        if picture.index == wanted[-1]:
            break
    return made


def nearest(have: int, have_rate: Fraction, frames: int, rate: Fraction) -> npt.NDArray[np.int64]:
    """Which of ``have`` frames is shown at the middle of each of ``frames``: (frames,), growing, in [0, have)."""
    step = have_rate / rate
    return np.array([min(int((k + Fraction(1, 2)) * step), have - 1) for k in range(frames)], np.int64)


def _check_time(path: Path, known: Probe, frames: int, rate: Fraction, what: str) -> None:
    """Refuse another length or another rate, and say both of each."""
    if (known.frames, known.rate) == (frames, rate):
        return
    said = f"this {what} has {_time(known.frames, known.rate)}, the shot has {_time(frames, rate)}"
    do = "render it at the shot's length and rate, or have it fitted: the frames nearest in time are taken"
    raise FilmwrightError(said, str(path), do)


def _time(frames: int, rate: Fraction) -> str:
    """In words: "48 frames at 24 a second"; 24000/1001 is 23.976."""
    return f"{frames:,} frame{'s' if frames != 1 else ''} at {float(rate):.5g} a second"
