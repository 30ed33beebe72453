from __future__ import annotations

import json

import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, house
from filmwright.models.checkpoint import Mark
from filmwright.models.optimizer import Masters

from .conftest import TINY


@pytest.fixture
def masters():
    pipeline = house.fresh(TINY, ["a"])
    made = Masters(pipeline, TINY)
    for number in range(2):
        for weight in made.weights:
            weight.grad = torch.ones_like(weight)
        made.step(number)
    return made


def other():
    return Masters(house.fresh(TINY.model_copy(update={"seed": 5}), ["a"]), TINY)


def write_metrics(run, rows, tail=""):
    run.mkdir(exist_ok=True)
    (run / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + tail)


def test_everything_comes_back_exactly(tmp_path, masters):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    taken = other()
    assert checkpoint.restore(tmp_path, taken) == Mark(2, 1.5)
    ours, theirs = masters.state(), taken.state()
    assert ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_a_run_without_one_starts_at_nought(tmp_path, masters):
    before = masters.state()
    assert checkpoint.restore(tmp_path, masters) == Mark()
    assert all(torch.equal(before[name], value) for name, value in masters.state().items())
    assert (tmp_path / "metrics.jsonl").read_text() == ""


def test_only_the_newest_is_kept(tmp_path, masters):
    for step in (2, 9, 11):
        checkpoint.save(tmp_path, Mark(step, 1.0), masters)
    assert [folder.name for folder in (tmp_path / "checkpoints").iterdir()] == ["00000011"]
    assert checkpoint.newest(tmp_path).name == "00000011"


def test_what_a_kill_left_half_written_is_no_checkpoint(tmp_path, masters):
    (tmp_path / "checkpoints" / ".part-0a1b2c3d-00000007").mkdir(parents=True)
    assert checkpoint.newest(tmp_path) is None
    assert checkpoint.restore(tmp_path, masters) == Mark()
    checkpoint.save(tmp_path, Mark(8, 1.0), masters)
    assert [folder.name for folder in (tmp_path / "checkpoints").iterdir()] == ["00000008"]


@pytest.mark.parametrize("name", ["state.safetensors", "mark.json"])
@pytest.mark.parametrize("damage", ["half", "empty", "gone", "noise"])
def test_a_damaged_checkpoint_is_said_in_one_line(tmp_path, masters, name, damage):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    path = checkpoint.newest(tmp_path) / name
    if damage == "gone":
        path.unlink()
    else:
        whole = path.read_bytes()
        path.write_bytes({"half": whole[: len(whole) // 2], "empty": b"", "noise": b"\xff" * 99}[damage])
    with pytest.raises(FilmwrightError, match=r"checkpoint cannot be read .* delete that folder") as said:
        checkpoint.restore(tmp_path, other())
    assert "\n" not in str(said.value) and "00000002" in str(said.value)


def test_a_checkpoint_of_another_shape_is_said_in_one_line(tmp_path, masters):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    wider = TINY.model_copy(update={"feed_forward": 96})
    with pytest.raises(FilmwrightError, match="cannot be read"):
        checkpoint.restore(tmp_path, Masters(house.fresh(wider, ["a"]), wider))


def test_metrics_are_cut_back_to_the_checkpoint(tmp_path, masters):
    rows = [{"step": n, "loss": 1.0} for n in range(5)]
    write_metrics(tmp_path, rows, tail='{"step": 5, "lo')
    checkpoint.save(tmp_path, Mark(3, 1.0), masters)
    assert checkpoint.metrics(tmp_path) == rows, "a line cut short is left out"
    checkpoint.restore(tmp_path, masters)
    assert checkpoint.metrics(tmp_path) == rows[:3]


def test_a_run_without_metrics_has_none(tmp_path):
    assert checkpoint.metrics(tmp_path) == []
