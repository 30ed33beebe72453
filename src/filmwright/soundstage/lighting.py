"""The light of a shot: sun or moon, sky, haze, by time of day, weather, key and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.description import Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.place import Lamp, Place, Vector
from filmwright.soundstage.vocabulary import SEMANTICS, Key, Semantic, Time, Weather

MOST_LAMPS = 6
"""Lamps of a set that light it; the strongest two cast shadows."""


@dataclass(frozen=True)
class Lighting:
    """Light, linear.

    Args:
        sun: direction to the sun or moon, unit length.
        sun_colour: its irradiance on a surface that faces it.
        sun_softness: tangent of its angular radius: how soft shadows are.
        zenith, horizon: radiance of the sky above and at its edge, as the camera sees it.
        above: radiance that lights a surface from above: the sky's, or indoors the room's.
        bounce: radiance that comes back from the ground.
        haze: colour of the air in the distance.
        density: of the haze, 1/m.
        clouds: cover, 0 to 1.
        stars: brightness, 0 to 1.
        lamps: at most six, the shadowed first.
        exposure: what the camera multiplies radiance by.
        fill: irradiance of a lamp beside the camera on those who play, where little else lights them: a film's night
            is dark about its people.
    """

    sun: Vector
    sun_colour: Vector
    sun_softness: float
    zenith: Vector
    horizon: Vector
    above: Vector
    bounce: Vector
    haze: Vector
    density: float
    clouds: float
    stars: float
    lamps: tuple[Lamp, ...]
    exposure: float
    fill: float = 0.0


@dataclass(frozen=True)
class _Hour:
    elevation: float
    sun: Vector
    zenith: Vector
    horizon: Vector
    stars: float
    exposure: float


_HOURS = {
    Time.DAWN: _Hour(13, (2.6, 1.65, 1.0), (0.20, 0.30, 0.55), (0.95, 0.62, 0.48), 0.0, 1.05),
    Time.DAY: _Hour(48, (3.3, 3.05, 2.7), (0.22, 0.42, 0.85), (0.62, 0.76, 0.95), 0.0, 0.66),
    Time.DUSK: _Hour(8, (2.7, 1.15, 0.45), (0.16, 0.17, 0.42), (1.05, 0.45, 0.25), 0.15, 1.1),
    Time.NIGHT: _Hour(38, (0.24, 0.32, 0.52), (0.012, 0.022, 0.06), (0.035, 0.055, 0.11), 1.0, 1.9),
}
_COVER = {Weather.OVERCAST: 0.85, Weather.FOG: 0.95, Weather.RAIN: 0.9, Weather.SNOWFALL: 0.8}
"""Share of the sky that is grey."""
_THROUGH = {Weather.OVERCAST: 0.22, Weather.FOG: 0.2, Weather.RAIN: 0.15, Weather.SNOWFALL: 0.3}
"""Share of the sun that comes through."""
_AIR = {Weather.OVERCAST: 0.0, Weather.FOG: 0.03, Weather.RAIN: 0.012, Weather.SNOWFALL: 0.014}
"""Density of the haze, 1/m."""


_LIT = 0.3
"""Light on people, times the exposure, below which a fill makes up for it."""
_CHEST, _LUMA = np.array([0.0, 1.2, 0.0]), np.array([0.2126, 0.7152, 0.0722])


def lighting(stand: Stand, place: Place) -> Lighting:
    """The light of a set at its time and in its weather.

    The sun's bearing is drawn with the set's seed, so it stays where it is from shot to shot.
    """
    hour = _HOURS[stand.time]
    draw = draws(stand.seed, "light", stand.family.value)
    bearing = np.radians(draw.uniform(-70, 70) + (180 if draw.random() < 0.35 else 0))
    elevation = np.radians(hour.elevation + draw.uniform(-4, 6))
    sun = (np.sin(bearing) * np.cos(elevation), np.sin(elevation), np.cos(bearing) * np.cos(elevation))
    sun_colour, zenith, horizon = (np.array(colour) for colour in (hour.sun, hour.zenith, hour.horizon))
    softness, clouds, density, stars = 0.02, draw.uniform(0.15, 0.5), place.haze, hour.stars
    if stand.weather is not Weather.CLEAR:
        grey = (zenith + horizon).mean() / 2
        thick = _COVER[stand.weather]
        tint = np.array([0.92, 0.98, 1.08]) * grey
        zenith, horizon = zenith * (1 - thick) + tint * thick * 0.9, horizon * (1 - thick) + tint * thick * 1.25
        sun_colour = sun_colour * _THROUGH[stand.weather]
        softness, clouds, stars = 0.25, 1.0, 0.0
        if not place.indoors:
            density = max(density, _AIR[stand.weather])
    low = stand.key is Key.LOW
    above = zenith * 0.55 + horizon * 0.45
    bounce = 0.22 * (sun_colour * max(sun[1], 0.15) + above) * np.array([1.0, 0.92, 0.8])
    haze = horizon * 0.9 + zenith * 0.1
    if place.indoors:
        above = np.array(place.fill) * (0.55 if stand.time is Time.NIGHT else 1.0)
        bounce, haze = above * 0.6, above * 0.6
        # A film is exposed for the room: sun that falls in is bright, not white.
        sun_colour = sun_colour * 0.5
    share = {(True, True): 0.45, (True, False): 1.15, (False, True): 0.7, (False, False): 1.0}[place.indoors, low]
    lamps = sorted(place.lamps, key=lambda lamp: -sum(lamp.colour))[:MOST_LAMPS]
    gain = 1.25 if low else 1.0
    exposure = 1.0 if place.indoors else hour.exposure * _stopped_down(place)
    lit = _meter(sun_colour * (0.05 if place.indoors else 0.15), above * share * 0.6, lamps)
    return Lighting(
        _vector(np.array(sun)),
        _vector(sun_colour * (1.1 if low else 1.0)),
        softness,
        _vector(zenith),
        _vector(horizon),
        _vector(above * share),
        _vector(bounce * share),
        _vector(haze),
        float(density),
        float(clouds),
        float(stars),
        tuple(Lamp(lamp.at, _vector(np.array(lamp.colour) * gain), lamp.radius) for lamp in lamps),
        exposure,
        max(_LIT - lit * exposure, 0.0) * (0.8 if low else 1.0) / exposure,
    )


def _meter(suns: npt.NDArray[np.float64], above: npt.NDArray[np.float64], lamps: list[Lamp]) -> float:
    """About what lights somebody in the middle of the set: luminance of sun, sky or room, and lamps."""
    total = suns + above
    for lamp in lamps:
        away = np.array(lamp.at) - _CHEST
        total = total + np.array(lamp.colour) * 0.1 / max(float(away @ away), 1.0)
    return float(total @ _LUMA)


def _vector(values: npt.NDArray[np.float64]) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))


def _stopped_down(place: Place) -> float:
    """What a camera's meter does on bright ground: snow and dunes would be white without."""
    ground = place.mesh.faces[place.mesh.semantics == SEMANTICS.index(Semantic.GROUND)]
    if not len(ground):
        return 1.0
    bright = float(place.mesh.colours[ground[:, 0]].mean())
    return float(np.clip(1.1 - 0.4 * bright, 0.78, 1.05))
