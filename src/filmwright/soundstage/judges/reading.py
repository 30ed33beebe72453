"""Batches of what ``prepare`` kept, one kind for each network; each is a pure function of its seed.

Boxes are the scout's own where ``found`` has kept them, and true ones, shaken; pictures are mirrored, videos played
backwards where that changes the answer in a known way. What people do is read in ``performances``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError
from filmwright.soundstage.judges import labels, motion, people
from filmwright.soundstage.judges.canonical import Frames
from filmwright.soundstage.judges.examples import Part
from filmwright.soundstage.judges.people import Boxes, waiting
from filmwright.soundstage.vocabulary import Scale

Batch = dict[str, npt.NDArray[Any]]
_SMALLEST = 0.07
"""Share of the frame's height below which nobody can be told."""
_FOUND = 0.6
"""How often the scout's own boxes are learned from, where there are any."""
SEEN = 3
"""Moments in which somebody is seen at least, so that boxes tell anything."""
_FAR, _WIDE = labels.SCALES.index(Scale.WIDE.value), 2
"""The scale of wide shots, and how much more often people in them are learned from: they are small, hard to tell."""


@dataclass(frozen=True)
class Kept:
    """One worn video with its truth; see ``prepare.Rendered`` and ``labels.answers``."""

    path: Path
    facts: dict[str, npt.NDArray[Any]]

    @cached_property
    def found(self) -> Boxes:
        """(S, N, 4) the scout's boxes, NaN where it sees nobody; nobody at all where it has not looked."""
        path = found_of(self.path)
        return np.asarray(np.load(path)) if path.exists() else np.full_like(self["boxes"], np.nan)

    @property
    def pictures(self) -> Frames:
        """(S, 144, 256, 3), read when touched."""
        return np.asarray(np.load(self.path, mmap_mode="r"))

    def __getitem__(self, name: str) -> Any:
        """A fact."""
        return self.facts[name]


def found_of(path: Path) -> Path:
    """Where the scout's boxes of a kept video lie."""
    return path.with_name(f"{path.stem}.found")


class Store:
    """All that is kept of some parts.

    Raises:
        FilmwrightError: nothing is.
    """

    def __init__(self, folder: Path, *parts: Part) -> None:
        """Read the small files; pictures stay on disk."""
        paths = [path for part in parts for path in sorted((folder / part.value).glob("*.npz"))]
        if not paths:
            raise FilmwrightError("nothing is prepared here", str(folder), "run judges.prepare first")
        self.clips = []
        for path in paths:
            with np.load(path) as facts:
                self.clips.append(Kept(path.with_suffix(".npy"), {name: facts[name] for name in facts.files}))

    @property
    def counts(self) -> dict[str, int]:
        """Videos of each part."""
        return dict(Counter(clip.path.parent.name for clip in self.clips))

    @cached_property
    def appearances(self) -> dict[int, dict[int, list[tuple[int, int, int]]]]:
        """(clip, moment, role) in which each character is large enough to be told, by the shot's scale."""
        found: dict[int, dict[int, list[tuple[int, int, int]]]] = {}
        for index, clip in enumerate(self.clips):
            tall = clip["boxes"][..., 3] - clip["boxes"][..., 1]
            for moment, role in zip(*np.nonzero(tall > _SMALLEST), strict=True):
                scales = found.setdefault(int(clip["characters"][role]), {})
                scales.setdefault(int(clip["scale"]), []).append((index, int(moment), int(role)))
        return found

    @cached_property
    def faults(self) -> dict[int, list[Boxes]]:
        """(S, 4) how far off the scout's boxes are, in heights of who is in them, by the shot's scale; NaN: unseen."""
        made: dict[int, list[Boxes]] = {}
        for clip in self.clips:
            true, found = clip["boxes"], clip.found
            tall = np.where(np.isfinite(found), true[..., 3:] - true[..., 1:2], np.nan)[..., 0]
            for role in np.nonzero(np.isfinite(tall).sum(0) >= SEEN)[0]:
                off = (found[:, role] - waiting(true[:, role])) / np.nanmean(tall[:, role])
                made.setdefault(int(clip["scale"]), []).append(off.astype(np.float32))
        return made

    @cached_property
    def performances(self) -> dict[int, list[tuple[int, int]]]:
        """(clip, role) of everybody who is seen, by what they do."""
        found: dict[int, list[tuple[int, int]]] = {}
        for index, clip in enumerate(self.clips):
            for role in range(len(clip["characters"])):
                if np.isfinite(clip["boxes"][:, role]).any():
                    found.setdefault(int(clip["actions"][role]), []).append((index, role))
        return found


def scout(store: Store, draw: np.random.Generator, size: int, trained: bool = True) -> Batch:
    """Frames with their people and their answers."""
    pictures, heats, sides, counts, said = [], [], [], [], []
    for clip in _clips(store, draw, size):
        moment = int(draw.integers(len(clip["seconds"])))
        boxes = clip["boxes"][moment]
        picture = np.asarray(cv2.resize(clip.pictures[moment], (128, 72), interpolation=cv2.INTER_AREA), np.uint8)
        if trained:
            picture, boxes = _mirrored(picture, boxes) if draw.random() < 0.5 else (picture, boxes)
            picture = _tinted(picture, draw)
        pictures.append(picture)
        heat, side, count = _marked(boxes)
        heats.append(heat)
        sides.append(side)
        counts.append(count)
        said.append([int(clip[name]) for name in ("set", "look", "scale")])
    answers = np.array(said)
    return {
        "pictures": channels_first(np.stack(pictures)),
        "heat": np.stack(heats),
        "sides": np.stack(sides),
        "counts": np.stack(counts),
        "set": answers[:, 0],
        "look": answers[:, 1],
        "scale": answers[:, 2],
    }


def identity(store: Store, draw: np.random.Generator, size: int, trained: bool = True) -> Batch:
    """People cut out, each of the cast as often as any other, and from each scale: a face alone is the hardest."""
    known = sorted(store.appearances)
    pictures, who = [], []
    for _ in range(size):
        character = known[int(draw.integers(len(known)))]
        scales = [scale for scale in sorted(store.appearances[character]) for _ in range(_WIDE if scale == _FAR else 1)]
        places = store.appearances[character][scales[int(draw.integers(len(scales)))]]
        index, moment, role = places[int(draw.integers(len(places)))]
        clip = store.clips[index]
        box, true = clip.found[moment, role], clip["boxes"][moment, role]
        if not np.isfinite(box).all() or (trained and draw.random() > _FOUND):
            box = shaken(true, draw, 0.07) if trained else true
        cut = people.crop(clip.pictures[moment], box)
        if trained:
            cut = _tinted(cut, draw, 0.06)
        if trained and draw.random() < 0.5:
            cut = cut[:, ::-1]
        pictures.append(_holed(cut, draw) if trained and draw.random() < 0.3 else cut)
        who.append(character)
    return {"pictures": channels_first(np.stack(pictures)), "who": np.array(who)}


def camera(store: Store, draw: np.random.Generator, size: int, trained: bool = True) -> Batch:
    """The motion of whole videos."""
    made = []
    for clip in _clips(store, draw, size):
        grids, factors, way = clip["motion"].astype(np.float32), clip["factors"], int(clip["way"])
        if trained and draw.random() < 0.5:
            grids, factors = grids[..., ::-1].copy(), factors * motion.MIRROR
            grids[:, [0, 2]] *= -1
            way = int(labels.MIRRORED[way])
        if trained and draw.random() < 0.5:
            grids, factors = grids[::-1].copy(), -factors[::-1]
            grids[:, :4] *= -1
            way = int(labels.REVERSED[way])
        made.append({"grids": grids, "factors": factors, "there": np.ones(len(grids), bool), "way": np.array(way)})
    return joined(made)


def joined(made: list[Batch]) -> Batch:
    """One batch of videos, the short ones filled up with nothing."""
    most = max(len(one["there"]) for one in made)

    def of(name: str) -> npt.NDArray[Any]:
        first = made[0][name]
        if not first.ndim:
            return np.array([one[name] for one in made])
        whole = np.zeros((len(made), most, *first.shape[1:]), first.dtype)
        for index, one in enumerate(made):
            whole[index, : len(one[name])] = one[name]
        return whole

    return {name: of(name) for name in made[0]}


def _clips(store: Store, draw: np.random.Generator, size: int) -> list[Kept]:
    return [store.clips[int(k)] for k in draw.integers(len(store.clips), size=size)]


def channels_first(pictures: Frames) -> Frames:
    """(..., H, W, 3) pictures as (..., 3, H, W)."""
    return np.ascontiguousarray(np.moveaxis(pictures, -1, -3))


def _mirrored(picture: Frames, boxes: Boxes) -> tuple[Frames, Boxes]:
    return np.ascontiguousarray(picture[:, ::-1]), people.mirrored(boxes)


def shaken(box: Boxes, draw: np.random.Generator, amount: float) -> Boxes:
    """A box as a network might draw it, within the frame."""
    size = np.tile(box[2:] - box[:2], 2)
    moved = box + size * draw.normal(0, amount, 4)
    return np.clip(moved, 0, 1).astype(np.float32)


def _tinted(picture: Frames, draw: np.random.Generator, amount: float = 0.04) -> Frames:
    gains = 1 + draw.uniform(-amount, amount, 3) + draw.uniform(-amount, amount)
    table = np.clip(np.arange(256)[:, None] * gains + draw.uniform(-6, 6), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(np.ascontiguousarray(picture), table[:, None]), np.uint8)


def _holed(picture: Frames, draw: np.random.Generator) -> Frames:
    """A picture with something before it."""
    made = picture.copy()
    height, width = made.shape[:2]
    tall, wide = int(draw.integers(height // 6, height // 3)), int(draw.integers(width // 4, width // 2))
    top, left = int(draw.integers(height - tall)), int(draw.integers(width - wide))
    made[top : top + tall, left : left + wide] = draw.integers(0, 256, 3)
    return made


def _marked(boxes: Boxes, rows: int = 36, columns: int = 64) -> tuple[npt.NDArray[np.float32], ...]:
    """Heat (rows, columns), sides (4, rows, columns), and (rows, columns) where the sides count."""
    heat, sides = np.zeros((rows, columns), np.float32), np.zeros((4, rows, columns), np.float32)
    counts = np.zeros((rows, columns), np.float32)
    x, y = (np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows
    good = boxes[np.isfinite(boxes).all(-1)]
    for left, top, right, bottom in sorted(good, key=lambda box: -float((box[2] - box[0]) * (box[3] - box[1]))):
        middle = np.array([(left + right) / 2 * columns - 0.5, (top + bottom) / 2 * rows - 0.5])
        spread = max(0.12 * min((right - left) * columns, (bottom - top) * rows), 0.7)
        away = (np.arange(columns)[None] - middle[0]) ** 2 + (np.arange(rows)[:, None] - middle[1]) ** 2
        bell = np.exp(-away / (2 * spread**2)).astype(np.float32)
        column, row = np.clip(np.round(middle), 0, (columns - 1, rows - 1)).astype(int)
        bell[row, column] = 1
        near = bell > 0.5
        heat = np.maximum(heat, bell)
        whole = np.stack(
            np.broadcast_arrays((x - left)[None], (y - top)[:, None], (right - x)[None], (bottom - y)[:, None])
        )
        sides[:, near] = whole[:, near]
        counts[near] = 1 / near.sum()
    return heat, np.maximum(sides, 0), counts
