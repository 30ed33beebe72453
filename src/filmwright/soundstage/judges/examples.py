"""Lists of shots to learn from and to be tried on, fixed by number: no world of one list is in another.

A training shot's set is one of those that anybody draws; shots for tuning and for the last trial stand in sets that
are drawn nowhere else, and are staged from other seeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from filmwright.soundstage.description import Shot
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.fitting import SCALES
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.vocabulary import Action, Scale, SetFamily


class Part(StrEnum):
    """What a shot is for.

    Of ``STILLS`` only a few frames are rendered, with as many people as the scale holds: who they are and where they
    stand is learned from many places and lights, not from many frames.
    """

    TRAINING = "training"
    STILLS = "stills"
    TUNING = "tuning"
    TRIAL = "trial"


@dataclass(frozen=True)
class Origin:
    """Where a part's shots come from.

    Args:
        first: staging seed of its first shot.
        sets: seed of its first set; -1 for sets as anybody draws them.
    """

    first: int
    sets: int


ORIGINS = {
    Part.TRAINING: Origin(5_000_000, -1),
    Part.STILLS: Origin(8_000_000, -1),
    Part.TUNING: Origin(6_000_000, 20_000),
    Part.TRIAL: Origin(7_000_000, 30_000),
}
LENGTHS = ((24, 12, 0.55), (24, 24, 0.1), (36, 12, 0.1), (48, 24, 0.15), (48, 12, 0.05), (96, 24, 0.05))
"""Frames, rate and how often."""
FAMILIES, ACTIONS, NEARNESSES = tuple(SetFamily), tuple(Action), tuple(Scale)


def shot(part: Part, number: int, width: int = 256) -> Shot:
    """One shot of a part: sets and leaders take turns, half of the scales are drawn evenly, all else as usual."""
    origin = ORIGINS[part]
    seed = origin.first + number
    draw = draws(seed, "example")
    if draw.random() < 0.5:
        scale: Scale | None = NEARNESSES[int(draw.integers(len(NEARNESSES)))]
        action = _among(draw.random(), [one for one in ACTIONS if scale in SCALES[one]])
    else:
        scale, action = None, ACTIONS[int(draw.integers(len(ACTIONS)))]
    lengths = draw.choice(len(LENGTHS), p=[share for _, _, share in LENGTHS])
    frames, rate, _ = LENGTHS[int(lengths)]
    scale = scale or _among(draw.random(), list(SCALES[action]))
    return stage_shot(
        seed,
        family=FAMILIES[number % len(FAMILIES)],
        action=action,
        scale=scale,
        cast=_cast(part, number, action, scale),
        set_seed=None if origin.sets < 0 else origin.sets + number,
        frames=frames,
        width=width,
        height=width * 9 // 16,
        rate=Fraction(rate),
    )


def _cast(part: Part, number: int, action: Action, scale: Scale) -> list[str]:
    """The leader in turn, the others drawn: as many as the scale holds and the action needs."""
    seed = ORIGINS[part].first
    leaders = draws(seed, "leaders", number // len(CAST)).permutation(len(CAST))
    leader = int(leaders[number % len(CAST)])
    draw = draws(seed + number, "company")
    most = {Scale.CLOSE: 1, Scale.MEDIUM: 2}.get(scale, 2 if action is Action.RUN else 3)
    wanted = 3 if part is Part.STILLS else int(draw.integers(1, 4))
    count = max(min(wanted, most), 2 if action is Action.GIVE else 1)
    others = [int(k) for k in draw.permutation(len(CAST)) if int(k) != leader]
    return [CAST[k].id for k in [leader, *others[: count - 1]]]


def _among(share: float, words: list[Scale] | list[Action]) -> Any:
    return words[int(share * len(words))]
