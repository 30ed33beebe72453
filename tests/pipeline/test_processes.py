"""Worker processes give what one process gives, in the same order, and say so when they die."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from filmwright.errors import FilmwrightError
from filmwright.pipeline import local, processes
from filmwright.pipeline.progress import Silent
from filmwright.pipeline.stage import Item, Stage


def squared(item: Item) -> list[Item]:
    if item["n"] == 3:
        raise FilmwrightError("three is not wanted", "n=3", "leave it out")
    return [{"n": item["n"], "square": item["n"] ** 2}] * (item["n"] % 3)


def thrice(n: int) -> int:
    return 3 * n


def killed(n: int) -> int:
    if n == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


STAGE = Stage("square", "1", ("n",), ("n", "square"), 1, squared)


def seen(outcomes: Any) -> list[Any]:
    return [(o.key, o.item, o.rows, o.failure) for o in outcomes]


def test_rows_and_failures_are_those_of_one_process() -> None:
    items = [{"n": n} for n in range(8)]
    alone = seen(local.run([STAGE], items, Silent()))
    assert seen(processes.run([STAGE], items, Silent(), 2)) == alone
    assert sum(failure is not None for *_, failure in alone) == 1


def test_plain_functions_keep_their_order() -> None:
    assert list(processes.ordered(thrice, range(20), 2)) == [3 * n for n in range(20)]


def test_items_are_taken_as_they_are_needed() -> None:
    taken = []

    def counted() -> Any:
        for n in range(1000):
            taken.append(n)
            yield n

    results = processes.ordered(thrice, counted(), 2)
    assert next(results) == 0
    assert len(taken) <= 8
    results.close()  # type: ignore[attr-defined]


def test_a_worker_that_dies_is_told_in_one_line() -> None:
    with pytest.raises(FilmwrightError, match="worker process died"):
        list(processes.ordered(killed, range(4), 2))
