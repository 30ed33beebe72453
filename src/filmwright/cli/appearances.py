"""``rights appear``, ``scenes``, ``detect``, ``proposals``, ``confirm``: who is in which frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress, table
from filmwright.reports.spoken import many

if TYPE_CHECKING:
    from filmwright.library.appearances import Added

Title = Annotated[str, typer.Option("--title", help="Of the rows that name neither title nor asset.")]
_SHOWN = 40


def register(group: typer.Typer) -> None:
    """Add these commands to ``group``."""
    for command in (appear, scenes, detect, proposals, confirm):
        group.command()(command)


def appear(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="A cast or cue sheet, .csv or .yaml.")],
    title: Title = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Say who is in which frames: a cast or cue sheet with timecodes goes into the ledger."""
    here = opened(studio)
    from filmwright.library import appearances

    added = appearances.by_hand(here, sheet, title, progress(as_json))
    answer(as_json, added.to_json(), *added_lines(added))


def added_lines(added: Added) -> list[str]:
    """What a paper added, for people."""
    spans: dict[str, int] = {}
    for one in added.appearances:
        spans[one.subject] = spans.get(one.subject, 0) + 1
    word = "proposed" if any(one.source != "human" for one in added.appearances) else "added"
    known = f", {added.known} were there already" if added.known else ""
    lines = [f"{many(len(added.appearances), 'appearance')} {word}{known}; {many(len(added.subjects), 'new subject')}"]
    lines += [f"  {subject}: {many(count, 'span')}" for subject, count in list(spans.items())[:_SHOWN]]
    lines += [f"  and {len(spans) - _SHOWN} more subjects"] if len(spans) > _SHOWN else []
    if added.unplaced:
        lines.append(f"Scenes that the sheet does not place: {', '.join(added.unplaced)}")
    if word == "proposed":
        lines.append("Next: filmwright rights proposals")
    return lines


def scenes(
    screenplay: Annotated[Path, typer.Argument(metavar="SCREENPLAY", help="The screenplay, in Fountain.")],
    sheet: Annotated[Path, typer.Option("--scenes", metavar="SHEET", help="Where each scene lies: scene, in, out.")],
    cast: Annotated[Path, typer.Option("--cast", metavar="SHEET", help="Who plays whom: character, identity, voice.")],
    title: Annotated[str, typer.Option("--title", help="The film.")],
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Propose the cast of each scene of a screenplay, to be confirmed."""
    here = opened(studio)
    from filmwright.library import appearances

    added = appearances.by_screenplay(here, screenplay, sheet, cast, title)
    answer(as_json, added.to_json(), *added_lines(added))


def detect(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Only this title.", show_default="all")] = "",
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights", metavar="FILE", help="The face detector's weights.", show_default="the ones there are"
        ),
    ] = None,
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Look for faces and propose each, to be confirmed; asks for the right to index first."""
    here = opened(studio)
    from filmwright.library import face_detectors, faces
    from filmwright.reports import journal

    detector = face_detectors.find(weights)
    with journal.timed(here.path, "detect"):
        settings, looked = faces.detect(here, detector, title, progress(as_json))
    facts = {"detector": settings, "assets": [one.to_json() for one in looked]}
    answer(as_json, facts, *detect_lines(facts))


def detect_lines(facts: dict[str, Any]) -> list[str]:
    """What was looked at, for people."""
    rows = [(one["title"], one["asset"][:12], one["state"], one["faces"]) for one in facts["assets"]]
    lines = [f"Looked with {facts['detector']['detector']}, {facts['detector']['pace']} times a second"]
    lines.append(table(["title", "asset", "state", "faces"], rows))
    lines += [f"  {one['title']}: {one['error']}" for one in facts["assets"] if one["error"]]
    found = any(one["faces"] for one in facts["assets"])
    none = "No new face was found, which does not prove that there is none."
    return [*lines, "Next: filmwright rights proposals" if found else none]


def proposals(as_json: AsJson = False, studio: InStudio = HERE) -> None:
    """List what was proposed and nobody has confirmed, with its frames."""
    here = opened(studio)
    from filmwright.library import appearances

    found = [one.to_json() for one in appearances.proposals(here)]
    answer(as_json, found, *proposal_lines(found))


def proposal_lines(found: list[dict[str, Any]]) -> list[str]:
    """The proposals as people read them."""
    if not found:
        return ["Nothing is proposed that nobody has confirmed."]
    rows = [
        (
            one["proposal"][:12],
            one["title"],
            one["in"],
            one["out"],
            one["timecode_in"] or "-",
            one["name"],
            one["role"],
            one["source"],
            f"{one['confidence']:.2f}",
        )
        for one in found
    ]
    headings = ["proposal", "title", "in", "out", "timecode", "who", "role", "source", "confidence"]
    return [table(headings, rows), "Next: filmwright rights confirm PROPOSAL --as SUBJECT|nobody --by NAME"]


def confirm(
    proposal: Annotated[
        list[str], typer.Argument(metavar="PROPOSAL...", help="Their ids, or 8 or more digits of each.")
    ],
    subject: Annotated[str, typer.Option("--as", metavar="SUBJECT|nobody", help="Who it is.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    evidence: Annotated[str, typer.Option("--evidence", metavar="TEXT", help="What it rests on.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Say who a proposal is, or that it is nobody who holds rights."""
    here = opened(studio)
    from filmwright.library import appearances

    facts = [one.to_json() for one in appearances.confirm(here, proposal, subject, by, evidence)]
    answer(as_json, facts, *confirm_lines(facts))


def confirm_lines(facts: list[dict[str, Any]]) -> list[str]:
    """What confirmations settle, for people."""
    lines = []
    for one in facts:
        frames = f"frames {one['in']} to {one['out'] - 1} of '{one['title']}'"
        lines.append(
            f"{one['name']} in {frames} is {one['is'] or 'nobody'}, says {one['by']}  {one['confirmation'][:12]}"
        )
        lines += [f"  {o['by']} says {o['is'] or 'nobody'} ({o['confirmation'][:12]})" for o in one["others"]]
    if any(one["others"] for one in facts):
        lines.append("While people say different things the answer is unknown: take the wrong confirmation back.")
    return lines
