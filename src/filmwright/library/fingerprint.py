"""A shot's fingerprint, and which shots are copies of one another.

The fingerprint is the luma of the shot at 16x9, about 24 times a second: coarse enough to be the same after a new
encoding or another size, fine enough to tell two moments of one set-up apart, and dense enough that a trimmed copy
of a quick movement still meets its original frame for frame. A copy is found where the whole of the shorter shot, at
one offset in time, lies on the longer one; so a part counts, and another take of the same set-up does not. The work
grows with shots times frames of the library, as one matrix product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 16, 9
CELLS = WIDTH * HEIGHT
Prints = NDArray[np.uint8]

NEAR = 7.0
"""Root mean square difference, in code values, up to which two pictures are looked at more closely."""
MEAN, WORST = 2.2, 9.0
"""Bounds of the mean difference and of the mean of the 8 largest differences of two pictures that are the same."""
FLAT = 3.0
"""A picture whose cells have a lower standard deviation says nothing: black is no copy of black."""
OVERLAP = 0.7
SAME = 0.85
_MATRIX = 400_000
"""Entries of the matrix of differences held at a time: one that stays in the cache."""


def pace(rate: Fraction) -> int:
    """Every which frame of a film of this rate is taken: each one up to 36 a second, every second one at 48 to 60."""
    return max(1, round(rate / 24))


def thumb(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One picture's cells, uint8 (144,), of luma (H, W)."""
    return np.asarray(cv2.resize(luma, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), dtype=np.uint8).ravel()


def _levelled(prints: Prints) -> NDArray[np.float32]:
    cells = prints.astype(np.float32)
    return np.asarray(cells - cells.mean(axis=1, keepdims=True), dtype=np.float32)


def same_share(shorter: Prints, longer: Prints, offset: int) -> float:
    """The share of ``shorter`` that is the same as ``longer`` from ``offset`` on; 0 if too few pictures overlap.

    Args:
        shorter: uint8 (N, 144).
        longer: uint8 (M, 144), M >= N.
        offset: index in ``longer`` of the first picture of ``shorter``; may hang over either end.
    """
    first, last = max(0, -offset), min(len(shorter), len(longer) - offset)
    if last - first < max(1, OVERLAP * len(shorter)):
        return 0.0
    one, two = _levelled(shorter[first:last]), _levelled(longer[first + offset : last + offset])
    gap = np.abs(one - two)
    worst = np.partition(gap, CELLS - 8, axis=1)[:, -8:].mean(axis=1)
    return float(((gap.mean(axis=1) <= MEAN) & (worst <= WORST)).mean())


def is_copy(shorter: Prints, longer: Prints, offset: int) -> bool:
    """Whether ``shorter`` lies on ``longer`` near this offset (two pictures either way)."""
    return any(same_share(shorter, longer, offset + step) >= SAME for step in (0, -1, 1, -2, 2))


def _tells(prints: Prints) -> bool:
    return len(prints) > 0 and float(np.median(prints.std(axis=1))) >= FLAT


def _blocks(
    prints: Sequence[Prints], among: Sequence[int], size: int
) -> Iterator[tuple[Prints, list[tuple[int, int]]]]:
    """Every second picture of these shots, ``size`` of them at a time, with (shot, place in it) of each."""
    pictures: list[Prints] = []
    places: list[tuple[int, int]] = []
    for j in among:
        for start in range(0, len(prints[j]), 2 * size):
            part = prints[j][start : start + 2 * size : 2]
            pictures.append(part)
            places += [(j, start + 2 * k) for k in range(len(part))]
            if len(places) >= size:
                yield np.concatenate(pictures), places
                pictures, places = [], []
    if places:
        yield np.concatenate(pictures), places


def copies(prints: Sequence[Prints]) -> list[tuple[int, int]]:
    """All pairs of shots (i, j) where the shorter, i, is a copy or a part of j."""
    telling = [i for i, shot in enumerate(prints) if _tells(shot)]
    if not telling:
        return []
    where = [(i, len(prints[i]) * part // 4) for i in telling for part in (1, 2, 3)]
    probes = _levelled(np.stack([prints[i][at] for i, at in where]))
    lengths = (probes**2).sum(axis=1)[:, None] - CELLS * NEAR**2
    asked: dict[tuple[int, int], set[int]] = {}
    for block, places in _blocks(prints, telling, min(2048, max(1, _MATRIX // len(probes)))):
        pictures = _levelled(block)
        # |a - b|^2 <= bound, written so that one product and one comparison decide it.
        near = lengths + (pictures**2).sum(axis=1) <= 2 * (probes @ pictures.T)
        for probe, picture in np.argwhere(near):
            (i, at), (j, here) = where[probe], places[picture]
            if (len(prints[i]), i) < (len(prints[j]), j):
                asked.setdefault((i, j), set()).add(here - at)
    return [(i, j) for (i, j), offsets in sorted(asked.items()) if _lies_on(prints[i], prints[j], offsets)]


def _lies_on(shorter: Prints, longer: Prints, offsets: set[int]) -> bool:
    tried: set[int] = set()
    for offset in sorted(offsets):
        if not tried & {offset - 1, offset, offset + 1} or len(tried) < 4:
            tried.add(offset)
            if is_copy(shorter, longer, offset):
                return True
    return False


def groups(shots: Sequence[str], prints: Sequence[Prints]) -> dict[str, str]:
    """{shot id: group}, where a group is the smallest id of all shots that copies join together.

    Args:
        shots: shot ids.
        prints: the fingerprint of each, uint8 (N, 144), about 24 rows a second.
    """
    parent = {shot: shot for shot in shots}

    def root(shot: str) -> str:
        while parent[shot] != shot:
            parent[shot] = parent[parent[shot]]
            shot = parent[shot]
        return shot

    for i, j in copies(prints):
        one, two = sorted((root(shots[i]), root(shots[j])))
        parent[two] = one
    return {shot: root(shot) for shot in shots}
