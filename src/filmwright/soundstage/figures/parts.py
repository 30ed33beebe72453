"""Pieces of a figure: meshes at rest, and how much of each vertex every bone carries.

P rings, V vertices, B = 17 bones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.skeleton import BONE, BONES
from filmwright.soundstage.geometry import Floats, Mesh, join, mesh, unit
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A piece.

    Args:
        mesh: at rest.
        weights: (V, B) float32, each row sums to 1.
    """

    mesh: Mesh
    weights: Floats


def hung(body: Mesh, bone: str) -> Part:
    """A piece that hangs rigidly on one bone."""
    weights = np.zeros((len(body.vertices), len(BONES)), np.float32)
    weights[:, BONE[bone]] = 1
    return Part(body, weights)


def shared(body: Mesh, shares: dict[str, npt.NDArray[Any]]) -> Part:
    """A piece that bones share: (V,) for each, made to sum to 1."""
    weights = np.zeros((len(body.vertices), len(BONES)))
    for bone, share in shares.items():
        weights[:, BONE[bone]] += share
    return Part(body, (weights / weights.sum(1, keepdims=True)).astype(np.float32))


def merged(parts: Sequence[Part]) -> Part:
    """All in one, a person, whatever it is made of; without triangles that have no area (the poles of balls)."""
    whole = join([part.mesh for part in parts])
    a, b, c = (whole.vertices[whole.faces[:, k]] for k in range(3))
    real = np.linalg.norm(np.cross(b - a, c - a), axis=-1) > 1e-9
    used, faces = np.unique(whole.faces[real], return_inverse=True)
    return Part(
        Mesh(
            whole.vertices[used],
            whole.normals[used],
            whole.colours[used],
            whole.accents[used],
            whole.vertices[used],
            faces.reshape(-1, 3).astype(np.int32),
            whole.materials[real],
            np.full(int(real.sum()), SEMANTICS.index(Semantic.PERSON), np.int32),
            whole.instances[real],
        ),
        np.concatenate([part.weights for part in parts])[used],
    )


def nudged(body: Mesh, by: npt.NDArray[Any]) -> Mesh:
    """The same triangles, each vertex moved by its own (V, 3) metres."""
    return body.bent((body.vertices + by).astype(np.float32))


def ease(values: npt.NDArray[Any], low: float, high: float) -> Array:
    """0 at ``low``, 1 at ``high`` (which may be the lesser), smooth between."""
    t = np.clip((np.asarray(values, float) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def strips(rings: int, sides: int, closed: bool = True) -> npt.NDArray[np.int32]:
    """Faces between rings of vertices that lie one after the other, counter-clockwise from outside."""
    level, side = np.meshgrid(np.arange(rings - 1), np.arange(sides if closed else sides - 1), indexing="ij")
    a, b = level * sides + side, level * sides + (side + 1) % sides
    faces = np.stack([a, b, b + sides, a, b + sides, a + sides], -1)
    return faces.reshape(-1, 3).astype(np.int32)


def loft(rings: npt.ArrayLike, colour: npt.ArrayLike, sides: int = 12, square: float = 0.0, **of: Any) -> Mesh:
    """A skin over level ellipses.

    Args:
        rings: (P, 5) x, y, z of the middle, half width and half depth, from the bottom up.
        colour: as for ``geometry.mesh``.
        sides: around.
        square: 0 for ellipses, towards 1 for boxes with round edges.
        of: material, semantic, accent.
    """
    table = np.asarray(rings, float)
    angles = np.arange(sides) / sides * 2 * np.pi
    wide, deep = np.sin(angles), np.cos(angles)
    swell = (1 - square) + square * 0.9 / np.maximum(np.abs(wide), np.abs(deep))
    points = table[:, None, :3] + np.zeros((1, sides, 1))
    points[..., 0] += table[:, None, 3] * wide * swell
    points[..., 2] += table[:, None, 4] * deep * swell
    return mesh(points.reshape(-1, 3), strips(len(table), sides), colour, **of)


def sweep(
    path: npt.ArrayLike, radii: npt.ArrayLike, colour: npt.ArrayLike, sides: int = 6, closed: bool = False, **of: Any
) -> Mesh:
    """A hose along a path, its ends drawn to a point; or a ring where it is closed.

    Args:
        path: (P, 3).
        radii: one, (P,), or (P, 2) across and along the up direction of the hose.
        colour: as for ``geometry.mesh``.
        sides: around.
        closed: True to join the end to the beginning.
        of: material, semantic, accent.
    """
    points = np.asarray(path, float)
    size = np.asarray(radii, float)
    if size.ndim < 2:
        size = np.repeat(np.broadcast_to(size, len(points))[:, None], 2, 1)
    if not closed:
        points = np.concatenate([points[:1], points, points[-1:]])
        size = np.concatenate([np.full((1, 2), 1e-4), size, np.full((1, 2), 1e-4)])
        inner = points[1:-1]
        along = np.gradient(inner, axis=0) if len(inner) > 2 else np.repeat(inner[1:] - inner[:1], 2, 0)
        along = np.concatenate([along[:1], along, along[-1:]])
    else:
        along = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    way = unit(along).astype(float)
    guide = np.array([0.0, 1.0, 0.0]) if np.abs(way[:, 1]).mean() < 0.8 else np.array([0.0, 0.0, 1.0])
    across = unit(np.cross(guide, way)).astype(float)
    up = np.cross(way, across)
    angles = np.arange(sides) / sides * 2 * np.pi
    ring = across[:, None] * (np.cos(angles)[None, :, None] * size[:, None, :1])
    ring = ring + up[:, None] * (np.sin(angles)[None, :, None] * size[:, None, 1:])
    skin = points[:, None] + ring
    if closed:
        skin = np.concatenate([skin, skin[:1]])
    return mesh(skin.reshape(-1, 3), strips(len(skin), sides), colour, **of)


def cap(
    at: npt.ArrayLike, sizes: npt.ArrayLike, colour: npt.ArrayLike, sides: int = 8, rings: int = 2, **of: Any
) -> Mesh:
    """The half of an ellipsoid that looks along +z: eyes, buttons, gems."""
    turns = np.linspace(0, np.pi / 2, rings + 1)
    around = np.arange(sides) / sides * 2 * np.pi
    flat = np.cos(turns)[:, None]
    grid = np.stack([np.cos(around) * flat, np.sin(around) * flat, np.sin(turns)[:, None] + 0 * around], -1)
    points = grid.reshape(-1, 3) * np.asarray(sizes, float) + np.asarray(at, float)
    return mesh(points, strips(rings + 1, sides), colour, **of)


def egg(
    at: npt.ArrayLike, sizes: npt.ArrayLike, colour: npt.ArrayLike, sides: int = 8, rings: int = 5, **of: Any
) -> Mesh:
    """An ellipsoid: its middle and its three half axes, metres."""
    x, y, z = np.asarray(at, float)
    wide, high, deep = np.asarray(sizes, float)
    angles = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    round_ = np.abs(np.cos(angles))
    table = [(x, y + high * np.sin(a), z, wide * c, deep * c) for a, c in zip(angles, round_, strict=True)]
    return loft(table, colour, sides, **of)
