"""The ledger at the door: checked, proven to somebody without the studio, written by those who may."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from filmwright.rights import ledger
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Subject
from filmwright.studio import Studio

WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
GRANT = Grant(assigner="Acme", subjects=[WORK.id], actions=["ingest"])


@pytest.fixture
def told(studio: Studio) -> Studio:
    with ledger.writing(studio) as connection:
        ledger.append(connection, [WORK, GRANT], ledger.ensure_key(studio))
    return studio


def as_authority(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FILMWRIGHT_SIGN_AS": name, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-m", "filmwright.cli.main", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_whole_ledger_and_one_that_was_altered(told, filmwright):
    done = filmwright("ledger", "verify", "--studio", told.path)
    assert done.returncode == 0 and done.stdout.startswith("The ledger is whole. 2 entries, root ")
    with sqlite3.connect(told.path / "studio.db") as db:
        db.execute("UPDATE ledger_entry SET body = replace(body, 'Rabbit', 'Ribbit') WHERE seq = 1")
    done = filmwright("ledger", "verify", "--json", "--studio", told.path)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and found["whole"] is False and "entry 1 (subject" in found["faults"][0]


def test_a_proof_is_checked_without_the_studio(told, filmwright, tmp_path):
    done = filmwright("ledger", "prove", GRANT.id, "--out", "p.json", "--studio", told.path)
    assert done.returncode == 0, done.stderr
    key = json.loads(filmwright("ledger", "keys", "--json", "--studio", told.path).stdout)[0]["public"]
    root = json.loads(filmwright("ledger", "verify", "--json", "--studio", told.path).stdout)["root"]
    told.engine.dispose()
    told.path.rename(tmp_path / "away")
    done = filmwright("ledger", "check", "p.json", "--key", key, "--root", root)
    assert done.returncode == 0 and done.stdout.startswith("The proof holds: inclusion") and "Acme" in done.stdout
    proof = tmp_path / "p.json"
    proof.write_text(proof.read_text().replace("Acme", "Else"))
    done = filmwright("ledger", "check", "p.json", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["faults"] == ["the entry is not in the tree with this root"]
    assert filmwright("ledger", "check", "nothing.json").returncode == 2


def test_the_ledger_only_grew(told, filmwright):
    before = json.loads(filmwright("ledger", "verify", "--json", "--studio", told.path).stdout)["root"]
    assert filmwright("ledger", "appoint", "legal", "--may", "grant", "--studio", told.path).returncode == 0
    done = filmwright("ledger", "prove", "--since", before, "--out", "c.json", "--studio", told.path)
    assert done.returncode == 0, done.stderr
    assert filmwright("ledger", "check", "c.json").returncode == 0
    done = filmwright("ledger", "prove", "--studio", told.path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_authorities_come_sign_and_go(told, filmwright, tmp_path):
    assert filmwright("ledger", "appoint", "legal", "--may", "revocation", "--studio", told.path).returncode == 0
    done = as_authority("legal", "revoke", GRANT.id, "--because", "the licence ended", "--studio", told.path)
    assert done.returncode == 0, done.stderr
    assert "legal" in filmwright("ledger", "keys", "--studio", told.path).stdout
    done = filmwright("ledger", "rotate", "legal", "--because", "yearly", "--studio", told.path)
    assert done.returncode == 0 and "signs with key" in done.stdout
    assert filmwright("ledger", "retire", "legal", "--because", "left", "--studio", told.path).returncode == 0
    done = as_authority("legal", "revoke", WORK.id, "--because", "x", "--studio", told.path)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    done = filmwright("ledger", "appoint", "No Name", "--studio", told.path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert filmwright("ledger", "verify", "--studio", told.path).returncode == 0
    assert (Path(told.path) / "keys" / "signers" / "legal.pem").stat().st_mode & 0o777 == 0o600
