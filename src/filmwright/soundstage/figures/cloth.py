"""Cloth on the trunk: what garments, straps and trimmings share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Wear
from filmwright.soundstage.figures.frame import Frame
from filmwright.soundstage.figures.parts import Array, Part, shared, strips, sweep
from filmwright.soundstage.geometry import mesh


def cloth(wear: Wear) -> dict[str, Any]:
    """What ``geometry.mesh`` is to know of a garment."""
    patterned = wear.material.startswith("cloth ")
    return {"material": wear.material, "accent": wear.second if patterned else np.array(wear.first) * 0.7}


def panel(body: Frame, low: float, high: float, wide: float, loose: float, colour: npt.ArrayLike) -> Part:
    """A piece of cloth on the front of the trunk; ``wide`` is its share of the trunk's half width."""
    rings = body.trunk(np.linspace(low, high, 6), loose)
    across = np.linspace(-wide, wide, 7)
    angle = np.arcsin(across)
    x = rings[:, None, 3] * np.sin(angle)
    z = rings[:, None, 2] + rings[:, None, 4] * np.cos(angle)
    grid = np.stack([x, np.repeat(rings[:, 1:2], 7, 1), z], -1)
    sheet = mesh(grid.reshape(-1, 3), strips(6, 7, closed=False), colour, "cloth")
    return shared(sheet, body.carried(sheet.vertices))


def band(
    body: Frame,
    stops: list[tuple[float, float]],
    loose: float,
    colour: npt.ArrayLike,
    wide: float,
    material: str = "leather",
) -> Part:
    """A strap over the trunk: (share of its half width, share of its height); a negative ``loose`` is on its back."""
    places = np.array(stops)
    fine = np.linspace(0, 1, 6)
    along = np.linspace(0, 1, len(places))
    x, t = np.interp(fine, along, places[:, 0]), np.interp(fine, along, places[:, 1])
    rings = body.trunk(t, abs(loose))
    depth = np.sqrt(np.maximum(1 - x**2, 0.02)) * rings[:, 4] * np.sign(loose)
    path = np.stack([x * rings[:, 3], rings[:, 1], rings[:, 2] + depth], -1)
    hose = sweep(path, np.tile([[wide, 0.008]], (6, 1)) * body.scale, colour, 5, material=material)
    return shared(hose, body.carried(hose.vertices))


def ring_of(body: Frame, share: float, loose: float, count: int = 14) -> Array:
    """(count, 3) a closed path around the trunk, from the front over the left."""
    ring = body.trunk(np.array([share]), loose)[0]
    a = np.arange(count) / count * 2 * np.pi
    return np.stack([np.sin(a) * ring[3], 0 * a + ring[1], ring[2] + np.cos(a) * ring[4]], -1)
