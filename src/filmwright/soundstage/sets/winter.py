"""What people leave in the snow: a cabin, a snowman, a fence."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets import buildings, plants
from filmwright.soundstage.sets.scatter import copies
from filmwright.soundstage.sets.terrain import Height, weathered
from filmwright.soundstage.solids import ball, box, cone, lathe, tube
from filmwright.soundstage.vocabulary import Semantic, Weather

BUILDING, PROP = Semantic.BUILDING, Semantic.PROP
WHITE, BLUE = np.array((0.41, 0.44, 0.49)), np.array((0.23, 0.29, 0.39))
"""Snow in light and in shade."""


def cabin(lit: bool) -> Mesh:
    """A log cabin under a thick roof of snow, its chimney and its porch."""
    wood = np.array((0.2, 0.11, 0.06))
    logs = []
    for row in range(8):
        y = 0.2 + 0.37 * row
        for z in (-2.4, 2.4):
            beam = tube(
                7.0, 0.2, 0.2, wood * (0.85 + 0.3 * (row % 2)), 7, material="wood", semantic=BUILDING, accent=wood * 0.5
            )
            logs.append(beam.turned(0, 0, 90).moved((3.5, y, z)))
        for x in (-3.1, 3.1):
            beam = tube(
                5.6, 0.2, 0.2, wood * (0.95 + 0.2 * (row % 2)), 7, material="wood", semantic=BUILDING, accent=wood * 0.5
            )
            logs.append(beam.turned(0, 90).moved((x, y + 0.18, -2.8)))
    roof = buildings.gable(6.9, 5.2, 2.3, wood * 0.7, wood, "planks", 0.7).moved((0, 3.2, 0))
    snow = []
    for side in (1, -1):
        t, s = np.meshgrid(np.linspace(0, 1, 7), np.linspace(-1, 1, 12), indexing="ij")
        lump = 0.24 + 0.07 * np.sin(s * 9 + t * 3) * t
        points = np.stack([s * 3.75, 5.5 - 3.15 * t + lump * (1 - 0.9 * (t > 0.99)), side * 3.45 * t], -1).reshape(
            -1, 3
        )
        index = np.arange(84).reshape(7, 12)
        a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
        faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])
        snow.append(mesh(points, faces if side > 0 else faces[:, ::-1], WHITE * 1.1, "snow", BUILDING, BLUE * 1.2))
    frame = np.array((0.34, 0.2, 0.1))
    parts = [
        box(6.2, 3.2, 4.8, wood * 0.6, semantic=BUILDING),
        *logs,
        roof,
        *snow,
        buildings.door(1.1, 2.1, (0.3, 0.06, 0.04), frame, lit).moved((0.9, 0, 2.58)),
        *(buildings.window(1.15, 1.1, lit, frame, (0.08, 0.16, 0.11)).moved((x, 1.15, 2.58)) for x in (-1.8,)),
        buildings.window(0.8, 1.1, lit, frame).moved((2.45, 1.15, 2.58)),
        *(buildings.window(1.0, 1.1, lit, frame).turned(90 * s).moved((s * 3.3, 1.15, 0)) for s in (-1, 1)),
        box(0.9, 3.4, 0.9, (0.28, 0.25, 0.23), material="rock", semantic=BUILDING, accent=(0.42, 0.4, 0.37)).moved(
            (-2.0, 3.6, -0.9)
        ),
        box(1.05, 0.22, 1.05, WHITE * 1.1, material="snow", semantic=BUILDING, accent=BLUE).moved((-2.0, 7.0, -0.9)),
        box(3.2, 0.18, 1.3, wood * 0.8, material="planks", semantic=BUILDING, accent=wood * 0.5).moved((0.9, 0, 3.2)),
    ]
    return join(parts)


def snowman() -> Mesh:
    """Three balls, coal, a carrot, a scarf and a hat."""
    snow = {"material": "snow", "semantic": PROP, "accent": BLUE * 1.2}
    coal = (0.015, 0.015, 0.018)
    parts = [ball(r, WHITE * 1.1, 14, 9, **snow).moved((0, y, 0)) for r, y in ((0.52, 0.42), (0.38, 1.1), (0.27, 1.62))]
    parts.append(cone(0.3, 0.045, (0.6, 0.2, 0.03), 8, semantic=PROP).turned(0, 90).moved((0, 1.62, 0.25)))
    parts += [
        ball(0.035, coal, 6, 4, semantic=PROP).moved((x, y, z))
        for x, y, z in ((-0.1, 1.71, 0.24), (0.1, 1.71, 0.24), (0, 1.25, 0.36), (0, 1.05, 0.38))
    ]
    scarf = lathe([(0.24, 1.36), (0.31, 1.4), (0.31, 1.46), (0.22, 1.5)], (0.5, 0.04, 0.04), 12, semantic=PROP)
    hat = join(
        [
            tube(0.03, 0.34, 0.34, coal, 14, semantic=PROP).moved((0, 1.83, 0)),
            tube(0.3, 0.21, 0.2, coal, 14, semantic=PROP).moved((0, 1.85, 0)),
        ]
    )
    arms = [
        plants.curved(
            np.array([(s * 0.3, 1.15, 0), (s * 0.6, 1.3, 0.05), (s * 0.85, 1.55, 0.05)]),
            [0.03, 0.025, 0.012],
            (0.1, 0.06, 0.04),
            5,
            semantic=PROP,
        )
        for s in (-1, 1)
    ]
    return join([*parts, scarf, hat, *arms])


def snowy_fence(seed: int, height: Height) -> Mesh:
    """Leaning posts with caps of snow."""
    draw = draws(seed, "snow", "fence")
    wood = np.array((0.16, 0.1, 0.065))
    post = join(
        [
            box(0.14, 1.15, 0.14, wood, material="wood", semantic=PROP, accent=wood * 0.5),
            ball(0.13, WHITE * 1.1, 8, 5, material="snow", semantic=PROP, accent=BLUE)
            .scaled(1, 0.6, 1)
            .moved((0, 1.17, 0)),
        ]
    )
    side = 1 if draw.random() < 0.5 else -1
    steps = np.arange(11)
    x, z = side * (4.0 + 1.9 * steps), -6.6 - 0.25 * steps + 0.3 * np.sin(steps * 1.3)
    y = height(x, z)
    parts = [copies(post, np.stack([x, y - 0.15, z], -1), steps * 31.0, lean=draw.uniform(-0.12, 0.12, 11))]
    for k in range(10):
        for up in (0.45, 0.8):
            ends = np.array(
                [
                    (x[k], y[k] + up, z[k]),
                    ((x[k] + x[k + 1]) / 2, (y[k] + y[k + 1]) / 2 + up - 0.03, (z[k] + z[k + 1]) / 2),
                    (x[k + 1], y[k + 1] + up, z[k + 1]),
                ]
            )
            rail = plants.curved(ends, [0.055, 0.05, 0.055], wood, 6, accent=wood * 0.5, material="wood", semantic=PROP)
            parts.append(weathered(rail, Weather.SNOWFALL))
    return join(parts)
