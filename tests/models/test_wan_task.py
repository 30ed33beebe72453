from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.models import adapters
from filmwright.models.wan import encode, folder, times
from filmwright.models.wan.clips import WanClip
from filmwright.models.wan.task import WanTask

from ..effort import examples
from . import tiny_wan
from .test_wan import refused, videos
from .tiny_wan import CHANNELS, PROMPTS, TEXT_LENGTH, WIDTH

BOUNDARY = 0.875
CONTROL = 2 * CHANNELS + 64
EMPTY = torch.ones(1, WIDTH)


def clip(seed, frames=2, side=4, control=None):
    rng = torch.Generator().manual_seed(seed)
    text = torch.randn(5, WIDTH, generator=rng)
    latents = torch.randn(CHANNELS, frames, side, side, generator=rng)
    shown = None if control is None else torch.randn(control, frames, side, side, generator=rng)
    return WanClip(latents, text, f"clip {seed}", shown)


def fresh(kind="text", seed=0, **changes):
    torch.manual_seed(seed)
    return tiny_wan.transformer(kind, **changes)


def task_of(part=None, clips=None, **changes):
    parts = part if isinstance(part, dict) else {"transformer": part or fresh()}
    return WanTask(parts, clips or [clip(1), clip(2)], EMPTY, **{"text_length": TEXT_LENGTH, **changes})


def experts(**changes):
    two = {"transformer": fresh(seed=1), "transformer_2": fresh(seed=2)}
    return task_of(two, boundary=BOUNDARY, **changes)


def learn(task, steps, rate):
    """A plain AdamW loop; losses of a fixed batch before and after."""
    trained = [weight for part in task.parts.values() for weight in part.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.0)
    fixed = [task.draw(10_000 + number) for number in range(4)]

    def told():
        with torch.no_grad():
            return torch.cat([task.losses(batch) for batch in fixed]).mean().item()

    before = told()
    for step in range(steps):
        task.losses(task.draw(step)).mean().backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return before, told()


# --- times


@settings(max_examples=examples(60))
@given(
    low=st.floats(0, 0.999),
    width=st.floats(1e-4, 1),
    shift=st.floats(0.1, 20),
    mean=st.floats(-2, 2),
    seed=st.integers(0, 2**31),
)
def test_times_stay_on_their_side(low, width, shift, mean, seed):
    high = min(1.0, low + width)
    t = times.draw(64, torch.Generator().manual_seed(seed), shift, low, high, mean)
    assert t.dtype == torch.float32 and (t.double() >= low).all() and (t.double() < high).all() and (t > 0).all()


def test_times_are_logit_normal_and_shifted():
    t = times.draw(200_000, torch.Generator().manual_seed(0), 3.0).double()
    z = torch.logit(t / (3 - 2 * t))
    assert abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01
    for low, high in ((0.0, 0.3), (0.3, BOUNDARY), (BOUNDARY, 1.0)):
        counted = ((t >= low) & (t < high)).double().mean().item()
        assert abs(counted - times.share(low, high, 3.0)) < 0.005
    assert times.share(0.0, 1.0, 3.0) == 1.0


def test_one_side_has_the_whole_ones_times_of_it():
    rng = torch.Generator().manual_seed(0)
    t = times.draw(200_000, rng, 3.0)
    side = times.draw(50_000, rng, 3.0, BOUNDARY, 1.0)
    theirs = t[t >= BOUNDARY]
    marks = torch.tensor([0.1, 0.5, 0.9])
    assert torch.allclose(side.quantile(marks), theirs.quantile(marks), atol=0.003)


# --- what is drawn


def same(one, other):
    tensors = ("x0", "noise", "t", "text")
    return one.prompts == other.prompts and all(torch.equal(getattr(one, n), getattr(other, n)) for n in tensors)


def test_a_step_depends_on_seed_step_and_micro_alone():
    one, other = task_of(batch=3), task_of(fresh(seed=5), batch=3)
    other.draw(1)
    assert same(one.draw(7, 2), other.draw(7, 2))
    assert not any(
        same(one.draw(7, 2), batch) for batch in (one.draw(7, 1), one.draw(8, 2), task_of(seed=1).draw(7, 2))
    )
    # Step 1 of micro 0 and step 0 of micro 1 are other samples too.
    assert not same(one.draw(1, 0), one.draw(0, 1))


def test_a_batch_has_a_length_and_slices_and_their_losses_are_its_own():
    task = task_of(batch=4, clips=[clip(n) for n in range(5)])
    batch = task.draw(0)
    assert len(batch) == 4 and len(batch[1:3]) == 2 and len(set(batch.prompts) - {""}) >= 3
    whole = task.losses(batch)
    assert whole.shape == (4,) and whole.dtype == torch.float32 and whole.requires_grad
    parts = torch.cat([task.losses(batch[:1]), task.losses(batch[1:3]), task.losses(batch[3:])])
    assert torch.allclose(whole, parts, atol=1e-5)


def test_clips_of_one_shape_go_together_each_as_often_as_there_are():
    clips = [clip(1), clip(2, frames=1), clip(3, side=6), clip(4), clip(5, frames=1), clip(6)]
    task = task_of(clips=clips, batch=2, dropout=0.0)
    counts: dict[str, int] = {}
    for step in range(300):
        batch = task.draw(step)
        assert task.kind(batch) == ("stills" if batch.x0.shape[2] == 1 else "clips")
        for x0, prompt in zip(batch.x0, batch.prompts, strict=True):
            assert torch.equal(x0, clips[int(prompt.split()[1]) - 1].latents)
            counts[prompt] = counts.get(prompt, 0) + 1
    assert all(60 < count < 140 for count in counts.values()) and len(counts) == 6


def test_prompts_are_dropped_as_often_as_said():
    task = task_of(dropout=0.25, batch=4)
    dropped = 0
    for step in range(100):
        batch = task.draw(step)
        for prompt, text in zip(batch.prompts, batch.text, strict=True):
            dropped += not prompt
            assert text.shape == (TEXT_LENGTH, WIDTH)
            assert torch.equal(text[:1], EMPTY) == (not prompt) and text[5:].any() == 0
    assert 70 < dropped < 130


def test_the_target_is_the_velocity_and_the_time_the_samplers():
    """A transformer that says the truth has no loss: the stock sampler's one Euler step from noise is the clip."""
    part = fresh()
    task = task_of(part, dropout=0.0)
    batch = replace(task.draw(0), t=torch.tensor([0.999]))
    seen = {}

    def truth(**told):
        seen.update(told)
        return (batch.noise - batch.x0,)

    part.forward = truth
    assert task.losses(batch).abs().max() == 0
    assert torch.allclose(seen["timestep"], torch.tensor([999.0]))
    assert torch.allclose(seen["hidden_states"] - 0.999 * (batch.noise - batch.x0), batch.x0, atol=1e-5)


# --- what is learned


def test_a_lora_learns_two_encoded_clips_and_nothing_else_moves(tmp_path):
    model = folder.open_model(tiny_wan.make(tmp_path / "m"))
    made = encode.encode_clips(model, videos(), PROMPTS, text_length=TEXT_LENGTH)
    part = folder.load(model, "transformer")
    adapters.attach(part, 8, 8, name="film")
    task = WanTask({"transformer": part}, made.clips, made.empty, batch=4, text_length=TEXT_LENGTH)
    held = {name: weight.clone() for name, weight in part.named_parameters() if not weight.requires_grad}
    before, after = learn(task, 30, 3e-2)
    assert after < 0.9 * before
    assert all(torch.equal(weight, held[name]) for name, weight in part.named_parameters() if name in held)
    assert all(".lora_" in name for name, weight in part.named_parameters() if weight.requires_grad)


def test_all_weights_can_be_trained():
    part = fresh()
    held = {name: weight.detach().clone() for name, weight in part.named_parameters()}
    before, after = learn(task_of(part, batch=4), 20, 3e-3)
    assert after < 0.95 * before
    moved = [name for name, weight in part.named_parameters() if not torch.equal(weight, held[name])]
    assert len(moved) == len(held)


def test_each_expert_sees_its_own_times_and_learns_alone():
    task = experts(batch=4)
    drawn = [task.draw(step) for step in range(200)]
    for batch in drawn:
        high = batch.expert == "transformer"
        # As WanPipeline asks it: t >= boundary_ratio * num_train_timesteps.
        assert ((batch.t.double() * 1000 >= BOUNDARY * 1000) == high).all()
        assert task.kind(batch) == ("clips, high noise" if high else "clips, low noise")
    share = sum(batch.expert == "transformer" for batch in drawn) / len(drawn)
    assert abs(share - times.share(BOUNDARY, 1.0, 3.0)) < 0.1
    high = next(batch for batch in drawn if batch.expert == "transformer")
    task.losses(high).mean().backward()
    assert all(weight.grad is None for weight in task.parts["transformer_2"].parameters())
    assert any(weight.grad is not None for weight in task.parts["transformer"].parameters())


def test_experts_get_the_shares_they_are_given_and_one_can_learn_alone():
    assert {experts(shares={"transformer": 1.0, "transformer_2": 0.0}).draw(n).expert for n in range(40)} == {
        "transformer"
    }
    low = task_of({"transformer_2": fresh()}, boundary=BOUNDARY, batch=2)
    assert all((low.draw(n).t < BOUNDARY).all() and low.draw(n).expert == "transformer_2" for n in range(40))
    for shares in (
        {"transformer": 1.0},
        {"transformer": 0.0, "transformer_2": 0.0},
        {"transformer": -1.0, "transformer_2": 2},
    ):
        refused("these are no shares", experts, shares=shares)


def test_vace_learns_from_its_control():
    task = task_of(fresh("vace"), [clip(1, control=CONTROL), clip(2, control=CONTROL)], batch=2)
    batch = task.draw(0)
    other = replace(batch, control=batch.control + 1)
    assert not torch.equal(task.losses(batch), task.losses(other))
    before, after = learn(task, 15, 3e-3)
    assert after < before
    assert len(task.blocks()) == 4 and task.blocks()[0] is task.parts["transformer"].vace_blocks[0]


def test_half_precision_weights_give_full_precision_losses_and_adapters():
    part = fresh().to(torch.bfloat16)
    adapters.attach(part, 4, 4)
    task = task_of(part)
    loss = task.losses(task.draw(0))
    loss.mean().backward()
    trained = [weight for weight in part.parameters() if weight.requires_grad]
    assert loss.dtype == torch.float32 and all(w.dtype == torch.float32 and w.grad is not None for w in trained)


NAN = torch.full((CHANNELS, 2, 4, 4), float("nan"))


@pytest.mark.parametrize(
    ("bad", "match"),
    [
        (replace(clip(2), latents=torch.zeros(CHANNELS + 1, 2, 4, 4)), "the model takes \\(4, F, h, w\\)"),
        (replace(clip(2), latents=torch.zeros(CHANNELS, 4, 4)), "the model takes"),
        (replace(clip(2), latents=torch.zeros(CHANNELS, 2, 5, 4)), "frames and sides go by"),
        (replace(clip(2), latents=NAN), "its latents hold NaN"),
        (replace(clip(2), text=torch.zeros(3, WIDTH - 1)), "its text is"),
        (replace(clip(2), text=torch.full((3, WIDTH), float("inf"))), "its text hold"),
        (clip(2, control=CONTROL), "its control is .* takes none"),
    ],
)
def test_a_clip_that_does_not_fit_is_named(bad, match):
    refused(f"clip 1, 'clip 2': .*{match}", task_of, fresh(), [clip(1), bad])


def test_what_no_run_can_have_is_refused():
    refused("has no control latents", task_of, fresh("vace"))
    refused("no clips", WanTask, {"transformer": fresh()}, [], EMPTY)
    refused("not \\(n, D\\)", WanTask, {"transformer": fresh()}, [clip(1)], EMPTY[0])
    refused("no experts", task_of, {"transformer_2": fresh()})
    refused("no experts", task_of, {"vae": fresh()})
    for bad in ({"batch": 0}, {"shift": 0.0}, {"dropout": 1.5}, {"text_length": 0}):
        refused("not above 0, or", task_of, **bad)
    with pytest.raises(FilmwrightError):
        task_of({})
