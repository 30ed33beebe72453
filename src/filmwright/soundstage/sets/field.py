"""Fields: a meadow with flowers, wheat with haystacks, lavender in rows; an oak, a barn or a windmill, and hills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.sets.farm import bale, barn, fence, haystack, windmill
from filmwright.soundstage.sets.scatter import Clearing, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.vocabulary import Semantic, Time

CLEARING = Clearing(6.0, 12.0, (-95.0, 95.0))
BUILDING, PLANT, PROP = Semantic.BUILDING, Semantic.PLANT, Semantic.PROP


@dataclass(frozen=True)
class _Kind:
    """One sort of field: its words, its ground, and the colours of what grows."""

    about: str
    ground: Colour
    earth: Colour
    crop: Colour


_KINDS = (
    _Kind("a flowering meadow", (0.07, 0.14, 0.03), (0.13, 0.14, 0.045), (0.16, 0.26, 0.06)),
    _Kind("a field of ripe wheat and haystacks", (0.34, 0.24, 0.08), (0.24, 0.16, 0.07), (0.55, 0.38, 0.12)),
    _Kind("rows of lavender in bloom", (0.12, 0.13, 0.055), (0.22, 0.15, 0.09), (0.3, 0.14, 0.46)),
)
_LANDMARKS = ("an old oak", "a red barn", "a windmill")
_PETALS = ((0.75, 0.1, 0.07), (0.8, 0.76, 0.68), (0.72, 0.5, 0.05), (0.28, 0.2, 0.62), (0.75, 0.3, 0.42))


def _crop(seed: int, kind: int, of: _Kind, height: Height) -> list[Mesh]:
    """What grows: low within the clearing, tall around it."""
    draw = draws(seed, "field", "crop")
    crop = np.array(of.crop)
    if kind == 0:
        grass = [
            undergrowth.blades(seed + k, 9, 0.26, 0.3, np.array(of.ground) * 1.3, crop * (1.0 + 0.3 * k), 0.018)
            for k in range(2)
        ]
        first = int(draw.integers(5))
        blooms = [
            undergrowth.flower(seed + k, 0.23 + 0.025 * k, _PETALS[(first + k * 2) % 5], (0.6, 0.42, 0.04), wide=0.06)
            for k in range(3)
        ]
        beds = spots(draw, 62, (3.4, 20), 1.0)
        flowers = np.repeat(beds, 7, 0) + draw.normal(0, 0.5, (len(beds) * 7, 2))
        return [
            *strewn(draw, grass, spots(draw, 470, (2.0, 24), 0.0, None, 0.0, 1.15), height, (0.5, 1.25), 0.3),
            *strewn(draw, blooms, flowers, height, (0.7, 1.12), 0.15),
        ]
    if kind == 1:
        stubble = undergrowth.blades(seed, 7, 0.2, 0.2, crop * 0.9, crop * 1.35, 0.014, 0.2)
        ears = [undergrowth.blades(seed + k, 9, 0.95, 0.5, crop * 0.6, crop * 1.4, 0.035, 0.3) for k in range(2)]
        rows = _rows(draw, (2.2, 24), 0.8, 0.42)
        free = ~CLEARING.taken(rows[:, 0], rows[:, 1], 0.3)
        deep = _rows(draw, (6.6, 30), 0.62, 0.5)
        deep = deep[~CLEARING.taken(deep[:, 0], deep[:, 1], 0.4)]
        return [
            *strewn(draw, [stubble], rows[~free][:420], height, (0.6, 1.2), 0.25),
            *strewn(draw, ears, deep[:600], height, (0.8, 1.15), 0.18),
        ]
    rows = _rows(draw, (3.0, 30), 1.45, 0.6)
    away = np.hypot(rows[:, 0], rows[:, 1])
    low = away < 13
    tuft = [
        undergrowth.blades(seed + k, 9, 0.44, 0.34, np.array((0.1, 0.13, 0.06)), crop * (0.8 + 0.5 * k), 0.042, 0.35)
        for k in range(2)
    ]
    near = rows[low & (away > 3.4)]
    return [
        *strewn(draw, tuft, near, height, (0.55, 0.8), 0.2),
        *strewn(draw, tuft, rows[~low][:500], height, (0.95, 1.35), 0.2),
    ]


def _rows(draw: np.random.Generator, ring: tuple[float, float], apart: float, step: float) -> Array:
    """(N, 2) places in rows that run nearly away from the camera, the nearest first."""
    x, z = np.meshgrid(np.arange(-ring[1], ring[1], apart), np.arange(-ring[1], ring[1], step))
    points = np.stack([x.ravel(), z.ravel()], -1) + draw.normal(0, 0.07, (x.size, 2))
    turn = draw.uniform(-0.5, 0.5)
    points = points @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    away = np.hypot(points[:, 0], points[:, 1])
    points, away = points[(away > ring[0]) & (away < ring[1])], away[(away > ring[0]) & (away < ring[1])]
    return np.asarray(points[np.argsort(away, kind="stable")])


def _landmark(seed: int, which: int, height: Height, lit: bool) -> list[Mesh]:
    draw = draws(seed, "field", "landmark")
    side = 1.0 if draw.random() < 0.5 else -1.0
    if which == 0:
        x, z = side * draw.uniform(5.0, 7.5), -draw.uniform(10, 13)
        body = plants.broadleaf(seed, 9.5, (0.025, 0.06, 0.018), (0.11, 0.2, 0.05), 10, 9, 0.42)
    elif which == 1:
        x, z = side * draw.uniform(8, 13), -draw.uniform(22, 28)
        body = barn(lit).turned(-side * draw.uniform(15, 35))
    else:
        x, z = side * draw.uniform(6, 11), -draw.uniform(19, 26)
        body = windmill(draw.uniform(10, 80), lit).turned(-side * draw.uniform(5, 25))
    y = float(height(np.array([x]), np.array([z]))[0])
    trees = [plants.far_tree(seed + k, (0.03, 0.07, 0.02), (0.09, 0.16, 0.045)) for k in range(2)]
    return [
        body.moved((x, y - 0.2, z)).placed(),
        *strewn(draw, trees, spots(draw, 34, (42, 130), 6.0), height, (0.9, 1.8), 0.25, sink=0.2),
        *strewn(draw, [plants.bush(seed)], spots(draw, 10, (13, 34), 3.0, CLEARING, 1.0), height, (1.0, 2.0), 0.2),
    ]


def _ground(seed: int, of: _Kind, height: Height) -> Mesh:
    """The field, and the patchwork of other fields on the hills."""
    tones = np.array(
        [(0.09, 0.15, 0.035), (0.3, 0.25, 0.08), (0.06, 0.12, 0.03), (0.17, 0.19, 0.05), (0.2, 0.14, 0.07)]
    )

    def colour(x: Array, z: Array) -> Array:
        patch = np.clip(0.45 + 0.6 * field_noise(x, z, seed + 6, 5.0), 0, 1)
        near = mixed(of.ground, of.earth, patch)
        if of is _KINDS[2]:
            near = mixed(near, np.array(of.crop) * 0.55, 0.6 * eased(np.hypot(x, z), 8, 14))
        bend = 9 * field_noise(x, z, seed + 7, 120.0)
        cell = np.floor((x + bend) / 34).astype(int) * 7 + np.floor((z + x * 0.3 - bend) / 26).astype(int) * 3
        return mixed(near, tones[np.mod(cell + seed, len(tones))], eased(np.hypot(x, z), 32, 40))

    return disc(height, colour, lambda x, z: colour(x, z) * 1.7, "grass")


def build(stand: Stand) -> Place:
    """The field of this seed."""
    seed = stand.seed
    kind, which = seed % 3, (seed // 3 + seed) % 3
    of = _KINDS[kind]
    draw = draws(seed, "field")
    dark = stand.time in (Time.NIGHT, Time.DUSK)
    height = rolling(seed, 0.5, 18.0, 6.0, 15.0, 100.0)
    parts = [_ground(seed, of, height), *_crop(seed, kind, of, height), *_landmark(seed, which, height, dark)]
    wood = np.array((0.24, 0.17, 0.11)) * draw.uniform(0.7, 1.3)
    side = 1.0 if draw.random() < 0.5 else -1.0
    steps = np.arange(13)
    run = np.stack([side * (-15 + 2.3 * steps), -7.2 - 0.42 * steps + 0.5 * np.sin(steps)], -1)
    parts.append(fence(run, height, wood).placed())
    seats: tuple[tuple[float, float, float, float], ...] = ()
    if kind == 1:
        stacks = spots(draw, 12, (10, 46), 5.0, CLEARING, 1.6)
        parts += strewn(draw, [haystack(seed), bale()], stacks, height, (0.85, 1.25), 0.12)
    x, z = -side * 4.2, -4.9
    y = float(height(np.array([x]), np.array([z]))[0])
    parts.append(undergrowth.log(seed, 2.4, 0.25, moss=None).turned(side * 12).moved((x, y - 0.03, z)).placed())
    seats = ((x, y + 0.42, z + 0.1, side * 12),)
    stones = [undergrowth.stone(seed + k, 0.4) for k in range(2)]
    parts += strewn(draw, stones, spots(draw, 8, (6.5, 18), 2.0, CLEARING, 0.5), height, (0.5, 1.3), 0.15)
    parts.append(ridge(seed, 240, 55, (0.07, 0.13, 0.06), (0.1, 0.15, 0.1), 0.25, "leaves"))
    parts.append(ridge(seed + 9, 380, 110, (0.1, 0.14, 0.15), (0.14, 0.18, 0.2), 0.5, "rock"))
    return Place(
        weathered(join(parts), stand.weather),
        radius=4.4,
        camera_room=CLEARING.room,
        azimuths=CLEARING.azimuths,
        floor=height,
        seats=seats,
        haze=0.0035,
        about=f"{of.about}, with a fence and {_LANDMARKS[which]}",
    )
