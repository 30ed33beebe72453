"""Cast and cue sheets: who is in which frames of which asset, as a person wrote it; rows in, ledger records out.

A row is one span of one subject. The first row of a subject says what it is; the others need only its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from filmwright.canonical import frame_rate
from filmwright.errors import FilmwrightError
from filmwright.rights import rows, words
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import OURS, OWN, ROLES
from filmwright.rights.rows import Row
from filmwright.rights.timecode import Clock
from filmwright.rights.vocabulary import UNIDENTIFIED, Appearance, Role, Subject, SubjectKind
from filmwright.validation import place, sentence

PLACE = ("title", "asset", "rate")
COLUMNS = (*PLACE, "subject", "kind", "name", "owner", "role", "in", "out")


@dataclass(frozen=True)
class Film:
    """One asset as a sheet speaks of it: its id, its file's name, its title, who owns that, and how it counts."""

    asset: str
    file: str
    title: str
    owner: str
    clock: Clock


def load(path: Path) -> list[Row]:
    """The rows of a cast or cue sheet: CSV, or YAML with ``subjects``, each with its ``appearances``.

    Raises:
        FilmwrightError: see ``rows.read``.
    """
    return rows.read(path, COLUMNS, "subjects", "appearances")


def records(
    sheet: Sequence[Row], films: Sequence[Film], known: Mapping[str, Subject], title: str = ""
) -> list[Subject | Appearance]:
    """The subjects that are new and every appearance, in the sheet's order.

    Args:
        sheet: see ``load``.
        films: what a row may speak of.
        known: subjects that are registered, by id; a row that says otherwise of them is a fault.
        title: of the rows that name neither title nor asset.

    Raises:
        FilmwrightError: at the first fault, with its line; nothing is guessed.
    """
    subjects: dict[str, Subject] = {}
    made: dict[Appearance, int] = {}
    for row in sheet:
        film = film_of(row, films, title)
        subject = _subject(row, film, known, subjects)
        where = span(row, film)
        role = _word(row, "role", Role) if row["role"] else ROLES.get(subject.kind, Role.DEPICTS)
        one = appearance(row, film, where, subject.id, role)
        if one in made:
            raise row.error(f"this is said in line {made[one]} already", "keep one of them")
        made[one] = row.line
    fresh = [subject for key, subject in subjects.items() if key not in known]
    return [*fresh, *made]


def film_of(row: Row, films: Sequence[Film], title: str = "") -> Film:
    """The asset that a row speaks of: the one it names by file or id, else the only one of its title.

    Raises:
        FilmwrightError: if there is none, or more than one; or if the row counts at another rate.
    """
    wanted, name = row["asset"], row["title"] or title
    if row["title"] and title and not words.same(row["title"], title):
        raise row.error(f"this row is of '{row['title']}', not of '{title}'", "give each title a sheet of its own")
    if not (wanted or name):
        raise row.error("neither 'title' nor 'asset' says which film this is", "add a column, or give --title")
    among = [film for film in films if not name or words.same(film.title, name)]
    if not among:
        raise row.error(f"there is no title '{name}' in the studio", "add the film first, or mend the title")
    found = [film for film in among if not wanted or _answers(film, wanted)]
    if not found:
        raise row.error(f"there is no asset '{wanted}'" + (f" of '{name}'" if name else ""), _names(among))
    if len(found) > 1:
        do = f"say in 'asset' which one: {_names(found)}"
        raise row.error(f"{len(found)} assets answer to '{wanted or name}'", do)
    (film,) = found
    _same_rate(row, film)
    return film


def _answers(film: Film, wanted: str) -> bool:
    return wanted == film.file or (len(wanted) >= 8 and film.asset.startswith(wanted.lower()))


def _names(films: Sequence[Film]) -> str:
    more = f" and {len(films) - 5} more" if len(films) > 5 else ""
    return ", ".join(f"{film.file} ({film.asset[:8]})" for film in films[:5]) + more


def _same_rate(row: Row, film: Film) -> None:
    if not row["rate"]:
        return
    try:
        said = frame_rate(row["rate"])
    except ValueError as error:
        raise row.error(str(error), "write it as 24 or 24000/1001") from error
    # People write 23.98 for 24000/1001, which lies five times nearer to it than 24 does.
    if said != film.clock.rate and abs(said / film.clock.rate - 1) > Fraction(1, 4000):
        what = f"this sheet counts at {row['rate']}, the asset {film.file} at {film.clock.rate}"
        raise row.error(what, "conform the sheet")


def span(row: Row, film: Film) -> tuple[int, int]:
    """The frames ``[in, out)`` of a row.

    Raises:
        FilmwrightError: if one is missing, no place in this asset, or ``in`` is not before ``out``.
    """
    at: list[int] = []
    for column in ("in", "out"):
        text = row.need(column)
        try:
            at.append(film.clock.frame(text))
        except FilmwrightError as error:
            raise row.error(f"'{column}' {text}: {error.what}", error.do) from error
    if at[0] >= at[1]:
        raise row.error(f"'in' {row['in']} is not before 'out' {row['out']}", "mend them; 'out' is the frame after")
    return at[0], at[1]


def appearance(row: Row, film: Film, where: tuple[int, int], subject: str, role: Role, **more: object) -> Appearance:
    """Who is in the frames of a row (``span``).

    Raises:
        FilmwrightError: at the row, if it makes none.
    """
    said = {"asset": film.asset, "in_frame": where[0], "out_frame": where[1], "subject": subject, "role": role}
    return checked(row, Appearance, **said, **more)


def _subject(row: Row, film: Film, known: Mapping[str, Subject], said: dict[str, Subject]) -> Subject:
    """The subject of a row, checked against what was said of it before, here or in the ledger."""
    key = row.need("subject")
    refuse_reserved(row, key)
    there = said.get(key) or known.get(key)
    if there is None:
        kind, name = _word(row, "kind", SubjectKind), row.need("name")
        owner = row["owner"] or (name if kind in OWN else film.owner)
        said[key] = checked(row, Subject, id=key, kind=kind, name=name, owner=owner)
        return said[key]
    where = "earlier in this sheet" if key in said else "in the ledger"
    for column, old in (("kind", str(there.kind)), ("name", there.name), ("owner", there.owner)):
        if row[column] and not words.same(row[column], old):
            what = f"'{key}' has the {column} '{old}' {where}, not '{row[column]}'"
            raise row.error(what, "mend it, or give this one an id of its own")
    return there


def refuse_reserved(row: Row, subject: str) -> None:
    """Refuse ids that are not a person's to use.

    Raises:
        FilmwrightError: if it is one of Filmwright's own, or of a face that nobody has named.
    """
    if subject.startswith(OURS):
        raise row.error(f"the scheme {OURS} is Filmwright's own", "give the subject another id")
    if subject.startswith(UNIDENTIFIED):
        raise row.error(f"{subject} is nobody's name", "say who it is: filmwright rights confirm")


_E = TypeVar("_E", Role, SubjectKind)
_R = TypeVar("_R", bound=Record)


def _word(row: Row, column: str, words_: type[_E]) -> _E:
    text = row.need(column)
    try:
        return words_(text.lower())
    except ValueError as error:
        raise row.error(f"unknown {column} '{text}'", f"choose one of {', '.join(words_)}") from error


def checked(row: Row, model: type[_R], **fields: object) -> _R:
    """A record of these fields.

    Raises:
        FilmwrightError: at the row, if they make none.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in place(first))
        raise row.error(f"{sentence(first)} (at {at})" if at else sentence(first)) from error
