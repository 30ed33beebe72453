"""A camera's path, from moves in the soundstage's words or from poses; ``pinhole.field`` makes motion of it.

T frames. The world's y is up; metres. A camera that is turned by nothing is level and looks along -z.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from filmwright.models.controls.pinhole import Path, Values
from filmwright.models.controls.words import Move, Pose

FILM_WIDTH = 36.0
"""Millimetres of film that a lens's focal length is told for."""
DISTANCE = 4.0
"""Metres to what the camera looks at, where nobody says more."""
_PAN, _TILT, _ORBIT = 25.0, 13.0, 50.0
_CLOSER, _ASIDE, _RISE = 1.65, 0.55, 0.48
"""What an amount of 1 is: degrees; how many times nearer, share of the frame's width, share of the distance. The
soundstage's operator goes as far."""
_RAMP = 0.22
"""Share of the time that a move takes to get up to speed, and again to stop."""


def moved(
    moves: Sequence[Move],
    frames: int,
    width: int,
    height: int,
    *,
    rate: float = 24.0,
    lens: float = 35.0,
    distance: float = DISTANCE,
    seed: int = 0,
) -> Path:
    """The path of moves in words, all at once: a dolly in with a zoom out is what *Vertigo* did.

    The camera begins level, at the origin, and looks along -z. A dolly, an orbit and a crane are about what lies
    ``distance`` before it.

    Args:
        moves: at least one.
        frames: T.
        width, height: pixels.
        rate: frames a second, for the hand's shake.
        lens: millimetres on a frame 36 mm wide, at the first frame.
        distance: metres to what it looks at.
        seed: of the hand's shake.
    """
    t, count = eased(frames + 1), frames + 1
    across = np.degrees(2 * np.arctan(FILM_WIDTH / 2 / lens))
    yaw, pitch, roll, about, aside, rise = np.zeros((6, count))
    nearer, longer, drift = np.ones(count), np.ones(count), np.zeros((count, 3))
    for move in moves:
        by = (-1.0 if move.backwards else 1.0) * move.amount * t
        if move.move == "pan":
            yaw = yaw - min(_PAN, across * 0.5) * by
        elif move.move == "tilt":
            pitch = pitch + min(_TILT, across * 0.25) * by
        elif move.move == "truck":
            aside = aside + _ASIDE * FILM_WIDTH / lens * distance * by
        elif move.move == "orbit":
            about = about + np.radians(_ORBIT) * by
        elif move.move == "crane":
            rise = rise + _RISE * distance * by
        elif move.move == "dolly":
            nearer = nearer / _CLOSER**by
        elif move.move == "zoom":
            longer = longer * _CLOSER**by
        elif move.move == "handheld":
            shake = _shake(count, rate, seed) * move.amount
            turn = min(across / 54, 1.0)
            yaw, pitch, roll = yaw + shake[0] * turn * 1.3, pitch + shake[1] * turn * 1.1, roll + shake[2] * 0.9
            drift = drift + shake[3:].T * 0.035
    towards = np.stack([np.sin(about), np.zeros(count), np.cos(about)], -1)
    right = np.stack([np.cos(about), np.zeros(count), -np.sin(about)], -1)
    eye = distance * (towards * nearer[:, None] - [0, 0, 1]) + right * (aside + drift[:, 0])[:, None]
    eye = eye + towards * drift[:, 2:] + np.stack([np.zeros(count), rise + drift[:, 1], np.zeros(count)], -1)
    # A crane looks at its subject all along; a truck and a hand look where they looked.
    down = np.arctan2(rise, distance * nearer)
    turns = np.stack([np.degrees(about) + yaw, pitch - np.degrees(down), roll], -1)
    return _path(eye, turns, lens * longer, width, height)


def keyed(poses: Sequence[Pose], frames: int, width: int, height: int) -> Path:
    """The path through poses, smooth (cubic, through each); before the first and after the last it stands.

    Args:
        poses: at least one, in the order of their times; time 0 is the first frame, 1 the last.
        frames: T.
        width, height: pixels.
    """
    keys = np.array([pose.at for pose in poses])
    values = np.array([[*pose.position, *pose.rotation, pose.lens] for pose in poses])
    at = _through(keys, values, np.minimum(np.arange(frames + 1) / max(frames - 1, 1), 1))
    return _path(at[:, :3], at[:, 3:6], np.maximum(at[:, 6], 1.0), width, height)


def eased(count: int) -> Values:
    """(count,) 0 to 1: speeds up, goes evenly, slows down."""
    t = np.linspace(0, 1, count)
    up, down = t**2 / (2 * _RAMP), 1 - _RAMP - (1 - t) ** 2 / (2 * _RAMP)
    return np.where(t < _RAMP, up, np.where(t > 1 - _RAMP, down, t - _RAMP / 2)) / (1 - _RAMP)


def _path(eye: Values, turns: Values, lens: Values, width: int, height: int) -> Path:
    """Cameras at (T, 3) metres, turned by (T, 3) degrees: yaw, pitch, roll; (T,) millimetres."""
    (y, p, r), one, none = np.radians(turns).T, np.ones(len(eye)), np.zeros(len(eye))
    about_y = _matrices([[np.cos(y), none, np.sin(y)], [none, one, none], [-np.sin(y), none, np.cos(y)]])
    about_x = _matrices([[one, none, none], [none, np.cos(p), -np.sin(p)], [none, np.sin(p), np.cos(p)]])
    about_z = _matrices([[np.cos(r), -np.sin(r), none], [np.sin(r), np.cos(r), none], [none, none, one]])
    # Columns of the turn are where its right, its up and its back show; OpenCV has right, down and forward.
    rows = (about_y @ about_x @ about_z).transpose(0, 2, 1) * np.array([1, -1, -1])[:, None]
    extrinsics = np.tile(np.eye(4), (len(eye), 1, 1))
    extrinsics[:, :3, :3], extrinsics[:, :3, 3] = rows, -np.einsum("tij,tj->ti", rows, eye)
    focal = lens / FILM_WIDTH * width
    intrinsics = _matrices([[focal, none, one * width / 2], [none, focal, one * height / 2], [none, none, one]])
    return Path(intrinsics, extrinsics, width, height)


def _matrices(rows: Sequence[Sequence[Values]]) -> Values:
    return np.array(rows).transpose(2, 0, 1)


def _through(keys: Values, values: Values, at: Values) -> Values:
    """(N, V) values at ``at`` of a cubic Hermite curve through (K, V) values at (K,) keys; level at its ends."""
    if len(keys) == 1:
        return np.repeat(values, len(at), 0)
    slopes = np.zeros_like(values)
    slopes[1:-1] = (values[2:] - values[:-2]) / (keys[2:] - keys[:-2])[:, None]
    left = np.clip(np.searchsorted(keys, at, "right") - 1, 0, len(keys) - 2)
    span = keys[left + 1] - keys[left]
    u = np.clip((at - keys[left]) / span, 0, 1)[:, None]
    span = span[:, None]
    start, end = values[left], values[left + 1]
    return (
        start * (1 + 2 * u) * (1 - u) ** 2
        + slopes[left] * span * u * (1 - u) ** 2
        + end * u**2 * (3 - 2 * u)
        + slopes[left + 1] * span * u**2 * (u - 1)
    )


def _shake(count: int, rate: float, seed: int) -> Values:
    """(6, count) a hand's unrest, each row about -1 to 1: breath and weight, slow, and muscles, quick."""
    draw, seconds = np.random.default_rng(seed), np.arange(count) / rate
    rows = []
    for _ in range(6):
        slow = [np.sin(2 * np.pi * (draw.uniform(0.3, 0.9) * seconds + draw.random())) for _ in range(2)]
        quick = [np.sin(2 * np.pi * (draw.uniform(1.6, 3.6) * seconds + draw.random())) for _ in range(3)]
        rows.append(sum(slow) * 0.45 + sum(quick) * 0.16)
    return np.array(rows)
