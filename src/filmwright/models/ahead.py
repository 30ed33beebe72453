"""Batches drawn ahead of the loop, in a thread, so that a step does not wait for film to be read."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

_LOOK_S = 0.2
_LEAVE_S = 5.0
"""How long a draw in hand is waited for when the loop is left."""


class Ahead(AbstractContextManager["Ahead"]):
    """Draws in order, at most ``depth`` batches ahead; what a draw raises is raised where its batch is asked for.

    Args:
        draw: ``Task.draw``.
        step: the first step.
        last: the step after the last.
        micros: batches a step.
    """

    def __init__(self, draw: Callable[[int, int], Any], step: int, last: int, micros: int = 1, depth: int = 2) -> None:
        """See the class."""
        self._draw, self._steps, self._micros = draw, range(step, last), micros
        self._drawn: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(depth)
        self._over = threading.Event()
        # A daemon: a process that is told to end does not wait for a film to be read.
        self._thread = threading.Thread(target=self._work, name="batches ahead", daemon=True)

    def __enter__(self) -> Ahead:
        """Begin to draw."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, after the draw in hand."""
        self._over.set()
        self._thread.join(timeout=_LEAVE_S)

    def take(self) -> Any:
        """The next batch."""
        batch, error = self._drawn.get()
        if error is not None:
            raise error
        return batch

    def _work(self) -> None:
        for step in self._steps:
            for micro in range(self._micros):
                try:
                    drawn = (self._draw(step, micro), None)
                except BaseException as error:
                    drawn = (None, error)
                while not self._over.is_set():
                    try:
                        self._drawn.put(drawn, timeout=_LOOK_S)
                        break
                    except queue.Full:
                        continue
                if self._over.is_set() or drawn[1] is not None:
                    return
