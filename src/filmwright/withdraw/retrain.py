"""A model that must be made anew is not used: neither to make a take, nor to let out one that it made.

To shoot asks about generating, and that may still be allowed where the right to train was taken back. A grant whose
terms say ``requires_retrain`` reaches further: what learned under it must go with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from filmwright.errors import RightsRefused
from filmwright.lineage import artefacts, edges
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.terms import short
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio
from filmwright.withdraw.resting import load
from filmwright.withdraw.supposing import less


def hold(studio: Studio, model_id: str, name: str) -> None:
    """Stop before a model is used that must be made anew, by its own training or by that of one it grew from.

    Raises:
        RightsRefused: naming the grant that was taken back; the refusal is recorded.
    """
    facts = ledger.facts(studio)
    for trained in load(studio, sorted(set(_trained_by(studio, model_id)))):
        lost = _lost(studio, trained, facts)
        if lost is None:
            continue
        again = Request.model_validate(trained.request.model_dump(exclude={"at"}))
        if door.preview(studio, [again])[0].verdict == "permit":
            continue
        refused = door.ask(studio, again)
        what = f"this model must be made anew: it learned under {short(lost)}, which asks for that when it is lost"
        do = f"train another without that film; Decision {refused.id[:12]} says what is missing"
        raise RightsRefused(what, name, do, refused.id)


def _lost(studio: Studio, trained: Decision, facts: Facts) -> Grant | None:
    """A grant that the training used, that counts no more since something was taken back, and that asks to retrain."""
    used = (facts.record(grant) for grant in trained.grants_used)
    asking = {grant.id: grant for grant in used if isinstance(grant, Grant) and grant.revocable == "requires_retrain"}
    if not asking:
        return None
    left = decide(trained.request, less(ledger.facts(studio, trained.ledger_root), facts))
    if left.verdict == "permit":
        return None
    return next((grant for key, grant in sorted(asking.items()) if key not in left.grants_used), None)


def _trained_by(studio: Studio, model_id: str) -> Iterator[str]:
    """Ids of the Decisions of every run that a model descends from."""
    up = select(edges.c.parent).where(edges.c.child == model_id).cte("up", recursive=True)
    up = up.union(select(edges.c.parent).join(up, edges.c.child == up.c.parent))
    runs = select(artefacts.c.body).join(up, up.c.parent == artefacts.c.id).where(artefacts.c.kind == "run")
    with studio.engine.connect() as connection:
        for body in connection.execute(runs).scalars():
            decision = json.loads(body).get("decision")
            if decision:
                yield str(decision)
