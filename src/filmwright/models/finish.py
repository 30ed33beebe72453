"""The end of a run: its average is evaluated, saved as a model with its card, and recorded with its ancestry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files, lineage
from filmwright.canonical import folder_sha256
from filmwright.library.snapshot import Snapshot
from filmwright.models import checkpoint, family, open_base, shelf
from filmwright.models.clips import ClipReport
from filmwright.models.open_base import OpenBase
from filmwright.pipeline.progress import Progress
from filmwright.rights.decision import merge_spans
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.checkpoint import Mark
    from filmwright.models.family import AnyRecipe


_KINDS = {
    ("model", False): "house video model",
    ("model", True): "open video model, all of its weights trained on",
    ("adapter", True): "LoRA on an open video model",
}
"""What a card says that it is: by what was made, and whether from an open base."""


@dataclass(frozen=True)
class Making:
    """What a run is made of: a snapshot, a recipe, a name, the run's folder, a base if it has one, and their ids."""

    studio: Studio
    frozen: Snapshot
    recipe: AnyRecipe
    name: str
    run: Path
    base: shelf.Base | None
    inputs: dict[str, str]

    @property
    def spans(self) -> tuple[Span, ...]:
        """All film that the model stands on; of an open base, what stands for all that it ever saw."""
        return merge_spans([*(self.base.spans if self.base else ()), *(shot.span for shot in self.frozen.shots)])


def finish(
    made: Making,
    decision: str,
    pipeline: Any,
    data: Any,
    report: ClipReport,
    mark: Mark,
    progress: Progress,
) -> None:
    """Evaluate the run's moving average, save it as a model, and record both."""
    import torch

    from filmwright.models import plots
    from filmwright.models.optimizer import cast

    recipe, run, name = made.recipe, made.run, made.name
    kind = family.of(recipe)
    parts = kind.parts(pipeline)
    if recipe.precision == "bf16":
        cast(parts, torch.bfloat16)
    checkpoint.adopt(run, parts)
    evaluation, shots = kind.judged(pipeline, data, recipe, progress)
    files.write_text(run / "eval.json", json.dumps(evaluation, indent=2))
    plots.loss_plot(checkpoint.metrics(run), evaluation, run / "loss.png")
    plots.sample_grid(shots, run / "samples.png")
    # Of an adapter its own weights; those of its base are the base's.
    parameters = sum(p.numel() for part in parts.values() for p in part.parameters() if p.requires_grad)
    card = _card(made, mark, parameters, report, evaluation)
    folder = made.studio.folder(f"{family.makes(recipe)}s") / name
    kind.save(pipeline, folder, card, {"name": name, **made.inputs, "decision": decision})
    _record(made, folder, decision, mark)


def _machine() -> str:
    import platform

    import torch

    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{platform.machine()} CPU, {torch.get_num_threads()} threads"


def _spans(spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [{"asset": span.asset, "in": span.in_frame, "out": span.out_frame} for span in merge_spans(spans)]


def _card(made: Making, mark: Mark, parameters: int, report: ClipReport, evaluation: dict[str, Any]) -> dict[str, Any]:
    import torch

    frozen, recipe = made.frozen, made.recipe
    held_out = {row["shot"] for row in report.held_out}
    return {
        "name": made.name,
        "kind": _KINDS[family.makes(recipe), isinstance(made.base, OpenBase)],
        "snapshot": frozen.name,
        "snapshot_id": frozen.id,
        "ledger_root": frozen.ledger_root,
        "recipe": recipe.name,
        "recipe_hash": recipe.hash(),
        "base": made.base.id if made.base else None,
        **({"base_said": made.base.said} if isinstance(made.base, OpenBase) else {}),
        "parameters": parameters,
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
        "spans": _spans(made.spans),
        "held_out": _spans(shot.span for shot in frozen.shots if shot.shot in held_out),
        "attributions": list(frozen.attributions),
        "evaluation": evaluation,
    }


def _record(made: Making, folder: Path, decision: str, mark: Mark) -> None:
    from filmwright.models.wan import folder as wan_folder

    name, frozen, base = made.name, made.frozen, made.base
    facts = {"inputs": made.inputs, "decision": decision, "recipe": made.recipe.model_dump(), "steps": mark.step}
    parents = {frozen.id: "snapshot", **({base.id: "base"} if base else {})}
    body = {"folder_sha256": folder_sha256(folder), "snapshot_id": frozen.id, "spans": _spans(made.spans)}
    if isinstance(base, OpenBase) and family.makes(made.recipe) == "model":
        # By this it is known again as a base of other runs, which then stand on its film.
        body["parts_sha256"] = open_base.base_id(wan_folder.open_model(folder))
    with made.studio.engine.begin() as connection:
        run = lineage.record(connection, "run", name, facts, parents, path=f"runs/{name}")
        made_of = {run: "run", **parents}
        kind = family.makes(made.recipe)
        lineage.record(connection, kind, name, body, made_of, path=f"{kind}s/{name}")
