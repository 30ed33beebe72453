"""Transactions on the studio's database: one writer at a time, and what a database says, said in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from filmwright.errors import Busy, FilmwrightError
from filmwright.rights import chain
from filmwright.studio import Studio

PATIENCE = "30s"
"""How long a writer waits for another on PostgreSQL; SQLite's is set where the studio opens it."""


@contextmanager
def writing(studio: Studio) -> Iterator[Connection]:
    """A connection in a transaction that no other writer can enter; commits at the end, rolls back on any error.

    Put rows of other tables in it too: they and the ledger's entries stand or fall together. Do not call the door's
    functions that open a transaction of their own while inside.

    Raises:
        Busy: if another process writes for longer than a minute.
        FilmwrightError: if the disk is full.
    """
    sqlite = studio.engine.dialect.name == "sqlite"
    with _said(studio), studio.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT") if sqlite else plain
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("LOCK TABLE ledger_entry IN EXCLUSIVE MODE"))
        try:
            chain.complete(connection)
            yield connection
        except BaseException:
            # A full disk makes SQLite roll back by itself, and then there is nothing left to.
            with suppress(DatabaseError):
                connection.exec_driver_sql("ROLLBACK") if sqlite else connection.rollback()
            raise
        connection.exec_driver_sql("COMMIT") if sqlite else connection.commit()


@contextmanager
def reading(studio: Studio) -> Iterator[Connection]:
    """A connection for reading.

    Raises:
        FilmwrightError: if the database cannot be read.
    """
    with _said(studio), studio.engine.connect() as connection:
        yield connection


_POSTGRES = {"55P03": "locked", "53100": "full", "25006": "readonly", "42501": "readonly"}
"""SQLSTATE of PostgreSQL -> the word in ``_SAID``."""
_SAID = {
    "locked": ("another process is writing to the studio", "wait, then run it again"),
    "busy": ("another process is writing to the studio", "wait, then run it again"),
    "full": ("the disk is full; nothing was changed", "free some space, then run it again"),
    "disk I/O": ("the disk is full or failing; nothing was changed", "free some space, then run it again"),
    "readonly": ("the database may not be written", "mend its permissions"),
}


@contextmanager
def _said(studio: Studio) -> Iterator[None]:
    """What a person is told; a broken constraint or a wrong query is a fault of the code and stays what it is."""
    try:
        yield
    except DatabaseError as error:
        fault = _fault(error)
        if fault is None:
            raise
        for word, (what, do) in _SAID.items():
            if word in fault:
                raise (Busy if word in ("locked", "busy") else FilmwrightError)(what, str(studio.path), do) from error
        what = f"the database cannot be used ({fault})"
        raise FilmwrightError(what, str(studio.path), "restore it from a copy") from error.orig
    except InterfaceError as error:
        what = f"the database does not answer ({error.orig})"
        raise FilmwrightError(what, str(studio.path), "start it, or mend the URL in studio.yaml") from error.orig


def _fault(error: DatabaseError) -> str | None:
    """What the database says was wrong; None for what only wrong code can cause."""
    told = error.orig.args[0] if error.orig is not None and error.orig.args else ""
    if isinstance(told, dict):
        return _POSTGRES.get(str(told.get("C", "")))
    return str(error.orig) if type(error) in (OperationalError, DatabaseError) else None
