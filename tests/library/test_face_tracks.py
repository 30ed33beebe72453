"""Faces linked over time: which frames a track covers, and when one face becomes two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from filmwright.library.face_detectors import Face
from filmwright.library.face_tracks import Track, tracks
from filmwright.library.shots import Shot
from filmwright.media.planes import Picture

NO = np.zeros((2, 2), np.uint8)


class Seen:
    """A detector that sees what it is told to, in the frames that it is shown."""

    settings: dict[str, Any] = {}  # noqa: RUF012

    def __init__(self, seen: Mapping[int, Sequence[Face]]) -> None:
        self.seen, self.looks = seen, list[int]()

    def faces(self, picture: Picture) -> list[Face]:
        self.looks.append(picture.index)
        return list(self.seen.get(picture.index, ()))


def shot(first: int, last: int) -> Shot:
    """Frames ``first`` to ``last``; all that tracks read of a shot."""
    return cast(Shot, SimpleNamespace(in_frame=first, out_frame=last + 1))


def run(seen: Seen, *cut: Shot, rate: int = 24, frames: int = 100) -> list[Track]:
    return list(tracks((Picture(n, NO, NO, NO) for n in range(frames)), cut, Fraction(rate), seen))


def box(x: float, confidence: float = 0.8) -> Face:
    return Face(x, 10, 40, 40, confidence)


def test_it_looks_four_times_a_second_from_the_first_frame_of_each_shot_and_nowhere_else() -> None:
    seen = Seen({})
    assert run(seen, shot(5, 24), shot(40, 41), rate=24) == []
    assert seen.looks == [5, 11, 17, 23, 40]
    fast = Seen({})
    run(fast, shot(0, 9), rate=3)
    assert fast.looks == list(range(10))


def test_a_track_reaches_to_the_looks_beside_it_within_its_shot() -> None:
    face = {18: [box(0)], 24: [box(4, 0.95)], 30: [box(8)]}
    (track,) = run(Seen(face), shot(0, 99))
    assert (track.first, track.last, track.confidence) == (13, 35, 0.95)
    (track,) = run(Seen(face), shot(18, 31))
    assert (track.first, track.last) == (18, 31)


def test_a_face_that_is_missed_twice_goes_on_and_thrice_begins_anew() -> None:
    assert len(run(Seen({0: [box(0)], 18: [box(0)]}), shot(0, 99))) == 1
    first, second = run(Seen({0: [box(0)], 24: [box(0)]}), shot(0, 99))
    assert (first.first, first.last, second.first, second.last) == (0, 5, 19, 29)


def test_two_faces_that_pass_each_other_keep_their_own_boxes() -> None:
    seen = {n: [box(0 + n), box(90 - n)] for n in range(0, 60, 6)}
    assert len(run(Seen(seen), shot(0, 59))) == 2
    jumped = run(Seen({0: [box(0)], 6: [box(200)]}), shot(0, 59))
    assert [(t.first, t.last) for t in jumped] == [(0, 5), (1, 11)]


def test_no_track_goes_over_a_cut() -> None:
    found = run(Seen({n: [box(0)] for n in range(0, 100)}), shot(0, 47), shot(48, 99))
    assert [(t.first, t.last) for t in found] == [(0, 47), (48, 99)]


def test_the_order_of_a_picture_s_boxes_does_not_matter() -> None:
    boxes = [box(0), box(60), box(120), box(130)]
    one = run(Seen({n: boxes for n in range(0, 50, 6)}), shot(0, 59))
    other = run(Seen({n: boxes[::-1] for n in range(0, 50, 6)}), shot(0, 59))
    assert [(t.first, t.last, t.face.x) for t in one] == [(t.first, t.last, t.face.x) for t in other]
