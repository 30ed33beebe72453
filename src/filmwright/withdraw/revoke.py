"""``revoke``: a statement is taken back. From that entry on it counts no more, and each door that asks is refused."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.rights import ledger
from filmwright.rights.grants import Revocation
from filmwright.rights.record import Record
from filmwright.studio import Studio
from filmwright.validation import one_line
from filmwright.withdraw.statements import LOOSENING, find, taken_back


@dataclass(frozen=True)
class Revoked:
    """What was taken back, by which entry, and which authority's key signed that."""

    record: Record
    revocation: Revocation
    signed_by: str

    @property
    def loosens(self) -> bool:
        """Whether more may be allowed now than before."""
        return isinstance(self.record, LOOSENING)


def revoke(studio: Studio, key: str, because: str, by: str = "") -> Revoked:
    """Record that a statement is taken back, in one transaction.

    Args:
        key: its id, or the first 8 or more digits of it.
        because: why, in words.
        by: who takes it back; it must be said where more may be allowed afterwards.

    Raises:
        FilmwrightError: if there is no such statement, more than one, it is taken back already, or no reason or
            nobody is named. The ledger is then as it was.
    """
    record = find(studio, key)
    name = f"{record.ledger_kind} {record.record_id[:12]}"
    because, by = because.strip(), by.strip()
    if not because:
        raise FilmwrightError("nobody says why it is taken back", name, "give --because TEXT")
    if isinstance(record, LOOSENING) and not by:
        what = f"to take back a {record.ledger_kind} may allow more than before, so somebody must answer for it"
        raise FilmwrightError(what, name, "say who with --by NAME")
    try:
        revocation = Revocation(grant=record.record_id, assigner=by, reason=because)
    except ValidationError as error:
        raise FilmwrightError(one_line(error)[:200], name, "mend the option") from error
    with ledger.writing(studio) as connection:
        signing = ledger.speaking_key(studio)
        if ledger.facts(studio, connection=connection).revocations(record.record_id):
            raise _already(studio, record)
        ledger.append(connection, [revocation], signing)
    return Revoked(record, revocation, signing.name)


def _already(studio: Studio, record: Record) -> FilmwrightError:
    taken = taken_back(studio, record.record_id)
    when = f" on {taken.at[:10]}" + (f" by {taken.by}" if taken.by else "") if taken else ""
    what = f"this {record.ledger_kind} was taken back already{when}"
    return FilmwrightError(what, record.record_id[:12], f"filmwright affected {record.record_id[:12]}")
