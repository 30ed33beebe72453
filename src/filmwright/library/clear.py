"""Clearance: which shots may be used for an action, and for the others which grant is missing.

Asks, and records nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypedDict, Unpack, cast, get_args

from pydantic import ValidationError

from filmwright.canonical import now
from filmwright.errors import FilmwrightError
from filmwright.library.shots import Shot, shots
from filmwright.rights import door
from filmwright.rights.decision import Decision, Verdict
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio
from filmwright.validation import in_words


class Limits(TypedDict, total=False):
    """For what one asks, besides the action; the fields of a ``Request`` as people type them, "" or () for any."""

    project: str
    territory: str | Sequence[str]
    media: str | Sequence[str]
    model_class: str
    replica_kind: str
    use: str
    at: str


@dataclass(frozen=True)
class Clearance:
    """One shot and the answer for it."""

    shot: Shot
    decision: Decision

    @property
    def cleared(self) -> bool:
        """Whether it may be used; unknown is no."""
        return self.decision.verdict == "permit"

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        shot, decision = self.shot, self.decision
        return {
            "shot": shot.shot,
            "asset": shot.asset,
            "title": shot.title,
            "in": shot.in_frame,
            "out": shot.out_frame,
            "rate": f"{shot.rate.numerator}/{shot.rate.denominator}",
            "verdict": decision.verdict,
            "missing": decision.sentences(),
            "grants": list(decision.grants_used),
            "attributions": list(decision.attributions),
        }


@dataclass(frozen=True)
class Obstacle:
    """What one signature would clear: the line that names what is missing, and how much hangs on it."""

    headline: str
    titles: tuple[str, ...]
    shots: int
    seconds: float


def action_of(name: str) -> Action:
    """The action of this name.

    Raises:
        FilmwrightError: if it is none of the vocabulary.
    """
    try:
        return Action(name)
    except ValueError as error:
        raise FilmwrightError("this is not an action", name, "choose one of " + ", ".join(Action)) from error


def request(action: str, spans: Sequence[Span], **limits: Unpack[Limits]) -> Request:
    """One question, about now unless the limits say when.

    Raises:
        FilmwrightError: if there is no such action, country, medium, kind of replica or instant.
    """
    asked = {"at": now(), **{name: value for name, value in limits.items() if value}}
    try:
        return Request.model_validate({"action": action_of(action), "spans": tuple(spans), **asked})
    except ValidationError as error:
        fault = error.errors()[0]
        option = f"--{str(fault['loc'][0]).replace('_', '-')}" if fault["loc"] else action
        raise FilmwrightError(in_words(fault), option, "mend the option") from error


def requests(among: Sequence[Shot], action: str, **limits: Unpack[Limits]) -> list[Request]:
    """One question per shot, all about the same instant.

    Raises:
        FilmwrightError: as ``request``.
    """
    whole = request(action, (), **limits)
    return [whole.model_copy(update={"spans": (shot.span,)}) for shot in among]


def clear(studio: Studio, action: str, title: str = "", **limits: Unpack[Limits]) -> list[Clearance]:
    """The answer for every shot (of one title), as it would be now; nothing is recorded.

    Raises:
        FilmwrightError: if there is no such action, country, medium, kind of replica, instant or title.
    """
    among = shots(studio, title)
    decisions = door.preview(studio, requests(among, action, **limits))
    return [Clearance(shot, decision) for shot, decision in zip(among, decisions, strict=True)]


def as_options(action: str, limits: Limits) -> str:
    """The options of the command line that ask this again: ``--action train.base --territory US``."""
    words = ["--action", action] if action else []
    for name, value in limits.items():
        for one in [value] if isinstance(value, str) else cast(Sequence[str], value):
            words += [f"--{name.replace('_', '-')}", one] if one else []
    return shlex.join(words)


def length(among: Iterable[Shot]) -> dict[str, Any]:
    """How many shots, how long together: ``{shots, seconds, hours}``; counted in frames, rounded once."""
    count, frames = 0, dict[tuple[int, int], int]()
    for shot in among:
        count += 1
        rate = shot.rate.numerator, shot.rate.denominator
        frames[rate] = frames.get(rate, 0) + shot.frames
    seconds = sum((together / Fraction(*rate) for rate, together in frames.items()), Fraction(0))
    return {"shots": count, "seconds": round(float(seconds), 3), "hours": round(float(seconds / 3600), 4)}


def by_title(clearances: Iterable[Clearance]) -> list[dict[str, Any]]:
    """The length of what came to each verdict, title by title."""
    held: dict[str, dict[str, list[Shot]]] = {}
    for one in clearances:
        of_title = held.setdefault(one.shot.title, {verdict: [] for verdict in get_args(Verdict)})
        of_title[one.decision.verdict].append(one.shot)
    return [
        {"title": title, **{verdict: length(shots) for verdict, shots in held[title].items()}} for title in sorted(held)
    ]


def obstacles(clearances: Sequence[Clearance]) -> list[Obstacle]:
    """What is missing, grouped by what would mend it, the costliest (in seconds of film) first."""
    found: dict[str, list[Shot]] = {}
    for clearance in clearances:
        if not clearance.cleared:
            for line in dict.fromkeys(missing.headline() for missing in clearance.decision.missing):
                found.setdefault(line, []).append(clearance.shot)
    made = [
        Obstacle(
            line, tuple(sorted({shot.title for shot in held})), len(held), round(sum(shot.seconds for shot in held), 3)
        )
        for line, held in found.items()
    ]
    return sorted(made, key=lambda obstacle: (-obstacle.seconds, obstacle.headline))
