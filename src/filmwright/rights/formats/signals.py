"""What CAWG, PLUS, RSL and AIPREF have in common: a few words about one work, said to everybody (writing: ``saying``).

A refusal becomes a Prohibition of all that the word may cover. A permission becomes a Grant of what the word surely
covers, if the caller names who gives it; what hangs on more becomes a condition that a person must judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.rights.formats.result import Given, Loss
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action
from filmwright.validation import in_words

UNNAMED = "whoever published it"
"""The assigner of a refusal that names nobody."""
EVERYBODY = "said to everybody"
"""The key in ``foreign`` of a grant that was read from a permission to everybody."""
KEPT = "kept"
"""The key in ``foreign`` of what a format said besides, to be written back."""
ALL = frozenset(Action)
TRAINING = frozenset({Action.TRAIN_BASE, Action.TRAIN_ADAPTER})
MAKING = frozenset(
    {
        Action.GENERATE_GENERIC,
        Action.GENERATE_REPLICA_VISUAL,
        Action.GENERATE_REPLICA_VOICE,
        Action.GENERATE_SYNTHETIC_PERFORMER,
        Action.ALTER_PERFORMANCE,
    }
)


@dataclass(frozen=True)
class Word:
    """What a word of another format surely allows, and what it may refuse, in our actions."""

    allows: frozenset[Action]
    refuses: frozenset[Action]


Words = Mapping[str, Word]


def word(allows: Iterable[Action], refuses: Iterable[Action]) -> Word:
    """A row of a format's table."""
    return Word(frozenset(allows), frozenset(refuses))


def subject(given: Given) -> str:
    """What the file speaks about.

    Raises:
        FilmwrightError: if the caller does not say.
    """
    if not given.subject:
        do = "name the title with --title, or the subject with --subject"
        raise FilmwrightError("this file does not say of which work it speaks", given.source, do)
    return given.subject


def refusal(given: Given, name: str, actions: Collection[Action], reason: str = "", kept: Any = None) -> Prohibition:
    """A prohibition as the format ``name`` says it."""
    return checked(
        Prohibition,
        given,
        assigner=given.assigner or UNNAMED,
        subjects=(subject(given),),
        actions=tuple(actions),
        reason=reason,
        foreign={name: {KEPT: kept}} if kept else {},
    )


def permission(
    given: Given,
    name: str,
    actions: Collection[Action],
    conditions: Sequence[str] = (),
    kept: Any = None,
    **held: Any,
) -> tuple[list[Record], list[Loss]]:
    """A grant as the format ``name`` says it, or why there is none."""
    if not given.assigner:
        why = "it is allowed, but nobody is named who allows it; name them with --assigner"
        return [], [Loss.saying("actions", sorted(actions), why)]
    foreign = {**({} if conditions else {EVERYBODY: True}), **({KEPT: kept} if kept else {})}
    made = checked(
        Grant,
        given,
        assigner=given.assigner,
        subjects=(subject(given),),
        actions=tuple(actions),
        conditions=tuple(dict.fromkeys(conditions)),
        foreign={name: foreign} if foreign else {},
        **held,
    )
    return [made], []


_R = TypeVar("_R", bound=Record)


def checked(model: type[_R], given: Given, /, **values: Any) -> _R:
    """A record of what was read, whatever the fields are called there.

    Raises:
        FilmwrightError: if it is none, such as a name with characters that nobody sees.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or model.ledger_kind
        raise FilmwrightError(f"{where}: {in_words(first)}", given.source, "mend the file") from error


def kept(record: Grant | Prohibition, format_name: str) -> Any:
    """What the format said besides when the record was read from it; None if nothing."""
    said = record.foreign.get(format_name)
    return said.get(KEPT) if isinstance(said, dict) else None
