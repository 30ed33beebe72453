"""Flat roofs above a city: parapet, chimneys, tank, vents, laundry, a skylight; other houses all around in haze."""

from __future__ import annotations

from typing import Any

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import roof_things as things
from filmwright.soundstage.sets.furniture import darker, put
from filmwright.soundstage.sets.landmarks import LANDMARKS
from filmwright.soundstage.sets.roofs import FAR, KINDS, NEAR, WIDE, Kind
from filmwright.soundstage.solids import box, boxes, lathe, rod
from filmwright.soundstage.vocabulary import Semantic, Time

GLOW = {Time.DAWN: 0.7, Time.DAY: 0.12, Time.DUSK: 1.0, Time.NIGHT: 1.0}
"""How far lamps are turned up."""


def build(stand: Stand) -> Place:
    """A roof; the camera stands on its +z side."""
    kind = KINDS[stand.seed % len(KINDS)]
    shine = GLOW[stand.time]
    stood, lit, seats = kind.dress(stand, shine)
    beyond, word, bearing = _landmark(stand.seed)
    parts = [
        beyond,
        _slab(kind),
        _wear(stand.seed, kind),
        *_city(stand, kind, bearing),
        *stood,
        *(body.placed() for body, _ in lit),
    ]
    if kind.floor[0] != "planks":
        parts.append(put(things.wires(8.4, stand.seed), 0, 3.6, 4.0))
    return Place(
        join(parts),
        tuple(lamp for _, lamp in lit),
        radius=4.0,
        camera_room=9.0,
        azimuths=(-50.0, 50.0),
        seats=seats,
        haze=0.0022,
        about=f"{kind.about}, {word} beyond",
    )


def _landmark(seed: int) -> tuple[Mesh, str, float]:
    """Something tall beyond the roof's far edge, words for it, and its bearing in degrees."""
    draw = draws(seed, "landmark")
    word, made = LANDMARKS[int(draw.integers(len(LANDMARKS)))]
    bearing = float(draw.choice([-1, 1]) * draw.uniform(152, 172))
    angle = np.radians(bearing)
    body = made().turned(float(draw.uniform(-30, 30)))
    return body.moved((44 * np.sin(angle), -9.0, 44 * np.cos(angle))).placed(), word, bearing


def _slab(kind: Kind) -> Mesh:
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


def _wear(seed: int, kind: Kind) -> Mesh:
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


def _city(stand: Stand, kind: Kind, bearing: float) -> list[Mesh]:
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
            tone = darker(kind.city[int(draw.integers(len(kind.city)))], float(draw.uniform(0.45, 0.8)))
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
            if ring in (1, 2) and abs((np.degrees(angle) - bearing + 180) % 360 - 180) < 13:
                continue
            place = (away * np.sin(angle), 0.0, away * np.cos(angle) + 1.0)
            parts.append(join(body).turned(float(np.degrees(angle))).moved(place))
    streets = box(
        400, 0.5, 400, (0.12, 0.12, 0.13), accent=(0.2, 0.2, 0.2), material="asphalt", semantic=Semantic.GROUND
    )
    return [*(part.placed() for part in parts), streets.moved((0, -34.5, 0))]
