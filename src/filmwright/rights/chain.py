"""The chain of the ledger: append-only entries, each hashed over the one before it and signed by an authority's key.

An entry's hash is the SHA-256 of the canonical JSON of ``{seq, kind, record_id, body, prev, at, key}``, ``body`` being
the record's canonical JSON as text and ``key`` left out for the studio's first key. The entries' hashes are the leaves
of a Merkle tree (``merkle``), whose root is the ledger root: it stands for every entry up to there, and one entry can
be proven to be under it without showing the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    func,
    select,
)

from filmwright.canonical import canonical_json, now
from filmwright.errors import FilmwrightError
from filmwright.rights import merkle
from filmwright.rights.facts import EMPTY_ROOT, conflict
from filmwright.rights.keying import frames, keys
from filmwright.rights.record import Record
from filmwright.rights.signer import SigningKey
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import Subject
from filmwright.studio import metadata

entries = Table(
    "ledger_entry",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("record_id", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("signature", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("key", String(64), nullable=False),
    Column("node", String(64), nullable=False),
    Column("root", String(64), nullable=False),
    Column("facts", Integer, nullable=False),
    Column("seal", String(32), nullable=False),
    Index("ix_ledger_entry_record", "kind", "record_id"),
    Index("ix_ledger_entry_root", "root"),
)
"""``key``: who signed, "" for the studio's first key. ``node``: what ``merkle.keep`` keeps. ``root``: of the tree up to
here. ``facts``: number of the newest entry up to here that is not a Decision. ``seal``: ``SigningKey.seal``, or "";
wherever it is not the right one the signature is looked at."""
index = Table(
    "ledger_index",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("in_frame", BigInteger, nullable=False),
    Column("out_frame", BigInteger, nullable=False),
    Index("ix_ledger_index_seq", "seq"),
    sqlite_with_rowid=False,
)
"""By what each record is found (``keying.keys``), hashed to 16 bytes, with its frames (``keying.frames``)."""
Entry = Row[tuple[int, str, str, str, str, str, str, str, str, str, str, int, str]]

_BATCH = 500
_quoted = json.encoder.encode_basestring


class Head(NamedTuple):
    """The end of the ledger: number, hash and root of the newest entry; ``facts`` as in the table."""

    seq: int
    hash: str
    root: str
    facts: int


_EMPTY = Head(0, EMPTY_ROOT, EMPTY_ROOT, 0)


def entry_hash(seq: int, kind: str, record_id: str, body: str, prev: str, at: str, key: str = "") -> str:
    """The hash of one entry."""
    # Canonical JSON, written out: every entry that a Decision rests on is hashed again each time it is read.
    by = f'"key":{_quoted(key)},' if key else ""
    first, last = (
        f'{{"at":{_quoted(at)},"body":{_quoted(body)},{by}',
        f'"record_id":{_quoted(record_id)},"seq":{seq:d}}}',
    )
    text = f'{first}"kind":{_quoted(kind)},"prev":{_quoted(prev)},{last}'
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(entry: Entry) -> str:
    """The hash that an entry should have, from its content; "" where a column is not text."""
    if not isinstance(entry.key, str):
        return ""
    try:
        return entry_hash(entry.seq, entry.kind, entry.record_id, entry.body, entry.prev, entry.at, entry.key)
    except (TypeError, ValueError):
        return ""


def digest(key: str) -> bytes:
    """A key as the index has it."""
    return hashlib.blake2b(key.encode(), digest_size=16).digest()


def head(connection: Connection) -> Head:
    """The end of the ledger; number 0 and 64 zeros when it is empty."""
    columns = (entries.c.seq, entries.c.hash, entries.c.root, entries.c.facts)
    row = connection.execute(select(*columns).order_by(entries.c.seq.desc()).limit(1)).first()
    return Head(*row) if row else _EMPTY


def root(connection: Connection) -> str:
    """The ledger root: of the tree of all entries, 64 zeros when there is none."""
    return head(connection).root


def kept(connection: Connection, seq: int) -> bytes:
    """What the tree keeps for one entry (``merkle.keep``).

    Raises:
        FilmwrightError: if it is no hash.
    """
    node = str(connection.execute(select(entries.c.node).where(entries.c.seq == seq)).scalar())
    try:
        return bytes.fromhex(node)
    except ValueError as error:
        what = f"the ledger was altered: entry {seq}: its place in the tree is wrong"
        raise FilmwrightError(what, "", "restore it from a copy") from error


def leaf(entry: str) -> bytes:
    """The tree's leaf for an entry of this hash."""
    return merkle.leaf(bytes.fromhex(entry))


def _anything(kinds: set[str]) -> None:
    """Every kind may be written."""


def append(
    connection: Connection, records: Sequence[Record], key: SigningKey, allow: Callable[[set[str]], None] = _anything
) -> list[str]:
    """Add records at the end of the chain, in the caller's transaction (see ``ledger.writing``).

    A record that is there already is not added again.

    Args:
        allow: called with the kinds of record about to be written; stops them by an error.

    Returns:
        the record ids, in the order given.

    Raises:
        FilmwrightError: if a subject is there already with another name, kind or owner.
    """
    bodies = _bodies(records)
    there = _bodies_there(connection, list(bodies))
    for record in records:
        old = there.get((record.ledger_kind, record.record_id))
        if isinstance(record, Subject) and old not in (None, bodies[record.ledger_kind, record.record_id]):
            raise conflict(cast(Subject, parse(Subject.ledger_kind, str(old))), record)
    end, at, rows = head(connection), now(), []
    fresh = [(r, b) for r, b in _first(records, bodies) if (r.ledger_kind, r.record_id) not in there]
    allow({record.ledger_kind for record, _ in fresh})
    grown = _Tree(connection)
    for record, body in fresh:
        seq, kind = end.seq + 1, record.ledger_kind
        made = entry_hash(seq, kind, record.record_id, body, end.hash, at, key.id)
        node = grown.add(seq, made)
        facts = end.facts if kind == "decision" else seq
        row = {"seq": seq, "kind": kind, "record_id": record.record_id, "body": body, "prev": end.hash, "hash": made}
        end = Head(seq, made, grown.root(seq), facts)
        row |= {"signature": key.sign(bytes.fromhex(made)).hex(), "at": at, "key": key.id}
        rows.append({**row, "node": node, "root": end.root, "facts": facts, "seal": key.seal(made)})
    if rows:
        connection.execute(entries.insert(), rows)
        _into_index(connection, enumerate((record for record, _ in fresh), end.seq - len(fresh) + 1))
    return [record.record_id for record in records]


def found_by(record: Record) -> set[tuple[bytes, int, int]]:
    """A record's rows of the index, without its number."""
    return {(digest(key), *frames(record)) for key in keys(record)}


def _into_index(connection: Connection, numbered: Iterable[tuple[int, Record]]) -> None:
    rows = [
        {"key": key, "seq": seq, "in_frame": first, "out_frame": last}
        for seq, record in numbered
        for key, first, last in found_by(record)
    ]
    if rows:
        connection.execute(index.insert(), rows)


class _Tree:
    """The tree while it grows: what is kept in the database, and what was added since."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nodes: dict[int, bytes] = {}

    def add(self, seq: int, entry: str) -> str:
        """Take in one more entry; returns what is to be kept for it, in hex."""
        self._nodes[seq] = merkle.keep(seq, leaf(entry), self._kept)
        return self._nodes[seq].hex()

    def root(self, seq: int) -> str:
        """The root of the first ``seq`` entries, in hex."""
        return merkle.root(seq, self._kept).hex()

    def _kept(self, seq: int) -> bytes:
        if seq not in self._nodes:
            self._nodes[seq] = kept(self._connection, seq)
        return self._nodes[seq]


def complete(connection: Connection) -> None:
    """Give entries that an older Filmwright wrote what they lack: their place in the tree and in the index."""
    if root(connection):
        return
    whole = connection.execute(select(func.max(entries.c.seq)).where(entries.c.root != "")).scalar()
    seq = int(whole or 0) + 1
    connection.execute(index.delete().where(index.c.seq >= seq))
    grown, facts = _Tree(connection), 0
    before = select(entries.c.facts).where(entries.c.seq == seq - 1)
    facts = int(connection.execute(before).scalar() or 0)
    old = connection.execute(select(entries).where(entries.c.seq >= seq).order_by(entries.c.seq)).all()
    for row in old:
        node, made = grown.add(row.seq, row.hash), grown.root(row.seq)
        facts = facts if row.kind == "decision" else row.seq
        change = entries.update().where(entries.c.seq == row.seq)
        connection.execute(change.values(node=node, root=made, facts=facts))
        _into_index(connection, [(row.seq, parse(row.kind, row.body))])


def _bodies(records: Sequence[Record]) -> dict[tuple[str, str], str]:
    """The canonical body of each record, by kind and id."""
    bodies = {(r.ledger_kind, r.record_id): canonical_json(r.body) for r in records}
    for record in records:
        if isinstance(record, Subject) and bodies[record.ledger_kind, record.record_id] != canonical_json(record.body):
            others = (s for s in records if isinstance(s, Subject) and s.id == record.id and s != record)
            raise conflict(next(others), record)
    return bodies


def _first(records: Sequence[Record], bodies: dict[tuple[str, str], str]) -> Iterator[tuple[Record, str]]:
    """Each record once, with its body."""
    seen: set[tuple[str, str]] = set()
    for record in records:
        name = (record.ledger_kind, record.record_id)
        if name not in seen:
            seen.add(name)
            yield record, bodies[name]


def _bodies_there(connection: Connection, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in {kind for kind, _ in names}:
        ids = [record_id for k, record_id in names if k == kind]
        for first in range(0, len(ids), _BATCH):
            query = select(entries.c.record_id, entries.c.body).where(
                entries.c.kind == kind, entries.c.record_id.in_(ids[first : first + _BATCH])
            )
            found.update({(kind, row.record_id): row.body for row in connection.execute(query)})
    return found


def find(connection: Connection, kind: str, record_id: str) -> Record | None:
    """The record of this kind and id, or None.

    Raises:
        FilmwrightError: if it was altered.
    """
    query = select(entries.c.body).where(entries.c.kind == kind, entries.c.record_id == record_id)
    body = connection.execute(query).scalar()
    if body is None:
        return None
    record = parse(kind, body)
    if record.record_id != record_id:
        raise FilmwrightError(
            f"the ledger was altered: this {kind} is not what its id says", record_id, "restore it from a copy"
        )
    return record


def count(connection: Connection) -> int:
    """How many entries there are."""
    return int(connection.execute(select(func.count()).select_from(entries)).scalar() or 0)
