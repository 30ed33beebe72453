"""Bodies and what they are dressed in: trunk, arms, hands, legs, feet, tops and bottoms."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.frame import PERSON, SIDES, Frame
from filmwright.soundstage.figures.parts import Array, Part, cap, egg, hung, loft, shared, strips, sweep
from filmwright.soundstage.geometry import Mesh, join, mesh

SLEEVES = {"T-shirt": 0.62, "waistcoat": 0.0, "dress": 0.55, "poncho": 1.95}
"""Where sleeves end: 1 is the elbow, 2 the wrist; the rest reach it."""
SKIRTS = {"skirt": (1.0, 0.07), "long skirt": (1.82, 0.1), "dress": (1.1, 0.12), "raincoat": (0.62, 0.06)}
"""How far down the leg cloth reaches, and how much it widens, metres."""
SKIRTS |= {"coat": (1.3, 0.05), "robe": (1.93, 0.09)}


def dressed(one: Character, body: Frame) -> list[Part]:
    """All of a figure from the neck down."""
    parts = [_neck(one, body), *_hands(one, body), *_feet(one, body)]
    return [*parts, *_bottom(one, body), *_top(one, body)]


def cloth(wear: Wear) -> dict[str, Any]:
    """What ``geometry.mesh`` is to know of a garment."""
    patterned = wear.material.startswith("cloth ")
    return {"material": wear.material, "accent": wear.second if patterned else np.array(wear.first) * 0.7}


def _neck(one: Character, body: Frame) -> Part:
    base, chin = body.height(0.98), body.at("head")[1]
    radius = (0.05 if one.womanly else 0.058) * body.scale
    heights = np.linspace(base, chin + 0.12 * one.proportions.head, 5)
    rings = [(0, y, -0.008, radius * k, radius * k) for y, k in zip(heights, (1.5, 1.15, 1.0, 1.0, 1.0), strict=True)]
    tube = loft(rings, one.complexion, 10, material="skin", semantic=PERSON)
    y = tube.vertices[:, 1]
    up = np.clip((y - base) / (chin - base), 0, 1)
    return shared(tube, {"chest": np.maximum(1 - 2 * up, 0), "neck": 1 - np.abs(2 * up - 1), "head": np.maximum(2 * up - 1, 0)})


def _hands(one: Character, body: Frame) -> list[Part]:
    parts, s = [], body.scale * 1.12
    skin: dict[str, Any] = {"material": "skin", "semantic": PERSON}
    for side, x in zip(SIDES, (1, -1), strict=True):
        wrist = body.at(f"{side} hand")
        palm = egg(wrist + np.array([0, -0.055, 0.004]) * s, np.array([0.024, 0.066, 0.042]) * s, one.complexion, 6, 4, **skin)
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


def _feet(one: Character, body: Frame) -> list[Part]:
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
        colours: dict[str, Any] = {"material": "leather", "semantic": PERSON}
        parts.append(hung(loft(sole + rings, one.shoes.first, 10, **colours), f"{side} foot"))
        if one.shoes.kind == "boots":
            parts.append(body.leg(side, 1.45, 1.99, 0.016 * s, one.shoes.first, material="leather"))
    return parts


def _bottom(one: Character, body: Frame) -> list[Part]:
    wear, s, parts = one.bottom, body.scale, []
    looks = cloth(wear)
    skirted = wear.kind in SKIRTS or one.top.kind in ("dress", "robe")
    end = {"shorts": 0.72}.get(wear.kind, 1.93)
    if skirted:
        end = 0.3
    flare = {"wide trousers": 0.055, "shorts": 0.02}.get(wear.kind, 0.006) * s
    loose = 0.012 * s
    for side in SIDES:
        parts.append(body.leg(side, 0.0, end, loose, wear.first, 0.0 if skirted else flare, **looks))
        if end > 1:
            parts.append(body.knee(side, loose, wear.first, **looks))
        else:
            stockings = one.complexion if not skirted or one.womanly else wear.first
            parts.append(body.leg(side, 0.4, 1.6 if one.shoes.kind == "boots" else 2.0, 0.0, stockings, material="skin"))
            parts.append(body.knee(side, 0.0, stockings, material="skin"))
    rings = body.trunk(np.array([-0.158, -0.12, -0.07, 0.0, 0.1, 0.2, 0.32]), loose * 0.9)
    pelvis = loft(rings, wear.first, 14, semantic=PERSON, **looks)
    parts.append(shared(pelvis, body.carried(pelvis.vertices)))
    if wear.kind in SKIRTS and one.top.kind not in ("dress", "robe"):
        parts.append(_skirt(body, wear, wear.kind, 0.3))
    if wear.kind == "dungarees":
        parts += _bib(body, wear)
    return parts


def _skirt(body: Frame, wear: Wear, kind: str, start: float, loose: float = 0.02) -> Part:
    """Cloth about both legs, from a share of the trunk's height down; its folds make its edge wavy."""
    length, flare = SKIRTS[kind]
    stops = np.linspace(length, 0, 6)
    knee, ankle = body.at("left shin")[1], body.at("left foot")[1]
    below = np.interp(stops, [0, 1, 2], [body.hip, knee, ankle])[:-1]
    hips = body.trunk(np.array([0.02]), loose * body.scale)[0]
    reach = np.maximum(0, np.interp(stops[:-1], [0, length], [0, 1]))
    swell = flare * body.scale * reach * (1.6 if kind in ("dress", "skirt", "robe") else 1.0) + 0.028 * body.scale * reach**0.5
    rings = np.stack([0 * below, below, 0 * below + hips[2], hips[3] + swell, hips[4] + swell * 1.2], -1)
    above = body.trunk(np.linspace(0.04, start, 3), loose * body.scale)
    sides = 18
    skin = loft(np.concatenate([rings, above]), wear.first, sides, semantic=PERSON, **cloth(wear))
    angles = np.arctan2(skin.vertices[:, 0], skin.vertices[:, 2])
    fold = np.repeat(np.concatenate([reach, np.zeros(3)]), sides) * 0.018 * body.scale * np.cos(angles * 5)
    moved = skin.vertices + np.stack([np.sin(angles), 0 * angles, np.cos(angles)], -1) * fold[:, None]
    skin = skin.bent(moved)
    hang = body.draped(skin.vertices)
    if start > 0.4:
        carried = body.carried(skin.vertices)
        hang = {"waist": hang["hips"] * carried["waist"], "chest": hang["hips"] * carried["chest"], **hang}
        hang["hips"] = hang["hips"] * carried["hips"]
    return shared(skin, hang)


def _bib(body: Frame, wear: Wear) -> list[Part]:
    """The front of dungarees and their straps."""
    top = _panel(body, 0.3, 0.78, 0.62, 0.026 * body.scale, wear.first)
    straps = [
        _band(body, [(side * 0.5, 0.76), (side * 0.55, 0.95), (side * 0.52, 1.05)], 0.022 * body.scale, wear.first, 0.018)
        for side in (-1, 1)
    ]
    backs = [
        _band(body, [(side * 0.52, 1.05), (side * 0.5, 0.9), (side * 0.3, 0.3)], -0.022 * body.scale, wear.first, 0.018)
        for side in (-1, 1)
    ]
    return [top, *straps, *backs]


def _panel(body: Frame, low: float, high: float, wide: float, loose: float, colour: npt.ArrayLike, **of: Any) -> Part:
    """A piece of cloth on the front of the trunk; ``wide`` is its share of the trunk's half width."""
    rings = body.trunk(np.linspace(low, high, 6), loose)
    across = np.linspace(-wide, wide, 7)
    angle = np.arcsin(across)
    x = rings[:, None, 3] * np.sin(angle)
    z = rings[:, None, 2] + rings[:, None, 4] * np.cos(angle)
    grid = np.stack([x, np.repeat(rings[:, 1:2], 7, 1), z], -1)
    sheet = mesh(grid.reshape(-1, 3), strips(6, 7, closed=False), colour, of.get("material", "cloth"), PERSON, of.get("accent"))
    return shared(sheet, body.carried(sheet.vertices))


def _band(body: Frame, stops: list[tuple[float, float]], loose: float, colour: npt.ArrayLike, wide: float, material: str = "leather") -> Part:
    """A strap over the trunk: (share of its half width, share of its height); a negative ``loose`` is on its back."""
    places = np.array(stops)
    fine = np.linspace(0, 1, 6)
    along = np.linspace(0, 1, len(places))
    x, t = np.interp(fine, along, places[:, 0]), np.interp(fine, along, places[:, 1])
    rings = body.trunk(t, abs(loose))
    depth = np.sqrt(np.maximum(1 - x**2, 0.02)) * rings[:, 4] * np.sign(loose)
    path = np.stack([x * rings[:, 3], rings[:, 1], rings[:, 2] + depth], -1)
    hose = sweep(path, np.tile([[wide, 0.008]], (6, 1)) * body.scale, colour, 5, material=material, semantic=PERSON)
    return shared(hose, body.carried(hose.vertices))


def _top(one: Character, body: Frame) -> list[Part]:
    wear, s = one.top, body.scale
    looks, kind = cloth(wear), wear.kind
    thick = {"jumper": 0.022, "hoodie": 0.024, "jacket": 0.022, "coat": 0.026, "raincoat": 0.028}.get(kind, 0.014) * s
    hem = {"jumper": 0.0, "hoodie": -0.03, "T-shirt": 0.0, "jacket": 0.06, "shirt": 0.1}.get(kind, 0.12)
    shares = np.array([hem, hem + 0.03, 0.28, 0.42, 0.56, 0.7, 0.83, 0.93, 1.02, 1.08, 1.125])
    loose = np.full(len(shares), thick)
    loose[0] *= 0.7
    if kind in ("jumper", "hoodie", "jacket"):
        loose[2:5] += 0.012 * s
    rings = body.trunk(shares, 0)
    rings[:, 3:] += loose[:, None]
    trunk = loft(rings, wear.first, 14, semantic=PERSON, **looks)
    parts = [shared(trunk, body.carried(trunk.vertices))]
    end = SLEEVES.get(kind, 1.97)
    for side in SIDES:
        if end > 0 and kind != "poncho":
            wide = {"robe": 0.05, "coat": 0.012, "dress": 0.015, "T-shirt": 0.012, "raincoat": 0.018}.get(kind, 0.004) * s
            parts.append(body.arm(side, 0.0, end, thick * 0.75, wear.first, wide, **looks))
            if end > 1:
                parts.append(body.elbow(side, thick * 0.7, wear.first, **looks))
    if kind == "poncho":
        under = {"material": "cloth", "accent": wear.second}
        for side in SIDES:
            parts += [body.arm(side, 0.0, 1.97, thick * 0.5, wear.second, **under), body.elbow(side, thick * 0.4, wear.second, **under)]
        parts.append(_poncho(body, wear))
    if kind in SKIRTS:
        parts.append(_skirt(body, wear, kind, 0.34, 0.03 if kind != "dress" else 0.017))
    return parts + _trimmings(one, body, thick)


def _poncho(body: Frame, wear: Wear) -> Part:
    """A cone of cloth over shoulders and upper arms."""
    s = body.scale
    half = body.half_shoulders
    y = np.array([body.height(0.12), body.height(0.3), body.height(0.6), body.height(0.88), body.height(1.04), body.height(1.13)])
    wide = np.array([half + 0.24 * s, half + 0.2 * s, half + 0.13 * s, half + 0.075 * s, half * 0.75, 0.075 * s])
    deep = np.array([0.27, 0.25, 0.205, 0.16, 0.12, 0.08]) * s * (1 + 0.5 * (body.girth - 1))
    skin = loft(np.stack([0 * y, y, 0 * y, wide, deep], -1), wear.first, 18, semantic=PERSON, **cloth(wear))
    angles = np.arctan2(skin.vertices[:, 0], skin.vertices[:, 2])
    tips = np.repeat([1.0, 0.6, 0.2, 0, 0, 0], 18) * 0.1 * s * np.abs(np.cos(angles)) ** 2
    skin = skin.bent(skin.vertices - np.stack([0 * tips, tips, 0 * tips], -1))
    out = np.clip((np.abs(skin.vertices[:, 0]) - half * 0.7) / (0.25 * s), 0, 0.45)
    left = skin.vertices[:, 0] > 0
    return shared(skin, {"chest": 1 - out, "left arm": out * left, "right arm": out * ~left})


def _trimmings(one: Character, body: Frame, thick: float) -> list[Part]:
    """Collars, hoods, lapels, buttons and cuffs: what tells one top from another."""
    wear, s, parts = one.top, body.scale, []
    kind, accent = wear.kind, wear.second
    if kind in ("shirt", "jumper", "dress", "coat", "robe"):
        size = {"coat": 0.03, "jumper": 0.02}.get(kind, 0.016) * s
        colour = accent if kind in ("shirt", "robe", "dress") else wear.first
        parts.append(_collar(body, colour, size))
    if kind in ("jacket", "waistcoat"):
        parts.append(_panel(body, 0.18, 1.02, 0.26, thick + 0.004 * s, accent))
    if kind in ("coat", "raincoat", "shirt"):
        parts.append(_buttons(body, thick, accent))
    if kind in ("hoodie", "raincoat"):
        parts.append(_hood(body, wear))
    if kind in ("robe",):
        parts.append(_panel(body, 0.0, 1.04, 0.14, thick + 0.012 * s, accent))
    if kind in ("coat", "robe", "jacket", "raincoat"):
        colour = accent if kind != "raincoat" else wear.first
        wide = thick * 0.75 + (0.056 if kind == "robe" else 0.018) * s
        parts += [body.arm(side, 1.78, 1.985, wide, colour, material="cloth") for side in SIDES]
    return parts


def _collar(body: Frame, colour: npt.ArrayLike, size: float) -> Part:
    ring = body.trunk(np.array([1.1]), 0.012 * body.scale)[0]
    a = np.arange(10) / 10 * 2 * np.pi
    path = np.stack([np.sin(a) * ring[3], ring[1] - 0.012 * np.cos(a) + 0 * a, ring[2] + np.cos(a) * ring[4]], -1)
    return hung(sweep(path, size, colour, 5, True, semantic=PERSON), "chest")


def _buttons(body: Frame, thick: float, colour: npt.ArrayLike) -> Part:
    places = body.trunk(np.array([0.3, 0.5, 0.7, 0.9]), thick)
    dots: list[Mesh] = [
        cap((0, y, z + deep - 0.002), np.array([0.017, 0.017, 0.01]) * body.scale, colour, 6, 1, material="plastic", semantic=PERSON)
        for _, y, z, _, deep in places
    ]
    every = join(dots)
    return shared(every, body.carried(every.vertices))


def _hood(body: Frame, wear: Wear) -> Part:
    """A hood that lies on the back of the neck."""
    s, y = body.scale, body.height(1.06)
    a = np.radians(np.linspace(-150, 150, 11)) + np.pi
    lift = np.cos(a)
    path = np.stack([np.sin(a) * 0.125 * s, y + 0.02 * s - 0.035 * s * lift, -0.02 * s + np.cos(a) * 0.115 * s], -1)
    radii = np.interp(np.abs(np.linspace(-1, 1, 11)), [0, 1], [0.062, 0.028]) * s
    return hung(sweep(path, radii, wear.first, 8, **cloth(wear), semantic=PERSON), "chest")


def ring_of(body: Frame, share: float, loose: float, count: int = 14) -> Array:
    """(count, 3) a closed path around the trunk, from the front over the left."""
    ring = body.trunk(np.array([share]), loose)[0]
    a = np.arange(count) / count * 2 * np.pi
    return np.stack([np.sin(a) * ring[3], 0 * a + ring[1], ring[2] + np.cos(a) * ring[4]], -1)
