"""Checkpoints, every so many seconds and at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filmwright.models import checkpoint
from filmwright.models.callbacks.callback import Callback

if TYPE_CHECKING:
    from filmwright.models.loop import State


class Saving(Callback):
    """Saves a checkpoint when ``checkpoint_seconds`` of the training have gone by since the last."""

    everywhere = True

    def __init__(self) -> None:
        """Nothing is saved yet."""
        self._saved = 0.0

    def begin(self, state: State) -> None:
        """What the run goes on from is saved."""
        self._saved = state.seconds

    def step(self, state: State) -> None:
        """Save, if it is time."""
        if state.seconds - self._saved > state.training.checkpoint_seconds:
            self.end(state)

    def end(self, state: State) -> None:
        """Save where the run is."""
        checkpoint.save(state.run, state.mark, state.masters)
        self._saved = state.seconds
