from __future__ import annotations

import numpy as np

from filmwright.soundstage.judges import people
from filmwright.soundstage.judges.reading import _marked

TWO = np.array([[0.1, 0.2, 0.25, 0.9], [0.6, 0.3, 0.8, 0.95]], np.float32)


def test_the_boxes_that_a_heat_map_is_made_of_are_found_again() -> None:
    heat, sides, _ = _marked(np.concatenate([TWO, np.full((1, 4), np.nan, np.float32)]))
    boxes, scores = people.peaks(heat, sides, 0.3)
    assert len(boxes) == 2 and (scores > 0.9).all()
    found = boxes[np.argsort(boxes[:, 0])]
    assert np.abs(found - TWO).max() < 0.005


def test_one_person_is_found_once_and_nobody_on_a_cold_map() -> None:
    heat, sides, _ = _marked(TWO[:1])
    heat[:, :] = np.maximum(heat, np.roll(heat, 2, 1) * 0.9)  # a second peak beside the first
    assert len(people.peaks(heat, np.broadcast_to(sides.max((1, 2), keepdims=True), sides.shape), 0.3)[0]) == 1
    assert len(people.peaks(np.zeros((36, 64), np.float32), np.zeros((4, 36, 64), np.float32), 0.3)[0]) == 0


def test_tracks_follow_two_who_pass_and_one_who_is_lost_for_a_moment() -> None:
    found = []
    for moment in range(10):
        step = np.array([0.03, 0, 0.03, 0], np.float32) * moment
        boxes = np.stack([TWO[0] + step, TWO[1] - step / 3])
        found.append((boxes[:1] if moment in (4, 5) else boxes, np.ones(1 if moment in (4, 5) else 2, np.float32)))
    tracks = people.followed(found)
    assert len(tracks) == 2
    assert np.isfinite(tracks[0].boxes).all()
    assert np.isnan(tracks[1].boxes[4:6]).all() and np.isfinite(tracks[1].boxes[6:]).all()
    assert (np.diff(tracks[0].boxes[:, 0]) > 0).all() and (tracks[1].scores[4:6] == 0).all()


def test_a_crop_shows_the_box_whole_and_in_proportion() -> None:
    frame = np.zeros((144, 256, 3), np.uint8)
    frame[29:130, 26:64] = (200, 30, 30)  # TWO[0] in pixels
    cut = people.crop(frame, TWO[0])
    red = cut[..., 0] > 100
    rows, columns = np.nonzero(red.any(1))[0], np.nonzero(red.any(0))[0]
    assert cut.shape == (96, 64, 3)
    assert rows[0] > 0 and rows[-1] < 95 and columns[0] > 0 and columns[-1] < 63
    tall, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    assert abs(tall / wide - 101 / 38) < 0.15


def test_a_window_waits_where_somebody_was_last_and_keeps_its_scale() -> None:
    boxes = np.stack([TWO[0] + np.array([0.05, 0, 0.05, 0], np.float32) * k for k in range(16)])
    boxes[:5], boxes[10:] = np.nan, np.nan
    pictures, places = people.windows(np.zeros((16, 144, 256, 3), np.uint8), boxes)
    assert pictures.shape == (16, 64, 64, 3)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    assert np.abs(places[[0, -1], :2] - middles[[5, 9]]).max() < 1e-5
    assert np.abs(places[5:10, :2] - middles[5:10]).max() < 0.05  # a moment of its way
    assert np.ptp(places[:, 2]) == 0 and places[0, 2] > TWO[0, 3] - TWO[0, 1]


def test_what_moves_evenly_stays_where_it_is_and_what_shakes_is_steadied() -> None:
    line = np.stack([np.linspace(0.2, 0.7, 12), np.linspace(0.9, 0.1, 12)], -1).astype(np.float32)
    shaken = line + np.random.default_rng(3).normal(0, 0.05, line.shape).astype(np.float32)
    assert np.abs(people.steadied(line) - line).max() < 1e-5
    assert np.abs(people.steadied(shaken) - line).mean() < 0.7 * np.abs(shaken - line).mean()
    for few in (1, 2):
        assert np.abs(people.steadied(line[:few]) - line[:few]).max() < 1e-5
