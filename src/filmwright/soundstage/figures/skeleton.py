"""The bones of a figure, its pose, and the keypoints that the truth tells.

A figure rests upright on y = 0, looks along +z, its arms hanging down; its left is +x. Turns are degrees
(yaw, pitch, roll) as in ``geometry.rotation``, each bone's about its own joint and after its parent's: a thigh or an
arm swings forward by a negative pitch; a left arm rises sideways by a positive roll, a right arm by a negative one; a
shin bends back by a positive pitch, a forearm forward by a negative one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import rotation

BONES = (
    "hips", "waist", "chest", "neck", "head",
    "left arm", "left forearm", "left hand", "right arm", "right forearm", "right hand",
    "left thigh", "left shin", "left foot", "right thigh", "right shin", "right foot",
)  # fmt: skip
PARENTS = (-1, 0, 1, 2, 3, 2, 5, 6, 2, 8, 9, 0, 11, 12, 0, 14, 15)
BONE = {name: index for index, name in enumerate(BONES)}

KEYPOINTS = (
    "nose", "left eye", "right eye", "left ear", "right ear",
    "left shoulder", "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist",
    "left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle",
)  # fmt: skip
"""In the order of COCO's person keypoints."""


@dataclass(frozen=True)
class Proportions:
    """How a figure is built, metres.

    Args:
        height: from sole to crown.
        head: height of the head, chin to crown.
        shoulders: from shoulder joint to shoulder joint.
        hips: from hip joint to hip joint.
        legs: share of the height below the hip joints.
        girth: 1 is usual; thickness of trunk and limbs.
    """

    height: float = 1.7
    head: float = 0.27
    shoulders: float = 0.36
    hips: float = 0.2
    legs: float = 0.47
    girth: float = 1.0


@dataclass(frozen=True)
class Pose:
    """A figure at one moment.

    Args:
        ground: (3,) the point on the floor that it stands over, metres.
        heading: degrees about y; 0 looks along +z, 90 along +x.
        lift: (3,) where its hips are off their rest, in its own axes (x left, y up, z forward), metres.
        turns: (17, 3) degrees for each bone; the hips' turn the whole figure about its hips.
    """

    ground: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    heading: float = 0.0
    lift: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    turns: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(BONES), 3)))


@dataclass(frozen=True)
class Skeleton:
    """The joints of a figure at rest.

    Args:
        joints: (17, 3) metres, in the order of BONES.
        proportions: what it was made from.
    """

    joints: npt.NDArray[np.float64]
    proportions: Proportions

    def solve(self, pose: Pose) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Where the bones are: (17, 3, 3) turns and (17, 3) joints in the world.

        A point p of the rest pose that hangs on bone b goes to ``turns[b] @ (p - rest[b]) + joints[b]``.
        """
        turns, whole = _rotations(pose.turns), rotation(pose.heading)
        turns[0] = whole @ turns[0]
        for bone in range(1, len(BONES)):
            turns[bone] = turns[PARENTS[bone]] @ turns[bone]
        parents = list(PARENTS[1:])
        steps = np.matmul(turns[parents], (self.joints[1:] - self.joints[parents])[..., None])[..., 0]
        joints = np.concatenate([[pose.ground + whole @ (self.joints[0] + pose.lift)], steps])
        for bone in range(1, len(BONES)):
            joints[bone] += joints[PARENTS[bone]]
        return turns, joints

    def standing(self, pose: Pose) -> Pose:
        """The same pose, raised or lowered until its lower sole is on the ground."""
        turns, joints = self.solve(pose)
        soles = []
        for side in ("left", "right"):
            bone = BONE[f"{side} foot"]
            ankle = self.joints[bone][1]
            for along in (-0.05, 0.14):
                soles.append(joints[bone][1] + (turns[bone] @ np.array([0.0, -ankle, along]))[1])
        drop = min(soles) - pose.ground[1]
        return replace(pose, lift=pose.lift - np.array([0.0, drop, 0.0]))


def _rotations(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(B, 3, 3) what ``geometry.rotation`` gives for each of (B, 3) turns; all at once takes a tenth of the time."""
    angles = np.radians(degrees)
    (cy, cp, cr), (sy, sp, sr) = np.cos(angles).T, np.sin(angles).T
    rows = [
        cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp,
        cp * sr, cp * cr, -sp,
        cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp,
    ]  # fmt: skip
    return np.stack(rows, -1).reshape(-1, 3, 3)


def skeleton(proportions: Proportions) -> Skeleton:
    """The joints of somebody built so."""
    p = proportions
    hip = p.height * p.legs
    ankle = 0.06 * p.height / 1.7
    knee = ankle + (hip - ankle) * 0.5
    chin = p.height - p.head
    shoulder = chin - 0.08 * p.height / 1.7
    trunk = shoulder - hip
    reach = p.height * 0.42
    places = {
        "hips": (0.0, hip + 0.03, 0.0),
        "waist": (0.0, hip + trunk * 0.3, 0.0),
        "chest": (0.0, hip + trunk * 0.6, 0.0),
        "neck": (0.0, shoulder + 0.02, 0.0),
        "head": (0.0, chin, 0.0),
    }
    for side, x in (("left", 1.0), ("right", -1.0)):
        places[f"{side} arm"] = (x * p.shoulders / 2, shoulder, 0.0)
        places[f"{side} forearm"] = (x * p.shoulders / 2, shoulder - reach * 0.42, 0.0)
        places[f"{side} hand"] = (x * p.shoulders / 2, shoulder - reach * 0.82, 0.0)
        places[f"{side} thigh"] = (x * p.hips / 2, hip, 0.0)
        places[f"{side} shin"] = (x * p.hips / 2, knee, 0.0)
        places[f"{side} foot"] = (x * p.hips / 2, ankle, 0.0)
    return Skeleton(np.array([places[name] for name in BONES]), p)
