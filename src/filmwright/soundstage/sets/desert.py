"""Deserts: dunes, red mesas with cacti, or a badland of arches and pillars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.sets.cliffs import arch, mesa, pillar
from filmwright.soundstage.sets.desert_plants import palm, prickly, saguaro
from filmwright.soundstage.sets.scatter import Clearing, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.solids import ball
from filmwright.soundstage.vocabulary import Semantic

CLEARING = Clearing(6.0, 12.0, (-95.0, 95.0))
ROCK = Semantic.ROCK


@dataclass(frozen=True)
class _Kind:
    """One sort of desert: its words, colours of sand, rock and far mountains."""

    about: str
    sand: Colour
    rock: Colour
    far: Colour


_KINDS = (
    _Kind("a desert of red mesas with tall cacti", (0.42, 0.2, 0.1), (0.4, 0.14, 0.07), (0.26, 0.13, 0.13)),
    _Kind(
        "a desert of wind-blown dunes with a bleached skull", (0.44, 0.26, 0.105), (0.34, 0.21, 0.12), (0.4, 0.27, 0.17)
    ),
    _Kind("a badland with a stone arch and pillars of rock", (0.35, 0.22, 0.13), (0.4, 0.19, 0.1), (0.28, 0.2, 0.2)),
)


def _skull() -> Mesh:
    """A bleached skull with horns."""
    bone = (0.66, 0.6, 0.48)
    parts = [
        ball(0.24, bone, 10, 7).scaled(1, 0.8, 1).moved((0, 0.2, 0)),
        plants.curved(np.array([(0, 0.18, 0.1), (0, 0.12, 0.35), (0, 0.08, 0.55)]), [0.17, 0.12, 0.09], bone, 8),
        *(ball(0.07, (0.03, 0.02, 0.015), 7, 5).moved((x, 0.24, 0.17)) for x in (-0.12, 0.12)),
    ]
    for side in (-1, 1):
        path = np.array([(0.18, 0.26, -0.05), (0.45, 0.3, -0.08), (0.62, 0.45, -0.05), (0.66, 0.66, 0.0)]) * [
            side,
            1,
            1,
        ]
        parts.append(plants.curved(path, [0.075, 0.06, 0.04, 0.008], (0.3, 0.22, 0.14), 7))
    return join(parts)


def _dunes(seed: int) -> Height:
    """Crests across the wind, low near the actors and high far away."""
    base = rolling(seed, 0.3, 7.0, 6.0, 16.0, 90.0)
    bearing = draws(seed, "desert", "wind").uniform(-0.5, 0.5)

    def height(x: Array, z: Array) -> Array:
        away = np.hypot(x, z)
        along = z * np.cos(bearing) + x * np.sin(bearing) + 7 * field_noise(x, z, seed + 3, 45.0)
        crest = 1 - np.abs(np.mod(along / 30.0 + 0.62, 1.0) - 0.62) / np.where(
            np.mod(along / 30.0 + 0.62, 1.0) < 0.62, 0.62, 0.38
        )
        tall = 4.5 * (0.5 + 0.5 * field_noise(x, z, seed + 4, 60.0)) + 1.5
        return np.asarray(base(x, z) + crest**1.2 * tall * eased(away, 9, 30))

    return height


def _rocks(seed: int, kind: int, of: _Kind, height: Height) -> list[Mesh]:
    draw = draws(seed, "desert", "rocks")
    stones = [undergrowth.stone(seed + k, 0.9, np.array(of.rock) * 0.9, 0.7) for k in range(3)]
    near = spots(draw, 16 if kind != 1 else 4, (7, 26), 2.0, CLEARING, 1.0)
    pebbles = [undergrowth.stone(seed + k, 0.12, np.array(of.rock)) for k in range(2)]
    parts = [
        *strewn(draw, stones, near, height, (0.5, 1.7), 0.15),
        *strewn(draw, pebbles, spots(draw, 60 if kind != 1 else 14, (2.0, 15)), height, (0.4, 1.5), 0.2),
    ]
    if kind == 0:
        mesas = [mesa(seed + k, 15 + 4 * k, 20 + 7 * k, of.rock) for k in range(3)]
        parts += strewn(draw, mesas, spots(draw, 11, (85, 190), 40.0), height, (0.6, 1.2), 0.1, sink=5.0)
        parts += strewn(
            draw, [pillar(seed, 12.0, of.rock)], spots(draw, 5, (40, 80), 18.0), height, (0.8, 1.3), 0.1, sink=0.5
        )
    if kind == 2:
        x = float(draw.uniform(-9, 9))
        parts.append(
            arch(seed, 6.0, 8.5, of.rock)
            .turned(draw.uniform(-25, 25))
            .moved((x, float(height(np.array([x]), np.array([-21.0]))[0]), -21.0))
            .placed()
        )
        pillars = [pillar(seed + k, 5.5 + 2 * k, of.rock) for k in range(3)]
        parts += strewn(
            draw, pillars, spots(draw, 26, (13.5, 60), 4.5, CLEARING, 1.5, 1.3), height, (0.6, 1.5), 0.15, sink=0.3
        )
        parts += strewn(
            draw, [mesa(seed, 16, 17, of.rock)], spots(draw, 8, (75, 160), 36.0), height, (0.7, 1.4), 0.1, sink=5.0
        )
    return parts


def _growth(seed: int, kind: int, height: Height) -> list[Mesh]:
    draw = draws(seed, "desert", "growth")
    straw, dry = np.array((0.42, 0.3, 0.13)), np.array((0.16, 0.16, 0.07))
    tufts = [
        undergrowth.blades(seed + k, 12, 0.34, 0.35, tone * 0.7, tone * 1.3, 0.014, 0.7)
        for k, tone in enumerate((straw, dry))
    ]
    count = 12 if kind == 1 else 46
    parts = [*strewn(draw, tufts, spots(draw, count, (3.0, 26), 0.8), height, (0.5, 1.1), 0.25)]
    if kind == 0:
        parts += strewn(
            draw,
            [saguaro(seed + k) for k in range(3)],
            spots(draw, 17, (7.2, 48), 3.5, CLEARING, 1.0),
            height,
            (0.75, 1.35),
            0.15,
        )
        parts += strewn(
            draw,
            [prickly(seed + k) for k in range(2)],
            spots(draw, 16, (6.6, 24), 1.8, CLEARING, 0.6),
            height,
            (0.9, 1.6),
            0.15,
        )
    if kind == 2:
        parts += strewn(draw, [prickly(seed)], spots(draw, 9, (6.6, 20), 2.0, CLEARING, 0.6), height, (0.8, 1.4), 0.2)
    if kind == 1:
        palms = [palm(seed + k) for k in range(2)]
        for bearing, away in (
            (draw.uniform(150, 210), 30.0),
            (draw.uniform(55, 100), 24.0),
            (-draw.uniform(60, 110), 34.0),
        ):
            turn = np.radians(bearing)
            middle = away * np.array([np.sin(turn), np.cos(turn)])
            parts += strewn(draw, palms, middle + draw.normal(0, 2.6, (6, 2)), height, (0.8, 1.2), 0.15)
            scrub = middle + draw.normal(0, 3.5, (14, 2))
            parts += strewn(draw, tufts, scrub, height, (1.4, 2.6), 0.2)
    return parts


def build(stand: Stand) -> Place:
    """The desert of this seed."""
    seed = stand.seed
    kind = seed % len(_KINDS)
    of = _KINDS[kind]
    draw = draws(seed, "desert")
    warm = draw.uniform(0.9, 1.1, 3)
    height = _dunes(seed) if kind == 1 else rolling(seed, 0.6, 9.0, 6.0, 14.0, 95.0)

    def colour(x: Array, z: Array) -> Array:
        patch = np.clip(0.4 + 0.6 * field_noise(x, z, seed + 6, 9.0), 0, 1) * (0.5 if kind == 1 else 1.0)
        return mixed(np.array(of.sand) * warm, np.array(of.sand) * warm * [0.72, 0.66, 0.6], patch)

    x, z = draw.uniform(3.7, 4.7) * (1 if draw.random() < 0.5 else -1), -draw.uniform(4.0, 4.8)
    y = float(height(np.array([x]), np.array([z]))[0])
    sx = -np.sign(x) * 5.6
    seat = (
        undergrowth.stone(seed + 7, 0.75, np.array(of.rock) * 0.9, 0.6)
        .moved((sx, float(height(np.array([sx]), np.array([-4.6]))[0]), -4.6))
        .placed()
    )
    body = join(
        [
            disc(
                height,
                colour,
                lambda a, b: colour(a, b) * 0.62,
                "sand" if kind == 1 else "earth",
                angles=80 if kind == 1 else 64,
            ),
            *_rocks(seed, kind, of, height),
            *_growth(seed, kind, height),
            ridge(
                seed,
                230,
                30 if kind == 1 else 62,
                np.array(of.far),
                np.array(of.far) * [0.85, 0.95, 1.15],
                0.35 if kind == 1 else 0.75,
                "strata",
                ROCK,
            ),
            _skull().turned(draw.uniform(-40, 40), 0, 8).scaled(1.2).moved((x, y - 0.03, z)).placed(),
            seat,
        ]
    )
    return Place(
        weathered(body, stand.weather),
        radius=4.4,
        camera_room=CLEARING.room,
        azimuths=CLEARING.azimuths,
        floor=height,
        seats=((float(sx), float(seat.high[1]) - 0.05, -4.4, 0.0),),
        haze=0.0035,
        about=of.about,
    )
