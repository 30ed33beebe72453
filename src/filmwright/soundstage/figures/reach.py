"""Two-bone inverse kinematics: where a knee or an elbow goes when a foot or a hand is at a given point."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def unit(vector: npt.NDArray[Any]) -> Array:
    """(3,) divided by its length."""
    return np.asarray(vector / max(float(np.sqrt(vector @ vector)), 1e-9))


def cross(a: Array, b: Array) -> Array:
    """(3,) cross product of two vectors; numpy's own takes ten times as long for one pair."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def angles(turn: Array) -> Array:
    """(3,) degrees (yaw, pitch, roll) of a (3, 3) rotation: what ``geometry.rotation`` turns back into it."""
    pitch = np.arcsin(np.clip(-turn[1, 2], -1.0, 1.0))
    if abs(turn[1, 2]) > 1 - 1e-9:  # looks straight up or down: yaw and roll are one turn
        return np.degrees([np.arctan2(-turn[2, 0], turn[0, 0]), pitch, 0.0])
    return np.degrees([np.arctan2(turn[0, 2], turn[2, 2]), pitch, np.arctan2(turn[1, 0], turn[1, 1])])


def reach(root: Array, target: Array, upper: float, lower: float, pole: Array) -> tuple[Array, Array]:
    """The middle joint and the end of two bones.

    Args:
        root: (3,) the joint that stays, metres.
        target: (3,) where the end should be; where it is too far the bones stretch towards it.
        upper, lower: lengths, metres.
        pole: (3,) direction to which the middle joint bends.
    """
    way = target - root
    most = (upper + lower) * 0.9995
    distance = float(np.clip(np.sqrt(way @ way), abs(upper - lower) + 0.02, most))
    along = unit(way) if way @ way > 1e-12 else np.array([0.0, -1.0, 0.0])
    side = pole - along * (pole @ along)
    side = unit(side) if side @ side > 1e-12 else unit(cross(along, along[[1, 2, 0]] + 0.1))
    near = (upper**2 - lower**2 + distance**2) / (2 * distance)
    out = np.sqrt(max(upper**2 - near**2, 0.0))
    return root + along * near + side * out, root + along * distance


def frame(down: Array, forward: Array) -> Array:
    """(3, 3) turn of a bone that hangs along ``down`` and whose front is as near ``forward`` as it can be."""
    y = -unit(down)
    z = unit(forward - y * (forward @ y))
    return np.stack([cross(y, z), y, z], axis=1)


def hinged(down: Array, hinge: Array) -> Array:
    """(3, 3) turn of a bone that hangs along ``down`` and bends about ``hinge``, its x axis."""
    y = -unit(down)
    return np.stack([hinge, y, cross(hinge, y)], axis=1)


def swing(start: Array, end: Array) -> Array:
    """(3, 3) the least turn that takes one direction to another."""
    a, b = unit(start), unit(end)
    axis, cosine = cross(a, b), float(a @ b)
    if cosine < -0.9999:
        return -np.eye(3)
    skew = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + skew + skew @ skew / (1 + cosine))
