"""Dates and names as rights records hold them: one spelling each, nothing guessed. Places: ``territory``."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from filmwright.canonical import content_id

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def instant(value: str) -> str:
    """An ISO 8601 instant with a time zone, as UTC to the millisecond.

    Raises:
        ValueError: if it is not one, or has no time zone.
    """
    return _moment(value).isoformat(timespec="milliseconds")


@lru_cache(maxsize=4096)
def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a date or instant of ISO 8601") from None
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: write it with one, as 2026-05-01T12:00:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value!r} is out of range") from None


def date_or_instant(value: str) -> str:
    """ "" or a day ``YYYY-MM-DD`` as it stands, or an instant as UTC.

    Raises:
        ValueError: if it is none of these.
    """
    plain = value.strip()
    if not plain:
        return ""
    if _DAY.fullmatch(plain):
        try:
            date.fromisoformat(plain)
        except ValueError:
            raise ValueError(f"{value!r} is not a day of the calendar") from None
        return plain
    return instant(plain)


@lru_cache(maxsize=4096)
def start(value: str) -> datetime:
    """The first instant of a day (UTC), or the instant."""
    if not _DAY.fullmatch(value):
        return _moment(value)
    return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)


@lru_cache(maxsize=4096)
def end(value: str) -> datetime:
    """The first instant after a day (UTC), or the instant itself: ``valid_to`` is not reached when it begins."""
    if not _DAY.fullmatch(value):
        return _moment(value)
    if date.fromisoformat(value) == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start(value) + timedelta(days=1)


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for case, width and spaces."""
    return folded(one) == folded(other)


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name for comparison: compatibility forms, case and runs of spaces levelled."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def work_id(title: str) -> str:
    """The local subject id of a work: ``work:`` and its title in lower case with hyphens."""
    slug = "-".join(re.findall(r"\w+", folded(title).replace("_", " ")))
    return f"work:{slug[:150]}" if slug and len(slug) <= 150 else f"work:{content_id(title)[:32]}"
