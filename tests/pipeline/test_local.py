"""In this process: in order, one failing item stops no other."""

from __future__ import annotations

import pytest
from sample_stages import ITEMS, MEASURE, SPLIT

from filmwright.pipeline.local import run
from filmwright.pipeline.progress import Silent


class Heard:
    """A Progress that remembers."""

    def __init__(self) -> None:
        self.said: list[object] = []

    def start(self, what, total):
        self.said.append((what, total))

    def advance(self, n=1):
        self.said.append(n)

    def note(self, text):
        self.said.append(text)

    def finish(self):
        self.said.append("finish")


def test_in_order_and_past_failures():
    outcomes = list(run([SPLIT, MEASURE], ITEMS, Silent()))
    assert [outcome.item["n"] for outcome in outcomes] == list(range(7))
    assert [len(outcome.rows) for outcome in outcomes] == [0, 1, 2, 0, 0, 2, 0]
    assert [outcome.item["n"] for outcome in outcomes if outcome.failure] == [3, 4]
    assert len({outcome.key for outcome in outcomes}) == 7


def test_one_at_a_time():
    """Nothing is worked on before it is asked for: what is done can be stored before the next begins."""
    heard = Heard()
    running = run([SPLIT], ITEMS, heard)
    next(running)
    assert heard.said == [("split", 7), 1]
    running.close()
    assert heard.said[-1] == "finish"


def test_nothing_to_do():
    assert list(run([SPLIT], [], Silent())) == []


def test_an_interrupt_ends_the_bar():
    heard = Heard()

    def items():
        yield ITEMS[1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run([SPLIT], items(), heard))
