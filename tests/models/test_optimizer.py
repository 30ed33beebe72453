from __future__ import annotations

import pytest
import torch

from filmwright.models import house
from filmwright.models.optimizer import Masters, trained
from filmwright.models.plate_task import parts
from filmwright.models.training import Training

from .conftest import TINY

TRAINING = Training.of(TINY)


def made(seed=0, **changes):
    pipeline = house.fresh(TINY.model_copy(update={"seed": seed}), ["a"])
    return Masters(parts(pipeline), TRAINING.model_copy(update=changes))


@pytest.fixture
def masters():
    return made()


def push(masters, seed):
    rng = torch.Generator().manual_seed(seed)
    for weight in masters.weights:
        weight.grad = torch.randn(weight.shape, generator=rng).to(weight.dtype)
    masters.take()


def step(masters, number):
    push(masters, number)
    masters.step(number, masters.norm())


def test_small_updates_do_not_vanish_in_half_precision(masters):
    before = [master.clone() for master in masters.masters]
    for number in range(3):
        step(masters, number)
    # A step of the warm-up is far below bf16's resolution of most weights; the masters move all the same.
    assert all(not torch.equal(old, new) for old, new in zip(before, masters.masters, strict=True))
    assert all(weight.dtype == torch.bfloat16 for weight in masters.weights)
    assert all(torch.equal(w, m.bfloat16()) for w, m in zip(masters.weights, masters.masters, strict=True))


def test_what_needs_no_gradient_is_neither_trained_nor_saved_nor_cast():
    pipeline = house.fresh(TINY, ["a"])
    pipeline.text_encoder.requires_grad_(False)
    masters = Masters(parts(pipeline), TRAINING)
    assert all(name.startswith("transformer.") for name in masters.places)
    assert {p.dtype for p in pipeline.text_encoder.parameters()} == {torch.float32}
    assert {p.dtype for p in pipeline.transformer.parameters()} == {torch.bfloat16}
    assert list(trained(parts(pipeline))) == list(masters.places)


def test_gradients_add_up_in_full_precision_and_are_used_once(masters):
    push(masters, 1)
    alone = [master.grad.clone() for master in masters.masters]
    assert all(weight.grad is None for weight in masters.weights)
    push(masters, 2)
    assert all(not torch.equal(old, m.grad) for old, m in zip(alone, masters.masters, strict=True))
    assert {master.grad.dtype for master in masters.masters} == {torch.float32}
    masters.step(0, masters.norm())
    assert all(master.grad is None for master in masters.masters)


def test_a_gradient_is_held_under_the_clip_norm(masters):
    push(masters, 1)
    norm = masters.norm()
    assert norm > TINY.clip_norm
    masters.clip(norm)
    assert masters.norm() == pytest.approx(TINY.clip_norm, rel=1e-4)
    masters.clip(0.5)
    assert masters.norm() == pytest.approx(TINY.clip_norm, rel=1e-4), "one that is small enough stays"


def test_the_rate_warms_up(masters):
    rates = []
    for number in (0, 14, 29, 500):
        step(masters, number)
        rates.append(masters.optimizer.param_groups[0]["lr"] / TINY.rate)
    assert rates == pytest.approx([1 / 30, 0.5, 1.0, 1.0])


def test_the_average_follows_and_is_lent_to_the_model(masters):
    step(masters, 400)
    with masters.averaged():
        pairs = list(zip(masters.weights, masters.average, masters.masters, strict=True))
        assert all(torch.equal(weight, average.bfloat16()) for weight, average, _ in pairs)
        assert any(not torch.equal(average, master) for _, average, master in pairs)
    assert all(torch.equal(weight, master.bfloat16()) for weight, _, master in pairs)


@pytest.mark.parametrize("steps", [0, 4])
def test_a_state_taken_up_elsewhere_goes_on_exactly(masters, steps):
    for number in range(steps):
        step(masters, number)
    saved = {name: tensor.clone() for name, tensor in masters.state().items()}
    other = made(seed=9)
    other.restore(saved)
    for number in range(steps, 8):
        for one in (masters, other):
            step(one, number)
    ours, theirs = masters.state(), other.state()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert all(torch.equal(a, b) for a, b in zip(masters.weights, other.weights, strict=True))
