"""The take's table and its record: what was asked, by which model, decided how, and where the file lies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, String, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from filmwright.canonical import canonical_json, file_sha256, now
from filmwright.studio import Studio, metadata

SCHEMA = 1

takes = Table(
    "take",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("model_id", String(64), nullable=False),
    Column("decision_id", String(64), nullable=False),
    Column("prompt", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("created_at", String(40), nullable=False),
)


@dataclass(frozen=True)
class Take:
    """One version of one shot. ``id`` is the SHA-256 of its file; ``name`` its ULID.

    ``body`` holds what else there is to know: model and snapshot by name and id, frames, rate, width, height, plate,
    conditions and the material that they name (``behind``), all Decisions, kind of replica, ledger root, attribution
    lines, findings of the gates, seconds it took.
    """

    id: str
    name: str
    model_id: str
    decision_id: str
    prompt: str
    seed: int
    path: str
    created_at: str
    body: dict[str, Any]

    @property
    def decisions(self) -> tuple[str, ...]:
        """Ids of all its Decisions: the one to generate, and where it is somebody's replica the one on that."""
        return tuple(self.body.get("decisions") or [self.decision_id])

    def file(self, studio: Studio) -> Path:
        """Where the file lies in this studio."""
        return studio.inside(self.path)

    def to_json(self, studio: Studio) -> dict[str, Any]:
        """As ``shoot --json`` prints it."""
        return {
            "take": self.id,
            "name": self.name,
            "file": str(self.file(studio)),
            "model": self.body["model"],
            "model_id": self.model_id,
            "snapshot": self.body["snapshot"],
            "snapshot_id": self.body["snapshot_id"],
            "prompt": self.prompt,
            "seed": self.seed,
            "decision": self.decision_id,
            "decisions": list(self.decisions),
            "replica_kind": self.body.get("replica_kind", ""),
            "ledger_root": self.body["ledger_root"],
            **{
                key: self.body[key]
                for key in ("frames", "rate", "width", "height", "plate", "attributions", "findings")
            },
            **{key: self.body.get(key, []) for key in ("conditions", "material")},
            "seconds": self.body["seconds"],
            "created_at": self.created_at,
        }


def _take(row: Any) -> Take:
    body = json.loads(row.body)
    return Take(
        row.id, body["name"], row.model_id, row.decision_id, row.prompt, row.seed, row.path, row.created_at, body
    )


def store(connection: Connection, take: Take) -> None:
    """Write the record in the caller's transaction; the same take again changes nothing."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {
        "id": take.id,
        "model_id": take.model_id,
        "decision_id": take.decision_id,
        "prompt": take.prompt,
        "seed": take.seed,
        "body": canonical_json({"schema": SCHEMA, **take.body, "name": take.name}),
        "path": take.path,
        "created_at": take.created_at or now(),
    }
    connection.execute(dialect.insert(takes).values(row).on_conflict_do_nothing())


def listing(studio: Studio) -> list[Take]:
    """Every take, oldest first."""
    with studio.engine.connect() as connection:
        return [_take(row) for row in connection.execute(select(takes).order_by(takes.c.created_at, takes.c.id))]


def by_id(studio: Studio, take_id: str) -> Take | None:
    """The take whose file has this SHA-256."""
    with studio.engine.connect() as connection:
        row = connection.execute(select(takes).where(takes.c.id == take_id)).first()
    return _take(row) if row else None


def by_name(studio: Studio, name: str) -> Take | None:
    """The take of this ULID."""
    return next((take for take in listing(studio) if take.name == name), None)


def by_request(studio: Studio, key: str) -> Take | None:
    """The newest take of this request (see ``slate.request_key``) whose file is there as it was stored."""
    made = (take for take in reversed(listing(studio)) if take.body.get("request") == key)
    return next((take for take in made if whole(take.file(studio), take.id)), None)


def whole(file: Path, take_id: str) -> bool:
    """Whether a take's file is there as it was stored."""
    return file.is_file() and file_sha256(file) == take_id
