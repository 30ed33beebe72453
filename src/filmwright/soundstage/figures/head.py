"""The skull: where things on a head are. Levels are shares, 0 the chin, 1 the crown; 0 degrees is its front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.parts import Array, strips
from filmwright.soundstage.geometry import Mesh, mesh

_LEVELS = np.array([0.0, 0.03, 0.1, 0.22, 0.38, 0.54, 0.7, 0.84, 0.94, 1.0])
_WIDE = np.array([0.0, 0.17, 0.28, 0.37, 0.42, 0.437, 0.42, 0.345, 0.22, 0.0])
_DEEP = np.array([0.0, 0.18, 0.285, 0.36, 0.405, 0.437, 0.44, 0.375, 0.24, 0.0])
_AHEAD = np.array([0.1, 0.1, 0.08, 0.05, 0.025, 0.005, 0.0, -0.008, -0.01, -0.01])


@dataclass(frozen=True)
class Skull:
    """Where things on a head are.

    Args:
        chin: (3,) metres, at rest: the joint of the head.
        size: from chin to crown, metres.
    """

    chin: Array
    size: float

    @property
    def rings(self) -> Array:
        """(P, 5) the skull as ``parts.loft`` takes it."""
        table = np.stack([0 * _LEVELS, _LEVELS, _AHEAD, _WIDE, _DEEP], -1)
        return np.asarray(table * self.size + [*self.chin, 0, 0])

    def at(self, angle: npt.ArrayLike, level: npt.ArrayLike, out: npt.ArrayLike = 1.0) -> Array:
        """(..., 3) points of the surface, ``out`` times as far from the head's middle line.

        Below the cheeks the width is kept, as hair that hangs keeps it, where ``level`` is less than 0.
        """
        a, t = np.radians(np.asarray(angle, float)), np.asarray(level, float)
        wide, deep, ahead = (np.interp(t, _LEVELS, column) for column in (_WIDE, _DEEP, _AHEAD))
        swell = np.asarray(out, float)
        local = np.stack([np.sin(a) * wide * swell, t + 0 * a * swell, np.cos(a) * deep * swell + ahead], -1)
        return np.asarray(local * self.size + self.chin)

    def hanging(self, angle: npt.ArrayLike, level: npt.ArrayLike, out: npt.ArrayLike = 1.0) -> Array:
        """As ``at``, but below the cheekbones straight down: the way that hair falls."""
        a, t = np.radians(np.asarray(angle, float)), np.asarray(level, float)
        held = np.maximum(t, 0.5)
        wide, deep = (np.interp(held, _LEVELS, column) for column in (_WIDE, _DEEP))
        swell = np.asarray(out, float)
        over = np.maximum(t - 0.5, 0) * (swell - 1)
        local = np.stack([np.sin(a) * wide * swell, t + over + 0 * a, np.cos(a) * deep * swell + 0 * t], -1)
        return np.asarray(local * self.size + self.chin)


def skull(one: Character, chin: Array) -> Skull:
    """The skull of a character whose head's joint is at ``chin``."""
    return Skull(chin, one.proportions.head)


def shell(grid: Array, colour: npt.ArrayLike, material: str, closed: bool = False, **of: Any) -> Mesh:
    """A skin through a grid (rows from below, columns from -x through +z to +x, seen from outside)."""
    rows, columns = grid.shape[:2]
    return mesh(grid.reshape(-1, 3), strips(rows, columns, closed), colour, material, **of)
