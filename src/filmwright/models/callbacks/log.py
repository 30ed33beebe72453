"""``metrics.jsonl``, a row a step; and TensorBoard's event files, where it is installed (extra ``watch``)."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from filmwright.models.callbacks.callback import Callback

if TYPE_CHECKING:
    from filmwright.models.loop import State

EVENTS = "events"
"""The folder of event files in a run's: ``tensorboard --logdir runs``."""


class Log(Callback):
    """Writes what each step came to, where programs and people read it."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self._events: Any = None

    def begin(self, state: State) -> None:
        """Open the event files; what they say of steps that are done again is taken back."""
        if find_spec("tensorboard"):
            from torch.utils.tensorboard import SummaryWriter

            self._events = SummaryWriter(str(state.run / EVENTS), purge_step=state.step)

    def step(self, state: State) -> None:
        """Append the row."""
        row = state.row
        with (state.run / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        if self._events is not None:
            self._events.add_scalar(f"loss/{row['task']}", row["loss"], row["step"])
            self._events.add_scalar("norm", row["norm"], row["step"])

    def end(self, state: State) -> None:
        """Close the event files."""
        if self._events is not None:
            self._events.close()
            self._events = None
