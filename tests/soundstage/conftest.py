"""A film of no size, rendered once: two shots of six frames and a dissolve of two between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.soundstage.description import Camera, Cut, Film, Picture, Role, Shot, Stand
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.film import Written, write_film
from filmwright.soundstage.vocabulary import Action, Scale, SetFamily, Transition

SMALL = Picture(width=64, height=36, rate=12)


def small_shot(family: SetFamily, cast: tuple[int, ...] = (), frames: int = 6, seed: int = 1) -> Shot:
    """A small shot with these members of the cast."""
    roles = tuple(
        Role(character=CAST[number].id, action=Action.WAVE, at=(place * 1.2, 0.0)) for place, number in enumerate(cast)
    )
    return Shot(
        set=Stand(family=family, seed=seed), cast=roles, camera=Camera(scale=Scale.FULL), picture=SMALL, frames=frames
    )


def small_film() -> Film:
    """Two shots, one dissolve; member 0 of the cast is in both, member 1 in the second alone."""
    first, second = small_shot(SetFamily.FOREST, (0,)), small_shot(SetFamily.STREET, (0, 1))
    return Film(title="Tiny", cuts=(Cut(shot=first), Cut(shot=second, transition=Transition.DISSOLVE, overlap=2)))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The film, rendered with its truth for a studio called "Test studio"; read it, do not write to it."""
    folder: Path = tmp_path_factory.mktemp("tiny") / "film"
    return write_film(small_film(), folder, owner="Test studio")
