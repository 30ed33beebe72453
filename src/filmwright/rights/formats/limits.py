"""What of a record another format has no place for, field by field; and the same in words that a person can judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from filmwright.canonical import canonical_json
from filmwright.rights.formats.result import Loss, name_of
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record

PLAIN = frozenset({"agreement", "signature", "template", "foreign", "said_in", "renews"})
"""Fields that say where a record is from; without them it allows no more and no less."""
TEXT = 3500
"""Characters that the limits of a grant may take in words; a condition holds 4,000."""


def fields(record: Record) -> dict[str, Any]:
    """The fields that say something, as JSON."""
    return {name: value for name, value in record.body.items() if name != "schema"}


def lost(record: Record, held: Collection[str], why: str) -> list[Loss]:
    """One Loss for each field that says something and is not held."""
    of = name_of(record)
    return [Loss.saying(name, value, why, of) for name, value in fields(record).items() if name not in held]


def crowded(record: Record) -> Loss:
    """The loss of what a format said beside a record, where another record's own stands in its place."""
    return Loss.saying("foreign", fields(record)["foreign"], "another record's stands in its place", name_of(record))


def in_words(grant: Grant, held: Collection[str], also: Mapping[str, str]) -> str:
    """The limits of a grant that a format does not hold, in one line; "" if there are none.

    Args:
        held: the fields that the format does hold.
        also: limits that do not stand in the record itself.
    """
    begin = f"{grant.assigner} allows it with limits only:"
    said = dict(also)
    for name, value in fields(grant).items():
        if name not in held and name not in PLAIN:
            said[name] = _words(value)
    if said.keys() - also.keys() == {"conditions"} and len(grant.conditions) == 1:
        alone = grant.conditions[0]
        if alone.startswith(begin) and all(value in alone for value in also.values()):
            return alone  # It was read from what this function wrote.
    parts = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in said.items())
    return " ".join(f"{begin} {parts}".split()) if parts else ""


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else canonical_json(value)


def rights(records: Iterable[Record]) -> tuple[list[Grant | Prohibition], list[Loss]]:
    """Grants and prohibitions, and a Loss for each record that is neither."""
    found: list[Grant | Prohibition] = []
    losses = []
    for record in records:
        if isinstance(record, (Grant, Prohibition)):
            found.append(record)
        else:
            losses.append(Loss.saying("record", record.body, "the format has no word for it", name_of(record)))
    return found, losses
