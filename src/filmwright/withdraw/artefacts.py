"""Which things in the studio, and which that left it, stand on some Decisions; and what was made from them.

Where each keeps its Decision: a shot in the ingest record of its film and in the manifest of each snapshot that holds
it; a run, take and delivery in its artefact (where it is a replica, two); a model or adapter through its run; a run
that did not end in ``run.json``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select

from filmwright import lineage
from filmwright.errors import FilmwrightError
from filmwright.lineage import artefacts, edges
from filmwright.studio import Studio

ORDER = ("shot", "snapshot", "run", "model", "adapter", "take", "delivery")
_BATCH = 400


@dataclass(frozen=True)
class Thing:
    """Something that stands on Decisions: by itself (``decisions``), or on other such things (``through``, their ids).

    ``kind`` is one of ``ORDER``; ``ended`` is False for a run that made no model yet; ``unread`` says why its Decisions
    are not known. ``made_at`` is "" for what is not in the lineage. ``body`` is the artefact's.
    """

    kind: str
    id: str
    name: str
    decisions: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    made_at: str = ""
    ended: bool = True
    unread: str = ""
    body: Mapping[str, Any] | None = None


def standing_on(studio: Studio, decisions: Collection[str]) -> list[Thing]:
    """Whatever stands on any of these Decisions: shots, snapshots, runs, models, adapters, takes, deliveries."""
    if not decisions:
        return []
    held = frozenset(decisions)
    manifests = [_manifest(studio, made) for made in lineage.listing(studio, "snapshot")]
    direct = {thing.id: thing for thing in (*_in_lineage(studio, held), *_snapshots(manifests, held))}
    shots = _shots(studio, manifests, held)
    below = {thing.id: thing for thing in _below(studio, direct)}
    for key, thing in direct.items():
        below[key] = replace(thing, through=below[key].through) if key in below else thing
    found = [*shots, *_unfinished(studio, held), *below.values()]
    return sorted(found, key=lambda thing: (ORDER.index(thing.kind), thing.made_at, thing.name))


def _in_lineage(studio: Studio, held: frozenset[str]) -> Iterator[Thing]:
    """Artefacts that keep one of the Decisions themselves."""
    keeping = select(artefacts).where(artefacts.c.kind.in_(("run", "take", "delivery")))
    runs: dict[str, str] = {}
    with studio.engine.connect() as connection:
        for row in connection.execute(keeping.execution_options(yield_per=500)):
            body = json.loads(row.body)
            kept = tuple(one for one in body.get("decisions") or [body.get("decision")] if one in held)
            if kept:
                yield Thing(row.kind, row.id, row.name, kept, (), row.created_at, body=body)
                runs.update({row.id: kept[0]} if row.kind == "run" else {})
        made_by = select(artefacts, edges.c.parent).join(edges, edges.c.child == artefacts.c.id)
        trained = artefacts.c.kind.in_(("model", "adapter"))
        for row in connection.execute(made_by.where(trained, edges.c.role == "run")).all():
            if row.parent in runs:
                body = json.loads(row.body)
                yield Thing(row.kind, row.id, row.name, (runs[row.parent],), (), row.created_at, body=body)


class _Manifest(NamedTuple):
    """A snapshot and {shot: Decision} of what it holds, or why that cannot be known: it then stands on any."""

    made: lineage.Artefact
    kept: Mapping[str, str]
    unread: str


def _manifest(studio: Studio, made: lineage.Artefact) -> _Manifest:
    from filmwright.library import snapshot

    try:
        return _Manifest(made, {shot.shot: shot.decision for shot in snapshot.load(studio, made.id).shots}, "")
    except FilmwrightError as error:
        return _Manifest(made, {}, error.what)


def _snapshots(manifests: Sequence[_Manifest], held: frozenset[str]) -> Iterator[Thing]:
    for made, kept, unread in manifests:
        decisions = tuple(dict.fromkeys(one for one in kept.values() if one in held))
        if decisions or unread:
            yield Thing("snapshot", made.id, made.name, decisions, (), made.created_at, unread=unread, body=made.body)


def _shots(studio: Studio, manifests: Sequence[_Manifest], held: frozenset[str]) -> Iterator[Thing]:
    from filmwright.library import catalogue, tables

    titles = {asset.id: asset.title for asset in catalogue.listing(studio)}
    cleared: dict[str, list[str]] = {}
    for manifest in manifests:
        for shot, decision in manifest.kept.items():
            if decision in held:
                cleared.setdefault(shot, []).append(decision)
    asked = _ingested(studio, held)
    for row in tables.shot_rows(studio, ("shot", "asset", "ingest_key", "in_frame", "out_frame")):
        own = asked.get((row["asset"], row["ingest_key"]))
        found = tuple(dict.fromkeys([*([own] if own else []), *cleared.get(row["shot"], [])]))
        if found:
            place = f"{titles.get(row['asset'], row['asset'][:12])} [{row['in_frame']}, {row['out_frame']})"
            yield Thing("shot", row["shot"], place, found)


def _ingested(studio: Studio, held: frozenset[str]) -> dict[tuple[str, str], str]:
    """{(asset, key of its rows): Decision} of what was ingested under one of the Decisions."""
    from filmwright.library.ingest import records

    columns = select(records.c.asset_id, records.c.key, records.c.decision_id)
    with studio.engine.connect() as connection:
        rows = connection.execute(columns).all()
    return {(row.asset_id, row.key): row.decision_id for row in rows if row.decision_id in held}


def _unfinished(studio: Studio, held: frozenset[str]) -> Iterator[Thing]:
    """Runs that have begun and made no model yet."""
    ended = {made.name for made in lineage.listing(studio, "run")}
    for path in sorted(studio.folder("runs").glob("*/run.json")):
        if path.parent.name in ended:
            continue
        try:
            decision = json.loads(path.read_text(encoding="utf-8"))["decision"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            why = f"its run.json cannot be read ({type(error).__name__})"
            yield Thing("run", path.parent.name, path.parent.name, ended=False, unread=why)
            continue
        if decision in held:
            yield Thing("run", path.parent.name, path.parent.name, (decision,), ended=False)


def _below(studio: Studio, ids: Collection[str]) -> Iterator[Thing]:
    """All that was made from these artefacts, however far down: one recursive query for each few hundred of them.

    Each says through which it stands, itself one of these or below them.
    """
    parents: dict[str, set[str]] = {}
    found: dict[str, Any] = {}
    listed = sorted(ids)
    with studio.engine.connect() as connection:
        for first in range(0, len(listed), _BATCH):
            begin = select(edges.c.child, edges.c.parent).where(edges.c.parent.in_(listed[first : first + _BATCH]))
            down = begin.cte("down", recursive=True)
            down = down.union(select(edges.c.child, edges.c.parent).join(down, edges.c.parent == down.c.child))
            query = select(down.c.parent, artefacts).join(artefacts, artefacts.c.id == down.c.child)
            for row in connection.execute(query):
                parents.setdefault(row.id, set()).add(row.parent)
                found[row.id] = row
    for key, row in found.items():
        through = tuple(sorted(parents[key]))
        body = json.loads(row.body)
        yield Thing(row.kind, key, row.name, (), through, row.created_at, body=body)
