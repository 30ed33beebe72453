"""What covers the ground: tufts, ferns, flowers, mushrooms, stones, fallen trunks and leaves."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.geometry import Mesh, join, mesh, unit
from filmwright.soundstage.sets.plants import PLANT, ROCK, Array, Tone
from filmwright.soundstage.solids import ball, lathe, lumpy, noise


def blades(
    seed: int,
    count: int,
    height: float,
    spread: float,
    foot: Tone,
    tip: Tone,
    thick: float = 0.035,
    droop: float = 0.45,
) -> Mesh:
    """A tuft of bent blades, two triangles and a tip each; lit as the ground is."""
    draw = draws(seed, "blades")
    turn = draw.uniform(0, 2 * np.pi, count)
    out = np.stack([np.sin(turn), np.zeros(count), np.cos(turn)], -1)
    side = np.stack([np.cos(turn), np.zeros(count), -np.sin(turn)], -1)
    root = out * (draw.uniform(0, 0.5, count) * spread)[:, None] - [0, 0.03, 0]
    tall = height * draw.uniform(0.6, 1.1, count)[:, None]
    bow = draw.uniform(0.3, 1.0, count)[:, None] * droop * tall
    middle = root + out * bow * 0.35 + np.array([0, 0.6, 0]) * tall
    top = root + out * bow + np.array([0, 1.0, 0]) * tall * (1 - droop * 0.25)
    points = np.stack(
        [root - side * thick, root + side * thick, middle - side * thick * 0.8, middle + side * thick * 0.8, top], 1
    )
    faces = np.array([(0, 1, 3), (0, 3, 2), (2, 3, 4)])[None] + (np.arange(count) * 5)[:, None, None]
    normals = unit(out * 0.5 + [0, 1.0, 0])[:, None].repeat(5, 1)
    share = np.array([0, 0, 0.6, 0.6, 1.0])[None, :, None]
    colours = (np.asarray(foot) * (1 - share) + np.asarray(tip) * share) * draw.uniform(0.8, 1.2, (count, 1, 1))
    return mesh(
        points.reshape(-1, 3),
        faces.reshape(-1, 3),
        colours.reshape(-1, 3),
        "plain",
        PLANT,
        normals=normals.reshape(-1, 3),
    )


def fern(seed: int, size: float = 0.6, dark: Tone = (0.02, 0.07, 0.02), light: Tone = (0.1, 0.24, 0.05)) -> Mesh:
    """Arching fronds, broad in the middle and pointed."""
    draw = draws(seed, "fern")
    count, steps = 8, 3
    turn = np.arange(count) / count * 2 * np.pi + draw.uniform(-0.3, 0.3, count)
    out = np.stack([np.sin(turn), np.zeros(count), np.cos(turn)], -1)[:, None]
    side = np.stack([np.cos(turn), np.zeros(count), -np.sin(turn)], -1)[:, None]
    t = np.linspace(0, 1, steps + 1)[None, :, None]
    long = size * draw.uniform(0.75, 1.15, (count, 1, 1))
    spine = out * t * long + np.array([0, 1.0, 0]) * long * (1.25 * t - 1.15 * t**2) - [0, 0.03, 0]
    wide = side * np.array([0.04, 0.19, 0.16, 0.012])[None, :, None] * long
    points = np.stack([spine - wide, spine + wide], 2).reshape(count, -1, 3)
    strip = np.array([f for k in range(steps) for f in ((2 * k, 2 * k + 1, 2 * k + 3), (2 * k, 2 * k + 3, 2 * k + 2))])
    faces = strip[None] + (np.arange(count) * 2 * (steps + 1))[:, None, None]
    share = np.repeat(t, 2, 1)
    colours = np.asarray(dark) * (1 - share) + np.asarray(light) * share * draw.uniform(0.8, 1.15, (count, 1, 1))
    return mesh(points.reshape(-1, 3), faces.reshape(-1, 3), colours.reshape(-1, 3), "plain", PLANT)


def flower(
    seed: int, height: float, petals: Tone, heart: Tone, stem: Tone = (0.05, 0.13, 0.03), wide: float = 0.07
) -> Mesh:
    """A stem, a leaf and an open head of petals."""
    draw = draws(seed, "flower")
    stalk = blades(seed, 3, height * 0.7, 0.1, np.array(stem) * 0.6, stem, 0.014)
    top: Array = np.array([draw.uniform(-0.04, 0.04), height, draw.uniform(-0.04, 0.04)])
    post = mesh(
        np.array([(-0.01, -0.03, 0), (0.01, -0.03, 0), top]), [(0, 1, 2)], stem, "plain", PLANT, normals=[(0, 1, 0)] * 3
    )
    n = 12
    turn = np.arange(n) / n * 2 * np.pi
    reach = np.where(np.arange(n) % 2 == 0, wide, wide * 0.72)
    rim = np.stack([np.sin(turn) * reach, np.full(n, 0.03), np.cos(turn) * reach], -1)
    faces = [(0, 1 + k, 1 + (k + 1) % n) for k in range(n)]
    colours = np.concatenate([[heart], np.tile(petals, (n, 1))])
    head = mesh(np.concatenate([[[0, 0.0, 0]], rim]), faces, colours, "plain", PLANT, normals=[(0, 1, 0)] * (n + 1))
    return join([stalk, post, head.turned(draw.uniform(0, 360), draw.uniform(10, 35)).moved(top.tolist())])


def mushroom(seed: int, cap: Tone, size: float = 0.22) -> Mesh:
    """A cap with pale spots on a pale stalk."""
    draw = draws(seed, "mushroom")
    stalk = lathe([(0.2, -0.1), (0.13, 0.65)], (0.6, 0.54, 0.44), 6, semantic=PLANT)
    outline = [(0.12, 0.62), (0.5, 0.55), (0.47, 0.72), (0.3, 0.9), (1e-3, 0.98)]
    top = lathe(outline, cap, 8, semantic=PLANT)
    top.colours[:8] = (0.55, 0.47, 0.38)
    spots = [
        ball(0.07, (0.75, 0.7, 0.62), 4, 2, semantic=PLANT)
        .scaled(1, 0.5, 1)
        .moved((r * np.sin(a), 0.98 - r * r * 1.05, r * np.cos(a)))
        for a, r in zip(draw.uniform(0, 6.3, 4), draw.uniform(0.1, 0.4, 4), strict=True)
    ]
    return join([stalk, top, *spots]).scaled(size)


def stone(seed: int, size: float, colour: Tone = (0.2, 0.19, 0.175), flat: float = 0.65, sides: int = 8) -> Mesh:
    """A rounded, uneven stone, half sunk."""
    body = ball(size, colour, sides, 5, accent=np.minimum(np.array(colour) * 1.5, 0.85), material="rock", semantic=ROCK)
    shaped = lumpy(body.scaled(1.0, flat, 0.85), size * 0.22, seed, size * 1.4).moved((0, size * flat * 0.35, 0))
    dim = np.clip(0.55 + 0.6 * (shaped.vertices[:, 1:2] / (size * flat) + 0.2), 0.5, 1.1)
    shaped.colours[:] *= dim
    shaped.accents[:] *= dim
    return shaped


def log(
    seed: int, length: float, thick: float, bark: Tone = (0.17, 0.11, 0.07), moss: Tone | None = (0.07, 0.14, 0.03)
) -> Mesh:
    """A fallen trunk along x, lying on y = 0, pale where it was cut, mossy on top."""
    rings = np.linspace(0, 1, 7)
    side = lathe(
        [(thick * (1.02 - 0.16 * t), length * t) for t in rings],
        bark,
        11,
        accent=np.array(bark) * 0.4,
        material="bark",
        semantic=PLANT,
    )
    ends = [
        lathe(
            [(1e-4, 0), (thick * 0.98, 0.0)],
            (0.5, 0.36, 0.2),
            11,
            accent=(0.32, 0.2, 0.1),
            material="wood",
            semantic=PLANT,
        ),
        lathe(
            [(thick * 0.84, length), (1e-4, length)],
            (0.5, 0.36, 0.2),
            11,
            accent=(0.32, 0.2, 0.1),
            material="wood",
            semantic=PLANT,
        ),
    ]
    stub = lathe(
        [(thick * 0.3, 0), (thick * 0.2, thick * 1.4)],
        bark,
        6,
        accent=np.array(bark) * 0.4,
        material="bark",
        semantic=PLANT,
    )
    whole = join(
        [lumpy(side, thick * 0.07, seed, thick * 2), *ends, stub.turned(0, 60).moved((0, length * 0.7, thick * 0.5))]
    )
    lying = whole.turned(0, 0, 90).moved((length / 2, thick * 0.9, 0))
    if moss is not None:
        share = np.clip((lying.normals[:, 1] - 0.35) * 2 + 0.5 * noise(lying.vertices / 0.8, seed), 0, 0.85)[:, None]
        share = share * (np.abs(lying.normals[:, :1]) < 0.7)
        lying.colours[:] = lying.colours * (1 - share) + np.asarray(moss) * share
        lying.accents[:] = lying.accents * (1 - share) + np.asarray(moss) * 1.6 * share
    return lying


def fallen_leaf(colour: Tone, size: float = 0.07) -> Mesh:
    """A leaf that lies on the ground."""
    points = [(-size, 0.012, 0), (0, 0.03, -size * 0.6), (size, 0.015, 0), (0, 0.02, size * 0.6)]
    return mesh(points, [(0, 3, 2), (0, 2, 1)], colour, "plain", PLANT, normals=[(0, 1, 0)] * 4)
