"""A contact sheet of the controls, for people: ``python -m filmwright.reports.control_sheet OUT.jpg``.

Its shots come from the soundstage, which nothing else here knows: documentation, not a part of the model's road.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.media import stills
from filmwright.models.controls import depth, edges, motion, picture, pinhole
from filmwright.models.controls.picture import Floats

Picture = npt.NDArray[np.uint8]

COLUMNS = (
    ("the shot", "as it was filmed"),
    ("depth", "near is bright, the sky dark"),
    ("lines", "of the picture"),
    ("motion", "of camera and people, with arrows"),
    ("the control picture", "all three, as the model reads it"),
    ("the camera alone", "its motion, were nobody moving"),
)
SHOTS: tuple[dict[str, Any], ...] = (
    {"seed": 23, "family": "street", "action": "walk", "move": "truck", "time": "day", "weather": "clear"},
    {"seed": 8, "family": "forest", "action": "dance", "move": "dolly", "time": "day", "weather": "clear"},
    {"seed": 5, "family": "field", "action": "run", "move": "static", "time": "day", "weather": "clear"},
)
"""What the soundstage is asked for, one a row."""
SIZE, FRAMES, RATE = (256, 144), 24, 12
_RULE, _HEAD, _LINE = 6, 44, 26
_PAPER, _INK, _FAINT = 24, (235, 235, 235), (150, 150, 150)
_STEP = 22
"""Pixels between arrows."""
_BRIGHTER = 2.0
"""Lines and motion alone fill a part of the range; for eyes they are shown so much stronger."""


@dataclass(frozen=True)
class Row:
    """One shot: its words, and the six pictures of one moment of it, uint8 (H, W, 3)."""

    words: str
    cells: tuple[Picture, ...]


def row(words: str, pictures_THW3: Picture, depth_THW: Floats, flow_THW2: Floats, camera_THW2: Floats) -> Row:
    """The cells of a shot at the middle of its frames.

    Args:
        words: what it shows.
        pictures_THW3: uint8, RGB.
        depth_THW: metres.
        flow_THW2, camera_THW2: pixels a frame: of everything, of the camera alone.
    """
    at, width = len(pictures_THW3) // 2, pictures_THW3.shape[2]
    near, lines = depth.from_metres(depth_THW), edges.from_pictures(pictures_THW3)
    moving = motion.encode(flow_THW2, width)
    whole = picture.compose(near, lines, moving)
    cells = (
        pictures_THW3[at],
        picture.show(np.repeat(near[at][..., None], 3, -1)),
        picture.show(_BRIGHTER * picture.compose(edges_THW=lines[at : at + 1])[0]),
        _arrows(flow_THW2[at]),
        picture.show(whole[at]),
        _arrows(camera_THW2[at]),
    )
    return Row(words, cells)


def sheet(rows: Sequence[Row]) -> Picture:
    """The rows under the names of the columns; uint8 (H, W, 3)."""
    height, width = rows[0].cells[0].shape[:2]
    across, down = width + _RULE, height + _LINE
    page = np.full((_HEAD + len(rows) * down, len(COLUMNS) * across + _RULE, 3), _PAPER, np.uint8)
    for column, (name, meaning) in enumerate(COLUMNS):
        left = _RULE + column * across
        _write(page, name, (left, 18), 0.55, _INK)
        _write(page, meaning, (left, 36), 0.4, _FAINT)
        for index, one in enumerate(rows):
            top = _HEAD + index * down
            page[top : top + height, left : left + width] = one.cells[column]
    for index, one in enumerate(rows):
        _write(page, one.words, (_RULE, _HEAD + index * down + height + 17), 0.45, _INK)
    return page


def staged(**asked: Any) -> Row:
    """A shot of the soundstage, rendered, as a row."""
    from filmwright.soundstage.staging import stage_shot
    from filmwright.soundstage.stream import render

    shot = stage_shot(
        **asked, scale="full", look="naturalistic", frames=FRAMES, rate=RATE, width=SIZE[0], height=SIZE[1]
    )
    clip = render(shot)
    path = pinhole.known(clip.intrinsics, clip.extrinsics, *SIZE)
    camera = f"{shot.camera.move} {shot.camera.direction}".strip()
    words = f"{shot.set.family}: {shot.cast[0].action}; camera: {camera}"
    return row(words, clip.pictures, clip.depth, clip.flow, pinhole.field(path, clip.depth))


def main(arguments: Sequence[str]) -> None:
    """Write the sheet to the file that is named.

    Raises:
        FilmwrightError: no JPEG is named, or no renderer is installed.
    """
    if len(arguments) != 1 or Path(arguments[0]).suffix != ".jpg":
        raise FilmwrightError("name the sheet's file, a .jpg", "", "python -m filmwright.reports.control_sheet OUT.jpg")
    files.write_bytes(Path(arguments[0]), stills.jpeg(sheet([staged(**asked) for asked in SHOTS]), quality=88))


def _arrows(flow: Floats) -> Picture:
    """The motion's colours, with arrows of four times its length."""
    height, width = flow.shape[:2]
    moving = motion.encode(flow[None], width)
    drawn = picture.show(_BRIGHTER * picture.compose(motion_THW2=moving)[0])
    for y in range(_STEP // 2, height, _STEP):
        for x in range(_STEP // 2, width, _STEP):
            step = 4 * flow[y, x]
            length = float(np.hypot(*step))
            if length >= 3:
                end = np.round((x, y) + step * min(1, 1.6 * _STEP / length)).astype(int)
                cv2.arrowedLine(drawn, (x, y), tuple(map(int, end)), (255, 255, 255), 1, cv2.LINE_AA, tipLength=0.35)
    return drawn


def _write(page: Picture, text: str, at: tuple[int, int], size: float, colour: tuple[int, int, int]) -> None:
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except FilmwrightError as error:
        sys.exit(str(error))
