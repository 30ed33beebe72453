"""Motion as a control: where what is seen here goes until the next frame, from flow, from strokes, from another film.

T frames, H and W pixels, 2 for x (to the right) and y (downwards). A flow is in pixels a frame; as a control it is in
[-1, 1]. 0 is neutral: the model may move it or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.models.controls.picture import Floats
from filmwright.models.controls.words import Stroke

FULL = 1 / 8
"""Share of the picture's width a frame that saturates the scale."""
KNEE = 1 / 16
"""Share of the full scale below which the scale is about even, and above it about logarithmic."""
_TOP = float(np.arcsinh(1 / KNEE))


def encode(flow_THW2: npt.NDArray[np.floating], width: int) -> Floats:
    """Flow as a control.

    Companded by asinh, as sound is by mu-law (ITU-T G.711): the smallest motion is told 4.6 times as finely as on an
    even scale, and a whip pan still fits.

    Args:
        flow_THW2: pixels a frame; beyond an eighth of the width it saturates, each axis for itself.
        width: the picture's, pixels; x and y are both measured by it.

    Returns:
        float32 (T, H, W, 2) in [-1, 1].
    """
    share = np.clip(np.asarray(flow_THW2, np.float32) / np.float32(FULL * width), -1, 1)
    return np.clip(np.arcsinh(share / np.float32(KNEE)) / np.float32(_TOP), -1, 1)


def decode(motion_THW2: npt.NDArray[np.floating], width: int) -> Floats:
    """The inverse of ``encode``: [-1, 1] to pixels a frame, float32 (T, H, W, 2)."""
    held = np.clip(np.asarray(motion_THW2, np.float32), -1, 1)
    return np.sinh(held * np.float32(_TOP)) * np.float32(KNEE * FULL * width)


def sketch(strokes: Sequence[Stroke], frames: int, width: int, height: int) -> Floats:
    """The flow that strokes ask for: a soft round patch that goes along each, neutral elsewhere.

    A stroke's time 0 is the first frame and 1 the last. Before it begins and after it ends it says nothing; in the
    clip's last frame it goes on as it went. Where strokes overlap they are averaged.

    Returns:
        float32 (T, H, W, 2), pixels a frame.
    """
    flow = np.zeros((frames, height, width, 2), np.float32)
    weights = np.zeros((frames, height, width, 1), np.float32)
    x, y = np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32)[:, None] + 0.5
    for stroke in strokes:
        along, steps, there = _travel(stroke, frames, width, height)
        for frame in np.flatnonzero(there):
            away = np.hypot(x - along[frame, 0], y - along[frame, 1]) / np.float32(stroke.radius * width)
            # Whole within half the radius, then smoothly down to exactly nothing at its end.
            near = np.clip(2 - 2 * away, 0, 1)[..., None]
            weight = near**2 * (3 - 2 * near)
            flow[frame] += weight * steps[frame]
            weights[frame] += weight
    return flow / np.maximum(weights, 1)


def between(pictures_THW3: npt.NDArray[np.uint8]) -> Floats:
    """The flow of a film, estimated (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016).

    Args:
        pictures_THW3: uint8, RGB.

    Returns:
        float32 (T, H, W, 2), pixels a frame; the last frame's is that of the one before.
    """
    grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in pictures_THW3]
    if len(grey) < 2:
        return np.zeros((*pictures_THW3.shape[:3], 2), np.float32)
    seeker = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    found = [seeker.calc(now, after, None) for now, after in pairwise(grey)]
    return np.stack([*found, found[-1]]).astype(np.float32)


def _travel(
    stroke: Stroke, frames: int, width: int, height: int
) -> tuple[npt.NDArray[np.float64], Floats, npt.NDArray[np.bool_]]:
    """(T, 2) where a stroke is and (T, 2) how far it goes, pixels; (T,) whether it says anything."""
    points = np.array(stroke.points, np.float64) * (width, height, 1)
    times = np.arange(frames) / max(frames - 1, 1)
    along = np.stack([np.interp(times, points[:, 2], points[:, axis]) for axis in (0, 1)], -1)
    steps = np.diff(along, axis=0, append=along[-1:])
    there = (times >= points[0, 2]) & (times < points[-1, 2])
    if frames > 1 and points[-1, 2] == 1 and there[-2]:
        steps[-1], there[-1] = steps[-2], True
    return along, steps.astype(np.float32), there
