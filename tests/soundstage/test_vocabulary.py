"""Words are taken as people write them; a wrong one is answered with the nearest."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.vocabulary import SEMANTICS, Action, SetFamily, named


@pytest.mark.parametrize("written", ["pick up", "PICK-UP", " pick_up ", "Pick  Up"])
def test_spelling_does_not_matter(written: str) -> None:
    assert named(Action, written, "action") is Action.PICK_UP


@pytest.mark.parametrize(
    ("words", "written", "told"),
    [(SetFamily, "forrest", "did you mean 'forest'?"), (Action, "jmup", "did you mean 'jump'?")],
)
def test_the_nearest_is_suggested(words: type, written: str, told: str) -> None:
    with pytest.raises(FilmwrightError, match=r"there is no thing") as refused:
        named(words, written, "thing")
    assert refused.value.do == told


def test_where_none_is_near_all_are_told() -> None:
    with pytest.raises(FilmwrightError) as refused:
        named(SetFamily, "xyzzy", "set")
    assert all(family.value in refused.value.do for family in SetFamily)


def test_a_mask_of_meanings_starts_with_the_sky() -> None:
    assert SEMANTICS[0].value == "sky"
    assert len(set(SEMANTICS)) == len(SEMANTICS) < 256
