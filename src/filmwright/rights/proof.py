"""Proofs for people outside the studio: that one record is in the ledger, and that an older ledger begins this one.

Both are RFC 9162's (``merkle``), as one JSON document with a tree head signed by the studio. They show one entry at
most and need neither the studio nor a network to be checked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, select

from filmwright import files
from filmwright.canonical import canonical_json, now
from filmwright.errors import FilmwrightError
from filmwright.rights import ledger, merkle
from filmwright.rights.chain import entries, entry_hash, head, kept, leaf
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.keys import ensure_key
from filmwright.rights.record import Hash
from filmwright.studio import Studio
from filmwright.validation import one_line

_MOST_BYTES = 4 << 20
_Path = tuple[Hash, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TreeHead(_Part):
    """What the studio signs: the tree of its first ``size`` entries had this root at this instant."""

    size: int = Field(ge=1)
    root: Hash
    at: str = Field(max_length=40)
    public_key: Hash
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")

    def signed(self) -> bool:
        """Whether the signature is that of ``public_key``."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), _head_bytes(self.size, self.root, self.at))
        except (InvalidSignature, ValueError):
            return False
        return True


class Shown(_Part):
    """The entry that a proof shows, all that its hash covers."""

    seq: int = Field(ge=1)
    kind: str
    record_id: str
    body: str
    prev: str
    at: str
    key: str = ""


class Inclusion(_Part):
    """This entry is in that tree."""

    proof: Literal["inclusion"] = "inclusion"
    version: Literal[1] = 1
    entry: Shown
    path: _Path
    head: TreeHead


class Consistency(_Part):
    """The tree of ``size`` entries with this root is the beginning of that tree."""

    proof: Literal["consistency"] = "consistency"
    version: Literal[1] = 1
    size: int = Field(ge=1)
    root: Hash
    path: _Path
    head: TreeHead


def _head_bytes(size: int, root: str, at: str) -> bytes:
    return canonical_json({"filmwright": "tree head", "size": size, "root": root, "at": at}).encode()


def _head(studio: Studio, connection: Connection, size: int) -> TreeHead:
    key, at = ensure_key(studio), now()
    root = str(connection.execute(select(entries.c.root).where(entries.c.seq == size)).scalar())
    signature = key.sign(_head_bytes(size, root, at)).hex()
    return TreeHead(size=size, root=root, at=at, public_key=key.public_hex, signature=signature)


def _tree(connection: Connection) -> merkle.Tree:
    def leaf_hash(seq: int) -> bytes:
        return leaf(str(connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar()))

    return merkle.Tree(leaf_hash, lambda seq: kept(connection, seq))


def _size(connection: Connection, root: str) -> int:
    """How many entries the tree with this root has."""
    if not root:
        return head(connection).seq
    found = connection.execute(select(entries.c.seq).where(entries.c.root == root)).scalar()
    if found is None:
        raise FilmwrightError("no ledger of this studio had this root", root[:64], "use the studio it is from")
    return int(found)


def prove(studio: Studio, record: str, at_root: str = "") -> Inclusion:
    """The proof that a record (its id, or the number of its entry) is in the ledger, as it stands or at a root.

    Raises:
        FilmwrightError: if there is no such record or root, or the record came after the root.
    """
    ledger.facts(studio)
    with ledger.reading(studio) as connection:
        size = _size(connection, at_root)
        named = (
            entries.c.seq == int(record)
            if record.isascii() and record.isdigit() and len(record) < 12
            else entries.c.record_id == record
        )
        row = connection.execute(select(entries).where(named)).first()
        if row is None:
            raise FilmwrightError(
                "the ledger has no such record", record[:80], "give a record's id or an entry's number"
            )
        if row.seq > size:
            raise FilmwrightError("the record came after this root", record[:80], "name a later root, or none")
        shown = Shown.model_validate({name: getattr(row, name) for name in Shown.model_fields})
        path = tuple(step.hex() for step in _tree(connection).inclusion(row.seq, size))
        return Inclusion(entry=shown, path=path, head=_head(studio, connection, size))


def prove_older(studio: Studio, old_root: str) -> Consistency:
    """The proof that the ledger, as it stands, only adds to what it was at an older root.

    Raises:
        FilmwrightError: if no ledger of this studio had that root.
    """
    ledger.facts(studio)
    with ledger.reading(studio) as connection:
        size, now_size = _size(connection, old_root), head(connection).seq
        if not now_size or old_root == EMPTY_ROOT:
            raise FilmwrightError("an empty ledger needs no proof", "", "name a root that had entries")
        path = tuple(step.hex() for step in _tree(connection).consistency(size, now_size))
        return Consistency(size=size, root=old_root, path=path, head=_head(studio, connection, now_size))


def read(path: Path) -> Inclusion | Consistency:
    """A proof from a file.

    Raises:
        FilmwrightError: if it is no proof.
    """
    files.need_file(path, "name the file of a proof")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FilmwrightError("this file is too large for a proof", str(path), "name the file of a proof")
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        kind = Consistency if isinstance(told, dict) and told.get("proof") == "consistency" else Inclusion
        return kind.model_validate(told)
    except ValidationError as error:
        raise FilmwrightError(f"this is no proof ({one_line(error)[:200]})", str(path), "ask for it again") from error
    except (OSError, ValueError, RecursionError) as error:
        raise FilmwrightError("this is no proof", str(path), "ask for it again") from error


def faults(proof: Inclusion | Consistency, public_key: str = "", root: str = "") -> list[str]:
    """What is wrong with a proof; empty when it holds.

    Args:
        public_key: the studio's ledger key in hex, as you know it from elsewhere; "" trusts the one in the proof.
        root: the ledger root that you know (of a take or a snapshot): the tree head must have it, "" accepts any.
    """
    found: list[str] = []
    if not proof.head.signed():
        found.append("the tree head is not signed by the key that it names")
    if public_key and proof.head.public_key != public_key:
        found.append("the tree head is signed by another key than the one that you trust")
    if root and proof.head.root != root:
        found.append("the tree head has another root than the one that you know")
    path = [bytes.fromhex(step) for step in proof.path]
    whole = bytes.fromhex(proof.head.root)
    if isinstance(proof, Consistency):
        old = bytes.fromhex(proof.root)
        if not merkle.consistent(proof.size, proof.head.size, old, whole, path):
            found.append("the older ledger is not the beginning of this one")
        return found
    e = proof.entry
    made = leaf(entry_hash(e.seq, e.kind, e.record_id, e.body, e.prev, e.at, e.key))
    if not merkle.included(made, e.seq, proof.head.size, path, whole):
        found.append("the entry is not in the tree with this root")
    return found
