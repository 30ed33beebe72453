"""Snow: a cabin with lit windows among laden pines, a frozen pond under peaks, or an open pass with drifts."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import buildings, plants
from filmwright.soundstage.sets.scatter import Clearing, copies, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.solids import ball, box, cone, lathe, lumpy, tube
from filmwright.soundstage.vocabulary import Semantic, Time, Weather

CLEARING = Clearing(6.0, 12.0, (-90.0, 90.0))
BUILDING, GROUND, PROP = Semantic.BUILDING, Semantic.GROUND, Semantic.PROP
WHITE, BLUE = np.array((0.5, 0.53, 0.58)), np.array((0.3, 0.37, 0.48))
_ABOUT = (
    "a snowy clearing with a log cabin and laden pines",
    "a frozen pond among snow-laden pines under white peaks",
    "a snowy pass with drifts, boulders and far peaks",
)


def _cabin(lit: bool) -> Mesh:
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


def _snowman() -> Mesh:
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


def _trees(seed: int, kind: int, height: Height, off: tuple[float, float, float]) -> list[Mesh]:
    """Laden pines, save where the cabin or the pond is: (x, z, radius)."""
    draw = draws(seed, "snow", "trees")
    dark, light = (0.02, 0.05, 0.04), (0.05, 0.11, 0.075)
    near = [plants.pine(seed + k, 6.0 + 1.6 * k, dark, light, 0.6 + 0.17 * k, bare=0.06) for k in range(3)]
    far = [plants.far_pine(seed + k, dark, light, 0.5 + 0.25 * k) for k in range(2)]
    small = plants.pine(seed + 7, 2.2, dark, light, 0.85, skirts=4, sides=8, bare=0.03)

    def clear_of(points: Array) -> Array:
        return np.asarray(points[np.hypot(points[:, 0] - off[0], points[:, 1] - off[1]) > off[2]])

    count = (26, 24, 9)[kind]
    parts = [
        *strewn(
            draw, near, clear_of(spots(draw, count, (8, 30), 2.8, CLEARING, 1.3)), height, (0.8, 1.35), 0.1, sink=0.15
        ),
        *strewn(
            draw, [small], clear_of(spots(draw, 10, (6.8, 20), 2.0, CLEARING, 0.6)), height, (0.6, 1.2), 0.1, sink=0.1
        ),
        *strewn(
            draw, far, spots(draw, (70, 60, 30)[kind], (32, 95), 3.4, crowd=1.3), height, (0.8, 1.5), 0.12, sink=0.3
        ),
    ]
    return parts


def _small(seed: int, kind: int, height: Height) -> list[Mesh]:
    """Boulders under snow, tussocks that stick out, little drifts."""
    draw = draws(seed, "snow", "small")
    stones = [weathered(plants.stone(seed + k, 0.7, (0.15, 0.15, 0.16)), Weather.SNOWFALL) for k in range(3)]
    straw = np.array((0.3, 0.22, 0.12))
    tufts = [plants.blades(seed + k, 8, 0.3, 0.2, straw * 0.6, straw, 0.012, 0.5) for k in range(2)]
    drift = lumpy(
        ball(1.0, WHITE, 12, 6, material="snow", semantic=GROUND, accent=BLUE).scaled(1.5, 0.24, 0.8), 0.1, seed, 1.2
    )
    return [
        *strewn(
            draw,
            stones,
            spots(draw, (10, 12, 30)[kind], (6.8, 28), 1.8, CLEARING, 0.9),
            height,
            (0.5, (1.4, 1.4, 2.6)[kind]),
            0.12,
        ),
        *strewn(draw, tufts, spots(draw, 40, (3.0, 20), 0.9), height, (0.4, 0.95), 0.25),
        *strewn(draw, [drift], spots(draw, 26, (6.8, 22), 1.8), height, (0.6, 1.5), 0.04, sink=0.08),
        *strewn(draw, [drift], spots(draw, 14, (4.8, 12), 1.8), height, (0.3, 0.55), 0.04, sink=0.04),
    ]


def _fence(seed: int, height: Height) -> Mesh:
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


def build(stand: Stand) -> Place:
    """The snow of this seed."""
    seed = stand.seed
    kind = seed % 3
    draw = draws(seed, "snow")
    side = 1.0 if draw.random() < 0.5 else -1.0
    dark = stand.time is not Time.DAY
    base = rolling(seed, 0.55 if kind < 2 else 0.9, 14.0, 6.0, 13.0, 90.0)
    spot = (
        (side * draw.uniform(5.5, 7.5), -draw.uniform(12.5, 15.0)) if kind == 0 else (side * draw.uniform(1, 4), -13.0)
    )
    reach = (5.5, 8.6, 0.0)[kind]

    def height(x: Array, z: Array) -> Array:
        if kind == 2:
            return base(x, z)
        away = np.hypot((x - spot[0]) / (1.0 if kind == 0 else 1.5), z - spot[1])
        return np.asarray(
            base(x, z) * eased(away, reach * 0.72, reach * 1.15)
            - (0.16 if kind == 1 else 0.0) * (1 - eased(away, reach * 0.6, reach))
        )

    def colour(x: Array, z: Array) -> Array:
        hollow = np.clip(0.35 - 0.5 * field_noise(x, z, seed, 12.0) + 0.25 * field_noise(x, z, seed + 3, 3.0), 0, 1)
        return mixed(WHITE, BLUE, hollow)

    parts = [disc(height, colour, lambda x, z: colour(x, z) * 0.86, "snow")]
    parts += _trees(
        seed,
        kind,
        height,
        (
            spot[0] * (0.84 if kind == 0 else 1),
            spot[1] * (0.84 if kind == 0 else 1),
            reach * (1.4 if kind == 0 else 1.5),
        ),
    )
    parts += _small(seed, kind, height)
    lamps: tuple[Lamp, ...] = ()
    if kind == 0:
        yaw = -side * draw.uniform(12, 28)
        parts.append(_cabin(dark).turned(yaw).moved((spot[0], -0.1, spot[1])).placed())
        if dark:
            turn = np.radians(yaw)
            at = (spot[0] + 3.4 * np.sin(turn), 2.6, spot[1] + 3.4 * np.cos(turn))
            lamps = (Lamp((float(at[0]), 2.6, float(at[2])), (9.0, 5.4, 2.2), 0.15),)
    if kind == 1:
        pond = tube(
            0.05, 7.6, 7.6, (0.1, 0.19, 0.26), 40, material="ice", semantic=Semantic.WATER, accent=(0.26, 0.37, 0.44)
        )
        parts.append(pond.scaled(1.5, 1, 1).moved((spot[0], -0.09, spot[1])).placed())
    parts.append(_fence(seed, height))
    if draw.random() < 0.55 or kind == 2:
        x, z = -side * draw.uniform(4.6, 5.4), -draw.uniform(3.6, 4.6)
        parts.append(
            _snowman().turned(-side * -30).moved((x, float(height(np.array([x]), np.array([z]))[0]) - 0.05, z)).placed()
        )
    x, z = side * 3.4, -5.1
    y = float(height(np.array([x]), np.array([z]))[0])
    parts.append(
        weathered(plants.log(seed, 2.8, 0.27, moss=None), Weather.SNOWFALL)
        .turned(-side * 14)
        .moved((x, y - 0.06, z))
        .placed()
    )
    rock, top = (0.1, 0.125, 0.17), (0.13, 0.15, 0.19)
    parts.append(ridge(seed, 190, 95, rock, top, 0.7, "rock", Semantic.ROCK, WHITE * 1.25))
    parts.append(ridge(seed + 4, 105, 24, (0.08, 0.13, 0.14), WHITE * 0.9, 0.3, "snow"))
    return Place(
        weathered(join(parts), stand.weather),
        lamps=lamps,
        radius=4.4,
        camera_room=CLEARING.room,
        azimuths=CLEARING.azimuths,
        floor=height,
        seats=((x, y + 0.44, z + 0.1, -side * 14),),
        haze=0.0045,
        about=_ABOUT[kind],
    )
