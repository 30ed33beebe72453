"""A stage of work: one item in, any number of rows out, under a key that names what made them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError

Item = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """A named, versioned piece of work over one item at a time.

    ``process`` is pickleable (a function of a module, or a ``functools.partial`` of one) and idempotent: the same
    item gives the same rows, wherever and however often it runs.

    Args:
        name: the stage's name.
        version: changes whenever the rows would.
        inputs: columns that an item must have.
        outputs: columns that each row has, no more and no less.
        cpus: processor cores that one item keeps busy.
        process: item -> rows.
        key_fields: the columns that the key is made of; all of ``inputs`` unless said.
    """

    name: str
    version: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    cpus: float
    process: Callable[[Item], list[Item]]
    key_fields: tuple[str, ...] = field(default=())

    def key(self, item: Item) -> str:
        """Content id over the stage's name, its version and the item's key fields: a done key is never done again."""
        fields = self.key_fields or self.inputs
        self.check(item, fields)
        return content_id({"stage": self.name, "version": self.version, "item": {name: item[name] for name in fields}})

    def check(self, item: Item, fields: Iterable[str]) -> None:
        """Refuse an item that lacks a column.

        Raises:
            FilmwrightError: a column is missing.
        """
        if lacking := [name for name in fields if name not in item]:
            raise FilmwrightError(
                f"stage {self.name} lacks the column {', '.join(lacking)}", _id(item), "mend the pipeline"
            )

    def rows(self, item: Item) -> list[Item]:
        """Run the stage on one item and hold it to its declared columns.

        Raises:
            FilmwrightError: columns that were not declared; and whatever ``process`` raises.
        """
        self.check(item, self.inputs)
        made = self.process(item)
        for row in made:
            if set(row) != set(self.outputs):
                odd = sorted(set(row) ^ set(self.outputs))
                raise FilmwrightError(
                    f"stage {self.name} declares other columns than {', '.join(odd)}", _id(item), "mend the stage"
                )
        return made


@dataclass(frozen=True)
class Failure:
    """One item that a stage could not do; the others went on.

    ``error`` is the text of a FilmwrightError, or type and message of anything unforeseen (``expected`` is then false).
    """

    key: str
    stage: str
    item_id: str
    error: str
    expected: bool = True


@dataclass(frozen=True)
class Outcome:
    """What became of one item: its rows after the last stage, or its Failure; and the seconds it took."""

    key: str
    item: Item
    rows: list[Item]
    failure: Failure | None
    seconds: float


def _id(item: Item) -> str:
    return str(item.get("id", item.get("asset", item.get("path", ""))))


def pipeline_key(stages: Sequence[Stage], item: Item) -> str:
    """The key of one item through all stages: the first stage's key, with every stage's name and version."""
    return content_id({"first": stages[0].key(item), "stages": [[stage.name, stage.version] for stage in stages]})


def run_item(stages: Sequence[Stage], item: Item) -> Outcome:
    """One item through all stages. Every executor calls this, so that all give identical rows.

    Never raises for a fault of the item: that is a Failure. KeyboardInterrupt and the like pass.
    """
    began = time.monotonic()
    key, name = "", stages[0].name
    try:
        key = pipeline_key(stages, item)
        rows = [item]
        for stage in stages:
            name = stage.name
            rows = [made for row in rows for made in stage.rows(row)]
    except FilmwrightError as error:
        failure = Failure(key, name, _id(item), str(error))
    except Exception as error:
        failure = Failure(key, name, _id(item), f"{type(error).__name__}: {error}", expected=False)
    else:
        return Outcome(key, item, rows, None, time.monotonic() - began)
    return Outcome(key, item, [], failure, time.monotonic() - began)
