"""A shot's figures at one moment: who does what, each as a pose, and the props that they handle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from filmwright.soundstage.description import Role
from filmwright.soundstage.figures import falling, gestures, going, handling, holding, weight
from filmwright.soundstage.figures.actor import Act, Actor, actor, ahead, standing
from filmwright.soundstage.figures.gait import nearest_turn
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.skeleton import Pose, Skeleton
from filmwright.soundstage.figures.stance import Stance, mix, posed, smooth
from filmwright.soundstage.geometry import rotation
from filmwright.soundstage.place import Place
from filmwright.soundstage.vocabulary import Action

SETTLE = 0.25
"""Seconds in which an action takes over from standing."""

ACTS: dict[Action, Act] = {
    Action.STAND: gestures.stand,
    Action.WALK: going.walk,
    Action.RUN: going.run,
    Action.JUMP: weight.jump,
    Action.WAVE: gestures.waves,
    Action.TURN: going.turn,
    Action.PICK_UP: handling.pick_up,
    Action.SIT: weight.sit,
    Action.FALL: falling.fall,
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
    gifts = {index: _gift(actors, index) for index, who in enumerate(actors) if who.role.action is Action.GIVE}
    stances = [_stance(who, seconds, gifts.get(index)) for index, who in enumerate(actors)]
    for index, present in gifts.items():
        partner = actors[index].role.partner
        if partner >= 0:
            stances[partner] = handling.take(present, stances[partner], seconds)
    stances = [_gazing(index, actors, stances) for index in range(len(actors))]
    poses = tuple(posed(stance, who.skeleton, place) for stance, who in zip(stances, actors, strict=True))
    props = [_prop(index, actors, poses, gifts.get(index), seconds) for index in range(len(actors))]
    crates = [_crate(index, who) for index, who in enumerate(actors) if who.role.action is Action.SIT]
    return Moment(poses, tuple(prop for prop in [*props, *crates] if prop is not None))


def _cast(role: Role, body: Skeleton, place: Place) -> Actor:
    """The actor of a role: who goes somewhere already looks there, who sits stands before the seat."""
    made = actor(role, body, place, np.array(role.at, float), role.facing)
    if role.action is Action.SIT:
        at, heading = weight.before_seat(made)
        return replace(made, at=at, heading=heading)
    if role.action in (Action.WALK, Action.RUN, Action.ENTER) and role.to is not None:
        away = np.array(role.to, float) - made.at
        if np.linalg.norm(away) > 1e-6:
            return replace(made, heading=float(np.degrees(np.arctan2(*away))))
    return made


def _gift(actors: Sequence[Actor], index: int) -> handling.Gift:
    giver = actors[index]
    if giver.role.partner < 0:
        return handling.gift(giver, None, None)
    taker = actors[giver.role.partner]
    there = taker.at if taker.role.action is Action.GIVE else _stance(taker, giver.role.begins, None).at
    return handling.gift(giver, taker, there)


def _stance(who: Actor, seconds: float, present: handling.Gift | None) -> Stance:
    """What one of them does, apart from what others do to it."""
    role, since = who.role, seconds - who.role.begins
    name = present.name if present is not None else role.prop
    carries = 1.0 if name and role.action is not Action.PICK_UP else 0.0
    idle = holding.carrying(who, standing(who, seconds), 1, carries, name)
    if since <= 0:
        return idle
    if present is not None:
        stance = handling.give(present, since, seconds)
    else:
        stance = ACTS[role.action](who, since, seconds)
        if role.action is not Action.FALL:
            stance = holding.carrying(who, stance, 1, carries, name)
    return mix(idle, stance, smooth(since / SETTLE))


def _gazing(index: int, actors: Sequence[Actor], stances: Sequence[Stance]) -> Stance:
    """The stance of somebody, its head turned to its partner if it has nothing else to look at."""
    who, stance = actors[index], stances[index]
    if who.role.partner < 0 or who.role.action not in (Action.STAND, Action.WAVE):
        return stance
    away = stances[who.role.partner].at - stance.at
    if np.linalg.norm(away) < 0.05:
        return stance
    aside = nearest_turn(stance.heading, float(np.degrees(np.arctan2(*away))))
    wide = 1 - smooth((abs(aside) - 110) / 60)  # it does not look straight behind
    head, chest = float(np.clip(aside, -60, 60)) * wide, float(np.clip(aside * 0.3, -25, 25)) * wide
    return stance.bent({"head": (head - 0.6 * chest, 0, 0), "chest": (0.6 * chest, 0, 0)})


def _prop(
    index: int, actors: Sequence[Actor], poses: Sequence[Pose], present: handling.Gift | None, seconds: float
) -> Held | None:
    """The prop that belongs to a role; None where there is none."""
    who, pose = actors[index], poses[index]
    role = who.role
    name = role.prop or (holding.USUAL if role.action in (Action.PICK_UP, Action.GIVE) else "")
    if not name:
        return None
    where = holding.palm(who, pose, 1)
    if role.action is Action.PICK_UP:
        share = handling.taken(who, seconds - role.begins)
        lies, roll = holding.lies_at(who, name), holding.measure(name).lying
        turn = holding.upright(pose, roll * (1 - handling.raised(who, seconds - role.begins)))
        return Held(name, index, turn, lies * (1 - share) + where * share)
    if present is not None and (share := present.passed(seconds)) > 0:
        other = role.partner
        return _given(present, (pose, poses[other]), (who, actors[other]), index, share)
    return Held(name, index, *holding.borne(who, pose, name))


def _given(
    present: handling.Gift, poses: tuple[Pose, Pose], actors: tuple[Actor, Actor], index: int, share: float
) -> Held:
    """The prop as it passes: it keeps its way round, so that the taker grips it on its other side."""
    (own, other), (giver, taker) = poses, actors
    where, theirs = holding.palm(giver, own, 1), holding.palm(taker, other, present.hand)
    yaw = own.heading + float(own.turns[0, 0])
    facing = other.heading + float(other.turns[0, 0])
    left, forward = holding.far_side(present.name)
    aside = ahead(facing) * forward + ahead(facing + 90.0) * left
    theirs = theirs + np.array([aside[0], 0.0, aside[1]])
    turn = rotation(yaw + nearest_turn(yaw, facing + 180.0) * share)
    return Held(present.name, index, turn, where * (1 - share) + theirs * share)


def _crate(index: int, who: Actor) -> Held | None:
    """What somebody sits on where the set has no seat."""
    seat, heading, own = weight.seat_of(who)
    if own:
        return None
    turn, place, _ = holding.seat_crate(who, seat[::2], heading)
    return Held("crate", index, turn, place)
