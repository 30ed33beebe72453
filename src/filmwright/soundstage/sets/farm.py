"""What stands on farmland: hay, a barn, a windmill, fences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets import buildings, plants
from filmwright.soundstage.sets.scatter import copies
from filmwright.soundstage.sets.terrain import Array, Height
from filmwright.soundstage.solids import box, lathe, lumpy, tube
from filmwright.soundstage.vocabulary import Semantic

BUILDING, PROP = Semantic.BUILDING, Semantic.PROP


def haystack(seed: int) -> Mesh:
    """A rounded stack of hay."""
    outline = [(1.3, -0.1), (1.42, 0.35), (1.3, 0.95), (0.95, 1.6), (0.45, 2.05), (1e-3, 2.25)]
    body = lathe(outline, (0.5, 0.35, 0.12), 14, material="bark", semantic=PROP, accent=(0.3, 0.19, 0.06))
    return lumpy(body, 0.1, seed, 1.2)


def bale() -> Mesh:
    """A round bale on its side."""
    drum = tube(1.25, 0.72, 0.72, (0.52, 0.37, 0.13), 16, material="bark", semantic=PROP, accent=(0.32, 0.21, 0.07))
    return drum.turned(0, 0, 90).moved((0.6, 0.7, 0))


def barn(lit: bool) -> Mesh:
    """A red barn with a broken roof, white trim and a great door."""
    red, white, grey = np.array((0.34, 0.05, 0.035)), np.array((0.68, 0.66, 0.6)), np.array((0.16, 0.15, 0.15))
    parts = [box(8, 4.2, 11, red, material="planks", semantic=BUILDING, accent=red * 0.55)]
    profile = [(-4.4, 3.9), (-3.1, 6.3), (0, 7.6), (3.1, 6.3), (4.4, 3.9)]
    for (a, b), (c, d) in pairwise(profile):
        points = [(a, b, 5.9), (c, d, 5.9), (c, d, -5.9), (a, b, -5.9)]
        parts.append(
            mesh(points, [(0, 1, 2), (0, 2, 3)], grey, "planks", BUILDING, grey * 0.6, [(b - d, c - a, 0)] * 4)
        )
    face = np.array([(-4, 4.2), (4, 4.2), (3.0, 6.2), (0, 7.4), (-3.0, 6.2)])
    for z in (5.5, -5.5):
        front = np.column_stack([face, np.full(5, z)])
        faces = [(0, 1, 2), (0, 2, 3), (0, 3, 4)]
        parts.append(mesh(front, faces, red, "planks", BUILDING, red * 0.55, [(0, 0, np.sign(z))] * 5))
    parts.append(buildings.panel(3.2, 3.2, 0.08, red * 0.8, semantic=BUILDING).moved((0, 0, 5.5)))
    for x, wide in ((-1.6, 0.2), (1.6, 0.2), (0.0, 0.14)):
        parts.append(buildings.panel(wide, 3.3, 0.14, white, semantic=BUILDING).moved((x, 0, 5.5)))
    parts.append(buildings.panel(3.4, 0.2, 0.14, white, semantic=BUILDING).moved((0, 3.2, 5.5)))
    for turn in (-44, 44):
        parts.append(
            buildings.quad(0.16, 4.3, white, semantic=BUILDING)
            .moved((0, -2.15, 0))
            .turned(0, 0, turn)
            .moved((0, 1.65, 5.66))
        )
    parts.append(buildings.window(1.1, 1.1, lit, white).moved((0, 5.1, 5.5)))
    parts += [buildings.window(0.9, 1.1, lit, white).turned(90).moved((4.0, 1.6, z)) for z in (-3.0, 0.0, 3.0)]
    parts += [buildings.window(0.9, 1.1, lit, white).turned(-90).moved((-4.0, 1.6, z)) for z in (-3.0, 0.0, 3.0)]
    return join(parts)


def windmill(angle: float, lit: bool) -> Mesh:
    """A tower mill with four sails."""
    white, wood = np.array((0.66, 0.62, 0.54)), np.array((0.2, 0.12, 0.07))
    parts = [
        lathe(
            [(2.6, -0.3), (2.5, 0.4), (2.1, 4.5), (1.75, 8.2)],
            white,
            14,
            material="plaster",
            semantic=BUILDING,
            accent=white * 0.8,
        ),
        lathe(
            [(2.75, 0.0), (2.7, 0.7), (2.45, 0.75)],
            (0.3, 0.28, 0.25),
            14,
            material="rock",
            semantic=BUILDING,
            accent=(0.4, 0.38, 0.34),
        ),
        lathe([(2.0, 8.1), (1.9, 8.9), (1.2, 9.9), (1e-3, 10.4)], (0.17, 0.1, 0.08), 14, semantic=BUILDING),
        tube(1.0, 0.22, 0.22, wood, 8, semantic=BUILDING).turned(0, 90).moved((0, 8.9, 1.6)),
        buildings.door(1.0, 2.0, wood, white * 0.8, lit).moved((0, 0, 2.5)),
        *(buildings.window(0.6, 0.9, lit, wood).turned(0, -4).moved((0, y, 2.42 - 0.09 * y)) for y in (3.4, 6.0)),
    ]
    for k in range(4):
        spar = box(0.14, 6.4, 0.12, wood, semantic=BUILDING)
        cloth = box(1.1, 5.0, 0.04, (0.62, 0.57, 0.47), semantic=BUILDING).moved((0.6, 1.2, 0))
        bars = [box(1.2, 0.07, 0.07, wood, semantic=BUILDING).moved((0.6, y, 0.04)) for y in np.linspace(1.2, 6.1, 6)]
        parts.append(join([spar, cloth, *bars]).turned(0, 0, angle + 90 * k).moved((0, 8.9, 2.65)))
    return join(parts)


def fence(path: Array, height: Height, tone: Array) -> Mesh:
    """Posts with two rails along a path (N, 2)."""
    grounds = height(path[:, 0], path[:, 1])
    post = box(0.13, 1.2, 0.13, tone, material="wood", semantic=PROP, accent=tone * 0.6)
    parts = [copies(post, np.column_stack([path[:, 0], grounds - 0.12, path[:, 1]]), np.arange(len(path)) * 17.0)]
    for (a, p), (b, q) in zip(zip(path, grounds, strict=True), list(zip(path, grounds, strict=True))[1:], strict=False):
        for up in (0.5, 0.9):
            ends = np.array([(a[0], p + up, a[1]), (b[0], q + up + 0.03, b[1])])
            ends = np.stack([ends[0], ends.mean(0) - [0, 0.02, 0], ends[1]])
            parts.append(
                plants.curved(ends, [0.05, 0.045, 0.05], tone, 5, accent=tone * 0.6, material="wood", semantic=PROP)
            )
    return join(parts)
