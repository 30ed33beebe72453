"""The entries of a rights file, one by one: what is left out filled in, and every fault named with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from filmwright import validation
from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.agreements.template import Context, expand
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Subject
from filmwright.strictyaml import Document, Place

_NOT_WRITTEN = ("said_in", "renews", "template", "foreign")
"""What a record says of its own origin, and no person writes."""
_LISTS = ("works", "projects", "territory", "territory_except", "media", "model_classes", "replica_kinds")


def agreement(
    document: Document, number: int, fields: dict[str, Any], subjects: dict[str, Subject], work: Subject
) -> Iterator[Record]:
    """What an agreement template comes to: ``{template: NAME, with: {...}}``."""
    place: Place = ("grants", number)
    for key in fields:
        if key not in ("template", "with"):
            raise document.error(f"unknown key '{key}' beside a template", (*place, key), "write it under 'with'")
    given = fields.get("with") or {}
    if not isinstance(given, dict) or not isinstance(fields["template"], str):
        raise document.error("a template has a name, and parameters under 'with'", place, "mend the file")

    def at(key: str) -> str:
        return document.at((*place, "with", key) if key else place)

    for record in expand(fields["template"], given, Context(work.id, subjects, at)):
        if isinstance(record, Grant | Prohibition):
            _fits(document, record, place, subjects)
        yield record


def circumstance(
    document: Document,
    model: type[Mandate] | type[Standing] | type[Suspension],
    part: str,
    number: int,
    fields: dict[str, Any],
    subjects: dict[str, Subject],
) -> Record:
    """A mandate, standing or suspension, as it is written."""
    place: Place = (part, number)
    for key in _NOT_WRITTEN:
        if key in fields:
            raise document.error(f"unknown key '{key}'", (*place, key), "mend the file")
    try:
        made = model.model_validate({key: value for key, value in fields.items() if value is not None})
    except ValidationError as error:
        raise fault(document, error, place) from error
    if isinstance(made, Standing) and made.subject in subjects:
        who = subjects[made.subject]
        made = made.model_copy(update={"person": made.person or (who.person if who.personal else "")})
    named = (made.subject,) if isinstance(made, Standing) else made.subjects if isinstance(made, Mandate) else ()
    for subject in named:
        if subject not in subjects:
            what = f"a {made.ledger_kind} for '{subject}', which is no subject of this film"
            raise document.error(what, place, "list it under subjects, or mend the id")
    return made


_T = TypeVar("_T", Grant, Prohibition)


def terms(
    document: Document,
    model: type[_T],
    part: str,
    number: int,
    fields: dict[str, Any],
    subjects: dict[str, Subject],
    work: Subject,
) -> _T:
    """A grant or prohibition with what was left out filled in: on the work, for this work."""
    place: Place = (part, number)
    for key in _NOT_WRITTEN:
        if key in fields:
            raise document.error(f"unknown key '{key}'", (*place, key), "mend the file")
    for key in _LISTS:
        if fields.get(key) == []:
            do = "leave it out for no limit, or name some"
            raise document.error(f"an empty list of {key} could mean all or none", (*place, key), do)
    filled = {"subjects": (work.id,), **fields}
    if "subject" in fields and "subjects" not in fields:
        filled["subjects"] = [filled.pop("subject")]
    only_work = filled["subjects"] in ((work.id,), [work.id])
    filled["works"] = _works(fields.get("works"), work, only_work)
    try:
        made = model.model_validate({k: v for k, v in filled.items() if v is not None})
    except ValidationError as error:
        raise fault(document, error, place) from error
    made = made.model_copy(update={"said_in": work.id})
    _fits(document, made, place, subjects)
    return made


def _fits(document: Document, made: Grant | Prohibition, place: Place, subjects: dict[str, Subject]) -> None:
    """Stop at subjects that the film does not have, and at a grant as owner by somebody else."""
    for subject_id in made.subjects:
        subject = subjects.get(subject_id)
        if subject is None:
            raise document.error(
                f"a {made.ledger_kind} for '{subject_id}', which is no subject of this film",
                (*place, "subjects"),
                "list it under subjects, or mend the id",
            )
        if isinstance(made, Grant) and made.authority == "owner" and not words.same(made.assigner, subject.owner):
            raise document.error(
                f"'{subject.name}' belongs to {subject.owner}, so {made.assigner} cannot grant it as its owner",
                (*place, "assigner"),
                "mend the assigner, the subject's owner, or the authority",
            )


def _works(given: Any, work: Subject, only_work: bool) -> Any:
    """What a film says of its people, it says for itself; ``works: all`` must be written to mean more."""
    if given == "all":
        return ()
    return given if given is not None else () if only_work else (work.id,)


def fault(document: Document, error: ValidationError, place: Place) -> FilmwrightError:
    """The first fault of an entry in a person's words, with its line."""
    first = error.errors()[0]
    where: Place = (*place, *validation.place(first))
    name = ".".join(str(part) for part in where)
    more = len({validation.place(one) for one in error.errors()}) - 1
    message = validation.sentence(first)
    if first["type"] == "enum":
        message = f"unknown {'action' if 'actions' in first['loc'] else first['loc'][-1]}: {message}"
    return document.error(f"{message} (at {name})" + (f" and {more} more" if more else ""), where, "mend the file")
