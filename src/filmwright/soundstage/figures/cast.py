"""The cast: two hundred people who are nobody, and how to find one of them."""

from __future__ import annotations

from filmwright.errors import FilmwrightError
from filmwright.soundstage.figures.casting import drawn
from filmwright.soundstage.figures.character import Character, Wear
from filmwright.soundstage.vocabulary import nearest

__all__ = ["CAST", "Character", "Wear", "member"]

CAST: tuple[Character, ...] = tuple(drawn())
"""All two hundred, always the same."""

_BY_NAME = {key: one for one in CAST for key in (one.id, one.name.lower(), one.first_name.lower())}


def member(name: str) -> Character:
    """The member of the cast of this id, name or first name; case does not matter.

    Raises:
        FilmwrightError: there is none; names the nearest one.
    """
    plain = " ".join(name.replace("_", "-").split()).lower()
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    raise FilmwrightError(f"there is no character '{name}'", "", nearest(plain, list(_BY_NAME)))
