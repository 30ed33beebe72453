"""The land's edge: beach or rocks with what lies there, and a pier."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets import plants, undergrowth
from filmwright.soundstage.sets.desert_plants import palm
from filmwright.soundstage.sets.scatter import Clearing, copies, spots, strewn
from filmwright.soundstage.sets.terrain import Array, Height, disc, eased, field_noise, mixed, rolling
from filmwright.soundstage.solids import box, lathe, tube
from filmwright.soundstage.vocabulary import Semantic

CLEARING = Clearing(6.0, 12.0, (-80.0, 80.0))
LEVEL = (-0.42, -1.5, -0.5, -2.6)
"""Height of the water, metres: actors stand at about 0."""
PROP = Semantic.PROP


def sea_floor(seed: int, kind: int) -> Height:
    """The shore: flat where actors are, down into the sea behind them."""
    base = rolling(seed, 0.4, 10.0, 6.0, 12.0, 120.0)
    swing = draws(seed, "sea", "shore").uniform(-0.12, 0.12)

    def height(x: Array, z: Array) -> Array:
        line = (
            -7.6
            + swing * x
            + 1.6 * field_noise(x, z * 0, seed + 4, 26.0) * eased(np.abs(x), 2, 12)
            + 0.0035 * x * x * (1 if kind == 0 else 0.4)
        )
        out = line - z
        fall = -0.9 * eased(out, -2.4, 3.0) - 7.0 * eased(out, 2.0, 60.0)
        rough = 0.5 * field_noise(x, z, seed + 8, 3.5) * eased(np.hypot(x, z), 7, 10) if kind == 2 else 0.0
        return np.asarray(base(x, z) * eased(-out, -1.0, 4.0) + fall + rough)

    return height


def shore(seed: int, kind: int, height: Height) -> list[Mesh]:
    """Sand or rock underfoot and what lies on it."""
    draw = draws(seed, "sea", "things")
    sand = np.array((0.5, 0.36, 0.19) if kind == 0 else (0.17, 0.165, 0.14)) * draw.uniform(0.85, 1.1, 3)
    sea = LEVEL[kind]

    def colour(x: Array, z: Array) -> Array:
        y = height(x, z)
        wet = 1 - eased(y, sea + 0.05, sea + 0.3)
        patch = np.clip(0.4 + 0.6 * field_noise(x, z, seed + 6, 7.0), 0, 1)
        dry = mixed(sand, sand * 0.74, patch)
        grass = (
            eased(y, 0.7, 1.6)
            if kind == 0
            else eased(field_noise(x, z, seed + 9, 9.0), -0.1, 0.3) * eased(z, -6.0, -2.5) * 0.85
        )
        return mixed(mixed(dry, (0.1, 0.15, 0.045), grass), sand * 0.42, wet)

    parts = [disc(height, colour, lambda x, z: colour(x, z) * 0.65, "sand" if kind == 0 else "rock")]
    rock = (0.13, 0.12, 0.115) if kind == 2 else (0.22, 0.19, 0.16)
    stones = [undergrowth.stone(seed + k, 0.8, rock, 0.75) for k in range(3)]
    wet = spots(draw, 90, (8, 34), 1.6, CLEARING, 0.8)
    wet = wet[(wet[:, 1] < -6.5)][: (8, 0, 26)[kind]]
    parts += strewn(draw, stones, wet, height, (0.7, 1.8) if kind == 2 else (0.5, 1.2), 0.15)
    flank = spots(draw, 60, (8, 30), 2.0, CLEARING, 1.0)
    flank = flank[(np.abs(flank[:, 0]) > 7) & (flank[:, 1] > -7)][: (7, 0, 16)[kind]]
    parts += strewn(draw, stones, flank, height, (0.6, 1.7), 0.15)
    parts += strewn(
        draw,
        [undergrowth.stone(seed + k, 0.1, (0.4, 0.36, 0.3)) for k in range(2)],
        spots(draw, 50, (2.2, 12)),
        height,
        (0.3, 1.3),
        0.3,
    )
    straw = np.array((0.24, 0.24, 0.09) if kind == 0 else (0.13, 0.19, 0.06))
    tufts = [undergrowth.blades(seed + k, 12, 0.5, 0.35, straw * 0.6, straw * 1.3, 0.016, 0.6) for k in range(2)]
    dune = spots(draw, 90, (6.5, 26), 0.8, CLEARING, 0.4)
    dune = dune[height(dune[:, 0], dune[:, 1]) > -0.15]
    parts += strewn(draw, tufts, dune[:46], height, (0.7, 1.4), 0.2)
    if kind == 2:
        heather = [
            undergrowth.flower(seed + k, 0.18, tone, (0.5, 0.4, 0.1), wide=0.05)
            for k, tone in enumerate(((0.5, 0.2, 0.4), (0.7, 0.68, 0.6)))
        ]
        meadow = spots(draw, 420, (2.6, 16))
        meadow = meadow[meadow[:, 1] > -5.0]
        parts += strewn(draw, tufts, meadow[:300], height, (0.4, 0.6), 0.25)
        parts += strewn(draw, heather, meadow[300:], height, (0.6, 1.2), 0.2)
    return parts


def side_of_boat(seed: int) -> float:
    """The side of the beach on which the boat lies; the parasol stands on the other."""
    return 1.0 if draws(seed, "sea", "side").random() < 0.5 else -1.0


def beach(seed: int, height: Height) -> list[Mesh]:
    """A parasol over a towel, palms at the flanks, a sand castle with a flag, shells."""
    draw = draws(seed, "sea", "beach")
    side = side_of_boat(seed)
    stripes = ((0.6, 0.07, 0.05), (0.05, 0.25, 0.45), (0.65, 0.42, 0.05), (0.05, 0.35, 0.3))[int(draw.integers(4))]
    cloth = lathe([(1.25, 0.0), (1.1, 0.2), (0.65, 0.5), (0.02, 0.66)], stripes, 16, semantic=PROP)
    panels = np.repeat(np.where(np.arange(16) // 2 % 2 == 0, 1.0, 0.0)[None], 4, 0).reshape(-1, 1)
    cloth.colours[:] = cloth.colours * panels + np.array((0.72, 0.68, 0.6)) * (1 - panels)
    pole = tube(2.3, 0.035, 0.03, (0.6, 0.55, 0.45), 7, semantic=PROP)
    parasol = join([pole, cloth.moved((0, 1.75, 0))]).turned(0, -8, side * 10)
    towel = box(0.9, 0.03, 1.8, stripes, material="cloth bands", semantic=PROP, accent=(0.7, 0.66, 0.58)).turned(
        side * 20
    )
    sand = (0.46, 0.33, 0.17)
    keep = [
        tube(0.4, 0.2, 0.16, sand, 10, material="sand", semantic=PROP).moved((x, 0, z))
        for x, z in ((-0.35, -0.3), (0.35, -0.3), (-0.35, 0.3), (0.35, 0.3))
    ]
    flag = join(
        [
            tube(0.4, 0.012, 0.012, (0.2, 0.12, 0.06), 4, semantic=PROP),
            mesh([(0, 0.25, 0), (0.2, 0.32, 0), (0, 0.39, 0)], [(0, 1, 2)], stripes, normals=[(0, 0, 1)] * 3),
        ]
    )
    castle = join(
        [*keep, box(0.6, 0.3, 0.55, sand, material="sand", semantic=PROP, accent=sand), flag.moved((0.35, 0.4, -0.3))]
    )
    star = undergrowth.fallen_leaf((0.6, 0.22, 0.08), 0.1)
    placed = [(parasol, -side * 5.4, -4.2), (towel, -side * 4.7, -3.8), (castle, side * 2.7, -4.6)]
    parts = []
    for body, x, z in placed:
        y = float(height(np.array([x]), np.array([z]))[0])
        parts.append(body.moved((x, y - 0.02, z)).placed())
    palms = [palm(seed + k, 6.5) for k in range(3)]
    flank = np.array(
        [
            (side * x, z)
            for x, z in (
                (7.6, -5.2),
                (9.2, -3.4),
                (11.5, -4.4),
                (15.5, -3.0),
                (-13.5, -4.6),
                (-17, -2.4),
                (-22, -3.5),
                (24, -2.0),
            )
        ]
    )
    parts += strewn(draw, palms, flank + draw.normal(0, 0.4, flank.shape), height, (0.8, 1.15), 0.12)
    parts += strewn(draw, [star], spots(draw, 16, (2.0, 9)), height, (0.6, 1.2), 0.3)
    return parts


def pier(seed: int) -> list[Mesh]:
    """A broad deck of planks with rails and posts at its edges, and its long arm towards the horizon."""
    draw = draws(seed, "sea", "pier")
    wood = np.array((0.3, 0.21, 0.13)) * draw.uniform(0.8, 1.15)
    of = {"material": "planks", "semantic": Semantic.GROUND, "accent": wood * 0.5}
    side = 1.0 if draw.random() < 0.5 else -1.0
    parts = [
        box(13, 0.25, 26, wood, **of).moved((0, -0.25, 5.6)),
        box(3.2, 0.25, 46, wood, **of).moved((side * 2.5, -0.25, -30.0)),
    ]
    post = tube(4.0, 0.2, 0.18, wood * 0.6, 9, material="bark", semantic=PROP, accent=wood * 0.3).moved((0, -3.0, 0))
    stands = [(x, z) for z in (-7.2, -1.5) for x in (-6.3, 6.3)] + [
        (side * 2.5 + o, z) for z in np.arange(-13, -52, -6.5) for o in (-1.55, 1.55)
    ]
    parts.append(copies(post, np.array([(x, 0.0, z) for x, z in stands]), np.arange(len(stands)) * 40.0))
    low = copies(
        tube(2.6, 0.2, 0.2, wood * 0.5, 8, semantic=PROP).moved((0, -2.8, 0)),
        np.array([(x, 0, z) for x in (-6.3, 6.3) for z in (3.0, 8.0, 13.0)]),
    )
    rails = []
    for y in (0.55, 0.92):
        for a, b in (
            ((-6.3, -7.2), (side * 2.5 - 1.6, -7.2)),
            ((side * 2.5 + 1.6, -7.2), (6.3, -7.2)),
            ((-6.3, -7.2), (-6.3, -1.5)),
            ((6.3, -7.2), (6.3, -1.5)),
        ):
            ends = np.array([(a[0], y, a[1]), ((a[0] + b[0]) / 2, y - 0.05, (a[1] + b[1]) / 2), (b[0], y, b[1])])
            rails.append(plants.curved(ends, [0.05, 0.05, 0.05], (0.42, 0.36, 0.26), 6, semantic=PROP))
    crates = [
        box(0.9 * s, 0.8 * s, 0.9 * s, wood * 1.2, material="planks", semantic=PROP, accent=wood * 0.5)
        .turned(t)
        .moved((-side * x, y, z))
        for s, t, x, y, z in ((1, 10, 5.2, 0, -5.8), (0.8, 40, 5.1, 0.8, -5.8), (0.9, 70, 5.5, 0, -4.4))
    ]
    barrel = plants.curved(
        np.array([(0, y, 0) for y in (0, 0.3, 0.65, 0.95)]),
        [0.3, 0.38, 0.38, 0.3],
        (0.25, 0.13, 0.06),
        12,
        material="planks",
        semantic=PROP,
        accent=(0.1, 0.06, 0.03),
    )
    coil = [
        plants.curved(
            np.array([(np.cos(a) * 0.36, 0.05 + 0.07 * k, np.sin(a) * 0.36) for a in np.linspace(0, 6.28, 13)]),
            np.full(13, 0.05),
            (0.5, 0.38, 0.2),
            6,
            semantic=PROP,
        )
        for k in range(3)
    ]
    things = [
        *crates,
        barrel.moved((side * 5.4, 0, -5.9)),
        barrel.moved((side * 4.7, 0, -6.2)),
        join(coil).moved((side * 5.2, 0, -3.6)),
    ]
    return [*(part.placed() for part in parts), low, *rails, *(part.placed() for part in things)]
