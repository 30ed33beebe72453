"""A film's description in a file: nothing of it is guessed, and what is wrong is said in one line with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.description import Camera, Cut, Film, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.filmfile import check_known, description, read_film
from filmwright.soundstage.vocabulary import Move, SetFamily

WALKER = Role(character=CAST[1].id, at=(0.5, -1.0), to=(1.0, 2.0))
FILM = Film(title="Tiny", cuts=(Cut(shot=Shot(set=Stand(family=SetFamily.FOREST), cast=(WALKER,))),))
SHOT = "film.cuts.0.shot."


def written(path: Path, place: str = "", value: Any = None, raw: str = "") -> Path:
    """The film as somebody wrote it, line by line, with another value in one place."""
    told = json.loads(description(FILM))
    del told["id"]
    at: Any = told
    *way, last = place.split(".")
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    if place:
        at[last] = "@" if raw else value
    path.write_text(json.dumps(told, indent=1).replace('"@"', raw or '"@"'), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(FilmwrightError) as fault:
        read_film(path)
    said = str(fault.value)
    assert said.startswith(str(path)) and "\n" not in said
    return said


def test_what_is_written_is_read_with_or_without_its_id(tmp_path: Path) -> None:
    (tmp_path / "film.json").write_text(description(FILM))
    assert read_film(tmp_path / "film.json") == FILM == read_film(written(tmp_path / "own.json"))
    (tmp_path / "marked.json").write_text(description(FILM), encoding="utf-8-sig")
    assert read_film(tmp_path / "marked.json") == FILM


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("schema", True, "another schema than 1 (at schema)"),
        ("schema", 1.0, "another schema"),
        ("schema", "1", "another schema"),
        ("schema", 99, "another schema"),
        ("id", 5, "id is not that of its description"),
        ("id", "0" * 64, "id is not that of its description"),
        ("stars", 4, "unknown key 'stars'"),
        ("film", [], "this describes no film"),
        ("film.title", 5, "must be one text (at film.title)"),
        ("film.title", "", "is empty (at film.title)"),
        ("film.cuts", [], "is empty (at film.cuts)"),
        ("film.cuts.0.overlap", "0", "must be a whole number (at film.cuts.0.overlap)"),
        (SHOT + "frames", "24", f"must be a whole number (at {SHOT}frames)"),
        (SHOT + "frames", True, f"must be a whole number (at {SHOT}frames)"),
        (SHOT + "frames", 24.0, f"must be a whole number (at {SHOT}frames)"),
        (SHOT + "frames", 10**50, "must be 100000 or less"),
        (SHOT + "seed", -1, "must be 0 or more"),
        (SHOT + "camera.lens", "35", f"must be a number (at {SHOT}camera.lens)"),
        (SHOT + "camera.lens", False, f"must be a number (at {SHOT}camera.lens)"),
        (SHOT + "set", None, "must be named values"),
        (SHOT + "set", {"family": 5}, "'5' is not one of forest, street"),
        (SHOT + "cast", "nobody", "must be a list"),
        (SHOT + "cast.0.at", [1], f"(at {SHOT}cast.0.at.1)"),
        (SHOT + "cast.0.stars", 4, f"is unknown here (at {SHOT}cast.0.stars)"),
        (SHOT + "picture.rate", "1e999999999", f"is no rate above zero, such as 24/1 (at {SHOT}picture.rate)"),
        (SHOT + "picture.rate", "24/0", "is no rate above zero"),
        (SHOT + "picture.rate", 12.5, "a rate is a whole number or a fraction such as 24000/1001"),
        (SHOT + "picture.rate", True, "a rate is a whole number or a fraction such as 24000/1001"),
    ],
)
def test_nothing_is_guessed(tmp_path: Path, place: str, value: Any, said: str) -> None:
    assert said in refused(written(tmp_path / "film.json", place, value))


@pytest.mark.parametrize(
    ("place", "word", "said"),
    [
        ("set.family", "forrest", "there is no set 'forrest'{} -> did you mean 'forest'?"),
        ("set.family", "night_city", "there is no set 'night_city'{} -> did you mean 'night city'?"),
        ("set.family", "xyzzy", "there is no set 'xyzzy'{} -> write one of: forest, street"),
        ("set.time", "Dusk", "there is no time of day 'Dusk'{} -> did you mean 'dusk'?"),
        ("set.weather", "fogg", "there is no weather 'fogg'{} -> did you mean 'fog'?"),
        ("set.key", "hihg", "there is no key of the light 'hihg'{} -> did you mean 'high'?"),
        ("cast.0.action", "wlak", "there is no action 'wlak'{} -> did you mean 'walk'?"),
        ("camera.scale", "closer", "there is no shot scale 'closer'{} -> did you mean 'close'?"),
        ("camera.move", "dolley", "there is no camera move 'dolley'{} -> did you mean 'dolly'?"),
        ("picture.look", "watercolor", "there is no look 'watercolor'{} -> did you mean 'watercolour'?"),
        ("picture.look", "", "there is no look ''{} -> write one of: naturalistic"),
    ],
)
def test_a_word_that_there_is_not_is_answered_with_the_nearest(
    tmp_path: Path, place: str, word: str, said: str
) -> None:
    complaint = refused(written(tmp_path / "film.json", SHOT + place, word))
    assert ", line " in complaint and said.format(f" (at {SHOT}{place})") in complaint


def test_a_transition_that_there_is_not_is_answered_with_the_nearest(tmp_path: Path) -> None:
    complaint = refused(written(tmp_path / "film.json", "film.cuts.0.transition", "disolve"))
    assert "there is no transition 'disolve' (at film.cuts.0.transition) -> did you mean 'dissolve'?" in complaint


@pytest.mark.parametrize("rate", ["24", 24, "24000/1001"])
def test_a_rate_is_written_as_people_do(tmp_path: Path, rate: Any) -> None:
    read = read_film(written(tmp_path / "film.json", SHOT + "picture.rate", rate))
    assert str(read.cuts[0].shot.picture.rate) == str(rate)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("NaN", "NaN is no number"),
        ("-Infinity", "-Infinity is no number"),
        ("1e999", "1e999 is too large a number"),
        ("9" * 5000, "a number of too many digits"),
        ("[" * 80 + "]" * 80, "nested deeper than"),
        ("[" * 100_000, "nested deeper than"),
        ('"\\ud800"', "the character U+D800 may not stand here"),
        ('{"a": 1, "a": 2}', "the key 'a' is there twice"),
        ("1 2", "not readable as JSON"),
    ],
)
def test_json_that_is_none_is_said_with_its_line(tmp_path: Path, raw: str, said: str) -> None:
    assert f", line 13: {said}" in refused(written(tmp_path / "film.json", SHOT + "camera.lens", raw=raw))


@pytest.mark.parametrize("cut", [0, 1, 40, -2])
def test_a_file_that_ends_too_soon_is_said(tmp_path: Path, cut: int) -> None:
    (tmp_path / "film.json").write_text(description(FILM)[:cut])
    assert "not readable as JSON" in refused(tmp_path / "film.json")


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "film.json").write_bytes(description(FILM).encode("utf-16"))
    assert "not a text file in UTF-8" in refused(tmp_path / "film.json")
    assert "this is a folder" in refused(tmp_path)


@pytest.mark.parametrize(
    ("role", "camera", "said"),
    [
        ({"character": f"{CAST[1].id}x"}, {}, f"0.character: there is no character '{CAST[1].id}x' -> did you mean"),
        ({"character": CAST[1].name.upper()}, {}, "0.character: a film names a character by its id, not"),
        ({"prop": "lanten"}, {}, "0.prop: there is no prop 'lanten' -> did you mean 'lantern'"),
        ({"prop": "Lantern"}, {}, "0.prop: there is no prop 'Lantern'"),
        ({}, {"move": Move.PAN, "direction": "up"}, "camera.direction: a pan does not go 'up'"),
    ],
)
def test_a_word_that_there_is_not_is_said_with_its_place(role: Any, camera: Any, said: str) -> None:
    shot = FILM.cuts[0].shot
    cast = (WALKER.model_copy(update=role),)
    wrong = shot.model_copy(update={"cast": cast, "camera": Camera(**camera)})
    film = Film(title="X", cuts=(*FILM.cuts, Cut(shot=wrong)))
    with pytest.raises(FilmwrightError) as fault:
        check_known(film)
    assert str(fault.value).startswith("film.cuts.1.shot.") and said in str(fault.value)
