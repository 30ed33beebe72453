"""Plain CSV, one record in each row, every field a column: for people with a spreadsheet; nothing is lost.

An empty cell is a field that is not set. Several values stand with ``;`` between them or, where one of them could be
misread, as a JSON list. A cell that a spreadsheet would run (it begins with ``= + - @``, a tab or a carriage return) is
refused; we write such a text with a ``'`` before it, which is taken off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError
from filmwright.rights.circumstances import Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.formats import limits, strictjson
from filmwright.rights.formats import source as _source
from filmwright.rights.formats.result import Given, Loss, Result, Written, name_of
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Subject
from filmwright.validation import in_words

KINDS: dict[str, type[Record]] = {
    **{kind.ledger_kind: kind for kind in (Confirmation, Mandate, Standing, Suspension, Notice, Payment, Use)},
    "subject": Subject,
    "appearance": Appearance,
    "grant": Grant,
    "prohibition": Prohibition,
}
COLUMNS = ("record", *dict.fromkeys(name for kind in reversed(KINDS.values()) for name in kind.model_fields))
_TELL = 1_000
"""Rows after which one is told how far it is."""
_RUN = ("=", "+", "-", "@", "\t", "\r")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_FLAGS = {
    *("vests_on_payment", "counsel_or_union", "replaces_work", "minor", "deceased", "in_strike"),
    *("may_delegate", "in_full"),
}
_LISTS = {
    "works",
    "projects",
    "territory",
    "territory_except",
    "media",
    "model_classes",
    "conditions",
    "replica_kinds",
} | {
    "subjects",
    "actions",
}


def read(data: bytes, given: Given) -> Result:
    """Records of a table; ``given`` fills in an assigner and a subject where the cells are empty.

    Raises:
        FilmwrightError: names the line; nothing is guessed and no unknown column is skipped.
    """
    text = _source.text(data, given.source)
    before = csv.field_size_limit(_source.MAX_BYTES)
    try:
        return _rows(text, given)
    finally:
        csv.field_size_limit(before)


def _rows(text: str, given: Given) -> Result:
    stream, told = io.StringIO(text, newline=""), 0
    rows = csv.reader(stream, strict=True)
    records: list[Record] = []
    places: dict[str, str] = {}
    header: list[str] = []
    line = 1
    try:
        for row in rows:
            if not header:
                header = _header(row, given)
            elif any(cell.strip() for cell in row):
                _source.check_parts(len(records), "rows", given.source)
                records.append(_record(header, row, given, line))
                places.setdefault(records[-1].record_id, _source.at(given.source, line))
                if not len(records) % _TELL:
                    given.told(stream.tell() - told)
                    told = stream.tell()
            line = rows.line_num + 1
    except csv.Error as error:
        raise FilmwrightError(
            f"not readable as CSV: {error}", _source.at(given.source, line), "mend the row"
        ) from error
    if not header:
        raise FilmwrightError("the table is empty", given.source, f"its first row names columns: {', '.join(COLUMNS)}")
    return Result(tuple(records), (), places)


def _header(row: list[str], given: Given) -> list[str]:
    names = [cell.strip() for cell in row]
    where = _source.at(given.source, 1)
    for name in names:
        if name not in COLUMNS:
            do = f"the columns are {', '.join(COLUMNS)}, with commas between them"
            raise FilmwrightError(f"unknown column '{name}'", where, do)
        if names.count(name) > 1:
            raise FilmwrightError(f"the column '{name}' is there twice", where, "keep one of them")
    if "record" not in names:
        raise FilmwrightError("the column 'record' is missing", where, f"it says which kind: {', '.join(KINDS)}")
    return names


def _record(header: list[str], row: list[str], given: Given, line: int) -> Record:
    where = _source.at(given.source, line)
    if len(row) > len(header):
        raise FilmwrightError("more cells than columns", where, "put quotes around a text with commas")
    cells = {}
    for name, cell in zip(header, row, strict=False):
        if not cell:
            continue
        if cell.lstrip(" ").startswith(_RUN):
            what = f"a spreadsheet would run this cell of '{name}': {cell[:40]!r}"
            raise FilmwrightError(what, where, "put a ' before it if it is a text, or take it out")
        if cell.strip():
            cells[name] = cell[1:] if cell[:1] == "'" and cell[1:].startswith((*_RUN, "'")) else cell
    kind = KINDS.get(cells.pop("record", "").strip())
    if kind is None:
        raise FilmwrightError("no such kind of record", where, f"write one of {', '.join(KINDS)} under 'record'")
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        if name not in kind.model_fields:
            what = f"a {kind.ledger_kind} has no field '{name}'"
            raise FilmwrightError(what, where, "empty the cell, or mend the kind of record")
        values[name] = _value(name, cell, where)
    if kind in (Grant, Prohibition):
        values.setdefault("assigner", given.assigner) if given.assigner else None
        values.setdefault("subjects", [given.subject]) if given.subject else None
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else kind.ledger_kind
        raise FilmwrightError(f"{name}: {in_words(first)}", where, "mend the cell") from error


def _value(name: str, cell: str, where: str) -> Any:
    plain = cell.strip()
    if name in _FLAGS:
        if plain.lower() not in _YES_NO:
            raise FilmwrightError(f"{name} is yes, no or empty, not '{plain}'", where, "mend the cell")
        return _YES_NO[plain.lower()]
    if name == "foreign" or (name in _LISTS and plain.startswith("[")):
        try:
            found = strictjson.read(plain.encode()).data
        except FilmwrightError as error:
            raise FilmwrightError(f"{name}: {error.what}", where, "mend the cell") from error
        if not isinstance(found, dict if name == "foreign" else list):
            raise FilmwrightError(f"{name}: not the JSON that belongs here", where, "mend the cell")
        return found
    if name in _LISTS:
        return [part for one in plain.split(";") if (part := one.strip())]
    return cell


def write(records: Iterable[Record], given: Given) -> Written:
    """The table of these records; of other kinds than ``KINDS`` nothing is written."""
    lines = io.StringIO(newline="")
    rows = csv.writer(lines)
    rows.writerow(COLUMNS)
    losses: list[Loss] = []
    for record in records:
        if record.ledger_kind not in KINDS:
            losses.append(Loss.saying("record", record.body, "the format has no word for it", name_of(record)))
            continue
        said = {"record": record.ledger_kind, **limits.fields(record)}
        rows.writerow([_cell(name, said[name]) if name in said else "" for name in COLUMNS])
    return Written(lines.getvalue().encode(), tuple(losses))


def _cell(name: str, value: Any) -> str:
    if isinstance(value, list):
        plain = all(one and one == one.strip() and not set(one) & set(";\n\r") for one in value)
        plain = plain and not value[0].startswith("[") and not value[0].startswith(("'", *_RUN))
        return "; ".join(value) if plain else canonical_json(value)
    if isinstance(value, dict):
        return canonical_json(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if text.startswith(("'", *_RUN)) else text
