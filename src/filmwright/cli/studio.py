"""``init``, ``lineage`` and ``report``: the studio itself, its graph, its page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, table

if TYPE_CHECKING:
    from filmwright.studio import Studio


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(init)


def register_last(app: typer.Typer) -> None:
    """Add the commands that look back on what the others did."""
    app.command()(lineage)
    app.command()(report)


def made(path: Path, name: str = "", database: str = "") -> Studio:
    """A studio in ``path`` with its keys: the ledger's, and its own root and leaf for signing takes."""
    from filmwright.provenance import keys as signing
    from filmwright.rights import keys as ledger
    from filmwright.studio import create

    studio = create(path, name, database)
    ledger.ensure_key(studio)
    signing.ensure(studio)
    return studio


def init(
    path: Annotated[Path | None, typer.Argument(help="A new or an empty folder.", show_default="--studio")] = None,
    name: Annotated[str, typer.Option("--name", help="The studio's name.", show_default="the folder's")] = "",
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="PostgreSQL's URL; left out: a file in the folder.")
    ] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Make a studio: settings, database, tables, signing keys."""
    here = made(path or studio, name, database)
    facts: dict[str, Any] = {
        "studio": str(here.path),
        "id": here.settings.studio_id,
        "name": here.settings.name,
        "schema_version": here.settings.schema_version,
        "certificate": str(here.path / "keys" / "root.pem"),
    }
    answer(
        as_json,
        facts,
        f"Studio '{here.settings.name}' in {here.path}",
        f"Give {facts['certificate']} to whom you wish to check your takes.",
        "Next: filmwright add FILE --title TITLE --rights RIGHTS.yaml",
    )


def lineage(
    key: Annotated[
        str, typer.Argument(metavar="[ID]", help="An id (8 digits do), a name, KIND:NAME or a file; none lists all.")
    ] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Show what an artefact was made from, and all that was made from it."""
    from filmwright import lineage as graph

    here = opened(studio)
    from filmwright.canonical import file_sha256
    from filmwright.files import is_file

    if not key:
        nodes, start = graph.listing(here), ""
        edges: list[tuple[str, str, str]] = []
    else:
        given = Path(key)
        start = graph.find(here, file_sha256(given) if is_file(given) else key).id
        nodes, edges = graph.graph(here, start)
    facts = {
        "start": start,
        "nodes": [
            {"id": n.id, "kind": n.kind, "name": n.name, "path": n.path, "created_at": n.created_at} for n in nodes
        ],
        "edges": [{"child": child, "parent": parent, "role": role} for child, parent, role in edges],
    }
    if start:
        answer(as_json, facts, *tree(facts))
    else:
        answer(as_json, facts, table(["kind", "name", "id"], [(n.kind, n.name, n.id[:16]) for n in nodes]))


def tree(facts: dict[str, Any]) -> list[str]:
    """The graph as indented lines: what it was made from, itself, what was made from it."""
    nodes = {node["id"]: node for node in facts["nodes"]}
    start = facts["start"]

    def said(node_id: str) -> str:
        node = nodes[node_id]
        return f"{node['kind']} {node['name']}  {node_id[:16]}"

    def walk(node_id: str, to: str, by: str, depth: int, seen: frozenset[str]) -> list[str]:
        found = []
        for edge in facts["edges"]:
            if edge[by] == node_id and edge[to] not in seen:
                found.append(f"{'  ' * depth}{said(edge[to])}  ({edge['role']})")
                found += walk(edge[to], to, by, depth + 1, seen | {edge[to]})
        return found

    up = walk(start, "parent", "child", 1, frozenset({start}))
    down = walk(start, "child", "parent", 1, frozenset({start}))
    return [said(start), *(["made from", *up] if up else []), *(["was used for", *down] if down else [])]


def report(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.html", help="Where to write it.", show_default="STUDIO/report.html"),
    ] = None,
    price: Annotated[
        float | None,
        typer.Option("--price", min=0, help="Cost of one processor core for one hour, for the cost column."),
    ] = None,
    currency: Annotated[str, typer.Option("--currency", help="What the price is in.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Write report.html, one page that a producer can read."""
    here = opened(studio)
    from filmwright.reports.report import write

    page = write(here, out, price_per_core_hour=price, currency=currency)
    answer(as_json, {"report": str(page), "bytes": page.stat().st_size}, f"The report is in {page}")
