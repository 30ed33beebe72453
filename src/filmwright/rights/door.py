"""The door that every floor above asks: it decides, records the Decision, and stops on anything but permit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from filmwright import garbage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.rights import ledger
from filmwright.rights.circumstances import Use
from filmwright.rights.decision import Decision, merge_spans
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.keys import ensure_key
from filmwright.rights.rightsfile import OPEN_BASE, OURS
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio
from filmwright.validation import one_line

__all__ = ["ask", "ask_many", "check", "find", "merge_spans", "preview", "recheck", "record", "request", "require"]


def request(**fields: Any) -> Request:
    """A request from what a person typed.

    Raises:
        FilmwrightError: if a field is not what it should be; its value is not repeated, it may be of any length.
    """
    try:
        return Request.model_validate(fields)
    except ValidationError as error:
        raise FilmwrightError(one_line(error)[:200], str(fields.get("action", "")), "mend the option") from error


def _ours(request: Request, facts: Facts) -> Request:
    """The request with the studio's name in it, so that it can be answered again from the record alone."""
    return request if request.assignee or not facts.studio else request.model_copy(update={"assignee": facts.studio})


def preview(studio: Studio, requests: Iterable[Request]) -> list[Decision]:
    """Decide without recording: for showing what would be cleared, never for going on."""
    with ledger.looking(studio) as facts:
        return _decided(facts, [_ours(request, facts) for request in requests])


def _decided(facts: Facts, requests: Sequence[Request]) -> list[Decision]:
    with garbage.left_alone():
        _prepare(facts, requests)
        return [decide(request, facts) for request in requests]


def _prepare(facts: Facts, requests: Sequence[Request]) -> None:
    """Look up together what many requests need."""
    spans: dict[Action, list[Span]] = {}
    for request in requests:
        spans.setdefault(request.action, []).extend(merge_spans(request.spans))
    for action, here in spans.items():
        facts.prepare(here, action)


def record(connection: Connection, studio: Studio, requests: Sequence[Request]) -> list[Decision]:
    """Decide and write the Decisions inside the caller's transaction (``ledger.writing``).

    Facts appended earlier in the same transaction count. If it is rolled back, no Decision was made.
    """
    key = ensure_key(studio)
    facts = ledger.facts(studio, connection=connection)
    asked = [_ours(request, facts) for request in requests]
    decisions = _decided(facts, asked)
    ledger.append(connection, decisions, key)
    return decisions


def ask_many(studio: Studio, requests: Iterable[Request]) -> list[Decision]:
    """One recorded Decision for each request, from one state of the ledger, in one transaction."""
    with ledger.writing(studio) as connection:
        return record(connection, studio, list(requests))


def ask(studio: Studio, request: Request) -> Decision:
    """One recorded Decision; asking the same again of the same facts gives the same one and adds nothing."""
    return ask_many(studio, [request])[0]


def require(studio: Studio, request: Request) -> Decision:
    """Ask, and go on only with *permit*; a refusal is recorded too, and the use of a grant whose uses are counted.

    Raises:
        RightsRefused: on deny and on unknown; names what is missing and carries the Decision's id.
    """
    with ledger.writing(studio) as connection:
        decision = record(connection, studio, [request])[0]
        use(connection, studio, decision)
    check(decision)
    return decision


def use(connection: Connection, studio: Studio, decision: Decision) -> None:
    """Note in the ledger that a permit is made use of, where a grant's uses are counted; once for each job."""
    if decision.verdict != "permit":
        return
    facts = ledger.facts(studio, connection=connection)
    held = (facts.record(grant) for grant in decision.grants_used)
    job = decision.request.job
    counted = [
        grant
        for grant in held
        if isinstance(grant, Grant)
        and grant.max_uses is not None
        and not (job and any(use.job == job for use in facts.uses(grant)))
    ]
    ledger.append(
        connection, [Use(grant=grant.id, decision=decision.id, job=job) for grant in counted], ensure_key(studio)
    )


def check(decision: Decision) -> None:
    """Stop on anything but *permit*.

    Raises:
        RightsRefused: on deny and on unknown.
    """
    if decision.verdict == "permit":
        return
    first = min(decision.missing, key=lambda missing: list(_REMEDIES).index(missing.kind))
    more = f" (and {len(decision.missing) - 1} more)" if len(decision.missing) > 1 else ""
    what = f"{decision.request.action} is refused, the answer is {decision.verdict}: {first.sentence()}{more}"
    remedy = _SHIPPED if first.subject.startswith(OURS) else _REMEDIES[first.kind]
    remedy = _OPEN if first.subject.startswith(OPEN_BASE) else remedy
    do = f"{remedy}; Decision {decision.id[:12]} has the whole list"
    raise RightsRefused(what, "", do, decision.id)


_REMEDIES = {
    "prohibition": "leave these frames out, or agree with whoever forbids it",
    "grant": "obtain this grant, put it in the film's rights file and add the film again",
    "question": "have a person settle it (filmwright rights report lists the questions, rights answer settles one)",
    "appearance": "say who is in these frames (filmwright rights appear), or confirm who was proposed (rights confirm)",
}
"""What to do about each kind of obstacle, the gravest first."""
_OPEN = "nobody knows what this open base learned from; filmwright rights waive-base signs for it by name"
_SHIPPED = "leave these frames out: the base learned from them, under the rights that ship with it and no others"


def find(studio: Studio, decision_id: str) -> Decision:
    """A recorded Decision.

    Raises:
        FilmwrightError: if the ledger has none of this id.
    """
    with ledger.reading(studio) as connection:
        found = ledger.find(connection, "decision", decision_id)
    if not isinstance(found, Decision):
        raise FilmwrightError(
            "there is no such Decision in the studio's ledger", decision_id, "use the studio that made it"
        )
    return found


def recheck(studio: Studio, decision_id: str) -> tuple[Decision, Decision]:
    """A recorded Decision, and the same request decided again from the ledger root that it names.

    The two are equal unless the record, the ledger or the evaluator changed. The whole ledger is checked on the way.

    Raises:
        FilmwrightError: if the Decision or its ledger root is not in this ledger, or the ledger was altered.
    """
    stored = find(studio, decision_id)
    assets = {span.asset for span in stored.request.spans}
    return stored, decide(stored.request, ledger.replayed(studio, stored.ledger_root, assets))
