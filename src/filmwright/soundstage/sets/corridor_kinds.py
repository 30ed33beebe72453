"""The kinds of corridor: their colours, and what hangs and stands along their walls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.sets import passage
from filmwright.soundstage.sets.fixtures import (
    picture,
)
from filmwright.soundstage.sets.furniture import armchair, darker, potted_plant, put
from filmwright.soundstage.solids import box, lathe, rod
from filmwright.soundstage.vocabulary import Semantic

HALF, NEAR, FAR = 2.8, 10.0, -32.0
"""Metres from the middle to the walls, and where it begins and ends along z."""
BAYS = tuple(float(z) for z in np.arange(7.5, -31.0, -5.0))
"""Where the lamps hang along z; doors are between them."""
Pair = tuple[Colour, Colour]


@dataclass(frozen=True)
class Kind:
    """A corridor's colours and what stands in it.

    Args:
        about: words for it.
        wall, floor, ceiling: first and second colour; ``paper`` and ``ground`` their materials.
        band: colour of the lower part of the walls.
        door: colour of doors.
        light: colour of its lamps.
        windows: True where one side has windows.
        dress: what hangs and stands along the walls.
        high: metres to the ceiling.
        hatches: True where its doors slide.
        seats: as a place has them.
    """

    about: str
    wall: Pair
    paper: str
    floor: Pair
    ground: str
    ceiling: Colour
    band: Colour
    door: Colour
    light: Colour
    windows: bool
    dress: Callable[[int, Kind], list[Mesh]]
    high: float = 3.1
    hatches: bool = False
    seats: tuple[tuple[float, float, float, float], ...] = ()


def kind_of(seed: int) -> Kind:
    """Which corridor a seed gives."""
    draw = draws(seed, "corridor")
    variant = int(draw.integers(3))
    white = (0.72, 0.72, 0.7)
    if seed % 4 == 0:
        tone = ((0.18, 0.42, 0.36), (0.16, 0.32, 0.5), (0.55, 0.38, 0.18))[variant]
        word = ("green", "blue", "ochre")[variant]
        pale = ((0.62, 0.66, 0.62), (0.58, 0.62, 0.62))
        return Kind(
            f"a hospital corridor with {word} walls and handrails", pale, "plaster",
            ((0.55, 0.58, 0.56), darker(tone, 1.1)), "polished tiles", white, tone,
            darker(tone, 0.8), (0.9, 1.0, 0.96), True, _hospital, seats=((2.42, 0.46, 3.3, -90.0),),
        )  # fmt: skip
    if seed % 4 == 1:
        tone, cloth = (
            ((0.34, 0.07, 0.06), (0.4, 0.05, 0.06)),
            ((0.07, 0.17, 0.14), (0.05, 0.16, 0.12)),
            ((0.42, 0.3, 0.12), (0.08, 0.1, 0.3)),
        )[variant]
        word = ("red", "dark green", "golden")[variant]
        return Kind(
            f"a hotel corridor with {word} wallpaper and a patterned carpet", (tone, darker(tone, 1.6)), "wallpaper",
            (cloth, (0.55, 0.38, 0.12)), "carpet", (0.62, 0.56, 0.46), (0.16, 0.07, 0.03), (0.2, 0.09, 0.04),
            (1.0, 0.68, 0.36), False, _hotel, seats=((-2.25, 0.45, -3.4, 90.0),),
        )  # fmt: skip
    if seed % 4 == 2:
        tone = ((0.5, 0.08, 0.06), (0.06, 0.2, 0.45), (0.62, 0.36, 0.04))[variant]
        word = ("red", "blue", "yellow")[variant]
        return Kind(
            f"a school corridor with {word} lockers", ((0.66, 0.6, 0.46), (0.6, 0.54, 0.4)), "plaster",
            ((0.58, 0.54, 0.46), (0.22, 0.24, 0.24)), "checkers", white, darker(tone, 0.5), (0.42, 0.24, 0.1),
            (1.0, 0.94, 0.8), True, _school, seats=((2.42, 0.46, 3.3, -90.0),),
        )  # fmt: skip
    tone = ((0.05, 0.7, 1.0), (1.0, 0.45, 0.06), (0.5, 1.0, 0.25))[variant]
    word = ("blue", "orange", "green")[variant]
    return Kind(
        f"a spaceship corridor with {word} lights", ((0.3, 0.32, 0.35), (0.2, 0.22, 0.25)), "metal",
        ((0.12, 0.13, 0.15), (0.2, 0.22, 0.25)), "polished tiles", (0.2, 0.22, 0.25), (0.14, 0.15, 0.17), tone,
        tuple(0.55 + 0.45 * np.array(tone)), False, _spaceship, hatches=True,
    )  # fmt: skip


def _hospital(seed: int, kind: Kind) -> list[Mesh]:
    rails = [
        rod((s * (HALF - 0.09), 1.0, NEAR), (s * (HALF - 0.09), 1.0, FAR), 0.045, (0.5, 0.36, 0.2), 8) for s in (-1, 1)
    ]
    parts = [put(passage.gurney(kind.band), -2.3, -5.6, 4), put(passage.chairs(3, kind.band), 2.42, 3.3, -90)]
    parts += [
        put(passage.drip_stand(), -2.35, -4.1),
        put(passage.clock(), 0, FAR + 0.1, 0, 2.62),
        put(passage.gurney(kind.band), 2.3, -14.4, -3),
    ]
    parts += [
        put(passage.hanging_sign((0.05, 0.25, 0.5), kind.high, 0.45), 0, -10.0),
        put(passage.chairs(4, kind.band), -2.42, -10.0, 90),
    ]
    parts.append(put(passage.notice_board(seed, (0.1, 0.25, 0.3)), HALF - 0.1, -2.5, -90, 1.15))
    return [*rails, *parts, put(potted_plant(1.2, (0.6, 0.6, 0.56), (0.08, 0.22, 0.06), seed), -2.4, 4.1)]


def _hotel(seed: int, kind: Kind) -> list[Mesh]:
    parts = []
    for k, z in enumerate(BAYS):
        for s in (-1, 1):
            glass = lathe(
                [(0.06, 0), (0.14, 0.22)],
                (0.8, 0.6, 0.4),
                10,
                accent=darker(kind.light, 0.9),
                material="glow",
                semantic=Semantic.LAMP,
            )
            arm = rod((0, 0, 0), (0, 0, -0.16), 0.03, (0.55, 0.38, 0.14), material="gold", semantic=Semantic.LAMP)
            parts.append(put(join([glass, arm]), s * (HALF - 0.2), z, -90 * s, 1.75))
        parts.append(put(picture(0.8, 1.0, (0.5, 0.34, 0.12), seed + k), -HALF + 0.05, z - 1.2, 90, 1.35))
        parts.append(put(picture(0.9, 0.7, (0.5, 0.34, 0.12), seed + 30 + k), HALF - 0.05, z - 1.25, -90, 1.45))
    for z in (3.6, -6.4, -16.4):
        parts.append(put(passage.console((0.2, 0.09, 0.04), seed), HALF - 0.22, z, -90))
    parts += [put(potted_plant(1.5, (0.1, 0.12, 0.25), (0.06, 0.2, 0.06), seed), -2.35, z) for z in (4.0, -5.8, -15.6)]
    parts.append(put(armchair((0.36, 0.06, 0.08), (0.6, 0.42, 0.14), 0.8), -2.3, -3.4, 90))
    runner = box(0.16, 0.012, NEAR - FAR, (0.6, 0.42, 0.14), semantic=Semantic.GROUND)
    return [*parts, *(runner.moved((s * 2.2, 0, (NEAR + FAR) / 2)).placed() for s in (-1, 1))]


def _school(seed: int, kind: Kind) -> list[Mesh]:
    colour = darker(kind.band, 2.0)
    parts = [
        put(passage.lockers(6, colour), s * (HALF - 0.23), z, -90 * s)
        for s in (-1, 1)
        for z in (-2.5, -7.5, -12.5, -17.5, -22.5)
    ]
    parts.append(put(passage.lockers(4, colour), -HALF + 0.23, 7.3, 90))
    parts += [
        put(passage.notice_board(seed + k, (0.3, 0.2, 0.1)), s * (HALF - 0.1), 2.5, -90 * s, 1.3)
        for k, s in enumerate((-1, 1))
    ]
    parts += [
        put(passage.chairs(2, colour), 2.42, 3.3, -90),
        put(passage.clock(), 0, FAR + 0.1, 0, 2.65),
        put(passage.hanging_sign((0.06, 0.28, 0.12), kind.high, 0.4), 0, -15),
    ]
    return parts


def _spaceship(seed: int, kind: Kind) -> list[Mesh]:
    accent = darker(kind.door, 0.9)
    parts = [put(passage.rib(HALF, kind.high, kind.wall[0], kind.door), 0, z) for z in BAYS]
    for s in (-1, 1):
        for y, thick in ((0.12, 0.05), (2.35, 0.07)):
            strip = box(0.05, thick, NEAR - FAR, kind.door, accent=accent, material="glow", semantic=Semantic.LAMP)
            parts.append(strip.moved((s * (HALF - 0.03), y, (NEAR + FAR) / 2)))
        for k, y in enumerate((2.62, 2.8, 2.95)):
            tone = ((0.35, 0.36, 0.38), (0.5, 0.2, 0.05), (0.2, 0.22, 0.25))[k]
            parts.append(
                rod(
                    (s * (HALF - 0.14 - 0.1 * k), y, NEAR),
                    (s * (HALF - 0.14 - 0.1 * k), y, FAR),
                    0.06,
                    tone,
                    8,
                    material="metal",
                )
            )
    parts += [
        put(passage.panel(seed + k, kind.door), s * (HALF - 0.04), z - 1.15, -90 * s, 1.1)
        for k, z in enumerate(BAYS)
        for s in (-1, 1)
    ]
    return [*parts, put(passage.canisters(kind.door), 2.35, 4.0), put(passage.canisters(kind.door), -2.35, -7.0, 60)]
