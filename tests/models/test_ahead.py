from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from filmwright.models.ahead import Ahead


def test_batches_come_in_order_and_no_more_are_drawn_than_needed():
    drawn = []
    with Ahead(lambda step, micro: drawn.append((step, micro)) or (step, micro), 3, 5, micros=2) as ahead:
        assert [ahead.take() for _ in range(4)] == [(3, 0), (3, 1), (4, 0), (4, 1)]
    assert drawn == [(3, 0), (3, 1), (4, 0), (4, 1)]


def test_it_stays_a_few_ahead():
    drawn = []
    with Ahead(lambda step, micro: drawn.append(step), 0, 1000, depth=2) as ahead:
        ahead.take()
        time.sleep(0.3)
        assert len(drawn) <= 4


@pytest.mark.parametrize("error", [ValueError("no film"), KeyboardInterrupt()])
def test_what_a_draw_raises_is_raised_where_its_batch_is_asked_for(error):
    def draw(step, micro):
        if step == 2:
            raise error
        return step

    with Ahead(draw, 0, 9) as ahead:
        assert [ahead.take(), ahead.take()] == [0, 1]
        with pytest.raises(type(error)) as said:
            ahead.take()
        assert said.value is error


def test_leaving_early_ends_the_thread():
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="enough"), Ahead(lambda *_: bytes(99), 0, 10**9) as ahead:
        ahead.take()
        raise RuntimeError("enough")
    assert threading.active_count() == before


STUCK = """
import sys, time
from filmwright.models.ahead import Ahead
ahead = Ahead(lambda *_: time.sleep(600), 0, 9)
ahead._thread.start()
sys.exit(3)
"""


def test_a_process_that_ends_does_not_wait_for_a_draw():
    assert subprocess.run([sys.executable, "-c", STUCK], timeout=60).returncode == 3
