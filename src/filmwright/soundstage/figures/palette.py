"""The colours that the cast wears, by name: few, and far apart for the eye."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Linear = tuple[float, float, float]

_HEX = {
    "red": "d0202a",
    "orange": "f2801c",
    "yellow": "f5d02a",
    "green": "2c9440",
    "teal": "17a3a0",
    "sky blue": "6cbcf2",
    "blue": "2148c0",
    "purple": "9440c4",
    "pink": "f58ab8",
    "white": "efebe2",
    "black": "25262c",
    "brown": "80502e",
    "grey": "8b9097",
    "cream": "ead9b4",
    "navy": "1d2a5c",
    "olive": "75783a",
    "wine": "6d1830",
    "gold": "e0a92e",
    "ginger": "c4501c",
    "blond": "e8bf62",
    "chestnut": "5a3018",
    "silver": "d3d3d6",
    "hazel": "6a4320",
    "straw": "dcb55e",
}


def _linear(code: str) -> Linear:
    values = np.array([int(code[k : k + 2], 16) for k in (0, 2, 4)]) / 255
    light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    red, green, blue = np.clip(light, 0.02, 0.85).round(4).tolist()
    return (red, green, blue)


COLOURS: dict[str, Linear] = {name: _linear(code) for name, code in _HEX.items()}
"""Linear, 0.02 to 0.85."""

SKINS: dict[str, Linear] = {
    name: _linear(code)
    for name, code in {
        "pale": "f0c2a4",
        "fair": "e6ab84",
        "tan": "c4855a",
        "brown": "8d5836",
        "dark": "583423",
    }.items()
}
"""Of skin, linear."""


def lab(colour: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """CIELAB (D65) of linear RGB: (..., 3) -> (..., 3); distances there are about as the eye sees them."""
    rgb = np.asarray(colour, float)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = rgb @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def apart(one: Any, other: Any) -> float:
    """How far two colours are apart in CIELAB; 2.3 is just seen."""
    return float(np.linalg.norm(lab(one) - lab(other)))
