"""What every callback is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from filmwright.models.loop import State


class Callback:
    """Called by the loop when a run begins, after each step and when it ends; not if it fails.

    Attributes:
        everywhere: whether it is called in every process of a run, not in the first alone.
    """

    everywhere: ClassVar[bool] = False

    def begin(self, state: State) -> None:
        """A run, or another piece of one, is about to take its first step."""

    def step(self, state: State) -> None:
        """A step was taken."""

    def end(self, state: State) -> None:
        """The run's minutes or steps are over."""
