from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges import wear
from filmwright.soundstage.judges.wear import Wear

RATE = Fraction(12)


def _video() -> np.ndarray:
    rough = np.random.default_rng(5).integers(0, 255, (18, 32, 3), np.uint8)
    still = cv2.resize(rough, (128, 72), interpolation=cv2.INTER_CUBIC)
    return np.stack([np.roll(still, 2 * k, 1) for k in range(6)])


def _off(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_stronger_compression_costs_more() -> None:
    video = _video()
    near, far = (wear.compressed(video, RATE, quality) for quality in (18, 34))
    assert near.shape == far.shape == video.shape
    assert _off(near, video) < _off(far, video) < 30


def test_a_block_transform_that_keeps_all_changes_nothing_and_one_that_keeps_little_blurs() -> None:
    video = _video()
    whole = wear._transformed(video, 3.0 / 3)
    assert _off(whole[..., 1], video[..., 1]) < _off(wear._transformed(video, 0.1)[..., 1], video[..., 1])
    grey = np.full((5, 20, 36, 3), 90, np.uint8)
    assert np.abs(wear._transformed(grey, 0.1).astype(int) - 90).max() <= 1


def test_wear_that_is_drawn_gives_videos_of_its_size_and_always_the_same() -> None:
    video = np.stack([cv2.resize(frame, (256, 144)) for frame in _video()])
    for number in range(4):
        how = wear.drawn(draws(number, "wear"))
        made = wear.worn(video, RATE, how)
        assert made.shape == (6, how.size[1], how.size[0], 3)
        assert (made == wear.worn(video, RATE, how)).all()
    assert 18 <= how.quality <= 34


def test_no_wear_changes_nothing() -> None:
    video = _video()
    assert np.abs(wear.worn(video, RATE, Wear(size=(128, 72))).astype(int) - video).max() <= 1
