"""What surfaces are made of: a pattern between two colours, and how it takes the light."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Pattern(IntEnum):
    """How the first and the second colour of a surface lie; ``render.kernels`` draws them."""

    PLAIN = 0
    MOTTLED = 1
    BRICKS = 2
    PLANKS = 3
    TILES = 4
    BANDS = 5
    STRIPES = 6
    DOTS = 7
    PLAID = 8
    GRASS = 9
    RIPPLES = 10
    STRATA = 11
    WINDOWS = 12
    BARK = 13
    COBBLES = 14
    ZIGZAG = 15
    WAVES = 16


@dataclass(frozen=True)
class Material:
    """A surface.

    Args:
        name: how builders call it.
        pattern: how its two colours lie.
        scale: size of the pattern, metres a period.
        contrast: how far the pattern goes from the first colour to the second, 0 to 1.
        roughness: of the GGX highlight, 0.02 (mirror) to 1.
        specular: reflectance at normal incidence, 0.02 to 0.9.
        glow: radiance of its own light, times the pattern's second colour.
        bump: strength of the pattern as relief, 0 to 1.
        mirror: True where what it reflects is traced (water, wet asphalt, polished floors).
    """

    name: str
    pattern: Pattern = Pattern.PLAIN
    scale: float = 1.0
    contrast: float = 1.0
    roughness: float = 0.8
    specular: float = 0.04
    glow: float = 0.0
    bump: float = 0.0
    mirror: bool = False


P = Pattern
MATERIALS: tuple[Material, ...] = (
    Material("plain"),
    Material("skin", roughness=0.55, specular=0.035),
    Material("hair", P.BARK, 0.05, 0.25, 0.5, 0.05),
    Material("eye", roughness=0.1, specular=0.06),
    Material("leather", P.MOTTLED, 0.05, 0.2, 0.45, 0.05),
    Material("cloth", P.MOTTLED, 0.02, 0.12, 0.9, 0.03),
    Material("cloth bands", P.BANDS, 0.16, 1.0, 0.9, 0.03),
    Material("cloth stripes", P.STRIPES, 0.14, 1.0, 0.9, 0.03),
    Material("cloth dots", P.DOTS, 0.13, 1.0, 0.9, 0.03),
    Material("cloth plaid", P.PLAID, 0.17, 1.0, 0.9, 0.03),
    Material("cloth zigzag", P.ZIGZAG, 0.16, 1.0, 0.9, 0.03),
    Material("metal", P.MOTTLED, 0.3, 0.1, 0.3, 0.6),
    Material("gold", P.MOTTLED, 0.3, 0.1, 0.25, 0.8),
    Material("plastic", roughness=0.35, specular=0.05),
    Material("rubber", roughness=0.9, specular=0.03),
    Material("glass", roughness=0.08, specular=0.3),
    Material("lamp", glow=6.0),
    Material("glow", glow=1.6),
    Material("earth", P.MOTTLED, 1.2, 0.8, 0.95, 0.02, bump=0.4),
    Material("grass", P.GRASS, 0.5, 0.9, 0.9, 0.03, bump=0.5),
    Material("leaves", P.MOTTLED, 0.45, 0.8, 0.8, 0.04, bump=0.6),
    Material("bark", P.BARK, 0.12, 0.8, 0.95, 0.02, bump=0.5),
    Material("rock", P.MOTTLED, 0.9, 0.7, 0.9, 0.03, bump=0.6),
    Material("strata", P.STRATA, 0.8, 0.8, 0.9, 0.03, bump=0.3),
    Material("sand", P.RIPPLES, 0.45, 0.45, 0.95, 0.03, bump=0.5),
    Material("snow", P.MOTTLED, 1.6, 0.35, 0.7, 0.04, bump=0.25),
    Material("water", P.WAVES, 1.6, 0.35, 0.06, 0.03, bump=0.35, mirror=True),
    Material("ice", P.MOTTLED, 1.2, 0.4, 0.15, 0.04, mirror=True),
    Material("asphalt", P.MOTTLED, 0.25, 0.3, 0.85, 0.03, bump=0.2),
    Material("wet asphalt", P.MOTTLED, 1.4, 0.4, 0.12, 0.05, bump=0.12, mirror=True),
    Material("cobbles", P.COBBLES, 0.35, 0.8, 0.7, 0.04, bump=0.5),
    Material("pavement", P.TILES, 0.8, 0.6, 0.85, 0.03, bump=0.2),
    Material("concrete", P.MOTTLED, 1.5, 0.35, 0.9, 0.03, bump=0.15),
    Material("plaster", P.MOTTLED, 2.2, 0.15, 0.9, 0.03),
    Material("wallpaper", P.STRIPES, 0.5, 0.5, 0.9, 0.03),
    Material("bricks", P.BRICKS, 0.26, 1.0, 0.9, 0.03, bump=0.3),
    Material("planks", P.PLANKS, 0.24, 0.8, 0.55, 0.04, bump=0.15),
    Material("polished planks", P.PLANKS, 0.2, 0.7, 0.18, 0.04, mirror=True),
    Material("wood", P.BARK, 0.2, 0.5, 0.6, 0.04),
    Material("tiles", P.TILES, 0.45, 1.0, 0.35, 0.05, bump=0.1),
    Material("polished tiles", P.TILES, 0.6, 0.9, 0.12, 0.05, mirror=True),
    Material("checkers", P.TILES, 0.9, 1.0, 0.25, 0.05, mirror=True),
    Material("windows", P.WINDOWS, 3.0, 1.0, 0.5, 0.05),
    Material("lit windows", P.WINDOWS, 3.0, 1.0, 0.5, 0.05, glow=1.8),
    Material("velvet", P.STRIPES, 0.35, 0.55, 0.95, 0.03, bump=0.4),
    Material("carpet", P.PLAID, 0.9, 0.6, 0.98, 0.02),
    Material("car paint", roughness=0.2, specular=0.08),
    Material("birch bark", P.STRATA, 0.16, 0.95, 0.8, 0.03),
)
"""All of them; a mesh keeps numbers of this list. It may grow at its end; an entry that changes changes pictures."""

_NUMBERS = {material.name: index for index, material in enumerate(MATERIALS)}


def number(material: Material | str) -> int:
    """The number of a material.

    Raises:
        KeyError: there is none of that name: a fault of the builder, not of a person.
    """
    return _NUMBERS[material if isinstance(material, str) else material.name]
