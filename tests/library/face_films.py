"""Films with faces that are drawn on the spot, and a detector that finds what it is easy to be sure of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from filmwright.library.face_detectors import Face
from filmwright.media.encode import H264Writer
from filmwright.media.planes import Picture

from .conftest import scene

RGB = NDArray[np.uint8]
Way = Sequence[tuple[int, int] | None]
"""Where a face is in each frame (its middle), or None where it is not."""


def draw_face(picture: RGB, middle: tuple[int, int], width: int) -> None:
    """A face of hair, skin, eyes, brows, nose and mouth, drawn onto an RGB picture."""
    x, y = middle
    w = width
    cv2.ellipse(picture, (x, y - w // 8), (w // 2 + w // 16, int(w * 0.72)), 0, 180, 360, (70, 45, 30), -1)
    cv2.ellipse(picture, (x, y), (w // 2, int(w * 0.68)), 0, 0, 360, (225, 180, 150), -1)
    for side in (-1, 1):
        eye = (x + side * w // 5, y - w // 10)
        cv2.ellipse(picture, eye, (w // 10, w // 18), 0, 0, 360, (250, 250, 250), -1)
        cv2.circle(picture, eye, max(1, w // 22), (60, 50, 40), -1)
        cv2.ellipse(picture, (eye[0], eye[1] - w // 9), (w // 8, max(1, w // 30)), 0, 180, 360, (80, 55, 40), -1)
    cv2.ellipse(picture, (x, y + w // 8), (w // 14, max(1, w // 28)), 0, 0, 180, (190, 140, 110), -1)
    cv2.ellipse(picture, (x, y + w // 3), (w // 6, w // 20), 0, 0, 360, (180, 90, 90), -1)


def draw_square(picture: RGB, middle: tuple[int, int], width: int) -> None:
    """A white square, which nothing else in these films is as bright as."""
    x, y = middle
    picture[y - width // 2 : y + width // 2, x - width // 2 : x + width // 2] = 255


def film_of(path: Path, shots: Sequence[Sequence[Way]], draw: Any, width: int = 60) -> Path:
    """A film of 320x180 at 24 frames a second; each shot is its faces' ways, over a scene of its own."""
    with H264Writer(path, 320, 180, Fraction(24), 16, "ultrafast") as writer:
        for number, ways in enumerate(shots):
            still = (scene(number + 1, 320, 180) * 0.7).astype(np.uint8)
            for frame in range(len(ways[0])):
                picture = still.copy()
                for way in ways:
                    if (middle := way[frame]) is not None:
                        draw(picture, middle, width)
                writer.write_rgb(picture)
    return path


class Squares:
    """A detector of white squares: it is sure of what it sees, so that what is made of it can be held to the frame."""

    settings: dict[str, Any] = {"detector": "squares", "least": 235}  # noqa: RUF012

    def __init__(self) -> None:
        self.looks: list[int] = []

    def faces(self, picture: Picture) -> list[Face]:
        """Every white square, the rightmost first."""
        self.looks.append(picture.index)
        _, _, found, _ = cv2.connectedComponentsWithStats((picture.y > 225).astype(np.uint8))
        boxes = [Face(float(x), float(y), float(w), float(h), 0.9) for x, y, w, h, area in found[1:] if area > 400]
        return sorted(boxes, key=lambda face: -face.x)
