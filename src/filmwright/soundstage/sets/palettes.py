"""What the kinds of room share: colours that go together, and what a kind adds to its shell."""

from __future__ import annotations

from dataclasses import dataclass

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Colour, Mesh
from filmwright.soundstage.sets.fixtures import (
    Lit,
)
from filmwright.soundstage.sets.shell import Shell
from filmwright.soundstage.vocabulary import Key

WARM = (1.0, 0.72, 0.42)
"""Colour of a lamp's light."""


@dataclass(frozen=True)
class Palette:
    """Colours that go together: walls and their pattern, woodwork, two cloths, and what a caption calls the walls."""

    walls: Colour
    pattern: Colour
    trim: Colour
    wood: Colour
    cloth: Colour
    second: Colour
    name: str


PALETTES = (
    Palette(
        (0.09, 0.27, 0.28),
        (0.13, 0.34, 0.33),
        (0.7, 0.66, 0.56),
        (0.3, 0.15, 0.06),
        (0.6, 0.25, 0.06),
        (0.62, 0.5, 0.3),
        "teal",
    ),
    Palette(
        (0.6, 0.42, 0.14),
        (0.68, 0.52, 0.24),
        (0.72, 0.68, 0.6),
        (0.22, 0.1, 0.04),
        (0.06, 0.14, 0.3),
        (0.55, 0.1, 0.06),
        "yellow",
    ),
    Palette(
        (0.3, 0.38, 0.24),
        (0.4, 0.46, 0.32),
        (0.75, 0.72, 0.62),
        (0.4, 0.24, 0.11),
        (0.48, 0.14, 0.1),
        (0.7, 0.55, 0.26),
        "green",
    ),
    Palette(
        (0.55, 0.27, 0.2),
        (0.62, 0.36, 0.28),
        (0.76, 0.68, 0.56),
        (0.18, 0.09, 0.05),
        (0.05, 0.24, 0.22),
        (0.7, 0.58, 0.4),
        "pink",
    ),
    Palette(
        (0.09, 0.13, 0.29),
        (0.13, 0.19, 0.38),
        (0.66, 0.62, 0.52),
        (0.42, 0.24, 0.1),
        (0.65, 0.42, 0.08),
        (0.5, 0.12, 0.1),
        "blue",
    ),
    Palette(
        (0.66, 0.6, 0.48),
        (0.58, 0.5, 0.36),
        (0.34, 0.2, 0.1),
        (0.34, 0.2, 0.1),
        (0.1, 0.25, 0.12),
        (0.6, 0.22, 0.05),
        "cream",
    ),
    Palette(
        (0.34, 0.08, 0.08),
        (0.42, 0.13, 0.1),
        (0.6, 0.5, 0.32),
        (0.2, 0.1, 0.05),
        (0.05, 0.17, 0.13),
        (0.62, 0.44, 0.12),
        "red",
    ),
)


@dataclass(frozen=True)
class Furnished:
    """What a kind of room adds to its shell."""

    shell: Shell
    parts: tuple[Mesh, ...]
    lit: tuple[Lit, ...]
    seats: tuple[tuple[float, float, float, float], ...]
    about: str


def other(side: str) -> str:
    """The side across."""
    return "left" if side == "right" else "right"


def sign(side: str) -> float:
    """1 at the right, -1 at the left."""
    return 1.0 if side == "right" else -1.0


def main_lamp(strength: float, stand: Stand) -> float:
    """A room's main lamp: turned down where the key is low."""
    return strength * (0.3 if stand.key is Key.LOW else 1.0)
