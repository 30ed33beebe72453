"""Flat roofs above a city: parapet, chimneys, tank, vents, laundry, a skylight; other houses all around in haze."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join, mesh
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import roof_things as things
from filmwright.soundstage.sets.fixtures import Lit, scaled
from filmwright.soundstage.sets.furniture import crate, darker, potted_plant, put
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod
from filmwright.soundstage.vocabulary import Semantic, Time

WIDE, NEAR, FAR = 9.5, 10.5, -8.5
"""Metres to the parapets at the sides, behind the camera, and behind the actors."""
Stood = tuple[list[Mesh], list[Lit], tuple[tuple[float, float, float, float], ...]]
WARM = (1.0, 0.66, 0.34)
GLOW = {Time.DAWN: 0.7, Time.DAY: 0.12, Time.DUSK: 1.0, Time.NIGHT: 1.0}
"""How far lamps are turned up."""


@dataclass(frozen=True)
class _Kind:
    """A roof: words for it, its floor and parapet, what stands on it, and the colours of the houses around."""

    about: str
    floor: tuple[str, Colour, Colour]
    parapet: tuple[str, Colour, Colour]
    dress: Callable[[Stand, float], Stood]
    city: tuple[Colour, ...]
    gables: bool


def build(stand: Stand) -> Place:
    """A roof; the camera stands on its +z side."""
    kind = KINDS[stand.seed % len(KINDS)]
    shine = GLOW[stand.time]
    stood, lit, seats = kind.dress(stand, shine)
    parts = [_slab(kind), _wear(stand.seed, kind), *_city(stand, kind), *stood, *(body.placed() for body, _ in lit)]
    return Place(
        join(parts),
        tuple(lamp for _, lamp in lit),
        radius=4.0,
        camera_room=9.0,
        azimuths=(-50.0, 50.0),
        seats=seats,
        haze=0.0022,
        about=kind.about,
    )


def _slab(kind: _Kind) -> Mesh:
    material, colour, accent = kind.floor
    middle, deep = (NEAR + FAR) / 2, NEAR - FAR
    roof = box(2 * WIDE, 0.3, deep, colour, accent=accent, material=material, semantic=Semantic.GROUND)
    stone, wall, second = kind.parapet
    of: dict[str, Any] = {"accent": second, "material": stone, "semantic": Semantic.WALL}
    sides = [box(0.35, 0.85, deep, wall, **of).moved((s * WIDE, 0, middle)) for s in (-1, 1)]
    ends = [box(2 * WIDE + 0.35, 0.85, 0.35, wall, **of).moved((0, 0, z)) for z in (NEAR, FAR)]
    cap = darker(wall, 1.3)
    tops = [box(0.5, 0.09, deep + 0.5, cap, semantic=Semantic.WALL).moved((s * WIDE, 0.85, middle)) for s in (-1, 1)]
    tops += [box(2 * WIDE + 0.5, 0.09, 0.5, cap, semantic=Semantic.WALL).moved((0, 0.85, z)) for z in (NEAR, FAR)]
    seams = boxes(
        [(0, 0, z) for z in np.arange(FAR + 2, NEAR, 3.2)],
        (2 * WIDE, 0.012, 0.07),
        darker(colour, 0.6),
        semantic=Semantic.GROUND,
    )
    house = box(2 * WIDE + 0.3, 34, deep + 0.3, wall, semantic=Semantic.BUILDING).moved((0, -34.3, middle))
    return join([roof.moved((0, -0.3, middle)), *sides, *ends, *tops, seams, house]).placed()


def _wear(seed: int, kind: _Kind) -> Mesh:
    """What years leave on a roof: patches, drains, and puddles that mirror the sky."""
    draw = draws(seed, "wear")
    tone = np.array(kind.floor[1])
    count = 9
    feet = [(float(draw.uniform(-7.5, 7.5)), 0.0, float(draw.uniform(-6.5, 8.5))) for _ in range(count)]
    sizes = [(float(draw.uniform(0.8, 2.6)), 0.008 + 0.0015 * k, float(draw.uniform(0.7, 2.0))) for k in range(count)]
    patches = boxes(feet, sizes, tone * draw.uniform(0.6, 1.45, (count, 1)), semantic=Semantic.GROUND)
    parts = [] if kind.floor[0] == "planks" else [patches]
    for k in range(4):
        size = float(draw.uniform(0.6, 1.5))
        angle = np.arange(28) / 28 * 2 * np.pi
        rim = size * (1 + 0.3 * np.sin(2 * angle + k) + 0.16 * np.sin(5 * angle + 2 * k))
        ring = np.stack([rim * np.sin(angle), np.zeros(28), 0.6 * rim * np.cos(angle)], -1)
        faces = [(28, n, (n + 1) % 28) for n in range(28)]
        water = mesh(np.concatenate([ring, np.zeros((1, 3))]), faces, tone * 0.35, "wet asphalt", Semantic.WATER)
        parts.append(water.moved((float(draw.uniform(-5, 5)), 0.022, float(draw.uniform(-5, 6)))))
    drain = things.drain()
    parts += [drain.moved((x, 0, z)) for x, z in ((-3.2, 3.4), (4.4, -3.4))]
    return join(parts).placed()


def _city(stand: Stand, kind: _Kind) -> list[Mesh]:
    """Houses around in rings: near roofs that one looks down on, farther towers."""
    draw = draws(stand.seed, "skyline")
    glass = "windows" if stand.time is Time.DAY else "lit windows"
    lit = (0.05, 0.07, 0.1) if stand.time is Time.DAY else (0.55, 0.28, 0.08)
    parts = []
    for ring, (far, count, low, high) in enumerate(
        ((21, 14, -7.0, 1.5), (34, 20, -6.0, 5.0), (55, 26, -4.0, 13.0), (85, 32, -2.0, 24.0), (130, 36, 4.0, 34.0))
    ):
        for index in range(count):
            angle = (index + float(draw.uniform(-0.3, 0.3))) / count * 2 * np.pi
            away = far * float(draw.uniform(0.92, 1.12))
            wide = 2 * np.pi * far / count * float(draw.uniform(0.5, 0.85))
            top = float(draw.uniform(low, high)) * (0.55 if kind.gables and ring > 2 else 1.0)
            tone = np.array(kind.city[int(draw.integers(len(kind.city)))]) * draw.uniform(0.45, 0.8)
            of: dict[str, Any] = {"accent": lit, "material": glass, "semantic": Semantic.BUILDING}
            deep = wide * float(draw.uniform(0.7, 1.1))
            body = [box(wide, 34 + top, deep, tone, **of).moved((0, -34, 0))]
            if kind.gables:
                tile = darker(((0.42, 0.14, 0.07), (0.3, 0.11, 0.07), (0.2, 0.2, 0.24))[int(draw.integers(3))], 1.0)
                gable = lathe(
                    [(0.78, 0), (0.02, 0.62)],
                    tile,
                    4,
                    material="tiles",
                    accent=darker(tile, 0.7),
                    semantic=Semantic.BUILDING,
                ).turned(45)
                body.append(gable.scaled(wide * 0.98, wide * 0.62, deep * 0.98).moved((0, top, 0)))
                body.append(
                    box(wide * 0.1, wide * 0.4, wide * 0.1, (0.4, 0.18, 0.12), semantic=Semantic.BUILDING).moved(
                        (wide * 0.25, top + wide * 0.1, 0)
                    )
                )
            else:
                rim = box(wide + 0.3, 0.5, deep + 0.3, darker(tone, 0.8), semantic=Semantic.BUILDING)
                block = box(wide * 0.35, 2.2, deep * 0.35, darker(tone, 0.7), semantic=Semantic.BUILDING)
                body += [rim.moved((0, top, 0)), block.moved((wide * 0.2, top, 0))]
                if ring > 2 and draw.random() < 0.35:
                    body.append(rod((0, top, 0), (0, top + 9, 0), 0.18, (0.1, 0.1, 0.1), 5, semantic=Semantic.BUILDING))
            place = np.array([away * np.sin(angle), 0.0, away * np.cos(angle) + 1.0])
            parts.append(join(body).turned(np.degrees(angle)).moved(place))
    streets = box(
        400, 0.5, 400, (0.12, 0.12, 0.13), accent=(0.2, 0.2, 0.2), material="asphalt", semantic=Semantic.GROUND
    )
    return [*(part.placed() for part in parts), streets.moved((0, -34.5, 0))]


def _old(stand: Stand, shine: float) -> Stood:
    """Brick chimneys, laundry and a pigeon loft."""
    draw = draws(stand.seed, "old roof")
    s = float(draw.choice([-1, 1]))
    parts = [
        put(things.chimney(k, stand.seed + i), s * x, z, a)
        for i, (x, z, a, k) in enumerate(((-6.0, -4.6, 0, 4), (7.0, -6.6, 0, 3), (-7.6, 2.2, 90, 3)))
    ]
    parts += [
        put(things.laundry(5.6, stand.seed), s * 3.9, -5.0, -12 * s),
        put(things.laundry(4.4, stand.seed + 1), -s * 1.8, -7.0, 6),
    ]
    parts += [
        put(things.aerial(stand.seed), s * 6.6, -3.2),
        put(things.aerial(stand.seed + 1), -s * 3.2, -7.7),
        put(crate(0.7, (0.35, 0.2, 0.1)), s * 5.6, -1.7, 20),
        put(crate(0.5, (0.35, 0.2, 0.1)), s * 5.4, -0.9, -20),
    ]
    parts += [
        put(
            potted_plant(0.9, (0.5, 0.22, 0.1), (0.09, 0.24, 0.06), stand.seed + k),
            s * (-5.2 + 0.2 * k),
            -1.4 - 0.8 * k,
        )
        for k in range(3)
    ]
    hut = put(things.stair_hut((0.46, 0.2, 0.13), "bricks"), s * 7.2, 0.8, -90 * s)
    lit = [
        things.wall_lamp((s * 5.35, 2.45, 0.8), WARM, 14 * shine),
        things.wall_lamp((-s * 5.4, 2.2, -3.7), WARM, 7 * shine),
    ]
    return [*parts, hut], lit, ((s * 5.6, 0.7, -1.7, -60 * s), (s * 5.4, 0.5, -0.9, -70 * s))


def _modern(stand: Stand, shine: float) -> Stood:
    """A water tank on legs, machines with fans, pipes, a skylight."""
    draw = draws(stand.seed, "modern roof")
    s = float(draw.choice([-1, 1]))
    parts = [
        put(things.tank((0.34, 0.2, 0.11)), -s * 6.2, -5.4),
        put(things.fan_box(1.8, 1.2), s * 5.6, -2.4, -20 * s),
        put(things.fan_box(1.4, 1.0), s * 6.8, -4.4),
    ]
    parts += [
        put(things.fan_box(1.5, 1.1), -s * 6.6, -0.4, 80),
        put(things.vent(), -s * 4.9, -1.4),
        put(things.vent(), -s * 4.4, -3.6),
        put(things.vent(), s * 7.6, 1.2),
    ]
    parts += [
        rod(
            (s * (WIDE - 0.5), 0.3 + 0.22 * k, -2.0),
            (s * (WIDE - 0.5), 0.3 + 0.22 * k, -8.0),
            0.08,
            (0.5, 0.5, 0.5),
            8,
            material="metal",
        )
        for k in range(2)
    ]
    parts += [
        rod((-s * 4.0, 0.2, -7.6), (s * 8.8, 0.2, -7.6), 0.12, (0.45, 0.24, 0.1), 8, material="metal"),
        put(things.aerial(stand.seed), s * 3.4, -7.4),
    ]
    light = things.skylight(2.6, 1.5, max(shine, 0.25))
    mast = put(things.mast(7.5), s * 7.8, -7.2)
    lamps: list[Lit] = [
        (put(light, s * 1.6, -5.7), Lamp((s * 1.6, 1.5, -5.5), scaled((1.0, 0.8, 0.5), 12 * shine), 0.6)),
        things.post_lamp((-s * 4.9, 2.7, -2.6), (0.8, 0.9, 1.0), 13 * shine),
        things.post_lamp((s * 5.2, 2.9, 0.9), (0.85, 0.92, 1.0), 15 * shine),
    ]
    return [*parts, mast], lamps, ()


def _garden(stand: Stand, shine: float) -> Stood:
    """Planters, a bench and chairs, and strings of bulbs."""
    draw = draws(stand.seed, "roof garden")
    s = float(draw.choice([-1, 1]))
    green = ((0.08, 0.22, 0.05), (0.12, 0.25, 0.06), (0.05, 0.18, 0.08))
    bloom = ((0.7, 0.15, 0.2), (0.75, 0.5, 0.08), (0.5, 0.2, 0.6))[int(draw.integers(3))]
    parts = []
    for k, (x, z, a) in enumerate(
        (
            (-6.8, -6.6, 0),
            (-3.6, -7.2, 0),
            (-0.4, -7.2, 0),
            (2.8, -7.2, 0),
            (6.2, -6.8, 0),
            (-8.3, -2.8, 90),
            (8.3, -3.4, 90),
            (8.3, 0.0, 90),
            (-8.3, 0.6, 90),
        )
    ):
        parts.append(put(things.planter(2.6, green[k % 3], bloom, stand.seed + k), s * x, z, a))
    parts += [
        put(things.small_tree(2.7, green[0], stand.seed + k), s * x, z)
        for k, (x, z) in enumerate(((-5.6, -4.4), (6.4, -5.0), (-6.8, 1.4)))
    ]
    parts += [
        put(things.deck_chair(bloom), s * 4.6, -2.4, -50 * s),
        put(things.deck_chair(darker(bloom, 0.8)), s * 5.4, -0.9, -70 * s),
        put(things.garden_bench(), -s * 4.7, -2.1, 55 * s),
    ]
    posts = [(-6.0, -5.8), (6.0, -5.8), (7.6, 2.2), (-7.6, 2.2)]
    strings = [
        (posts[0], posts[1]),
        (posts[0], posts[3]),
        (posts[1], posts[2]),
        (posts[0], posts[2]),
        (posts[1], posts[3]),
    ]
    parts += [rod((x, 0, z), (x, 3.7, z), 0.05, (0.12, 0.07, 0.04), 6) for x, z in posts]
    parts += [things.bulbs((a[0], 3.6, a[1]), (b[0], 3.6, b[1]), WARM, max(shine, 0.35)) for a, b in strings]
    nothing = box(0.02, 0.02, 0.02, (0.1, 0.1, 0.1), semantic=Semantic.LAMP)
    lit: list[Lit] = [
        (nothing.moved(at), Lamp(at, scaled(WARM, k * shine), 0.5))
        for at, k in (
            ((-3.4, 3.2, -3.4), 13.0),
            ((3.4, 3.1, -2.4), 11.0),
            ((5.0, 3.1, 1.5), 8.0),
            ((-5.2, 3.1, 1.0), 8.0),
        )
    ]
    return parts, lit, ((s * 4.6, 0.42, -2.4, -50 * s), (s * 5.4, 0.42, -0.9, -70 * s), (-s * 4.7, 0.46, -2.1, 55 * s))


def _industrial(stand: Stand, shine: float) -> Stood:
    """A great sign seen from behind or before, tanks, ladders and pipes."""
    draw = draws(stand.seed, "works roof")
    s = float(draw.choice([-1, 1]))
    colour = ((1.0, 0.15, 0.1), (0.1, 0.6, 1.0), (1.0, 0.5, 0.08))[int(draw.integers(3))]
    parts = [
        put(things.billboard(7.0, 2.6, colour, stand.seed, max(shine, 0.3)), s * 1.0, -7.4),
        put(things.tank((0.3, 0.31, 0.33)), -s * 6.6, -4.4),
        put(things.tank((0.4, 0.2, 0.1)).scaled(0.8), -s * 7.4, -0.6),
    ]
    parts += [
        put(things.stair_hut((0.5, 0.48, 0.44), "concrete"), s * 7.2, -2.6, -90 * s),
        put(things.vent(), s * 5.0, 0.0),
        put(things.vent(), s * 5.6, -5.2),
        put(things.vent(), -s * 4.6, -6.0),
        put(things.fan_box(1.6, 1.1), -s * 5.2, -1.8, 30),
    ]
    parts += [
        put(things.chimney(2, stand.seed), s * 7.6, 1.8, 90),
        put(crate(0.8, (0.3, 0.18, 0.09)), s * 4.9, -1.0, 15),
    ]
    lit = [
        (
            ball(0.02, (0.1, 0.1, 0.1)).moved((s * 1.0, 2.6, -6.0)),
            Lamp((s * 1.0, 2.6, -5.6), scaled(colour, 16 * shine), 0.8),
        ),
        things.wall_lamp((s * 5.35, 2.45, -2.6), WARM, 14 * shine),
        things.post_lamp((-s * 5.0, 2.9, 0.8), (0.85, 0.95, 1.0), 12 * shine),
    ]
    return parts, lit, ((s * 4.9, 0.8, -1.0, -60 * s),)


KINDS = (
    _Kind(
        "an old town's rooftop with brick chimneys and laundry",
        ("concrete", (0.2, 0.16, 0.13), (0.12, 0.1, 0.085)),
        ("bricks", (0.44, 0.2, 0.13), (0.5, 0.44, 0.38)),
        _old,
        ((0.55, 0.42, 0.28), (0.6, 0.5, 0.38), (0.5, 0.32, 0.22), (0.55, 0.52, 0.46)),
        True,
    ),
    _Kind(
        "a rooftop among towers with a water tank and fans",
        ("concrete", (0.15, 0.16, 0.175), (0.09, 0.095, 0.11)),
        ("concrete", (0.26, 0.25, 0.25), (0.18, 0.18, 0.18)),
        _modern,
        ((0.3, 0.34, 0.4), (0.42, 0.42, 0.42), (0.2, 0.25, 0.32), (0.48, 0.4, 0.33)),
        False,
    ),
    _Kind(
        "a rooftop garden with planters and strings of lights",
        ("planks", (0.24, 0.13, 0.06), (0.1, 0.055, 0.025)),
        ("plaster", (0.4, 0.34, 0.28), (0.34, 0.29, 0.24)),
        _garden,
        ((0.5, 0.4, 0.34), (0.36, 0.36, 0.4), (0.56, 0.5, 0.42), (0.44, 0.26, 0.2)),
        False,
    ),
    _Kind(
        "a factory's rooftop with a glowing sign and tanks",
        ("asphalt", (0.1, 0.1, 0.105), (0.15, 0.145, 0.14)),
        ("bricks", (0.32, 0.15, 0.11), (0.4, 0.36, 0.32)),
        _industrial,
        ((0.4, 0.2, 0.15), (0.34, 0.32, 0.3), (0.45, 0.36, 0.26), (0.26, 0.28, 0.3)),
        False,
    ),
)
