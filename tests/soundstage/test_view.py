"""A camera's matrices and its projection say the same."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.soundstage.view import looking


def test_what_it_looks_at_is_in_the_middle() -> None:
    view = looking((3, 2, 5), (0, 1, 0), 35, (256, 144))
    pixels, depth = view.project(np.array([0.0, 1.0, 0.0]))
    assert pixels == pytest.approx([128, 72])
    assert depth == pytest.approx(np.linalg.norm([3, 1, 5]))


def test_right_is_right_and_up_is_up() -> None:
    view = looking((0, 1, 5), (0, 1, 0), 35, (256, 144))
    pixels, _ = view.project(np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 0.0]]))
    assert pixels[0, 0] > 128
    assert pixels[1, 1] < 72


def test_matrices_project_as_the_view_does() -> None:
    view = looking((3, 2, 5), (0, 1, 0), 50, (256, 144), roll=7)
    points = np.random.default_rng(0).uniform(-1, 1, (20, 3))
    pixels, depth = view.project(points)
    camera = (view.extrinsics @ np.concatenate([points, np.ones((20, 1))], -1).T)[:3]
    seen = view.intrinsics @ camera
    assert np.allclose(seen[:2] / seen[2], pixels.T)
    assert np.allclose(camera[2], depth)
    assert np.allclose(view.extrinsics[:3, :3] @ view.extrinsics[:3, :3].T, np.eye(3))
