"""What is fixed to a house: walls with openings, windows, doors, pictures, rugs, and lamps with the light they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Colour, Mesh, join, mesh
from filmwright.soundstage.place import Lamp, Vector
from filmwright.soundstage.sets.furniture import darker
from filmwright.soundstage.solids import ball, box, boxes, lathe, rod, tube
from filmwright.soundstage.vocabulary import Semantic

Lit = tuple[Mesh, Lamp]
"""A lamp as a body, and its light."""


@dataclass(frozen=True)
class Opening:
    """A hole in a wall, metres: where its middle is along the wall, its width, its sill and its top."""

    at: float
    width: float
    sill: float
    top: float


def wall(width: float, height: float, colour: Colour, openings: Sequence[Opening] = (), **of: Any) -> Mesh:
    """A wall 0.2 thick behind the plane z = 0 that it faces +z with, its openings left out.

    Args:
        width: along x, about the origin.
        height: metres.
        colour: of it.
        openings: from left to right, apart from each other.
        of: material, accent.
    """
    feet, sizes, x = [], [], -width / 2
    for hole in openings:
        left, right = hole.at - hole.width / 2, hole.at + hole.width / 2
        pieces = [(x, left, 0.0, height), (left, right, 0.0, hole.sill), (left, right, hole.top, height)]
        for a, b, low, high in pieces:
            if b - a > 1e-3 and high - low > 1e-3:
                feet.append(((a + b) / 2, low, -0.1))
                sizes.append((b - a, high - low, 0.2))
        x = right
    feet.append(((x + width / 2) / 2, 0.0, -0.1))
    sizes.append((width / 2 - x, height, 0.2))
    return boxes(feet, sizes, colour, semantic=Semantic.WALL, **of)


def skirting(width: float, openings: Sequence[Opening], colour: Colour, high: float = 0.14) -> Mesh:
    """A board along the foot of a wall, but not across its doors."""
    return wall(width, high, colour, [Opening(o.at, o.width, 0, high) for o in openings if o.sill <= 0]).moved(
        (0, 0, 0.025)
    )


def window(hole: Opening, colour: Colour, across: int = 2, up: int = 2) -> Mesh:
    """The frame, bars and sill of a window in ``wall``."""
    tall = hole.top - hole.sill
    side = hole.width / 2
    frame = boxes(
        [(-side, hole.sill, 0), (side, hole.sill, 0), (0, hole.sill - 0.04, 0), (0, hole.top - 0.04, 0)],
        [(0.1, tall, 0.1), (0.1, tall, 0.1), (hole.width + 0.1, 0.08, 0.1), (hole.width + 0.1, 0.08, 0.1)],
        colour,
        semantic=Semantic.WALL,
    )
    upright = [(-side + hole.width * (k + 1) / across, hole.sill, -0.1) for k in range(across - 1)]
    level = [(0, hole.sill + tall * (k + 1) / up, -0.1) for k in range(up - 1)]
    bars = [boxes(upright, (0.04, tall, 0.04), colour, semantic=Semantic.WALL)] if upright else []
    bars += [boxes(level, (hole.width, 0.04, 0.04), colour, semantic=Semantic.WALL)] if level else []
    sill = box(hole.width + 0.24, 0.05, 0.26, colour, semantic=Semantic.WALL).moved((0, hole.sill - 0.05, 0.08))
    return join([frame, *bars, sill]).moved((hole.at, 0, 0))


def drapes(hole: Opening, colour: Colour, drawn: float = 0.3) -> Mesh:
    """Curtains at both sides of a window, on a rod; ``drawn`` is the share of the window that they cover."""
    parts = [
        rod(
            (-hole.width / 2 - 0.4, 0, 0), (hole.width / 2 + 0.4, 0, 0), 0.02, (0.3, 0.2, 0.08), material="metal"
        ).moved((0, hole.top + 0.16, 0.12))
    ]
    wide, long = 0.3 + hole.width * drawn / 2, hole.top + 0.1
    for side in (-1, 1):
        cloth = folds(wide, long, colour, round(wide / 0.12)).moved((0, 0.06, 0.12))
        parts.append(cloth.moved((side * (hole.width / 2 + 0.3 - wide / 2), 0, 0)))
    return join(parts).moved((hole.at, 0, 0))


def folds(wide: float, long: float, colour: Colour, count: int, deep: float = 0.05, **of: Any) -> Mesh:
    """A hanging cloth of so many folds, its foot at y = 0."""
    steps = max(4, count * 6) + 1
    t = np.linspace(0, 1, steps)
    wave = np.sin(t * count * 2 * np.pi) * deep
    rows = [
        np.stack([(t - 0.5) * wide * s, np.full(steps, h), wave * (0.5 + 0.5 * s)], -1)
        for h, s in ((0, 1.0), (long, 0.94))
    ]
    index = np.arange(steps - 1)
    faces = np.concatenate(
        [np.stack([index, index + 1, index + 1 + steps], -1), np.stack([index, index + 1 + steps, index + steps], -1)]
    )
    shade = (0.55 + 0.45 * (np.sin(t * count * 2 * np.pi) * 0.5 + 0.5))[:, None] * np.array(colour)
    of = {"material": "cloth", "semantic": Semantic.CURTAIN, **of}
    return mesh(
        np.concatenate(rows), faces, np.concatenate([shade, shade]), accent=np.concatenate([shade, shade]) * 0.85, **of
    )


def door(colour: Colour, frame: Colour, width: float = 0.95, height: float = 2.1) -> Mesh:
    """A panelled door in its frame on the plane z = 0, with a handle."""
    leaf = box(width, height, 0.06, colour, semantic=Semantic.WALL)
    x, rows = width * 0.23, ((0.18, height * 0.3), (height * 0.45, height * 0.45))
    panels = boxes(
        [(i * x, y, 0.03) for y, _ in rows for i in (-1, 1)],
        [(width * 0.34, h, 0.03) for _, h in rows for _ in (-1, 1)],
        darker(colour, 0.78),
        semantic=Semantic.WALL,
    )
    around = boxes(
        [(-width / 2 - 0.06, 0, 0.02), (width / 2 + 0.06, 0, 0.02), (0, height, 0.02)],
        [(0.12, height, 0.1), (0.12, height, 0.1), (width + 0.24, 0.12, 0.1)],
        frame,
        semantic=Semantic.WALL,
    )
    handle = ball(0.04, (0.6, 0.5, 0.28), 8, 6, material="gold").moved((width * 0.4, height * 0.48, 0.09))
    return join([leaf, panels, around, handle])


def picture(width: float, height: float, frame: Colour, seed: int) -> Mesh:
    """A framed picture on the plane z = 0, its foot at y = 0: bands of land and sky, and a sun or a hill."""
    draw = draws(seed, "picture")
    rim = box(width, height, 0.05, frame, semantic=Semantic.PROP)
    mount = box(width - 0.08, height - 0.08, 0.02, (0.72, 0.68, 0.6), semantic=Semantic.PROP).moved((0, 0.04, 0.022))
    w, h = width - 0.2, height - 0.2
    tones = draw.uniform(0.05, 0.6, (4, 3)) * np.array([1.0, 0.85, 0.7])
    cuts = np.sort(draw.uniform(0.2, 0.8, 2)) * h
    ends = [0.0, *map(float, cuts), h]
    bands = boxes(
        [(0, 0.1 + ends[k], 0.03) for k in range(3)],
        [(w, ends[k + 1] - ends[k], 0.012) for k in range(3)],
        tones[:3],
        semantic=Semantic.PROP,
    )
    size = min(w, h) * float(draw.uniform(0.12, 0.24))
    sun = tube(0.01, size, size, tones[3] + 0.15, 14, semantic=Semantic.PROP).turned(0, 90)
    sun = sun.moved((float(draw.uniform(-0.25, 0.25)) * w, 0.1 + h * float(draw.uniform(0.45, 0.7)), 0.038))
    return join([rim, mount, bands, sun])


def rug(x: float, z: float, colour: Colour, accent: Colour, round_: bool = False) -> Mesh:
    """A rug with a border, lying on y = 0."""
    of = {"semantic": Semantic.GROUND}
    if round_:
        rim = tube(0.012, x / 2, x / 2, accent, 32, **of)
        middle = tube(0.016, x * 0.42, x * 0.42, colour, 32, accent=accent, material="cloth", **of)
        heart = tube(0.02, x * 0.2, x * 0.2, accent, 24, **of)
        return join([rim, middle, heart])
    rim = box(x, 0.012, z, accent, **of)
    field = box(x - 0.3, 0.016, z - 0.3, colour, accent=accent, material="carpet", **of)
    line = box(x - 0.18, 0.014, z - 0.18, darker(colour, 0.6), **of)
    return join([rim, line, field])


def bulb(radius: float, colour: Colour, glow: str = "lamp") -> Mesh:
    """A glowing ball."""
    return ball(radius, (0.8, 0.8, 0.8), 10, 6, accent=colour, material=glow, semantic=Semantic.LAMP)


def scaled(colour: Colour, by: float) -> Vector:
    """A light so many times as strong."""
    return (float(colour[0]) * by, float(colour[1]) * by, float(colour[2]) * by)


def pendant(at: Vector, ceiling: float, shade: Colour, light: Colour, strength: float, size: float = 0.28) -> Lit:
    """A lamp that hangs from the ceiling under an opaque shade, its bulb at ``at``."""
    cover = lathe(
        [(size, -0.02), (size * 0.85, 0.1), (size * 0.25, 0.24), (0.03, 0.27)], shade, 18, semantic=Semantic.LAMP
    )
    cord = box(0.02, max(ceiling - at[1] - 0.25, 0.02), 0.02, (0.05, 0.05, 0.05)).moved((0, 0.25, 0))
    body = join([cover, cord, bulb(0.09, light)])
    return body.moved(at), Lamp(at, scaled(light, strength), 0.07)


def shaded_lamp(at: Vector, shade: Colour, light: Colour, strength: float, stand: float = 0.3) -> Lit:
    """A lamp with a glowing shade on a foot that stands ``stand`` metres below: on a table, or on the floor."""
    cover = lathe(
        [(0.2, -0.14), (0.14, 0.14)], shade, 16, accent=np.array(shade) * light, material="glow", semantic=Semantic.LAMP
    )
    foot = [
        tube(stand, 0.018, 0.018, (0.35, 0.27, 0.12), 8, material="metal", semantic=Semantic.LAMP).moved(
            (0, -stand, 0)
        ),
        tube(0.04, 0.14, 0.1, (0.35, 0.27, 0.12), 12, material="metal", semantic=Semantic.LAMP).moved((0, -stand, 0)),
    ]
    return join([cover, *foot, bulb(0.07, light)]).moved(at), Lamp(at, scaled(light, strength), 0.2)


def outlook(z: float, seed: int, green: Colour = (0.1, 0.2, 0.06)) -> Mesh:
    """What a window shows: a lawn, a hedge of round bushes and far houses; it lies towards -z from z."""
    draw = draws(seed, "outlook")
    lawn = box(90, 0.1, 60, green, accent=(0.25, 0.3, 0.1), material="grass", semantic=Semantic.GROUND)
    parts = [lawn.moved((0, -0.5, z - 30))]
    for index in range(11):
        size = float(draw.uniform(0.9, 2.2))
        tint = np.array(green) * draw.uniform(0.7, 1.6)
        bush = ball(size, tint, 10, 7, accent=tint * 1.7, material="leaves", semantic=Semantic.PLANT)
        parts.append(
            bush.scaled(1, float(draw.uniform(0.7, 1.5)), 1).moved(((index - 5) * 2.6, 0.2, z - draw.uniform(6, 11)))
        )
    wide = draw.uniform(4, 8, 7)
    feet = [((k - 3) * 8.0 + float(draw.uniform(-1, 1)), -0.5, z - float(draw.uniform(18, 24))) for k in range(7)]
    sizes = [(float(w), float(draw.uniform(3, 6)), 4.0) for w in wide]
    walls = draw.uniform(0.25, 0.6, (7, 1)) * np.array([1.0, 0.85, 0.7])
    parts.append(boxes(feet, sizes, walls, accent=(0.9, 0.6, 0.25), material="lit windows", semantic=Semantic.BUILDING))
    return join(parts).placed()
