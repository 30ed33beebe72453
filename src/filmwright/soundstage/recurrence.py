"""In which shots of a sequence each character comes back, so that every distance is met a known number of times."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws

GAPS = {48: 1, 32: 4, 16: 4, 8: 4, 4: 4, 2: 4, 1: 4}
"""How many characters of a sequence come back after so many other shots."""
SHOTS = 50


def schedule(seed: int) -> tuple[tuple[int, int], ...]:
    """One sequence: for each of its 50 shots (number of a character, gap after which it comes back or came back).

    Each of the 25 characters is seen twice and alone; between its two shots lie exactly ``gap`` others. Another seed
    lays them otherwise; the numbers of gaps are always those of ``GAPS``.
    """
    for attempt in range(100_000):
        draw = draws(seed, "recurrence", attempt)
        gaps = [0] * SHOTS
        if _scatter(gaps, draw) and _fill(gaps, {gap: count for gap, count in GAPS.items() if gap < _FAR}):
            return _numbered(gaps)
    raise AssertionError("fifty shots hold twenty-five pairs")


_FAR = 8
"""Gaps from here on are scattered first; what is left between them is filled with the near ones, or tried anew."""


def _scatter(gaps: list[int], draw: np.random.Generator) -> bool:
    """Lay the far gaps at drawn places; False if one finds none."""
    for gap, count in GAPS.items():
        for _ in range(count if gap >= _FAR else 0):
            free = [k for k in range(SHOTS - gap - 1) if not gaps[k] and not gaps[k + gap + 1]]
            if not free:
                return False
            place = int(draw.choice(free))
            gaps[place] = gaps[place + gap + 1] = gap
    return True


def _fill(gaps: list[int], left: dict[int, int], place: int = 0) -> bool:
    """Give the first free shot a gap whose other end is free too, and go on from there; False if there is no way."""
    while place < SHOTS and gaps[place]:
        place += 1
    if place == SHOTS:
        return True
    for gap in [gap for gap, count in left.items() if count]:
        other = place + gap + 1
        if other < SHOTS and not gaps[other]:
            gaps[place] = gaps[other] = gap
            left[gap] -= 1
            if _fill(gaps, left, place + 1):
                return True
            gaps[place] = gaps[other] = 0
            left[gap] += 1
    return False


def _numbered(gaps: list[int]) -> tuple[tuple[int, int], ...]:
    """Characters numbered in the order in which they are first seen."""
    numbers: dict[int, int] = {}
    count = 0
    for place, gap in enumerate(gaps):
        if place not in numbers:
            numbers[place] = numbers[place + gap + 1] = count
            count += 1
    return tuple((numbers[place], gap) for place, gap in enumerate(gaps))
