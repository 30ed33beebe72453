"""A small studio's ledger written by hand: one film, its owner, and whoever appears in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio

ASSET = "a" * 64
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme")
JO = Subject(id="identity:jo", kind="identity", name="Jo Actor", owner="Jo Actor")
FILM = Appearance(asset=ASSET, in_frame=0, out_frame=10_000, subject=WORK.id)
TRAIN = Grant(assigner="Acme", subjects=[WORK.id], actions=["train.base"], agreement="letter")


def say(studio: Studio, *records: Record) -> None:
    """Enter records into the ledger, signed by the studio."""
    with ledger.writing(studio) as connection:
        ledger.append(connection, records, ledger.ensure_key(studio))


def ask(studio: Studio, first: int = 0, action: str = "train.base", **more: Any) -> Decision:
    """One recorded Decision about ten frames of the film."""
    span = Span(asset=ASSET, in_frame=first, out_frame=first + 10)
    return door.ask(studio, Request(action=action, spans=(span,), **more))


def ask_all(studio: Studio, firsts: Sequence[int]) -> list[Decision]:
    """A Decision for ten frames from each of these."""
    spans = [Span(asset=ASSET, in_frame=first, out_frame=first + 10) for first in firsts]
    return door.ask_many(studio, [Request(action="train.base", spans=(span,)) for span in spans])


@pytest.fixture
def rabbit(studio: Studio) -> Studio:
    """A studio whose ledger has *Rabbit*, all its frames, and the owner's grant to train on it."""
    say(studio, WORK, FILM, TRAIN)
    return studio
