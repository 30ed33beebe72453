"""Which Decisions stand on a statement: found by the ledger's index, never by reading all of them.

A Decision names the grants that it used, so a grant's are found at once. What bears on grants (a mandate, a notice, a
payment, an answer) or on who is in a frame is named by no Decision: those that may stand on it are decided again from
the very ledger root that they were made from, once with it and once without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from filmwright.errors import FilmwrightError
from filmwright.rights import ledger, words
from filmwright.rights.case import REPLICA
from filmwright.rights.chain import digest, entries, index
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.keying import Window, asks_key, rests_key, span_keys
from filmwright.rights.record import Record
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import Appearance, Confirmation
from filmwright.studio import Studio
from filmwright.withdraw.supposing import supposing

_BATCH = 400
_PERMIT = '"verdict":"permit"'
"""As it stands in a body; inside a text of the body the quotes would be escaped."""


@dataclass(frozen=True)
class Resting:
    """Ids of the permits that stand on a statement, and through which grants (None: through any that they used).

    ``stopped``: ids of refusals that it may be the cause of; None where they cannot be looked up.
    """

    permits: frozenset[str]
    grants: frozenset[str] | None
    stopped: tuple[str, ...] | None


def resting(studio: Studio, record: Record) -> Resting:
    """What stands on a statement, whether it still counts or was taken back."""
    with ledger.reading(studio) as connection:
        match record:
            case Grant():
                return Resting(frozenset(_ids(connection, [rests_key(record.id)], True)), frozenset({record.id}), ())
            case Prohibition():
                stopped = tuple(_ids(connection, [rests_key(record.id)], False))
                return Resting(frozenset(), frozenset(), stopped)
            case Appearance() | Confirmation():
                keys = _frames(studio, record)
                found, grants = list(_ids(connection, keys, True)), None
                refused: tuple[str, ...] | None = tuple(_ids(connection, keys, False))
            case Notice() | Payment() | Answer() | Mandate():
                grants = _grants(connection, record)
                named = [rests_key(grant) for grant in grants] if grants is not None else None
                # An answer to a question that no Decision recorded: every permit may stand on it.
                found, refused = list(_ids(connection, named, True)), ()
            case _:
                return Resting(frozenset(), frozenset(), None)
    held = frozenset(_standing(studio, load(studio, found), record.record_id))
    return Resting(held, grants, refused)


def load(studio: Studio, ids: Iterable[str]) -> Iterator[Decision]:
    """Decisions by id, a few at a time; those of one ledger root come together.

    Raises:
        FilmwrightError: if one was altered.
    """
    left = iter(ids)
    while batch := list(islice(left, _BATCH)):
        query = select(entries.c.record_id, entries.c.body).where(
            entries.c.kind == Decision.ledger_kind, entries.c.record_id.in_(batch)
        )
        with ledger.reading(studio) as connection:
            rows = connection.execute(query.order_by(entries.c.seq)).all()
        for row in rows:
            decision = parse(Decision.ledger_kind, row.body)
            if not isinstance(decision, Decision) or decision.id != row.record_id:
                raise FilmwrightError(
                    f"the ledger was altered: Decision {row.record_id[:12]} is not what its id says",
                    str(studio.path),
                    "restore it from a copy",
                )
            yield decision


def _ids(connection: Connection, keys: Sequence[str] | None, permits: bool) -> Iterator[str]:
    """Ids of the Decisions (permits, or else refusals) under some keys of the index, or of all; each once, by age."""
    found: dict[int, str] = {}
    for only in _under(keys):
        rows = connection.execute(only.where(entries.c.kind == Decision.ledger_kind, _verdict(permits)))
        found.update({row.seq: row.record_id for row in rows})
    yield from (found[seq] for seq in sorted(found))


def _under(keys: Sequence[str] | None) -> Iterator[Select[tuple[int, str]]]:
    columns = select(entries.c.seq, entries.c.record_id)
    if keys is None:
        yield columns
        return
    for first in range(0, len(keys), _BATCH):
        wanted = [digest(key) for key in keys[first : first + _BATCH]]
        yield columns.join(index, index.c.seq == entries.c.seq).where(index.c.key.in_(wanted)).distinct()


def _verdict(permits: bool) -> ColumnElement[bool]:
    holds = entries.c.body.contains(_PERMIT, autoescape=True)
    return holds if permits else ~holds


def _frames(studio: Studio, record: Appearance | Confirmation) -> list[str]:
    """Keys of the Decisions about frames that an appearance may touch."""
    seen = record if isinstance(record, Appearance) else ledger.facts(studio).record(record.appearance)
    if not isinstance(seen, Appearance):
        return []
    return span_keys(Window(seen.asset, seen.in_frame, seen.out_frame), "decided")


def _grants(connection: Connection, record: Notice | Payment | Answer | Mandate) -> frozenset[str] | None:
    """The grants that a statement bears on; None where the ledger does not say."""
    match record:
        case Notice() | Payment():
            return frozenset({record.grant})
        case Mandate():
            return frozenset(_mandated(connection, record))
    asked = select(entries.c.body).join(index, index.c.seq == entries.c.seq)
    row = connection.execute(asked.where(index.c.key == digest(asks_key(record.question))).limit(1)).first()
    open_one = parse(Decision.ledger_kind, row.body) if row else None
    if not isinstance(open_one, Decision):
        return None
    return frozenset(one.grant for one in open_one.questions if one.id == record.question)


def _mandated(connection: Connection, mandate: Mandate) -> Iterator[str]:
    """Grants given by the agent, or by whom the agent may have mandated in turn.

    An owner needs no mandate but for the face or voice of another person.
    """
    rows = connection.execute(select(entries.c.body).where(entries.c.kind == Mandate.ledger_kind)).all()
    others = [one for row in rows if isinstance(one := parse(Mandate.ledger_kind, row.body), Mandate)]
    agents, grown = {words.folded(mandate.agent)}, True
    while grown:
        more = {words.folded(one.agent) for one in others if words.folded(one.principal) in agents} - agents
        agents |= more
        grown = bool(more)
    # A body leaves out the authority of an owner.
    may = or_(*(entries.c.body.contains(f'"{word}', autoescape=True) for word in ('authority":', *REPLICA)))
    for row in connection.execute(select(entries.c.body).where(entries.c.kind == Grant.ledger_kind, may)):
        grant = parse(Grant.ledger_kind, row.body)
        if isinstance(grant, Grant) and words.folded(grant.assigner) in agents:
            yield grant.id


def _standing(studio: Studio, permits: Iterable[Decision], record_id: str) -> Iterator[str]:
    """Ids of the permits that come out otherwise without a record, from the ledger root that each was made from."""
    root, then, without = "", Facts.of(()), Facts.of(())
    for decision in permits:
        if decision.ledger_root != root:
            root, then = decision.ledger_root, ledger.facts(studio, decision.ledger_root)
            without = supposing(then, record_id, True)
        if decide(decision.request, without).verdict != decide(decision.request, then).verdict:
            yield decision.id
