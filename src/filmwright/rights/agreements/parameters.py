"""What is filled in, checked: no blank that the agreement has not, none of it missing, each of its own type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import TypeAdapter, ValidationError

from filmwright.canonical import printable
from filmwright.errors import FilmwrightError
from filmwright.rights import territory, words
from filmwright.rights.agreements.filling import fill
from filmwright.rights.agreements.shape import Parameter, Template
from filmwright.rights.vocabulary import Action, Media, Subject
from filmwright.validation import in_words

_HASH = re.compile(r"[0-9a-f]{64}")
_YES = {"yes": True, "true": True, "no": False, "false": False}


def _nowhere(_: str) -> str:
    return ""


@dataclass(frozen=True)
class Context:
    """Where an agreement is filled in.

    Attributes:
        work: the film's subject id.
        subjects: all subjects of the film by id, the work among them.
        at: the place of a parameter, for errors: "FILE, line 12"; for "" the place of the whole entry.
    """

    work: str
    subjects: Mapping[str, Subject]
    at: Callable[[str], str] = field(default=_nowhere)


def checked(template: Template, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The value of each parameter; None where it is empty.

    Raises:
        FilmwrightError: names the parameter, its place, and what to write there.
    """
    blanks = template.parameters
    for key in given:
        if key not in blanks:
            near = get_close_matches(str(key), blanks, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"it takes {', '.join(blanks)}"
            raise FilmwrightError(f"'{key}' is no parameter of {template.name}", context.at(str(key)), hint)
    values: dict[str, Any] = dict.fromkeys(blanks)
    for key, blank in blanks.items():
        value = given.get(key)
        if value is None and blank.required:
            raise FilmwrightError(f"{template.name} needs '{key}'", context.at(""), f"say {blank.asks}")
        if value is not None:
            values[key] = _value(template, key, value, context)
    for key, blank in blanks.items():
        if values[key] is None and blank.default is not None:
            default = fill(blank.default, lambda name: looked_up(name, values, context))
            values[key] = None if default is None else _value(template, key, default, context)
    _in_order(template, values, context)
    return values


def looked_up(name: str, values: Mapping[str, Any], context: Context) -> Any:
    """What stands behind the name of a hole: a parameter, the work, or a field of a subject.

    Raises:
        KeyError: if there is nothing of that name.
        FilmwrightError: if a subject has no owner, and one is asked for.
    """
    key, _, attribute = name.partition(".")
    value = context.work if key == "work" else values[key]
    if not attribute or value is None:
        return value
    subject = context.subjects[value]
    if attribute == "owner" and not subject.owner:
        raise FilmwrightError(f"'{subject.name}' has no registered owner", context.at(key), "say whose it is")
    return {"name": subject.name, "owner": subject.owner}[attribute]


def _value(template: Template, key: str, value: Any, context: Context) -> Any:
    blank = template.parameters[key]
    try:
        return _READ[blank.type](value, blank, context)
    except (ValueError, TypeError) as error:
        raise FilmwrightError(f"'{key}' of {template.name}: {error}", context.at(key), f"say {blank.asks}") from error


def _in_order(template: Template, values: Mapping[str, Any], context: Context) -> None:
    for key, blank in template.parameters.items():
        before = values[blank.after] if blank.after else None
        if before and values[key] and words.start(values[key]) < words.end(before):
            what = f"'{key}' ({values[key]}) does not come after '{blank.after}' ({before})"
            raise FilmwrightError(what, context.at(key), "mend one of the dates")


def _text(value: Any, most: int = 4000) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise ValueError("it is no text")
    plain = printable(str(value).strip())
    if not plain:
        raise ValueError("it is empty")
    if len(plain) > most:
        raise ValueError(f"it has more than {most} characters")
    return plain


def _name(value: Any) -> str:
    return _text(value, 200)


def _many(value: Any) -> list[str]:
    found = [_name(one) for one in (value if isinstance(value, (list, tuple)) else (value,))]
    if not found:
        raise ValueError("it is empty")
    return found


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    answer = _YES.get(str(value).casefold())
    if answer is None:
        raise ValueError("it is neither yes nor no")
    return answer


def _number(value: Any, blank: Parameter) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise ValueError("it is no whole number")
    if int(value) < blank.least:
        raise ValueError(f"it is less than {blank.least}")
    return int(value)


def _hash(value: Any) -> str:
    if not _HASH.fullmatch(str(value)):
        raise ValueError("it is no SHA-256 (64 hexadecimal digits in lower case)")
    return str(value)


def _choice(value: Any, blank: Parameter) -> str:
    if value not in blank.options:
        raise ValueError(f"{value!r} is none of {', '.join(blank.options)}")
    return str(value)


def _subject(value: Any, blank: Parameter, context: Context) -> str:
    subject = context.subjects.get(value) if isinstance(value, str) else None
    if subject is None:
        raise ValueError(f"{value!r} is no subject of this film")
    if blank.kinds and subject.kind not in blank.kinds:
        raise ValueError(f"'{subject.name}' is a {subject.kind}, not a {' or '.join(blank.kinds)}")
    return subject.id


def _actions(value: Any, blank: Parameter) -> list[str]:
    found = _of(Action, value)
    beyond = sorted(set(found) - set(blank.within))
    if beyond:
        raise ValueError(f"{', '.join(beyond)} is not among {', '.join(blank.within)}")
    return found


def _places(value: Any, blank: Parameter) -> list[str]:
    found = list(territory.places(_many(value)))
    if len(found) < blank.least:
        raise ValueError("the whole world will not do: name the countries")
    return found


def _of(kind: Any, value: Any) -> list[str]:
    try:
        return sorted({str(one) for one in TypeAdapter(list[kind]).validate_python(_many(value))})
    except ValidationError as error:
        raise ValueError(in_words(error.errors()[0])) from error


_READ: dict[str, Callable[[Any, Parameter, Context], Any]] = {
    "text": lambda value, *_: _text(value),
    "name": lambda value, *_: _name(value),
    "names": lambda value, *_: _many(value),
    "subject": _subject,
    "date": lambda value, *_: words.date_or_instant(_text(value)),
    "number": lambda value, blank, _: _number(value, blank),
    "yes_no": lambda value, *_: _yes_no(value),
    "choice": lambda value, blank, _: _choice(value, blank),
    "hash": lambda value, *_: _hash(value),
    "places": lambda value, blank, _: _places(value, blank),
    "media": lambda value, *_: _of(Media, value),
    "actions": lambda value, blank, _: _actions(value, blank),
}
