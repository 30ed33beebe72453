"""``stage judge``: what video files show, and how well that is what a film's description asks for."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from filmwright.cli.say import AsJson, answer, table
from filmwright.cli.wishes import heard, names, of
from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.soundstage.description import Film, Shot
    from filmwright.soundstage.judges.scoring import Bounds
    from filmwright.soundstage.judges.verdict import Verdict

    Limits = dict[str, Bounds]

_NONSENSE = "Told in the soundstage's words: of any film that was not made with its cast and sets, this means nothing."
_LONGER = 1.5
"""How much longer than the longest shot a clip may be and still be one."""


def judge(
    context: typer.Context,
    clips: Annotated[list[Path], typer.Argument(metavar="CLIP...", help="Video files, a shot each, or a whole film.")],
    film: Annotated[
        Path | None, typer.Option("--film", metavar="JSON", help="film.json whose shots they should show.")
    ] = None,
    first: Annotated[int, typer.Option("--first", min=1, help="The shot that the first clip should show.")] = 1,
    asked_for: Annotated[
        str, typer.Option("--asked", metavar="A,B", help="What the prompts told.", show_default="everything")
    ] = "",
    after: Annotated[str, typer.Option("--after", help="What the clips went through.", show_default="usual wear")] = "",
    as_json: AsJson = False,
) -> None:
    """Say who and what clips show, by networks that know the soundstage; with --film, how well they show its shots."""
    from filmwright.soundstage.judges.judge import load
    from filmwright.soundstage.judges.scoring import bounds
    from filmwright.soundstage.judges.watching import watch, watch_cuts

    if film is None:
        heard(context, "without --film", {"clips", "as_json"})
    questions = _questions(asked_for)
    told = None if film is None else _read(film)
    whole = told is not None and _is_whole(clips, told, first)
    asked = [] if told is None else _asked(told, str(film), first, len(told.cuts) if whole else len(clips))
    judges = load()
    with of("--after") if after else nullcontext():
        limits = bounds(judges.card, after) if asked else {}
    if told is not None and whole:
        from filmwright.soundstage.timeline import joints_of

        verdicts = watch_cuts(clips[0], joints_of(told), judges)
        clips = clips * len(verdicts)
    else:
        verdicts = [watch(clip, judges) for clip in clips]
    shots = range(first, first + len(clips)) if asked else [0] * len(clips)
    found: dict[str, Any] = {"clips": [_told(*one) for one in zip(clips, shots, verdicts, strict=True)]}
    lines = [_seen(found["clips"])]
    if not asked:
        lines += ["", _NONSENSE]
    else:
        found |= _compared(verdicts, asked, questions, limits)
        lines += ["", _scores(found), *_kept(found, judges.card.get("retention", {}))]
    answer(as_json, found, *lines)


def _read(film: Path) -> Film:
    from filmwright.soundstage.filmfile import check_known, read_film

    made = read_film(film)
    check_known(made)
    return made


def _questions(asked_for: str) -> list[str]:
    from filmwright.soundstage.judges.scoring import QUESTIONS
    from filmwright.soundstage.vocabulary import nearest

    wanted = names(asked_for, "--asked") or QUESTIONS
    for word in wanted:
        if word not in QUESTIONS:
            raise FilmwrightError(f"there is no question '{word}'", "--asked", nearest(word, list(QUESTIONS)))
    return [question for question in QUESTIONS if question in wanted]


def _is_whole(clips: list[Path], film: Film, first: int) -> bool:
    """True for one file that has the film's frames at its rate: it is that film, not one of its shots.

    Raises:
        FilmwrightError: a clip is much longer than any shot, so that it shows several.
    """
    from filmwright.soundstage.judges.watching import length

    rate = film.cuts[0].shot.picture.rate
    longest = max(cut.shot.frames for cut in film.cuts) / rate
    for clip in clips:
        frames, its = length(clip)
        if len(clips) == first == 1 < len(film.cuts) and (frames, its) == (film.frames, rate):
            return True
        if frames / its > _LONGER * longest:
            what = (
                f"it lasts {float(frames / its):.1f} s, and no shot of this film is longer than {float(longest):.1f} s"
            )
            raise FilmwrightError(what, str(clip), "give one shot a file, or the whole film of this description alone")
    return False


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


def _compared(verdicts: list[Verdict], asked: list[Shot], questions: list[str], limits: Limits) -> dict[str, Any]:
    """Scores of each clip, their means with what they can be, and how characters are kept over the shots."""
    from filmwright.soundstage.captions import facts
    from filmwright.soundstage.judges.scoring import apart, retention, score

    told = [facts(shot) for shot in asked]
    # What was not asked is no part of the answer, but who leads and which move it is are told by the film all the same:
    # the ends of each score were measured so.
    each = [
        {question: value for question, value in score(*pair).items() if question in questions}
        for pair in zip(verdicts, told, strict=True)
    ]
    scores = {}
    for question in questions:
        found = [one[question] for one in each if question in one]
        if found:
            scores[question] = {
                "mean": round(sum(found) / len(found), 4),
                "clips": len(found),
                **vars(limits[question]),
            }
    casts = [one["cast"] for one in told]
    kept = [_rounded(vars(one)) for one in retention(verdicts, casts)]
    return {"each": each, "scores": scores, "kept": kept, "apart": _rounded(vars(apart(verdicts, casts)))}


def _rounded(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in facts.items()}


def _scores(found: dict[str, Any]) -> str:
    rows = [
        (
            question,
            f"{one['mean']:.1%}",
            one["clips"],
            f"{one['chance']:.1%}",
            f"{one['ceiling']:.1%} ({one['low']:.1%} to {one['high']:.1%})",
        )
        for question, one in found["scores"].items()
    ]
    return table(["asked for", "shown", "clips", "by chance", "a flawless video gets"], rows)


def _kept(found: dict[str, Any], flawless: dict[str, Any]) -> list[str]:
    """A table of characters that come back, where any do, beside flawless video's."""
    if not found["kept"]:
        return []
    rows = [_row(one["gap"], one) for one in found["kept"]]
    others = found["apart"]
    rows.append(("two others", others["count"], "", f"{others['same']:.1%}", f"{others['alike']:.2f}", ""))
    if flawless:
        rows.append(_row("a flawless film, any", flawless))
    return ["", table(["shots between", "pairs", "as asked", "same", "alike", "changed"], rows)]


def _row(name: object, one: dict[str, Any]) -> tuple[str, ...]:
    right = f"{one['right']:.1%} ({one['low']:.1%} to {one['high']:.1%})"
    shares = right, f"{one['same']:.1%}", f"{one['alike']:.2f}", f"{one['changed']:.0f}"
    return (str(name), str(one["count"]), *shares)
