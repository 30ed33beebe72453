"""Rain and snow: drops and flakes that fall through the world, drawn where nothing stands before them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from filmwright.soundstage.description import Shot
from filmwright.soundstage.draws import draws
from filmwright.soundstage.lighting import Lighting
from filmwright.soundstage.render.raster import Channels
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import Weather

_SIDE = 14.0
"""Edge of the block of air around the camera in which things fall, metres; it repeats."""
_MANY = {Weather.RAIN: 1500, Weather.SNOWFALL: 1800}
_SPEED = {Weather.RAIN: 7.5, Weather.SNOWFALL: 1.1}


def fallen(channels: Channels, view: View, shot: Shot, indoors: bool, seconds: float, light: Lighting) -> Channels:
    """The channels with rain or snow in their colour; the truth channels stay as they are."""
    weather = shot.set.weather
    if indoors or weather not in _MANY:
        return channels
    rain = weather is Weather.RAIN
    draw = draws(shot.seed, "falling", weather.value)
    count = _MANY[weather]
    starts, sway = draw.uniform(0, _SIDE, (count, 3)), draw.uniform(0, 2 * np.pi, count)

    def at(when: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        places = starts - [0.0, _SPEED[weather] * when, 0.0]
        if not rain:
            places = places + 0.25 * np.stack([np.sin(when * 1.3 + sway), 0 * sway, np.cos(when * 1.1 + sway)], -1)
        corner = view.eye - _SIDE / 2
        return np.asarray((places - corner) % _SIDE + corner)

    tops = at(seconds)
    pixels, depth = view.project(tops)
    tails, _ = view.project(tops + [0.0, 0.16 if rain else 0.0, 0.0])
    inside = (depth > 0.7) & (pixels > 0).all(-1) & (pixels[:, 0] < view.width) & (pixels[:, 1] < view.height)
    pixels, tails, depth = pixels[inside], tails[inside], depth[inside]
    shown = depth < channels.depth[pixels[:, 1].astype(int), pixels[:, 0].astype(int)]
    layer = np.zeros(channels.depth.shape, np.float32)
    for here, tail, far in zip(pixels[shown], tails[shown], depth[shown], strict=True):
        ends = [tuple(int(value) for value in np.round((end - 0.5) * 16)) for end in (here, tail)]
        if rain:
            cv2.line(layer, ends[0], ends[1], float(min(0.35, 1.2 / far)), 1, cv2.LINE_AA, 4)
        else:
            radius = max(0.35, 0.014 * view.focal / far)
            cv2.circle(layer, ends[0], int(radius * 16), float(min(0.95, radius + 0.2)), -1, cv2.LINE_AA, 4)
    tone = np.array(light.above, np.float32) * (1.1 if rain else 1.5)
    cover = np.clip(layer, 0, 1)[..., None]
    return replace(
        channels,
        colour=channels.colour * (1 - cover) + tone * cover,
        albedo=channels.albedo * (1 - cover) + 0.9 * cover,
    )
