"""One spelling for every record, so that equal things have equal hashes.

Ids: content hash (SHA-256, 64 hex digits) for files and artefacts, ULID for the rest.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ulid import ULID

from filmwright.errors import FilmwrightError

_BLOCK = 1 << 20
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = frozenset(f"{_BIDI}\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
"""Marks that turn the direction of writing, and those that take no room: two names would look the same."""
_RATE = re.compile(r"[0-9]{1,9}(/[0-9]{1,9}|\.[0-9]{1,9})?")


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces, UTF-8 text, no NaN; equal values give equal strings.

    Raises:
        ValueError: on NaN or infinity.
        TypeError: on a type without a canonical form.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)


def content_id(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of ``value``."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes, read a megabyte at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def folder_sha256(folder: Path) -> str:
    """Hash of a folder: the canonical JSON of {relative path: file hash}.

    What installers and interpreters compile beside a module of the folder is left out (see ``_compiled``).

    Raises:
        FilmwrightError: if a link lies in it, or anything else that is neither a plain file nor a folder.
    """
    found: dict[str, Path] = {}
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            # What a link leads to can change while the hash stays, and a pipe or a device has no bytes of its own.
            kind = "a link" if path.is_symlink() else "neither a file nor a folder"
            raise FilmwrightError(f"this is {kind}, so the folder has no hash", str(path), "take it out of the folder")
        if path.is_file() and not _compiled(path):
            found[path.relative_to(folder).as_posix()] = path
    return content_id({name: file_sha256(path) for name, path in found.items()})


def _compiled(path: Path) -> bool:
    """Whether this is ``__pycache__/NAME.*.pyc`` beside ``NAME.py``.

    pip compiles the shipped base's modules where it installs them, and other bytes on every Python, so they cannot
    count. Nothing that loads a model runs them: diffusers and transformers copy the ``.py`` alone into a cache of
    their own and import that, Filmwright runs no code of the folder at all. They would count only for someone who puts
    the folder itself on Python's path. Anything else in a ``__pycache__`` is part of the folder like any other file.
    """
    cache = path.parent
    if cache.name != "__pycache__" or path.suffix != ".pyc":
        return False
    return (cache.parent / f"{path.name.split('.')[0]}.py").is_file()


def printable(text: str) -> str:
    """The text itself, if a terminal and a reader see what stands there.

    Raises:
        ValueError: on control characters (other than tab and line end), lone surrogates, marks that turn the direction
            of writing, and those that take no room (but the joiners that scripts need).
    """
    if text.isascii() and text.isprintable():
        return text
    for character in text:
        if character in _UNSEEN or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n\r"):
            raise ValueError(f"the character U+{ord(character):04X} may not stand here")
    return text


def frame_rate(text: str) -> Fraction:
    """A rate as people write it: ``24``, ``24000/1001``, ``23.976``.

    Raises:
        ValueError: if it is none, or not above zero.
    """
    # By pattern first: Fraction takes "1e999999999" too, and never comes back.
    if not _RATE.fullmatch(text) or not re.search("[1-9]", text.split("/")[-1]) or Fraction(text) <= 0:
        raise ValueError(f"{text!r} is no rate above zero, such as 24/1")
    return Fraction(text)


def new_id() -> str:
    """A new ULID: 26 characters that sort by time."""
    return str(ULID())


def now() -> str:
    """The present instant in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
