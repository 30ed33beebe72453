"""``clear`` and ``snapshot`` as people read them; ``train`` names every shot before it begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmwright.cli.model import model_lines, show_clips
from filmwright.cli.rights import clear_lines
from filmwright.models.clips import ClipReport

from ..conftest import draw_film, run_filmwright, write_rights


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio with *Alpha*, which may be trained on, and *Beta*, which may only be ingested; not to be written to."""
    place = tmp_path_factory.mktemp("cli-rights")
    assert run_filmwright(place, "init", "studio").returncode == 0
    for title, seed, actions in (("Alpha", 0, ("ingest", "train.base")), ("Beta", 5, ("ingest",))):
        film = draw_film(place / f"{title}.mp4", shots=2, seconds=1.5, seed=seed)
        rights = write_rights(place / f"{title}.yaml", title, *actions)
        done = run_filmwright(place / "studio", "add", film, "--title", title, "--rights", rights)
        assert done.returncode == 0, done.stderr
    done = run_filmwright(place / "studio", "ingest")
    assert done.returncode == 0, done.stderr
    return place / "studio"


def test_clear_says_how_much_and_what_is_missing(folder: Path) -> None:
    done = run_filmwright(folder, "clear", "--action", "train.base")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("train.base: 2 shots cleared (") and ", 2 refused (" in lines[0]
    rows = [line.split() for line in lines[2:5]]
    assert rows[0] == ["title", "permit", "unknown", "deny"]
    assert [row[:3] for row in rows[1:]] == [["Alpha", "2", "shots,"], ["Beta", "-", "-"]] and "2 shots," in lines[4]
    (line,) = (one for one in lines if one.startswith("no grant of train.base on 'Beta' from its owner"))
    assert "(Beta)" in line and line.split()[-3:] == ["2", "3.0", "s"]


def test_clear_answers_for_what_it_is_asked(folder: Path) -> None:
    asked = ("--territory", "EU", "--territory", "us", "--media", "cinema", "--at", "2026-05-01T12:00:00Z")
    done = run_filmwright(folder, "clear", "--action", "train.base", *asked, "--json")
    facts = json.loads(done.stdout)
    said = {"territory": ["EU", "us"], "media": ["cinema"], "at": "2026-05-01T12:00:00Z"}
    assert (done.returncode, facts["limits"], facts["cleared"]) == (0, said, 2)
    assert [one["permit"]["shots"] for one in facts["titles"]] == [2, 0]
    assert clear_lines(facts)[0].startswith("train.base: 2 shots cleared")


@pytest.mark.parametrize("command", [("clear",), ("snapshot", "S")])
def test_an_action_that_is_none_is_one_line(folder: Path, command: tuple[str, ...]) -> None:
    done = run_filmwright(folder, *command, "--action", "train.all")
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
    assert "not an action" in done.stderr and "train.base" in done.stderr


def test_a_snapshot_says_what_comes_next_and_a_broken_one_is_one_line(folder: Path) -> None:
    done = run_filmwright(folder, "snapshot", "S", "--action", "train.base")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Snapshot S: 2 shots cleared for train.base, 2 refused")
    assert "filmwright train --snapshot S" in done.stdout
    manifest = folder / "snapshots" / "S.json"
    kept = manifest.read_bytes()
    manifest.write_text("[]")
    for command in (("snapshot", "S", "--action", "train.base"), ("train", "--snapshot", "S", "--name", "M")):
        done = run_filmwright(folder, *command)
        assert done.returncode == 2 and "S.json" in done.stderr and "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    manifest.write_bytes(kept)


def test_train_names_every_shot_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    rows = [{"shot": f"{n:016x}", "frames": 20 + n} for n in range(7)]
    show_clips(ClipReport(tuple(rows[:6]), (rows[6],), ({"shot": "f" * 16, "frames": 0, "why": "no grant"},)))
    out, err = capfd.readouterr()
    assert out == "" and all(f"{row['shot']} ({row['frames']})" in err for row in rows)
    assert "dropped ffffffffffffffff: no grant" in err


def test_a_finished_model_says_where_it_is() -> None:
    facts = {"model": "M", "kind": "model", "id": "a" * 64, "steps": 12, "seconds": 30.0}
    facts |= {"path": "models/M", "run": "runs/M"}
    head, place, after = model_lines(facts)
    assert "Model M" in head and "12 steps" in head and "models/M" in place and "shoot M" in after
