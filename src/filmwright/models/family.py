"""Kinds of model that the studio's own road trains: which module knows how, by the recipe.

Each has the same functions: ``start``, ``parts``, ``batches``, ``report``, ``data``, ``task``, ``judged`` and ``save``.
What a run makes, and which right it needs, is said here (``makes``, ``action``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from filmwright.canonical import frame_rate
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.recipe import Recipe
from filmwright.models.wan.recipe import WanRecipe
from filmwright.rights.vocabulary import Action

if TYPE_CHECKING:
    from filmwright.library.snapshot import Snapshot
    from filmwright.studio import Studio

    AnyRecipe = Recipe | HouseRecipe | WanRecipe


def of(recipe: AnyRecipe) -> Any:
    """The module for a recipe: ``house_family``, ``wan.family``, or ``plate_family`` for models of the shipped base."""
    if isinstance(recipe, WanRecipe):
        from filmwright.models.wan import family

        return family
    if isinstance(recipe, HouseRecipe):
        from filmwright.models import house_family

        return house_family
    from filmwright.models import plate_family

    return plate_family


def makes(recipe: AnyRecipe) -> Literal["model", "adapter"]:
    """What comes of a run."""
    return "adapter" if isinstance(recipe, WanRecipe) and recipe.method == "lora" else "model"


def action(recipe: AnyRecipe) -> Action:
    """What a run does with film, and so for what its snapshot must be cleared; neither right implies the other."""
    return Action.TRAIN_ADAPTER if makes(recipe) == "adapter" else Action.TRAIN_BASE


def settled(recipe: AnyRecipe, studio: Studio, frozen: Snapshot) -> AnyRecipe:
    """The recipe with what it leaves to the film (the proxies' size and rate) filled in."""
    if not isinstance(recipe, WanRecipe):
        return recipe
    told = studio.settings
    rate = frozen.shots[0].proxy_rate if frozen.shots else frame_rate(told.proxy_rate)
    return recipe.at(told.proxy_width, told.proxy_height, rate)
