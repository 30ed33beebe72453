"""Looks at a shot before it is rendered: what is wrong with where its camera and its cast stand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.blocking import stood
from filmwright.soundstage.description import Shot
from filmwright.soundstage.faces import lost
from filmwright.soundstage.fitting import AT_EDGE, TRAVELS
from filmwright.soundstage.framing import HOLDS
from filmwright.soundstage.operator import views
from filmwright.soundstage.place import Place
from filmwright.soundstage.sight import Sight
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import Action, Scale

MOMENTS = 7
"""Moments of a shot that are looked at."""
FINE = 0.4
"""Trouble that nobody sees."""
_STEP = 0.45
"""Metres by which the floor may rise or fall under a journey."""
_HALF = 0.13
"""Half the width of a figure, in its height."""
_LOOKED = {Scale.CLOSE: (2, 3, 5), Scale.MEDIUM: (2, 3, 5), Scale.FULL: (2, 3, 5), Scale.WIDE: (3,)}
"""Those of the moments at which faces are looked for."""
_DEAR = {Scale.CLOSE: 3.0, Scale.MEDIUM: 2.5, Scale.FULL: 1.4, Scale.WIDE: 0.6}
"""What a lost face costs."""
_ALLOWED = {
    Action.WALK: 0.45, Action.RUN: 0.45, Action.ENTER: 0.4, Action.LEAVE: 0.9, Action.TURN: 0.4, Action.DANCE: 0.5,
    Action.FALL: 0.6, Action.PICK_UP: 0.35, Action.LOOK: 0.1, Action.GIVE: 0.7,
}  # fmt: skip
"""How much of its face an action takes away anyway."""


_PASSING = 0.15
"""Share of a face before which something may stand in passing."""


def trouble(shot: Shot, place: Place, sight: Sight, enough: float = np.inf) -> float:
    """0 where everybody is seen as the description wants it; each thing that is wrong adds about 1 to 4.

    Args:
        shot: to be looked at.
        place: its set.
        sight: through the set's mesh.
        enough: trouble from which on nobody asks how much more there is: faces, which take longest, are left out.
    """
    times = np.linspace(0, (shot.frames - 1) / float(shot.picture.rate), MOMENTS)
    there = stood(shot.cast, place, times)
    cameras = views(shot, place, there)
    wrong = (
        _hidden(sight, cameras, there)
        + _cluttered(sight, cameras)
        + _misplaced(shot, cameras, there)
        + _crowded(shot, cameras, there)
        + _walled(shot, sight, there)
        + _wrong_scale(shot, cameras, there)
        + _cut(shot, cameras, there)
    )
    return wrong if wrong >= enough or not shot.cast else wrong + _faceless(shot, place, cameras, times)


def _box(view: View, feet: npt.NDArray[np.float64], crown: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(4,) left, right, top and bottom of a figure in shares of the frame; far outside where it is behind."""
    points, depth = view.project(np.stack([feet, crown]))
    if depth.min() < 0.1:
        return np.array([9.0, 9.0, 9.0, 9.0])
    half = _HALF * abs(crown[1] - feet[1]) * view.focal / depth.mean() / view.width
    x, (bottom, top) = points[:, 0].mean() / view.width, points[:, 1] / view.height
    return np.array([x - half, x + half, min(top, bottom), max(top, bottom)])


def _outside(box: npt.NDArray[np.float64]) -> bool:
    return bool(box[0] > 1 or box[1] < 0 or box[2] > 1 or box[3] < 0)


def _hidden(sight: Sight, cameras: tuple[View, ...], there: npt.NDArray[np.float64]) -> float:
    """Something of the set stands before a head or a chest."""
    starts, ends, weights = [], [], []
    for k in (0, len(cameras) // 2, len(cameras) - 1):
        for feet, crown in there[k]:
            if not _outside(_box(cameras[k], feet, crown)):
                for share, weight in ((0.92, 1.0), (0.7, 0.5), (0.4, 0.2)):
                    starts.append(cameras[k].eye)
                    ends.append(feet + (crown - feet) * share)
                    weights.append(weight)
    return float(np.dot(sight.blocked(np.array(starts), np.array(ends)), weights))


def _cluttered(sight: Sight, cameras: tuple[View, ...]) -> float:
    """Something fills the frame from near by, or stands in the camera's way."""
    starts, ends = [], []
    for view in (cameras[0], cameras[-1]):
        wide, tall = 0.5 * view.width / view.focal, 0.5 * view.height / view.focal
        for x in (-0.75, -0.25, 0.25, 0.75):
            for y in (-0.1, 0.6):
                starts.append(view.eye)
                way = view.forward + view.right * x * wide + view.up * y * tall
                ends.append(view.eye + way * 0.55 * view.focus)
    near = sight.blocked(np.array(starts), np.array(ends)).mean()
    eyes = np.array([view.eye for view in cameras])
    through = sight.blocked(eyes[:-1], eyes[1:]).any()
    return float(max(near - 0.2, 0.0) * 6 + 4 * through)


def _misplaced(shot: Shot, cameras: tuple[View, ...], there: npt.NDArray[np.float64]) -> float:
    """Somebody is in frame who should not be, or is not who should."""
    total = 0.0
    for role, told in enumerate(shot.cast):
        boxes = [_box(view, *there[k, role]) for k, view in enumerate(cameras)]
        if told.action is Action.ENTER:
            total += 4 * (not _outside(boxes[0])) + 2 * _outside(boxes[-1])
        elif told.action is Action.LEAVE:
            total += 2 * _outside(boxes[0]) + 4 * (not _outside(boxes[-1]))
        else:
            seen = [0.02 < (box[0] + box[1]) / 2 < 0.98 and -0.3 < box[2] < 0.9 for box in boxes]
            total += 2 * (not seen[len(seen) // 2]) + 2 * (not seen[-1]) + (np.mean(seen) < 0.6)
    return total


def _crowded(shot: Shot, cameras: tuple[View, ...], there: npt.NDArray[np.float64]) -> float:
    """One figure hides another, or the camera is in somebody's face."""
    total, middle = 0.0, len(cameras) // 2
    for k in (middle, len(cameras) - 1):
        boxes = [_box(cameras[k], *pair) for pair in there[k]]
        for index, one in enumerate(boxes):
            for other in boxes[:index]:
                shared = min(one[1], other[1]) - max(one[0], other[0])
                narrower = min(one[1] - one[0], other[1] - other[0])
                if not _outside(one) and not _outside(other):
                    total += max(shared / max(narrower, 1e-6) - 0.15, 0.0)
    for k, view in enumerate(cameras):
        for feet, crown in there[k]:
            beside = float(np.hypot(*(view.eye - feet)[[0, 2]]))
            total += float(beside < 0.45 and view.eye[1] < crown[1] + 0.3)
    return total


def _walled(shot: Shot, sight: Sight, there: npt.NDArray[np.float64]) -> float:
    """A journey goes through something, or over a step."""
    total = 0.0
    for role, told in enumerate(shot.cast):
        if told.action not in TRAVELS:
            continue
        feet = there[:, role, 0]
        total += 2 * float(np.ptp(feet[:, 1]) > _STEP)
        for height in (0.5, 1.1):
            raised = feet + np.array([0.0, height, 0.0])
            total += 2 * float(sight.blocked(raised[:1], raised[-1:]).any())
    return total


def _wrong_scale(shot: Shot, cameras: tuple[View, ...], there: npt.NDArray[np.float64]) -> float:
    """The room makes the subject much larger or smaller than its scale says."""
    if not shot.cast:
        return 0.0
    role = shot.camera.subject
    if role < 0:
        role = int(np.argmax(there[0, :, 1, 1] - there[0, :, 0, 1]))
    sizes = []
    for k, view in enumerate(cameras):
        feet, crown = there[k, role]
        depth = float((feet - view.eye) @ view.forward)
        sizes.append((crown - feet)[1] * view.focal / view.height / max(depth, 0.1))
    off = float(np.median(np.log(np.maximum(sizes, 1e-3) * HOLDS[shot.camera.scale].tall)))
    return 4 * max(abs(off) - 0.45, 0.0)


def _cut(shot: Shot, cameras: tuple[View, ...], there: npt.NDArray[np.float64]) -> float:
    """The frame's edge goes through somebody who should be in it, or through a head."""
    total = 0.0
    for k in (len(cameras) // 2, len(cameras) - 1):
        for role, told in enumerate(shot.cast):
            box = _box(cameras[k], *there[k, role])
            if told.action in AT_EDGE or _outside(box):
                continue
            aside = max(-box[0], 0.0) + max(box[1] - 1, 0.0)
            total += max(aside / max(box[1] - box[0], 1e-6) - 0.1, 0.0) + 4 * max(-box[2] - 0.02, 0.0)
    return float(total)


def _faceless(shot: Shot, place: Place, cameras: tuple[View, ...], times: npt.NDArray[np.float64]) -> float:
    """Faces are turned away, or something that is held, worn or raised stands before them."""
    looked = list(_LOOKED[shot.camera.scale])
    seen_from = tuple(cameras[k] for k in looked)
    faces = lost(shot, place, seen_from, times[looked])
    costs = []
    for role, told in enumerate(shot.cast):
        within = np.zeros(len(looked), bool)
        for k, view in enumerate(seen_from):
            pixels, depth = view.project(faces.heads[k, role])
            within[k] = depth > 0.1 and (pixels > 0).all() and pixels[0] < view.width and pixels[1] < view.height
        if not within.any():
            costs.append(0.0)
            continue
        takes = told.partner >= 0 and shot.cast[told.partner].action is Action.GIVE
        allowed = _ALLOWED.get(Action.GIVE if takes else told.action, 0.0)
        turned, hidden = faces.turned[within, role].mean(), faces.hidden[within, role].mean()
        costs.append(max(float(turned) - allowed, float(hidden) - _PASSING, 0.0))
    lead = max(shot.camera.subject, 0)
    others = sum(costs) - costs[lead]
    return _DEAR[shot.camera.scale] * (costs[lead] + 0.7 * others)
