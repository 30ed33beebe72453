"""What a figure wants of its body at one moment - hips, feet, hands, bends - and the pose that gives it.

Actions are written and blended as stances: feet are points on the ground, so that a blend does not make them slide.
The first of two is the left one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from filmwright.soundstage.figures.reach import Array, angles, frame, hinged, reach, swing
from filmwright.soundstage.figures.skeleton import BONE, BONES, Pose, Skeleton
from filmwright.soundstage.geometry import rotation
from filmwright.soundstage.place import Place

Bends = Mapping[str, tuple[float, float, float]]
SIDES = ("left", "right")
BALL, HEEL = 0.1, -0.05
"""Where a foot rolls, metres ahead of the ankle of somebody 1.7 m tall."""


@dataclass(frozen=True)
class Stance:
    """One moment of one figure.

    Args:
        at: (2,) x and z of the floor that it is over, metres.
        heading: degrees about y.
        hips: (3,) where the hips are off their rest, in the figure's axes, metres.
        turns: (17, 3) degrees of each bone; those of the legs are not used.
        feet: (2, 3) x, height above the floor, and z of the floor under each ankle when the foot is flat, metres.
        soles: (2, 2) yaw in the world and pitch of each foot, degrees; a positive pitch lifts the heel.
        hands: (2, 3) where in the world each wrist reaches, metres.
        grips: (2,) how much it does, 0 (the arm hangs as ``turns`` say) to 1.
        knees: how far the knees turn out, 0 is usual.
        elbows: how far the elbow of a hand that reaches is raised to the side, 0 (it hangs) to 1 (level).
    """

    at: Array
    heading: float
    hips: Array
    turns: Array
    feet: Array
    soles: Array
    hands: Array
    grips: Array
    knees: float = 0.0
    elbows: float = 0.0

    def bent(self, bends: Bends) -> Stance:
        """The same with turns (yaw, pitch, roll; degrees) added to some bones."""
        turns = self.turns.copy()
        for name, turn in bends.items():
            turns[BONE[name]] += turn
        return replace(self, turns=turns)

    def shifted(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Stance:
        """The same with the hips moved, metres in the figure's axes."""
        return replace(self, hips=self.hips + np.array([x, y, z]))

    def reaching(self, side: int, target: Array, grip: float) -> Stance:
        """The same with a hand (0 left, 1 right) drawn to a point of the world."""
        hands, grips = self.hands.copy(), self.grips.copy()
        hands[side], grips[side] = target, grip
        return replace(self, hands=hands, grips=grips)


def smooth(share: float) -> float:
    """0 before 0, 1 after 1, with level ends."""
    x = min(max(share, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def mirrored(bends: Bends) -> dict[str, tuple[float, float, float]]:
    """The same bends on the other side of the body."""
    swap = {"left": "right", "right": "left"}
    made = {}
    for name, (yaw, pitch, roll) in bends.items():
        side, _, rest = name.partition(" ")
        made[f"{swap[side]} {rest}" if side in swap else name] = (-yaw, pitch, -roll)
    return made


def both(bends: Bends) -> dict[str, tuple[float, float, float]]:
    """Bends written for the right side, on both sides."""
    return {**bends, **mirrored({name: turn for name, turn in bends.items() if name.startswith("right ")})}


def scaled(bends: Bends, by: float) -> dict[str, tuple[float, float, float]]:
    """The same bends, so much of them."""
    return {name: (yaw * by, pitch * by, roll * by) for name, (yaw, pitch, roll) in bends.items()}


def mix(first: Stance, second: Stance, share: float) -> Stance:
    """Between two stances: 0 is the first, 1 the second."""
    if share <= 0:
        return first
    if share >= 1:
        return second

    def between(name: str) -> Array:
        return np.asarray(getattr(first, name) * (1 - share) + getattr(second, name) * share)

    weights = np.stack([first.grips * (1 - share), second.grips * share])
    total = np.maximum(weights.sum(0), 1e-9)
    hands = (first.hands * weights[0][:, None] + second.hands * weights[1][:, None]) / total[:, None]
    heading = first.heading + (second.heading - first.heading) * share
    knees = first.knees + (second.knees - first.knees) * share
    elbows = first.elbows + (second.elbows - first.elbows) * share
    return Stance(
        between("at"), heading, between("hips"), between("turns"), between("feet"), between("soles"),
        hands, between("grips"), knees, elbows,
    )  # fmt: skip


def posed(stance: Stance, skeleton: Skeleton, place: Place) -> Pose:
    """The pose: feet where the stance has them on this place's floor, hands where they reach.

    Where a foot is farther than the leg is long, the hips come down.
    """
    ankles, soles = _ankles(stance, skeleton, place)
    floor = place.height(float(stance.at[0]), float(stance.at[1]))
    ground = np.array([stance.at[0], floor, stance.at[1]])
    pose = Pose(ground, stance.heading, stance.hips, stance.turns.copy())
    turns, joints = skeleton.solve(pose)
    drop = _drop(joints, ankles, skeleton)
    joints = joints - np.array([0.0, drop, 0.0])
    for side in range(2):
        _leg(side, stance, skeleton, turns, joints, ankles[side], soles[side], pose.turns)
        if stance.grips[side] > 0:
            _arm(side, stance, skeleton, turns, joints, pose.turns)
    return replace(pose, lift=stance.hips - np.array([0.0, drop, 0.0]))


def _ankles(stance: Stance, skeleton: Skeleton, place: Place) -> tuple[list[Array], list[Array]]:
    """Where the ankles are and how the feet turn: they roll over ball and heel, and lie along the slope."""
    size = skeleton.proportions.height / 1.7
    ankle = skeleton.joints[BONE["left foot"]][1]
    feet = stance.feet
    yaws = np.radians(stance.soles[:, 0])
    ahead = np.stack([np.sin(yaws), np.cos(yaws)], -1) * 0.1 * size
    points = np.stack([feet[:, ::2], feet[:, ::2] + ahead, feet[:, ::2] - ahead])
    heights = np.asarray(place.floor(points[..., 0], points[..., 1]), float)
    slopes = np.degrees(np.arctan2(heights[1] - heights[2], 0.2 * size))
    places, turns = [], []
    for side in range(2):
        yaw, pitch = stance.soles[side]
        flat = rotation(yaw, -slopes[side])
        turn = flat @ rotation(0.0, pitch)
        pivot = np.array([0.0, 0.0, (BALL if pitch > 0 else HEEL) * size])
        sole = np.array([feet[side, 0], heights[0, side] + feet[side, 1], feet[side, 2]])
        places.append(sole + flat @ pivot + turn @ (np.array([0.0, ankle, 0.0]) - pivot))
        turns.append(turn)
    return places, turns


def _drop(joints: Array, ankles: list[Array], skeleton: Skeleton) -> float:
    """How far the hips must come down for both legs to reach, metres; smooth, so that nothing jerks."""
    upper, lower = _lengths(skeleton, "left thigh", "left shin", "left foot")
    soft, sum_ = 0.005, 1.0
    for side, name in enumerate(SIDES):
        away = joints[BONE[f"{name} thigh"]] - ankles[side]
        level = away[0] ** 2 + away[2] ** 2
        need = away[1] - np.sqrt(max((0.999 * (upper + lower)) ** 2 - level, 0.0))
        sum_ += float(np.exp(np.clip(need / soft, -50, 50)))
    return float(soft * np.log(sum_))


def _lengths(skeleton: Skeleton, *bones: str) -> tuple[float, float]:
    a, b, c = (skeleton.joints[BONE[name]] for name in bones)
    return float(np.linalg.norm(b - a)), float(np.linalg.norm(c - b))


def _leg(
    side: int, stance: Stance, skeleton: Skeleton, turns: Array, joints: Array, ankle: Array, sole: Array, out: Array
) -> None:
    thigh, shin, foot = (BONE[f"{SIDES[side]} {part}"] for part in ("thigh", "shin", "foot"))
    upper, lower = _lengths(skeleton, BONES[thigh], BONES[shin], BONES[foot])
    yaw = np.radians(stance.soles[side][0])
    pole = turns[0] @ np.array([(1 - 2 * side) * stance.knees, 0.15, 1.0]) + 0.5 * np.array(
        [np.sin(yaw), 0, np.cos(yaw)]
    )
    root = joints[thigh]
    knee, end = reach(root, ankle, upper, lower, pole)
    of_thigh = frame(knee - root, pole)
    of_shin = hinged(end - knee, of_thigh[:, 0])
    out[thigh] = angles(turns[0].T @ of_thigh)
    out[shin] = angles(of_thigh.T @ of_shin)
    out[foot] = angles(of_shin.T @ sole)


def _arm(side: int, stance: Stance, skeleton: Skeleton, turns: Array, joints: Array, out: Array) -> None:
    arm, fore, hand = (BONE[f"{SIDES[side]} {part}"] for part in ("arm", "forearm", "hand"))
    upper, lower = _lengths(skeleton, BONES[arm], BONES[fore], BONES[hand])
    grip, chest = stance.grips[side], turns[BONE["chest"]]
    root, elbow, wrist = joints[arm], joints[fore], joints[hand]
    target = wrist + (stance.hands[side] - wrist) * grip
    hangs, raised = np.array([0.6, -0.8, -0.5]), np.array([1.0, 0.35, 0.0])
    outward = chest @ ((hangs + (raised - hangs) * stance.elbows) * [1 - 2 * side, 1, 1])
    pole = (elbow - root) / upper - (wrist - root) / (upper + lower)
    pole = pole * (1 - grip) + outward * (grip * 0.6)
    bend, end = reach(root, target, upper, lower, pole)
    of_arm = swing(elbow - root, bend - root) @ turns[arm]
    carried = of_arm @ turns[arm].T @ (wrist - elbow)
    of_fore = swing(carried, end - bend) @ of_arm @ turns[arm].T @ turns[fore]
    out[arm] = angles(chest.T @ of_arm)
    out[fore] = angles(of_arm.T @ of_fore)
