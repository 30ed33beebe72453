"""Depth as a control: near is bright, one scale a clip, any unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filmwright.errors import FilmwrightError
from filmwright.models.controls import depth

from ...effort import examples

METRES = arrays(np.float32, (2, 4, 5), elements=st.floats(0.125, 1e4, width=32) | st.just(np.inf))


@given(METRES)
@settings(max_examples=examples(100))
def test_near_is_never_darker_than_far_and_the_sky_is_darkest(metres: np.ndarray) -> None:
    made = depth.from_metres(metres)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    assert np.abs(made).max() <= 1
    assert (made[np.isinf(metres)] == -1).all()
    order = np.argsort(metres, axis=None)
    assert (np.diff(made.ravel()[order]) <= 0).all()


def test_the_unit_does_not_matter() -> None:
    metres = np.random.default_rng(0).uniform(1, 30, (3, 8, 8)).astype(np.float32)
    assert np.allclose(depth.from_metres(metres), depth.from_metres(metres * 100), atol=1e-4)


def test_one_scale_holds_for_the_whole_clip() -> None:
    """A thing that stands still keeps its value when something near comes in."""
    metres = np.tile(np.linspace(4, 20, 64, dtype=np.float32), (2, 16, 1))
    metres[1, :8, :32] = 1.0
    made = depth.from_metres(metres)
    assert (made[0, 12] == made[1, 12]).all()


def test_a_speck_at_the_lens_does_not_squeeze_the_rest() -> None:
    metres = np.tile(np.linspace(4, 20, 64, dtype=np.float32), (2, 16, 1))
    metres[0, 0, 0] = 0.01
    made = depth.from_metres(metres)
    assert np.ptp(made[:, 1:]) > 1.9


def test_flat_depth_says_nothing_and_sky_alone_is_far() -> None:
    assert (depth.from_metres(np.full((1, 2, 2), 3.0)) == 0).all()
    assert (depth.from_metres(np.full((1, 2, 2), np.inf)) == -1).all()


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan")])
def test_what_is_no_depth_is_refused(wrong: float) -> None:
    with pytest.raises(FilmwrightError, match="not more than 0 metres"):
        depth.from_metres(np.array([[[1.0, wrong]]]))


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_grey_of_any_kind_is_read_alike_and_can_be_inverted(kind: type) -> None:
    share = np.tile(np.linspace(0, 1, 200), (1, 4, 1))
    top = 1 if kind is np.float32 else np.iinfo(kind).max
    grey = (share * top).astype(kind)
    made = depth.from_grey(grey)
    assert made[0, 0, 0] == -1
    assert made[0, 0, -1] == 1
    assert (np.diff(made[0, 0]) >= 0).all()
    assert np.allclose(depth.from_grey(grey, inverted=True), -made, atol=1e-5)
    assert np.allclose(depth.from_grey(np.repeat(grey[..., None], 3, -1)), made, atol=1e-5)


@given(arrays(np.float32, (1, 3, 3), elements=st.floats(-1, 1, width=32)))
@settings(max_examples=examples(50))
def test_metres_of_a_control_lie_between_near_and_far(control: np.ndarray) -> None:
    metres = depth.to_metres(control)
    assert metres.min() >= depth.NEAR * 0.999
    assert metres.max() <= depth.FAR * 1.001
    nearness = (1 / metres - 1 / depth.FAR) / (1 / depth.NEAR - 1 / depth.FAR)
    assert np.allclose(nearness * 2 - 1, control, atol=1e-4)
