"""What every record of rights is: a frozen value that refuses unknown fields and has one canonical body.

A body leaves out fields at their default, so ids stay the same as the vocabulary grows; a default is therefore never
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from filmwright.canonical import content_id, printable

SCHEMA = 1
STORED = {"stored": True}
"""Context of validation for what the ledger holds: lists of the world's that changed since do not make it wrong."""


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a frame is a number")
    return value


SubjectId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9]*:\S+$", max_length=200), AfterValidator(printable)
]
"""``scheme:value``: ``work:big-buck-bunny``, ``eidr:10.5240/…``, ``isni:…``, or any scheme of the studio's own."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(printable)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(printable)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Frame = Annotated[int, BeforeValidator(_number), Field(ge=0, lt=2**53)]


class Frozen(BaseModel):
    """A value: no unknown fields, no change after it is made; a changed copy is checked like a new one."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; validated, and without what was computed from the old fields."""
        return type(self).model_validate(
            {**{name: getattr(self, name) for name in self.model_fields_set}, **(update or {})}
        )


class Record(Frozen):
    """What can stand in the ledger. ``body`` is what is hashed and stored; ``record_id`` names it."""

    ledger_kind: ClassVar[str] = ""

    @cached_property
    def body(self) -> dict[str, Any]:
        """The canonical body: JSON types, fields at their default left out, the schema named."""
        return {"schema": SCHEMA, **self.model_dump(mode="json", exclude_defaults=True)}

    @cached_property
    def record_id(self) -> str:
        """SHA-256 of kind and body."""
        return content_id({"kind": self.ledger_kind, "body": self.body})
