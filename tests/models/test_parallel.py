"""Two and three real processes give the curve of one, share a clip, take up each other's checkpoints."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch

from filmwright import lineage
from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, parallel
from filmwright.models.callbacks.validation import Validation
from filmwright.models.optimizer import Masters
from filmwright.models.parallel import Place
from filmwright.models.train import train
from filmwright.rights import ledger

from . import test_train
from .conftest import TINY
from .parallel_worker import LONG, PLAIN, run, scores
from .tasks import Film, Numbers

WORKER = Path(__file__).parent / "parallel_worker.py"


def torchrun(count: int, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={count}"]
    return begun([*command, *map(str, words)])


def begun(command: list[str], **more: str) -> subprocess.Popen[str]:
    told = {**os.environ, "OMP_NUM_THREADS": "1", **more}
    return subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ended(process: subprocess.Popen[str]) -> None:
    out, _ = process.communicate(timeout=180)
    assert process.returncode == 0, out


def work(count: int, case: str, folder: Path) -> None:
    """What torchrun does, without waiting for it to load torch itself."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    told = {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    words = [sys.executable, str(WORKER), case, str(folder)]
    every = [begun(words, RANK=str(rank), LOCAL_RANK=str(rank), **told) for rank in range(count)]
    try:
        for process in every:
            ended(process)
    finally:
        for process in every:
            process.kill()


def rows(folder: Path) -> list[tuple[str, float, float]]:
    return [(row["task"], row["loss"], row["norm"]) for row in checkpoint.metrics(folder)]


def close(one: Path, other: Path, rel: float = 1e-5) -> bool:
    ours, theirs = rows(one), rows(other)
    assert [row[0] for row in ours] == [row[0] for row in theirs] and ours
    return [row[1] for row in ours] == pytest.approx([row[1] for row in theirs], rel=rel)


@dataclass(frozen=True)
class Worked:
    """What two and then three processes left in ``folder`` and said, and the runs of one process in ``alone``."""

    folder: Path
    alone: Path
    two: dict[str, Any]
    three: dict[str, Any]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder, alone = tmp_path_factory.mktemp("many"), tmp_path_factory.mktemp("one")
    run(folder / "one-two", Film(6), max_steps=4)
    work(2, "two", folder)
    shutil.copytree(folder / "two-three", folder / "broken")
    damaged = checkpoint.newest(folder / "broken") / "00001.safetensors"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\1")
    work(3, "three", folder)
    run(alone / "one-two", Film(6))
    run(alone / "two-three", Numbers(6))
    return Worked(folder, alone, *(json.loads((folder / f"{case}.json").read_text()) for case in ("two", "three")))


@pytest.mark.slow
def test_fifty_steps_of_two_processes_are_those_of_one(worked):
    run(worked.alone / "fifty", Film(6), LONG)
    assert close(worked.folder / "fifty", worked.alone / "fifty")
    assert len(rows(worked.alone / "fifty")) == 50


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one-two", "two-three"])
def test_a_run_goes_on_with_more_processes(worked, name):
    assert close(worked.folder / name, worked.alone / name)
    assert checkpoint.newest(worked.folder / name).name == "00000008"


@pytest.mark.slow
def test_a_run_goes_on_with_fewer_processes(worked, tmp_path):
    shutil.copytree(worked.folder / "two-one", tmp_path / "run")
    run(tmp_path / "run", Film(6))
    assert close(tmp_path / "run", worked.alone / "one-two")


@pytest.mark.slow
def test_each_process_keeps_its_rows_alone(worked):
    """Weights, averages and both of Adam's moments: two files of half the size of the one that has it all."""
    many, one = checkpoint.newest(worked.folder / "one-two"), checkpoint.newest(worked.alone / "one-two")
    sizes = [(many / f"{number:05d}.safetensors").stat().st_size for number in range(2)]
    whole = (one / "00000.safetensors").stat().st_size
    assert max(sizes) < 0.65 * whole
    assert sum(sizes) == pytest.approx(whole, rel=0.1)
    assert not [path for path in many.iterdir() if path.suffix not in (".json", ".safetensors")]
    average = [Film(6, seed=number) for number in (4, 5)]
    for folder, task in zip((many.parents[1], one.parents[1]), average, strict=True):
        checkpoint.adopt(folder, task.parts)
    pairs = zip(*(task.net.parameters() for task in average), strict=True)
    assert all(torch.allclose(ours, theirs, atol=1e-5) for ours, theirs in pairs)


@pytest.mark.slow
def test_half_precision_accumulation_and_frozen_parts_too(worked):
    run(worked.alone / "half", Film(6), precision="bf16")
    run(worked.alone / "fitted", Film(6), accumulate=2)
    run(worked.alone / "frozen", Numbers(6), PLAIN, Validation(scores, steps=3))
    assert close(worked.folder / "half", worked.alone / "half", rel=5e-3)
    assert close(worked.folder / "fitted", worked.alone / "fitted")
    run(worked.alone / "some", Film(6, only="attn1.to_q"))
    assert close(worked.folder / "some", worked.alone / "some")
    assert len(checkpoint.Saved(checkpoint.newest(worked.folder / "some"), {})) == 5 * 2 * 2, (
        "no frozen weight is saved"
    )
    assert close(worked.folder / "frozen", worked.alone / "frozen")
    one, many = ((f / "frozen" / "validation.jsonl").read_text().splitlines() for f in (worked.alone, worked.folder))
    assert [json.loads(row)["step"] for row in many] == [3, 6, 8]
    held = [[json.loads(row)["held_out"] for row in file] for file in (one, many)]
    assert held[0] == pytest.approx(held[1], rel=1e-5)


@pytest.mark.slow
def test_two_processes_that_share_one_clip_train_as_one(worked):
    """Its tokens are split, and all of its gradients are those of the whole clip."""
    run(worked.alone / "clip", Film(1, frames=4))
    assert close(worked.folder / "clip", worked.alone / "clip")
    norms = [[row[2] for row in rows(folder / "clip")] for folder in (worked.folder, worked.alone)]
    assert norms[0] == pytest.approx(norms[1], rel=1e-3)


REFUSALS = [
    ("two", "uneven", "a batch of 5 cannot be shared equally by 2 processes -> start 1, 5 of them, or make it a multi"),
    ("two", "nan", "step 0: the loss is not a number any more"),
    ("two", "tokens", "the 1 tokens of a clip cannot be shared by 2 processes"),
    ("two", "heads", "3 heads cannot be shared by 2 processes"),
    ("two", "no plan", "processes cannot share a clip of Sequential -> set it to 1"),
    ("three", "context", "3 processes do not make groups of 2 -> start a multiple of 2"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case,name,told", REFUSALS)
def test_what_cannot_be_is_refused_by_all_of_them(worked, case, name, told):
    said = getattr(worked, case)[name]
    assert len(said) == {"two": 2, "three": 3}[case]
    assert all(line.startswith("FilmwrightError: ") and told in line for line in said)


@pytest.mark.slow
def test_if_one_fails_all_stop(worked):
    assert worked.two["together"] == [
        "FilmwrightError: 1 of 2 processes could not go on; they say why",
        "OSError: no space here",
    ]
    assert worked.two["alone"] == [
        "ZeroDivisionError: division by zero",
        "FilmwrightError: the first process stopped: division by zero",
    ]
    others = worked.three["broken"][::2]
    assert all("1 of 3 processes could not go on" in line for line in others)
    assert "the checkpoint cannot be read (00001.safetensors is not as it was written)" in worked.three["broken"][1]


@pytest.mark.slow
def test_the_first_does_what_is_done_once(worked):
    assert worked.two["shared"] == {"é": [1, None]} and worked.two["first"] == ["made", 1]
    assert worked.two["late"] and worked.two["waited"] >= 0.5


# --- train ---

TWO = TINY.model_copy(update={"clips": 2, "precision": "fp32"})


@pytest.mark.slow
@pytest.mark.kill
def test_train_with_two_processes_killed_and_started_again_makes_one_model(ready, tmp_path):
    script = tmp_path / "work.py"
    script.write_text(textwrap.dedent(test_train.WORK))
    words = (script, ready.path, "K", TWO.model_dump_json(), 0)
    folder = ready.path / "runs" / "K"
    process = torchrun(2, *words)
    deadline = time.monotonic() + 120
    while test_train.steps(folder) < 3:
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()[0]
        time.sleep(0.001)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in (*map(int, children), process.pid):
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert 3 <= test_train.steps(folder) < TWO.max_steps
    ended(torchrun(2, *words))
    train(ready, "S", TWO, "L", from_scratch=True)
    assert close(folder, ready.path / "runs" / "L")
    assert sorted(made.name for made in lineage.listing(ready, "model")) == ["K", "L", "M"]
    assert ledger.verify(ready) == [] and not list(ready.path.rglob(".part-*"))
    both = [json.loads((ready.path / "runs" / name / "eval.json").read_text()) for name in "KL"]
    held = [said["held_out_loss"]["stills"]["model"] for said in both]
    assert held[0] == pytest.approx(held[1], rel=1e-3)


# --- by itself ---


def test_by_itself_a_process_takes_all():
    batch = Film(3).draw(0)
    assert parallel.own(batch) is batch and parallel.share(7, 1) == 7


def test_by_itself_it_can_share_no_clip():
    task = Film(2)
    with pytest.raises(FilmwrightError, match="1 processes do not make groups of 2"):
        parallel.shard(task.parts, task.blocks(), context=2)


def test_all_rows_of_a_plain_tensor_are_its_own():
    assert parallel.place(torch.zeros(5, 2)) == Place(0, 5, [5, 2])
    assert parallel.place(torch.tensor(1.0)) == Place(0, 1, [])
    masters = Masters(Numbers().parts, PLAIN)
    assert [place.first for place in masters.places.values()] == [0] * len(masters.masters)
