"""Facts from the database: what is looked up is what was written, and nothing that was altered since gets in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from every import ASSET, BY_AGENT, JO, MANDATE, OURS, SAID, SEEN, STATEMENTS, TRAIN, WHOLE, WORK, raw, write

from filmwright.errors import FilmwrightError
from filmwright.rights import chain, door, keys, ledger, tail
from filmwright.rights.chain import digest
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.vocabulary import Action, Span
from filmwright.studio import Studio

PADDING = 12
"""Decisions at the end, more than the window: no process checks the chain before them again."""


def everything(facts: Facts) -> None:
    """Look up whatever the statements are found by."""
    facts.load(key for record in STATEMENTS for key in chain.keys(record))


@pytest.fixture
def old(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A ledger of every statement that lies far behind the window."""
    write(studio, *STATEMENTS)
    requests = [TRAIN.model_copy(update={"project": f"P{n}"}) for n in range(PADDING)]
    door.ask_many(studio, requests)
    monkeypatch.setattr(tail, "WINDOW", 5)
    ledger.forget()
    return studio


UNSIGNED = """UPDATE ledger_entry SET signature = iif(signature LIKE '00%', 'ff', '00') || substr(signature, 3)
    WHERE seq <= ?"""


def alter(studio: Studio, query: str, *values: object) -> None:
    with raw(studio) as database:
        database.execute(query, values)
    ledger.forget()


def test_facts_from_the_database_are_those_in_memory(old: Studio) -> None:
    facts, memory = ledger.facts(old), Facts.of(STATEMENTS, studio="Test studio")
    for record in STATEMENTS:
        for key in chain.keys(record):
            for one in (facts, memory):
                one.load([key])
            assert {r.record_id: r for r in facts._known[key]} == {r.record_id: r for r in memory._known[key]}
    assert facts.presences(ASSET, 0, 100) == memory.presences(ASSET, 0, 100)
    assert decide(TRAIN, facts).missing == decide(TRAIN, memory).missing


CHANGES = {
    "kind": "'x' || kind",
    "record_id": "'0' || substr(record_id, 2) || '0'",
    "body": "replace(body, '\"schema\":1', '\"schema\":01')",
    "prev": "'0' || substr(prev, 2) || '0'",
    "hash": "upper(hash) || 'f'",
    "at": "replace(at, '2', '3')",
    "key": "'ab' || key",
    "signature": "iif(signature LIKE '0%', '1', '0') || substr(signature, 2), seal = ''",
}
WRONG_SEALS = ["", "0" * 32, "ff", "ä" * 32]


@pytest.mark.parametrize("column", list(CHANGES))
def test_no_altered_entry_gets_into_facts_however_old_it_is(old: Studio, column: str) -> None:
    for seq, record in enumerate(STATEMENTS, 1):
        with raw(old) as database:
            before = database.execute(f"SELECT {column}, seal FROM ledger_entry WHERE seq = ?", (seq,)).fetchone()
        alter(old, f"UPDATE ledger_entry SET {column} = {CHANGES[column]} WHERE seq = ?", seq)
        for key in chain.keys(record):
            with pytest.raises(FilmwrightError, match=rf"ledger was altered: entry {seq} \(") as caught:
                ledger.facts(old).load([key])
            assert str(old.path) in caught.value.where and "\n" not in str(caught.value)
        assert any(f"entry {seq} (" in line for line in ledger.verify(old))
        alter(old, f"UPDATE ledger_entry SET {column} = ?, seal = ? WHERE seq = ?", *before, seq)
    everything(ledger.facts(old))
    assert ledger.verify(old) == []


@pytest.mark.parametrize("seal", WRONG_SEALS)
def test_where_a_seal_is_wrong_the_signature_decides(old: Studio, seal: str) -> None:
    alter(old, "UPDATE ledger_entry SET seal = ?", seal)
    everything(ledger.facts(old))
    with ledger.reading(old) as connection:
        wrong = ledger.count(connection) if seal else 0
    lines = ledger.verify(old)
    assert len(lines) == wrong and all("its seal is not one that its key makes" in line for line in lines)
    alter(old, UNSIGNED, len(STATEMENTS))
    for record in STATEMENTS:
        with pytest.raises(FilmwrightError, match="it is not signed by this studio"):
            ledger.facts(old).load(chain.keys(record))


def test_a_seal_says_what_the_signature_says_to_its_own_key_alone(old: Studio, tmp_path: Path) -> None:
    """What only the seal vouches for is believed where the key lies, never by an auditor, and never by ``verify``."""
    alter(old, UNSIGNED, len(STATEMENTS))
    everything(ledger.facts(old))
    assert len(ledger.verify(old)) == len(STATEMENTS)
    os.rename(old.path / "keys" / keys.PRIVATE, tmp_path / "away.pem")
    ledger.forget()
    with pytest.raises(FilmwrightError, match="it is not signed by this studio"):
        everything(ledger.facts(old))


def test_an_auditors_copy_without_private_keys_is_read_by_its_signatures(old: Studio, tmp_path: Path) -> None:
    answer = decide(TRAIN, ledger.facts(old))
    os.rename(old.path / "keys" / keys.PRIVATE, tmp_path / "away.pem")
    ledger.forget()
    assert decide(TRAIN, ledger.facts(old)) == answer


def test_a_record_that_somebody_wrote_with_a_hash_of_their_own_is_refused(old: Studio) -> None:
    """However small it is: an appearance moved by a frame would open the frame that it left."""
    for seq, record in enumerate(STATEMENTS, 1):
        with raw(old) as database:
            row = database.execute(
                "SELECT body, prev, at, hash, seal FROM ledger_entry WHERE seq = ?", (seq,)
            ).fetchone()
        body, prev, at, *_ = row
        other = Ed25519PrivateKey.generate()
        made = chain.entry_hash(seq, record.ledger_kind, record.record_id, f"{body[:-1]} }}", prev, at)
        seal = keys.SigningKey("", other, other.public_key()).seal(made)
        change = "UPDATE ledger_entry SET body = ?, hash = ?, seal = ? WHERE seq = ?"
        alter(old, change, f"{body[:-1]} }}", made, seal, seq)
        with pytest.raises(FilmwrightError, match=rf"entry {seq} \(.*it is not signed by this studio"):
            ledger.facts(old).load(chain.keys(record))
        alter(old, change, body, row[3], row[4], seq)
    everything(ledger.facts(old))


@pytest.mark.parametrize("column", ["node", "root", "facts"])
def test_an_altered_place_in_the_tree_changes_no_answer(old: Studio, column: str) -> None:
    answer = door.preview(old, [TRAIN])[0]
    value = 0 if column == "facts" else "0" * 64
    for seq in range(1, len(STATEMENTS) + PADDING + 1):
        with raw(old) as database:
            (before,) = database.execute(f"SELECT {column} FROM ledger_entry WHERE seq = ?", (seq,)).fetchone()
        alter(old, f"UPDATE ledger_entry SET {column} = ? WHERE seq = ?", value, seq)
        try:
            assert door.preview(old, [TRAIN])[0].missing == answer.missing
        except FilmwrightError as error:
            assert "ledger was altered" in str(error)
        assert any(f"entry {seq} (" in line for line in ledger.verify(old))
        alter(old, f"UPDATE ledger_entry SET {column} = ? WHERE seq = ?", before, seq)
    ledger.forget()
    assert door.preview(old, [TRAIN])[0].id == answer.id


def test_the_newest_facts_cannot_be_hidden_by_a_lower_mark(studio: Studio) -> None:
    alone = TRAIN.model_copy(update={"spans": (Span(asset=ASSET, in_frame=50, out_frame=60),)})
    write(studio, WORK, WHOLE, OURS)
    assert door.ask(studio, alone).verdict == "permit"
    write(studio, Revocation(grant=OURS.id))
    door.ask(studio, alone)
    for seqs in ("= 6", ">= 5", ">= 1"):
        alter(studio, f"UPDATE ledger_entry SET facts = min(facts, 3) WHERE seq {seqs}")
        with pytest.raises(FilmwrightError, match="ledger was altered"):
            door.preview(studio, [alone])


def test_an_old_root_does_not_believe_the_mark_either(old: Studio) -> None:
    with raw(old) as database:
        (root,) = database.execute("SELECT root FROM ledger_entry WHERE seq = 20").fetchone()
    alter(old, "UPDATE ledger_entry SET facts = 3 WHERE seq = 20")
    assert ledger.facts(old, root).record(BY_AGENT.id) == BY_AGENT


BENT: dict[str, Callable[[], tuple[bytes, str]]] = {
    "another action": lambda: (digest(f"grant deliver {WORK.id}"), OURS.id),
    "another subject": lambda: (digest(f"grant train.base {JO.id}"), OURS.id),
    "another frame": lambda: (digest(f"film-bin {ASSET} 0.7"), WHOLE.record_id),
    "another asset": lambda: (digest(f"film {'b' * 64}"), SEEN.record_id),
    "another proposal": lambda: (digest(f"confirmation {'c' * 64}"), SAID.record_id),
    "another agent": lambda: (digest("mandate acme"), MANDATE.record_id),
    "an id": lambda: (digest(f"id {'d' * 64}"), OURS.id),
}


@pytest.mark.parametrize("how", list(BENT))
def test_the_index_is_not_believed(old: Studio, how: str) -> None:
    """A grant of one action, found in the index under another, does not become a grant of that."""
    key, record = BENT[how]()
    lookups: dict[str, Callable[[Facts], object]] = {
        "another action": lambda facts: facts.grants(WORK.id, Action.DELIVER),
        "another subject": lambda facts: facts.grants(JO.id, Action.TRAIN_BASE),
        "another frame": lambda facts: facts.appearances(ASSET, 7 * 512, 7 * 512 + 1),
        "another asset": lambda facts: facts.film("b" * 64),
        "another proposal": lambda facts: facts.confirmations("c" * 64),
        "another agent": lambda facts: facts.mandates("Acme"),
        "an id": lambda facts: facts.record("d" * 64),
    }
    alter(old, "INSERT INTO ledger_index SELECT ?, seq, 0, 9999 FROM ledger_entry WHERE record_id = ?", key, record)
    with pytest.raises(FilmwrightError, match=r"in the index under (a key|frames) that (is|are) not its own"):
        lookups[how](ledger.facts(old))


def test_what_came_after_the_root_is_not_found(studio: Studio) -> None:
    write(studio, WORK, OURS)
    root = ledger.facts(studio).root
    later = Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], agreement="later")
    write(studio, later, Revocation(grant=OURS.id))
    ledger.forget()
    assert ledger.facts(studio, root).grants(WORK.id, Action.TRAIN_BASE) == (OURS,)
    assert ledger.facts(studio, root).revocations(OURS.id) == ()
    assert len(ledger.facts(studio).grants(WORK.id, Action.TRAIN_BASE)) == 2


def test_many_keys_at_once(studio: Studio) -> None:
    works = [WORK.model_copy(update={"id": f"work:{n}"}) for n in range(1500)]
    write(studio, *works)
    facts = ledger.facts(studio)
    facts.load(f"subject {work.id}" for work in [*works, WORK])
    assert [facts.subject(work.id) for work in works] == works and facts.subject(WORK.id) is None


def test_what_a_process_knows_is_not_what_another_wrote_meanwhile(studio: Studio) -> None:
    write(studio, WORK, WHOLE, OURS)
    before = ledger.facts(studio)
    assert before.revocations(OURS.id) == ()
    write(studio, Revocation(grant=OURS.id))
    assert len(ledger.facts(studio).revocations(OURS.id)) == 1 and before.revocations(OURS.id) == ()


def test_facts_of_a_transaction_that_failed_are_forgotten(studio: Studio) -> None:
    write(studio, WORK, WHOLE, OURS)
    gone = Revocation(grant=OURS.id)
    with pytest.raises(RuntimeError), ledger.writing(studio) as connection:
        ledger.append(connection, [gone], ledger.ensure_key(studio))
        assert ledger.facts(studio, connection=connection).revocations(OURS.id) == (gone,)
        raise RuntimeError
    assert ledger.facts(studio).revocations(OURS.id) == ()
    write(studio, Revocation(grant="9" * 64))
    assert ledger.facts(studio).revocations(OURS.id) == ()
