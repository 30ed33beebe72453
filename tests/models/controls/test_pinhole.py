"""Motion by geometry agrees with the truth of rendered shots."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from filmwright.models.controls import camera, pinhole
from filmwright.models.controls.words import Move, Pose

SIZE = (128, 72)


@cache
def staged(seed: int, move: str) -> Any:
    pytest.importorskip("warp")
    from filmwright.soundstage.staging import stage_shot
    from filmwright.soundstage.stream import render

    return render(stage_shot(seed, move=move, frames=4, width=SIZE[0], height=SIZE[1], rate=12), "cpu")


@pytest.mark.parametrize(("seed", "move"), [(5, "orbit"), (7, "handheld"), (6, "zoom")])
def test_a_world_that_stands_still_flows_as_the_truth_says(seed: int, move: str) -> None:
    clip = staged(seed, move)
    path = pinhole.known(clip.intrinsics, clip.extrinsics, *SIZE)
    made = pinhole.field(path, clip.depth)
    assert made.shape == clip.flow.shape
    # Of the last frame the next camera is not among those of the clip.
    still = ((clip.instances == 0) & ~clip.hidden)[:-1]
    off = np.linalg.norm(made - clip.flow, axis=-1)[:-1][still]
    moved = np.linalg.norm(clip.flow, axis=-1)[:-1][still]
    assert moved.mean() > 1
    assert off.mean() < 0.01  # 0.2 is asked for
    assert off.max() < 0.2


@pytest.mark.parametrize(("seed", "move"), [(0, "pan"), (6, "zoom")])
def test_moves_in_words_go_as_the_soundstage_s_do(seed: int, move: str) -> None:
    """Where a move does not depend on how far things are, words alone give nearly the truth."""
    clip = staged(seed, move)
    told = clip.shot.camera
    spoken = [Move(move=move, direction=told.direction, amount=told.amount)]
    made = pinhole.field(camera.moved(spoken, 4, *SIZE, rate=12, lens=told.lens), clip.depth)
    still = (clip.instances == 0) & ~clip.hidden
    off = np.linalg.norm(made - clip.flow, axis=-1)[still].mean()
    assert off < 0.2 * np.linalg.norm(clip.flow, axis=-1)[still].mean()


def test_what_turns_alone_moves_the_sky_and_what_travels_does_not() -> None:
    sky = np.full((2, 72, 128), np.inf)
    turned = pinhole.field(camera.moved([Move(move="pan")], 2, *SIZE), sky)
    assert np.isfinite(turned).all()
    assert turned[..., 0].max() < -1  # a pan to the right: everything goes left
    travelled = pinhole.field(camera.moved([Move(move="truck")], 2, *SIZE), sky)
    assert np.abs(travelled).max() < 1e-4


def test_flow_is_in_inverse_proportion_to_depth_in_a_truck() -> None:
    path = camera.moved([Move(move="truck")], 1, *SIZE, lens=36)
    near, far = (pinhole.field(path, np.full((1, 72, 128), metres)) for metres in (2.0, 8.0))
    assert np.allclose(near, far * 4, atol=1e-3)
    # 0.55 of the frame's width at 4 m, seen at 2 m, a lens of 36 mm: 2.2 m * 128 pixels / 2 m.
    assert near[0, 36, 64] == pytest.approx([-140.8, 0], abs=1e-3)


def test_what_the_camera_passes_stays_a_number() -> None:
    poses = [Pose(at=0), Pose(at=1, position=(0, 0, -50))]
    made = pinhole.field(camera.keyed(poses, 2, *SIZE), np.full((2, 72, 128), 3.0))
    assert np.isfinite(made).all()


def test_a_known_path_goes_on_as_it_went() -> None:
    whole = camera.keyed([Pose(at=0), Pose(at=1, position=(3, 0, 0))], 6, *SIZE)
    # In the middle of a smooth path the step hardly changes.
    part = pinhole.known(whole.intrinsics[2:4], whole.extrinsics[2:4], *SIZE)
    step = np.diff(part.extrinsics[:, 0, 3])
    assert step[0] == pytest.approx(step[1])
    one = pinhole.known(whole.intrinsics[:1], whole.extrinsics[:1], *SIZE)
    assert (pinhole.field(one) == 0).all()


def test_a_bare_stage_has_ground_below_a_wall_and_no_sky() -> None:
    depth = pinhole.stage(camera.moved([Move(move="static")], 1, *SIZE, lens=18))[0]
    assert np.isfinite(depth).all()
    assert depth[36, 64] == pytest.approx(pinhole.WALL, rel=1e-3)
    # The lowest line looks down by 35.5 of 64 pixels.
    assert depth[71, 64] == pytest.approx(pinhole.EYES * 64 / 35.5, rel=1e-3)
    assert (np.diff(depth[:, 64]) <= 1e-4).all()


def test_a_bare_stage_stands_still_under_any_path() -> None:
    """What is at a pixel now is where the flow says in the next frame: its depth there is the same point's."""
    poses = [Pose(at=0), Pose(at=1, position=(1, 0.5, -3), rotation=(20, -5, 3), lens=50)]
    path = camera.keyed(poses, 8, *SIZE)
    depth, flow = pinhole.stage(path), pinhole.field(path)
    for frame in range(7):
        inverse = np.linalg.inv(path.extrinsics[frame])
        rows, columns = np.mgrid[8:64:7, 8:120:9]
        at = depth[frame, rows, columns]
        lens = path.intrinsics[frame]
        ray = np.stack([(columns + 0.5 - lens[0, 2]) / lens[0, 0], (rows + 0.5 - lens[1, 2]) / lens[1, 1]], -1)
        here = np.concatenate([ray * at[..., None], at[..., None], np.ones_like(at)[..., None]], -1)
        there = here @ (path.extrinsics[frame + 1] @ inverse).T
        seen = there[..., :3] @ path.intrinsics[frame + 1].T
        pixels = seen[..., :2] / seen[..., 2:]
        assert np.allclose(np.stack([columns, rows], -1) + 0.5 + flow[frame, rows, columns], pixels, atol=1e-3)
        x, y = np.floor(pixels[..., 0]).astype(int), np.floor(pixels[..., 1]).astype(int)
        inside = (x >= 0) & (x < 128) & (y >= 0) & (y < 72)
        found = depth[frame + 1][y.clip(0, 71), x.clip(0, 127)]
        assert np.median(np.abs(found / there[..., 2] - 1)[inside]) < 0.02
