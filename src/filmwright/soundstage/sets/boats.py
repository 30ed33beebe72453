"""What floats or warns those afloat: boats, a ship's deck, a lighthouse."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh
from filmwright.soundstage.sets import buildings, plants
from filmwright.soundstage.sets.buildings import Tone
from filmwright.soundstage.solids import ball, box, lathe, tube
from filmwright.soundstage.vocabulary import Semantic

VEHICLE, BUILDING, LAMP = Semantic.VEHICLE, Semantic.BUILDING, Semantic.LAMP


def _shell(long: float, wide: float, deep: float, colour: Tone, inside: Tone, stations: int = 9) -> Mesh:
    """An open hull along x, its bow at +x, its gunwale about ``deep`` above y = 0."""
    t = np.linspace(0, 1, stations)
    half = (
        wide
        / 2
        * np.where(
            t < 0.55,
            0.72 + 0.28 * np.sin(np.pi / 2 * t / 0.55),
            np.clip(np.cos(np.pi / 2 * (t - 0.55) / 0.45), 0, 1) ** 0.75,
        )
        + 0.02
    )
    rise = deep * (1 + 0.45 * t**3 + 0.1 * (1 - t) ** 2)
    x = long * (t - 0.5)
    skin = []
    for across, up in ((0.0, 0.0), (0.62, 0.12), (0.92, 0.5), (1.0, 1.0), (0.9, 1.0), (0.8, 0.5), (0.0, 0.28)):
        skin.append(
            np.stack(
                [
                    x + 0.12 * long * up * t**4,
                    rise * up - 0.25 * deep * (1 - up) + deep * 0.25 * t**4 * (1 - up),
                    half * across,
                ],
                -1,
            )
        )
    points = np.stack(skin, 1)
    parts = []
    for side in (1, -1):
        grid = points * [1, 1, side]
        rows = grid.shape[1]
        index = np.arange(stations * rows).reshape(stations, rows)
        a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
        faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])
        tone = np.tile(
            np.array([np.asarray(colour) * 0.6, colour, colour, (0.6, 0.56, 0.48), (0.6, 0.56, 0.48), inside, inside]),
            (stations, 1),
        )
        parts.append(mesh(grid.reshape(-1, 3), faces if side < 0 else faces[:, ::-1], tone, "plain", VEHICLE))
    return join(parts)


def boat(seed: int, paint: Tone, sail: bool) -> Mesh:
    """A rowing boat with thwarts and oars, or a small sailing boat."""
    draw = draws(seed, "boat")
    wood = np.array((0.32, 0.2, 0.1))
    size = 1.9 if sail else 1.0
    stern = box(0.06, 0.55, 1.02, np.asarray(paint) * 0.8, semantic=VEHICLE).moved((-1.7, 0.0, 0))
    parts = [_shell(3.5, 1.4, 0.58, paint, wood), stern]
    parts += [
        box(0.28, 0.05, 1.2, wood, material="wood", semantic=VEHICLE, accent=wood * 0.6).moved((x, 0.42, 0))
        for x in (-1.0, 0.0, 0.8)
    ]
    if not sail:
        for side in (-1, 1):
            ends = np.array([(-1.3, 0.62, side * 0.35), (0.2, 0.66, side * 0.5), (1.1, 0.72, side * 0.62)])
            parts.append(plants.curved(ends, [0.03, 0.03, 0.07], wood * 1.4, 6, semantic=VEHICLE))
        return join(parts)
    cloth = np.array([(0.72, 0.68, 0.58), (0.62, 0.24, 0.12), (0.7, 0.62, 0.4)][int(draw.integers(3))])
    parts.append(tube(4.6, 0.06, 0.035, wood * 0.7, 7, semantic=VEHICLE).moved((0.35, 0.2, 0)))
    parts.append(_sail(np.array([(0.3, 0.95, 0), (-1.75, 1.05, 0), (0.3, 4.6, 0)]), cloth, 0.35))
    parts.append(_sail(np.array([(1.85, 0.95, 0), (0.5, 1.0, 0), (0.42, 4.2, 0)]), cloth * 0.95, 0.25))
    return join(parts).scaled(size)


def _sail(corners: np.ndarray, cloth: Tone, belly: float, rows: int = 6) -> Mesh:
    """A three-cornered sail, blown out along z."""
    points, faces = [], []
    for i in range(rows + 1):
        for j in range(rows + 1 - i):
            a, b = i / rows, j / rows
            c = 1 - a - b
            at = corners[0] * c + corners[1] * a + corners[2] * b
            points.append(at + np.array([0, 0, belly * 27 * a * b * c + belly * 2 * a * c]))
    start = np.cumsum([0] + [rows + 1 - i for i in range(rows + 1)])
    for i in range(rows):
        for j in range(rows - i):
            faces.append((start[i] + j, start[i + 1] + j, start[i] + j + 1))
            if j < rows - i - 1:
                faces.append((start[i + 1] + j, start[i + 1] + j + 1, start[i] + j + 1))
    return mesh(np.array(points), faces, cloth, "cloth", VEHICLE, np.asarray(cloth) * 0.8)


def _square_sail(wide: float, high: float, cloth: Tone, belly: float) -> Mesh:
    """A four-cornered sail that hangs from y = 0, blown out along -z."""
    u, v = np.meshgrid(np.linspace(-1, 1, 11), np.linspace(0, 1, 8))
    x = u * wide / 2 * (0.88 + 0.12 * v)
    points = np.stack(
        [x, -high * v + 0.25 * (1 - u**2) * (v > 0.99), -belly * (1 - u**2) * np.sin(np.pi * (0.12 + 0.8 * v))], -1
    ).reshape(-1, 3)
    index = np.arange(88).reshape(8, 11)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([b, c, d], -1).reshape(-1, 3)])
    return mesh(points, faces, cloth, "cloth stripes", VEHICLE, np.asarray(cloth) * 0.86)


def ship(seed: int, lit: bool) -> Mesh:
    """A sailing ship's deck at y = 0, its bow towards -z: rail, mast, sails, shrouds, hatch and lanterns."""
    draw = draws(seed, "ship")
    wood, dark = np.array((0.36, 0.23, 0.12)), np.array((0.13, 0.075, 0.04))
    cloth = np.array([(0.68, 0.62, 0.48), (0.5, 0.14, 0.09), (0.62, 0.56, 0.5)][int(draw.integers(3))])
    z = np.linspace(14, -19, 23)
    half = np.where(z > -6, 6.4, 6.4 * np.sqrt(np.clip(1 - ((-z - 6) / 13.2) ** 2, 0.0, 1)))
    edge = np.concatenate([np.stack([half, z], -1), np.stack([-half, z], -1)[::-1]])
    left, right = np.arange(22), 45 - np.arange(22)
    faces = np.concatenate([np.stack([left, left + 1, right - 1], -1), np.stack([left, right - 1, right], -1)])
    flat = np.column_stack([edge[:, 0], 0 * edge[:, 0], edge[:, 1]])
    parts = [mesh(flat, faces, wood, "planks", Semantic.GROUND, wood * 0.55, np.tile([0.0, 1.0, 0.0], (46, 1)))]
    low = np.column_stack([edge[:, 0] * 0.86, 0 * edge[:, 0] - 3.2, edge[:, 1] * 0.97])
    ring = np.arange(45)
    wall = np.concatenate([np.stack([ring, ring + 46, ring + 47], -1), np.stack([ring, ring + 47, ring + 1], -1)])
    parts.append(mesh(np.concatenate([flat, low]), wall, dark, "planks", VEHICLE, dark * 0.5))
    fore = edge[(edge[:, 1] < -1.2) & (np.abs(edge[:, 0]) > 0.05)]
    for side in (1, -1):
        run = fore[fore[:, 0] * side > 0]
        run = run[np.argsort(-run[:, 1])] * [0.985, 1.0]
        rail = np.column_stack([run[:, 0], np.full(len(run), 1.02), run[:, 1]])
        rail = np.concatenate([rail, [[0.0, 1.15, -19.0]]])
        parts.append(plants.curved(rail, np.full(len(rail), 0.09), dark * 1.5, 6, semantic=VEHICLE))
        for a, b in pairwise(rail):
            for share in (0.0, 0.5):
                at = a * (1 - share) + b * share
                parts.append(
                    lathe([(0.08, 0), (0.045, 0.3), (0.085, 0.6), (0.05, 1.0)], wood, 6, semantic=VEHICLE).moved(
                        (at[0], 0, at[2])
                    )
                )
        lantern = join(
            [
                tube(1.4, 0.05, 0.05, dark, 6, semantic=LAMP).moved((0, 1.0, 0)),
                ball(
                    0.17,
                    (0.7, 0.6, 0.4),
                    8,
                    6,
                    material="lamp" if lit else "glass",
                    semantic=LAMP,
                    accent=(1.0, 0.7, 0.35),
                ).moved((0, 2.5, 0)),
            ]
        )
        parts.append(lantern.moved((side * 3.6, 0, -6.9)))
        for k in range(5):
            foot, top = np.array([side * 6.2, 1.0, -6.6 - 0.7 * k]), np.array([side * 0.2, 10.0, -8.2])
            parts.append(
                plants.curved(np.stack([foot, (foot + top) / 2, top]), [0.03, 0.03, 0.03], dark, 4, semantic=VEHICLE)
            )
    for at, tall in ((-8.2, 15.0), (-14.0, 12.0)):
        parts.append(
            tube(tall, 0.32, 0.16, wood * 0.7, 11, material="wood", semantic=VEHICLE, accent=dark).moved((0, 0, at))
        )
        for up, wide, high in ((tall * 0.56, 8.6, 4.4), (tall * 0.92, 6.4, 4.2)):
            parts.append(
                tube(wide + 0.8, 0.11, 0.11, dark, 7, semantic=VEHICLE)
                .turned(0, 0, 90)
                .moved((wide / 2 + 0.4, up, at - 0.3))
            )
            parts.append(
                _square_sail(wide, high, cloth * (0.9 if at < -10 else 1.0), 1.1).moved((0, up - 0.1, at - 0.4))
            )
    parts.append(
        box(2.6, 0.55, 2.0, wood * 0.8, material="planks", semantic=VEHICLE, accent=dark).moved((-2.6, 0, -10.4))
    )
    barrel = plants.curved(
        np.array([(0, y, 0) for y in (0, 0.3, 0.7, 1.0)]),
        [0.32, 0.41, 0.41, 0.32],
        (0.3, 0.16, 0.07),
        12,
        material="planks",
        semantic=Semantic.PROP,
        accent=dark,
    )
    parts += [barrel.moved((x, 0, y)) for x, y in ((5.3, -5.6), (4.5, -6.3), (-5.2, -6.0))]
    parts.append(
        box(1.1, 0.7, 0.8, (0.26, 0.13, 0.05), material="planks", semantic=Semantic.PROP, accent=(0.5, 0.38, 0.1))
        .turned(25)
        .moved((-4.3, 0, -7.1))
    )
    return join(parts)


def lighthouse(lit: bool) -> Mesh:
    """A white tower with red bands, a gallery and a lantern 9.2 m up."""
    white, red = (0.72, 0.7, 0.65), (0.5, 0.05, 0.035)
    parts = []
    for k in range(5):
        low, high = 1.7 - 0.16 * k, 1.7 - 0.16 * (k + 1)
        parts.append(
            lathe(
                [(low, 1.6 * k), (high, 1.6 * (k + 1))],
                white if k % 2 == 0 else red,
                16,
                material="plaster",
                semantic=BUILDING,
            )
        )
    parts.append(tube(0.2, 1.5, 1.5, (0.1, 0.1, 0.1), 16, semantic=BUILDING).moved((0, 8.0, 0)))
    parts.append(
        lathe(
            [(0.62, 8.2), (0.62, 9.7)],
            (0.7, 0.65, 0.5),
            10,
            material="lamp" if lit else "glass",
            semantic=LAMP,
            accent=(1.0, 0.82, 0.5),
        )
    )
    parts.append(lathe([(0.95, 9.7), (0.6, 10.4), (0.01, 10.9)], red, 12, semantic=BUILDING))
    turns = np.arange(10) / 10 * 2 * np.pi
    parts += [
        tube(0.8, 0.035, 0.035, (0.1, 0.1, 0.1), 5, semantic=BUILDING).moved((1.4 * np.sin(a), 8.2, 1.4 * np.cos(a)))
        for a in turns
    ]
    hoop = np.stack(
        [1.4 * np.sin(np.linspace(0, 6.28, 17)), np.full(17, 9.0), 1.4 * np.cos(np.linspace(0, 6.28, 17))], -1
    )
    parts.append(plants.curved(hoop, np.full(17, 0.04), (0.1, 0.1, 0.1), 5, semantic=BUILDING))
    parts.append(buildings.door(0.9, 1.9, red, white, lit).moved((0, 0, 1.62)))
    parts += [buildings.window(0.5, 0.8, lit, white).moved((0, y, 1.66 - 0.1 * y)) for y in (3.4, 6.2)]
    return join(parts)
