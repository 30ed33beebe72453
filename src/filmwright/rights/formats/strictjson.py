"""JSON without its traps: no key twice, no NaN, no lone surrogates, no depth; every fault with its line.

The parse itself is Python's own in C; where a fault has no line, the text is walked once more to find it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import source as _source

Place = tuple[str | int, ...]
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
"""A text that does not end is one token to the end of the file: tried again from each quote in it, it took for ever."""


@dataclass(frozen=True)
class Document:
    """A JSON text that was read: its data, and the line (from 1) of any place in it."""

    source: str
    text: str
    data: Any

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest place around it."""
        best: tuple[int, int] | None = None
        for found, line, _ in _walk(self.text):
            if len(found) <= len(place) and found == place[: len(found)] and (best is None or len(found) > best[0]):
                best = (len(found), line)
                if len(found) == len(place):
                    break
        return best[1] if best else None

    def error(self, what: str, place: Place, do: str = "mend the file") -> FilmwrightError:
        """An error at the line of a place."""
        name = ".".join(str(part) for part in place)
        shown = f"{what} (at {name})" if name else what
        return FilmwrightError(shown, _source.at(self.source, self.line(place)), do)


class _Fault(ValueError):
    """Something that JSON allows and we do not."""


def read(data: bytes, source: str = "") -> Document:
    """Parse one JSON text in UTF-8.

    Raises:
        FilmwrightError: if it is too large, no UTF-8, no JSON, nested deeper than ``source.MAX_DEPTH``, or has a key
            twice, a number that is none, or text that cannot be written down.
    """
    text = _source.text(data, source)
    _source.check_parts(sum(map(text.count, ",[{")), "values", source)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as error:
        _refuse(f"not readable as JSON: {error.msg}", source, error.lineno)
    except RecursionError:
        _refuse_at_fault(text, source, "nested too deep")
    except _Fault as error:
        _refuse_at_fault(text, source, str(error))
    except ValueError:
        _refuse_at_fault(text, source, "a number of too many digits")
    if _depth(found) > _source.MAX_DEPTH:
        _refuse_at_fault(text, source, "nested too deep")
    if "\\u" in text and (bad := _surrogate(found)) is not None:
        _refuse_at_fault(text, source, f"the character U+{ord(bad):04X} may not stand here")
    return Document(source, text, found)


def write(value: Any) -> bytes:
    """JSON as we write it: indented, keys in the order they were made, UTF-8, a line end at the end."""
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Fault(f"the key '{key}' is there twice")
            seen.add(key)
    return made


def _no_number(word: str) -> NoReturn:
    raise _Fault(f"{word} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _Fault(f"{text[:40]} is too large a number")
    return number


def _children(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _depth(value: Any) -> int:
    """How deep it is nested, without recursion; counts no further than one beyond the limit."""
    depth, level = 0, [value]
    while level and depth <= _source.MAX_DEPTH:
        level = [child for one in level for child in _children(one) if isinstance(child, (dict, list))]
        depth += 1
    return depth


def _surrogate(value: Any) -> str | None:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        texts = [one] if isinstance(one, str) else list(one) if isinstance(one, dict) else []
        for text in texts:
            for character in text:
                if "\ud800" <= character <= "\udfff":
                    return str(character)
        waiting += _children(one)
    return None


def _refuse(what: str, source: str, line: int | None) -> NoReturn:
    raise FilmwrightError(what, _source.at(source, line), "mend the file")


def _refuse_at_fault(text: str, source: str, what: str) -> NoReturn:
    """Refuse with the line of the first key that is there twice, or place that is too deep, or word that is none."""
    keys: list[set[str | int]] = []
    # Beyond the fault it need not even be JSON.
    with suppress(json.JSONDecodeError):
        for place, line, token in _walk(text):
            if token in ("{", "["):
                if len(place) >= _source.MAX_DEPTH:
                    _refuse(f"nested deeper than {_source.MAX_DEPTH}", source, line)
                keys[len(place) :] = [set()]
            elif token[0] == '"':
                if _surrogate(json.loads(token.removesuffix(":"))):
                    _refuse(what, source, line)
                if token[-1] == ":":
                    if place[-1] in keys[len(place) - 1]:
                        _refuse(what, source, line)
                    keys[len(place) - 1].add(place[-1])
            elif _is_no_number(token):
                _refuse(what, source, line)
    _refuse(what, source, None)


def _is_no_number(token: str) -> bool:
    try:
        int(token)
    except ValueError:
        if token.lstrip("-").isdigit():
            return True
    try:
        return not math.isfinite(float(token))
    except ValueError:
        return False


def _walk(text: str) -> Iterator[tuple[Place, int, str]]:
    """Place, line and token of each value, and of each key (its token ends in a colon), of a text that is JSON."""
    place: list[str | int] = []
    kinds: list[str] = []
    line, last, key = 1, 0, False
    for match in _TOKEN.finditer(text):
        line += text.count("\n", last, match.start())
        last, token = match.start(), match[0]
        if token in ("}", "]"):
            if kinds:
                kinds.pop()
                place.pop()
            key = False
        elif token == ",":
            key = bool(kinds) and kinds[-1] == "{"
            if kinds and kinds[-1] == "[":
                place[-1] = int(place[-1]) + 1
        elif token == ":":
            key = False
        elif key and token.startswith('"'):
            place[-1] = json.loads(token)
            yield tuple(place), line, f"{token}:"
        else:
            yield tuple(place), line, token
            if token in ("{", "["):
                kinds.append(token)
                place.append(0 if token == "[" else "")
                key = token == "{"
