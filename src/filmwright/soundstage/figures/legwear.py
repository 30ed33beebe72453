"""Feet, legs and what is worn on them: shoes, trousers, skirts."""

from __future__ import annotations

from typing import Any

import numpy as np

from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.cloth import band, cloth, panel
from filmwright.soundstage.figures.frame import SIDES, Frame
from filmwright.soundstage.figures.parts import Array, Part, hung, loft, nudged, shared

SKIRTS = {"skirt": (1.0, 0.07), "long skirt": (1.82, 0.1), "dress": (1.1, 0.12), "raincoat": (0.62, 0.06)}
"""How far down the leg cloth reaches, and how much it widens, metres."""
SKIRTS |= {"coat": (1.3, 0.05), "robe": (1.93, 0.09)}


def feet(one: Character, body: Frame) -> list[Part]:
    """Shoes; boots reach up the shins."""
    parts, s = [], body.scale
    for side in SIDES:
        x, ankle, _ = body.at(f"{side} foot")
        wide, deep = 0.048 * s * body.girth**0.3, 0.115 * s
        top = ankle + 0.01
        rings = [
            (x, 0.0, 0.035 * s, wide * 0.9, deep * 0.95),
            (x, 0.012 * s, 0.035 * s, wide * 1.08, deep * 1.06),
            (x, 0.055 * s, 0.025 * s, wide * 0.98, deep * 0.86),
            (x, 0.078 * s, 0.004 * s, wide * 0.9, deep * 0.58),
            (x, top + 0.025 * s, -0.004 * s, wide * 0.86, wide * 0.9),
        ]
        sole = [(x, 0.001, 0.035 * s, 1e-3, 1e-3)]
        colours: dict[str, Any] = {"material": "leather"}
        parts.append(hung(loft(sole + rings, one.shoes.first, 10, **colours), f"{side} foot"))
        if one.shoes.kind == "boots":
            parts.append(
                body.leg(
                    side,
                    1.45,
                    1.99,
                    (0.014 if one.bottom.kind == "wide trousers" else 0.024) * s,
                    one.shoes.first,
                    material="leather",
                )
            )
    return parts


def bottom(one: Character, body: Frame) -> list[Part]:
    """The legs and what is worn on them; nothing that a skirt or a long coat hides anyway."""
    wear, parts = one.bottom, []
    covered = one.top.kind in SKIRTS
    under = one.top.kind if one.top.kind in ("dress", "robe") else wear.kind if wear.kind in SKIRTS else ""
    for side in SIDES:
        parts += _bare_leg(one, body, side, under) if under else _trouser_leg(one, body, side, 0.45 if covered else 0.0)
    if not under and not covered:
        rings = body.trunk(np.array([-0.158, -0.12, -0.07, 0.0, 0.1, 0.2, 0.32]), 0.011 * body.scale)
        pelvis = loft(rings, wear.first, 14, **cloth(wear))
        parts.append(shared(pelvis, body.carried(pelvis.vertices)))
    if under == wear.kind:
        parts.append(skirt(body, wear, under, 0.3))
    if wear.kind == "dungarees" and not covered and one.top.kind != "poncho":
        parts += _bib(body, wear, (0.026 if one.top.kind in ("T-shirt", "shirt", "waistcoat") else 0.046) * body.scale)
    return parts


def _bare_leg(one: Character, body: Frame, side: str, under: str) -> list[Part]:
    """What a skirt lets be seen of a leg: under a long one nothing above the shin, so that no knee comes through."""
    skin: dict[str, Any] = {"material": "skin"}
    end = 1.6 if one.shoes.kind == "boots" else 2.0
    length = SKIRTS[under][0]
    if length > 1.2:
        return [body.leg(side, min(length - 0.25, end - 0.1), end, 0.0, one.complexion, **skin)]
    return [
        body.leg(side, length - 0.35, end, 0.0, one.complexion, **skin),
        body.knee(side, 0.0, one.complexion, **skin),
    ]


def _trouser_leg(one: Character, body: Frame, side: str, start: float) -> list[Part]:
    wear, loose = one.bottom, 0.012 * body.scale
    booted = one.shoes.kind == "boots"
    if wear.kind == "shorts":
        parts = [body.leg(side, start, 0.72, loose, wear.first, 0.02 * body.scale, **cloth(wear))]
        parts.append(body.leg(side, 0.5, 1.6 if booted else 2.0, 0.0, one.complexion, material="skin"))
        return [*parts, body.knee(side, 0.0, one.complexion, material="skin")]
    wide = wear.kind == "wide trousers"
    end = 1.93 if wide or not booted else 1.55
    flare = (0.055 if wide else 0.006) * body.scale
    leg = body.leg(side, start, end, loose, wear.first, flare, **cloth(wear))
    return [leg, body.knee(side, loose, wear.first, **cloth(wear))]


def flared(body: Frame, kind: str, loose: float = 0.02) -> Array:
    """(5, 5) rings of a skirt below the hips, from its hem up."""
    length, flare = SKIRTS[kind]
    stops = np.linspace(length, 0, 6)[:-1]
    y = np.interp(stops, [0, 1, 2], [body.hip, body.at("left shin")[1], body.at("left foot")[1]])
    hips = body.trunk(np.array([0.02]), loose * body.scale)[0]
    reach = stops / length
    swell = flare * reach * (1.6 if kind in ("dress", "skirt", "robe") else 1.0) + 0.028 * reach**0.5
    swell = swell * body.scale
    return np.stack([0 * y, y, 0 * y + hips[2], hips[3] + swell, hips[4] + swell * 1.2], -1)


def skirt(body: Frame, wear: Wear, kind: str, start: float, loose: float = 0.02) -> Part:
    """Cloth about both legs, from a share of the trunk's height down; its folds make its edge wavy."""
    rings = flared(body, kind, loose)
    reach = np.linspace(1, 0, len(rings) + 1)[:-1]
    above = body.trunk(np.linspace(0.04, start, 3), loose * body.scale)
    sides = 16
    skin = loft(np.concatenate([rings, above]), wear.first, sides, **cloth(wear))
    angles = np.arctan2(skin.vertices[:, 0], skin.vertices[:, 2])
    fold = np.repeat(np.concatenate([reach, np.zeros(3)]), sides) * 0.018 * body.scale * np.cos(angles * 5)
    skin = nudged(skin, np.stack([np.sin(angles), 0 * angles, np.cos(angles)], -1) * fold[:, None])
    hang = body.draped(skin.vertices)
    if start > 0.4:
        carried = body.carried(skin.vertices)
        hang = {"waist": hang["hips"] * carried["waist"], "chest": hang["hips"] * carried["chest"], **hang}
        hang["hips"] = hang["hips"] * carried["hips"]
    return shared(skin, hang)


def _bib(body: Frame, wear: Wear, over: float) -> list[Part]:
    """The front of dungarees and their straps."""
    top = panel(body, 0.3, 0.78, 0.62, over, wear.first)
    straps = [
        band(body, [(side * 0.5, 0.76), (side * 0.55, 0.95), (side * 0.52, 1.05)], over, wear.first, 0.018)
        for side in (-1, 1)
    ]
    backs = [
        band(body, [(side * 0.52, 1.05), (side * 0.5, 0.9), (side * 0.3, 0.3)], -over, wear.first, 0.018)
        for side in (-1, 1)
    ]
    return [top, *straps, *backs]
