from __future__ import annotations

from filmwright.models import checkpoint
from filmwright.models.callbacks.saving import Saving

from .state import after, state


def saved(folder):
    newest = checkpoint.newest(folder)
    return int(newest.name) if newest else None


def test_a_checkpoint_each_time_the_seconds_have_gone_by_and_one_at_the_end(tmp_path):
    was, saving = state(tmp_path), Saving()
    saving.begin(was)
    seen = []
    for step, seconds in ((1, 10.0), (2, 29.0), (3, 31.0), (4, 60.0), (5, 61.5)):
        saving.step(after(was, step, seconds))
        seen.append(saved(tmp_path))
    assert seen == [None, None, 3, 3, 5]
    saving.end(after(was, 6, 62.0))
    assert saved(tmp_path) == 6
    assert checkpoint.restore(tmp_path, was.masters) == checkpoint.Mark(6, 62.0)


def test_a_run_that_goes_on_counts_from_where_it_was(tmp_path):
    was, saving = state(tmp_path, 8, 100.0), Saving()
    saving.begin(was)
    saving.step(after(was, 9, 120.0))
    assert saved(tmp_path) is None
    saving.step(after(was, 10, 131.0))
    assert saved(tmp_path) == 10


def test_every_process_has_a_part_in_it():
    assert Saving.everywhere
