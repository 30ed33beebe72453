"""A description says all, refuses what makes no sense, and keeps its id."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from filmwright.soundstage.description import Camera, Cut, Film, Picture, Role, Shot, Stand
from filmwright.soundstage.vocabulary import SetFamily, Transition


def shot(**more: Any) -> Shot:
    return Shot(set=Stand(family=SetFamily.FOREST), **more)


def test_a_description_survives_json() -> None:
    one = shot(cast=(Role(character="a", to=(1.0, 2.0)), Role(character="b", partner=0)), seed=4)
    again = Shot.model_validate(one.to_json())
    assert again == one
    assert again.id == one.id
    assert shot(seed=5).id != one.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"cast": tuple(Role(character=str(k)) for k in range(4))},
        {"cast": (Role(character="a"), Role(character="a"))},
        {"cast": (Role(character="a", partner=0),)},
        {"cast": (Role(character="a", partner=2),)},
        {"camera": Camera(subject=0)},
        {"frames": 0},
        {"colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        shot(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"width": 255}, {"height": 8}, {"width": 8192}, {"rate": "0"}, {"rate": "240"}, {"rate": "3.14159"}]
)
def test_sizes_and_rates_have_bounds(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Picture(**wrong)


def film(*overlaps: tuple[Transition, int]) -> Film:
    return Film(
        title="T", cuts=tuple(Cut(shot=shot(seed=k), transition=t, overlap=n) for k, (t, n) in enumerate(overlaps))
    )


def test_a_dissolve_makes_the_film_shorter_a_fade_does_not() -> None:
    whole = film((Transition.FADE, 10), (Transition.CUT, 0), (Transition.DISSOLVE, 12))
    assert whole.starts == [0, 48, 84]
    assert whole.frames == 132


@pytest.mark.parametrize(
    "wrong",
    [
        ((Transition.DISSOLVE, 12),),
        ((Transition.CUT, 3),),
        ((Transition.CUT, 0), (Transition.DISSOLVE, 0)),
        ((Transition.CUT, 0), (Transition.DISSOLVE, 25)),
    ],
)
def test_edits_that_cannot_be_are_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        film(*wrong)


def test_a_film_has_one_size() -> None:
    other = shot(picture=Picture(width=128))
    with pytest.raises(ValidationError, match="size"):
        Film(title="T", cuts=(Cut(shot=shot()), Cut(shot=other)))
