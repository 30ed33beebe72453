"""Collars, hoods, lapels, buttons and cuffs: what tells one top from another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.cloth import cloth, panel
from filmwright.soundstage.figures.frame import SIDES, Frame
from filmwright.soundstage.figures.parts import Part, cap, hung, shared, sweep
from filmwright.soundstage.geometry import Mesh, join


def trimmings(one: Character, body: Frame, thick: float) -> list[Part]:
    """Collars, hoods, lapels, buttons and cuffs: what tells one top from another."""
    wear, s, parts = one.top, body.scale, []
    kind, accent = wear.kind, wear.second
    if kind in ("shirt", "jumper", "dress", "coat", "robe"):
        size = {"coat": 0.03, "jumper": 0.02}.get(kind, 0.016) * s
        colour = accent if kind in ("shirt", "robe", "dress") else wear.first
        parts.append(_collar(body, colour, size))
    if kind in ("jacket", "waistcoat"):
        parts.append(panel(body, 0.22, 1.02, 0.26, thick + 0.02 * s, accent))
    if kind in ("coat", "raincoat", "shirt"):
        parts.append(_buttons(body, thick, accent))
    if kind in ("hoodie", "raincoat"):
        parts.append(_hood(body, wear))
    if kind in ("robe",):
        parts.append(panel(body, 0.0, 1.04, 0.14, thick + 0.012 * s, accent))
    if kind in ("coat", "robe", "jacket", "raincoat"):
        colour = accent if kind != "raincoat" else wear.first
        wide = thick * 0.75 + (0.056 if kind == "robe" else 0.018) * s
        parts += [body.arm(side, 1.78, 1.985, wide, colour, material="cloth") for side in SIDES]
    return parts


def _collar(body: Frame, colour: npt.ArrayLike, size: float) -> Part:
    ring = body.trunk(np.array([1.1]), 0.012 * body.scale)[0]
    a = np.arange(10) / 10 * 2 * np.pi
    path = np.stack([np.sin(a) * ring[3], ring[1] - 0.012 * np.cos(a) + 0 * a, ring[2] + np.cos(a) * ring[4]], -1)
    return hung(sweep(path, size, colour, 4, True), "chest")


def _buttons(body: Frame, thick: float, colour: npt.ArrayLike) -> Part:
    places = body.trunk(np.array([0.3, 0.5, 0.7, 0.9]), thick)
    dots: list[Mesh] = [
        cap((0, y, z + deep - 0.002), np.array([0.017, 0.017, 0.01]) * body.scale, colour, 6, 1, material="plastic")
        for _, y, z, _, deep in places
    ]
    every = join(dots)
    return shared(every, body.carried(every.vertices))


def _hood(body: Frame, wear: Wear) -> Part:
    """A hood that lies on the back of the neck."""
    s, y = body.scale, body.height(1.06)
    a = np.radians(np.linspace(-150, 150, 9)) + np.pi
    lift = np.cos(a)
    path = np.stack([np.sin(a) * 0.125 * s, y + 0.02 * s - 0.035 * s * lift, -0.02 * s + np.cos(a) * 0.115 * s], -1)
    radii = np.interp(np.abs(np.linspace(-1, 1, 9)), [0, 1], [0.062, 0.028]) * s
    return hung(sweep(path, radii, wear.first, 6, **cloth(wear)), "chest")
