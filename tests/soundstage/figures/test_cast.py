"""The cast: two hundred who can be told apart, and be called by name."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.figures import casting
from filmwright.soundstage.figures.cast import CAST, member
from filmwright.soundstage.figures.palette import COLOURS, SKINS, apart
from filmwright.soundstage.figures.props import PROPS
from filmwright.soundstage.materials import number


def test_two_hundred_with_names_of_their_own() -> None:
    assert len(CAST) == 200
    assert len({one.first_name.lower() for one in CAST}) == 200
    assert len({one.id for one in CAST}) == 200
    assert all(one.id == one.name.lower().replace(" ", "-") for one in CAST)


@pytest.mark.parametrize(("framed", "least"), [(casting.FULL, 5), (casting.CLOSE, 2)], ids=["full", "close"])
def test_any_two_differ_in_what_the_frame_shows(framed: list[int], least: int) -> None:
    marks = np.array([casting.signature(one) for one in CAST])[:, framed]
    unlike = (marks[:, None] != marks[None]).sum(-1)
    np.fill_diagonal(unlike, 99)
    assert unlike.min() >= least


@pytest.mark.parametrize("words", [casting.TOP_COLOURS, casting.BOTTOM_COLOURS, casting.HAIRS, casting.BRIGHT])
def test_colours_of_a_palette_are_far_apart(words: list[str]) -> None:
    nearest = min(apart(COLOURS[a], COLOURS[b]) for a in words for b in words if a < b)
    assert nearest > 20


def test_colours_are_those_of_real_things() -> None:
    every = np.array([*COLOURS.values(), *SKINS.values()])
    assert every.min() >= 0.01 and every.max() <= 0.86


def test_patterns_read_against_their_cloth() -> None:
    for one in CAST:
        number(one.top.material)
        if one.top.material.startswith("cloth "):
            assert apart(one.top.first, one.top.second) > 30, one.id


def test_what_they_carry_exists() -> None:
    assert all(one.prop in PROPS for one in CAST if one.prop)
    assert sum(bool(one.prop) for one in CAST) > 80


@pytest.mark.parametrize("called", ["Pippa", "pippa", "{id}", "{name}", "{ID}"])
def test_somebody_is_found_by_id_name_or_first_name(called: str) -> None:
    pippa = next(one for one in CAST if one.first_name == "Pippa")
    assert member(called.format(id=pippa.id, name=pippa.name, ID=pippa.id.upper())) is pippa


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(FilmwrightError, match="did you mean 'pippa'"):
        member("Pipa")


def test_words_say_what_is_seen() -> None:
    for one in CAST:
        words, short = one.words(), one.words(short=True)
        assert words.startswith(("a ", "an ")) and one.kind in words
        assert one.top.colour in words and one.top.colour in short
        assert len(short) < len(words) < 300
        heard = words.split()
        assert "  " not in words and all(a != b for a, b in pairwise(heard))
    assert len({one.words() for one in CAST}) == 200


def test_another_process_draws_the_same_cast() -> None:
    code = "from filmwright.soundstage.figures.cast import CAST; print(repr(CAST))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == repr(CAST)
