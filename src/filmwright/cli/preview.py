"""``stage preview``: looks at a shot before anything is rendered for good."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from filmwright.cli.say import AsJson, answer
from filmwright.cli.wishes import Cast, Device, Look, Rate, Seed, Size, a_second, heard, of, pixels, players
from filmwright.errors import FilmwrightError

Word = TypeVar("Word", bound=StrEnum)


def preview(
    context: typer.Context,
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
        heard(context, "with --sheet", {"sheet", "out", "as_json"})
        write_sheet(sheet, out)
        answer(as_json, {"file": str(out.absolute()), "sheet": sheet}, str(out))
        return
    if strip > 1 and frame >= 0:
        raise FilmwrightError("a strip goes from the first frame to the last", "--frame", "leave it out, or --strip")
    from filmwright.soundstage import vocabulary as words
    from filmwright.soundstage.captions import captions, facts
    from filmwright.soundstage.staging import asked_cast, stage_shot
    from filmwright.soundstage.stills import write_strip

    width, height = pixels(size)
    who = players(cast)
    with of("--cast"):
        who = who and asked_cast(who)
    shot = stage_shot(
        seed,
        family=_word("--set", words.SetFamily, family, "set"),
        action=_word("--action", words.Action, action, "action"),
        look=_word("--look", words.Look, look, "look"),
        move=_word("--move", words.Move, move, "camera move"),
        scale=_word("--scale", words.Scale, scale, "shot scale"),
        cast=who,
        time=_word("--time", words.Time, time, "time of day"),
        weather=_word("--weather", words.Weather, weather, "weather"),
        frames=frames,
        width=width,
        height=height,
        rate=a_second(rate),
    )
    numbers = _spread(frames, strip) if strip > 1 else (frames // 2 if frame < 0 else frame,)
    write_strip(shot, numbers, out, device)
    caption = captions(shot)[0]
    said = {"file": str(out.absolute()), "frames": list(numbers), "caption": caption, "facts": facts(shot)}
    answer(as_json, {**said, "shot": shot.id, "description": shot.to_json()}, caption, str(out))


def write_sheet(name: str, out: Path) -> None:
    """A contact sheet as a PNG: "sets", "looks", "cast" or "actions"."""
    from filmwright.soundstage.sheets import SHEETS
    from filmwright.soundstage.stills import write_png
    from filmwright.soundstage.vocabulary import nearest

    if name not in SHEETS:
        raise FilmwrightError(f"there is no contact sheet '{name}'", "--sheet", nearest(name, list(SHEETS)))
    write_png(SHEETS[name], out)


def _word(option: str, among: type[Word], said: str, what: str) -> Word | None:
    """The word that somebody wrote with an option; none where nothing is said."""
    from filmwright.soundstage.vocabulary import named

    with of(option):
        return named(among, said, what) if said else None


def _spread(frames: int, count: int) -> tuple[int, ...]:
    """``count`` frames from the first to the last."""
    count = min(count, frames)
    return tuple(round(index * (frames - 1) / max(count - 1, 1)) for index in range(count))
