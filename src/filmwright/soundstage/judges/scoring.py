"""Compares what the judges saw with what was asked for: prompt following, and identity over the cuts of a film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.soundstage.captions import facts
from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.judges import labels
from filmwright.soundstage.judges.intervals import wilson
from filmwright.soundstage.judges.verdict import Person, Verdict
from filmwright.soundstage.moves import DIRECTIONS
from filmwright.soundstage.vocabulary import WORDS, Move, named, nearest

QUESTIONS = ("cast", "action", "set", "look", "scale", "move", "direction")
"""What a prompt may ask for."""
_TOLD = (*QUESTIONS, "actions", "set_seed", "time", "weather", "key")
"""What facts may hold; what is no question is not scored."""


def score(verdict: Verdict, asked: Shot | Mapping[str, Any]) -> dict[str, float]:
    """How well a video shows what was asked for, 0 to 1 for each of ``QUESTIONS`` that was asked.

    ``cast`` is the share of the characters that are seen and taken for who they are, less for each one too many;
    ``action`` is 1 where the leader does what was asked, whoever it is that leads (what the others do is not scored);
    all others are 1 or 0. ``direction`` counts only where the move is right and has one.

    A prompt that does not tell something cannot be held to it: give the facts that it tells (``captions.TELLS``).

    Args:
        verdict: what was seen.
        asked: the shot's description, or its facts (``captions.facts``); facts may leave things out.

    Raises:
        FilmwrightError: facts that there are not.
    """
    told = facts(asked) if isinstance(asked, Shot) else _known(asked)
    seen, made = verdict.answers, dict[str, float]()
    if "cast" in told:
        made["cast"] = _cast(verdict, told["cast"])
    if told.get("action"):
        leader = _leader(verdict, told.get("cast", ()))
        made["action"] = float(leader is not None and leader.action == told["action"])
    for question in ("set", "look", "scale", "move"):
        if question in told:
            made[question] = float(seen[question] == told[question])
    if told.get("direction"):
        made["direction"] = float(made.get("move", 1.0) and seen["direction"] == told["direction"])
    return {question: made[question] for question in QUESTIONS if question in made}


def _known(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Facts in the judges' words."""
    made = {key: value for key, value in asked.items() if key == "cast" or value not in ("", None)}
    for key, value in made.items():
        if key not in _TOLD:
            raise FilmwrightError(f"there is no question '{key}'", "", nearest(key, list(QUESTIONS)))
        if key == "cast":
            made[key] = [member(one).id for one in value]
        elif key in WORDS:
            made[key] = _word(key, value)
    if "direction" in made:
        moves = [Move(made["move"])] if "move" in made else list(Move)
        ways = sorted({way for move in moves for way in DIRECTIONS[move]})
        if made["direction"] not in ways:
            what = f"there is no direction '{made['direction']}'" + (f" of a {moves[0]}" if len(moves) == 1 else "")
            raise FilmwrightError(what, "", nearest(made["direction"], ways) if ways else "leave it out")
    return made


def _word(key: str, value: str) -> str:
    words, what = WORDS[key]
    return str(named(words, value, what).value)


def _cast(verdict: Verdict, asked: Sequence[str]) -> float:
    seen = [one.character for one in verdict.people]
    right = sum(character in seen for character in asked)
    return right / max(len(asked), len(seen)) if asked or seen else 1.0


def _leader(verdict: Verdict, cast: Sequence[str]) -> Person | None:
    """Whoever is taken for the first of the cast; else whoever leads."""
    return (verdict.person(cast[0]) if cast else None) or verdict.lead


@dataclass(frozen=True)
class Kept:
    """How well characters are kept over so many other shots.

    Args:
        gap: other shots between two of the same character.
        count: pairs of shots.
        right: share of pairs whose second shot shows the character that was asked for.
        same: share of pairs in which both shots are taken for one character, whoever it is.
        low, high: 95 % interval of ``right``, pairs counted as if each were of another film.
        alike: mean likeness of the two, -1 to 1, whoever they are taken for.
        changed: how far the second shot's pictures are from the nearest of the first, a mean over its moments: root
            mean square difference in code values (0 to 255) of pictures shrunk to 32x18. Near nothing for a copy.
    """

    gap: int
    count: int
    right: float
    low: float
    high: float
    same: float
    alike: float
    changed: float


@dataclass(frozen=True)
class Apart:
    """How alike those are who should not be: pairs of neighbouring shots that ask for different characters.

    Who keeps one face for everybody has ``same`` near 1 here as well: what a film keeps is by how much ``Kept``
    exceeds this.

    Args:
        count: pairs of shots.
        same: share of pairs in which both shots are taken for one character.
        alike: mean likeness of the two.
    """

    count: int
    same: float
    alike: float


def retention(verdicts: Sequence[Verdict], casts: Sequence[Sequence[str]]) -> list[Kept]:
    """How well a film keeps its characters, by the number of other shots between one appearance and the next.

    Args:
        verdicts: of its shots, in order.
        casts: the characters that each shot should show.

    Raises:
        FilmwrightError: there are not as many casts as shots, or no such character.
    """
    last: dict[int, int] = {}
    pairs: dict[int, list[tuple[float, ...]]] = {}
    for place, cast in enumerate(_numbers(verdicts, casts)):
        for character in cast:
            if character in last:
                first, second = verdicts[last[character]], verdicts[place]
                pairs.setdefault(place - last[character] - 1, []).append(
                    (*_pair(first, second, character, character), changed(first, second))
                )
            last[character] = place
    return [
        Kept(
            gap,
            len(found),
            *wilson(sum(pair[0] for pair in found), len(found)),
            *(float(np.mean([pair[k] for pair in found])) for k in (1, 2, 3)),
        )
        for gap, found in sorted(pairs.items())
    ]


def apart(verdicts: Sequence[Verdict], casts: Sequence[Sequence[str]]) -> Apart:
    """How alike a film's different characters are.

    Args:
        verdicts: of its shots, in order.
        casts: the characters that each shot should show.

    Raises:
        FilmwrightError: as ``retention``.
    """
    found = [
        _pair(verdicts[place], verdicts[place + 1], before[0], after[0])
        for place, (before, after) in enumerate(pairwise(_numbers(verdicts, casts)))
        if before and after and not set(before) & set(after)
    ]
    if not found:
        return Apart(0, 0.0, 0.0)
    return Apart(len(found), *(float(np.mean([pair[k] for pair in found])) for k in (1, 2)))


def _numbers(verdicts: Sequence[Verdict], casts: Sequence[Sequence[str]]) -> list[list[int]]:
    if len(verdicts) != len(casts):
        raise FilmwrightError(
            f"{len(verdicts)} shots and {len(casts)} casts", "", "give the cast of each shot, empty where it has none"
        )
    return [[labels.CHARACTERS.index(member(one).id) for one in cast] for cast in casts]


def _pair(before: Verdict, after: Verdict, wanted: int, now: int) -> tuple[float, float, float]:
    """1 or 0: the second shows who was asked for; both show one; and how alike the two are."""
    first, second = _nearest(before, wanted), _nearest(after, now)
    if first is None or second is None:
        return 0.0, 0.0, 0.0
    return (
        float(int(second.characters.argmax()) == now),
        float(first.character == second.character),
        float(first.mark @ second.mark),
    )


def _nearest(verdict: Verdict, number: int) -> Person | None:
    """Whoever of a shot is likeliest to be this character."""
    return max(verdict.people, key=lambda one: float(one.characters[number]), default=None)


def changed(first: Verdict, second: Verdict) -> float:
    """How far the second shot's pictures are from the nearest of the first; see ``Kept``."""
    one, other = (verdict.small.reshape(len(verdict.small), -1).astype(np.float32) for verdict in (first, second))
    squares = ((other[:, None] - one[None]) ** 2).mean(-1)
    return float(np.sqrt(squares.min(1)).mean())


@dataclass(frozen=True)
class Bounds:
    """What a score of one question can be.

    Args:
        chance: what flawless video gets that shows something else (its verdict held to another shot's facts).
        ceiling: what flawless video gets: the judges' own errors.
        low, high: 95 % interval of the ceiling.
        count: of how many shots.
    """

    chance: float
    ceiling: float
    low: float
    high: float
    count: int


def bounds(card: Mapping[str, Any], after: str = "") -> dict[str, Bounds]:
    """What scores can be, by question: between chance and what the judges themselves get right.

    Args:
        card: of the judges.
        after: what the video went through ("house codec"); "" for usual wear.

    Raises:
        FilmwrightError: they were never measured, or not after this.
    """
    if "scores" not in card or card.get("measured") != card["sha256"]:
        raise FilmwrightError("these judges were never measured", "", "run benchmarks/judges.py with --card")
    known = card["scores"]
    if after and after not in known:
        raise FilmwrightError(f"the judges were not measured after '{after}'", "", nearest(after, list(known)))
    return {question: Bounds(**found) for question, found in known[after or card["usual"]].items()}
