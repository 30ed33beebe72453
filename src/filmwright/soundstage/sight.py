"""Whether something of the set stands between two points: what staging asks before it puts a camera or an actor."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Mesh
from filmwright.soundstage.sets.families import KEPT, place

_SHY = 0.03
"""Share of a segment at either end that does not count: what touches a point does not hide it."""


class Sight:
    """A set as something to look through.

    Args:
        mesh: all that stands still.
    """

    def __init__(self, mesh: Mesh) -> None:
        """Note the box of each triangle."""
        self._mesh = mesh
        columns = [mesh.vertices[:, axis][mesh.faces] for axis in range(3)]
        self._lows = [column.min(1) for column in columns]
        self._highs = [column.max(1) for column in columns]

    def blocked(self, starts: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """(S,) True where a triangle crosses the segment from (S, 3) to (S, 3), metres, from either side.

        The test is Möller and Trumbore's (1997), over the triangles whose boxes meet that of the segment.
        """
        starts, ends = np.asarray(starts, float).reshape(-1, 3), np.asarray(ends, float).reshape(-1, 3)
        return np.array([self._crossed(start, end) for start, end in zip(starts, ends, strict=True)], bool)

    def _crossed(self, start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> bool:
        low, high = np.minimum(start, end).astype(np.float32), np.maximum(start, end).astype(np.float32)
        near = np.arange(len(self._mesh.faces))
        # The height comes last: the ground, most of a set, lies under everybody.
        for axis in (0, 2, 1):
            near = near[(self._lows[axis][near] <= high[axis]) & (self._highs[axis][near] >= low[axis])]
        if not len(near):
            return False
        return crossed(self._mesh.vertices[self._mesh.faces[near]].astype(float), start, end - start)


@lru_cache(maxsize=KEPT)
def through(stand: Stand) -> Sight:
    """The sight through the set of a stand."""
    return Sight(place(stand).mesh)


def crossed(corners: npt.NDArray[np.float64], start: npt.NDArray[np.float64], way: npt.NDArray[np.float64]) -> bool:
    """True where any of (T, 3, 3) triangles crosses the segment ``start + t * way``, 0 < t < 1."""
    along, up = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    across = np.cross(way, up)
    size = np.einsum("tk,tk->t", along, across)
    level = np.abs(size) > 1e-12
    scale = np.where(level, 1 / np.where(level, size, 1.0), 0.0)
    off = start - corners[:, 0]
    u = np.einsum("tk,tk->t", off, across) * scale
    turned = np.cross(off, along)
    v = turned @ way * scale
    t = np.einsum("tk,tk->t", up, turned) * scale
    return bool((level & (u >= 0) & (v >= 0) & (u + v <= 1) & (t > _SHY) & (t < 1 - _SHY)).any())
