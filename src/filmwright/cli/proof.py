"""``verify``: is this file trusted? Exit code 0 if it is, 1 if it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from filmwright.cli import studio as studio_commands
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened


def register(app: typer.Typer) -> None:
    """Add this command to ``app``, and after it those that look back."""
    app.command()(verify)
    studio_commands.register_last(app)


def verify(
    file: Annotated[Path, typer.Argument(help="A take, wherever it lies.")],
    anchor: Annotated[
        Path | None,
        typer.Option(
            "--anchor", metavar="root.pem", help="A certificate to trust: keys/root.pem of the studio that signed."
        ),
    ] = None,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Check a file's signature and binding; in a studio, make its Decisions again. Exit 0 trusted, 1 not."""
    from filmwright import settings
    from filmwright.provenance.keys import read_anchors
    from filmwright.takes.verify import verify as run

    # A verifier need not have the studio: without one here, the anchor alone decides.
    here = opened(studio) if (studio / settings.FILE).is_file() or studio != HERE else None
    found = run(file, here, read_anchors(anchor) if anchor else "")
    answer(as_json, found.to_json(), *verify_lines(found.to_json()))
    if not found.trusted:
        raise typer.Exit(1)


def verify_lines(facts: dict[str, Any]) -> list[str]:
    """What ``verify`` found, for people."""
    lines = ["trusted" if facts["trusted"] else "NOT trusted"]
    lines.append(f"  signature: {facts['state'].lower()}" + (f", by {facts['signer']}" if facts["signer"] else ""))
    for decision in facts["decisions"]:
        again = (
            "the same again from its ledger root"
            if decision["same"]
            else f"but {decision['rerun_verdict']} when made again"
        )
        today = "" if decision["today"] == decision["verdict"] else f"; asked today: {decision['today']}"
        lines.append(
            f"  Decision {decision['id'][:12]} for {decision['action']}: {decision['verdict']}, {again}{today}"
        )
    lines += [
        f"  Decision {one[:12]} is not at hand here: whoever signed vouches for it" for one in facts["not_at_hand"]
    ]
    return [*lines, *(f"  {problem}" for problem in facts["problems"])]
