"""The ledger as other floors use it: write in it, take the State at a root, check it whole.

Every replay recomputes the chain and checks the signature of its last entry, which covers all before it: a Decision is
never made from a ledger that was written to from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError, OperationalError

from filmwright.errors import Busy, FilmwrightError
from filmwright.rights import keys
from filmwright.rights.chain import KINDS, Entry, append, count, entries, entry_hash, find, head, parse, root
from filmwright.rights.keys import ensure_key
from filmwright.rights.state import EMPTY_ROOT, State
from filmwright.studio import Studio

__all__ = ["append", "count", "ensure_key", "find", "reading", "root", "state", "verify", "writing"]


@contextmanager
def writing(studio: Studio) -> Iterator[Connection]:
    """A connection in a transaction that no other writer can enter; commits at the end, rolls back on any error.

    Put rows of other tables in it too: they and the ledger's entries stand or fall together. Do not call the door's
    functions that open a transaction of their own while inside.

    Raises:
        Busy: if another process writes for longer than a minute.
        FilmwrightError: if the disk is full.
    """
    sqlite = studio.engine.dialect.name == "sqlite"
    with studio.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT") if sqlite else plain
        try:
            if sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("LOCK TABLE ledger_entry IN EXCLUSIVE MODE"))
            try:
                yield connection
            except BaseException:
                # A full disk makes SQLite roll back by itself, and then there is nothing left to.
                with suppress(DatabaseError):
                    connection.exec_driver_sql("ROLLBACK") if sqlite else connection.rollback()
                raise
            connection.exec_driver_sql("COMMIT") if sqlite else connection.commit()
        except DatabaseError as error:
            raise _said(error, studio) from error.orig


@contextmanager
def reading(studio: Studio) -> Iterator[Connection]:
    """A connection for reading.

    Raises:
        FilmwrightError: if the database cannot be read.
    """
    try:
        with studio.engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise _said(error, studio) from error.orig


_SAID = {
    "locked": ("another process is writing to the studio", "wait, then run it again"),
    "busy": ("another process is writing to the studio", "wait, then run it again"),
    "full": ("the disk is full; nothing was changed", "free some space, then run it again"),
    "readonly": ("the database may not be written", "mend its permissions"),
}


def _said(error: DatabaseError, studio: Studio) -> FilmwrightError | DatabaseError:
    """What a person is told; a broken constraint or a wrong query is a fault of the code and stays what it is."""
    fault = str(error.orig)
    if type(error) not in (OperationalError, DatabaseError):
        return error
    for word, (what, do) in _SAID.items():
        if isinstance(error, OperationalError) and word in fault:
            return (Busy if word in ("locked", "busy") else FilmwrightError)(what, str(studio.path), do)
    return FilmwrightError(f"the database cannot be used ({fault})", str(studio.path), "restore it from a copy")


_Replay = tuple[int, str, State]
_cache: dict[str, list[_Replay]] = {}
"""Per studio: the last few replays of this process, (seq, hash, State); a State never changes, so it is shared."""
_KEPT = 8
_BATCH = 500


def _signed(entry: Entry, key: Ed25519PublicKey) -> bool:
    try:
        signature = bytes.fromhex(entry.signature)
        key.verify(signature, bytes.fromhex(entry.hash))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return signature.hex() == str(entry.signature)


def _faults(entry: Entry, seq: int, prev: str) -> Iterator[str]:
    """What is wrong with an entry that should be number ``seq`` and follow the hash ``prev`` ("": unknown)."""
    if entry.seq > seq:
        missing = f"entry {seq} is missing" if entry.seq == seq + 1 else f"entries {seq} to {entry.seq - 1} are missing"
        yield missing
    columns = (entry.kind, entry.record_id, entry.body, entry.prev, entry.hash, entry.at)
    if not all(isinstance(column, str) for column in columns):
        yield f"{_name(entry)} was altered: a column is not text"
        return
    if entry_hash(entry.seq, entry.kind, entry.record_id, entry.body, entry.prev, entry.at) != entry.hash:
        yield f"{_name(entry)} was altered: its content does not give its hash"
    if prev and entry.prev != prev and entry.seq == seq:
        yield f"{_name(entry)} does not follow the entry before it"


def _name(entry: Entry) -> str:
    return f"entry {entry.seq} ({entry.kind} {str(entry.record_id)[:12]})"


def _rows(connection: Connection, after: int, upto: int) -> Iterator[Entry]:
    query = select(entries).where(entries.c.seq > after, entries.c.seq <= upto).order_by(entries.c.seq)
    yield from connection.execute(query.execution_options(yield_per=_BATCH))


def _rows_one_by_one(connection: Connection) -> Iterator[tuple[int, Entry | None]]:
    """Every entry with its number, or None for one that the database cannot give as text."""
    numbers = list(connection.execute(select(entries.c.seq).order_by(entries.c.seq)).scalars())
    for first in range(0, len(numbers), _BATCH):
        batch = numbers[first : first + _BATCH]
        try:
            rows = {row.seq: row for row in connection.execute(select(entries).where(entries.c.seq.in_(batch)))}
        except DatabaseError:
            rows = {}
        for seq in batch:
            yield seq, rows.get(seq) or _row(connection, seq)


def _row(connection: Connection, seq: int) -> Entry | None:
    try:
        return connection.execute(select(entries).where(entries.c.seq == seq)).first()
    except DatabaseError:
        return None


def verify(studio: Studio) -> list[str]:
    """Check every entry: its number, its link, its hash, its signature, its record. Names each that fails.

    Entries taken off the end leave no gap; keep a root elsewhere (each snapshot and take carries one) and look it up
    with ``state(studio, root)``.

    Returns:
        one line for each fault; empty when the ledger is whole.
    """
    with reading(studio) as connection:
        try:
            key = keys.public_key(studio)
        except FilmwrightError as error:
            return [str(error)] if head(connection)[0] else []
        problems: list[str] = []
        last, prev = 0, EMPTY_ROOT
        for seq, entry in _rows_one_by_one(connection):
            found = list(_faults(entry, last + 1, prev)) if entry else [f"entry {seq} was altered: it cannot be read"]
            if entry and not _signed(entry, key):
                found.append(f"{_name(entry)}: its signature is not this studio's")
            if entry and not found and not _is_its_record(entry):
                found.append(f"{_name(entry)} does not hold the record that it names")
            problems += found
            last, prev = seq, str(entry.hash) if entry else ""
        return problems


def _is_its_record(entry: Entry) -> bool:
    if entry.kind not in KINDS:
        return True
    try:
        return bool(parse(entry.kind, entry.body).record_id == entry.record_id)
    except FilmwrightError:
        return False


def state(studio: Studio, at_root: str | None = None, connection: Connection | None = None) -> State:
    """The facts up to a ledger root (None: all of them); Decisions are no facts, so they leave the State as it is.

    Args:
        connection: read inside this transaction; else in one of its own.

    Raises:
        FilmwrightError: if the root is not in this ledger, or the ledger was altered.
    """
    if connection is None:
        with reading(studio) as own:
            return state(studio, at_root, own)
    if at_root is None:
        seq, last = head(connection)
    elif at_root == EMPTY_ROOT:
        seq, last = 0, EMPTY_ROOT
    else:
        last = at_root
        found = connection.execute(select(entries.c.seq).where(entries.c.hash == at_root)).scalar()
        if found is None:
            raise FilmwrightError(
                "this ledger root is not in the studio's ledger", at_root, "use the studio it is from"
            )
        seq = int(found)
    return _replay(studio, connection, seq, last)


def _replay(studio: Studio, connection: Connection, upto: int, last: str) -> State:
    begin, prev, old = _start(studio, connection, upto)
    if begin == upto and prev == last:
        return old
    records, fact_root, entry = [], old.root, None
    for entry in _rows(connection, begin, upto):
        for fault in _faults(entry, begin + 1, prev):
            raise FilmwrightError(f"the ledger was altered: {fault}", str(studio.path), "restore it from a copy")
        if entry.kind != "decision":
            records.append(parse(entry.kind, entry.body))
            fact_root = entry.hash
        begin, prev = entry.seq, entry.hash
    if entry is not None and not _signed(entry, keys.public_key(studio)):
        raise FilmwrightError(
            f"the ledger was altered: {_name(entry)} is not signed by this studio",
            str(studio.path),
            "restore it from a copy",
        )
    made = old.extended(records, fact_root) if records else old
    _cache[_place(studio)] = [(begin, prev, made), *_cache.get(_place(studio), [])][:_KEPT]
    return made


def _place(studio: Studio) -> str:
    return f"{studio.path}|{studio.settings.studio_id}|{studio.settings.name}|{studio.settings.database}"


def _start(studio: Studio, connection: Connection, upto: int) -> _Replay:
    """The newest replay that this one can go on from: its last entry must still stand where it stood."""
    for kept in sorted(_cache.get(_place(studio), []), key=lambda replay: -replay[0]):
        if kept[0] <= upto:
            stands = connection.execute(select(entries.c.hash).where(entries.c.seq == kept[0])).scalar()
            if stands == kept[1]:
                return kept
    return 0, EMPTY_ROOT, State(studio=studio.settings.name)
