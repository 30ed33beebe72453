"""Falls: key stances of a body that loses its balance, and what is between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.actor import Actor, ahead, standing
from filmwright.soundstage.figures.stance import Stance, both, mix, smooth

Key = tuple[float, Stance, str]
"""When (seconds), which stance, and how it is come to: "in" gathers speed as what falls does, "out" comes to rest."""


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


def _hands_down(who: Actor, stance: Stance, ahead_by: float) -> Stance:
    """The same with both hands on the floor beside the head, so far before the hips (metres)."""
    for hand, out in enumerate((1.0, -1.0)):
        spot = stance.at + (ahead(who.heading) * ahead_by + ahead(who.heading + 90) * (0.34 * out)) * who.size
        floor = who.place.height(float(spot[0]), float(spot[1]))
        stance = stance.reaching(hand, np.array([spot[0], floor + 0.05 * who.size, spot[1]]), 1.0)
    return stance


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
    flat = _body(who, base, 0.68, 0.13, 86, ((0.13, 0.0, -0.29, 80), (-0.13, 0.0, -0.27, 80)))
    flat = flat.bent(
        both({"right arm": (0, -158, -35), "right forearm": (0, -50, 0), "head": (0, -34, 0), "chest": (0, -8, 0)})
    )
    lies = _body(who, base, 0.7, 0.11, 88, ((0.14, 0.0, -0.29, 82), (-0.16, 0.0, -0.26, 82)))
    lies = lies.bent(both({"right arm": (0, -158, -45), "right forearm": (0, -60, 0), "chest": (0, 0, 0)}))
    lies = lies.bent({"head": (50.0 * who.manner.side, -12, 0)})
    flat, lies = _hands_down(who, flat, 0.5), _hands_down(who, lies, 0.6)
    breath = {"chest": (0.0, 1.2 * float(np.sin(seconds * 2.4)), 0.0)}
    return [
        (0.0, start, ""), (0.32, trip, "both"), (0.58, pitch, "in"), (0.8, kneels, "in"),
        (1.1, flat, "in"), (1.5, lies.bent(breath), "out"),
    ]  # fmt: skip
