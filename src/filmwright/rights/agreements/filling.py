"""Holes in a template's records: ``<performer>`` is a value, ``<performer.owner>`` what the ledger has of a subject.

A value that is one hole keeps its type; a list in a list is spread out; a key or an item whose hole stays empty is
left out. Inside a sentence every hole must be filled. ``<one|other>`` takes the first that is filled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z]+)?"
_HOLE = re.compile(rf"<({_NAME}(?:\|{_NAME})*)>")
Look = Callable[[str], Any]
"""The value of a name; None where it is empty.

Raises:
    KeyError: if there is no such name.
"""


def fill(value: Any, look: Look) -> Any:
    """The value with its holes filled.

    Raises:
        KeyError: if a hole has a name that the template does not know.
        ValueError: if a hole within a sentence stays empty.
    """
    if isinstance(value, dict):
        made = {key: fill(item, look) for key, item in value.items()}
        return {key: item for key, item in made.items() if item is not None}
    if isinstance(value, (list, tuple)):
        items: list[Any] = []
        for item in value:
            one = fill(item, look)
            items += one if isinstance(one, list) else [] if one is None else [one]
        return items
    if not isinstance(value, str):
        return value
    whole = _HOLE.fullmatch(value)
    return _first(whole[1], look) if whole else _HOLE.sub(lambda hole: _words(hole[1], look), value)


def holds(condition: str | list[str], look: Look) -> bool:
    """Whether ``name`` has a value that is not no, or ``name=word`` has that one; of a list, whether all do.

    Raises:
        KeyError: if there is no such name.
    """
    if not isinstance(condition, str):
        return all(holds(one, look) for one in condition)
    name, _, word = condition.partition("=")
    value = look(name)
    return value == word if word else value is not None and value is not False


def _first(names: str, look: Look) -> Any:
    found = [look(name) for name in names.split("|")]
    return next((value for value in found if value is not None), None)


def _words(names: str, look: Look) -> str:
    value = _first(names, look)
    if value is None:
        raise ValueError(f"<{names}> stays empty within a sentence")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
