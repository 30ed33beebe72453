"""The ledger is one signed chain: whatever is altered is named, whoever writes at once, whenever a writer dies."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from filmwright.errors import FilmwrightError
from filmwright.rights import door, keys, ledger
from filmwright.rights.facts import EMPTY_ROOT
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.signer import SigningKey
from filmwright.rights.vocabulary import Action, Appearance, Request, Span, Subject
from filmwright.studio import Studio, open_studio

ASSET = "a" * 64
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
WHOLE = Appearance(asset=ASSET, in_frame=0, out_frame=100, subject=WORK.id)
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=[Action.TRAIN_BASE, Action.INGEST], agreement="A-1")
TRAIN = Request(action="train.base", spans=(Span(asset=ASSET, in_frame=0, out_frame=10),), at="2026-05-01T00:00:00Z")


def write(studio: Studio, *records) -> list[str]:
    with ledger.writing(studio) as connection:
        return ledger.append(connection, records, ledger.ensure_key(studio))


@pytest.fixture
def full(studio: Studio) -> Studio:
    write(studio, WORK, WHOLE, GRANT)
    write(studio, Subject(id="identity:jo", kind="identity", name="Jo", owner="Jo"))
    door.ask(studio, TRAIN)
    write(studio, Revocation(grant="b" * 64))
    return studio


def raw(studio: Studio) -> sqlite3.Connection:
    return sqlite3.connect(studio.path / "studio.db")


def test_starts_empty_and_whole(studio: Studio) -> None:
    with studio.engine.connect() as connection:
        assert ledger.root(connection) == EMPTY_ROOT
    assert ledger.verify(studio) == []
    assert ledger.facts(studio).root == EMPTY_ROOT


def test_the_same_record_is_written_once(studio: Studio) -> None:
    ids = write(studio, WORK, WHOLE, GRANT)
    with studio.engine.connect() as connection:
        root = ledger.root(connection)
    assert write(studio, GRANT, WORK, WHOLE, GRANT) == [ids[2], ids[0], ids[1], ids[2]]
    with studio.engine.connect() as connection:
        assert (ledger.count(connection), ledger.root(connection)) == (3, root)


def test_a_subject_cannot_become_another(full: Studio) -> None:
    other = Subject(id=WORK.id, kind="work", name="Rabbit", owner="Somebody Else")
    with pytest.raises(FilmwrightError, match=r"work:rabbit.*owner Acme.*not.*Somebody Else"):
        write(full, other)
    fresh = Subject(id="work:new", kind="work", name="New", owner="Acme")
    with pytest.raises(FilmwrightError, match="work:new"):
        write(full, fresh, fresh.model_copy(update={"name": "Newer"}))
    assert ledger.facts(full).subject("work:new") is None
    assert ledger.verify(full) == []


def test_a_failed_transaction_leaves_nothing(full: Studio) -> None:
    before = ledger.facts(full).root
    with pytest.raises(RuntimeError), ledger.writing(full) as connection:
        connection.execute(text("INSERT INTO title VALUES ('t','n','o','s','')"))
        ledger.append(connection, [Revocation(grant="c" * 64)], ledger.ensure_key(full))
        raise RuntimeError
    assert ledger.facts(full).root == before
    with full.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM title")).scalar() == 0


COLUMNS = {
    "seq": "seq + 1000",
    "kind": "'grant' || kind",
    "record_id": "'0' || substr(record_id, 2) || '0'",
    "body": "replace(body, 'schema', 'schemb')",
    "prev": "'f' || substr(prev, 2) || 'f'",
    "hash": "upper(hash) || 'f'",
    "signature": "substr(signature, 3) || '00'",
    "at": "replace(at, '-', '/')",
    "key": "'ab' || key",
    "node": "'f' || substr(node, 2) || 'f'",
    "root": "'f' || substr(root, 2) || 'f'",
    "facts": "facts - 1",
}
BREAKS = {
    **{(column, "changed"): change for column, change in COLUMNS.items()},
    ("body", "one bit"): "substr(body, 1, length(body) - 1) || '|'",
    ("body", "as bytes"): "CAST(body AS BLOB)",
    ("body", "not utf-8"): "CAST(x'fffe' AS TEXT)",
    ("signature", "upper case"): "upper(signature) || ''",
    ("signature", "not hex"): "'zz' || substr(signature, 3)",
    ("node", "not hex"): "'zz' || substr(node, 3)",
    ("node", "taken out"): "''",
    ("facts", "raised"): "facts + 1",
    ("facts", "not a number"): "'many'",
}


@pytest.mark.parametrize(("column", "how"), list(BREAKS))
def test_altering_any_column_of_any_entry_is_found_and_named(full: Studio, column: str, how: str) -> None:
    with raw(full) as db:
        entries = [row[0] for row in db.execute("SELECT seq FROM ledger_entry ORDER BY seq")]
    assert len(entries) == 6
    for seq in entries:
        with raw(full) as db:
            row = db.execute("SELECT * FROM ledger_entry WHERE seq = ?", (seq,)).fetchone()
            db.execute(f"UPDATE ledger_entry SET {column} = {BREAKS[column, how]} WHERE seq = ?", (seq,))
        problems = ledger.verify(full)
        assert any(f"entry {seq}" in line or f"entry {seq + 1000}" in line for line in problems), (seq, problems)
        _no_decision_rests_on_it(full, column, seq == entries[-1])
        with raw(full) as db:
            db.execute("DELETE FROM ledger_entry WHERE seq IN (?, ?)", (seq, seq + 1000))
            db.execute("INSERT INTO ledger_entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
        assert ledger.verify(full) == []


def _no_decision_rests_on_it(studio: Studio, column: str, last: bool) -> None:
    """A new process refuses to decide; a signature in the middle is covered by the signed chain after it.

    So is a place in the tree: a Decision rests on the newest root alone.
    """
    ledger.forget()
    if column in ("signature", "node", "root") and not last:
        return
    with pytest.raises(FilmwrightError, match=r"ledger was altered|cannot be used"):
        door.preview(studio, [TRAIN])


def test_missing_reordered_and_forged_entries_are_named(full: Studio) -> None:
    with raw(full) as db:
        rows = db.execute("SELECT * FROM ledger_entry ORDER BY seq").fetchall()
        db.execute("DELETE FROM ledger_entry WHERE seq IN (2, 3)")
    assert any("entries 2 to 3 are missing" in line for line in ledger.verify(full))
    with raw(full) as db:
        db.execute("DELETE FROM ledger_entry")
        swapped = [(rows[1][0], *rows[2][1:]), (rows[2][0], *rows[1][1:])]
        db.executemany("INSERT INTO ledger_entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", [rows[0], *swapped, *rows[3:]])
    named = " ".join(ledger.verify(full))
    assert "entry 2" in named and "entry 3" in named and "entry 5" not in named
    with raw(full) as db:
        db.execute("DELETE FROM ledger_entry")
        db.executemany("INSERT INTO ledger_entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)
    with ledger.writing(full) as connection:
        forged = SigningKey("", Ed25519PrivateKey.generate(), keys.public_key(full))
        ledger.append(connection, [Revocation(grant="d" * 64)], forged)
    assert any("entry 7" in line and "signature" in line for line in ledger.verify(full))
    with pytest.raises(FilmwrightError, match="altered: entry 7"):
        ledger.facts(full)


@pytest.mark.parametrize("change", ["DELETE FROM ledger_index", "UPDATE ledger_index SET seq = 20"])
def test_no_decision_is_made_where_an_entry_would_not_be_found(full: Studio, change: str) -> None:
    with raw(full) as db:
        db.execute(f"{change} WHERE seq = 3")
    ledger.forget()
    with pytest.raises(FilmwrightError, match="entry 3 is not in the index as it should be"):
        door.preview(full, [TRAIN])
    assert any("entry 3" in line for line in ledger.verify(full))


def test_a_lost_key_is_said_and_not_replaced(full: Studio) -> None:
    path = full.path / "keys" / keys.PRIVATE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    pem = path.read_bytes()
    path.unlink()
    with pytest.raises(FilmwrightError, match="signing key is missing"):
        ledger.ensure_key(full)
    assert ledger.verify(full) == [], "the public half is enough to check"
    other = Ed25519PrivateKey.generate()
    path.write_bytes(pem)
    path.chmod(0o600)
    public = path.with_name(keys.PUBLIC).read_bytes()
    path.with_name(keys.PUBLIC).write_bytes(keys._public_pem(other.public_key()))
    assert len(ledger.verify(full)) == 6 and all("signature" in line for line in ledger.verify(full))
    with pytest.raises(FilmwrightError, match="do not belong together"):
        ledger.ensure_key(full)
    path.with_name(keys.PUBLIC).write_bytes(public)
    path.write_bytes(b"not a key")
    with pytest.raises(FilmwrightError, match="not a private key"):
        ledger.ensure_key(full)


def test_the_state_at_an_old_root_is_the_old_state(studio: Studio) -> None:
    write(studio, WORK, WHOLE, GRANT)
    before = ledger.facts(studio).root
    stored = door.require(studio, TRAIN)
    write(studio, Revocation(grant=GRANT.id))
    later = TRAIN.model_copy(update={"at": "2026-05-02T00:00:00Z"})
    assert door.ask(studio, later).verdict == "deny"
    ledger.forget()
    assert ledger.facts(studio, before).revocations(GRANT.id) == ()
    assert len(ledger.facts(studio).revocations(GRANT.id)) == 1
    assert [d.verdict for d in door.recheck(studio, stored.id)] == ["permit", "permit"]
    assert ledger.facts(studio, EMPTY_ROOT).subject(WORK.id) is None
    with pytest.raises(FilmwrightError, match="not in the studio's ledger"):
        ledger.facts(studio, "9" * 64)


def test_a_torn_database_is_an_error_not_a_traceback(studio: Studio) -> None:
    write(studio, WORK)
    studio.engine.dispose()
    path = studio.path / "studio.db"
    for extra in ("-wal", "-shm"):
        Path(f"{path}{extra}").unlink(missing_ok=True)
    path.write_bytes(b"no database at all" * 100)
    ledger.forget()
    for call in (ledger.facts, ledger.verify):
        with pytest.raises(FilmwrightError, match="cannot be used"):
            call(studio)


WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from filmwright.rights import ledger
from filmwright.rights.grants import Revocation
from filmwright.studio import open_studio

studio, who, times, pause = open_studio(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "pause"
key = ledger.ensure_key(studio)
for number in range(times):
    with ledger.writing(studio) as connection:
        records = [Revocation(grant=f"{ord(who):02x}{number:04x}{part:02x}".ljust(64, "0")) for part in range(3)]
        connection.execute(text("INSERT INTO title VALUES (:i, :i, 'o', 's', '')"), {"i": f"{who}{number}"})
        ledger.append(connection, records, key)
        if pause:
            print("inside", flush=True)
            sys.stdin.read()
    print(number, flush=True)
"""


def name(who: str, number: int, part: int) -> str:
    """What the writer's records are about."""
    return f"{ord(who):02x}{number:04x}{part:02x}".ljust(64, "0")


def writer(studio: Studio, who: str, times: int, pause: bool = False) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(studio.path), who, str(times), "pause" if pause else "go"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def counted(studio: Studio) -> tuple[int, int]:
    with raw(studio) as db:
        return tuple(db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("ledger_entry", "title"))  # type: ignore[return-value]


def test_two_processes_at_once_make_one_chain(studio: Studio) -> None:
    ledger.ensure_key(studio)
    both = [writer(studio, who, 25) for who in "AB"]
    for process in both:
        assert process.wait(60) == 0
    assert counted(studio) == (150, 50)
    assert ledger.verify(studio) == []
    for who in "AB":
        assert all(ledger.facts(studio).revocations(name(who, number, 2)) for number in range(25))


@pytest.mark.kill
def test_a_writer_killed_inside_a_transaction_leaves_no_trace(studio: Studio) -> None:
    write(studio, WORK)
    process = writer(studio, "A", 1, pause=True)
    assert process.stdout is not None and process.stdout.readline().strip() == "inside"
    process.kill()
    process.wait()
    assert counted(studio) == (1, 0)
    assert ledger.verify(open_studio(studio.path)) == []
    write(studio, WHOLE)
    assert ledger.verify(studio) == []


@pytest.mark.kill
def test_writers_killed_at_any_moment_leave_a_whole_ledger(studio: Studio) -> None:
    ledger.ensure_key(studio)
    promised = 0
    for turn, who in enumerate("CDEFG"):
        process = writer(studio, who, 10_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.011 * turn)
        process.send_signal(signal.SIGKILL)
        promised += 1 + len(process.stdout.read().split())
        process.wait()
        entries, titles = counted(studio)
        assert entries == 3 * titles, "the ledger and the other table stand or fall together"
        assert titles >= promised, "what was said to be written is there"
        assert ledger.verify(studio) == []


FULL = """
import resource, signal, sys
from pathlib import Path
from filmwright.errors import FilmwrightError
from filmwright.rights import ledger
from filmwright.rights.grants import Revocation
from filmwright.studio import open_studio

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
studio = open_studio(Path(sys.argv[1]))
key = ledger.ensure_key(studio)
most = (studio.path / "studio.db").stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    for turn in range(1000):
        with ledger.writing(studio) as connection:
            ledger.append(connection, [Revocation(grant=f"{turn:032x}{part:032x}") for part in range(50)], key)
        print(turn, flush=True)
except FilmwrightError as error:
    print("told", error, flush=True)
"""


def test_a_full_disk_stops_a_writer_and_leaves_a_whole_ledger(studio: Studio) -> None:
    write(studio, WORK)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", FULL, str(studio.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=environment, check=False)
    *turns, last = done.stdout.splitlines()
    assert done.returncode == 0 and last.startswith("told ") and "disk" in last, done.stderr
    assert counted(studio)[0] == 1 + 50 * len(turns) and ledger.verify(studio) == []
    write(studio, WHOLE)
    assert ledger.facts(studio).film(ASSET) == [WHOLE] and ledger.verify(studio) == []
