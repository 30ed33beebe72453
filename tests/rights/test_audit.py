"""``ledger verify``: whatever byte of whatever entry is changed, taken out, put in or put elsewhere, it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from every import ASSET, OURS, SAID, STATEMENTS, TRAIN, WORK, raw, write
from sqlalchemy import Connection

from filmwright.errors import FilmwrightError
from filmwright.rights import appoint, audit, chain, door, keys, ledger, signers
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.signers import Signers
from filmwright.rights.stored import KINDS
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio, create

ALONE = TRAIN.model_copy(update={"spans": (Span(asset=ASSET, in_frame=50, out_frame=60),)})
COLUMNS = ("kind", "record_id", "body", "prev", "hash", "signature", "at", "key", "node", "root")
SAID_OF = {
    "signature": "its signature is not that of a key which may sign it",
    "node": "its place in the tree is wrong",
    "root": "its place in the tree is wrong",
    "facts": "its place in the tree is wrong",
}
ALTERED = "its content does not give its hash"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A small ledger with every kind of record in it, some signed by another authority; no test changes it."""
    made = create(tmp_path_factory.mktemp("audit") / "studio", "Test studio")
    for record in STATEMENTS:
        write(made, record)
    appoint.appoint(made, "legal", ["grant", "revocation"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(keys.SIGN_AS, "legal")
        with ledger.writing(made) as connection:
            theirs = Grant(assigner="Acme", subjects=[WORK.id], actions=["deliver"])
            ledger.append(connection, [theirs, Revocation(grant="c" * 64)], ledger.speaking_key(made))
    door.ask(made, ALONE)
    appoint.rotate(made, "studio", "every year")
    door.ask(made, ALONE.model_copy(update={"action": "ingest"}))
    write(made, Revocation(grant="f" * 64))
    assert ledger.verify(made) == []
    with made.engine.connect() as connection:
        _CHECKED.update(hashed.decode() for hashed in read(connection, "hash").values())
    return made


@pytest.fixture
def inside(studio: Studio) -> Iterator[Connection]:
    """A connection whose changes are never committed."""
    with studio.engine.connect() as connection:
        yield connection
        connection.rollback()


_CHECKED: set[str] = set()
"""Hashes of which the signature is known to be good: most of these tests change something else."""


def told(studio: Studio, connection: Connection, signatures: bool = False) -> list[str]:
    known = Signers(keys.public_key(studio), _seen=set() if signatures else set(_CHECKED))
    return list(audit.check(connection, known))


def numbers(lines: list[str]) -> set[int]:
    return {int(found) for line in lines for found in re.findall(r"\bentry (-?\d+)", line)}


def change(connection: Connection, seq: int, column: str, value: Any) -> None:
    as_text = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
    connection.exec_driver_sql(f"UPDATE ledger_entry SET {column} = {as_text} WHERE seq = ?", (value, seq))


def read(connection: Connection, column: str) -> dict[int, bytes]:
    rows = connection.exec_driver_sql(f"SELECT seq, CAST({column} AS BLOB) FROM ledger_entry ORDER BY seq")
    return {row[0]: bytes(row[1]) for row in rows}


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def test_an_untouched_ledger_has_no_fault(studio: Studio, inside: Connection) -> None:
    assert told(studio, inside) == told(studio, inside, True) == ledger.verify(studio) == []
    assert {kind.decode() for kind in read(inside, "kind").values()} == set(KINDS), "every kind of record is in it"
    assert len(set(read(inside, "key").values())) == 3, "three keys signed it"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_flip_of_any_byte_of_any_entry_is_named(studio: Studio, inside: Connection, column: str) -> None:
    """All entries at once for each place, so that it ends; one entry alone: the next test."""
    whole = read(inside, column)
    longest = max(map(len, whole.values()))
    assert longest >= (6 if column == "kind" else 24)
    for place in range(longest):
        here = {seq for seq, data in whole.items() if len(data) > place}
        for seq in here:
            change(inside, seq, column, flipped(whole[seq], place))
        lines = told(studio, inside, column == "signature")
        for seq in here:
            said = SAID_OF.get(column, ALTERED)
            assert any(f"entry {seq} (" in line and said in line for line in lines), (place, seq, lines)
        inside.rollback()
    assert told(studio, inside) == []


@pytest.mark.parametrize("column", COLUMNS)
def test_one_altered_entry_alone_is_named(studio: Studio, inside: Connection, column: str) -> None:
    random, kinds = Random(column), read(inside, "kind")
    for seq, data in read(inside, column).items():
        for bit in (1, 0x80) if data else ():
            change(inside, seq, column, flipped(data, random.randrange(len(data)), bit))
            named = numbers(told(studio, inside, column == "signature"))
            rests = range(seq, 100) if kinds[seq] == b"signer" else (seq, seq + 1)
            assert seq in named and named <= {*rests}, "itself, what follows its hash, what its key signed"
            inside.rollback()
        if seq % 5 == 0:
            for value in ("", data.decode() + " ", data + b"\0", data * 2 + b"1"):
                change(inside, seq, column, value)
                if read(inside, column)[seq] != data:
                    assert seq in numbers(told(studio, inside, column == "signature")), (seq, value)
                inside.rollback()


@pytest.mark.parametrize("by", [-1, 1, -1000, 1000, 2**40])
def test_an_altered_number_is_named(studio: Studio, inside: Connection, by: int) -> None:
    for seq, facts in read(inside, "facts").items():
        change(inside, seq, "facts", int(facts) + by)
        assert numbers(told(studio, inside)) == {seq}
        inside.rollback()
        if abs(by) > 1:
            change(inside, seq, "seq", seq + by)
            lines = told(studio, inside)
            assert seq + by in numbers(lines) and f"the index names entry {seq}, which is not there" in lines
            inside.rollback()


def test_a_number_that_is_none_is_named(studio: Studio, inside: Connection) -> None:
    for seq in read(inside, "facts"):
        change(inside, seq, "facts", "many")
        assert numbers(told(studio, inside)) == {seq}
        inside.rollback()


@pytest.mark.parametrize("body", ["", "[]", "1", "null", '{"schema":"1"}', "{}", "[" * 100_000, b"\xff\xfe"])
def test_an_entry_that_holds_no_record_is_named(studio: Studio, inside: Connection, body: str | bytes) -> None:
    for seq in (1, 8, max(read(inside, "kind"))):
        change(inside, seq, "body", body)
        assert numbers(told(studio, inside)) == {seq}
        inside.rollback()


def row_of(connection: Connection, seq: int) -> tuple[Any, ...]:
    return tuple(connection.exec_driver_sql("SELECT * FROM ledger_entry WHERE seq = ?", (seq,)).one())


def put(connection: Connection, *rows: tuple[Any, ...]) -> None:
    for row in rows:
        connection.exec_driver_sql(f"INSERT INTO ledger_entry VALUES ({','.join('?' * len(row))})", row)


def take(connection: Connection, *numbers: int) -> None:
    for seq in numbers:
        connection.exec_driver_sql("DELETE FROM ledger_entry WHERE seq = ?", (seq,))


def test_an_entry_that_is_taken_out_is_named(studio: Studio, inside: Connection) -> None:
    last = max(read(inside, "kind"))
    for seq in range(1, last + 1):
        take(inside, seq)
        lines = told(studio, inside)
        assert seq in numbers(lines)
        assert f"the index names entry {seq}, which is not there" in lines
        assert seq == last or f"entry {seq} is missing" in lines
        inside.rollback()
    take(inside, 4, 5, 6)
    assert "entries 4 to 6 are missing" in told(studio, inside)


def test_what_is_taken_off_the_end_with_its_rows_is_missed_by_who_kept_a_root(tmp_path: Path) -> None:
    studio = create(tmp_path / "studio", "Test studio")
    write(studio, WORK, OURS)
    write(studio, Revocation(grant=OURS.id))
    kept = ledger.facts(studio).root
    with raw(studio) as database:
        database.execute("DELETE FROM ledger_entry WHERE seq = 3")
        database.execute("DELETE FROM ledger_index WHERE seq = 3")
    ledger.forget()
    assert ledger.verify(studio) == []
    with pytest.raises(FilmwrightError, match="not in the studio's ledger"):
        ledger.facts(studio, kept)


def test_entries_that_change_places_are_named(studio: Studio, inside: Connection) -> None:
    last = max(read(inside, "kind"))
    for one in range(1, last):
        for other in {one + 1, last} - {one}:
            first, second = row_of(inside, one), row_of(inside, other)
            take(inside, one, other)
            put(inside, (one, *second[1:]), (other, *first[1:]))
            assert {one, other} <= numbers(told(studio, inside))
            inside.rollback()


def test_an_entry_that_is_moved_or_put_in_is_named(studio: Studio, inside: Connection) -> None:
    last = max(read(inside, "kind"))
    for seq in range(1, last + 1):
        moved = row_of(inside, seq)
        take(inside, seq)
        put(inside, (last + 1, *moved[1:]))
        assert last + 1 in numbers(told(studio, inside))
        inside.rollback()
        # A copy of it, between two others; all that come after move up by one.
        for after in range(last, seq, -1):
            change(inside, after, "seq", after + 1)
        put(inside, (seq + 1, *moved[1:5], "0" * 64, *moved[6:]))
        assert seq + 1 in numbers(told(studio, inside))
        inside.rollback()


@pytest.mark.parametrize("signer", ["", "ab" * 32])
def test_a_forged_entry_at_the_end_is_named(studio: Studio, inside: Connection, signer: str) -> None:
    """It fits the chain and the tree in every respect, but no key of the studio signed it."""
    forged = keys.SigningKey(signer, keys.Ed25519PrivateKey.generate(), keys.public_key(studio))
    chain.append(inside, [Grant(assigner="Jo Doe", subjects=["identity:jo"], actions=["deliver"])], forged)
    last = max(read(inside, "kind"))
    (line,) = told(studio, inside)
    assert f"entry {last} (" in line and SAID_OF["signature"] in line


def test_a_retired_keys_signature_counts_only_for_what_it_signed_before(studio: Studio, inside: Connection) -> None:
    old = keys._read(keys.place(studio, "legal"))
    for name, key in (("the studio's first", ""), ("another authority's", read(inside, "key")[18].decode())):
        signing = keys.SigningKey(key, old, keys.public_key(studio), name)
        chain.append(inside, [SAID.model_copy(update={"by": name})], signing)
        assert max(read(inside, "kind")) in numbers(told(studio, inside))
        inside.rollback()


# ---- the seal -------------------------------------------------------------------------------------------------------


def with_keys(studio: Studio, connection: Connection) -> list[str]:
    """As ``told``, by somebody who has the private keys."""
    first = keys.public_key(studio)
    held = list(keys.held(studio, signers.load(connection, first)))
    return list(audit.check(connection, Signers(first, _seen=set(_CHECKED)), held))


def test_each_byte_of_a_seal_counts_where_its_key_is_at_hand(studio: Studio, inside: Connection) -> None:
    signed_by, seals = read(inside, "key"), read(inside, "seal")
    first = {seq for seq, key in signed_by.items() if not key}
    assert with_keys(studio, inside) == [] and set(map(len, seals.values())) == {32}
    for place in range(32):
        for seq, seal in seals.items():
            change(inside, seq, "seal", flipped(seal, place))
        lines = with_keys(studio, inside)
        # The key that signed first is retired, and its private half is gone.
        assert numbers(lines) == set(seals) - first and len(lines) == len(numbers(lines))
        assert all("its seal is not one that its key makes" in line for line in lines)
        assert told(studio, inside) == [], "without the keys nobody can tell"
        inside.rollback()


@pytest.mark.parametrize("value", ["0" * 32, "x", " ", "\ufffd", b"\xff" * 32, 7])
def test_whatever_else_stands_for_a_seal_is_named_and_none_is_what_older_ones_have(
    studio: Studio, inside: Connection, value: object
) -> None:
    last = max(read(inside, "kind"))
    change(inside, last, "seal", value)
    assert numbers(with_keys(studio, inside)) == {last}
    change(inside, last, "seal", "")
    assert with_keys(studio, inside) == []


def test_a_wrong_seal_hides_nothing_and_a_right_one_excuses_nothing(studio: Studio, inside: Connection) -> None:
    last = max(read(inside, "kind"))
    change(inside, last - 1, "seal", "0" * 32)
    change(inside, last, "root", "0" * 64)
    assert numbers(with_keys(studio, inside)) == {last - 1, last}
    inside.rollback()
    change(inside, last, "signature", flipped(read(inside, "signature")[last], 0))
    first = keys.public_key(studio)
    held = list(keys.held(studio, signers.load(inside, first)))
    (line,) = audit.check(inside, Signers(first), held)
    assert f"entry {last} (" in line and SAID_OF["signature"] in line


def test_verify_checks_seals_with_the_studios_own_keys(tmp_path: Path) -> None:
    studio = create(tmp_path / "studio", "Test studio")
    write(studio, WORK, OURS)
    with raw(studio) as database:
        database.execute("UPDATE ledger_entry SET seal = 'f' || seal WHERE seq = 2")
    (line,) = ledger.verify(studio)
    assert line.startswith("entry 2 (grant ") and "seal" in line
    (studio.path / "keys" / keys.PRIVATE).unlink()
    assert ledger.verify(studio) == []


# ---- the index -------------------------------------------------------------------------------------------------------


def index_rows(connection: Connection) -> list[tuple[bytes, int]]:
    return [(bytes(row[0]), row[1]) for row in connection.exec_driver_sql("SELECT key, seq FROM ledger_index")]


def test_a_row_that_is_taken_out_of_the_index_is_named(studio: Studio, inside: Connection) -> None:
    for key, seq in index_rows(inside):
        inside.exec_driver_sql("DELETE FROM ledger_index WHERE key = ? AND seq = ?", (key, seq))
        (line,) = told(studio, inside)
        assert f"entry {seq} (" in line and "taken out of the index" in line
        inside.rollback()


def test_a_row_that_is_put_into_the_index_is_named(studio: Studio, inside: Connection) -> None:
    held = index_rows(inside)
    last = max(read(inside, "kind"))
    random = Random(1)
    for key, _ in held:
        other = random.choice([n for n in range(1, last + 1) if (key, n) not in held])
        inside.exec_driver_sql("INSERT INTO ledger_index VALUES (?, ?, 0, 0)", (key, other))
        (line,) = told(studio, inside)
        assert f"entry {other} (" in line and "under a key that is not its own" in line
        inside.rollback()


@pytest.mark.parametrize("seq", [0, -5, 10**6, 2**62, "many"])
def test_a_row_of_the_index_for_no_entry_is_named(studio: Studio, inside: Connection, seq: object) -> None:
    inside.exec_driver_sql("INSERT INTO ledger_index VALUES (?, ?, 0, 0)", (b"k" * 16, seq))
    assert told(studio, inside) == [f"the index names entry {seq}, which is not there"]


@pytest.mark.parametrize("key", [b"", b"k", "text", "漢", b"k" * 40])
def test_a_row_of_the_index_with_another_key_is_named(studio: Studio, inside: Connection, key: object) -> None:
    for seq in range(1, max(read(inside, "kind")) + 1):
        inside.exec_driver_sql("INSERT INTO ledger_index VALUES (?, ?, 0, 0)", (key, seq))
        assert numbers(told(studio, inside)) == {seq}
        inside.rollback()


def test_each_byte_of_the_index_counts(studio: Studio, inside: Connection) -> None:
    for key, seq in index_rows(inside)[::7]:
        for place in range(len(key)):
            update = "UPDATE ledger_index SET key = ? WHERE key = ? AND seq = ?"
            inside.exec_driver_sql(update, (flipped(key, place), key, seq))
            lines = told(studio, inside)
            assert numbers(lines) == {seq} and len(lines) == 2
            inside.rollback()


@pytest.mark.parametrize("value", [-1, 1, 2**53, "9", "x", 0.5])
@pytest.mark.parametrize("column", ["in_frame", "out_frame"])
def test_frames_in_the_index_count(studio: Studio, inside: Connection, column: str, value: object) -> None:
    """A row with other frames would not be found where its appearance is."""
    for key, seq in index_rows(inside)[::5]:
        update = f"UPDATE ledger_index SET {column} = ? WHERE key = ? AND seq = ?"
        inside.exec_driver_sql(update, (value, key, seq))
        lines = told(studio, inside)
        assert numbers(lines) == {seq} and len(lines) == 2
        inside.rollback()


def test_nothing_is_mended_without_a_word(studio: Studio, inside: Connection, tmp_path: Path) -> None:
    """What an older Filmwright left out is completed; what somebody emptied is not."""
    for seq in range(1, max(read(inside, "kind"))):
        change(inside, seq, "root", "")
        chain.complete(inside)
        assert numbers(told(studio, inside)) == {seq}
        inside.rollback()
