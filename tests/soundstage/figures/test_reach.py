"""Two-bone reach, and angles of a rotation: against what must hold for any of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.soundstage.figures.reach import angles, frame, hinged, reach, swing
from filmwright.soundstage.geometry import rotation

Degrees = st.floats(-180, 180)
Metres = st.floats(-1, 1)


@given(Degrees, st.sampled_from([-90.0, -89.9999, 0.0, 90.0]) | Degrees, Degrees)
def test_angles_give_back_the_rotation(yaw: float, pitch: float, roll: float) -> None:
    turn = rotation(yaw, pitch, roll)
    assert rotation(*angles(turn)) == pytest.approx(turn, abs=1e-4)


@given(Metres, Metres, Metres)
def test_bones_keep_their_lengths_and_end_at_the_target_where_they_can(x: float, y: float, z: float) -> None:
    target = np.array([x, y, z])
    middle, end = reach(np.zeros(3), target, 0.45, 0.4, np.array([0.1, 0.2, 1.0]))
    assert np.linalg.norm(middle) == pytest.approx(0.45, abs=1e-6)
    assert np.linalg.norm(end - middle) == pytest.approx(0.4, abs=1e-6)
    if 0.08 < np.linalg.norm(target) < 0.84:
        assert end == pytest.approx(target, abs=1e-6)


def test_the_middle_joint_bends_to_the_pole() -> None:
    middle, _ = reach(np.zeros(3), np.array([0.0, -0.6, 0.0]), 0.4, 0.4, np.array([0.0, 0.0, 1.0]))
    assert middle[2] > 0.2 and middle[0] == pytest.approx(0, abs=1e-9)


@given(Degrees, Degrees)
def test_swing_takes_one_direction_to_the_other_and_is_a_rotation(yaw: float, pitch: float) -> None:
    end = rotation(yaw, pitch) @ np.array([0.0, 0.0, 1.0])
    turn = swing(np.array([0.0, 0.6, 0.8]), end)
    if np.array([0.0, 0.6, 0.8]) @ end > -0.99:
        assert turn @ np.array([0.0, 0.6, 0.8]) == pytest.approx(end, abs=1e-6)
        assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-6)


def test_frames_hang_along_the_bone() -> None:
    down, forward = np.array([0.3, -0.8, 0.1]), np.array([0.0, 0.2, 1.0])
    turn = frame(down, forward)
    for made in (turn, hinged(down, turn[:, 0])):
        assert made @ np.array([0.0, -1.0, 0.0]) == pytest.approx(down / np.linalg.norm(down))
        assert np.linalg.det(made) == pytest.approx(1.0)
