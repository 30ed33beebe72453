"""Which shots each frame of a film shows: counted by hand, and mixed in whole numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from filmwright.soundstage.description import Cut, Film, Shot, Stand
from filmwright.soundstage.splice import mixed, spliced
from filmwright.soundstage.vocabulary import SetFamily, Transition


def film(*cuts: tuple[int, Transition, int]) -> Film:
    return Film(
        title="Film",
        cuts=tuple(
            Cut(shot=Shot(set=Stand(family=SetFamily.SEA), frames=frames), transition=how, overlap=overlap)
            for frames, how, overlap in cuts
        ),
    )


def test_a_dissolve_shows_both_shots_in_equal_steps():
    made = list(spliced(film((5, Transition.CUT, 0), (6, Transition.DISSOLVE, 2), (4, Transition.CUT, 0))))
    assert [(one.shot, one.within, one.before) for one in made[:6]] == [
        (0, 0, -1),
        (0, 1, -1),
        (0, 2, -1),
        (1, 0, 3),
        (1, 1, 4),
        (1, 2, -1),
    ]
    assert [one.mix for one in made[2:6]] == [0, Fraction(2, 3), Fraction(1, 3), 0]
    assert [one.frame for one in made] == list(range(13))


def test_a_fade_comes_from_black_and_takes_no_frame_away():
    made = list(spliced(film((6, Transition.CUT, 0), (6, Transition.FADE, 3))))
    assert [one.black for one in made] == [0] * 6 + [Fraction(3, 4), Fraction(2, 4), Fraction(1, 4), 0, 0, 0]
    assert not any(one.mix for one in made)


@pytest.mark.parametrize(
    "cuts",
    [
        [(7, Transition.FADE, 3), (9, Transition.DISSOLVE, 3), (8, Transition.DISSOLVE, 4), (5, Transition.CUT, 0)],
        [(1, Transition.CUT, 0), (1, Transition.CUT, 0)],
    ],
)
def test_every_frame_is_there_once_and_no_shot_is_left_out(cuts):
    whole = film(*cuts)
    made = list(spliced(whole))
    assert [one.frame for one in made] == list(range(whole.frames))
    assert all(one.frame == whole.starts[one.shot] + one.within for one in made)
    seen = {(one.shot, one.within) for one in made} | {(one.shot - 1, one.before) for one in made if one.mix}
    assert seen == {(index, k) for index, cut in enumerate(whole.cuts) for k in range(cut.shot.frames)}


def test_pictures_mix_to_the_nearest_number():
    one, other = np.full((1, 1, 3), 10, np.uint8), np.full((1, 1, 3), 255, np.uint8)
    assert mixed(one, other, Fraction(0)) is one
    assert mixed(one, other, Fraction(1, 2)).tolist() == [[[133] * 3]]
    assert mixed(one, other, Fraction(1, 3)).tolist() == [[[92] * 3]]
    assert mixed(one, other, Fraction(1)).tolist() == [[[255] * 3]]
    assert mixed(other, None, Fraction(3, 4)).tolist() == [[[64] * 3]]


def test_a_fade_at_the_end_goes_down_to_black_in_equal_steps():
    made = film((10, Transition.CUT, 0)).model_copy(update={"fade_out": 4})
    blacks = [one.black for one in spliced(made)]
    assert blacks[-5:] == [Fraction(0), *(Fraction(k, 5) for k in (1, 2, 3, 4))]
    assert not any(blacks[:-4])
