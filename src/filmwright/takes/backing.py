"""Backing: do the Decisions that a file names speak for this very take, its model and all else that it is made from?

A permit proves nothing of a file that it was not asked for. Each fault is one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from filmwright import lineage
from filmwright.errors import FilmwrightError
from filmwright.lineage import Artefact
from filmwright.rights import ledger
from filmwright.rights.decision import Decision, merge_spans
from filmwright.rights.vocabulary import Action, Span
from filmwright.studio import Studio
from filmwright.takes import behind, records
from filmwright.takes.consent import REPLICA
from filmwright.takes.records import Take
from filmwright.takes.replica import likeness

_HASH = re.compile(r"[0-9a-f]{64}")
_ACTIONS = "generate."

Behind = tuple[str, Span | None]
"""A film that a take is made from, and which frames of it, or None where nobody here knows."""


def named(value: Any) -> tuple[list[str], list[str]]:
    """The ids in a claim's list of Decisions, and a fault for whatever else stands there."""
    rows = value if isinstance(value, list) else [] if value is None else [value]
    ids = [row for row in rows if is_id(row)]
    faults = ["the file names a Decision by something that is no id"] if len(ids) < len(rows) else []
    return list(dict.fromkeys(ids)), faults


def is_id(value: Any) -> bool:
    """Whether it is 64 hex digits."""
    return isinstance(value, str) and bool(_HASH.fullmatch(value))


def faults(studio: Studio, claim: dict[str, Any], decisions: Sequence[Decision], record: Take | None) -> list[str]:
    """What keeps the Decisions from speaking for the take.

    Args:
        claim: the ``org.filmwright.take`` statement of a file that is trusted.
        decisions: those of its Decisions that the studio's ledger has.
        record: the take's record in the studio, if there is one.
    """
    model = _artefact(studio, claim.get("model"), "model")
    snapshot = _artefact(studio, claim.get("snapshot"), "snapshot")
    found = [fault for decision in decisions for fault in _of_another_kind(decision, claim.get("ledger_root"))]
    found += [
        _stranger(kind, made) for kind, made in (("model", model), ("snapshot", snapshot)) if isinstance(made, str)
    ]
    if isinstance(model, str):
        return found
    if not isinstance(snapshot, str) and model.body.get("snapshot_id") != snapshot.id:
        found.append(f"the snapshot that the file names ({snapshot.name}) is not the one its model was trained on")
    try:
        plates, odd = _plates(studio, claim.get("plates"), record)
        found += [*odd, *_uncovered(decisions, _spans(model), plates)]
        return [*found, *([] if odd else _without_consent(studio, claim, decisions, plates, record))]
    except FilmwrightError as error:
        return [*found, str(error)]


def _of_another_kind(decision: Decision, ledger_root: Any) -> Iterable[str]:
    name = f"Decision {decision.id[:12]}"
    if not decision.request.action.startswith(_ACTIONS):
        yield f"{name} is about {decision.request.action}, not about generating"
    if decision.ledger_root != ledger_root:
        yield f"{name} was made from another ledger root than the file names"


def _artefact(studio: Studio, said: Any, kind: str) -> Artefact | str:
    """What the claim names, or its id as far as it can be shown where this studio has no such thing."""
    digest = said.get("sha256") if isinstance(said, dict) else None
    if not is_id(digest):
        return ""
    try:
        found = lineage.find(studio, str(digest), kind)
    except FilmwrightError:
        return str(digest)
    return found if found.id == digest else str(digest)


def _stranger(kind: str, digest: str) -> str:
    if not digest:
        return f"the file names no {kind}"
    return f"the {kind} that the file names ({digest[:12]}) is not in this studio's lineage"


def _spans(model: Artefact) -> list[Span]:
    from filmwright.models.shelf import spans_of

    return list(spans_of(model.body["spans"]))


def _plates(studio: Studio, said: Any, record: Take | None) -> tuple[list[Behind], list[str]]:
    """(asset, frames) of all that the file names besides its model; of a take, all that it stands on itself.

    The frames are None where only the take's record would know them.
    """
    rows = said if isinstance(said, list) else []
    named = [row.get("sha256") if isinstance(row, dict) else None for row in rows]
    if not all(is_id(one) for one in named):
        return [], ["the file names a first frame by something that is no id"]
    if record is None:
        takes = _takes(studio, rows)
        spans = behind.spans(studio, takes)
        films = set(map(str, named)) - {row["id"] for row in takes}
        return [*((asset, None) for asset in sorted(films)), *((span.asset, span) for span in spans)], []
    kept = behind.of(record)
    if list(behind.inputs(kept)) != named:
        return [], ["the file names another first frame than its record in the studio"]
    return [(span.asset, span) for span in behind.spans(studio, kept)], []


def _takes(studio: Studio, said: list[Any]) -> list[behind.Row]:
    """The takes of this studio that a file names, each as if it were seen."""
    found = (records.by_id(studio, str(row["sha256"])) for row in said)
    return [
        {"role": "plate", "kind": "take", "id": take.id, "title": take.name, "spans": [], "seen": True}
        for take in found
        if take
    ]


def _uncovered(decisions: Sequence[Decision], spans: list[Span], plates: list[Behind]) -> list[str]:
    """Empty if one permit to generate covers all of it; two that cover it between them may be for two projects."""
    faults: list[str] = []
    for decision in _about(decisions, Action.GENERATE_GENERIC):
        fault = _left_out(decision, spans, plates)
        if not fault:
            return []
        faults.append(fault)
    none = [f"no Decision that the file names is about {Action.GENERATE_GENERIC}"] if decisions else []
    return faults[:1] or none


def _about(decisions: Sequence[Decision], action: Action) -> list[Decision]:
    return [decision for decision in decisions if decision.request.action == action]


def _without_consent(
    studio: Studio, claim: dict[str, Any], decisions: Sequence[Decision], plates: list[Behind], record: Take | None
) -> Iterable[str]:
    """A fault if it is a replica of somebody, as of the root that it was decided from, and none was asked about.

    Where only the record would know the first frame or the prompt, any frame of that film may be the first.
    """
    for made in _about(decisions, Action.GENERATE_GENERIC)[:1]:
        facts = ledger.facts(studio, made.ledger_root)
        rows = behind.of(record) if record else _takes(studio, claim.get("plates") or [])
        sources = behind.sources(studio, record.prompt if record else "", made.request.spans, rows)
        films_alone = {asset for asset, span in plates if span is None}
        any_frame = tuple(span for span in made.request.spans if span.asset in films_alone)
        sources = replace(sources, first=sources.first + any_frame)
        with ledger.reading(studio) as connection:
            whose = likeness(studio, connection, facts, sources)
        if not whose:
            continue
        asked = [one for one in _about(decisions, REPLICA) if _of_one_take(one, made)]
        # A first frame of which only the film is known is covered by whatever was asked of that film.
        wanted = list(whose.spans) if record else []
        films: list[Behind] = [(span.asset, None) for span in whose.spans]
        if whose.unseen or all(_left_out(one, wanted, films) for one in asked):
            why = whose.why() if record else f"{' and '.join(whose.seen)} can be seen in the film of the first frame"
            yield f"{why}, and no Decision that the file names lets it be a replica ({REPLICA})"


def _of_one_take(one: Decision, other: Decision) -> bool:
    return (one.request.job, one.request.project) == (other.request.job, other.request.project)


def _left_out(decision: Decision, spans: list[Span], plates: list[Behind]) -> str:
    asked: dict[str, list[Span]] = {}
    for span in merge_spans(decision.request.spans):
        asked.setdefault(span.asset, []).append(span)

    def covers(span: Span) -> bool:
        return any(s.in_frame <= span.in_frame and span.out_frame <= s.out_frame for s in asked.get(span.asset, ()))

    name = f"Decision {decision.id[:12]}"
    for span in merge_spans(spans):
        if not covers(span):
            return f"{name} does not cover all that the model was trained on: {span}"
    for asset, used in plates:
        if asset not in asked or (used is not None and not covers(used)):
            return f"{name} does not cover the first frame, of asset {asset[:12]}"
    return ""
