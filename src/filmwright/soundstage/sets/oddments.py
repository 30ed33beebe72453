"""Small things that lie about in rooms: each stands on y = 0 about the origin."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.sets.furniture import SPINES, darker
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod, tube
from filmwright.soundstage.vocabulary import Semantic


def vase(colour: Colour) -> Mesh:
    """A vase with flowers."""
    body = lathe([(0.06, 0), (0.1, 0.1), (0.05, 0.22), (0.07, 0.26)], colour, 12, material="plastic")
    ways = [(np.sin(k * 2.4) * 0.13, 0.42 + 0.05 * (k % 3), np.cos(k * 2.4) * 0.13) for k in range(7)]
    stems = [rod((0, 0.2, 0), way, 0.008, (0.08, 0.2, 0.05), 4, semantic=Semantic.PLANT) for way in ways]
    heads = [
        ball(0.055, ((0.7, 0.15, 0.1), (0.75, 0.5, 0.1), (0.7, 0.6, 0.6))[k % 3], 7, 5, semantic=Semantic.PLANT).moved(
            way
        )
        for k, way in enumerate(ways)
    ]
    return join([body, *stems, *heads])


def globe(wood: Colour) -> Mesh:
    """A globe on a stand."""
    sea = ball(0.28, (0.06, 0.2, 0.36), 16, 10, accent=(0.5, 0.45, 0.2), material="rock").moved((0, 0.85, 0))
    legs = [rod((np.sin(a) * 0.25, 0, np.cos(a) * 0.25), (0, 0.5, 0), 0.025, wood) for a in (0.3, 2.4, 4.5)]
    ring = tube(0.03, 0.33, 0.33, wood, 20, material="wood").moved((0, 0.6, 0))
    return join([sea, *legs, ring, rod((0, 0.45, 0), (0, 0.62, 0), 0.03, wood)])


def papers(seed: int) -> Mesh:
    """Books in a pile and sheets of paper."""
    draw = draws(seed, "papers")
    pile = [
        box(0.26, 0.04, 0.19, SPINES[k % len(SPINES)]).turned(float(draw.uniform(-15, 15))).moved((0.55, 0.04 * k, 0))
        for k in range(5)
    ]
    sheets = [
        box(0.21, 0.004, 0.3, (0.78, 0.76, 0.7))
        .turned(float(draw.uniform(-40, 40)))
        .moved((0.1 * k - 0.2, 0.004 * k, 0.1))
        for k in range(3)
    ]
    return join([*pile, *sheets])


def jars(seed: int, count: int, width: float) -> Mesh:
    """A row of jars and tins."""
    draw = draws(seed, "jars")
    parts = []
    for index in range(count):
        x = (index + 0.5) / count * width - width / 2
        radius, high = float(draw.uniform(0.04, 0.08)), float(draw.uniform(0.12, 0.3))
        tone = SPINES[int(draw.integers(len(SPINES)))] * 1.2 + 0.06
        body = tube(high, radius, radius, tone, 10, material="plastic")
        parts.append(
            join([body, tube(0.03, radius * 0.8, radius * 0.8, darker(tone), 10).moved((0, high, 0))]).moved((x, 0, 0))
        )
    return join(parts)


def bowl(colour: Colour) -> Mesh:
    """A bowl of fruit."""
    body = lathe([(0.08, 0), (0.2, 0.1), (0.19, 0.1), (0.05, 0.03)], colour, 16, material="plastic")
    tones = ((0.7, 0.12, 0.06), (0.75, 0.4, 0.05), (0.4, 0.55, 0.1), (0.72, 0.6, 0.1), (0.6, 0.08, 0.06))
    fruit = [
        ball(0.06, tones[k], 8, 6).moved((np.sin(k * 1.3) * 0.08, 0.11 + 0.03 * (k % 2), np.cos(k * 1.3) * 0.08))
        for k in range(5)
    ]
    return join([body, *fruit])


def stove() -> Mesh:
    """A stove with an oven, rings and two pots."""
    body = box(0.85, 0.9, 0.62, (0.66, 0.65, 0.62), semantic=Semantic.FURNITURE)
    glass = box(0.66, 0.42, 0.02, (0.02, 0.02, 0.02), material="glass", semantic=Semantic.FURNITURE).moved(
        (0, 0.2, 0.31)
    )
    bar = rod((-0.33, 0.68, 0.35), (0.33, 0.68, 0.35), 0.02, (0.5, 0.5, 0.5), material="metal")
    knobs = boxes([(x, 0.76, 0.32) for x in (-0.3, -0.1, 0.1, 0.3)], (0.06, 0.06, 0.06), (0.06, 0.06, 0.06))
    pots = [
        tube(0.16, 0.13, 0.13, (0.55, 0.1, 0.06), 12, material="plastic").moved((-0.18, 0.91, 0.05)),
        tube(0.24, 0.11, 0.11, (0.4, 0.42, 0.44), 12, material="metal").moved((0.2, 0.91, -0.08)),
    ]
    return join([body, glass, bar, knobs, *pots])


def vice() -> Mesh:
    """A bench vice."""
    iron = (0.1, 0.16, 0.22)
    blocks = boxes(
        [(0, 0, 0), (0, 0.1, 0.1), (0, 0.1, -0.1)], [(0.16, 0.1, 0.34), (0.22, 0.1, 0.06), (0.22, 0.1, 0.06)], iron
    )
    return join([blocks, rod((-0.14, 0.06, 0.22), (0.14, 0.06, 0.22), 0.015, (0.5, 0.5, 0.5), material="metal")])


def tools(seed: int) -> Mesh:
    """A board of tools for a wall, its foot at y = 0."""
    draw = draws(seed, "tools")
    parts = [box(2.0, 1.1, 0.03, (0.36, 0.26, 0.15), semantic=Semantic.FURNITURE)]
    for index in range(9):
        x, long = -0.85 + index * 0.21, float(draw.uniform(0.28, 0.55))
        grip = SPINES[index % 5] * 1.3
        parts.append(box(0.05, long * 0.45, 0.04, grip, semantic=Semantic.PROP).moved((x, 0.35, 0.03)))
        steel = {"material": "metal", "semantic": Semantic.PROP}
        parts.append(box(0.03, long * 0.55, 0.02, (0.5, 0.5, 0.52), **steel).moved((x, 0.35 + long * 0.45, 0.03)))
        if index % 3 == 0:
            parts.append(box(0.18, 0.07, 0.05, (0.3, 0.3, 0.32), **steel).moved((x, 0.35 + long, 0.03)))
    return join(parts)


def barrel(colour: Colour) -> Mesh:
    """A barrel with hoops."""
    body = lathe(
        [(1e-3, 0), (0.28, 0), (0.35, 0.45), (0.28, 0.9), (1e-3, 0.9)],
        colour,
        16,
        accent=darker(colour),
        material="wood",
    )
    hoops = [
        tube(0.05, r, r, (0.12, 0.12, 0.13), 16, material="metal").moved((0, y, 0))
        for y, r in ((0.15, 0.325), (0.7, 0.33))
    ]
    return join([body, *hoops])
