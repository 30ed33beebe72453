from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import snapshot
from filmwright.models import footage
from filmwright.models.shelf import Base
from filmwright.rights.vocabulary import Span

from .conftest import TINY


@pytest.fixture(scope="module")
def frozen(filmed):
    return snapshot.load(filmed, "S")


def base_of(learned=(), spared=()):
    """A base that learned from these shots and held those out; its spans are both, as a card has them."""
    held = [{"asset": shot.asset, "in": shot.in_frame, "out": shot.out_frame} for shot in spared]
    spans = tuple(shot.span for shot in (*learned, *spared))
    return Base("0" * 64, Path(), {"held_out": held}, spans)


def twins(frozen):
    second, last = frozen.shots[1], frozen.shots[6]
    assert second.group == last.group
    return second, last


@pytest.mark.parametrize("seed", range(6))
def test_without_a_base_the_split_is_the_librarys(frozen, seed):
    recipe = TINY.model_copy(update={"held_out": 0.4, "seed": seed})
    assert footage.held_out(frozen, recipe, None) == set(snapshot.split(frozen.shots, 0.4, seed)[1])


@pytest.mark.parametrize("seed", range(6))
def test_what_the_base_held_out_stays_held_out_and_the_rest_is_trained_on(frozen, seed):
    recipe = TINY.model_copy(update={"held_out": 0.4, "seed": seed})
    base = base_of(learned=frozen.shots[:1] + frozen.shots[2:], spared=frozen.shots[1:2])
    # The last shot repeats the second. The base learned from it, so neither can be judged on any more.
    assert footage.held_out(frozen, recipe, base) == set()
    base = base_of(learned=frozen.shots[2:6], spared=[frozen.shots[0]])
    held = footage.held_out(frozen, recipe, base)
    assert frozen.shots[0].shot in held
    assert not held & {shot.shot for shot in frozen.shots[2:6]}


def test_a_near_duplicate_of_what_the_base_held_out_is_held_out_too(frozen):
    second, last = twins(frozen)
    recipe = TINY.model_copy(update={"held_out": 0.0})
    assert footage.held_out(frozen, recipe, base_of(spared=[second])) == {second.shot, last.shot}


def test_a_near_duplicate_of_what_the_base_learned_is_not_held_out(frozen):
    second, _ = twins(frozen)
    recipe = TINY.model_copy(update={"held_out": 1.0})
    held = footage.held_out(frozen, recipe, base_of(learned=[second]))
    assert held == {shot.shot for shot in frozen.shots if shot.group != second.group}


def test_a_base_of_another_film_changes_nothing(frozen):
    recipe = TINY.model_copy(update={"held_out": 0.4})
    base = Base("0" * 64, Path(), {"held_out": []}, (Span(asset="e" * 64, in_frame=0, out_frame=9999),))
    assert footage.held_out(frozen, recipe, base) == footage.held_out(frozen, recipe, None)


def test_every_shot_comes_with_its_words_and_frames(filmed, frozen):
    made = footage.sources(filmed, frozen, TINY, None)
    assert [(s.shot, s.prompt, s.frames) for s in made] == [(s.shot, s.prompt, s.proxy_frames) for s in frozen.shots]
    held = footage.held_out(frozen, TINY, None)
    assert {source.shot for source in made if source.held_out} == held
    for source in made[:2]:
        frames = source.read()
        assert frames.shape == (source.frames, 144, 256, 3) and frames.dtype == np.uint8


def test_a_proxy_that_is_not_the_frozen_one_is_refused(filmed, frozen):
    first = replace(frozen.shots[0], proxy_sha256="0" * 64)
    altered = replace(frozen, shots=(first, *frozen.shots[1:]))
    with pytest.raises(FilmwrightError, match="not the one that was frozen"):
        footage.sources(filmed, altered, TINY, None)[0].read()


def test_refusals_say_what_is_missing(frozen):
    shot = frozen.shots[0]
    refused = [
        snapshot.Refused(shot.shot, shot.asset, "Alpha", 0, 9, "deny", ("no grant of train.base", "more"), "d"),
        snapshot.Refused("other", shot.asset, "Alpha", 9, 12, "unknown", (), "d"),
    ]
    assert footage.refusals(replace(frozen, refused=tuple(refused))) == [
        {"shot": shot.shot, "why": "no grant of train.base"},
        {"shot": "other", "why": "unknown"},
    ]
