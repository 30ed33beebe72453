"""Things that hands hold: each about the origin, where the hand grips it, upright along +y, its face towards +z."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.soundstage.figures.palette import COLOURS
from filmwright.soundstage.figures.parts import egg, loft, strips, sweep
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.solids import ball, box, cone, lathe, sheet, tube
from filmwright.soundstage.vocabulary import nearest

C = COLOURS
WOOD: dict[str, Any] = {"material": "wood", "accent": (0.16, 0.07, 0.03)}
TIMBER = (0.36, 0.18, 0.08)


def _arch(width: float, height: float, thick: float, colour: Any, **of: Any) -> Mesh:
    """A handle: half a ring above y = 0."""
    a = np.linspace(0, np.pi, 9)
    path = np.stack([np.cos(a) * width / 2, np.sin(a) * height, 0 * a], -1)
    return sweep(path, thick, colour, 6, **of)


def _ball() -> Mesh:
    return ball(0.13, C["red"], 14, 10, material="cloth bands", accent=C["white"]).moved((0, -0.06, 0.1))


def _book() -> Mesh:
    cover = box(0.2, 0.27, 0.012, C["wine"], material="leather")
    pages = box(0.185, 0.25, 0.034, C["cream"]).moved((0.004, 0.01, 0))
    spine = box(0.014, 0.27, 0.058, C["wine"], material="leather").moved((-0.1, 0, 0))
    title = box(0.11, 0.05, 0.004, C["gold"]).moved((0, 0.16, 0.028))
    whole = join([cover.moved((0, 0, 0.022)), cover.moved((0, 0, -0.022)), pages, spine, title])
    return whole.moved((0.05, -0.08, 0.02))


def _lantern() -> Mesh:
    iron = (0.06, 0.06, 0.07)
    glass = lathe(
        [(0.06, -0.36), (0.075, -0.3), (0.07, -0.2), (0.05, -0.16)],
        C["yellow"],
        10,
        material="lamp",
        accent=(1.0, 0.7, 0.3),
    )
    base = tube(0.04, 0.09, 0.075, iron, 10, material="metal").moved((0, -0.4, 0))
    roof = cone(0.09, 0.095, iron, 10, material="metal").moved((0, -0.17, 0))
    bars = [
        tube(0.22, 0.007, 0.007, iron, 4).moved((0.078 * np.sin(a), -0.37, 0.078 * np.cos(a)))
        for a in np.arange(4) * np.pi / 2
    ]
    ring = sweep(
        np.stack([np.sin(a := np.arange(10) / 10 * 2 * np.pi) * 0.05, np.cos(a) * 0.05 - 0.05, 0 * a], -1),
        0.008,
        iron,
        4,
        True,
    )
    return join([glass, base, roof, ring, *bars])


def _umbrella() -> Mesh:
    count, rows = 16, 5
    a = np.arange(count) / count * 2 * np.pi
    grid = []
    for r in np.linspace(1, 0.001, rows):
        dip = np.where(np.arange(count) % 2 == 0, -0.035, 0.015) * r**2
        grid.append(np.stack([np.sin(a) * 0.55 * r, 1.02 - 0.24 * r**2 + dip, np.cos(a) * 0.55 * r], -1))
    panels = np.where((np.arange(count) // 2 % 2 == 0)[None, :, None], C["red"], C["white"]) * np.ones((rows, 1, 1))
    roof = mesh(np.array(grid).reshape(-1, 3), strips(rows, count), panels.reshape(-1, 3), "cloth")
    pole = tube(1.14, 0.011, 0.011, (0.08, 0.06, 0.05), 6).moved((0, -0.06, 0))
    hook = sweep([(0, -0.05, 0), (0, -0.12, 0), (0, -0.16, 0.03), (0, -0.15, 0.07)], 0.015, TIMBER, 6, **WOOD)
    return join([roof, pole, hook])


def _basket() -> Mesh:
    rings = [(0, -0.42, 0, 1e-3, 1e-3), (0, -0.42, 0, 0.13, 0.09), (0, -0.3, 0, 0.17, 0.12), (0, -0.21, 0, 0.2, 0.14)]
    body = loft(rings, C["straw"], 14, material="cloth plaid", accent=C["brown"])
    handle = _arch(0.38, 0.23, 0.014, C["brown"], **WOOD).moved((0, -0.22, 0))
    spots = [
        (-0.09, 0.03, "red"), (0.0, 0.06, "orange"), (0.09, 0.0, "green"), (0.0, -0.05, "red"),
        (-0.06, -0.06, "yellow"),
    ]  # fmt: skip
    fruit = [egg((x, -0.2, z), (0.055,) * 3, C[colour], 8, 5) for x, z, colour in spots]
    return join([body, handle, *fruit])


def _suitcase() -> Mesh:
    body = box(0.18, 0.36, 0.5, C["brown"], material="leather").moved((0, -0.43, 0))
    bands = [box(0.19, 0.37, 0.035, C["black"], material="leather").moved((0, -0.435, z)) for z in (-0.15, 0.15)]
    corners = [
        box(0.19, 0.07, 0.07, C["gold"], material="plastic").moved((0, y, z))
        for y in (-0.435, -0.13)
        for z in (-0.22, 0.22)
    ]
    return join([body, *bands, *corners, _arch(0.16, 0.07, 0.016, C["black"]).turned(90).moved((0, -0.07, 0))])


def _guitar() -> Mesh:
    a = np.arange(20) / 20 * 2 * np.pi
    waist = 0.17 + 0.03 * np.cos(2 * a) - 0.045 * np.exp(-((np.abs(np.sin(a)) - 1) ** 2) / 0.1)
    outline = np.stack([np.sin(a) * waist, -0.32 - np.cos(a) * 0.23, 0 * a], -1)
    middle = np.array([[0, -0.32, 0.0]])
    rows = [
        middle + (outline - middle) * k + [0, 0, z]
        for k, z in ((0.0, -0.045), (1.0, -0.045), (1.0, 0.045), (0.0, 0.045))
    ]
    body = mesh(np.array(rows)[::-1].reshape(-1, 3), strips(4, 20), C["orange"], "plastic")
    hole = tube(0.006, 0.05, 0.05, C["black"], 10).turned(pitch=90).moved((0, -0.27, 0.044))
    bridge = box(0.1, 0.02, 0.02, C["black"]).moved((0, -0.44, 0.05))
    neck = box(0.05, 0.62, 0.03, TIMBER, **WOOD).moved((0, -0.16, 0.03))
    top = box(0.08, 0.13, 0.03, C["black"]).moved((0, 0.44, 0.02))
    return join([body, hole, bridge, neck, top])


def _bouquet() -> Mesh:
    wrap = lathe([(0.02, -0.1), (0.05, 0.02), (0.12, 0.16)], C["white"], 10)
    spots = [
        (0, 0.24, 0, "red"), (0.08, 0.21, 0.03, "yellow"), (-0.08, 0.21, 0.03, "pink"), (0.02, 0.2, 0.09, "purple"),
        (-0.05, 0.2, -0.07, "orange"), (0.06, 0.2, -0.07, "pink"), (-0.02, 0.17, 0.1, "yellow"),
    ]  # fmt: skip
    heads = [egg((x, y, z), (0.055, 0.045, 0.055), C[colour], 7, 4) for x, y, z, colour in spots]
    leaf = cone(0.16, 0.035, C["green"], 5, material="leaves")
    leaves = [
        leaf.turned(roll=-55 * np.sin(a), pitch=55 * np.cos(a)).moved((0.07 * np.sin(a), 0.13, 0.07 * np.cos(a)))
        for a in np.arange(6) / 6 * 2 * np.pi
    ]
    return join([wrap, *heads, *leaves])


def _parcel() -> Mesh:
    body = box(0.3, 0.22, 0.24, C["straw"])
    ribbons = [
        box(0.31, 0.23, 0.04, C["red"]).moved((0, -0.004, 0)),
        box(0.04, 0.23, 0.25, C["red"]).moved((0, -0.004, 0)),
    ]
    bow = [egg((side * 0.05, 0.25, 0), (0.055, 0.03, 0.035), C["red"], 7, 4) for side in (-1, 1)]
    return join([body, *ribbons, *bow]).moved((0, -0.08, 0.13))


def _cup() -> Mesh:
    outline = [(1e-3, -0.05), (0.045, -0.05), (0.058, 0.02), (0.06, 0.07), (0.052, 0.07), (0.05, 0.03), (1e-3, 0.03)]
    body = lathe(outline, C["sky blue"], 12, material="plastic")
    ear = sweep(
        np.array([[0.055, 0.05, 0], [0.095, 0.04, 0], [0.095, -0.01, 0], [0.05, -0.03, 0]]),
        0.012,
        C["sky blue"],
        6,
        material="plastic",
    )
    return join([body, ear]).scaled(1.15).moved((0, 0, 0.05))


def _hat_box() -> Mesh:
    body = tube(0.22, 0.18, 0.18, C["pink"], 16, material="cloth stripes", accent=C["white"]).moved((0, -0.42, 0))
    lid = tube(0.05, 0.195, 0.195, C["purple"], 16).moved((0, -0.21, 0))
    return join([body, lid, _arch(0.3, 0.17, 0.01, C["purple"]).moved((0, -0.17, 0))])


def _toy_boat() -> Mesh:
    z = np.linspace(-0.17, 0.2, 8)
    half = 0.075 * np.sqrt(np.clip(1 - (np.maximum(z, 0) / 0.205) ** 2, 0, 1))
    rows = [
        np.stack([half * k, np.full(8, y), z * s], -1)
        for k, y, s in (
            (-1, 0.09, 1.0),
            (-0.6, 0.0, 0.85),
            (0.6, 0.0, 0.85),
            (1, 0.09, 1.0),
            (0.0, 0.08, 0.98),
            (-1, 0.09, 1.0),
        )
    ]
    hull = mesh(np.array(rows).reshape(-1, 3), strips(6, 8, closed=False), C["red"], "plastic")
    mast = tube(0.36, 0.008, 0.008, TIMBER, 6).moved((0, 0.07, 0.02))
    places = [(0, 0.12, 0.0), (0, 0.12, -0.16), (0, 0.42, 0.0), (0, 0.13, 0.04), (0, 0.13, 0.17), (0, 0.4, 0.035)]
    beside = np.tile([1.0, 0, 0], (6, 1))
    sail = mesh(places, [(0, 1, 2), (3, 4, 5)], C["white"], "cloth", normals=beside)
    pennant = mesh(
        [(0, 0.43, 0.02), (0, 0.40, 0.02), (0, 0.415, -0.07)],
        [(0, 1, 2)],
        C["blue"],
        normals=np.tile([1.0, 0, 0], (3, 1)),
    )
    return join([hull, mast, sail, pennant]).moved((0, -0.02, 0.06))


def _broom() -> Mesh:
    stick = tube(1.25, 0.014, 0.014, TIMBER, 6, **WOOD).moved((0, -0.55, 0))
    bristles = loft(
        [(0, -0.92, 0, 0.15, 0.05), (0, -0.72, 0, 0.11, 0.045), (0, -0.6, 0, 0.04, 0.03)],
        C["straw"],
        12,
        material="bark",
        accent=C["brown"],
    )
    return join([stick, bristles, egg((0, -0.6, 0), (0.05, 0.03, 0.04), C["red"], 8, 4)])


def _flag() -> Mesh:
    pole = tube(1.5, 0.014, 0.014, TIMBER, 6, **WOOD).moved((0, -0.45, 0))
    x, y = np.meshgrid(np.linspace(0, 0.62, 9), np.linspace(0.62, 1.03, 4))
    points = np.stack([x, y, 0.05 * np.sin(x * 11) * x / 0.4], -1)
    cloth = mesh(points.reshape(-1, 3), strips(4, 9, closed=False), C["blue"], "cloth bands", accent=C["yellow"])
    return join([pole, cloth, ball(0.03, C["gold"], 8, 5, material="plastic").moved((0, 1.06, 0))])


def _map() -> Mesh:
    x = np.linspace(-0.24, 0.24, 7)
    fold = np.where(np.arange(7) % 2 == 0, 0.02, -0.02)
    rows = [np.stack([x, np.full(7, y), fold], -1) for y in (-0.02, 0.12, 0.26)]
    paper = mesh(np.array(rows).reshape(-1, 3), strips(3, 7, closed=False), C["cream"], "leaves", accent=C["green"])
    route = sweep([(-0.15, 0.06, 0.03), (-0.05, 0.14, 0.03), (0.05, 0.1, 0.03), (0.15, 0.2, 0.03)], 0.008, C["red"], 4)
    return join([paper, route]).moved((0.2, -0.06, 0.05))


def _crate() -> Mesh:
    body = box(0.42, 0.3, 0.32, TIMBER, material="planks", accent=(0.14, 0.07, 0.03))
    posts = [box(0.05, 0.32, 0.05, (0.45, 0.25, 0.12)).moved((x, -0.01, z)) for x in (-0.2, 0.2) for z in (-0.15, 0.15)]
    rails = [box(0.44, 0.04, 0.34, (0.45, 0.25, 0.12)).moved((0, y, 0)) for y in (0.0, 0.26)]
    return join([body, *posts, *rails]).moved((0, -0.1, 0.17))


def _kite() -> Mesh:
    corners = [(0, 0.9, 0.02), (0.3, 0.55, 0), (0, 0.05, 0.02), (-0.3, 0.55, 0)]
    parts = []
    for k in range(4):
        trio = [corners[k], (0, 0.55, 0.05), corners[(k + 1) % 4]]
        parts.append(
            mesh(trio, [(0, 1, 2)], C["yellow" if k % 2 else "purple"], "cloth", normals=np.tile([0, 0, 1.0], (3, 1)))
        )
    tail = sweep([(0, 0.06, 0.02), (0.06, -0.05, 0), (-0.03, -0.2, 0), (0.05, -0.36, 0)], 0.008, C["red"], 4)
    knots = [
        egg(at, (0.05, 0.02, 0.01), C["red"], 6, 3) for at in ((0.05, -0.08, 0), (-0.02, -0.2, 0), (0.04, -0.32, 0))
    ]
    return join([*parts, tail, *knots])


def _pinwheel() -> Mesh:
    stick = tube(0.45, 0.009, 0.009, C["white"], 6).moved((0, -0.1, 0))
    blades = []
    for k in range(4):
        a = k * np.pi / 2
        turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
        points = np.array([(0, 0, 0.02), (0.13, 0.0, 0.02), (0.13, 0.12, 0.05)]) @ turn.T + [0, 0.35, 0]
        blades.append(
            mesh(
                points,
                [(0, 1, 2)],
                C[("red", "yellow", "blue", "green")[k]],
                "plastic",
                normals=np.tile([0, 0, 1.0], (3, 1)),
            )
        )
    return join([stick, *blades, ball(0.02, C["white"], 6, 4).moved((0, 0.35, 0.03))])


def _sign() -> Mesh:
    board = box(0.42, 0.28, 0.02, C["white"]).moved((0, 0.32, 0))
    stripe = sheet(0.34, 0.06, C["red"]).moved((0, 0.43, 0.012))
    return join([tube(0.75, 0.014, 0.014, TIMBER, 6, **WOOD).moved((0, -0.2, 0)), board, stripe])


PROPS: dict[str, Callable[[], Mesh]] = {
    "ball": _ball, "book": _book, "lantern": _lantern, "umbrella": _umbrella, "basket": _basket, "suitcase": _suitcase,
    "guitar": _guitar, "bouquet": _bouquet, "parcel": _parcel, "cup": _cup, "hat box": _hat_box, "toy boat": _toy_boat,
    "broom": _broom, "flag": _flag, "map": _map, "crate": _crate, "kite": _kite, "pinwheel": _pinwheel, "sign": _sign,
}  # fmt: skip
"""All that can be held."""


def prop(name: str) -> Mesh:
    """A thing to hold, about the origin, where the hand grips it; its pattern goes with it.

    Raises:
        FilmwrightError: there is none of that name; names the nearest.
    """
    plain = " ".join(name.replace("_", " ").replace("-", " ").split()).lower()
    if plain not in PROPS:
        raise FilmwrightError(f"there is no prop '{name}'", "", nearest(plain, list(PROPS)))
    return PROPS[plain]().placed()
