"""What one of many processes does for test_parallel.py: ``torchrun parallel_worker.py CASES FOLDER``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
torch.set_num_threads(1)

from filmwright.errors import FilmwrightError  # noqa: E402
from filmwright.models import checkpoint, loop, processes  # noqa: E402
from filmwright.models.callbacks.log import Log  # noqa: E402
from filmwright.models.callbacks.saving import Saving  # noqa: E402
from filmwright.models.callbacks.validation import Validation  # noqa: E402
from filmwright.models.optimizer import trained  # noqa: E402
from filmwright.models.training import Training  # noqa: E402
from models.tasks import Film, Numbers  # noqa: E402

PLAIN = Training(precision="fp32", rate=2e-3, warmup=5, max_steps=8, minutes=60, checkpoint_seconds=1e9)
LONG = PLAIN.model_copy(update={"max_steps": 50})


def run(folder, task, training=PLAIN, *more, **changes):
    folder.mkdir(exist_ok=True)
    loop.run(task, training.model_copy(update=changes), folder, [Log(), *more, Saving()])


def said(work):
    """The error of each process, as the first hears of it; there must be one."""
    told = [""] * processes.size()
    try:
        work()
    except Exception as error:
        told[processes.rank()] = f"{type(error).__name__}: {error}"
    every = [None] * processes.size()
    torch.distributed.all_gather_object(every, told, group=processes._talk)
    return [rows[number] for number, rows in enumerate(every)]


def fails_in_second():
    with processes.together():
        if processes.rank() == 1:
            raise OSError("no space here")


def scores(state):
    batch = state.task.draw(0)
    return {"held_out": state.task.losses(batch).mean().item()}


def two(folder):
    """Two processes."""
    run(folder / "fifty", Film(6), LONG)
    run(folder / "half", Film(6), precision="bf16")
    run(folder / "fitted", Film(6), accumulate=2, checkpointing=True)
    run(folder / "frozen", Numbers(6), PLAIN, Validation(scores, steps=3))
    run(folder / "some", Film(6, only="attn1.to_q"))
    run(folder / "one-two", Film(6))
    run(folder / "two-one", Film(6), max_steps=4)
    run(folder / "two-three", Numbers(6), max_steps=4)
    run(folder / "clip", Film(1, frames=4), context=2)
    odd = Film(1, frames=1, patch_size=(1, 8, 8))
    task = Film(2)
    trained(task.parts)["transformer.proj_out.bias"].data.fill_(float("nan"))
    began = time.perf_counter()
    late = processes.alone(lambda: time.sleep(0.5) or time.perf_counter())
    done = []
    return {
        "waited": time.perf_counter() - began,
        "late": isinstance(late, float),
        "shared": processes.shared({"é": [1, None]} if processes.is_first() else None),
        "uneven": said(lambda: run(folder / "uneven", Numbers(5))),
        "nan": said(lambda: run(folder / "nan", task)),
        "tokens": said(lambda: run(folder / "odd", odd, context=2)),
        "heads": said(lambda: run(folder / "heads", Film(1, num_attention_heads=3), context=2)),
        "no plan": said(lambda: run(folder / "plan", Numbers(2), context=2)),
        "together": said(fails_in_second),
        "alone": said(lambda: processes.alone(lambda: 1 / 0)),
        "first": (processes.first_then_all(lambda: done.append(1) or "made"), len(done)),
    }


def three(folder):
    """Three processes; none of them has to load diffusers."""
    run(folder / "two-three", Numbers(6))
    return {
        "broken": said(lambda: checkpoint.restore(folder / "broken", _masters())),
        "context": said(lambda: run(folder / "groups", Numbers(6), context=2)),
    }


def _masters():
    from filmwright.models import parallel
    from filmwright.models.optimizer import Masters

    task = Numbers(6)
    parallel.shard(task.parts, task.blocks())
    return Masters(task.parts, PLAIN)


def main():
    case, folder = sys.argv[1], Path(sys.argv[2])
    with processes.joined():
        told = {"two": two, "three": three}[case](folder)
        if processes.is_first():
            (folder / f"{case}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    try:
        main()
    except FilmwrightError as error:
        sys.exit(str(error))
