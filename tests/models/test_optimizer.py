from __future__ import annotations

import pytest
import torch

from filmwright.models import house
from filmwright.models.optimizer import Masters

from .conftest import TINY


@pytest.fixture
def masters():
    pipeline = house.fresh(TINY, ["a"])
    made = Masters(pipeline, TINY)
    house.cast(pipeline, torch.bfloat16)
    return made


def push(masters, seed):
    rng = torch.Generator().manual_seed(seed)
    for weight in masters.weights:
        weight.grad = torch.randn(weight.shape, generator=rng).to(weight.dtype)


def test_small_updates_do_not_vanish_in_half_precision(masters):
    before = [master.clone() for master in masters.masters]
    for number in range(3):
        push(masters, number)
        masters.step(number)
    # A step of the warm-up is far below bf16's resolution of most weights; the masters move all the same.
    assert all(not torch.equal(old, new) for old, new in zip(before, masters.masters, strict=True))
    assert all(weight.dtype == torch.bfloat16 for weight in masters.weights)
    assert all(torch.equal(w, m.bfloat16()) for w, m in zip(masters.weights, masters.masters, strict=True))


def test_a_gradient_is_held_under_the_clip_norm_and_used_once(masters):
    push(masters, 1)
    norm = masters.step(0)
    assert norm > TINY.clip_norm
    taken = sum(float(master.grad.pow(2).sum()) for master in masters.masters) ** 0.5
    assert taken == pytest.approx(TINY.clip_norm, rel=0.02)
    assert all(weight.grad is None for weight in masters.weights)


def test_the_rate_warms_up(masters):
    rates = []
    for number in (0, 14, 29, 500):
        push(masters, number)
        masters.step(number)
        rates.append(masters.optimizer.param_groups[0]["lr"] / TINY.rate)
    assert rates == pytest.approx([1 / 30, 0.5, 1.0, 1.0])


def test_the_average_follows_and_is_adopted(masters):
    push(masters, 1)
    masters.step(400)
    masters.adopt_average()
    pairs = list(zip(masters.weights, masters.average, masters.masters, strict=True))
    assert all(torch.equal(weight, average.bfloat16()) for weight, average, _ in pairs)
    assert any(not torch.equal(average, master) for _, average, master in pairs)
    masters.adopt_masters()
    assert all(torch.equal(weight, master.bfloat16()) for weight, _, master in pairs)


def test_a_state_taken_up_elsewhere_goes_on_exactly(masters):
    for number in range(4):
        push(masters, number)
        masters.step(number)
    saved = {name: tensor.clone() for name, tensor in masters.state().items()}
    other_pipeline = house.fresh(TINY.model_copy(update={"seed": 9}), ["a"])
    house.cast(other_pipeline, torch.bfloat16)
    other = Masters(other_pipeline, TINY)
    other.restore(saved)
    for number in range(4, 8):
        for one in (masters, other):
            push(one, number)
            one.step(number)
    ours, theirs = masters.state(), other.state()
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert all(torch.equal(a, b) for a, b in zip(masters.weights, other.weights, strict=True))
