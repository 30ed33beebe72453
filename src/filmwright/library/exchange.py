"""Rights from other formats into a studio's ledger, and out of it: all of a file in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from filmwright import files, garbage
from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, imported, recorded
from filmwright.library.catalogue import TitleRecord, blamed
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import ledger, words
from filmwright.rights.chain import entries
from filmwright.rights.circumstances import Answer
from filmwright.rights.facts import Facts
from filmwright.rights.formats import known, source
from filmwright.rights.formats.result import Given, Loss, Result
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import OURS
from filmwright.rights.vocabulary import Action, Appearance, Subject
from filmwright.studio import Studio

_LONG = 100_000
"""Bytes of a file whose reading is worth a word."""


@dataclass(frozen=True)
class Exchanged:
    """What went in or out.

    Attributes:
        path: the file.
        format: its format, by name.
        records: how many of each kind.
        fresh: how many the ledger did not have yet; of an export 0.
        strangers: subjects of grants that nobody has registered, so that these grants do not count yet.
        losses: what the other side has no place for.
    """

    path: Path
    format: str
    records: dict[str, int]
    fresh: int
    strangers: tuple[str, ...]
    losses: tuple[Loss, ...]

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        losses = [{"of": one.of, "field": one.field, "value": one.value, "why": one.why} for one in self.losses]
        return {
            "file": str(self.path),
            "format": self.format,
            "records": self.records,
            "new": self.fresh,
            "unregistered": list(self.strangers),
            "losses": losses,
        }


@garbage.left_alone()
def take_in(
    studio: Studio,
    path: Path,
    format_name: str = "",
    title: str = "",
    assigner: str = "",
    subject: str = "",
    progress: Progress | None = None,
) -> Exchanged:
    """Read a file and write all of its records into the ledger.

    Args:
        format_name: as in ``formats.known``; "" is told from the file.
        title: the title that it speaks about, where it names none.
        assigner: who speaks in it, where it names nobody; without, what such a file allows gives no grant.
        subject: what it speaks about, where that is not the title itself.

    Where it is from, and what it renews, is not for the file to say (``imported``).

    Raises:
        FilmwrightError: if the file cannot be read whole, or it speaks for what ships with Filmwright.
    """
    progress = progress or Silent()
    data = source.load(path)
    name = format_name or known.guess(path, data)
    here = known.find(name)
    about = _title(studio, title) if title else None
    given = Given(str(path), " ".join(assigner.split()), subject or (about.subject if about else ""))
    if len(data) > _LONG:
        progress.start(f"reading {path.name}", len(data))
        given = replace(given, told=progress.advance)
    try:
        result = _read(studio, here, data, given, about.name if about and name == "omc" else "")
    finally:
        progress.finish()
    _not_ours(result.records, path)
    with ledger.writing(studio) as connection:
        before = ledger.count(connection)
        facts = ledger.facts(studio, connection=connection)
        _by_owners(result, facts, path)
        records, lost = imported.marked(result.records, facts)
        with blamed(path, {one.id: place for one, place in _subjects(result, path)}):
            recorded.write(connection, records, ledger.speaking_key(studio), progress)
        fresh = ledger.count(connection) - before
        facts = ledger.facts(studio, connection=connection)
        named = {one for record in records if isinstance(record, Grant) for one in record.subjects}
        facts.load(f"subject {one}" for one in named)
        strangers = tuple(sorted(one for one in named if facts.subject(one) is None))
    return Exchanged(path, name, _counted(records), fresh, strangers, (*result.losses, *lost))


def _subjects(result: Result, path: Path) -> Iterator[tuple[Subject, str]]:
    for one in result.records:
        if isinstance(one, Subject):
            yield one, result.places.get(one.record_id, str(path))


def _by_owners(result: Result, facts: Facts, path: Path) -> None:
    """Stop at a grant that somebody gives as the owner of what is registered as somebody else's.

    Raises:
        FilmwrightError: names the place in the file.
    """
    new = {one.id: one for one, _ in _subjects(result, path)}
    given = [record for record in result.records if isinstance(record, Grant)]
    facts.load(f"subject {subject}" for one in given for subject in one.subjects)
    for one in given:
        for subject_id in one.subjects if one.authority == "owner" else ():
            known = facts.subject(subject_id) or new.get(subject_id)
            if known is not None and known.owner and not words.same(known.owner, one.assigner):
                what = f"'{known.name}' belongs to {known.owner}, so {one.assigner} cannot grant it as its owner"
                where = result.places.get(one.record_id, str(path))
                raise FilmwrightError(what, where, "mend the assigner or the authority; nothing was written")


def _read(studio: Studio, here: known.Format, data: bytes, given: Given, title: str) -> Result:
    """Read it; of a title with several films, once for each film."""
    films = catalogue.listing(studio, title) if title else []
    if not films:
        return here.read(data, given)
    results = [here.read(data, replace(given, asset=film.id, frames=film.probe.frames)) for film in films]
    records = {record.record_id: record for result in results for record in result.records}
    losses = dict.fromkeys(loss for result in results for loss in result.losses)
    places = {key: place for result in results for key, place in result.places.items()}
    return Result(tuple(records.values()), tuple(losses), places)


def give_out(studio: Studio, path: Path, format_name: str = "", title: str = "") -> Exchanged:
    """Write what is now said of a title (or of all titles) into a file; what was revoked is not said any more.

    Args:
        format_name: as in ``formats.known``; "" is told from the file's suffix.

    Raises:
        FilmwrightError: if there is no such title or format, the format speaks of one title and none is named, or the
            file cannot be written.
    """
    name = format_name or known.by_suffix(path)
    if not name:
        do = f"name it with --format: {', '.join(known.FORMATS)}"
        raise FilmwrightError("this file's name says no format", str(path), do)
    here = known.find(name)
    titles = [_title(studio, title)] if title else catalogue.title_records(studio)
    if here.one_work and len(titles) != 1:
        raise FilmwrightError(f"a file of {name} speaks of one title", str(path), "name it with --title")
    facts = ledger.facts(studio)
    said = {record.record_id: record for one in titles for record in _said(studio, facts, one)}
    given = Given(str(path), titles[0].owner, titles[0].subject) if len(titles) == 1 else Given(str(path))
    written = here.write(list(said.values()), given)
    files.write_new(path, written.data)
    return Exchanged(path, name, _counted(said.values()), 0, (), (*written.losses, *_kept_here(studio)))


def _kept_here(studio: Studio) -> tuple[Loss, ...]:
    """Answers are about this studio's own questions and stay here."""
    with ledger.reading(studio) as connection:
        count = connection.execute(select(func.count()).where(entries.c.kind == Answer.ledger_kind)).scalar()
    why = "what people answered to this studio's questions stays in its ledger"
    return (Loss.saying("answers", f"{count} in the ledger", why),) if count else ()


def _title(studio: Studio, name: str) -> TitleRecord:
    wanted = " ".join(name.split())
    found = next((one for one in catalogue.title_records(studio) if one.name == wanted), None)
    if found is None:
        raise FilmwrightError("there is no such title in this studio", name, "filmwright shots lists the titles")
    return found


def _said(studio: Studio, facts: Facts, title: TitleRecord) -> Iterator[Record]:
    """Subjects, appearances, grants and prohibitions of one title that count."""
    spans = [one for film in catalogue.listing(studio, title.name) for one in facts.film(film.id)]
    names = dict.fromkeys([title.subject, *(one.subject for one in spans)])
    yield from (found for one in names if (found := facts.subject(one)) is not None)
    yield from spans
    given: dict[str, Grant] = {}
    for one in names:
        for action in Action:
            given.update({g.id: g for g in facts.grants(one, action) if _counts(facts, g) and _for(g, title)})
            yield from (p for p in facts.prohibitions(one, action) if _for(p, title))
    yield from given.values()
    yield from _around(facts, given.values(), names, spans)


def _around(
    facts: Facts, given: Iterable[Grant], names: Iterable[str], spans: Iterable[Appearance]
) -> Iterator[Record]:
    """What bears on these grants, people and proposals; without it, some would count for more than they do."""
    for one in names:
        yield from facts.standings_of(one)
    yield from (said for one in spans if one.source != "human" for said in facts.confirmations(one.record_id))
    for grant in given:
        yield from (*facts.notices(grant.id), *facts.uses(grant), *facts.payments(grant.id))
        yield from facts.suspensions(grant.cba) if grant.cba else ()
        speakers, seen = [grant.assigner], set[str]()
        while speakers:
            name = words.folded(speakers.pop())
            if name not in seen:
                seen.add(name)
                mandates = facts.mandates(name)
                yield from mandates
                speakers += [mandate.principal for mandate in mandates]


def _counts(facts: Facts, record: Record) -> bool:
    return not facts.revocations(record.record_id)


def _for(record: Grant | Prohibition, title: TitleRecord) -> bool:
    return not record.works or title.subject in record.works or title.subject in record.subjects


def _not_ours(records: tuple[Record, ...], path: Path) -> None:
    for record in records:
        subjects: tuple[str, ...] = ()
        if isinstance(record, Subject):
            subjects = (record.id,)
        elif isinstance(record, (Grant, Prohibition)):
            subjects = record.subjects
        elif isinstance(record, Appearance):
            subjects = (record.subject,)
        if any(one.startswith(OURS) for one in subjects):
            what = f"the scheme {OURS} is Filmwright's own"
            raise FilmwrightError(what, str(path), "give the subject another id")


def _counted(records: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in records:
        found[record.ledger_kind] = found.get(record.ledger_kind, 0) + 1
    return found
