"""The set of a stand: each family's module is imported when it is first asked for."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from filmwright.soundstage.description import Stand
from filmwright.soundstage.place import Place
from filmwright.soundstage.vocabulary import SetFamily

MODULES = {family: family.value.replace(" ", "_") for family in SetFamily}
"""Module of this package that builds each family."""
KEPT = 8
"""Places that are kept: a film goes back and forth between a few."""


@lru_cache(maxsize=KEPT)
def place(stand: Stand) -> Place:
    """The place that a stand describes: always the same for the same stand.

    Args:
        stand: family, seed, time, weather and key.
    """
    module = import_module(f"filmwright.soundstage.sets.{MODULES[stand.family]}")
    built: Place = module.build(stand)
    return built
