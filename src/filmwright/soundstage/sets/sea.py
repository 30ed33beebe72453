"""The sea: a beach, a pier, a rocky coast with a lighthouse, or a ship's deck; the water moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh, unit
from filmwright.soundstage.place import Lamp, Place, level
from filmwright.soundstage.sets import buildings, plants
from filmwright.soundstage.sets.boats import boat, lighthouse, ship
from filmwright.soundstage.sets.desert_plants import palm
from filmwright.soundstage.sets.scatter import Clearing, copies, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.solids import box, lathe, lumpy, tube
from filmwright.soundstage.vocabulary import Semantic, Time

CLEARING = Clearing(6.0, 12.0, (-80.0, 80.0))
PROP, ROCK, WATER = Semantic.PROP, Semantic.ROCK, Semantic.WATER
_ABOUT = (
    "a sandy beach with boats and gentle surf",
    "a wooden pier over open water with moored boats",
    "a rocky coast with a lighthouse above the waves",
    "the deck of a sailing ship on the open sea",
)
_LEVEL = (-0.42, -1.5, -0.5, -2.6)
"""Height of the water, metres: actors stand at about 0."""
_SEAS = (
    ((0.02, 0.1, 0.13), (0.08, 0.3, 0.3)),
    ((0.012, 0.055, 0.1), (0.04, 0.16, 0.2)),
    ((0.02, 0.075, 0.085), (0.07, 0.2, 0.19)),
)
"""Deep and shallow water."""


def _floor(seed: int, kind: int) -> Height:
    """The shore: flat where actors are, down into the sea behind them."""
    base = rolling(seed, 0.4, 10.0, 6.0, 12.0, 120.0)
    swing = draws(seed, "sea", "shore").uniform(-0.12, 0.12)

    def height(x: Array, z: Array) -> Array:
        line = (
            -7.6
            + swing * x
            + 1.6 * field_noise(x, z * 0, seed + 4, 26.0) * eased(np.abs(x), 2, 12)
            + 0.0035 * x * x * (1 if kind == 0 else 0.4)
        )
        out = line - z
        fall = -0.9 * eased(out, -2.4, 3.0) - 7.0 * eased(out, 2.0, 60.0)
        rough = 0.5 * field_noise(x, z, seed + 8, 3.5) * eased(np.hypot(x, z), 7, 10) if kind == 2 else 0.0
        return np.asarray(base(x, z) * eased(-out, -1.0, 4.0) + fall + rough)

    return height


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
    depth = _LEVEL[kind] - floor(gx, gz) if kind in (0, 2) else np.full(gx.size, 9.0)
    faces = faces[(depth[faces] > -0.12).any(1)]
    colours = mixed(shallow, deep, eased(depth, 0.2, 2.5))
    foam = (1 - eased(depth - 0.12 * field_noise(gx, gz, seed, 5.0), 0.03, 0.22)) * 0.8
    colours = mixed(colours, (0.72, 0.76, 0.76), foam)
    still = np.stack([gx, np.full(gx.size, _LEVEL[kind]), gz], -1)
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


def _shore(seed: int, kind: int, height: Height) -> list[Mesh]:
    """Sand or rock underfoot and what lies on it."""
    draw = draws(seed, "sea", "things")
    sand = np.array((0.5, 0.36, 0.19) if kind == 0 else (0.2, 0.19, 0.16)) * draw.uniform(0.85, 1.1, 3)
    sea = _LEVEL[kind]

    def colour(x: Array, z: Array) -> Array:
        y = height(x, z)
        wet = 1 - eased(y, sea + 0.05, sea + 0.3)
        patch = np.clip(0.4 + 0.6 * field_noise(x, z, seed + 6, 7.0), 0, 1)
        dry = mixed(sand, sand * 0.74, patch)
        grass = (
            eased(y, 0.7, 1.6)
            if kind == 0
            else eased(field_noise(x, z, seed + 9, 9.0), -0.1, 0.3) * eased(z, -6.0, -2.5) * 0.85
        )
        return mixed(mixed(dry, (0.1, 0.15, 0.045), grass), sand * 0.42, wet)

    parts = [disc(height, colour, lambda x, z: colour(x, z) * 0.65, "sand" if kind == 0 else "rock")]
    rock = (0.13, 0.12, 0.115) if kind == 2 else (0.22, 0.19, 0.16)
    stones = [plants.stone(seed + k, 0.8, rock, 0.75) for k in range(3)]
    wet = spots(draw, 90, (8, 34), 1.6, CLEARING, 0.8)
    wet = wet[(wet[:, 1] < -6.5)][: (8, 0, 26)[kind]]
    parts += strewn(draw, stones, wet, height, (0.7, 1.8) if kind == 2 else (0.5, 1.2), 0.15)
    flank = spots(draw, 60, (8, 30), 2.0, CLEARING, 1.0)
    flank = flank[(np.abs(flank[:, 0]) > 7) & (flank[:, 1] > -7)][: (7, 0, 16)[kind]]
    parts += strewn(draw, stones, flank, height, (0.6, 1.7), 0.15)
    parts += strewn(
        draw,
        [plants.stone(seed + k, 0.1, (0.4, 0.36, 0.3)) for k in range(2)],
        spots(draw, 50, (2.2, 12)),
        height,
        (0.3, 1.3),
        0.3,
    )
    straw = np.array((0.24, 0.24, 0.09) if kind == 0 else (0.13, 0.19, 0.06))
    tufts = [plants.blades(seed + k, 12, 0.5, 0.35, straw * 0.6, straw * 1.3, 0.016, 0.6) for k in range(2)]
    dune = spots(draw, 90, (6.5, 26), 0.8, CLEARING, 0.4)
    dune = dune[height(dune[:, 0], dune[:, 1]) > -0.15]
    parts += strewn(draw, tufts, dune[:46], height, (0.7, 1.4), 0.2)
    if kind == 2:
        heather = [
            plants.flower(seed + k, 0.24, tone, (0.5, 0.4, 0.1), wide=0.05)
            for k, tone in enumerate(((0.5, 0.2, 0.4), (0.7, 0.68, 0.6)))
        ]
        meadow = spots(draw, 420, (2.6, 16))
        meadow = meadow[meadow[:, 1] > -5.0]
        parts += strewn(draw, tufts, meadow[:230], height, (0.25, 0.5), 0.25)
        parts += strewn(draw, heather, meadow[230:330], height, (0.6, 1.2), 0.2)
    return parts


def _beach(seed: int, height: Height) -> list[Mesh]:
    """A parasol over a towel, palms at the flanks, a sand castle with a flag, shells."""
    draw = draws(seed, "sea", "beach")
    side = 1.0 if draw.random() < 0.5 else -1.0
    stripes = ((0.6, 0.07, 0.05), (0.05, 0.25, 0.45), (0.65, 0.42, 0.05), (0.05, 0.35, 0.3))[int(draw.integers(4))]
    cloth = lathe([(1.25, 0.0), (1.1, 0.2), (0.65, 0.5), (0.02, 0.66)], stripes, 16, semantic=PROP)
    panels = np.repeat(np.where(np.arange(16) // 2 % 2 == 0, 1.0, 0.0)[None], 4, 0).reshape(-1, 1)
    cloth.colours[:] = cloth.colours * panels + np.array((0.72, 0.68, 0.6)) * (1 - panels)
    pole = tube(2.3, 0.035, 0.03, (0.6, 0.55, 0.45), 7, semantic=PROP)
    parasol = join([pole, cloth.moved((0, 1.75, 0))]).turned(0, -8, side * 10)
    towel = box(0.9, 0.03, 1.8, stripes, material="cloth bands", semantic=PROP, accent=(0.7, 0.66, 0.58)).turned(
        side * 20
    )
    sand = (0.46, 0.33, 0.17)
    keep = [
        tube(0.4, 0.2, 0.16, sand, 10, material="sand", semantic=PROP).moved((x, 0, z))
        for x, z in ((-0.35, -0.3), (0.35, -0.3), (-0.35, 0.3), (0.35, 0.3))
    ]
    flag = join(
        [
            tube(0.4, 0.012, 0.012, (0.2, 0.12, 0.06), 4, semantic=PROP),
            mesh([(0, 0.25, 0), (0.2, 0.32, 0), (0, 0.39, 0)], [(0, 1, 2)], stripes, normals=[(0, 0, 1)] * 3),
        ]
    )
    castle = join(
        [*keep, box(0.6, 0.3, 0.55, sand, material="sand", semantic=PROP, accent=sand), flag.moved((0.35, 0.4, -0.3))]
    )
    star = plants.fallen_leaf((0.6, 0.22, 0.08), 0.1)
    placed = [(parasol, -side * 5.4, -4.2), (towel, -side * 4.7, -3.8), (castle, side * 2.7, -4.6)]
    parts = []
    for body, x, z in placed:
        y = float(height(np.array([x]), np.array([z]))[0])
        parts.append(body.moved((x, y - 0.02, z)).placed())
    palms = [palm(seed + k, 6.5) for k in range(3)]
    flank = np.array(
        [
            (side * x, z)
            for x, z in (
                (7.6, -5.2),
                (9.2, -3.4),
                (11.5, -4.4),
                (15.5, -3.0),
                (-13.5, -4.6),
                (-17, -2.4),
                (-22, -3.5),
                (24, -2.0),
            )
        ]
    )
    parts += strewn(draw, palms, flank + draw.normal(0, 0.4, flank.shape), height, (0.8, 1.15), 0.12)
    parts += strewn(draw, [star], spots(draw, 16, (2.0, 9)), height, (0.6, 1.2), 0.3)
    return parts


def _pier(seed: int) -> list[Mesh]:
    """A broad deck of planks with rails and posts at its edges, and its long arm towards the horizon."""
    draw = draws(seed, "sea", "pier")
    wood = np.array((0.3, 0.21, 0.13)) * draw.uniform(0.8, 1.15)
    of = {"material": "planks", "semantic": Semantic.GROUND, "accent": wood * 0.5}
    side = 1.0 if draw.random() < 0.5 else -1.0
    parts = [
        box(13, 0.25, 26, wood, **of).moved((0, -0.25, 5.6)),
        box(3.2, 0.25, 46, wood, **of).moved((side * 2.5, -0.25, -30.0)),
    ]
    post = tube(4.0, 0.2, 0.18, wood * 0.6, 9, material="bark", semantic=PROP, accent=wood * 0.3).moved((0, -3.0, 0))
    stands = [(x, z) for z in (-7.2, -1.5) for x in (-6.3, 6.3)] + [
        (side * 2.5 + o, z) for z in np.arange(-13, -52, -6.5) for o in (-1.55, 1.55)
    ]
    parts.append(copies(post, np.array([(x, 0.0, z) for x, z in stands]), np.arange(len(stands)) * 40.0))
    low = copies(
        tube(2.6, 0.2, 0.2, wood * 0.5, 8, semantic=PROP).moved((0, -2.8, 0)),
        np.array([(x, 0, z) for x in (-6.3, 6.3) for z in (3.0, 8.0, 13.0)]),
    )
    rails = []
    for y in (0.55, 0.92):
        for a, b in (
            ((-6.3, -7.2), (side * 2.5 - 1.6, -7.2)),
            ((side * 2.5 + 1.6, -7.2), (6.3, -7.2)),
            ((-6.3, -7.2), (-6.3, -1.5)),
            ((6.3, -7.2), (6.3, -1.5)),
        ):
            ends = np.array([(a[0], y, a[1]), ((a[0] + b[0]) / 2, y - 0.05, (a[1] + b[1]) / 2), (b[0], y, b[1])])
            rails.append(plants.curved(ends, [0.05, 0.05, 0.05], (0.42, 0.36, 0.26), 6, semantic=PROP))
    crates = [
        box(0.9 * s, 0.8 * s, 0.9 * s, wood * 1.2, material="planks", semantic=PROP, accent=wood * 0.5)
        .turned(t)
        .moved((-side * x, y, z))
        for s, t, x, y, z in ((1, 10, 5.2, 0, -5.8), (0.8, 40, 5.1, 0.8, -5.8), (0.9, 70, 5.5, 0, -4.4))
    ]
    barrel = plants.curved(
        np.array([(0, y, 0) for y in (0, 0.3, 0.65, 0.95)]),
        [0.3, 0.38, 0.38, 0.3],
        (0.25, 0.13, 0.06),
        12,
        material="planks",
        semantic=PROP,
        accent=(0.1, 0.06, 0.03),
    )
    coil = [
        plants.curved(
            np.array([(np.cos(a) * 0.36, 0.05 + 0.07 * k, np.sin(a) * 0.36) for a in np.linspace(0, 6.28, 13)]),
            np.full(13, 0.05),
            (0.5, 0.38, 0.2),
            6,
            semantic=PROP,
        )
        for k in range(3)
    ]
    things = [
        *crates,
        barrel.moved((side * 5.4, 0, -5.9)),
        barrel.moved((side * 4.7, 0, -6.2)),
        join(coil).moved((side * 5.2, 0, -3.6)),
    ]
    return [*(part.placed() for part in parts), low, *rails, *(part.placed() for part in things)]


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
        kinds[1 + k % 2].turned(draw.uniform(0, 360)).moved((x, _LEVEL[kind] - 0.1, z)).placed()
        for k, (x, z) in enumerate(places)
    ]
    if kind == 0:
        side = 1.0 if draw.random() < 0.5 else -1.0
        parts.append(kinds[0].turned(side * 55, 0, 7).moved((side * 5.4, -0.12, -4.4)).placed())
    if kind == 1:
        parts += [
            kinds[k].turned(90 + 180 * k).moved((x, _LEVEL[1] - 0.1, z)).placed()
            for k, (x, z) in enumerate(((-9.0, -6.0), (9.4, -9.0)))
        ]
    return parts


def build(stand: Stand) -> Place:
    """The sea of this seed."""
    seed = stand.seed
    kind = seed % 4
    draw = draws(seed, "sea")
    dark = stand.time in (Time.NIGHT, Time.DUSK)
    height: Height = _floor(seed, kind)
    lamps: list[Lamp] = []
    seats: tuple[tuple[float, float, float, float], ...] = ()
    parts = _boats(seed, kind)
    if kind in (0, 2):
        parts += _shore(seed, kind, height)
        if kind == 0:
            parts += _beach(seed, height)
        x, z = draw.uniform(-2, 2), -5.2
        y = float(height(np.array([x]), np.array([z]))[0])
        parts.append(plants.log(seed, 2.6, 0.22, (0.36, 0.31, 0.25), None).moved((x, y - 0.04, z)).placed())
        seats = ((float(x), y + 0.36, z + 0.1, 0.0),)
    elif kind == 1:
        parts += _pier(seed)
        posts = [(-5.9, -6.7), (5.9, -6.7)]
        parts += [buildings.lamp_post(dark).moved((px, 0, pz)).placed() for px, pz in posts]
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
        cliff = plants.stone(seed + 3, 7.5, (0.14, 0.13, 0.12), 0.62, 16)
        parts.append(
            join([cliff.moved((0, _LEVEL[kind] - 0.4, 0)), lighthouse(dark).moved((0, _LEVEL[kind] + 5.4, 0))])
            .moved((x, 0, z))
            .placed()
        )
        if dark and near:
            lamps.append(Lamp((x, _LEVEL[kind] + 5.4 + 9.2, z), (60.0, 48.0, 26.0), 0.5))
    if kind != 3:
        land = ridge(seed, 260, 34, (0.1, 0.14, 0.12), (0.13, 0.17, 0.15), 0.45, "plain", ROCK, gap=0.32)
        parts.append(land.moved((0, -1.0, 0)))
    else:
        isle = lumpy(plants.stone(seed + 6, 22, (0.1, 0.15, 0.07), 0.6, 18), 3.0, seed, 14.0)
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
