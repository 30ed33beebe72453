"""Lines as a control: where pictures change, thin, alike in mist and in sun; drawings as they are drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from filmwright.models.controls import edges


def boxes(ink: int, paper: int, frames: int = 2) -> np.ndarray:
    clip = np.full((frames, 72, 128, 3), paper, np.uint8)
    clip[:, 20:50, 30:90] = ink
    return clip


@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (0, 255), (150, 120)])
def test_the_outline_is_a_thin_line_in_any_contrast(ink: int, paper: int) -> None:
    made = edges.from_pictures(boxes(ink, paper))
    assert made.dtype == np.float32
    assert made.shape == (2, 72, 128)
    assert set(np.unique(made)) == {0.0, 1.0}
    rows = made[0, 35]
    assert rows.sum() == 2  # one pixel at each side
    assert np.abs(np.flatnonzero(rows) - [30, 90]).max() <= 1
    assert made[0, 25:45, 35:85].sum() == 0


def test_a_bare_wall_with_grain_has_no_lines() -> None:
    grain = np.random.default_rng(0).normal(120, 2, (2, 72, 128, 3))
    assert edges.from_pictures(grain.round().astype(np.uint8)).sum() == 0


def test_lines_do_not_flicker_when_something_bright_comes_in() -> None:
    clip = boxes(150, 120)
    clip[1, 60:68, 100:120] = 255
    made = edges.from_pictures(clip)
    assert (made[0, 15:55, 25:95] == made[1, 15:55, 25:95]).all()


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (40, 230), (255, 0), (200, 30)])
def test_a_drawing_is_read_dark_on_light_and_light_on_dark(ink: int, paper: int) -> None:
    page = np.full((1, 72, 128, 3), paper, np.uint8)
    cv2.line(page[0], (10, 10), (110, 60), (ink, ink, ink), 2)
    made = edges.from_drawing(page)
    assert made.max() == 1
    assert made[0, 0, 0] == 0
    drawn = page[0, ..., 0] == ink
    assert (made[0][drawn] == 1).all()
    assert (made[0][~drawn] == 0).all()


def test_a_soft_line_stays_soft_and_a_blank_page_is_blank() -> None:
    page = np.full((1, 8, 9, 3), 255, np.uint8)
    page[0, :, 4], page[0, :, 3] = 0, 128
    made = edges.from_drawing(page)
    assert 0.4 < made[0, 0, 3] < 0.6
    assert edges.from_drawing(np.full((1, 8, 8, 3), 250, np.uint8)).sum() == 0
