"""People as boxes: found on a network's heat map, followed from moment to moment, cut out for a closer look.

A box is (left, top, right, bottom) in shares of the frame's width and height; NaN where nobody is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.judges.canonical import HEIGHT, WIDTH, Frames

Boxes = npt.NDArray[np.float32]

CROP = (64, 96)
"""Width and height of the picture of somebody that the identity network sees, pixels."""
WINDOW = 64
"""Side of the picture of somebody acting, pixels."""
_GREY = (114, 114, 114)
_AROUND = 1.08
"""How much more than the box a crop shows."""
_SMALLEST = 0.01
"""Side of a box that may hold somebody, a share of the frame's."""
_ROOM = 1.4
"""How much more than the largest box a window shows: the scout's boxes leave raised arms out."""
_FOLLOWED = 6
"""Moments that somebody may be out of sight and still be the same one."""


@dataclass(frozen=True)
class Track:
    """Somebody through a video. S moments.

    Args:
        boxes: (S, 4), NaN where not seen.
        scores: (S,) how sure the network is of each, 0 where not seen.
    """

    boxes: Boxes
    scores: npt.NDArray[np.float32]


def covered(boxes: Boxes, rows: int, columns: int) -> npt.NDArray[np.float32]:
    """(rows, columns) 1 in cells whose middle lies in one of (N, 4) boxes."""
    x, y = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    found = np.zeros((rows, columns), np.float32)
    for left, top, right, bottom in boxes[np.isfinite(boxes).all(-1)]:
        found[np.ix_((y > top) & (y < bottom), (x > left) & (x < right))] = 1
    return found


def peaks(heat: npt.NDArray[np.float32], sides: Boxes, least: float, most: int = 6) -> tuple[Boxes, Boxes]:
    """Boxes at the peaks of a heat map.

    Args:
        heat: (h, w), 0 to 1.
        sides: (4, h, w) how far the left, top, right and bottom lie from a cell's middle, shares of the frame.
        least: heat below this is nobody.
        most: boxes at most.

    Returns:
        (N, 4) boxes and (N,) their heat, the hottest first.
    """
    high = cv2.dilate(heat, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero((heat >= high) & (heat > least))
    order = np.argsort(-heat[rows, columns], kind="stable")[: 4 * most]
    rows, columns = rows[order], columns[order]
    x, y = (columns + 0.5) / heat.shape[1], (rows + 0.5) / heat.shape[0]
    left, top, right, bottom = sides[:, rows, columns]
    boxes = np.clip(np.stack([x - left, y - top, x + right, y + bottom], -1), 0, 1).astype(np.float32)
    kept: list[int] = []
    for index in np.nonzero((boxes[:, 2:] - boxes[:, :2] > _SMALLEST).all(-1))[0].tolist():
        if all(overlap(boxes[index], boxes[other]) < 0.6 for other in kept) and len(kept) < most:
            kept.append(index)
    return boxes[kept], heat[rows, columns][kept]


def mirrored(boxes: Boxes) -> Boxes:
    """Boxes (..., 4) in a mirror."""
    return np.stack([1 - boxes[..., 2], boxes[..., 1], 1 - boxes[..., 0], boxes[..., 3]], -1)


def overlap(one: Boxes, other: Boxes) -> float:
    """Area that two boxes share, through the area of both together."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    if not (wide > 0 and tall > 0):
        return 0.0
    both = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return float(wide * tall / max(both - wide * tall, 1e-9))


def followed(found: list[tuple[Boxes, Boxes]]) -> list[Track]:
    """Tracks through what was found at each moment, the surest first.

    Args:
        found: boxes and scores of each moment.
    """
    count = len(found)
    tracks: list[tuple[Boxes, Boxes]] = []
    last: list[int] = []
    for moment, (boxes, scores) in enumerate(found):
        fits = sorted(
            (
                (-_alike(tracks[k][0][last[k]], box) + 0.02 * (moment - last[k]), k, n)
                for k in range(len(tracks))
                if moment - last[k] <= _FOLLOWED
                for n, box in enumerate(boxes)
                if _alike(tracks[k][0][last[k]], box) > 0.2
            )
        )
        taken: set[int] = set()
        moved: set[int] = set()
        for _, k, n in fits:
            if k not in moved and n not in taken:
                tracks[k][0][moment], tracks[k][1][moment] = boxes[n], scores[n]
                last[k] = moment
                moved.add(k)
                taken.add(n)
        for n in range(len(boxes)):
            if n not in taken:
                tracks.append((np.full((count, 4), np.nan, np.float32), np.zeros(count, np.float32)))
                tracks[-1][0][moment], tracks[-1][1][moment] = boxes[n], scores[n]
                last.append(moment)
    tracks.sort(key=lambda track: -float(track[1].sum()))
    return [Track(boxes, scores) for boxes, scores in tracks]


def _alike(one: Boxes, other: Boxes) -> float:
    """How likely two boxes of neighbouring moments show the same one, 0 to 1: they overlap, or are near and alike."""
    size = max(one[3] - one[1], other[3] - other[1], 1e-3)
    apart = np.hypot(
        (one[0] + one[2] - other[0] - other[2]) / 2 * WIDTH / HEIGHT, (one[3] - other[3] + one[1] - other[1]) / 2
    )
    near = max(0.0, 1 - float(apart / size))
    larger = (one[3] - one[1]) / max(other[3] - other[1], 1e-3)
    return 0.5 * overlap(one, other) + 0.5 * near * float(min(larger, 1 / max(larger, 1e-3)))


def crop(frame: Frames, box: Boxes, size: tuple[int, int] = CROP) -> Frames:
    """What a box holds, and what is around it where its shape is another, as (height, width, 3)."""
    width, height = size
    wide, tall = (box[2] - box[0]) * WIDTH * _AROUND, (box[3] - box[1]) * HEIGHT * _AROUND
    scale = min(width / max(wide, 2.0), height / max(tall, 2.0))
    return _cut(frame, (box[0] + box[2]) / 2 * WIDTH, (box[1] + box[3]) / 2 * HEIGHT, scale, size)


def windows(
    frames: Frames, boxes: Boxes, room: float = 1.0, aside: tuple[float, float] = (0.0, 0.0)
) -> tuple[Frames, Boxes]:
    """Somebody acting: a picture of the same scale at each moment, around where they are.

    Args:
        frames: (S, 144, 256, 3).
        boxes: (S, 4); NaN where not seen: the window then waits where they were last, or will be first.
        room: how much larger than usual the windows are.
        aside: how far right and down from where they usually are, in their sides.

    Returns:
        (S, 64, 64, 3) pictures and (S, 3) windows: middle (shares of the frame) and side (a share of its height).
    """
    filled = waiting(boxes)
    tall, wide = filled[:, 3] - filled[:, 1], (filled[:, 2] - filled[:, 0]) * WIDTH / HEIGHT
    side = float(np.clip(np.quantile(np.maximum(tall, wide), 0.8) * _ROOM, 0.1, 1.4)) * room
    # A window that shook with its box would hide what somebody does in it.
    off = np.array([aside[0] * HEIGHT / WIDTH, aside[1]]) * side
    middles = steadied(np.asarray((filled[:, :2] + filled[:, 2:]) / 2 + off, np.float32))
    places = np.concatenate([middles, np.full((len(boxes), 1), side, np.float32)], -1)
    scale = WINDOW / (side * HEIGHT)
    cuts = [
        _cut(frame, x * WIDTH, y * HEIGHT, scale, (WINDOW, WINDOW))
        for frame, (x, y) in zip(frames, middles, strict=True)
    ]
    return np.stack(cuts), places


def steadied(places: Boxes, reach: int = 3) -> Boxes:
    """(S, D) places of evenly spaced moments, each on the line that fits it and those around it best.

    What moves evenly is where it was; what shakes does not.

    Args:
        places: one for each moment.
        reach: moments to each side, the nearest count most.
    """
    away = np.arange(len(places))[None] - np.arange(len(places))[:, None]
    near = np.maximum(reach + 1 - np.abs(away), 0).astype(np.float64)
    whole, first, second = near.sum(1), (near * away).sum(1), (near * away**2).sum(1)
    level, slope = near @ places, (near * away) @ places
    spread = np.maximum(whole * second - first**2, 1e-9)
    made = (second[:, None] * level - first[:, None] * slope) / spread[:, None]
    return made.astype(np.float32) if len(places) > 1 else places


def waiting(boxes: Boxes) -> Boxes:
    """(S, 4) boxes in which every gap is filled with the nearest moment before it, or else after it."""
    there = np.isfinite(boxes).all(-1)
    if not there.any():
        return np.tile(np.array([0.3, 0.1, 0.7, 1.0], np.float32), (len(boxes), 1))
    index = np.maximum.accumulate(np.where(there, np.arange(len(boxes)), -1))
    return boxes[np.where(index < 0, int(np.argmax(there)), index)]


def _cut(frame: Frames, x: float, y: float, scale: float, size: tuple[int, int]) -> Frames:
    """The picture of this size whose middle shows (x, y), so many pixels for one of the frame."""
    width, height = size
    if scale < 0.7:
        # Sampling every other pixel would glitter.
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), 0.4 / scale), np.uint8)
    turn = np.array([[scale, 0, width / 2 - scale * x], [0, scale, height / 2 - scale * y]], np.float32)
    made = cv2.warpAffine(frame, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=_GREY)
    return np.asarray(made, np.uint8)
