"""Compares what the judges saw with what was asked for: prompt following, and identity over the cuts of a film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.soundstage.captions import facts
from filmwright.soundstage.description import Shot
from filmwright.soundstage.judges import labels
from filmwright.soundstage.judges.verdict import Person, Verdict

QUESTIONS = ("cast", "action", "set", "look", "scale", "move", "direction")
"""What a prompt may ask for."""


def score(verdict: Verdict, asked: Shot | Mapping[str, Any]) -> dict[str, float]:
    """How well a video shows what was asked for, 0 to 1 for each of ``QUESTIONS`` that was asked.

    ``cast`` is the share of the characters that are seen and taken for who they are, less for each one too many;
    ``action`` is 1 where the leader does what was asked (whoever it is that leads); all others are 1 or 0.
    ``direction`` counts only where the move is right and has one.

    Args:
        verdict: what was seen.
        asked: the shot's description, or its facts (``captions.facts``); facts may leave things out.
    """
    told = facts(asked) if isinstance(asked, Shot) else asked
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
        alike: mean likeness of the two, -1 to 1, whoever they are taken for.
    """

    gap: int
    count: int
    right: float
    same: float
    alike: float


def retention(verdicts: Sequence[Verdict], casts: Sequence[Sequence[str]]) -> list[Kept]:
    """How well a film keeps its characters, by the number of other shots between one appearance and the next.

    Args:
        verdicts: of its shots, in order.
        casts: ids of the characters that each shot should show.

    Raises:
        FilmwrightError: there are not as many casts as shots.
    """
    if len(verdicts) != len(casts):
        raise FilmwrightError(
            f"{len(verdicts)} shots and {len(casts)} casts", "", "give the cast of each shot, empty where it has none"
        )
    last: dict[str, int] = {}
    pairs: dict[int, list[tuple[float, float, float]]] = {}
    for place, cast in enumerate(casts):
        for character in cast:
            if character in last:
                pairs.setdefault(place - last[character] - 1, []).append(
                    _pair(verdicts[last[character]], verdicts[place], character)
                )
            last[character] = place
    return [
        Kept(gap, len(found), *(float(np.mean([pair[k] for pair in found])) for k in range(3)))
        for gap, found in sorted(pairs.items())
    ]


def _pair(before: Verdict, after: Verdict, character: str) -> tuple[float, float, float]:
    """1 or 0: the second shows the character; both show one; and how alike the two are."""
    first, second = _nearest(before, character), _nearest(after, character)
    if first is None or second is None:
        return 0.0, 0.0, 0.0
    return (
        float(second.character == character),
        float(first.character == second.character),
        float(first.mark @ second.mark),
    )


def _nearest(verdict: Verdict, character: str) -> Person | None:
    """Whoever of a shot is likeliest to be this character."""
    number = labels.CHARACTERS.index(character)
    return max(verdict.people, key=lambda one: float(one.characters[number]), default=None)


def ceilings(card: Mapping[str, Any]) -> dict[str, float]:
    """The greatest score that a flawless video can hope for, by question: what the judges themselves get right.

    ``right`` and ``same`` are those of ``Kept``, over all gaps.

    Args:
        card: of the judges.

    Raises:
        FilmwrightError: they were never measured.
    """
    if "accuracy" not in card:
        raise FilmwrightError("these judges were never measured", "", "run benchmarks/judges.py with --card")
    made = {question: float(found["share"]) for question, found in card["accuracy"].items()}
    return made | {name: float(card["retention"][name]) for name in ("right", "same") if "retention" in card}
