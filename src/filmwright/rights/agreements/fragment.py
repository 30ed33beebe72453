"""Records as a person would write them in a rights file: what is at its default, or says its own origin, left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from filmwright.rights.record import Record

_PARTS = {
    "grant": "grants",
    "prohibition": "prohibitions",
    "mandate": "mandates",
    "standing": "standings",
    "suspension": "suspensions",
}
_NOT_WRITTEN = ("said_in", "template")


def parts(records: Iterable[Record]) -> dict[str, list[dict[str, Any]]]:
    """The records by part of a rights file, in their order."""
    made: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        body = record.model_dump(mode="json", exclude_defaults=True)
        written = {key: value for key, value in body.items() if key not in _NOT_WRITTEN}
        made.setdefault(_PARTS[record.ledger_kind], []).append(written)
    return made


def as_yaml(data: Any) -> str:
    """YAML as ``strictyaml`` reads it, keys in the order they were made; "" for nothing."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120) if data else ""
