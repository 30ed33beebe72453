"""What the judges are asked, as numbers: the answers of each question, in the order of the networks' outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from filmwright.canonical import content_id
from filmwright.soundstage.captions import facts
from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.figures.casting import FEATURES
from filmwright.soundstage.moves import DIRECTIONS
from filmwright.soundstage.vocabulary import Action, Look, Move, Scale, SetFamily

CHARACTERS: tuple[str, ...] = tuple(one.id for one in CAST)
SETS: tuple[str, ...] = tuple(word.value for word in SetFamily)
LOOKS: tuple[str, ...] = tuple(word.value for word in Look)
SCALES: tuple[str, ...] = tuple(word.value for word in Scale)
ACTIONS: tuple[str, ...] = tuple(word.value for word in Action)
MOVES: tuple[str, ...] = tuple(word.value for word in Move)
WAYS: tuple[str, ...] = tuple(
    f"{move.value} {way}".strip() for move in Move for way in (sorted(DIRECTIONS[move]) or [""])
)
"""Moves with their directions."""
MOVE_OF = np.array([MOVES.index(way.rsplit(" ", 1)[0] if way not in MOVES else way) for way in WAYS])
"""The move of each of ``WAYS``."""
_TURNED = {"left": "right", "right": "left"}
_BACKWARDS = {**_TURNED, "up": "down", "down": "up", "in": "out", "out": "in"}


def _with(words: dict[str, str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([WAYS.index(" ".join(words.get(word, word) for word in way.split())) for way in WAYS])


MIRRORED, REVERSED = _with(_TURNED), _with(_BACKWARDS)
"""What each of ``WAYS`` is in a mirror, and played backwards."""


def _features() -> tuple[tuple[int, ...], np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    columns, counts = [], []
    for feature in FEATURES.values():
        said = [feature(one) for one in CAST]
        words = sorted(set(said))
        columns.append([words.index(word) for word in said])
        counts.append(len(words))
    return tuple(counts), np.array(columns).T


FEATURE_COUNTS, FEATURES_OF = _features()
"""How many values each of the cast's features has, and (200, features) those of each character."""


KNOWN = content_id({"cast": [repr(one) for one in CAST], "answers": [SETS, LOOKS, SCALES, ACTIONS, WAYS]})
"""What weights are weights for: another cast, or the same in other clothes, or other answers, has another id."""


def answers(shot: Shot) -> dict[str, Any]:
    """The right answers for a shot: numbers of the words above; arrays over the roles for characters and actions."""
    told = facts(shot)
    return {
        "set": SETS.index(told["set"]),
        "look": LOOKS.index(told["look"]),
        "scale": SCALES.index(told["scale"]),
        "way": WAYS.index(f"{told['move']} {told['direction']}".strip()),
        "characters": np.array([CHARACTERS.index(one) for one in told["cast"]], np.int64),
        "actions": np.array([ACTIONS.index(one) for one in told["actions"]], np.int64),
    }
