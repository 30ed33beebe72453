"""Clearance: which shots may be used for an action, and for the others which grant is missing.

Asks, and records nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from filmwright.canonical import now
from filmwright.errors import FilmwrightError
from filmwright.library.shots import Shot, shots
from filmwright.rights import door
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Action, Request
from filmwright.settings import one_line
from filmwright.studio import Studio


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


def requests(
    among: Sequence[Shot],
    action: str,
    project: str = "",
    territory: str = "",
    media: str = "",
    model_class: str = "",
    at: str = "",
) -> list[Request]:
    """One question per shot, all about the same instant."""
    asked, instant = action_of(action), at or now()
    base = {
        "action": asked,
        "project": project,
        "territory": territory,
        "media": media,
        "model_class": model_class,
        "at": instant,
    }
    try:
        return [Request.model_validate({**base, "spans": (shot.span,)}) for shot in among]
    except ValidationError as error:
        raise FilmwrightError(one_line(error), action, "mend the option") from error


def clear(
    studio: Studio,
    action: str,
    project: str = "",
    territory: str = "",
    media: str = "",
    model_class: str = "",
    title: str = "",
) -> list[Clearance]:
    """The answer for every shot (of one title), as it would be now; nothing is recorded.

    Raises:
        FilmwrightError: if there is no such action, country, medium or title.
    """
    among = shots(studio, title)
    decisions = door.preview(studio, requests(among, action, project, territory, media, model_class))
    return [Clearance(shot, decision) for shot, decision in zip(among, decisions, strict=True)]


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
