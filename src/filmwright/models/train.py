"""``train``: a snapshot and a recipe in, a run and a model out; killed at any moment, the same command goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files, lineage
from filmwright.canonical import folder_sha256
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import snapshot as snapshots
from filmwright.models import checkpoint, footage, shelf
from filmwright.models.clips import ClipReport
from filmwright.models.recipe import Recipe, named
from filmwright.models.shelf import ModelRecord
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import door
from filmwright.rights.decision import merge_spans
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.clips import Bank
    from filmwright.models.house_pipeline import HousePipeline
    from filmwright.models.optimizer import Masters


def train(
    studio: Studio,
    snapshot: str,
    recipe: str | Recipe,
    name: str,
    *,
    minutes: float | None = None,
    resume: bool = False,
    from_scratch: bool = False,
    progress: Progress | None = None,
    on_report: Callable[[ClipReport], None] = lambda report: None,
) -> ModelRecord:
    """Train a model on a snapshot, from the shipped base or from scratch.

    The snapshot's rights are asked again before a frame is read: a grant may have gone since it was made. A run that
    was cut short goes on from its last checkpoint when the same command comes again; ``resume`` insists that there is
    one.

    Args:
        snapshot: name or id.
        recipe: a recipe's name, or a whole recipe.
        name: of the run and the model.
        minutes: of training, over all the pieces of the run; the recipe's if None.
        on_report: told which shots are kept, held out and dropped, before training starts.

    Raises:
        RightsRefused: naming the missing grant, or that the snapshot was cleared for something else.
        FilmwrightError: for a name that is taken, a damaged snapshot, no footage, or nothing to resume.
        Busy: if this very run is under way in another process.
    """
    files.safe_name(name, "a model's name")
    chosen = named(recipe) if isinstance(recipe, str) else recipe
    if minutes is not None:
        chosen = chosen.model_copy(update={"minutes": minutes})
    frozen = snapshots.load(studio, snapshot)
    if frozen.action != Action.TRAIN_BASE:
        raise RightsRefused(
            f"this snapshot was cleared for {frozen.action}, and all of a model's weights are {Action.TRAIN_BASE}",
            frozen.name,
            f"filmwright snapshot NAME --action {Action.TRAIN_BASE}",
        )
    with studio.lock(f"train-{name}"):
        base = None if from_scratch else shelf.shipped_base()
        run = studio.folder("runs") / name
        inputs = {"snapshot": frozen.id, "recipe": chosen.hash(), "base": base.id if base else ""}
        if resume and not checkpoint.newest(run):
            raise FilmwrightError("there is no checkpoint to go on from", name, "run it without --resume")
        if _is_done(studio, run, inputs, chosen, name):
            return shelf.open_model(studio, name)
        if base:
            shelf.adopt(studio, base)
        spans = merge_spans([*(base.spans if base else ()), *(shot.span for shot in frozen.shots)])
        job = f"run {name} of snapshot {frozen.id}"  # a run that goes on is the same use of a grant
        asked = Request(action=Action.TRAIN_BASE, spans=spans, job=job, **frozen.asked)
        decision = door.require(studio, asked)
        return _run(
            studio, frozen, chosen, name, run, base, spans, decision.id, inputs, progress or Silent(), on_report
        )


def _is_done(studio: Studio, run: Path, inputs: dict[str, str], recipe: Recipe, name: str) -> bool:
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


def _run(
    studio: Studio,
    frozen: snapshots.Snapshot,
    recipe: Recipe,
    name: str,
    run: Path,
    base: shelf.Base | None,
    spans: tuple[Span, ...],
    decision: str,
    inputs: dict[str, str],
    progress: Progress,
    on_report: Callable[[ClipReport], None],
) -> ModelRecord:
    from filmwright.models import clips, evaluate, house, plots
    from filmwright.models.optimizer import Masters

    sources = footage.sources(studio, frozen, recipe, base)
    report = clips.report(sources, footage.refusals(frozen), recipe)
    run.mkdir(parents=True, exist_ok=True)
    files.write_text(run / "run.json", json.dumps({"inputs": inputs, "decision": decision}, indent=2))
    files.write_text(run / "recipe.json", recipe.model_dump_json(indent=2))
    files.write_text(run / "clips.json", json.dumps(report.to_json(), indent=2))
    on_report(report)
    pipeline = _start(recipe, base, sorted({source.prompt for source in sources}))
    bank = clips.bank(studio.folder("cache", "latents"), sources, pipeline.vae, recipe, progress)
    masters = Masters(pipeline, recipe)
    mark = _train(run, recipe, pipeline, bank, masters, progress)
    masters.adopt_average()
    progress.start("validation shots", 4)
    made = evaluate.shots(pipeline, bank, recipe, 2, progress.advance)
    evaluation = evaluate.summary(pipeline, bank, recipe, made)
    progress.finish()
    files.write_text(run / "eval.json", json.dumps(evaluation, indent=2))
    plots.loss_plot(checkpoint.metrics(run), evaluation, run / "loss.png")
    plots.sample_grid(made, run / "samples.png")
    card = _card(frozen, recipe, name, base, spans, mark, masters, report, evaluation)
    folder = studio.folder("models") / name
    house.save(pipeline, folder, card, {"name": name, **inputs, "decision": decision})
    _record(studio, frozen, recipe, name, run, folder, base, spans, decision, inputs, mark)
    return shelf.open_model(studio, name)


def _start(recipe: Recipe, base: shelf.Base | None, prompts: list[str]) -> HousePipeline:

    from filmwright.models import house

    pipeline = (house.load(base.path) if base else house.fresh(recipe, prompts)).to(house.device())
    shape = {key: pipeline.transformer.config[key] for key in ("num_attention_heads", "num_layers", "ffn_dim")}
    wanted = {"num_attention_heads": recipe.heads, "num_layers": recipe.layers, "ffn_dim": recipe.feed_forward}
    if shape != wanted:
        raise FilmwrightError(
            f"the base has another shape ({shape}) than the recipe ({wanted})", recipe.name, "use --from-scratch"
        )
    return pipeline


def _train(run: Path, recipe: Recipe, pipeline: HousePipeline, bank: Bank, masters: Masters, progress: Progress) -> Any:
    """Step until the recipe's minutes or steps are over; save now and then. Returns the last mark."""
    import torch

    from filmwright.models import house, objective

    if recipe.precision == "bf16":
        house.cast(pipeline, torch.bfloat16)
    mark = checkpoint.restore(run, masters)
    budget = recipe.minutes * 60
    progress.start("training", budget, min(budget, mark.seconds))
    began, before, step = time.perf_counter(), mark.seconds, mark.step
    saved = told = mark.seconds
    seconds = before
    with (run / "metrics.jsonl").open("a", encoding="utf-8") as log:
        while seconds < budget and step < recipe.max_steps:
            batch = bank.step(recipe, step).to(pipeline.transformer.device)
            loss = objective.loss(pipeline, batch)
            value = loss.item()
            if value != value:
                raise FilmwrightError("the loss is not a number any more", f"step {step}", "lower the recipe's rate")
            loss.backward()
            norm = masters.step(step)
            seconds = before + time.perf_counter() - began
            task = "stills" if batch.x0.shape[2] == 1 else "plates"
            row = {
                "step": step,
                "task": task,
                "loss": round(value, 6),
                "norm": round(norm, 4),
                "seconds": round(seconds, 2),
            }
            log.write(json.dumps(row) + "\n")
            log.flush()
            step += 1
            progress.advance(min(budget, seconds) - told)
            told = min(budget, seconds)
            if seconds - saved > recipe.checkpoint_seconds:
                checkpoint.save(run, checkpoint.Mark(step, seconds), masters)
                saved = seconds
    mark = checkpoint.Mark(step, seconds)
    checkpoint.save(run, mark, masters)
    progress.finish()
    return mark


def _machine() -> str:
    import platform

    import torch

    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{platform.machine()} CPU, {torch.get_num_threads()} threads"


def _spans(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"asset": span.asset, "in": span.in_frame, "out": span.out_frame} for span in merge_spans(spans)]


def _card(
    frozen: snapshots.Snapshot,
    recipe: Recipe,
    name: str,
    base: shelf.Base | None,
    spans: tuple[Span, ...],
    mark: Any,
    masters: Masters,
    report: ClipReport,
    evaluation: dict[str, Any],
) -> dict[str, Any]:
    import torch

    return {
        "name": name,
        "kind": "house video model",
        "snapshot": frozen.name,
        "snapshot_id": frozen.id,
        "ledger_root": frozen.ledger_root,
        "recipe": recipe.name,
        "recipe_hash": recipe.hash(),
        "base": base.id if base else None,
        "parameters": sum(master.numel() for master in masters.masters),
        "steps": mark.step,
        "seconds": round(mark.seconds, 1),
        "machine": f"{_machine()}, torch {torch.__version__}",
        "clip": {
            "width": recipe.width,
            "height": recipe.height,
            "frames": recipe.clip_frames,
            "rate": str(frozen.shots[0].proxy_rate),
        },
        "shots": {"trained_on": len(report.kept), "held_out": len(report.held_out), "dropped": len(report.dropped)},
        "spans": _spans(spans),
        "held_out": _spans(shot.span for shot in frozen.shots if shot.shot in {row["shot"] for row in report.held_out}),
        "attributions": list(frozen.attributions),
        "evaluation": evaluation,
    }


def _record(
    studio: Studio,
    frozen: snapshots.Snapshot,
    recipe: Recipe,
    name: str,
    run: Path,
    folder: Path,
    base: shelf.Base | None,
    spans: tuple[Span, ...],
    decision: str,
    inputs: dict[str, str],
    mark: Any,
) -> None:
    facts = {"inputs": inputs, "decision": decision, "recipe": recipe.model_dump(), "steps": mark.step}
    parents = {frozen.id: "snapshot", **({base.id: "base"} if base else {})}
    body = {"folder_sha256": folder_sha256(folder), "snapshot_id": frozen.id, "spans": _spans(spans)}
    with studio.engine.begin() as connection:
        made = lineage.record(connection, "run", name, facts, parents, path=f"runs/{name}")
        lineage.record(connection, "model", name, body, {made: "run", **parents}, path=f"models/{name}")
