"""``stage judge``: what video files show, and how well that is what a film's description asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from filmwright.cli.say import AsJson, answer, table
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.description import Film, Shot
    from filmwright.soundstage.judges.verdict import Verdict

_CEILING = {"cast": "identity", "action": "action of the leader"}
"""Which measurement of the judges bounds a score that goes under another name."""


def judge(
    clips: Annotated[list[Path], typer.Argument(metavar="CLIP...", help="Video files, a shot each, or a whole film.")],
    film: Annotated[
        Path | None, typer.Option("--film", metavar="JSON", help="film.json whose shots they should show.")
    ] = None,
    first: Annotated[int, typer.Option("--first", min=1, help="The shot that the first clip should show.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Say who and what clips show, by networks that know the soundstage; with --film, how well they show its shots."""
    from filmwright.soundstage.judges.judge import load
    from filmwright.soundstage.judges.scoring import ceilings
    from filmwright.soundstage.judges.watching import watch, watch_cuts

    if film is None and first > 1:
        raise FilmwrightError("without a film's shots this has no effect", "--first", "name its film.json with --film")
    told = None if film is None else _read(film)
    whole = told is not None and first == 1 and _is_whole(clips, told)
    asked = [] if told is None else _asked(told, str(film), first, len(told.cuts) if whole else len(clips))
    judges = load()
    if told is not None and whole:
        from filmwright.soundstage.timeline import joints_of

        verdicts = watch_cuts(clips[0], joints_of(told), judges)
        clips = clips * len(verdicts)
    else:
        verdicts = [watch(clip, judges) for clip in clips]
    shots = range(first, first + len(clips)) if asked else [0] * len(clips)
    found: dict[str, Any] = {"clips": [_told(*one) for one in zip(clips, shots, verdicts, strict=True)]}
    lines = [_seen(found["clips"])]
    if asked:
        found |= _compared(verdicts, asked, ceilings(judges.card))
        lines += ["", _scores(found), *_kept(found)]
    answer(as_json, found, *lines)


def _read(film: Path) -> Film:
    from filmwright.soundstage.filmfile import read_film

    return read_film(film)


def _is_whole(clips: list[Path], film: Film) -> bool:
    """True for one file as long as a film of several shots: it is that film, not its first shot."""
    from filmwright.soundstage.judges.watching import length

    return len(clips) == 1 and len(film.cuts) > 1 and length(clips[0]) == film.frames


def _asked(film: Film, name: str, first: int, count: int) -> list[Shot]:
    """The shots that the clips should show."""
    if first - 1 + count > len(film.cuts):
        raise FilmwrightError(
            f"{count} clips from shot {first} on, and the film has {len(film.cuts)} shots", name, "name fewer clips"
        )
    return [cut.shot for cut in film.cuts[first - 1 : first - 1 + count]]


def _told(clip: Path, shot: int, verdict: Verdict) -> dict[str, Any]:
    people = [
        {
            "character": one.character,
            "share": round(float(one.characters.max()), 3),
            "action": one.action,
            "action_share": round(float(one.actions.max()), 3),
        }
        for one in verdict.people
    ]
    return {"clip": str(clip), "shot": shot, **verdict.answers, "people": people}


def _seen(clips: list[dict[str, Any]]) -> str:
    rows = [
        (
            Path(one["clip"]).name + (f", shot {one['shot']}" if one["shot"] else ""),
            one["set"],
            one["look"],
            one["scale"],
            f"{one['move']} {one['direction']}".strip(),
            ", ".join(f"{who['character']} {who['action']}" for who in one["people"]),
        )
        for one in clips
    ]
    return table(["clip", "set", "look", "scale", "camera", "people"], rows)


def _compared(verdicts: list[Verdict], asked: list[Shot], ceilings: dict[str, float]) -> dict[str, Any]:
    """Scores of each clip, their means with what flawless video gets, and how characters are kept over the shots."""
    from filmwright.soundstage.captions import facts
    from filmwright.soundstage.judges.scoring import QUESTIONS, retention, score

    told = [facts(shot) for shot in asked]
    each = [score(*pair) for pair in zip(verdicts, told, strict=True)]
    scores = {
        question: {
            "mean": round(float(np.mean([one[question] for one in each if question in one])), 4),
            "clips": sum(question in one for one in each),
            "ceiling": ceilings.get(_CEILING.get(question, question)),
        }
        for question in QUESTIONS
        if any(question in one for one in each)
    }
    kept = [vars(one) for one in retention(verdicts, [one["cast"] for one in told])]
    flawless = {name: ceilings[name] for name in ("right", "same") if name in ceilings}
    return {"each": each, "scores": scores, "kept": kept, "kept_ceiling": flawless}


def _scores(found: dict[str, Any]) -> str:
    rows = [
        (question, f"{one['mean']:.1%}", one["clips"], "" if one["ceiling"] is None else f"{one['ceiling']:.1%}")
        for question, one in found["scores"].items()
    ]
    return table(["asked for", "shown", "clips", "a flawless video gets"], rows)


def _kept(found: dict[str, Any]) -> list[str]:
    """A table of characters that come back, where any do."""
    rows = [
        (one["gap"], one["count"], f"{one['right']:.1%}", f"{one['same']:.1%}", f"{one['alike']:.2f}")
        for one in found["kept"]
    ]
    flawless = [("a flawless video gets", "", *(f"{share:.1%}" for share in found["kept_ceiling"].values()), "")]
    return ["", table(["shots between", "pairs", "as asked", "same", "alike"], rows + flawless)] if rows else []
