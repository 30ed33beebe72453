from __future__ import annotations

import pytest

from filmwright.errors import MOST, FilmwrightError


def test_what_where_and_what_to_do_are_one_line():
    assert str(FilmwrightError("it is\n\n broken", "a\tfile", "mend  it")) == "a file: it is broken -> mend it"
    assert str(FilmwrightError("it is broken")) == "it is broken"


@pytest.mark.parametrize("part", ["what", "where", "do"])
def test_what_is_echoed_is_bounded_and_keeps_both_ends(part):
    said = str(FilmwrightError(**{"what": "fault", part: f"begin {'x' * 100_000} end"}))
    assert len(said) < MOST + 50 and "begin x" in said and "x end" in said and " ... " in said


def test_what_a_terminal_obeys_is_shown_as_an_escape():
    said = str(FilmwrightError("unknown action '\x1b[2J\u202e'", "\udcff.mp4"))
    assert said == "\\udcff.mp4: unknown action '\\x1b[2J\\u202e'"
    assert str(FilmwrightError("می\u200cروم, Société, 日本")) == "می\u200cروم, Société, 日本"
