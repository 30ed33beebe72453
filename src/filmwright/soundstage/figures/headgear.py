"""What is worn on the head: each with a silhouette of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.figures.head import Skull, shell
from filmwright.soundstage.figures.palette import COLOURS
from filmwright.soundstage.figures.parts import Array, Part, egg, hung, loft, nudged, sweep
from filmwright.soundstage.geometry import Mesh, join


def headgear(one: Character, bone: Skull) -> list[Part]:
    """What a character wears on its head; nothing where it wears nothing."""
    if not one.headgear.kind:
        return []
    return [hung(join(_KINDS[one.headgear.kind](bone, one.headgear)), "head")]


def _round(
    bone: Skull, rings: list[tuple[float, float]], wear: Wear, tilt: float = 0.0, sides: int = 16, **of: Any
) -> Mesh:
    """A body of revolution on the head: (radius, height) in shares of the head's size, from below."""
    table = np.array([(0, h, -0.02, r * 0.97, r * 1.02) for r, h in rings])
    of = {"accent": wear.second, "material": wear.material} | of
    colour = of.pop("colour", wear.first)
    body = loft(table, colour, sides, **of)
    return body.turned(pitch=tilt).scaled(bone.size).moved(bone.chin.tolist())


def _dome(bone: Skull, wear: Wear, low: float = 0.64, out: float = 1.14, front: float | None = None, **of: Any) -> Mesh:
    """A shell over the skull, down to ``low`` behind and to ``front`` above the brow."""
    angles = np.arange(16) / 16 * 360 - 180
    edge = np.interp(np.abs(angles), [0, 70, 180], [front or low, ((front or low) + low) / 2, low])
    level = edge + (1 - edge) * (1 - (1 - np.linspace(0, 1, 5)[:, None]) ** 1.7)
    grid = bone.hanging(angles + 0 * level, level, np.full_like(level, out))
    rim = bone.hanging(angles, edge + 0.01, 0.9)[None]
    of = {"accent": wear.second} | of
    return shell(
        np.concatenate([rim, grid]), of.pop("colour", wear.first), of.pop("material", wear.material), True, **of
    )


def _band(bone: Skull, level: float, thick: float, out: float, colour: Any, flat: float = 1.0) -> Mesh:
    angles = np.arange(16) / 16 * 360
    path = bone.hanging(angles, np.full(16, level), out)
    radii = np.tile([[thick, thick * flat]], (16, 1)) * bone.size
    return sweep(path, radii, colour, 5, True, material="cloth")


def _cap(bone: Skull, wear: Wear) -> list[Mesh]:
    angles = np.linspace(-62, 62, 11)
    rows = []
    for out, drop, at in (
        (1.1, 0.0, 0.0),
        (1.12, 0.02, 0.22),
        (1.12, -0.03, 0.42),
        (1.1, -0.06, 0.4),
        (1.1, -0.05, 0.0),
    ):
        edge = bone.hanging(angles, np.full(11, 0.74), out)
        ahead = np.cos(np.radians(angles * 1.4)) ** 0.8 * at
        edge[:, 2] += ahead * bone.size
        edge[:, 1] += (drop) * bone.size
        rows.append(edge)
    visor = shell(np.array(rows)[::-1], wear.second, "cloth")
    button = egg(
        bone.chin + np.array([0, 1.07, -0.01]) * bone.size, np.array([0.04, 0.03, 0.04]) * bone.size, wear.second, 6, 3
    )
    return [_dome(bone, wear, 0.6, 1.15, 0.74), visor, button]


def _brimmed(bone: Skull, wear: Wear) -> list[Mesh]:
    crown = [(0.47, 0.74), (0.46, 0.9), (0.42, 1.08), (0.36, 1.14), (0.2, 1.1), (0.001, 1.1)]
    brim = [(0.4, 0.745), (0.86, 0.7), (0.88, 0.715), (0.84, 0.73), (0.46, 0.775)]
    ribbon = [(0.48, 0.77), (0.485, 0.86), (0.46, 0.87)]
    return [
        _round(bone, crown, wear),
        _round(bone, brim, wear, sides=20),
        _round(bone, ribbon, wear, colour=wear.second, material="cloth"),
    ]


def _straw(bone: Skull, wear: Wear) -> list[Mesh]:
    crown = [(0.48, 0.74), (0.47, 0.95), (0.44, 1.03), (0.3, 1.05), (0.001, 1.05)]
    brim = [(0.4, 0.745), (0.66, 0.75), (0.98, 0.62), (1.0, 0.64), (0.66, 0.79), (0.46, 0.79)]
    ribbon = [(0.49, 0.775), (0.487, 0.87), (0.46, 0.88)]
    return [
        _round(bone, crown, wear),
        _round(bone, brim, wear, sides=20),
        _round(bone, ribbon, wear, colour=wear.second, material="cloth"),
    ]


def _beanie(bone: Skull, wear: Wear) -> list[Mesh]:
    tip = bone.chin + np.array([0, 1.2, -0.05]) * bone.size
    pompom = egg(tip, np.full(3, 0.14) * bone.size, COLOURS["white"], 8, 6)
    return [_dome(bone, wear, 0.6, 1.17, 0.72), _band(bone, 0.7, 0.075, 1.13, wear.first, 1.4), pompom]


def _headscarf(bone: Skull, wear: Wear) -> list[Mesh]:
    angles = np.linspace(-180, 180, 23)[:-1]
    low = np.interp(np.abs(angles), [0, 40, 66, 95, 180], [0.86, 0.8, 0.32, -0.14, -0.25])
    level = low + (1 - low) * (1 - (1 - np.linspace(0, 1, 8)[:, None]) ** 1.6)
    veil = bone.hanging(angles + 0 * level, level, np.interp(level, [-0.2, 0.5, 1], [1.0, 1.16, 1.16]))
    rim = bone.hanging(angles, low + 0.02, 0.9)[None]
    body = shell(np.concatenate([rim, veil]), wear.first, "cloth dots", True, accent=COLOURS["white"])
    knot = bone.chin + np.array([0, -0.1, 0.3]) * bone.size
    pieces = [egg(knot, np.array([0.11, 0.09, 0.09]) * bone.size, wear.first, 8, 4)]
    chin = [bone.at(side * 75, 0.2, 1.06) for side in (-1, 1)]
    pieces.append(
        sweep(
            [chin[0], bone.at(-40, 0.02, 1.3), knot, bone.at(40, 0.02, 1.3), chin[1]], 0.06 * bone.size, wear.first, 6
        )
    )
    for side in (-1, 1):
        end = knot + np.array([side * 0.16, -0.28, 0.02]) * bone.size
        pieces.append(sweep([knot, (knot + end) / 2, end], np.array([0.04, 0.08, 0.05]) * bone.size, wear.first, 5))
    return [body, *pieces]


def _helmet(bone: Skull, wear: Wear) -> list[Mesh]:
    turns = np.radians(np.linspace(-52, 95, 10))
    middle = bone.chin + np.array([0, 0.56, 0]) * bone.size
    ridge = middle + np.stack([0 * turns, np.cos(turns) * 0.575, -np.sin(turns) * 0.56], -1) * bone.size
    crest = sweep(ridge, np.array([[0.09, 0.035]] * 10) * bone.size, COLOURS["white"], 6, material="plastic")
    strap = [
        bone.at(a, t, 1.04)
        for a, t in ((-80, 0.6), (-75, 0.2), (-30, -0.0), (0, 0.0), (30, -0.0), (75, 0.2), (80, 0.6))
    ]
    return [
        _dome(bone, wear, 0.42, 1.24, 0.72, material="plastic"),
        crest,
        sweep(strap, 0.022 * bone.size, COLOURS["black"], 4),
    ]


def _crown(bone: Skull, wear: Wear) -> list[Mesh]:
    count = 20
    angles = np.arange(count) / count * 2 * np.pi
    high = np.where(np.arange(count) % 2 == 0, 1.22, 0.98)
    rows = []
    for r, h in (
        (0.40, np.full(count, 0.84)),
        (0.45, np.full(count, 0.82)),
        (0.5, high),
        (0.47, high),
        (0.40, np.full(count, 0.84)),
    ):
        rows.append(np.stack([np.sin(angles) * r, h, np.cos(angles) * r - 0.02], -1) * bone.size + bone.chin)
    ring = shell(np.array(rows), wear.first, "plastic", True)
    turns = np.radians([-72, -36, 0, 36, 72])
    gems = np.stack([np.sin(turns) * 0.472, 0 * turns + 0.92, np.cos(turns) * 0.472 - 0.02], -1) * bone.size + bone.chin
    size = np.full(3, 0.035) * bone.size
    return [ring, *[egg(gem, size, wear.second, 6, 4, material="glass") for gem in gems]]


def _bow(bone: Skull, wear: Wear) -> list[Mesh]:
    knot = bone.at(38, 0.93, 1.18) + np.array([0, 0.06, 0]) * bone.size
    pieces = [egg(knot, np.array([0.085, 0.09, 0.085]) * bone.size, wear.first, 8, 4, material="cloth")]
    for side in (-1, 1):
        loop = np.array([[0.03, 0.0, 0], [0.16, 0.09, 0], [0.32, 0.13, 0], [0.36, 0.12, 0]]) * [side, 1, 1]
        radii = np.array([[0.05, 0.06], [0.07, 0.15], [0.08, 0.2], [0.04, 0.17]]) * bone.size
        pieces.append(sweep(knot + loop * bone.size, radii, wear.first, 8, material="cloth"))
    return pieces


def _top_hat(bone: Skull, wear: Wear) -> list[Mesh]:
    crown = [(0.45, 0.8), (0.42, 1.1), (0.46, 1.5), (0.44, 1.52), (0.001, 1.52)]
    brim = [(0.4, 0.79), (0.66, 0.81), (0.7, 0.85), (0.66, 0.84), (0.44, 0.83)]
    ribbon = [(0.46, 0.83), (0.45, 0.95), (0.4, 0.96)]
    contrast = COLOURS["black" if wear.colour == "red" else "red"]
    return [
        _round(bone, crown, wear, -6),
        _round(bone, brim, wear, -6),
        _round(bone, ribbon, wear, -6, colour=contrast),
    ]


def _beret(bone: Skull, wear: Wear) -> list[Mesh]:
    body = _round(
        bone,
        [(0.44, 0.78), (0.5, 0.82), (0.64, 0.92), (0.62, 1.0), (0.4, 1.08), (0.12, 1.1), (0.02, 1.16), (0.001, 1.17)],
        wear,
    )
    lean = np.clip((body.vertices[:, 1] - bone.chin[1]) / bone.size - 0.78, 0, 1)
    return [nudged(body, np.stack([lean * 0.55, -lean * 0.25, 0 * lean], -1) * bone.size)]


def _pointed(bone: Skull, wear: Wear) -> list[Mesh]:
    heights = np.linspace(0, 1, 8)
    rings = [(0.47 * (1 - h) ** 0.9 + 0.012, 0.76 + h * 1.15) for h in heights]
    body = _round(bone, rings, wear)
    h = np.clip((body.vertices[:, 1] - bone.chin[1]) / bone.size - 0.95, 0, 2)
    body = nudged(body, np.stack([h**2 * 0.28, 0 * h, -(h**2) * 0.3], -1) * bone.size)
    brim = _round(bone, [(0.4, 0.76), (0.9, 0.7), (0.92, 0.72), (0.46, 0.8)], wear, sides=20)
    ribbon = _round(bone, [(0.47, 0.79), (0.455, 0.9), (0.42, 0.91)], wear, colour=COLOURS["gold"])
    return [body, brim, ribbon]


def _turban(bone: Skull, wear: Wear) -> list[Mesh]:
    pieces = [_dome(bone, wear, 0.7, 1.2, 0.8)]
    for level, out, thick, lean in ((0.74, 1.14, 0.1, 0.05), (0.86, 1.2, 0.11, -0.06), (0.97, 0.95, 0.11, 0.05)):
        angles = np.arange(16) / 16 * 360
        path = bone.hanging(angles, np.full(16, level), out)
        path[:, 1] += lean * bone.size * np.sin(np.radians(angles))
        pieces.append(sweep(path, thick * bone.size, wear.first, 5, True, material="cloth"))
    jewel: Array = bone.hanging(0, 0.86, 1.46)
    pieces.append(egg(jewel, np.array([0.06, 0.075, 0.04]) * bone.size, COLOURS["gold"], 7, 4, material="gold"))
    return pieces


_KINDS: dict[str, Callable[[Skull, Wear], list[Mesh]]] = {
    "cap": _cap, "brimmed hat": _brimmed, "beanie": _beanie, "headscarf": _headscarf, "helmet": _helmet,
    "crown": _crown,
    "bow": _bow, "top hat": _top_hat, "beret": _beret, "pointed hat": _pointed, "straw hat": _straw,
    "turban": _turban,
}  # fmt: skip
