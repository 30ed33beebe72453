"""One spelling for every record, so that equal things have equal hashes.

Ids: content hash (SHA-256, 64 hex digits) for files and artefacts, ULID for the rest.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ulid import ULID

_BLOCK = 1 << 20


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
    """Hash of a folder: the canonical JSON of {relative path: file hash}; symbolic links are not followed.

    ``__pycache__`` is left out: installers and interpreters put it beside the modules that a model folder holds.
    """
    files = {p.relative_to(folder): p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()}
    return content_id({p.as_posix(): file_sha256(files[p]) for p in files if "__pycache__" not in p.parts})


def new_id() -> str:
    """A new ULID: 26 characters that sort by time."""
    return str(ULID())


def now() -> str:
    """The present instant in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
