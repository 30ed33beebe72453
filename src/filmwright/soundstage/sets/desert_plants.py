"""What grows in hot sand: cacti and palms."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.solids import ball
from filmwright.soundstage.vocabulary import Semantic

PLANT = Semantic.PLANT


def saguaro(seed: int, high: float = 4.2) -> Mesh:
    """A tall ribbed cactus with raised arms."""
    draw = draws(seed, "saguaro")
    green, pale = np.array((0.06, 0.12, 0.045)), np.array((0.16, 0.24, 0.08))
    up = np.linspace(-0.05, 1, 9)
    body = [
        plants.curved(
            np.stack([0.05 * np.sin(up * 4), up * high, 0 * up], -1),
            0.27 * np.array([0.85, 0.9, 1, 1, 1, 1, 0.97, 0.8, 0.3]),
            green,
            12,
            0.2,
            semantic=PLANT,
        )
    ]
    for k in range(int(draw.integers(2, 4))):
        turn, base, long = (
            k * 2.5 + draw.uniform(-0.5, 0.5),
            high * draw.uniform(0.34, 0.55),
            high * draw.uniform(0.22, 0.4),
        )
        out = np.array([0, 0.35, 0.62, 0.75, 0.78, 0.78, 0.77])
        rise = np.array([0, 0.0, 0.08, 0.3, 0.5, 0.85, 1.0]) * long
        path = np.stack([out * np.sin(turn), base + rise, out * np.cos(turn)], -1)
        body.append(plants.curved(path, 0.19 * np.array([0.9, 1, 1, 1, 1, 0.85, 0.35]), green, 12, 0.2, semantic=PLANT))
    made = join(body)
    return plants.graded(made, green * 0.7, pale)


def prickly(seed: int) -> Mesh:
    """Flat round pads upon pads, with red fruit."""
    draw = draws(seed, "prickly")
    green = np.array((0.07, 0.15, 0.06))
    parts = []
    for k in range(7):
        level = 0 if k < 3 else 1
        at = (draw.uniform(-0.3, 0.3), 0.22 + 0.36 * level, draw.uniform(-0.15, 0.15))
        pad = ball(0.24, green * draw.uniform(0.8, 1.4), 9, 6, semantic=PLANT).scaled(0.85, 1.0, 0.22)
        fruit = ball(0.045, (0.5, 0.05, 0.1), 5, 4, semantic=PLANT).moved((0.03, 0.24, 0))
        parts.append(
            join([pad, fruit]).turned(draw.uniform(-60, 60), draw.uniform(-20, 20), draw.uniform(-35, 35)).moved(at)
        )
    return join(parts)


def palm(seed: int, high: float = 6.0) -> Mesh:
    """A palm with arching fronds."""
    draw = draws(seed, "palm")
    t = np.linspace(0, 1, 6)
    lean = draw.uniform(0.6, 1.4)
    path = np.stack([lean * t**2, high * t - 0.2, 0 * t], -1)
    stem = plants.curved(
        path, 0.2 - 0.08 * t, (0.22, 0.15, 0.09), 7, accent=(0.1, 0.07, 0.04), material="bark", semantic=PLANT
    )
    crown = [
        undergrowth.fern(seed + k, 2.1, (0.03, 0.08, 0.02), (0.12, 0.22, 0.05))
        .scaled(1, 0.8, 1)
        .turned(35 * k)
        .moved((lean, high - 0.25 - 0.2 * k, 0))
        for k in range(2)
    ]
    return join([stem, *crown])
