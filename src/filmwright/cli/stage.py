"""``stage``: list what the soundstage has, look at a shot, render a film; its benchmark sets are in ``bench``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.bench import bench
from filmwright.cli.group import group
from filmwright.cli.say import HERE, AsJson, InStudio, answer, opened, progress, table
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.description import Film
    from filmwright.soundstage.film import Written
    from filmwright.studio import Studio

_SHOWN = 20
_SHOTS_IN_A_SEQUENCE = 4
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of all that is drawn: another seed, another shot.")]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels, even.")]
Rate = Annotated[str, typer.Option("--rate", help="Frames a second: 24, 24000/1001.")]
Look = Annotated[str, typer.Option("--look", help="How it is drawn.", show_default="naturalistic, or drawn")]
Cast = Annotated[str, typer.Option("--cast", metavar="A,B", help="Who plays, by name.", show_default="drawn")]
Device = Annotated[str, typer.Option("--device", help="cpu or cuda:0.", show_default="a GPU where there is one")]


def register(app: typer.Typer) -> None:
    """Add the group to ``app``."""
    stage = group("The soundstage: films of your own, rendered, with the truth about every frame.")
    stage.command(name="list")(list_)
    stage.command()(preview)
    stage.command()(render)
    stage.command()(bench)
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


def preview(
    out: Annotated[Path, typer.Option("--out", metavar="PNG", help="The picture to write.")] = Path("preview.png"),
    seed: Seed = 0,
    family: Annotated[str, typer.Option("--set", help="Where.", show_default="drawn")] = "",
    action: Annotated[
        str, typer.Option("--action", help="What the first of the cast does.", show_default="drawn")
    ] = "",
    look: Look = "",
    move: Annotated[str, typer.Option("--move", help="Of the camera.", show_default="drawn")] = "",
    scale: Annotated[str, typer.Option("--scale", help="wide, full, medium, close.", show_default="drawn")] = "",
    cast: Cast = "",
    time: Annotated[str, typer.Option("--time", help="Of day.", show_default="drawn")] = "",
    weather: Annotated[str, typer.Option("--weather", help="Outside.", show_default="drawn")] = "",
    size: Size = "256x144",
    rate: Rate = "24",
    frames: Annotated[int, typer.Option("--frames", min=1, max=2400, help="Length of the shot.")] = 48,
    frame: Annotated[int, typer.Option("--frame", min=-1, help="Which.", show_default="the middle")] = -1,
    strip: Annotated[int, typer.Option("--strip", min=1, max=64, help="So many frames, spread over it.")] = 1,
    sheet: Annotated[str, typer.Option("--sheet", help="Instead: all sets, looks, actions, or some cast.")] = "",
    device: Device = "",
    as_json: AsJson = False,
) -> None:
    """Look at a shot: one frame of it, or a strip; or at a contact sheet."""
    if sheet:
        write_sheet(sheet, out)
        answer(as_json, {"file": str(out.absolute()), "sheet": sheet}, str(out))
        return
    from filmwright.soundstage.captions import captions, facts
    from filmwright.soundstage.staging import stage_shot
    from filmwright.soundstage.stills import write_strip

    width, height = _size(size)
    shot = stage_shot(
        seed,
        family=family or None,
        action=action or None,
        look=look or None,
        move=move or None,
        scale=scale or None,
        cast=_names(cast),
        time=time or None,
        weather=weather or None,
        frames=frames,
        width=width,
        height=height,
        rate=_rate(rate),
    )
    numbers = _spread(frames, strip) if strip > 1 else (frames // 2 if frame < 0 else frame,)
    write_strip(shot, numbers, out, device)
    words = captions(shot)[0]
    said = {"file": str(out.absolute()), "frames": list(numbers), "caption": words, "facts": facts(shot)}
    answer(as_json, {**said, "shot": shot.id, "description": shot.to_json()}, words, str(out))


def write_sheet(name: str, out: Path) -> None:
    """A contact sheet as a PNG: "sets", "looks", "cast" or "actions"."""
    from filmwright.soundstage.sheets import SHEETS
    from filmwright.soundstage.stills import write_png
    from filmwright.soundstage.vocabulary import nearest

    if name not in SHEETS:
        raise FilmwrightError(f"there is no contact sheet '{name}'", "--sheet", nearest(name, list(SHEETS)))
    write_png(SHEETS[name], out)


def render(
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

    film = read_film(described) if described else _drawn(seed, title, shots, look, cast, sets, size, rate)
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


def _size(text: str) -> tuple[int, int]:
    from filmwright.soundstage.description import SIZES

    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIZES[0] <= side <= SIZES[1] and side % 2 == 0 for side in (width, height)):
        what = f"no picture is '{text}'" if found is None else f"no picture is {width} by {height} pixels"
        do = f"write it as 256x144: both even, {SIZES[0]} to {SIZES[1]}"
        raise FilmwrightError(what, "--size", do)
    return width, height


def _rate(text: str) -> Any:
    from filmwright.canonical import frame_rate
    from filmwright.soundstage.description import RATES

    try:
        rate = frame_rate(text)
    except ValueError as error:
        raise FilmwrightError(str(error), "--rate", "write it as 24 or 24000/1001") from error
    if not RATES[0] <= rate <= RATES[1]:
        what = f"{text} frames a second are too {'few' if rate < RATES[0] else 'many'}"
        raise FilmwrightError(what, "--rate", f"choose {RATES[0]} to {RATES[1]}")
    return rate


def _names(text: str) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in text.split(",")) if text.strip() else None


def _spread(frames: int, count: int) -> tuple[int, ...]:
    """``count`` frames from the first to the last."""
    count = min(count, frames)
    return tuple(round(index * (frames - 1) / max(count - 1, 1)) for index in range(count))


def _drawn(seed: int, title: str, shots: int, look: str, cast: str, sets: str, size: str, rate: str) -> Film:
    from filmwright.soundstage.editing import make_film
    from filmwright.soundstage.vocabulary import Look as Looks

    width, height = _size(size)
    return make_film(
        seed,
        title or f"Soundstage {seed}",
        shots=shots,
        sequences=max(1, round(shots / _SHOTS_IN_A_SEQUENCE)),
        cast=_names(cast) or (),
        sets=_names(sets) or (),
        look=look or Looks.NATURALISTIC,
        width=width,
        height=height,
        rate=_rate(rate),
    )
