"""``filmwright``: the list of commands, and what happens when one of them fails.

Nothing heavy is imported here or at the top of a command's module: ``filmwright --help`` answers in under 0.3 s.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from filmwright import __version__
from filmwright.cli import demo, film, model, proof, rights, studio, take
from filmwright.errors import FilmwrightError

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def _refuse(message: str) -> SystemExit:
    print(f"filmwright: {message}", file=sys.stderr)
    return SystemExit(2)


class Doors(TyperGroup):
    """The group of all commands: a fault that a person can mend is one line on stderr and exit code 2."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Commands in the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        """Run one command; turn the faults that a person or a machine can cause into one line."""
        try:
            return super().invoke(ctx)
        except FilmwrightError as error:
            raise _refuse(str(error)) from None
        except KeyboardInterrupt:
            print("\nfilmwright: stopped; nothing is lost, run the same command again to go on", file=sys.stderr)
            raise SystemExit(STOPPED) from None
        except BrokenPipeError:
            # The reader of our output went away (``filmwright shots | head``): not a fault.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise _refuse("the disk is full; nothing was changed -> free some space and run it again") from None
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise _refuse(f"{error.filename or 'a file'}: {error.strerror}") from None
            raise
        except Exception as error:
            # SQLAlchemy is not imported here for the sake of a fast --help, hence the look at the module's name.
            if type(error).__module__.startswith("sqlalchemy") and hasattr(error, "orig"):
                raise _refuse(f"the studio's database refused: {' '.join(str(error.orig).split())}") from error
            raise


app = typer.Typer(
    name="filmwright",
    cls=Doors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A studio makes its own video model from its own films and shoots with it, each step with a proven right.",
)


def _version(asked: bool) -> None:
    if asked:
        print(f"filmwright {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


for _commands in (studio, film, rights, model, take, proof, demo):
    _commands.register(app)


def run() -> None:
    """The console script."""
    # Nothing here may reach for a model hub, and our own bars are enough.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    app(prog_name="filmwright")


if __name__ == "__main__":
    run()
