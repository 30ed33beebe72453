"""Pictures to look at, side by side in one PNG."""

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

_ACROSS = 4
"""Frames of a strip in a row."""
_RULE, _LINE = 6, 24
"""Pixels between pictures, and beneath one for its name."""
_PAPER, _INK = 24, (225, 225, 225)


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

    def drawn() -> Picture:
        pictures = [still(shot, frame, device) for frame in frames]
        return page(pictures, min(_ACROSS, len(pictures))) if len(pictures) > 1 else pictures[0]

    write_png(drawn, path)


def write_png(drawn: Callable[[], Picture], path: Path) -> None:
    """Write a picture as a PNG, whole or not at all; the name is looked at before anything is drawn.

    Raises:
        FilmwrightError: the name is not of a PNG, or the disk is full.
    """
    if path.suffix.lower() != ".png":
        raise FilmwrightError("a still is a PNG", str(path), "name it .png")
    page = cv2.cvtColor(drawn(), cv2.COLOR_RGB2BGR)
    files.write_bytes(path, cv2.imencode(".png", page)[1].tobytes())


def page(pictures: Sequence[Picture], columns: int, names: Sequence[str] = ()) -> Picture:
    """Pictures of one size in rows, each with its name beneath it where there are names; (H, W, 3) uint8, sRGB."""
    height, width = pictures[0].shape[:2]
    down, across = height + (_LINE if names else _RULE), width + _RULE
    rows = -(-len(pictures) // columns)
    whole = np.full((rows * down + _RULE, columns * across + _RULE, 3), _PAPER, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = _RULE + index // columns * down, _RULE + index % columns * across
        whole[top : top + height, left : left + width] = picture
        if names:
            at = (left + 2, top + height + 16)
            cv2.putText(whole, names[index], at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, _INK, 1, cv2.LINE_AA)
    return whole
