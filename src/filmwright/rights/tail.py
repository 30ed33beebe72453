"""The end of the ledger, looked at before a process decides: its newest entries, whole, and that they can be found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from filmwright.errors import FilmwrightError
from filmwright.rights import audit, chain, merkle
from filmwright.rights.chain import Entry, entries, found_by, index
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.signers import Signers
from filmwright.rights.stored import parse
from filmwright.studio import Studio

WINDOW = 2_000
"""How many of the newest entries each process checks whole before it decides."""
_tails: dict[str, tuple[int, str, int]] = {}
"""Per studio: how far this process has checked the chain: number and hash of an entry, and of the newest fact by it."""


def forget() -> None:
    """Begin as a new process would."""
    _tails.clear()


def place(studio: Studio) -> str:
    """What tells one studio's ledger from another's in this process."""
    return f"{studio.path}|{studio.settings.studio_id}|{studio.settings.name}|{studio.settings.database}"


def check(studio: Studio, connection: Connection, known: Signers, end: chain.Head) -> None:
    """Check the chain from where this process last looked, or its newest entries, to the end."""
    seq, last, newest = _tails.get(place(studio), (0, "", 0))
    stands = connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar() if seq else None
    if not seq or stands != last:
        seq = max(0, end.seq - WINDOW)
        before = connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar() if seq else EMPTY_ROOT
        last, newest = str(before or ""), newest_fact(connection, seq)
    begun, wanted = seq, set[tuple[int, bytes, int, int]]()
    entry: Entry | None = None
    for entry in connection.execute(between(seq, end.seq).execution_options(yield_per=500)):
        for fault in audit.faults(entry, seq + 1, last):
            raise altered(studio, fault)
        seq, last, newest = entry.seq, entry.hash, newest if entry.kind == "decision" else entry.seq
        if entry.facts != newest:
            raise altered(studio, f"{audit.name(entry)} does not name the newest fact before it")
        wanted |= {(seq, *row) for row in found_by(parse(entry.kind, entry.body))}
    if entry is not None:
        if not known.signed(entry):
            raise altered(studio, f"{audit.name(entry)} is not signed by this studio")
        if merkle.root(end.seq, lambda i: chain.kept(connection, i)).hex() != end.root:
            raise altered(studio, f"{audit.name(entry)} does not have the root of its tree")
        _check_index(studio, connection, begun, wanted)
    _tails[place(studio)] = (seq, last, newest)


def _check_index(studio: Studio, connection: Connection, after: int, wanted: set[tuple[int, bytes, int, int]]) -> None:
    """Stop where an entry is not in the index under its keys: a prohibition that is not found forbids nothing."""
    there = connection.execute(select(index).where(index.c.seq > after)).all()
    rows = (row for row in there if isinstance(row.key, bytes | memoryview))
    wrong = wanted ^ {(row.seq, bytes(row.key), row.in_frame, row.out_frame) for row in rows}
    if wrong:
        raise altered(studio, f"entry {min(seq for seq, *_ in wrong)} is not in the index as it should be")


def newest_fact(connection: Connection, upto: int) -> int:
    """The number of the newest entry up to this one that is not a Decision, looked up and not believed."""
    no_decision = select(entries.c.seq).where(entries.c.seq <= upto, entries.c.kind != "decision")
    return int(connection.execute(no_decision.order_by(entries.c.seq.desc()).limit(1)).scalar() or 0)


def between(after: int, upto: int) -> Select[Any]:
    """Entries after one number up to another, in order."""
    return select(entries).where(entries.c.seq > after, entries.c.seq <= upto).order_by(entries.c.seq)


def altered(studio: Studio, fault: str) -> FilmwrightError:
    """The error that stops a Decision."""
    return FilmwrightError(f"the ledger was altered: {fault}", str(studio.path), "restore it from a copy")
