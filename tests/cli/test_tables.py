"""Tables with sentences in them: wrapped to the screen, numbers never, and nothing that people wrote is obeyed."""

from __future__ import annotations

import pytest

from filmwright.cli.tables import NARROWEST, wrapped


def test_a_sentence_is_wrapped_beside_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    lines = wrapped(
        ["what", "shots", "time"], [["word " * 30, 12, "3 min 05 s"], ["short", 1, "2.0 s"]], 2
    ).splitlines()
    assert lines[0].split() == ["what", "shots", "time"]
    assert all(len(line) <= 70 for line in lines) and len(lines) > 4
    assert lines[1].endswith("12  3 min 05 s") and lines[-1].endswith(" 1       2.0 s")
    assert " ".join(line.split("  ")[0] for line in lines[1:-1]).split() == ["word"] * 30


@pytest.mark.parametrize("columns", ["1", "0", "20"])
def test_a_screen_too_narrow_gets_longer_lines(monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, wrapped(["a", "b"], [["word " * 30, 1]], 1).splitlines())) >= NARROWEST - 10


def test_what_people_wrote_is_no_markup_and_no_letter_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    said = wrapped(["title"], [["[red]Beta[/red] :smile: [/] \\[x]"], ["x" * 300]])
    assert "[red]Beta[/red] :smile: [/] \\[x]" in said and said.count("x") == 301
    assert "\x1b" not in said
