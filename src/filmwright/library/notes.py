"""What people say besides grants (answers, mandates, standings, strikes, notice, payment), checked and written down.

Each is one transaction. A question can be answered once somebody has asked it: in a recorded Decision, or now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, Unpack

from pydantic import ValidationError
from sqlalchemy import Connection, select

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue
from filmwright.library.clear import Limits, action_of, request
from filmwright.rights import door, ledger, words
from filmwright.rights.chain import entries
from filmwright.rights.circumstances import Notice, Payment, Standing
from filmwright.rights.decision import Decision, Question
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import Action, Span
from filmwright.studio import Studio
from filmwright.validation import one_line

_R = TypeVar("_R", bound=Record)
_DIGITS = 8


@dataclass(frozen=True)
class Noted:
    """What was written, by whose key it is signed, and whether it is new: said twice, it stands there once."""

    record: Record
    signed_by: str
    new: bool

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {
            "kind": self.record.ledger_kind,
            "id": self.record.record_id,
            "new": self.new,
            "signed_by": self.signed_by,
            "record": {name: value for name, value in self.record.body.items() if name != "schema"},
        }


def made(kind: type[_R], **fields: Any) -> _R:
    """A record from what a person typed.

    Raises:
        FilmwrightError: if a field is not what it should be.
    """
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        raise FilmwrightError(one_line(error), f"this {kind.ledger_kind}", "mend the option") from error


def write(studio: Studio, record: Record) -> Noted:
    """Add a statement to the ledger, signed by whoever speaks (``keys.speaking_key``).

    Raises:
        FilmwrightError: if it speaks of a grant or a subject that is not there, mandates would go in a circle, or the
            very same was said and taken back. The ledger is then as it was.
    """
    with ledger.writing(studio) as connection:
        key = ledger.speaking_key(studio)
        facts = ledger.facts(studio, connection=connection)
        _check(record, facts)
        new = ledger.find(connection, record.ledger_kind, record.record_id) is None
        ledger.append(connection, [record], key)
    return Noted(record, key.name, new)


def _check(record: Record, facts: Facts) -> None:
    name = f"this {record.ledger_kind}"
    if facts.revocations(record.record_id):
        do = "say it in other words: other dates, or the evidence for it"
        raise FilmwrightError("the very same was said before and taken back, which is for ever", name, do)
    if isinstance(record, Notice | Payment):
        grant = facts.record(record.grant)
        if not isinstance(grant, Grant):
            raise FilmwrightError("the ledger has no grant of this id", record.grant[:12], "name a grant")
        if facts.revocations(grant.id):
            raise FilmwrightError("this grant was revoked", grant.id[:12], "agree anew; nothing makes it count again")
    if isinstance(record, Standing) and facts.subject(record.subject) is None:
        do = "mend the id, or register the subject in a rights file first"
        raise FilmwrightError("the ledger has no such subject", record.subject, do)


def person(studio: Studio, subject: str) -> str:
    """Whose face or voice a subject is; "" for what is neither."""
    known = ledger.facts(studio).subject(subject)
    return known.person if known is not None and known.personal else ""


def question(studio: Studio, key: str, action: str = "", **limits: Unpack[Limits]) -> Question:
    """The question of this id, or of the first 8 or more digits of it, that somebody asked or that is open now.

    Args:
        action: look only among what is open for this; "" for any.
        limits: as the question was asked; a project or a use makes another question of it.

    Raises:
        FilmwrightError: if there is none, or more than one.
    """
    given = key.strip().lower()
    if not (_DIGITS <= len(given) <= 64) or not set(given) <= set("0123456789abcdef"):
        do = f"give the {_DIGITS} or more first digits of one (filmwright rights report)"
        raise FilmwrightError("this is no question's id", key, do)
    with ledger.reading(studio) as connection:
        found = _recorded(connection, given)
    found = found or {q.id: q for q in _open(studio, action, limits) if q.id.startswith(given)}
    if len(found) > 1:
        raise FilmwrightError("more than one question begins with these digits", key, "give more of them")
    if not found:
        do = "ask as you did when it came up: the same --action, --project, --use and other limits"
        raise FilmwrightError("no such question was asked, and none is open now", key, do)
    return next(iter(found.values()))


def _recorded(connection: Connection, given: str) -> dict[str, Question]:
    """Questions of recorded Decisions whose id begins so."""
    query = select(entries.c.kind, entries.c.body).where(
        entries.c.kind == Decision.ledger_kind, entries.c.body.contains(f'"id":"{given}', autoescape=True)
    )
    asked: dict[str, Question] = {}
    for row in connection.execute(query):
        decision = parse(row.kind, row.body)
        if isinstance(decision, Decision):
            asked |= {one.id: one for one in decision.questions if one.id.startswith(given)}
    return asked


def _open(studio: Studio, action: str, limits: Limits) -> list[Question]:
    """Every question that stands open now, in any frame of any film."""
    films = catalogue.listing(studio)
    spans = tuple(Span(asset=one.id, in_frame=0, out_frame=one.probe.frames) for one in films)
    actions = [action_of(action)] if action else list(Action)
    asked = [request(one, spans, **limits) for one in actions]
    return [question for decision in door.preview(studio, asked) for question in decision.questions]


def under(studio: Studio, cba: str) -> int:
    """How many grants that count stand under a collective agreement."""
    query = select(entries.c.kind, entries.c.body).where(
        entries.c.kind == Grant.ledger_kind, entries.c.body.contains('"cba":', autoescape=True)
    )
    with ledger.reading(studio) as connection:
        grants = [parse(row.kind, row.body) for row in connection.execute(query)]
    facts = ledger.facts(studio)
    held = [one for one in grants if isinstance(one, Grant) and words.same(one.cba, cba)]
    return sum(not facts.revocations(one.id) for one in held)
