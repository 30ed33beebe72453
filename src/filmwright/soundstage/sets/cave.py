"""Caves: rock all around, a mouth and a hole to the sky, dripstones, a pool; lit by crystals, torches or mushrooms."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import grotto
from filmwright.soundstage.sets.cave_rock import (
    RADIUS,
    REACH,
    ROOM,
    Kind,
    ground,
    height,
    kind_of,
    pool_at,
    shell,
    water,
)
from filmwright.soundstage.sets.fixtures import (
    Lit,
    scaled,
)
from filmwright.soundstage.sets.furniture import crate, put
from filmwright.soundstage.solids import ball, lumpy, tube
from filmwright.soundstage.vocabulary import Semantic, Time


def build(stand: Stand) -> Place:
    """A cave; the camera stands on its +z side, the pool and the mouth lie behind the actors."""
    draw = draws(stand.seed, "cave")
    kind = kind_of(stand.seed)
    mouth = float(draw.uniform(150, 210))
    pool = float(draw.choice([-1, 1]) * draw.uniform(122, 142))
    sun = lighting(stand.model_copy(update={"time": Time.DAY}), Place(ball(1, (0, 0, 0)))).sun
    parts = [shell(stand.seed, kind, mouth, np.array(sun)), ground(stand.seed, kind, pool), water(kind, pool)]
    parts += _dripstones(stand.seed, kind, mouth, pool)
    lit = _lights(stand, kind, mouth, pool)
    parts += [body.placed() for body, _ in lit]
    parts += _outside(stand.seed, mouth, kind)
    if kind.source == "torches":
        side = -np.sign(pool)
        wood = (0.3, 0.17, 0.08)
        parts += [
            put(crate(0.8, wood), side * 4.6, -1.3, 20),
            put(crate(0.6, wood), side * 4.6, -1.3, -15, 0.8),
            put(crate(0.65, wood), side * 4.7, -0.2, 40),
        ]
    day = {Time.DAY: 1.25, Time.DAWN: 1.05, Time.DUSK: 1.0, Time.NIGHT: 1.1}[stand.time]
    glow = (0.16 * np.array(kind.stone) + 0.045 * np.array(kind.light) + 0.05) * day
    return Place(
        join(parts),
        tuple(lamp for _, lamp in lit),
        indoors=True,
        fill=(float(glow[0]), float(glow[1]), float(glow[2])),
        radius=RADIUS,
        camera_room=ROOM,
        azimuths=(-REACH, REACH),
        floor=lambda x, z: height(stand.seed, pool, x, z),
        ceiling=4.6,
        haze=0.012,
        about=kind.about,
    )


def _clear(angle: float, far: float, mouth: float, pool: float) -> bool:
    """True where a stone stands neither before a camera, nor in the mouth, nor in the pool."""
    x, z = far * np.sin(np.radians(angle)), far * np.cos(np.radians(angle))
    off = abs((angle - mouth + 180) % 360 - 180)
    behind = abs((angle + 180) % 360 - 180) < REACH + 9
    wet = np.hypot(x - pool_at(pool)[0], z - pool_at(pool)[1]) < 4.2
    return not (behind and far < 9.0) and off > 15 and not wet


def _dripstones(seed: int, kind: Kind, mouth: float, pool: float) -> list[Mesh]:
    draw = draws(seed, "dripstones")
    of = {"accent": kind.second, "material": kind.material, "semantic": Semantic.ROCK}
    parts = []
    for index in range(46):
        angle, far = float(draw.uniform(-180, 180)), float(draw.uniform(5.0, 10.6))
        size = float(draw.uniform(0.4, 1.0))
        if _clear(angle, far, mouth, pool):
            high = float(draw.uniform(0.6, 1.5)) * (1 + 0.22 * (far - 5)) * (0.6 + size)
            stone = grotto.dripstone(high, 0.4 * size, kind.stone, seed + index, **of)
            x, z = far * np.sin(np.radians(angle)), far * np.cos(np.radians(angle))
            parts.append(stone.moved((x, float(height(seed, pool, np.array(x), np.array(z))) - 0.1, z)).placed())
    for index in range(48):
        angle, far = float(draw.uniform(0, 2 * np.pi)), 10.4 * float(draw.uniform(0.02, 1)) ** 0.5
        high = float(draw.uniform(0.5, 1.5)) * (1.0 if far < 6 else 1.6)
        stone = grotto.dripstone(high, high * 0.17, kind.stone, seed + 90 + index, **of).turned(0, 180)
        top = 7.0 * np.sqrt(max(1 - (far / 11.8) ** 2, 0.05)) + 0.35
        parts.append(stone.moved((far * np.sin(angle), top, far * np.cos(angle))).placed())
    for index in range(26):
        angle, far = float(draw.uniform(-180, 180)), float(draw.uniform(4.9, 9.5))
        if _clear(angle, far, mouth, pool):
            size = float(draw.uniform(0.25, 0.75))
            rock = lumpy(ball(size, kind.stone, 12, 8, **of), 0.3 * size, seed + index, size * 1.5).scaled(1, 0.7, 1)
            x, z = far * np.sin(np.radians(angle)), far * np.cos(np.radians(angle))
            parts.append(rock.moved((x, float(height(seed, pool, np.array(x), np.array(z))) + 0.1 * size, z)).placed())
    for _ in range(60):
        angle, far = float(draw.uniform(0, 2 * np.pi)), 7.6 * float(draw.random()) ** 0.5
        x, z = far * np.sin(angle), far * np.cos(angle)
        if np.hypot(x - pool_at(pool)[0], z - pool_at(pool)[1]) > 4.4:
            pebble = ball(float(draw.uniform(0.05, 0.14)), kind.stone, 7, 5, **of).scaled(1.3, 0.5, 1)
            parts.append(pebble.moved((x, float(height(seed, pool, np.array(x), np.array(z))), z)).placed())
    return parts


def _lights(stand: Stand, kind: Kind, mouth: float, pool: float) -> list[Lit]:
    """What glows: the two strongest at the actors' sides, others deeper in."""
    draw = draws(stand.seed, "cave lights")
    side = float(np.sign(pool))
    spots = (
        (-side * 76.0, 5.6, 17.0),
        (side * 80.0, 5.4, 12.0),
        (-side * 128.0, 7.6, 13.0),
        (side * 100.0, 9.4, 9.0),
        (-side * 100.0, 9.3, 7.0),
        (mouth + 24.0, 9.0, 7.0),
    )
    lit: list[Lit] = []
    for index, (angle, far, strength) in enumerate(spots):
        x, z = far * np.sin(np.radians(angle)), far * np.cos(np.radians(angle))
        y = float(height(stand.seed, pool, np.array(x), np.array(z)))
        light = kind.light if index % 3 != 1 else kind.other
        body, rise = grotto.SOURCES[kind.source](light, stand.seed + index, float(draw.uniform(0.85, 1.3)))
        lit.append((body.moved((x, y - 0.05, z)), Lamp((x, y + rise, z), scaled(light, strength), 0.45)))
    return lit


def _outside(seed: int, mouth: float, kind: Kind) -> list[Mesh]:
    """Land beyond the mouth."""
    angle = np.radians(mouth)
    snow = kind.material == "snow"
    tone = (0.6, 0.66, 0.7) if snow else (0.14, 0.24, 0.08)
    land = tube(
        0.2, 46, 46, tone, 30, accent=(0.3, 0.34, 0.12), material="snow" if snow else "grass", semantic=Semantic.GROUND
    )
    parts = [land.moved((np.sin(angle) * 57, -0.35, np.cos(angle) * 57)).placed()]
    draw = draws(seed, "hills beyond")
    for index in range(7):
        bearing, far = angle + np.radians((index - 3) * 9), float(draw.uniform(34, 70))
        size = float(draw.uniform(6, 13))
        hill = lumpy(
            ball(size, tuple(0.8 * np.array(tone)), 16, 10, material="leaves", accent=tone, semantic=Semantic.GROUND),
            1.5,
            seed + index,
            8,
        )
        parts.append(hill.scaled(1.4, 0.7, 1).moved((np.sin(bearing) * far, -1.5, np.cos(bearing) * far)).placed())
    return parts
