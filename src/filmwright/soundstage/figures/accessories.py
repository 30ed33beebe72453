"""What is worn over the clothes: scarves, capes, bags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.cloth import ring_of
from filmwright.soundstage.figures.frame import Frame
from filmwright.soundstage.figures.legwear import SKIRTS, flared
from filmwright.soundstage.figures.palette import COLOURS
from filmwright.soundstage.figures.parts import Part, ease, egg, hung, loft, shared, strips, sweep
from filmwright.soundstage.geometry import join, mesh


def accessory(one: Character, body: Frame) -> list[Part]:
    """What a character wears over its clothes; nothing where it wears nothing."""
    if not one.accessory.kind:
        return []
    over = {"poncho": 0.14, "coat": 0.04, "raincoat": 0.04, "hoodie": 0.035, "jacket": 0.035, "jumper": 0.03}.get(
        one.top.kind, 0.024
    )
    return _KINDS[one.accessory.kind](one, body, over * body.scale)


def _scarf(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    a = np.arange(14) / 14 * 2 * np.pi
    wide = 0.1 if body.girth < 1.2 else 0.115
    y = body.height(1.1) + 0.03 * s
    loop = np.stack([np.sin(a) * wide, 0.012 * np.sin(2 * a), np.cos(a) * wide * 1.02], -1) * s + [0, y, 0]
    looks: dict[str, Any] = {"material": "cloth bands", "accent": wear.second}
    neck = hung(sweep(loop, 0.05 * s, wear.first, 8, True, **looks), "chest")
    tails = []
    for x, low, deep in ((0.055, 0.28, 0.0), (-0.02, 0.52, 0.008)):
        shares = np.linspace(1.06, low, 7)
        rings = body.trunk(shares, over + deep * s)
        path = np.stack(
            [x * s + 0 * shares, rings[:, 1], rings[:, 2] + rings[:, 4] * np.sqrt(1 - (x * s / rings[:, 3]) ** 2)], -1
        )
        tail = sweep(path, np.tile([[0.045, 0.016]], (7, 1)) * s, wear.first, 6, **looks)
        tails.append(shared(tail, body.carried(tail.vertices)))
    return [neck, *tails]


def _cape(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    rows, columns = 9, 15
    t = np.linspace(0, 1, rows)[:, None]
    low, high = body.at("left shin")[1] - 0.05 * s, body.height(1.06)
    angle = np.radians(np.linspace(100, 260, columns))
    half = body.half_shoulders
    wide = half * 0.95 + 0.07 * s + (1 - t) * 0.16 * s
    deep = (0.135 + over / s * 0.6) * s * (1 + 0.5 * (body.girth - 1)) + (1 - t) * 0.17 * s
    fold = 1 + 0.07 * np.cos(angle * 9) * (1 - t)
    close = 1 - 0.42 * ease(t, 0.9, 1.0)
    grid = np.stack(
        [np.sin(angle) * wide * fold * close, low + (high - low) * t + 0 * angle, np.cos(angle) * deep * fold * close],
        -1,
    )
    sheet = mesh(grid.reshape(-1, 3), strips(rows, columns, closed=False), wear.first, "cloth")
    down = ease(sheet.vertices[:, 1], body.height(0.5), low)
    cloth = shared(sheet, {"chest": 1 - 0.75 * down, "hips": 0.75 * down})
    ring = np.stack([np.sin(a := np.arange(12) / 12 * 2 * np.pi) * 0.105, 0 * a, np.cos(a) * 0.1], -1) * s + [
        0,
        body.height(1.09) + 0.015 * s,
        0,
    ]
    collar = hung(sweep(ring, 0.034 * s, wear.first, 6, True), "chest")
    front = body.trunk(np.array([1.0]), over)[0]
    clasp = hung(
        egg(
            (0, body.height(1.07), front[2] + front[4]), np.full(3, 0.03) * s, COLOURS["gold"], 6, 4, material="plastic"
        ),
        "chest",
    )
    return [cloth, collar, clasp]


def _backpack(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    back = body.trunk(np.array([0.66]), over)[0]
    z = back[2] - back[4] - 0.06 * s
    low, high = body.height(0.22), body.height(1.04)
    heights = np.array([low, low + 0.03 * s, (low + high) / 2, high - 0.05 * s, high])
    wide = np.array([0.09, 0.135, 0.145, 0.13, 0.07]) * s
    rings = np.stack([0 * heights, heights, z + 0 * heights, wide, wide * 0.65], -1)
    sack = loft(np.concatenate([[[0, low, z, 1e-3, 1e-3]], rings, [[0, high, z, 1e-3, 1e-3]]]), wear.first, 14, 0.5)
    pocket = egg((0, body.height(0.45), z - 0.09 * s), np.array([0.09, 0.09, 0.05]) * s, wear.second, 8, 5)
    roll = sweep(
        np.array([[-0.17, 0, 0], [-0.08, 0, 0], [0.08, 0, 0], [0.17, 0, 0]]) * s + [0, high + 0.05 * s, z],
        0.06 * s,
        COLOURS["brown"],
        8,
    )
    parts = [hung(join([sack, pocket, roll]), "chest")]
    for side in (-1, 1):
        shares = np.array([0.36, 0.55, 0.75, 0.92, 1.02, 1.05, 1.0, 0.9])
        front = np.array([0.72, 0.62, 0.55, 0.52, 0.55, 0.0, -0.6, -0.9])
        ring = body.trunk(shares, over)
        x = side * np.where(shares > 1.01, 0.62, 0.6) * ring[:, 3]
        path = np.stack(
            [
                x,
                ring[:, 1] + (0.012 * s) * (shares > 1),
                ring[:, 2] + ring[:, 4] * 0.85 * np.sign(front) * (np.abs(front) > 0.3),
            ],
            -1,
        )
        strap = sweep(path, np.tile([[0.026, 0.012]], (len(path), 1)) * s, wear.first, 5)
        parts.append(shared(strap, body.carried(strap.vertices)))
    return parts


def _apron(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    upper = body.trunk(np.linspace(0.12, 0.86, 5), over + 0.018 * s)
    under = [kind for kind in (one.top.kind, one.bottom.kind) if kind in SKIRTS]
    shin = body.at("left shin")[1]
    low = shin + 0.06 * s if not under else body.hip + (shin - body.hip) * min(0.92 * SKIRTS[under[0]][0], 1.1)
    below = np.linspace(low, body.height(0.02), 5)
    hips = body.trunk(np.array([0.05]), over)[0]
    if under:
        skirt = flared(body, under[0], over / s)
        half, front = (np.interp(below, skirt[:, 1], skirt[:, k]) + 0.03 * s for k in (3, 4))
    else:
        half, front = hips[3] + 0 * below, hips[4] + 0.02 * s + 0 * below
    rows = [(wide, hips[2] + deep, y) for wide, deep, y in zip(half, front, below, strict=True)]
    rows += [(r[3], r[2] + r[4], r[1]) for r in upper]
    across = np.linspace(-1, 1, 9)
    share = np.array([0.9] * 5 + [0.88, 0.62, 0.56, 0.5, 0.44])
    grid = []
    for (half, front, y), part in zip(rows, share, strict=True):
        angle = across * np.arcsin(part)
        grid.append(np.stack([np.sin(angle) * half, y + 0 * angle, front * np.cos(angle) ** 0.8], -1))
    points = np.array(grid).reshape(-1, 3)
    sheet = mesh(points, strips(len(rows), 9, closed=False), wear.first, "cloth")
    hang, carried = body.draped(points, 0.2), body.carried(points)
    rest = hang.pop("hips")
    apron = shared(sheet, {**hang, **{bone: weight * rest for bone, weight in carried.items()}})
    tie = sweep(ring_of(body, 0.3, over), np.tile([[0.02, 0.012]], (14, 1)) * s, wear.first, 5, True)
    return [apron, shared(tie, body.carried(tie.vertices))]


def _belt(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    ring = sweep(
        ring_of(body, 0.27, over, 18), np.tile([[0.014, 0.042]], (18, 1)) * s, wear.first, 6, True, material="leather"
    )
    front = body.trunk(np.array([0.27]), over)[0]
    buckle = egg(
        (0, front[1], front[2] + front[4] + 0.012 * s),
        np.array([0.05, 0.05, 0.015]) * s,
        COLOURS["gold"],
        4,
        4,
        material="plastic",
    )
    return [shared(piece, body.carried(piece.vertices)) for piece in (ring, buckle)]


def _tie(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    shares = np.array([1.09, 1.03, 0.9, 0.7, 0.5, 0.38, 0.3])
    rings = body.trunk(shares, over)
    path = np.stack([0 * shares, rings[:, 1], rings[:, 2] + rings[:, 4]], -1)
    wide = np.array([0.03, 0.024, 0.032, 0.042, 0.052, 0.058, 0.01])
    hose = sweep(
        path, np.stack([wide, 0.014 + 0 * wide], -1) * s, wear.first, 6, material="cloth stripes", accent=wear.second
    )
    return [shared(hose, body.carried(hose.vertices))]


def _sash(one: Character, body: Frame, over: float) -> list[Part]:
    """A broad ribbon from one shoulder to the other hip, before and behind."""
    a = np.arange(20) / 20 * 2 * np.pi
    share = 0.62 + 0.44 * np.sin(a)
    rings = body.trunk(share, over + 0.004)
    path = np.stack(
        [
            np.sin(a) * 0.92 * rings[:, 3],
            rings[:, 1] + 0.02 * body.scale * (share > 1),
            rings[:, 2] + np.cos(a) * rings[:, 4] * 1.03,
        ],
        -1,
    )
    hose = sweep(path, np.tile([[0.014, 0.056]], (20, 1)) * body.scale, one.accessory.first, 6, True)
    return [shared(hose, body.carried(hose.vertices))]


def _bag(one: Character, body: Frame, over: float) -> list[Part]:
    wear, s = one.accessory, body.scale
    a = np.arange(20) / 20 * 2 * np.pi
    share = 0.55 - 0.52 * np.sin(a)
    rings = body.trunk(share, over + 0.004)
    path = np.stack([np.sin(a) * 0.95 * rings[:, 3], rings[:, 1], rings[:, 2] + np.cos(a) * rings[:, 4] * 1.03], -1)
    strap = sweep(path, np.tile([[0.01, 0.018]], (20, 1)) * s, COLOURS["brown"], 5, True, material="leather")
    hips = body.trunk(np.array([0.0]), over)[0]
    at = (hips[3] + 0.06 * s, body.height(-0.08), 0.05 * s)
    bag = egg(at, np.array([0.065, 0.125, 0.15]) * s, wear.first, 10, 6, material="leather")
    flap = egg(
        np.array(at) + np.array([0.012, 0.05, 0]) * s,
        np.array([0.062, 0.085, 0.15]) * s,
        wear.second,
        10,
        5,
        material="leather",
    )
    return [shared(strap, body.carried(strap.vertices)), hung(join([bag, flap]), "hips")]


_KINDS: dict[str, Callable[[Character, Frame, float], list[Part]]] = {
    "scarf": _scarf, "cape": _cape, "backpack": _backpack, "apron": _apron, "belt": _belt, "tie": _tie, "sash": _sash,
    "shoulder bag": _bag,
}  # fmt: skip
