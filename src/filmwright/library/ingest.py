"""Ingest: ask for the right, read each film once, commit its shots, group near duplicates; stop and go on at will.

What is done is known by key, and by the table itself: an asset is done if its rows, made under its present key, are
there. The Decision and the note that an asset is about to be read are written in one transaction; the rows of an asset
are one commit of the table; the note that it is done comes last. So a run that was killed goes on where it was, asks
nothing twice that it asked already, and writes no row twice; and rows that were lost or replaced are made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Column, Connection, Float, ForeignKey, Row, String, Table, Text, select

from filmwright.canonical import now
from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, fingerprint, onepass, tables
from filmwright.library.catalogue import AssetRecord
from filmwright.library.ingest_report import ASKED, DONE, FAILED, REFUSED, AssetReport, Report
from filmwright.pipeline import local
from filmwright.pipeline.progress import Progress, Silent
from filmwright.pipeline.stage import Outcome, Stage
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio, metadata

records = Table(
    "ingest_record",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("asset_id", String(64), ForeignKey("asset.id"), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("decision_id", String(64), nullable=False),
    Column("error", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("at", String(40), nullable=False),
)


@dataclass
class _Work:
    """One asset on its way."""

    asset: AssetRecord
    item: dict[str, Any]
    key: str
    state: str = ""
    fresh: bool = False
    decision_id: str = ""
    error: str = ""
    seconds: float = 0.0
    stamp: tuple[int, int] = (0, 0)


def request(asset: AssetRecord) -> Request:
    """The question whether an asset may be ingested: all of its frames."""
    return Request(action=Action.INGEST, spans=(Span(asset=asset.id, in_frame=0, out_frame=asset.probe.frames),))


def _item(studio: Studio, asset: AssetRecord) -> dict[str, Any]:
    settings, caps = studio.settings, catalogue.limits(studio)
    item: dict[str, Any] = {
        "asset": asset.id,
        "path": str(asset.path),
        "probe": asset.probe.to_dict(),
        "limits": {"max_bytes": caps.max_bytes, "max_frames": caps.max_frames, "max_side": caps.max_side},
        "width": settings.proxy_width,
        "height": settings.proxy_height,
        "proxy_rate": settings.proxy_rate,
    }
    key = onepass.SCAN.key(item)
    return {**item, "ingest_key": key, "scratch": str(studio.folder("scratch") / f"{key[:24]}.arrow")}


def ingest(studio: Studio, on: str = "local", progress: Progress | None = None) -> Report:
    """Ingest every asset that is not done; refusals and failures are kept and reported, and the others go on.

    Args:
        studio: where.
        on: "local" (in this process) or "ray" (a local or given Ray cluster); the rows are the same.
        progress: counts frames (local) or films (ray).

    Raises:
        Busy: if another process ingests in this studio.
        FilmwrightError: if Ray is asked for and not there, or the disk is full.
    """
    progress = progress or Silent()
    if on not in ("local", "ray"):
        raise FilmwrightError("ingest runs on 'local' or on 'ray'", on, "choose one of them")
    with studio.lock("ingest"):
        _tidy(studio)
        work = [_Work(asset, item := _item(studio, asset), item["ingest_key"]) for asset in catalogue.listing(studio)]
        known, there = _known(studio), _there(studio)
        for one in work:
            _take_up(one, known.get(one.key), there)
        _ask(studio, [one for one in work if one.state != DONE], known)
        ready = list(_unchanged(studio, [one for one in work if one.state == ASKED], there))
        by_key = {one.key: one for one in ready}
        for outcome in _run(on, ready, progress):
            _commit(studio, by_key[outcome.item["ingest_key"]], outcome)
        regroup(studio)
        return _report(studio, work)


def _tidy(studio: Studio) -> None:
    """Remove what a run left that was killed."""
    tables.tidy(studio)
    for left in studio.folder("scratch").iterdir():
        left.unlink(missing_ok=True)


def _known(studio: Studio) -> dict[str, Row[Any]]:
    with studio.engine.connect() as connection:
        return {row.key: row for row in connection.execute(select(records))}


def _there(studio: Studio) -> set[tuple[str, str]]:
    """(asset, key) of all rows in the table."""
    return {(row["asset"], row["ingest_key"]) for row in tables.shot_rows(studio, ("asset", "ingest_key"))}


def _take_up(one: _Work, row: Row[Any] | None, there: set[tuple[str, str]]) -> None:
    """Leave alone what is done. The note alone doesn't prove it: the table may be gone, or hold rows of another key."""
    if row is not None and row.state == DONE and (one.asset.id, one.key) in there:
        one.state, one.decision_id, one.seconds = DONE, row.decision_id, row.seconds


def _ask(studio: Studio, work: Sequence[_Work], known: dict[str, Row[Any]]) -> None:
    """A Decision for each asset; an earlier one stands while the facts and the answer are the same."""
    requests = [request(one.asset) for one in work]
    previews = door.preview(studio, requests)
    fresh: list[tuple[_Work, Request]] = []
    for one, asked, preview in zip(work, requests, previews, strict=True):
        row = known.get(one.key)
        earlier = door.find(studio, row.decision_id) if row is not None and row.decision_id else None
        if earlier is not None and _same(earlier, preview):
            _decided(one, earlier)
        else:
            fresh.append((one, asked))
    if fresh:
        with ledger.writing(studio) as connection:
            for (one, _), decision in zip(
                fresh, door.record(connection, studio, [asked for _, asked in fresh]), strict=True
            ):
                _decided(one, decision)
                _note(connection, one)


def _same(one: Decision, other: Decision) -> bool:
    return (one.verdict, one.missing, one.ledger_root) == (other.verdict, other.missing, other.ledger_root)


def _decided(one: _Work, decision: Decision) -> None:
    one.decision_id = decision.id
    one.state = ASKED if decision.verdict == "permit" else REFUSED
    one.error = "; ".join(decision.sentences())


def _note(connection: Connection, one: _Work) -> None:
    row = {
        "key": one.key,
        "asset_id": one.asset.id,
        "stage": onepass.SCAN.name,
        "state": one.state,
        "decision_id": one.decision_id,
        "error": one.error,
        "seconds": round(one.seconds, 3),
        "at": now(),
    }
    connection.execute(records.delete().where(records.c.key == one.key))
    connection.execute(records.insert(), row)


def _save(studio: Studio, one: _Work) -> None:
    with ledger.writing(studio) as connection:
        _note(connection, one)


def _unchanged(studio: Studio, work: Sequence[_Work], there: set[tuple[str, str]]) -> Iterator[_Work]:
    for one in work:
        if (one.asset.id, one.key) in there:  # committed, then killed before the note
            one.state = DONE
            one.fresh = True
            _save(studio, one)
            continue
        try:
            one.stamp = catalogue.check_unchanged(one.asset)
        except FilmwrightError as error:
            one.state, one.error = FAILED, str(error)
            _save(studio, one)
        else:
            yield one


def _run(on: str, work: Sequence[_Work], progress: Progress) -> Iterator[Outcome]:
    if not work:
        return
    items = [one.item for one in work]
    if on == "ray":
        from filmwright.pipeline import ray

        yield from ray.run([onepass.SCAN], items, progress)
        return
    progress.start("ingest", sum(one.asset.probe.frames for one in work))
    stage: Stage = replace(onepass.SCAN, process=partial(onepass.scan, advance=progress.advance))
    try:
        yield from local.run([stage], items, Silent())
    finally:
        progress.finish()


def _commit(studio: Studio, one: _Work, outcome: Outcome) -> None:
    scratch = Path(one.item["scratch"])
    one.seconds = outcome.seconds
    failure = outcome.failure
    try:
        if failure is None:
            if catalogue.stamp(one.asset) != one.stamp:
                raise FilmwrightError("this file changed while it was read", str(one.asset.path), "run it again")
            tables.replace_asset(studio, one.asset.id, onepass.scratch_reader(scratch))
            one.state, one.fresh, one.error = DONE, True, ""
        else:
            one.state, one.error = FAILED, failure.error
    except FilmwrightError as error:
        one.state, one.error = FAILED, str(error)
    finally:
        scratch.unlink(missing_ok=True)
    _save(studio, one)


def regroup(studio: Studio) -> None:
    """Find the near duplicates among all shots and write the table of groups, unless every shot is in it."""
    if {row["shot"] for row in tables.shot_rows(studio, ("shot",))} == set(tables.group_rows(studio)):
        return
    shots: list[str] = []
    prints: list[fingerprint.Prints] = []
    for batch in tables.batches(studio, ("shot", "fingerprint"), 512):
        for row in batch:
            shots.append(row["shot"])
            prints.append(np.frombuffer(row["fingerprint"], np.uint8).reshape(-1, fingerprint.CELLS))
    tables.write_groups(studio, fingerprint.groups(shots, prints))


def _report(studio: Studio, work: Sequence[_Work]) -> Report:
    counts: dict[str, int] = {}
    for row in tables.shot_rows(studio, ("asset",)):
        counts[row["asset"]] = counts.get(row["asset"], 0) + 1
    groups = tables.group_rows(studio)
    reports = tuple(
        AssetReport(
            one.asset.id,
            one.asset.title,
            str(one.asset.path),
            one.state,
            one.fresh,
            one.decision_id,
            one.error,
            counts.get(one.asset.id, 0),
            one.seconds,
        )
        for one in work
    )
    return Report(reports, sum(counts.values()), len(set(groups.values())))
