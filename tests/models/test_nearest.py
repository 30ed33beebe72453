from __future__ import annotations

import numpy as np
import pytest

from filmwright.library import snapshot
from filmwright.media.encode import read_clip
from filmwright.models.nearest import nearest, shrunk


@pytest.fixture(scope="module")
def proxies(filmed):
    frozen = snapshot.load(filmed, "S")
    return {shot: read_clip(data) for shot, data in snapshot.clip_reader(filmed, frozen).proxies()}


def test_a_training_clip_is_nearest_to_itself_at_no_distance(filmed, proxies):
    shot = list(proxies)[3]
    (near,) = nearest(filmed, "S", [proxies[shot]])
    assert near[0].shot == shot and near[0].distance < 0.1
    assert near[1].distance > 5
    assert [n.distance for n in near] == sorted(n.distance for n in near) and len(near) == 3


def test_the_frame_is_where_the_match_is(filmed, proxies):
    shot = next(iter(proxies))
    (near,) = nearest(filmed, "S", [proxies[shot][7:9]])
    assert (near[0].shot, near[0].frame in (7, 8)) == (shot, True)


def test_a_repeated_shot_is_found_twice(filmed, proxies):
    shots = list(proxies)
    (near,) = nearest(filmed, "S", [proxies[shots[1]]])
    assert {near[0].shot, near[1].shot} == {shots[1], shots[6]} and near[1].distance < 3 < near[2].distance


def test_each_take_has_its_own(filmed, proxies):
    shots = list(proxies)
    found = nearest(filmed, "S", [proxies[shots[2]], proxies[shots[4]]], count=1)
    assert [near[0].shot for near in found] == [shots[2], shots[4]]
    assert nearest(filmed, "S", []) == []


def test_distance_is_in_code_values(filmed, proxies):
    shot = list(proxies)[5]
    brighter = np.clip(proxies[shot].astype(int) + 10, 0, 255).astype(np.uint8)
    (near,) = nearest(filmed, "S", [brighter])
    assert near[0].shot == shot and near[0].distance == pytest.approx(10, abs=1)
    assert near[0].to_json() == {"shot": shot, "frame": near[0].frame, "distance": near[0].distance}


def test_pictures_shrink_by_means():
    frames = np.zeros((2, 144, 256, 3), np.uint8)
    frames[1, :8, :8] = 64
    small = shrunk(frames)
    assert small.shape == (2, 18 * 32 * 3) and small[0].sum() == 0
    assert small[1, :3].tolist() == [64, 64, 64] and small[1].sum() == 3 * 64
