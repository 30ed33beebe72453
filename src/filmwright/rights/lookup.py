"""Facts from the database: records by key, up to one entry, each checked against its own hash and signature.

Appearances are so many that only their hash is checked here; their signatures, and that nothing was taken out of the
ledger or its index, are for ``audit.verify``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice

from sqlalchemy import Connection, bindparam, select

from filmwright.errors import FilmwrightError
from filmwright.rights.chain import Entry, digest, entries, hash_of, index, parse, parse_appearance
from filmwright.rights.facts import Records, Source
from filmwright.rights.keying import keys
from filmwright.rights.record import Record
from filmwright.rights.signers import Signers

_BATCH = 400
_FOUND = (
    select(index.c.key.label("found_by"), *entries.c)
    .join(entries, index.c.seq == entries.c.seq)
    .where(index.c.key.in_(bindparam("keys", expanding=True)), index.c.seq <= bindparam("upto"))
    .order_by(index.c.seq)
)
Connect = Callable[[], AbstractContextManager[Connection]]


def source(connect: Connect, upto: int, signers: Signers, where: str) -> Source:
    """A source of facts (``facts.Facts``) in the first ``upto`` entries.

    Args:
        where: names the studio in errors.
    """

    def fetch(wanted: Collection[str]) -> Records:
        names = {digest(key): key for key in wanted}
        found: dict[str, list[Record]] = {}
        seen: dict[int, tuple[Record, tuple[str, ...]]] = {}
        with connect() as connection:
            for batch in _batches(names):
                for row in connection.execute(_FOUND, {"keys": batch, "upto": upto}):
                    if row.seq not in seen:
                        record = _checked(row, signers, where)
                        seen[row.seq] = record, keys(record)
                    record, its = seen[row.seq]
                    key = names[bytes(row.found_by)]
                    if key not in its:
                        raise _altered(row, "it is in the index under a key that is not its own", where)
                    found.setdefault(key, []).append(record)
        return {key: tuple(records) for key, records in found.items()}

    return fetch


def _batches(keys: Iterable[bytes]) -> Iterator[list[bytes]]:
    left = iter(keys)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _checked(row: Entry, signers: Signers, where: str) -> Record:
    if hash_of(row) != row.hash:
        raise _altered(row, "its content does not give its hash", where)
    if row.kind != "appearance" and not signers.signed(row):
        raise _altered(row, "it is not signed by this studio", where)
    quick = parse_appearance(row.body) if row.kind == "appearance" else None
    record = quick or parse(row.kind, row.body)
    record.__dict__["record_id"] = row.record_id  # The hash covers it, and an entry is written under its record's id.
    return record


def _altered(row: Entry, what: str, where: str) -> FilmwrightError:
    named = f"entry {row.seq} ({row.kind} {str(row.record_id)[:12]})"
    return FilmwrightError(f"the ledger was altered: {named}: {what}", where, "restore it from a copy")
