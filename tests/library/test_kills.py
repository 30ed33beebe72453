"""Real kills: add, ingest and snapshot die at random moments, run again, and end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from filmwright.library import captions, catalogue, tables
from filmwright.rights import ledger
from filmwright.studio import Studio, create, open_studio

from .conftest import write_rights

KILLS = 4
WORK = """
import sys
from pathlib import Path
from filmwright.library import catalogue, ingest, snapshot
from filmwright.studio import open_studio
what, place, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
studio = open_studio(place)
print("ready", flush=True)
if what == "add":
    catalogue.add(studio, [folder / "alpha.mp4"], "Alpha", folder / "alpha.yaml", folder / "alpha.captions.yaml")
    catalogue.add(studio, [folder / "beta.mp4"], "Beta", folder / "beta.yaml")
elif what == "ingest":
    assert not ingest.ingest(studio).failed
else:
    snapshot.make(studio, "first", "train.base")
print("done", flush=True)
"""
STEPS = ("add", "ingest", "snapshot")


def begin(what: str, studio: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORK, what, str(studio), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def run(what: str, studio: Path, folder: Path) -> float:
    process = begin(what, studio, folder)
    began = time.monotonic()
    out, err = process.communicate(timeout=120)
    assert out == "done\n", err
    return time.monotonic() - began


def killed(what: str, studio: Path, folder: Path, after: float) -> None:
    process = begin(what, studio, folder)
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


def everything(studio: Studio) -> dict[str, Any]:
    """All that a studio holds, without instants, ULIDs and what follows from them."""
    with studio.engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, record_id, body FROM ledger_entry ORDER BY seq"))
        said = [(row.kind, row.record_id, json.loads(row.body)) for row in rows]
        manifests = [json.loads(path.read_text()) for path in sorted((studio.path / "snapshots").glob("*"))]
        for manifest in manifests:
            manifest["decisions"] = sorted(manifest["decisions"])
            manifest.pop("ledger_root")
        return {
            "facts": sorted((kind, record) for kind, record, _ in said if kind != "decision"),
            "decisions": sorted(
                (body["verdict"], body["request"]["action"], json.dumps(body["request"]["spans"]))
                for kind, _, body in said
                if kind == "decision"
            ),
            "titles": connection.execute(
                text("SELECT name, owner, subject, attribution FROM title ORDER BY name")
            ).all(),
            "assets": connection.execute(text("SELECT id, path, probe FROM asset ORDER BY id")).all(),
            "captions": {asset.id: captions.of(studio, asset.id) for asset in catalogue.listing(studio)},
            "artefacts": connection.execute(text("SELECT kind, name FROM artefact ORDER BY kind, name")).all(),
            "edges": connection.execute(text("SELECT COUNT(*) FROM edge")).scalar(),
            "ingested": connection.execute(text("SELECT key, state FROM ingest_record ORDER BY key")).all(),
            "shots": tables.shot_rows(studio, tables.SHOTS.names),
            "groups": tables.group_rows(studio),
            "snapshots": manifests,
        }


def leftovers(studio: Path) -> list[str]:
    """Files that a finished studio should not hold."""
    scratch = studio / "scratch"
    left = [path.name for path in scratch.iterdir()] if scratch.is_dir() else []
    return left + [path.name for path in studio.rglob(".part-*")]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory, alpha: Path, beta: Path) -> Path:
    folder = tmp_path_factory.mktemp("kills")
    (folder / "alpha.mp4").write_bytes(alpha.read_bytes())
    (folder / "beta.mp4").write_bytes(beta.read_bytes())
    write_rights(folder / "alpha.yaml", "Alpha")
    write_rights(folder / "beta.yaml", "Beta", ["ingest"])
    (folder / "alpha.captions.yaml").write_text("captions: [{in: 0, out: 30, text: a hill}]", encoding="utf-8")
    return folder


@pytest.mark.kill
@pytest.mark.slow
def test_killed_at_random_moments_and_run_again_it_is_as_if_never_killed(films: Path, tmp_path: Path) -> None:
    calm = create(tmp_path / "calm", "Test studio")
    took = {what: run(what, calm.path, films) for what in STEPS}
    wanted = everything(open_studio(calm.path))
    rough = create(tmp_path / "rough", "Test studio")
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    moments: list[tuple[str, float]] = []
    for what in STEPS:
        for _ in range(KILLS):
            moments.append((what, chance.uniform(0, 1.1 * took[what])))
            killed(what, rough.path, films, moments[-1][1])
        run(what, rough.path, films)
    found = everything(open_studio(rough.path))
    for part in wanted:
        if part == "decisions":  # asked again after a kill between asking and noting is no harm; a wrong answer is
            assert set(found[part]) == set(wanted[part]), (part, seed, moments)
        else:
            assert found[part] == wanted[part], (part, seed, moments)
    assert ledger.verify(open_studio(rough.path)) == []
    assert leftovers(rough.path) == []
