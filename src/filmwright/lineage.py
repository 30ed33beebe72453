"""Lineage: every artefact is named by what made it, and the graph of parents is a query.

Kinds: ``asset``, ``snapshot``, ``run``, ``model``, ``adapter``, ``take``, ``delivery`` (a take's file, copied out of
the studio). An artefact's id is the content hash of its kind, body and parents; an asset's and a take's id is the hash
of the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, UniqueConstraint, select, union
from sqlalchemy.dialects import postgresql, sqlite

from filmwright.canonical import canonical_json, content_id, now
from filmwright.errors import FilmwrightError
from filmwright.studio import Studio, metadata

artefacts = Table(
    "artefact",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("path", Text, nullable=False, default=""),
    Column("created_at", String(40), nullable=False),
    UniqueConstraint("kind", "name", name="uq_artefact_kind_name"),
)
edges = Table(
    "edge",
    metadata,
    Column("child", String(64), ForeignKey("artefact.id"), primary_key=True),
    Column("parent", String(64), ForeignKey("artefact.id"), primary_key=True),
    Column("role", String(32), primary_key=True),
)


KINDS = ("asset", "snapshot", "run", "model", "adapter", "take", "delivery")


@dataclass(frozen=True)
class Artefact:
    """A node of the graph; ``path`` is relative to the studio, or "" where nothing lies on disk."""

    id: str
    kind: str
    name: str
    body: dict[str, Any]
    path: str
    created_at: str


def artefact_id(kind: str, body: dict[str, Any], parents: dict[str, str]) -> str:
    """The id of an artefact: the hash of its kind, body and parents ({parent id: role})."""
    return content_id({"kind": kind, "body": body, "parents": parents})


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(row).on_conflict_do_nothing())


def record(
    connection: Connection,
    kind: str,
    name: str,
    body: dict[str, Any],
    parents: dict[str, str],
    path: str = "",
    id: str = "",
) -> str:
    """Record an artefact and its parents in the caller's transaction; recording the same one again changes nothing.

    Args:
        parents: {parent id: role}; every parent must be recorded already.
        id: given for things named by their file's hash (assets, takes); else computed.

    Raises:
        FilmwrightError: if another artefact of this kind has this name already.
    """
    made = id or artefact_id(kind, body, parents)
    taken = connection.execute(
        select(artefacts.c.id).where(artefacts.c.kind == kind, artefacts.c.name == name)
    ).scalar()
    if taken is not None and taken != made:
        raise FilmwrightError(
            f"there is a {kind} of this name already, made from other things", name, "choose another name"
        )
    row = {"id": made, "kind": kind, "name": name, "body": canonical_json(body), "path": path, "created_at": now()}
    _insert(connection, artefacts, row)
    for parent, role in sorted(parents.items()):
        _insert(connection, edges, {"child": made, "parent": parent, "role": role})
    return made


def _artefact(row: Any) -> Artefact:
    return Artefact(row.id, row.kind, row.name, json.loads(row.body), row.path, row.created_at)


def find(studio: Studio, key: str, kind: str = "") -> Artefact:
    """An artefact by id, by name, by ``kind:name``, or by the first 8 or more digits of its id.

    A run and the model or adapter that it made share one name; what it made is meant.

    Raises:
        FilmwrightError: if there is none, or more than one.
    """
    with studio.engine.connect() as connection:
        rows = _matches(connection, key, kind)
        said, _, name = key.partition(":")
        if not rows and said in KINDS and kind in ("", said):
            rows = _matches(connection, name, said)
        rows = _without_own_run(connection, rows)
    word = kind or "artefact"
    if not rows:
        raise FilmwrightError(f"there is no {word} of this name or id", key, "filmwright lineage lists what there is")
    if len(rows) > 1:
        kinds = " or ".join(f"{row.kind}:{row.name}" for row in rows[:3] if row.name == key)
        do = f"give the whole id, or say {kinds}" if kinds else "give the whole id"
        raise FilmwrightError(f"more than one {word} answers to this", key, do)
    return _artefact(rows[0])


def _matches(connection: Connection, key: str, kind: str) -> list[Any]:
    among = select(artefacts).where(artefacts.c.kind == kind) if kind else select(artefacts)
    rows = list(connection.execute(among.where((artefacts.c.id == key) | (artefacts.c.name == key))))
    if not rows and len(key) >= 8 and all(c in "0123456789abcdef" for c in key):
        rows = list(connection.execute(among.where(artefacts.c.id.startswith(key))))
    return rows


def _without_own_run(connection: Connection, rows: list[Any]) -> list[Any]:
    """The rows, less the runs whose own model or adapter is among them under the same name."""
    names = {row.id: row.name for row in rows if row.kind in ("model", "adapter")}
    if not names or len(rows) < 2:
        return rows
    found = connection.execute(select(edges.c.child, edges.c.parent).where(edges.c.child.in_(names)))
    runs = {(names[row.child], row.parent) for row in found}
    return [row for row in rows if row.kind != "run" or (row.name, row.id) not in runs]


def listing(studio: Studio, kind: str = "") -> list[Artefact]:
    """All artefacts (of one kind), oldest first."""
    query = select(artefacts).order_by(artefacts.c.created_at, artefacts.c.id)
    if kind:
        query = query.where(artefacts.c.kind == kind)
    with studio.engine.connect() as connection:
        return [_artefact(row) for row in connection.execute(query)]


def graph(studio: Studio, start: str) -> tuple[list[Artefact], list[tuple[str, str, str]]]:
    """All above and below one artefact: (nodes, edges as (child, parent, role)); one recursive query each way."""
    up = select(edges.c.child, edges.c.parent, edges.c.role).where(edges.c.child == start).cte("up", recursive=True)
    up = up.union(select(edges.c.child, edges.c.parent, edges.c.role).join(up, edges.c.child == up.c.parent))
    down = (
        select(edges.c.child, edges.c.parent, edges.c.role).where(edges.c.parent == start).cte("down", recursive=True)
    )
    down = down.union(select(edges.c.child, edges.c.parent, edges.c.role).join(down, edges.c.parent == down.c.child))
    with studio.engine.connect() as connection:
        found = connection.execute(union(select(up), select(down)))
        links = sorted({(row.child, row.parent, row.role) for row in found})
        ids = {start} | {c for c, _, _ in links} | {p for _, p, _ in links}
        rows = connection.execute(select(artefacts).where(artefacts.c.id.in_(ids)).order_by(artefacts.c.created_at))
        return [_artefact(row) for row in rows], links
