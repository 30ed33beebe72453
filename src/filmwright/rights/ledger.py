"""The ledger as other floors use it: write in it, take the Facts at a root, check it whole.

Before a process decides, it checks the newest entries of the chain whole (``WINDOW``), and every record that a
Decision rests on by itself; ``verify`` looks at everything, and ``replayed`` takes the Facts from the chain alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from filmwright.errors import Busy, FilmwrightError
from filmwright.rights import audit, chain, keys, lookup, merkle, signers
from filmwright.rights.chain import Entry, count, entries, find, head, parse, root
from filmwright.rights.circumstances import Mandate
from filmwright.rights.facts import EMPTY_ROOT, Facts, Source
from filmwright.rights.keying import keys as keys_of
from filmwright.rights.keys import ensure_key, speaking_key
from filmwright.rights.mandates import refuse_circles
from filmwright.rights.record import Record
from filmwright.rights.signer import Signer, SigningKey
from filmwright.rights.signers import Signers
from filmwright.rights.vocabulary import Appearance
from filmwright.studio import Studio

__all__ = [
    "append",
    "count",
    "ensure_key",
    "facts",
    "find",
    "head",
    "reading",
    "replayed",
    "root",
    "speaking_key",
    "verify",
    "writing",
]

PATIENCE = "60s"
"""How long a writer waits for another on PostgreSQL; SQLite's is set where the studio opens it."""
WINDOW = 5_000
"""How many of the newest entries each process checks whole before it decides."""


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
    with _said(studio), studio.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT") if sqlite else plain
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("LOCK TABLE ledger_entry IN EXCLUSIVE MODE"))
        try:
            chain.complete(connection)
            yield connection
        except BaseException:
            # A full disk makes SQLite roll back by itself, and then there is nothing left to.
            with suppress(DatabaseError):
                connection.exec_driver_sql("ROLLBACK") if sqlite else connection.rollback()
            raise
        connection.exec_driver_sql("COMMIT") if sqlite else connection.commit()


@contextmanager
def reading(studio: Studio) -> Iterator[Connection]:
    """A connection for reading.

    Raises:
        FilmwrightError: if the database cannot be read.
    """
    with _said(studio), studio.engine.connect() as connection:
        yield connection


_POSTGRES = {"55P03": "locked", "53100": "full", "25006": "readonly", "42501": "readonly"}
"""SQLSTATE of PostgreSQL -> the word in ``_SAID``."""
_SAID = {
    "locked": ("another process is writing to the studio", "wait, then run it again"),
    "busy": ("another process is writing to the studio", "wait, then run it again"),
    "full": ("the disk is full; nothing was changed", "free some space, then run it again"),
    "readonly": ("the database may not be written", "mend its permissions"),
}


@contextmanager
def _said(studio: Studio) -> Iterator[None]:
    """What a person is told; a broken constraint or a wrong query is a fault of the code and stays what it is."""
    try:
        yield
    except DatabaseError as error:
        fault = _fault(error)
        if fault is None:
            raise
        for word, (what, do) in _SAID.items():
            if word in fault:
                raise (Busy if word in ("locked", "busy") else FilmwrightError)(what, str(studio.path), do) from error
        what = f"the database cannot be used ({fault})"
        raise FilmwrightError(what, str(studio.path), "restore it from a copy") from error.orig
    except InterfaceError as error:
        what = f"the database does not answer ({error.orig})"
        raise FilmwrightError(what, str(studio.path), "start it, or mend the URL in studio.yaml") from error.orig


def _fault(error: DatabaseError) -> str | None:
    """What the database says was wrong; None for what only wrong code can cause."""
    told = error.orig.args[0] if error.orig is not None and error.orig.args else ""
    if isinstance(told, dict):
        return _POSTGRES.get(str(told.get("C", "")))
    return str(error.orig) if type(error) in (OperationalError, DatabaseError) else None


def append(connection: Connection, records: Sequence[Record], key: SigningKey) -> list[str]:
    """Add records to the ledger in the caller's transaction (``writing``); what is there already is not added again.

    Returns:
        the record ids, in the order given.

    Raises:
        FilmwrightError: if the key may not write such records, a subject is there already as something else, mandates
            would go in a circle, or a Signer would leave an authority with no key or with two. Nothing is written then.
    """
    known = signers.load(connection, key.first)
    for record in records:
        if isinstance(record, Signer) and find(connection, Signer.ledger_kind, record.record_id) is None:
            known.check(record, alone=len(records) == 1)
    mandates = [record for record in records if isinstance(record, Mandate)]
    if mandates:
        here = lookup.source(lambda: nullcontext(connection), head(connection).seq, known, "")
        refuse_circles(mandates, Facts(here))
    after = head(connection).seq + 1
    return chain.append(connection, records, key, lambda kinds: known.allow(key.id, kinds, after))


def facts(studio: Studio, at_root: str | None = None, connection: Connection | None = None) -> Facts:
    """The facts up to a ledger root (None: all of them); Decisions are no facts, so they leave the Facts as they are.

    Args:
        connection: read inside this transaction; the Facts must not be used after it.

    Raises:
        FilmwrightError: if the root is not in this ledger, or the ledger was altered.
    """
    connect: Callable[[], AbstractContextManager[Connection]] = (
        (lambda: reading(studio)) if connection is None else (lambda: nullcontext(connection))
    )
    if connection is None:
        _completed(studio)
    with connect() as inside:
        end = head(inside)
        if not end.seq:
            return _nothing(studio, at_root)
        kept = _kept.get(_place(studio))
        if at_root is None and kept is not None and kept[0] == end:
            return kept[1].carried(lookup.source(connect, end.facts, kept[2], str(studio.path)), kept[1].root, ())
        known = signers.load(inside, keys.public_key(studio))
        _check_tail(studio, inside, known, end)
        upto, made = _resolve(inside, end, at_root)
        if not upto:
            return _nothing(studio, at_root)
        source = lookup.source(connect, upto, known, str(studio.path))
        found = _go_on(studio, inside, upto, made, source)
        if at_root is None:
            _kept[_place(studio)] = (end, found, known)
        return found


def _nothing(studio: Studio, at_root: str | None) -> Facts:
    if at_root not in (None, EMPTY_ROOT):
        raise _unknown_root(str(at_root))
    return Facts.of((), EMPTY_ROOT, studio.settings.name)


def _unknown_root(at_root: str) -> FilmwrightError:
    return FilmwrightError("this ledger root is not in the studio's ledger", at_root, "use the studio it is from")


def _resolve(connection: Connection, end: chain.Head, at_root: str | None) -> tuple[int, str]:
    """(number, root) of the newest fact up to a root; a root as older Filmwrights wrote it is an entry's hash."""
    if at_root == EMPTY_ROOT:
        return 0, EMPTY_ROOT
    upto = end.facts
    if at_root is not None:
        columns = select(entries.c.seq)
        row = connection.execute(columns.where(entries.c.root == at_root)).first()
        old = row or connection.execute(columns.where(entries.c.hash == at_root)).first()
        if old is None:
            raise _unknown_root(at_root)
        upto = _newest_fact(connection, old.seq)
        if row is None and old.seq == upto:
            return upto, at_root
    made = connection.execute(select(entries.c.root).where(entries.c.seq == upto)).scalar()
    return upto, str(made) if upto else EMPTY_ROOT


_tails: dict[str, tuple[int, str, int]] = {}
"""Per studio: how far this process has checked the chain: number and hash of an entry, and of the newest fact by it."""
_known: dict[str, list[tuple[int, str, Facts]]] = {}
"""Per studio: the last few Facts of this process with the number and root that they end at."""
_kept: dict[str, tuple[chain.Head, Facts, Signers]] = {}
"""Per studio: the end of the ledger when Facts were last asked for, and what was given."""
_KEPT = 4
_GAP = 2_000
"""How many new entries may lie between kept Facts and later ones that go on from them."""


def forget() -> None:
    """Drop what this process remembers of ledgers, as a new process would begin."""
    _tails.clear()
    _known.clear()
    _kept.clear()


def _place(studio: Studio) -> str:
    return f"{studio.path}|{studio.settings.studio_id}|{studio.settings.name}|{studio.settings.database}"


def _check_tail(studio: Studio, connection: Connection, known: Signers, end: chain.Head) -> None:
    """Check the chain from where this process last looked, or its newest entries, to the end."""
    seq, last, newest = _tails.get(_place(studio), (0, "", 0))
    stands = connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar() if seq else None
    if not seq or stands != last:
        seq = max(0, end.seq - WINDOW)
        before = connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar() if seq else EMPTY_ROOT
        last, newest = str(before or ""), _newest_fact(connection, seq)
    entry: Entry | None = None
    for entry in connection.execute(_between(seq, end.seq).execution_options(yield_per=500)):
        for fault in audit.faults(entry, seq + 1, last):
            raise _altered(studio, fault)
        seq, last, newest = entry.seq, entry.hash, newest if entry.kind == "decision" else entry.seq
        if entry.facts != newest:
            raise _altered(studio, f"{audit.name(entry)} does not name the newest fact before it")
    if entry is not None:
        if not known.signed(entry):
            raise _altered(studio, f"{audit.name(entry)} is not signed by this studio")
        if merkle.root(end.seq, lambda i: chain.kept(connection, i)).hex() != end.root:
            raise _altered(studio, f"{audit.name(entry)} does not have the root of its tree")
    _tails[_place(studio)] = (seq, last, newest)


def _newest_fact(connection: Connection, upto: int) -> int:
    """The number of the newest entry up to this one that is not a Decision, looked up and not believed."""
    no_decision = select(entries.c.seq).where(entries.c.seq <= upto, entries.c.kind != "decision")
    return int(connection.execute(no_decision.order_by(entries.c.seq.desc()).limit(1)).scalar() or 0)


def _between(after: int, upto: int) -> Select[Any]:
    return select(entries).where(entries.c.seq > after, entries.c.seq <= upto).order_by(entries.c.seq)


def _altered(studio: Studio, fault: str) -> FilmwrightError:
    return FilmwrightError(f"the ledger was altered: {fault}", str(studio.path), "restore it from a copy")


def _go_on(studio: Studio, connection: Connection, upto: int, made: str, source: Source) -> Facts:
    """Facts that take over what this process has looked up already, where only a few entries came since."""
    place = _place(studio)
    for seq, old_root, old in sorted(_known.get(place, []), key=lambda kept: -kept[0]):
        if seq > upto or upto - seq > _GAP:
            continue
        stands = connection.execute(select(entries.c.root).where(entries.c.seq == seq)).scalar()
        if stands == old_root:
            new = select(entries).where(entries.c.seq > seq, entries.c.seq <= upto, entries.c.kind != "decision")
            changed = {key for row in connection.execute(new) for key in keys_of(parse(row.kind, row.body))}
            later = old.carried(source, made, changed)
            break
    else:
        later = Facts(source, made, studio.settings.name)
    tree = str(connection.execute(select(entries.c.root).where(entries.c.seq == upto)).scalar())
    _known[place] = [(upto, tree, later), *(k for k in _known.get(place, []) if k[0] != upto)][:_KEPT]
    return later


def _completed(studio: Studio) -> None:
    """See ``chain.complete``; asks for the right to write only where something is lacking."""
    with reading(studio) as connection:
        lacking = chain.lacking(connection)
    if lacking:
        with writing(studio):
            pass


def verify(studio: Studio) -> list[str]:
    """Check every entry: its number, link, hash, signature, record, place in the tree and in the index.

    Entries taken off the end leave no gap; keep a root elsewhere (each snapshot and take carries one) and look it up
    with ``facts(studio, root)``, or prove with ``proof`` that this ledger begins with that one.

    Returns:
        one line for each fault; empty when the ledger is whole.
    """
    _completed(studio)
    with reading(studio) as connection:
        try:
            first = keys.public_key(studio)
        except FilmwrightError as error:
            return [str(error)] if head(connection).seq else []
        return list(audit.check(connection, Signers(first)))


def replayed(studio: Studio, at_root: str, assets: set[str]) -> Facts:
    """The Facts at a root, taken from the chain from its beginning and not from the index; the chain is checked.

    Args:
        assets: whose appearances are wanted; all other records are there.

    Raises:
        FilmwrightError: if the root is not in this ledger, or the ledger was altered.
    """
    _completed(studio)
    with reading(studio) as connection:
        end = head(connection)
        upto, made = _resolve(connection, end, at_root)
        records: list[Record] = []
        seq, prev = 0, EMPTY_ROOT
        entry: Entry | None = None
        for entry in connection.execute(_between(0, end.seq).execution_options(yield_per=500)):
            for fault in audit.faults(entry, seq + 1, prev):
                raise _altered(studio, fault)
            seq, prev = entry.seq, entry.hash
            if seq > upto or entry.kind == "decision":
                continue
            record = parse(entry.kind, entry.body)
            if not isinstance(record, Appearance) or record.asset in assets:
                records.append(record)
        if entry is not None and not signers.load(connection, keys.public_key(studio)).signed(entry):
            raise _altered(studio, f"{audit.name(entry)} is not signed by this studio")
    return Facts.of(records, made, studio.settings.name)
