"""A shot's figures at one moment: who does what, each as a pose, and the props that they handle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.description import Role
from filmwright.soundstage.figures import gestures, going
from filmwright.soundstage.figures.actor import Act, Actor, actor, standing
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.skeleton import Pose, Skeleton
from filmwright.soundstage.figures.stance import Stance, mix, posed, smooth
from filmwright.soundstage.place import Place
from filmwright.soundstage.vocabulary import Action

SETTLE = 0.25
"""Seconds in which an action takes over from standing."""

ACTS: dict[Action, Act] = {
    Action.STAND: gestures.stand,
    Action.WALK: going.walk,
    Action.RUN: going.run,
    Action.WAVE: gestures.waves,
    Action.TURN: going.turn,
    Action.LOOK: gestures.look,
    Action.DANCE: gestures.dance,
    Action.ENTER: going.enter,
    Action.LEAVE: going.leave,
}


@dataclass(frozen=True)
class Held:
    """A prop at one moment.

    Args:
        name: of the prop.
        owner: index of the role it belongs to, whoever holds it.
        turn: (3, 3) its turn in the world.
        place: (3,) where its mesh's origin is, metres.
    """

    name: str
    owner: int
    turn: Array
    place: Array


@dataclass(frozen=True)
class Moment:
    """All figures and props at one moment; from moment to moment the same ones in the same order."""

    poses: tuple[Pose, ...]
    props: tuple[Held, ...]


def act(roles: Sequence[Role], skeletons: Sequence[Skeleton], place: Place, seconds: float) -> Moment:
    """What everybody does at this second of the shot.

    Args:
        roles: who does what.
        skeletons: of each role.
        place: whose floor they stand on.
        seconds: since the shot began; any, in any order.
    """
    actors = [_cast(role, body, place) for role, body in zip(roles, skeletons, strict=True)]
    stances = [_stance(who, seconds) for who in actors]
    return Moment(tuple(posed(stance, who.skeleton, place) for stance, who in zip(stances, actors, strict=True)), ())


def _cast(role: Role, body: Skeleton, place: Place) -> Actor:
    """The actor of a role: who goes somewhere already looks there."""
    at, heading = np.array(role.at, float), role.facing
    if role.action in (Action.WALK, Action.RUN, Action.ENTER) and role.to is not None:
        away = np.array(role.to, float) - at
        heading = float(np.degrees(np.arctan2(*away))) if np.any(np.abs(away) > 1e-6) else heading
    return actor(role, body, place, at, heading)


def _stance(who: Actor, seconds: float) -> Stance:
    idle, since = standing(who, seconds), seconds - who.role.begins
    if since <= 0:
        return idle
    return mix(idle, ACTS.get(who.role.action, gestures.stand)(who, since, seconds), smooth(since / SETTLE))
