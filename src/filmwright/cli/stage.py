"""``stage``: list what the soundstage has, render a film; other commands are in ``preview``, ``bench``, ``judging``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.bench import bench
from filmwright.cli.group import group
from filmwright.cli.judging import judge
from filmwright.cli.preview import preview
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress, table
from filmwright.cli.wishes import (
    Cast,
    Device,
    Look,
    Rate,
    Seed,
    Size,
    a_second,
    heard,
    names,
    of,
    pixels,
    players,
    workplace,
)
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.description import Film
    from filmwright.soundstage.film import Written
    from filmwright.studio import Studio

_SHOWN = 20
_SHOTS_IN_A_SEQUENCE = 4
_DRAWN = {"seed", "shots", "look", "cast", "sets", "size", "rate"}
"""Of what is drawn; a film that is described has it."""


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    stage = group("The soundstage: films of your own, rendered, with the truth about every frame.")
    stage.command(name="list")(list_)
    stage.command()(preview)
    stage.command()(render)
    stage.command()(bench)
    stage.command()(judge)
    app.add_typer(stage, name="stage")


def list_(
    cast: Annotated[bool, typer.Option("--cast", help=f"All characters, not only {_SHOWN}.")] = False,
    as_json: AsJson = False,
) -> None:
    """List sets, actions, camera moves, looks, props and the cast."""
    from filmwright.soundstage import vocabulary
    from filmwright.soundstage.figures.cast import CAST
    from filmwright.soundstage.figures.props import PROPS

    facts: dict[str, Any] = {
        "sets": list(vocabulary.SetFamily),
        "actions": list(vocabulary.Action),
        "moves": list(vocabulary.Move),
        "scales": list(vocabulary.Scale),
        "looks": list(vocabulary.Look),
        "times": list(vocabulary.Time),
        "weathers": list(vocabulary.Weather),
        "props": list(PROPS),
        "characters": [{"id": one.id, "name": one.name, "words": one.words()} for one in CAST],
    }
    lines = [f"{name}: {', '.join(words)}" for name, words in facts.items() if name != "characters"]
    among = facts["characters"] if cast else facts["characters"][:_SHOWN]
    more = len(facts["characters"]) - len(among)
    rows = table(["character", "name", "is"], [(one["id"], one["name"], one["words"]) for one in among])
    answer(as_json, facts, *lines, rows, *([f"and {more} more: --cast"] if more else []))


def render(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where.", show_default="its title")
    ] = None,
    described: Annotated[Path | None, typer.Option("--from", metavar="FILM.json", help="A film described.")] = None,
    seed: Seed = 0,
    title: Annotated[str, typer.Option("--title", help="Of the film.", show_default="with its seed")] = "",
    shots: Annotated[int, typer.Option("--shots", min=1, help="How many.")] = 12,
    look: Look = "",
    cast: Cast = "",
    sets: Annotated[str, typer.Option("--sets", metavar="A,B", help="Where.", show_default="drawn")] = "",
    size: Size = "256x144",
    rate: Rate = "24",
    no_truth: Annotated[
        bool, typer.Option("--no-truth", help="The picture alone, without depth, masks, flow.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, max=512, help="Processes, a shot each.")] = 1,
    on: Annotated[str, typer.Option("--on", help="Where the work runs: local or ray.")] = "local",
    device: Device = "",
    add: Annotated[bool, typer.Option("--add", help="Add it to the studio as a title, with its rights.")] = False,
    owner: Annotated[
        str, typer.Option("--owner", help="Whose it is.", show_default="the studio's name, with --add")
    ] = "",
    as_json: AsJson = False,
    studio: InStudio = HERE,
) -> None:
    """Render a film with the truth about every frame; stopped anywhere, the same command goes on."""
    here = opened(studio) if add else None
    from filmwright.rights import words
    from filmwright.soundstage.assembly import PICTURE
    from filmwright.soundstage.film import write_film
    from filmwright.soundstage.filmfile import read_film
    from filmwright.soundstage.owned import by_name, check_free, check_owner
    from filmwright.soundstage.papers import owner_of

    if described:
        heard(context, "with --from", {one.name or "" for one in context.command.params} - _DRAWN)
    if workplace(on) == "ray" and workers > 1:
        raise FilmwrightError("with --on ray this has no effect", "--workers", "leave it out")
    film = read_film(described) if described else _drawn(seed, title, shots, look, cast, sets, size, rate)
    film = film.model_copy(update={"title": title}) if title else film
    folder = out or Path(words.work_id(film.title).partition(":")[2])
    owner = owner or (here.settings.name if here else "")
    if here is not None:
        check_owner(owner)
        check_free(here, film, folder / PICTURE, owner_of(folder, by_name(owner)))
    written = write_film(
        film,
        folder,
        truth=not no_truth,
        device=device,
        workers=workers,
        on=on,
        owner=owner,
        progress=progress(as_json),
    )
    facts = written_facts(written)
    if here is not None:
        facts["asset"] = add_to(here, written, as_json)
    answer(as_json, facts, *written_lines(facts))


def add_to(studio: Studio, written: Written, quiet: bool) -> str:
    """Make a rendered film a title of the studio, with captions, rights and who is in which frames; its asset's id."""
    from filmwright.library import catalogue
    from filmwright.reports import journal

    with journal.timed(studio.path, "add"):
        (asset,) = catalogue.add(
            studio, [written.picture], written.film.title, written.rights, written.captions, progress(quiet)
        )
    return asset.id


def written_facts(written: Written) -> dict[str, Any]:
    """A rendered film as ``stage render --json`` prints it."""
    film, picture = written.film, written.film.cuts[0].shot.picture
    return {
        "title": film.title,
        "film": film.id,
        "folder": str(written.folder.absolute()),
        "file": str(written.picture.absolute()),
        "width": picture.width,
        "height": picture.height,
        "rate": f"{picture.rate.numerator}/{picture.rate.denominator}",
        "frames": film.frames,
        "seconds": round(float(film.frames / picture.rate), 3),
        "shots": len(film.cuts),
        "rendered": written.rendered,
        "truth": written.truth.exists(),
        "asset": "",
    }


def written_lines(facts: dict[str, Any]) -> list[str]:
    """The same for people."""
    size = f"{facts['width']}x{facts['height']}, {facts['rate']} frames a second, {facts['frames']} frames"
    there = facts["shots"] - facts["rendered"]
    lines = [
        f"'{facts['title']}': {facts['shots']} shots, {size}" + (f"; {there} were there already" if there else ""),
        facts["file"],
    ]
    if facts["asset"]:
        return [*lines, f"added as asset {facts['asset'][:16]}", "Next: filmwright ingest"]
    return [*lines, "Next: the same command with --add, in a studio: its name is then the owner's"]


def _drawn(seed: int, title: str, shots: int, look: str, cast: str, sets: str, size: str, rate: str) -> Film:
    from filmwright.soundstage.editing import make_film
    from filmwright.soundstage.vocabulary import Look as Looks
    from filmwright.soundstage.vocabulary import SetFamily, named

    width, height = pixels(size)
    with of("--look"):
        drawn = named(Looks, look, "look") if look else Looks.NATURALISTIC
    with of("--sets"):
        families = [named(SetFamily, one, "set") for one in names(sets, "--sets") or ()]
    return make_film(
        seed,
        title or f"Soundstage {seed}",
        shots=shots,
        sequences=max(1, round(shots / _SHOTS_IN_A_SEQUENCE)),
        cast=players(cast) or (),
        sets=families,
        look=drawn,
        width=width,
        height=height,
        rate=a_second(rate),
    )
