"""Streets of a small town: rows of houses with shops, pavements, lamps, parked cars and trees in tubs."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import buildings, kerbside, plants
from filmwright.soundstage.sets.street_plans import (
    ACROSS,
    AWAY,
    CLOTHS,
    CORNER,
    PAINTS,
    PALETTES,
    PLANS,
    ROOFS,
    Plan,
    Row,
)
from filmwright.soundstage.sets.terrain import Array, Height, disc, ridge, weathered
from filmwright.soundstage.solids import box, tube
from filmwright.soundstage.vocabulary import Semantic, Time

GROUND, PROP, FURNITURE = Semantic.GROUND, Semantic.PROP, Semantic.FURNITURE


def _houses(seed: int, rows: tuple[Row, ...], lights: float) -> list[Mesh]:
    draw = draws(seed, "street", "houses")
    walls = np.array(PALETTES[int(draw.integers(len(PALETTES)))])
    roof = np.array(ROOFS[int(draw.integers(len(ROOFS)))])
    tallest = int(draw.integers(2, 4))
    parts: list[Mesh] = []
    last = -1
    for row in rows:
        turn = np.radians(row.bearing)
        at, number = 0.0, 0
        while at < row.length - 4.0:
            wide = min(float(draw.uniform(5.2, 8.2)), row.length - at)
            choices = [k for k in range(len(walls)) if k != last]
            last = choices[int(draw.integers(len(choices)))]
            wall = np.clip(walls[last] * draw.uniform(0.85, 1.1), 0.05, 0.75)
            trim = np.array([0.7, 0.68, 0.62]) * draw.uniform(0.75, 1.1)
            paint, cloth = PAINTS[int(draw.integers(6))], CLOTHS[int(draw.integers(4))]
            made = buildings.house(
                seed * 97 + len(parts),
                wide - 0.02,
                int(draw.integers(1, tallest + 1)),
                wall,
                trim,
                paint,
                cloth,
                roof * draw.uniform(0.8, 1.2),
                lights,
                number == 0 or at + wide > row.length - 4,
            )
            middle = at + wide / 2
            x, z = row.start[0] + middle * np.cos(turn), row.start[1] - middle * np.sin(turn)
            parts.append(made.turned(row.bearing).moved((x, 0.0, z)).placed())
            at += wide
            number += 1
            if number % 4 == 0 and row.length > 40:
                at += 1.6
    return parts


def _slab(
    low: tuple[float, float], high: tuple[float, float], y: float, tone: Array, material: str, second: Array
) -> Mesh:
    """A flat piece of ground between two corners (x, z)."""
    (a, b), (c, d) = low, high
    points = [(a, y, d), (c, y, d), (c, y, b), (a, y, b)]
    return mesh(points, [(0, 1, 2), (0, 2, 3)], tone, material, GROUND, second, [(0, 1, 0)] * 4)


def _road(seed: int, plan: Plan) -> list[Mesh]:
    """Pavements with kerbs, lane marks, a manhole; the road itself is the ground."""
    draw = draws(seed, "street", "road")
    stone = np.array([0.3, 0.285, 0.265]) * draw.uniform(0.8, 1.15)
    kerb = stone * 1.25
    parts: list[Mesh] = []
    if plan is ACROSS:
        parts.append(
            box(200, 0.14, 3.6, stone, material="pavement", semantic=GROUND, accent=stone * 0.8).moved((0, 0, -7.0))
        )
        parts.append(box(200, 0.15, 0.22, kerb, semantic=GROUND).moved((0, 0, -5.2)))
        marks = [
            _slab((x, 1.4), (x + 2.0, 1.55), 0.012, np.array([0.55, 0.54, 0.5]), "plain", np.array([0.5, 0.5, 0.5]))
            for x in np.arange(-60, 60, 4.5)
        ]
    else:
        wide = 9.6 if plan is AWAY else 4.6
        begin, middle = (14.0, 0.0) if plan is AWAY else (-9.4, 0.3)
        inner = 5.2 if plan is AWAY else 3.3
        for side in (-1, 1):
            x = middle + side * (inner + wide) / 2
            long = 100.0 if plan is AWAY else 66.0
            parts.append(
                box(wide - inner, 0.14, long, stone, material="pavement", semantic=GROUND, accent=stone * 0.8).moved(
                    (x, 0, begin - long / 2)
                )
            )
            parts.append(
                box(0.22, 0.15, long, kerb, semantic=GROUND).moved((middle + side * inner, 0, begin - long / 2))
            )
        marks = [
            _slab(
                (middle - 0.08, z),
                (middle + 0.08, z + 2.0),
                0.012,
                np.array([0.55, 0.54, 0.5]),
                "plain",
                np.array([0.5, 0.5, 0.5]),
            )
            for z in np.arange(-74, 4 if plan is AWAY else -13, 4.5)
        ]
    if plan is not CORNER:
        white, across = np.array([0.6, 0.59, 0.55]), plan is ACROSS
        for k in range(8):
            step = -4.6 + 1.25 * k
            low, high = ((-9.6, step), (-6.9, step + 0.6)) if across else ((step, -9.0), (step + 0.6, -6.4))
            marks.append(_slab(low, high, 0.013, white, "plain", white))
    return [*(part.placed() for part in parts), *marks]


def _dressing(seed: int, plan: Plan, night: bool) -> list[Mesh]:
    """Lamps, cars, trees in tubs, benches, a letter box and café tables."""
    draw = draws(seed, "street", "dressing")
    foot = 0.14
    post = kerbside.lamp_post(night)
    parts = [post.moved((x, foot if plan is not CORNER or z < -9.4 else 0.0, z)).placed() for x, z in plan.lamps]
    paints = (
        (0.45, 0.04, 0.03),
        (0.05, 0.16, 0.34),
        (0.55, 0.52, 0.45),
        (0.5, 0.32, 0.03),
        (0.06, 0.22, 0.16),
        (0.06, 0.06, 0.07),
    )
    first = int(draw.integers(len(paints)))
    for k, (x, z, yaw) in enumerate(plan.cars):
        parts.append(kerbside.car(seed + k, paints[(first + k * 5) % 6]).turned(yaw).moved((x, 0, z)).placed())
    green = np.array([0.09, 0.19, 0.05]) * draw.uniform(0.8, 1.2, 3)
    for k, (x, z) in enumerate(plan.trees):
        tub = tube(
            0.55, 0.34, 0.42, (0.3, 0.15, 0.09), 10, material="concrete", semantic=PROP, accent=(0.22, 0.11, 0.07)
        )
        tree = (
            plants.broadleaf(seed + k % 2, 3.4, green * 0.35, green, 5, 7, 0.17)
            if k % 2 == 0
            else plants.bush(seed + k, green * 0.35, green, 0.62).moved((0, 0.6, 0))
        )
        base = 0.0 if plan is CORNER else foot
        parts.append(join([tub, tree.moved((0, 0.45, 0)) if k % 2 == 0 else tree]).moved((x, base, z)).placed())
    return parts


def _bench(colour: Array) -> Mesh:
    """A bench that looks along +z, its seat 0.46 m up."""
    bars = [
        box(1.7, 0.05, 0.11, colour, semantic=FURNITURE, material="wood", accent=colour * 0.6).moved((0, 0.42, z))
        for z in (-0.15, 0.0, 0.15)
    ]
    back = [
        box(1.7, 0.11, 0.05, colour, semantic=FURNITURE, material="wood", accent=colour * 0.6).moved((0, y, -0.25))
        for y in (0.62, 0.8)
    ]
    legs = [
        box(0.07, 0.45 if z > 0 else 0.88, 0.07, (0.03, 0.035, 0.035), semantic=FURNITURE).moved((x, 0, z))
        for x in (-0.7, 0.7)
        for z in (-0.22, 0.16)
    ]
    return join([*bars, *back, *legs])


def _church(seed: int, colour: Array, lit: bool) -> Mesh:
    """A tower with a pointed roof and a clock: what closes the street's view."""
    draw = draws(seed, "street", "tower")
    high = float(draw.uniform(15, 22))
    tower = box(6, high, 6, colour, material="plaster", semantic=Semantic.BUILDING, accent=colour * 0.85)
    hat = tube(8.5, 4.4, 0.05, (0.1, 0.14, 0.13), 4, semantic=Semantic.BUILDING).turned(45).moved((0, high, 0))
    clock = (
        tube(
            0.2,
            1.5,
            1.5,
            (0.75, 0.72, 0.62),
            16,
            semantic=Semantic.BUILDING,
            material="glow" if lit else "plain",
            accent=(0.5, 0.4, 0.25),
        )
        .turned(0, 90)
        .moved((0, high - 2.6, 3.0))
    )
    hands = [
        buildings.quad(0.14, 1.1, (0.02, 0.02, 0.02), semantic=Semantic.BUILDING)
        .turned(0, 0, a)
        .moved((0, high - 2.6, 3.25))
        for a in (-40.0, 80.0)
    ]
    holes = [buildings.window(1.0, 2.4, lit, colour * 0.7).moved((0, y, 3.0)) for y in (high - 8.5, high - 13)]
    return join([tower, hat, clock, *hands, *holes])


def _pavement(plan: Plan) -> Height:
    """The road at 0, the pavement a kerb higher."""

    def floor(x: Array, z: Array) -> Array:
        if plan is ACROSS:
            raised = (z < -5.2) & (z > -8.8)
        elif plan is AWAY:
            raised = np.abs(x) > 5.2
        else:
            raised = (np.abs(x - 0.3) > 3.3) & (z < -9.4)
        return np.where(raised, 0.14, 0.0)

    return floor


def build(stand: Stand) -> Place:
    """The street of this seed."""
    seed = stand.seed
    draw = draws(seed, "street")
    plan = PLANS[seed % 3]
    dark = stand.time in (Time.NIGHT, Time.DUSK)
    tar = np.array([0.085, 0.083, 0.085]) * draw.uniform(0.8, 1.3)
    surface = "asphalt"
    if plan is CORNER:
        tar, surface = (
            np.array([0.27, 0.235, 0.2]) * draw.uniform(0.75, 1.1),
            ("cobbles", "pavement")[int(draw.integers(2))],
        )

    def flat(x: Array, z: Array) -> Array:
        return np.zeros(np.broadcast(x, z).shape)

    def tone(x: Array, z: Array) -> Array:
        return np.asarray(np.ones((len(x), 3)) * tar)

    parts = [
        disc(flat, tone, lambda x, z: tone(x, z) * 0.6, surface),
        *_road(seed, plan),
        *_houses(seed, plan.rows, 0.55 if dark else 0.0),
    ]
    parts += _dressing(seed, plan, dark)
    parts.append(ridge(seed, 150, 34, (0.05, 0.1, 0.045), (0.09, 0.15, 0.06), 0.2, "leaves"))
    x = {0: draw.uniform(-3, 3), 1: -6.0, 2: draw.uniform(-2, 3)}[seed % 3]
    parts.append(
        _church(seed, np.array([0.55, 0.5, 0.42]), dark).moved((x, 0, -92.0 if plan is not ACROSS else -45.0)).placed()
    )
    seat = {0: (-7.6, -4.6, 60.0), 1: (1.0, -6.9, 0.0), 2: (7.6, -6.2, -20.0)}[seed % 3]
    foot = 0.0 if plan is CORNER else 0.14
    parts.append(_bench(np.array([0.3, 0.17, 0.08])).turned(seat[2]).moved((seat[0], foot, seat[1])).placed())
    lamps = (
        tuple(
            Lamp((px, foot + 4.2, pz), (17.0, 11.5, 5.6) if k < 2 else (14.0, 9.2, 4.4), 0.2)
            for k, (px, pz) in enumerate(plan.lamps)
        )
        if dark
        else ()
    )
    return Place(
        weathered(join(parts), stand.weather),
        lamps=lamps,
        radius=4.6,
        camera_room=12.0,
        azimuths=plan.azimuths,
        floor=_pavement(plan),
        seats=((seat[0], foot + 0.47, seat[1], seat[2]),),
        haze=0.003,
        about=f"{plan.about}, with awnings, street lamps and parked cars",
    )
