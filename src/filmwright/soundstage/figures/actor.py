"""Who acts: a role with its body and its place, how it differs from others, and how it stands when it does nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from filmwright.soundstage.description import Role
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.skeleton import BONES, Skeleton
from filmwright.soundstage.figures.stance import Bends, Stance, mirrored, scaled
from filmwright.soundstage.place import Place

Feet = tuple[Array, Array]
"""(2, 3) where both feet are and (2, 2) how they turn, as in a stance."""


@dataclass(frozen=True)
class Manner:
    """What differs between two who do the same.

    Args:
        tempo: 1 is usual.
        amount: of all that swings, 1 is usual.
        phase: of what goes on for ever, 0 to 1.
        side: 1 where the left comes first, -1 where the right does.
        width: metres between the feet beyond the hips'.
        arms: degrees that the arms hang away from the trunk.
        elbows: degrees that they hang bent.
    """

    tempo: float
    amount: float
    phase: float
    side: int
    width: float
    arms: float
    elbows: float


@dataclass(frozen=True)
class Actor:
    """A role, its body and its place; ``at`` (2,) and ``heading`` are where it stands before it acts."""

    role: Role
    skeleton: Skeleton
    place: Place
    at: Array
    heading: float
    manner: Manner

    @property
    def size(self) -> float:
        """Its height over 1.7 metres."""
        return self.skeleton.proportions.height / 1.7

    @property
    def leg(self) -> float:
        """Metres from hip joint to ankle."""
        return float(self.skeleton.joints[11][1] - self.skeleton.joints[13][1])

    def forward(self, metres: float, left: float = 0.0) -> Array:
        """(2,) a point before it (and to its left) as it first stands."""
        return self.at + ahead(self.heading) * metres + ahead(self.heading + 90) * left


def actor(role: Role, skeleton: Skeleton, place: Place, at: Array, heading: float) -> Actor:
    """Somebody who stands there."""
    draw = draws(role.seed, "manner", role.character)
    manner = Manner(
        tempo=draw.uniform(0.94, 1.06),
        amount=draw.uniform(0.85, 1.15),
        phase=draw.uniform(),
        side=1 if draw.uniform() < 0.5 else -1,
        width=draw.uniform(0.03, 0.09),
        arms=draw.uniform(5, 9),
        elbows=draw.uniform(12, 22),
    )
    return Actor(role, skeleton, place, at, heading, manner)


def ahead(heading: float) -> Array:
    """(2,) x and z of the direction of a heading in degrees."""
    return np.array([np.sin(np.radians(heading)), np.cos(np.radians(heading))])


def feet_under(who: Actor, at: Array, heading: float) -> Feet:
    """Both feet flat on the floor, side by side, toes a little out."""
    half = who.skeleton.proportions.hips / 2 + who.manner.width / 2
    feet, soles = np.zeros((2, 3)), np.zeros((2, 2))
    for side, out in enumerate((1.0, -1.0)):
        feet[side, ::2] = at + ahead(heading + 90) * (half * out)
        soles[side, 0] = heading + 8.0 * out
    return feet, soles


def wave(seconds: float, period: float, phase: float = 0.0) -> float:
    """-1 to 1, a sine."""
    return float(np.sin(2 * np.pi * (seconds / period + phase)))


def standing(who: Actor, seconds: float, at: Array | None = None, heading: float | None = None) -> Stance:
    """It stands: it breathes, shifts its weight from leg to leg, moves its head a little.

    Args:
        who: stands.
        seconds: of the shot.
        at, heading: where; where it first stood unless said.
    """
    spot = who.at if at is None else at
    turn = who.heading if heading is None else heading
    manner, size = who.manner, who.size
    feet, soles = feet_under(who, spot, turn)
    breath = wave(seconds, 3.4 / manner.tempo, manner.phase)
    weight = float(np.tanh(2 * wave(seconds, 6.5 / manner.tempo, manner.phase * 3)))
    look = wave(seconds, 4.3, manner.phase * 5) + 0.6 * wave(seconds, 2.6, manner.phase * 7)
    sway = weight * manner.amount
    nothing = np.zeros((2, 3))
    stance = Stance(
        spot, turn, np.array([0.028 * sway, -0.003, 0.0]) * size, np.zeros((len(BONES), 3)),
        feet, soles, nothing, np.zeros(2),
    )  # fmt: skip
    return stance.bent(
        {
            "hips": (2.0 * sway, 0.0, 2.5 * sway),
            "waist": (-1.0 * sway, -1.0, -3.5 * sway),
            "chest": (-1.5 * sway, 1.0 - 1.6 * breath, 1.5 * sway),
            "neck": (0.0, 3.0, 0.0),
            "head": (6.0 * look * manner.amount, -2.0 + breath + 1.5 * look, -1.0 * sway),
            "left arm": (0.0, 3.0 - breath, manner.arms + 1.2 * breath),
            "right arm": (0.0, 3.0 - breath, -manner.arms - 1.2 * breath),
            "left forearm": (-15.0, -manner.elbows - 2 * breath, 0.0),
            "right forearm": (15.0, -manner.elbows - 2 * breath, 0.0),
        }
    )


def with_feet(stance: Stance, feet: Feet) -> Stance:
    """The same over other feet."""
    return replace(stance, feet=feet[0], soles=feet[1])


def handed(bends: Bends, side: int, share: float = 1.0) -> dict[str, tuple[float, float, float]]:
    """Bends written for the right side, on that side (0 left, 1 right), so much of them."""
    return scaled(bends if side else mirrored(bends), share)


Act = Callable[[Actor, float, float], Stance]
"""An action: who, seconds since it began, seconds of the shot."""
