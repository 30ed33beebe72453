"""Furniture: each piece stands on y = 0 about the origin and faces +z; metres, linear colours."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.solids import ball, box, boxes, limb, lumpy, rod, tube
from filmwright.soundstage.vocabulary import Semantic

FURNITURE = Semantic.FURNITURE
SPINES = np.array(
    [(0.42, 0.06, 0.05), (0.05, 0.13, 0.3), (0.6, 0.48, 0.28), (0.07, 0.24, 0.16), (0.5, 0.25, 0.05), (0.12, 0.1, 0.1)]
)
"""What books come in."""


def put(piece: Mesh, x: float, z: float, facing: float = 0.0, y: float = 0.0) -> Mesh:
    """A piece in its place, turned to face so many degrees about y; its pattern stays there."""
    return piece.turned(facing).moved((x, y, z)).placed()


def darker(colour: Colour, by: float = 0.6) -> Colour:
    """The same colour with less light."""
    return tuple(float(channel) * by for channel in colour)


def table(x: float, z: float, wood: Colour, height: float = 0.74) -> Mesh:
    """A table with a thick top and four legs."""
    top = box(x, 0.05, z, wood, accent=darker(wood), material="wood", semantic=FURNITURE).moved((0, height - 0.05, 0))
    feet = [(i * (x / 2 - 0.07), 0, j * (z / 2 - 0.07)) for i in (-1, 1) for j in (-1, 1)]
    legs = boxes(feet, (0.07, height - 0.05, 0.07), darker(wood, 0.8), semantic=FURNITURE)
    apron = box(x - 0.16, 0.08, z - 0.16, darker(wood, 0.85), semantic=FURNITURE).moved((0, height - 0.13, 0))
    return join([top, legs, apron])


def round_table(radius: float, wood: Colour, height: float = 0.72) -> Mesh:
    """A round table on one foot."""
    of = {"accent": darker(wood), "material": "wood", "semantic": FURNITURE}
    top = tube(0.04, radius, radius, wood, 20, **of).moved((0, height - 0.04, 0))
    return join([top, tube(height - 0.04, 0.05, 0.05, wood, 8, **of), tube(0.04, radius * 0.6, 0.06, wood, 14, **of)])


def chair(wood: Colour, seat: Colour) -> Mesh:
    """A chair with a slatted back; its seat is at 0.46."""
    legs = boxes([(i * 0.19, 0, 0.19) for i in (-1, 1)], (0.045, 0.44, 0.045), wood, semantic=FURNITURE)
    posts = boxes([(i * 0.19, 0, -0.2) for i in (-1, 1)], (0.045, 0.95, 0.045), wood, semantic=FURNITURE)
    slats = boxes([(0, y, -0.2) for y in (0.62, 0.75, 0.87)], (0.38, 0.06, 0.025), wood, semantic=FURNITURE)
    pad = box(0.44, 0.06, 0.44, seat, material="cloth", accent=darker(seat), semantic=FURNITURE).moved((0, 0.41, 0))
    return join([legs, posts, slats, pad])


def armchair(cloth: Colour, cushion: Colour, width: float = 0.9) -> Mesh:
    """An armchair, or a sofa where it is wide; its seat is at 0.45."""
    of = {"material": "cloth", "accent": darker(cloth, 0.7), "semantic": FURNITURE}
    base = box(width, 0.22, 0.85, darker(cloth, 0.8), **of).moved((0, 0.1, 0))
    back = box(width, 0.5, 0.2, cloth, **of).moved((0, 0.36, -0.34))
    arms = [
        join([box(0.18, 0.34, 0.85, cloth, **of), rod((0, 0.34, -0.42), (0, 0.34, 0.42), 0.1, cloth, 10, **of)]).moved(
            (side * (width / 2 - 0.09), 0.28, 0)
        )
        for side in (-1, 1)
    ]
    count = max(1, round((width - 0.36) / 0.7))
    each = (width - 0.4) / count
    seats, pillows = [], []
    for index in range(count):
        x = (index - (count - 1) / 2) * each
        seats.append(box(each - 0.02, 0.14, 0.62, cloth, **of).moved((x, 0.31, 0.08)))
        pillow = lumpy(ball(0.5, cushion, 12, 8, **{**of, "accent": darker(cushion)}), 0.02, index, 0.4)
        pillows.append(pillow.scaled(0.42, 0.4, 0.16).turned(0, -18, 8 * (-1) ** index).moved((x, 0.62, -0.17)))
    feet = [(i * (width / 2 - 0.1), 0, j * 0.34) for i in (-1, 1) for j in (-1, 1)]
    return join([base, back, *arms, *seats, *pillows, boxes(feet, (0.06, 0.1, 0.06), (0.06, 0.04, 0.03))])


def bookshelf(width: float, height: float, wood: Colour, seed: int, fullness: float = 0.88) -> Mesh:
    """Shelves 0.3 deep, full of books with some gaps and vases."""
    draw = draws(seed, "bookshelf")
    rows = max(2, round(height / 0.38))
    step = (height - 0.08) / rows
    of = {"material": "wood", "accent": darker(wood), "semantic": FURNITURE}
    levels = boxes([(0, 0.05 + step * row, 0) for row in range(rows + 1)], (width, 0.03, 0.3), wood, **of)
    sides = boxes([(i * (width / 2 - 0.015), 0, 0) for i in (-1, 1)], (0.03, height, 0.31), wood, **of)
    back = box(width, height, 0.02, darker(wood, 0.45), semantic=FURNITURE).moved((0, 0, -0.14))
    places, sizes, colours = [], [], []
    for row in range(rows):
        x = -width / 2 + 0.05
        while x < width / 2 - 0.09:
            thick = float(draw.uniform(0.035, 0.075))
            if draw.random() < fullness:
                tall = step * float(draw.uniform(0.6, 0.88))
                places.append((x + thick / 2, 0.08 + step * row, float(draw.uniform(-0.02, 0.02))))
                sizes.append((thick - 0.004, tall, 0.2))
                colours.append(SPINES[int(draw.integers(len(SPINES)))] * draw.uniform(0.7, 1.25))
            else:
                thick *= 3
            x += thick
    return join([levels, sides, back, boxes(places, sizes, colours, semantic=Semantic.PROP)])


def cupboard(x: float, y: float, z: float, colour: Colour, doors: int = 2, top: Colour | None = None) -> Mesh:
    """A cupboard with panelled doors and knobs; ``top`` is the colour of a worktop."""
    body = box(x, y, z, colour, semantic=FURNITURE)
    each = x / doors
    middles = [((i + 0.5) * each - x / 2, 0.08, z / 2) for i in range(doors)]
    panels = boxes(middles, (each - 0.04, y - 0.14, 0.03), np.array(colour) * 1.15, semantic=FURNITURE)
    inner = [(a, 0.16, b + 0.012) for a, _, b in middles]
    sunk = boxes(inner, (max(each - 0.18, 0.05), y - 0.3, 0.02), darker(colour, 0.8), semantic=FURNITURE)
    knobs = [(a + each * 0.38 * (-1) ** i, y * 0.6, b + 0.03) for i, (a, _, b) in enumerate(middles)]
    parts = [body, panels, sunk, boxes(knobs, (0.03, 0.08, 0.03), (0.5, 0.42, 0.25), material="metal")]
    if top is not None:
        slab = box(x + 0.03, 0.05, z + 0.06, top, accent=darker(top), material="concrete", semantic=FURNITURE)
        parts.append(slab.moved((0, y, 0.02)))
    return join(parts)


def bed(cloth: Colour, pillow: Colour, wood: Colour, width: float = 1.7) -> Mesh:
    """A bed, its head at the back; one may sit on its edge at 0.5."""
    frame = box(width, 0.3, 2.1, wood, accent=darker(wood), material="wood", semantic=FURNITURE)
    head = box(width + 0.1, 1.15, 0.08, wood, accent=darker(wood), material="wood", semantic=FURNITURE)
    mattress = box(width - 0.06, 0.2, 2.0, (0.75, 0.72, 0.66), semantic=FURNITURE).moved((0, 0.3, 0.02))
    of = {"material": "cloth plaid", "accent": darker(cloth, 0.55), "semantic": FURNITURE}
    cover = (
        lumpy(tube(0.2, 0.72, 0.7, cloth, 24, **of), 0.02, 3, 0.5).scaled(width / 1.36, 1, 1.02).moved((0, 0.36, 0.3))
    )
    spread = box(width + 0.04, 0.3, 1.35, cloth, **of).moved((0, 0.24, 0.36))
    pillows = [
        lumpy(ball(0.5, pillow, 12, 8, material="cloth", semantic=FURNITURE), 0.02, k, 0.4)
        .scaled(0.66, 0.24, 0.4)
        .moved((side * width / 4, 0.57, -0.75))
        for k, side in enumerate((-1, 1))
    ]
    return join([frame, head.moved((0, 0, -1.05)), mattress, spread, cover.scaled(0.9, 1, 0.9), *pillows])


def potted_plant(height: float, pot: Colour, green: Colour, seed: int) -> Mesh:
    """A house plant of arching leaves in a pot."""
    draw = draws(seed, "potted plant")
    size = height * 0.16
    parts = [
        tube(size * 1.7, size * 0.75, size, pot, 14, accent=darker(pot), semantic=FURNITURE),
        tube(0.02, size * 0.9, size * 0.9, (0.06, 0.04, 0.02), 12, material="earth").moved((0, size * 1.7, 0)),
    ]
    for index in range(16):
        bearing, lean = index * 137.5, 8 + 62 * (index / 16) ** 0.8
        long = height * float(draw.uniform(0.5, 0.85)) * (1.05 - 0.35 * index / 16)
        tint = np.array(green) * draw.uniform(0.7, 1.3)
        leaf = limb(long, 0.012, 0.012, tint, 6, material="leaves", accent=tint * 1.6, semantic=Semantic.PLANT)
        points = leaf.vertices.copy()
        along = np.clip(-points[:, 1] / long, 0, 1)
        points[:, 0] *= 1 + 7 * height * np.sin(np.pi * np.clip(along, 0.02, 0.98)) ** 0.7
        points[:, 1] *= -1
        points[:, 2] = points[:, 2] * 0.7 + along**2 * long * 0.35
        blade = leaf.bent(points).turned(bearing, lean)
        parts.append(blade.moved((0, size * 1.6, 0)))
    return join(parts)


def crate(size: float, wood: Colour) -> Mesh:
    """A wooden crate with battens."""
    of = {"material": "planks", "accent": darker(wood, 0.5), "semantic": Semantic.PROP}
    core = box(size * 0.94, size * 0.94, size * 0.94, wood, **of).moved((0, size * 0.03, 0))
    edge, half = size * 0.1, size / 2 * 0.93
    uprights = boxes([(i * half, 0, j * half) for i in (-1, 1) for j in (-1, 1)], (edge, size, edge), darker(wood, 0.8))
    rims = [
        boxes([(0, y, j * half) for y in (0, size - edge) for j in (-1, 1)], (size, edge, edge), darker(wood, 0.8)),
        boxes([(i * half, y, 0) for y in (0, size - edge) for i in (-1, 1)], (edge, edge, size), darker(wood, 0.8)),
    ]
    return join([core, uprights, *rims])


def stool(wood: Colour, height: float = 0.48) -> Mesh:
    """A round stool on four splayed legs."""
    top = tube(0.05, 0.19, 0.19, wood, 14, material="wood", accent=darker(wood), semantic=FURNITURE)
    legs = [
        rod((i * 0.19, 0, j * 0.19), (i * 0.1, height - 0.05, j * 0.1), 0.022, darker(wood), semantic=FURNITURE)
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    return join([top.moved((0, height - 0.05, 0)), *legs])
