from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.judges.canonical import HEIGHT, WIDTH, fitted, moments, seen


@pytest.mark.parametrize(("count", "rate"), [(24, 12), (24, 24), (96, 24), (96, 12), (2, 24), (500, 10), (24, 4)])
def test_moments_are_spread_evenly_over_the_whole_video(count: int, rate: int) -> None:
    when = moments(count, rate)
    gaps = np.diff(when)
    assert when[0] <= count / len(when) and when[-1] >= count - 1 - count / len(when)
    assert gaps.min() >= 1 and gaps.max() - gaps.min() <= 1
    assert 2 <= len(when) <= 64


def test_the_same_seconds_at_two_rates_are_looked_at_equally_often() -> None:
    assert len(moments(24, 12)) == len(moments(48, 24)) == 16


def test_a_frame_of_another_shape_loses_its_margins_and_is_not_squeezed() -> None:
    tall = np.zeros((400, 400, 3), np.uint8)
    tall[:80] = 255  # cut away: of 400 rows 225 in the middle stay
    assert fitted(tall).shape == (HEIGHT, WIDTH, 3)
    assert fitted(tall).max() == 0
    same = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    assert (fitted(same) == same).all()


@pytest.mark.parametrize(
    ("frames", "rate", "said"),
    [
        (np.zeros((5, 20, 20), np.uint8), 24, "is no video"),
        (np.zeros((5, 20, 20, 3)), 24, "is no video"),
        (np.zeros((1, 20, 20, 3), np.uint8), 24, "cannot be judged"),
        (np.zeros((5, 8, 20, 3), np.uint8), 24, "cannot be judged"),
        (np.zeros((5, 20, 20, 3), np.uint8), 0, "rate of 0"),
    ],
)
def test_what_is_no_video_is_refused(frames: np.ndarray, rate: int, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        seen(frames, rate)
