"""A name stands for one content once it is recorded; a manifest that is not what it should be is refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import select

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import catalogue, shots, snapshot
from filmwright.library.ingest import ingest
from filmwright.rights import door, ledger
from filmwright.studio import Studio, create, open_studio

from .conftest import write_rights


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, alpha: Path) -> Studio:
    """A studio with the three shots of *Alpha*, which may be trained on; not to be written to."""
    folder = tmp_path_factory.mktemp("snapshots")
    studio = create(folder / "studio", "Test studio")
    catalogue.add(studio, [alpha], "Alpha", write_rights(folder / "alpha.yaml", "Alpha"))
    ingest(studio)
    return studio


@pytest.fixture
def filled(made_once: Studio, tmp_path: Path) -> Studio:
    """The same in a copy."""
    shutil.copytree(made_once.path, tmp_path / "studio", dirs_exist_ok=True)
    return open_studio(tmp_path / "studio")


def asked(studio: Studio) -> int:
    """How many Decisions about training the ledger holds."""
    with studio.engine.connect() as connection:
        bodies = connection.execute(select(ledger.entries.c.body).where(ledger.entries.c.kind == "decision"))
        return sum(json.loads(body)["request"]["action"] == "train.base" for body in bodies.scalars())


def manifest(studio: Studio) -> Path:
    return studio.path / "snapshots" / "first.json"


def test_it_holds_the_cleared_shots_and_names_its_decisions(filled: Studio) -> None:
    made = snapshot.make(filled, "first", "train.base")
    assert [(s.title, s.in_frame, s.out_frame) for s in made.shots] == [
        ("Alpha", 0, 30), ("Alpha", 30, 70), ("Alpha", 70, 96),
    ]  # fmt: skip
    assert [s.prompt for s in made.shots] == [s.prompt for s in shots.shots(filled)]
    assert {door.find(filled, s.decision).verdict for s in made.shots} == {"permit"}
    assert (made.refused, made.path, asked(filled)) == ((), manifest(filled), 3)
    assert snapshot.load(filled, "first") == snapshot.load(filled, made.id[:12]) == made


def test_a_refusal_is_recorded_and_leaves_no_manifest(filled: Studio) -> None:
    with pytest.raises(RightsRefused, match=r"no shot is cleared for train.adapter") as caught:
        snapshot.make(filled, "first", "train.adapter")
    assert door.find(filled, caught.value.decision_id).verdict == "deny"
    assert list((filled.path / "snapshots").iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "7",
        '"first"',
        "null",
        "{}",
        '{"schema": 1}',
        '{"schema": "1"}',
        '{"schema": null}',
        "{",
        "",
        "\x00",
        "nan",
        "[" * 99_999,
    ],
    ids=lambda text: text[:16] or "empty",
)
def test_a_manifest_that_is_none_is_said_in_one_line(filled: Studio, text: str) -> None:
    snapshot.make(filled, "first", "train.base")
    manifest(filled).write_text(text)
    for wrong in (
        lambda: snapshot.load(filled, "first"),
        lambda: snapshot.make(filled, "first", "train.base"),
    ):
        with pytest.raises(FilmwrightError, match=r"cannot be read|was altered") as caught:
            wrong()
        assert "first.json" in str(caught.value) and "\n" not in str(caught.value)


def test_a_manifest_that_is_gone_is_said_and_not_made_up(filled: Studio) -> None:
    snapshot.make(filled, "first", "train.base")
    manifest(filled).unlink()
    with pytest.raises(FilmwrightError, match=r"first\.json: this snapshot cannot be read"):
        snapshot.make(filled, "first", "train.base")
    assert not manifest(filled).exists() and asked(filled) == 3


def test_a_manifest_of_a_newer_schema_is_said(filled: Studio) -> None:
    snapshot.make(filled, "first", "train.base")
    manifest(filled).write_text(manifest(filled).read_text().replace('"schema":1', '"schema":9'))
    with pytest.raises(FilmwrightError, match="has schema 9"):
        snapshot.load(filled, "first")


@pytest.mark.parametrize("text", ["[]", '{"name": "first", "shots": []}'])
def test_a_manifest_that_the_lineage_does_not_know_is_replaced(filled: Studio, text: str) -> None:
    filled.folder("snapshots")
    manifest(filled).write_text(text)
    assert len(snapshot.make(filled, "first", "train.base").shots) == 3


def test_a_name_like_the_digits_of_another_snapshot_is_its_own(filled: Studio) -> None:
    digits = snapshot.make(filled, "first", "train.base").id[:10]
    assert snapshot.make(filled, digits, "train.base").name == digits
    assert {one.name for one in lineage.listing(filled, "snapshot")} == {"first", digits}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from filmwright import lineage
    from filmwright.library import snapshot
    from filmwright.studio import open_studio

    # The manifest is in its place; it is about to be recorded.
    lineage.record = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
    snapshot.make(open_studio(Path(sys.argv[1])), "first", "train.base")
"""


@pytest.mark.kill
def test_killed_before_it_is_recorded_the_name_is_still_free(filled: Studio, alpha: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(filled.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=dict(os.environ), check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert manifest(filled).is_file() and lineage.listing(filled, "snapshot") == []
    assert asked(filled) == 0, "the Decisions fall with the run"
    more = write_rights(tmp_path / "more.yaml", "Alpha", ["ingest", "index", "train.base", "deliver"])
    catalogue.add(filled, [alpha], "Alpha", more)
    made = snapshot.make(filled, "first", "train.base")
    assert snapshot.load(filled, "first") == made and len(made.shots) == asked(filled) == 3
