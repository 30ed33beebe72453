"""Validation while a run goes on: a function that makes videos, or scores, with the weights that the run would give."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

from filmwright import files
from filmwright.models import processes
from filmwright.models.callbacks.callback import Callback

if TYPE_CHECKING:
    from filmwright.models.loop import State

ROWS = "validation.jsonl"


class Validation(Callback):
    """Calls a function every so many steps, or seconds, and at the end; its scores go to ``validation.jsonl``.

    It is called in every process, since a sharded model answers only if all ask it; the moving average is in the
    weights while it runs, and no gradient is kept. It writes files only where ``processes.is_first()``.

    Args:
        check: given the state; gives scores by name, or nothing.
        steps: between two calls; None for no matter.
        seconds: likewise.
    """

    everywhere = True

    def __init__(
        self,
        check: Callable[[State], dict[str, float] | None],
        steps: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """See the class."""
        self._check, self._steps, self._seconds = check, steps, seconds
        self._last, self._done = 0.0, -1

    def begin(self, state: State) -> None:
        """Take back the scores of steps that are done again."""
        self._last, self._done = state.seconds, state.step
        path = state.run / ROWS
        if processes.is_first() and path.is_file():
            rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
            whole = [row for row in rows if row.endswith("\n") and json.loads(row)["step"] <= state.step]
            files.write_text(path, "".join(whole))

    def step(self, state: State) -> None:
        """Check, if it is time."""
        by_steps = self._steps is not None and state.step % self._steps == 0
        if by_steps or (self._seconds is not None and state.seconds - self._last >= self._seconds):
            self.end(state)

    def end(self, state: State) -> None:
        """Check where the run is, unless that was just done."""
        if self._done == state.step:
            return
        with torch.no_grad(), state.masters.averaged():
            scores = self._check(state)
        self._last, self._done = state.seconds, state.step
        if scores and processes.is_first():
            row = {"step": state.step, "seconds": round(state.seconds, 2), **scores}
            with (state.run / ROWS).open("a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")
