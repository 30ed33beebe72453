"""Tables that people keep by hand, as rows with their lines: CSV as a spreadsheet saves it, or YAML.

Nothing is guessed and nothing unknown is skipped: a column that nobody reads is refused, as is a cell that a
spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmwright import files, strictyaml
from filmwright.canonical import printable
from filmwright.errors import FilmwrightError

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
NOTE = "note"
"""The column for a person's own remarks; allowed in every table, read by none."""
_YAML = (".yaml", ".yml")
_CSV = (".csv", ".tsv", ".txt")
_FORMULA = "=+-@＝＋－＠"
_ALIASES = {"id": "subject"}


@dataclass(frozen=True)
class Row:
    """One row: the text of its cells by column, "" where there is none; and where it stands, for errors."""

    path: Path
    line: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        """The text in a column, without the spaces around it."""
        return self.cells.get(column, "")

    def error(self, what: str, do: str = "mend the file") -> FilmwrightError:
        """An error at this row."""
        return FilmwrightError(what, f"{self.path}, line {self.line}", do)

    def need(self, column: str) -> str:
        """The text in a column.

        Raises:
            FilmwrightError: if there is none.
        """
        if not self[column]:
            raise self.error(f"'{column}' is missing")
        return self[column]


def read(path: Path, columns: Collection[str], key: str, inner: str = "") -> list[Row]:
    """Every row of a table.

    In YAML the rows are the list under ``key``, and what stands beside it counts for each; a row may have a list
    ``inner`` of its own, and is then one row for each entry of it.

    Raises:
        FilmwrightError: if the file is none, too large, not UTF-8, has no or unknown columns, or holds what no reader
            sees, formulas, or no rows; names the line.
    """
    if path.suffix.lower() in _YAML:
        rows = list(_from_yaml(strictyaml.read(path), {*columns, NOTE}, key, inner))
    elif path.suffix.lower() in _CSV:
        rows = list(_from_csv(path, {*columns, NOTE}))
    else:
        raise FilmwrightError("this is neither CSV nor YAML by its name", str(path), "name it .csv or .yaml")
    if not rows:
        raise FilmwrightError("there is no row in this table", str(path), "see docs/appearances.md")
    return rows


def _text(path: Path) -> str:
    files.need_file(path, "check the path")
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise FilmwrightError(f"larger than {MAX_BYTES // 1_000_000} MB", str(path), "split it, one for each title")
        return raw.decode("utf-8-sig")  # spreadsheets put a byte order mark there
    except OSError as error:
        raise FilmwrightError(f"cannot be read ({error.strerror})", str(path), "check its permissions") from error
    except UnicodeDecodeError as error:
        raise FilmwrightError("not a text file in UTF-8", str(path), "save it as CSV in UTF-8") from error


def _from_csv(path: Path, columns: set[str]) -> Iterator[Row]:
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    head: list[str] = []
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count > MAX_ROWS:
                raise FilmwrightError(f"more than {MAX_ROWS:,} rows", str(path), "split it, one for each title")
            at = Row(path, line)
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not head:
                head = _head(at, cells, columns)
                continue
            if any(cell.strip() for cell in cells[len(head) :]):
                raise at.error("there are more cells than columns", "put text that holds the separator in quotes")
            said = {name: _cell(at, name, cell) for name, cell in zip(head, cells, strict=False)}
            yield Row(path, at.line, said)
    except csv.Error as error:
        raise Row(path, line).error(f"not readable as CSV: {error}") from error


def _delimiter(head: str) -> str:
    """What stands between the cells; spreadsheets write ';' where the comma is the decimal mark."""
    return max(",;\t", key=head.count)


def _head(at: Row, cells: list[str], columns: set[str]) -> list[str]:
    names = [_name(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in columns:
            raise at.error(f"unknown column '{name}'", f"use {', '.join(sorted(columns))}")
        if names.count(name) > 1:
            raise at.error(f"the column '{name}' is there twice", "keep one of them")
    return names


def _name(text: str) -> str:
    name = text.strip().casefold()
    return _ALIASES.get(name, name)


def _cell(at: Row, column: str, text: str) -> str:
    plain = text.strip()
    if plain and plain[0] in _FORMULA and column != NOTE:
        what = f"'{column}' begins with '{plain[0]}', which a spreadsheet runs as a formula"
        raise at.error(what, "write the text itself")
    try:
        return printable(plain)
    except ValueError as error:
        raise at.error(f"{error} (in '{column}')", "leave it out") from error


def _from_yaml(document: strictyaml.Document, columns: set[str], key: str, inner: str) -> Iterator[Row]:
    top = {name: value for name, value in document.data.items() if name != key}
    shared = _scalars(document, top, (), columns)
    for number, entry in enumerate(_list(document, document.data.get(key), (key,))):
        place: strictyaml.Place = (key, number)
        own = {name: value for name, value in entry.items() if not (inner and name == inner)}
        outer = {**shared, **_scalars(document, own, place, columns)}
        if inner and inner in entry:
            for index, part in enumerate(_list(document, entry[inner], (*place, inner))):
                yield _row(document, (*place, inner, index), outer, part, columns)
        else:
            yield _row(document, place, outer, {}, columns)


def _list(document: strictyaml.Document, value: Any, place: strictyaml.Place) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise document.error(f"'{place[-1]}' must be a list of entries", place, "see docs/appearances.md")
    return value


def _row(
    document: strictyaml.Document,
    place: strictyaml.Place,
    outer: dict[str, str],
    part: dict[str, Any],
    columns: set[str],
) -> Row:
    return Row(document.path, document.lines.get(place, 1), {**outer, **_scalars(document, part, place, columns)})


def _scalars(
    document: strictyaml.Document, entry: dict[str, Any], place: strictyaml.Place, columns: set[str]
) -> dict[str, str]:
    made: dict[str, str] = {}
    for key, value in entry.items():
        name = _ALIASES.get(key, key)
        if name not in columns:
            raise document.error(f"unknown key '{key}'", (*place, key), f"use {', '.join(sorted(columns))}")
        if isinstance(value, (bool, list, dict)):
            raise document.error(f"'{key}' must be one text or number", (*place, key), "mend the file")
        if name in made:
            raise document.error(f"'{key}' is there under two names", (*place, key), "keep one of them")
        made[name] = "" if value is None else str(value).strip()
    return made
