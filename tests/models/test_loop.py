"""What the loop promises: the curve of the plain loop it replaced, exact accumulation, one curve however it dies."""

from __future__ import annotations

import time

import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, clips, house, loop, objective
from filmwright.models.callbacks.callback import Callback
from filmwright.models.callbacks.log import Log
from filmwright.models.callbacks.saving import Saving
from filmwright.models.plate_task import PlateTask
from filmwright.models.training import Training
from filmwright.pipeline.progress import Silent

from .conftest import TINY, source
from .tasks import Film, Numbers

PLAIN = Training(precision="fp32", rate=1e-2, warmup=5, max_steps=12, minutes=60, checkpoint_seconds=0)


def curve(folder):
    return [(row["step"], row["task"], row["loss"], row["norm"]) for row in checkpoint.metrics(folder)]


def run(task, folder, training=PLAIN, *more, **changes):
    folder.mkdir(exist_ok=True)
    loop.run(task, training.model_copy(update=changes), folder, [Log(), *more, Saving()])
    return curve(folder)


class StopAt(Callback):
    """Ends the run as a kill would."""

    def __init__(self, step):
        self.at = step

    def step(self, state):
        if state.step == self.at:
            raise KeyboardInterrupt


# --- the house model's curve is that of the loop before this one ---


def house_task(folder, recipe):
    sources = [source(number, frames=20) for number in range(1, 5)]
    pipeline = house.fresh(recipe, sorted({s.prompt for s in sources}))
    bank = clips.bank(folder / "cache", sources, pipeline.vae, recipe, Silent())
    return PlateTask(pipeline, bank, recipe)


def plain_loop(task, recipe):
    """The loop as it was written for the house model alone: one batch a step, torch's own clipping."""
    weights = [p for part in task.parts.values() for p in part.parameters()]
    masters = [weight.detach().clone().float() for weight in weights]
    if recipe.precision == "bf16":
        house.cast(task.pipeline, torch.bfloat16)
    adam = torch.optim.AdamW(masters, betas=(0.9, 0.95), weight_decay=recipe.weight_decay, fused=True)
    for step in range(recipe.max_steps):
        batch = task.bank.step(recipe, step)
        lost = objective.loss(task.pipeline, batch)
        lost.backward()
        norm = torch.nn.utils.clip_grad_norm_(weights, recipe.clip_norm, foreach=True)
        for master, weight in zip(masters, weights, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        adam.param_groups[0]["lr"] = recipe.rate * min(1.0, (step + 1) / max(1, recipe.warmup))
        adam.step()
        with torch.no_grad():
            torch._foreach_copy_(weights, masters)
        yield step, task.kind(batch), lost.item(), float(norm)


# In bf16 the gradient is clipped in float32 now; it was clipped in bf16, whose norm has three digits.
@pytest.mark.parametrize("precision,loss,norm", [("fp32", 1e-6, 1e-4), ("bf16", 2e-3, 2e-2)])
def test_the_curve_is_that_of_the_plain_loop(tmp_path, precision, loss, norm):
    recipe = TINY.model_copy(update={"precision": precision, "max_steps": 30, "checkpoint_seconds": 1e9})
    old = list(plain_loop(house_task(tmp_path, recipe), recipe))
    new = run(house_task(tmp_path, recipe), tmp_path / "run", Training.of(recipe))
    assert [row[:2] for row in new] == [row[:2] for row in old]
    assert {row[1] for row in new} == {"stills", "plates"}
    assert [row[2] for row in new] == pytest.approx([row[2] for row in old], rel=loss, abs=1e-6)
    assert [row[3] for row in new] == pytest.approx([row[3] for row in old], rel=norm, abs=1e-4)


RECORDED = [2.536521, 0.605043, 0.482868, 0.03988, 0.757601, 0.852814, 1.344687, 0.767092]
"""The first losses of the loop before this one, on the same footage."""


def test_the_curve_is_the_one_that_was_recorded(tmp_path):
    """Another processor rounds otherwise, and each step carries that on."""
    recipe = TINY.model_copy(update={"precision": "fp32", "max_steps": len(RECORDED)})
    new = run(house_task(tmp_path, recipe), tmp_path / "run", Training.of(recipe))
    assert [row[2] for row in new] == pytest.approx(RECORDED, rel=1e-3)


# --- what a step is ---


def test_two_batches_accumulated_are_one_of_twice_the_size(tmp_path):
    one = run(Numbers(8), tmp_path / "one")
    two = run(Numbers(8, micros=2), tmp_path / "two", accumulate=2)
    four = run(Numbers(8, micros=4), tmp_path / "four", accumulate=4)
    for other in (two, four):
        assert [row[2] for row in other] == pytest.approx([row[2] for row in one], abs=1.5e-6)


def test_only_what_needs_a_gradient_moves(tmp_path):
    task = Numbers()
    frozen, moving = task.frozen.weight.clone(), task.net[0].weight.clone()
    run(task, tmp_path / "run")
    assert torch.equal(task.frozen.weight, frozen) and not torch.equal(task.net[0].weight, moving)


def test_the_loss_goes_down(tmp_path):
    rows = run(Numbers(64), tmp_path / "run", max_steps=150, checkpoint_seconds=1e9)
    assert sum(row[2] for row in rows[-20:]) < 0.8 * sum(row[2] for row in rows[:20])


def test_activations_made_again_change_nothing(tmp_path):
    task = Film()
    plain = run(Film(), tmp_path / "plain", max_steps=4)
    again = run(task, tmp_path / "again", max_steps=4, checkpointing=True)
    assert again == plain
    assert all("forward" not in block.__dict__ for block in task.blocks()), "the blocks are as they were"


@pytest.mark.slow
def test_compiled_blocks_give_the_same_curve(tmp_path):
    plain = run(Film(), tmp_path / "plain", max_steps=4)
    made = run(Film(), tmp_path / "compiled", max_steps=4, compile=True, checkpointing=True)
    assert [row[2] for row in made] == pytest.approx([row[2] for row in plain], rel=1e-4)


class Told(Silent):
    def __init__(self):
        self.lines = []

    def note(self, text):
        self.lines.append(text)


def test_without_a_compiler_it_says_so_and_goes_on(tmp_path, monkeypatch):
    import torch._inductor.config

    monkeypatch.setattr(torch._inductor.config.cpp, "cxx", ("/no/such/compiler",))
    monkeypatch.setattr(torch._inductor.config, "force_disable_caches", True)
    torch._dynamo.reset()
    (tmp_path / "run").mkdir()
    told = Told()
    settings = PLAIN.model_copy(update={"compile": True, "max_steps": 2})
    loop.run(Numbers(), settings, tmp_path / "run", [Log()], told)
    assert len(curve(tmp_path / "run")) == 2
    assert len(told.lines) == 1 and told.lines[0].startswith("the blocks are not compiled: ")


# --- where it stops ---


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_what_is_no_number_stops_the_run_and_the_weights_are_still_good(tmp_path, what):
    task = Numbers()
    before = {}

    def losses(batch, plain=task.losses):
        value = plain(batch)
        if float(batch.x[0, 0]) != float(task.draw(3).x[0, 0]):
            return value
        before.update({name: w.clone() for name, w in task.net.state_dict().items()})
        return value * float("nan") if what == "loss" else value + (task.net[0].weight.sum() * 0).sqrt()

    task.losses = losses
    with pytest.raises(FilmwrightError, match=rf"step 3: the {what} is not a number any more -> lower the recipe's"):
        run(task, tmp_path / "run")
    assert len(curve(tmp_path / "run")) == 3
    assert all(torch.equal(weight, before[name]) for name, weight in task.net.state_dict().items())


def test_an_error_of_a_draw_is_raised(tmp_path):
    task = Numbers()
    task.draw = lambda step, micro=0: (_ for _ in ()).throw(OSError("the film is gone"))
    with pytest.raises(OSError, match="the film is gone"):
        run(task, tmp_path / "run")


class Slow(Numbers):
    def draw(self, step, micro=0):
        time.sleep(0.05)
        return super().draw(step, micro)


def test_minutes_count_all_pieces(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(Slow(), tmp_path / "run", PLAIN, StopAt(4), max_steps=10**6, minutes=0.01)
    assert checkpoint.newest(tmp_path / "run").name == "00000003"
    run(Slow(), tmp_path / "run", max_steps=10**6, minutes=0.01)
    rows = checkpoint.metrics(tmp_path / "run")
    seconds = [row["seconds"] for row in rows]
    assert seconds == sorted(seconds) and 0.6 <= seconds[-1] < 1.2
    assert run(Slow(), tmp_path / "run", max_steps=10**6, minutes=0.01) == curve(tmp_path / "run")
    assert checkpoint.metrics(tmp_path / "run") == rows, "a run that is over takes no step more"


# --- one curve ---


@pytest.mark.parametrize("changes", [{}, {"precision": "bf16"}, {"accumulate": 2}, {"checkpointing": True}])
def test_a_run_that_was_stopped_has_the_curve_of_one_that_never_was(tmp_path, changes):
    def fresh():
        return Numbers(micros=changes.get("accumulate", 1), dropout=0.3)

    whole = run(fresh(), tmp_path / "whole", **changes)
    for stop in (1, 2, 7):
        with pytest.raises(KeyboardInterrupt):
            run(fresh(), tmp_path / "parts", PLAIN, StopAt(stop), **changes)
    assert run(fresh(), tmp_path / "parts", **changes) == whole
    ours, theirs = (checkpoint.newest(tmp_path / name) / "00000.safetensors" for name in ("parts", "whole"))
    assert ours.read_bytes() == theirs.read_bytes()


def test_callbacks_are_called_in_the_order_given(tmp_path):
    said = []

    class Says(Callback):
        def __init__(self, name):
            self.name = name

        def begin(self, state):
            said.append((self.name, "begin", state.step, state.row))

        def step(self, state):
            said.append((self.name, "step", state.step, state.row["step"]))

        def end(self, state):
            said.append((self.name, "end", state.step, state.mark.step))

    loop.run(Numbers(), PLAIN.model_copy(update={"max_steps": 2}), tmp_path, [Says("a"), Says("b")])
    steps = [("a", "step", 1, 0), ("b", "step", 1, 0), ("a", "step", 2, 1), ("b", "step", 2, 1)]
    begun, over = [(n, "begin", 0, {}) for n in "ab"], [(n, "end", 2, 2) for n in "ab"]
    assert said == [*begun, *steps, *over]
