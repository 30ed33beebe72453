"""Truth is true: what the channels say of a frame holds against the frames around it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from filmwright.soundstage.description import Camera, Picture, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.scene import Scene
from filmwright.soundstage.truth import HIDDEN, OUTSIDE, SEEN, Frame, _over, frames
from filmwright.soundstage.vocabulary import SEMANTICS, Action, Look, Move, Scale, Semantic, SetFamily

pytest.importorskip("warp")
SIZE = {"width": 128, "height": 72}
PERSON, SKY = SEMANTICS.index(Semantic.PERSON), SEMANTICS.index(Semantic.SKY)


def shot(**more: Any) -> Shot:
    walker = Role(character=CAST[3].id, action=Action.WALK, at=(-1.2, 0), to=(1.2, 0))
    told = {
        "set": Stand(family=SetFamily.FIELD, seed=1),
        "cast": (walker,),
        "camera": Camera(scale=Scale.FULL, move=Move.STATIC),
        "picture": Picture(**SIZE),
        "frames": 4,
        **more,
    }
    return Shot(**told)


@pytest.fixture(scope="module")
def walked() -> list[Frame]:
    return list(frames(shot(frames=16), "cpu"))


@pytest.fixture(scope="module")
def trucked() -> list[Frame]:
    return list(frames(shot(camera=Camera(scale=Scale.FULL, move=Move.TRUCK), frames=6), "cpu"))


def test_channels_have_the_size_and_kind_that_they_say(walked: list[Frame]) -> None:
    frame = walked[0]
    assert frame.picture.shape == (72, 128, 3)
    assert frame.picture.dtype == np.uint8
    for name in ("depth", "instances", "semantics", "hidden"):
        assert getattr(frame, name).shape == (72, 128)
    assert frame.flow.shape == (72, 128, 2)
    assert frame.keypoints.shape == (1, 17, 3)
    assert frame.seen.shape == (1,)


def test_masks_agree_with_each_other(walked: list[Frame]) -> None:
    for frame in walked:
        assert ((frame.instances == 1) == (frame.semantics == PERSON)).all()
        assert (np.isinf(frame.depth) == (frame.semantics == SKY)).all()
        assert (frame.instances == 1).sum() > 100


def test_nothing_moves_but_the_figure_under_a_camera_that_stands(walked: list[Frame]) -> None:
    for frame in walked:
        still = frame.instances == 0
        assert np.abs(frame.flow[still]).max() < 1e-3


def test_flow_of_the_figure_goes_where_it_walks(walked: list[Frame]) -> None:
    ways = [frame.flow[frame.instances == 1].mean(0) for frame in walked[8:]]
    centres = [np.argwhere(frame.instances == 1).mean(0)[::-1] for frame in walked[8:]]
    moved = np.diff(centres, axis=0)
    assert np.abs(np.array(ways[:-1]) - moved).max() < 1.0
    assert np.array(ways)[:, 0].mean() > 0.2


def test_flow_leads_to_the_same_surface(trucked: list[Frame]) -> None:
    """Along the flow the depth and the instance of the next frame are those that the point takes with it."""
    for now, after in pairwise(trucked):
        rows, columns = np.nonzero(~now.hidden & np.isfinite(now.depth))
        ends = np.floor(np.stack([columns, rows], -1) + 0.5 + now.flow[rows, columns]).astype(int)
        away = _carried(now, after, rows, columns)
        # A point lands between pixels: one of those around it shows its surface.
        wide = np.pad(after.depth, 1, mode="edge")
        around = [wide[ends[:, 1] + dy, ends[:, 0] + dx] for dy in range(3) for dx in range(3)]
        near = np.abs(np.array(around) - away).min(0) < 0.02 * away + 0.05
        assert near.mean() > 0.97
        same = after.instances[ends[:, 1], ends[:, 0]] == now.instances[rows, columns]
        assert same.mean() > 0.97


def _carried(now: Frame, after: Frame, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Depth in the next camera of points that stand still."""
    rays = np.linalg.inv(now.view.intrinsics) @ np.stack([columns + 0.5, rows + 0.5, np.ones(len(rows))])
    camera = np.concatenate([rays * now.depth[rows, columns], np.ones((1, len(rows)))])
    world = np.linalg.inv(now.view.extrinsics) @ camera
    return (after.view.extrinsics @ world)[2]


def test_what_goes_out_of_sight_is_told(trucked: list[Frame]) -> None:
    frame = trucked[2]
    x = np.arange(128) + 0.5 + frame.flow[..., 0]
    assert frame.hidden[(x < 0) | (x >= 128)].all()
    assert 0 < frame.hidden.mean() < 0.3


def test_keypoints_lie_on_the_figure(walked: list[Frame]) -> None:
    for frame in walked:
        x, y, state = frame.keypoints[0].T
        seen = state == SEEN
        assert seen.sum() >= 6
        assert (frame.instances[y[seen].astype(int), x[seen].astype(int)] == 1).all()
        rows, columns = np.nonzero(frame.instances == 1)
        assert columns.min() - 3 < x.min() and x.max() < columns.max() + 3
        assert rows.min() - 3 < y.min() and y.max() < rows.max() + 3


def test_a_face_that_looks_away_is_not_seen() -> None:
    for facing, states in ((180.0, {HIDDEN}), (0.0, {SEEN})):
        role = Role(character=CAST[6].id, facing=facing)
        camera = Camera(scale=Scale.MEDIUM, azimuth=0)
        picture = Picture(width=256, height=144)
        frame = next(frames(shot(cast=(role,), camera=camera, picture=picture, frames=1), "cpu"))
        assert set(frame.keypoints[0, :3, 2].tolist()) == states


def test_who_stands_behind_another_is_hidden() -> None:
    roles = (Role(character=CAST[0].id, at=(0, 1.2)), Role(character=CAST[1].id, at=(0, -1.0)))
    camera = Camera(scale=Scale.FULL, azimuth=0, subject=0, height=1.2)
    frame = next(frames(shot(cast=roles, camera=camera, frames=1), "cpu"))
    assert frame.seen[0] == 1.0
    assert frame.seen[1] < 0.6
    assert (frame.keypoints[1, :, 2] == HIDDEN).any()


def test_only_triangles_that_cover_nothing_marked_are_left_undrawn() -> None:
    draw = np.random.default_rng(5)
    for _ in range(20):
        triangles = draw.integers(-40 * 16, 120 * 16, (60, 1, 2)) + draw.integers(-300, 300, (60, 3, 2))
        triangles = triangles.astype(np.int32)
        marked = draw.random((36, 64)) < 0.01
        kept = _over(marked, triangles)
        for triangle in triangles[~kept]:
            drawn = np.zeros(marked.shape, np.uint8)
            cv2.fillConvexPoly(drawn, triangle, 1, shift=4)
            assert not (drawn.astype(bool) & marked).any()
        assert 0 < kept.sum() < len(kept)


def test_who_is_not_in_the_frame_is_outside() -> None:
    roles = (Role(character=CAST[0].id), Role(character=CAST[1].id, at=(0, 40.0)))
    frame = next(frames(shot(cast=roles, camera=Camera(scale=Scale.CLOSE, subject=0), frames=1), "cpu"))
    assert frame.seen[1] == 0
    assert (frame.keypoints[1, :, 2] == OUTSIDE).all()


def test_looks_show_the_same_world() -> None:
    """The same scene in another look is frame-exact: every truth channel is the same, only the picture is not."""
    made = {}
    for look in Look:
        made[look] = list(frames(shot(picture=Picture(look=look, hold=1, **SIZE), frames=3), "cpu"))
    first = made[Look.NATURALISTIC]
    for look, others in made.items():
        for one, other in zip(first, others, strict=True):
            for name in ("depth", "instances", "semantics", "flow", "hidden", "keypoints", "seen"):
                assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
            if look is not Look.NATURALISTIC:
                assert np.abs(one.picture.astype(int) - other.picture).mean() > 5


def test_anime_holds_its_poses_on_twos_and_not_its_camera() -> None:
    camera = Camera(scale=Scale.FULL, move=Move.PAN)
    scene = Scene(shot(picture=Picture(look=Look.ANIME, **SIZE), camera=camera, frames=24))
    moving = [scene.moving(frame) for frame in (12, 13, 14)]
    assert all(mesh is not None for mesh in moving)
    first, held, after = (mesh.vertices for mesh in moving if mesh is not None)
    assert np.array_equal(first, held)
    assert not np.array_equal(first, after)
    assert not np.array_equal(scene.views[12].forward, scene.views[13].forward)


def test_a_frame_is_the_same_bytes_again() -> None:
    one, other = (list(frames(shot(frames=2), "cpu")) for _ in range(2))
    for a, b in zip(one, other, strict=True):
        assert a.picture.tobytes() == b.picture.tobytes()
        assert a.flow.tobytes() == b.flow.tobytes()
