"""Forests: pines, birches, broad trees or autumn, with a clearing, a path, ferns, logs and mushrooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.sets.scatter import Clearing, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.vocabulary import Semantic

CLEARING = Clearing(6.0, 12.0, (-80.0, 80.0))


@dataclass(frozen=True)
class _Kind:
    """One sort of forest: its words, the colours of its ground, of its crowns (foot, top) and their hues."""

    about: str
    moss: Colour
    earth: Colour
    foot: Colour
    top: Colour
    hues: tuple[Colour, ...]
    leaf: Colour


_KINDS = {
    "pine": _Kind(
        "a pine forest",
        (0.035, 0.075, 0.022),
        (0.11, 0.07, 0.04),
        (0.018, 0.055, 0.03),
        (0.06, 0.16, 0.06),
        ((1, 1, 1), (0.8, 0.95, 1.1), (1.15, 1.05, 0.8)),
        (0.17, 0.09, 0.04),
    ),
    "birch": _Kind(
        "a birch forest",
        (0.07, 0.12, 0.025),
        (0.15, 0.11, 0.06),
        (0.07, 0.13, 0.03),
        (0.22, 0.31, 0.06),
        ((1, 1, 1), (1.2, 1.05, 0.7), (0.8, 0.95, 0.9)),
        (0.45, 0.36, 0.06),
    ),
    "broadleaf": _Kind(
        "a forest of old broad trees",
        (0.04, 0.095, 0.02),
        (0.12, 0.085, 0.05),
        (0.02, 0.06, 0.018),
        (0.1, 0.21, 0.045),
        ((1, 1, 1), (1.25, 1.1, 0.8), (0.75, 0.95, 0.85)),
        (0.2, 0.17, 0.05),
    ),
    "autumn": _Kind(
        "an autumn forest",
        (0.12, 0.095, 0.025),
        (0.2, 0.1, 0.04),
        (0.2, 0.07, 0.02),
        (0.52, 0.24, 0.04),
        ((1, 1, 1), (0.95, 0.45, 0.6), (1.05, 1.5, 1.0), (0.7, 0.8, 0.6)),
        (0.6, 0.22, 0.03),
    ),
}


_REACH = {"pine": 2.7, "birch": 1.2, "broadleaf": 2.2, "autumn": 2.2}
"""Metres that low branches reach out."""


def _bend(seed: int) -> Height:
    """Metres that the path's middle lies to the side, at each z (x is not asked)."""
    draw = draws(seed, "forest", "path")
    swing, phase, lean = draw.uniform(1.5, 4.0), draw.uniform(0, 6.3), draw.uniform(-0.35, 0.35)
    return lambda x, z: swing * (np.sin(z / 9.0 + phase) - np.sin(phase)) + lean * z + 0 * x


def _trees(kind: str, of: _Kind, seed: int, height: Height, bend: Height) -> list[Mesh]:
    draw = draws(seed, "forest", "trees")
    if kind == "pine":
        near = [plants.pine(seed + k, 9.0 + k, of.foot, of.top, bare=0.12 + 0.12 * k) for k in range(3)]
        far = [plants.far_pine(seed + k, of.foot, of.top) for k in range(2)]
    else:
        make = plants.birch if kind == "birch" else plants.broadleaf
        near = [make(seed + k, 8.5 + 1.2 * k, of.foot, of.top) for k in range(3)]
        far = [plants.far_tree(seed + k, np.array(of.foot) * 0.9, np.array(of.top) * 0.8) for k in range(2)]

    def off_path(points: Array, width: float) -> Array:
        aside = np.abs(points[:, 0] - bend(points[:, 0], points[:, 1]))
        return np.asarray(points[(aside > width) | (points[:, 1] > 4)])

    hues = np.array(of.hues)
    close = off_path(spots(draw, 21, (7.0, 23), 2.3, CLEARING, _REACH[kind]), 1.9)
    distant = off_path(spots(draw, 45, (21, 44), 2.4, CLEARING, 1.0, 1.3), 1.7)
    return [
        *strewn(draw, near, close, height, (0.8, 1.3), 0.22, hues, 0.1, 0.05),
        *strewn(draw, far, distant, height, (1.1, 1.9), 0.22, hues, 0.2),
    ]


def _undergrowth(kind: str, of: _Kind, seed: int, height: Height, bend: Height) -> list[Mesh]:
    draw = draws(seed, "forest", "undergrowth")

    def beside(points: Array) -> Array:
        return np.asarray(points[np.abs(points[:, 0] - bend(points[:, 0], points[:, 1])) > 1.0])

    dim, bright = np.array(of.moss) * 1.8, np.array(of.moss) * 4.6
    grass = [undergrowth.blades(seed + k, 7, 0.2, 0.25, dim, bright, 0.022) for k in range(2)]
    pebbles = [undergrowth.stone(seed + k, 0.16) for k in range(2)]
    ferns = [undergrowth.fern(seed + k, 0.55, light=np.array(of.moss) * 2.4 + [0, 0.05, 0]) for k in range(2)]
    leaves = [undergrowth.fallen_leaf(np.array(of.leaf) * k) for k in (0.8, 1.25)]
    caps = [(0.55, 0.05, 0.03), (0.45, 0.2, 0.06), (0.5, 0.38, 0.2)]
    shrooms = [undergrowth.mushroom(seed, caps[draw.integers(3)])]
    beds = spots(draw, 4, (4.6, 10))
    grown = np.repeat(beds, 3, 0) + draw.normal(0, 0.28, (len(beds) * 3, 2))
    tall = spots(draw, 50, (6.3, 20), 0.7, CLEARING, 1.1)
    low = beside(spots(draw, 36, (4.8, 13), 0.8))
    parts = [
        *strewn(draw, grass, beside(spots(draw, 270, (2.2, 20))), height, (0.6, 1.3), 0.3),
        *strewn(draw, ferns, beside(tall), height, (0.9, 1.7), 0.25),
        *strewn(draw, ferns, low, height, (0.45, 0.7), 0.25),
        *strewn(draw, leaves, spots(draw, 380 if kind == "autumn" else 160, (1, 16)), height, (0.7, 1.4), 0.3),
        *strewn(draw, shrooms, grown, height, (0.5, 1.3), 0.15),
        *strewn(
            draw,
            [undergrowth.stone(seed + k, 0.5) for k in range(2)],
            spots(draw, 14, (7, 22), 1.5, CLEARING, 0.7),
            height,
            (0.6, 2.0),
        ),
        *strewn(draw, pebbles, spots(draw, 26, (2.5, 13)), height, (0.4, 1.2)),
    ]
    if kind != "pine":
        shrubs = [plants.bush(seed + k, np.array(of.foot) * 0.8, np.array(of.top) * 0.75) for k in range(2)]
        parts += strewn(
            draw,
            shrubs,
            beside(spots(draw, 14, (8, 24), 2.0, CLEARING, 0.8)),
            height,
            (0.8, 1.6),
            0.2,
            np.array(of.hues),
        )
    return parts


def _fallen(seed: int, height: Height) -> tuple[list[Mesh], tuple[tuple[float, float, float, float], ...]]:
    """A fallen trunk at the clearing's edge, a stump, and where one may sit on the trunk."""
    draw = draws(seed, "forest", "fallen")
    side = 1 if draw.random() < 0.5 else -1
    x, z = side * draw.uniform(3.2, 4.4), -draw.uniform(5.0, 5.8)
    y = float(height(np.array([x]), np.array([z]))[0])
    yaw = draw.uniform(-18, 18)
    lying = undergrowth.log(seed, 3.6, 0.3).turned(yaw).moved((x, y - 0.03, z)).placed()
    sx, sz = -side * 6.2, -draw.uniform(2.5, 4.0)
    stump = (
        undergrowth.log(seed + 9, 0.55, 0.38)
        .turned(0, 0, -90)
        .moved((sx, float(height(np.array([sx]), np.array([sz]))[0]) - 0.02, sz))
    )
    return [lying, stump.placed()], ((x, y + 0.5, z + 0.12, yaw),)


def build(stand: Stand) -> Place:
    """The forest of this seed."""
    seed = stand.seed
    kind = list(_KINDS)[seed % len(_KINDS)]
    of = _KINDS[kind]
    height, bend = rolling(seed, 0.55, 16.0, 6.0, 12.0, 85.0), _bend(seed)

    def path(x: Array, z: Array) -> Array:
        aside = np.abs(x - bend(x, z)) + 0.35 * field_noise(x, z, seed + 5, 2.5)
        return np.asarray((1 - eased(aside, 0.7, 1.5)) * (1 - eased(np.hypot(x, z), 55, 75)))

    def colour(x: Array, z: Array) -> Array:
        bare = np.clip(0.32 + 0.55 * field_noise(x, z, seed + 6, 6.0), 0, 0.8)
        return mixed(mixed(of.moss, of.earth, bare), np.array(of.earth) * 1.7, path(x, z))

    def accent(x: Array, z: Array) -> Array:
        return np.asarray(colour(x, z) * 1.75)

    fallen, seats = _fallen(seed, height)
    wall = ridge(seed, 50, 15, np.array(of.foot) * 0.8, np.array(of.top) * 0.65, 0.35, "leaves", Semantic.PLANT)
    body = join(
        [
            disc(height, colour, accent, "grass"),
            *_trees(kind, of, seed, height, bend),
            *_undergrowth(kind, of, seed, height, bend),
            *fallen,
            wall,
        ]
    )
    return Place(
        weathered(body, stand.weather),
        radius=4.6,
        camera_room=CLEARING.room,
        azimuths=CLEARING.azimuths,
        floor=height,
        seats=seats,
        haze=0.008,
        about=f"{of.about} with ferns, mushrooms and a fallen log beside a path",
    )
