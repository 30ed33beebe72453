"""Frames of a shot to look at, side by side in one PNG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.soundstage.description import Shot
from filmwright.soundstage.render.finish import Picture
from filmwright.soundstage.truth import still

ACROSS = 4
"""Pictures in a row."""
_GAP = 4
"""Pixels between them."""


def write_strip(shot: Shot, frames: Sequence[int], path: Path, device: str = "") -> None:
    """Write frames of a shot as one PNG, at most four in a row.

    Args:
        shot: of which.
        frames: their numbers, at least one.
        path: the PNG; written over where one is there.
        device: "cpu", "cuda:0"; by default a GPU where there is one.

    Raises:
        FilmwrightError: the shot has no such frame, the name is not of a PNG, no renderer is installed.
    """
    beyond = next((frame for frame in frames if not 0 <= frame < shot.frames), None)
    if beyond is not None:
        raise FilmwrightError(
            f"there is no frame {beyond}", f"a shot of {shot.frames}", f"ask for 0 to {shot.frames - 1}"
        )
    write_png(lambda: sheet([still(shot, frame, device) for frame in frames]), path)


def write_png(drawn: Callable[[], Picture], path: Path) -> None:
    """Write a picture as a PNG, whole or not at all; the name is looked at before anything is drawn.

    Raises:
        FilmwrightError: the name is not of a PNG, or the disk is full.
    """
    if path.suffix.lower() != ".png":
        raise FilmwrightError("a still is a PNG", str(path), "name it .png")
    page = cv2.cvtColor(drawn(), cv2.COLOR_RGB2BGR)
    files.write_bytes(path, cv2.imencode(".png", page)[1].tobytes())


def sheet(pictures: Sequence[Picture]) -> Picture:
    """Pictures of one size, (H, W, 3) uint8, on one page."""
    height, width, _ = pictures[0].shape
    across = min(ACROSS, len(pictures))
    down = -(-len(pictures) // across)
    page = np.full((down * (height + _GAP) - _GAP, across * (width + _GAP) - _GAP, 3), 24, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // across * (height + _GAP), index % across * (width + _GAP)
        page[top : top + height, left : left + width] = picture
    return page
