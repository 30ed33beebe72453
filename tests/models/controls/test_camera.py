"""Camera paths: every word of the soundstage, each in its direction, and poses that are gone through."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.models.controls import camera, pinhole
from filmwright.models.controls.words import DIRECTIONS, Move, Pose

SIZE = (128, 72)
OTHER = {"right": "left", "up": "down", "in": "out"}


def middle(*moves: Move, frames: int = 6) -> np.ndarray:
    """Mean flow of each frame's four quarters, (T, 2 down, 2 across, 2)."""
    flow = pinhole.field(camera.moved(moves, frames, *SIZE), np.full((frames, 72, 128), 6.0))
    return flow.reshape(frames, 2, 36, 2, 64, 2).mean((2, 4))


def test_the_words_are_the_soundstage_s() -> None:
    vocabulary = pytest.importorskip("filmwright.soundstage.vocabulary")
    from filmwright.soundstage.moves import DIRECTIONS as STAGED

    assert {move.value: known for move, known in STAGED.items()} == DIRECTIONS
    assert [move.value for move in vocabulary.Move] == list(DIRECTIONS)


@pytest.mark.parametrize(("move", "axis", "sign"), [("pan", 0, -1), ("truck", 0, -1), ("tilt", 1, 1), ("crane", 1, 1)])
def test_the_picture_goes_against_the_camera(move: str, axis: int, sign: int) -> None:
    usual, other = DIRECTIONS[move]
    depth = np.full((6, 72, 128), 3.0 if move == "crane" else 6.0)  # nearer than what the crane looks at
    for direction, way in ((usual, sign), (other, -sign), ("", sign)):
        path = camera.moved([Move(move=move, direction=direction)], 6, *SIZE)
        flow = pinhole.field(path, depth).mean((1, 2))
        assert (way * flow[:, axis] > 0).all()
        assert np.abs(flow[:, axis]).sum() > 10 * abs(flow[:, 1 - axis].sum())


@pytest.mark.parametrize("move", ["dolly", "zoom"])
def test_in_spreads_the_picture_and_out_draws_it_together(move: str) -> None:
    for direction, way in (("in", 1), ("out", -1)):
        flow = middle(Move(move=move, direction=direction))
        assert (way * (flow[:, :, 1, 0] - flow[:, :, 0, 0]) > 0).all()
        assert (way * (flow[:, 1, :, 1] - flow[:, 0, :, 1]) > 0).all()


def test_a_dolly_comes_nearer_by_its_factor() -> None:
    path = camera.moved([Move(move="dolly")], 24, *SIZE, distance=5.0)
    eye = -path.extrinsics[-1, :3, :3].T @ path.extrinsics[-1, :3, 3]
    assert 5 + eye[2] == pytest.approx(5 / 1.65)


def test_an_orbit_keeps_its_subject_and_its_distance() -> None:
    path = camera.moved([Move(move="orbit", direction="right")], 12, *SIZE, distance=4.0)
    subject = path.extrinsics @ np.array([0, 0, -4.0, 1])
    assert np.allclose(subject[:, :3], [0, 0, 4], atol=1e-9)
    eye = -path.extrinsics[-1, :3, :3].T @ path.extrinsics[-1, :3, 3]
    assert eye[0] > 2  # it has gone to its right


def test_a_crane_keeps_looking_at_its_subject() -> None:
    path = camera.moved([Move(move="crane")], 12, *SIZE, distance=4.0)
    subject = path.extrinsics @ np.array([0, 0, -4.0, 1])
    assert np.allclose(subject[:, :2], 0, atol=1e-9)


def test_static_is_still_and_a_hand_is_not_and_shakes_alike_for_one_seed() -> None:
    assert (middle(Move(move="static")) == 0).all()
    assert (middle(Move(move="pan", amount=0)) == 0).all()
    hand = camera.moved([Move(move="handheld")], 6, *SIZE, seed=3)
    assert np.abs(pinhole.field(hand)).max() > 0.1
    again, other = (camera.moved([Move(move="handheld")], 6, *SIZE, seed=seed) for seed in (3, 4))
    assert (hand.extrinsics == again.extrinsics).all()
    assert (hand.extrinsics != other.extrinsics).any()


def test_a_dolly_in_with_a_zoom_out_holds_its_subject_and_moves_the_rest() -> None:
    both = [Move(move="dolly", direction="in"), Move(move="zoom", direction="out")]
    path = camera.moved(both, 8, *SIZE, distance=4.0)
    edge = path.extrinsics @ np.array([1, 0, -4.0, 1])
    seen = np.einsum("tij,tj->ti", path.intrinsics, edge[:, :3])
    assert np.allclose(seen[:, 0] / seen[:, 2], seen[0, 0] / seen[0, 2])
    flow = pinhole.field(path, np.full((8, 72, 128), 20.0))
    assert np.abs(flow).max() > 1


def test_moves_begin_where_the_camera_stands_and_ease_in_and_out() -> None:
    path = camera.moved([Move(move="truck")], 40, *SIZE)
    assert np.allclose(path.extrinsics[0], np.diag([1, -1, -1, 1]))
    steps = np.abs(np.diff(path.extrinsics[:, 0, 3]))
    assert steps[0] < steps[20] > steps[-1]
    assert camera.eased(41)[[0, 20, 40]] == pytest.approx([0, 0.5, 1])
    assert (np.diff(camera.eased(41)) > 0).all()


def test_poses_are_gone_through_at_their_times() -> None:
    poses = [
        Pose(at=0.0, position=(0, 1, 0)),
        Pose(at=0.5, position=(2, 1, -1), rotation=(30, 0, 0), lens=50),
        Pose(at=1.0, position=(3, 2, -4), rotation=(90, -10, 5), lens=85),
    ]
    path = camera.keyed(poses, 9, *SIZE)
    assert path.extrinsics.shape == (10, 4, 4)
    for frame, pose in zip((0, 4, 8), poses, strict=True):
        turn, moved = path.extrinsics[frame, :3, :3], path.extrinsics[frame, :3, 3]
        assert np.allclose(-turn.T @ moved, pose.position)
        assert path.intrinsics[frame, 0, 0] == pytest.approx(pose.lens / 36 * 128)
        assert np.allclose(turn @ turn.T, np.eye(3))
    # Turned 90 degrees to its left, the camera looks along -x (and here a little down).
    forward = path.extrinsics[8, 2, :3]
    assert forward == pytest.approx([-np.cos(np.radians(10)), -np.sin(np.radians(10)), 0])
    assert (path.extrinsics[9] == path.extrinsics[8]).all()


def test_one_pose_stands_and_poses_need_not_span_the_clip() -> None:
    assert (pinhole.field(camera.keyed([Pose(at=0.3, position=(1, 2, 3))], 4, *SIZE)) == 0).all()
    path = camera.keyed([Pose(at=0.5), Pose(at=0.75, position=(1, 0, 0))], 9, *SIZE)
    assert (np.diff(path.extrinsics[:5], axis=0) == 0).all()
    assert (np.diff(path.extrinsics[6:], axis=0) == 0).all()
