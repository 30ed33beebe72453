"""``demo``: the whole road on sample films, by the functions that the commands call.

Whether a step is done is read from the studio itself, so the demo can be stopped anywhere and run again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmwright.cli.say import HERE, AsJson, InStudio


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(demo)


def demo(
    path: Annotated[
        Path | None, typer.Argument(help="The demo's studio.", show_default="--studio, or demo-studio")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A shorter training: four minutes in all.")] = False,
    staged: Annotated[
        bool, typer.Option("--staged", help="On a film that the soundstage renders here; needs no network.")
    ] = False,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Do all of it on sample films, then say where report.html is."""
    from filmwright.cli import road

    road.walk(path or (studio if studio != HERE else Path("demo-studio")), quick=quick, as_json=as_json, staged=staged)
