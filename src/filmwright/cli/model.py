"""``train``: a snapshot and a recipe in, a model out."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, note, opened, progress
from filmwright.reports.spoken import duration

if TYPE_CHECKING:
    from filmwright.studio import Studio


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
    base: Annotated[
        str, typer.Option("--base", metavar="FOLDER|HUB-ID", help="The open base of a wan or vace recipe.")
    ] = "",
    gpus: Annotated[int, typer.Option("--gpus", help="GPUs of each machine; more than one writes a launch.")] = 1,
    nodes: Annotated[int, typer.Option("--nodes", help="Machines; more than one writes a launch.")] = 1,
    launcher: Annotated[
        str | None,
        typer.Option("--launcher", help="Write a launch for torchrun, slurm or ray.", show_default="torchrun"),
    ] = None,
    price: Annotated[
        float | None, typer.Option("--price", min=0, help="Cost of one hour on all of it; says what the run costs.")
    ] = None,
    currency: Annotated[str, typer.Option("--currency", help="What the price is in.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Train a model on a snapshot; says first which clips are kept, which dropped, and why.

    On many GPUs or machines it writes the script that launches the same training there, and says how to start it.
    """
    here = opened(studio)
    if launcher or (gpus, nodes) != (1, 1):
        words = ["train", "--studio", str(here.path.resolve()), "--snapshot", snapshot, "--name", name]
        words += ["--recipe", recipe, *(["--minutes", str(minutes)] if minutes is not None else [])]
        words += ["--base", _whole(base)] if base else []
        words += [*(["--resume"] if resume else []), *(["--from-scratch"] if from_scratch else [])]
        words += ["--price", str(price)] if price is not None else []
        words += ["--currency", currency] if currency else []
        _launch(here, name, recipe, words, gpus, nodes, launcher or "torchrun", as_json)
        return
    from filmwright.models import processes
    from filmwright.models.train import train as run
    from filmwright.reports import journal

    first = processes.first_of_launch()
    with journal.timed(here.path, "train") if first else nullcontext():
        model = run(
            here,
            snapshot,
            recipe,
            name,
            minutes=minutes,
            resume=resume,
            from_scratch=from_scratch,
            base=base,
            progress=progress(as_json),
            on_report=(lambda report: None) if as_json else show_clips,
            price=price,
            currency=currency,
        )
    facts = model.to_json()
    if first:
        answer(as_json, facts, *model_lines(facts))


def _launch(
    here: Studio, name: str, recipe: str, words: list[str], gpus: int, nodes: int, launcher: str, as_json: bool
) -> None:
    from filmwright.library import snapshot as snapshots
    from filmwright.models import family
    from filmwright.models.launch import Launch, write
    from filmwright.models.recipe import named
    from filmwright.models.training import Training

    snapshots.load(here, words[words.index("--snapshot") + 1])
    chosen = named(recipe)
    launch = Launch(here.folder("runs").resolve(), name, tuple(words), gpus, nodes)
    script, start = write(launch, launcher, family.of(chosen).batches(chosen), Training.of(chosen).context)
    answer(as_json, {"launch": str(script), "start": start}, f"Nothing runs yet. {launch.said}", f"Start: {start}")


def _whole(base: str) -> str:
    """The base as other machines find it: a folder's whole path, or the hub id as it is."""
    place = Path(base)
    return str(place.resolve()) if place.is_dir() else base


def show_clips(report: Any) -> None:
    """Which clips were kept, dropped and why, before the run begins."""
    for line in report.lines():
        note(line)


def model_lines(facts: dict[str, Any]) -> list[str]:
    """What came of a run, for people."""
    if facts["kind"] == "adapter":
        return [
            f"Adapter {facts['model']}  {facts['id'][:16]}, {facts['steps']} steps in {duration(facts['seconds'])}",
            f"  in {facts['path']}; its run, with loss plot and samples, in {facts['run']}",
            "Next: a stock diffusers pipeline of its base takes it: load_lora_weights(FOLDER)",
        ]
    return [
        f"Model {facts['model']}  {facts['id'][:16]}, {facts['steps']} steps in {duration(facts['seconds'])}",
        f"  in {facts['path']}; its run, with loss plot and samples, in {facts['run']}",
        f'Next: filmwright shoot {facts["model"]} "PROMPT"',
    ]
