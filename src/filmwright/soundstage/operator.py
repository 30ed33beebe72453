"""Works the camera: one view a frame, from the framing, the move, and the room that the set leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Shot
from filmwright.soundstage.framing import Framing, Values, axes, framing
from filmwright.soundstage.moves import Motion, motion
from filmwright.soundstage.place import Place
from filmwright.soundstage.view import FILM_WIDTH, View, looking
from filmwright.soundstage.vocabulary import Scale

WIDEST = 14.0
"""Millimetres: the widest lens that is put on where a room is narrow."""
ABOVE_FLOOR, BELOW_CEILING = 0.25, 0.2
"""Metres that a camera keeps from the floor and the ceiling."""
_LENS_HEIGHT = 1.4
"""Metres above the ground, where the description says nothing and the scale is not near."""
_NEAREST = 0.55
"""Metres from the anchor that a camera keeps."""
_MIDDLE = 1.2
"""Metres around a set's middle within which its azimuths do not matter."""


_NEARER = 0.92 ** np.arange(28)
"""Shares of its distance that are tried for a camera in a narrow room."""


_LESS, _DEAR = (0.7, 0.6, 0.5), 2.5
"""Where even the best station costs so much, a truck or an orbit goes so much less far, again and again."""


@dataclass(frozen=True)
class _Station:
    """Where the camera stands before it moves: degrees about its anchor, metres from it, and the lens for that."""

    azimuth: float
    distance: float
    lens: float


def views(shot: Shot, place: Place, stood: npt.NDArray[np.float64]) -> tuple[View, ...]:
    """The camera at each frame.

    Args:
        shot: what is told.
        place: the set: room, azimuths, floor and ceiling.
        stood: (frames, roles, 2, 3) for each frame and role the ground under the figure and the top of its head,
            metres.

    Raises:
        FilmwrightError: the move cannot go in the direction that the description tells.
    """
    made = motion(shot.camera, len(stood), float(shot.picture.rate), shot.seed)
    azimuth = _allowed(shot.camera.azimuth, place, made)
    frame = framing(_at(shot, azimuth), stood, place.height(0.0, 0.0))
    station, cost = _station(shot, place, frame, made, azimuth)
    for share in _LESS:
        if cost < _DEAR:
            break
        made = made.sideways(share)
        station, cost = _station(shot, place, frame, made, azimuth)
    eyes = _eyes(shot, place, frame, made, station)
    return tuple(_view(shot, frame, made, station, eyes[index], index) for index in range(len(stood)))


def _at(shot: Shot, azimuth: float) -> Shot:
    return shot.model_copy(update={"camera": shot.camera.model_copy(update={"azimuth": azimuth})})


def _allowed(azimuth: float, place: Place, made: Motion) -> float:
    """The azimuth nearest to what is told from which the set may be shot, an orbit's ends included."""
    low, high = place.azimuths
    if high - low >= 360:
        return azimuth
    middle = (low + high) / 2
    off = (azimuth - middle + 180) % 360 - 180
    room = (high - low) / 2
    least, most = -room - made.about.min(), room - made.about.max()
    return float(middle + (np.clip(off, least, most) if least <= most else 0.0))


def _station(shot: Shot, place: Place, frame: Framing, made: Motion, azimuth: float) -> tuple[_Station, float]:
    """The station whose whole travel stays in the room: the one told, or the nearest to it, and what it costs."""
    told = _Station(azimuth, max(frame.distance, _NEAREST), shot.camera.lens)
    if not _outside(place, _ground_path(shot, frame, made, told)):
        return told, 0.0
    widest = min(WIDEST / float(made.longer.min()), shot.camera.lens)
    middle = sum(place.azimuths) / 2 if place.azimuths[1] - place.azimuths[0] < 360 else azimuth
    aside = (middle - azimuth + 180) % 360 - 180
    best, least = told, np.inf
    for share in (0.0, 0.25, 0.5, 0.75, 1.0) if aside else (0.0,):
        for nearer in _NEARER:
            distance = max(frame.distance * nearer, _NEAREST)
            lens = max(shot.camera.lens * nearer, widest)
            tried = _Station(azimuth + aside * share, distance, lens)
            # A narrower frame than asked for costs most, then a wider lens, then another side.
            cost = 4 * abs(np.log(lens * frame.distance / (shot.camera.lens * distance))) + (1 - nearer) + 0.8 * share
            if cost < least:
                out = _outside(place, _ground_path(shot, frame, made, tried))
                cost += 40 * out + 10 * (out > 0.01)
            if cost < least:
                best, least = tried, cost
    return best, least


def _outside(place: Place, path: Values) -> float:
    """How far (F, 3) positions leave the room for cameras, metres; 0 where they do not."""
    away = np.hypot(path[:, 0], path[:, 2])
    out = np.maximum(away - place.camera_room, 0.0)
    low, high = place.azimuths
    if high - low < 360:
        off = np.degrees(np.arctan2(path[:, 0], path[:, 2])) - (low + high) / 2
        over = np.radians(np.maximum(np.abs((off + 180) % 360 - 180) - (high - low) / 2 - 0.5, 0.0))
        out = np.maximum(out, np.where(away > _MIDDLE, away * np.sin(np.minimum(over, np.pi / 2)), 0.0))
    return float(out.max())


def _ground_path(shot: Shot, frame: Framing, made: Motion, station: _Station) -> Values:
    """(F, 3) where the camera is, seen from above; the heights are the anchor's."""
    angles = np.radians(station.azimuth + made.about)
    towards = np.stack([np.sin(angles), np.zeros_like(angles), np.cos(angles)], -1)
    right = np.stack([np.cos(angles), np.zeros_like(angles), -np.sin(angles)], -1)
    along = frame.anchor if made.travels else np.broadcast_to(frame.anchor.mean(0), frame.anchor.shape)
    width = FILM_WIDTH / station.lens * station.distance
    path = along + towards * np.maximum(station.distance * made.nearer, _NEAREST)[:, None]
    path = path + right * (made.aside * width)[:, None]
    return np.asarray(path + right * made.drift[:, :1] + towards * made.drift[:, 2:], float)


def _eyes(shot: Shot, place: Place, frame: Framing, made: Motion, station: _Station) -> Values:
    """(F, 3) the lens at each frame, between floor and ceiling."""
    eyes = _ground_path(shot, frame, made, station).copy()
    # Where no station was found the walls still hold.
    eyes[:, ::2] *= np.minimum(1.0, place.camera_room / np.maximum(np.hypot(eyes[:, 0], eyes[:, 2]), 1e-6))[:, None]
    near = shot.camera.scale in (Scale.MEDIUM, Scale.CLOSE)
    floor = place.floor(eyes[:, 0], eyes[:, 2])
    height = frame.eyes
    if shot.camera.height or not near:
        height = max(frame.ground, float(floor.mean())) + (shot.camera.height or _LENS_HEIGHT)
    rise = made.rise * station.distance
    low = float(floor.max()) + ABOVE_FLOOR + 0.1
    high = frame.ground + place.ceiling - BELOW_CEILING - 0.1 if place.ceiling else np.inf
    if rise.any():
        rise = rise * min(1.0, max(high - low, 0.1) / float(np.ptp(rise)))
        height = float(np.clip(height, low - rise.min(), max(high - rise.max(), low - rise.min())))
    eyes[:, 1] = np.maximum(height + rise + made.drift[:, 1], floor + ABOVE_FLOOR)
    if place.ceiling:
        eyes[:, 1] = np.minimum(eyes[:, 1], frame.ground + place.ceiling - BELOW_CEILING)
    return eyes


def _view(shot: Shot, frame: Framing, made: Motion, station: _Station, eye: Values, index: int) -> View:
    """The view from one position: at its anchor, which stands across the frame where the description puts it."""
    anchor = frame.anchor[index]
    size = (shot.picture.width, shot.picture.height)
    aim = anchor
    if made.aside.any():
        # A truck keeps its direction: it looks past the anchor as far as it has gone.
        aim = anchor + axes(station.azimuth)[0] * made.aside[index] * FILM_WIDTH / station.lens * station.distance
    if made.drift.any():
        # A hand does not turn the camera back to the subject at each step.
        aim = aim + axes(station.azimuth)[0] * made.drift[index, 0] + np.array([0, made.drift[index, 1], 0])
    lens = station.lens * made.longer[index]
    half = FILM_WIDTH / 2 / station.lens * np.linalg.norm((aim - eye)[[0, 2]])
    level = axes(station.azimuth + made.about[index])[0]
    view = looking(eye, aim - level * shot.camera.shift * half, lens, size)
    view = _turned(view, made.yaw[index], made.pitch[index], made.roll[index])
    return replace(view, focus=float(max((anchor - eye) @ view.forward, 0.3)))


def _turned(view: View, yaw: float, pitch: float, roll: float) -> View:
    """The same camera, turned about itself: to its left about the plumb line, then upwards, then anti-clockwise."""
    y, p, r = np.radians([yaw, pitch, roll])
    about = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    right, up, forward = about @ view.right, about @ view.up, about @ view.forward
    up, forward = np.cos(p) * up - np.sin(p) * forward, np.cos(p) * forward + np.sin(p) * up
    right, up = np.cos(r) * right + np.sin(r) * up, np.cos(r) * up - np.sin(r) * right
    return replace(view, right=right, up=up, forward=forward)
