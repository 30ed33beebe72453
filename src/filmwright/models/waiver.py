"""A waiver: somebody at the studio takes upon them, by name, that nobody knows what an open base learned from.

It is a plain Grant of the studio on the base's own subject. So it can be taken back like any other (``revoke``), the
Decisions that rest on it name it, and what was made under it is found (``affected``). It says nothing of any film.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filmwright.canonical import now
from filmwright.errors import FilmwrightError
from filmwright.library import notes
from filmwright.models import open_base
from filmwright.models.open_base import OpenBase
from filmwright.rights import ledger
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Action, Appearance, Subject, SubjectKind
from filmwright.studio import Studio

ACTIONS = (Action.TRAIN_ADAPTER, Action.TRAIN_BASE, Action.GENERATE_GENERIC, Action.DELIVER)
"""What a waiver is for, unless it is said: to train on the base, to make with what came of it, to let that out."""


@dataclass(frozen=True)
class Waived:
    """The waiver, whether it is new, by whose key it is signed, and for which base."""

    grant: Grant
    new: bool
    signed_by: str
    base: OpenBase


def waive(
    studio: Studio,
    base: OpenBase,
    signed_by: str,
    reason: str,
    licence: str = "",
    actions: Sequence[str] = ACTIONS,
) -> Waived:
    """Write a waiver into the ledger, with the base's subject and its span; one transaction. Twice changes nothing.

    Args:
        base: of these very weights; others need a waiver of their own.
        signed_by: the person who answers for it.
        reason: why, in words.
        licence: of the weights. It says nothing of what they learned from, so it is no more than a note.
        actions: what it is for.

    Raises:
        FilmwrightError: if nobody signs, no reason is said, a word is no action, or the very same was taken back.
    """
    signed_by, reason, licence = (" ".join(text.split()) for text in (signed_by, reason, licence))
    if not signed_by or not reason:
        raise FilmwrightError(
            "a waiver needs a person who answers for it, and a reason", base.said, "give --signed-by and --reason"
        )
    if open_base.own(studio, base).made_here:
        what = "this studio trained this model itself; its rights are those of its film and of its own base"
        raise FilmwrightError(what, base.said, "filmwright lineage shows them")
    open_base.adopt(studio, base)
    with ledger.writing(studio) as connection:
        own, key = ledger.ensure_key(studio), ledger.speaking_key(studio)
        facts = ledger.facts(studio, connection=connection)
        known = facts.subject(base.subject)
        owner = known.owner if known else studio.settings.name  # a studio that changed its name is the same studio
        name = f"whatever {base.name} learned from"
        subject = Subject(id=base.subject, kind=SubjectKind.WORK, name=name, owner=owner)
        there = Appearance(asset=base.id, in_frame=0, out_frame=1, subject=base.subject)
        under = f"; the weights are under {licence}" if licence else ""
        grant = notes.made(
            Grant,
            assigner=owner,
            subjects=(base.subject,),
            actions=tuple(actions),
            agreement=f"waiver: {reason}{under}; base {base.said}",
            signature=signed_by,
        )
        if facts.revocations(grant.id):
            do = "give another --reason: what has changed since"
            raise FilmwrightError("the very same waiver was taken back, which is for ever", base.said, do)
        new = ledger.find(connection, Grant.ledger_kind, grant.id) is None
        # What stands for the footage is the studio's bookkeeping; a desk that may only write grants may waive.
        ledger.append(connection, [subject, there], own)
        ledger.append(connection, [grant], key)
    return Waived(grant, new, key.name, base)


def at(studio: Studio, waived: Waived) -> str:
    """When it was entered, UTC."""
    from sqlalchemy import select

    from filmwright.rights.chain import entries

    with ledger.reading(studio) as connection:
        found = select(entries.c.at).where(
            entries.c.kind == Grant.ledger_kind, entries.c.record_id == waived.grant.record_id
        )
        return str(connection.execute(found).scalar() or now())
