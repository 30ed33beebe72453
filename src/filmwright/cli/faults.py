"""Faults at the door: whatever a person or a machine can cause becomes one line on stderr and an exit code.

Causes that are known are said where they arise, as a ``FilmwrightError``; what is here is the last net.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import typer

from filmwright.errors import FilmwrightError

FAULT = 2
STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""
_USAGE = typer.BadParameter.__mro__[1]
"""The class of all faults of usage; typer shows no better name for it."""
_SYSTEM = {
    errno.ENOSPC: "free some space and run it again",
    errno.EDQUOT: "free some space and run it again",
    errno.ENAMETOOLONG: "give a shorter name",
    errno.ENOTDIR: "name a path that leads through folders",
    errno.EISDIR: "name a file",
    errno.ENOENT: "check the path",
    errno.EACCES: "check the permissions",
    errno.EPERM: "check the permissions",
    errno.EROFS: "name a place that may be written to",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
}


@contextmanager
def said() -> Iterator[None]:
    """Turn faults into one line and ``SystemExit``; what nobody but us can have caused goes on as it is."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError):
            print("\nfilmwright: stopped; nothing is lost, run the same command again to go on", file=sys.stderr)
        raise SystemExit(STOPPED) from None
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            with suppress(OSError):  # Its message is the help.
                print(str(getattr(error, "message", "")).rstrip(), file=sys.stderr)
            raise SystemExit(FAULT) from None
        fault = _fault(error)
        if fault is None:
            raise
        with suppress(OSError):
            print(f"error: {fault}", file=sys.stderr)
        raise SystemExit(FAULT) from None


def check_words(words: Sequence[str]) -> None:
    """Refuse arguments that no record and no screen can hold.

    Raises:
        FilmwrightError: if one is not UTF-8, or has a NUL in it.
    """
    for word in words:
        if "\0" in word:
            raise FilmwrightError("an argument holds a NUL character", word, "leave it out")
        if any("\ud800" <= character <= "\udfff" for character in word):
            raise FilmwrightError("an argument is not UTF-8", word, "write it in UTF-8; rename a file of such a name")


def _fault(error: Exception) -> FilmwrightError | None:
    """The line for an error, or None where it is a fault of ours."""
    if isinstance(error, FilmwrightError):
        return error
    if isinstance(error, _USAGE):
        return _usage(error)
    if isinstance(error, OSError):
        return _system(error)
    if isinstance(error, UnicodeError):
        return FilmwrightError(f"a name or a text is not UTF-8 ({error})", "", "write it in UTF-8")
    # SQLAlchemy is not imported here, for the sake of a fast --help: where it was not, no error is of its kind.
    database = sys.modules.get("sqlalchemy.exc")
    if database is not None and isinstance(error, database.SQLAlchemyError):
        why = getattr(error, "orig", None) or error
        do = "see that nothing else holds it, and that its disk is not full"
        return FilmwrightError(f"the studio's database refused ({why})", "", do)
    return None


def _usage(error: Exception) -> FilmwrightError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "filmwright"
    message: str = error.format_message() if hasattr(error, "format_message") else str(error)
    return FilmwrightError(message.rstrip("."), "", f"{command} --help")


def _system(error: OSError) -> FilmwrightError:
    where = "" if error.filename is None else str(error.filename)
    what = error.strerror or str(error) or type(error).__name__
    return FilmwrightError(what, where, _SYSTEM.get(error.errno or 0, "see that the file and its disk are whole"))
