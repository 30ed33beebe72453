"""``add``, ``ingest`` and ``shots``: films in, shots out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, note, opened, progress, table
from filmwright.reports.spoken import duration


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(add)
    app.command()(ingest)
    app.command()(shots)


def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Films or stills; they stay where they are.")],
    title: Annotated[str, typer.Option("--title", help="The work they belong to.")],
    rights: Annotated[Path, typer.Option("--rights", metavar="R.yaml", help="Who owns it and who allows what.")],
    captions: Annotated[
        Path | None,
        typer.Option("--captions", metavar="C.yaml", help="Words for shots.", show_default="NAME.captions.yaml"),
    ] = None,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Register a title, its files, and the rights in them."""
    here = opened(studio)
    from filmwright.library import catalogue
    from filmwright.reports import journal

    with journal.timed(here.path, "add"):
        assets = catalogue.add(here, files, title, rights, captions, progress(as_json))
    rows = [asset_facts(asset) for asset in assets]
    facts = {"title": title, "assets": rows}
    lines = [
        f"{a['file']}: {a['width']}x{a['height']}, {a['rate']} frames a second, {a['frames']} frames  {a['asset'][:16]}"
        for a in rows
    ]
    answer(as_json, facts, f"Title '{title}'", *lines, "Next: filmwright ingest")


def asset_facts(asset: Any) -> dict[str, Any]:
    """One asset as ``add --json`` prints it."""
    p = asset.probe
    return {
        "asset": asset.id,
        "title": asset.title,
        "file": str(asset.path),
        "kind": p.kind,
        "codec": p.codec,
        "pixel_format": p.pixel_format,
        "width": p.width,
        "height": p.height,
        "rate": f"{p.rate.numerator}/{p.rate.denominator}",
        "frames": p.frames,
        "seconds": round(float(p.frames / p.rate), 3),
        "timecode": p.start_timecode,
        "color": p.color,
        "audio": list(p.audio),
    }


def ingest(
    on: Annotated[str, typer.Option("--on", help="Where the work runs: local or ray.")] = "local",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Read every new film once: cuts, fingerprints, measures, thumbnails, training proxies."""
    here = opened(studio)
    from filmwright.library.ingest import ingest as run
    from filmwright.reports import journal

    with journal.timed(here.path, "ingest"):
        done = run(here, on=on, progress=progress(as_json))
    facts = done.to_json()
    answer(as_json, facts, *ingest_lines(facts))
    if any(asset["state"] == "failed" for asset in facts["assets"]):
        note("filmwright: some films could not be read; the others are done")
        raise typer.Exit(2)


def ingest_lines(facts: dict[str, Any]) -> list[str]:
    """The report of an ingest for people."""
    rows = [(a["title"], a["state"], a["shots"], duration(a["seconds"])) for a in facts["assets"]]
    said = [table(["title", "state", "shots", "time"], rows)] if rows else ["There is no film yet: filmwright add"]
    said += [f"  {a['title']}: {a['error']}" for a in facts["assets"] if a["error"]]
    return [*said, f"{facts['shots']} shots in all, {facts['groups']} when near-duplicates are counted once."]


def shots(
    title: Annotated[str, typer.Option("--title", help="Only this title's.")] = "",
    asset: Annotated[str, typer.Option("--asset", help="Only this asset's (its id, or 8 digits of it).")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """List shots: frames [in, out), rate, measures."""
    here = opened(studio)
    from filmwright.library.shots import shots as find

    found = [shot.to_json() for shot in find(here, title, asset)]
    keys = ("title", "in", "out", "seconds", "timecode", "scale", "camera", "key")
    rows = [[s["shot"], *(s[key] for key in keys)] for s in found]
    headings = ["shot", "title", "in", "out", "seconds", "timecode", "scale", "camera", "light"]
    answer(as_json, found, table(headings, rows) if rows else "There are no shots yet: filmwright ingest")
