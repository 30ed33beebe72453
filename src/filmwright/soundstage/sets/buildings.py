"""Houses, shop fronts, street lamps and cars, each a mesh that stands on y = 0 and looks along +z."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets.scatter import copies
from filmwright.soundstage.solids import ball, box
from filmwright.soundstage.vocabulary import Semantic

Tone = npt.ArrayLike
BUILDING, LAMP, VEHICLE, PROP = Semantic.BUILDING, Semantic.LAMP, Semantic.VEHICLE, Semantic.PROP
WARM = (1.0, 0.62, 0.28)
"""Colour of light behind windows."""


def panel(x: float, y: float, z: float, colour: Tone, **of: Any) -> Mesh:
    """A box without its back, its back at z = 0: what is fixed to a wall."""
    body = box(x, y, z, colour, **of).moved((0, 0, z / 2))
    keep = body.faces[(body.vertices[body.faces][:, :, 2] > 1e-6).any(1)]
    return mesh(body.vertices, keep, body.colours, normals=body.normals, **of)


def quad(x: float, y: float, colour: Tone, **of: Any) -> Mesh:
    """An upright rectangle on y = 0 that looks along +z."""
    corners = [(-x / 2, 0, 0), (x / 2, 0, 0), (x / 2, y, 0), (-x / 2, y, 0)]
    return mesh(corners, [(0, 1, 2), (0, 2, 3)], colour, normals=[(0, 0, 1)] * 4, **of)


def pane(x: float, y: float, lit: bool, tone: float = 1.0) -> Mesh:
    """A window's glass: dark with a paler top by day, glowing where somebody is at home."""
    if lit:
        body = quad(x, y, (0.4, 0.3, 0.18), material="glow", semantic=BUILDING, accent=np.array(WARM) * tone)
        body.accents[2:] *= 0.7
        return body
    body = quad(x, y, (0.025, 0.035, 0.05), material="glass", semantic=BUILDING)
    body.colours[2:] = (0.07, 0.1, 0.14)
    return body


def window(
    x: float, y: float, lit: bool, frame: Tone, shutter: Tone | None = None, flowers: Tone | None = None
) -> Mesh:
    """A framed window whose sill is at y = 0, with shutters or a box of flowers."""
    parts = [
        panel(x + 0.2, y + 0.2, 0.05, frame, semantic=BUILDING).moved((0, -0.1, 0)),
        pane(x, y, lit, 0.7 + 0.3 * ((x * 7 + y * 3) % 1)).moved((0, 0, 0.056)),
        panel(x + 0.34, 0.09, 0.16, np.array(frame) * 0.9, semantic=BUILDING).moved((0, -0.14, 0)),
        quad(0.06, y, frame, semantic=BUILDING).moved((0, 0, 0.075)),
        quad(x, 0.06, frame, semantic=BUILDING).moved((0, y * 0.6, 0.075)),
    ]
    if shutter is not None:
        for side in (-1, 1):
            leaf = panel(
                x * 0.46, y + 0.14, 0.06, shutter, semantic=BUILDING, material="planks", accent=np.array(shutter) * 0.6
            )
            parts.append(leaf.moved((side * (x * 0.73 + 0.13), -0.07, 0)))
    if flowers is not None:
        parts.append(panel(x + 0.1, 0.2, 0.24, (0.2, 0.1, 0.06), semantic=BUILDING).moved((0, -0.28, 0.02)))
        for k in range(3):
            tuft = ball(0.17, (0.05, 0.13, 0.03), 6, 4, accent=flowers, material="leaves", semantic=Semantic.PLANT)
            parts.append(tuft.scaled(1, 0.8, 0.8).moved(((k - 1) * x * 0.36, 0.0, 0.16)))
    return join(parts)


def door(x: float, y: float, colour: Tone, frame: Tone, lit: bool) -> Mesh:
    """A door with its frame, a light above and a step."""
    parts = [
        panel(x + 0.3, y + 0.55, 0.06, frame, semantic=BUILDING),
        panel(x, y, 0.1, colour, semantic=BUILDING).moved((0, 0.08, 0)),
        pane(x, 0.28, lit).moved((0, y + 0.14, 0.07)),
        ball(0.05, (0.6, 0.5, 0.2), 5, 4, material="gold", semantic=BUILDING).moved((x * 0.36, y * 0.48, 0.14)),
        panel(x + 0.5, 0.14, 0.42, (0.34, 0.33, 0.31), semantic=BUILDING),
    ]
    for row in (0.2, 0.56):
        parts.append(quad(x * 0.7, y * 0.28, np.array(colour) * 0.65, semantic=BUILDING).moved((0, y * row, 0.105)))
    return join(parts)


def awning(x: float, deep: float, colour: Tone, second: Tone) -> Mesh:
    """A striped awning with a scalloped edge, fixed at y = 0 to the wall z = 0."""
    count = max(6, int(x / 0.32) // 2 * 2)
    edges = np.linspace(-x / 2, x / 2, count + 1)
    parts = []
    for k in range(count):
        a, b = edges[k], edges[k + 1]
        tone = colour if k % 2 == 0 else second
        points = [
            (a, -0.55, deep),
            (b, -0.55, deep),
            (b, 0.1, 0.02),
            (a, 0.1, 0.02),
            (a, -0.72, deep),
            ((a + b) / 2, -0.8, deep),
            (b, -0.72, deep),
        ]
        parts.append(
            mesh(
                points,
                [(0, 1, 2), (0, 2, 3), (4, 6, 1), (4, 1, 0), (4, 5, 6)],
                tone,
                "plain",
                BUILDING,
                normals=[(0, 0.8, 0.6)] * 4 + [(0, 0.2, 1)] * 3,
            )
        )
    return join(parts)


def sign(x: float, colour: Tone, ink: Tone, seed: int) -> Mesh:
    """A shop's board with a mark and strokes in place of letters."""
    draw = draws(seed, "sign")
    parts = [
        panel(x, 0.62, 0.09, colour, semantic=BUILDING),
        panel(x - 0.16, 0.46, 0.11, np.array(colour) * 0.75, semantic=BUILDING).moved((0, 0.08, 0)),
    ]
    at = -x * 0.32
    while at < x * 0.34:
        wide = float(draw.uniform(0.08, 0.22))
        parts.append(quad(wide, float(draw.choice([0.16, 0.24])), ink, semantic=BUILDING).moved((at, 0.2, 0.12)))
        at += wide + 0.07
    return join(parts)


def gable(x: float, z: float, rise: float, colour: Tone, wall: Tone, wall_material: str, eave: float = 0.35) -> Mesh:
    """A pitched roof over a house x wide and z deep, its ridge along x, with the walls' gables; it stands on y = 0."""
    w, d = x / 2 + 0.12, z / 2 + eave
    drop = eave * rise / (z / 2)
    parts = []
    for side in (1, -1):
        points = [(-w * side, -drop, d * side), (w * side, -drop, d * side), (w * side, rise, 0), (-w * side, rise, 0)]
        slope = np.array([0, z / 2, rise * side])
        parts.append(
            mesh(points, [(0, 1, 2), (0, 2, 3)], colour, "bricks", BUILDING, np.array(colour) * 0.6, [slope] * 4)
        )
        lip = [
            (-w * side, -drop - 0.14, d * side),
            (w * side, -drop - 0.14, d * side),
            (w * side, -drop, d * side),
            (-w * side, -drop, d * side),
        ]
        parts.append(
            mesh(lip, [(0, 1, 2), (0, 2, 3)], np.array(colour) * 0.7, "plain", BUILDING, normals=[(0, 0, side)] * 4)
        )
        end = [(side * x / 2, 0, z / 2), (side * x / 2, 0, -z / 2), (side * x / 2, rise, 0)]
        face = (0, 1, 2) if side > 0 else (0, 2, 1)
        parts.append(mesh(end, [face], wall, wall_material, BUILDING, np.array(wall) * 0.7, [(side, 0, 0)] * 3))
    return join(parts)


def front_gable(x: float, z: float, rise: float, colour: Tone, wall: Tone, wall_material: str) -> Mesh:
    """The same with its gable to the street."""
    return gable(z, x, rise, colour, wall, wall_material, 0.3).turned(90)


def flat_roof(x: float, z: float, colour: Tone) -> Mesh:
    """A cornice with a parapet."""
    bars = [
        panel(x + 0.3, 0.28, 0.32, np.array(colour) * 1.1, semantic=BUILDING),
        panel(x + 0.5, 0.16, 0.45, colour, semantic=BUILDING).moved((0, 0.28, 0)),
    ]
    blocks = [
        panel(0.16, 0.24, 0.24, colour, semantic=BUILDING).moved((at, -0.24, 0))
        for at in np.linspace(-x / 2 + 0.3, x / 2 - 0.3, 7)
    ]
    return join(
        [
            *(part.moved((0, 0, z / 2)) for part in [*bars, *blocks]),
            box(x, 0.5, z, np.array(colour) * 0.8, semantic=BUILDING),
        ]
    )


def ground_floor(seed: int, x: float, wall: Tone, trim: Tone, paint: Tone, cloth: Tone, lit: bool, shop: bool) -> Mesh:
    """A shop's front with window, door, board and awning, or a house's door between two windows; z = 0 is the wall."""
    draw = draws(seed, "ground floor")
    side = 1.0 if draw.random() < 0.5 else -1.0
    if not shop:
        parts = [door(1.05, 2.2, paint, trim, lit).moved((side * x * 0.22, 0, 0))]
        for at in (-side * x * 0.26,) if x < 6.5 else (-side * x * 0.1, -side * x * 0.34):
            parts.append(window(1.05, 1.4, lit, trim, paint).moved((at, 1.0, 0)))
        return join(parts)
    wide = x * 0.54
    parts = [
        panel(x - 0.3, 3.15, 0.12, paint, semantic=BUILDING),
        pane(wide, 1.85, lit, 0.9).moved((-side * x * 0.16, 0.75, 0.13)),
        panel(wide + 0.1, 0.55, 0.2, np.array(paint) * 0.75, semantic=BUILDING).moved((-side * x * 0.16, 0.1, 0)),
        door(1.0, 2.15, np.array(paint) * 0.55, trim, lit).moved((side * x * 0.31, 0, 0.1)),
        sign(x - 0.7, np.array(paint) * 1.25, (0.8, 0.74, 0.55), seed).moved((0, 2.72, 0.12)),
    ]
    for k in range(4):
        parts.append(
            quad(0.07, 1.85, trim, semantic=BUILDING).moved((-side * x * 0.16 + (k - 1.5) * wide / 3, 0.75, 0.15))
        )
    for k in range(5):
        # Goods in the window: what a passer-by takes for bread, hats or books.
        high = float(draw.uniform(0.2, 0.6))
        parts.append(
            quad(0.3, high, draw.uniform(0.1, 0.7, 3), semantic=BUILDING).moved(
                (-side * x * 0.16 + (k - 2) * wide / 6, 0.78, 0.14)
            )
        )
    if draw.random() < 0.75:
        parts.append(awning(x * 0.9, 1.15, cloth, (0.75, 0.72, 0.64)).moved((0, 2.72, 0.12)))
    return join(parts)


def house(
    seed: int,
    x: float,
    storeys: int,
    wall: Tone,
    trim: Tone,
    paint: Tone,
    cloth: Tone,
    roof: Tone,
    lights: float,
    ends: bool = False,
) -> Mesh:
    """A house of a row: its front at z = 0, 8 m deep.

    Args:
        seed: of its details.
        x: width, metres.
        storeys: above the ground floor.
        wall, trim, paint, cloth, roof: colours.
        lights: share of the windows that are lit.
        ends: True where its sides are seen and have windows.
    """
    draw = draws(seed, "house")
    deep, base = 8.0, 3.4
    high = base + 2.9 * storeys
    material = "bricks" if draw.random() < 0.3 and not ends else "plaster"
    accent = np.minimum(np.array(wall) * (1.35 if material == "bricks" else 0.85), 0.85)
    body = box(x, high, deep, wall, material=material, semantic=BUILDING, accent=accent).moved((0, 0, -deep / 2))
    shade = np.clip(0.72 + body.vertices[:, 1:2] / 9.0, 0.72, 1.0)
    body.colours[:] *= shade
    parts = [
        body,
        panel(x, 0.45, 0.07, np.array(wall) * 0.5, semantic=BUILDING),
        panel(x, 0.2, 0.14, trim, semantic=BUILDING).moved((0, base - 0.12, 0)),
    ]
    parts.append(ground_floor(seed, x, wall, trim, paint, cloth, draw.random() < lights, draw.random() < 0.62))
    columns = max(2, int(x / 2.3))
    boxes = draw.uniform(0.2, 0.75, 3) if draw.random() < 0.4 else None
    shutters = paint if draw.random() < 0.6 else None
    holes: dict[tuple[bool, bool], list[tuple[float, float, float, float]]] = {}
    for storey in range(storeys):
        for k in range(columns):
            at = (k - (columns - 1) / 2) * x / columns
            kind_of = (bool(draw.random() < lights), storey == 0 and boxes is not None)
            holes.setdefault(kind_of, []).append((at, base + 0.75 + 2.9 * storey, 0.0, 0.0))
    for side in (-1, 1) if ends else ():
        for storey in range(-1, storeys):
            for z in (-2.0, -5.6):
                spot = (side * x / 2, base + 0.75 + 2.9 * storey, z, 90.0 * side)
                holes.setdefault((bool(draw.random() < lights), False), []).append(spot)
        parts.append(
            panel(deep, 0.5, 0.06, np.array(wall) * 0.5, semantic=BUILDING)
            .turned(90 * side)
            .moved((side * x / 2, 0, -deep / 2))
        )
    for (lit, flowers), spots in holes.items():
        hole = window(0.95, 1.45, lit, trim, shutters, boxes if flowers else None)
        parts.append(copies(hole, [spot[:3] for spot in spots], [spot[3] for spot in spots]))
    kind = int(draw.integers(3))
    top = (
        gable(x, deep, 2.6, roof, wall, "plaster"),
        front_gable(x, deep, min(x * 0.5, 3.6), roof, wall, "plaster"),
        flat_roof(x, deep, trim),
    )[kind]
    parts.append(top.moved((0, high, -deep / 2)))
    if kind < 2:
        parts.append(
            box(
                0.7, 2.6, 0.7, np.array(wall) * 0.6, material="bricks", semantic=BUILDING, accent=(0.3, 0.28, 0.25)
            ).moved((x * 0.28, high + 0.6, -deep * 0.62))
        )
    if kind == 1:
        parts.append(window(0.8, 1.0, draw.random() < lights, trim).moved((0, high + 0.5, 0.03)))
    return join(parts)
