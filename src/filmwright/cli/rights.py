"""``clear`` and ``snapshot``: what may be used, what may not and why; and freezing what may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened
from filmwright.reports.spoken import duration

if TYPE_CHECKING:
    from filmwright.studio import Studio

Action = Annotated[str, typer.Option("--action", help="What is to be done: train.base, generate.generic, deliver, ...")]
Project = Annotated[str, typer.Option("--project", help="For which project, where a grant names some.")]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(clear)
    app.command()(snapshot)


def clear(action: Action, project: Project = "", as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Show what is cleared for an action, what is not, and for each refusal the missing grant."""
    facts = clear_facts(opened(studio), action, project)
    answer(as_json, facts, *clear_lines(facts))


def clear_facts(studio: Studio, action: str, project: str = "") -> dict[str, Any]:
    """What ``clear --json`` prints."""
    from filmwright.library.clear import clear as ask
    from filmwright.library.clear import obstacles

    found = ask(studio, action, project)
    missing = [
        {"sentence": one.headline, "titles": list(one.titles), "shots": one.shots, "seconds": one.seconds}
        for one in obstacles(found)
    ]
    cleared = [one for one in found if one.cleared]
    return {
        "action": action,
        "cleared": len(cleared),
        "cleared_seconds": round(sum(one.shot.seconds for one in cleared), 3),
        "refused": len(found) - len(cleared),
        "refused_seconds": round(sum(one.shot.seconds for one in found if not one.cleared), 3),
        "missing": missing,
        "shots": [one.to_json() for one in found],
    }


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
    here = opened(studio)
    from filmwright.library.snapshot import make
    from filmwright.reports import journal

    with journal.timed(here.path, "snapshot"):
        made = make(here, name, action, project)
    facts = made.to_json()
    answer(
        as_json,
        facts,
        f"Snapshot {name}: {facts['shots']} shots cleared for {action}, {facts['refused']} refused  {facts['id'][:16]}",
        f"Next: filmwright train --snapshot {name} --recipe house-tiny --name MODEL",
    )
