"""Consent: whatever a take must be asked for is asked together, of one state of the ledger, before anything is made.

To make a take, or to let one out, is one question; that it is somebody's replica is another, beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from filmwright.errors import RightsRefused
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.facts import Facts
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import Studio
from filmwright.takes.replica import Likeness, Picture, likeness

REPLICA = Action.GENERATE_REPLICA_VISUAL
"""Takes have no sound, so a voice is never asked about; and none begins with a performance that it only alters."""


def require(studio: Studio, asked: Request, replica: Request, picture: Picture) -> list[Decision]:
    """Ask for the one and, if the picture is somebody's replica, for the other, in one transaction.

    Refusals are recorded too. A use is counted only if all is permitted, and once for one job.

    Args:
        asked: what is to be done.
        replica: the question about a replica, of which only the frames are not known yet.

    Returns:
        the Decision on ``asked``, and the one on the replica if there is one.

    Raises:
        RightsRefused: on anything but permit.
    """
    with ledger.writing(studio) as connection:
        requests, whose = _requests(connection, ledger.facts(studio, connection=connection), asked, replica, picture)
        decisions = door.record(connection, studio, requests)
        if all(decision.verdict == "permit" for decision in decisions):
            for decision in decisions:
                door.use(connection, studio, decision)
    _check(decisions, whose)
    return decisions


def permitted(studio: Studio, asked: Request, replica: Request, picture: Picture) -> bool:
    """Whether all of it would be permitted now; nothing is recorded."""
    with ledger.reading(studio) as connection:
        requests, _ = _requests(connection, ledger.facts(studio, connection=connection), asked, replica, picture)
    return all(decision.verdict == "permit" for decision in door.preview(studio, requests))


def _requests(
    connection: Connection, facts: Facts, asked: Request, replica: Request, picture: Picture
) -> tuple[list[Request], Likeness]:
    whose = likeness(connection, facts, picture)
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
