"""What makes a roof a garden: each on y = 0 about the origin, facing +z."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Vector
from filmwright.soundstage.sets.fixtures import scaled
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import ball, box, boxes, lathe, lumpy, rod
from filmwright.soundstage.vocabulary import Semantic


def planter(wide: float, green: Colour, bloom: Colour, seed: int) -> Mesh:
    """A trough of bushes and flowers."""
    draw = draws(seed, "planter")
    trough = box(
        wide, 0.55, 0.6, (0.3, 0.17, 0.09), accent=(0.16, 0.09, 0.05), material="planks", semantic=Semantic.FURNITURE
    )
    parts = [trough, box(wide - 0.1, 0.02, 0.5, (0.06, 0.04, 0.03)).moved((0, 0.55, 0))]
    for k in range(5):
        size = float(draw.uniform(0.24, 0.42))
        tint = np.array(green) * draw.uniform(0.7, 1.4)
        bush = lumpy(
            ball(size, tint, 11, 8, accent=tint * 1.8, material="leaves", semantic=Semantic.PLANT), 0.07, seed + k, 0.4
        )
        x = (k - 2) * wide / 5
        parts.append(bush.scaled(1.2, float(draw.uniform(0.9, 1.5)), 0.9).moved((x, 0.62, 0)))
        for _ in range(4):
            at = (
                x + float(draw.uniform(-0.25, 0.25)),
                0.62 + size * 1.2 + float(draw.uniform(-0.1, 0.12)),
                float(draw.uniform(-0.1, 0.25)),
            )
            parts.append(ball(0.055, bloom, 6, 4, semantic=Semantic.PLANT).moved(at))
    return join(parts)


def small_tree(high: float, green: Colour, seed: int) -> Mesh:
    """A round-headed tree in a tub."""
    tub = lathe([(0.36, 0), (0.45, 0.55), (0.38, 0.55), (0.01, 0.5)], (0.45, 0.2, 0.1), 14, semantic=Semantic.FURNITURE)
    stem = rod(
        (0, 0.4, 0),
        (0.05, high * 0.62, 0),
        0.06,
        (0.2, 0.12, 0.07),
        7,
        material="bark",
        accent=(0.1, 0.06, 0.03),
        semantic=Semantic.PLANT,
    )
    of = {"accent": darker(green, 2.0), "material": "leaves", "semantic": Semantic.PLANT}
    crowns = [
        lumpy(ball(r, green, 14, 10, **of), 0.16, seed + k, 0.6).moved((x, high * 0.72 + y, z))
        for k, (x, y, z, r) in enumerate(((0, 0.15, 0, 0.7), (-0.45, -0.1, 0.2, 0.45), (0.42, 0.0, -0.15, 0.48)))
    ]
    return join([tub, stem, *crowns])


def deck_chair(cloth: Colour) -> Mesh:
    """A chair of striped canvas; its seat is at 0.42."""
    wood = (0.42, 0.26, 0.13)
    frame = [
        rod((s * 0.32, 0.02, 0.55), (s * 0.32, 1.05, -0.55), 0.028, wood, 5, semantic=Semantic.FURNITURE)
        for s in (-1, 1)
    ]
    frame += [
        rod((s * 0.28, 0.02, -0.5), (s * 0.28, 0.6, 0.5), 0.028, wood, 5, semantic=Semantic.FURNITURE) for s in (-1, 1)
    ]
    of = {"accent": (0.7, 0.68, 0.62), "material": "cloth stripes", "semantic": Semantic.FURNITURE}
    seat = box(0.56, 0.03, 0.6, cloth, **of).turned(0, -8).moved((0, 0.39, 0.15))
    back = box(0.56, 0.8, 0.03, cloth, **of).turned(0, -28).moved((0, 0.4, -0.14))
    return join([*frame, seat, back])


def garden_bench() -> Mesh:
    """A bench of slats; its seat is at 0.46."""
    wood = (0.3, 0.18, 0.09)
    seat = boxes([(0, 0.42, z) for z in (-0.16, 0.0, 0.16)], (1.6, 0.04, 0.13), wood, semantic=Semantic.FURNITURE)
    back = boxes([(0, y, -0.26) for y in (0.58, 0.72, 0.86)], (1.6, 0.09, 0.03), wood, semantic=Semantic.FURNITURE)
    legs = boxes(
        [(s * 0.72, 0, z) for s in (-1, 1) for z in (-0.24, 0.18)],
        (0.07, 0.42, 0.07),
        wood,
        semantic=Semantic.FURNITURE,
    )
    posts = boxes([(s * 0.72, 0.4, -0.26) for s in (-1, 1)], (0.07, 0.55, 0.05), wood, semantic=Semantic.FURNITURE)
    return join([seat, back, legs, posts])


def bulbs(start: Vector, end: Vector, light: Colour, shine: float) -> Mesh:
    """A sagging string of bulbs."""
    count = max(8, round(float(np.linalg.norm(np.array(end) - start)) / 0.8))
    t = np.linspace(0, 1, count + 1)
    points = np.array(start) * (1 - t[:, None]) + np.array(end) * t[:, None]
    points[:, 1] -= 0.6 * 4 * t * (1 - t) * min(1.0, count / 14)
    wires = [rod(points[k], points[k + 1], 0.012, (0.03, 0.03, 0.03), 4) for k in range(count)]
    glass = ball(0.075, (0.8, 0.7, 0.5), 7, 5, accent=scaled(light, shine), material="glow", semantic=Semantic.LAMP)
    return join([*wires, *(glass.moved(point - np.array([0, 0.09, 0])) for point in points[1:-1])])
