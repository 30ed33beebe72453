"""A figure that can be posed: its skin over its bones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.accessories import accessory
from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.face import features, head
from filmwright.soundstage.figures.frame import frame
from filmwright.soundstage.figures.hair import hair
from filmwright.soundstage.figures.head import Skull, skull
from filmwright.soundstage.figures.headgear import headgear
from filmwright.soundstage.figures.parts import merged
from filmwright.soundstage.figures.skeleton import BONE, KEYPOINTS, Pose, Skeleton, skeleton
from filmwright.soundstage.figures.wardrobe import dressed
from filmwright.soundstage.geometry import Floats, Mesh, unit

Array = npt.NDArray[np.float64]
_JOINTS = {"shoulder": "arm", "elbow": "forearm", "wrist": "hand", "hip": "thigh", "knee": "shin", "ankle": "foot"}


@dataclass(frozen=True)
class Puppet:
    """A character's body.

    Args:
        character: whose.
        skeleton: its bones.
        mesh: in the rest pose; ``rest`` are the rest's vertices, so that patterns go with the cloth.
        weights: (V, 17) float32, how much of each vertex every bone carries; rows sum to 1.
    """

    character: Character
    skeleton: Skeleton
    mesh: Mesh
    weights: Floats

    def posed(self, pose: Pose) -> Mesh:
        """The figure in a pose: the same triangles, elsewhere."""
        turns, joints = self.skeleton.solve(pose)
        moves = joints - np.einsum("bij,bj->bi", turns, self.skeleton.joints)
        bones = np.concatenate([turns.reshape(-1, 9), moves], 1).astype(np.float32)
        each = self.weights @ bones
        turn = each[:, :9].reshape(-1, 3, 3)
        vertices = np.matmul(turn, self.mesh.vertices[:, :, None])[:, :, 0] + each[:, 9:]
        normals = np.matmul(turn, self.mesh.normals[:, :, None])[:, :, 0]
        return replace(self.mesh, vertices=vertices, normals=unit(normals))

    def keypoints(self, pose: Pose) -> Array:
        """(17, 3) metres in the world, in the order of ``skeleton.KEYPOINTS``."""
        turns, joints = self.skeleton.solve(pose)
        points = np.empty((len(KEYPOINTS), 3))
        for index, name in enumerate(KEYPOINTS):
            if name in self._face:
                bone = BONE["head"]
                points[index] = turns[bone] @ (self._face[name] - self.skeleton.joints[bone]) + joints[bone]
            else:
                side, joint = name.split()
                points[index] = joints[BONE[f"{side} {_JOINTS[joint]}"]]
        return points

    def grip(self, pose: Pose, side: str) -> tuple[Array, Array]:
        """(3, 3) turn and (3,) place of what a hand ("left" or "right") holds: a prop's origin goes there.

        At rest, arms hanging, a prop stands upright in the hand.
        """
        turns, joints = self.skeleton.solve(pose)
        bone = BONE[f"{side} hand"]
        return turns[bone], np.asarray(joints[bone] + turns[bone] @ self.grasp)

    @cached_property
    def grasp(self) -> Array:
        """(3,) from the wrist's joint to the middle of the fist, metres, at rest."""
        return np.array([0.0, -0.073, 0.034]) * float((self.character.proportions.height / 1.7) ** 0.8)

    @cached_property
    def _face(self) -> dict[str, Array]:
        return features(self._skull)

    @property
    def _skull(self) -> Skull:
        return skull(self.character, self.skeleton.joints[BONE["head"]])


@lru_cache(maxsize=256)
def puppet(character: Character) -> Puppet:
    """The body of a character; made once."""
    bones = skeleton(character.proportions)
    measures = frame(character, bones)
    bone = skull(character, bones.joints[BONE["head"]])
    parts = [*dressed(character, measures), *head(character, bone), *hair(character, bone)]
    whole = merged([*parts, *headgear(character, bone), *accessory(character, measures)])
    return Puppet(character, bones, whole.mesh, whole.weights)
