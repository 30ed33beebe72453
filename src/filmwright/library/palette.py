"""The named colours of a shot, from a few small pictures of it.

Colours are named in CIE L*C*h (D65), where a name is a sector of hue with bounds on lightness and chroma.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = ("black", "grey", "white", "red", "brown", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
LEAST_SHARE = 0.08
MOST = 5

_HUES = (
    (25.0, "pink"),
    (48.0, "red"),
    (72.0, "orange"),
    (104.0, "yellow"),
    (165.0, "green"),
    (215.0, "teal"),
    (300.0, "blue"),
    (330.0, "purple"),
    (361.0, "pink"),
)
_FROM_RGB = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.95047, 1.0, 1.08883])


@dataclass(frozen=True)
class Colour:
    """A named colour of a shot: its mean as ``#rrggbb`` and the share of the picture it covers, 0 to 1."""

    name: str
    hex: str
    share: float

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"name": self.name, "hex": self.hex, "share": self.share}


def lch(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """CIE L* (0 to 100), chroma and hue in degrees (0 to 360), shape (N, 3), of sRGB colours (N, 3)."""
    part = rgb.astype(np.float64) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _FROM_RGB.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    light = 116 * root[:, 1] - 16
    a, b = 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])
    return np.stack([light, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360], axis=1)


def name_colours(rgb: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The index in ``NAMES`` of each sRGB colour; shape (N, 3) to (N,)."""
    light, chroma, hue = lch(rgb).T
    bounds = np.array([bound for bound, _ in _HUES])
    by_hue = np.array([NAMES.index(name) for _, name in _HUES])
    named = by_hue[np.searchsorted(bounds, hue, side="right")]
    index = {name: position for position, name in enumerate(NAMES)}
    warm = np.isin(named, [index["red"], index["orange"]]) | ((named == index["yellow"]) & (hue < 92))
    named = np.where(warm & (light < 52) & (chroma < 48), index["brown"], named)
    pale = np.isin(named, [index["red"], index["orange"]]) & (light > 72) & (chroma < 42) & (hue < 66)
    named = np.where(pale, index["pink"], named)
    named = np.where(
        (named == index["pink"]) & (light < 45) & (chroma > 25),
        np.where(hue < 60, index["red"], index["purple"]),
        named,
    )
    grey = chroma < np.where(light > 75, 7, 9)
    named = np.where(grey, np.where(light > 82, index["white"], index["grey"]), named)
    dark = (light < 14) | (grey & (light < 22)) | ((light < 18) & (chroma < 16))
    return np.asarray(np.where(dark, index["black"], named), dtype=np.int64)


def palette(rgb: NDArray[np.uint8]) -> tuple[Colour, ...]:
    """The colours that cover at least 8 % of the pixels, largest first, at most five.

    Args:
        rgb: sRGB pixels of some small pictures of the shot, shape (N, 3), uint8.
    """
    if not len(rgb):
        return ()
    named = name_colours(rgb)
    found = []
    for position, name in enumerate(NAMES):
        inside = named == position
        share = float(inside.mean())
        if share >= LEAST_SHARE:
            red, green, blue = np.rint(rgb[inside].mean(axis=0)).astype(int)
            found.append(Colour(name, f"#{red:02x}{green:02x}{blue:02x}", round(share, 3)))
    return tuple(sorted(found, key=lambda colour: (-colour.share, colour.name))[:MOST])
