from __future__ import annotations

import pytest
from pydantic import ValidationError

from filmwright.models.training import OUTSIDE, Training

from .conftest import TINY


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Training(learning_rate=1)


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"accumulate": 0}, {"ema": 1.0}, {"precision": "fp8"}, {"context": 0}])
def test_a_value_that_makes_no_training_is_refused(wrong):
    with pytest.raises(ValidationError):
        Training(**wrong)


def test_a_recipe_gives_what_it_has_and_the_rest_is_as_it_was():
    training = Training.of(TINY)
    named = set(Training.model_fields) & set(type(TINY).model_fields)
    assert all(getattr(training, name) == getattr(TINY, name) for name in named)
    assert (training.betas, training.accumulate, training.context) == ((0.9, 0.95), 1, 1)


def test_length_and_place_are_of_no_hash():
    longer = Training(minutes=9, max_steps=3, checkpoint_seconds=1, context=2)
    assert longer.lasting() == Training().lasting()
    assert set(longer.lasting()) == set(Training.model_fields) - OUTSIDE
    assert Training(rate=1e-5).lasting() != Training().lasting()
