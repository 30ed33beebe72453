"""Puts a cast on its marks: where each stands, which way each faces, and how far each goes.

Marks are told as the camera sees them: across the frame to its right, and towards the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Point, Role
from filmwright.soundstage.figures.actor import actor
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.figures.casting import PROPS
from filmwright.soundstage.figures.gait import RUN, WALK, Course, course
from filmwright.soundstage.figures.gestures import first_look
from filmwright.soundstage.figures.skeleton import Skeleton, skeleton
from filmwright.soundstage.fitting import CARRIES, TRAVELS
from filmwright.soundstage.framing import HOLDS, axes
from filmwright.soundstage.place import Place
from filmwright.soundstage.vocabulary import Action, Scale

STYLES = {Action.WALK: WALK, Action.RUN: RUN, Action.ENTER: WALK, Action.LEAVE: WALK}
"""How those who travel go."""
PACES = {Action.WALK: (0.7, 1.35), Action.RUN: (0.6, 1.25), Action.ENTER: (0.7, 2.2), Action.LEAVE: (0.7, 2.2)}
"""Least and greatest pace that still looks like the action."""
_LOOKS = 0.45
"""Seconds, at pace 1, that somebody looks before leaving."""
_ASIDE = (20.0, 50.0)
"""Degrees from the camera by which who looks about is turned, away from its first look."""
_LONG = 3.0
"""Seconds of a shot in which several may come in: in a shorter one the last would be half in for most of it."""
_APART = {1: (0.0,), 2: (-0.5, 0.5), 3: (-1.0, 0.0, 1.0)}
"""Places of a group across the frame, in distances between neighbours."""


@dataclass(frozen=True)
class Plan:
    """What is asked of a group, before anybody has a mark.

    Args:
        cast: ids; the first leads.
        action: what the leader does.
        scale: how near the camera is.
        azimuth: degrees about the middle of the group at which the camera stands.
        seconds: length of the shot.
        aspect: width of the frame through its height.
        travel: 1 where travel goes to the frame's right, -1 to its left.
        reach: factor on the way in or out of frame.
        turned: degrees by which a journey leaves the frame's plane, away from the camera where positive.
    """

    cast: tuple[str, ...]
    action: Action
    scale: Scale
    azimuth: float
    seconds: float
    aspect: float
    travel: int = 1
    reach: float = 1.0
    turned: float = 0.0


def block(draw: np.random.Generator, plan: Plan, place: Place, centre: Point = (0.0, 0.0)) -> tuple[Role, ...]:
    """The roles of a group about a point of the set; the same draws for the same generator."""
    marks = _marks(draw, plan, centre)
    actions = _actions(draw, plan, place)
    seeds = [int(draw.integers(2**31)) for _ in plan.cast]
    facings = _facings(draw, plan, marks, actions)
    begins = float(np.round(draw.uniform(0.1, 0.35) * min(plan.seconds / 2, 1.0), 2))
    if plan.action in (Action.LOOK, Action.WALK, Action.RUN, Action.ENTER, Action.DANCE):
        begins = 0.0
    made = []
    for index, (name, action) in enumerate(zip(plan.cast, actions, strict=True)):
        told: dict[str, Any] = {"at": marks[index], "facing": facings[index]}
        if action in TRAVELS:
            told |= _journey(plan, place, marks, index, begins)
        if action is Action.SIT:
            told |= _seat(place, marks[index], index)
        if action in (Action.GIVE, Action.LOOK) and len(plan.cast) > 1:
            told["partner"] = 1 if index == 0 else 0
        told["prop"] = _prop(draw, name, action)
        told["begins"] = begins if index == 0 or action is Action.LEAVE else 0.0
        role = Role(character=name, action=action, seed=seeds[index], **told)
        made.append(_glancing(role, plan, place) if action is Action.LOOK else role)
    return tuple(made)


def stood(roles: Sequence[Role], place: Place, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(T, R, 2, 3) the ground under each figure and the top of its head at these seconds, metres.

    As acting has it for who goes somewhere; whoever acts on the spot is told as standing there, which framing and lines
    of sight need, and costs a hundredth.
    """
    found = np.zeros((len(times), len(roles), 2, 3))
    for index, role in enumerate(roles):
        proportions = member(role.character).proportions
        level = np.broadcast_to(np.asarray(role.at, float), (len(times), 2))
        if role.action in STYLES and role.to is not None:
            going = _course(role, skeleton(proportions), place)
            wait = going.lead + role.begins + (_LOOKS / role.pace if role.action is Action.LEAVE else 0.0)
            level = np.stack([going.at(float(seconds) - wait)[0] for seconds in times])
        floor = place.floor(level[:, 0], level[:, 1])
        found[:, index, 0] = np.stack([level[:, 0], floor, level[:, 1]], -1)
        found[:, index, 1] = found[:, index, 0] + np.array([0.0, proportions.height, 0.0])
    return found


def _course(role: Role, body: Skeleton, place: Place) -> Course:
    way, leaves = bearing(role.at, role.to or role.at), role.action is Action.LEAVE
    who = actor(role, body, place, np.asarray(role.at, float), role.facing if leaves else way)
    return course(who, STYLES[role.action], np.asarray(role.to, float), who.heading, turn_first=leaves)


def mark(centre: Point, azimuth: float, across: float, towards: float = 0.0) -> Point:
    """The point so far to the right of another, and so far towards the camera; rounded to a centimetre."""
    right, near = axes(azimuth)
    x, z = np.asarray(centre) + right[[0, 2]] * across + near[[0, 2]] * towards
    return _point(np.array([x, z]))


def bearing(start: Point, end: Point) -> float:
    """Degrees about y that look from one point to another."""
    return round(float(np.degrees(np.arctan2(end[0] - start[0], end[1] - start[1]))), 1)


def _marks(draw: np.random.Generator, plan: Plan, centre: Point) -> list[Point]:
    """A mark for each, spread across the frame, the leader at a drawn place of the row."""
    count = len(plan.cast)
    apart = float(draw.uniform(0.95, 1.2))
    if plan.action is Action.GIVE:
        apart = 0.85
    elif plan.scale is Scale.MEDIUM:
        apart = float(draw.uniform(0.75, 0.85))
    elif plan.action in (Action.DANCE, Action.FALL, Action.RUN):
        apart *= 1.3
    order = [int(k) for k in draw.permutation(count)]
    if plan.action is Action.GIVE and count == 3:
        order = [1, 2, 0] if draw.random() < 0.5 else [1, 0, 2]
    if plan.action is Action.ENTER:
        # Who comes in stops at the row's near end, and passes nobody.
        slot = 0 if plan.travel > 0 else count - 1
        order = [slot, *(k for k in order if k != slot)]
    depths = draw.uniform(-0.22, 0.22, count) if count > 1 else np.zeros(1)
    places = [_APART[count][slot] * apart for slot in order]
    return [mark(centre, plan.azimuth, places[k], float(depths[k])) for k in range(count)]


def _actions(draw: np.random.Generator, plan: Plan, place: Place) -> list[Action]:
    """What each does: the leader what is asked, the others the same or something quiet."""
    alike = draw.random() < 0.5 and (plan.action is not Action.ENTER or plan.seconds >= _LONG)
    together = plan.action in (Action.WALK, Action.RUN, Action.LEAVE) or (
        plan.action in (Action.DANCE, Action.ENTER, Action.JUMP) and alike
    )
    if plan.action is Action.SIT and len(place.seats) >= len(plan.cast):
        together = draw.random() < 0.5
    quiet = [Action.LOOK if draw.random() < 0.5 else Action.STAND for _ in plan.cast[1:]]
    if plan.action is Action.GIVE and quiet:
        quiet[0] = Action.STAND
    return [plan.action, *([plan.action] * len(quiet) if together else quiet)]


def _facings(draw: np.random.Generator, plan: Plan, marks: list[Point], actions: list[Action]) -> list[float]:
    """Which way each faces: where it goes, to its partner, or so that the camera sees its face."""
    turns = draw.uniform(-40, 40, len(marks))
    inward = draw.uniform(0.35, 0.6, len(marks))
    made = []
    for index, (at, action) in enumerate(zip(marks, actions, strict=True)):
        if action in TRAVELS:
            made.append(_way(plan))
            continue
        facing = plan.azimuth + float(turns[index])
        if len(marks) > 1:
            other = marks[1 if index == 0 else 0]
            off = (bearing(at, other) - plan.azimuth + 180) % 360 - 180
            # Who talks turns to the other, yet not so far that the camera loses the face.
            facing = plan.azimuth + off * (0.85 if plan.action is Action.GIVE and index < 2 else float(inward[index]))
        made.append(_level(facing))
    return made


def _glancing(role: Role, plan: Plan, place: Place) -> Role:
    """The same, turned so that its first and longest look goes past the camera and not away from it."""
    who = actor(role, skeleton(member(role.character).proportions), place, np.asarray(role.at, float), role.facing)
    off = abs((role.facing - plan.azimuth + 180) % 360 - 180)
    turned = -first_look(who) * float(np.clip(off, *_ASIDE))
    return role.model_copy(update={"facing": _level(plan.azimuth + turned)})


def _way(plan: Plan) -> float:
    """The heading of a journey: across the frame, turned out of its plane."""
    return _level(plan.azimuth + plan.travel * (90.0 + plan.turned))


def _journey(plan: Plan, place: Place, marks: list[Point], index: int, begins: float) -> dict[str, Any]:
    """Where a journey begins and ends, and how fast it goes, so that the shot holds it; a group keeps its order."""
    here, ahead, action = np.asarray(marks[index], float), _ahead(plan), plan.action
    half = HOLDS[plan.scale].tall * 1.7 * plan.aspect / 2
    out = (half * 0.78 + 0.45) * plan.reach + float(np.ptp(np.asarray(marks) @ ahead)) / 2
    ramp, (least, most) = STYLES[action].ramp, PACES[action]
    usual, time = STYLES[action].speed, max(plan.seconds - begins, 0.4)
    facing = _way(plan)
    if action is Action.ENTER:
        pace = np.clip(out / (usual * max(0.92 * time - 0.9, 0.35)), least, most)
        start, end = here - ahead * out, here
        facing = plan.azimuth + plan.travel * 35.0
    elif action is Action.LEAVE:
        # It looks and turns before it goes, which takes the time of 1.15 metres.
        pace = np.clip((out + 1.15) / (usual * max(time - ramp / 2 - 0.15, 0.3)), least, most)
        start, end = here, here + ahead * (out + 0.6)
        facing = plan.azimuth + plan.travel * 40.0
    else:
        way = min(half * (1.4 if plan.scale is Scale.WIDE else 1.7), 1.7 * max(place.radius, 0.6))
        wanted = way / (usual * max(time - ramp / 2, 0.3))
        pace = np.clip(wanted, least, min(most, 1.0 if action is Action.WALK else most))
        gone = min(usual * pace * max(time - ramp / 2, 0.3), way)
        start = here - ahead * gone / 2
        # Where there is room it still goes when the shot ends.
        end = start + ahead * (usual * pace * time if wanted >= least else way)
    return {"at": _point(start), "to": _point(end), "facing": _level(facing), "pace": round(float(pace), 2)}


def _ahead(plan: Plan) -> npt.NDArray[np.float64]:
    angle = np.radians(_way(plan))
    return np.array([np.sin(angle), np.cos(angle)])


def _point(values: npt.NDArray[np.float64]) -> Point:
    return (round(float(values[0]), 2), round(float(values[1]), 2))


def _level(degrees: float) -> float:
    """The same heading between -180 and 180, to a tenth."""
    return round((degrees + 180) % 360 - 180, 1)


def _seat(place: Place, at: Point, index: int) -> dict[str, Any]:
    """The seat for whoever sits: its own of the set's, or the ground where it stands."""
    if index >= len(place.seats):
        return {"at": at}
    x, _height, z, facing = place.seats[index]
    return {"at": (round(x, 2), round(z, 2)), "facing": round(facing, 1)}


def _prop(draw: np.random.Generator, name: str, action: Action) -> str:
    """What is picked up or given, or what the character has with it anyway."""
    own = member(name).prop
    other = PROPS[int(draw.integers(len(PROPS)))]
    if action in (Action.PICK_UP, Action.GIVE):
        return own or other
    return own if action in CARRIES else ""
