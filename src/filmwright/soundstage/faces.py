"""Which faces a camera loses: turned away from it, or behind an arm, a pole, a brim or another body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.acting import Moment, act
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.figures.props import prop
from filmwright.soundstage.figures.skeleton import BONE, skeleton
from filmwright.soundstage.place import Place
from filmwright.soundstage.sight import crossed
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import Scale

Array = npt.NDArray[np.float64]

_FACE = np.array([(0.185, 0.46, 0.44), (-0.185, 0.46, 0.44), (0.0, 0.34, 0.52), (0.0, 0.18, 0.45)])
"""Eyes, nose and mouth, in the head's axes, in shares of its height."""
_NEAR, _FAR = (0.45, -0.15), (0.1, -0.45)
"""Cosines between where a face looks and the camera at which it is seen well enough, and lost: in a close-up or a
medium shot a profile says little, in a wider one much."""
_BRIMS = {"brimmed hat": (0.87, 0.71), "straw hat": (0.98, 0.64), "pointed hat": (0.91, 0.71)}
"""Radius and height of what shades the eyes, in shares of the head's height."""
_LIMBS = tuple(
    (BONE[f"{side} {bone}"], BONE[f"{side} {end}"], thick)
    for side in ("left", "right")
    for bone, end, thick in (("arm", "forearm", 0.055), ("forearm", "hand", 0.05))
)
_FIST, _FIST_SIZE = np.array([0.0, -0.1, 0.02]), 0.05
_TRUNK = 0.15
"""Metres, as all of them for somebody 1.7 m tall."""


@dataclass(frozen=True)
class _Bodies:
    """What may stand before a face: (K, 3) ends of round limbs, (K,) their radii, and (K,) whose they are.

    Args:
        starts, ends: metres.
        radii: metres.
        owners: roles.
        selves: (K,) True for what may hide its owner's own face.
    """

    starts: Array
    ends: Array
    radii: Array
    owners: npt.NDArray[np.int64]
    selves: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lost:
    """What a camera loses of faces.

    Args:
        turned: (T, R) 0 for a face that looks to the camera to 1 for one that looks away.
        hidden: (T, R) the share of a face before which something stands.
        heads: (T, R, 3) the middles of heads, metres.
    """

    turned: Array
    hidden: Array
    heads: Array


def lost(shot: Shot, place: Place, cameras: tuple[View, ...], times: Array) -> Lost:
    """How much of each face the camera loses, and where heads are.

    Args:
        shot: whose cast.
        place: its set.
        cameras: one for each time.
        times: (T,) seconds of the shot.
    """
    bodies = [skeleton(member(role.character).proportions) for role in shot.cast]
    seen, gone = _NEAR if shot.camera.scale in (Scale.MEDIUM, Scale.CLOSE) else _FAR
    turned, hidden = np.zeros((2, len(times), len(bodies)))
    heads = np.zeros((len(times), len(bodies), 3))
    for k, (view, seconds) in enumerate(zip(cameras, times, strict=True)):
        moment = act(shot.cast, bodies, place, float(seconds))
        solved = [body.solve(pose) for body, pose in zip(bodies, moment.poses, strict=True)]
        limbs = _bodies(solved, [body.proportions.height / 1.7 for body in bodies])
        for role, (turns, joints) in enumerate(solved):
            turn, tall = turns[BONE["head"]], bodies[role].proportions.head
            points = joints[BONE["head"]] + _FACE * tall @ turn.T
            heads[k, role] = joints[BONE["head"]] + turn @ np.array([0.0, 0.5 * tall, 0.0])
            away = view.eye - heads[k, role]
            cosine = float(turn[:, 2] @ away) / max(float(np.linalg.norm(away)), 1e-6)
            turned[k, role] = float(np.clip((seen - cosine) / (seen - gone), 0.0, 1.0))
            behind = _behind(limbs, view.eye, points, role) | _beyond(moment, view.eye, points)
            behind |= _under(member(shot.cast[role].character).headgear.kind, turn.T @ away / tall)
            hidden[k, role] = behind.mean()
    return Lost(turned, hidden, heads)


def _bodies(solved: list[tuple[Array, Array]], sizes: list[float]) -> _Bodies:
    """Arms, fists, trunks and heads of everybody."""
    rows = []
    for role, ((turns, joints), size) in enumerate(zip(solved, sizes, strict=True)):
        rows += [(joints[a], joints[b], thick * size, role, True) for a, b, thick in _LIMBS]
        for side in ("left", "right"):
            wrist = BONE[f"{side} hand"]
            fist = joints[wrist] + turns[wrist] @ _FIST * size
            rows.append((joints[wrist], fist, _FIST_SIZE * size, role, True))
        neck, head = joints[BONE["neck"]], joints[BONE["head"]]
        rows.append((joints[0], neck, _TRUNK * size, role, False))
        crown = head + turns[BONE["head"]] @ np.array([0.0, 0.2, 0.0]) * size
        rows.append((head + (crown - head) * 0.4, crown, 0.12 * size, role, False))
    starts, ends, radii, owners, selves = zip(*rows, strict=True)
    return _Bodies(np.array(starts), np.array(ends), np.array(radii), np.array(owners), np.array(selves))


def _behind(bodies: _Bodies, eye: Array, points: Array, role: int) -> npt.NDArray[np.bool_]:
    """(P,) True for points of a role's face that a limb hides from the eye."""
    mine = (bodies.owners != role) | bodies.selves
    starts, ways = bodies.starts[mine], (bodies.ends - bodies.starts)[mine]
    # The nearest points of two segments, as C. Ericson has it (2004), with the limb's share found first.
    rays = points - eye
    off = eye - starts
    a, e = np.einsum("pk,pk->p", rays, rays)[:, None], np.maximum(np.einsum("sk,sk->s", ways, ways), 1e-9)[None]
    b, c, f = rays @ ways.T, rays @ off.T, np.einsum("sk,sk->s", ways, off)[None]
    along = np.clip((b * f - c * e) / np.maximum(a * e - b * b, 1e-9), 0.0, 1.0)
    limb = np.clip((b * along + f) / e, 0.0, 1.0)
    along = np.clip((b * limb - c) / a, 0.0, 1.0)
    apart = off[None] + rays[:, None] * along[..., None] - ways[None] * limb[..., None]
    return np.asarray((np.linalg.norm(apart, axis=-1) < bodies.radii[mine][None]).any(1))


@lru_cache(maxsize=64)
def _faces_of(name: str) -> tuple[Array, Array, float]:
    """(T, 3, 3) the triangles of a prop about its grip, and the ball that holds it: (3,) its middle and its radius."""
    mesh = prop(name)
    middle = (mesh.low + mesh.high).astype(float) / 2
    return mesh.vertices[mesh.faces].astype(float), middle, float(np.linalg.norm(mesh.high - middle))


def _beyond(moment: Moment, eye: Array, points: Array) -> npt.NDArray[np.bool_]:
    """(P,) True for points that a prop hides from the eye."""
    hidden = np.zeros(len(points), bool)
    for held in moment.props:
        triangles, middle, radius = _faces_of(held.name)
        # In the prop's own axes, so that its triangles need not be turned.
        start, ends = (eye - held.place) @ held.turn, (points - held.place) @ held.turn
        ways = ends - start
        share = np.clip((ways @ (middle - start)) / np.einsum("pk,pk->p", ways, ways), 0.0, 1.0)
        if np.linalg.norm(start + ways * share[:, None] - middle, axis=1).min() < radius:
            hidden |= np.array([crossed(triangles, start, way) for way in ways])
    return hidden


def _under(hat: str, away: Array) -> npt.NDArray[np.bool_]:
    """(4,) True for what a brim hides from a camera ``away`` from the head's middle, in its axes and heights."""
    if hat not in _BRIMS:
        return np.zeros(len(_FACE), bool)
    radius, level = _BRIMS[hat]
    ways = away + np.array([0.0, 0.5, 0.0]) - _FACE
    share = (level - _FACE[:, 1]) / np.maximum(ways[:, 1], 1e-6)
    through = _FACE + ways * share[:, None]
    return np.asarray((share < 1) & (np.hypot(through[:, 0], through[:, 2]) < radius))
