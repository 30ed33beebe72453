"""``shoot`` and ``deliver``: a model and a prompt in, a signed take out; and the take out of the studio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from filmwright.cli.asked import Medium, Project, ReplicaKind, Territory, Use
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress
from filmwright.reports.spoken import duration


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(shoot)
    app.command()(deliver)


def shoot(
    model: Annotated[str, typer.Argument(help="A model of this studio.")],
    prompt: Annotated[str, typer.Argument(help="What the shot shows.")],
    first_frame: Annotated[
        str,
        typer.Option(
            "--first-frame", metavar="FILE|SHOT", help="Begin with this picture: a shot's id, or a file of the studio."
        ),
    ] = "",
    frames: Annotated[int, typer.Option("--frames", help="How many; a take lasts two seconds at least.")] = 24,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed gives the same frames.", show_default="drawn")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.mp4", help="Deliver a copy here.")] = None,
    project: Project = "",
    territory: Territory = None,
    media: Medium = None,
    use: Use = "",
    replica_kind: ReplicaKind = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Make a take: decide, sample, encode, sign, store; with --out, deliver it too."""
    here = opened(studio)
    from filmwright.reports import journal
    from filmwright.takes.deliver import deliveries
    from filmwright.takes.shoot import shoot as run

    with journal.timed(here.path, "shoot"):
        take = run(
            here,
            model,
            prompt,
            first_frame=first_frame,
            frames=frames,
            seed=seed,
            out=out,
            project=project,
            territory=territory or (),
            media=media or (),
            use=use,
            replica_kind=replica_kind,
            progress=progress(as_json),
        )
    facts = take.to_json(here)
    if out is not None:
        facts["copy"] = str(out)
        made = [one for one in deliveries(here, take.id) if one.path == out.absolute()]
        facts["delivery"] = made[-1].to_json()
    answer(as_json, facts, *take_lines(facts))


def take_lines(facts: dict[str, Any]) -> list[str]:
    """A take for people."""
    lines = [f"Take {facts['name']}  {facts['take'][:16]}, made in {duration(facts['seconds'])}, seed {facts['seed']}"]
    lines += [f"  {finding['gate']}: {finding['said']}" for finding in facts["findings"] if not finding["passed"]]
    lines += [f"  a digital replica, by Decision {one[:12]}" for one in facts["decisions"][1:]]
    return [
        *lines,
        f"  in {facts.get('copy') or facts['file']}",
        f"Next: filmwright verify {facts.get('copy') or facts['file']}",
    ]


def deliver(
    take: Annotated[str, typer.Argument(help="A take of this studio: its name, its id (8 digits do) or its file.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.mp4", help="Where to.")],
    project: Project = "",
    territory: Territory = None,
    media: Medium = None,
    use: Use = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Copy a take out of the studio, if all who stand behind it allow that."""
    here = opened(studio)
    from filmwright.takes import deliver as door

    made = door.deliver(
        here, door.find_take(here, take), out, project=project, territory=territory or (), media=media or (), use=use
    )
    facts = made.to_json()
    answer(as_json, facts, *deliver_lines(facts))


def deliver_lines(facts: dict[str, Any]) -> list[str]:
    """A delivery for people."""
    where = ", ".join(facts["territory"]) or "everywhere"
    shown = ", ".join(facts["media"]) or "all media"
    purpose = f", for {facts['project']}" if facts["project"] else ""
    return [
        f"Delivered take {facts['take'][:16]} to {facts['file']} ({where}, {shown}{purpose})",
        f"  Decision {facts['decision'][:12]}",
    ]
