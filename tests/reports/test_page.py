"""A page is written over a page and over nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.reports import page

OURS = '<!doctype html>\n<meta name="generator" content="Filmwright">\n'


def test_over_an_earlier_page_and_where_nothing_is(tmp_path: Path) -> None:
    out = tmp_path / "rights.html"
    for text in (OURS, OURS + "again"):
        page.check_place(out)
        page.save(out, text)
    assert out.read_text() == OURS + "again"


def test_over_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text("<p>dear reader</p>")
    (tmp_path / "folder.html").mkdir()
    for name, said in (
        ("letter.html", "is no report"),
        ("folder.html", "this is a folder"),
        ("page.txt", r"ends in \.html"),
        ("letter.html/page.html", "cannot be written"),
        (f"{'x' * 300}.html", "cannot be written"),
    ):
        with pytest.raises(FilmwrightError, match=said):
            page.check_place(tmp_path / name)
            page.save(tmp_path / name, OURS)
    assert (tmp_path / "letter.html").read_text() == "<p>dear reader</p>"
