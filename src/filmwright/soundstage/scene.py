"""A shot brought to life: its place, its figures at every moment, its camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from filmwright.soundstage import operator
from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.acting import Moment, act
from filmwright.soundstage.figures.body import Puppet, puppet
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.figures.props import prop
from filmwright.soundstage.geometry import Mesh, join, unit
from filmwright.soundstage.lighting import Lighting, lighting
from filmwright.soundstage.place import Place
from filmwright.soundstage.render.looks import HOLD
from filmwright.soundstage.sets.families import place
from filmwright.soundstage.view import View

_CROWN = 0.02
"""Metres of hair above a head's top."""


@dataclass(frozen=True)
class Scene:
    """What a shot's description means. Everything is a pure function of the description and the frame's number.

    Instances: 0 is the set; the roles follow from 1 in their order, then the props.
    """

    shot: Shot

    @cached_property
    def place(self) -> Place:
        """The set."""
        return place(self.shot.set)

    @cached_property
    def light(self) -> Lighting:
        """Its light."""
        return lighting(self.shot.set, self.place)

    @cached_property
    def puppets(self) -> tuple[Puppet, ...]:
        """The cast's bodies, in the order of the roles."""
        return tuple(puppet(member(role.character)) for role in self.shot.cast)

    @cached_property
    def hold(self) -> int:
        """Frames for which a figure keeps its pose."""
        return self.shot.picture.hold or HOLD[self.shot.picture.look]

    def seconds(self, frame: int) -> float:
        """When a frame is, from the shot's beginning."""
        return float(frame / self.shot.picture.rate)

    def posed_at(self, frame: int) -> float:
        """When the pose of a frame is: earlier than the frame where poses are held."""
        return self.seconds(frame // self.hold * self.hold)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """What everybody does in each frame, and in one more after the last (for the flow out of the last)."""
        skeletons = [body.skeleton for body in self.puppets]
        made: dict[float, Moment] = {}
        for frame in range(self.shot.frames + 1):
            when = self.posed_at(frame)
            if when not in made:
                made[when] = act(self.shot.cast, skeletons, self.place, when)
        return tuple(made[self.posed_at(frame)] for frame in range(self.shot.frames + 1))

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The camera in each frame, and once more after the last."""
        stood = np.zeros((self.shot.frames + 1, len(self.puppets), 2, 3))
        for frame, moment in enumerate(self.moments):
            for index, (body, pose) in enumerate(zip(self.puppets, moment.poses, strict=True)):
                turns, joints = body.skeleton.solve(pose)
                crown = turns[4] @ np.array([0, body.skeleton.proportions.head + _CROWN, 0])
                stood[frame, index] = pose.ground, joints[4] + crown
        longer = self.shot.model_copy(update={"frames": self.shot.frames + 1})
        return operator.views(longer, self.place, stood)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """What each instance is: "" for the set, a character's id, a prop's name."""
        return ("", *(role.character for role in self.shot.cast), *(held.name for held in self.moments[0].props))

    @cached_property
    def _props(self) -> tuple[Mesh, ...]:
        return tuple(prop(held.name) for held in self.moments[0].props)

    def moving(self, frame: int) -> Mesh | None:
        """All that moves: figures, props, then what moves by itself; the same triangles in every frame."""
        moment = self.moments[frame]
        parts = [body.posed(pose) for body, pose in zip(self.puppets, moment.poses, strict=True)]
        for mesh, held in zip(self._props, moment.props, strict=True):
            turn = held.turn.astype(np.float32)
            vertices = mesh.vertices @ turn.T + held.place.astype(np.float32)
            parts.append(replace(mesh, vertices=vertices, normals=unit(mesh.normals @ turn.T)))
        parts = [
            replace(part, instances=np.full(len(part.faces), index, np.int32)) for index, part in enumerate(parts, 1)
        ]
        if self.place.moving is not None:
            parts.append(self.place.moving(self.posed_at(frame)))
        return join(parts) if parts else None

    def keypoints(self, frame: int) -> npt.NDArray[np.float64]:
        """(roles, 17, 3) metres, in the order of ``skeleton.KEYPOINTS``."""
        poses = self.moments[frame].poses
        found = [body.keypoints(pose) for body, pose in zip(self.puppets, poses, strict=True)]
        return np.stack(found) if found else np.zeros((0, 17, 3))
