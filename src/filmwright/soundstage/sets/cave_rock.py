"""The rock of a cave: its walls with a mouth and a hole above, its floor, its pool; and the kinds of stone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, mesh
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import noise, tube
from filmwright.soundstage.vocabulary import Semantic

RADIUS, ROOM, REACH = 3.6, 8.0, 60.0
"""Metres around the middle for actors, and for cameras; degrees to either side at which a camera may stand."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
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
    Kind(
        "a crystal cave with glowing crystals and a pool",
        (0.16, 0.13, 0.22),
        (0.3, 0.25, 0.4),
        (0.2, 0.17, 0.24),
        (0.03, 0.08, 0.16),
        (0.7, 0.25, 1.0),
        (0.15, 0.6, 1.0),
        "crystals",
    ),
    Kind(
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
    Kind(
        "a mossy cave with glowing mushrooms and a pool",
        (0.14, 0.19, 0.15),
        (0.2, 0.32, 0.16),
        (0.16, 0.2, 0.12),
        (0.02, 0.1, 0.09),
        (0.2, 1.0, 0.62),
        (0.95, 0.6, 0.15),
        "mushrooms",
    ),
    Kind(
        "an ice cave with crystals and a frozen pool",
        (0.42, 0.58, 0.7),
        (0.66, 0.76, 0.82),
        (0.55, 0.66, 0.72),
        (0.12, 0.3, 0.4),
        (0.2, 0.65, 1.0),
        (0.6, 0.9, 1.0),
        "crystals",
        "snow",
    ),
    Kind(
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


TINTS = {
    "violet": (0.7, 0.25, 1.0),
    "blue": (0.2, 0.55, 1.0),
    "green": (0.2, 1.0, 0.55),
    "pink": (1.0, 0.25, 0.5),
    "amber": (1.0, 0.6, 0.15),
}
"""Colours of crystals and mushrooms."""


def kind_of(seed: int) -> Kind:
    """Which cave a seed gives: its stone lighter or darker, its glow in a colour of its own."""
    draw = draws(seed, "kind of cave")
    kind = KINDS[seed % len(KINDS)]
    shade = float(draw.uniform(0.75, 1.2))
    kind = replace(
        kind, stone=darker(kind.stone, shade), second=darker(kind.second, shade), floor=darker(kind.floor, shade)
    )
    if kind.source == "torches":
        return kind
    words = ["blue", "violet"] if kind.material == "snow" else list(TINTS)
    first = int(draw.integers(len(words)))
    word, other = words[first], words[(first + 1 + int(draw.integers(len(words) - 1))) % len(words)]
    about = kind.about.replace("glowing", f"glowing {word}").replace("ice cave with", f"ice cave with {word}")
    return replace(kind, about=about, light=TINTS[word], other=TINTS[other])


def pool_at(bearing: float) -> tuple[float, float]:
    """(x, z) of the middle of a pool at this bearing, metres."""
    angle = np.radians(bearing)
    return float(8.0 * np.sin(angle)), float(8.0 * np.cos(angle))


def height(seed: int, pool: float, x: Floats, z: Floats) -> Floats:
    """Level in the middle, rough further out, hollow where the pool is."""
    far = np.hypot(x, z)
    rough = np.clip((far - RADIUS) / 5, 0, 1)
    rise = (noise(np.stack(np.broadcast_arrays(x, z), -1) / 4.0, seed) * 0.45 + 0.25) * rough
    away = np.hypot(x - pool_at(pool)[0], z - pool_at(pool)[1])
    return np.asarray(rise * np.clip((away - 3.5) / 3, 0, 1) - 0.5 * np.clip((4.1 - away) / 1.3, 0, 1), float)


def ground(seed: int, kind: Kind, pool: float) -> Mesh:
    """The floor, of one field of heights."""
    across = np.linspace(-15, 15, 76)
    x, z = np.meshgrid(across, across)
    points = np.stack([x, height(seed, pool, x, z), z], -1).reshape(-1, 3)
    index = np.arange(76 * 76).reshape(76, 76)
    a, b, c, d = (part.reshape(-1) for part in (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]))
    faces = np.concatenate([np.stack([a, c, b], -1), np.stack([b, c, d], -1)])
    accent = 0.6 * np.array(kind.floor)
    return mesh(points, faces, kind.floor, "snow" if kind.material == "snow" else "earth", Semantic.GROUND, accent)


def water(kind: Kind, pool: float) -> Mesh:
    """The pool, or its ice."""
    x, z = pool_at(pool)
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


def shell(seed: int, kind: Kind, mouth: float, sun: Floats) -> Mesh:
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
