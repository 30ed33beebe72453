"""What is done on the spot with arms and head: stand, wave, look, dance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmwright.soundstage.figures.actor import Actor, Feet, feet_under, handed, standing, with_feet
from filmwright.soundstage.figures.skeleton import BONE, Pose
from filmwright.soundstage.figures.stance import Stance, smooth
from filmwright.soundstage.geometry import rotation


def free_hand(who: Actor) -> int:
    """The hand that carries nothing: the right one where both are free."""
    return 0 if who.role.prop else 1


def first_look(who: Actor) -> int:
    """To which side somebody looks first who looks about: 1 to its left, -1 to its right."""
    return 1 if who.manner.side > 0 or not free_hand(who) else -1


def stand(who: Actor, since: float, seconds: float) -> Stance:
    """Stands."""
    return standing(who, seconds)


def waves(who: Actor, since: float, seconds: float) -> Stance:
    """Raises an arm and waves it from the elbow."""
    pace, hand = who.role.pace * who.manner.tempo, free_hand(who)
    dip = smooth(since * pace / 0.16) * (1 - smooth((since * pace - 0.16) / 0.2))
    up = smooth((since * pace - 0.1) / 0.5)
    beat = max(since * pace - 0.5, 0.0) * 2 * np.pi * 1.9
    swing, late = up * np.sin(beat), up * np.sin(beat - 0.7)
    reach = who.manner.amount
    stance = standing(who, seconds)
    stance = stance.shifted(x=(0.02 if hand else -0.02) * up * who.size, y=-0.015 * dip)
    stance = stance.bent(handed({"right arm": (0, 12, 4), "chest": (0, 3, -2)}, hand, dip))
    return stance.bent(
        handed(
            {
                "right arm": (10 + 4 * swing, -6, -108 - 7 * swing),
                "right forearm": (-12, 4, -58 - 36 * reach * swing),
                "right hand": (0, 0, -20 * late),
                "chest": (-4, -3, 5 + 1.5 * swing),
                "waist": (0, 0, 2),
                "head": (0, -3, -6 + 2 * late),
                "left arm": (0, -4, 3),
            },
            hand,
            up,
        )
    )


def look(who: Actor, since: float, seconds: float) -> Stance:
    """Shades the eyes and looks to one side, then to the other.

    It looks first to the side of the hand that is raised: an arm on the other side would cross the face.
    """
    pace, first = who.role.pace * who.manner.tempo, first_look(who)
    hand = 0 if first > 0 else 1
    time = since * pace
    up = smooth((time - 0.05) / 0.5)
    period = 3.6
    beat = max(time - 0.3, 0.0) / period
    swing = float(np.tanh(2.6 * np.sin(2 * np.pi * beat)) / np.tanh(2.6)) * first
    trunk = float(np.tanh(2.2 * np.sin(2 * np.pi * max(beat - 0.045, 0)))) * first
    blink = 2 * np.pi * 2 * beat
    stance = standing(who, seconds).shifted(x=0.03 * trunk * up * who.size, z=0.03 * up * who.size)
    stance = stance.bent(
        {
            "hips": (6 * trunk * up, 2 * up, 0),
            "waist": (6 * trunk * up, 5 * up, 0),
            "chest": (11 * trunk * up, 4 * up, -2 * trunk * up),
            "neck": (11 * swing * up, 4 * up, 0),
            "head": (26 * swing * up, (-6 + 3 * np.cos(blink)) * up, 3 * swing * up),
        }
    )
    stance = stance.bent(handed({"left arm": (0, 14, 12), "left forearm": (-40, -50, 0)}, hand, up))
    return _shaded(who, stance, hand, up)


def _shaded(who: Actor, stance: Stance, hand: int, up: float) -> Stance:
    """The same with a hand as a roof above the eyes, wherever the head is, and its elbow as high: the face is free."""
    at = np.array([stance.at[0], who.place.height(*map(float, stance.at)), stance.at[1]])
    turns, joints = who.skeleton.solve(Pose(at, stance.heading, stance.hips, stance.turns))
    head, tall = BONE["head"], who.skeleton.proportions.head
    out = 1 - 2 * hand
    brow = joints[head] + turns[head] @ np.array([0.6 * out * tall, 0.78 * tall, 0.4 * tall])
    stance = stance.bent(handed({"right arm": (0, -30, -75), "right forearm": (0, -95, 0)}, hand, up))
    stance = stance.bent(handed({"right hand": (0, -8, 55)}, hand, up))
    return replace(stance.reaching(hand, brow, up), elbows=up)


def dance(who: Actor, since: float, seconds: float) -> Stance:
    """Steps from side to side on the beat, hips and arms with it, and turns round."""
    time = since * who.role.pace * who.manner.tempo
    on, beats = smooth(time / 0.5), time * 2.0
    amount = who.manner.amount * on
    half = float(np.sin(np.pi * beats))
    side = float(np.tanh(2.2 * np.sin(np.pi * beats / 1.0)) / np.tanh(2.2))
    bounce = abs(float(np.cos(np.pi * beats)))
    heading = _dance_heading(who, beats)
    stance = standing(who, seconds, who.at, heading)
    stance = replace(with_feet(stance, _dancing_feet(who, beats, on)), knees=0.25 * on)
    up = float(np.sin(np.pi * beats / 8.0)) ** 2
    size = who.size
    stance = stance.shifted(0.085 * side * amount * size, (-0.11 + 0.085 * bounce) * amount * size, 0.0)
    pump, late = float(np.sin(np.pi * beats + 0.5)), float(np.sin(np.pi * beats - 0.4))
    raised = 60 + 55 * up
    return stance.bent(
        {
            "hips": (12 * half * amount, 0, 9 * side * amount),
            "waist": (-6 * half * amount, 4 * on, -11 * side * amount),
            "chest": (-14 * half * amount, -2 + 5 * bounce * amount, 7 * side * amount),
            "neck": (4 * half * amount, 0, 2 * side * amount),
            "head": (5 * half * amount, -3 + 7 * bounce * amount, 5 * late * amount),
            "left arm": (0, (-25 - 25 * pump) * amount, (raised + 20 * late) * on),
            "right arm": (0, (-25 + 25 * pump) * amount, (-raised + 20 * late) * on),
            "left forearm": (0, (-35 - 15 * pump) * amount, (55 * up + 20 * late) * on),
            "right forearm": (0, (-35 + 15 * pump) * amount, (-55 * up + 20 * late) * on),
            "left hand": (0, 0, 18 * half * on),
            "right hand": (0, 0, 18 * half * on),
        }
    )


def _dancing_feet(who: Actor, beats: float, on: float) -> Feet:
    """Feet that step on each beat, each in its turn, to where the heading will have them."""
    feet, soles = np.zeros((2, 3)), np.zeros((2, 2))
    under, yaws = feet_under(who, np.zeros(2), 0.0)
    for side in range(2):
        count = np.floor((beats + side) / 2)
        share = (beats + side) / 2 - count
        here, there = (_dance_heading(who, 2 * (count + k) - side) for k in (0.0, 1.0))
        moved = smooth((share - 0.5) / 0.45)
        lift = float(np.sin(np.pi * np.clip((share - 0.5) / 0.45, 0, 1)))
        turn = here + (there - here) * moved
        spot = rotation(turn) @ under[side] * (1 + 0.5 * on)
        feet[side] = [who.at[0] + spot[0], 0.07 * lift * on * who.size, who.at[1] + spot[2]]
        soles[side] = [turn + yaws[side, 0], 22 * lift * on]
    return feet, soles


def _dance_heading(who: Actor, beats: float) -> float:
    """Degrees that the dancer is turned to at this beat."""
    bar, within = divmod(max(beats, 0.0), 8.0)
    spin = 360.0 * bar + 360.0 * smooth((within - 4.0) / 3.5)
    return who.heading + (spin + 18.0 * float(np.sin(np.pi * max(beats, 0) / 4))) * who.manner.side
