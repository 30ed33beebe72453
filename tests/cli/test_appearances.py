"""``appear``, ``scenes``, ``detect``, ``proposals`` and ``confirm`` as people run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import draw_film, run_filmwright, write_rights

# The group that they stand in is made where all commands are; here they are put into one of their own.
DOOR = """
import typer
from filmwright.cli import appearances, main
group = typer.Typer()
appearances.register(group)
main.app.add_typer(group, name="who")
main.run()
"""
SHEET = "subject,kind,name,in,out\nidentity:jo,identity,Jo Ek,00:00:00:06,00:00:01:00\nidentity:jo,,,30,end\n"


def who(cwd: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of the commands in a process of its own."""
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", DOOR, "who", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, env=environment, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio with *Alpha* (36 frames at 24) and the papers beside it; not to be written to."""
    tmp_path = tmp_path_factory.mktemp("cli-appearances")
    assert run_filmwright(tmp_path, "init", "studio").returncode == 0
    film = draw_film(tmp_path / "alpha.mp4", shots=1, seconds=1.5)
    rights = write_rights(tmp_path / "r.yaml", "Alpha", "ingest", "train.base")
    done = run_filmwright(tmp_path / "studio", "add", film, "--title", "Alpha", "--rights", rights)
    assert done.returncode == 0, done.stderr
    (tmp_path / "sheet.csv").write_text(SHEET)
    (tmp_path / "script.fountain").write_text("INT. QUAY - DAY\n\nJO\nI came.\n\nINT. SHED - DAY\n\nJO\nHm.\n")
    (tmp_path / "scenes.csv").write_text("scene,in,out\n1,0,end\n")
    (tmp_path / "cast.csv").write_text("character,identity,voice,name\nJO,identity:jo,voice:jo,Jo Ek\n")
    return tmp_path / "studio"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same in a copy that a test may write to."""
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "studio"


def test_a_sheet_and_the_same_again(folder: Path) -> None:
    done = who(folder, "appear", "../sheet.csv", "--title", "Alpha")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["2 appearances added; 1 new subject", "  identity:jo: 2 spans"]
    again = json.loads(who(folder, "appear", "../sheet.csv", "--title", "Alpha", "--json").stdout)
    assert again == {"subjects": [], "appearances": [], "known": 2, "unplaced": []}


def test_a_screenplay_is_proposed_listed_and_confirmed(folder: Path) -> None:
    papers = ("../script.fountain", "--scenes", "../scenes.csv", "--cast", "../cast.csv", "--title", "Alpha")
    done = who(folder, "scenes", *papers)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "2 appearances proposed; 2 new subjects",
        "  identity:jo: 1 span",
        "  voice:jo: 1 span",
        "Scenes that the sheet does not place: 2 INT. SHED - DAY",
        "Next: filmwright rights proposals",
    ]
    found = json.loads(who(folder, "proposals", "--json").stdout)
    assert [(p["subject"], p["title"], p["in"], p["out"], p["timecode_out"], p["source"]) for p in found] == [
        ("identity:jo", "Alpha", 0, 36, "00:00:01:12", "script"),
        ("voice:jo", "Alpha", 0, 36, "00:00:01:12", "script"),
    ]
    listed = who(folder, "proposals").stdout.splitlines()
    assert listed[0].split()[:4] == ["proposal", "title", "in", "out"] and found[0]["proposal"][:12] in listed[2]
    first, second = (one["proposal"][:12] for one in found)
    done = who(folder, "confirm", first, "--as", "identity:jo", "--by", "Ada", "--evidence", "call sheet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Jo Ek in frames 0 to 35 of 'Alpha' is identity:jo, says Ada")
    (said,) = json.loads(who(folder, "confirm", second, "--as", "nobody", "--by", "Ada", "--json").stdout)
    assert (said["is"], said["by"], said["others"]) == ("", "Ada", [])
    assert who(folder, "proposals").stdout == "Nothing is proposed that nobody has confirmed.\n"
    verified = run_filmwright(folder, "clear", "--action", "train.base", "--json")
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("appear", "../sheet.csv"), "sheet.csv, line 2: neither 'title' nor 'asset'"),
        (("appear", "../none.csv"), "no such file"),
        (("appear",), "SHEET"),
        (("confirm", "0123456789ab", "--as", "nobody", "--by", "Ada"), "no such proposal"),
        (("detect", "--weights", "../sheet.csv"), "not the weights of a known face detector"),
    ],
)
def test_a_fault_is_one_line_and_exit_code_2(made: Path, arguments: tuple[str, ...], said: str) -> None:
    done = who(made, *arguments)
    assert done.returncode == 2 and said in done.stderr and done.stdout == ""
    assert done.stderr.startswith("error: ") and len(done.stderr.strip().splitlines()) == 1


def test_detect_says_what_was_looked_at() -> None:
    from filmwright.cli.appearances import detect_lines

    asset = {"asset": "ab" * 32, "title": "Alpha", "state": "looked", "faces": 2, "decision": "cd" * 32, "error": ""}
    facts = {"detector": {"detector": "yunet-2023mar", "pace": 4}, "assets": [asset]}
    head, *_, row, last = detect_lines(facts)[0], *detect_lines(facts)[1].splitlines(), detect_lines(facts)[-1]
    assert head == "Looked with yunet-2023mar, 4 times a second"
    assert row.split() == ["Alpha", "abababababab", "looked", "2"] and last == "Next: filmwright rights proposals"
    asset.update(state="refused", faces=0, error="no grant of index")
    assert detect_lines(facts)[-2:] == [
        "  Alpha: no grant of index",
        "No new face was found, which does not prove that there is none.",
    ]
