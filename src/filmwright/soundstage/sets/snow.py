"""Snow: a cabin with lit windows among laden pines, a frozen pond under peaks, or an open pass with drifts."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.sets.scatter import Clearing, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, ridge, rolling, weathered
from filmwright.soundstage.sets.winter import BLUE, WHITE, cabin, snowman, snowy_fence
from filmwright.soundstage.solids import ball, lumpy, tube
from filmwright.soundstage.vocabulary import Semantic, Time, Weather

CLEARING = Clearing(6.0, 12.0, (-90.0, 90.0))
BUILDING, GROUND, PROP = Semantic.BUILDING, Semantic.GROUND, Semantic.PROP
_ABOUT = (
    "a snowy clearing with a log cabin and laden pines",
    "a frozen pond among snow-laden pines under white peaks",
    "a snowy pass with drifts, boulders and far peaks",
)


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
            draw, near, clear_of(spots(draw, count, (8, 30), 2.8, CLEARING, 1.9)), height, (0.8, 1.35), 0.1, sink=0.15
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
    stones = [weathered(undergrowth.stone(seed + k, 0.7, (0.15, 0.15, 0.16)), Weather.SNOWFALL) for k in range(3)]
    straw = np.array((0.3, 0.22, 0.12))
    tufts = [undergrowth.blades(seed + k, 8, 0.3, 0.2, straw * 0.6, straw, 0.012, 0.5) for k in range(2)]
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
        *strewn(draw, [drift], spots(draw, 14, (5.6, 12), 1.8), height, (0.3, 0.55), 0.04, sink=0.04),
    ]


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
        parts.append(cabin(dark).turned(yaw).moved((spot[0], -0.1, spot[1])).placed())
        if dark:
            turn = np.radians(yaw)
            at = (spot[0] + 3.4 * np.sin(turn), 2.6, spot[1] + 3.4 * np.cos(turn))
            lamps = (Lamp((float(at[0]), 2.6, float(at[2])), (5.5, 3.2, 1.3), 0.15),)
    if kind == 1:
        pond = tube(
            0.05, 7.6, 7.6, (0.1, 0.19, 0.26), 40, material="ice", semantic=Semantic.WATER, accent=(0.26, 0.37, 0.44)
        )
        parts.append(pond.scaled(1.5, 1, 1).moved((spot[0], -0.09, spot[1])).placed())
    parts.append(snowy_fence(seed, height))
    if draw.random() < 0.55 or kind == 2:
        x, z = -side * draw.uniform(4.6, 5.4), -draw.uniform(3.6, 4.6)
        parts.append(
            snowman().turned(-side * -30).moved((x, float(height(np.array([x]), np.array([z]))[0]) - 0.05, z)).placed()
        )
    x, z = side * 3.4, -5.1
    y = float(height(np.array([x]), np.array([z]))[0])
    parts.append(
        weathered(undergrowth.log(seed, 2.8, 0.27, moss=None), Weather.SNOWFALL)
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
