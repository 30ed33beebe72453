from __future__ import annotations

import json

import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, house
from filmwright.models.checkpoint import Mark
from filmwright.models.optimizer import Masters
from filmwright.models.plate_task import parts
from filmwright.models.training import Training

from .conftest import TINY


def fresh(**changes):
    recipe = TINY.model_copy(update={"precision": "fp32", **changes})
    return Masters(parts(house.fresh(recipe, ["a"])), Training.of(recipe))


@pytest.fixture
def masters():
    made = fresh()
    for number in range(2):
        for weight in made.weights:
            weight.grad = torch.ones_like(weight)
        made.take()
        made.step(number, made.norm())
    return made


def other():
    return fresh(seed=5)


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


@pytest.mark.parametrize("name", ["00000.safetensors", "00000.json", "mark.json"])
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
    with pytest.raises(FilmwrightError, match="cannot be read"):
        checkpoint.restore(tmp_path, fresh(feed_forward=96))


def test_one_byte_that_changed_is_seen(tmp_path, masters):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    path = checkpoint.newest(tmp_path) / "00000.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(FilmwrightError, match="is not as it was written"):
        checkpoint.restore(tmp_path, other())


def split(folder, ways, masters):
    """Deal a checkpoint's rows out anew, as so many processes would have written them."""
    from safetensors.torch import load_file, save_file

    from filmwright.canonical import file_sha256

    whole = load_file(folder / "00000.safetensors")
    for number in range(ways):
        tensors, index = {}, {}
        for name, tensor in whole.items():
            each = -(-len(tensor) // ways) if tensor.dim() else 0
            rows = tensor[number * each : (number + 1) * each] if tensor.dim() else tensor
            if rows.numel() and (tensor.dim() or not number):
                tensors[name] = rows.contiguous()
                index[name] = {"first": number * each, "shape": list(tensor.shape)}
        path = folder / f"{number:05d}.safetensors"
        save_file(tensors, path)
        path.with_suffix(".json").write_text(json.dumps({"sha256": file_sha256(path), "tensors": index}))
    told = json.loads((folder / "mark.json").read_text())
    (folder / "mark.json").write_text(json.dumps({**told, "processes": ways}))


@pytest.mark.parametrize("ways", [2, 3, 7])
def test_what_many_processes_wrote_is_whole_again(tmp_path, masters, ways):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    split(checkpoint.newest(tmp_path), ways, masters)
    taken = other()
    assert checkpoint.restore(tmp_path, taken) == Mark(2, 1.5)
    ours, theirs = masters.state(), taken.state()
    assert ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_a_process_whose_file_is_gone_is_missed(tmp_path, masters):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    folder = checkpoint.newest(tmp_path)
    split(folder, 3, masters)
    (folder / "00001.safetensors").unlink()
    with pytest.raises(FilmwrightError, match="cannot be read"):
        checkpoint.restore(tmp_path, other())


def test_the_average_is_put_into_a_fresh_model(tmp_path, masters):
    checkpoint.save(tmp_path, Mark(2, 1.5), masters)
    chosen = parts(house.fresh(TINY.model_copy(update={"seed": 5}), ["a"]))
    assert checkpoint.adopt(tmp_path, chosen) == Mark(2, 1.5)
    weights = [parameter for part in chosen.values() for parameter in part.parameters()]
    assert all(torch.equal(weight, average) for weight, average in zip(weights, masters.average, strict=True))


def test_there_must_be_a_checkpoint_to_take_an_average_from(tmp_path):
    with pytest.raises(FilmwrightError, match="there is no checkpoint"):
        checkpoint.adopt(tmp_path, parts(house.fresh(TINY, ["a"])))


def test_metrics_are_cut_back_to_the_checkpoint(tmp_path, masters):
    rows = [{"step": n, "loss": 1.0} for n in range(5)]
    write_metrics(tmp_path, rows, tail='{"step": 5, "lo')
    checkpoint.save(tmp_path, Mark(3, 1.0), masters)
    assert checkpoint.metrics(tmp_path) == rows, "a line cut short is left out"
    checkpoint.restore(tmp_path, masters)
    assert checkpoint.metrics(tmp_path) == rows[:3]


def test_a_run_without_metrics_has_none(tmp_path):
    assert checkpoint.metrics(tmp_path) == []
