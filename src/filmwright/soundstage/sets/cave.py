"""Caves: rock all around, a mouth and a hole to the sky, dripstones, a pool; lit by crystals, torches or mushrooms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join, mesh
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import grotto
from filmwright.soundstage.sets.fixtures import Lit, scaled
from filmwright.soundstage.sets.furniture import crate, put
from filmwright.soundstage.solids import ball, lumpy, noise, tube
from filmwright.soundstage.vocabulary import Semantic, Time

RADIUS, ROOM, REACH = 3.6, 8.0, 60.0
"""Metres around the middle for actors, and for cameras; degrees to either side at which a camera may stand."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Kind:
    """A cave's stone in two colours and its light in two; what makes the light."""

    about: str
    stone: Colour
    second: Colour
    floor: Colour
    water: Colour
    light: Colour
    other: Colour
    source: str
    material: str = "rock"


KINDS = (
    _Kind(
        "a crystal cave with glowing violet crystals and a pool",
        (0.16, 0.13, 0.22),
        (0.3, 0.25, 0.4),
        (0.2, 0.17, 0.24),
        (0.03, 0.08, 0.16),
        (0.7, 0.25, 1.0),
        (0.15, 0.6, 1.0),
        "crystals",
    ),
    _Kind(
        "a red rock cave with torches and crates by a pool",
        (0.36, 0.18, 0.1),
        (0.5, 0.28, 0.16),
        (0.38, 0.24, 0.14),
        (0.03, 0.1, 0.1),
        (1.0, 0.5, 0.14),
        (1.0, 0.62, 0.25),
        "torches",
        "strata",
    ),
    _Kind(
        "a mossy cave with glowing mushrooms and a pool",
        (0.14, 0.19, 0.15),
        (0.2, 0.32, 0.16),
        (0.16, 0.2, 0.12),
        (0.02, 0.1, 0.09),
        (0.2, 1.0, 0.62),
        (0.95, 0.6, 0.15),
        "mushrooms",
    ),
    _Kind(
        "an ice cave with blue crystals and a frozen pool",
        (0.42, 0.58, 0.7),
        (0.66, 0.76, 0.82),
        (0.55, 0.66, 0.72),
        (0.12, 0.3, 0.4),
        (0.2, 0.65, 1.0),
        (0.6, 0.9, 1.0),
        "crystals",
        "snow",
    ),
    _Kind(
        "a limestone cave with torches and a green pool",
        (0.42, 0.37, 0.28),
        (0.58, 0.52, 0.4),
        (0.4, 0.35, 0.26),
        (0.03, 0.16, 0.12),
        (1.0, 0.58, 0.2),
        (0.3, 0.9, 0.6),
        "torches",
        "strata",
    ),
)


def build(stand: Stand) -> Place:
    """A cave; the camera stands on its +z side, the pool and the mouth lie behind the actors."""
    draw = draws(stand.seed, "cave")
    kind = KINDS[stand.seed % len(KINDS)]
    mouth = float(draw.uniform(150, 210))
    pool = float(draw.choice([-1, 1]) * draw.uniform(122, 142))
    sun = lighting(stand.model_copy(update={"time": Time.DAY}), Place(ball(1, (0, 0, 0)))).sun
    parts = [_shell(stand.seed, kind, mouth, np.array(sun)), _ground(stand.seed, kind, pool), _water(kind, pool)]
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
        floor=lambda x, z: _height(stand.seed, pool, x, z),
        ceiling=4.6,
        haze=0.012,
        about=kind.about,
    )


def _height(seed: int, pool: float, x: Floats, z: Floats) -> Floats:
    """Level in the middle, rough further out, hollow where the pool is."""
    far = np.hypot(x, z)
    rough = np.clip((far - RADIUS) / 5, 0, 1)
    rise = (noise(np.stack(np.broadcast_arrays(x, z), -1) / 4.0, seed) * 0.45 + 0.25) * rough
    away = np.hypot(x - _pool(pool)[0], z - _pool(pool)[1])
    return np.asarray(rise * np.clip((away - 3.5) / 3, 0, 1) - 0.5 * np.clip((4.1 - away) / 1.3, 0, 1), float)


def _pool(bearing: float) -> tuple[float, float]:
    angle = np.radians(bearing)
    return float(8.0 * np.sin(angle)), float(8.0 * np.cos(angle))


def _ground(seed: int, kind: _Kind, pool: float) -> Mesh:
    across = np.linspace(-15, 15, 76)
    x, z = np.meshgrid(across, across)
    points = np.stack([x, _height(seed, pool, x, z), z], -1).reshape(-1, 3)
    index = np.arange(76 * 76).reshape(76, 76)
    a, b, c, d = (part.reshape(-1) for part in (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]))
    faces = np.concatenate([np.stack([a, c, b], -1), np.stack([b, c, d], -1)])
    accent = 0.6 * np.array(kind.floor)
    return mesh(points, faces, kind.floor, "snow" if kind.material == "snow" else "earth", Semantic.GROUND, accent)


def _water(kind: _Kind, pool: float) -> Mesh:
    x, z = _pool(pool)
    frozen = kind.material == "snow"
    disc = tube(
        0.02,
        4.1,
        4.1,
        kind.water,
        40,
        accent=tuple(1.6 * np.array(kind.water)),
        material="ice" if frozen else "water",
        semantic=Semantic.WATER,
    )
    return disc.moved((x, -0.15, z)).placed()


def _shell(seed: int, kind: _Kind, mouth: float, sun: Floats) -> Mesh:
    """The rock around, seen from inside; left open at the mouth and above where the sun stands at noon."""
    around, up = 132, 46
    theta = np.arange(around) / around * 2 * np.pi
    phi = np.linspace(-0.12, np.pi / 2, up)
    t, p = np.meshgrid(theta, phi)
    way = np.stack([np.sin(t) * np.cos(p), np.sin(p), np.cos(t) * np.cos(p)], -1)
    lumps = noise(way * 2.6, seed) * 1.15 + noise(way * 8.0, seed + 1) * 0.32
    points = way * (np.array([11.8, 7.0, 11.8]) + lumps[..., None] * np.array([1.0, 0.6, 1.0]))
    points[..., 1] += 0.35 * noise(way * 14, seed + 2) * (p > 0.3)
    flat = points.reshape(-1, 3)
    index = np.arange(up * around).reshape(up, around)
    a, b = index[:-1], np.roll(index, -1, 1)[:-1]
    c, d = index[1:], np.roll(index, -1, 1)[1:]
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])
    middles = flat[faces].mean(1)
    off = _off(middles, mouth)
    arch = _arch(off, middles[:, 1]) < 1
    toward = middles / np.linalg.norm(middles, axis=1, keepdims=True)
    hole = np.degrees(np.arccos(np.clip(toward @ sun, -1, 1))) < 13 + 3 * noise(middles / 1.5, seed + 4)
    flat = _on_rim(flat, mouth)
    tint = 0.8 + 0.35 * np.clip(lumps.reshape(-1, 1), -1, 1)
    colours = np.clip(np.array(kind.stone) * tint, 0.01, 0.85)
    return mesh(
        flat,
        faces[~(arch | hole)],
        colours,
        kind.material,
        Semantic.ROCK,
        accent=np.clip(kind.second * tint, 0.01, 0.85),
    )


def _off(points: Floats, mouth: float) -> Floats:
    """Degrees about y from the middle of the mouth, of points (N, 3)."""
    return np.asarray((np.degrees(np.arctan2(points[:, 0], points[:, 2])) - mouth + 180) % 360 - 180)


def _arch(off: Floats, y: Floats) -> Floats:
    """Below 1 inside the mouth, 1 on its rim."""
    bearing = np.arctan2(off / 13.0, np.maximum(y, 1e-3) / 4.3)
    rim = 1 + 0.13 * np.sin(3 * bearing + 1) + 0.07 * np.sin(7 * bearing)
    return np.asarray(np.hypot(off / 13.0, y / 4.3) / rim)


def _on_rim(points: Floats, mouth: float) -> Floats:
    """Points inside the mouth moved out to its rim, so that its edge is smooth."""
    off = _off(points, mouth)
    inside = np.where(np.abs(off) < 40, _arch(off, points[:, 1]), 9.0)
    by = np.where((inside < 1) & (points[:, 1] > 0), 1 / np.maximum(inside, 0.2), 1.0)
    bearing, far = np.radians(mouth + off * by), np.hypot(points[:, 0], points[:, 2])
    return np.stack([far * np.sin(bearing), points[:, 1] * by, far * np.cos(bearing)], -1)


def _clear(angle: float, far: float, mouth: float, pool: float) -> bool:
    """True where a stone stands neither before a camera, nor in the mouth, nor in the pool."""
    x, z = far * np.sin(np.radians(angle)), far * np.cos(np.radians(angle))
    off = abs((angle - mouth + 180) % 360 - 180)
    behind = abs((angle + 180) % 360 - 180) < REACH + 9
    wet = np.hypot(x - _pool(pool)[0], z - _pool(pool)[1]) < 4.2
    return not (behind and far < 9.0) and off > 15 and not wet


def _dripstones(seed: int, kind: _Kind, mouth: float, pool: float) -> list[Mesh]:
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
            parts.append(stone.moved((x, float(_height(seed, pool, np.array(x), np.array(z))) - 0.1, z)).placed())
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
            parts.append(rock.moved((x, float(_height(seed, pool, np.array(x), np.array(z))) + 0.1 * size, z)).placed())
    for _ in range(60):
        angle, far = float(draw.uniform(0, 2 * np.pi)), 7.6 * float(draw.random()) ** 0.5
        x, z = far * np.sin(angle), far * np.cos(angle)
        if np.hypot(x - _pool(pool)[0], z - _pool(pool)[1]) > 4.4:
            pebble = ball(float(draw.uniform(0.05, 0.14)), kind.stone, 7, 5, **of).scaled(1.3, 0.5, 1)
            parts.append(pebble.moved((x, float(_height(seed, pool, np.array(x), np.array(z))), z)).placed())
    return parts


def _lights(stand: Stand, kind: _Kind, mouth: float, pool: float) -> list[Lit]:
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
        y = float(_height(stand.seed, pool, np.array(x), np.array(z)))
        light = kind.light if index % 3 != 1 else kind.other
        body, rise = grotto.SOURCES[kind.source](light, stand.seed + index, float(draw.uniform(0.85, 1.3)))
        lit.append((body.moved((x, y - 0.05, z)), Lamp((x, y + rise, z), scaled(light, strength), 0.45)))
    return lit


def _outside(seed: int, mouth: float, kind: _Kind) -> list[Mesh]:
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
