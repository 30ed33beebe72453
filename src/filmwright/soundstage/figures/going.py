"""Walk, run, enter, leave, turn: the body over the feet of a course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.actor import Actor, standing, with_feet
from filmwright.soundstage.figures.gait import RUN, WALK, Course, course, feet_on, first_foot
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.stance import Stance, smooth


def follow(who: Actor, going: Course, since: float, seconds: float) -> Stance:
    """Somebody on a course, ``since`` seconds after its first foot was raised."""
    time = since - going.lead
    at, heading = going.at(time)
    stance = with_feet(standing(who, seconds, at, heading), feet_on(who, going, since))
    speed, run = going.speed_at(time), going.style is RUN
    share = speed / going.style.speed
    lively = min(max(share, abs(going.turning(time)) / 400.0), 1.2)
    amount = lively * who.manner.amount
    phase = time * going.cadence + first_foot(who)
    legs, weight = -float(np.sin(np.pi * phase)), float(np.cos(np.pi * phase))
    bounce = float(np.cos(2 * np.pi * phase)) * (-0.045 if run else 0.012)
    push = (going.speed_at(time + 0.1) - going.speed_at(time - 0.1)) / 0.2 / going.style.speed
    lean = (12.0 if run else 3.5) * min(share, 1.3) + (9.0 if run else 5.0) * push
    stance = stance.shifted(
        0.03 * weight * min(lively, 1) * who.size * (0.5 if run else 1.0),
        (bounce * min(share, 1.1) - (0.035 if run else 0.008) * lively) * who.size,
        (0.02 * lively + 0.012 * push) * who.size,
    )
    arm, elbow, out = (42.0, 72.0, 6.0) if run else (24.0, 10.0, 1.0)
    lead = float(np.sin(np.pi * phase + 0.25)) * -1  # the forearms come a little after
    reverse = -legs * min(share, 1.2)
    left = reverse * arm * who.manner.amount
    fold = elbow * min(share, 1.1)
    flex = 14.0 * min(share, 1.2)
    return stance.bent(
        {
            "hips": (-7 * legs * amount, lean * 0.3, 4 * weight * amount),
            "waist": (3 * legs * amount, lean * 0.3, -4 * weight * amount),
            "chest": (10 * legs * amount, lean * 0.4, -2 * weight * amount),
            "neck": (-3 * legs * amount, -lean * 0.35, 1.5 * weight * amount),
            "head": (-3 * legs * amount + _glance(going, time), -lean * 0.35, 0.0),
            "left arm": (0.0, -left + fold * 0.1, out * share),
            "right arm": (0.0, left + fold * 0.1, -out * share),
            "left forearm": (-10 * share if run else 0.0, -fold - flex * max(-lead, -0.3), 0.0),
            "right forearm": (10 * share if run else 0.0, -fold - flex * max(lead, -0.3), 0.0),
        }
    )


def _glance(going: Course, time: float) -> float:
    """Degrees that the head is ahead of a turn of the body."""
    return float(np.clip((going.at(time + 0.35)[1] - going.at(time)[1]) * 0.6, -45, 45))


def _to(who: Actor) -> Array | None:
    return None if who.role.to is None else np.array(who.role.to, float)


def walk(who: Actor, since: float, seconds: float) -> Stance:
    """Walks from where it is to where it goes, and stands there."""
    return follow(who, course(who, WALK, _to(who), who.heading), since, seconds)


def run(who: Actor, since: float, seconds: float) -> Stance:
    """Runs there."""
    return follow(who, course(who, RUN, _to(who), who.heading), since, seconds)


def enter(who: Actor, since: float, seconds: float) -> Stance:
    """Walks in, stops, and turns to where it faces."""
    return follow(who, course(who, WALK, _to(who), who.heading, final=who.role.facing), since, seconds)


def leave(who: Actor, since: float, seconds: float) -> Stance:
    """Stands for a moment, looks where it will go, turns and walks away."""
    to = _to(who)
    going = course(who, WALK, who.forward(-9.0) if to is None else to, who.heading, turn_first=True)
    wait = 0.45 / who.role.pace
    stance = follow(who, going, since - wait, seconds)
    look = smooth(since / wait) * (1 - smooth((since - wait) / 0.7))
    by = float(np.clip(going.turns[0][2], -60, 60))
    return stance.bent({"head": (by * 0.8 * look, 0, 0), "chest": (by * 0.2 * look, 0, 0)})


def turn(who: Actor, since: float, seconds: float) -> Stance:
    """Turns about on the spot with small steps, the head first."""
    by = float(draws(who.role.seed, "turn").choice([180.0, 270.0, 360.0])) * who.manner.side
    lasts = (0.4 + abs(by) / 150.0) / who.role.pace
    wait = 0.25 / who.role.pace
    steps = float(np.ceil(lasts * 2.4 * who.role.pace))
    going = Course(
        who.at, who.heading, 0.0, who.heading, ((0.0, lasts, by),), 0.0, WALK, WALK.speed, steps / lasts, steps
    )
    stance = follow(who, going, since - wait, seconds)
    wind = smooth(since / wait) * (1 - smooth((since - wait) / 0.5)) * who.manner.side
    done = since - wait - going.lead - lasts
    settle = -8.0 * who.manner.side * np.exp(-3 * max(done, 0)) * np.sin(7 * max(done, 0))
    swing = who.manner.side * smooth((since - wait) / 0.4) * (1 - smooth((done + 0.1) / 0.5))
    stance = stance.bent(
        {
            "head": (28 * wind + settle, 0, 0),
            "chest": (6 * wind + 10 * swing - settle, 0, 0),
            "left arm": (0, 14 * swing, 12 * abs(swing)),
            "right arm": (0, -14 * swing, -12 * abs(swing)),
        }
    )
    return replace(stance, hips=stance.hips - np.array([0, 0.03 * abs(swing) * who.size, 0]))
