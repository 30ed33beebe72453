from __future__ import annotations

import pytest
from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.models.recipe import Recipe, named

from .conftest import TINY


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="learning_rate"):
        Recipe(name="mine", learning_rate=1e-3)


def test_a_recipe_cannot_be_changed():
    with pytest.raises(ValidationError):
        TINY.rate = 1.0


NAMES = ["house-base", "house-small", "house-tiny", "vace-1.3b", "wan-1.3b-full", "wan-1.3b-lora", "wan-14b-lora"]


@pytest.mark.parametrize("name", NAMES)
def test_a_named_recipe_is_complete_and_called_so(name):
    recipe = named(name)
    assert recipe.name == name
    assert type(recipe).model_validate_json(recipe.model_dump_json()) == recipe


def test_a_name_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(FilmwrightError, match=f"choose one of: {', '.join(NAMES)}"):
        named("house-huge")


def test_both_recipes_have_the_shape_of_one_model():
    shape = ("heads", "head_width", "layers", "feed_forward", "text_width", "text_length", "whitening", "gain")
    tiny, base = named("house-tiny"), named("house-base")
    assert [getattr(tiny, key) for key in shape] == [getattr(base, key) for key in shape]


@pytest.mark.parametrize("key, value", [("minutes", 99.0), ("max_steps", 7), ("checkpoint_seconds", 1.0)])
def test_the_hash_does_not_see_how_long_to_run(key, value):
    assert TINY.model_copy(update={key: value}).hash() == TINY.hash()


@pytest.mark.parametrize("key, value", [("rate", 1.0), ("seed", 1), ("precision", "fp32"), ("clip_frames", 12)])
def test_the_hash_sees_what_makes_another_model(key, value):
    assert TINY.model_copy(update={key: value}).hash() != TINY.hash()
