"""Great rocks: table mountains, pillars, natural bridges."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.geometry import Colour, Mesh
from filmwright.soundstage.sets import plants
from filmwright.soundstage.solids import lathe, lumpy, noise
from filmwright.soundstage.vocabulary import Semantic

ROCK = Semantic.ROCK


def mesa(seed: int, wide: float, high: float, colour: Colour) -> Mesh:
    """A table mountain: a slope of rubble, cliffs in steps, a flat top."""
    outline = [
        (1.75, -0.1),
        (1.3, 0.2),
        (1.1, 0.36),
        (1.02, 0.38),
        (0.97, 0.66),
        (0.88, 0.69),
        (0.84, 0.97),
        (0.76, 1.0),
        (1e-3, 1.03),
    ]
    body = lathe(
        np.array(outline) * [wide, high],
        colour,
        22,
        material="strata",
        semantic=ROCK,
        accent=np.array(colour) * [1.45, 1.7, 1.8],
    )
    points = body.vertices.astype(float)
    turn = np.arctan2(points[:, 0], points[:, 2])
    gully = noise(np.stack([np.sin(turn) * 2.2, np.cos(turn) * 2.2, points[:, 1] / high * 0.5], -1), seed)
    points[:, [0, 2]] *= (1 + 0.2 * gully)[:, None]
    points[:, 0] *= 1.35
    made = body.bent(points)
    made.colours[:] *= np.clip(0.7 + 0.4 * points[:, 1:2] / high, 0.6, 1.1)
    return made


def pillar(seed: int, high: float, colour: Colour) -> Mesh:
    """A pillar of rock with a wider cap."""
    up = np.array([-0.08, 0.05, 0.2, 0.35, 0.5, 0.64, 0.74, 0.78, 0.88, 0.96, 1.0])
    wide = np.array([0.34, 0.26, 0.17, 0.19, 0.14, 0.15, 0.1, 0.17, 0.2, 0.15, 0.001])
    body = lathe(
        np.stack([wide * high, up * high], -1),
        colour,
        12,
        material="strata",
        semantic=ROCK,
        accent=np.array(colour) * [1.35, 1.5, 1.6],
    )
    return lumpy(body, 0.03 * high, seed, high * 0.25)


def arch(seed: int, wide: float, high: float, colour: Colour) -> Mesh:
    """A natural bridge."""
    t = np.linspace(-0.12, np.pi + 0.12, 15)
    path = np.stack([np.cos(t) * wide, np.sin(t) * high, 0.4 * np.sin(t * 2)], -1)
    thick = high * (0.2 + 0.17 * np.abs(np.cos(t)) ** 1.5)
    body = plants.curved(
        path, thick, colour, 10, material="strata", semantic=ROCK, accent=np.array(colour) * [1.35, 1.5, 1.6]
    )
    return lumpy(body, 0.05 * high, seed, high * 0.3)
