"""Plants, stones and logs, each a mesh that stands on y = 0 with its foot a little below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh, unit
from filmwright.soundstage.solids import ball, lathe, lumpy, noise
from filmwright.soundstage.vocabulary import Semantic

Array = npt.NDArray[Any]
Tone = npt.ArrayLike
PLANT, ROCK = Semantic.PLANT, Semantic.ROCK
BROWN, DARK_BROWN = (0.15, 0.095, 0.06), (0.06, 0.038, 0.025)


def graded(body: Mesh, foot: Tone, top: Tone, gain: float = 1.5, low: float = 0.0, high: float = 1.0) -> Mesh:
    """The body with colours that go from foot to top; its pattern's second colour is ``gain`` times as bright."""
    y = body.vertices[:, 1]
    span = max(float(y.max() - y.min()), 1e-6)
    share = np.clip(((y - y.min()) / span - low) / (high - low), 0, 1)[:, None]
    colours = np.asarray(foot) * (1 - share) + np.asarray(top) * share
    return replace(body, colours=colours.astype(np.float32), accents=np.minimum(colours * gain, 0.9).astype(np.float32))


def trunk(
    seed: int, height: float, thick: float, colour: Tone, dark: Tone, material: str = "bark", bend: float = 0.25
) -> Mesh:
    """A trunk that flares at its foot, tapers and bends a little."""
    up = np.array([-0.06, 0.0, 0.08, 0.3, 0.6, 0.85, 1.0]) * height
    wide = thick * np.array([1.75, 1.5, 1.12, 0.95, 0.72, 0.45, 0.2])
    body = lathe(np.stack([wide, up], -1), colour, 7, accent=dark, material=material, semantic=PLANT)
    draw = draws(seed, "trunk")
    t = body.vertices[:, 1] / height
    swing = bend * np.sin(t * draw.uniform(2, 4) + 0.4) * np.clip(t, 0, 1)
    way = draw.uniform(0, 2 * np.pi)
    return body.bent(body.vertices + np.stack([swing * np.sin(way), 0 * t, swing * np.cos(way)], -1))


def curved(points: Array, radii: npt.ArrayLike, colour: Tone, sides: int = 8, ribs: float = 0.0, **of: Any) -> Mesh:
    """A round body along a path, closed at both ends; ``ribs`` is the share by which every second side is drawn in."""
    path = np.asarray(points, float)
    radius = np.asarray(radii, float)
    along = unit(np.gradient(path, axis=0)).astype(float)
    across = unit(np.cross(along, [0.27, 0.11, 0.95])).astype(float)
    third = np.cross(along, across)
    turn = np.arange(sides) / sides * 2 * np.pi
    drawn = np.where(np.arange(sides) % 2 == 0, 1.0, 1.0 - ribs)
    ring = across[:, None] * np.cos(turn)[None, :, None] + third[:, None] * np.sin(turn)[None, :, None]
    body = path[:, None] + ring * (radius[:, None] * drawn)[..., None]
    vertices = np.concatenate([body.reshape(-1, 3), path[:1], path[-1:]])
    one, two = np.arange(sides), (np.arange(sides) + 1) % sides
    faces = []
    for k in range(len(path) - 1):
        a, b = k * sides + one, k * sides + two
        faces += [np.stack([a, b, b + sides], -1), np.stack([a, b + sides, a + sides], -1)]
    last, count = (len(path) - 1) * sides, len(path) * sides
    faces.append(np.stack([two, one, np.full(sides, count)], -1))
    faces.append(np.stack([last + one, last + two, np.full(sides, count + 1)], -1))
    return mesh(vertices, np.concatenate(faces), colour, **of)


def branch(start: Array, end: Array, thick: float, colour: Tone, dark: Tone, material: str = "bark") -> Mesh:
    """A tapering branch between two points."""
    ends = np.stack([start, start * 0.5 + end * 0.5, end])
    return curved(ends, [thick, thick * 0.7, thick * 0.3], colour, 5, accent=dark, material=material, semantic=PLANT)


def clump(
    seed: int,
    centres: Array,
    radii: Array,
    foot: Tone,
    top: Tone,
    sides: int = 8,
    rings: int = 5,
    lump: float = 0.2,
) -> Mesh:
    """A crown of lumpy balls; their normals lean outwards from its middle so that it shades as one."""
    balls = [
        lumpy(
            ball(r, top, sides, rings, material="leaves", semantic=PLANT).turned(37 * i, 23 * i, 0),
            lump * r,
            seed + i,
            r,
        )
        .scaled(1.0, 0.82, 1.0)
        .moved(c)
        for i, (c, r) in enumerate(zip(centres, radii, strict=True))
    ]
    body = join(balls)
    middle = body.vertices.mean(0) - [0, 0.4, 0]
    normals = unit(body.normals + 0.7 * unit(body.vertices - middle))
    shaded = graded(body, foot, top, 1.55)
    # What faces down or inwards is darker: leaves shade each other.
    dim = np.clip(0.72 + 0.38 * normals[:, 1:2] + 0.12 * noise(body.vertices / 0.9, seed)[:, None], 0.35, 1.2)
    first, second = ((of * dim).astype(np.float32) for of in (shaded.colours, shaded.accents))
    return replace(shaded, normals=normals, colours=first, accents=second)


def pine(
    seed: int,
    height: float = 8.0,
    dark: Tone = (0.018, 0.055, 0.03),
    light: Tone = (0.07, 0.17, 0.06),
    snow: float = 0.0,
    skirts: int = 6,
    sides: int = 10,
    bare: float = 0.14,
) -> Mesh:
    """A conifer of drooping, ragged skirts; ``snow`` of it lies white, ``bare`` of its height is trunk."""
    draw = draws(seed, "pine")
    parts = [trunk(seed, height * 0.9, height * 0.022, BROWN, DARK_BROWN, bend=0.05)]
    white = np.array([0.62, 0.66, 0.72])
    for k in range(skirts):
        t = k / (skirts - 1)
        wide = height * (0.235 * (1 - t) ** 0.85 + 0.045) * draw.uniform(0.9, 1.1)
        base = height * (bare + (0.86 - bare) * t**0.93)
        deep = height * (0.86 - bare) / (skirts - 1) * 1.5 * (1 - 0.25 * t)
        outline = [
            (0.02, base + deep * 0.95),
            (wide * 0.42, base + deep * 0.34),
            (wide, base - deep * 0.12),
            (0.1 * wide, base + deep * 0.22),
        ]
        body = lathe(outline, light, sides, material="leaves", semantic=PLANT)
        points = body.vertices.reshape(4, sides, 3).astype(float)
        ragged = np.where(np.arange(sides) % 2 == 0, 1.0, 0.74) * draw.uniform(0.88, 1.12, sides)
        points[2, :, [0, 2]] *= ragged
        points[1, :, [0, 2]] *= draw.uniform(0.85, 1.15, sides)
        points[2, :, 1] -= deep * 0.2 * (ragged - 0.8)
        body = body.bent(points.reshape(-1, 3)).turned(draw.uniform(0, 360), draw.uniform(-4, 4))
        lift = 0.75 + 0.5 * t
        green = [
            np.array(dark) * 1.2,
            np.array(dark) * 0.5 + np.array(light) * 0.5,
            np.array(light) * 1.15,
            np.array(dark) * 0.55,
        ]
        cover = [0.95, 0.92, 0.3, 0.0]
        colours = np.concatenate(
            [
                np.tile(c * lift * (1 - snow * s) + white * snow * s, (sides, 1))
                for c, s in zip(green, cover, strict=True)
            ]
        )
        body = body.coloured((0, 0, 0))
        body.colours[:] = colours
        body.accents[:] = np.minimum(colours * 1.5, 0.88)
        parts.append(body)
    return join(parts)


def far_pine(seed: int, dark: Tone = (0.02, 0.06, 0.035), light: Tone = (0.05, 0.12, 0.05), snow: float = 0.0) -> Mesh:
    """The same from far: few triangles."""
    return pine(seed, 9.0, dark, light, snow, skirts=4, sides=5, bare=0.06)


def broadleaf(
    seed: int,
    height: float = 7.5,
    foot: Tone = (0.03, 0.07, 0.02),
    top: Tone = (0.11, 0.22, 0.05),
    balls: int = 7,
    sides: int = 8,
    spread: float = 0.3,
) -> Mesh:
    """A tree with a round crown of several clumps."""
    draw = draws(seed, "broadleaf")
    parts = [trunk(seed, height * 0.75, height * 0.034, BROWN, DARK_BROWN)]
    turn = np.arange(balls) * 2.4 + draw.uniform(0, 6)
    up = np.linspace(0.5, 0.9, balls)
    wide = spread * height * np.sin(np.pi * np.clip((up - 0.36) / 0.62, 0, 1)) * draw.uniform(0.75, 1.05, balls)
    centres = np.stack([wide * np.sin(turn), up * height, wide * np.cos(turn)], -1)
    radii = height * draw.uniform(0.14, 0.2, balls)
    for k in range(0, balls, 2):
        start = np.array([0.0, height * (0.34 + 0.03 * k), 0.0])
        parts.append(branch(start, centres[k] * [0.85, 0.97, 0.85], height * 0.014, BROWN, DARK_BROWN))
    parts.append(clump(seed, centres, radii, foot, top, sides))
    return join(parts)


def birch(
    seed: int, height: float = 9.0, foot: Tone = (0.07, 0.13, 0.03), top: Tone = (0.2, 0.3, 0.06), balls: int = 11
) -> Mesh:
    """A slim white trunk with small hanging clumps."""
    draw = draws(seed, "birch")
    white, black = (0.62, 0.6, 0.55), (0.05, 0.045, 0.04)
    parts = [trunk(seed, height * 0.92, height * 0.0165, white, black, "birch bark", bend=0.35)]
    turn = np.arange(balls) * 2.4 + draw.uniform(0, 6)
    up = np.linspace(0.44, 0.97, balls)
    wide = height * (0.02 + 0.12 * np.sin(np.pi * (up - 0.35) / 0.68)) * draw.uniform(0.7, 1.2, balls)
    centres = np.stack([wide * np.sin(turn), up * height, wide * np.cos(turn)], -1)
    for k in range(0, balls, 2):
        parts.append(branch(np.array([0, centres[k][1] - 0.9, 0]), centres[k], 0.045, white, black, "birch bark"))
    parts.append(clump(seed, centres, height * draw.uniform(0.075, 0.125, balls), foot, top, 6, 4, 0.25))
    return join(parts)


def far_tree(seed: int, foot: Tone, top: Tone) -> Mesh:
    """A broad tree from far: few triangles."""
    draw = draws(seed, "far tree")
    stem = lathe([(0.3, -0.4), (0.18, 3.5)], BROWN, 5, accent=DARK_BROWN, material="bark", semantic=PLANT)
    centres = np.array([(0, 4.3, 0), (1.2, 3.4, 0.4), (-1.0, 3.5, -0.5), (0.1, 5.6, 0.2)]) + draw.uniform(
        -0.3, 0.3, (4, 3)
    )
    return join([stem, clump(seed, centres, np.array([1.7, 1.4, 1.4, 1.2]), foot, top, 6, 3)])


def bush(seed: int, foot: Tone = (0.025, 0.06, 0.02), top: Tone = (0.1, 0.19, 0.05), size: float = 0.6) -> Mesh:
    """A low bush."""
    draw = draws(seed, "bush")
    turn = np.arange(3) * 2.2
    centres = np.stack([0.55 * np.sin(turn), draw.uniform(0.25, 0.6, 3), 0.55 * np.cos(turn)], -1) * size
    return clump(seed, centres, draw.uniform(0.5, 0.68, 3) * size, foot, top, 8, 5, 0.25)
