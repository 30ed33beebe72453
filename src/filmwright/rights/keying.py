"""By what each record is looked up: a record's keys. The ledger's index and the facts in memory both hold these.

A span of frames is found by bins of growing size, each eight times the one below (as genome browsers do: Kent et al.,
"The Human Genome Browser at UCSC", 2002): an appearance lies in the smallest bin that holds all of it, and a question
looks into the few bins of each size that its own frames touch. A bin holds more than that: the index has the frames
beside each key, so that only what is in them is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.signer import Signer
from filmwright.rights.vocabulary import Action, Appearance, Confirmation, Subject


class Window(NamedTuple):
    """Frames of an asset, half-open: a question for the appearances in some of them."""

    asset: str
    in_frame: int
    out_frame: int

    def holds(self, one: Appearance) -> bool:
        """Whether an appearance is in some of these frames."""
        return one.asset == self.asset and one.in_frame < self.out_frame and one.out_frame > self.in_frame


Key = str | Window
"""What can be looked up."""

_SMALLEST, _STEP, _LEVELS = 9, 3, 8
"""Bins of 512 frames, 4,096, ... 2**30 (over a year at 24 frames a second), and one for all beyond."""


_LONG = 1 << 19
"""A span of more frames (six hours at 24 a second) is not looked for bin by bin."""


def bin_of(in_frame: int, out_frame: int) -> str:
    """The smallest bin that holds frames ``[in_frame, out_frame)``."""
    first, last = in_frame >> _SMALLEST, (out_frame - 1) >> _SMALLEST
    for level in range(_LEVELS):
        if first == last:
            return f"{level}.{first}"
        first, last = first >> _STEP, last >> _STEP
    return "all"


def bins(in_frame: int, out_frame: int) -> Iterator[str]:
    """All bins that may hold an appearance in some of these frames."""
    first, last = in_frame >> _SMALLEST, (out_frame - 1) >> _SMALLEST
    for level in range(_LEVELS):
        yield from (f"{level}.{number}" for number in range(first, last + 1))
        first, last = first >> _STEP, last >> _STEP
    yield "all"


def span_keys(window: Window, of: str = "film") -> list[str]:
    """Where all appearances in some of these frames are found: in a few bins, or, of a very long span, in the film.

    Args:
        of: "film" for appearances, "decided" for Decisions.
    """
    asset, in_frame, out_frame = window
    if out_frame - in_frame > _LONG:
        return [f"{of} {asset}"]
    return [f"{of}-bin {asset} {bin}" for bin in bins(in_frame, out_frame)]


def terms_key(kind: str, subject: str, action: Action) -> str:
    """Grants or prohibitions of an action on a subject."""
    return f"{kind} {action} {subject}"


def rests_key(record_id: str) -> str:
    """Decisions that rest on a grant, or that a prohibition stopped."""
    return f"rests on {record_id}"


def asks_key(question: str) -> str:
    """Decisions that leave a question open."""
    return f"asks {question}"


def keys(record: Record) -> tuple[str, ...]:
    """What a record is found by. ``Facts`` never ask for what a Decision is found by: it is no fact.

    Raises:
        FilmwrightError: if it is no record of rights.
    """
    if isinstance(record, Appearance):
        return (
            *_places("film", record.asset, record.in_frame, record.out_frame),
            f"id {record.record_id}",
            *([f"proposals {record.asset}"] if record.source != "human" else []),
        )
    if isinstance(record, Grant | Prohibition):
        kind = record.ledger_kind
        asked = tuple(terms_key(kind, subject, action) for subject in record.subjects for action in record.actions)
        return (*asked, f"id {record.record_id}", f"of {record.of_work}")
    if isinstance(record, Subject):
        return (f"subject {record.id}",)
    if isinstance(record, Decision):
        return _of_decision(record)
    about = _about(record)
    if about is None:
        raise FilmwrightError(f"a {type(record).__name__} is no record of rights")
    more: tuple[str, ...] = ()
    if isinstance(record, Mandate) and record.of_work:
        more = (f"of {record.of_work}",)
    if isinstance(record, Standing) and record.person:
        more = (f"person {words.folded(record.person)}",)
    return (f"{record.ledger_kind} {about}", f"id {record.record_id}", *more)


def frames(record: Record) -> tuple[int, int]:
    """The frames that the index has beside the keys of a record; (0, 0) for all but appearances."""
    return (record.in_frame, record.out_frame) if isinstance(record, Appearance) else (0, 0)


def _places(of: str, asset: str, in_frame: int, out_frame: int) -> tuple[str, str]:
    """The film and the bin: a span is found by the one or the other (``span_keys``)."""
    return f"{of} {asset}", f"{of}-bin {asset} {bin_of(in_frame, out_frame)}"


def _of_decision(decision: Decision) -> tuple[str, ...]:
    """What a Decision stands on, what it leaves open, and the frames that it is about."""
    asked = decision.request.spans
    return (
        *(rests_key(held) for held in (*decision.grants_used, *decision.prohibitions_hit)),
        *sorted({asks_key(question.id) for question in decision.questions}),
        *sorted({key for span in asked for key in _places("decided", span.asset, span.in_frame, span.out_frame)}),
    )


def _about(record: Record) -> str | None:
    """What a record of circumstances is about."""
    match record:
        case Revocation() | Notice() | Use() | Payment():
            return record.grant
        case Confirmation():
            return record.appearance
        case Answer():
            return record.question
        case Mandate():
            return words.folded(record.agent)
        case Standing():
            return record.subject
        case Suspension():
            return words.folded(record.cba)
        case Signer():
            return "all"
    return None
