"""Hair: each style a volume with a silhouette of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.head import Skull, shell
from filmwright.soundstage.figures.palette import COLOURS
from filmwright.soundstage.figures.parts import Array, Part, ease, egg, hung, nudged, shared, sweep
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.solids import noise

COLUMNS = 20


def hair(one: Character, bone: Skull) -> list[Part]:
    """The hair of a character; under a hat, only what a hat lets out."""
    if one.hair.kind == "bald":
        return []
    colour = np.array(COLOURS[one.hair.colour])
    return _STYLES[one.hair.kind](bone, colour, one)


def _cap(
    bone: Skull,
    colour: Array,
    front: float,
    side: float,
    back: float,
    out: float = 1.07,
    lump: float = 0.0,
    rows: int = 6,
) -> Mesh:
    """A shell from the crown to a hairline that is ``front``, ``side`` and ``back`` high; below 0 is past the chin."""
    angles = np.arange(COLUMNS) / COLUMNS * 360 - 180
    turn = np.abs(angles)
    low = np.interp(turn, [0, 32, 58, 88, 120, 180], [front, front - 0.02, side + 0.1, side, (side + back) / 2, back])
    share = 1 - (1 - np.linspace(0, 1, rows)[:, None]) ** 1.7
    level = low + (1.0 - low) * share
    swell = (
        np.full_like(level, out) if out < 1.3 else 1.1 + (out - 1.1) * np.sqrt(np.clip(share * 3.5, 0, 1)) + 0 * level
    )
    grid = bone.hanging(angles + 0 * level, level, swell)
    rim = bone.hanging(angles, low + 0.02, 0.9)[None]
    body = shell(np.concatenate([rim, grid]), colour, "hair", True, accent=colour * 0.55)
    if lump:
        bumps = noise(body.vertices / (bone.size * (0.55 if out < 1.3 else 0.33)), 5)
        body = nudged(body, body.normals * (lump * bone.size * bumps)[:, None])
    return body


def _draped(body: Mesh, bone: Skull) -> Part:
    """Hair that lies on the shoulders: what is below the chin goes with the chest."""
    low = ease(body.vertices[:, 1], bone.chin[1] - 0.02, bone.chin[1] - 0.45 * bone.size) * 0.85
    return shared(body, {"head": 1 - low, "chest": low})


def _locks(path: Array, radii: npt.ArrayLike, colour: Array, sides: int = 7) -> Mesh:
    return sweep(path, radii, colour, sides, material="hair", accent=colour * 0.55)


def _short(bone: Skull, colour: Array, one: Character) -> list[Part]:
    fringe = _fringe(one, bone, colour, 0.7 if one.womanly else 0.8)
    return [hung(join([_cap(bone, colour, 0.8, 0.45, 0.18, _volume(one, 1.07)), *fringe]), "head")]


def _volume(one: Character, out: float) -> float:
    """How far hair stands off; under a hat it lies flat."""
    return 1.07 if one.headgear.kind not in ("", "bow", "crown") else out


def _fringe(one: Character, bone: Skull, colour: Array, low: float) -> list[Mesh]:
    """A lock that falls across the forehead to one side; none under a hat."""
    if one.headgear.kind not in ("", "bow", "crown"):
        return []
    angles = np.linspace(-52, 40, 7)
    level = low + 0.1 * ((angles + 10) / 50) ** 2
    path = bone.at(angles, np.minimum(level + 0.05, 0.93), 1.06)
    radii = np.stack(
        [np.array([0.05, 0.07, 0.08, 0.085, 0.08, 0.065, 0.03]), np.array([0.04, 0.08, 0.1, 0.1, 0.09, 0.07, 0.03])], -1
    )
    return [_locks(path, radii * bone.size, colour, 6)]


def _bob(bone: Skull, colour: Array, one: Character) -> list[Part]:
    return [hung(join([_cap(bone, colour, 0.72, 0.02, -0.02, _volume(one, 1.16))]), "head")]


def _long(bone: Skull, colour: Array, one: Character) -> list[Part]:
    low = -1.15 if one.womanly else -0.42
    body = _cap(bone, colour, 0.8, low + 0.25, low, _volume(one, 1.14), 0.0 if one.headgear.kind else 0.025, 8)
    return [_draped(body, bone), *[hung(lock, "head") for lock in _fringe(one, bone, colour, 0.79)]]


def _ponytail(bone: Skull, colour: Array, one: Character) -> list[Part]:
    cap = _cap(bone, colour, 0.82, 0.42, 0.3, 1.06)
    root = bone.at(180, 0.8, 1.1)
    steps = np.array(
        [[0, 0, 0], [0, 0.1, -0.22], [0, 0.02, -0.42], [0, -0.3, -0.5], [0, -0.65, -0.44], [0, -0.95, -0.38]]
    )
    tail = _locks(root + steps * bone.size, np.array([0.08, 0.13, 0.17, 0.17, 0.13, 0.03]) * bone.size, colour, 8)
    tie = egg(root + np.array([0, 0.05, -0.1]) * bone.size, np.full(3, 0.11) * bone.size, one.top.first, 7, 4)
    return [hung(join([cap, tie, tail, *_fringe(one, bone, colour, 0.77)]), "head")]


def _bun(bone: Skull, colour: Array, one: Character) -> list[Part]:
    cap = _cap(bone, colour, 0.8, 0.42, 0.26, 1.07)
    middle, size = bone.at(180, 0.97, 1.25) + np.array([0, 0.1, 0]) * bone.size, np.array([0.21, 0.2, 0.21]) * bone.size
    ball = egg(middle, size, colour, 10, 6, material="hair", accent=colour * 0.55)
    return [hung(join([cap, ball, *_fringe(one, bone, colour, 0.76)]), "head")]


def _afro(bone: Skull, colour: Array, one: Character) -> list[Part]:
    return [hung(_cap(bone, colour, 0.68, 0.34, 0.08, 1.5, 0.07, 9), "head")]


def _curly(bone: Skull, colour: Array, one: Character) -> list[Part]:
    low = 0.05 if one.womanly else 0.4
    curls = [_cap(bone, colour, 0.8, low + 0.05, low - 0.05, 1.12)]
    spots = [
        (-40, 0.86),
        (0, 0.9),
        (40, 0.86),
        (-80, 0.72),
        (80, 0.72),
        (-125, 0.8),
        (125, 0.8),
        (180, 0.86),
        (-90, 0.42),
        (90, 0.42),
    ]
    spots += [(-150, 0.4), (150, 0.4), (-100, 0.14), (100, 0.14), (-145, 0.1), (145, 0.1)] if one.womanly else []
    for index, (a, t) in enumerate([*spots, (90, 1.0)]):
        size = np.full(3, (0.16, 0.2, 0.145)[index % 3]) * bone.size
        at = bone.hanging(a, min(t, 0.97), 1.12 if t < 1 else 0.2)
        curls.append(egg(at, size, colour, 7, 4, material="hair", accent=colour * 0.55))
    return [hung(join(curls), "head")]


def _mohawk(bone: Skull, colour: Array, one: Character) -> list[Part]:
    shaved = _cap(bone, np.array(one.complexion) * 0.6 + colour * 0.2, 0.84, 0.5, 0.25, 1.015)
    turns = np.radians(np.linspace(-38, 118, 12))
    middle = bone.chin + np.array([0, 0.6, 0]) * bone.size
    fins = np.where(np.arange(12) % 2 == 0, 0.86, 0.72) * np.interp(np.arange(12), [0, 3, 8, 11], [0.85, 1.0, 1.0, 0.8])
    inner = middle + np.stack([0 * turns, np.cos(turns) * 0.36, -np.sin(turns) * 0.4], -1) * bone.size
    outer = middle + np.stack([0 * turns, np.cos(turns) * fins * 0.92, -np.sin(turns) * fins], -1) * bone.size
    wide = np.array([0.1 * bone.size, 0, 0])
    grid = np.stack([inner - wide, outer - wide * 0.45, outer + wide * 0.45, inner + wide])
    fin = shell(grid, colour, "hair", accent=colour * 0.55)
    return [hung(join([shaved, fin]), "head")]


def _braids(bone: Skull, colour: Array, one: Character) -> list[Part]:
    cap = _cap(bone, colour, 0.8, 0.3, 0.2, 1.08)
    parts = [hung(cap, "head")]
    for side in (-1, 1):
        root = bone.at(side * 96, 0.3, 1.08)
        count = 11
        t = np.linspace(0, 1, count)
        ahead = np.interp(t, [0, 0.4, 1], [0.0, 0.2, 0.3])
        path = root + np.stack([side * 0.1 * np.sin(t * 2.4), -1.45 * t, ahead], -1) * bone.size
        beads = np.where(np.arange(count) % 2 == 0, 0.115, 0.08) * np.interp(t, [0, 0.85, 1], [1, 0.8, 0.5]) * bone.size
        parts.append(_draped(_locks(path, beads, colour, 6), bone))
        bow = egg(path[-2], np.array([0.1, 0.05, 0.1]) * bone.size, one.top.first, 6, 3)
        parts.append(_draped(bow, bone))
    return parts


def _pigtails(bone: Skull, colour: Array, one: Character) -> list[Part]:
    pieces = [_cap(bone, colour, 0.8, 0.36, 0.22, 1.07), *_fringe(one, bone, colour, 0.74)]
    for side in (-1, 1):
        root = bone.at(side * 100, 0.68, 1.05)
        steps = np.array([[0, 0, 0], [0.18, 0.08, 0], [0.34, 0.0, 0], [0.4, -0.25, 0], [0.38, -0.52, 0.02]]) * [
            side,
            1,
            1,
        ]
        pieces.append(_locks(root + steps * bone.size, np.array([0.07, 0.14, 0.18, 0.15, 0.03]) * bone.size, colour, 7))
        pieces.append(
            egg(root + np.array([side * 0.06, 0.02, 0]) * bone.size, np.full(3, 0.1) * bone.size, one.top.first, 6, 4)
        )
    return [hung(join(pieces), "head")]


def _spiky(bone: Skull, colour: Array, one: Character) -> list[Part]:
    pieces = [_cap(bone, colour, 0.8, 0.45, 0.2, 1.06)]
    spots = [
        (-60, 0.84, 0.4),
        (-25, 0.88, 0.42),
        (15, 0.9, 0.45),
        (50, 0.85, 0.4),
        (95, 0.8, 0.4),
        (135, 0.82, 0.45),
        (180, 0.86, 0.5),
    ]
    spots += [
        (-135, 0.82, 0.45),
        (-95, 0.8, 0.4),
        (0, 0.985, 0.42),
        (180, 0.6, 0.4),
        (130, 0.5, 0.35),
        (-130, 0.5, 0.35),
    ]
    for a, t, length in spots:
        root = bone.at(a, t, 0.9)
        way = (root - bone.chin - np.array([0, 0.45, 0.0]) * bone.size) / bone.size
        way = way / np.linalg.norm(way) + np.array([0, 0.45, -0.1])
        tip = root + way * length * bone.size
        pieces.append(
            _locks(np.stack([root, (root + tip) / 2, tip]), np.array([0.16, 0.1, 0.01]) * bone.size, colour, 6)
        )
    return [hung(join(pieces), "head")]


def _quiff(bone: Skull, colour: Array, one: Character) -> list[Part]:
    cap = _cap(bone, colour, 0.84, 0.46, 0.2, 1.05)
    angles = np.linspace(-42, 48, 6)
    path = bone.at(angles, 0.93, 1.1) + np.array([0, 0.08, 0.02]) * bone.size
    radii = np.array([[0.09, 0.1], [0.15, 0.17], [0.18, 0.21], [0.18, 0.22], [0.15, 0.18], [0.08, 0.1]]) * bone.size
    return [hung(join([cap, _locks(path, radii, colour, 8)]), "head")]


def _tonsure(bone: Skull, colour: Array, one: Character) -> list[Part]:
    """A bald crown with hair from ear to ear behind."""
    angles = np.linspace(78, 282, 13)
    level = np.array([0.26, 0.26, 0.36, 0.5, 0.62, 0.68])[:, None]
    out = np.array([0.97, 1.08, 1.14, 1.14, 1.08, 0.97])[:, None]
    thin = 1 - 0.25 * (np.abs(angles - 180) > 90)
    grid = bone.at(angles + 0 * level, 0.5 + (level - 0.5) * thin, out)
    return [hung(shell(grid, colour, "hair", accent=colour * 0.55), "head")]


_STYLES: dict[str, Callable[[Skull, Array, Character], list[Part]]] = {
    "tonsure": _tonsure, "short": _short, "bob": _bob, "long": _long, "ponytail": _ponytail, "bun": _bun, "afro": _afro,
    "curly": _curly, "mohawk": _mohawk, "braids": _braids, "pigtails": _pigtails, "spiky": _spiky, "quiff": _quiff,
}  # fmt: skip
