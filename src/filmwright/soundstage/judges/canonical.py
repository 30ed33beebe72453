"""One form for every video that is judged: its size, and the moments at which it is looked at."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError

Frames = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

WIDTH, HEIGHT = 256, 144
"""Pixels of a frame as the judges see it."""
PER_SECOND = 8
"""Moments a second."""
LEAST, MOST = 2, 64
"""Moments of one video."""


def moments(count: int, rate: Fraction | float) -> Numbers:
    """Frames at which a video is looked at, evenly spread, in order, each once.

    Args:
        count: frames of the video.
        rate: frames a second.
    """
    seconds = count / float(rate)
    many = int(np.clip(min(round(seconds * PER_SECOND), count), LEAST, MOST))
    return np.clip(np.round((np.arange(many) + 0.5) * count / many - 0.5), 0, count - 1).astype(np.int64)


def fitted(frame: Frames) -> Frames:
    """A frame of any size as (144, 256, 3): what is too wide or too tall for 16:9 is cut off evenly."""
    height, width = frame.shape[:2]
    wide, tall = min(width, round(height * WIDTH / HEIGHT)), min(height, round(width * HEIGHT / WIDTH))
    left, top = (width - wide) // 2, (height - tall) // 2
    cut = frame[top : top + tall, left : left + wide]
    if cut.shape[:2] == (HEIGHT, WIDTH):
        return np.ascontiguousarray(cut)
    way = cv2.INTER_AREA if wide > WIDTH else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(cut), (WIDTH, HEIGHT), interpolation=way), np.uint8)


def seen(frames: Frames, rate: Fraction | float) -> tuple[Frames, npt.NDArray[np.float64]]:
    """A video as the judges see it.

    Args:
        frames: (T, H, W, 3) uint8, sRGB.
        rate: frames a second.

    Returns:
        (S, 144, 256, 3) uint8 and the (S,) seconds at which they are.

    Raises:
        FilmwrightError: this is no video.
    """
    if frames.ndim != 4 or frames.shape[-1] != 3 or frames.dtype != np.uint8:
        raise FilmwrightError(
            f"an array of shape {frames.shape} and type {frames.dtype} is no video", "", "give (T, H, W, 3) uint8"
        )
    if len(frames) < LEAST or min(frames.shape[1:3]) < 16:
        raise FilmwrightError(
            f"a video of {len(frames)} frames of {frames.shape[2]}x{frames.shape[1]} cannot be judged",
            "",
            f"give at least {LEAST} frames of at least 16x16",
        )
    if not float(rate) > 0:
        raise FilmwrightError(f"a rate of {rate} frames a second cannot be judged", "", "give the video's own rate")
    when = moments(len(frames), rate)
    return np.stack([fitted(frames[index]) for index in when]), when / float(rate)
