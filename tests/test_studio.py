from __future__ import annotations

import importlib
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

import filmwright
from filmwright import files, settings
from filmwright.errors import Busy, FilmwrightError
from filmwright.studio import HEAD, create, metadata, open_studio


def test_a_studio_is_made_and_opened(tmp_path):
    made = create(tmp_path / "deep" / "s", "Société")
    opened = open_studio(tmp_path / "deep" / "s")
    assert opened.settings == made.settings and opened.settings.name == "Société"
    assert create(tmp_path / "deep" / "s", "another name").settings == made.settings, "made once"


def test_a_studio_is_called_like_its_folder_unless_it_is_given_a_name(tmp_path):
    assert create(tmp_path / "meadow").settings.name == "meadow"


def test_the_database_is_safe_against_crashes(studio):
    with studio.engine.connect() as connection:
        said = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_migrations_make_the_tables_that_the_modules_declare(studio):
    """Every module that declares tables is imported, whichever they are; then Alembic compares the two."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    root = Path(filmwright.__file__).parent
    tells = re.compile(r"^from .*import .*\bmetadata\b", re.MULTILINE)
    declaring = [path for path in root.rglob("*.py") if tells.search(path.read_text(encoding="utf-8"))]
    assert len(declaring) >= 5
    for path in declaring:
        importlib.import_module(".".join(("filmwright", *path.relative_to(root).with_suffix("").parts)))
    with studio.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert set(metadata.tables) == set(inspect(studio.engine).get_table_names()) - {"alembic_version"}


def test_the_newest_migration_is_the_one_that_the_code_knows(studio):
    with studio.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    folder = os.path.join(os.path.dirname(filmwright.__file__), "migrations", "versions")
    assert max(name[1:5] for name in os.listdir(folder) if name.startswith("v")) == HEAD


def set_revision(studio, revision):
    with studio.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_a_studio_of_a_newer_schema_is_refused(studio):
    path = studio.path / settings.FILE
    path.write_text(path.read_text().replace("schema_version: 1", "schema_version: 2"))
    with pytest.raises(FilmwrightError, match=r"this studio has schema 2.*install a newer Filmwright"):
        open_studio(studio.path)


def test_a_newer_database_is_refused_and_left_as_it_is(studio):
    set_revision(studio, "0099")
    before = (studio.path / "studio.db").read_bytes()
    with pytest.raises(FilmwrightError, match=f"at 0099; this Filmwright knows up to {HEAD} -> install a newer"):
        open_studio(studio.path)
    assert (studio.path / "studio.db").read_bytes() == before


def test_a_database_that_is_none_is_said(studio):
    studio.engine.dispose()
    for path in studio.path.glob("studio.db*"):
        path.unlink()
    (studio.path / "studio.db").write_bytes(b"this is no database, it is a letter to the reader " * 99)
    with pytest.raises(FilmwrightError, match="the database cannot be read") as said:
        open_studio(studio.path)
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("gone", ["studio.db", "studio.db*"])
def test_a_studio_whose_database_is_gone_is_not_given_an_empty_one(studio, gone):
    """An empty ledger would look like a studio to which nothing was ever granted."""
    studio.engine.dispose()
    for path in studio.path.glob(gone):
        path.unlink()
    with pytest.raises(FilmwrightError, match="database"):
        open_studio(studio.path)


def test_there_is_no_studio(tmp_path):
    with pytest.raises(FilmwrightError, match="there is no studio here"):
        open_studio(tmp_path)
    with pytest.raises(FilmwrightError, match="there is no studio here"):
        open_studio(tmp_path / "nowhere")


def test_a_studio_is_not_made_over_a_file_or_a_folder_of_other_things(tmp_path):
    (tmp_path / "letter.txt").write_text("dear reader")
    with pytest.raises(FilmwrightError, match=r"the folder is not empty \(it holds letter.txt\)"):
        create(tmp_path)
    with pytest.raises(FilmwrightError, match="this is a file"):
        create(tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.kill
@pytest.mark.parametrize("moment", ["_upgrade", "_settings.save"])
@pytest.mark.parametrize("after", [False, True])
def test_a_half_made_studio_is_finished_by_the_same_command(tmp_path, moment, after):
    """Killed just before, or just after, the database and then the settings are made."""
    code = f"""
        import os, signal
        from pathlib import Path
        from filmwright import settings, studio
        owner, name = (settings, "save") if {moment!r} == "_settings.save" else (studio, "_upgrade")
        real = getattr(owner, name)
        def dying(*arguments):
            if {after}:
                real(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)
        setattr(owner, name, dying)
        studio.create(Path({str(tmp_path / "s")!r}), "S")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    whole = moment == "_settings.save" and after
    assert (tmp_path / "s" / settings.FILE).exists() == whole
    made = create(tmp_path / "s", "S")
    assert open_studio(tmp_path / "s").settings == made.settings
    assert not list((tmp_path / "s").glob(".part-*"))


def test_two_processes_do_not_make_the_same_studio(tmp_path):
    (tmp_path / "s" / "locks").mkdir(parents=True)
    with files.lock(tmp_path / "s" / "locks" / "init.lock", "init"), pytest.raises(Busy):
        create(tmp_path / "s")
    create(tmp_path / "s")


def test_folders_lie_inside(studio):
    assert studio.folder("runs", "a") == studio.path / "runs" / "a" and (studio.path / "runs" / "a").is_dir()
    for out in (("..", "x"), ("/tmp",)):
        with pytest.raises(FilmwrightError, match="leads outside the studio"):
            studio.folder(*out)


def test_a_relative_database_lies_inside(studio):
    outside = settings.Settings(name="S", database="sqlite:///../elsewhere.db")
    with pytest.raises(FilmwrightError, match="leads outside the studio"):
        _ = type(studio)(studio.path, outside).engine


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(FilmwrightError, match="no studio can be made here"):
        create(tmp_path / "s")


@pytest.mark.parametrize("place", ["/dev/null/x", "/dev/null", "x" * 300])
def test_a_place_that_cannot_be_a_folder_is_said(tmp_path, place):
    with pytest.raises(FilmwrightError) as said:
        create(tmp_path / place, "S")
    assert "\n" not in str(said.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["\udcff", "a\x1b[2Jb", "x" * 1001])
def test_a_name_that_is_none_leaves_nothing(tmp_path, name):
    with pytest.raises(FilmwrightError, match=r"name: .*--name"):
        create(tmp_path / "s", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", ["studio.db-journal", "studio.db-wal", "studio.db-shm"])
def test_what_a_killed_init_leaves_is_its_own(tmp_path, left):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / left).write_bytes(b"")
    (tmp_path / "s" / "studio.db").write_bytes(b"")
    create(tmp_path / "s")
    assert open_studio(tmp_path / "s").settings.name == "s"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("garbage", "this is no database URL"),
        (
            "postgresql://studio@127.0.0.1:9/x",
            "the database cannot be read",
        ),
        ("sqlite+nothing:///x.db", "no database of the kind"),
        ("oranges://x", "no database of the kind 'oranges' is known"),
        ("sqlite:///studio.db?colour=blue", "nothing may follow"),
        ("sqlite:///tables/none/x.db", "the studio's database is gone or empty"),
    ],
)
def test_a_database_that_cannot_be_opened_is_said(studio, url, said):
    path = studio.path / settings.FILE
    path.write_text(path.read_text().replace("sqlite:///studio.db", url))
    with pytest.raises(FilmwrightError, match=said) as fault:
        open_studio(studio.path)
    assert "\n" not in str(fault.value)


def test_a_database_of_an_unknown_revision_is_said(studio):
    set_revision(studio, "0000")
    with pytest.raises(FilmwrightError, match="cannot be brought up to date"):
        open_studio(studio.path)
