"""A snapshot: the cleared shots of one moment, frozen under a name; the only thing that a run may read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Unpack

from sqlalchemy import Connection

from filmwright import files, lineage
from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import clear
from filmwright.library.clips import ClipReader, clip_reader, split
from filmwright.library.frozen import FrozenShot, Refused, Snapshot
from filmwright.library.shots import Shot, shots
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio

__all__ = ["ClipReader", "FrozenShot", "Refused", "Snapshot", "clip_reader", "load", "make", "split"]

SCHEMA = 1
LIMITS = ("territory", "media", "model_class", "replica_kind", "use")
"""The fields of its requests that a snapshot keeps, besides the project."""
_ASKED = ("decisions", "ledger_root")
_UNSAID = {"project": "", "limits": {}}
"""The first manifests did not say their project, and many have no limits: they are for any."""


def _body(name: str, among: Sequence[Shot], decisions: Sequence[Decision]) -> dict[str, Any]:
    asked = decisions[0].request
    kept, refused = [], []
    for shot, decision in zip(among, decisions, strict=True):
        place = {
            "shot": shot.shot,
            "asset": shot.asset,
            "title": shot.title,
            "in": shot.in_frame,
            "out": shot.out_frame,
        }
        if decision.verdict == "permit":
            kept.append(
                {
                    **place,
                    "rate": f"{shot.rate.numerator}/{shot.rate.denominator}",
                    "proxy_frames": shot.proxy_frames,
                    "proxy_rate": f"{shot.proxy_rate.numerator}/{shot.proxy_rate.denominator}",
                    "proxy_sha256": shot.proxy_sha256,
                    "group": shot.group,
                    "prompt": shot.prompt,
                }
            )
        else:
            refused.append({**place, "verdict": decision.verdict, "missing": decision.sentences()})
    return {
        "schema": SCHEMA,
        "name": name,
        "action": str(asked.action),
        "project": asked.project,
        **_limits(asked),
        "shots": kept,
        "refused": refused,
        "attributions": sorted({line for decision in decisions for line in decision.attributions}),
        "ledger_root": decisions[0].ledger_root,
        "decisions": {shot.shot: decision.id for shot, decision in zip(among, decisions, strict=True)},
    }


def _limits(asked: Request) -> dict[str, Any]:
    """What it is for besides the project, where that is said; a manifest without limits is as the first ones were."""
    said = asked.model_dump(mode="json", include=set(LIMITS), exclude_defaults=True)
    return {"limits": said} if said else {}


def make(studio: Studio, name: str, action: str, **limits: Unpack[clear.Limits]) -> Snapshot:
    """Ask for every shot, record the Decisions, and freeze those permitted.

    It keeps what was asked (``Snapshot.asked``), so that a run which reads it can ask for the same.

    The same name with the same content gives the snapshot that is there, and asks nothing anew. A manifest that the
    lineage does not know is what a run left that was killed before it ended; it stands for nothing and is replaced.

    Raises:
        RightsRefused: if no shot is cleared; names what is missing.
        FilmwrightError: if nothing was ingested, or the name stands for other content.
    """
    files.safe_name(name, "a snapshot's name")
    among = shots(studio)
    if not among:
        raise FilmwrightError(
            "there are no shots to freeze", str(studio.path), "filmwright add films, then filmwright ingest"
        )
    path = studio.folder("snapshots") / f"{name}.json"
    with studio.lock("snapshot", wait=True):
        # What is frozen was decided now, whenever else it would have been permitted.
        limits["at"] = ""
        asked = clear.requests(among, action, **limits)
        if any(one.name == name for one in lineage.listing(studio, "snapshot")):
            there = load(studio, name)
            _same_or_refuse(path, _body(name, among, door.preview(studio, asked)))
            return there
        # Decisions and lineage are one transaction, so a run that is killed leaves all of it or, at most, the file.
        with ledger.writing(studio) as connection:
            body = _body(name, among, door.record(connection, studio, asked))
            if body["shots"]:
                _write(connection, path, body)
    if not body["shots"]:
        first = body["refused"][0]["missing"]
        what = f"no shot is cleared for {action}: {first[0] if first else 'unknown'}"
        do = f"filmwright clear {clear.as_options(action, limits)}"
        raise RightsRefused(what, name, do, next(iter(body["decisions"].values())))
    return load(studio, name)


def _same_or_refuse(path: Path, body: dict[str, Any]) -> None:
    there, body = _parsed(_read(path), path), {**_UNSAID, **body}
    if {k: v for k, v in there.items() if k not in _ASKED} != {k: v for k, v in body.items() if k not in _ASKED}:
        raise FilmwrightError(
            "there is a snapshot of this name already, of other shots or rights", path.stem, "choose another name"
        )


def _write(connection: Connection, path: Path, body: dict[str, Any]) -> None:
    """Write the manifest, and record it in the caller's transaction."""
    text = canonical_json(body) + "\n"
    files.write_text(path, text)
    parents = {shot["asset"]: "shots" for shot in body["shots"]}
    artefact = {
        "manifest_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "action": body["action"],
        "ledger_root": body["ledger_root"],
        "shots": len(body["shots"]),
    }
    lineage.record(connection, "snapshot", body["name"], artefact, parents, path=f"snapshots/{path.name}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> FilmwrightError:
    return FilmwrightError("this snapshot cannot be read", str(path), "restore it from a copy, or make another")


def _parsed(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    if not isinstance(body, dict) or not isinstance(body.get("schema"), int):
        raise _unreadable(path)
    if body["schema"] > SCHEMA:
        raise FilmwrightError(f"this snapshot has schema {body['schema']}", str(path), "install a newer Filmwright")
    return {**_UNSAID, **body}


def load(studio: Studio, name: str) -> Snapshot:
    """A snapshot by name or id, its manifest checked against the hash in the lineage.

    Raises:
        FilmwrightError: if there is none, or its manifest is gone or was altered.
    """
    artefact = lineage.find(studio, name, "snapshot")
    path = studio.inside(artefact.path)
    raw = _read(path)
    body = _parsed(raw, path)
    if hashlib.sha256(raw).hexdigest() != artefact.body["manifest_sha256"]:
        raise FilmwrightError(
            "this snapshot's manifest was altered", str(path), "restore it from a copy, or make another"
        )
    try:
        return _snapshot(artefact.id, body, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(path) from error


def _snapshot(id: str, body: dict[str, Any], path: Path) -> Snapshot:
    decisions = body["decisions"]
    return Snapshot(
        id=id,
        name=body["name"],
        action=body["action"],
        project=body["project"],
        ledger_root=body["ledger_root"],
        shots=tuple(_frozen(shot, decisions) for shot in body["shots"]),
        refused=tuple(
            Refused(
                s["shot"],
                s["asset"],
                s["title"],
                s["in"],
                s["out"],
                s["verdict"],
                tuple(s["missing"]),
                decisions[s["shot"]],
            )
            for s in body["refused"]
        ),
        attributions=tuple(body["attributions"]),
        path=path,
        limits={name: body["limits"][name] for name in sorted(body["limits"])},
    )


def _frozen(shot: dict[str, Any], decisions: dict[str, str]) -> FrozenShot:
    return FrozenShot(
        shot=shot["shot"],
        asset=shot["asset"],
        title=shot["title"],
        in_frame=shot["in"],
        out_frame=shot["out"],
        rate=Fraction(shot["rate"]),
        proxy_frames=shot["proxy_frames"],
        proxy_rate=Fraction(shot["proxy_rate"]),
        proxy_sha256=shot["proxy_sha256"],
        group=shot["group"],
        prompt=shot["prompt"],
        decision=decisions[shot["shot"]],
    )
