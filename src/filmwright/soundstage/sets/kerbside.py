"""What stands along a kerb: lamps and parked cars."""

from __future__ import annotations

from typing import Any

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets.buildings import LAMP, VEHICLE, Tone
from filmwright.soundstage.solids import ball, box, lathe, tube


def lamp_post(lit: bool, iron: Tone = (0.03, 0.04, 0.04)) -> Mesh:
    """A cast-iron street lamp, its light 4.15 m up."""
    post = lathe(
        [(0.2, 0), (0.2, 0.25), (0.11, 0.4), (0.075, 1.0), (0.055, 3.8), (0.16, 3.9)],
        iron,
        8,
        material="metal",
        semantic=LAMP,
    )
    light = (1.0, 0.72, 0.4)
    glass = lathe(
        [(0.13, 3.9), (0.24, 4.35), (0.02, 4.4)],
        (0.75, 0.72, 0.62),
        8,
        material="lamp" if lit else "plain",
        semantic=LAMP,
        accent=light,
    )
    hat = lathe([(0.3, 4.35), (0.06, 4.62), (0.01, 4.75)], iron, 8, semantic=LAMP)
    return join([post, glass, hat])


def car(seed: int, paint: Tone, lit: bool = False) -> Mesh:
    """A small parked car along x, 3.9 m long."""
    draw = draws(seed, "car")
    tall = float(draw.uniform(0.92, 1.12))
    along = np.array([-1.95, -1.85, -1.45, -0.95, -0.45, 0.55, 1.05, 1.5, 1.85, 1.95])
    top = np.array([0.55, 0.78, 0.86, 0.92, 0.95, 0.95, 0.92, 0.84, 0.74, 0.5])
    low = np.array([0.4, 0.28, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.28, 0.4])
    half = np.array([0.6, 0.76, 0.82, 0.85, 0.86, 0.86, 0.85, 0.82, 0.74, 0.58])
    hull = _loft(along, low, top, half, half * 0.93, paint, "car paint")
    cabin_x = np.array([-1.55, -0.85, -0.2, 0.35, 1.05])
    cabin_top = np.array([0.9, 1.38, 1.46, 1.42, 0.92]) * [1, tall, tall, tall, 1]
    glass = _loft(
        cabin_x,
        np.full(5, 0.85),
        cabin_top,
        np.full(5, 0.78),
        np.array([0.74, 0.62, 0.62, 0.6, 0.72]),
        (0.03, 0.04, 0.055),
        "glass",
    )
    roof = _loft(
        cabin_x[1:4] * 0.96,
        cabin_top[1:4] - 0.03,
        cabin_top[1:4] + 0.035,
        np.full(3, 0.64),
        np.full(3, 0.56),
        paint,
        "car paint",
    )
    parts = [hull, glass, roof]
    for x in (-1.2, 1.2):
        for side in (-1, 1):
            tyre = tube(0.2, 0.33, 0.33, (0.02, 0.02, 0.02), 12, material="rubber", semantic=VEHICLE)
            hub = tube(0.22, 0.18, 0.16, (0.45, 0.45, 0.45), 8, material="metal", semantic=VEHICLE)
            parts.append(join([tyre, hub]).turned(0, 90 * side).moved((x, 0.33, side * 0.7)))
    for side in (-1, 1):
        parts.append(
            ball(0.12, (0.8, 0.78, 0.7), 7, 4, material="glow" if lit else "plastic", semantic=VEHICLE).moved(
                (1.88, 0.62, side * 0.55)
            )
        )
        parts.append(
            ball(0.1, (0.4, 0.02, 0.02), 6, 4, material="plastic", semantic=VEHICLE).moved((-1.88, 0.66, side * 0.58))
        )
    parts += [
        box(0.1, 0.1, 1.5, (0.4, 0.4, 0.4), material="metal", semantic=VEHICLE).moved((at, 0.36, 0))
        for at in (-1.95, 1.95)
    ]
    return join(parts)


def _loft(along: Any, low: Any, top: Any, wide: Any, narrow: Any, colour: Tone, material: str) -> Mesh:
    """A body through rounded cross-sections along x: ``wide`` at half height, ``narrow`` at the top."""
    middle = low + (top - low) * 0.55
    ring = [
        (low, wide * 0.9), (middle, wide), (top - (top - low) * 0.12, narrow * 0.99), (top, narrow * 0.85),
        (top, -narrow * 0.85), (top - (top - low) * 0.12, -narrow * 0.99), (middle, -wide), (low, -wide * 0.9),
    ]  # fmt: skip
    points = np.stack([np.stack([along, y, z], -1) for y, z in ring], 1)
    count, sides = points.shape[:2]
    faces = []
    for i in range(count - 1):
        for k in range(sides):
            a, b = i * sides + k, i * sides + (k + 1) % sides
            faces += [(a, a + sides, b + sides), (a, b + sides, b)]
    for end, flip in ((0, False), (count - 1, True)):
        for k in range(1, sides - 1):
            a, b, c = end * sides, end * sides + k, end * sides + k + 1
            faces.append((a, c, b) if flip else (a, b, c))
    return mesh(points.reshape(-1, 3), faces, colour, material, VEHICLE)
