"""``add``, ``ingest`` and ``shots``: films in, shots out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, note, opened, progress, table
from filmwright.reports.spoken import duration

if TYPE_CHECKING:
    from filmwright.rights.amend import Amendment
    from filmwright.rights.circumstances import Mandate
    from filmwright.rights.grants import Grant, Prohibition


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

    changes: list[Amendment] = []
    with journal.timed(here.path, "add"):
        assets = catalogue.add(here, files, title, rights, captions, progress(as_json), changes.append)
    rows = [asset_facts(asset) for asset in assets]
    (change,) = changes
    facts = {"title": title, "assets": rows, **change_facts(change)}
    lines = [
        f"{a['file']}: {a['width']}x{a['height']}, {a['rate']} frames a second, {a['frames']} frames  {a['asset'][:16]}"
        for a in rows
    ]
    answer(as_json, facts, f"Title '{title}'", *lines, *change_lines(facts), "Next: filmwright ingest")


def change_facts(change: Amendment) -> dict[str, Any]:
    """What a rights file changed, and what stays though it lacks it, as ``add --json`` prints it."""
    stays = [{"kind": "prohibition", **_terms(one, change)} for one in change.prohibitions]
    stays += [
        {
            "kind": "appearance",
            "asset": one.asset,
            "in": one.in_frame,
            "out": one.out_frame,
            "subjects": [change.names.get(one.subject, one.subject)],
        }
        for one in change.appearances
    ]
    return {
        "revoked": [{"grant": one.id, **_terms(one, change)} for one in change.revoked],
        "stays": stays,
        "ended": [_mandate_facts(one) for one in change.ended],
        "taken_back": [{"grant": one.id, **_terms(one, change)} for one in change.taken_back],
        "mandates_out": [_mandate_facts(one) for one in change.mandates_out],
    }


def _mandate_facts(mandate: Mandate) -> dict[str, Any]:
    return {
        "mandate": mandate.record_id,
        "principal": mandate.principal,
        "agent": mandate.agent,
        "authority": str(mandate.authority),
    }


def _terms(terms: Grant | Prohibition, change: Amendment) -> dict[str, Any]:
    names = [change.names.get(subject, subject) for subject in terms.subjects]
    return {
        "assigner": terms.assigner,
        "agreement": terms.agreement,
        "actions": [str(action) for action in terms.actions],
        "subjects": names,
    }


_LISTED = 20
"""Statements told one by one; a cue sheet may have said thousands."""


def change_lines(facts: dict[str, Any]) -> list[str]:
    """The same for people, one line each."""
    lines = [f"  revoked, no longer in the rights file: {_grant(one)}" for one in facts["revoked"]]
    for one in facts["stays"][:_LISTED]:
        said = (
            f"{one['assigner']} forbids {', '.join(one['actions'])} on {', '.join(one['subjects'])}"
            if one["kind"] == "prohibition"
            else f"{one['subjects'][0]} in frames {one['in']} to {one['out'] - 1} of asset {one['asset'][:12]}"
        )
        lines.append(f"  stays, though not in the rights file: {said}")
    if len(facts["stays"]) > _LISTED:
        lines.append(f"  stays, though not in the rights file: {len(facts['stays']) - _LISTED} more (--json has all)")
    lines += [f"  ended, no longer in the rights file: {_mandate(one)}" for one in facts["ended"]]
    return [
        *lines,
        *(f"  does not count, it was taken back: {_mandate(one)}" for one in facts["mandates_out"]),
        *(
            f"  does not count, it was taken back: {_grant(one)} -> agree anew, and write it under that agreement"
            for one in facts["taken_back"]
        ),
    ]


def _mandate(one: dict[str, Any]) -> str:
    return f"mandate {one['mandate'][:12]} of {one['agent']} as {one['authority']} of {one['principal']}"


def _grant(one: dict[str, Any]) -> str:
    under = f" under {one['agreement']}" if one["agreement"] else ""
    what = f"{', '.join(one['actions'])} on {', '.join(one['subjects'])}"
    return f"grant {one['grant'][:12]} by {one['assigner']}{under}: {what}"


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
    states = {asset["state"] for asset in facts["assets"]}
    if states & {"failed", "refused"}:
        what = "could not be read" if "failed" in states else "may not be ingested"
        note(f"filmwright: some films {what}; the others are done")
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
