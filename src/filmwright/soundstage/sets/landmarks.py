"""What a city is known by: each stands on y = 0 about the origin and is 20 to 30 metres high."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod, tube
from filmwright.soundstage.vocabulary import Semantic

STONE: Colour = (0.42, 0.36, 0.28)
COPPER: Colour = (0.14, 0.36, 0.29)
CRANE: Colour = (0.6, 0.36, 0.04)


def dome() -> Mesh:
    """A domed hall with a lantern on top."""
    of: dict[str, Any] = {"semantic": Semantic.BUILDING}
    drum = lathe([(7.5, 0), (7.5, 9), (6.8, 9.5), (6.6, 13), (7.0, 13.4)], STONE, 24, **of)
    angles = np.linspace(0, np.pi / 2 * 0.94, 9)
    shell = lathe(np.stack([6.6 * np.cos(angles), 13.4 + 7.4 * np.sin(angles)], -1), COPPER, 24, **of)
    top = lathe([(0.9, 20.6), (0.9, 22.8), (1.2, 23.0), (0.02, 25.5)], STONE, 10, **of)
    ring = np.arange(16) / 16 * 2 * np.pi
    feet = np.stack([7.1 * np.sin(ring), np.full(16, 9.4), 7.1 * np.cos(ring)], -1)
    return join([drum, shell, top, boxes(feet, (0.6, 3.6, 0.6), (0.55, 0.48, 0.38), **of)])


def clock_tower() -> Mesh:
    """A tower with lit clocks on four sides."""
    of: dict[str, Any] = {"semantic": Semantic.BUILDING}
    shaft = box(5, 19, 5, (0.4, 0.2, 0.13), accent=(0.5, 0.4, 0.3), material="bricks", **of)
    head = box(5.8, 6, 5.8, STONE, **of).moved((0, 19, 0))
    roof = lathe([(4.4, 25), (0.05, 32)], COPPER, 4, **of).turned(45)
    parts = [shaft, head, roof]
    for turn in (0, 90, 180, 270):
        face = tube(0.3, 2.1, 2.1, (0.8, 0.78, 0.7), 22, accent=(0.6, 0.5, 0.3), material="glow", **of).turned(0, 90)
        hands = [box(0.25, 1.6 - 0.3 * k, 0.1, (0.03, 0.03, 0.03), **of).turned(0, 0, 70 * k - 20) for k in range(2)]
        clock = join([face, *(hand.moved((0, 0, 0.35)) for hand in hands)]).moved((0, 22, 2.8))
        parts.append(clock.turned(turn))
    return join(parts)


def spire() -> Mesh:
    """A church with a spire and a nave."""
    of: dict[str, Any] = {"semantic": Semantic.BUILDING}
    tower = box(5, 16, 5, STONE, accent=(0.05, 0.06, 0.1), material="windows", **of)
    tip = lathe([(3.4, 16), (0.05, 31)], (0.16, 0.18, 0.22), 8, **of)
    corners = [
        lathe([(0.6, 15), (0.6, 18), (0.02, 21)], STONE, 6, **of).moved((x, 0, z))
        for x in (-2.3, 2.3)
        for z in (-2.3, 2.3)
    ]
    nave = box(7, 10, 16, STONE, **of).moved((0, 0, -9))
    roof = lathe([(0.78, 0), (0.02, 0.6)], (0.3, 0.12, 0.08), 4, **of).turned(45).scaled(7.2, 7, 16).moved((0, 10, -9))
    return join([tower, tip, *corners, nave, roof, ball(0.5, (0.6, 0.42, 0.12), material="gold").moved((0, 31, 0))])


def crane() -> Mesh:
    """A building crane over a raw frame of floors."""
    of: dict[str, Any] = {"semantic": Semantic.BUILDING}
    floors = boxes([(0, y, 0) for y in np.arange(0, 15, 3.0)], (12, 0.5, 9), (0.32, 0.31, 0.3), **of)
    posts = boxes([(x, 0, z) for x in (-5.5, 0, 5.5) for z in (-4, 4)], (0.6, 15, 0.6), (0.3, 0.29, 0.28), **of)
    mast = boxes([(-8 + i, 0, j) for i in (-0.6, 0.6) for j in (-0.6, 0.6)], (0.22, 27, 0.22), CRANE, **of)
    steps = [rod((-8.6, y, 0.6), (-7.4, y + 1.5, 0.6), 0.1, CRANE, 4, **of) for y in np.arange(0, 26, 1.5)]
    arm = [rod((-15, 26, s), (14, 26, s), 0.16, CRANE, 4, **of) for s in (-0.6, 0.6)]
    arm += [rod((-8, 31, 0), (x, 26.2, 0), 0.09, CRANE, 4, **of) for x in (-14, 8)]
    cab = box(1.8, 1.8, 1.6, (0.5, 0.5, 0.45), **of).moved((-6.6, 24, 0))
    weight = box(2.4, 2, 1.6, (0.25, 0.25, 0.25), **of).moved((-14, 24.4, 0))
    hook = rod((6, 26, 0), (6, 19, 0), 0.07, (0.05, 0.05, 0.05), 4, **of)
    return join(
        [floors, posts, mast, *steps, *arm, cab, weight, hook, rod((-8, 26, 0), (-8, 31, 0), 0.2, CRANE, 4, **of)]
    )


LANDMARKS: tuple[tuple[str, Callable[[], Mesh]], ...] = (
    ("a copper dome", dome),
    ("a clock tower", clock_tower),
    ("a church spire", spire),
    ("a crane", crane),
)
"""Words for each, and its builder."""
