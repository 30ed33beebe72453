"""Copies of one body over a set, each of its own size, turn and tint, and the ground that must stay free of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Floats, Mesh, unit
from filmwright.soundstage.materials import number

Array = npt.NDArray[Any]
UNTINTED = ("bark", "birch bark", "wood", "rock")
"""Materials that keep their colour when a copy is tinted: an autumn's trunks are not orange."""


@dataclass(frozen=True)
class Clearing:
    """Where actors go and cameras stand: nothing tall may.

    Args:
        radius: metres of the actors' circle.
        room: metres from the origin at which a camera may stand.
        azimuths: degrees between which it may.
    """

    radius: float = 6.0
    room: float = 12.0
    azimuths: tuple[float, float] = (-80.0, 80.0)

    def taken(self, x: Array, z: Array, width: Array | float = 0.0) -> npt.NDArray[np.bool_]:
        """True where a body of this half width (metres) would stand in the way of an actor or a camera."""
        away = np.hypot(x, z)
        azimuth = np.degrees(np.arctan2(x, z))
        slack = np.degrees(np.arcsin(np.clip((width + 0.7) / np.maximum(away, 1.0), 0, 0.99)))
        between = (azimuth > self.azimuths[0] - slack) & (azimuth < self.azimuths[1] + slack)
        if self.azimuths[1] - self.azimuths[0] >= 359:
            between = np.ones_like(between)
        return np.asarray((away < self.radius + width) | (between & (away < self.room + width + 0.7)))


def spots(
    draw: np.random.Generator,
    count: int,
    ring: tuple[float, float],
    apart: float = 0.0,
    clearing: Clearing | None = None,
    width: float = 0.0,
    crowd: float = 1.0,
) -> npt.NDArray[np.float64]:
    """(N, 2) places (x, z) in a ring about the origin, at most ``count``.

    Args:
        draw: where the places come from.
        count: how many are wanted.
        ring: least and greatest distance from the origin, metres.
        apart: least distance between two, metres.
        clearing: what must stay free; nothing unless said.
        width: half width of what will stand there, metres.
        crowd: 2 spreads them evenly over the area, 1 gives as many to each metre of distance, so more near the middle.
    """
    tries = count * 6
    away = ring[0] + (ring[1] - ring[0]) * draw.random(tries) ** (1 / crowd)
    angle = draw.uniform(-np.pi, np.pi, tries)
    points = np.stack([away * np.sin(angle), away * np.cos(angle)], -1)
    if clearing is not None:
        points = points[~clearing.taken(points[:, 0], points[:, 1], width)]
    if apart <= 0:
        return np.asarray(points[:count])
    kept: list[Array] = []
    for point in points:
        if len(kept) == count:
            break
        if not kept or np.min(np.hypot(*(np.array(kept) - point).T)) >= apart:
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def copies(
    body: Mesh,
    at: npt.ArrayLike,
    yaw: npt.ArrayLike = 0.0,
    size: npt.ArrayLike = 1.0,
    tint: npt.ArrayLike = 1.0,
    lean: npt.ArrayLike = 0.0,
) -> Mesh:
    """Copies of a body, in one mesh, their patterns fixed where they stand.

    Args:
        body: what is copied.
        at: (N, 3) metres.
        yaw: (N,) degrees about y.
        size: (N,) or (N, 3), factors.
        tint: (N, 3), what the colours are multiplied by.
        lean: (N,) metres that a metre of height is pushed along x before the turn.
    """
    places = np.asarray(at, np.float32).reshape(-1, 3)
    n, v = len(places), len(body.vertices)
    turn = np.radians(np.broadcast_to(np.asarray(yaw, np.float32), n))[:, None]
    sizes = np.asarray(size, np.float32)
    sizes = np.broadcast_to(sizes[:, None] if sizes.ndim == 1 else sizes, (n, 3))[:, None]
    tints = np.broadcast_to(np.asarray(tint, np.float32), (n, 3))[:, None]
    leaning = np.broadcast_to(np.asarray(lean, np.float32), n)[:, None]

    def turned(vectors: Floats) -> Floats:
        x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
        return np.stack([x * np.cos(turn) + z * np.sin(turn), y, z * np.cos(turn) - x * np.sin(turn)], -1)

    shaped = body.vertices[None] * sizes
    shaped = shaped + np.stack([leaning * shaped[..., 1], 0 * shaped[..., 1], 0 * shaped[..., 1]], -1)
    points = (turned(shaped) + places[:, None]).reshape(-1, 3).astype(np.float32)
    normals = turned(unit(body.normals[None] / sizes)).reshape(-1, 3)
    fixed = np.isin(body.materials, [number(name) for name in UNTINTED])
    plain = np.zeros(v, bool)
    plain[body.faces[fixed].reshape(-1)] = True
    tints = np.where(plain[None, :, None], np.float32(1), tints)
    faces = (body.faces[None] + (np.arange(n, dtype=np.int32) * v)[:, None, None]).reshape(-1, 3)
    return Mesh(
        points,
        normals.astype(np.float32),
        np.clip(body.colours[None] * tints, 0, 0.95).reshape(-1, 3).astype(np.float32),
        np.clip(body.accents[None] * tints, 0, 1.0).reshape(-1, 3).astype(np.float32),
        points.copy(),
        faces.astype(np.int32),
        np.tile(body.materials, n),
        np.tile(body.semantics, n),
        np.tile(body.instances, n),
    )


def tints(draw: np.random.Generator, count: int, spread: float = 0.2, hues: Array | None = None) -> Floats:
    """(N, 3) tints about 1: brighter and darker, warmer and cooler; with ``hues`` (H, 3) about one of these."""
    light = draw.uniform(1 - spread, 1 + spread, (count, 1))
    warm = draw.uniform(-spread, spread, (count, 1)) * 0.5
    tint = light * (1 + warm * np.array([[1.0, 0.1, -0.6]]))
    if hues is not None:
        tint = tint * np.asarray(hues)[draw.integers(0, len(hues), count)]
    return np.asarray(tint, np.float32)


def strewn(
    draw: np.random.Generator,
    kinds: list[Mesh],
    points: Array,
    height: Any,
    sizes: tuple[float, float] = (0.8, 1.25),
    spread: float = 0.2,
    hues: Array | None = None,
    sink: float = 0.0,
    lean: float = 0.0,
) -> list[Mesh]:
    """Copies of each kind, dealt out over places (N, 2) in turn, standing on the ground ``height(x, z)``."""
    made = []
    for index, kind in enumerate(kinds):
        here = points[index :: len(kinds)]
        n = len(here)
        if n == 0:
            continue
        at = np.stack([here[:, 0], height(here[:, 0], here[:, 1]) - sink, here[:, 1]], -1)
        wide = draw.uniform(*sizes, n)
        tall = wide * draw.uniform(0.88, 1.12, n)
        size = np.stack([wide, tall, wide], -1)
        tint = tints(draw, n, spread, hues)
        made.append(copies(kind, at, draw.uniform(0, 360, n), size, tint, draw.uniform(-lean, lean, n)))
    return made
