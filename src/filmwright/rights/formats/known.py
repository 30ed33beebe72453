"""All formats by name, for the commands; and which one a file is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from filmwright.errors import FilmwrightError
from filmwright.rights.formats import (
    aipref,
    cawg,
    odrl,
    odrl_write,
    omc,
    plus,
    rsl,
    rsl_write,
    source,
    strictjson,
    table,
)
from filmwright.rights.formats.result import Given, Result, Written
from filmwright.rights.record import Record

Reader = Callable[[bytes, Given], Result]
Writer = Callable[[Iterable[Record], Given], Written]


@dataclass(frozen=True)
class Format:
    """How a format is read and written, what it is, and the suffix of its files."""

    read: Reader
    write: Writer
    title: str
    suffix: str
    one_work: bool = False
    """Whether its files speak of one work, which the caller names."""


FORMATS = {
    "csv": Format(table.read, table.write, "a table, one record in each row; nothing is lost", ".csv"),
    "odrl": Format(odrl.read, odrl_write.write, "ODRL 2.2 in JSON-LD, under our profile; nothing is lost", ".jsonld"),
    "cawg": Format(cawg.read, cawg.write, "CAWG training and data mining 1.1, as JSON", ".cawg.json", True),
    "plus": Format(plus.read, plus.write, "IPTC/PLUS Data Mining in an XMP packet", ".xmp", True),
    "plus-json": Format(plus.read, plus.write_json, "the two properties of PLUS as JSON", ".plus.json", True),
    "rsl": Format(rsl.read, rsl_write.write, "Really Simple Licensing 1.0", ".xml", True),
    "aipref": Format(aipref.read, aipref.write, "AI preferences: the header Content-Usage", ".http", True),
    "aipref-robots": Format(aipref.read, aipref.write_robots, "AI preferences in robots.txt", ".txt", True),
    "omc": Format(omc.read, omc.write, "MovieLabs OMC-JSON 2.8: who appears where, no rights", ".omc.json"),
}


def find(name: str) -> Format:
    """A format by its name.

    Raises:
        FilmwrightError: if there is none.
    """
    if name not in FORMATS:
        raise FilmwrightError("there is no such format", name, f"name one of {', '.join(FORMATS)}")
    return FORMATS[name]


def by_suffix(path: Path) -> str:
    """The format that a file's name says; "" if it says none."""
    name = path.name.lower()
    ends = sorted(FORMATS, key=lambda one: -len(FORMATS[one].suffix))
    return next((one for one in ends if name.endswith(FORMATS[one].suffix)), "")


def guess(path: Path, data: bytes | None = None) -> str:
    """The format of a file, by its content where its name alone does not say.

    Args:
        data: its bytes, where they have been read already.

    Raises:
        FilmwrightError: if it is none of them, or cannot be read.
    """
    named = by_suffix(path)
    if named and named not in ("rsl", "aipref-robots"):
        return named
    if data is None:
        data = source.load(path)
    found = _by_content(data, str(path))
    if not found:
        do = f"name its format with --format: {', '.join(FORMATS)}"
        raise FilmwrightError("this file's format cannot be told", str(path), do)
    return found


def _by_content(data: bytes, name: str) -> str:
    begin = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith((b"{", b"[")):
        return _of_json(strictjson.read(data, name).data)
    if begin.startswith(b"<"):
        marks = ((rsl.RSL.encode(), "rsl"), (plus.PLUS.encode(), "plus"), (plus.RDF.encode(), "plus"))
        return next((found for mark, found in marks if mark in data), "")
    if b"content-usage" in data.lower():
        return "aipref-robots" if b"user-agent" in data.lower() else "aipref"
    first = begin.split(b"\n", 1)[0].decode("utf-8", "replace").replace('"', "").strip()
    return "csv" if "record" in [cell.strip() for cell in first.split(",")] else ""


def _of_json(whole: object) -> str:
    first = whole[0] if isinstance(whole, list) and whole else whole
    if not isinstance(first, dict):
        return ""
    if "@context" in first or "@graph" in first:
        return "odrl"
    if "plus:DataMining" in first:
        return "plus-json"
    inner = first.get("data", first)
    if isinstance(inner, dict) and isinstance(inner.get("entries"), dict):
        return "cawg"
    tops = [first, *(one[0] for one in first.values() if isinstance(one, list) and one)]
    return "omc" if any(isinstance(one, dict) and "entityType" in one for one in tops) else ""
