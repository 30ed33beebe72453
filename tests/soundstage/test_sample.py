"""*Backlot*, the sample title: what its re-cut takes, and who is in that. ``demo --staged`` renders it."""

from __future__ import annotations

import pytest

from filmwright.soundstage.owned import Seen
from filmwright.soundstage.sample import RATE, RECUT, SETS, SHOTS, described, moved, taken
from filmwright.soundstage.splice import spliced


@pytest.fixture(scope="module")
def film():
    return described()


def test_it_has_shots_enough_to_train_on_in_recurring_cast(film):
    assert len(film.cuts) == SHOTS and len({cut.shot.set for cut in film.cuts}) == len(SETS)
    assert sum(cut.shot.frames >= 2 * RATE for cut in film.cuts) >= SHOTS / 2
    cast = [role.character for cut in film.cuts for role in cut.shot.cast]
    assert max(cast.count(one) for one in cast) > 4


def test_the_recut_takes_spans_inside_one_shot_each(film):
    shown = list(spliced(film))
    for index, (start, end) in zip(RECUT, taken(film), strict=True):
        assert end - start >= RATE
        assert {(one.shot, one.mix, one.black) for one in shown[start:end]} == {(index, 0, 0)}


def test_who_is_in_the_recut():
    seen = (Seen("a", 0, 50), Seen("b", 10, 20), Seen("c", 60, 70))
    assert moved(seen, [(40, 45), (15, 25), (65, 80)]) == (
        Seen("a", 0, 15),
        Seen("b", 5, 10),
        Seen("c", 15, 20),
    )
