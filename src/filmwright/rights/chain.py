"""The chain of the ledger: append-only entries, each hashed over the one before it and signed by the studio (Ed25519).

An entry's hash is the SHA-256 of the canonical JSON of ``{seq, kind, record_id, body, prev, at}``, ``body`` being
the record's canonical JSON as text. The newest hash is the ledger root; it stands for every entry before it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from sqlalchemy import Column, Connection, Index, Integer, Row, String, Table, Text, func, select

from filmwright.canonical import canonical_json, content_id, now
from filmwright.errors import FilmwrightError
from filmwright.rights.decision import Decision
from filmwright.rights.record import SCHEMA, Record
from filmwright.rights.state import EMPTY_ROOT, conflict
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Appearance, Subject
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
    Index("ix_ledger_entry_record", "kind", "record_id"),
)
Entry = Row[tuple[int, str, str, str, str, str, str, str]]

KINDS: dict[str, type[Record]] = {
    model.ledger_kind: model for model in (Subject, Appearance, Grant, Prohibition, Revocation, Decision)
}
_BATCH = 500


def entry_hash(seq: int, kind: str, record_id: str, body: str, prev: str, at: str) -> str:
    """The hash of one entry."""
    return content_id({"seq": seq, "kind": kind, "record_id": record_id, "body": body, "prev": prev, "at": at})


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; (0, 64 zeros) when there is none."""
    row = connection.execute(select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, EMPTY_ROOT)


def root(connection: Connection) -> str:
    """The ledger root: the hash of the newest entry, 64 zeros when there is none."""
    return head(connection)[1]


def append(connection: Connection, records: Sequence[Record], key: Ed25519PrivateKey) -> list[str]:
    """Add records at the end of the chain, in the caller's transaction (see ``ledger.writing``).

    A record that is there already is not added again.

    Returns:
        the record ids, in the order given.

    Raises:
        FilmwrightError: if a subject is there already with another name, kind or owner.
    """
    bodies = {(r.ledger_kind, r.record_id): canonical_json(r.body) for r in records}
    for record in records:
        if isinstance(record, Subject) and bodies[record.ledger_kind, record.record_id] != canonical_json(record.body):
            others = (s for s in records if isinstance(s, Subject) and s.id == record.id and s != record)
            raise conflict(next(others), record)
    there = _bodies_there(connection, list(bodies))
    for record in records:
        old = there.get((record.ledger_kind, record.record_id))
        if isinstance(record, Subject) and old not in (None, bodies[record.ledger_kind, record.record_id]):
            raise conflict(Subject.model_validate(_fields(json.loads(str(old)))), record)
    seq, prev = head(connection)
    at = now()
    rows = []
    for (kind, record_id), body in bodies.items():
        if (kind, record_id) in there:
            continue
        seq += 1
        made = entry_hash(seq, kind, record_id, body, prev, at)
        row = {"seq": seq, "kind": kind, "record_id": record_id, "body": body, "prev": prev, "hash": made, "at": at}
        rows.append({**row, "signature": key.sign(bytes.fromhex(made)).hex()})
        prev = made
    if rows:
        connection.execute(entries.insert(), rows)
    return [record.record_id for record in records]


def _bodies_there(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in {kind for kind, _ in keys}:
        ids = [record_id for k, record_id in keys if k == kind]
        for first in range(0, len(ids), _BATCH):
            query = select(entries.c.record_id, entries.c.body).where(
                entries.c.kind == kind, entries.c.record_id.in_(ids[first : first + _BATCH])
            )
            found.update({(kind, row.record_id): row.body for row in connection.execute(query)})
    return found


def _fields(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "schema"}


def parse(kind: str, body: str) -> Record:
    """The record that an entry holds.

    Raises:
        FilmwrightError: if its kind or schema is of a newer Filmwright, or it is no such record.
    """
    model = KINDS.get(kind)
    try:
        fields = json.loads(body)
    except json.JSONDecodeError as error:
        raise FilmwrightError(f"the ledger holds a {kind} that cannot be read") from error
    if model is None or fields.get("schema", 0) > SCHEMA:
        raise FilmwrightError(f"the ledger holds a {kind} of a newer kind", "", "install a newer Filmwright")
    try:
        return model.model_validate(_fields(fields))
    except ValidationError as error:
        raise FilmwrightError(f"the ledger holds a {kind} that cannot be read ({error.errors()[0]['msg']})") from error


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
