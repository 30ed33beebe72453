"""Stages for the tests, in a module of their own so that Ray's workers can import them."""

from __future__ import annotations

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.pipeline.stage import Item, Stage


def split(item: Item) -> list[Item]:
    """As many rows as the item's number, modulo 3; numbers 3 and 4 fail."""
    if item["n"] == 3:
        raise FilmwrightError("three is refused", "item 3", "leave it out")
    if item["n"] == 4:
        raise ZeroDivisionError("unforeseen\nin two lines")
    return [{"id": item["id"], "part": part} for part in range(item["n"] % 3)]


def measure(item: Item) -> list[Item]:
    values = np.arange(item["part"] + 1, dtype=np.float32)
    return [{"id": item["id"], "part": item["part"], "values": values, "bytes": bytes([item["part"]]), "nothing": None}]


def wrong(item: Item) -> list[Item]:
    return [{"id": item["id"], "surplus": 1}]


SPLIT = Stage("split", "1", ("id", "n"), ("id", "part"), 1.0, split, key_fields=("n",))
MEASURE = Stage("measure", "1", ("id", "part"), ("id", "part", "values", "bytes", "nothing"), 1.0, measure)
WRONG = Stage("wrong", "1", ("id",), ("id",), 1.0, wrong)
ITEMS = [{"id": f"item {n}", "n": n} for n in range(7)]
