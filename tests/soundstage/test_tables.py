"""The truth of a film, written and read again."""

from __future__ import annotations

from fractions import Fraction

import lance
import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.tables import NAME, packed, read_truth, shown
from filmwright.soundstage.truth import Frame, frames
from filmwright.soundstage.view import looking


@pytest.mark.parametrize("at", [0, 2, 5])
def test_truth_comes_back_as_it_was_rendered(tiny, at):
    frame = list(frames(tiny.film.cuts[1].shot))[at]
    read = read_truth(tiny.folder, 4 + at)
    assert (read.shot, read.frame_in_shot, read.seconds) == (1, at, Fraction(4 + at, 12))
    for name in ("instances", "semantics", "hidden", "keypoints", "seen"):
        assert np.array_equal(getattr(read, name), getattr(frame, name)), name
    assert np.array_equal(read.intrinsics, frame.view.intrinsics)
    assert np.array_equal(read.extrinsics, frame.view.extrinsics)
    assert set(read.shown) == {1, 2}
    near = np.isfinite(frame.depth)
    assert np.array_equal(np.isfinite(read.depth), near)
    assert np.all(np.abs(read.depth[near] - frame.depth[near]) <= frame.depth[near] / 2048)
    assert np.all(np.abs(read.flow - frame.flow) <= np.abs(frame.flow) / 2048 + 2**-24)


def test_a_dissolve_says_how_much_of_the_shot_before_is_seen(tiny):
    rows = lance.dataset(str(tiny.folder / NAME)).to_table(columns=["frame", "shot", "mix", "black"]).to_pylist()
    assert [row["frame"] for row in rows] == list(range(10))
    assert [row["shot"] for row in rows] == [0] * 4 + [1] * 6
    assert [round(row["mix"], 6) for row in rows] == [0] * 4 + [0.666667, 0.333333] + [0] * 4
    assert not any(row["black"] for row in rows)


def test_depth_and_flow_beyond_what_is_kept_stay_finite_and_the_sky_does_not():
    depth = np.array([[0.3, 7e4, np.inf, 12.34]], np.float32)
    flow = np.array([[[1e6, -1e6], [0.1, 0], [0, 0], [3, 4]]], np.float32)
    nothing = np.zeros((1, 4), np.uint8)
    frame = Frame(
        np.zeros((1, 4, 3), np.uint8), depth, nothing, nothing, flow, nothing.astype(bool),
        np.zeros((0, 17, 3), np.float32), np.zeros(0, np.float32), looking((0, 1, 5), (0, 1, 0), 35.0, (4, 1)),
    )  # fmt: skip
    from filmwright.soundstage.tables import _whole

    back = packed(frame)
    assert _whole(back["depth"], (1, 4)).tolist()[0][1:3] == [65504.0, float("inf")]
    assert _whole(back["flow"], (1, 4, 2))[0, 0].tolist() == [65504.0, -65504.0]
    assert shown(frame) == []


def test_a_frame_or_a_film_that_is_not_there_is_said(tiny, tmp_path):
    for frame in (-1, 10):
        with pytest.raises(FilmwrightError, match=r"there is no frame .* 0 to 9"):
            read_truth(tiny.folder, frame)
    with pytest.raises(FilmwrightError, match="no truth of a film here"):
        read_truth(tmp_path, 0)
