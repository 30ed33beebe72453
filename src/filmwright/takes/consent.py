"""Consent: whatever a take must be asked for is asked together, of one state of the ledger, before anything is made.

To make a take, or to let one out, is one question; that it is somebody's replica is another, beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from filmwright.errors import RightsRefused
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.keys import ensure_key
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import Studio
from filmwright.takes.replica import Likeness, Sources, likeness

REPLICA = Action.GENERATE_REPLICA_VISUAL
"""Takes have no sound, so a voice is never asked about; and none begins with a performance that it only alters."""


def require(studio: Studio, asked: Request, replica: Request, sources: Sources) -> list[Decision]:
    """Ask for the one and, if the take is somebody's replica, for the other, in one transaction.

    Refusals are recorded too. A use is counted only if all is permitted, and once for one job; two jobs that rest on
    one grant are two uses of it.

    Args:
        asked: what is to be done.
        replica: the question about a replica, of which only the frames are not known yet.

    Returns:
        the Decision on ``asked``, and the one on the replica if there is one.

    Raises:
        RightsRefused: on anything but permit.
    """
    with ledger.writing(studio) as connection:
        requests, whose = _requests(connection, studio, asked, replica, sources)
        decisions = door.record(connection, studio, requests)
        if all(decision.verdict == "permit" for decision in decisions):
            decisions = _used(connection, studio, decisions)
    _check(decisions, whose)
    return decisions


def _used(connection: Connection, studio: Studio, decisions: Sequence[Decision]) -> list[Decision]:
    """Note the uses; a question for another job than the first is asked again, for that may have used up its grant."""
    first, *others = decisions
    door.use(connection, studio, first)
    made = [first]
    for other in others:
        if other.request.job != first.request.job:
            other = door.record(connection, studio, [other.request])[0]
        made.append(other)
        if other.verdict != "permit":
            _take_back(connection, studio, first)
            break
        door.use(connection, studio, other)
    return made


def _take_back(connection: Connection, studio: Studio, decision: Decision) -> None:
    """Nothing is done by this Decision after all, so its uses are none."""
    facts = ledger.facts(studio, connection=connection)
    grants = (one for one in map(facts.record, decision.grants_used) if isinstance(one, Grant))
    uses = (use for grant in grants for use in facts.uses(grant) if use.decision == decision.id)
    reason = "nothing was made or delivered: the grant is used up"
    ledger.append(connection, [Revocation(grant=use.record_id, reason=reason) for use in uses], ensure_key(studio))


def permitted(studio: Studio, asked: Request, replica: Request, sources: Sources) -> bool:
    """Whether all of it would be permitted now; nothing is recorded."""
    with ledger.reading(studio) as connection:
        requests, _ = _requests(connection, studio, asked, replica, sources)
    return all(decision.verdict == "permit" for decision in door.preview(studio, requests))


def _requests(
    connection: Connection, studio: Studio, asked: Request, replica: Request, sources: Sources
) -> tuple[list[Request], Likeness]:
    whose = likeness(studio, connection, ledger.facts(studio, connection=connection), sources)
    # Of somebody whom the model never saw no frame can be asked about, and a request without frames is refused.
    spans = () if whose.unseen else whose.spans
    return [asked, *([replica.model_copy(update={"spans": spans})] if whose else [])], whose


def _check(decisions: Sequence[Decision], whose: Likeness) -> None:
    door.check(decisions[0])
    for decision in decisions[1:]:
        if whose.unseen:
            names = " and ".join(whose.unseen)
            what = f"the prompt names {names}, whom this model never saw, so there is no frame to ask for consent in"
            do = "leave the name out, or use a model that was trained on film of theirs"
            raise RightsRefused(what, "", do, decision.id)
        try:
            door.check(decision)
        except RightsRefused as error:
            raise RightsRefused(error.what, whose.why(), error.do, error.decision_id) from error
