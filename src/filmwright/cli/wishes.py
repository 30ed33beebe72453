"""What the commands of the soundstage are asked alike: their options, and what is meant by the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from filmwright.errors import FilmwrightError

Seed = Annotated[int, typer.Option("--seed", min=0, help="Of all that is drawn: another seed, another shot.")]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels, even.")]
Rate = Annotated[str, typer.Option("--rate", help="Frames a second: 24, 24000/1001.")]
Look = Annotated[str, typer.Option("--look", help="How it is drawn.", show_default="naturalistic, or drawn")]
Cast = Annotated[str, typer.Option("--cast", metavar="A,B", help="Who plays, by name.", show_default="drawn")]
Device = Annotated[str, typer.Option("--device", help="cpu or cuda:0.", show_default="a GPU where there is one")]


def heard(context: typer.Context, why: str, among: set[str]) -> None:
    """Refuse options that would be ignored.

    Args:
        context: of the command.
        why: they would be: "with --sheet", "without --out".
        among: names of the parameters that are not.

    Raises:
        FilmwrightError: another one stands there; says which.
    """
    for one in context.command.params:
        source = context.get_parameter_source(one.name or "")
        if source is not None and source.name == "COMMANDLINE" and one.name not in among:
            raise FilmwrightError(f"{why} this has no effect", one.opts[0], "leave it out")


@contextmanager
def of(option: str) -> Iterator[None]:
    """Let an error name the option that it is about."""
    try:
        yield
    except FilmwrightError as error:
        raise FilmwrightError(error.what, error.where or option, error.do) from error


def pixels(text: str) -> tuple[int, int]:
    """Width and height, from ``256x144``.

    Raises:
        FilmwrightError: it is none, or out of range.
    """
    from filmwright.soundstage.description import SIZES

    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(SIZES[0] <= side <= SIZES[1] and side % 2 == 0 for side in (width, height)):
        what = f"no picture is '{text}'" if found is None else f"no picture is {width} by {height} pixels"
        do = f"write it as 256x144: both even, {SIZES[0]} to {SIZES[1]}"
        raise FilmwrightError(what, "--size", do)
    return width, height


def a_second(text: str) -> Any:
    """A rate, from ``24`` or ``24000/1001``.

    Raises:
        FilmwrightError: it is none, or out of range.
    """
    from filmwright.canonical import frame_rate
    from filmwright.soundstage.description import FINEST, RATES

    try:
        rate = frame_rate(text)
    except ValueError as error:
        raise FilmwrightError(str(error), "--rate", "write it as 24 or 24000/1001") from error
    if not RATES[0] <= rate <= RATES[1]:
        what = f"{text} frames a second are too {'few' if rate < RATES[0] else 'many'}"
        raise FilmwrightError(what, "--rate", f"choose {RATES[0]} to {RATES[1]}")
    if rate.denominator > FINEST:
        do = f"write the fraction that it stands for: {rate.limit_denominator(FINEST)}"
        raise FilmwrightError(f"no film has {text} frames a second", "--rate", do)
    return rate


def names(text: str, option: str) -> tuple[str, ...] | None:
    """Names, from a list with commas; None where nothing is said.

    Raises:
        FilmwrightError: nothing stands before or after a comma.
    """
    if not text.strip():
        return None
    found = tuple(name.strip() for name in text.split(","))
    if not any(found):
        raise FilmwrightError("commas alone name nothing", option, "write names with commas between: A,B")
    if not all(found):
        raise FilmwrightError(f"one name in '{text}' is empty", option, "write names with one comma between: A,B")
    return found


def players(text: str) -> tuple[str, ...] | None:
    """Ids of the characters in a list with commas; None where nothing is said.

    Raises:
        FilmwrightError: there is no such character, or one is named twice.
    """
    from filmwright.soundstage.figures.cast import member

    asked = names(text, "--cast")
    if asked is None:
        return None
    called: dict[str, str] = {}
    with of("--cast"):
        for name in asked:
            one = member(name)
            if one.id in called:
                what = f"'{called[one.id]}' and '{name}' are the same character, {one.name}"
                raise FilmwrightError(what, "--cast", "name each once")
            called[one.id] = name
    return tuple(called)


def workplace(text: str) -> str:
    """Where the work runs.

    Raises:
        FilmwrightError: neither here nor on Ray.
    """
    from filmwright.soundstage.vocabulary import nearest

    if text not in ("local", "ray"):
        raise FilmwrightError(f"there is no '{text}' to work on", "--on", nearest(text.lower(), ["local", "ray"]))
    return text
