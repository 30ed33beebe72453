"""A small studio's ledger written by hand: one film, its owner, and whoever appears in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from filmwright import lineage
from filmwright.canonical import canonical_json, file_sha256
from filmwright.library import catalogue
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject
from filmwright.studio import Studio
from filmwright.withdraw.affected import Affected

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


@dataclass(frozen=True)
class Made:
    """What was made from the film, as the lineage has it: artefact ids."""

    run: str
    model: str
    take: str
    delivery: str


def manifest(studio: Studio) -> str:
    """Write the manifest of a snapshot *S* that holds no shot; returns its SHA-256."""
    path = studio.folder("snapshots") / "S.json"
    empty: dict[str, Any] = {"shots": [], "refused": [], "attributions": [], "decisions": {}, "limits": {}}
    path.write_text(
        canonical_json({"schema": 1, "name": "S", "action": "train.base", "ledger_root": "0" * 64, **empty})
    )
    return file_sha256(path)


def make(studio: Studio, trained: Decision, shot: Decision, delivered: Decision) -> Made:
    """A run, a model, a take and a delivery that stand on these Decisions, recorded as the floors above record them."""
    spans = [{"asset": one.asset, "in": one.in_frame, "out": one.out_frame} for one in trained.request.spans]
    with studio.engine.begin() as connection:
        lineage.record(connection, "asset", "rabbit.mp4", {"title": "Rabbit"}, {}, id=ASSET)
        body = {"manifest_sha256": manifest(studio), "action": "train.base"}
        frozen = lineage.record(connection, "snapshot", "S", body, {ASSET: "shots"}, path="snapshots/S.json")
        run = lineage.record(connection, "run", "M", {"decision": trained.id}, {frozen: "snapshot"})
        held = {"snapshot_id": frozen, "spans": spans}
        model = lineage.record(connection, "model", "M", held, {run: "run", frozen: "snapshot"})
        take = lineage.record(connection, "take", "T", {"decision": shot.id}, {model: "model"})
        sent = {"decision": delivered.id, "sha256": take, "path": "/out.mp4"}
        delivery = lineage.record(connection, "delivery", "D", sent, {take: "take"})
    return Made(run, model, take, delivery)


ALL = ["train.base", "generate.generic", "deliver"]


def grant(actions: Sequence[str] = ALL, **terms: Any) -> Grant:
    """The owner's grant on *Rabbit*."""
    return Grant(**{"assigner": "Acme", "subjects": [WORK.id], "actions": actions, **terms})


def made_under(studio: Studio, *grants: Grant) -> tuple[list[Decision], Made]:
    """A studio's ledger with these grants alone, and a run, model, take and delivery made under them."""
    say(studio, WORK, FILM, *grants)
    asked = [ask(studio, action=action) for action in ALL]
    assert [one.verdict for one in asked] == ["permit"] * 3
    return asked, make(studio, *asked)


def the_grant(studio: Studio) -> Grant:
    """The one grant on *Alpha*."""
    subject = next(one.subject for one in catalogue.title_records(studio) if one.name == "Alpha")
    return next(one for one in ledger.facts(studio).of_work(subject) if isinstance(one, Grant))


def outcomes(found: Affected) -> dict[tuple[str, str], str]:
    """{(kind, name): what becomes of it}; shots of one title are one."""
    return {(hit.kind, hit.name.partition(" [")[0]): hit.outcome for hit in found.hits}
