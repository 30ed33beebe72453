"""Where somebody goes and when each foot is where: footfalls are planned on the path, so that no planted foot slides.

Step k's foot is on the ground under the body when ``phase`` = k; even steps are of the first foot, odd ones of the
other. Everything is in closed form: any moment of a walk without end may be asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmwright.soundstage.figures.actor import Actor, Feet, ahead, feet_under
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.stance import smooth


@dataclass(frozen=True)
class Style:
    """How somebody goes.

    Args:
        speed, cadence: metres and steps a second, of somebody with legs of 0.74 m; short legs go quicker, and get
            a little less far.
        contact: half of the time that a foot is on the ground, in steps: above 0.5 a walk, below a run.
        ramp: seconds to full speed.
        lift: metres that a foot is raised.
        push, strike: degrees that the heel is up when a foot leaves the ground, and the toe when it comes down.
        kick: degrees more that the heel goes up behind.
    """

    speed: float
    cadence: float
    contact: float
    ramp: float
    lift: float
    push: float
    strike: float
    kick: float


WALK = Style(1.4, 2.0, 0.6, 0.7, 0.05, 38, 20, 12)
RUN = Style(3.6, 2.9, 0.33, 0.75, 0.24, 40, 4, 45)


@dataclass(frozen=True)
class Course:
    """A way to go: a turn, then a straight line, then another turn; each may be nothing.

    Args:
        start: (2,) metres.
        way: degrees, the direction of the line.
        length: metres; infinite for a walk without end.
        heading: degrees, before it.
        turns: (begins in seconds, lasts seconds, degrees) of each turn.
        sets_off: seconds at which the line begins.
        style: how.
        speed: the greatest, metres a second.
        cadence: steps a second.
        steps: how many; infinite for a walk without end.
    """

    start: Array
    way: float
    length: float
    heading: float
    turns: tuple[tuple[float, float, float], ...]
    sets_off: float
    style: Style
    speed: float
    cadence: float
    steps: float

    @property
    def lead(self) -> float:
        """Seconds that the first foot is raised before the body moves."""
        return (1 - WALK.contact) / self.cadence

    @property
    def ends(self) -> float:
        """Seconds after which nothing moves."""
        return self.lead + (self.steps + 1) / self.cadence

    def gone(self, seconds: float) -> float:
        """Metres along the line."""
        ramp, since = self.style.ramp, seconds - self.sets_off
        if self.length <= 0 or since <= 0:
            return 0.0
        total = self.length / self.speed + ramp
        if since >= total:
            return self.length
        if since > total - ramp:
            return self.length - self.speed * _ramped(total - since, ramp)
        return self.speed * _ramped(since, ramp)

    def speed_at(self, seconds: float) -> float:
        """Metres a second."""
        return (self.gone(seconds + 1e-3) - self.gone(seconds - 1e-3)) / 2e-3

    def at(self, seconds: float) -> tuple[Array, float]:
        """(2,) where the body is, and its heading."""
        heading = self.heading + sum(by * smooth((seconds - begins) / lasts) for begins, lasts, by in self.turns)
        return self.start + ahead(self.way) * self.gone(seconds), heading

    def turning(self, seconds: float) -> float:
        """Degrees a second."""
        return (self.at(seconds + 0.01)[1] - self.at(seconds - 0.01)[1]) / 0.02


def _ramped(seconds: float, ramp: float) -> float:
    """Metres gone at a speed that rises smoothly to 1 in ``ramp`` seconds."""
    if seconds >= ramp:
        return seconds - ramp / 2
    return (seconds - ramp / np.pi * float(np.sin(np.pi * seconds / ramp))) / 2


def nearest_turn(start: float, end: float) -> float:
    """Degrees from one heading to another, -180 to 180."""
    return (end - start + 180.0) % 360.0 - 180.0


def course(
    who: Actor, style: Style, to: Array | None, heading: float, final: float | None = None, turn_first: bool = False
) -> Course:
    """The way from where somebody stands to a point.

    Args:
        who: goes.
        style: how.
        to: (2,) where; None for on and on along its heading.
        heading: degrees, before it goes.
        final: degrees, to which it turns when it is there.
        turn_first: whether it turns to the way before it goes; otherwise it faces that way already.
    """
    pace = who.role.pace
    away = np.inf if to is None else float(np.linalg.norm(to - who.at))
    way = heading if to is None or away < 1e-6 else float(np.degrees(np.arctan2(*(to - who.at))))
    legs = who.leg / 0.74
    speed = style.speed * pace * legs**0.25
    if np.isfinite(away):
        speed = min(speed, max(away / style.ramp, 0.05))
    turns, sets_off = [], 0.0
    if turn_first:
        by = nearest_turn(heading, way)
        lasts = (0.35 + abs(by) / 200.0) / pace
        turns.append((0.0, lasts, by))
        sets_off, way = lasts * 0.6, heading + by
    else:
        heading = way
    total = sets_off + (away / speed + style.ramp if away > 0 else 0.0)
    if final is not None and np.isfinite(total):
        by = nearest_turn(way, final)
        if abs(by) > 3:
            lasts = (0.35 + abs(by) / 200.0) / pace
            turns.append((total - 0.25, lasts, by))
            total += lasts - 0.25
    if turns:
        total = max(total, turns[-1][0] + turns[-1][1])
    quick = style.cadence * legs**-0.75 * np.sqrt(pace) * who.manner.tempo
    steps = np.ceil(total * quick) if np.isfinite(total) else np.inf
    cadence = steps / total if np.isfinite(total) and total > 0 else quick
    return Course(who.at, way, away, heading, tuple(turns), sets_off, style, speed, float(cadence), float(steps))


def first_foot(who: Actor) -> int:
    """The foot of even steps; 0 the left one."""
    return 0 if who.manner.side > 0 else 1


def _contact(going: Course, step: int) -> float:
    """Half the time that this step's foot is down, in steps: a run begins and ends as a walk."""
    share = going.speed_at(min(max(step, 0), going.steps) / going.cadence) / RUN.speed
    return WALK.contact + (going.style.contact - WALK.contact) * smooth(share)


def _footfall(who: Actor, going: Course, step: int, side: int) -> tuple[Array, float]:
    """(2,) where this step's foot comes down, and its yaw."""
    at, heading = going.at(min(max(step, 0), going.steps) / going.cadence)
    narrow = 1 - 0.5 * smooth(going.speed_at(max(step, 0) / going.cadence) / 2.5)
    under, soles = feet_under(who, at, heading)
    return at + (under[side, ::2] - at) * narrow, float(soles[side, 0])


def feet_on(who: Actor, going: Course, seconds: float) -> Feet:
    """Both feet at this moment of a course (seconds from its first lifted foot)."""
    phase = (seconds - going.lead) * going.cadence
    feet, soles = np.zeros((2, 3)), np.zeros((2, 2))
    for side in range(2):
        feet[side], soles[side] = _foot(who, going, phase, side)
    return feet, soles


def _foot(who: Actor, going: Course, phase: float, side: int) -> tuple[Array, Array]:
    style, odd = going.style, (side + first_foot(who)) % 2
    step = int(np.floor(phase)) + 3
    step -= (step - odd) % 2
    while step - 2 + _contact(going, step - 2) > phase:
        step -= 2
    lifted, lands = step - 2 + _contact(going, step - 2), step - _contact(going, step)
    here, yaw = _footfall(who, going, step, side)
    before, old = _footfall(who, going, step - 2, side)
    usual = 2 * style.speed / style.cadence * who.leg / 0.74
    stride = min(float(np.linalg.norm(here - before)) / usual, 1.2)
    share = (phase - lifted) / max(lands - lifted, 0.05)
    if share >= 1:
        after, _ = _footfall(who, going, step + 2, side)
        leaves = step + _contact(going, step)
        stance = (phase - lands) / (leaves - lands)
        off = min(float(np.linalg.norm(after - here)) / usual, 1.2)
        pitch = style.push * off * smooth((stance - 0.5) / 0.5) ** 1.5 - style.strike * stride * (
            1 - smooth(stance / 0.25)
        )
        return np.array([here[0], 0.0, here[1]]), np.array([yaw, pitch])
    turn = abs(yaw - old) / 60.0
    moved = smooth(share)
    rise = np.sin(np.pi * share**0.85) ** 1.2 if style is RUN else np.sin(np.pi * share)
    height = rise * (style.lift * stride + 0.05 * min(turn + 4 * stride, 1.0)) * who.size
    early = smooth(share / 0.3) * (1 - smooth((share - 0.3) / 0.4))
    toes = style.push * stride * (1 - smooth((share - 0.2) / 0.5)) + style.kick * stride * early
    pitch = toes - style.strike * stride * smooth((share - 0.45) / 0.55)
    spot = before + (here - before) * moved
    return np.array([spot[0], height, spot[1]]), np.array([old + (yaw - old) * moved, pitch])
