"""A theatre's stage: boards, curtains, painted scenery, lamps above and below, rows of seats in the dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.sets import scenery
from filmwright.soundstage.sets.fixtures import Lit, bulb, folds, scaled
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import ball, box, boxes, rod, tube
from filmwright.soundstage.vocabulary import Key, Semantic

HALF, BACK, FRONT, HIGH = 6.4, 6.0, 3.6, 7.0
"""Metres from the middle of the stage to its sides, its back wall, its edge, and up to its grid."""


@dataclass(frozen=True)
class _Play:
    """Colours of a production: curtains, boards, the cloth at the back from floor to top, key light and side light."""

    curtain: Colour
    name: str
    boards: Colour
    low: Colour
    high: Colour
    key: Colour
    aside: Colour


PLAYS = (
    _Play(
        (0.42, 0.02, 0.025),
        "red",
        (0.26, 0.14, 0.06),
        (0.75, 0.4, 0.16),
        (0.1, 0.25, 0.5),
        (1.0, 0.78, 0.5),
        (1.0, 0.3, 0.12),
    ),
    _Play(
        (0.03, 0.07, 0.32),
        "blue",
        (0.2, 0.11, 0.06),
        (0.5, 0.22, 0.4),
        (0.05, 0.07, 0.28),
        (1.0, 0.82, 0.6),
        (0.25, 0.45, 1.0),
    ),
    _Play(
        (0.02, 0.2, 0.12),
        "green",
        (0.3, 0.17, 0.08),
        (0.7, 0.6, 0.3),
        (0.12, 0.4, 0.42),
        (1.0, 0.85, 0.55),
        (0.2, 0.9, 0.6),
    ),
    _Play(
        (0.24, 0.03, 0.22),
        "purple",
        (0.17, 0.09, 0.06),
        (0.7, 0.25, 0.12),
        (0.14, 0.05, 0.25),
        (1.0, 0.7, 0.5),
        (0.8, 0.25, 1.0),
    ),
    _Play(
        (0.5, 0.26, 0.03),
        "golden",
        (0.23, 0.1, 0.05),
        (0.3, 0.5, 0.6),
        (0.06, 0.12, 0.3),
        (1.0, 0.85, 0.65),
        (1.0, 0.6, 0.2),
    ),
)


def build(stand: Stand) -> Place:
    """A stage seen from the house; the camera stands at its edge or in the stalls."""
    draw = draws(stand.seed, "stage")
    play = PLAYS[int(draw.integers(len(PLAYS)))]
    scene = scenery.SCENES[stand.seed % len(scenery.SCENES)]
    parts = [_boards(play), _house(play), _curtains(play), _cloth(play), scene.build(stand.seed)]
    lit = _lights(stand, play)
    parts += [body.placed() for body, _ in lit]
    low = stand.key is Key.LOW
    return Place(
        join(parts),
        tuple(lamp for _, lamp in lit),
        indoors=True,
        fill=(0.06, 0.055, 0.065) if low else (0.2, 0.19, 0.2),
        radius=3.0,
        camera_room=8.5,
        azimuths=(-36.0, 36.0),
        seats=scene.seats,
        ceiling=6.0,
        haze=0.006,
        about=f"a theatre stage with {play.name} curtains and {scene.about}",
    )


def _boards(play: _Play) -> Mesh:
    of = {"accent": darker(play.boards, 0.45), "material": "polished planks", "semantic": Semantic.GROUND}
    deck = box(2 * HALF + 6, 0.3, BACK + FRONT, play.boards, **of).moved((0, -0.3, (FRONT - BACK) / 2))
    apron = box(2 * HALF + 6, 0.9, 0.15, darker(play.curtain, 0.5), semantic=Semantic.WALL).moved((0, -1.0, FRONT))
    lip = box(2 * HALF + 6, 0.06, 0.3, (0.4, 0.26, 0.08), material="gold", semantic=Semantic.GROUND).moved(
        (0, -0.06, FRONT)
    )
    return join([deck, apron, lip]).placed()


def _house(play: _Play) -> Mesh:
    """The arch, the dark walls around, and rows of seats in front."""
    dark: Colour = (0.03, 0.025, 0.025)
    gold: Colour = (0.5, 0.34, 0.12)
    of = {"semantic": Semantic.WALL}
    walls = [
        box(24, HIGH + 2, 0.3, dark, **of).moved((0, -1, -BACK - 0.4)),
        box(0.3, HIGH + 2, 24, dark, **of).moved((-11, -1, 5)),
        box(0.3, HIGH + 2, 24, dark, **of).moved((11, -1, 5)),
        box(24, HIGH + 2, 0.3, dark, **of).moved((0, -1, 16)),
        box(24, 0.2, 23, (0.02, 0.02, 0.022), semantic=Semantic.CEILING).moved((0, HIGH, 4.5)),
        box(
            24,
            0.1,
            13,
            darker(play.curtain, 0.2),
            material="carpet",
            accent=(0.02, 0.02, 0.02),
            semantic=Semantic.GROUND,
        ).moved((0, -1.1, FRONT + 6.4)),
    ]
    pillars = [
        join(
            [
                box(0.9, HIGH, 0.6, darker(gold, 0.5), **of),
                box(0.5, HIGH, 0.1, gold, material="gold", **of).moved((0, 0, 0.3)),
            ]
        ).moved((s * (HALF + 1.0), 0, 1.6))
        for s in (-1, 1)
    ]
    beam = box(2 * HALF + 3, 0.7, 0.6, darker(gold, 0.5), **of).moved((0, 5.6, 1.6))
    trim = boxes(
        [(x, 5.68, 1.95) for x in np.arange(-HALF, HALF + 0.1, 0.8)], (0.5, 0.5, 0.1), gold, material="gold", **of
    )
    rows = []
    for row in range(3):
        z = FRONT + 1.5 + 1.05 * row
        feet = [(x + 0.35 * (row % 2), -1.0, z) for x in np.arange(-8.4, 8.5, 0.7)]
        rows.append(
            boxes(
                feet,
                (0.6, 1.38, 0.14),
                darker(play.curtain, 0.4),
                material="cloth",
                accent=darker(play.curtain, 0.3),
                semantic=Semantic.FURNITURE,
            )
        )
    return join([*walls, *pillars, beam, trim, *rows]).placed()


def _curtains(play: _Play) -> Mesh:
    """Two great curtains drawn aside, legs behind them, and a valance above."""
    parts = []
    of = {"material": "velvet"}
    for s in (-1, 1):
        parts.append(folds(3.0, 5.8, play.curtain, 9, 0.16, **of).moved((s * (HALF - 0.6), 0, 1.2)))
        for k, z in enumerate((-1.2, -3.4)):
            parts.append(
                folds(2.4, HIGH, darker(play.curtain, 0.5 - 0.12 * k), 6, 0.14, **of).moved(
                    (s * (HALF + 0.3 - 0.3 * k), 0, z)
                )
            )
        tie = tube(0.16, 0.1, 0.1, (0.6, 0.42, 0.12), 10, material="gold").moved((s * (HALF - 0.2), 1.6, 1.42))
        parts.append(tie)
    parts.append(folds(2 * HALF + 1.5, 1.15, play.curtain, 30, 0.12, **of).moved((0, 4.75, 1.5)))
    fringe = box(2 * HALF + 1.4, 0.09, 0.06, (0.6, 0.42, 0.12), material="gold", semantic=Semantic.CURTAIN)
    parts += [
        fringe.moved((0, 4.7, 1.66)),
        folds(2 * HALF + 3, 1.6, darker(play.curtain, 0.35), 24, 0.12, **of).moved((0, 5.4, -2.0)),
    ]
    return join(parts).placed()


def _cloth(play: _Play) -> Mesh:
    """The painted cloth at the back: a sky of bands that fade into each other."""
    levels = 14
    t = np.linspace(0, 1, levels)[:, None]
    tones = np.array(play.low) * (1 - t) + np.array(play.high) * t
    feet = [(0.0, HIGH * k / levels, 0.0) for k in range(levels)]
    sky = boxes(feet, (2 * HALF + 4, HIGH / levels, 0.05), tones, semantic=Semantic.CURTAIN)
    return sky.moved((0, 0, -BACK)).placed()


def _lights(stand: Stand, play: _Play) -> list[Lit]:
    """A row of spotlights above, with their housings; footlights along the edge."""
    low = stand.key is Key.LOW
    lit: list[Lit] = []
    plan = (
        ((-2.6, 4.6, 2.5), play.key, 26.0 if not low else 15.0),
        ((3.4, 4.6, -1.6), play.aside, 18.0 if not low else 7.0),
        ((2.4, 4.6, 2.6), play.key, 9.0 if not low else 0.5),
        ((-3.8, 4.4, -3.6), play.aside, 9.0 if not low else 1.5),
        ((0.0, 0.6, -BACK + 1.2), play.low, 3.0 if not low else 2.0),
    )
    for at, colour, strength in plan:
        lit.append((_spot(at, colour), Lamp(at, scaled(colour, strength), 0.16)))
    bar = [
        rod((-HALF, 4.95, z), (HALF, 4.95, z), 0.05, (0.05, 0.05, 0.055), 8, material="metal")
        for z in (2.55, -1.6, -3.6)
    ]
    feet = []
    for k, x in enumerate(np.linspace(-HALF + 0.6, HALF - 0.6, 15)):
        cover = ball(0.14, (0.3, 0.2, 0.08), 9, 6, material="gold", semantic=Semantic.LAMP).scaled(1, 0.8, 0.8)
        feet.append(
            join([cover, bulb(0.075, play.key, "glow").moved((0, 0.03, -0.09))]).moved((float(x), 0.02, FRONT - 0.12))
        )
        if k % 3 == 1:
            feet.append(_spot((float(x), 4.6, -1.6 if k % 2 else -3.6), play.aside))
    lit.append((join([*bar, *feet]), Lamp((0.0, 0.25, FRONT - 0.3), scaled(play.key, 1.6 if low else 2.6), 0.3)))
    return lit


def _spot(at: tuple[float, float, float], colour: Colour) -> Mesh:
    """A spotlight's housing above its glowing lens; it hides no light of its own."""
    if at[1] < 2:
        return box(0.9, 0.14, 0.3, (0.03, 0.03, 0.03), semantic=Semantic.LAMP).moved((at[0], 0, at[2]))
    can = tube(0.42, 0.17, 0.12, (0.03, 0.03, 0.035), 12, semantic=Semantic.LAMP).moved((0, 0.12, 0))
    lens = tube(0.03, 0.15, 0.15, colour, 12, accent=colour, material="lamp", semantic=Semantic.LAMP).moved(
        (0, 0.08, 0)
    )
    return join([can, lens]).turned(0, -16 * np.sign(at[2])).moved(at)
