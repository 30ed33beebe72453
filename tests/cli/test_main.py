from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "torch", "diffusers", "transformers", "ray", "lance", "pyarrow", "av", "numpy", "cv2", "c2pa",
    "matplotlib", "sqlalchemy", "alembic", "cryptography", "pydantic", "jinja2",
}  # fmt: skip
COMMANDS = [
    "init", "add", "ingest", "shots", "clear", "snapshot", "train", "shoot", "verify", "lineage", "report", "demo",
]  # fmt: skip


def test_help_imports_nothing_heavy():
    code = "import sys, filmwright.cli.main; print(' '.join(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    # pydantic may come with typer itself; it is light compared with the rest.
    assert not (HEAVY - {"pydantic"}) & {name.split(".")[0] for name in found}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_the_two_common_options(filmwright, command):
    done = filmwright(command, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout and "--studio" in done.stdout


def test_version(filmwright):
    from filmwright import __version__

    assert filmwright("--version").stdout.strip() == f"filmwright {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest",),
        ("shots", "--json"),
        ("clear", "--action", "train.base"),
        ("snapshot", "S", "--action", "train.base"),
        ("train", "--snapshot", "S", "--name", "M"),
        ("shoot", "M", "a rabbit"),
        ("lineage", "abcdef0123"),
        ("report",),
        ("verify", "--studio", "nowhere", "x.mp4"),
    ],
)
def test_without_a_studio_one_line_says_what_to_do(filmwright, arguments):
    done = filmwright(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "there is no studio here" in done.stderr and "filmwright init" in done.stderr


LONG = "x" * 300


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("paint",), "No such command 'paint'"),
        (("--colour",), "No such option: --colour -> filmwright --help"),
        (("ingest", "--colour", "blue"), "No such option: --colour -> filmwright ingest --help"),
        (("shoot", "M"), "Missing argument 'prompt' -> filmwright shoot --help"),
        (("snapshot", "S"), "Missing option '--action' -> filmwright snapshot --help"),
        (("train", "--snapshot", "S", "--name", "M", "--minutes", "x"), "-> filmwright train --help"),
        (("report", "--price", "-1"), "-> filmwright report --help"),
        (("clear", "--action", "y" * 100_000), "error: "),
        (("init", LONG), "File name too long"),
        (("init", LONG, "--name", "S"), "File name too long"),
        (("init", "/dev/null/x"), "/dev/null/x"),
        (("init", b"\xff"), "not UTF-8"),
        (("init", "other", "--name", b"\xff"), "not UTF-8"),
        (("init", "other", "--name", "a\x1b[2Jb"), "name: .*U\\+001B"),
        (("shots", "--studio", LONG), "there is no studio here|File name too long"),
        (("lineage", LONG, "--studio", "s"), "there is no artefact of this name or id"),
        (("verify", LONG, "--studio", "s"), "no such file|File name too long"),
        (("verify", LONG), "no such file|File name too long"),
        (("verify", "s", "--studio", "s"), "this is a folder"),
        (("shoot", "M", "a rabbit", "--first-frame", LONG, "--studio", "s"), "error: "),
        (("report", "--studio", "s", "--out", "/dev/null/x.html"), "/dev/null/x.html"),
        (("report", "--studio", "s", "--out", "s"), r"\.html"),
        (("report", "--studio", "s", "--out", f"{LONG}.html"), "File name too long"),
        (("report", "--studio", "s", "--out", "s/studio.yaml"), r"\.html"),
    ],
)
def test_what_a_person_gets_wrong_is_one_line_and_changes_nothing(filmwright, tmp_path, arguments, said):
    filmwright("init", "s")
    before = contents(tmp_path)
    done = filmwright(*(os.fsdecode(word) if isinstance(word, bytes) else word for word in arguments))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr
    assert re.search(said, done.stderr) and len(done.stderr) < 2000
    assert contents(tmp_path) == before


def contents(folder):
    """All files but the database's, whose log comes and goes, and the journal, which tells of every run."""
    found = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path: data for path, data in found.items() if not path.name.startswith(("studio.db", "journal."))}


def test_no_command_at_all_shows_the_help(filmwright):
    done = filmwright()
    assert done.returncode == 2 and "lineage" in done.stdout + done.stderr and "error" not in done.stderr


def test_a_fault_of_the_database_is_one_line(filmwright, tmp_path):
    filmwright("init", "s")
    with sqlite3.connect(tmp_path / "s" / "studio.db") as connection:
        connection.execute("DROP TABLE artefact")
    done = filmwright("lineage", "--studio", "s")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "the studio's database refused (no such table: artefact)" in done.stderr


def test_init_makes_a_studio_with_keys_that_only_their_owner_reads(filmwright, tmp_path):
    done = filmwright("init", "s", "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert Path(facts["certificate"]).read_text().startswith("-----BEGIN CERTIFICATE-----")
    private = [p for p in (tmp_path / "s" / "keys").iterdir() if "PRIVATE" in p.read_text()]
    assert private and all(p.stat().st_mode & 0o077 == 0 for p in private)


def test_init_again_changes_nothing(filmwright, tmp_path):
    first = filmwright("init", "s", "--json")
    before = {p: p.read_bytes() for p in (tmp_path / "s" / "keys").iterdir()}
    assert filmwright("init", "s", "--json").stdout == first.stdout
    assert {p: p.read_bytes() for p in (tmp_path / "s" / "keys").iterdir()} == before


def test_init_refuses_a_folder_that_holds_other_things(filmwright, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "letter.txt").write_text("dear")
    done = filmwright("init", "s")
    assert done.returncode == 2 and "letter.txt" in done.stderr and done.stderr.count("\n") == 1


def test_a_studio_of_a_newer_schema_is_refused(filmwright, tmp_path):
    filmwright("init", "s")
    settings = tmp_path / "s" / "studio.yaml"
    settings.write_text(settings.read_text().replace("schema_version: 1", "schema_version: 99"))
    done = filmwright("shots", "--studio", "s")
    assert done.returncode == 2 and "newer Filmwright" in done.stderr and done.stderr.count("\n") == 1


def test_an_unknown_setting_is_refused(filmwright, tmp_path):
    filmwright("init", "s")
    with (tmp_path / "s" / "studio.yaml").open("a") as stream:
        stream.write("colour: blue\n")
    done = filmwright("shots", "--studio", "s")
    assert done.returncode == 2 and "colour" in done.stderr and done.stderr.count("\n") == 1


def test_a_database_that_is_none_is_refused(filmwright, tmp_path):
    filmwright("init", "s")
    for name in ("studio.db-wal", "studio.db-shm"):
        (tmp_path / "s" / name).unlink(missing_ok=True)
    (tmp_path / "s" / "studio.db").write_bytes(b"not a database" * 500)
    done = filmwright("shots", "--studio", "s")
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_may_not_be_written_is_one_line(filmwright, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    done = filmwright("init", "locked/s")
    assert done.returncode == 2 and done.stderr.count("\n") == 1


def test_a_reader_that_goes_away_is_no_fault(filmwright, tmp_path):
    filmwright("init", "s")
    done = in_bash(tmp_path, "lineage --studio s | (exec <&-); echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_reader_that_goes_away_does_not_make_a_file_trusted(filmwright, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    done = in_bash(tmp_path, "verify letter.txt | (exec <&-); echo ${PIPESTATUS[0]}")
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["lineage --studio s", "lineage --studio s --json", "init t", "--version"])
def test_an_answer_that_cannot_be_written_is_said(filmwright, tmp_path, command):
    filmwright("init", "s")
    done = in_bash(tmp_path, f"{command} > /dev/full")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "the answer could not be written" in done.stderr and "nothing was changed" not in done.stderr


def in_bash(folder, command):
    """Run it with Python's own buffer before the pipe, as people do."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    script = f"{sys.executable} -m filmwright.cli.main {command}"
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_screen_without_the_letters_shows_escapes(filmwright, tmp_path):
    filmwright("init", "s", "--name", "Société")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for more, said in (((), "Soci\\xe9t\\xe9"), (("--json",), '"name": "Soci\\u00e9t\\u00e9"')):
        command = [sys.executable, "-m", "filmwright.cli.main", "init", "s", *more]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and said in done.stdout, done.stderr
