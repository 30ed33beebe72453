"""The nine moves of a camera, as what they change from frame to frame; ``operator`` applies them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError
from filmwright.soundstage.description import Camera
from filmwright.soundstage.draws import draws
from filmwright.soundstage.view import FILM_WIDTH
from filmwright.soundstage.vocabulary import Move, nearest

Values = npt.NDArray[np.float64]

DIRECTIONS: dict[Move, tuple[str, ...]] = {
    Move.STATIC: (),
    Move.PAN: ("right", "left"),
    Move.TILT: ("up", "down"),
    Move.DOLLY: ("in", "out"),
    Move.TRUCK: ("right", "left"),
    Move.CRANE: ("up", "down"),
    Move.ORBIT: ("right", "left"),
    Move.ZOOM: ("in", "out"),
    Move.HANDHELD: (),
}
"""Where each move may go, as the camera sees it; the first is usual."""

_PAN, _TILT, _ORBIT = 25.0, 13.0, 50.0
"""Degrees."""
_CLOSER = 1.65
"""How many times nearer a dolly or a zoom brings its subject."""
_LEAD = 0.94
"""Where a dolly or a zoom is nearest, as a share of the distance that the scale asks for."""


def direction(camera: Camera) -> str:
    """Where the camera's move goes: what the description says, or what is usual; "" for a move without direction.

    Raises:
        FilmwrightError: the move cannot go there.
    """
    known = DIRECTIONS[camera.move]
    said = camera.direction.strip().lower()
    if not said:
        return known[0] if known else ""
    if said in known:
        return said
    if not known:
        raise FilmwrightError(
            f"a {camera.move} camera goes nowhere, not '{camera.direction}'", "camera.direction", "leave it empty"
        )
    raise FilmwrightError(
        f"a {camera.move} does not go '{camera.direction}'", "camera.direction", nearest(said, list(known))
    )


@dataclass(frozen=True)
class Motion:
    """What a move changes at each frame; (F,) arrays.

    Args:
        yaw, pitch, roll: degrees the camera turns about itself: to its left, upwards, anti-clockwise.
        about: degrees it goes around its subject, as azimuth.
        nearer: factor on its distance.
        longer: factor on its lens.
        aside: metres to its right, as a share of the frame's width at the subject.
        rise: metres up, as a share of its distance.
        drift: (F, 3) metres that an unsteady hand adds, right, up and towards.
    """

    yaw: Values
    pitch: Values
    roll: Values
    about: Values
    nearer: Values
    longer: Values
    aside: Values
    rise: Values
    drift: Values

    @property
    def travels(self) -> bool:
        """True where the camera leaves its place."""
        return bool(np.ptp(self.about) or np.ptp(self.nearer) or np.ptp(self.aside) or np.ptp(self.rise))

    def sideways(self, share: float) -> Motion:
        """The same, going so much less far to the side or around."""
        return replace(self, about=self.about * share, aside=self.aside * share)


def eased(frames: int, ramp: float = 0.22) -> Values:
    """(F,) 0 to 1: speeds up, goes evenly, slows down, each ramp this share of the time."""
    t = np.linspace(0, 1, frames) if frames > 1 else np.full(1, 0.5)
    top = 1 / (1 - ramp)
    up, down = t**2 / (2 * ramp) * top, 1 - (1 - t) ** 2 / (2 * ramp) * top
    return np.asarray(np.where(t < ramp, up, np.where(t > 1 - ramp, down, (t - ramp / 2) * top)), float)


def motion(camera: Camera, frames: int, rate: float, seed: int) -> Motion:
    """What the camera's move changes over so many frames.

    A pan and a tilt come to rest on their subject; a truck and an orbit pass it; a dolly and a zoom are nearest at the
    distance that the scale asks for. A long lens turns less: as much of the frame goes by.

    Args:
        camera: its move, direction, amount and lens.
        frames: how many.
        rate: frames a second, for the hand's shake.
        seed: of the shot.

    Raises:
        FilmwrightError: the move has no such direction.
    """
    still, move = np.zeros(frames), camera.move
    parts = {name: still for name in ("yaw", "pitch", "roll", "about", "aside", "rise")}
    nearer = longer = still + 1
    drift = np.zeros((frames, 3))
    where, t = direction(camera), eased(frames)
    sign = -1.0 if where in ("left", "down", "out") else 1.0
    across = np.degrees(2 * np.arctan(FILM_WIDTH / 2 / camera.lens))
    if move is Move.PAN:
        parts["yaw"] = -sign * min(_PAN, across * 0.5) * camera.amount * (t - 0.72)
    elif move is Move.TILT:
        parts["pitch"] = sign * min(_TILT, across * 0.25) * camera.amount * (t - 0.9)
    elif move is Move.TRUCK:
        parts["aside"] = sign * 0.55 * camera.amount * (t - 0.5)
    elif move is Move.ORBIT:
        parts["about"] = sign * _ORBIT * camera.amount * (t - 0.5)
    elif move is Move.CRANE:
        parts["rise"] = sign * 0.48 * camera.amount * (t - (0.2 if sign > 0 else 0.8))
    elif move is Move.DOLLY:
        nearer = _LEAD * _CLOSER ** (camera.amount * (1 - t if sign > 0 else t))
    elif move is Move.ZOOM:
        longer = 1 / (_LEAD * _CLOSER ** (camera.amount * (1 - t if sign > 0 else t)))
    elif move is Move.HANDHELD:
        shake = _shake(frames, rate, seed) * camera.amount
        turn = min(across / 54, 1.0)
        parts["yaw"], parts["pitch"], parts["roll"] = shake[0] * turn * 1.3, shake[1] * turn * 1.1, shake[2] * 0.9
        drift = shake[3:].T * 0.035
    return Motion(nearer=nearer, longer=longer, drift=drift, **parts)


def _shake(frames: int, rate: float, seed: int) -> Values:
    """(6, F) a hand's unrest, each row about -1 to 1: breath and weight, slow, and muscles, quick."""
    draw, seconds = draws(seed, "hand"), np.arange(frames) / rate
    rows = []
    for _ in range(6):
        slow = [np.sin(2 * np.pi * (draw.uniform(0.3, 0.9) * seconds + draw.random())) for _ in range(2)]
        quick = [np.sin(2 * np.pi * (draw.uniform(1.6, 3.6) * seconds + draw.random())) for _ in range(3)]
        rows.append(sum(slow) * 0.45 + sum(quick) * 0.16)
    return np.array(rows)
