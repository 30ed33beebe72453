"""``train``: a snapshot and a recipe in, a model out."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, note, opened, progress
from filmwright.reports.spoken import duration


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command()(train)


def train(
    snapshot: Annotated[str, typer.Option("--snapshot", help="What the run may read.")],
    name: Annotated[str, typer.Option("--name", help="What to call the model.")],
    recipe: Annotated[str, typer.Option("--recipe", help="The configuration of the run.")] = "house-tiny",
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.05, help="Stop after so long.", show_default="the recipe's")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's last checkpoint.")] = False,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Do not start from the base that ships.")
    ] = False,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Train a model on a snapshot; says first which clips are kept, which dropped, and why."""
    here = opened(studio)
    from filmwright.models.train import train as run
    from filmwright.reports import journal

    with journal.timed(here.path, "train"):
        model = run(
            here,
            snapshot,
            recipe,
            name,
            minutes=minutes,
            resume=resume,
            from_scratch=from_scratch,
            progress=progress(as_json),
            on_report=(lambda report: None) if as_json else show_clips,
        )
    facts = model.to_json()
    answer(as_json, facts, *model_lines(facts))


def show_clips(report: Any) -> None:
    """Which clips were kept, dropped and why, before the run begins."""
    for line in report.lines():
        note(line)


def model_lines(facts: dict[str, Any]) -> list[str]:
    """What came of a run, for people."""
    return [
        f"Model {facts['model']}  {facts['id'][:16]}, {facts['steps']} steps in {duration(facts['seconds'])}",
        f"  in {facts['path']}; its run, with loss plot and samples, in {facts['run']}",
        f'Next: filmwright shoot {facts["model"]} "PROMPT"',
    ]
