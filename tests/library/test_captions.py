"""Captions: what a sidecar may say, and whether it fits its film. That they are kept is in test_catalogue.py."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import captions


def load(tmp_path: Path, text: str) -> captions.Sidecar:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return captions.load(path)


@pytest.mark.parametrize("text", ["see: *now*", "a - *star* falls", "2020-13-45", "12:30:00", "NO", "42"])
def test_a_text_is_what_was_written(tmp_path: Path, text: str) -> None:
    (quoted,) = load(tmp_path, f"captions:\n  - {{in: 0, out: 9, text: '{text}'}}\n").captions
    assert (quoted.in_frame, quoted.out_frame, quoted.text) == (0, 9, text)
    if ": " not in text:
        (plain,) = load(tmp_path, f"captions:\n  - in: 0\n    out: 9\n    text: {text}\n").captions
        assert plain == quoted


@pytest.mark.parametrize("rate", ["24", "24/1", "24000/1001", "23.976"])
def test_a_rate(tmp_path: Path, rate: str) -> None:
    assert load(tmp_path, f"rate: {rate}\n").rate == rate


@pytest.mark.parametrize("rate", ["abc", "1/0", "0", "-24", "1e999999999", "[24]"])
def test_a_rate_that_is_none_is_said_with_its_line(tmp_path: Path, rate: str) -> None:
    with pytest.raises(FilmwrightError, match=r"c\.yaml, line 2: rate: "):
        load(tmp_path, f"film: X\nrate: {rate}\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("captions: &a\n  - {in: 0, out: 9, text: x}\n", "line 2: anchors and aliases|line 1: anchors and aliases"),
        ("captions:\n  - &a {in: 0, out: 9, text: x}\n  -  *a\n", "line 2: anchors and aliases"),
        ('captions:\n  - {in: 0, out: 9, text: "a\\e[2Jb"}\n', r"line 2: the character U\+001B"),
        ('captions:\n  - {in: 0, out: 9, text: "a\\u202eb"}\n', r"line 2: the character U\+202E"),
        ("captions:\n  - {in: 0, out: 9, text: a}\n  - {in: 9, out: 9, text: b}\n", "line 3: .*ends after it begins"),
        ("captions:\n  - {in: x, out: 9, text: a}\n", "line 2: captions.0.in: "),
        ("captions: yes\n", "line 1: captions: "),
        ("[" * 3000, "nested deeper"),
    ],
)
def test_a_fault_is_one_line_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as fault:
        load(tmp_path, text)
    assert "\n" not in str(fault.value)


def test_a_name_that_is_no_file_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path / ("x" * 300), tmp_path):
        with pytest.raises(FilmwrightError, match=r"no such file|this is a folder"):
            captions.load(path)


def test_captions_of_another_rate_do_not_fit(tmp_path: Path) -> None:
    sidecar = load(tmp_path, "rate: 23.976\n")
    with pytest.raises(FilmwrightError, match=r"count frames at 23\.976, the film has 24000/1001"):
        captions.check_fits(sidecar, "a" * 64, Fraction(24000, 1001), 9, tmp_path / "c.yaml")
    captions.check_fits(load(tmp_path, "rate: 24\n"), "a" * 64, Fraction(24), 9, tmp_path / "c.yaml")
