"""``filmwright``: the list of commands, and what happens when one of them fails.

Nothing heavy is imported here or at the top of a command's module: ``filmwright --help`` answers in under 0.3 s.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from filmwright import __version__
from filmwright.cli import (
    appearances,
    circumstances,
    demo,
    faults,
    film,
    formats,
    ledger,
    model,
    proof,
    rights,
    rights_report,
    say,
    stage,
    studio,
    take,
    templates,
    waiver,
    withdraw,
)
from filmwright.cli.group import Group, group


class Doors(Group):
    """The group of all commands: a fault that a person can mend is one line on stderr and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run one command; turn the faults that a person or a machine can cause into one line."""
        with faults.said():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """The same for what comes before a command (its options) and after it (the last of its output)."""
        with faults.said():
            faults.check_words(sys.argv[1:] if args is None else args)
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
            say.flush()
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)
        return code


app = group(
    "A studio makes its own video model from its own films and shoots with it, each step with a proven right.", Doors
)


def _version(asked: bool) -> None:
    if asked:
        say.lines(f"filmwright {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


_rights = group("Rights: read them, put them in, settle what is open.")
for _part in (rights_report, appearances, circumstances, templates, formats, waiver):
    _part.register(_rights)
for _commands in (studio, film, rights, model, take, proof, withdraw, ledger, stage, demo):
    _commands.register(app)
app.add_typer(_rights, name="rights")


def run() -> None:
    """The console script."""
    # Nothing here may reach for a model hub, and our own bars are enough.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    # A name that this screen has no letters for is shown as an escape; it is no reason to stop.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    app(prog_name="filmwright")


if __name__ == "__main__":
    run()
