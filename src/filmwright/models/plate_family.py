"""Models that go on from a plate, as the base that ships does (see ``family``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from filmwright.errors import FilmwrightError
from filmwright.models import clips, evaluate, house
from filmwright.models.clips import Bank, ClipReport, Source
from filmwright.models.plate_task import PlateTask
from filmwright.models.plate_task import parts as parts
from filmwright.models.recipe import Recipe
from filmwright.models.shelf import Base
from filmwright.pipeline.progress import Progress
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.house_pipeline import HousePipeline

save = house.save


def start(recipe: Recipe, base: Base | None, prompts: Sequence[str]) -> HousePipeline:
    """The base, or a fresh model, where it is trained.

    Raises:
        FilmwrightError: if the base has another shape than the recipe.
    """
    pipeline = (house.load(base.path) if base else house.fresh(recipe, list(prompts))).to(house.device())
    shape = {key: pipeline.transformer.config[key] for key in ("num_attention_heads", "num_layers", "ffn_dim")}
    wanted = {"num_attention_heads": recipe.heads, "num_layers": recipe.layers, "ffn_dim": recipe.feed_forward}
    if shape != wanted:
        raise FilmwrightError(
            f"the base has another shape ({shape}) than the recipe ({wanted})", recipe.name, "use --from-scratch"
        )
    return pipeline


def batches(recipe: Recipe) -> tuple[int, ...]:
    """Sizes of its batches."""
    return recipe.stills, recipe.clips


def report(sources: Iterable[Source], refused: Iterable[dict[str, Any]], recipe: Recipe) -> ClipReport:
    """Which shots serve, and which do not."""
    return clips.report(sources, refused, recipe)


def data(
    studio: Studio, sources: Sequence[Source], pipeline: HousePipeline, recipe: Recipe, progress: Progress
) -> Bank:
    """The cached latents."""
    return clips.bank(studio.folder("cache", "latents"), list(sources), pipeline.vae, recipe, progress)


def task(pipeline: HousePipeline, bank: Bank, recipe: Recipe) -> PlateTask:
    """What the loop trains."""
    return PlateTask(pipeline, bank, recipe)


def judged(
    pipeline: HousePipeline, bank: Bank, recipe: Recipe, progress: Progress
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The evaluation, and the shots that were sampled for it."""
    progress.start("validation shots", 4)
    shots = evaluate.shots(pipeline, bank, recipe, 2, progress.advance)
    evaluation = evaluate.summary(pipeline, bank, recipe, shots)
    progress.finish()
    return evaluation, shots
