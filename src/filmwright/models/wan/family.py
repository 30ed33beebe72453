"""Open Wan bases on the studio's road: an adapter or a whole model, from a snapshot (see ``models.family``)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch

from filmwright.errors import FilmwrightError
from filmwright.models import adapters, house
from filmwright.models.clips import Source
from filmwright.models.open_base import OpenBase
from filmwright.models.wan import clipped, folder, judging, latents
from filmwright.models.wan.latents import Kept
from filmwright.models.wan.recipe import WanRecipe
from filmwright.models.wan.task import WanTask
from filmwright.pipeline.progress import Progress
from filmwright.studio import Studio

ADAPTER = "film"
"""The name under which a run's LoRA is attached; its folder has the run's own."""

report = clipped.report


class Trainee:
    """A base in training. Its transformers are loaded when they are first asked for: encoding comes before."""

    def __init__(self, base: OpenBase, recipe: WanRecipe) -> None:
        """Nothing is read yet."""
        self.base, self.model, self.recipe = base, base.model, recipe

    @cached_property
    def parts(self) -> dict[str, torch.nn.Module]:
        """The transformers by their names in the folder, where they are trained; a LoRA is on them if one is made."""
        recipe, whole = self.recipe, self.recipe.method == "full"
        # All weights in training have float32 masters, which begin as exactly what the base is.
        dtype = torch.bfloat16 if recipe.precision == "bf16" and not whole else torch.float32
        made = {name: folder.load(self.model, name, dtype, house.device()) for name in self.model.experts}
        for part in made.values():
            part.train()
            if whole:
                part.requires_grad_(True)
            else:
                adapters.attach(part, recipe.rank, recipe.alpha, recipe.targets, ADAPTER, recipe.seed)
        return made


def start(recipe: WanRecipe, base: OpenBase | None, prompts: Sequence[str]) -> Trainee:
    """The base as it will be trained; nothing is in memory yet.

    Raises:
        FilmwrightError: if there is no base, or it is of another kind than the recipe.
    """
    need(recipe, base)
    return Trainee(base, recipe)


def need(recipe: WanRecipe, base: OpenBase | None) -> None:
    """Refuse a base that the recipe cannot train.

    Raises:
        FilmwrightError: naming the base.
    """
    if base is None:
        raise FilmwrightError("this recipe trains an open base", recipe.name, "name one with --base FOLDER|HUB-ID")
    if base.model.kind != recipe.base:
        kinds = {folder.TEXT: "from words", folder.VACE: "with controls (VACE)"}
        raise FilmwrightError(
            f"this base is a model {kinds[base.model.kind]}; the recipe {recipe.name} is for one {kinds[recipe.base]}",
            base.said,
            "name another --base or --recipe",
        )


def parts(trainee: Trainee) -> dict[str, torch.nn.Module]:
    """What is trained, by the names that checkpoints use."""
    return trainee.parts


def batches(recipe: WanRecipe) -> tuple[int, ...]:
    """Sizes of its batches."""
    return (recipe.batch,)


def data(studio: Studio, sources: Sequence[Source], trainee: Trainee, recipe: WanRecipe, progress: Progress) -> Kept:
    """The cached clips."""
    cache, base = studio.folder("cache", "wan"), trainee.base
    return latents.kept(cache, base.id, base.model, sources, recipe, progress, house.device())


def task(trainee: Trainee, kept: Kept, recipe: WanRecipe) -> WanTask:
    """What the loop trains."""
    return judging.task(trainee.parts, kept.train, kept, trainee.model, recipe)


def judged(
    trainee: Trainee, kept: Kept, recipe: WanRecipe, progress: Progress
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The evaluation, and the shots that were sampled for it."""
    evaluation = {"held_out_loss": judging.losses(trainee.parts, kept, trainee.model, recipe)}
    progress.start("validation shots", recipe.samples)
    shots = judging.shots(trainee.parts, kept, trainee.model, recipe, progress.advance)
    progress.finish()
    return evaluation, shots


def save(trainee: Trainee, place: Path, card: dict[str, Any], lineage: dict[str, Any]) -> None:
    """Write the adapter's or the model's folder whole, with ``card.json`` and ``lineage.json``.

    A folder of this name can only be left over from a run that was cut short before it was recorded; it goes.
    """
    beside = {
        name: json.dumps(value, indent=2, ensure_ascii=False) + "\n"
        for name, value in (("card.json", card), ("lineage.json", lineage))
    }
    if place.exists():
        shutil.rmtree(place)
    if trainee.recipe.method == "full":
        folder.save(trainee.model, trainee.parts, place, beside)
    else:
        adapters.save(trainee.parts, place, ADAPTER, trainee.base.id, beside, lineage["name"])
