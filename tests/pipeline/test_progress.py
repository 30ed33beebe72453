"""Plain lines where there is no terminal, bars where there is one."""

from __future__ import annotations

import io
import re

import pytest

from filmwright.pipeline import progress
from filmwright.pipeline.progress import RichProgress, Silent


def test_silent(capsys):
    silent = Silent()
    silent.start("work", 3)
    silent.advance()
    silent.note("a line")
    silent.finish()
    assert capsys.readouterr() == ("", "")


def test_few_lines_without_a_terminal():
    out = io.StringIO()
    bar = RichProgress(out)
    bar.start("ingest", 1000)
    for _ in range(1000):
        bar.advance()
    bar.note("one title refused")
    bar.finish()
    bar.finish()
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["ingest", "one title refused"]
    assert re.fullmatch(r"ingest: done in \d+ s", lines[2]) and len(lines) == 3


def test_a_line_every_so_often(monkeypatch):
    monkeypatch.setattr(progress, "_EVERY_S", 0.0)
    out = io.StringIO()
    bar = RichProgress(out)
    bar.start("train", 4)
    bar.advance(3)
    bar.start("unknown", None)
    bar.advance(7)
    bar.finish()
    text = out.getvalue()
    assert re.search(r"train: 75%, \d+ s left", text) and "train: done" in text and "unknown: 7, 0 s" in text


def test_what_an_earlier_run_did_does_not_make_this_one_look_fast(monkeypatch):
    clock = iter(float(n) for n in range(0, 1000, 10))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    out = io.StringIO()
    bar = RichProgress(out)
    bar.start("training", 100, 80)
    bar.advance(10)
    # Ten of the last twenty took some tens of seconds by this clock; all ninety would have made it look like a few.
    left = re.search(r"training: 90%, (\d+) s left", out.getvalue())
    assert left and int(left[1]) >= 20


@pytest.mark.parametrize("total", [10, None])
def test_a_bar_on_a_terminal(total):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    bar = RichProgress(out)
    bar.start("ingest", total)
    bar.advance(5)
    bar.note("[note] stays as it is")
    bar.start("second", total)
    bar.finish()
    assert "ingest" in out.getvalue() and "[note] stays as it is" in out.getvalue() and "second" in out.getvalue()
