"""The executor that runs stages in processes of this machine, several items at once, and gives them in their order.

Rows are those of ``local.run``: both call ``stage.run_item``. ``ordered`` is the road under it, for plain functions.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TypeVar

from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress
from filmwright.pipeline.stage import Item, Outcome, Stage, run_item

In = TypeVar("In")
Out = TypeVar("Out")
_AHEAD = 2
"""Items in hand for each worker: one that is worked on, one that waits."""


def run(stages: Sequence[Stage], items: Iterable[Item], progress: Progress, workers: int) -> Iterator[Outcome]:
    """Take every item through all stages; a failing item becomes a Failure and the rest go on.

    Args:
        stages: as for ``local.run``; ``process`` is pickleable.
        items: what to work on.
        progress: advances by one for each item, in their order.
        workers: processes, at least one.

    Raises:
        FilmwrightError: a worker died (memory, a signal).
    """
    waiting = list(items)
    progress.start(" > ".join(stage.name for stage in stages), len(waiting))
    try:
        for outcome in ordered(partial(run_item, tuple(stages)), waiting, workers):
            progress.advance()
            yield outcome
    finally:
        progress.finish()


def ordered(work: Callable[[In], Out], items: Iterable[In], workers: int) -> Iterator[Out]:
    """``map`` over worker processes: results in the order of the items, few of them in memory at a time.

    Args:
        work: a function of a module, or a ``partial`` of one.
        items: its arguments; taken as they are needed.
        workers: processes; with 1 or less it runs in this one.

    Raises:
        FilmwrightError: a worker died.
    """
    if workers <= 1:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _alone) as pool:
        in_hand: deque[Future[Out]] = deque()
        try:
            for item in items:
                in_hand.append(pool.submit(work, item))
                if len(in_hand) >= workers * _AHEAD:
                    yield in_hand.popleft().result()
            while in_hand:
                yield in_hand.popleft().result()
        except BrokenProcessPool as error:
            raise FilmwrightError(
                "a worker process died",
                "",
                "run it again: what is done stays done; with fewer workers if memory ran out",
            ) from error
        finally:
            # Who stops listening does not wait for what nobody will read.
            pool.shutdown(wait=True, cancel_futures=True)


def _alone() -> None:
    """One worker, one core: libraries that start threads of their own would fight over the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
