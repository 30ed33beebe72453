"""What is done with things: carry, pick up, give and take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from filmwright.soundstage.figures.actor import Actor, ahead, standing
from filmwright.soundstage.figures.gait import WALK, Course, course, nearest_turn
from filmwright.soundstage.figures.going import follow
from filmwright.soundstage.figures.holding import USUAL, carrying, far_side, lies_at
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.skeleton import BONE
from filmwright.soundstage.figures.stance import Stance, smooth

APART = 0.95
"""Metres between two of whom one gives the other something."""
TWIST = 25.0
"""Degrees up to which the trunk turns to the other and the feet stay."""
GRASPED = 1.05
"""Seconds into picking up at which the hand closes."""


def pick_up(who: Actor, since: float, seconds: float) -> Stance:
    """Looks down, bends its knees and its back, takes the thing, and straightens with it in its hand."""
    time, size = since * who.role.pace * who.manner.tempo, who.size
    name = who.role.prop or USUAL
    spot = lies_at(who, name)
    floor = who.place.height(float(spot[0]), float(spot[2]))
    deep = float(np.clip(1.15 - (spot[1] - floor) / (0.95 * size), 0.3, 1.0))
    rise = smooth(time / 0.2) * (1 - smooth((time - 0.2) / 0.25))
    down = deep * smooth((time - 0.22) / 0.75) * (1 - smooth((time - GRASPED - 0.12) / 0.85))
    back = deep * smooth((time - 0.15) / 0.5) * (1 - smooth((time - GRASPED - 0.1) / 0.6))
    gaze = smooth(time / 0.3) * (1 - smooth((time - GRASPED - 0.6) / 0.5))
    after = max(time - GRASPED - 0.9, 0.0)
    settle = float(np.exp(-5 * after) * np.sin(11 * after)) * 2.5
    stance = standing(who, seconds).shifted(y=(-0.34 * down + 0.008 * rise) * size, z=-0.16 * down * size)
    stance = replace(stance, knees=0.35 * down)
    stance = stance.bent(
        {
            "hips": (0, 34 * back, 0),
            "waist": (4 * back, 20 * back, 0),
            "chest": (8 * back, 16 * back - 3 * rise - settle, 0),
            "neck": (0, -8 * back, 0),
            "head": (-6 * back, 22 * gaze - 30 * back + settle, 0),
            "left arm": (0, 22 * back, 14 * back),
            "left forearm": (0, -30 * back, 0),
            "right arm": (0, -40 * back, 0),
        }
    )
    reached = smooth((time - 0.4) / 0.6) * (1 - smooth((time - GRASPED - 0.08) / 0.5))
    stance = carrying(who, stance, 1, smooth((time - GRASPED) / 0.8), name)
    away = -ahead(who.heading) * 0.05 * size
    return stance.reaching(1, spot + np.array([away[0], 0.06 * size, away[1]]), reached)


def taken(who: Actor, since: float) -> float:
    """How far the thing is in the hand of who picks it up, 0 to 1."""
    return smooth((since * who.role.pace * who.manner.tempo - GRASPED) / 0.22)


def raised(who: Actor, since: float) -> float:
    """How far it has brought the thing upright, 0 to 1."""
    return smooth((since * who.role.pace * who.manner.tempo - GRASPED) / 0.9)


@dataclass(frozen=True)
class Gift:
    """One gives another something: when and where.

    Args:
        giver, taker: who; the taker is None where there is nobody.
        going: how the giver comes near, or turns.
        offers: seconds of the shot at which the giver begins to hold it out.
        spot: (3,) where hands meet, metres.
        way: degrees, from the giver to the taker.
        hand: of the taker, 0 left, 1 right.
    """

    giver: Actor
    taker: Actor | None
    going: Course
    offers: float
    spot: Array
    way: float
    hand: int

    @property
    def name(self) -> str:
        """Of what is given."""
        return self.giver.role.prop or USUAL

    @property
    def depth(self) -> float:
        """Metres from where the giver grips it to where the taker does, on its other side."""
        return far_side(self.name)[1]

    def time(self, seconds: float) -> float:
        """Seconds since it is offered, at the usual pace."""
        return (seconds - self.offers) * self.giver.role.pace

    def passed(self, seconds: float) -> float:
        """0 while it is the giver's, 1 when it is the taker's."""
        return smooth((self.time(seconds) - 0.95) / 0.2) if self.taker else 0.0


def gift(giver: Actor, taker: Actor | None, taker_at: Array | None) -> Gift:
    """How this giver will give; the taker is where it is when the giving begins."""
    begins, pace = giver.role.begins, giver.role.pace
    if taker is None or taker_at is None:
        going = course(giver, WALK, giver.at, giver.heading)
        spot = giver.forward(0.5 * giver.size)
        return Gift(giver, None, going, begins, _chest(giver, None, spot), giver.heading, 1)
    apart = taker_at - giver.at
    distance = float(np.linalg.norm(apart))
    way = float(np.degrees(np.arctan2(*apart))) if distance > 1e-6 else giver.heading
    near = APART * (giver.size + taker.size) / 2
    moves = max(distance - near, 0.0)
    moves = moves if moves > 0.12 else 0.0
    still = moves == 0 and abs(nearest_turn(giver.heading, way)) <= TWIST
    final = None if still else way
    going = course(giver, WALK, giver.at + ahead(way) * moves, giver.heading, final=final, turn_first=True)
    comes = max(going.ends - 0.55 / going.cadence, 0.1) * (1.0 if moves > 0 else 0.45)
    offers = begins + (0.1 / pace if still else comes)
    spot = giver.at + ahead(way) * (moves + (distance - moves) / 2)
    return Gift(giver, taker, going, offers, _chest(giver, taker, spot), way, 0 if taker.role.prop else 1)


def _chest(giver: Actor, taker: Actor | None, spot: Array) -> Array:
    """(3,) above this point, at a height that both reach."""
    highs = [float(who.skeleton.joints[BONE["right arm"]][1]) for who in (giver, taker) if who]
    floor = giver.place.height(float(spot[0]), float(spot[1]))
    return np.array([spot[0], floor + 0.82 * (0.65 * min(highs) + 0.35 * max(highs)), spot[1]])


def give(present: Gift, since: float, seconds: float) -> Stance:
    """Comes near, holds the thing out, and lets it go when the other has it."""
    who, time = present.giver, present.time(seconds)
    stance = follow(who, present.going, since, seconds)
    wind = smooth((time + 0.1) / 0.2) * (1 - smooth((time - 0.1) / 0.3))
    out = smooth((time - 0.1) / 0.6) * (1 - smooth((time - 1.2) / 0.6))
    stance = stance.shifted(z=0.05 * out * who.size)
    bow = float(np.clip((who.size - present.taker.size) * 40, 0, 18)) if present.taker else 0.0
    held = 1.0 if present.taker is None else 1 - smooth((time - 0.95) / 0.5)
    stance = carrying(who, stance, 1, held, present.name)
    aside = float(np.clip(nearest_turn(stance.heading, present.way), -TWIST, TWIST)) * smooth(since / 0.5)
    stance = stance.bent(
        {
            "waist": (4 * out + 0.3 * aside, (5 + bow) * out - 2 * wind, 0),
            "chest": (10 * out - 5 * wind + 0.3 * aside, (4 + bow) * out, 0),
            "head": (-10 * out + 0.4 * aside, 4 * out, -4 * out),
        }
    )
    back = ahead(present.way) * (0.06 * who.size + present.depth / 2)
    return stance.reaching(1, present.spot - np.array([back[0], 0.02, back[1]]), out)


def take(present: Gift, stance: Stance, seconds: float) -> Stance:
    """The stance of the other, who reaches for the thing and keeps it."""
    who, time = present.taker, present.time(seconds)
    if who is None:
        return stance
    begins = present.giver.role.begins
    if who.role.action == "stand":
        turns = course(who, WALK, who.at, who.heading, final=present.way + 180.0, turn_first=True)
        if abs(nearest_turn(who.heading, present.way + 180.0)) > TWIST and seconds > begins:
            stance = follow(who, turns, seconds - begins - 0.2, seconds)
    hand, side = present.hand, 1 - 2 * present.hand
    out = smooth((time - 0.4) / 0.5) * (1 - smooth((time - 1.15) / 0.6))
    stance = carrying(who, stance, hand, smooth((time - 1.0) / 0.6), present.name)
    stance = stance.shifted(z=0.04 * out * who.size)
    stance = stance.bent(
        {"waist": (0, 5 * out, 0), "chest": (-10 * side * out, 4 * out, 0), "head": (10 * side * out, 5 * out, 0)}
    )
    near = ahead(present.way) * (0.06 * who.size + present.depth / 2)
    return stance.reaching(hand, present.spot + np.array([near[0], -0.02, near[1]]), out)
