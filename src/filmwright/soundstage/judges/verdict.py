"""What the judges saw in one video."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.judges import labels
from filmwright.soundstage.judges.people import Boxes

Shares = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Person:
    """Somebody through a video of S moments.

    Args:
        boxes: (S, 4) left, top, right, bottom in shares of the frame; NaN where not seen.
        scores: (S,) how sure it is that somebody is there.
        characters: (200,) how likely each of the cast it is.
        actions: (14,) how likely each action.
        mark: (192,) unit vector; those of the same character lie close.
    """

    boxes: Boxes
    scores: Shares
    characters: Shares
    actions: Shares
    mark: Shares

    @property
    def character(self) -> str:
        """The likeliest of the cast, by id."""
        return labels.CHARACTERS[int(self.characters.argmax())]

    @property
    def action(self) -> str:
        """The likeliest action."""
        return labels.ACTIONS[int(self.actions.argmax())]

    @property
    def size(self) -> float:
        """The height of the box where it is largest, a share of the frame's."""
        return float(np.nanmax(self.boxes[:, 3] - self.boxes[:, 1]))


@dataclass(frozen=True)
class Verdict:
    """What is seen in one video; each array tells how likely each answer is, in the order of ``labels``.

    Args:
        sets: (12,) set families.
        looks: (4,).
        scales: (4,) shot scales.
        ways: (16,) camera moves with their directions.
        people: whoever is seen, the surest first.
        seconds: (S,) the moments that were looked at.
        small: (S, 18, 32, 3) uint8, the pictures at those moments, shrunk.
    """

    sets: Shares
    looks: Shares
    scales: Shares
    ways: Shares
    people: tuple[Person, ...]
    seconds: npt.NDArray[np.float64]
    small: npt.NDArray[np.uint8]

    @property
    def moves(self) -> Shares:
        """(9,) camera moves, whatever their direction."""
        return np.bincount(labels.MOVE_OF, self.ways, len(labels.MOVES)).astype(np.float32)

    @property
    def answers(self) -> Mapping[str, str]:
        """The likeliest answer to each question about the whole video."""
        return {
            "set": labels.SETS[int(self.sets.argmax())],
            "look": labels.LOOKS[int(self.looks.argmax())],
            "scale": labels.SCALES[int(self.scales.argmax())],
            "move": labels.MOVES[int(self.moves.argmax())],
            "direction": self.direction,
        }

    @property
    def direction(self) -> str:
        """The likeliest direction of the likeliest move; "" where it has none."""
        move = int(self.moves.argmax())
        best = int(np.where(move == labels.MOVE_OF, self.ways, -1).argmax())
        return labels.WAYS[best].removeprefix(labels.MOVES[move]).strip()

    def person(self, character: str) -> Person | None:
        """Who is taken for this character; the likeliest, where several are.

        Raises:
            FilmwrightError: there is no such character.
        """
        number = labels.CHARACTERS.index(member(character).id)
        fit = [one for one in self.people if int(one.characters.argmax()) == number]
        return max(fit, key=lambda one: float(one.characters[number])) if fit else None

    @property
    def lead(self) -> Person | None:
        """Who is seen longest and largest; None where nobody is."""
        return max(self.people, key=lambda one: float(one.scores.sum()) * one.size, default=None)
