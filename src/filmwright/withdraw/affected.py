"""``affected``: all that stands on a statement, and what becomes of each when the statement counts no more.

Every question that was permitted on the strength of it is asked again as of now, with the statement and without. Before
it is taken back the answer is a supposition; the ledger is only read either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filmwright.rights import ledger
from filmwright.rights.record import Record
from filmwright.studio import Studio
from filmwright.withdraw.artefacts import standing_on
from filmwright.withdraw.judge import OUTCOMES, Hit, Judge
from filmwright.withdraw.resting import load, resting
from filmwright.withdraw.statements import LOOSENING, Taken, find, spoken, taken_back


@dataclass(frozen=True)
class Affected:
    """What a withdrawal does. ``taken`` is None where the statement still counts, and all this is supposed.

    ``decisions``: how many permits stand on it. ``allowed``: how many requests that were refused are permitted without
    it; None where that cannot be looked up.
    """

    record: Record
    said: str
    taken: Taken | None
    at: str
    decisions: int
    hits: tuple[Hit, ...]
    allowed: int | None

    @property
    def loosens(self) -> bool:
        """Whether more may be allowed without the statement than with it."""
        return isinstance(self.record, LOOSENING)

    def to_json(self) -> dict[str, Any]:
        """As ``affected --json`` prints it."""
        return {
            "record": self.record.record_id,
            "kind": self.record.ledger_kind,
            "said": self.said,
            "supposed": self.taken is None,
            "revoked": dict(self.taken._asdict()) if self.taken else None,
            "at": self.at,
            "decisions": self.decisions,
            "allowed": self.allowed,
            "loosens": self.loosens,
            "counts": {one: sum(hit.outcome == one for hit in self.hits) for one in OUTCOMES},
            "hits": [hit.to_json() for hit in self.hits],
        }


def affected(studio: Studio, key: str) -> Affected:
    """All that stands on a statement: as it is after its withdrawal, or as it would be if it were taken back now.

    Args:
        key: the statement's id, or the first 8 or more digits of it.

    Raises:
        FilmwrightError: if there is no such statement, more than one, or the ledger was altered.
    """
    record = find(studio, key)
    facts = ledger.facts(studio)
    stood = resting(studio, record)
    things = standing_on(studio, stood.permits)
    named = {one for thing in things for one in (*thing.decisions, str((thing.body or {}).get("decision", "")))}
    asked = {one.id: one for one in load(studio, sorted(named - {""}))}
    judge = Judge(facts, record, stood, asked)
    return Affected(
        record,
        spoken(record, facts),
        taken_back(studio, record.record_id),
        judge.at,
        len(stood.permits),
        judge.hits(things),
        judge.allowed(load(studio, stood.stopped)) if stood.stopped is not None else None,
    )
