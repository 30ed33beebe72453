"""Batches of people through whole videos, for the network that tells what they do.

There are far fewer videos than ways of doing a thing, and a network would sooner know each of them by heart: so it sees
them through windows that are off in the ways in which the scout was off with somebody else, at other speeds, in other
colours, and with something before the picture.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.judges import motion, people, tracks
from filmwright.soundstage.judges.canonical import Frames
from filmwright.soundstage.judges.people import Boxes
from filmwright.soundstage.judges.reading import SEEN, Batch, Kept, Store, channels_first, joined, shaken

_FOUND = 0.65
"""How often the scout's own boxes are learned from, where there are any."""
_PAIRS = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]
"""Keypoints in a mirror."""


def acting(store: Store, draw: np.random.Generator, size: int, trained: bool = True) -> Batch:
    """People through whole videos, each action as often as any other: those beside the leader mostly stand and look."""
    known = sorted(store.performances)
    made = []
    for _ in range(size):
        places = store.performances[known[int(draw.integers(len(known)))]]
        index, role = places[int(draw.integers(len(places)))]
        clip = store.clips[index]
        made.append(practised(clip, role, store.faults, draw) if trained else performance(clip, role))
    return joined(made)


def performance(clip: Kept, role: int) -> Batch:
    """One of the cast through one video, as the judges will see it."""
    found = clip.found if np.isfinite(clip.found[:, role]).any() else clip["boxes"]
    return _performed(clip, role, found, np.arange(len(found)), clip["factors"], clip["seconds"])


def practised(clip: Kept, role: int, faults: dict[int, list[Boxes]], draw: np.random.Generator) -> Batch:
    """One of the cast through one video, seen as it might be another time."""
    count, boxes = len(clip["seconds"]), clip["boxes"]
    if np.isfinite(clip.found[:, role, 0]).sum() >= SEEN and draw.random() < _FOUND:
        boxes = np.stack([shaken(box, draw, 0.015) for box in clip.found.reshape(-1, 4)]).reshape(boxes.shape)
    else:
        known = faults.get(int(clip["scale"]), [])
        boxes = np.stack([_faulty(boxes[:, one], known, draw) for one in range(boxes.shape[1])], 1)
    speed = draw.uniform(0.8, 1.25) if draw.random() < 0.6 else 1.0
    many = max(round(float(count / speed)), 4)
    index = np.linspace(0, count - 1, many).round().astype(int)
    step = float(np.mean(np.diff(clip["seconds"])))
    # A picture that is shown again does not move; where one is left out, two steps become one.
    factors = clip["factors"][np.minimum(index[:-1], count - 2)] * np.diff(index)[:, None, None].astype(np.float32)
    return _performed(clip, role, boxes, index, factors, np.asarray(np.arange(many) * step, np.float64), draw)


def _performed(
    clip: Kept,
    role: int,
    boxes: Boxes,
    index: npt.NDArray[np.int64],
    factors: npt.NDArray[np.float32],
    seconds: npt.NDArray[np.float64],
    draw: np.random.Generator | None = None,
) -> Batch:
    pictures, boxes, points = clip.pictures[index], boxes[index], clip["keypoints"][index, role]
    if draw is not None and draw.random() < 0.5:
        pictures, boxes = pictures[:, :, ::-1], people.mirrored(boxes)
        points = _swapped(points)
        factors = factors * motion.MIRROR
    room, aside = 1.0, (0.0, 0.0)
    if draw is not None:
        room, aside = float(draw.uniform(0.88, 1.2)), tuple(draw.normal(0, 0.04, 2))
    cuts, places = people.windows(np.ascontiguousarray(pictures), boxes[:, role], room, aside)
    if draw is not None:
        cuts = _recoloured(cuts, draw)
        cuts = _covered(cuts, draw) if draw.random() < 0.3 else cuts
    side = places[:, None, 2:]
    joints = (points - places[:, None, :2]) * (256 / 144, 1) / side
    return {
        "pictures": channels_first(cuts),
        "track": tracks.told(boxes[:, role], places, factors, seconds, np.delete(boxes, role, 1)),
        "joints": joints.astype(np.float32),
        "near": (np.abs(joints) < 0.5).all(-1).astype(np.float32),
        "there": np.ones(len(cuts), bool),
        "does": np.array(int(clip["actions"][role])),
    }


def _swapped(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(points[..., _PAIRS, :] * (-1, 1) + (1, 0), np.float32)


def _faulty(boxes: Boxes, known: list[Boxes], draw: np.random.Generator) -> Boxes:
    """(S, 4) boxes of somebody, off as the scout's were with somebody else; sometimes only shaken.

    A true box grows with a raised arm, the scout's hardly does: what a box tells of a pose is smoothed away.
    """
    there = np.isfinite(boxes).all(-1, keepdims=True)
    boxes = np.where(there, people.steadied(people.waiting(boxes), int(draw.integers(1, 8))), np.float32(np.nan))
    if known and draw.random() < 0.75:
        off = known[int(draw.integers(len(known)))]
        off = off[np.linspace(0, len(off) - 1, len(boxes)).round().astype(int)]
        tall = np.nanmean(boxes[:, 3] - boxes[:, 1]) if np.isfinite(boxes).any() else 0.5
        made = np.asarray(np.clip(boxes + off * tall, 0, 1), np.float32)
        if (np.isfinite(made[:, 0]) & (made[:, 2:] - made[:, :2] > 0.01).all(-1)).sum() >= SEEN:
            return made
    made = np.stack([shaken(box, draw, 0.04) for box in boxes])
    made[draw.random(len(made)) < 0.04] = np.nan
    return made


def _recoloured(pictures: Frames, draw: np.random.Generator) -> Frames:
    """Pictures in other colours, the same in all: what somebody does is not told by what they wear."""
    order = draw.permutation(3) if draw.random() < 0.6 else np.arange(3)
    values = np.linspace(0, 1, 256)[:, None] ** draw.uniform(0.7, 1.4) * draw.uniform(0.7, 1.2, 3)
    tables = np.clip(values * 255 + draw.uniform(-12, 12), 0, 255).astype(np.uint8)
    return np.stack([tables[:, k][pictures[..., order[k]]] for k in range(3)], -1)


def _covered(pictures: Frames, draw: np.random.Generator) -> Frames:
    """(S, H, W, 3) pictures with something before them, which may go by."""
    made = pictures.copy()
    count, height, width, _ = made.shape
    size = draw.integers((height // 8, width // 8), (height // 2, width // 2))
    place = draw.uniform(-0.2, 1.0, 2) + np.linspace(0, 1, count)[:, None] * draw.normal(0, 0.25, 2)
    colour = draw.integers(0, 256, 3)
    for picture, (top, left) in zip(made, (place * (height, width)).astype(int), strict=True):
        picture[max(top, 0) : max(top + size[0], 0), max(left, 0) : max(left + size[1], 0)] = colour
    return made
