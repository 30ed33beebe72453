"""``rights import`` and ``rights export``: rights as others write them, into the ledger and out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress

if TYPE_CHECKING:
    from filmwright.library.exchange import Exchanged

_NAMES = "csv, odrl, cawg, plus, plus-json, rsl, aipref, aipref-robots, omc"
_SHOWN = 40
Format = Annotated[str, typer.Option("--format", metavar="NAME", help=f"One of {_NAMES}.", show_default="told")]


def register(group: typer.Typer) -> None:
    """Add these commands to ``group``."""
    group.command("import")(take_in)
    group.command("export")(give_out)


def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What somebody else wrote.")],
    format_name: Format = "",
    title: Annotated[str, typer.Option("--title", help="The title that it speaks about, where it names none.")] = "",
    assigner: Annotated[str, typer.Option("--assigner", metavar="NAME", help="Who speaks in it.")] = "",
    subject: Annotated[str, typer.Option("--subject", metavar="ID", help="What it speaks about, if no title.")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Write what a file of another format says into the ledger, all of it or nothing; name what is lost."""
    here = opened(studio)
    from filmwright.library import exchange

    done = exchange.take_in(here, file, format_name, title, assigner, subject, progress(as_json))
    answer(as_json, done.to_json(), *taken_lines(done))


def give_out(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    format_name: Format = "",
    title: Annotated[str, typer.Option("--title", help="Only of this title.", show_default="all")] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Write what is now said of a title in another format, never more than it says; name what is lost."""
    here = opened(studio)
    from filmwright.library import exchange

    done = exchange.give_out(here, file, format_name, title)
    answer(as_json, done.to_json(), *given_lines(done))


def taken_lines(done: Exchanged) -> list[str]:
    """What an import did, for people."""
    lines = [f"{_counted(done.records)} read from {done.path.name} ({done.format}), {done.fresh} of them new"]
    if done.strangers:
        lines.append(f"Nobody has registered {', '.join(done.strangers[:_SHOWN])}: these grants do not count yet")
    return lines + _losses(done)


def given_lines(done: Exchanged) -> list[str]:
    """What an export did, for people."""
    return [f"{_counted(done.records)} written to {done.path} ({done.format})", *_losses(done)]


def _counted(records: dict[str, Any]) -> str:
    return ", ".join(f"{count} {kind}{'s' if count != 1 else ''}" for kind, count in records.items()) or "nothing"


def _losses(done: Exchanged) -> list[str]:
    if not done.losses:
        return ["Nothing was lost"]
    more = len(done.losses) - _SHOWN
    lines = [f"Lost, field by field ({len(done.losses)}):"]
    lines += [f"  {loss.sentence()}" for loss in done.losses[:_SHOWN]]
    return lines + ([f"  and {more} more, with --json"] if more > 0 else [])
