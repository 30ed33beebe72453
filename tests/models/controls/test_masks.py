"""Masks: what is outside of one stays, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from filmwright.errors import FilmwrightError
from filmwright.models.controls import masks

from ...effort import examples

SHAPE = (2, 6, 8)
FRAMES, MASKS = arrays(np.uint8, (*SHAPE, 3)), arrays(bool, SHAPE)
ANY = arrays(np.float32, (*SHAPE, 3), elements=st.floats(width=32))


@given(st.tuples(FRAMES, FRAMES) | st.tuples(ANY, ANY), MASKS)
@settings(max_examples=examples(100))
def test_outside_of_the_mask_the_source_stays_to_the_bit(
    clips: tuple[np.ndarray, np.ndarray], mask: np.ndarray
) -> None:
    made, source = clips
    whole = masks.restore(made, source, mask)
    assert whole.dtype == source.dtype
    assert whole[~mask].tobytes() == source[~mask].tobytes()
    assert whole[mask].tobytes() == made[mask].tobytes()


def test_restoring_with_something_of_another_kind_is_a_fault_of_the_caller() -> None:
    clip, mask = np.zeros((*SHAPE, 3), np.uint8), np.zeros(SHAPE, bool)
    for wrong in ((clip[:1], clip, mask), (clip, clip, mask[:, :3]), (clip / 1.0, clip, mask), (clip, clip, mask + 0)):
        with pytest.raises(ValueError, match="made"):
            masks.restore(*wrong)


def test_white_is_new() -> None:
    clip = np.zeros((2, 4, 4, 3), np.uint8)
    clip[0, :2], clip[1] = 255, 100
    assert masks.from_pictures(clip).sum((1, 2)).tolist() == [8, 0]


def test_a_box_is_where_it_is_said() -> None:
    made = masks.box(3, 72, 128, 0.25, 0.5, 0.5, 1.0)
    assert made.shape == (3, 72, 128)
    assert made[:, 36:, 32:64].all()
    assert made.sum() == 3 * 36 * 32
    with pytest.raises(FilmwrightError, match="holds no pixel"):
        masks.box(1, 72, 128, 0.5, 0.5, 0.5, 1.0)


@given(MASKS, st.integers(1, 4))
@settings(max_examples=examples(50))
def test_growing_grows_shrinking_shrinks_and_one_is_the_other_of_the_rest(mask: np.ndarray, pixels: int) -> None:
    more, less = masks.grow(mask, pixels), masks.grow(mask, -pixels)
    assert (more | ~mask).all()
    assert (mask | ~less).all()
    assert (masks.grow(~mask, pixels) == ~less).all()
    assert (masks.grow(mask, 0) == mask).all()


def test_it_grows_by_so_many_pixels_all_around() -> None:
    point = np.zeros((1, 21, 21), bool)
    point[0, 10, 10] = True
    grown = masks.grow(point, 5)[0]
    rows, columns = np.nonzero(grown)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (5, 15, 5, 15)
    assert not grown[5, 5]
    assert (masks.grow(grown[None], -5) == point).all()


@given(FRAMES, st.integers(0, 7), st.integers(0, 9), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=examples(100))
def test_a_placed_picture_is_whole_and_all_around_is_new(
    clip: np.ndarray, wider: int, taller: int, across: float, down: float
) -> None:
    width, height = 8 + wider, 6 + taller
    if (wider, taller) == (0, 0):
        with pytest.raises(FilmwrightError, match="leaves nothing to make in a frame of 8x6"):
            masks.place(clip, width, height)
        return
    placed, mask = masks.place(clip, width, height, (across, down))
    assert placed.shape == (2, height, width, 3)
    assert placed[~mask].tobytes() == clip.tobytes()
    assert (placed[mask] == masks.GREY).all()


def test_a_picture_larger_than_its_frame_is_refused() -> None:
    with pytest.raises(FilmwrightError, match="8x6 leaves nothing to make in a frame of 6x12"):
        masks.place(np.zeros((1, 6, 8, 3), np.uint8), 6, 12)


@given(st.integers(2, 4000), st.integers(2, 4000), st.integers(4, 500), st.integers(4, 500), st.floats(0.01, 1))
@settings(max_examples=examples(200))
def test_a_fitted_picture_fits(width: int, height: int, across: int, down: int, scale: float) -> None:
    frame = (2 * across, 2 * down)
    fitted = masks.fitted((width, height), frame, scale)
    assert all(2 <= side <= most and side % 2 == 0 for side, most in zip(fitted, frame, strict=True))


def test_a_square_in_a_wide_frame_fills_its_height() -> None:
    assert masks.fitted((1000, 1000), (256, 144)) == (144, 144)
    assert masks.fitted((1440, 1080), (144, 256)) == (144, 108)
    assert masks.fitted((1000, 1000), (256, 144), 0.5) == (72, 72)
