"""``stage judge``: what video files show, and how well that is what a film's description asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from filmwright.cli.say import AsJson, answer, table
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.description import Shot
    from filmwright.soundstage.judges.verdict import Verdict

_CEILING = {"cast": "identity", "action": "action of the leader"}
"""Which measurement of the judges bounds a score that goes under another name."""


def judge(
    clips: Annotated[list[Path], typer.Argument(metavar="CLIP...", help="Video files, one shot each.")],
    film: Annotated[
        Path | None, typer.Option("--film", metavar="JSON", help="film.json whose shots the clips should show.")
    ] = None,
    first: Annotated[int, typer.Option("--first", min=1, help="The shot that the first clip should show.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Say who and what clips show, by networks that know the soundstage; with --film, how well they show its shots."""
    from filmwright.soundstage.judges.judge import load
    from filmwright.soundstage.judges.scoring import ceilings
    from filmwright.soundstage.judges.watching import watch

    asked = _asked(film, first, len(clips))
    judges = load()
    verdicts = [watch(clip, judges) for clip in clips]
    found: dict[str, Any] = {"clips": [_told(*pair) for pair in zip(clips, verdicts, strict=True)]}
    lines = [_seen(found["clips"])]
    if asked:
        found |= _compared(verdicts, asked, ceilings(judges.card))
        lines += ["", _scores(found), *_kept(found)]
    answer(as_json, found, *lines)


def _asked(film: Path | None, first: int, count: int) -> list[Shot]:
    """The shots that the clips should show; none where no film is named."""
    if film is None:
        return []
    from filmwright.soundstage.filmfile import read_film

    cuts = read_film(film).cuts
    if first - 1 + count > len(cuts):
        raise FilmwrightError(
            f"{count} clips from shot {first} on, and the film has {len(cuts)} shots", str(film), "name fewer clips"
        )
    return [cut.shot for cut in cuts[first - 1 : first - 1 + count]]


def _told(clip: Path, verdict: Verdict) -> dict[str, Any]:
    people = [
        {
            "character": one.character,
            "share": round(float(one.characters.max()), 3),
            "action": one.action,
            "action_share": round(float(one.actions.max()), 3),
        }
        for one in verdict.people
    ]
    return {"clip": str(clip), **verdict.answers, "people": people}


def _seen(clips: list[dict[str, Any]]) -> str:
    rows = [
        (
            Path(one["clip"]).name,
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
    """Scores of each clip, their means with what flawless video gets, and how characters are kept over the cuts."""
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
    return {"each": each, "scores": scores, "kept": kept}


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
    return ["", table(["shots between", "pairs", "as asked", "same", "alike"], rows)] if rows else []
