"""Simple bodies, each a mesh about the origin: what sets, figures and props are put together from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Floats, Mesh, join, mesh


def box(x: float, y: float, z: float, colour: npt.ArrayLike, **of: Any) -> Mesh:
    """A box of these sizes (metres), standing on y = 0, with hard edges."""
    corners: list[npt.NDArray[np.float64]] = []
    faces: list[tuple[int, int, int]] = []
    normals: list[npt.NDArray[np.float64]] = []
    half = np.array([x, y, z]) / 2
    for axis in range(3):
        for sign in (-1.0, 1.0):
            outward = np.zeros(3)
            outward[axis] = sign
            a, b = np.eye(3)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
            if sign < 0:
                a, b = b, a
            start = len(corners)
            corners += [(outward + i * a + j * b) * half for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            normals += [outward] * 4
            faces += [(start, start + 1, start + 2), (start, start + 2, start + 3)]
    return mesh(np.array(corners) + np.array([0, y / 2, 0]), faces, colour, normals=normals, **of)


def lathe(profile: npt.ArrayLike, colour: npt.ArrayLike, sides: int = 12, **of: Any) -> Mesh:
    """A body of revolution about y.

    Args:
        profile: (P, 2) of (radius, height), from the bottom up.
        colour: as for ``mesh``.
        sides: around.
        of: material, semantic, accent.
    """
    outline = np.asarray(profile, float)
    angles = np.arange(sides) / sides * 2 * np.pi
    ring = np.stack([np.sin(angles), np.zeros(sides), np.cos(angles)], -1)
    points = [ring * radius + [0, height, 0] for radius, height in outline]
    faces = []
    for level in range(len(outline) - 1):
        for side in range(sides):
            a, b = level * sides + side, level * sides + (side + 1) % sides
            faces += [(a, b, b + sides), (a, b + sides, a + sides)]
    return mesh(np.concatenate(points), faces, colour, **of)


def ball(radius: float, colour: npt.ArrayLike, sides: int = 12, rings: int = 8, **of: Any) -> Mesh:
    """A ball about the origin."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    return lathe(np.stack([np.cos(angles), np.sin(angles)], -1) * radius, colour, sides, **of)


def limb(length: float, top: float, bottom: float, colour: npt.ArrayLike, sides: int = 10, **of: Any) -> Mesh:
    """A capsule that hangs from the origin down -y: ``top`` and ``bottom`` are its radii."""
    low, high = np.linspace(-np.pi / 2, 0, 4), np.linspace(0, np.pi / 2, 4)
    below = np.stack([np.cos(low) * bottom, np.sin(low) * bottom - length], -1)
    above = np.stack([np.cos(high) * top, np.sin(high) * top], -1)
    return lathe(np.concatenate([below, above]), colour, sides, **of)


def tube(length: float, bottom: float, top: float, colour: npt.ArrayLike, sides: int = 12, **of: Any) -> Mesh:
    """A closed cylinder or frustum that stands on y = 0, with hard rims."""
    side = [(bottom, 0.0), (top, length)]
    body = lathe(side, colour, sides, **of)
    caps = [
        lathe([(1e-4, 0.0), (bottom, 0.0)], colour, sides, **of),
        lathe([(top, length), (1e-4, length)], colour, sides, **of),
    ]
    return join([body, *caps])


def cone(height: float, radius: float, colour: npt.ArrayLike, sides: int = 10, **of: Any) -> Mesh:
    """A cone that stands on y = 0."""
    return lathe([(1e-4, 0.0), (radius, 0.0), (radius * 0.02, height)], colour, sides, **of)


def ground(heights: Floats, size: float, colour: npt.ArrayLike, **of: Any) -> Mesh:
    """A square field of heights about the origin.

    Args:
        heights: (N, N) metres, first axis along z, second along x.
        size: edge, metres.
        colour: (3,) or (N * N, 3).
        of: material, semantic, accent.
    """
    count = len(heights)
    across = np.linspace(-size / 2, size / 2, count)
    x, z = np.meshgrid(across, across)
    points = np.stack([x, heights, z], -1).reshape(-1, 3)
    index = np.arange(count * count).reshape(count, count)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])
    return mesh(points, faces, colour, **of)


def sheet(x: float, y: float, colour: npt.ArrayLike, **of: Any) -> Mesh:
    """A thin upright rectangle on y = 0 in the plane z = 0, seen from both sides."""
    corners = np.array([(-x / 2, 0, 0), (x / 2, 0, 0), (x / 2, y, 0), (-x / 2, y, 0)])
    return mesh(corners, [(0, 1, 2), (0, 2, 3)], colour, normals=np.tile([0.0, 0.0, 1.0], (4, 1)), **of)


def lumpy(body: Mesh, amount: float, seed: int, size: float = 1.0) -> Mesh:
    """The body with its surface pushed in and out by smooth noise: rocks, crowns of trees, snow drifts.

    Args:
        body: any mesh with shared vertices.
        amount: metres.
        seed: of the noise.
        size: metres a period.
    """
    return body.bent(body.vertices + body.normals * (amount * noise(body.vertices / size, seed))[:, None])


def noise(points: npt.NDArray[Any], seed: int) -> Floats:
    """Smooth noise, about -1 to 1: a sum of sines along drawn directions. (…, 3) or (…, 2) -> (…)."""
    draw = draws(seed, "noise", points.shape[-1])
    total = np.zeros(points.shape[:-1])
    for octave in range(4):
        frequency = float(2**octave)
        for _ in range(3):
            way = draw.normal(size=points.shape[-1])
            way *= frequency * draw.uniform(0.7, 1.3) * 2 * np.pi / float(np.linalg.norm(way)) / 1.6
            total += np.sin(points @ way + draw.uniform(0, 2 * np.pi)) * 0.55**octave / 3
    return np.asarray(total, np.float32)


def boxes(middles: npt.ArrayLike, sizes: npt.ArrayLike, colours: npt.ArrayLike, **of: Any) -> Mesh:
    """Many upright boxes at once: books, bars, far houses.

    Args:
        middles: (N, 3) of each box, the middle of its foot.
        sizes: (N, 3) or (3,) metres.
        colours: (N, 3) or (3,).
        of: material, semantic, accent ((3,) or (N, 3)).
    """
    one = box(1, 1, 1, (0, 0, 0))
    feet = np.asarray(middles, float).reshape(-1, 1, 3)
    count, corners = len(feet), len(one.vertices)
    size = np.broadcast_to(np.asarray(sizes, float).reshape(-1, 1, 3), (count, 1, 3))
    points = one.vertices[None] * size + feet

    def each(values: npt.ArrayLike) -> Floats:
        wide = np.broadcast_to(np.asarray(values, np.float32).reshape(-1, 3), (count, 3))
        return np.repeat(wide, corners, 0)

    accent = of.pop("accent", None)
    faces = one.faces[None] + (np.arange(count) * corners)[:, None, None]
    return mesh(
        points.reshape(-1, 3),
        faces.reshape(-1, 3),
        each(colours),
        accent=None if accent is None else each(accent),
        normals=np.tile(one.normals, (count, 1)),
        **of,
    )


def rod(
    start: npt.ArrayLike, end: npt.ArrayLike, radius: float, colour: npt.ArrayLike, sides: int = 6, **of: Any
) -> Mesh:
    """A straight bar from one point to another: pipes, cables, legs of a chair."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    aside = np.cross(along, (0.0, 0.0, 1.0) if abs(along[1]) > 0.9 else (0.0, 1.0, 0.0))
    aside /= np.linalg.norm(aside)
    turn = np.stack([aside, along, np.cross(aside, along)], -1)
    body = tube(float(np.linalg.norm(b - a)), radius, radius, colour, sides, **of)
    vertices = (body.vertices @ turn.T + a).astype(np.float32)
    return replace(body, vertices=vertices, normals=(body.normals @ turn.T).astype(np.float32), rest=vertices)
