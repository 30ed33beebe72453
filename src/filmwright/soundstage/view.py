"""A camera at one moment: where it is, where it looks, and where a point of the world falls in its frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FILM_WIDTH = 36.0
"""Millimetres of film that a lens's focal length is told for."""


@dataclass(frozen=True)
class View:
    """A pinhole camera.

    Args:
        eye: (3,) metres.
        right, up, forward: (3,) unit vectors; x of the frame grows to the right, y down.
        lens: focal length in millimetres on a frame 36 mm wide.
        width, height: pixels.
        focus: metres to what is sharp.
    """

    eye: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]
    up: npt.NDArray[np.float64]
    forward: npt.NDArray[np.float64]
    lens: float
    width: int
    height: int
    focus: float = 5.0

    @property
    def focal(self) -> float:
        """Focal length in pixels."""
        return self.lens / FILM_WIDTH * self.width

    @property
    def intrinsics(self) -> npt.NDArray[np.float64]:
        """(3, 3) camera matrix, pixels; a pixel's middle is at its index plus one half."""
        return np.array([[self.focal, 0, self.width / 2], [0, self.focal, self.height / 2], [0, 0, 1.0]])

    @property
    def extrinsics(self) -> npt.NDArray[np.float64]:
        """(4, 4) world to camera; the camera's axes are x right, y down, z forward (as OpenCV has them)."""
        turn = np.stack([self.right, -self.up, self.forward])
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = turn, -turn @ self.eye
        return matrix

    def project(self, points: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Where points fall: (..., 3) metres -> (..., 2) pixels (x, y) and (...) depth along the axis, metres.

        What lies behind the camera has a depth of 0 or less and pixels that mean nothing.
        """
        away = np.asarray(points, np.float64) - self.eye
        depth = away @ self.forward
        safe = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
        x = self.width / 2 + self.focal * (away @ self.right) / safe
        y = self.height / 2 - self.focal * (away @ self.up) / safe
        return np.stack([x, y], -1), depth


def looking(eye: npt.ArrayLike, at: npt.ArrayLike, lens: float, size: tuple[int, int], roll: float = 0.0) -> View:
    """A camera at ``eye`` that looks at a point, level but for ``roll`` (degrees); it focuses there."""
    place, target = np.asarray(eye, float), np.asarray(at, float)
    forward = (target - place) / np.linalg.norm(target - place)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right = right / np.linalg.norm(right)
    up = np.cross(right, forward)
    angle = np.radians(roll)
    right, up = np.cos(angle) * right + np.sin(angle) * up, np.cos(angle) * up - np.sin(angle) * right
    return View(place, right, up, forward, lens, size[0], size[1], float(np.linalg.norm(target - place)))
