"""A Studio: the folder that owns everything, its database, and where each thing lies in it.

Tables are declared by the modules that own them, on ``metadata``; ``migrations/`` makes them.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import URL, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from filmwright import files
from filmwright import settings as _settings
from filmwright.errors import FilmwrightError
from filmwright.settings import Settings
from filmwright.validation import one_line

metadata = MetaData()
"""All tables of a studio's database."""

HEAD = "0002"
"""The newest migration that this code knows."""


@dataclass(frozen=True)
class Studio:
    """An open studio.

    Folders inside: ``tables/`` (Lance), ``keys/``, ``snapshots/``, ``runs/``, ``models/``, ``takes/``, ``locks/``.
    """

    path: Path
    settings: Settings

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine; SQLite runs with write-ahead log, full sync and foreign keys."""
        url = self._url()
        if url.get_backend_name() == "sqlite" and url.query:
            raise self._no_database("nothing may follow a '?' in the URL of a SQLite database")
        if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_absolute():
            url = url.set(database=str(files.inside(self.path, url.database)))
        engine = self._engine(url)
        if url.get_backend_name() == "sqlite":

            @event.listens_for(engine, "connect")
            def _pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]
                for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
                    connection.execute(f"PRAGMA {pragma}")

        return engine

    def _url(self) -> URL:
        try:
            url = make_url(self.settings.database)
        except (ArgumentError, ValueError) as error:
            raise self._no_database("this is no database URL") from error
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+pg8000")
        if url.get_backend_name() == "postgresql" and url.password is None and os.environ.get("PGPASSWORD"):
            url = url.set(password=os.environ["PGPASSWORD"])
        return url

    def _engine(self, url: URL) -> Engine:
        name = url.get_backend_name()
        try:
            patience = {"timeout": 60} if name == "postgresql" else {}
            return create_engine(url, connect_args=patience)
        except ModuleNotFoundError as error:
            raise self._no_database(f"a database of the kind '{name}' needs a driver that is not here") from error
        except (ArgumentError, ValueError, TypeError) as error:
            raise self._no_database(f"no database of the kind '{name}' is known") from error

    def _no_database(self, what: str) -> FilmwrightError:
        where = f"{self.path / _settings.FILE}, database"
        return FilmwrightError(what, where, "write it as sqlite:///studio.db or postgresql://USER@HOST/DATABASE")

    def folder(self, *parts: str) -> Path:
        """A folder inside the studio, made if it is not there."""
        path = files.inside(self.path, Path(*parts))
        path.mkdir(parents=True, exist_ok=True)
        return path

    def inside(self, path: Path | str) -> Path:
        """A path confined to the studio (see ``files.inside``)."""
        return files.inside(self.path, path)

    def lock(self, name: str, wait: bool = False) -> AbstractContextManager[None]:
        """An exclusive, process-wide lock on one kind of work in this studio."""
        return files.lock(self.path / "locks" / f"{name}.lock", name, wait)


def _upgrade(studio: Studio) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = studio.engine
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise FilmwrightError(
            f"the database cannot be brought up to date ({error})", str(studio.path), "restore it from a copy"
        ) from error


def _revision(studio: Studio) -> str:
    from sqlalchemy import inspect

    try:
        if not inspect(studio.engine).has_table("alembic_version"):
            return ""
        with studio.engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    except (SQLAlchemyError, TypeError, ValueError) as error:
        # TypeError and ValueError: what stands behind the '?' of a URL is checked only when it is opened.
        why = getattr(error, "orig", None) or error
        raise FilmwrightError(
            f"the database cannot be read ({why})", studio.settings.database, "restore it from a copy"
        ) from error


def create(path: Path, name: str = "", database: str = "") -> Studio:
    """Make a studio in ``path`` (or finish one whose making was cut short) and open it.

    Args:
        database: its URL; "" is a SQLite file in the folder. PostgreSQL's must name an empty database; its password
            comes from the environment (PGPASSWORD) where the URL has none.

    The settings file is written last, so a folder without it is no studio yet.

    Raises:
        FilmwrightError: if ``path`` is a file or cannot be a folder, or holds things that are not a studio's, or if the
            name is none.
    """
    path = path.resolve()
    if files.is_file(path):
        raise FilmwrightError("this is a file", str(path), "name a folder")
    if files.is_file(path / _settings.FILE):
        return open_studio(path)
    try:
        settings = Settings.model_validate({"name": name or path.name} | ({"database": database} if database else {}))
    except ValidationError as error:
        raise FilmwrightError(one_line(error), str(path), "give another name with --name") from error
    _make_folder(path)
    studio = Studio(path, settings)
    with studio.lock("init"):
        if database and _revision(studio) and _lived_in(studio):
            raise FilmwrightError("this database has a studio in it already", path.name, "name an empty one")
        _upgrade(studio)
        _settings.save(path, studio.settings)
    return studio


def _lived_in(studio: Studio) -> bool:
    """Whether somebody has written to this database: one that was only begun may be finished."""
    with studio.engine.connect() as connection:
        return connection.execute(text("SELECT seq FROM ledger_entry LIMIT 1")).first() is not None


def _make_folder(path: Path) -> None:
    ours = {"studio.db", "studio.db-journal", "studio.db-wal", "studio.db-shm", "tables", "keys", "locks"}
    try:
        path.mkdir(parents=True, exist_ok=True)
        held = [found.name for found in path.iterdir()]
    except OSError as error:
        raise FilmwrightError(f"no studio can be made here ({error.strerror})", str(path), "name another") from error
    foreign = next((name for name in sorted(held) if name not in ours and not name.startswith(".")), None)
    if foreign is not None:
        raise FilmwrightError(
            f"the folder is not empty (it holds {foreign})", str(path), "name a new or an empty folder"
        )


def open_studio(path: Path) -> Studio:
    """Open the studio in ``path``, bringing an older database up to date.

    Raises:
        FilmwrightError: if there is none, its database is gone, or it was made by a newer Filmwright.
    """
    path = path.resolve()
    studio = Studio(path, _settings.load(path))
    sqlite = studio.engine.dialect.name == "sqlite"
    # To look into a file that is not there would make it.
    revision = "" if sqlite and not Path(str(studio.engine.url.database)).is_file() else _revision(studio)
    if not revision and sqlite:
        # The settings are written after the database, so it was there: an empty one in its place would have no ledger.
        raise FilmwrightError(
            "the studio's database is gone or empty", studio.settings.database, "restore it from a copy"
        )
    if revision > HEAD:
        raise FilmwrightError(
            f"this studio's database is at {revision}; this Filmwright knows up to {HEAD}",
            str(path),
            "install a newer Filmwright",
        )
    if revision < HEAD:
        with studio.lock("init", wait=True):
            _upgrade(studio)
    return studio
