"""Holes: values keep their type, lists are spread out, what is empty is left out, sentences must be whole."""

from __future__ import annotations

from typing import Any

import pytest

from filmwright.rights.agreements.filling import fill, holds

VALUES: dict[str, Any] = {"one": "a", "many": ["b", "c"], "number": 3, "no": False, "none": None, "jo.owner": "Jo"}


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("<one>", "a"),
        ("<number>", 3),
        ("<many>", ["b", "c"]),
        ("<none>", None),
        ("<none|one>", "a"),
        ("<none|jo.owner>", "Jo"),
        ("by <jo.owner> on <number>", "by Jo on 3"),
        ("in <many>", "in b, c"),
        ("a < b > c and <One>", "a < b > c and <One>"),
        (["<one>", "<many>", "<none>", "d"], ["a", "b", "c", "d"]),
        ({"x": "<none>", "y": {"z": ["<none>"]}, "n": "<no>"}, {"y": {"z": []}, "n": False}),
        (7, 7),
        (True, True),
    ],
)
def test_what_is_filled_in(value: Any, made: Any) -> None:
    assert fill(value, VALUES.__getitem__) == made


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="<none> stays empty"):
        fill("by <none>", VALUES.__getitem__)
    with pytest.raises(KeyError):
        fill("<other>", VALUES.__getitem__)


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("one", True),
        ("none", False),
        ("no", False),
        ("number", True),
        ("one=a", True),
        ("one=b", False),
        ("none=a", False),
        (["one", "number"], True),
        (["one", "none"], False),
    ],
)
def test_when_a_record_is_part_of_the_agreement(condition: str | list[str], true: bool) -> None:
    assert holds(condition, VALUES.__getitem__) is true
