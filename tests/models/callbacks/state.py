"""A run's state, to be moved by hand."""

from __future__ import annotations

from dataclasses import replace

from filmwright.models.loop import State
from filmwright.models.optimizer import Masters
from filmwright.models.training import Training

from ..tasks import Numbers

TRAINING = Training(precision="fp32", minutes=10, max_steps=1000, checkpoint_seconds=30)


def state(folder, step=0, seconds=0.0, **changes):
    task, training = Numbers(), TRAINING.model_copy(update=changes)
    return State(folder, training, task, Masters(task.parts, training), step, seconds)


def after(was, step, seconds, loss=1.0):
    """The state after a step that ended then."""
    row = {"step": step - 1, "task": "numbers", "loss": loss, "norm": 0.5, "seconds": seconds}
    return replace(was, step=step, seconds=seconds, row=row)
