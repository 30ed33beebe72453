"""Scenery of a play: painted flats, and a few things to act with, behind and beside the actors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join, mesh
from filmwright.soundstage.sets import furniture as f
from filmwright.soundstage.sets.furniture import darker, put
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod, tube
from filmwright.soundstage.vocabulary import Semantic


@dataclass(frozen=True)
class Scene:
    """Scenery: how it is built from a seed, what may be sat on, and words for it."""

    build: Callable[[int], Mesh]
    about: str
    seats: tuple[tuple[float, float, float, float], ...] = ()


def flat(outline: npt.NDArray[np.float64], colour: Colour, accent: Colour | None = None, **of: str) -> Mesh:
    """A painted board with this upper outline (N, 2) of (x, y), left to right; its foot is at y = 0."""
    count = len(outline)
    top = np.concatenate([outline, np.zeros((count, 1))], 1)
    foot = top * [1, 0, 1]
    k = np.arange(count - 1)
    faces = np.concatenate([np.stack([k, k + 1, k + 1 + count], -1), np.stack([k, k + 1 + count, k + count], -1)])
    normals = np.tile([0.0, 0.0, 1.0], (2 * count, 1))
    points = np.concatenate([foot, top])
    shade = np.concatenate([np.tile(darker(colour, 0.7), (count, 1)), np.tile(colour, (count, 1))])
    return mesh(points, faces, shade, accent=accent, normals=normals, semantic=Semantic.PROP, **of)


def _hills(seed: int) -> Mesh:
    """A village among hills: rows of hills, paper trees, a sun."""
    parts = []
    x = np.linspace(-7.5, 7.5, 60)
    tones = ((0.1, 0.3, 0.26), (0.14, 0.36, 0.14), (0.24, 0.42, 0.08))
    for k, tone in enumerate(tones):
        draw = draws(seed, "hills", k)
        y = 2.5 - 0.75 * k + 0.45 * np.sin(x * draw.uniform(0.5, 0.9) + draw.uniform(0, 6)) + 0.16 * np.sin(x * 2.1 + k)
        parts.append(flat(np.stack([x, y], -1), tone).moved((0, 0, -5.6 + 0.5 * k)))
    sun = tube(0.06, 0.95, 0.95, (0.8, 0.5, 0.08), 28, accent=(0.9, 0.5, 0.08), material="glow").turned(0, 90)
    rays = [
        box(0.1, 0.5, 0.04, (0.8, 0.5, 0.1)).moved((0, 1.15, 0)).turned(0, 0, a).moved((0, 0, 0))
        for a in range(0, 360, 30)
    ]
    parts.append(join([sun, *rays]).moved((2.2, 3.9, -5.8)))
    draw = draws(seed, "paper trees")
    for px, pz in ((-4.6, -2.6), (4.5, -2.9), (-3.4, -4.1), (3.3, -4.0), (-5.3, -1.2)):
        high = float(draw.uniform(2.2, 3.2))
        trunk = box(0.22, high * 0.5, 0.08, (0.24, 0.12, 0.05), semantic=Semantic.PROP)
        crown = [
            tube(0.08, r, r, (0.1, 0.3 + 0.06 * j, 0.08), 18).turned(0, 90).moved((dx, high * 0.72 + dy, 0.04 * j))
            for j, (dx, dy, r) in enumerate(((-0.35, 0, 0.6), (0.4, 0.05, 0.55), (0.0, 0.5, 0.62)))
        ]
        parts.append(join([trunk, *crown]).turned(float(draw.uniform(-14, 14))).moved((px, 0, pz)))
    house = join(
        [
            box(1.5, 1.3, 0.3, (0.68, 0.58, 0.42)),
            lathe([(1.25, 1.3), (0.02, 2.2)], (0.5, 0.13, 0.08), 4).turned(45).scaled(1, 1, 0.3),
            box(0.4, 0.8, 0.34, (0.25, 0.12, 0.06)),
            boxes([(-0.5, 0.6, 0), (0.5, 0.6, 0)], (0.3, 0.35, 0.34), (0.8, 0.6, 0.2)),
        ]
    )
    parts += [house.moved((-1.3, 0, -4.4)), put(f.crate(0.6, (0.36, 0.2, 0.09)), 3.6, -1.2, 20)]
    return join(parts).placed()


def _castle(seed: int) -> Mesh:
    """A castle: towers with battlements, an arch, a throne on steps, banners, a moon."""
    stone, dark = (0.4, 0.37, 0.36), (0.24, 0.22, 0.23)
    of = {"accent": dark, "material": "bricks", "semantic": Semantic.PROP}
    parts = [box(9.5, 2.7, 0.3, stone, **of).moved((0, 0, -5.0))]
    parts.append(boxes([(x, 2.7, -5.0) for x in np.arange(-4.5, 4.6, 0.9)], (0.5, 0.45, 0.3), stone, **of))
    for x, z, high in ((-4.6, -4.3, 4.2), (4.6, -4.3, 4.2), (-2.4, -5.3, 4.9), (2.6, -5.3, 4.6)):
        parts.append(tube(high, 0.85, 0.8, stone, 14, **of).moved((x, 0, z)))
        parts.append(
            lathe([(1.05, high), (0.02, high + 1.3)], (0.32, 0.07, 0.1), 14, semantic=Semantic.PROP).moved((x, 0, z))
        )
        parts.append(
            boxes(
                [(x, high * 0.62, z + 0.72)],
                (0.28, 0.6, 0.3),
                (0.8, 0.5, 0.1),
                accent=(0.9, 0.45, 0.1),
                material="glow",
            )
        )
    moon = (
        tube(0.05, 0.7, 0.7, (0.8, 0.78, 0.66), 26, accent=(0.55, 0.52, 0.42), material="glow")
        .turned(0, 90)
        .moved((0.4, 4.2, -5.8))
    )
    steps = [
        box(2.6 - 0.5 * k, 0.2, 1.5 - 0.3 * k, (0.3, 0.08, 0.09), semantic=Semantic.PROP).moved(
            (0, 0.2 * k, -4.0 - 0.15 * k)
        )
        for k in range(2)
    ]
    gold = (0.6, 0.42, 0.12)
    throne = join(
        [
            box(0.8, 0.45, 0.6, gold, material="gold"),
            box(0.8, 1.6, 0.12, gold, material="gold").moved((0, 0, -0.3)),
            box(0.6, 0.1, 0.5, (0.45, 0.03, 0.05)).moved((0, 0.44, 0.03)),
            ball(0.14, gold, material="gold").moved((0, 1.7, -0.3)),
            boxes([(-0.4, 0, 0), (0.4, 0, 0)], (0.12, 0.75, 0.6), gold, material="gold"),
        ]
    )
    parts += [moon, *steps, throne.moved((0, 0.4, -4.3))]
    for x in (-3.3, 3.3):
        parts += [
            box(
                0.7,
                1.9,
                0.03,
                (0.1, 0.12, 0.4),
                accent=(0.7, 0.5, 0.1),
                material="cloth zigzag",
                semantic=Semantic.PROP,
            ).moved((x, 0.9, -4.8))
        ]
    return join([*parts, put(f.crate(0.6, (0.3, 0.17, 0.08)), -3.8, -1.4, 15)]).placed()


def _city(seed: int) -> Mesh:
    """A street of cardboard houses with lit windows, a lamp post, a bench."""
    draw = draws(seed, "cardboard")
    parts = []
    tones = ((0.12, 0.16, 0.32), (0.36, 0.15, 0.12), (0.5, 0.36, 0.14), (0.12, 0.3, 0.28), (0.3, 0.16, 0.34))
    for k, x in enumerate((-5.2, -3.3, -1.3, 0.7, 2.7, 4.8)):
        high, deep = float(draw.uniform(2.6, 4.4)), -5.2 + 0.5 * (k % 2)
        tone = tones[int(draw.integers(5))]
        parts.append(box(1.9, high, 0.2, tone, semantic=Semantic.PROP).moved((x, 0, deep)))
        at = [
            (x + dx, y, deep + 0.08)
            for dx in (-0.5, 0.0, 0.5)
            for y in np.arange(1.1, high - 0.5, 0.75)
            if draw.random() < 0.7
        ]
        parts.append(boxes(at, (0.3, 0.42, 0.08), (0.7, 0.5, 0.2), accent=(0.75, 0.42, 0.12), material="glow"))
        peak = np.array([(-1.05, 0), (-0.5, 0.6), (0.0, 0.75), (0.5, 0.6), (1.05, 0)]) * (
            1,
            float(draw.uniform(0.4, 1.3)),
        )
        parts.append(flat(peak, darker(tone, 1.5)).moved((x, high, deep)))
        parts.append(box(0.45, 0.9, 0.1, darker(tone, 0.4)).moved((x + 0.45, 0, deep + 0.1)))
    for x, z in ((-4.3, -2.4), (4.4, -3.0)):
        post = join(
            [
                tube(2.7, 0.07, 0.04, (0.04, 0.05, 0.05), 8),
                tube(0.3, 0.16, 0.12, (0.04, 0.05, 0.05), 8),
                ball(
                    0.2, (0.9, 0.8, 0.5), 12, 8, accent=(0.9, 0.62, 0.28), material="glow", semantic=Semantic.LAMP
                ).moved((0, 2.85, 0)),
            ]
        )
        parts.append(post.moved((x, 0, z)))
    bench = join(
        [
            box(1.6, 0.07, 0.45, (0.3, 0.15, 0.06)).moved((0, 0.42, 0)),
            box(1.6, 0.4, 0.06, (0.3, 0.15, 0.06)).moved((0, 0.6, -0.2)),
            boxes([(-0.7, 0, 0), (0.7, 0, 0)], (0.08, 0.45, 0.4), (0.05, 0.05, 0.05)),
        ]
    )
    moon = (
        tube(0.05, 0.6, 0.6, (0.85, 0.82, 0.7), 24, accent=(0.6, 0.56, 0.4), material="glow")
        .turned(0, 90)
        .moved((-2.3, 5.0, -5.8))
    )
    return join([*parts, bench.moved((2.9, 0, -2.4)), moon]).placed()


def _waves(seed: int) -> Mesh:
    """A sea of paper waves with a ship, clouds on strings, a lighthouse."""
    parts = []
    x = np.linspace(-7, 7, 90)
    for k, tone in enumerate(((0.04, 0.16, 0.34), (0.05, 0.25, 0.42), (0.1, 0.38, 0.48), (0.3, 0.55, 0.58))):
        y = 1.35 - 0.28 * k + 0.22 * np.abs(np.sin(x * 1.15 + k * 0.9 + seed)) ** 0.7
        parts.append(flat(np.stack([x, y], -1), tone).moved((0, 0, -5.2 + 0.55 * k)))
    hull = np.array([(-1.7, 1.0), (-1.4, 0.6), (0, 0.5), (1.4, 0.6), (1.9, 1.15)])
    ship = [flat(hull, (0.4, 0.16, 0.06)).scaled(1, 1.0, 1), box(0.1, 3.0, 0.06, (0.25, 0.14, 0.06)).moved((0, 0.5, 0))]
    ship += [
        flat(np.array([(-0.05, 2.2), (0.4, 1.9), (1.3, 0.0)]), (0.72, 0.66, 0.52)).moved((0.1, 1.1, 0.03)),
        flat(np.array([(-1.1, 0.0), (-0.3, 1.5), (0.0, 1.8)]), (0.6, 0.2, 0.12)).moved((-0.1, 1.1, 0.03)),
    ]
    parts.append(join(ship).turned(0, 0, 5).moved((-1.5, 0.55, -4.4)))
    light = join(
        [
            tube(3.4, 0.55, 0.36, (0.72, 0.7, 0.64), 14, accent=(0.5, 0.06, 0.05), material="cloth bands").scaled(1),
            ball(0.34, (0.9, 0.8, 0.4), accent=(1.0, 0.75, 0.3), material="glow").moved((0, 3.65, 0)),
            lathe([(0.5, 3.95), (0.02, 4.4)], (0.45, 0.06, 0.05), 12),
        ]
    )
    parts.append(light.moved((4.5, 0, -3.9)))
    draw = draws(seed, "clouds")
    for k in range(4):
        at = (float(draw.uniform(-4.5, 4.5)), float(draw.uniform(3.2, 4.2)), -5.4 + 0.25 * k)
        puffs = [
            tube(0.05, r, r, (0.75, 0.75, 0.78), 16).turned(0, 90).moved((dx, 0, 0.02 * j))
            for j, (dx, r) in enumerate(((-0.5, 0.28), (0, 0.42), (0.5, 0.3)))
        ]
        parts.append(
            join([*puffs, *(rod((dx, 0.2, 0), (dx, 3, 0), 0.01, (0.1, 0.1, 0.1), 4) for dx in (-0.3, 0.3))]).moved(at)
        )
    wood = (0.36, 0.2, 0.09)
    parts += [
        put(f.crate(0.7, wood), -4.2, -2.0, 15),
        put(f.crate(0.55, wood), -3.7, -1.2, -25),
        put(f.crate(0.5, wood), -4.15, -2.0, 40, 0.7),
    ]
    return join(parts).placed()


def _parlour(seed: int) -> Mesh:
    """A parlour: a wall with a window and a door that lead nowhere, a sofa, a grand lamp, a piano."""
    draw = draws(seed, "parlour")
    tone = ((0.45, 0.2, 0.18), (0.16, 0.3, 0.3), (0.45, 0.36, 0.14))[int(draw.integers(3))]
    cloth = ((0.1, 0.2, 0.4), (0.5, 0.16, 0.08), (0.12, 0.28, 0.16))[int(draw.integers(3))]
    walls = [
        box(w, 3.4, 0.12, tone, accent=darker(tone, 0.75), material="wallpaper", semantic=Semantic.WALL).moved(
            (x, 0, -4.7)
        )
        for x, w in ((-3.3, 3.0), (0.1, 1.6), (3.5, 3.0))
    ]
    above = box(9.9, 0.5, 0.14, darker(tone, 0.6), semantic=Semantic.WALL).moved((0, 3.2, -4.7))
    low = [box(1.0, 0.9, 0.12, tone, semantic=Semantic.WALL).moved((-1.25, 0, -4.7))]
    frame = boxes(
        [(-1.72, 0.9, -4.68), (-0.78, 0.9, -4.68), (-1.25, 0.9, -4.68), (-1.25, 2.0, -4.68)],
        [(0.1, 2.3, 0.1), (0.1, 2.3, 0.1), (0.06, 2.3, 0.06), (0.9, 0.06, 0.06)],
        (0.7, 0.66, 0.56),
    )
    exit_ = box(1.05, 2.3, 0.08, (0.3, 0.16, 0.07), semantic=Semantic.WALL).turned(35).moved((1.5, 0, -4.9))
    black = (0.02, 0.02, 0.022)
    piano = join(
        [
            box(1.5, 1.15, 0.6, black, material="car paint"),
            box(1.4, 0.08, 0.3, black, material="car paint").moved((0, 0.68, 0.42)),
            boxes([(x, 0.77, 0.42) for x in np.linspace(-0.62, 0.62, 16)], (0.07, 0.015, 0.24), (0.8, 0.78, 0.7)),
        ]
    )
    parts = [*walls, above, *low, frame, exit_, put(piano, 3.9, -2.4, -62), put(f.stool((0.15, 0.08, 0.04)), 3.2, -1.9)]
    parts += [
        put(f.armchair(cloth, (0.65, 0.5, 0.2), 2.0), -2.6, -3.4, 18),
        put(f.potted_plant(1.6, (0.5, 0.2, 0.1), (0.08, 0.22, 0.06), seed), -4.6, -2.4),
        put(f.bookshelf(1.2, 2.2, (0.25, 0.12, 0.05), seed), 3.4, -4.4),
    ]
    return join(parts).placed()


SCENES = (
    Scene(_hills, "painted hills and paper trees"),
    Scene(_castle, "a cardboard castle and a throne", ((0.0, 0.94, -4.2, 0.0),)),
    Scene(_city, "a painted city street and a moon", ((2.9, 0.49, -2.35, 0.0),)),
    Scene(_waves, "paper waves, a ship and a lighthouse", ((-3.7, 0.55, -1.2, 30.0),)),
    Scene(_parlour, "the scenery of a parlour", ((-2.6, 0.45, -3.3, 18.0),)),
)
