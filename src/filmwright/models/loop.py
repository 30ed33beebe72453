"""The loop: every task is trained by this one, on one process or many.

A step draws its batches by its number alone, so that a run that was cut short goes on with the curve of one that never
was, on any number of processes. What a run leaves behind (metrics, checkpoints, validation) is its callbacks' doing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from filmwright.errors import FilmwrightError
from filmwright.models import checkpoint, parallel, processes
from filmwright.models.ahead import Ahead
from filmwright.models.checkpoint import Mark
from filmwright.models.fitting import fitted
from filmwright.models.optimizer import Masters
from filmwright.models.task import Task
from filmwright.models.training import Training
from filmwright.pipeline.progress import Progress, Silent

if TYPE_CHECKING:
    from filmwright.models.callbacks.callback import Callback


@dataclass
class State:
    """Where a run is, as callbacks see it; the same in all processes.

    Attributes:
        run: its folder.
        step: steps done, those of earlier pieces too.
        seconds: of training behind them.
        row: what the last step came to, {step, task, loss, norm, seconds}; empty before the first.
    """

    run: Path
    training: Training
    task: Task
    masters: Masters
    step: int
    seconds: float
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> Mark:
        """For a checkpoint."""
        return Mark(self.step, self.seconds)


def run(
    task: Task, training: Training, folder: Path, callbacks: Sequence[Callback], progress: Progress | None = None
) -> Mark:
    """Train until the minutes or the steps are over, from the newest checkpoint in ``folder`` if there is one.

    With many processes all of them call it, with the same arguments; the task's parts are sharded from then on.

    Args:
        folder: the run's.
        callbacks: called in this order, each step.
        progress: for what a person should know.

    Raises:
        FilmwrightError: if the loss is no number any more, the checkpoint cannot be read, or a batch cannot
            be shared.
    """
    told = progress or Silent()
    parallel.shard(task.parts, task.blocks(), training.context)
    masters = Masters(task.parts, training)
    mark = checkpoint.restore(folder, masters)
    state = State(folder, training, task, masters, mark.step, mark.seconds)
    here = [callback for callback in callbacks if callback.everywhere or processes.is_first()]
    began = time.perf_counter()
    for callback in here:
        callback.begin(state)
    ahead = Ahead(task.draw, mark.step, training.max_steps, training.accumulate)
    with fitted(task.blocks(), training, told.note), ahead:
        while state.seconds < training.minutes * 60 and state.step < training.max_steps:
            kind, loss = _gradients(task, training, ahead, state.step, masters)
            lasted = mark.seconds + time.perf_counter() - began
            loss, norm, state.seconds = processes.agree(loss, masters.norm(), lasted)
            _need_number(loss, "loss", state.step)
            _need_number(norm, "gradient", state.step)
            masters.step(state.step, norm)
            state.row = {
                "step": state.step,
                "task": kind,
                "loss": round(loss, 6),
                "norm": round(norm, 4),
                "seconds": round(state.seconds, 2),
            }
            state.step += 1
            for callback in here:
                callback.step(state)
    for callback in here:
        callback.end(state)
    return state.mark


def _gradients(task: Task, training: Training, ahead: Ahead, step: int, masters: Masters) -> tuple[str, float]:
    """Draw a step's batches and take their gradients: what they were of, and this process's mean loss."""
    # For whatever a model draws by itself (dropout): the same if the step is done again.
    torch.manual_seed(training.seed * 1_000_003 + step)
    kinds, lost = [], 0.0
    for _ in range(training.accumulate):
        batch = ahead.take()
        kinds.append(task.kind(batch))
        loss = task.losses(parallel.own(batch, training.context)).mean() / training.accumulate
        # The gradients of the processes that share a clip are parts of one, and sharding takes their mean.
        (loss * training.context).backward()
        masters.take()
        lost += loss.item()
    return "+".join(dict.fromkeys(kinds)), lost


def _need_number(value: float, what: str, step: int) -> None:
    if not math.isfinite(value):
        raise FilmwrightError(f"the {what} is not a number any more", f"step {step}", "lower the recipe's rate")
