"""YAML without its traps: no aliases, tags, duplicate keys or guessed types; a size and depth cap; line numbers.

Every YAML file that a person gives us is read here: settings, rights files, captions.

Only ``true``/``false``, ``null`` and whole numbers are read as anything but text: the country code ``NO`` is not a
boolean, and a date stays what was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from filmwright import files
from filmwright.canonical import printable
from filmwright.errors import FilmwrightError

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "Null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_PLAIN_TAGS = {None, "!"}
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A read file: its data (dicts, lists, text, int, bool, None) and the line (from 1) of each place in it."""

    path: Path
    data: Any
    lines: dict[Place, int]

    def error(self, what: str, place: Place, do: str) -> FilmwrightError:
        """An error at the line of ``place``, or of the nearest place around it."""
        return FilmwrightError(what, self.at(place), do)

    def at(self, place: Place) -> str:
        """File and line of ``place``, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        line = self.lines.get(place)
        return f"{self.path}, line {line}" if line else str(self.path)


def read(path: Path, most: int = MAX_BYTES, do: str = "mend the file") -> Document:
    """Read one YAML document whose top is a mapping.

    Args:
        path: the file.
        most: bytes that it may have.
        do: what to do about a file that is something else.

    Raises:
        FilmwrightError: if the file is missing, too large, not UTF-8, not YAML, or uses what this reader refuses.
    """
    text = _text(path, most)
    lines: dict[Place, int] = {}
    try:
        _refuse_tricks(path, text)
        node = yaml.compose(text, Loader=_Loader)
        data = None if node is None else _plain(path, node, (), lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise FilmwrightError(f"not readable as YAML: {problem}", where, "mend the file") from error
    if not isinstance(data, dict):
        raise FilmwrightError("this holds no 'key: value' lines", str(path), do)
    return Document(path, data, lines)


def _text(path: Path, most: int) -> str:
    files.need_file(path, "check the path")
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
        if len(raw) > most:
            raise FilmwrightError(f"larger than {most // 1_000_000} MB", str(path), "split it, one file for each title")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise FilmwrightError(f"cannot be read ({error.strerror})", str(path), "check its permissions") from error
    except UnicodeDecodeError as error:
        raise FilmwrightError("not a text file in UTF-8", str(path), "save it as UTF-8") from error


def _refuse_tricks(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FilmwrightError("anchors and aliases are not allowed", f"{path}, line {line}", "write it out")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                raise FilmwrightError(f"nested deeper than {MAX_DEPTH}", f"{path}, line {line}", "mend the file")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        tag = getattr(event, "tag", None)
        if tag not in _PLAIN_TAGS:
            raise FilmwrightError(f"the tag {tag} is not allowed", f"{path}, line {line}", "leave it out")


def _plain(path: Path, node: Any, place: Place, lines: dict[Place, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(path, node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item, (*place, number), lines) for number, item in enumerate(node.value)]
    made: dict[str, Any] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FilmwrightError("a key must be a word", f"{path}, line {at}", "mend the file")
        if key.value in made:
            raise FilmwrightError(f"the key '{key.value}' is there twice", f"{path}, line {at}", "keep one of them")
        lines[*place, key.value] = at
        made[_seen(path, key)] = _plain(path, value, (*place, key.value), lines)
    return made


def _seen(path: Path, node: Any) -> str:
    """The text of a scalar, if a reader sees all that stands there; YAML's escapes can write what is not seen."""
    text: str = node.value
    try:
        return printable(text)
    except ValueError as error:
        raise FilmwrightError(str(error), f"{path}, line {node.start_mark.line + 1}", "leave it out") from error


def _scalar(path: Path, node: Any) -> Any:
    text = _seen(path, node)
    if node.style:  # quoted or a block; a plain scalar has None here, or "" from the loader in C
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return text
