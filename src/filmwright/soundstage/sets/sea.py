"""The sea: a beach, a pier, a rocky coast with a lighthouse, or a ship's deck; the water moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh, unit
from filmwright.soundstage.place import Lamp, Place, level
from filmwright.soundstage.sets import kerbside, undergrowth
from filmwright.soundstage.sets.boats import boat, lighthouse, ship
from filmwright.soundstage.sets.scatter import strewn
from filmwright.soundstage.sets.shore import CLEARING, LEVEL, beach, pier, sea_floor, shore, side_of_boat
from filmwright.soundstage.sets.terrain import Height, eased, field_noise, mixed, ridge, weathered
from filmwright.soundstage.solids import lumpy
from filmwright.soundstage.vocabulary import Semantic, Time

PROP, ROCK, WATER = Semantic.PROP, Semantic.ROCK, Semantic.WATER
_ABOUT = (
    "a sandy beach with boats and gentle surf",
    "a wooden pier over open water with moored boats",
    "a rocky coast with a lighthouse above the waves",
    "the deck of a sailing ship on the open sea",
)
_SEAS = (
    ((0.02, 0.1, 0.13), (0.08, 0.3, 0.3)),
    ((0.012, 0.055, 0.1), (0.04, 0.16, 0.2)),
    ((0.02, 0.075, 0.085), (0.07, 0.2, 0.19)),
)
"""Deep and shallow water."""


def _water(seed: int, kind: int, floor: Height) -> Callable[[float], Mesh]:
    """Smooth waves to the horizon, lower near the shore; always the same triangles."""
    draw = draws(seed, "sea", "waves")
    deep, shallow = (np.array(tone) for tone in _SEAS[int(draw.integers(3))])
    reach = np.geomspace(1.0, 480.0, 34)
    x = np.concatenate([-reach[::-1], np.linspace(-0.85, 0.85, 3), reach])
    x = np.sort(np.concatenate([x, np.linspace(-24, 24, 33)]))
    if kind in (0, 2):
        z = -np.concatenate([np.linspace(3.5, 22, 34), np.geomspace(23.5, 480, 24)])
    else:
        z = -np.concatenate([-np.geomspace(300, 20, 12), np.linspace(-17, 26, 36), np.geomspace(28, 480, 22)])
    gx, gz = (part.ravel() for part in np.meshgrid(x, z))
    index = np.arange(gx.size).reshape(len(z), len(x))
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([b, d, c], -1).reshape(-1, 3)])
    depth = LEVEL[kind] - floor(gx, gz) if kind in (0, 2) else np.full(gx.size, 9.0)
    faces = faces[(depth[faces] > -0.12).any(1)]
    colours = mixed(shallow, deep, eased(depth, 0.2, 2.5))
    foam = (1 - eased(depth - 0.12 * field_noise(gx, gz, seed, 5.0), 0.03, 0.22)) * 0.8
    colours = mixed(colours, (0.72, 0.76, 0.76), foam)
    still = np.stack([gx, np.full(gx.size, LEVEL[kind]), gz], -1)
    rest = mesh(
        still,
        faces,
        colours,
        "water",
        WATER,
        np.minimum(colours * 1.7 + 0.01, 0.9),
        np.tile([0.0, 1.0, 0.0], (gx.size, 1)),
    )
    bearing = draw.uniform(-0.5, 0.5, 5)
    long = np.array([9.0, 5.6, 3.7, 2.3, 16.0])
    ways = np.stack([np.sin(bearing), np.cos(bearing)], -1) * (2 * np.pi / long)[:, None]
    tall = np.array([0.075, 0.05, 0.035, 0.02, 0.1]) * (0.7 if kind in (0, 1) else 1.25) * draw.uniform(0.8, 1.2)
    speed = np.sqrt(9.81 * 2 * np.pi / long)
    calm = (eased(depth, -0.1, 1.6) * 0.8 + 0.2)[:, None] * (1 - eased(np.hypot(gx, gz), 60, 180))[:, None]
    phase = gx[:, None] * ways[:, 0] + gz[:, None] * ways[:, 1] + draw.uniform(0, 6.3, 5)

    def moving(seconds: float) -> Mesh:
        turn = phase + speed * seconds
        lift = (np.sin(turn) * tall * calm).sum(1)
        steep = np.cos(turn) * tall * calm
        normals = np.stack([-(steep * ways[:, 0]).sum(1), np.ones(gx.size), -(steep * ways[:, 1]).sum(1)], -1)
        vertices = still + np.stack([0 * lift, lift, 0 * lift], -1)
        return replace(rest, vertices=vertices.astype(np.float32), normals=unit(normals))

    return moving


def _boats(seed: int, kind: int) -> list[Mesh]:
    """Boats on the water; one is drawn up on the beach."""
    draw = draws(seed, "sea", "boats")
    paints = ((0.5, 0.06, 0.04), (0.04, 0.2, 0.4), (0.6, 0.58, 0.52), (0.05, 0.3, 0.24), (0.6, 0.38, 0.05))
    first = int(draw.integers(5))
    kinds = [boat(seed + k, paints[(first + 2 * k) % 5], sail=k > 0) for k in range(3)]
    places = [
        (draw.uniform(-60, -14), -draw.uniform(30, 80)),
        (draw.uniform(10, 50), -draw.uniform(24, 60)),
        (draw.uniform(-20, 20), -draw.uniform(70, 140)),
    ]
    parts = [
        kinds[1 + k % 2].turned(draw.uniform(0, 360)).moved((x, LEVEL[kind] - 0.1, z)).placed()
        for k, (x, z) in enumerate(places)
    ]
    if kind == 0:
        side = side_of_boat(seed)
        parts.append(kinds[0].turned(side * 55, 0, 7).moved((side * 5.4, -0.12, -4.4)).placed())
    if kind == 1:
        parts += [
            kinds[k].turned(90 + 180 * k).moved((x, LEVEL[1] - 0.1, z)).placed()
            for k, (x, z) in enumerate(((-9.0, -6.0), (9.4, -9.0)))
        ]
    return parts


def build(stand: Stand) -> Place:
    """The sea of this seed."""
    seed = stand.seed
    kind = seed % 4
    draw = draws(seed, "sea")
    dark = stand.time in (Time.NIGHT, Time.DUSK)
    height: Height = sea_floor(seed, kind)
    lamps: list[Lamp] = []
    seats: tuple[tuple[float, float, float, float], ...] = ()
    parts = _boats(seed, kind)
    if kind in (0, 2):
        parts += shore(seed, kind, height)
        if kind == 0:
            parts += beach(seed, height)
        x, z = draw.uniform(-2, 2), -5.2
        y = float(height(np.array([x]), np.array([z]))[0])
        parts.append(undergrowth.log(seed, 2.6, 0.22, (0.36, 0.31, 0.25), None).moved((x, y - 0.04, z)).placed())
        seats = ((float(x), y + 0.36, z + 0.1, 0.0),)
    elif kind == 1:
        parts += pier(seed)
        posts = [(-5.9, -6.7), (5.9, -6.7)]
        parts += [kerbside.lamp_post(dark).moved((px, 0, pz)).placed() for px, pz in posts]
        lamps += [Lamp((px, 4.2, pz), (15.0, 10.0, 5.0), 0.2) for px, pz in posts] if dark else []
    else:
        parts.append(ship(seed, dark).placed())
        lamps += (
            [Lamp((-3.6, 2.5, -6.9), (6.5, 4.2, 1.9), 0.12), Lamp((3.6, 2.5, -6.9), (6.5, 4.2, 1.9), 0.12)]
            if dark
            else []
        )
    side = 1.0 if draw.random() < 0.5 else -1.0
    if kind in (1, 2) or draw.random() < 0.4:
        near = kind == 2
        x, z = side * draw.uniform(10, 16) * (1 if near else 4), -draw.uniform(24, 30) * (1 if near else 3.2)
        cliff = undergrowth.stone(seed + 3, 7.5, (0.14, 0.13, 0.12), 0.62, 16)
        parts.append(
            join([cliff.moved((0, LEVEL[kind] - 0.4, 0)), lighthouse(dark).moved((0, LEVEL[kind] + 5.4, 0))])
            .moved((x, 0, z))
            .placed()
        )
        if dark and near:
            lamps.append(Lamp((x, LEVEL[kind] + 5.4 + 9.2, z), (60.0, 48.0, 26.0), 0.5))
    if kind != 3:
        land = ridge(seed, 260, 34, (0.1, 0.14, 0.12), (0.13, 0.17, 0.15), 0.45, "plain", ROCK, gap=0.32)
        parts.append(land.moved((0, -1.0, 0)))
    else:
        isle = lumpy(undergrowth.stone(seed + 6, 22, (0.1, 0.15, 0.07), 0.6, 18), 3.0, seed, 14.0)
        parts.append(
            strewn(
                draw,
                [isle],
                np.array([(-90.0, -150.0), (70.0, -210.0), (160.0, -90.0)]),
                lambda a, b: 0 * a - 5.0,
                (0.7, 1.5),
                0.1,
            )[0]
        )
    return Place(
        weathered(join(parts), stand.weather),
        lamps=tuple(lamps),
        radius=4.4,
        camera_room=CLEARING.room,
        azimuths=CLEARING.azimuths,
        floor=height if kind in (0, 2) else level,
        seats=seats,
        moving=_water(seed, kind, height),
        haze=0.0028,
        about=_ABOUT[kind],
    )
