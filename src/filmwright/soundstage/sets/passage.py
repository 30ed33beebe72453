"""What stands and hangs along corridors: each on y = 0 about the origin, facing +z, its back at the wall."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.sets.oddments import vase
from filmwright.soundstage.solids import ball, box, boxes, rod, tube
from filmwright.soundstage.vocabulary import Semantic

STEEL = (0.5, 0.52, 0.54)


def chairs(count: int, colour: Colour) -> Mesh:
    """A row of shells on a beam; seats at 0.45."""
    parts = [
        boxes(
            [(x * count * 0.25, 0, 0) for x in (-1, 1)], (0.06, 0.4, 0.4), (0.1, 0.1, 0.1), semantic=Semantic.FURNITURE
        )
    ]
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.55
        seat = box(0.48, 0.06, 0.44, colour, material="plastic", semantic=Semantic.FURNITURE).moved((x, 0.4, 0.02))
        back = (
            box(0.48, 0.42, 0.05, colour, material="plastic", semantic=Semantic.FURNITURE)
            .turned(0, -8)
            .moved((x, 0.5, -0.2))
        )
        parts += [seat, back]
    return join(
        [*parts, box(count * 0.55, 0.06, 0.08, (0.1, 0.1, 0.1), semantic=Semantic.FURNITURE).moved((0, 0.34, 0))]
    )


def gurney(cloth: Colour) -> Mesh:
    """A bed on wheels, along z."""
    legs = boxes(
        [(i * 0.26, 0.12, j * 0.75) for i in (-1, 1) for j in (-1, 1)], (0.04, 0.56, 0.04), STEEL, material="metal"
    )
    wheels = [
        tube(0.05, 0.09, 0.09, (0.05, 0.05, 0.05), 10).turned(0, 0, 90).moved((i * 0.26, 0.09, j * 0.75))
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    bed = box(0.66, 0.12, 1.9, (0.72, 0.73, 0.74), material="cloth", semantic=Semantic.FURNITURE).moved((0, 0.68, 0))
    spread = box(0.68, 0.1, 1.1, cloth, material="cloth", semantic=Semantic.FURNITURE).moved((0, 0.72, 0.4))
    pillow = (
        ball(0.5, (0.75, 0.75, 0.75), 12, 8, semantic=Semantic.FURNITURE).scaled(0.5, 0.18, 0.34).moved((0, 0.84, -0.7))
    )
    rails = [rod((i * 0.35, 0.98, -0.5), (i * 0.35, 0.98, 0.5), 0.02, STEEL, material="metal") for i in (-1, 1)]
    return join([legs, *wheels, bed, spread, pillow, *rails])


def drip_stand() -> Mesh:
    """A stand with a bag on castors."""
    feet = [
        rod((0, 0.08, 0), (np.sin(a) * 0.28, 0.04, np.cos(a) * 0.28), 0.02, STEEL, material="metal")
        for a in np.arange(5) * 1.257
    ]
    pole = rod((0, 0.05, 0), (0, 1.9, 0), 0.018, STEEL, material="metal")
    bag = box(0.16, 0.28, 0.05, (0.7, 0.75, 0.78), material="glass").moved((0.12, 1.5, 0))
    return join([*feet, pole, rod((-0.14, 1.85, 0), (0.14, 1.85, 0), 0.014, STEEL, material="metal"), bag])


def notice_board(seed: int, frame: Colour) -> Mesh:
    """A cork board full of papers."""
    draw = draws(seed, "notice board")
    parts = [
        box(1.7, 1.05, 0.05, frame, semantic=Semantic.PROP),
        box(1.58, 0.93, 0.02, (0.5, 0.33, 0.18), semantic=Semantic.PROP).moved((0, 0.06, 0.025)),
    ]
    tones = np.array([(0.75, 0.74, 0.7), (0.7, 0.6, 0.15), (0.65, 0.2, 0.18), (0.2, 0.42, 0.6), (0.3, 0.55, 0.25)])
    at, sizes, colours = [], [], []
    for k in range(12):
        at.append(
            (
                -0.62 + 0.25 * (k % 6) + float(draw.uniform(-0.03, 0.03)),
                0.12 + 0.45 * (k // 6) + float(draw.uniform(0, 0.06)),
                0.04,
            )
        )
        sizes.append((float(draw.uniform(0.14, 0.21)), float(draw.uniform(0.22, 0.34)), 0.012))
        colours.append(tones[int(draw.integers(5))])
    return join([*parts, boxes(at, sizes, colours, semantic=Semantic.PROP)])


def clock() -> Mesh:
    """A round clock on a wall."""
    face = tube(0.05, 0.24, 0.24, (0.75, 0.75, 0.72), 20).turned(0, 90)
    rim = tube(0.04, 0.27, 0.27, (0.06, 0.06, 0.06), 20).turned(0, 90)
    hands = [box(0.025, 0.19, 0.02, (0.03, 0.03, 0.03)).turned(0, 0, a).moved((0, 0, 0.06)) for a in (-60, 30)]
    return join([rim, face, *hands])


def hanging_sign(colour: Colour, ceiling: float, high: float) -> Mesh:
    """A lit sign that hangs across the corridor."""
    board = box(2.2, high, 0.12, colour, accent=darker(colour, 0.8), material="glow", semantic=Semantic.PROP).moved(
        (0, ceiling - high - 0.15, 0)
    )
    marks = boxes(
        [(x, ceiling - high * 0.7 - 0.15, 0.065) for x in (-0.75, -0.3, 0.1, 0.45, 0.8)],
        (0.24, high * 0.4, 0.02),
        (0.8, 0.8, 0.78),
        accent=(0.6, 0.6, 0.58),
        material="glow",
    )
    return join(
        [board, marks, boxes([(x, ceiling - 0.16, 0) for x in (-0.8, 0.8)], (0.03, 0.16, 0.03), (0.1, 0.1, 0.1))]
    )


def lockers(count: int, colour: Colour) -> Mesh:
    """Lockers in a row, 0.46 deep, with slits and handles."""
    each = 0.42
    at = [((k - (count - 1) / 2) * each, 0.08, 0.0) for k in range(count)]
    bodies = boxes(at, (each - 0.02, 1.84, 0.44), colour, material="plastic", semantic=Semantic.FURNITURE)
    base = box(count * each, 0.09, 0.42, darker(colour, 0.3), semantic=Semantic.FURNITURE)
    top = box(count * each, 0.05, 0.46, darker(colour, 0.5), semantic=Semantic.FURNITURE).moved((0, 1.92, 0))
    slits = boxes(
        [(x, y, 0.22) for x, _, _ in at for y in (1.55, 1.62, 1.69)], (0.2, 0.025, 0.01), darker(colour, 0.25)
    )
    handles = boxes([(x + 0.13, 0.95, 0.23) for x, _, _ in at], (0.03, 0.14, 0.04), STEEL, material="metal")
    return join([bodies, base, top, slits, handles])


def console(wood: Colour, seed: int) -> Mesh:
    """A narrow table with flowers, and a looking-glass above."""
    top = box(1.1, 0.05, 0.36, wood, accent=darker(wood), material="wood", semantic=Semantic.FURNITURE).moved(
        (0, 0.78, 0)
    )
    legs = boxes(
        [(i * 0.48, 0, j * 0.13) for i in (-1, 1) for j in (-1, 1)],
        (0.05, 0.78, 0.05),
        wood,
        semantic=Semantic.FURNITURE,
    )
    glass = tube(0.03, 0.42, 0.42, (0.5, 0.55, 0.6), 22, material="glass").turned(0, 90).moved((0, 1.7, -0.15))
    frame = tube(0.03, 0.5, 0.5, (0.55, 0.38, 0.12), 22, material="gold").turned(0, 90).moved((0, 1.7, -0.18))
    return join([top, legs, glass, frame, vase((0.2, 0.3, 0.5)).moved((0.2 if seed % 2 else -0.2, 0.83, 0))])


def hatch(light: Colour) -> Mesh:
    """A sliding door of a spaceship with a lit frame."""
    dark = (0.1, 0.11, 0.13)
    leaves = boxes(
        [(-0.31, 0.06, 0), (0.31, 0.06, 0)],
        (0.6, 2.1, 0.08),
        (0.36, 0.38, 0.42),
        material="metal",
        semantic=Semantic.WALL,
    )
    bars = boxes(
        [(-0.31, 0.5, 0.02), (0.31, 0.5, 0.02), (-0.31, 1.5, 0.02), (0.31, 1.5, 0.02)],
        (0.4, 0.3, 0.08),
        dark,
        semantic=Semantic.WALL,
    )
    frame = boxes(
        [(-0.75, 0, 0.04), (0.75, 0, 0.04), (0, 2.16, 0.04)],
        [(0.26, 2.3, 0.16), (0.26, 2.3, 0.16), (1.7, 0.24, 0.16)],
        dark,
        semantic=Semantic.WALL,
    )
    glow = boxes(
        [(-0.75, 0.3, 0.1), (0.75, 0.3, 0.1), (0, 2.24, 0.1)],
        [(0.06, 1.6, 0.06), (0.06, 1.6, 0.06), (0.9, 0.06, 0.06)],
        light,
        accent=darker(light, 0.8),
        material="glow",
        semantic=Semantic.LAMP,
    )
    return join([leaves, bars, frame, glow])


def rib(half: float, high: float, colour: Colour, light: Colour) -> Mesh:
    """A frame across a spaceship's corridor with slanting corners."""
    points = [
        (-half + 0.1, 0),
        (-half + 0.22, 1.2),
        (-half + 0.22, 2.2),
        (-half + 1.1, high - 0.12),
        (half - 1.1, high - 0.12),
        (half - 0.22, 2.2),
        (half - 0.22, 1.2),
        (half - 0.1, 0),
    ]
    beams = [
        rod((*points[k], 0), (*points[k + 1], 0), 0.2, darker(colour, 0.7), 4, material="metal", semantic=Semantic.WALL)
        for k in range(7)
    ]
    glow = [
        rod(
            (s * (half - 0.32), 0.9, 0.14),
            (s * (half - 0.32), 2.0, 0.14),
            0.035,
            light,
            5,
            accent=darker(light, 0.8),
            material="glow",
            semantic=Semantic.LAMP,
        )
        for s in (-1, 1)
    ]
    return join([*beams, *glow])


def panel(seed: int, light: Colour) -> Mesh:
    """A board of screens, switches and lights."""
    draw = draws(seed, "panel")
    back = box(0.8, 0.75, 0.06, (0.08, 0.09, 0.1), semantic=Semantic.PROP)
    screen = box(0.46, 0.3, 0.02, light, accent=darker(light, 0.4), material="glow", semantic=Semantic.PROP).moved(
        (-0.1, 0.38, 0.035)
    )
    tones = np.array([(0.9, 0.1, 0.05), (0.2, 0.8, 0.2), (0.9, 0.6, 0.1), (0.3, 0.5, 0.9)])
    at = [(-0.3 + 0.12 * k, 0.1 + 0.1 * row, 0.035) for k in range(6) for row in range(2)]
    lit = tones[draw.integers(0, 4, 12)]
    return join(
        [back, screen, boxes(at, (0.06, 0.05, 0.03), lit, accent=lit * 0.6, material="glow", semantic=Semantic.PROP)]
    )


def canisters(light: Colour) -> Mesh:
    """Barrels with lit rings."""
    parts = []
    for k, (x, z, high) in enumerate(((0.0, 0.0, 1.1), (0.05, 0.62, 0.85), (-0.1, -0.6, 0.95))):
        body = tube(
            high, 0.26, 0.26, ((0.4, 0.42, 0.45), (0.45, 0.2, 0.05), (0.2, 0.25, 0.32))[k], 14, material="metal"
        )
        ring = tube(
            0.06, 0.27, 0.27, light, 14, accent=darker(light, 0.8), material="glow", semantic=Semantic.LAMP
        ).moved((0, high * 0.7, 0))
        parts.append(
            join([body, ring, tube(0.08, 0.2, 0.12, (0.1, 0.1, 0.1), 12).moved((0, high, 0))]).moved((x, 0, z))
        )
    return join(parts)
