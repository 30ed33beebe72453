"""What is done with the whole body's weight: jump, sit, fall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.actor import Actor, ahead, feet_under, standing, with_feet
from filmwright.soundstage.figures.holding import seat_crate
from filmwright.soundstage.figures.reach import Array
from filmwright.soundstage.figures.stance import Bends, Stance, mirrored, mix, smooth

SEATED = 0.09
"""Metres from a seat to the hip joints of somebody 1.7 m tall."""
GRAVITY = 9.81


def both(bends: Bends) -> dict[str, tuple[float, float, float]]:
    """Bends written for the right side, on both sides."""
    return {**bends, **mirrored({name: turn for name, turn in bends.items() if name.startswith("right ")})}


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


def fall(who: Actor, since: float, seconds: float) -> Stance:
    """Loses its balance, falls forwards or backwards, and lies."""
    forwards = draws(who.role.seed, "fall", who.role.character).uniform() < 0.5
    time = since * who.role.pace * who.manner.tempo
    keys = _forwards(who, seconds) if forwards else _backwards(who, seconds)
    before = keys[0]
    for key in keys[1:]:
        if time < key[0]:
            share = (time - before[0]) / (key[0] - before[0])
            return mix(before[1], key[1], _eased(share, key[2]))
        before = key
    return before[1]


Key = tuple[float, Stance, str]


def _eased(share: float, ease: str) -> float:
    """How far between two key stances: "in" gathers speed as what falls does, "out" comes to rest, "both" does both."""
    if ease == "in":
        return float(share**1.8)
    return 1 - (1 - share) ** 2 if ease == "out" else smooth(share)


def _lying(who: Actor, seconds: float) -> Stance:
    """A stance to make a fallen one from: nothing sways, nothing bends."""
    stance = standing(who, seconds)
    return replace(stance, turns=stance.turns * 0.3, hips=np.zeros(3))


def _body(
    who: Actor, base: Stance, z: float, height: float, tilt: float, feet: tuple[tuple[float, float, float, float], ...]
) -> Stance:
    """Hips ``z`` metres ahead and ``height`` above the floor, tilted; each foot: left, up, ahead (metres) and pitch."""
    size, long, hips = who.size, who.leg / 0.74, float(who.skeleton.joints[0][1])
    spots, soles = np.zeros((2, 3)), base.soles.copy()
    for side, (x, y, ahead_by, pitch) in enumerate(feet):
        spot = who.forward(ahead_by * long, x * size)
        spots[side], soles[side, 1] = [spot[0], y * size, spot[1]], pitch
    stance = replace(
        base, at=who.forward(z * long), hips=np.array([0, height * size - hips, 0.0]), feet=spots, soles=soles
    )
    return stance.bent({"hips": (0, tilt, 0)})


def _backwards(who: Actor, seconds: float) -> list[Key]:
    """A slip: the feet go out, arms fly up, it lands on its seat, then on its back, and the legs come down last."""
    start, base, side = standing(who, seconds), _lying(who, seconds), 0 if who.manner.side < 0 else 1
    arms = {"right arm": (0.0, -60.0, -70.0), "right forearm": (0.0, -30.0, 0.0)}
    teeter = _body(who, base, -0.1, 0.79, -14, ((0.12, 0.0, 0.0, -12), (-0.12, 0.1, 0.22, -10)))
    teeter = teeter.bent(both({**arms, "waist": (0, 16, 0), "chest": (0, 14, 0), "head": (0, 14, 0)}))
    slip = _body(who, base, -0.34, 0.5, -38, ((0.13, 0.04, 0.18, -25), (-0.13, 0.38, 0.42, -40)))
    slip = slip.bent(
        both({"right arm": (0, -95, -55), "right forearm": (0, -40, 0), "waist": (0, 12, 0), "head": (0, 22, 0)})
    )
    seat = _body(who, base, -0.52, 0.14, -42, ((0.15, 0.04, 0.2, -40), (-0.15, 0.42, 0.22, -50)))
    seat = seat.bent(
        both({"right arm": (0, 25, -55), "right forearm": (0, -15, 0), "waist": (0, 10, 0), "head": (0, 25, 0)})
    )
    rolled = _body(who, base, -0.55, 0.12, -84, ((0.16, 0.25, 0.1, -60), (-0.16, 0.5, 0.0, -60)))
    rolled = rolled.bent(
        both({"right arm": (0, 10, -75), "right forearm": (0, -20, 0), "neck": (0, 6, 0), "head": (0, 6, 0)})
    )
    bent_leg = (0.2, 0.0, -0.12, 0) if side == 0 else (0.15, 0.0, 0.14, -62)
    other = (-0.15, 0.0, 0.14, -62) if side == 0 else (-0.2, 0.0, -0.12, 0)
    lies = _body(who, base, -0.56, 0.11, -88, (bent_leg, other))
    lies = lies.bent(both({"right arm": (0, 2, -62), "right forearm": (0, -12, 0), "head": (0, -2, 0)}))
    lies = lies.bent({"head": (18.0 * who.manner.side, 0, 0)})
    breath = {"chest": (0.0, 1.5 * float(np.sin(seconds * 2.4)), 0.0)}
    return [
        (0.0, start, ""), (0.34, teeter, "both"), (0.62, slip, "in"), (0.86, seat, "in"),
        (1.1, rolled, "out"), (1.6, lies.bent(breath), "both"),
    ]  # fmt: skip


def _forwards(who: Actor, seconds: float) -> list[Key]:
    """A trip: it pitches forward over a caught foot, falls on its knees, then on its hands, and goes flat."""
    start, base = standing(who, seconds), _lying(who, seconds)
    trip = _body(who, base, 0.14, 0.8, 16, ((0.1, 0.05, -0.16, 45), (-0.1, 0.0, 0.1, 0)))
    trip = trip.bent(
        both({"right arm": (0, 30, -50), "right forearm": (0, -25, 0), "chest": (0, -6, 0), "head": (0, -6, 0)})
    )
    pitch = _body(who, base, 0.4, 0.62, 42, ((0.1, 0.1, -0.2, 60), (-0.1, 0.0, 0.1, 50)))
    pitch = pitch.bent(both({"right arm": (0, -95, -25), "right forearm": (0, -25, 0), "head": (0, -25, 0)}))
    kneels = _body(who, base, 0.52, 0.44, 60, ((0.12, 0.02, -0.02, 75), (-0.12, 0.02, 0.02, 75)))
    kneels = kneels.bent(
        both(
            {"right arm": (0, -110, -20), "right forearm": (0, -10, 0), "right hand": (0, -40, 0), "head": (0, -35, 0)}
        )
    )
    flat = _body(who, base, 0.68, 0.13, 86, ((0.13, 0.0, -0.22, 80), (-0.13, 0.0, -0.2, 80)))
    flat = flat.bent(
        both({"right arm": (0, -150, -35), "right forearm": (0, -50, 0), "head": (0, -34, 0), "chest": (0, -8, 0)})
    )
    lies = _body(who, base, 0.7, 0.11, 88, ((0.14, 0.0, -0.21, 82), (-0.16, 0.0, -0.19, 82)))
    lies = lies.bent(both({"right arm": (0, -140, -45), "right forearm": (0, -60, 0), "chest": (0, 0, 0)}))
    lies = lies.bent({"head": (50.0 * who.manner.side, -12, 0)})
    breath = {"chest": (0.0, 1.2 * float(np.sin(seconds * 2.4)), 0.0)}
    return [
        (0.0, start, ""), (0.32, trip, "both"), (0.58, pitch, "in"), (0.8, kneels, "in"),
        (1.1, flat, "in"), (1.5, lies.bent(breath), "out"),
    ]  # fmt: skip
