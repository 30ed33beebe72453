"""Where somebody is through a video, told in numbers that an action can be read from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.judges.canonical import HEIGHT, WIDTH
from filmwright.soundstage.judges.motion import Grid, at
from filmwright.soundstage.judges.people import Boxes, waiting

_SPEED = 4.0
"""Factor on speeds, which are about 0.1 to 1 frame widths a second."""


def told(boxes: Boxes, places: Boxes, factors: Grid, seconds: npt.NDArray[np.float64], others: Boxes) -> Grid:
    """Somebody's way through the frame, moment by moment.

    Args:
        boxes: (S, 4); NaN where not seen.
        places: (S, 3) windows, as ``people.windows`` gives them.
        factors: (S - 1, 2, 6) of the whole picture's motion.
        seconds: (S,) when.
        others: (S, N, 4) whoever else is there; NaN where not seen.

    Returns:
        (S, 22): seen or not; middle, width and height of the box; the window; speed against the background, of its
        middle, its top and its foot; the background's own; which edges are touched; how much of the video is over;
        whether anybody else is seen, and how far to the right, how far down and how much taller the nearest is.
    """
    there = np.isfinite(boxes[:, 0])
    filled = waiting(boxes).astype(np.float64)
    middle = (filled[:, :2] + filled[:, 2:]) / 2
    size = filled[:, 2:] - filled[:, :2]
    steps = np.maximum(np.diff(seconds), 1e-3)[:, None]
    aspect = np.array([1.0, HEIGHT / WIDTH])
    ground = np.stack([at(one, *point) for one, point in zip(factors, middle[:-1], strict=True)])
    own = np.diff(middle, axis=0) * aspect / steps - ground
    own *= (there[1:] & there[:-1])[:, None]
    ends = np.diff(filled[:, [1, 3]], axis=0) * aspect[1] / steps - ground[:, 1:]
    ends *= (there[1:] & there[:-1])[:, None]
    scale = 1 / np.maximum(places[:, 2:3], 0.05)
    edges = np.stack([filled[:, 0] < 0.015, filled[:, 2] > 0.985, filled[:, 3] > 0.985], -1) & there[:, None]
    time = np.linspace(0, 1, len(boxes))[:, None]
    parts = [
        there[:, None],
        middle - 0.5,
        size,
        places - (0.5, 0.5, 0.5),
        _held(own) * _SPEED * np.minimum(scale, 6) / 2,
        _held(ends) * _SPEED * np.minimum(scale, 6) / 2,
        _held(ground) * _SPEED,
        edges,
        time - 0.5,
        _nearest(filled, others),
    ]
    return np.asarray(np.clip(np.concatenate(parts, -1), -4, 4), np.float32)


def _nearest(boxes: npt.NDArray[np.float64], others: Boxes) -> npt.NDArray[np.float64]:
    """(S, 4) for (S, 4) boxes and (S, N, 4) others: 1 where anybody is, their way there in heights of the box, size."""
    made = np.zeros((len(boxes), 4))
    tall = np.maximum(boxes[:, 3] - boxes[:, 1], 0.05)[:, None]
    aside = (others[..., 0] + others[..., 2] - boxes[:, None, 0] - boxes[:, None, 2]) / 2 * WIDTH / HEIGHT / tall
    down = (others[..., 3] - boxes[:, None, 3]) / tall
    taller = np.log(np.maximum(others[..., 3] - others[..., 1], 0.02) / tall)
    for moment in np.nonzero(np.isfinite(aside).any(-1))[0]:
        role = int(np.nanargmin(np.hypot(aside[moment], down[moment])))
        made[moment] = 1, aside[moment, role], down[moment, role], taller[moment, role]
    return made


def _held(steps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """One value a moment from one a step; the last moment has its last step's."""
    return np.concatenate([steps, steps[-1:]])
