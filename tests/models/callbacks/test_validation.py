from __future__ import annotations

import json

import torch

from filmwright.models.callbacks.validation import ROWS, Validation

from .state import after, state


def rows(folder):
    return [json.loads(line) for line in (folder / ROWS).read_text().splitlines()]


def calls(validation, was, times):
    validation.begin(was)
    for step, seconds in times:
        validation.step(after(was, step, seconds))


def test_every_so_many_steps_and_at_the_end_once(tmp_path):
    seen = []
    was = state(tmp_path)
    validation = Validation(lambda now: seen.append(now.step), steps=3)
    calls(validation, was, [(step, step) for step in range(1, 8)])
    validation.end(after(was, 7, 7.0))
    validation.end(after(was, 7, 7.0))
    assert seen == [3, 6, 7] and not (tmp_path / ROWS).exists(), "what gives no scores has no row"


def test_every_so_many_seconds(tmp_path):
    seen = []
    validation = Validation(lambda now: seen.append(now.step), seconds=60)
    calls(validation, state(tmp_path, 5, 100.0), [(6, 130.0), (7, 161.0), (8, 200.0), (9, 221.0)])
    assert seen == [7, 9]


def test_it_sees_the_average_and_leaves_the_masters_in_place(tmp_path):
    was = state(tmp_path)
    for average in was.masters.average:
        average.fill_(7.0)
    before = [weight.clone() for weight in was.masters.weights]

    def check(now):
        assert not torch.is_grad_enabled()
        return {"mean": sum(float(weight.mean()) for weight in now.masters.weights) / len(now.masters.weights)}

    calls(Validation(check, steps=1), was, [(1, 1.26)])
    assert rows(tmp_path) == [{"step": 1, "seconds": 1.26, "mean": 7.0}]
    assert all(torch.equal(old, new) for old, new in zip(before, was.masters.weights, strict=True))


def test_scores_of_steps_that_are_done_again_are_taken_back(tmp_path):
    calls(Validation(lambda now: {"score": 1.0}, steps=2), state(tmp_path), [(step, step) for step in range(1, 9)])
    with (tmp_path / ROWS).open("a") as log:
        log.write('{"step": 10, "sco')
    calls(Validation(lambda now: {"score": 2.0}, steps=2), state(tmp_path, 5, 5.0), [(6, 6.0), (7, 7.0), (8, 8.0)])
    assert [(row["step"], row["score"]) for row in rows(tmp_path)] == [(2, 1.0), (4, 1.0), (6, 2.0), (8, 2.0)]
