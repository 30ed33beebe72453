"""How things are held, and how they lie about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from filmwright.soundstage.figures.actor import Actor, handed
from filmwright.soundstage.figures.props import prop
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.skeleton import BONE, BONES, Pose
from filmwright.soundstage.figures.stance import SIDES, Stance
from filmwright.soundstage.geometry import rotation
from filmwright.soundstage.vocabulary import Action

USUAL = "ball"
"""What is picked up or given where the description does not say."""
TALL = 0.62
"""Height from which a thing lies on its side rather than stands, metres."""
SHOULDERED = {"umbrella": (0.0, -50.0, 10.0), "flag": (180.0, -45.0, 12.0), "broom": (0.0, 135.0, -17.0)}
"""What leans on the shoulder of who carries it, its pole behind the face: degrees it is spun about its pole, tipped
back (the broom stands on its head) and leant outwards, from upright in the right hand."""
_LOW = ("guitar",)
"""What is carried low by its neck, or that would stand before the face."""
_HANDLED = (Action.PICK_UP, Action.GIVE)
"""Actions in which a thing stays upright, for it passes from hand to hand or from the floor."""


@dataclass(frozen=True)
class Measure:
    """How large a prop is about the point where it is gripped: (3,) least and greatest x, y, z, metres."""

    low: Array
    high: Array

    @property
    def hangs(self) -> bool:
        """Whether it hangs from the hand, as a suitcase does."""
        return bool(self.low[1] < -0.3 and self.high[1] < 0.1)

    @property
    def lying(self) -> float:
        """Degrees about z that it is turned where it lies on the floor."""
        return 90.0 if self.high[1] - self.low[1] > TALL else 0.0

    def under(self, roll: float) -> float:
        """Metres from the grip down to the floor, where it lies so."""
        corners = np.stack(np.meshgrid(*np.stack([self.low, self.high], 1)), -1).reshape(-1, 3)
        return -float((corners @ rotation(0, 0, roll).T)[:, 1].min())


@lru_cache(maxsize=128)
def measure(name: str) -> Measure:
    """The size of a prop."""
    mesh = prop(name)
    return Measure(mesh.low.astype(float), mesh.high.astype(float))


def far_side(name: str) -> tuple[float, float]:
    """(left, forward) metres from the grip to the one that is opposite: half a turn about its middle."""
    size = measure(name)
    return float(size.low[0] + size.high[0]), float(size.low[2] + size.high[2])


def bears(who: Actor, name: str) -> bool:
    """Whether somebody simply has this thing with it."""
    return name == who.role.prop and who.role.action not in _HANDLED


def carrying(who: Actor, stance: Stance, hand: int, share: float, name: str) -> Stance:
    """The same with one arm as it is when its hand holds this prop: bent, or hanging where the prop hangs."""
    if share <= 0:
        return stance
    size = measure(name)
    own = bears(who, name) and hand == 1
    if own and name in SHOULDERED:
        arms = {"right arm": (8.0, 5.0, -9.0), "right forearm": (0.0, -105.0, 0.0)}
    elif size.hangs or (own and name in _LOW):
        arms = {
            "right arm": (0.0, -4.0, -8.0 - 50.0 * float(size.high[0])),
            "right forearm": (0.0, -34.0 - 130.0 * max(0.95 - who.size, 0.0), 0.0),
        }
    else:
        arms = {"right arm": (14.0, -8.0, -9.0), "right forearm": (0.0, -82.0, 0.0)}
    arms = handed(arms, hand)
    turns, grips = stance.turns.copy(), stance.grips.copy()
    for part in ("arm", "forearm", "hand"):
        bone = BONE[f"{SIDES[hand]} {part}"]
        held = np.array(arms.get(BONES[bone], (0.0, 0.0, 0.0)))
        turns[bone] += (held - turns[bone]) * (0.88 * share)
    grips[hand] *= 1 - share
    return replace(stance, turns=turns, grips=grips)


def palm(who: Actor, pose: Pose, hand: int) -> Array:
    """(3,) the middle of a fist, metres."""
    turns, joints = who.skeleton.solve(pose)
    bone = BONE[f"{SIDES[hand]} hand"]
    return np.asarray(joints[bone] + turns[bone] @ (np.array([0.0, -0.073, 0.034]) * who.size**0.8))


def upright(pose: Pose, roll: float = 0.0) -> Array:
    """(3, 3) how a prop is held: upright (or so far on its side, degrees), its front where the figure's is."""
    return rotation(pose.heading + float(pose.turns[0, 0]), 0.0, roll)


def borne(who: Actor, pose: Pose, name: str) -> tuple[Array, Array]:
    """(3, 3) turn and (3,) place of what is in the right hand: upright, or on the shoulder, which it turns with."""
    where = palm(who, pose, 1)
    if name not in SHOULDERED or not bears(who, name):
        return upright(pose), where
    chest = who.skeleton.solve(pose)[0][BONE["chest"]]
    yaw = float(np.degrees(np.arctan2(chest[0, 2], chest[2, 2])))
    spun, tipped, leant = SHOULDERED[name]
    return rotation(yaw, tipped, leant) @ rotation(spun), where


def lies_at(who: Actor, name: str) -> Array:
    """(3,) where the grip is of a thing that lies before somebody, metres."""
    spot = who.forward(0.38 * who.size, -0.12 * who.size)
    size = measure(name)
    floor = who.place.height(float(spot[0]), float(spot[1]))
    return np.array([spot[0], floor + size.under(size.lying), spot[1]])


def seat_crate(who: Actor, spot: Array, heading: float) -> tuple[Array, Array, float]:
    """A crate as a seat, on its end for somebody with long legs: (3, 3) turn, (3,) place, and its height, metres.

    Args:
        who: will sit on it.
        spot: (2,) x and z of the floor that it stands over.
        heading: degrees.
    """
    size, roll = measure("crate"), 90.0 if who.leg > 0.82 else 0.0
    turn = rotation(heading, 0.0, roll)
    away = turn @ ((size.low + size.high) / 2)
    floor = who.place.height(float(spot[0]), float(spot[1]))
    tall = float((size.high - size.low)[0 if roll else 1])
    return turn, np.array([spot[0] - away[0], floor + size.under(roll), spot[1] - away[2]]), tall
