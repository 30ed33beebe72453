"""What stands on roofs: each on y = 0 about the origin, facing +z."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Lamp, Vector
from filmwright.soundstage.sets.fixtures import Lit, bulb, door, folds, scaled
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.sets.signs import sign
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod, sheet, tube
from filmwright.soundstage.vocabulary import Semantic

GREY = (0.42, 0.43, 0.44)
IRON = (0.08, 0.08, 0.085)


def chimney(pots: int, seed: int) -> Mesh:
    """A stack of bricks with clay pots."""
    draw = draws(seed, "chimney")
    wide, high = 0.55 * pots, float(draw.uniform(1.9, 2.9))
    of = {"material": "bricks", "accent": (0.5, 0.44, 0.38), "semantic": Semantic.BUILDING}
    stack = box(wide, high, 0.75, (0.42, 0.17, 0.1), **of)
    rims = [
        box(wide + 0.2 - 0.06 * k, 0.13, 0.95 - 0.06 * k, (0.5, 0.42, 0.34)).moved((0, high - 0.25 + 0.13 * k, 0))
        for k in range(2)
    ]
    clay = [
        lathe([(0.15, 0), (0.12, 0.4), (0.16, 0.45), (0.1, 0.46)], (0.52, 0.22, 0.1), 10).moved(
            ((k - (pots - 1) / 2) * 0.5, high, 0)
        )
        for k in range(pots)
    ]
    return join([stack, *rims, *clay])


def laundry(long: float, seed: int) -> Mesh:
    """Sheets and shirts on a line between two posts."""
    draw = draws(seed, "laundry")
    posts = boxes([(s * long / 2, 0, 0) for s in (-1, 1)], (0.09, 2.3, 0.09), (0.26, 0.15, 0.08))
    arms = boxes([(s * long / 2, 2.15, 0) for s in (-1, 1)], (0.09, 0.09, 0.8), (0.26, 0.15, 0.08))
    line = rod((-long / 2, 2.2, 0), (long / 2, 2.2, 0), 0.014, (0.6, 0.6, 0.55), 4)
    tones = (
        (0.75, 0.73, 0.7),
        (0.6, 0.14, 0.1),
        (0.15, 0.32, 0.55),
        (0.7, 0.55, 0.15),
        (0.2, 0.4, 0.25),
        (0.72, 0.68, 0.6),
    )
    parts, x = [], -long / 2 + 0.4
    while x < long / 2 - 0.7:
        wide, tall = float(draw.uniform(0.55, 1.25)), float(draw.uniform(0.75, 1.45))
        cloth = folds(wide, tall, tones[int(draw.integers(6))], 3, 0.05).moved((x + wide / 2, 2.2 - tall, 0))
        parts.append(cloth.turned(0, 0))
        x += wide + float(draw.uniform(0.06, 0.2))
    return join([posts, arms, line, *parts])


def aerial(seed: int) -> Mesh:
    """An aerial with rods, or a dish."""
    pole = rod((0, 0, 0), (0, 2.9, 0), 0.03, IRON, 6)
    boom = rod((0, 2.8, -0.7), (0, 2.8, 0.7), 0.02, GREY, 4)
    rods = [
        rod((-0.45 + 0.05 * k, 2.8, -0.65 + 0.24 * k), (0.45 - 0.05 * k, 2.8, -0.65 + 0.24 * k), 0.014, GREY, 4)
        for k in range(6)
    ]
    parts = [pole, boom, *rods, box(0.3, 0.06, 0.3, IRON)]
    if seed % 2:
        dish = (
            lathe([(0.02, 0), (0.25, 0.06), (0.42, 0.2)], (0.65, 0.65, 0.64), 16).turned(20, 60).moved((0.1, 1.7, 0.12))
        )
        parts.append(dish)
    return join(parts).turned(seed * 40 % 180)


def tank(colour: Colour) -> Mesh:
    """A water tank of staves on a trestle with a ladder."""
    staves = tube(
        2.2, 1.25, 1.2, colour, 22, accent=darker(colour, 0.5), material="planks", semantic=Semantic.BUILDING
    ).moved((0, 1.9, 0))
    hoops = [tube(0.06, 1.28, 1.28, IRON, 22, material="metal").moved((0, y, 0)) for y in (2.2, 2.8, 3.4, 3.9)]
    roof = lathe([(1.4, 4.1), (0.02, 4.95)], darker(colour, 0.55), 22, semantic=Semantic.BUILDING)
    legs = [rod((i * 0.95, 0, j * 0.95), (i * 0.85, 1.85, j * 0.85), 0.08, IRON, 6) for i in (-1, 1) for j in (-1, 1)]
    cross = [rod((i * 0.93, 0.3, j * 0.93), (i * 0.9, 1.6, -j * 0.9), 0.03, IRON, 4) for i in (-1, 1) for j in (-1, 1)]
    deck = box(2.3, 0.1, 2.3, (0.2, 0.13, 0.08)).moved((0, 1.82, 0))
    ladder = [rod((x, 0, 1.4), (x, 4.1, 1.28), 0.025, IRON, 4) for x in (-0.2, 0.2)]
    rungs = boxes([(0, y, 1.4 - 0.03 * y) for y in np.arange(0.3, 4.0, 0.35)], (0.4, 0.03, 0.03), IRON)
    return join([staves, *hoops, roof, *legs, *cross, deck, *ladder, rungs])


def fan_box(wide: float, high: float) -> Mesh:
    """A machine for air with slats and a fan on top."""
    body = box(wide, high, wide * 0.8, (0.5, 0.5, 0.48), semantic=Semantic.BUILDING).moved((0, 0.15, 0))
    feet = boxes([(i * wide * 0.4, 0, j * wide * 0.3) for i in (-1, 1) for j in (-1, 1)], (0.12, 0.15, 0.12), IRON)
    slats = boxes(
        [(0, 0.3 + 0.11 * k, wide * 0.4) for k in range(int((high - 0.3) / 0.11))],
        (wide * 0.85, 0.05, 0.03),
        (0.2, 0.2, 0.2),
    )
    ring = tube(0.16, wide * 0.32, wide * 0.32, GREY, 18, material="metal").moved((0, high + 0.15, 0))
    hole = tube(0.02, wide * 0.28, wide * 0.28, (0.03, 0.03, 0.03), 18).moved((0, high + 0.31, 0))
    blades = [box(wide * 0.5, 0.02, 0.1, (0.25, 0.25, 0.25)).turned(a).moved((0, high + 0.33, 0)) for a in (0, 60, 120)]
    return join([body, feet, slats, ring, hole, *blades])


def vent() -> Mesh:
    """A pipe with a round hood."""
    pipe = tube(0.8, 0.16, 0.16, GREY, 10, material="metal", semantic=Semantic.BUILDING)
    hood = lathe(
        [(0.3, 0.82), (0.34, 0.95), (0.22, 1.12), (0.02, 1.18)],
        (0.5, 0.51, 0.52),
        14,
        material="metal",
        semantic=Semantic.BUILDING,
    )
    return join([pipe, hood, tube(0.06, 0.28, 0.22, IRON, 12)])


def wires(half: float, seed: int) -> Mesh:
    """Cables across a roof at 3.3 metres from posts at both sides, with birds on them."""
    draw = draws(seed, "wires")
    parts = [rod((s * half, 0, 0), (s * half, 3.7, 0), 0.06, IRON, 6) for s in (-1, 1)]
    t = np.linspace(-1, 1, 11)
    for k in range(2):
        points = np.stack([t * half, 3.15 + 0.28 * k + 0.3 * t**2, np.full(11, 0.25 * k)], -1)
        parts += [rod(points[i], points[i + 1], 0.013, (0.02, 0.02, 0.02), 4) for i in range(10)]
    for x in draw.uniform(-0.32, 0.32, 4) * half:
        body = ball(0.1, (0.06, 0.06, 0.075), 9, 6).scaled(0.8, 0.8, 1.25).turned(0, -30)
        head = ball(0.055, (0.05, 0.05, 0.06), 8, 5).moved((0, 0.1, 0.09))
        bird = join([body, head, box(0.05, 0.02, 0.16, (0.04, 0.04, 0.05)).turned(0, -20).moved((0, -0.06, -0.16))])
        parts.append(bird.turned(float(draw.uniform(-60, 60))).moved((float(x), 3.24 + 0.3 * float(x / half) ** 2, 0)))
    return join(parts)


def drain() -> Mesh:
    """A grating in the roof."""
    frame = box(0.6, 0.02, 0.6, IRON, semantic=Semantic.GROUND)
    slats = boxes(
        [(x, 0.02, 0) for x in np.linspace(-0.24, 0.24, 6)], (0.04, 0.012, 0.52), GREY, semantic=Semantic.GROUND
    )
    return join([frame, slats])


def mast(high: float) -> Mesh:
    """A lattice mast with a red light."""
    legs = [
        rod((i * 0.4, 0, j * 0.4), (i * 0.08, high, j * 0.08), 0.035, (0.5, 0.1, 0.06), 4)
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    rings = []
    for k in range(int(high / 0.8)):
        a, b = 0.4 - 0.32 * k * 0.8 / high, 0.4 - 0.32 * (k + 1) * 0.8 / high
        rings += [rod((i * a, k * 0.8, a), (-i * b, (k + 1) * 0.8, b), 0.02, (0.6, 0.58, 0.55), 4) for i in (-1, 1)]
    return join([*legs, *rings, bulb(0.12, (1.0, 0.08, 0.04)).moved((0, high + 0.1, 0))])


def stair_hut(colour: Colour, material: str) -> Mesh:
    """A little house at the head of the stairs."""
    body = box(2.6, 2.6, 3.2, colour, accent=darker(colour, 1.25), material=material, semantic=Semantic.BUILDING).moved(
        (0, 0, -0.0)
    )
    roof = box(3.0, 0.16, 3.6, darker(colour, 0.5), semantic=Semantic.BUILDING).moved((0, 2.6, 0))
    return join([body, roof, door((0.1, 0.28, 0.26), (0.2, 0.2, 0.2)).moved((0, 0, 1.62))])


def wall_lamp(at: Vector, light: Colour, strength: float) -> Lit:
    """A lamp in a cage on an arm."""
    cage = lathe([(0.16, 0.1), (0.04, 0.2)], IRON, 10, semantic=Semantic.LAMP)
    body = join([cage, bulb(0.1, scaled(light, min(1.0, strength / 8))), rod((0, 0.2, 0), (0, 0.34, 0), 0.03, IRON)])
    return body.moved(at), Lamp((at[0], at[1] - 0.05, at[2]), scaled(light, strength), 0.14)


def post_lamp(at: Vector, light: Colour, strength: float) -> Lit:
    """A lamp on a post that stands on y = 0 below it."""
    post = rod((0, -at[1], 0), (0, 0.1, 0), 0.05, IRON, 8, semantic=Semantic.LAMP)
    shade = lathe([(0.3, 0.1), (0.06, 0.26)], IRON, 12, semantic=Semantic.LAMP)
    body = join([post.moved((0.0, 0, 0)), shade, bulb(0.13, scaled(light, min(1.0, strength / 8)))])
    return body.moved(at), Lamp(at, scaled(light, strength), 0.2)


def skylight(wide: float, deep: float, shine: float) -> Mesh:
    """A roof of glass on a kerb, lit from below."""
    kerb = box(wide, 0.4, deep, (0.5, 0.48, 0.44), semantic=Semantic.BUILDING)
    panes = []
    for s in (-1, 1):
        pane = sheet(
            wide * 0.96,
            deep * 0.62,
            (0.5, 0.55, 0.55),
            accent=scaled((0.75, 0.52, 0.26), shine),
            material="glow",
            semantic=Semantic.LAMP,
        )
        panes.append(pane.turned(0, -s * 54).moved((0, 0.4, s * deep * 0.5)))
    ridge = rod((-wide / 2, 0.4 + deep * 0.37, 0), (wide / 2, 0.4 + deep * 0.37, 0), 0.05, IRON, 6)
    bars = [
        rod((x, 0.42, s * deep * 0.5), (x, 0.42 + deep * 0.36, 0), 0.025, IRON, 4)
        for x in np.linspace(-wide / 2, wide / 2, 5)
        for s in (-1, 1)
    ]
    return join([kerb, *panes, ridge, *bars])


def billboard(wide: float, high: float, colour: Colour, seed: int, shine: float) -> Mesh:
    """A great sign on a steel frame, glowing towards +z."""
    board = sign(wide, high, scaled(colour, shine), seed).moved((0, 1.5, 0))
    legs = boxes(
        [(x, 0, -0.15) for x in np.linspace(-wide / 2 + 0.3, wide / 2 - 0.3, 5)], (0.12, 1.6 + high, 0.12), IRON
    )
    struts = [rod((x, 0, -0.9), (x, 1.8 + high * 0.4, -0.15), 0.05, IRON, 5) for x in (-wide / 3, 0, wide / 3)]
    bars = boxes([(0, y, -0.12) for y in (0.5, 1.0)], (wide, 0.08, 0.08), IRON)
    return join([board, legs, *struts, bars])
