"""``train``: a snapshot and a recipe in, a run and a model out; killed at any moment, the same command goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from filmwright import files, lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import snapshot as snapshots
from filmwright.models import checkpoint, family, footage, open_base, processes, shelf
from filmwright.models.clips import ClipReport
from filmwright.models.finish import Making, finish
from filmwright.models.open_base import OpenBase
from filmwright.models.recipe import named
from filmwright.models.shelf import ModelRecord
from filmwright.models.wan.recipe import WanRecipe
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import door
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.family import AnyRecipe


def train(
    studio: Studio,
    snapshot: str,
    recipe: str | AnyRecipe,
    name: str,
    *,
    minutes: float | None = None,
    resume: bool = False,
    from_scratch: bool = False,
    base: str = "",
    progress: Progress | None = None,
    on_report: Callable[[ClipReport], None] = lambda report: None,
    price: float | None = None,
    currency: str = "",
) -> ModelRecord:
    """Train a model or an adapter on a snapshot: from the shipped base, from an open base, or from scratch.

    The snapshot's rights are asked again before a frame is read: a grant may have gone since it was made. A run that
    was cut short goes on from its last checkpoint when the same command comes again; ``resume`` insists that there is
    one. Of many processes (see ``launch``) each calls this; the first alone asks, records and evaluates.

    Args:
        snapshot: name or id.
        recipe: a recipe's name, or a whole recipe.
        name: of the run and the model.
        minutes: of training, over all the pieces of the run; the recipe's if None.
        base: folder or hub id of an open base, for recipes that train one.
        on_report: told which shots are kept, held out and dropped, before training starts.
        price: of an hour on all the machines of the run, for what is said of its cost; in ``currency``.

    Raises:
        RightsRefused: naming the missing grant or waiver, or that the snapshot was cleared for something else.
        FilmwrightError: for a name that is taken, a damaged snapshot, no footage, a base that does not go with the
            recipe, or nothing to resume.
        Busy: if this very run is under way in another process.
    """
    files.safe_name(name, "a model's name")
    chosen = named(recipe) if isinstance(recipe, str) else recipe
    if minutes is not None:
        chosen = chosen.model_copy(update={"minutes": minutes})
    frozen = snapshots.load(studio, snapshot)
    kind, action = family.makes(chosen), family.action(chosen)
    if frozen.action != action:
        what = "an adapter is" if kind == "adapter" else "all of a model's weights are"
        raise RightsRefused(
            f"this snapshot was cleared for {frozen.action}, and {what} {action}",
            frozen.name,
            f"filmwright snapshot NAME --action {action}",
        )
    chosen = family.settled(chosen, studio, frozen)
    with processes.joined(), ExitStack() as held:
        told = progress if progress and processes.is_first() else Silent()
        processes.alone(lambda: held.enter_context(studio.lock(f"train-{name}")))
        grown = _base(studio, chosen, base, from_scratch)
        run = studio.folder("runs") / name
        inputs = {"snapshot": frozen.id, "recipe": chosen.hash(), "base": grown.id if grown else ""}
        if resume and not checkpoint.newest(run):
            raise FilmwrightError("there is no checkpoint to go on from", name, "run it without --resume")
        if processes.alone(lambda: _is_done(studio, run, inputs, chosen, name)):
            return shelf.open_model(studio, name, kind)
        made = Making(studio, frozen, chosen, name, run, grown, inputs)
        decision = processes.alone(lambda: _ask(made))
        _run(made, decision, told, on_report, price, currency)
        return shelf.open_model(studio, name, kind)


def _base(studio: Studio, recipe: AnyRecipe, given: str, from_scratch: bool) -> shelf.Base | None:
    """What a run grows from, opened; refuses one that does not go with the recipe."""
    if not isinstance(recipe, WanRecipe):
        if given:
            do = "leave --base out, or choose another --recipe"
            raise FilmwrightError("this recipe trains no open base", recipe.name, do)
        return None if from_scratch else shelf.shipped_base()
    if from_scratch:
        raise FilmwrightError("this recipe trains an open base, not from scratch", recipe.name, "give --base")
    opened = open_base.own(studio, open_base.open_base(given)) if given else None
    family.of(recipe).need(recipe, opened)
    return opened


def _is_done(studio: Studio, run: Path, inputs: dict[str, str], recipe: AnyRecipe, name: str) -> bool:
    """Whether this very model exists; refuses a name that other things, or a run of another length, already made."""
    path = run / "run.json"
    begun = [json.loads(path.read_text(encoding="utf-8"))["inputs"]] if path.is_file() else []
    runs = [made.body for made in lineage.listing(studio, "run") if made.name == name]
    done = [body["inputs"] for body in runs]
    if any(others != inputs for others in [*begun, *done]):
        raise FilmwrightError(
            "a run of this name was begun with another snapshot, recipe or base", name, "choose another --name"
        )
    for length in (body["recipe"] for body in runs):
        if (length["minutes"], length["max_steps"]) != (recipe.minutes, recipe.max_steps):
            raise FilmwrightError(
                f"a model of this name is finished, after {length['minutes']:g} minutes", name, "choose another --name"
            )
    return bool(runs)


def _ask(made: Making) -> str:
    """The id of the Decision that permits a run; what it grew from is first put into the ledger."""
    job = f"run {made.name} of snapshot {made.frozen.id}"  # a run that goes on is the same use of a grant
    asked = Request(action=family.action(made.recipe), spans=made.spans, job=job, **made.frozen.asked)
    if isinstance(made.base, OpenBase):
        open_base.adopt(made.studio, made.base)
        return open_base.require(made.studio, made.base, asked).id
    if made.base:
        shelf.adopt(made.studio, made.base)
    return door.require(made.studio, asked).id


def _run(
    made: Making,
    decision: str,
    progress: Progress,
    on_report: Callable[[ClipReport], None],
    price: float | None,
    currency: str,
) -> None:
    from filmwright.models import loop, parallel
    from filmwright.models.callbacks.eta import Eta
    from filmwright.models.callbacks.log import Log
    from filmwright.models.callbacks.saving import Saving
    from filmwright.models.training import Training

    studio, recipe, run = made.studio, made.recipe, made.run
    kind = family.of(recipe)
    for batch in kind.batches(recipe):
        parallel.share(batch, parallel.groups(processes.size(), Training.of(recipe).context))
    sources = footage.sources(studio, made.frozen, recipe, made.base)
    report = kind.report(sources, footage.refusals(made.frozen), recipe)
    if processes.is_first():
        _begin(made, decision, report)
        on_report(report)
    prompts = sorted({source.prompt for source in sources})
    pipeline = kind.start(recipe, made.base, prompts)
    data = processes.first_then_all(lambda: kind.data(studio, sources, pipeline, recipe, progress))
    callbacks = [Log(), Eta(progress, price, currency), Saving()]
    mark = loop.run(kind.task(pipeline, data, recipe), Training.of(recipe), run, callbacks, progress)
    whole = None if processes.size() > 1 else pipeline  # what many processes trained is in pieces
    processes.alone(
        lambda: finish(made, decision, whole or kind.start(recipe, made.base, prompts), data, report, mark, progress)
    )


def _begin(made: Making, decision: str, report: ClipReport) -> None:
    """Write what the run was told and which clips it keeps."""
    made.run.mkdir(parents=True, exist_ok=True)
    said = {"inputs": made.inputs, "decision": decision}
    files.write_text(made.run / "run.json", json.dumps(said, indent=2))
    files.write_text(made.run / "recipe.json", made.recipe.model_dump_json(indent=2))
    files.write_text(made.run / "clips.json", json.dumps(report.to_json(), indent=2))
