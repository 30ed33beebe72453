"""``deliver``: a take's file leaves the studio, if every subject behind it allows that; what left, and by which right.

Each copy is an artefact of its own in the lineage, with the Decision that let it out, so that it is found again when a
grant is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmwright import files, lineage
from filmwright.canonical import file_sha256, new_id
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.lineage import Artefact
from filmwright.rights import door, ledger
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio
from filmwright.takes import behind, consent, gates, records, waybill
from filmwright.takes.records import Take
from filmwright.withdraw import retrain


@dataclass(frozen=True)
class Delivery:
    """A copy of a take's file outside the studio; ``name`` is a ULID, ``path`` where it was put."""

    id: str
    name: str
    take: str
    path: Path
    decision: str
    project: str
    territory: tuple[str, ...]
    media: tuple[str, ...]
    created_at: str

    def to_json(self) -> dict[str, Any]:
        """As ``deliver --json`` prints it."""
        return {
            "delivery": self.id,
            "name": self.name,
            "take": self.take,
            "file": str(self.path),
            "decision": self.decision,
            "project": self.project,
            "territory": list(self.territory),
            "media": list(self.media),
            "created_at": self.created_at,
        }


def question(
    spans: Sequence[Span], project: str = "", territory: Sequence[str] = (), media: Sequence[str] = (), use: str = ""
) -> Request:
    """May what was made from these frames leave the studio now?

    Raises:
        FilmwrightError: if there is no such country or medium.
    """
    limits = {"territory": tuple(territory), "media": tuple(media), "use": use}
    return door.request(action=Action.DELIVER, spans=tuple(spans), project=project, **limits)


def find_take(studio: Studio, key: str) -> Take:
    """The take of this id (8 digits do), name or file.

    Raises:
        FilmwrightError: if there is none, or more than one.
    """
    given = Path(key)
    found = lineage.find(studio, file_sha256(given) if files.is_file(given) else key, "take")
    take = records.by_id(studio, found.id)
    if take is None:
        raise FilmwrightError("the take's record is gone", found.name, "restore studio.db from a copy")
    return take


def deliveries(studio: Studio, take_id: str) -> list[Delivery]:
    """What was delivered of a take, oldest first."""
    nodes, edges = lineage.graph(studio, take_id)
    made = {child for child, parent, _ in edges if parent == take_id}
    return [_delivery(node) for node in nodes if node.kind == "delivery" and node.id in made]


def _delivery(node: Artefact) -> Delivery:
    body = node.body
    return Delivery(
        node.id,
        node.name,
        body["sha256"],
        Path(body["path"]),
        body["decision"],
        body["project"],
        tuple(body["territory"]),
        tuple(body["media"]),
        node.created_at,
    )


def deliver(
    studio: Studio,
    take: Take,
    out: Path,
    *,
    project: str = "",
    territory: Sequence[str] = (),
    media: Sequence[str] = (),
    use: str = "",
) -> Delivery:
    """Copy a take's file out of the studio, if ``deliver`` is permitted on every frame that stands behind it.

    Args:
        out: an ``.mp4`` in a folder that exists; no file but this very take's is there yet.
        project: what it is for; the take's own where that is named.
        territory: countries or groups that it goes to, () for all.
        media: where it is shown, () for all.
        use: what it is, in the words of an agreement; the take's prompt where nothing is said.

    Returns:
        the delivery. One that is there already, asked for in the same words, is given as it is while it is permitted.
        Any other is a use of its own of each grant whose uses are counted; one that was cut short goes on with its own.

    Raises:
        RightsRefused: naming the missing grant, or one for whose loss the take's model must be made anew; the take
            stays in the studio.
        FilmwrightError: if ``out`` is taken, or the take's file is gone or altered, or it was made for another project.
        Busy: if another process is making this very delivery.
    """
    gates.hold([gates.of_place(out)])
    source = _whole(studio, take)
    made_for = str(take.body.get("project") or "")
    if made_for and project and project != made_for:
        do = "shoot it again for the other project"
        raise FilmwrightError(f"this take was made for the project {made_for}, not for {project}", take.name, do)
    if out.exists() and file_sha256(out) != take.id:
        do = f"name another, or move it away; the take itself is made and lies at {source}"
        raise FilmwrightError("there is a file of this name already", str(out), do)
    retrain.hold(studio, take.model_id, str(take.body["model"]))
    made = door.find(studio, take.decision_id).request
    request = question(made.spans, project or made_for, territory, media, use or take.prompt)
    replica, rows = _as_a_replica(take, made, request), behind.of(take)
    for model_id, name in behind.models(studio, rows).items():
        retrain.hold(studio, model_id, name)
    sources = behind.sources(studio, take.prompt, made.spans, rows)
    with waybill.held(studio, waybill.key(_words(take, out, request) | {"use": request.use})) as number:
        there = _there(studio, take, out, request)
        if there is not None:
            delivery, job = there
            if consent.permitted(studio, request.model_copy(update={"job": job}), replica, sources):
                return delivery
        job = waybill.job(number, take.name, out, request)
        try:
            decisions = consent.require(studio, request.model_copy(update={"job": job}), replica, sources)
        except RightsRefused as error:
            do = f"{error.do}; the take itself is made and stays at {source}"
            raise RightsRefused(error.what, error.where, do, error.decision_id) from error
        ids = [decision.id for decision in decisions]
        body = {**_words(take, out, request), "decision": ids[0], "decisions": ids}
        return _delivery(_copied(studio, source, out, take, body))


def job_of(name: str) -> str:
    """The job of a take by its name, of which each grant is used once: to let a replica out is no further one."""
    return f"take {name}"


def _as_a_replica(take: Take, made: Request, delivered: Request) -> Request:
    """What it is when it is somebody's replica, asked again for where it goes now; its use is what it was made for."""
    places = {"project": delivered.project, "territory": delivered.territory, "media": delivered.media}
    what = {"use": made.use, "replica_kind": take.body.get("replica_kind", ""), "job": job_of(take.name)}
    return door.request(action=consent.REPLICA, spans=(), **places, **what)


def _words(take: Take, out: Path, request: Request) -> dict[str, Any]:
    asked = {"project": request.project, "territory": list(request.territory), "media": list(request.media)}
    return {"sha256": take.id, "path": str(out.absolute()), **asked}


def _there(studio: Studio, take: Take, out: Path, request: Request) -> tuple[Delivery, str] | None:
    """The delivery of this very take to this very place and use, if its file lies there still; and its job."""
    if not out.exists():
        return None
    words = _words(take, out, request)
    for made in reversed(deliveries(studio, take.id)):
        said = made.to_json()
        if all(said[key] == words[field] for field, key in _SAID.items()):
            asked = door.find(studio, made.decision).request
            if asked.use == request.use:
                return made, asked.job
    return None


_SAID = {"sha256": "take", "path": "file", "project": "project", "territory": "territory", "media": "media"}
"""Field of an artefact's body: key of the delivery's JSON."""


def _whole(studio: Studio, take: Take) -> Path:
    path = take.file(studio)
    if not path.is_file() or file_sha256(path) != take.id:
        raise FilmwrightError("the take's file is gone or was altered", str(path), "restore it from a copy")
    return path


def _copied(studio: Studio, source: Path, out: Path, take: Take, body: dict[str, Any]) -> Artefact:
    """Put the copy in its place. It is on record before it is there: what may have left is never unknown."""
    try:
        if out.exists():
            return _record(studio, take, body)
        with files.new_file(out) as part:
            part.write_bytes(source.read_bytes())
            return _record(studio, take, body)
    except FilmwrightError as error:
        raise FilmwrightError(error.what, error.where, f"the take itself is made and lies at {source}") from error


def _record(studio: Studio, take: Take, body: dict[str, Any]) -> Artefact:
    with ledger.writing(studio) as connection:
        made = lineage.record(connection, "delivery", new_id(), body, {take.id: "take"})
    return lineage.find(studio, made, "delivery")
