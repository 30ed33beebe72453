"""``verify``: the whole ledger looked at, entry by entry; names each that was altered, left out, or put elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from filmwright.errors import FilmwrightError
from filmwright.rights import merkle
from filmwright.rights.chain import Entry, entries, found_by, hash_of, index, leaf
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.record import Record
from filmwright.rights.signer import Signer, SigningKey
from filmwright.rights.signers import Signers
from filmwright.rights.stored import KINDS, parse

_BATCH = 500


def name(entry: Entry) -> str:
    """An entry in a sentence."""
    return f"entry {entry.seq} ({entry.kind} {str(entry.record_id)[:12]})"


def faults(entry: Entry, seq: int, prev: str) -> Iterator[str]:
    """What is wrong with an entry that should be number ``seq`` and follow the hash ``prev`` ("": unknown)."""
    if entry.seq > seq:
        yield f"entry {seq} is missing" if entry.seq == seq + 1 else f"entries {seq} to {entry.seq - 1} are missing"
    columns = (entry.kind, entry.record_id, entry.body, entry.prev, entry.hash, entry.at, entry.key)
    if not all(isinstance(column, str) for column in columns):
        yield f"{name(entry)} was altered: a column is not text"
        return
    if hash_of(entry) != entry.hash:
        yield f"{name(entry)} was altered: its content does not give its hash"
    if prev and entry.prev != prev and entry.seq == seq:
        yield f"{name(entry)} does not follow the entry before it"


def check(connection: Connection, known: Signers, held: Iterable[SigningKey] = ()) -> Iterator[str]:
    """One line for each fault, in the order of the ledger.

    Entries taken off the end leave no gap; keep a root elsewhere (each snapshot and take carries one).

    Args:
        known: has the first key alone, and holds no private one: each signature is looked at.
        held: private keys that are at hand, whose seals are checked besides.
    """
    sealing = {key.id: key for key in held}
    last, prev, facts = 0, EMPTY_ROOT, 0
    nodes: dict[int, bytes] = {}
    wanted = _Sum()
    for seq, entry in _one_by_one(connection):
        found = list(faults(entry, last + 1, prev)) if entry else [f"entry {seq} was altered: it cannot be read"]
        if entry and not known.signed(entry):
            found.append(f"{name(entry)}: its signature is not that of a key which may sign it")
        record = _record(entry) if entry and not found else None
        if entry and not found and record is None:
            found.append(f"{name(entry)} does not hold the record that it names")
        if entry and record is not None:
            facts = facts if entry.kind == "decision" else seq
            found += _derived(entry, facts, nodes)
            for key, *span in found_by(record):
                wanted.add(key, seq, *span)
            if isinstance(record, Signer):
                known.appoint(seq, record)
        else:
            nodes.clear()
        if entry and not found and not _sealed(entry, sealing):
            found.append(f"{name(entry)} was altered: its seal is not one that its key makes; its signature is right")
        yield from found
        last, prev = seq, str(entry.hash) if entry else ""
    yield from _index_faults(connection, wanted)


def _sealed(entry: Entry, sealing: Mapping[str, SigningKey]) -> bool:
    """Whether an entry's seal is right, as far as its key is at hand; what older Filmwrights wrote has none."""
    key = sealing.get(entry.key)
    return key is None or entry.seal in ("", key.seal(entry.hash))


def _derived(entry: Entry, facts: int, nodes: dict[int, bytes]) -> list[str]:
    """Whether an entry's place in the tree is what it should be; ``nodes`` is the tree so far."""
    seq = entry.seq
    if len(nodes) != seq - 1:
        return []
    nodes[seq] = merkle.keep(seq, leaf(entry.hash), nodes.__getitem__)
    right = entry.node == nodes[seq].hex() and entry.root == merkle.root(seq, nodes.__getitem__).hex()
    return [] if right and entry.facts == facts else [f"{name(entry)} was altered: its place in the tree is wrong"]


def _record(entry: Entry) -> Record | None:
    """The record in an entry, if it is the one that the entry names."""
    try:
        record = parse(entry.kind, entry.body) if entry.kind in KINDS else None
        return record if record is not None and record.record_id == entry.record_id else None
    except FilmwrightError:
        return None


class _Sum:
    """A sum over rows of the index in any order; two sums are equal only if the rows are."""

    def __init__(self) -> None:
        self.rows, self.total = 0, 0

    def add(self, key: bytes, *numbers: object) -> None:
        row = hashlib.blake2b(f"{numbers} ".encode("utf-8", "surrogatepass") + key, digest_size=32).digest()
        self.rows, self.total = self.rows + 1, (self.total + int.from_bytes(row, "big")) % 2**256


def _index_faults(connection: Connection, wanted: _Sum) -> Iterator[str]:
    """Names the entries that the index lacks, and those that it has under a key which is not theirs."""
    there = _Sum()
    for row in connection.execute(select(index).execution_options(yield_per=10_000)):
        there.add(_bytes(row.key), row.seq, row.in_frame, row.out_frame)
    if there.total == wanted.total and there.rows == wanted.rows:
        return
    for _, entry in _one_by_one(connection):
        record = _record(entry) if entry else None
        if entry is None or record is None:
            continue
        held = connection.execute(select(index).where(index.c.seq == entry.seq))
        now, right = {(_bytes(row.key), row.in_frame, row.out_frame) for row in held}, found_by(record)
        if right - now:
            yield f"{name(entry)} was taken out of the index: it would not be found"
        if now - right:
            yield f"{name(entry)} is in the index under a key that is not its own"
    known = select(entries.c.seq)
    for seq in connection.execute(select(index.c.seq).where(index.c.seq.not_in(known)).distinct()).scalars():
        yield f"the index names entry {seq}, which is not there"


def _bytes(key: bytes | str) -> bytes:
    # SQLite keeps text in a column of bytes, if somebody puts it there.
    return key.encode("utf-8", "surrogatepass") if isinstance(key, str) else bytes(key)


def _one_by_one(connection: Connection) -> Iterator[tuple[int, Entry | None]]:
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
