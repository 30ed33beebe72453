"""Facts from the database: records by key, up to one entry, each checked against its own hash and signature.

That nothing was taken out of the ledger or its index is for ``audit.verify``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from filmwright.errors import FilmwrightError
from filmwright.rights.chain import Entry, digest, entries, hash_of, index
from filmwright.rights.facts import Records, Source
from filmwright.rights.keying import Key, Window, keys, span_keys
from filmwright.rights.record import Record
from filmwright.rights.signers import Signers
from filmwright.rights.stored import parse, parse_appearance
from filmwright.rights.vocabulary import Appearance

_BATCH = 400
READ = [column for column in entries.c if column.name not in ("node", "root", "facts")]
"""What ``hold`` looks at."""
_OF_KEYS = index.c.key.in_(bindparam("keys", expanding=True)), index.c.seq <= bindparam("upto")
_FOUND = (
    select(index.c.key.label("found_by"), *READ)
    .join(entries, index.c.seq == entries.c.seq)
    .where(*_OF_KEYS)
    .order_by(index.c.seq)
)
_IN_FRAMES = (
    select(*READ)
    .join(index, index.c.seq == entries.c.seq)
    .where(*_OF_KEYS, index.c.in_frame < bindparam("out_frame"), index.c.out_frame > bindparam("in_frame"))
    .order_by(index.c.seq)
)
_PLACES = select(index).where(*_OF_KEYS)
_NUMBERED = select(*READ).where(entries.c.seq.in_(bindparam("numbers", expanding=True)))
_T = TypeVar("_T")
Connect = Callable[[], AbstractContextManager[Connection]]


def source(connect: Connect, upto: int, signers: Signers, where: str) -> Source:
    """A source of facts (``facts.Facts``) in the first ``upto`` entries.

    Args:
        where: names the studio in errors.
    """

    def fetch(wanted: Collection[Key]) -> Records:
        read = _Reader(upto, signers, where)
        with connect() as connection:
            windows = [key for key in wanted if isinstance(key, Window)]
            found: dict[Key, tuple[Record, ...]] = dict(read.windows(connection, windows).items())
            found.update(read.under(connection, {digest(key): key for key in wanted if isinstance(key, str)}))
        return found

    return fetch


class _Reader:
    """Reads entries; one that is found in several ways is parsed once."""

    def __init__(self, upto: int, signers: Signers, where: str) -> None:
        self._upto, self._signers, self._where = upto, signers, where
        self._seen: dict[int, Record] = {}

    def under(self, connection: Connection, names: Mapping[bytes, str]) -> dict[str, tuple[Record, ...]]:
        """What the index has under keys; ``names``: digest -> key."""
        found: dict[str, list[Record]] = {}
        its: dict[int, tuple[str, ...]] = {}
        for batch in _batches(names):
            for row in connection.execute(_FOUND, {"keys": batch, "upto": self._upto}):
                record, key = self._record(row), names[bytes(row.found_by)]
                if row.seq not in its:
                    its[row.seq] = keys(record)
                if key not in its[row.seq]:
                    raise _altered(row, "it is in the index under a key that is not its own", self._where)
                found.setdefault(key, []).append(record)
        return {key: tuple(records) for key, records in found.items()}

    def windows(self, connection: Connection, windows: Sequence[Window]) -> dict[Window, tuple[Record, ...]]:
        """The appearances in each of some frames."""
        if len(windows) == 1:
            return {windows[0]: self._in_frames(connection, windows[0])}
        # Of many, the index is read first, in a few queries, and then each entry once.
        keyed = {window: [digest(key) for key in span_keys(window)] for window in windows}
        places: dict[bytes, list[tuple[int, int, int]]] = {key: [] for names in keyed.values() for key in names}
        for batch in _batches(places):
            for row in connection.execute(_PLACES, {"keys": batch, "upto": self._upto}):
                if not (type(row.in_frame) is type(row.out_frame) is int):
                    what = f"the ledger was altered: entry {row.seq} is in the index under frames that are no numbers"
                    raise FilmwrightError(what, self._where, "restore it from a copy")
                places[bytes(row.key)].append((row.in_frame, row.out_frame, row.seq))
        numbers = {
            window: [seq for key in names for i, o, seq in places[key] if i < window.out_frame and o > window.in_frame]
            for window, names in keyed.items()
        }
        rows: dict[int, Entry] = {}
        for some in _batches({seq for found in numbers.values() for seq in found}):
            rows.update({row.seq: row for row in connection.execute(_NUMBERED, {"numbers": some})})
        return {
            window: tuple(self._held(rows[seq], window) for seq in sorted(found) if seq in rows)
            for window, found in numbers.items()
        }

    def _in_frames(self, connection: Connection, window: Window) -> tuple[Record, ...]:
        asked = {"keys": [digest(key) for key in span_keys(window)], "upto": self._upto, **window._asdict()}
        return tuple(self._held(row, window) for row in connection.execute(_IN_FRAMES, asked))

    def _held(self, row: Entry, window: Window) -> Record:
        record = self._record(row)
        if not isinstance(record, Appearance) or not window.holds(record):
            raise _altered(row, "it is in the index under frames that are not its own", self._where)
        return record

    def _record(self, row: Entry) -> Record:
        if row.seq not in self._seen:
            self._seen[row.seq] = _checked(row, self._signers, self._where)
        return self._seen[row.seq]


def _batches(several: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(several)
    while batch := list(islice(left, _BATCH)):
        yield batch


def hold(row: Entry, signers: Signers, where: str) -> None:
    """Stop at an entry that is not as it was written.

    Raises:
        FilmwrightError: if its content does not give its hash, or no key signed it that may.
    """
    if hash_of(row) != row.hash:
        raise _altered(row, "its content does not give its hash", where)
    if not signers.signed(row):
        raise _altered(row, "it is not signed by this studio", where)


def _checked(row: Entry, signers: Signers, where: str) -> Record:
    hold(row, signers, where)
    quick = parse_appearance(row.body) if row.kind == "appearance" else None
    record = quick or parse(row.kind, row.body)
    record.__dict__["record_id"] = row.record_id  # The hash covers it, and an entry is written under its record's id.
    return record


def _altered(row: Entry, what: str, where: str) -> FilmwrightError:
    named = f"entry {row.seq} ({row.kind} {str(row.record_id)[:12]})"
    return FilmwrightError(f"the ledger was altered: {named}: {what}", where, "restore it from a copy")
