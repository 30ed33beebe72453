from __future__ import annotations

import json
import os
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


def test_a_wrong_option_exits_2(filmwright):
    assert filmwright("ingest", "--colour", "blue").returncode == 2
    assert filmwright("paint").returncode == 2


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
    command = f"{sys.executable} -m filmwright.cli.main lineage --studio s | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
