"""Benchmark sets as films: every shot once, in its place, joined as its tags say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from filmwright import __version__
from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Silent
from filmwright.soundstage.benches import describe, films
from filmwright.soundstage.captions import captions, facts
from filmwright.soundstage.film import write_film
from filmwright.soundstage.filmfile import read_film
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


@pytest.fixture(scope="module")
def cut():
    """Two scenes of STAGE-PAIRS, in four looks each."""
    whole = suite("STAGE-PAIRS")
    return replace(whole, entries=tuple(entry for entry in whole.entries if entry.tags["scene"] < 2))


def test_a_set_is_described_without_rendering(cut, tmp_path):
    written = describe(cut, tmp_path, Silent())
    found = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.name != ".lock")
    assert all(path.is_file() for path in written) and len(written) == 5
    assert len(found) == 4 * 3 + 1 and {path.name for path in found if path.suffix} == {
        "film.json",
        "shots.json",
        "STAGE-PAIRS.json",
    }
    tags = json.loads((tmp_path / "STAGE-PAIRS.json").read_text())
    assert (tags["id"], tags["filmwright"], len(tags["shots"])) == (cut.id, __version__, 8)
    for film, path in zip(films(cut), written, strict=False):
        assert read_film(path.with_name("film.json")) == film
        told = json.loads(path.read_text())["shots"]
        for index, (one, joined) in enumerate(zip(told, film.cuts, strict=True)):
            assert one["captions"] == list(captions(joined.shot)) and one["facts"] == facts(joined.shot)
            (tag,) = [t for t in tags["shots"] if (t["film"], t["shot"]) == (path.parent.name, index)]
            assert tag["id"] == one["id"] == joined.shot.id and tag["tags"] == {"scene": index}


def test_what_is_described_is_rendered_in_its_place_and_then_left_alone(cut, tmp_path):
    entry = cut.entries[0]
    picture = entry.shot.picture.model_copy(update={"width": 32, "height": 18})
    shot = entry.shot.model_copy(update={"picture": picture, "frames": 2})
    tiny = replace(cut, entries=(replace(entry, shot=shot),))
    path, _ = describe(tiny, tmp_path, Silent())
    before = json.loads(path.read_text())["shots"]
    (film,) = films(tiny)
    assert write_film(film, path.parent, truth=False).rendered == 1
    rendered = path.read_bytes()
    after = json.loads(rendered)["shots"]
    assert [{key: value for key, value in one.items() if key not in ("owners", "seen")} for one in after] == before
    assert all(one["seen"] for one in after)
    describe(tiny, tmp_path, Silent())
    assert path.read_bytes() == rendered


def test_a_folder_that_holds_something_else_is_refused(cut, tmp_path):
    strange = tmp_path / "stage-pairs-naturalistic"
    strange.mkdir()
    (strange / "letter.txt").write_text("dear")
    with pytest.raises(FilmwrightError, match="holds something else"):
        describe(cut, tmp_path, Silent())
    assert [path.name for path in strange.iterdir()] == ["letter.txt"]
