from __future__ import annotations

from importlib.util import find_spec

import pytest

from filmwright.models import checkpoint
from filmwright.models.callbacks.log import EVENTS, Log

from .state import after, state


def test_each_step_is_a_row_that_a_kill_does_not_take(tmp_path):
    was, log = state(tmp_path), Log()
    log.begin(was)
    for step in (1, 2):
        log.step(after(was, step, step * 1.5, loss=2.0 / step))
        assert len(checkpoint.metrics(tmp_path)) == step, "it is on the disk before the next step"
    assert checkpoint.metrics(tmp_path)[1] == {"step": 1, "task": "numbers", "loss": 1.0, "norm": 0.5, "seconds": 3.0}


@pytest.mark.skipif(find_spec("tensorboard") is not None, reason="TensorBoard is installed")
def test_without_tensorboard_there_are_no_event_files(tmp_path):
    was, log = state(tmp_path), Log()
    log.begin(was)
    log.step(after(was, 1, 1.0))
    log.end(was)
    assert [path.name for path in tmp_path.iterdir()] == ["metrics.jsonl"]


def test_with_tensorboard_steps_that_are_done_again_count_once(tmp_path):
    pytest.importorskip("tensorboard", reason="needs the extra 'watch'")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    for first, loss in ((0, 2.0), (2, 3.0)):
        was, log = state(tmp_path, first), Log()
        log.begin(was)
        for step in range(first + 1, 5):
            log.step(after(was, step, step, loss))
        log.end(was)
    told = EventAccumulator(str(tmp_path / EVENTS))
    told.Reload()
    assert [(one.step, one.value) for one in told.Scalars("loss/numbers")] == [(0, 2), (1, 2), (2, 3), (3, 3)]
    assert [one.value for one in told.Scalars("norm")] == [0.5] * 4
