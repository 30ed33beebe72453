"""What stands in a city's streets: lamps, cars, shop fronts; each on y = 0 about the origin, facing +z."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join, mesh
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.sets.signs import sign
from filmwright.soundstage.solids import ball, box, boxes, lumpy, rod, tube
from filmwright.soundstage.vocabulary import Semantic

IRON = (0.035, 0.04, 0.045)


def street_lamp(height: float, light: Colour) -> Mesh:
    """A mast with an arm along +z that carries a lamp."""
    of: dict[str, Any] = {"semantic": Semantic.LAMP}
    head = box(0.34, 0.12, 0.7, IRON, **of).moved((0, height - 0.05, 1.25))
    glow = box(0.26, 0.05, 0.56, light, accent=light, material="lamp", **of).moved((0, height - 0.1, 1.25))
    return join(
        [
            tube(height, 0.1, 0.06, IRON, 8, **of),
            tube(0.5, 0.17, 0.13, IRON, 8, **of),
            rod((0, height, 0), (0, height, 1.3), 0.05, IRON, **of),
            head,
            glow,
        ]
    )


def car(paint: Colour, taxi: bool = False) -> Mesh:
    """A car that looks along +z, its lights on."""
    of = {"material": "car paint", "semantic": Semantic.VEHICLE}
    outline = np.array([(-2.1, 0.34), (2.1, 0.34), (2.15, 0.72), (1.15, 0.9), (-1.85, 0.94), (-2.15, 0.8)])
    cabin = np.array([(-1.6, 0.9), (1.0, 0.88), (0.35, 1.38), (-1.15, 1.4)])
    body = _extruded(outline, 0.86, 0.8, paint, **of)
    glass = _extruded(cabin, 0.76, 0.6, (0.02, 0.025, 0.03), material="glass", semantic=Semantic.VEHICLE)
    roof = box(1.16, 0.05, 1.4, paint, **of).moved((0, 1.38, -0.42))
    parts = [body, glass, roof]
    for z in (-1.35, 1.35):
        for x in (-0.82, 0.82):
            wheel = tube(0.22, 0.33, 0.33, (0.015, 0.015, 0.015), 14, material="rubber", semantic=Semantic.VEHICLE)
            hub = tube(0.24, 0.17, 0.17, (0.4, 0.4, 0.42), 10, material="metal", semantic=Semantic.VEHICLE)
            parts.append(join([wheel, hub]).turned(0, 0, 90).moved((x + 0.11, 0.33, z)))
    for x in (-0.62, 0.62):
        front = box(
            0.34, 0.14, 0.06, (0.8, 0.8, 0.7), accent=(1.0, 0.93, 0.75), material="lamp", semantic=Semantic.VEHICLE
        )
        rear = box(0.4, 0.12, 0.06, (0.4, 0, 0), accent=(1.0, 0.03, 0.02), material="glow", semantic=Semantic.VEHICLE)
        parts += [front.moved((x, 0.6, 2.13)), rear.moved((x, 0.66, -2.13))]
    if taxi:
        parts.append(
            box(
                0.5, 0.17, 0.2, (0.8, 0.6, 0.1), accent=(1.0, 0.75, 0.2), material="glow", semantic=Semantic.VEHICLE
            ).moved((0, 1.42, -0.4))
        )
    return join(parts)


def _extruded(outline: npt.NDArray[np.float64], low: float, high: float, colour: Colour, **of: Any) -> Mesh:
    """A body with a convex outline (z, y) as side view; ``low`` and ``high`` are half its width at foot and top."""
    count = len(outline)
    rise = (outline[:, 1] - outline[:, 1].min()) / np.ptp(outline[:, 1])
    half = low + (high - low) * rise
    left = np.stack([-half, outline[:, 1], outline[:, 0]], -1)
    right = np.stack([half, outline[:, 1], outline[:, 0]], -1)
    points: list[npt.NDArray[np.float64]] = []
    faces: list[tuple[int, int, int]] = []
    for k in range(count):
        n = (k + 1) % count
        start = len(points)
        points += [left[k], right[k], right[n], left[n]]
        faces += [(start, start + 2, start + 1), (start, start + 3, start + 2)]
    for ring, outward in ((left, True), (right, False)):
        start = len(points)
        points += list(ring)
        for k in range(1, count - 1):
            second, third = (start + k, start + k + 1) if outward else (start + k + 1, start + k)
            faces.append((start, second, third))
    corners = np.array(points)
    a, b, c = (corners[np.array(faces)[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    normals = np.zeros_like(corners)
    for k in range(3):
        np.add.at(normals, np.array(faces)[:, k], flat)
    return mesh(corners, faces, colour, normals=normals, **of)


def shop(width: float, height: float, tone: Colour, light: Colour, neon: Colour, seed: int) -> Mesh:
    """A shop front of a row: panes with light and goods behind, a door, an awning or a sign above."""
    draw = draws(seed, "shop")
    of = {"semantic": Semantic.BUILDING}
    deep = 1.2
    back = box(
        width,
        height,
        0.2,
        np.array(light) * 0.5,
        accent=np.array(light) * float(draw.uniform(0.4, 0.65)),
        material="glow",
        **of,
    )
    lintel = box(width, 1.0, deep + 0.2, darker(tone, 1.3), **of).moved((0, height - 1.0, -deep / 2))
    posts = [(x, 0, -0.1) for x in np.linspace(-width / 2 + 0.2, width / 2 - 0.2, 4)]
    piers = boxes(posts, (0.4, height, 0.3), darker(tone, 1.4), **of)
    sill = box(width, 0.5, 0.2, darker(tone, 1.6), **of).moved((0, 0, -0.1))
    goods_at = [(float(draw.uniform(-width / 2 + 0.6, width / 2 - 0.6)), 0.5, -0.6) for _ in range(14)]
    goods_of = [(float(draw.uniform(0.2, 0.6)), float(draw.uniform(0.3, 1.5)), 0.2) for _ in range(14)]
    goods = boxes(goods_at, goods_of, draw.uniform(0.02, 0.4, (14, 3)), semantic=Semantic.PROP)
    parts = [back.moved((0, 0, -deep)), lintel, piers, sill, goods]
    kind = int(draw.integers(3))
    if kind < 2:
        parts.append(sign(width * 0.6, 0.8, neon, seed).moved((0, height - 0.9, 0.12)))
    if kind > 0:
        awning = box(
            width * 0.9,
            0.06,
            1.3,
            darker(neon, 0.25),
            accent=(0.5, 0.5, 0.46),
            material="cloth stripes",
            semantic=Semantic.CURTAIN,
        )
        parts.append(awning.turned(0, 22).moved((0, height - 1.3, 0.55)))
    return join(parts)


def fire_escape(width: float, height: float) -> Mesh:
    """Iron landings and ladders on a wall."""
    levels = np.arange(0.0, max(height - 1.0, 0.5), 3.0)
    decks = boxes([(0, y, 0.5) for y in levels], (width, 0.06, 0.9), IRON)
    rails = boxes([(0, y + 0.9, 0.95) for y in levels], (width, 0.05, 0.05), IRON)
    bars = boxes([(x, y, 0.95) for y in levels for x in np.linspace(-width / 2, width / 2, 6)], (0.04, 0.9, 0.04), IRON)
    stairs = [rod((-width * 0.35, y, 0.6), (width * 0.35, y + 3.0, 0.6), 0.06, IRON, 4) for y in levels[:-1]]
    return join([decks, rails, bars, *stairs])


def footbridge(width: float, light: Colour) -> Mesh:
    """A bridge across the street at 5.4 metres with a glowing edge."""
    deck = box(
        width, 0.35, 2.6, (0.1, 0.1, 0.11), accent=(0.06, 0.06, 0.065), material="concrete", semantic=Semantic.BUILDING
    )
    strip = boxes(
        [(0, 0.06, s * 1.32) for s in (-1, 1)],
        (width, 0.12, 0.05),
        light,
        accent=light,
        material="glow",
        semantic=Semantic.LAMP,
    )
    rails = boxes([(0, y, s * 1.25) for s in (-1, 1) for y in (0.75, 1.3)], (width, 0.06, 0.05), IRON)
    bars = boxes(
        [(x, 0.35, s * 1.25) for s in (-1, 1) for x in np.linspace(-width / 2, width / 2, 31)], (0.04, 1.0, 0.04), IRON
    )
    return join([deck, strip, rails, bars]).moved((0, 5.4, 0))


def traffic_light() -> Mesh:
    """A mast whose arm reaches 5.2 metres along +z, three lights hanging from its end."""
    of: dict[str, Any] = {"semantic": Semantic.LAMP}
    parts = [tube(5.0, 0.12, 0.09, IRON, 8, **of), rod((0, 4.9, 0), (0, 5.05, 5.2), 0.06, IRON, **of)]
    for z in (3.2, 5.0):
        parts.append(box(0.34, 1.0, 0.3, (0.04, 0.045, 0.03), **of).moved((0, 3.95, z)))
        for k, light in enumerate(((0.05, 0.12, 0.06), (0.15, 0.1, 0.02), (1.0, 0.08, 0.04))):
            glass = tube(0.36, 0.1, 0.1, light, 10, accent=light, material="glow" if k == 2 else "plain", **of)
            parts.append(glass.turned(0, 0, 90).moved((0.18, 4.11 + 0.31 * k, z)))
    return join(parts)


def drain(colour: Colour) -> Mesh:
    """A round cover in the road."""
    return tube(0.012, 0.42, 0.42, colour, 16, material="metal", semantic=Semantic.GROUND)


def steam_vent(seed: int) -> Mesh:
    """An orange chimney of the road works with a plume of steam that leans with the wind."""
    pipe = tube(
        1.2, 0.2, 0.2, (0.5, 0.14, 0.02), 12, accent=(0.6, 0.55, 0.5), material="cloth bands", semantic=Semantic.PROP
    )
    puffs = []
    for k in range(6):
        tint = np.full(3, 0.42 - 0.03 * k)
        size = 0.2 + 0.09 * k
        puff = lumpy(ball(size, tint, 10, 7), 0.3 * size, seed + k, size * 0.8)
        puffs.append(puff.moved((0.05 * k * k, 1.4 + 0.3 * k, 0.04 * k)))
    return join([pipe, *puffs])


def vending(colour: Colour) -> Mesh:
    """A vending machine, its front lit."""
    body = box(1.1, 1.9, 0.8, colour, material="plastic", semantic=Semantic.PROP)
    pane = box(
        0.8, 1.0, 0.04, (0.8, 0.85, 0.9), accent=(0.5, 0.62, 0.7), material="glow", semantic=Semantic.LAMP
    ).moved((-0.05, 0.75, 0.4))
    cans = [(x, 0.82 + 0.32 * row, 0.44) for row in range(3) for x in (-0.35, -0.2, -0.05, 0.1, 0.25)]
    tones = [((0.6, 0.05, 0.04), (0.05, 0.3, 0.1), (0.6, 0.4, 0.03))[k % 3] for k in range(15)]
    return join([body, pane, boxes(cans, (0.08, 0.2, 0.06), tones, semantic=Semantic.PROP)])


def bench() -> Mesh:
    """A park bench, its seat at 0.48."""
    wood = (0.16, 0.08, 0.04)
    slats = boxes([(0, 0.42, z) for z in (-0.18, 0.0, 0.18)], (1.7, 0.05, 0.14), wood, semantic=Semantic.FURNITURE)
    back = boxes([(0, y, -0.28) for y in (0.6, 0.78)], (1.7, 0.13, 0.04), wood, semantic=Semantic.FURNITURE)
    legs = boxes(
        [(x, 0, z) for x in (-0.7, 0.7) for z in (-0.26, 0.18)], (0.06, 0.44, 0.06), IRON, semantic=Semantic.FURNITURE
    )
    posts = boxes([(x, 0.4, -0.28) for x in (-0.7, 0.7)], (0.06, 0.52, 0.05), IRON, semantic=Semantic.FURNITURE)
    return join([slats, back, legs, posts])


def bin_() -> Mesh:
    """A litter bin."""
    return join([tube(0.8, 0.24, 0.28, (0.05, 0.09, 0.07), 12), tube(0.07, 0.3, 0.3, IRON, 12).moved((0, 0.8, 0))])


def lantern(colour: Colour) -> Mesh:
    """A round paper lantern."""
    return ball(0.26, colour, 9, 6, accent=np.array(colour) * 0.5, material="glow", semantic=Semantic.LAMP).scaled(
        1, 1.15, 1
    )
