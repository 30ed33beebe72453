from __future__ import annotations

import pytest

from filmwright.models.callbacks.eta import Eta, cost, left

from .state import TRAINING, after, state


class Told:
    def __init__(self):
        self.bar, self.lines = [], []

    def start(self, what, total, done=0.0):
        self.bar.append((what, total, done))

    def advance(self, n=1):
        self.bar.append(n)

    def note(self, text):
        self.lines.append(text)

    def finish(self):
        self.bar.append("over")


@pytest.mark.parametrize(
    "step,seconds,pace,minutes",
    [
        (100, 120.0, None, 8.0),
        (100, 120.0, 60.0, 8.0),
        (940, 120.0, 2.0, 2.0),
        (1000, 120.0, 2.0, 0.0),
        (10, 700.0, 2.0, 0.0),
    ],
)
def test_what_is_left_is_of_minutes_or_of_steps_whichever_ends_first(step, seconds, pace, minutes):
    assert left(TRAINING, step, seconds, pace) == pytest.approx(minutes)


def test_a_cost_is_hours_times_the_price():
    assert cost(5400, 8.0) == pytest.approx(12.0)


def test_the_bar_begins_where_the_run_is_and_ends_at_its_minutes():
    told = Told()
    was, eta = state(None, 3, 590.0), Eta(told)
    eta.begin(was)
    eta.step(after(was, 4, 595.0))
    eta.step(after(was, 5, 604.0))
    eta.end(was)
    assert told.bar == [("training", 600.0, 590.0), 5.0, 5.0, "over"]


@pytest.mark.parametrize(
    "price,currency,tail",
    [
        (None, "", ""),
        (36.0, "EUR", "; 4.00 of 6.00 EUR spent"),
        (36.0, "", "; 4.00 of 6.00 spent"),
    ],
)
def test_every_five_minutes_a_line_says_what_is_left_and_what_it_costs(price, currency, tail):
    told = Told()
    was, eta = state(None, 0, 0.0), Eta(told, price, currency)
    eta.begin(was)
    eta.step(after(was, 40, 299.0))
    assert told.lines == []
    eta.step(after(was, 50, 400.0, loss=0.123456))
    assert told.lines == [f"step 50, loss 0.1235, 3 minutes left{tail}"]
    eta.step(after(was, 51, 450.0))
    assert len(told.lines) == 1
