"""How long work tells how far it is: a protocol, a silent one, and bars with the time left."""

from __future__ import annotations

import sys
import time
from typing import Any, Protocol, TextIO

_EVERY_S = 10.0


class Progress(Protocol):
    """What long work reports to."""

    def start(self, what: str, total: float | None, done: float = 0.0) -> None:
        """A step begins; ``total`` is None where nobody knows how much there is, ``done`` was done in earlier runs."""

    def advance(self, n: float = 1) -> None:
        """``n`` more of the total are done."""

    def note(self, text: str) -> None:
        """A line worth reading."""

    def finish(self) -> None:
        """The step is over."""


class Silent:
    """Reports nothing."""

    def start(self, what: str, total: float | None, done: float = 0.0) -> None:
        """Nothing."""

    def advance(self, n: float = 1) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class RichProgress:
    """Bars with the time left on a terminal; elsewhere plain lines, at most one every ten seconds.

    Args:
        stream: where to write; standard error unless said.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """See the class."""
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._bar: Any = None
        self._what, self._done, self._before = "", 0.0, 0.0
        self._total: float | None = None
        self._began = self._said = 0.0

    def start(self, what: str, total: float | None, done: float = 0.0) -> None:
        """Begin a step, ending the one before; what was done in earlier runs tells nothing of this one's speed."""
        self.finish()
        self._what, self._total, self._done, self._before = what, total, done, done
        self._began = self._said = time.monotonic()
        if self._terminal:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                Progress,
                TaskProgressColumn,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=Console(file=self._stream),
            )
            self._bar.start()
            self._bar.add_task(what, total=total, completed=done)
        else:
            self._say(what)

    def advance(self, n: float = 1) -> None:
        """Move the bar, or say a line if the last was ten seconds ago."""
        self._done += n
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0], n)
        elif self._what and time.monotonic() - self._said >= _EVERY_S:
            self._say(self._line())

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            self._say(text)

    def finish(self) -> None:
        """End the step."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        elif self._what and not self._terminal:
            self._say(f"{self._what}: done in {time.monotonic() - self._began:.0f} s")
        self._what = ""

    def _line(self) -> str:
        spent = time.monotonic() - self._began
        if not self._total:
            return f"{self._what}: {self._done:,.0f}, {spent:.0f} s"
        share = min(1.0, self._done / self._total)
        fresh = self._done - self._before
        left = f", {spent * max(0.0, self._total - self._done) / fresh:.0f} s left" if fresh > 0 else ""
        return f"{self._what}: {share:.0%}{left}"

    def _say(self, text: str) -> None:
        self._said = time.monotonic()
        print(text, file=self._stream, flush=True)
