"""The control picture: what is added can be told apart, nothing is clipped, nothing is said by grey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filmwright.errors import FilmwrightError
from filmwright.models.controls.picture import (
    CHROMA_X,
    CHROMA_Y,
    DEPTH_GAIN,
    EDGES_GAIN,
    LUMA,
    Strengths,
    compose,
    neutral,
    show,
    split,
)

from ...effort import examples

SHAPE = (2, 3, 4)
SIGNED, SHARE = st.floats(-1, 1, width=32), st.floats(0, 1, width=32)
DEPTH, EDGES = arrays(np.float32, SHAPE, elements=SIGNED), arrays(np.float32, SHAPE, elements=SHARE)
MOTION = arrays(np.float32, (*SHAPE, 2), elements=SIGNED)


def test_axes_are_at_right_angles_and_those_of_the_house_codec() -> None:
    axes = np.stack([LUMA, CHROMA_X, CHROMA_Y])
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-6)
    from filmwright.models.house_codec import _colour

    assert np.allclose(axes, _colour().numpy(), atol=1e-6)


@given(DEPTH, EDGES, MOTION)
@settings(max_examples=examples(50))
def test_whatever_is_added_stays_in_range_and_comes_apart_again(
    depth: np.ndarray, edges: np.ndarray, motion: np.ndarray
) -> None:
    made = compose(depth, edges, motion)
    assert made.dtype == np.float32
    assert made.shape == (*SHAPE, 3)
    assert np.abs(made).max() <= 1
    luma, moves = split(made)
    assert np.allclose(luma, DEPTH_GAIN * depth + EDGES_GAIN * edges, atol=1e-5)
    assert np.allclose(moves, motion, atol=1e-5)


@given(DEPTH, EDGES, MOTION, SHARE, SHARE, SHARE)
@settings(max_examples=examples(50))
def test_controls_add_up_and_strengths_scale_each_towards_neutral(
    depth: np.ndarray, edges: np.ndarray, motion: np.ndarray, d: float, e: float, m: float
) -> None:
    whole = compose(depth, edges, motion, Strengths(d, e, m))
    parts = d * compose(depth_THW=depth) + e * compose(edges_THW=edges) + m * compose(motion_THW2=motion)
    assert np.allclose(whole, parts, atol=1e-5)


def test_no_strength_is_neutral() -> None:
    made = compose(np.ones(SHAPE), np.ones(SHAPE), np.ones((*SHAPE, 2)), Strengths(0, 0, 0))
    assert (made == neutral(*SHAPE)).all()
    assert (show(made) == 128).all()


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_strength_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(FilmwrightError, match="motion: a strength of"):
        Strengths(motion=value)


def test_controls_of_different_sizes_are_refused_with_both() -> None:
    with pytest.raises(FilmwrightError, match="motion is 3 frames of 4x3, depth is 2 frames of 4x3"):
        compose(np.ones(SHAPE), motion_THW2=np.ones((3, 3, 4, 2)))


def test_no_control_at_all_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no control"):
        compose()


def test_for_eyes_the_whole_range_is_shown() -> None:
    assert show(np.array([-1, 0, 1, 7])).tolist() == [0, 128, 255, 255]
