"""A ledger that the first Filmwright wrote: completed on first use, whole, and its Decisions can be made again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from every import ASSET, GONE, OURS, WHOLE, WORK, raw, write

import filmwright
from filmwright import files, settings
from filmwright.canonical import canonical_json, content_id
from filmwright.errors import FilmwrightError
from filmwright.rights import chain, door, keys, ledger
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Subject
from filmwright.settings import Settings
from filmwright.studio import Studio, open_studio

AT = "2026-05-01T12:00:00.000+00:00"
REQUEST = {
    "action": "train.base",
    "spans": [{"asset": ASSET, "in_frame": 5, "out_frame": 10}],
    "assignee": "Old studio",
    "at": AT,
}


class Old:
    """Writes as the first Filmwright did: eight columns, roots that are hashes of entries, one place as a word."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        self.studio = Studio(path, Settings(name="Old studio"))
        config = Config()
        config.set_main_option("script_location", str(Path(filmwright.__file__).parent / "migrations"))
        config.attributes["engine"] = self.studio.engine
        command.upgrade(config, "0001")
        settings.save(path, self.studio.settings)
        self.key = Ed25519PrivateKey.generate()
        (path / "keys").mkdir()
        files.write_bytes(path / "keys" / keys.PRIVATE, keys._private_pem(self.key), 0o600)
        (path / "keys" / keys.PUBLIC).write_bytes(keys._public_pem(self.key.public_key()))
        self.seq, self.prev, self.fact = 0, EMPTY_ROOT, EMPTY_ROOT

    def write(self, kind: str, record_id: str, body: dict[str, Any]) -> str:
        self.seq += 1
        text = canonical_json(body)
        made = chain.entry_hash(self.seq, kind, record_id, text, self.prev, AT)
        signature = self.key.sign(bytes.fromhex(made)).hex()
        columns = "seq, kind, record_id, body, prev, hash, signature, at"
        row = (self.seq, kind, record_id, text, self.prev, made, signature, AT)
        with raw(self.studio) as database:
            database.execute(f"INSERT INTO ledger_entry ({columns}) VALUES (?,?,?,?,?,?,?,?)", row)
        self.prev = made
        if kind != "decision":
            self.fact = made
        return record_id

    def say(self, *records: Record) -> None:
        for record in records:
            self.write(record.ledger_kind, record.record_id, record.body)

    def decide(self, verdict: str, **said: Any) -> str:
        request = {**REQUEST, **said.pop("request", {})}
        body = {"schema": 1, "request": request, "verdict": verdict, "ledger_root": self.fact, "at": AT, **said}
        return self.write("decision", content_id({"kind": "decision", "body": body}), body)


@pytest.fixture
def old(tmp_path: Path) -> tuple[Old, dict[str, str]]:
    made = Old(tmp_path / "studio")
    made.say(WORK, WHOLE, OURS)
    asked = {"permit": made.decide("permit", grants_used=[OURS.id])}
    for name, limit in (("place", {"territory": "FR"}), ("medium", {"media": "cinema", "territory": "NO"})):
        asked[name] = made.decide("permit", grants_used=[OURS.id], request=limit)
    made.say(Revocation(grant=OURS.id), GONE)
    why = f"grant {OURS.id[:12]} by Acme under A-1 was revoked"
    missing = {
        "kind": "grant", "subject": WORK.id, "subject_name": "Rabbit", "owner": "Acme", "action": "train.base",
        "span": REQUEST["spans"][0], "why": why,
    }  # fmt: skip
    asked["deny"] = made.decide("deny", missing=[missing])
    made.studio.engine.dispose()
    ledger.forget()
    return made, asked


def columns(studio: Studio) -> list[tuple[Any, ...]]:
    with raw(studio) as database:
        return list(database.execute("SELECT seq, root, node, facts, key FROM ledger_entry ORDER BY seq"))


def test_its_entries_are_completed_on_first_use_and_verify(old: tuple[Old, dict[str, str]]) -> None:
    studio = open_studio(old[0].studio.path)
    assert all(row[1] == row[2] == row[4] == "" for row in columns(studio)), "the schema alone completes nothing"
    assert ledger.verify(studio) == []
    whole = columns(studio)
    assert all(row[1] and row[2] for row in whole) and [row[3] for row in whole] == [1, 2, 3, 3, 3, 3, 7, 8, 8]
    assert ledger.verify(studio) == [] and columns(studio) == whole
    facts = ledger.facts(studio)
    assert facts.grants(WORK.id, Action.TRAIN_BASE) == (OURS,) and len(facts.revocations(OURS.id)) == 1
    assert facts.film(ASSET) == [WHOLE] and facts.root == whole[7][1]


@pytest.mark.parametrize("first", ["facts", "write", "preview", "replayed"])
def test_whatever_is_done_first_completes_it(old: tuple[Old, dict[str, str]], first: str) -> None:
    studio = open_studio(old[0].studio.path)
    request = door.request(**REQUEST)
    if first == "facts":
        ledger.facts(studio)
    elif first == "write":
        write(studio, Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], agreement="new"))
        assert door.ask(studio, request).verdict == "permit"
    elif first == "preview":
        assert door.preview(studio, [request])[0].verdict == "deny"
    else:
        assert ledger.replayed(studio, old[0].fact, {ASSET}).root == old[0].fact
    assert ledger.verify(studio) == [] and all(row[1] for row in columns(studio))


def test_its_tree_is_that_of_the_same_entries_written_today(old: tuple[Old, dict[str, str]]) -> None:
    studio = open_studio(old[0].studio.path)
    ledger.facts(studio)
    with ledger.reading(studio) as connection:
        rows = connection.execute(chain.entries.select().order_by(chain.entries.c.seq)).all()
    nodes: dict[int, bytes] = {}
    for row in rows:
        nodes[row.seq] = chain.merkle.keep(row.seq, chain.leaf(row.hash), nodes.__getitem__)
        assert row.root == chain.merkle.root(row.seq, nodes.__getitem__).hex()


@pytest.mark.parametrize("name", ["permit", "place", "medium", "deny"])
def test_its_decisions_are_found_and_agree_when_they_are_made_again(old: tuple[Old, dict[str, str]], name: str) -> None:
    studio = open_studio(old[0].studio.path)
    asked = old[1][name]
    stored = door.find(studio, asked)
    assert stored.id == stored.record_id == asked and stored.rules == 1
    first, again = door.recheck(studio, asked)
    assert first.id == asked and first.agrees(again) and again.verdict == first.verdict
    assert again.ledger_root == first.ledger_root, "the root that it names is the one it had"
    write(studio, Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], agreement="new"))
    assert first.agrees(door.recheck(studio, asked)[1]), "and so it stays"
    assert ledger.facts(studio, stored.ledger_root).root == stored.ledger_root
    assert ledger.verify(studio) == []


def test_a_decision_that_would_come_out_otherwise_does_not_agree(tmp_path: Path) -> None:
    made = Old(tmp_path / "studio")
    made.say(WORK, WHOLE)
    asked = made.decide("permit")
    stored, again = door.recheck(open_studio(made.studio.path), asked)
    assert again.verdict == "deny" and not stored.agrees(again)


def test_what_was_altered_before_is_not_whole_afterwards(old: tuple[Old, dict[str, str]]) -> None:
    with raw(old[0].studio) as database:
        (body,) = database.execute("SELECT body FROM ledger_entry WHERE seq = 3").fetchone()
        wider = canonical_json({**json.loads(body), "actions": ["deliver", "train.base"]})
        database.execute("UPDATE ledger_entry SET body = ? WHERE seq = 3", (wider,))
    studio = open_studio(old[0].studio.path)
    assert any("entry 3 (grant" in line for line in ledger.verify(studio))
    for call in (lambda: ledger.facts(studio), lambda: door.recheck(studio, old[1]["permit"])):
        with pytest.raises(FilmwrightError, match="altered: entry 3"):
            call()


def test_an_older_filmwright_that_goes_on_writing_is_completed_again(old: tuple[Old, dict[str, str]]) -> None:
    made, _ = old
    studio = open_studio(made.studio.path)
    ledger.facts(studio)
    for number in range(3):
        made.say(Subject(id=f"work:{number}", kind="work", name="N", owner="Acme"))
    asked = made.decide("permit", grants_used=[OURS.id])
    assert asked and [row[1] for row in columns(studio)][-4:] == [""] * 4
    assert ledger.facts(studio).subject("work:2") is not None
    assert ledger.verify(studio) == [] and [row[3] for row in columns(studio)][-4:] == [10, 11, 12, 12]
