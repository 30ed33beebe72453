"""Benchmark sets as films: every shot once, in its place, joined as its tags say."""

from __future__ import annotations

import pytest

from filmwright.soundstage.benches import films
from filmwright.soundstage.suites.suite import CARDS, suite


@pytest.mark.parametrize("name", list(CARDS))
def test_every_shot_is_in_one_film(name):
    found = suite(name)
    made = films(found)
    assert sorted(cut.shot.id for film in made for cut in film.cuts) == sorted(shot.id for shot in found.shots)
    assert len({film.title for film in made}) == len(made) and all(film.title.startswith(name) for film in made)


def test_titles_and_sequences_are_films_of_their_own():
    assert len(films(suite("STAGE-TITLES"))) == 8
    for film in films(suite("STAGE-TITLES")):
        starts = [entry.tags["start"] for entry in suite("STAGE-TITLES").entries if entry.tags["title"] in film.title]
        assert film.starts == starts
    assert {len(film.cuts) for film in films(suite("STAGE-STORY"))} == {50}


def test_pairs_differ_in_their_look_alone():
    made = films(suite("STAGE-PAIRS"))
    assert len(made) == 4
    for scene in zip(*(film.cuts for film in made), strict=True):
        (same,) = {cut.shot.model_copy(update={"picture": scene[0].shot.picture}) for cut in scene}
        assert same == scene[0].shot and len({cut.shot.picture.look for cut in scene}) == 4


def test_what_is_held_back_is_no_part_of_what_is_trained_on():
    planted, held = sorted(films(suite("STAGE-CANARY")), key=lambda film: film.title)
    assert "held back" in held.title
    assert len(held.cuts) == 4
    assert not {cut.shot.id for cut in held.cuts} & {cut.shot.id for cut in planted.cuts}
