"""How much of whom a frame holds: what the camera looks at, and from how far.

Scale is told by the height of whoever is framed. A frame holds a subject's path where it can; where the path would
leave it, the framing goes along, smoothly. Who enters or leaves is framed where they arrive or stood, so that they do
come in and go out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Shot
from filmwright.soundstage.view import FILM_WIDTH
from filmwright.soundstage.vocabulary import Action, Move, Scale

Values = npt.NDArray[np.float64]

USUAL_HEIGHT = 1.7
"""Metres; for a set without anybody."""
_NEAR_END = 0.8
"""Metres from its end or beginning within which somebody who enters or leaves counts as in frame."""
_SMOOTH = 0.35
"""Seconds over which a framing that goes along is smoothed."""


@dataclass(frozen=True)
class Holds:
    """What a scale holds of a subject, in shares of the subject's height; a hat has room above it.

    Args:
        tall: height of the frame.
        middle: height of the frame's middle above the ground.
        further: how many times further than the scale asks for the camera may go to hold a path.
        half: half the width of a subject that must be in frame.
    """

    tall: float
    middle: float
    further: float
    half: float


HOLDS = {
    Scale.WIDE: Holds(3.0, 0.86, 1.45, 0.2),
    Scale.FULL: Holds(1.36, 0.55, 1.5, 0.2),
    Scale.MEDIUM: Holds(0.66, 0.785, 1.3, 0.15),
    Scale.CLOSE: Holds(0.42, 0.88, 1.2, 0.1),
}
_LEAPS = 1.5
"""Height of the hands of somebody at the top of a jump above the ground, in the jumper's height."""
_GROUP = 2.6
"""The same factor where several are framed, or where a locked camera has no choice."""
_EDGE = 0.9
"""Share of the half frame that holds whoever must be in it."""


@dataclass(frozen=True)
class Framing:
    """Where a camera that does not move would look.

    Args:
        anchor: (F, 3) the point at the frame's middle (at the subject's place across it, where that is shifted).
        distance: metres from the anchor, level.
        eyes: height of the subject's eyes, metres.
        ground: height of the ground under it, metres.
        tall: height of the subject, metres.
        goes_along: True where the anchor moves.
    """

    anchor: Values
    distance: float
    eyes: float
    ground: float
    tall: float
    goes_along: bool


def framing(shot: Shot, stood: Values, ground: float = 0.0) -> Framing:
    """How a shot frames its subject.

    Args:
        shot: its camera, cast and picture.
        stood: (F, R, 2, 3) for each frame and role the ground under the figure and the top of its head, metres.
        ground: height at the middle of the set, for a shot without a cast.
    """
    stood, counts = _framed(shot, stood, ground)
    holds = _holds(shot)
    heights = np.percentile(stood[:, :, 1, 1] - stood[:, :, 0, 1], 70, axis=0)
    tall = float(max(heights.max(), 0.5))
    base = holds.tall * tall * shot.camera.lens / FILM_WIDTH * shot.picture.width / shot.picture.height
    right, towards = axes(shot.camera.azimuth)
    points = stood[counts]
    feet, over = float(np.median(points[:, 0, 1])), _crown(stood, counts)
    near = shot.camera.scale in (Scale.MEDIUM, Scale.CLOSE)
    # Near scales hang from the head, which a seated figure has lower; wide ones stand on the ground.
    above = np.array([0.0, over - feet - (1 - holds.middle) * tall if near else holds.middle * tall, 0.0])
    middle = _middle(points[:, None], right, towards)
    needed = _needed(shot, points - middle - above, heights, counts, right, towards)
    group = stood.shape[1] > 1 or shot.camera.move is Move.STATIC
    most = base * (_GROUP if group else holds.further)
    anchor = np.repeat(middle[None], len(stood), 0)
    goes_along = needed > most
    if goes_along:
        anchor = _smoothed(np.stack([_middle(frame[:, None], right, towards) for frame in stood]), shot)
        relative = (stood - anchor[:, None, None] - above)[counts]
        needed = _needed(shot, relative, heights, counts, right, towards)
    distance = float(np.clip(needed, base, base * _GROUP))
    return Framing(anchor + above, distance, over - 0.07 * tall, feet, tall, goes_along)


def _holds(shot: Shot) -> Holds:
    """What the shot's scale holds, with room above for who jumps."""
    holds, subject = HOLDS[shot.camera.scale], shot.camera.subject
    framed = shot.cast if subject < 0 else shot.cast[subject : subject + 1]
    more = _LEAPS - holds.middle - holds.tall / 2
    if more <= 0 or shot.camera.scale is not Scale.FULL or Action.JUMP not in [role.action for role in framed]:
        return holds
    return replace(holds, tall=holds.tall + more, middle=holds.middle + more / 2)


def _crown(stood: Values, counts: npt.NDArray[np.bool_]) -> float:
    """Height of the top of the tallest head, but for moments such as a jump; metres."""
    tops = [
        np.percentile(stood[counts[:, one], one, 1, 1], 70) for one in range(stood.shape[1]) if counts[:, one].any()
    ]
    return float(max(tops))


def axes(azimuth: float) -> tuple[Values, Values]:
    """Level unit vectors of a camera at this azimuth: to its right, and from its subject towards it."""
    angle = np.radians(azimuth)
    return np.array([np.cos(angle), 0.0, -np.sin(angle)]), np.array([np.sin(angle), 0.0, np.cos(angle)])


def _framed(shot: Shot, stood: Values, ground: float) -> tuple[Values, npt.NDArray[np.bool_]]:
    """Whom the camera frames, (F, S, 2, 3), and (F, S) when each must be in frame."""
    if not stood.shape[1]:
        alone = np.array([[0, ground, 0], [0, ground + USUAL_HEIGHT, 0]], float)
        return np.broadcast_to(alone, (len(stood), 1, 2, 3)).copy(), np.ones((len(stood), 1), bool)
    subject = shot.camera.subject
    chosen = list(range(stood.shape[1])) if subject < 0 else [subject]
    counts = np.ones((len(stood), len(chosen)), bool)
    for column, role in enumerate(chosen):
        path = stood[:, role, 0]
        if shot.cast[role].action is Action.ENTER:
            counts[:, column] = np.linalg.norm(path - path[-1], axis=-1) < _NEAR_END
        if shot.cast[role].action is Action.LEAVE:
            counts[:, column] = np.linalg.norm(path - path[0], axis=-1) < _NEAR_END
    return stood[:, chosen].astype(float), counts


def _middle(points: Values, right: Values, towards: Values) -> Values:
    """(3,) the middle of the box about (N, ..., 2, 3) feet and heads, seen from the camera; its height the feet's."""
    feet = points.reshape(-1, 2, 3)[:, 0]
    u, w = feet @ right, feet @ towards
    middle = right * (u.min() + u.max()) / 2 + towards * (w.min() + w.max()) / 2
    return np.asarray(middle + np.array([0.0, np.median(feet[:, 1]), 0.0]), float)


def _needed(
    shot: Shot, points: Values, heights: Values, counts: npt.NDArray[np.bool_], right: Values, towards: Values
) -> float:
    """The distance from which (N, 2, 3) feet and heads about the anchor are all in frame."""
    camera, holds = shot.camera, _holds(shot)
    per_width = 2 * camera.lens / FILM_WIDTH
    per_height = per_width * shot.picture.width / shot.picture.height
    half = holds.half * np.broadcast_to(heights, counts.shape)[counts][:, None]
    u, v, w = points @ right, points[..., 1], points @ towards
    room_right, room_left = max(_EDGE - camera.shift, 0.25), max(_EDGE + camera.shift, 0.25)
    distance = np.maximum(w + per_width * (u + half) / room_right, w + per_width * (half - u) / room_left)
    if camera.scale in (Scale.WIDE, Scale.FULL):
        distance = np.maximum(distance, w + per_height * np.abs(v) / 0.94)
    elif counts.shape[1] > 1:
        # Of the shorter of two, the frame holds the chest too.
        chests = v[:, 1] - 0.45 * np.broadcast_to(heights, counts.shape)[counts]
        distance = np.maximum(distance, w + per_height * np.abs(chests)[:, None] / 0.96)
    return float(distance.max())


def _smoothed(path: Values, shot: Shot) -> Values:
    """(F, 3) the path without its jolts: a bell of weights over the frames around."""
    width = max(_SMOOTH * float(shot.picture.rate), 1.0)
    reach = int(3 * width)
    weights = np.exp(-((np.arange(-reach, reach + 1) / width) ** 2) / 2)
    padded = np.pad(path, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, k], weights / weights.sum(), "valid") for k in range(3)], -1)
