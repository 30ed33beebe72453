"""Kinds of model that the studio's own road trains: which module knows how, by the recipe.

Each has the same functions: ``start``, ``parts``, ``batches``, ``report``, ``data``, ``task``, ``judged`` and ``save``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.recipe import Recipe

if TYPE_CHECKING:
    AnyRecipe = Recipe | HouseRecipe


def of(recipe: AnyRecipe) -> Any:
    """The module for a recipe: ``house_family``, or ``plate_family`` for models of the base that ships."""
    if isinstance(recipe, HouseRecipe):
        from filmwright.models import house_family

        return house_family
    from filmwright.models import plate_family

    return plate_family
