"""The kinds of roof: their colours, and what stands on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh
from filmwright.soundstage.place import Lamp
from filmwright.soundstage.sets import garden_things as garden
from filmwright.soundstage.sets import roof_things as things
from filmwright.soundstage.sets.fixtures import (
    Lit,
    scaled,
)
from filmwright.soundstage.sets.furniture import crate, darker, potted_plant, put
from filmwright.soundstage.solids import ball, box, rod
from filmwright.soundstage.vocabulary import Semantic

WIDE, NEAR, FAR = 9.5, 10.5, -8.5
"""Metres to the parapets at the sides, behind the camera, and behind the actors."""
WARM = (1.0, 0.66, 0.34)
Stood = tuple[list[Mesh], list[Lit], tuple[tuple[float, float, float, float], ...]]


@dataclass(frozen=True)
class Kind:
    """A roof: words for it, its floor and parapet, what stands on it, and the colours of the houses around."""

    about: str
    floor: tuple[str, Colour, Colour]
    parapet: tuple[str, Colour, Colour]
    dress: Callable[[Stand, float], Stood]
    city: tuple[Colour, ...]
    gables: bool


def _old(stand: Stand, shine: float) -> Stood:
    """Brick chimneys, laundry and a pigeon loft."""
    draw = draws(stand.seed, "old roof")
    s = float(draw.choice([-1, 1]))
    parts = [
        put(things.chimney(k, stand.seed + i), s * x, z, a)
        for i, (x, z, a, k) in enumerate(((-6.0, -4.6, 0, 4), (7.0, -6.6, 0, 3), (-7.6, 2.2, 90, 3)))
    ]
    parts += [
        put(things.laundry(5.6, stand.seed), s * 3.9, -5.0, -12 * s),
        put(things.laundry(4.4, stand.seed + 1), -s * 1.8, -7.0, 6),
    ]
    parts += [
        put(things.aerial(stand.seed), s * 6.6, -3.2),
        put(things.aerial(stand.seed + 1), -s * 3.2, -7.7),
        put(crate(0.7, (0.35, 0.2, 0.1)), s * 5.6, -1.7, 20),
        put(crate(0.5, (0.35, 0.2, 0.1)), s * 5.4, -0.9, -20),
    ]
    parts += [
        put(
            potted_plant(0.9, (0.5, 0.22, 0.1), (0.09, 0.24, 0.06), stand.seed + k),
            s * (-5.2 + 0.2 * k),
            -1.4 - 0.8 * k,
        )
        for k in range(3)
    ]
    hut = put(things.stair_hut((0.46, 0.2, 0.13), "bricks"), s * 7.2, 0.8, -90 * s)
    lit = [
        things.wall_lamp((s * 5.35, 2.45, 0.8), WARM, 14 * shine),
        things.wall_lamp((-s * 5.4, 2.2, -3.7), WARM, 7 * shine),
    ]
    return [*parts, hut], lit, ((s * 5.6, 0.7, -1.7, -60 * s), (s * 5.4, 0.5, -0.9, -70 * s))


def _modern(stand: Stand, shine: float) -> Stood:
    """A water tank on legs, machines with fans, pipes, a skylight."""
    draw = draws(stand.seed, "modern roof")
    s = float(draw.choice([-1, 1]))
    parts = [
        put(things.tank((0.34, 0.2, 0.11)), -s * 6.2, -5.4),
        put(things.fan_box(1.8, 1.2), s * 5.6, -2.4, -20 * s),
        put(things.fan_box(1.4, 1.0), s * 6.8, -4.4),
    ]
    parts += [
        put(things.fan_box(1.5, 1.1), -s * 6.6, -0.4, 80),
        put(things.vent(), -s * 4.9, -1.4),
        put(things.vent(), -s * 4.4, -3.6),
        put(things.vent(), s * 7.6, 1.2),
    ]
    parts += [
        rod(
            (s * (WIDE - 0.5), 0.3 + 0.22 * k, -2.0),
            (s * (WIDE - 0.5), 0.3 + 0.22 * k, -8.0),
            0.08,
            (0.5, 0.5, 0.5),
            8,
            material="metal",
        )
        for k in range(2)
    ]
    parts += [
        rod((-s * 4.0, 0.2, -7.6), (s * 8.8, 0.2, -7.6), 0.12, (0.45, 0.24, 0.1), 8, material="metal"),
        put(things.aerial(stand.seed), s * 3.4, -7.4),
    ]
    light = things.skylight(2.6, 1.5, max(shine, 0.25))
    mast = put(things.mast(7.5), s * 7.8, -7.2)
    lamps: list[Lit] = [
        (put(light, s * 1.6, -5.7), Lamp((s * 1.6, 1.5, -5.5), scaled((1.0, 0.8, 0.5), 12 * shine), 0.6)),
        things.post_lamp((-s * 4.9, 2.7, -2.6), (0.8, 0.9, 1.0), 13 * shine),
        things.post_lamp((s * 5.2, 2.9, 0.9), (0.85, 0.92, 1.0), 15 * shine),
    ]
    return [*parts, mast], lamps, ()


def _garden(stand: Stand, shine: float) -> Stood:
    """Planters, a bench and chairs, and strings of bulbs."""
    draw = draws(stand.seed, "roof garden")
    s = float(draw.choice([-1, 1]))
    green = ((0.08, 0.22, 0.05), (0.12, 0.25, 0.06), (0.05, 0.18, 0.08))
    bloom = ((0.7, 0.15, 0.2), (0.75, 0.5, 0.08), (0.5, 0.2, 0.6))[int(draw.integers(3))]
    parts = []
    for k, (x, z, a) in enumerate(
        (
            (-6.8, -6.6, 0),
            (-3.6, -7.2, 0),
            (-0.4, -7.2, 0),
            (2.8, -7.2, 0),
            (6.2, -6.8, 0),
            (-8.3, -2.8, 90),
            (8.3, -3.4, 90),
            (8.3, 0.0, 90),
            (-8.3, 0.6, 90),
        )
    ):
        parts.append(put(garden.planter(2.6, green[k % 3], bloom, stand.seed + k), s * x, z, a))
    parts += [
        put(garden.small_tree(2.7, green[0], stand.seed + k), s * x, z)
        for k, (x, z) in enumerate(((-5.6, -4.4), (6.4, -5.0), (-6.8, 1.4)))
    ]
    parts += [
        put(garden.deck_chair(bloom), s * 4.6, -2.4, -50 * s),
        put(garden.deck_chair(darker(bloom, 0.8)), s * 5.4, -0.9, -70 * s),
        put(garden.garden_bench(), -s * 4.7, -2.1, 55 * s),
    ]
    posts = [(-6.0, -5.8), (6.0, -5.8), (7.6, 2.2), (-7.6, 2.2)]
    strings = [
        (posts[0], posts[1]),
        (posts[0], posts[3]),
        (posts[1], posts[2]),
        (posts[0], posts[2]),
        (posts[1], posts[3]),
    ]
    parts += [rod((x, 0, z), (x, 3.7, z), 0.05, (0.12, 0.07, 0.04), 6) for x, z in posts]
    parts += [garden.bulbs((a[0], 3.6, a[1]), (b[0], 3.6, b[1]), WARM, max(shine, 0.35)) for a, b in strings]
    nothing = box(0.02, 0.02, 0.02, (0.1, 0.1, 0.1), semantic=Semantic.LAMP)
    lit: list[Lit] = [
        (nothing.moved(at), Lamp(at, scaled(WARM, k * shine), 0.5))
        for at, k in (
            ((-3.4, 3.2, -3.4), 13.0),
            ((3.4, 3.1, -2.4), 11.0),
            ((5.0, 3.1, 1.5), 8.0),
            ((-5.2, 3.1, 1.0), 8.0),
        )
    ]
    return parts, lit, ((s * 4.6, 0.42, -2.4, -50 * s), (s * 5.4, 0.42, -0.9, -70 * s), (-s * 4.7, 0.46, -2.1, 55 * s))


def _industrial(stand: Stand, shine: float) -> Stood:
    """A great sign seen from behind or before, tanks, ladders and pipes."""
    draw = draws(stand.seed, "works roof")
    s = float(draw.choice([-1, 1]))
    colour = ((1.0, 0.15, 0.1), (0.1, 0.6, 1.0), (1.0, 0.5, 0.08))[int(draw.integers(3))]
    parts = [
        put(things.billboard(7.0, 2.6, colour, stand.seed, max(shine, 0.3)), s * 1.0, -7.4),
        put(things.tank((0.3, 0.31, 0.33)), -s * 6.6, -4.4),
        put(things.tank((0.4, 0.2, 0.1)).scaled(0.8), -s * 7.4, -0.6),
    ]
    parts += [
        put(things.stair_hut((0.5, 0.48, 0.44), "concrete"), s * 7.2, -2.6, -90 * s),
        put(things.vent(), s * 5.0, 0.0),
        put(things.vent(), s * 5.6, -5.2),
        put(things.vent(), -s * 4.6, -6.0),
        put(things.fan_box(1.6, 1.1), -s * 5.2, -1.8, 30),
    ]
    parts += [
        put(things.chimney(2, stand.seed), s * 7.6, 1.8, 90),
        put(crate(0.8, (0.3, 0.18, 0.09)), s * 4.9, -1.0, 15),
    ]
    lit = [
        (
            ball(0.02, (0.1, 0.1, 0.1)).moved((s * 1.0, 2.6, -6.0)),
            Lamp((s * 1.0, 2.6, -5.6), scaled(colour, 16 * shine), 0.8),
        ),
        things.wall_lamp((s * 5.35, 2.45, -2.6), WARM, 14 * shine),
        things.post_lamp((-s * 5.0, 2.9, 0.8), (0.85, 0.95, 1.0), 12 * shine),
    ]
    return parts, lit, ((s * 4.9, 0.8, -1.0, -60 * s),)


KINDS = (
    Kind(
        "an old town's rooftop with brick chimneys and laundry",
        ("concrete", (0.2, 0.16, 0.13), (0.12, 0.1, 0.085)),
        ("bricks", (0.44, 0.2, 0.13), (0.5, 0.44, 0.38)),
        _old,
        ((0.55, 0.42, 0.28), (0.6, 0.5, 0.38), (0.5, 0.32, 0.22), (0.55, 0.52, 0.46)),
        True,
    ),
    Kind(
        "a rooftop among towers with a water tank and fans",
        ("concrete", (0.15, 0.16, 0.175), (0.09, 0.095, 0.11)),
        ("concrete", (0.26, 0.25, 0.25), (0.18, 0.18, 0.18)),
        _modern,
        ((0.3, 0.34, 0.4), (0.42, 0.42, 0.42), (0.2, 0.25, 0.32), (0.48, 0.4, 0.33)),
        False,
    ),
    Kind(
        "a rooftop garden with planters and strings of lights",
        ("planks", (0.24, 0.13, 0.06), (0.1, 0.055, 0.025)),
        ("plaster", (0.4, 0.34, 0.28), (0.34, 0.29, 0.24)),
        _garden,
        ((0.5, 0.4, 0.34), (0.36, 0.36, 0.4), (0.56, 0.5, 0.42), (0.44, 0.26, 0.2)),
        False,
    ),
    Kind(
        "a factory's rooftop with a glowing sign and tanks",
        ("asphalt", (0.1, 0.1, 0.105), (0.15, 0.145, 0.14)),
        ("bricks", (0.32, 0.15, 0.11), (0.4, 0.36, 0.32)),
        _industrial,
        ((0.4, 0.2, 0.15), (0.34, 0.32, 0.3), (0.45, 0.36, 0.26), (0.26, 0.28, 0.3)),
        False,
    ),
)
