"""The ledger on PostgreSQL: the same records, one chain for all writers, whole after every kill; faults in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from filmwright.canonical import new_id
from filmwright.errors import Busy, FilmwrightError
from filmwright.rights import door, ledger, transaction
from filmwright.rights.circumstances import Mandate
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio, create, open_studio

ASSET = "a" * 64
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
WHOLE = Appearance(asset=ASSET, in_frame=0, out_frame=1000, subject=WORK.id)
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], max_uses=2)
SPAN = Span(asset=ASSET, in_frame=0, out_frame=10)
TRAIN = Request(action="train.base", spans=(SPAN,), at="2026-05-01T00:00:00Z")


@pytest.fixture
def database() -> Iterator[str]:
    """A database of this test's own."""
    server = os.environ.get("FILMWRIGHT_TEST_POSTGRES")
    if not server:
        pytest.skip(
            "no PostgreSQL: set FILMWRIGHT_TEST_POSTGRES to the URL of a server in which tests may make databases"
        )
    url, name = make_url(server), f"filmwright_{new_id().lower()}"
    engine = create_engine(url.set(drivername="postgresql+pg8000"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def studio(tmp_path: Path, database: str) -> Iterator[Studio]:
    made = create(tmp_path / "studio", "Test studio", database)
    yield made
    made.engine.dispose()


def write(studio: Studio, *records) -> list[str]:
    with ledger.writing(studio) as connection:
        return ledger.append(connection, records, ledger.ensure_key(studio))


def test_the_same_records_give_the_same_decisions_as_on_sqlite(studio: Studio, tmp_path: Path) -> None:
    other = create(tmp_path / "other", "Test studio")
    never = Prohibition(assigner="Acme", subjects=[WORK.id], actions=["deliver"])
    for here in (studio, other):
        write(here, WORK, WHOLE, GRANT, never)
    for action in ("train.base", "deliver", "index"):
        asked = TRAIN.model_copy(update={"action": action})
        one, two = (door.preview(here, [asked])[0] for here in (studio, other))
        same = two.model_copy(update={"ledger_root": one.ledger_root})
        assert one.body == same.body
    assert studio.engine.dialect.name == "postgresql" and ledger.verify(studio) == []


def test_uses_revocations_and_old_roots(studio: Studio) -> None:
    write(studio, WORK, WHOLE, GRANT)
    first = door.require(studio, TRAIN)
    door.require(studio, TRAIN.model_copy(update={"at": "2026-05-02T00:00:00Z"}))
    with pytest.raises(FilmwrightError, match="used up: 2 uses"):
        door.require(studio, TRAIN.model_copy(update={"at": "2026-05-03T00:00:00Z"}))
    write(studio, Revocation(grant=GRANT.id))
    assert "was revoked" in door.preview(studio, [TRAIN])[0].sentences()[0]
    ledger.forget()
    assert [d.verdict for d in door.recheck(studio, first.id)] == ["permit", "permit"]
    assert ledger.verify(open_studio(studio.path)) == []


def test_a_failed_transaction_leaves_nothing(studio: Studio) -> None:
    write(studio, WORK)
    around = [
        Mandate(principal="A", agent="B", authority="agent"),
        Mandate(principal="B", agent="A", authority="agent"),
    ]
    with pytest.raises(FilmwrightError, match="circle"):
        write(studio, GRANT, *around)
    with studio.engine.connect() as connection:
        assert ledger.count(connection) == 1


@pytest.mark.parametrize("column", ["body", "signature", "prev", "node", "root", "kind"])
def test_what_is_altered_is_named(studio: Studio, column: str) -> None:
    write(studio, WORK, WHOLE, GRANT)
    with studio.engine.begin() as connection:
        value = (
            "overlay(body placing '|' from 10 for 1)" if column == "body" else f"overlay({column} placing 'f0' from 1)"
        )
        connection.execute(text(f"UPDATE ledger_entry SET {column} = {value} WHERE seq = 2"))
    assert any("entry 2" in line for line in ledger.verify(studio))


def test_an_index_without_an_entry_is_named(studio: Studio) -> None:
    write(studio, WORK, WHOLE, GRANT)
    with studio.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_index WHERE seq = 3"))
    assert ["entry 3" in line for line in ledger.verify(studio)] == [True]


WRITER = """
import sys
from pathlib import Path
from filmwright.rights import ledger
from filmwright.rights.grants import Revocation
from filmwright.studio import open_studio

studio, who, times = open_studio(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
key = ledger.ensure_key(studio)
for number in range(times):
    with ledger.writing(studio) as connection:
        records = [Revocation(grant=f"{ord(who):02x}{number:04x}{part:02x}".ljust(64, "0")) for part in range(3)]
        ledger.append(connection, records, key)
    print(number, flush=True)
"""


def writer(studio: Studio, who: str, times: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", WRITER, str(studio.path), who, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_two_processes_at_once_make_one_chain(studio: Studio) -> None:
    ledger.ensure_key(studio)
    both = [writer(studio, who, 15) for who in "AB"]
    assert [process.wait(90) for process in both] == [0, 0]
    with studio.engine.connect() as connection:
        assert ledger.count(connection) == 90
    assert ledger.verify(studio) == []


@pytest.mark.kill
def test_writers_killed_at_any_moment_leave_a_whole_ledger(studio: Studio) -> None:
    ledger.ensure_key(studio)
    promised = 0
    for turn, who in enumerate("CDE"):
        process = writer(studio, who, 10_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.017 * turn)
        process.send_signal(signal.SIGKILL)
        promised += 3 * (1 + len(process.stdout.read().split()))
        process.wait()
        with studio.engine.connect() as connection:
            entries = ledger.count(connection)
        assert entries % 3 == 0 and entries >= promised, "what was said to be written is there"
        assert ledger.verify(studio) == []


def test_a_writer_who_waits_too_long_is_told(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "PATIENCE", "200ms")
    with ledger.writing(studio), pytest.raises(Busy, match="another process is writing"), ledger.writing(studio):
        pass


def test_a_server_that_is_gone_is_one_line(studio: Studio, tmp_path: Path) -> None:
    settings = studio.path / "studio.yaml"
    told = settings.read_text()
    settings.write_text(told.replace("127.0.0.1:", "127.0.0.1:1"))
    with pytest.raises(FilmwrightError) as error:
        ledger.facts(open_studio(studio.path))
    assert "\n" not in str(error.value)


def test_a_database_that_has_a_studio_is_not_given_to_another(studio: Studio, database: str, tmp_path: Path) -> None:
    write(studio, WORK)
    with pytest.raises(FilmwrightError, match="has a studio in it already"):
        create(tmp_path / "second", "Second", database)
    assert not (tmp_path / "second" / "studio.yaml").exists()
