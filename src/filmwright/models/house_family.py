"""House models in the layout of Wan's VACE (see ``family``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from filmwright.errors import FilmwrightError
from filmwright.models import clip_table, house, house_evaluate, vace
from filmwright.models.attention import quicken
from filmwright.models.clip_table import ClipTable, Footage
from filmwright.models.clips import ClipReport, Source
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.house_task import HouseTask
from filmwright.models.shelf import Base
from filmwright.pipeline.progress import Progress
from filmwright.studio import Studio

if TYPE_CHECKING:
    import torch

    from filmwright.models.shot_pipeline import ShotPipeline

save = vace.save


def start(recipe: HouseRecipe, base: Base | None, prompts: Sequence[str]) -> ShotPipeline:
    """The base, or a fresh model, where it is trained.

    Raises:
        FilmwrightError: if the base is of another kind or shape than the recipe.
    """
    if base and not vace.is_one(base.path):
        raise FilmwrightError("the base is of another kind than the recipe", recipe.name, "use --from-scratch")
    pipeline = (vace.load(base.path) if base else vace.fresh(recipe, prompts)).to(house.device())
    config = pipeline.transformer.config
    shape = config.num_attention_heads, config.attention_head_dim, config.num_layers, tuple(config.vace_layers)
    if shape != (recipe.heads, recipe.head_width, recipe.layers, recipe.control_layers):
        raise FilmwrightError("the base has another shape than the recipe", recipe.name, "use --from-scratch")
    quicken(pipeline.transformer)
    return pipeline


def parts(pipeline: ShotPipeline) -> dict[str, torch.nn.Module]:
    """What is trained of a house model, by the names that checkpoints use."""
    return {"transformer": pipeline.transformer, "text_encoder": pipeline.text_encoder}


def batches(recipe: HouseRecipe) -> tuple[int, ...]:
    """Sizes of its batches."""
    return recipe.stills, recipe.clips


def report(sources: Iterable[Source], refused: Iterable[dict[str, Any]], recipe: HouseRecipe) -> ClipReport:
    """Which shots serve, and for what: one that is shorter than a clip teaches pictures alone."""
    kept, held = [], []
    for source in sources:
        row: dict[str, Any] = {"shot": source.shot, "frames": source.frames}
        if source.frames < recipe.clip_frames:
            row["for"] = f"pictures alone: {source.frames} frames; a clip has {recipe.clip_frames}"
        (held if source.held_out else kept).append(row)
    return ClipReport(tuple(kept), tuple(held), tuple({"frames": 0, **row} for row in refused))


def data(
    studio: Studio, sources: Sequence[Source], pipeline: ShotPipeline, recipe: HouseRecipe, progress: Progress
) -> ClipTable:
    """The cached coefficients."""
    footage = [
        Footage(one.shot, (one.prompt,), one.held_out, one.frames, one.proxy_sha256, one.read) for one in sources
    ]
    size = recipe.width, recipe.height
    return clip_table.open_table(studio.folder("cache", "clips"), footage, pipeline.vae, size, progress)


def task(pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe) -> HouseTask:
    """What the loop trains."""
    return HouseTask(pipeline, table, recipe)


def judged(
    pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe, progress: Progress
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The evaluation, and the shots that were sampled for it."""
    progress.start("validation shots", 4)
    shots = house_evaluate.shots(pipeline, table, recipe, 2, progress.advance)
    evaluation = house_evaluate.summary(pipeline, table, recipe, shots)
    progress.finish()
    return evaluation, shots
