from __future__ import annotations

import pytest
import torch

from filmwright.models import house, objective
from filmwright.models.objective import FLOOR, Batch
from filmwright.models.optimizer import Masters
from filmwright.models.plate_task import parts
from filmwright.models.training import Training

from .conftest import TINY

PROMPTS = ["Test. wide shot. a hill", ""]


def batch(frames=2, plates=(1.0, 0.0), seed=0):
    rng = torch.Generator().manual_seed(seed)
    x0, noise = torch.randn(2, 2, 64, frames, 4, 6, generator=rng)
    has = torch.tensor(plates)
    plate = torch.randn(2, 64, 1, 4, 6, generator=rng) * has.view(-1, 1, 1, 1, 1)
    return Batch(x0, plate, has, PROMPTS, noise, torch.tensor([0.7, 0.3]))


@pytest.fixture
def pipeline():
    return house.fresh(TINY, PROMPTS)


def test_times_lie_between_film_and_noise_and_lean_to_noise():
    rng = torch.Generator().manual_seed(3)
    plain, shifted = objective.times(4000, 1.0, rng), objective.times(4000, 3.0, rng)
    for t in (plain, shifted):
        assert float(t.min()) > 0 and float(t.max()) < 1
    assert float(plain.mean()) == pytest.approx(0.5, abs=0.02)
    # Half of them lie above the shifted middle, 3/4.
    assert float(shifted.median()) == pytest.approx(0.75, abs=0.02)


def test_weights_are_those_of_the_velocity_and_stop_growing_near_the_film():
    t = torch.tensor([0.01, FLOOR, 0.5, 1.0])
    assert objective.weights(t).tolist() == pytest.approx([25.0, 25.0, 4.0, 1.0])


def test_the_error_of_clean_latents_is_that_of_the_velocity():
    b = batch()
    guess = b.x0 + 0.1 * torch.randn(b.x0.shape, generator=torch.Generator().manual_seed(5))
    t = b.t.view(-1, 1, 1, 1, 1)
    x_t = (1 - t) * b.x0 + t * b.noise
    velocity = ((x_t - guess) / t - (b.noise - b.x0)).pow(2).mean((1, 2, 3, 4))
    assert torch.allclose(objective.errors(guess, b), velocity, rtol=1e-3)


def test_a_fresh_model_predicts_the_plate_held_still(pipeline):
    b = batch()
    with torch.no_grad():
        assert torch.equal(objective.predict(pipeline, b), b.plate.expand_as(b.x0))


def test_where_there_is_no_plate_none_is_seen(pipeline):
    """Whatever stands in a plate that a clip has not got, the model answers the same."""
    torch.nn.init.normal_(pipeline.transformer.proj_out.weight, generator=torch.Generator().manual_seed(1))
    b = batch(plates=(0.0, 0.0))
    other = Batch(b.x0, b.plate + 1, b.has_plate, b.prompts, b.noise, b.t)
    with torch.no_grad():
        assert torch.equal(objective.predict(pipeline, b), objective.predict(pipeline, other))


def test_the_prompt_reaches_the_prediction(pipeline):
    torch.nn.init.normal_(pipeline.transformer.proj_out.weight, generator=torch.Generator().manual_seed(1))
    b = batch()
    other = Batch(b.x0, b.plate, b.has_plate, ["Other. close-up. a face", ""], b.noise, b.t)
    with torch.no_grad():
        one, two = objective.predict(pipeline, b), objective.predict(pipeline, other)
    assert not torch.allclose(one[0], two[0]) and torch.equal(one[1], two[1])


def test_a_few_steps_on_one_batch_bring_its_loss_down(pipeline):
    b = batch(frames=1)
    masters = Masters(parts(pipeline), Training(rate=1e-2, warmup=5, precision="fp32"))
    curve = []
    for step in range(30):
        loss = objective.loss(pipeline, b)
        loss.backward()
        masters.take()
        masters.step(step, masters.norm())
        curve.append(loss.item())
    assert curve[-1] < 0.9 * curve[0]


def test_a_batch_moves_whole():
    moved = batch().to(torch.device("meta"))
    assert all(getattr(moved, name).is_meta for name in ("x0", "plate", "has_plate", "noise", "t"))
    assert moved.prompts == PROMPTS
