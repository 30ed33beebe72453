"""``clear`` and ``snapshot``: what may be used, what may not and why; and freezing what may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Unpack

import typer

from filmwright.cli.asked import Action, limited, limited_today
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened
from filmwright.cli.tables import wrapped
from filmwright.reports.spoken import duration, many

if TYPE_CHECKING:
    from filmwright.library.clear import Limits
    from filmwright.studio import Studio


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(clear)
    app.command()(snapshot)


@limited
def clear(action: Action, limits: Limits, as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """Show what is cleared for an action, what is not, and for each refusal the missing grant."""
    facts = clear_facts(opened(studio), action, **limits)
    answer(as_json, facts, *clear_lines(facts))


def clear_facts(studio: Studio, action: str, **limits: Unpack[Limits]) -> dict[str, Any]:
    """What ``clear --json`` prints."""
    from filmwright.library.clear import by_title, obstacles
    from filmwright.library.clear import clear as ask

    found = ask(studio, action, **limits)
    missing = [
        {"sentence": one.headline, "titles": list(one.titles), "shots": one.shots, "seconds": one.seconds}
        for one in obstacles(found)
    ]
    cleared = [one for one in found if one.cleared]
    return {
        "action": action,
        "limits": dict(limits),
        "cleared": len(cleared),
        "cleared_seconds": round(sum(one.shot.seconds for one in cleared), 3),
        "refused": len(found) - len(cleared),
        "refused_seconds": round(sum(one.shot.seconds for one in found if not one.cleared), 3),
        "titles": by_title(found),
        "missing": missing,
        "shots": [one.to_json() for one in found],
    }


def clear_lines(facts: dict[str, Any]) -> list[str]:
    """What ``clear`` found, for people."""
    lines = [f"{facts['action']}: {facts['cleared']} shots cleared ({duration(facts['cleared_seconds'])})"]
    lines[0] += f", {facts['refused']} refused ({duration(facts['refused_seconds'])})"
    if facts["titles"]:
        words = ("permit", "unknown", "deny")
        rows = [[one["title"], *(_length(one[word]) for word in words)] for one in facts["titles"]]
        lines += ["", *wrapped(["title", *words], rows, numbers=3).splitlines()]
    if facts["missing"]:
        rows = [
            [f"{one['sentence']} ({', '.join(one['titles'])})", one["shots"], duration(one["seconds"])]
            for one in facts["missing"]
        ]
        lines += ["", *wrapped(["what is missing", "shots", "time"], rows, numbers=2).splitlines()]
    return lines


def _length(held: dict[str, Any]) -> str:
    return f"{many(held['shots'], 'shot')}, {duration(held['seconds'])}" if held["shots"] else "-"


@limited_today
def snapshot(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    action: Action,
    limits: Limits,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Freeze the cleared shots, with the ledger root, as an immutable manifest."""
    here = opened(studio)
    from filmwright.library.snapshot import make
    from filmwright.reports import journal

    with journal.timed(here.path, "snapshot"):
        made = make(here, name, action, **limits)
    facts = made.to_json()
    answer(
        as_json,
        facts,
        f"Snapshot {name}: {facts['shots']} shots cleared for {action}, {facts['refused']} refused  {facts['id'][:16]}",
        f"Next: filmwright train --snapshot {name} {_recipe(action)}",
    )


def _recipe(action: str) -> str:
    """A recipe that what is cleared serves."""
    if action == "train.adapter":
        return "--recipe wan-1.3b-lora --base FOLDER --name ADAPTER"
    return "--recipe house-tiny --name MODEL"
