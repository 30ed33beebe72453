"""What ends or begins in the time ahead, and how much of what is cleared today no longer clears then.

Found by asking again at each of these instants, so that a grant which another one replaces costs nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from filmwright.library.clear import Clearance, length
from filmwright.library.shots import Shot
from filmwright.rights import ledger, words
from filmwright.rights.chain import entries
from filmwright.rights.circumstances import Mandate, Standing, Suspension
from filmwright.rights.decision import Decision
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.stored import parse
from filmwright.rights.vocabulary import Authority, Request
from filmwright.studio import Studio
from filmwright.withdraw.statements import spoken

Ask = Callable[[Sequence[Request]], list[Decision]]
_ENDS = (Grant, Mandate, Standing)
_BEGINS = (Standing, Suspension, Prohibition)


class Event(NamedTuple):
    """A record that ends or begins to hold at an instant (UTC)."""

    at: str
    record: Record
    begins: bool


@dataclass
class _Outlook:
    """The shots that still clear, what each rests on, and what is yet to come."""

    facts: Facts
    after: str
    until: str
    still: dict[str, tuple[Shot, Decision]] = field(default_factory=dict)
    resting: dict[str, set[str]] = field(default_factory=dict)
    events: list[tuple[str, str, bool, Event]] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Take in a record's dates, where they lie ahead."""
        for event in _events(record):
            if self.after < event.at <= self.until:
                heapq.heappush(self.events, (event.at, record.record_id, event.begins, event))

    def rest(self, shot: Shot, decision: Decision) -> None:
        """A shot clears, by these grants; their ends are to come."""
        self.still[shot.shot] = (shot, decision)
        for grant in decision.grants_used:
            if grant not in self.resting:
                self.resting[grant] = set()
                record = self.facts.record(grant)
                if record is not None:
                    self.add(record)
            self.resting[grant].add(shot.shot)

    def touched(self, event: Event) -> set[str]:
        """The shots that clear by a grant on which the event bears."""
        found: set[str] = set()
        for grant_id, shots in self.resting.items():
            grant = self.facts.record(grant_id)
            if isinstance(grant, Grant) and _bears(event.record, grant):
                found |= shots & self.still.keys()
        return found

    def next(self) -> list[Event]:
        """All events of the next instant; none where nothing more is to come."""
        found: list[Event] = []
        while self.events and (not found or self.events[0][0] == found[0].at):
            found.append(heapq.heappop(self.events)[3])
        return found


def dated(studio: Studio, facts: Facts) -> list[Record]:
    """Live mandates, standings, strikes and prohibitions that have a date.

    Only where to look: what they come to is decided from facts that are checked.
    """
    kinds = [kind.ledger_kind for kind in (Mandate, Standing, Suspension, Prohibition)]
    query = select(entries.c.kind, entries.c.body).where(
        entries.c.kind.in_(kinds), entries.c.body.contains('"valid_', autoescape=True)
    )
    with ledger.reading(studio) as connection:
        found = [parse(row.kind, row.body) for row in connection.execute(query)]
    return [record for record in found if not facts.revocations(record.record_id)]


def ahead(
    facts: Facts, clearances: Iterable[Clearance], others: Iterable[Record], until: str, ask: Ask
) -> list[dict[str, Any]]:
    """What comes between the instant asked about and another, in order of time.

    Args:
        clearances: answers for one action, all about the same instant.
        others: what bears on grants and has dates (``dated``).
        until: an instant, UTC.
        ask: decides requests, as ``door.preview`` does.

    Returns:
        for each record that cleared shots rest on: ``rests``, their length, and ``lost``, what of it then is refused.
    """
    cleared = [one for one in clearances if one.cleared]
    if not cleared:
        return []
    outlook = _Outlook(facts, cleared[0].decision.at, until)
    for record in others:
        outlook.add(record)
    for one in cleared:
        outlook.rest(one.shot, one.decision)
    return list(_told(outlook, ask))


def _told(outlook: _Outlook, ask: Ask) -> Iterator[dict[str, Any]]:
    while events := outlook.next():
        touched = [outlook.touched(event) for event in events]
        again = [outlook.still.pop(shot) for shot in sorted(set().union(*touched))]
        decisions = ask([decision.request.model_copy(update={"at": events[0].at}) for _, decision in again])
        lost: dict[str, Shot] = {}
        for (shot, _), decision in zip(again, decisions, strict=True):
            if decision.verdict == "permit":
                outlook.rest(shot, decision)
            else:
                lost[shot.shot] = shot
        shots = {shot.shot: shot for shot, _ in again}
        for event, rests in zip(events, touched, strict=True):
            if rests:
                yield {
                    "kind": event.record.ledger_kind,
                    "id": event.record.record_id,
                    "at": event.at,
                    "begins": event.begins,
                    "day": _day(event),
                    "said": spoken(event.record, outlook.facts),
                    "lost": length(lost[shot] for shot in rests if shot in lost),
                    "rests": length(shots[shot] for shot in rests),
                }


def _events(record: Record) -> Iterator[Event]:
    first, last = getattr(record, "valid_from", ""), getattr(record, "valid_to", "")
    if isinstance(record, _BEGINS) and first:
        yield Event(words.start(first).isoformat(timespec="milliseconds"), record, True)
    if isinstance(record, _ENDS) and last:
        yield Event(words.end(last).isoformat(timespec="milliseconds"), record, False)


def _day(event: Event) -> str:
    """The day as it was written: the first on which it holds, or the last."""
    return str(getattr(event.record, "valid_from" if event.begins else "valid_to"))[:10]


def _bears(record: Record, grant: Grant) -> bool:
    """Whether what clears by a grant may hang on a record too."""
    match record:
        case Grant():
            return record.id == grant.id
        case Mandate():
            last = words.same(record.agent, grant.assigner) and record.authority is grant.authority
            over = not record.subjects or not set(record.subjects).isdisjoint(grant.subjects)
            return grant.authority is not Authority.OWNER and over and (last or record.may_delegate)
        case Suspension():
            return words.same(record.cba, grant.cba) and not grant.in_strike
        case Standing():
            return record.subject in grant.subjects
        case Prohibition():
            asked = set(record.actions) & set(grant.actions)
            return bool(asked) and not set(record.subjects).isdisjoint(grant.subjects)
    return False
