"""The student: one step of what it learns lands where its teacher's several do; it comes to its teacher's shots."""

from __future__ import annotations

import copy

import pytest
import torch

from filmwright.models import loop, student, vace
from filmwright.models.clip_table import Footage, open_table
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.house_task import HouseTask
from filmwright.models.sample import asked
from filmwright.models.scene import Scene
from filmwright.models.training import Training
from filmwright.pipeline.progress import Silent

from .conftest import moving

SIZE = 64, 48
TINY = HouseRecipe(
    name="tiny", heads=1, head_width=32, layers=2, control_layers=(0,), feed_forward=64, text_width=32, text_length=16,
    width=SIZE[0], height=SIZE[1], clip_frames=5, stills=4, clips=2, clip_share=0.5, reference_share=0.0, rate=3e-3,
    control_share=0.0, precision="fp32", max_steps=60,
)  # fmt: skip


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """A teacher of sixty steps, and the table that it learned from."""
    folder = tmp_path_factory.mktemp("teacher")
    shots = [Footage(f"s{n}", (f"hill {n}",), False, 9, f"{n:064x}", lambda n=n: moving(n, 9, *SIZE)) for n in range(4)]
    teacher = vace.fresh(TINY, [shot.prompts[0] for shot in shots])
    table = open_table(folder, shots, teacher.vae, SIZE, Silent())
    loop.run(HouseTask(teacher, table, TINY), Training.of(TINY), folder / "run", [])
    return teacher, table


def copied(pipeline):
    other = vace.fresh(TINY, ["a"])
    other.tokenizer, other.text_encoder = pipeline.tokenizer, copy.deepcopy(pipeline.text_encoder)
    other.transformer.load_state_dict(pipeline.transformer.state_dict())
    return other


def test_its_times_are_those_of_its_scheduler_and_end_at_nought():
    visited = student.times(6.0)
    assert len(visited) == 5 and visited[-1] == 0 and (visited[:-1] > visited[1:]).all() and visited[0] > 0.99


def test_one_step_of_what_is_wanted_lands_where_the_teacher_goes(taught):
    teacher, table = taught
    task = student.StudentTask(copied(teacher), teacher, table, TINY, within=2, guidance=1.0)
    batch = task.draw(0)
    wanted = task.wanted(batch)
    place = (task.times[None] - batch.t[:, None]).abs().argmin(1)
    t, u = (x.view(-1, 1, 1, 1, 1) for x in (task.times[place], task.times[place + 1]))
    x = (1 - t) * batch.x0 + t * batch.noise
    middle = (t + u) / 2
    clean = task.teacher.predict(batch)
    on_the_way = (middle / t) * x + (1 - middle / t) * clean
    import dataclasses

    again = dataclasses.replace(batch, x0=torch.zeros_like(x), noise=on_the_way / middle, t=middle.flatten())
    there = (u / middle) * on_the_way + (1 - u / middle) * task.teacher.predict(again)
    assert torch.allclose((u / t) * x + (1 - u / t) * wanted, there, atol=1e-4)


def test_it_comes_nearer_to_its_teacher_and_trains_nothing_else(taught, tmp_path):
    teacher, table = taught
    pupil = copied(teacher)
    pupil.scheduler = student.scheduler(TINY.shift)
    task = student.StudentTask(pupil, teacher, table, TINY, within=3, guidance=2.0)
    words = {name: value.clone() for name, value in pupil.text_encoder.state_dict().items()}

    def shot(pipeline, steps, guidance, seed):
        scene = asked(Scene(5, SIZE[1], SIZE[0]), "hill 1")
        return pipeline.shoot(scene, steps=steps, guidance=guidance, generator=torch.Generator().manual_seed(seed))

    finals = [shot(teacher, 24, 2.0, seed) for seed in range(4)]

    def apart():
        return sum((shot(pupil, 4, 1.0, seed) - final).pow(2).mean().item() for seed, final in enumerate(finals))

    before = apart()
    loop.run(task, Training.of(TINY.model_copy(update={"rate": 1e-3})), tmp_path, [])
    assert apart() < 0.8 * before
    assert all(torch.equal(value, pupil.text_encoder.state_dict()[name]) for name, value in words.items())
