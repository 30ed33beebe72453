"""Limits of ODRL as values of our fields: what is written as we write it, or surely means the same or less."""

from __future__ import annotations

from typing import Any

from filmwright.rights import territory
from filmwright.rights.formats import odrl_terms as terms
from filmwright.rights.vocabulary import Media, ReplicaKind

_SETS = {spelled: name for name, spelled in terms.SETS.items()}
_SCALARS = {spelled: name for name, spelled in terms.SCALARS.items()}


class Nowhere(ValueError):
    """A limit that nothing can meet."""


def many(value: Any) -> list[Any]:
    """The items of a list, or the one value that stands for it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def plain(value: Any) -> Any:
    """The value or IRI that an object of JSON-LD stands for."""
    if isinstance(value, dict):
        for key in ("@value", "@id", "uid"):
            if key in value and set(value) <= {key, "@type"}:
                return value[key]
    return value


def limit(left: str, operator: str, right: Any) -> tuple[str, Any] | None:
    """The field and value of one constraint; None if it is not understood.

    Raises:
        Nowhere: if it can never be met.
    """
    return _dates(operator, right) if left == "dateTime" else _value(left, operator, right)


def _dates(operator: str, right: Any) -> tuple[str, Any] | None:
    text = right.get("@value") if isinstance(right, dict) else right
    if not isinstance(text, str):
        return None
    day = len(text) == 10
    if not day and not (text.endswith("Z") or text[-6:-5] in ("+", "-")):
        return None  # Without a time zone it is no instant.
    if operator == "gteq":
        return "valid_from", text
    # An instant of ours is not reached: "up to and with it" becomes "up to it", which allows less.
    return ("valid_to", text) if operator == "lteq" or (operator == "lt" and not day) else None


def _value(left: str, operator: str, right: Any) -> tuple[str, Any] | None:
    if (left, operator) in _SCALARS:
        value = plain(right)
        return (_SCALARS[left, operator], value) if isinstance(value, (str, int, bool)) and value != "" else None
    spelled = (left, {"eq": "isAnyOf", "neq": "isNoneOf"}.get(operator, operator))
    if spelled not in _SETS:
        return None
    name = _SETS[spelled]
    several = [plain(one) for one in many(right)]
    if any(not isinstance(one, str) for one in several):
        return None
    if not several and operator == "isAnyOf":
        raise Nowhere
    if name in ("territory", "territory_except"):
        try:
            places = territory.places(several)
        except ValueError:
            return None
        if not places and name == "territory_except":
            raise Nowhere
        return name, places
    if name == "works":
        return name, tuple(terms.name_in(terms.SUBJECT, one) or one for one in several)
    closed: dict[str, set[str]] = {"media": set(Media), "replica_kinds": set(ReplicaKind)}
    return None if name in closed and not set(several) <= closed[name] else (name, tuple(several))
