"""The bytes of a file that somebody else wrote: how many there may be, and that they are text."""

from __future__ import annotations

from pathlib import Path

from filmwright import files
from filmwright.errors import FilmwrightError

MAX_BYTES = 50_000_000
MAX_DEPTH = 64
"""How deep JSON and XML may be nested."""
MAX_PARTS = 1_000_000
"""How many values, elements, rows or lines a file may have: small ones take far more memory than bytes."""


def load(path: Path) -> bytes:
    """All of a file.

    Raises:
        FilmwrightError: if it is missing, no plain file, or larger than ``MAX_BYTES``.
    """
    files.need_file(path, "check the path")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FilmwrightError(f"cannot be read ({error.strerror})", str(path), "check its permissions") from error
    check_size(data, str(path))
    return data


def check_size(data: bytes, source: str) -> None:
    """Refuse what is too large before anything looks into it.

    Raises:
        FilmwrightError: if there is more than ``MAX_BYTES``.
    """
    if len(data) > MAX_BYTES:
        raise FilmwrightError(f"larger than {MAX_BYTES // 1_000_000} MB", source, "split it, one file for each title")


def text(data: bytes, source: str) -> str:
    """The text of bytes in UTF-8, without a byte order mark.

    Raises:
        FilmwrightError: names the line of the first byte that is no UTF-8; or too large.
    """
    check_size(data, source)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FilmwrightError("not a text file in UTF-8", at(source, line), "save it as UTF-8") from error


def check_parts(count: int, what: str, source: str) -> None:
    """Refuse what would fill the memory.

    Raises:
        FilmwrightError: if there are more than ``MAX_PARTS``.
    """
    if count > MAX_PARTS:
        raise FilmwrightError(f"more than {MAX_PARTS:,} {what}", source, "split it, one file for each title")


def at(source: str, line: int | None) -> str:
    """A place in a file, for an error."""
    if line is None:
        return source
    return f"{source}, line {line}" if source else f"line {line}"
