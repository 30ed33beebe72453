from __future__ import annotations

import pytest

from filmwright.reports import journal
from filmwright.reports.steps import steps


def test_each_run_leaves_a_line_with_what_it_took(tmp_path):
    with journal.timed(tmp_path, "ingest"):
        sum(range(2_000_000))
    (entry,) = journal.entries(tmp_path)
    assert entry.step == "ingest" and entry.done
    assert entry.wall > 0 and entry.cpu > 0 and entry.peak_mib > 1


def test_a_run_that_failed_is_counted_as_stopped(tmp_path):
    with pytest.raises(RuntimeError), journal.timed(tmp_path, "train"):
        raise RuntimeError
    with journal.timed(tmp_path, "train"):
        pass
    assert [entry.done for entry in journal.entries(tmp_path)] == [False, True]
    (row,) = steps(tmp_path, None, "")["steps"]
    assert row["runs"] == "2 (1 stopped)"


def test_a_line_cut_short_is_passed_over(tmp_path):
    with journal.timed(tmp_path, "add"):
        pass
    with (tmp_path / journal.FILE).open("a") as stream:
        stream.write('{"step": "ing')
    assert [entry.step for entry in journal.entries(tmp_path)] == ["add"]


def test_cost_is_unknown_until_somebody_names_a_price(tmp_path):
    with journal.timed(tmp_path, "train"):
        sum(range(1_000_000))
    assert steps(tmp_path, None, "")["steps"][0]["cost"] is None
    assert "unknown" in steps(tmp_path, None, "")["cost_words"]
    assert steps(tmp_path, 3600.0, "EUR")["steps"][0]["cost"].endswith(" EUR")


def test_a_studio_that_cannot_be_written_to_is_no_fault_of_the_journal(tmp_path):
    with journal.timed(tmp_path / "gone", "add"):
        pass
    assert journal.entries(tmp_path / "gone") == []
