"""``stage bench``: the benchmark sets of the soundstage, their cards, their films and what these are of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import AsJson, answer, progress, table
from filmwright.cli.wishes import heard, of
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.suites.suite import Suite


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="STAGE-1k, STAGE-STORY ...", show_default="a list of them")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Render its films, a folder each.")
    ] = None,
    described: Annotated[
        Path | None,
        typer.Option("--describe", metavar="FOLDER", help="Write its prompts, facts and tags, nothing rendered."),
    ] = None,
    no_truth: Annotated[bool, typer.Option("--no-truth", help="The pictures alone.")] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, max=512, help="Processes, a shot each.")] = 1,
    device: Annotated[str, typer.Option("--device", help="cpu or cuda:0.", show_default="a GPU if there is one")] = "",
    as_json: AsJson = False,
) -> None:
    """List the benchmark sets, show one's card, render it, or write what it asks for."""
    from filmwright.soundstage.suites.suite import CARDS, suite

    if out is not None and described is not None:
        raise FilmwrightError("a benchmark set is rendered or described", "--describe", "leave it or --out out")
    if out is None:
        heard(context, "without --out", {"name", "as_json", "described"})
    if not name:
        if out or described:
            option = "--out" if out else "--describe"
            raise FilmwrightError("no benchmark set is named", option, "name one: filmwright stage bench lists them")
        known = [suite_facts(suite(one)) for one in CARDS]
        rows = [(one["suite"], one["shots"], one["frames"], one["id"][:12], one["for"]) for one in known]
        answer(as_json, known, table(["set", "shots", "frames", "id", "for"], rows))
        return
    with of("NAME"):
        found = suite(name)
    facts: dict[str, Any] = {**suite_facts(found), "card": card(found), "films": [], "described": []}
    if out is not None:
        facts["films"] = [str(path) for path in _render(found, out, not no_truth, workers, device, as_json)]
    if described is not None:
        facts["described"] = [str(path.absolute()) for path in _describe(found, described, as_json)]
    answer(as_json, facts, *(facts["films"] + facts["described"] or [facts["card"]]))


def suite_facts(found: Suite) -> dict[str, Any]:
    """A benchmark set as ``stage bench --json`` prints it."""
    from filmwright.soundstage.suites.suite import CARDS

    return {
        "suite": found.name,
        "id": found.id,
        "shots": len(found.entries),
        "frames": found.frames,
        "for": CARDS[found.name],
    }


def card(found: Suite) -> str:
    """What a benchmark set is, in a page."""
    from filmwright.soundstage.suites.suite import FOLDER

    return (FOLDER / "cards" / f"{found.name}.md").read_text(encoding="utf-8").rstrip()


def _render(found: Suite, out: Path, truth: bool, workers: int, device: str, quiet: bool) -> list[Path]:
    from filmwright.soundstage.benches import films, folder_of
    from filmwright.soundstage.film import write_film

    made = []
    for film in films(found):
        folder = out / folder_of(film.title)
        written = write_film(film, folder, truth=truth, device=device, workers=workers, progress=progress(quiet))
        made.append(written.picture.absolute())
    return made


def _describe(found: Suite, out: Path, quiet: bool) -> list[Path]:
    from filmwright.soundstage.benches import describe

    return describe(found, out, progress(quiet))
