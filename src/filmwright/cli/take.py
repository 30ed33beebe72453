"""``shoot``: a model and a prompt in, a signed take out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress
from filmwright.reports.spoken import duration


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(shoot)


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
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.mp4", help="Put a copy here.")] = None,
    project: Annotated[str, typer.Option("--project", help="For which project, where a grant names some.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Make a take: decide, sample, encode, sign, store."""
    here = opened(studio)
    from filmwright.reports import journal
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
            progress=progress(as_json),
        )
    facts = take.to_json(here)
    if out is not None:
        facts["copy"] = str(out)
    answer(as_json, facts, *take_lines(facts))


def take_lines(facts: dict[str, Any]) -> list[str]:
    """A take for people."""
    lines = [f"Take {facts['name']}  {facts['take'][:16]}, made in {duration(facts['seconds'])}, seed {facts['seed']}"]
    lines += [f"  {finding['gate']}: {finding['said']}" for finding in facts["findings"] if not finding["passed"]]
    return [
        *lines,
        f"  in {facts.get('copy') or facts['file']}",
        f"Next: filmwright verify {facts.get('copy') or facts['file']}",
    ]
