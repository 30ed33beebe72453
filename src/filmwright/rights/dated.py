"""Days and instants in a record: what holds from one to another, and a day on which something was done."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from filmwright.rights import words
from filmwright.rights.record import Record


def _needed(value: str) -> str:
    if not value:
        raise ValueError("the day is missing")
    return value


Day = Annotated[str, AfterValidator(words.date_or_instant)]
"""A day alone, which means the whole of it, or an instant, kept in UTC; or ""."""
SomeDay = Annotated[Day, AfterValidator(_needed)]
"""The same, never ""."""


class Dated(Record):
    """Something that holds from a day or instant to another, both days included; "" is open."""

    valid_from: Day = ""
    valid_to: Day = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and words.start(self.valid_from) >= words.end(self.valid_to):
            raise ValueError(f"dates reversed: valid_from {self.valid_from} is not before valid_to {self.valid_to}")
        return self

    def holds(self, at: str) -> bool:
        """Whether the instant ``at`` lies in it."""
        moment = words.start(at)
        begun = not self.valid_from or moment >= words.start(self.valid_from)
        return begun and not (self.valid_to and moment >= words.end(self.valid_to))
