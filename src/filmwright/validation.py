"""What pydantic finds wrong with a value, in the words of the person who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

_SHOWN = 40
_PATTERNS = {
    r"^[a-z][a-z0-9]*:\S+$": "must be an id as SCHEME:NAME without spaces, such as work:my-film",
    r"^[0-9a-f]{64}$": "must be 64 digits of 0-9 and a-f, the whole of it",
}
"""What a pattern asks for; the patterns are those of ``rights.record``."""
_INSIDE = ("function-", "constrained-", "literal[")
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "is unknown here",
    "string_type": "must be one text",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be yes or no",
    "bool_parsing": "must be yes or no",
    "tuple_type": "must be a list, as [one, two]",
    "list_type": "must be a list, as [one, two]",
    "dict_type": "must be named values, as key: value",
    "model_type": "must be named values, as key: value",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "multiple_of": "must be a multiple of {multiple_of}",
}


def in_words(fault: Mapping[str, Any]) -> str:
    """A fault without its place: what the value must be."""
    kind, told = fault["type"], fault.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return f"{_shown(fault['input'])} is not one of {told['expected'].replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(told["pattern"], "is not written as it must be")
    if kind in ("string_too_short", "too_short"):
        least = told["min_length"]
        return "is empty" if least == 1 else f"must be {least} or more"
    said = _SAID.get(kind)
    return said.format(**told) if said else fault["msg"].removeprefix("Value error, ")


def sentence(fault: Mapping[str, Any]) -> str:
    """A fault with the name of what is at fault, for where the place stands elsewhere."""
    said, named = in_words(fault), [part for part in place(fault) if isinstance(part, str)]
    if fault["type"] == "extra_forbidden":
        return f"unknown key '{named[-1]}'"
    return f"'{named[-1]}' {said}" if named and said.startswith(("is ", "must ")) else said


def place(fault: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where a fault is, as people name it: without what pydantic adds where a field is one of several things."""
    return tuple(part for part in fault["loc"] if not str(part).startswith(_INSIDE))


def one_line(error: ValidationError) -> str:
    """The first fault, as ``field: what it must be``."""
    faults = error.errors()
    where = ".".join(str(part) for part in place(faults[0]))
    more = len({place(fault) for fault in faults}) - 1
    said = in_words(faults[0])
    return f"{where}: {said}" if not more else f"{where}: {said} (and {more} more)"


def _shown(value: Any) -> str:
    text = str(value)
    return f"'{text if len(text) <= _SHOWN else text[:_SHOWN] + '...'}'"
