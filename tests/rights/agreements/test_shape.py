"""A template file that is not whole is refused with its line; above all, a statement that comes from nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights.agreements import scenario, template

WHOLE = """name: small
version: 1
title: Small
purpose: to be tested
gives: a grant
refuses: the rest
leaves: nothing
sources:
  - {id: book, title: A Book, address: "https://example.org", read: 2026-11-21}
statements:
  - {text: it is so, clause: section 1}
parameters:
  paper: {type: text, asks: the paper}
  first: {type: date, required: false, asks: the first day}
  last: {type: date, required: false, after: first, asks: the last day}
grants:
  - {assigner: <work.owner>, actions: [train.base], agreement: <paper>, valid_from: <first>}
example:
  work: {id: "work:a", kind: work, name: A, owner: Acme}
  with: {paper: letter}
  request: {action: train.base, at: 2026-10-10T12:00:00Z}
scenarios:
  - {name: yes, verdict: permit}
  - {name: no, request: {action: deliver}, verdict: deny, because: none}
"""


def parsed(tmp_path: Path, text: str) -> template.Template:
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    template.parse.cache_clear()
    return template.parse(path)


def test_a_whole_file_is_read_and_its_scenarios_hold(tmp_path: Path) -> None:
    found = parsed(tmp_path, WHOLE)
    assert found.label == "small 1" and all(one.good for one in scenario.outcomes(found))


BAD = {
    "a statement from nowhere": (", clause: section 1", "", "line 11", "names its clause or who reports it"),
    "reported by nobody known": (
        "clause: section 1",
        "reported_by: [press]",
        "line",
        "which is no source of this file",
    ),
    "a date read that is none": ("read: 2026-11-21", "read: yesterday", "line 9", "Invalid isoformat"),
    "an unknown key": ("leaves: nothing", "leaves: nothing\nmood: good", "line 8", "is unknown here"),
    "an unknown type": ("type: text", "type: poem", "line 13", "is not one of"),
    "a choice without options": ("type: text", "type: choice", "line 13", "has options"),
    "kinds of a text": ("type: text", "type: text, kinds: [work]", "line 13", "only a subject has kinds"),
    "actions without a list": ("type: text", "type: actions", "line 13", "lie within a list"),
    "required with a default": ("type: text", "type: text, default: x", "line 13", "need not be required"),
    "after what is no date": ("after: first", "after: paper", "line", "which is no date"),
    "a parameter called work": ("  paper: {", "  work: {type: text, asks: x}\n  paper: {", "line", "not a parameter"),
    "a permit with a reason": (
        "verdict: permit}",
        "verdict: permit, because: x}",
        "line",
        "says because of which words",
    ),
    "a refusal without one": (", because: none", "", "line", "says because of which words"),
    "another name than the file's": ("name: small", "name: large", "line 1", "call both the same"),
    "version zero": ("version: 1", "version: 0", "line 2", "must be 1 or more"),
}


@pytest.mark.parametrize(("old", "new", "where", "what"), BAD.values(), ids=BAD)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, where: str, what: str) -> None:
    assert old in WHOLE
    with pytest.raises(FilmwrightError) as caught:
        parsed(tmp_path, WHOLE.replace(old, new, 1))
    assert "small.yaml" in caught.value.where and where in f"{caught.value.where} line" and what in str(caught.value)


def test_a_template_that_refuses_nothing_is_none(tmp_path: Path) -> None:
    text = WHOLE.replace("request: {action: deliver}, verdict: deny, because: none", "verdict: permit")
    with pytest.raises(FilmwrightError, match="no scenario is refused"):
        parsed(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("agreement: <paper>", "agreement: <peper>", "has a hole: 'peper'"),
        ("agreement: <paper>", 'agreement: "from <first> on"', "stays empty within a sentence"),
        ("actions: [train.base]", "actions: [train]", "cannot be filled in so"),
    ],
)
def test_a_hole_that_nothing_fills_is_the_templates_fault(tmp_path: Path, old: str, new: str, what: str) -> None:
    found = parsed(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(FilmwrightError) as caught:
        scenario.outcomes(found)
    assert what in caught.value.what
