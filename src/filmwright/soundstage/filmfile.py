"""``film.json``: a film's description in a file, read strictly, for people write it too.

Nothing is guessed: a number in quotes is no number, a key that is there twice or that nobody knows is refused, and a
fault is said with its line and its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError
from filmwright.files import need_file
from filmwright.rights.formats import source, strictjson
from filmwright.soundstage import moves
from filmwright.soundstage.description import SCHEMA, Film
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.figures.props import PROPS, prop
from filmwright.soundstage.vocabulary import WORDS, nearest
from filmwright.validation import in_words, place

DESCRIPTION = "film.json"
_KEYS = ("schema", "id", "film")
_NAME = "name a film.json that the soundstage wrote"
_MEND = "mend the description"


def description(film: Film) -> str:
    """What stands in ``film.json``: canonical JSON with schema and id."""
    return canonical_json({"schema": SCHEMA, "id": film.id, "film": film.model_dump(mode="json")}) + "\n"


def read_film(path: Path) -> Film:
    """A film's description, as ``write_film`` keeps it or as somebody wrote it; the id may be left out.

    Raises:
        FilmwrightError: there is no such file, or it describes no film: says where in it.
    """
    need_file(path, _NAME)
    document = strictjson.read(source.load(path), str(path))
    whole = document.data
    if not isinstance(whole, dict) or not isinstance(whole.get("film"), dict):
        raise FilmwrightError("this describes no film", str(path), _NAME)
    if odd := next((key for key in whole if key not in _KEYS), None):
        raise document.error(f"unknown key '{odd}'", (odd,), _MEND)
    if type(whole.get("schema")) is not int or whole["schema"] != SCHEMA:
        raise document.error(
            f"this film has another schema than {SCHEMA}", ("schema",), "render it with its Filmwright"
        )
    film = _film(document, whole["film"])
    if whole.get("id", film.id) != film.id:
        raise document.error("this film's id is not that of its description", ("id",), "leave the id out")
    return film


def _film(document: strictjson.Document, told: dict[str, Any]) -> Film:
    try:
        # Of JSON, strictness takes lists for tuples and words for enums, and guesses at nothing else.
        return Film.model_validate_json(json.dumps(told), strict=True)
    except ValidationError as error:
        fault = error.errors()[0]
        what, do = _said(fault)
        raise document.error(what, ("film", *place(fault)), do) from error


def _said(fault: Mapping[str, Any]) -> tuple[str, str]:
    """A fault in words, and what to do; of a word that there is not, the nearest that there is."""
    key, told = place(fault)[-1:], fault["input"]
    if fault["type"] != "enum" or not isinstance(told, str) or not key or key[0] not in WORDS:
        return in_words(fault), _MEND
    words, what = WORDS[str(key[0])]
    near = nearest(told.strip().lower().replace("_", " "), [word.value for word in words])
    return f"there is no {what} '{told}'", near


def check_known(film: Film) -> None:
    """Refuse characters, props and camera moves that there are not, before anything is made.

    Raises:
        FilmwrightError: says which, and where in the description.
    """
    for index, cut in enumerate(film.cuts):
        at = f"film.cuts.{index}.shot"
        with _blamed(f"{at}.camera.direction"):
            moves.direction(cut.shot.camera)
        for number, role in enumerate(cut.shot.cast):
            with _blamed(f"{at}.cast.{number}.character"):
                _check_character(role.character)
            with _blamed(f"{at}.cast.{number}.prop"):
                _check_prop(role.prop)


@contextmanager
def _blamed(where: str) -> Iterator[None]:
    """Let an error name the place in the description."""
    try:
        yield
    except FilmwrightError as error:
        raise FilmwrightError(error.what, where, error.do) from error


def _check_character(name: str) -> None:
    # Its papers and masks name it as it is written here: one character, one spelling.
    if (known := member(name).id) != name:
        raise FilmwrightError(f"a film names a character by its id, not '{name}'", do=f"write {known}")


def _check_prop(name: str) -> None:
    if name and name not in PROPS:
        prop(name)
        raise FilmwrightError(f"there is no prop '{name}'", do="write it as stage list does")
