"""Every gap is met as often as it says, in every sequence."""

from __future__ import annotations

from collections import Counter

import pytest

from filmwright.soundstage.recurrence import GAPS, SHOTS, schedule


@pytest.mark.parametrize("seed", range(12))
def test_each_character_comes_back_after_its_gap(seed: int) -> None:
    shots = schedule(seed)
    assert len(shots) == SHOTS
    places: dict[int, list[int]] = {}
    for place, (number, _) in enumerate(shots):
        places.setdefault(number, []).append(place)
    found = Counter(second - first - 1 for first, second in places.values())
    assert found == Counter(GAPS)
    assert all(shots[first][1] == second - first - 1 for first, second in places.values())


def test_seeds_lay_them_otherwise() -> None:
    assert len({schedule(seed) for seed in range(6)}) == 6
