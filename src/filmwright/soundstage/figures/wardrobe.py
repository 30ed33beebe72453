"""Bodies and what they are dressed in: neck, hands, trunk and tops."""

from __future__ import annotations

from typing import Any

import numpy as np

from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.cloth import cloth
from filmwright.soundstage.figures.frame import SIDES, Frame
from filmwright.soundstage.figures.legwear import SKIRTS, bottom, feet, skirt
from filmwright.soundstage.figures.parts import Part, egg, hung, loft, nudged, shared, sweep
from filmwright.soundstage.figures.trimmings import trimmings
from filmwright.soundstage.geometry import join

SLEEVES = {"T-shirt": 0.62, "waistcoat": 0.0, "dress": 0.55, "poncho": 1.95}
"""Where sleeves end: 1 is the elbow, 2 the wrist; the rest reach it."""


def dressed(one: Character, body: Frame) -> list[Part]:
    """All of a figure from the neck down."""
    parts = [_neck(one, body), *_hands(one, body), *feet(one, body)]
    return [*parts, *bottom(one, body), *_top(one, body)]


def _neck(one: Character, body: Frame) -> Part:
    base, chin = body.height(0.98), body.at("head")[1]
    radius = (0.05 if one.womanly else 0.058) * body.scale
    heights = np.linspace(base, chin + 0.12 * one.proportions.head, 5)
    rings = [(0, y, -0.008, radius * k, radius * k) for y, k in zip(heights, (1.5, 1.15, 1.0, 1.0, 1.0), strict=True)]
    tube = loft(rings, one.complexion, 10, material="skin")
    y = tube.vertices[:, 1]
    up = np.clip((y - base) / (chin - base), 0, 1)
    return shared(
        tube, {"chest": np.maximum(1 - 2 * up, 0), "neck": 1 - np.abs(2 * up - 1), "head": np.maximum(2 * up - 1, 0)}
    )


def _hands(one: Character, body: Frame) -> list[Part]:
    parts, s = [], body.scale * 1.12
    skin: dict[str, Any] = {"material": "skin"}
    for side, x in zip(SIDES, (1, -1), strict=True):
        wrist = body.at(f"{side} hand")
        palm = egg(
            wrist + np.array([0, -0.055, 0.004]) * s, np.array([0.024, 0.066, 0.042]) * s, one.complexion, 6, 4, **skin
        )
        thumb = sweep(
            wrist + np.array([[-x * 0.004, -0.02, 0.025], [-x * 0.012, -0.05, 0.05], [-x * 0.014, -0.082, 0.054]]) * s,
            np.array([0.018, 0.018, 0.013]) * s, one.complexion, 4, **skin,
        )  # fmt: skip
        parts.append(hung(join([palm, thumb]), f"{side} hand"))
        bare = SLEEVES.get(one.top.kind, 2.0)
        if bare < 1.9:
            parts.append(body.arm(side, max(0.0, bare - 0.2), 2.03, 0.0, one.complexion, material="skin"))
            parts.append(body.elbow(side, 0.0, one.complexion, material="skin"))
    return parts


def _top(one: Character, body: Frame) -> list[Part]:
    wear, s = one.top, body.scale
    looks, kind = cloth(wear), wear.kind
    thick = {"jumper": 0.022, "hoodie": 0.024, "jacket": 0.022, "coat": 0.026, "raincoat": 0.028}.get(kind, 0.014) * s
    tucked = one.bottom.kind in SKIRTS
    hem = (
        0.22
        if tucked
        else {"jumper": 0.0, "hoodie": -0.03, "T-shirt": 0.0, "jacket": 0.06, "shirt": 0.1}.get(kind, 0.12)
    )
    shares = np.array([hem, hem + 0.03, 0.28, 0.42, 0.58, 0.76, 0.92, 1.02, 1.08, 1.125])
    loose = np.full(len(shares), thick)
    loose[0] = max(0.7 * thick, 0.019 * s)
    if tucked:
        loose[:2] += [0.012 * s, 0.02 * s]
    if kind in ("jumper", "hoodie", "jacket"):
        loose[2:5] += 0.012 * s
    rings = body.trunk(shares, 0)
    rings[:, 3:] += loose[:, None]
    trunk = loft(rings, wear.first, 13, **looks)
    parts = [shared(trunk, body.carried(trunk.vertices))]
    end = SLEEVES.get(kind, 1.97)
    for side in SIDES:
        if end > 0 and kind != "poncho":
            wide = {"robe": 0.05, "coat": 0.012, "dress": 0.015, "T-shirt": 0.012, "raincoat": 0.018}.get(
                kind, 0.004
            ) * s
            parts.append(body.arm(side, 0.0, end, thick * 0.75, wear.first, wide, **looks))
            if end > 1:
                parts.append(body.elbow(side, thick * 0.7, wear.first, **looks))
    if kind == "poncho":
        under: dict[str, Any] = {"material": "cloth", "accent": wear.second}
        for side in SIDES:
            parts += [
                body.arm(side, 0.0, 1.97, thick * 0.3, wear.second, **under),
                body.elbow(side, thick * 0.4, wear.second, **under),
            ]
        parts.append(_poncho(body, wear))
    if kind in SKIRTS:
        parts.append(skirt(body, wear, kind, 0.34, 0.03 if kind != "dress" else 0.017))
    return parts + trimmings(one, body, thick)


def _poncho(body: Frame, wear: Wear) -> Part:
    """A cone of cloth over shoulders and upper arms."""
    s = body.scale
    half = body.half_shoulders
    y = np.array(
        [body.height(0.12), body.height(0.3), body.height(0.6), body.height(0.88), body.height(1.04), body.height(1.13)]
    )
    wide = np.array(
        [half + 0.24 * s, half + 0.2 * s, half + 0.13 * s, half + 0.08 * s, half * 0.9 + 0.03 * s, 0.075 * s]
    )
    deep = np.array([0.27, 0.25, 0.205, 0.16, 0.12, 0.08]) * s * (1 + 0.5 * (body.girth - 1))
    skin = loft(np.stack([0 * y, y, 0 * y, wide, deep], -1), wear.first, 18, **cloth(wear))
    angles = np.arctan2(skin.vertices[:, 0], skin.vertices[:, 2])
    tips = np.repeat([1.0, 0.6, 0.2, 0, 0, 0], 18) * 0.1 * s * np.abs(np.cos(angles)) ** 2
    skin = nudged(skin, -np.stack([0 * tips, tips, 0 * tips], -1))
    out = np.clip((np.abs(skin.vertices[:, 0]) - half * 0.7) / (0.25 * s), 0, 0.32)
    left = skin.vertices[:, 0] > 0
    return shared(skin, {"chest": 1 - out, "left arm": out * left, "right arm": out * ~left})
