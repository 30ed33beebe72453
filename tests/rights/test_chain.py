"""The chain: each entry hashed over the one before it and signed; a record once; what was altered is not read."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from sqlalchemy import update

from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError
from filmwright.rights import chain, ledger, merkle, stored
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Subject
from filmwright.studio import Studio

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
SEEN = Appearance(asset="a" * 64, in_frame=0, out_frame=100, subject=WORK.id)
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["ingest"])


def append(studio: Studio, *records: Record) -> list[str]:
    with ledger.writing(studio) as connection:
        return chain.append(connection, records, ledger.ensure_key(studio))


def rows(studio: Studio) -> list[chain.Entry]:
    with ledger.reading(studio) as connection:
        return list(connection.execute(chain.entries.select().order_by(chain.entries.c.seq)))


def root_of(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, 2.1.1."""
    if len(leaves) == 1:
        return leaves[0]
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.inner(root_of(leaves[:cut]), root_of(leaves[cut:]))


def test_each_entry_is_hashed_over_the_one_before_and_signed(studio: Studio) -> None:
    assert append(studio, WORK, SEEN) == [WORK.record_id, SEEN.record_id]
    append(studio, GRANT)
    key, prev, leaves = ledger.ensure_key(studio).first, EMPTY_ROOT, []
    for number, row in enumerate(rows(studio), 1):
        assert (row.seq, row.prev) == (number, prev)
        assert chain.entry_hash(row.seq, row.kind, row.record_id, row.body, row.prev, row.at) == row.hash
        assert row.key == "" and row.facts == number
        leaves.append(merkle.leaf(bytes.fromhex(row.hash)))
        assert row.root == root_of(leaves).hex()
        key.verify(bytes.fromhex(row.signature), bytes.fromhex(row.hash))
        prev = row.hash
    with ledger.reading(studio) as connection:
        assert chain.head(connection) == (3, prev, root_of(leaves).hex(), 3)
        assert chain.root(connection) == root_of(leaves).hex() and chain.count(connection) == 3


def test_an_empty_chain_has_the_root_of_nothing(studio: Studio) -> None:
    with ledger.reading(studio) as connection:
        assert chain.head(connection) == (0, EMPTY_ROOT, EMPTY_ROOT, 0) and chain.count(connection) == 0
        assert chain.find(connection, "grant", GRANT.id) is None
    assert append(studio) == []


def test_a_record_stands_once_however_often_it_is_added(studio: Studio) -> None:
    append(studio, WORK, GRANT)
    assert append(studio, GRANT, SEEN, GRANT) == [GRANT.id, SEEN.record_id, GRANT.id]
    assert [row.kind for row in rows(studio)] == ["subject", "grant", "appearance"]


def test_many_records_at_once_and_again(studio: Studio) -> None:
    many = [Appearance(asset="a", in_frame=n, out_frame=n + 1, subject=WORK.id) for n in range(1100)]
    append(studio, *many)
    append(studio, *reversed(many), WORK)
    assert len(rows(studio)) == 1101


def test_a_subject_of_the_same_id_must_be_the_same(studio: Studio) -> None:
    append(studio, WORK)
    for others in ([WORK.model_copy(update={"owner": "Else"})], [WORK, WORK.model_copy(update={"name": "Hare"})]):
        with pytest.raises(FilmwrightError, match="the ledger has this subject as"):
            append(studio, *others)
    assert len(rows(studio)) == 1


def test_a_record_is_found_as_it_was_written(studio: Studio) -> None:
    append(studio, WORK, SEEN, GRANT)
    with ledger.reading(studio) as connection:
        assert chain.find(connection, "grant", GRANT.id) == GRANT
        assert chain.find(connection, "appearance", SEEN.record_id) == SEEN


def test_an_altered_record_is_not_given_out(studio: Studio) -> None:
    append(studio, WORK, GRANT)
    wider = canonical_json(GRANT.model_copy(update={"actions": ["deliver", "ingest"]}).body)
    with ledger.writing(studio) as connection:
        connection.execute(update(chain.entries).where(chain.entries.c.kind == "grant").values(body=wider))
    with ledger.reading(studio) as connection, pytest.raises(FilmwrightError, match="ledger was altered"):
        chain.find(connection, "grant", GRANT.id)


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("grant", "{", "cannot be read"),
        ("grant", "{}", "cannot be read"),
        ("grant", "[]", "cannot be read"),
        ("grant", "1", "cannot be read"),
        ("grant", "null", "cannot be read"),
        ("grant", '{"schema": "1"}', "cannot be read"),
        ("grant", "[" * 100_000, "cannot be read"),
        ("grant", '{"schema": 1, "max_uses": ' + "9" * 5000 + "}", "cannot be read"),
        ("grant", '{"schema": 2}', "install a newer Filmwright"),
        ("wish", '{"schema": 1}', "install a newer Filmwright"),
        ("revocation", json.dumps({"schema": 1, "grant": "a" * 64, "new": 1}), "cannot be read"),
    ],
)
def test_what_is_no_record_is_said(kind: str, body: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        stored.parse(kind, body)


@pytest.mark.parametrize("key", ["", "ab" * 32])
def test_an_entrys_hash_is_that_of_its_canonical_json(key: str) -> None:
    told = {"seq": 7, "kind": "grant", "record_id": "r", "body": '{"a":"\\u00e9 \n 漢\u007f"}', "prev": "p", "at": "t"}
    hashed = sha256(canonical_json({**told, "key": key} if key else told).encode()).hexdigest()
    assert chain.entry_hash(*told.values(), key) == hashed


def test_a_record_reads_back(studio: Studio) -> None:
    for record in (WORK, SEEN, GRANT, Revocation(grant=GRANT.id, reason="asked to")):
        assert stored.parse(record.ledger_kind, canonical_json(record.body)) == record
