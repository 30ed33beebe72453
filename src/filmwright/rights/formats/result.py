"""What every reader and writer gives back, what the caller tells them, and a loss: one field, its value, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from filmwright.canonical import canonical_json
from filmwright.rights.record import Record

_SHOWN = 200


def _nobody(characters: float) -> None:
    """Whoever does not want to know."""


@dataclass(frozen=True)
class Given:
    """What the caller knows and a file need not say.

    Attributes:
        source: the file's name, for errors.
        assigner: who speaks in it; without one, what it allows gives no grant.
        subject: what it speaks about.
        asset: SHA-256 of the film that it speaks about, where it names none.
        frames: how many frames that film has.
        url: where the content lies that a licence is published for.
        told: is told now and then how many characters more were read, by readers of what may be long.
    """

    source: str = ""
    assigner: str = ""
    subject: str = ""
    asset: str = ""
    frames: int = 0
    url: str = "/"
    told: Callable[[float], None] = _nobody


@dataclass(frozen=True)
class Loss:
    """A field that the other side has no place for: its value, what became of it, and of which record it was."""

    field: str
    value: str
    why: str
    of: str = ""

    @classmethod
    def saying(cls, field: str, value: Any, why: str, of: str = "") -> Loss:
        """A loss of any JSON value, shortened where it is long, with nothing in it that a terminal obeys."""
        text = value if isinstance(value, str) else canonical_json(value)
        if len(text) > _SHOWN:
            text = f"{text[: _SHOWN - 50]} ... ({len(text)} characters)"
        return cls(_plain(field), _plain(text), _plain(why), of)

    def sentence(self) -> str:
        """The loss in one line."""
        return f"{self.of + ': ' if self.of else ''}{self.field} = {self.value or '(empty)'}: {self.why}"


@dataclass(frozen=True)
class Result:
    """What was read: records, what the file says besides that they do not hold, and where each stands in it."""

    records: tuple[Record, ...] = ()
    losses: tuple[Loss, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    """{record id: file and line}, as far as the format has lines for them."""


@dataclass(frozen=True)
class Written:
    """What was written: the file's bytes, and what the records say besides that it does not hold."""

    data: bytes
    losses: tuple[Loss, ...] = ()


def name_of(record: Record) -> str:
    """A record's kind and the first digits of its id."""
    return f"{record.ledger_kind} {record.record_id[:12]}"


def _plain(text: str) -> str:
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)
