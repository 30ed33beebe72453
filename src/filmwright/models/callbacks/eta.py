"""What is left of a run: minutes, and money where the studio gave a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filmwright.models.callbacks.callback import Callback
from filmwright.pipeline.progress import Progress

if TYPE_CHECKING:
    from filmwright.models.loop import State
    from filmwright.models.training import Training

EVERY_S = 300.0


def left(training: Training, step: int, seconds: float, pace: float | None) -> float:
    """Minutes that are left: of the run's minutes, or of its steps at ``pace`` seconds each, if those end first."""
    by_clock = max(0.0, training.minutes * 60 - seconds)
    by_steps = (training.max_steps - step) * pace if pace is not None else by_clock
    return min(by_clock, by_steps) / 60


def cost(seconds: float, price: float) -> float:
    """What so much time costs at a price an hour, all machines together."""
    return seconds / 3600 * price


class Eta(Callback):
    """Moves the bar, and says every five minutes what is left and what it costs.

    Args:
        progress: where to say it.
        price: of an hour on all the machines of the run, None where nobody said.
        currency: what the price is in.
    """

    def __init__(self, progress: Progress, price: float | None = None, currency: str = "") -> None:
        """See the class."""
        self._progress, self._price, self._currency = progress, price, currency
        self._first = self._told = self._said = 0.0
        self._steps = 0

    def begin(self, state: State) -> None:
        """Begin the bar where the run is."""
        budget = state.training.minutes * 60
        self._first = self._said = state.seconds
        self._steps = state.step
        self._told = min(budget, state.seconds)
        self._progress.start("training", budget, self._told)

    def step(self, state: State) -> None:
        """Move the bar; now and then, a line."""
        now = min(state.training.minutes * 60, state.seconds)
        self._progress.advance(now - self._told)
        self._told = now
        if state.seconds - self._said >= EVERY_S:
            self._said = state.seconds
            self._progress.note(self.line(state))

    def end(self, state: State) -> None:
        """End the bar."""
        self._progress.finish()

    def line(self, state: State) -> str:
        """For people: where the run is, and what is left of it."""
        pace = (state.seconds - self._first) / max(1, state.step - self._steps)
        minutes = left(state.training, state.step, state.seconds, pace)
        said = f"step {state.step:,}, loss {state.row['loss']:.4g}, {minutes:,.0f} minutes left"
        if self._price is None:
            return said
        spent, whole = (cost(s, self._price) for s in (state.seconds, state.seconds + minutes * 60))
        return f"{said}; {spent:,.2f} of {whole:,.2f} {self._currency}".rstrip() + " spent"
