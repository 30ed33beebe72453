"""``clear`` and ``snapshot``: what may be used, what may not and why; and freezing what may."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened
from filmwright.reports.spoken import duration

Action = Annotated[str, typer.Option("--action", help="What is to be done: train.base, generate.generic, deliver, ...")]
Project = Annotated[str, typer.Option("--project", help="For which project, where a grant names some.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(clear)
    app.command()(snapshot)


def clear(action: Action, project: Project = "", as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Show what is cleared for an action, what is not, and for each refusal the missing grant."""
    from filmwright.library.clear import summary

    facts = summary(opened(studio), action, project)
    answer(as_json, facts, *clear_lines(facts))


def clear_lines(facts: dict[str, Any]) -> list[str]:
    """What ``clear`` found, for people."""
    lines = [f"{facts['action']}: {facts['cleared']} shots cleared ({duration(facts['cleared_seconds'])})"]
    lines[0] += f", {facts['refused']} refused ({duration(facts['refused_seconds'])})"
    for missing in facts["missing"]:
        lines.append(f"  {missing['shots']} shots of {', '.join(missing['titles'])}: {missing['sentence']}")
    return lines


def snapshot(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    action: Action,
    project: Project = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Freeze the cleared shots, with the ledger root, as an immutable manifest."""
    from filmwright.library.snapshot import make
    from filmwright.reports import journal

    here = opened(studio)
    with journal.timed(here.path, "snapshot"):
        made = make(here, name, action)
    facts = made.to_json()
    answer(
        as_json,
        facts,
        f"Snapshot {name}: {facts['shots']} shots cleared for {action}, {facts['refused']} refused  {facts['id'][:16]}",
        f"Next: filmwright train --snapshot {name} --recipe house-tiny --name MODEL",
    )
