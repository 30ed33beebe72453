"""Motion as a control: it can be undone, strokes carry what they touch, flow of a film is its flow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filmwright.models.controls import motion
from filmwright.models.controls.words import Stroke

from ...effort import examples

WIDTHS = st.integers(16, 4096)


@given(arrays(np.float32, (1, 2, 3, 2), elements=st.floats(-0.125, 0.125, width=32)), WIDTHS)
@settings(max_examples=examples(100))
def test_what_is_encoded_comes_back(share: np.ndarray, width: int) -> None:
    flow = share * width
    made = motion.encode(flow, width)
    assert made.dtype == np.float32
    assert np.abs(made).max() <= 1
    assert np.abs(motion.decode(made, width) - flow).max() <= 1e-4 * width / 8
    # Small motion is kept in proportion.
    small = np.abs(share) < 0.01
    assert np.allclose(motion.decode(made, width)[small], flow[small], rtol=1e-3, atol=1e-6 * width)


@given(arrays(np.float32, (1, 2, 3, 2), elements=st.floats(-1, 1, width=32)), WIDTHS)
@settings(max_examples=examples(100))
def test_what_is_decoded_goes_back(encoded: np.ndarray, width: int) -> None:
    assert np.allclose(motion.encode(motion.decode(encoded, width), width), encoded, atol=1e-5)


def test_an_eighth_of_the_width_saturates_and_standing_still_is_neutral() -> None:
    made = motion.encode(np.array([[[[32.0, -1e6], [0.0, 0.0]]]]), 256)
    assert made.tolist() == [[[[1.0, -1.0], [0.0, 0.0]]]]


def test_small_motion_is_told_finely() -> None:
    tenth = motion.encode(np.full((1, 1, 1, 2), 0.1), 256)[0, 0, 0, 0]
    assert tenth / (0.1 / 32) == pytest.approx(4.6, abs=0.05)


def test_a_stroke_carries_a_soft_patch_along() -> None:
    stroke = Stroke(points=((0.25, 0.5, 0.0), (0.75, 0.5, 1.0)), radius=0.1)
    flow = motion.sketch([stroke], 9, 128, 72)
    assert flow.shape == (9, 72, 128, 2)
    for frame in range(9):
        x = 32 + 64 * frame / 8
        there = np.abs(flow[frame]).max(-1)
        assert flow[frame, 36, int(x)] == pytest.approx([8, 0], abs=1e-3)
        away = np.hypot(*(np.stack(np.meshgrid(np.arange(128) + 0.5, np.arange(72) + 0.5)) - [[[x]], [[36]]]))
        assert (there[away > 12.8] == 0).all()
        edge = there[(away > 7) & (away < 12)]
        assert edge.min() > 0
        assert edge.max() < 8


def test_a_stroke_says_nothing_before_it_begins_and_after_it_ends() -> None:
    stroke = Stroke(points=((0.2, 0.2, 0.25), (0.8, 0.8, 0.5)))
    said = np.abs(motion.sketch([stroke], 9, 64, 36)).max((1, 2, 3)) > 0
    assert said.tolist() == [False, False, True, True, False, False, False, False, False]


def test_strokes_that_overlap_are_averaged_and_one_frame_does_not_move() -> None:
    right = Stroke(points=((0.25, 0.5, 0), (0.5, 0.5, 1)))
    left = Stroke(points=((0.25, 0.5, 0), (0.0, 0.5, 1)))
    both = motion.sketch([right, left], 5, 64, 36)
    assert np.abs(both[0, 18, 16]).max() < 1e-4
    twice, once = motion.sketch([right, right], 5, 64, 36), motion.sketch([right], 5, 64, 36)
    assert np.abs(twice).max() == pytest.approx(np.abs(once).max())
    assert (motion.sketch([right], 1, 64, 36) == 0).all()


def test_the_flow_of_a_film_is_found() -> None:
    rough = np.random.default_rng(0).integers(0, 256, (12, 24, 3)).astype(np.uint8)
    wide = cv2.resize(rough, (168, 84), interpolation=cv2.INTER_CUBIC)
    clip = np.stack([wide[4:76, 4 * n : 4 * n + 128] for n in range(4)])
    flow = motion.between(clip)
    assert flow.shape == (4, 72, 128, 2)
    assert np.median(flow[:, 10:-10, 20:-20], axis=(0, 1, 2)) == pytest.approx([-4, 0], abs=0.25)
    assert (motion.between(clip[:1]) == 0).all()
