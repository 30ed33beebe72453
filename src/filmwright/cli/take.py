"""``shoot`` and ``deliver``: a model and a prompt in, a signed take out; and the take out of the studio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from filmwright.cli.asked import Medium, Project, ReplicaKind, Territory, Use
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress
from filmwright.errors import FilmwrightError
from filmwright.reports.spoken import duration


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command()(shoot)
    app.command()(deliver)


def shoot(
    model: Annotated[str, typer.Argument(help="A model of this studio.")],
    prompt: Annotated[str, typer.Argument(help="What the shot shows.")],
    first_frame: Annotated[
        str,
        typer.Option(
            "--first-frame",
            metavar="FILE|SHOT|TAKE",
            help="Begin with this picture: a shot's id, a take, or a file of the studio.",
        ),
    ] = "",
    last_frame: Annotated[
        str, typer.Option("--last-frame", metavar="FILE|SHOT|TAKE", help="End with this picture.")
    ] = "",
    source: Annotated[
        str, typer.Option("--source", metavar="FILE|SHOT|TAKE", help="Follow this film, as far as --strength says.")
    ] = "",
    strength: Annotated[
        float | None, typer.Option("--strength", help="Of the source: 1 follows it wholly, 0 not at all.")
    ] = None,
    retake: Annotated[
        str,
        typer.Option("--retake", metavar="TAKE|SHOT|FILE", help="Make a part of it anew: frames --from up to --to."),
    ] = "",
    from_: Annotated[int | None, typer.Option("--from", metavar="N", help="The first frame that is made anew.")] = None,
    to: Annotated[int | None, typer.Option("--to", metavar="N", help="The first frame after it that stays.")] = None,
    extend: Annotated[
        str,
        typer.Option("--extend", metavar="TAKE|SHOT|FILE", help="Go on from its end; it begins with its last frames."),
    ] = "",
    conditions: Annotated[
        Path | None,
        typer.Option(
            "--conditions", metavar="FILE.yaml", help="What else the shot is made under, written as docs/cli.md says."
        ),
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option("--frames", help="How many; a take lasts two seconds at least.", show_default="24, or its film's"),
    ] = None,
    steps: Annotated[int | None, typer.Option("--steps", help="Of sampling.", show_default="20")] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed gives the same frames.", show_default="drawn")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.mp4", help="Deliver a copy here.")] = None,
    project: Project = "",
    territory: Territory = None,
    media: Medium = None,
    use: Use = "",
    replica_kind: ReplicaKind = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Make a take: decide, sample, encode, sign, store; with --out, deliver it too."""
    here = opened(studio)
    from filmwright.reports import journal
    from filmwright.takes import staging
    from filmwright.takes.deliver import deliveries
    from filmwright.takes.shoot import shoot as run

    asked = staging.read(conditions, _in_short(last_frame, source, strength, retake, from_, to, extend))
    with journal.timed(here.path, "shoot"):
        take = run(
            here,
            model,
            prompt,
            first_frame=first_frame,
            conditions=asked,
            frames=frames,
            steps=steps,
            seed=seed,
            out=out,
            project=project,
            territory=territory or (),
            media=media or (),
            use=use,
            replica_kind=replica_kind,
            progress=progress(as_json),
        )
    facts = take.to_json(here)
    if out is not None:
        facts["copy"] = str(out)
        made = [one for one in deliveries(here, take.id) if one.path == out.absolute()]
        facts["delivery"] = made[-1].to_json()
    answer(as_json, facts, *take_lines(facts))


def _in_short(
    last_frame: str, source: str, strength: float | None, retake: str, from_: int | None, to: int | None, extend: str
) -> list[dict[str, Any]]:
    """The options that stand for conditions, as a file would say them."""
    if strength is not None and not source:
        raise FilmwrightError("a strength of nothing", "--strength", "name the film that it is of: --source")
    if (from_, to) != (None, None) and not retake:
        raise FilmwrightError("frames of nothing", "--from, --to", "name what they are made anew of: --retake")
    if retake and (from_ is None or to is None):
        raise FilmwrightError("nobody says which frames are made anew", "--retake", "add --from N and --to N")
    said: list[dict[str, Any]] = [
        {"kind": "last_frame", "picture": last_frame},
        {"kind": "source", "video": source, **({} if strength is None else {"strength": strength})},
        {"kind": "retake", "video": retake, "in": from_, "out": to},
        {"kind": "extend_forward", "video": extend},
    ]
    return [one for one in said if one.get("picture") or one.get("video")]


def take_lines(facts: dict[str, Any]) -> list[str]:
    """A take for people."""
    lines = [f"Take {facts['name']}  {facts['take'][:16]}, made in {duration(facts['seconds'])}, seed {facts['seed']}"]
    lines += [f"  {finding['gate']}: {finding['said']}" for finding in facts["findings"] if not finding["passed"]]
    lines += [f"  a digital replica, by Decision {one[:12]}" for one in facts["decisions"][1:]]
    return [
        *lines,
        f"  in {facts.get('copy') or facts['file']}",
        f"Next: filmwright verify {facts.get('copy') or facts['file']}",
    ]


def deliver(
    take: Annotated[str, typer.Argument(help="A take of this studio: its name, its id (8 digits do) or its file.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.mp4", help="Where to.")],
    project: Project = "",
    territory: Territory = None,
    media: Medium = None,
    use: Use = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Copy a take out of the studio, if all who stand behind it allow that."""
    here = opened(studio)
    from filmwright.takes import deliver as door

    made = door.deliver(
        here, door.find_take(here, take), out, project=project, territory=territory or (), media=media or (), use=use
    )
    facts = made.to_json()
    answer(as_json, facts, *deliver_lines(facts))


def deliver_lines(facts: dict[str, Any]) -> list[str]:
    """A delivery for people."""
    where = ", ".join(facts["territory"]) or "everywhere"
    shown = ", ".join(facts["media"]) or "all media"
    purpose = f", for {facts['project']}" if facts["project"] else ""
    return [
        f"Delivered take {facts['take'][:16]} to {facts['file']} ({where}, {shown}{purpose})",
        f"  Decision {facts['decision'][:12]}",
    ]
