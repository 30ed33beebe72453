"""What is done with the whole body's weight and ends on its feet or on a seat: jump, sit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmwright.soundstage.figures.actor import Actor, ahead, feet_under, standing, with_feet
from filmwright.soundstage.figures.holding import seat_crate
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.stance import Stance, both, smooth

SEATED = 0.09
"""Metres from a seat to the hip joints of somebody 1.7 m tall."""
GRAVITY = 9.81


def _curve(share: float, start: float, end: float, leaves: float, arrives: float) -> float:
    """A cubic from one value to another with these slopes (of ``share``) at its ends."""
    x = min(max(share, 0.0), 1.0)
    return (
        (2 * x**3 - 3 * x**2 + 1) * start
        + (x**3 - 2 * x**2 + x) * leaves
        + (3 * x**2 - 2 * x**3) * end
        + (x**3 - x**2) * arrives
    )


def jump(who: Actor, since: float, seconds: float) -> Stance:
    """Crouches, jumps straight up, lands and straightens, again and again."""
    size, pace = who.size, who.role.pace * who.manner.tempo
    high = 0.36 * size * who.manner.amount
    flight = 2 * np.sqrt(2 * high / GRAVITY)
    crouch, push, land, rise, rest = 0.42 / pace, 0.2, 0.18, 0.4 / pace, 0.2 / pace
    deep, tiptoe, spring = -0.27 * size, 0.03 * size, GRAVITY * flight / 2
    whole = since % (crouch + push + flight + land + rise + rest)
    stance = standing(who, seconds)
    if (time := whole) < crouch:
        low = smooth(time / crouch)
        down, tip, feet = deep * low, 0.0, 0.0
    elif (time := time - crouch) < push:
        share = time / push
        down, low = _curve(share, deep, tiptoe, 0.0, spring * push), 1 - smooth(share)
        tip, feet = smooth(share * 1.4 - 0.4), 0.0
    elif (time := time - push) < flight:
        down = tiptoe + spring * time - GRAVITY * time**2 / 2
        low, tip = 0.0, 1.0
        feet = down - tiptoe + 0.1 * float(np.sin(np.pi * time / flight)) ** 2 * size
    elif (time := time - flight) < land:
        share = time / land
        down, low = _curve(share, tiptoe, deep * 0.85, -spring * land, 0.0), 0.85 * smooth(share)
        tip, feet = 1 - smooth(share * 1.5), 0.0
    else:
        low = 0.85 * (1 - smooth((time - land) / rise))
        down, tip, feet = deep * low, 0.0, 0.0
    leaves = crouch + push
    swung, lands = smooth((whole - crouch + 0.2) / 0.5), leaves + flight
    up = swung * (1 - smooth((whole - leaves - 0.6 * flight) / (0.4 * flight + land + 0.15)))
    back = smooth(whole / crouch) * (1 - swung) + 0.3 * smooth((whole - lands) / land) * (
        1 - smooth((whole - lands - land) / rise)
    )
    feet_now = stance.feet + np.array([0.0, feet, 0.0])
    soles = stance.soles + np.array([0.0, 34.0 * tip])
    stance = replace(stance, feet=feet_now, soles=soles, knees=0.15 * low)
    stance = stance.shifted(y=down, z=-0.07 * low * size)
    return stance.bent(
        both(
            {
                "hips": (0, 18 * low - 4 * up, 0),
                "waist": (0, 14 * low - 3 * up, 0),
                "chest": (0, 10 * low - 4 * up, 0),
                "neck": (0, -14 * low, 0),
                "head": (0, -16 * low - 8 * up, 0),
                "right arm": (0, 48 * back - 150 * up, -10 * back - 18 * up),
                "right forearm": (0, -12 * back - 20 * up * (1 - 0.5 * up), 0),
                "right hand": (0, 10 * up, 0),
            }
        )
    )


def seat_of(who: Actor) -> tuple[Array, float, bool]:
    """(3,) middle of the seat that somebody takes, the heading of who sits on it, and whether it is the set's.

    The nearest of the place's seats within 0.6 m, or a crate just behind.
    """
    at = np.array(who.role.at)
    near = [(float(np.hypot(x - at[0], z - at[1])), (x, y, z, facing)) for x, y, z, facing in who.place.seats]
    distance, seat = min(near, default=(np.inf, (0.0, 0.0, 0.0, 0.0)))
    if distance <= 0.6:
        return np.array(seat[:3]), seat[3], True
    under = at - ahead(who.role.facing) * _before(who)
    floor = who.place.height(float(under[0]), float(under[1]))
    _, _, tall = seat_crate(who, under, who.role.facing)
    return np.array([under[0], floor + tall, under[1]]), who.role.facing, False


def _before(who: Actor) -> float:
    """Metres that the feet of somebody who sits are before the seat's middle."""
    return 0.93 * who.leg / 2 + 0.03


def before_seat(who: Actor) -> tuple[Array, float]:
    """(2,) where somebody stands who will sit down, and the heading."""
    seat, facing, _ = seat_of(who)
    return seat[::2] + ahead(facing) * _before(who), facing


def sit(who: Actor, since: float, seconds: float) -> Stance:
    """Looks back, bends forward, goes down on the seat, straightens and lays the hands on the thighs."""
    time, size = since * who.role.pace * who.manner.tempo, who.size
    seat, _, _ = seat_of(who)
    floor = who.place.height(float(who.at[0]), float(who.at[1]))
    glance = smooth(time / 0.3) * (1 - smooth((time - 0.35) / 0.35))
    lean = smooth((time - 0.2) / 0.5) * (1 - smooth((time - 1.15) / 0.6))
    down = smooth((time - 0.35) / 0.95)
    back = smooth((time - 0.3) / 0.8)
    settle = float(np.exp(-5 * max(time - 1.3, 0)) * np.sin(12 * max(time - 1.3, 0)))
    hips = who.skeleton.joints[0][1]
    sunk = seat[1] + SEATED * size + (hips - who.skeleton.joints[11][1]) - floor - hips
    stance = standing(who, seconds)
    calm = 1 - 0.8 * down
    spread = stance.hips * np.array([calm, calm, 1])
    away = -_before(who)
    stance = replace(
        stance, hips=spread + np.array([0.0, sunk * down - 0.012 * settle, away * back]), knees=0.12 * down
    )
    feet, soles = feet_under(who, who.at, who.heading)
    above = seat[1] + SEATED * size - floor - float(who.skeleton.joints[13][1])
    feet[:, 1] = max(above - 0.78 * who.leg, 0.0) * down  # from a high seat short legs hang
    stance = with_feet(stance, (feet, soles))
    stance = stance.bent(
        both(
            {
                "hips": (0, 26 * lean - 4 * down, 0),
                "waist": (0, 12 * lean + 3 * down, 0),
                "chest": (0, 6 * lean + 3 * down + 3 * settle, 0),
                "neck": (0, -10 * lean, 0),
                "head": (0, -18 * lean + 4 * glance - 4 * settle, 0),
                "right arm": (0, -22 * lean - 18 * down, -10 * lean),
                "right forearm": (0, -20 * lean - 20 * down, 0),
            }
        )
    )
    side = who.manner.side
    stance = stance.bent({"head": (42 * side * glance, 0, 0), "chest": (16 * side * glance, 0, 0)})
    rest = smooth((time - 0.95) / 0.6)
    for hand in range(2):
        out = 1 - 2 * hand
        thigh = seat[::2] + ahead(who.heading) * (0.62 * who.leg / 2) + ahead(who.heading + 90) * (0.13 * out * size)
        stance = stance.reaching(hand, np.array([thigh[0], seat[1] + (SEATED + 0.12) * size, thigh[1]]), rest)
    return stance
