from __future__ import annotations

import cv2
import numpy as np

from filmwright.soundstage.judges import motion

NOBODY = np.full((2, 1, 4), np.nan, np.float32)
ALL = np.ones((motion.ROWS, motion.COLUMNS), np.float32)


def _noise() -> np.ndarray:
    rough = np.random.default_rng(3).integers(0, 255, (40, 70, 3), np.uint8)
    return cv2.resize(rough, (300, 170), interpolation=cv2.INTER_CUBIC)


def test_a_picture_that_slides_has_that_flow_everywhere_and_nothing_is_left_over() -> None:
    wide = _noise()
    frames = np.stack([wide[10:154, 20:276], wide[10:154, 23:279]])  # the picture goes 3 pixels to the left
    made, factors = motion.grids(frames, np.array([0.0, 0.125]), NOBODY)
    wanted = -3 / 256 / 0.125
    assert made.shape == (1, motion.CHANNELS, motion.ROWS, motion.COLUMNS)
    assert abs(np.median(made[0, 0]) - wanted) < 0.004 and abs(np.median(made[0, 1])) < 0.004
    assert abs(factors[0, 0, 0] - wanted) < 0.004
    assert np.abs(np.median(made[0, 2:4])) < 0.02


def test_the_formula_tells_a_zoom_and_what_moves_by_itself_does_not_disturb_it() -> None:
    x, y = np.meshgrid((np.arange(32) + 0.5) / 32 - 0.5, ((np.arange(18) + 0.5) / 18 - 0.5) * 144 / 256)
    flow = np.stack([0.3 * x, 0.3 * y], -1).astype(np.float32)
    moved = flow.copy()
    moved[5:12, 10:16] += 0.4  # somebody walks
    factors, fit = motion.explained(moved, ALL)
    assert abs(factors[0, 1] - 0.3) < 0.02 and abs(factors[1, 2] - 0.3) < 0.02
    assert np.abs(fit - flow).max() < 0.02
    assert np.abs((moved - fit)[7:10, 12:14] - 0.4).max() < 0.03


def test_a_mirror_turns_the_factors_as_it_turns_the_flow() -> None:
    flow = np.random.default_rng(1).normal(0, 0.1, (18, 32, 2)).astype(np.float32)
    factors, _ = motion.explained(flow, ALL)
    turned, _ = motion.explained(flow[:, ::-1] * np.array([-1, 1], np.float32), ALL)
    assert np.abs(turned - factors * motion.MIRROR).max() < 1e-4


def test_the_fitted_flow_at_a_point_is_that_of_its_cell() -> None:
    flow = np.random.default_rng(2).normal(0, 0.1, (18, 32, 2)).astype(np.float32)
    factors, fit = motion.explained(flow, ALL)
    found = motion.at(factors, np.array([(7 + 0.5) / 32]), np.array([(3 + 0.5) / 18]))
    assert np.abs(found[0] - fit[3, 7]).max() < 1e-4
