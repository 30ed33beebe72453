"""A statement of the ledger: found by its id or the first digits of it, and said in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from filmwright.errors import FilmwrightError
from filmwright.rights import ledger, terms
from filmwright.rights.chain import digest, entries, index
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import Appearance, Confirmation, Span
from filmwright.studio import Studio

STATEMENTS = (Grant, Prohibition, Mandate, Appearance, Confirmation, Standing, Suspension, Answer, Notice, Payment, Use)
"""What can be taken back. A Subject, a Decision, a Signer and a Revocation cannot."""
LOOSENING = (Prohibition, Appearance, Confirmation, Standing, Suspension, Use)
"""What, once taken back, may allow more than before."""
_DIGITS = 8


class Taken(NamedTuple):
    """A Revocation as the ledger has it: when it was entered, by whom and why."""

    at: str
    by: str
    reason: str


def find(studio: Studio, key: str) -> Record:
    """The statement of this id, or of the first 8 or more digits of it.

    Raises:
        FilmwrightError: if there is none, more than one, or it is something that nobody can take back.
    """
    given = key.strip().lower()
    if not (_DIGITS <= len(given) <= 64) or not set(given) <= set("0123456789abcdef"):
        raise FilmwrightError("this is no record's id", key, f"give the {_DIGITS} or more first digits of one")
    with ledger.reading(studio) as connection:
        found = _of_kinds(connection, given, [kind.ledger_kind for kind in STATEMENTS])
        other = [] if found else _of_kinds(connection, given, ["subject", "decision", "signer", "revocation"])
    if other:
        kind = other[0][0]
        what = f"this is a {kind}; only what somebody said of rights can be taken back"
        raise FilmwrightError(what, key, "name a grant, a prohibition or another statement")
    if not found:
        raise FilmwrightError("the ledger has no record of this id", key, "filmwright clear --json names grants")
    if len(found) > 1:
        raise FilmwrightError("more than one record begins with these digits", key, "give more of them")
    record = ledger.facts(studio).record(found[0][1])
    if record is None:
        do = "filmwright ledger verify names what was altered"
        raise FilmwrightError("the ledger's index does not have this record", key, do)
    return record


def _of_kinds(connection: Connection, given: str, kinds: list[str]) -> list[tuple[str, str]]:
    """(kind, id) of at most two records. A range and no LIKE, so that the table's index is used."""
    first, last = given.ljust(64, "0"), given.ljust(64, "f")
    columns = select(entries.c.kind, entries.c.record_id).distinct()
    found = columns.where(entries.c.kind.in_(kinds), entries.c.record_id.between(first, last)).limit(2)
    return [(row.kind, row.record_id) for row in connection.execute(found)]


def taken_back(studio: Studio, record_id: str) -> Taken | None:
    """When, by whom and why a record was taken back, or None while it counts."""
    columns = select(entries).join(index, index.c.seq == entries.c.seq)
    query = columns.where(index.c.key == digest(f"revocation {record_id}")).order_by(entries.c.seq)
    with ledger.reading(studio) as connection:
        row = connection.execute(query).first()
    if row is None:
        return None
    said = parse(row.kind, row.body)
    assert isinstance(said, Revocation)
    return Taken(row.at, said.assigner, said.reason)


def spoken(record: Record, facts: Facts) -> str:
    """A statement in one line: what it is and what it says."""
    name = f"{record.ledger_kind} {record.record_id[:12]}"
    match record:
        case Grant() | Prohibition():
            names = ", ".join(f"'{_name(subject, facts)}'" for subject in record.subjects)
            return f"{terms.short(record)}: {', '.join(record.actions)} on {names}"
        case Mandate():
            return f"{name}: {record.agent} speaks for {record.principal} as {record.authority}"
        case Appearance():
            span = Span(asset=record.asset, in_frame=record.in_frame, out_frame=record.out_frame)
            return f"{name}: '{_name(record.subject, facts)}' in {span}"
        case Confirmation():
            who = f"'{_name(record.subject, facts)}'" if record.subject else "nobody who holds rights"
            return f"{name}: {record.by} says that appearance {record.appearance[:12]} is {who}"
        case Standing():
            return f"{name}: '{_name(record.subject, facts)}' is {_when(record.what, record)}"
        case Suspension():
            return f"{name}: {_when(record.cba + ' is suspended', record)}"
        case Answer():
            return f"{name}: {record.by} answers {'yes' if record.yes else 'no'} to question {record.question[:12]}"
        case Notice():
            return f"{name}: notice to {record.to} on {record.at} under grant {record.grant[:12]}"
        case Payment():
            paid = f"{record.amount} {record.currency}" + (" in full" if record.in_full else "")
            return f"{name}: {paid} to {record.to} on {record.at} under grant {record.grant[:12]}"
        case Use():
            return f"{name}: one use of grant {record.grant[:12]} by Decision {record.decision[:12]}"
    return name


def _name(subject_id: str, facts: Facts) -> str:
    known = facts.subject(subject_id)
    return known.name if known else subject_id


def _when(what: str, record: Standing | Suspension) -> str:
    begun = f" from {record.valid_from}" if record.valid_from else ""
    return f"{what}{begun}" + (f" to {record.valid_to}" if record.valid_to else "")
