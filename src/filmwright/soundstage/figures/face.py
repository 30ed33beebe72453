"""Faces: flesh, eyes, brows, nose and mouth, and what is on them."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.head import Skull, shell
from filmwright.soundstage.figures.palette import COLOURS
from filmwright.soundstage.figures.parts import Array, Part, cap, egg, hung, loft, sweep
from filmwright.soundstage.geometry import Mesh, join, mesh

EYE_HEIGHT, EYE_ASIDE = 0.46, 0.185
_BARE = ("bald", "tonsure", "mohawk")
"""Styles that let the skull be seen."""


def features(bone: Skull) -> dict[str, Array]:
    """(3,) metres at rest of nose, eyes and ears; names as in ``skeleton.KEYPOINTS``."""
    places = {"nose": bone.at(0, 0.34, 1.16)}
    for side, sign in (("left", 1), ("right", -1)):
        places[f"{side} eye"] = _eye_place(bone, sign, 1.08)
        places[f"{side} ear"] = bone.at(sign * 92, 0.44, 1.05)
    return places


def head(one: Character, bone: Skull) -> list[Part]:
    """Head, ears, eyes, brows, nose and mouth, and what is on the face."""
    skin = np.array(one.complexion)
    pieces = [_flesh(one, bone, skin), *_eyes(one, bone), *_mouth(one, bone, skin), *_worn(one, bone)]
    return [hung(join(pieces), "head")]


def _flesh(one: Character, bone: Skull, skin: Array) -> Mesh:
    size, chin = bone.size, bone.chin
    ball = loft(bone.rings, skin, 13, material="skin")
    rosy = skin * [1.0, 0.62, 0.55] + [0.06, 0, 0]
    colours = np.repeat(skin[None], len(ball.vertices), 0)
    for side in (-1, 1):
        cheek = bone.at(side * 42, 0.3)
        near = np.exp(-(((ball.vertices - cheek) / (0.16 * size)) ** 2).sum(-1))
        colours += (rosy - skin) * near[:, None] * 0.7
    warm = tuple(skin * [1.0, 0.86, 0.82])
    nose = egg(bone.at(0, 0.34, 1.04), np.array([0.06, 0.06, 0.075]) * size, warm, 6, 4, material="skin")
    ears = [
        egg(bone.at(side * 92, 0.44, 1.03), np.array([0.035, 0.1, 0.065]) * size, warm, 5, 4, material="skin")
        for side in (-1, 1)
    ]
    faces = ball.faces
    if one.hair.kind not in _BARE:
        middle = (ball.vertices[faces].mean(1) - chin) / size
        faces = faces[(middle[:, 1] < 0.9) & ((middle[:, 2] > -0.1) | (middle[:, 1] < 0.4))]
    skull_mesh = mesh(ball.vertices, faces, colours, "skin", normals=ball.normals)
    return join([skull_mesh, nose, *ears])


def _eye_place(bone: Skull, side: int, out: float = 1.0) -> Array:
    size = bone.size
    x = EYE_ASIDE * size
    front = bone.at(np.degrees(np.arcsin(EYE_ASIDE / 0.43)), EYE_HEIGHT, out)
    return np.array([side * x, front[1], front[2]])


def _eyes(one: Character, bone: Skull) -> list[Mesh]:
    size, pieces = bone.size, []
    big = 1.12 if one.proportions.height < 1.45 else 1.0
    brow = np.array(COLOURS[one.hair.colour]) * 0.75
    for side in (-1, 1):
        middle = _eye_place(bone, side)
        if side < 0 and "eye patch" in one.face:
            pieces.append(
                egg(middle, np.array([0.13, 0.13, 0.05]) * size, (0.02, 0.02, 0.025), 8, 4, material="leather")
            )
            strap = [bone.at(a, 0.5 + 0.2 * np.sin(np.radians(a + 26)), 1.02) for a in range(0, 360, 30)]
            pieces.append(sweep(strap, 0.016 * size, (0.02, 0.02, 0.025), 4, True))
            continue
        white = np.array([0.1, 0.118, 0.055]) * size * big
        pieces.append(cap(middle, white, (0.84, 0.84, 0.82), 10, 3, material="eye"))
        inward = middle + np.array([-side * 0.018, -0.006, 0.029 * big]) * size
        iris = np.array(COLOURS[one.eyes]) * 0.6
        pieces.append(cap(inward, np.array([0.07, 0.088, 0.034]) * size * big, iris, 10, 2, material="eye"))
        pupil = inward + np.array([0, 0, 0.012 * big]) * size
        pieces.append(cap(pupil, np.array([0.05, 0.064, 0.03]) * size * big, (0.008,) * 3, 8, 2, material="eye"))
        glint = pupil + np.array([0.018, 0.028, 0.024]) * size * big
        pieces.append(cap(glint, np.array([0.016, 0.019, 0.01]) * size * big, (0.85,) * 3, 6, 1, material="glow"))
        drop = 0.068 if one.kind.startswith("old") else 0.082
        lid = cap(
            middle + np.array([0, drop, -0.004]) * size * big,
            np.array([0.112, 0.075, 0.064]) * size * big,
            np.array(one.complexion) * [0.92, 0.84, 0.8],
            8,
            2,
            material="skin",
        )
        pieces.append(lid)
        if one.womanly:
            pieces.append(_lash(middle, size * big, side))
        pieces.append(_brow(middle, size, side, brow, 0.62 if one.womanly else 1.0))
    return pieces


def _lash(middle: Array, size: float, side: int) -> Mesh:
    t = np.linspace(-0.095, 0.125, 5)
    path = np.stack([side * t, 0.066 - 3.6 * t**2, 0.066 - 2.4 * t**2], -1) * size + middle
    return sweep(path, 0.016 * size, (0.015, 0.01, 0.01), 3)


def _brow(middle: Array, size: float, side: int, colour: Array, thick: float) -> Mesh:
    t = np.linspace(-1, 1, 5)
    path = (
        np.stack([side * t * 0.11, 0.17 - 0.03 * t * t + 0.01 * t, 0.045 - 0.035 * (t + 0.3) ** 2], -1) * size + middle
    )
    radii = np.stack([0.02 + 0 * t, (0.026 - 0.01 * t) * thick], -1) * size
    return sweep(path, radii, colour, 3, material="hair")


def _mouth(one: Character, bone: Skull, skin: Array) -> list[Mesh]:
    red = skin * [0.75, 0.3, 0.3] + ([0.16, 0.0, 0.02] if one.womanly else [0.04, 0.0, 0.0])
    angles = np.linspace(-24, 24, 7)
    bend = 0.16 + 0.032 * (np.abs(angles) / 24) ** 2
    path = bone.at(angles, bend, 1.02)
    thick = (0.012 + 0.018 * np.cos(np.radians(angles * 3.4))) * bone.size
    return [sweep(path, thick, red, 4, material="skin")]


def _worn(one: Character, bone: Skull) -> list[Mesh]:
    size, pieces = bone.size, []
    hair = np.array(COLOURS[one.hair.colour])
    for feature in one.face:
        if feature.endswith("glasses"):
            pieces += _glasses(bone, square=feature.startswith("square"))
        elif feature == "moustache":
            pieces += [_moustache(bone, side, hair) for side in (-1, 1)]
        elif feature.endswith("beard"):
            pieces.append(_beard(bone, hair, feature.startswith("long")))
            pieces += [_moustache(bone, side, hair) for side in (-1, 1)]
        elif feature == "freckles":
            spots = [(side * a, t) for side in (-1, 1) for a, t in ((24, 0.33), (34, 0.36), (44, 0.32), (33, 0.28))]
            brown = np.array(one.complexion) * [0.6, 0.42, 0.35]
            pieces += [egg(bone.at(a, t, 1.0), np.full(3, 0.014) * size, brown, 4, 2) for a, t in spots]
    return pieces


def _glasses(bone: Skull, square: bool) -> list[Mesh]:
    size, dark = bone.size, (0.03, 0.025, 0.03)
    pieces, count = [], 12
    for side in (-1, 1):
        middle = _eye_place(bone, side) + np.array([side * 0.01, -0.005, 0.075]) * size
        angles = np.arange(count) / count * 2 * np.pi + (np.pi / 4 if square else 0)
        swell = 1 / np.maximum(np.abs(np.cos(angles)), np.abs(np.sin(angles))) ** (0.75 if square else 0)
        x, y = np.cos(angles) * 0.14 * swell, np.sin(angles) * (0.12 if square else 0.14) * swell
        rim = np.stack([x, y, -0.35 * np.maximum(side * x, 0) ** 1.0 * 0.6], -1) * size + middle
        pieces.append(sweep(rim, 0.018 * size, dark, 3, True, material="plastic"))
        ear = bone.at(side * 84, 0.48, 1.02)
        hinge = middle + np.array([side * 0.13, 0.03, -0.03]) * size
        pieces.append(sweep([hinge, ear], 0.014 * size, dark, 3))
    left, right = (_eye_place(bone, side) + np.array([-side * 0.12, 0.02, 0.075]) * size for side in (1, -1))
    pieces.append(sweep([left, right], 0.016 * size, dark, 3))
    return pieces


def _moustache(bone: Skull, side: int, hair: Array) -> Mesh:
    angles = np.linspace(0, 34, 5) * side
    path = bone.at(angles, 0.245 - 0.02 * np.linspace(0, 1, 5) ** 2 * 2, 1.05)
    thick = np.array([0.032, 0.046, 0.044, 0.032, 0.012]) * bone.size
    return sweep(path, thick, hair, 6, material="hair")


def _beard(bone: Skull, hair: Array, long: bool) -> Mesh:
    """A shell over jaw and chin, open for the mouth above."""
    angles, rows = np.linspace(-98, 98, 13), 4
    top = 0.13 + 0.3 * np.clip((np.abs(angles) - 22) / 70, 0, 1) ** 0.7
    low = -(0.75 if long else 0.13) * np.cos(np.radians(angles * 0.85)) ** (3 if long else 1.5)
    share = np.linspace(0, 1, rows)[:, None]
    level = low + (top - low) * share
    held = bone.at(angles, np.clip(level, 0.1, 1), 1.05 + 0.09 * np.sin(share * np.pi))
    taper = np.clip(1 + level * (0.75 if long else 0.4), 0.2, 1)
    held[..., 0] = bone.chin[0] + (held[..., 0] - bone.chin[0]) * taper
    held[..., 1] = bone.chin[1] + level * bone.size
    rim = bone.at(angles, np.clip(top, 0.05, 1), 0.96)[None]
    return shell(np.concatenate([held, rim]), hair, "hair")
