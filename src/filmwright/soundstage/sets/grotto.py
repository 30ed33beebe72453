"""What grows and burns in caves: dripstones, crystals, torches, glowing mushrooms; each on y = 0 about the origin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import lathe, lumpy, rod, tube
from filmwright.soundstage.vocabulary import Semantic


def dripstone(high: float, radius: float, colour: Colour, seed: int, **of: Any) -> Mesh:
    """A stone that has grown to a point."""
    profile = [
        (radius * 1.5, 0),
        (radius * 0.95, high * 0.16),
        (radius * 0.62, high * 0.5),
        (radius * 0.34, high * 0.8),
        (0.01, high),
    ]
    return lumpy(lathe(profile, colour, 9, **of), radius * 0.22, seed, radius * 2.2)


def crystals(light: Colour, seed: int, size: float) -> tuple[Mesh, float]:
    """A cluster of glowing crystals, and the height of its light."""
    draw = draws(seed, "crystals")
    parts = []
    for index in range(8):
        high = size * float(draw.uniform(0.5, 1.25)) * (1.25 if index == 0 else 0.8)
        wide = high * 0.16
        tint = np.clip(np.array(light) * 0.5 + 0.12, 0, 0.85)
        glow = np.array(light) * (0.2 + 0.5 * float(draw.random()))
        body = lathe(
            [(wide * 0.8, 0), (wide, high * 0.68), (0.005, high)],
            tint,
            6,
            accent=glow,
            material="glow",
            semantic=Semantic.ROCK,
        )
        lean = 0.0 if index == 0 else float(draw.uniform(14, 48))
        parts.append(
            body.turned(index * 137.5, lean).moved(
                (np.sin(index * 2.4) * 0.16 * size, 0, np.cos(index * 2.4) * 0.16 * size)
            )
        )
    return join(parts), 0.95 * size


def torch(light: Colour, seed: int, size: float) -> tuple[Mesh, float]:
    """A torch on a staff among stones."""
    high = 1.55 * size
    staff = rod((0, 0, 0), (0, high, 0), 0.05, (0.2, 0.11, 0.05), 8, accent=(0.1, 0.05, 0.02), material="bark")
    cup = tube(0.2, 0.06, 0.12, (0.12, 0.11, 0.1), 10, material="metal", semantic=Semantic.LAMP).moved(
        (0, high - 0.05, 0)
    )
    flame = lathe(
        [(0.06, 0), (0.13, 0.12), (0.09, 0.3), (0.01, 0.52)],
        light,
        9,
        accent=(1.0, 0.36, 0.06),
        material="lamp",
        semantic=Semantic.LAMP,
    )
    heart = lathe(
        [(0.03, 0.02), (0.075, 0.12), (0.01, 0.3)],
        light,
        8,
        accent=(1.0, 0.8, 0.35),
        material="lamp",
        semantic=Semantic.LAMP,
    )
    stones = [
        dripstone(0.3, 0.16, (0.25, 0.2, 0.16), seed + k, material="rock").moved(
            (np.sin(k * 2.1) * 0.17, 0, np.cos(k * 2.1) * 0.17)
        )
        for k in range(3)
    ]
    return join(
        [
            staff,
            cup,
            lumpy(flame, 0.03, seed, 0.2).moved((0, high + 0.12, 0)),
            heart.moved((0.02, high + 0.12, 0.1)),
            *stones,
        ]
    ), high + 0.3


def mushrooms(light: Colour, seed: int, size: float) -> tuple[Mesh, float]:
    """Tall mushrooms whose caps glow below."""
    draw = draws(seed, "mushrooms")
    parts = []
    for index in range(6):
        high, wide = size * float(draw.uniform(0.35, 1.15)), size * float(draw.uniform(0.22, 0.42))
        stem = lathe(
            [(0.09 * size, 0), (0.05 * size, high * 0.6), (0.06 * size, high)],
            (0.6, 0.55, 0.42),
            8,
            semantic=Semantic.PLANT,
        )
        cap = lathe(
            [(wide, 0), (wide * 0.85, wide * 0.35), (wide * 0.4, wide * 0.62), (0.01, wide * 0.68)],
            darker(light, 0.5),
            14,
            accent=darker(light, 0.28),
            material="glow",
            semantic=Semantic.PLANT,
        )
        gills = lathe(
            [(0.02, 0.05), (wide * 0.97, 0)],
            light,
            14,
            accent=darker(light, 0.7),
            material="glow",
            semantic=Semantic.PLANT,
        )
        far = 0.0 if index == 0 else float(draw.uniform(0.3, 0.6)) * size
        at = (np.sin(index * 1.3) * far, 0, np.cos(index * 1.3) * far)
        parts.append(
            join([stem, cap.moved((0, high, 0)), gills.moved((0, high, 0))])
            .turned(0, float(draw.uniform(-10, 10)))
            .moved(at)
        )
    return join(parts), 0.7 * size


SOURCES: dict[str, Callable[[Colour, int, float], tuple[Mesh, float]]] = {
    "crystals": crystals,
    "torches": torch,
    "mushrooms": mushrooms,
}
"""What lights a cave: its body and the height of its light, from a colour, a seed and a size."""
