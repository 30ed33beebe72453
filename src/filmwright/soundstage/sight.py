"""Whether something of the set stands between two points: what staging asks before it puts a camera or an actor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Mesh

_SHY = 0.03
"""Share of a segment at either end that does not count: what touches a point does not hide it."""


def blocked(mesh: Mesh, starts: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """(S,) True where a triangle crosses the segment from (S, 3) to (S, 3), metres, from either side.

    The test is Möller and Trumbore's (1997), over the triangles whose boxes meet that of the segments.
    """
    starts, ends = np.asarray(starts, float).reshape(-1, 3), np.asarray(ends, float).reshape(-1, 3)
    hit = np.zeros(len(starts), bool)
    if not len(mesh.faces) or not len(starts):
        return hit
    corners = mesh.vertices[mesh.faces]
    lows, highs = corners.min(1), corners.max(1)
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        near = np.all((lows <= np.maximum(start, end)) & (highs >= np.minimum(start, end)), axis=1)
        hit[index] = bool(near.any()) and _crossed(corners[near].astype(float), start, end - start)
    return hit


def _crossed(corners: npt.NDArray[np.float64], start: npt.NDArray[np.float64], way: npt.NDArray[np.float64]) -> bool:
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
