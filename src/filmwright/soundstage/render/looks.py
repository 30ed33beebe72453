"""The looks: one function each, from a frame's channels to its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Floats
from filmwright.soundstage.lighting import Lighting
from filmwright.soundstage.render import finish
from filmwright.soundstage.render.finish import Picture, Values
from filmwright.soundstage.render.raster import Channels
from filmwright.soundstage.render.texture import grain, pulp
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import Look

HOLD = {Look.NATURALISTIC: 1, Look.ANIME: 2, Look.CLAY: 2, Look.WATERCOLOUR: 1}
"""Frames for which a figure keeps its pose in each look."""


@dataclass(frozen=True)
class Drawn:
    """What a look draws from.

    Args:
        channels: of the frame.
        instances: (H, W) uint8; 0 is the set.
        people: (H, W) bool, figures and what they hold.
        light: of the shot.
        view: of the frame.
        pose: number of the pose that is held: what lives by itself in a look changes with it.
    """

    channels: Channels
    instances: npt.NDArray[np.uint8]
    people: npt.NDArray[np.bool_]
    light: Lighting
    view: View
    pose: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.view.width, self.view.height


def draw(look: Look, drawn: Drawn) -> Picture:
    """(H, W, 3) sRGB bytes."""
    return _LOOKS[look](drawn)


def naturalistic(drawn: Drawn) -> Picture:
    """Light as it falls: a lens with an aperture, bloom, the tone of film, a little vignette."""
    colour: Values = _filled(drawn) * drawn.light.exposure
    colour = finish.focused(colour, drawn.channels.depth, drawn.view, 0.03)
    colour = finish.bloomed(colour, drawn.view.width)
    return finish.encoded(finish.film_tone(colour * finish.vignette(drawn.size, 0.35)))


def _fill(drawn: Drawn) -> Floats:
    """(H, W, 3) light of the fill beside the camera on people and what they hold: it shows their roundness."""
    channels, light = drawn.channels, drawn.light
    towards = np.clip(-channels.normals @ drawn.view.forward.astype(np.float32), 0, 1)
    tint = np.array(light.above, np.float32) / max(float(finish.LUMA @ np.array(light.above)), 1e-4)
    falls = np.where(drawn.people, light.fill * (0.35 + 0.65 * towards), 0).astype(np.float32)
    return np.asarray(falls[..., None] * (0.6 + 0.4 * np.clip(tint, 0.5, 1.6)), np.float32)


def _filled(drawn: Drawn) -> Values:
    """(H, W, 3) radiance with the fill, as the air lets it through."""
    channels = drawn.channels
    if drawn.light.fill <= 0:
        return channels.colour
    return np.asarray(channels.colour + channels.albedo * _fill(drawn) * (1 - channels.fog[..., None]), np.float32)


def _apart(drawn: Drawn) -> tuple[Values, Values, Values]:
    """(H, W) light on surfaces, (H, W, 3) its tint, (H, W, 3) highlights and glow, before the air."""
    channels, light = drawn.channels, drawn.light
    falls = finish.luma(channels.diffuse)
    tint = channels.diffuse / np.maximum(falls, 1e-3)[..., None]
    clear = 1 - channels.fog[..., None]
    through = (channels.colour - np.array(light.haze, np.float32) * channels.fog[..., None]) / np.maximum(clear, 0.05)
    gloss = np.maximum(through - channels.albedo * channels.diffuse, 0)
    return falls, tint, gloss


def _key(light: Lighting) -> float:
    """Luminance of light on a surface that faces the key: what a look calls fully lit."""
    suns = float(finish.LUMA @ np.array(light.sun_colour)) * 0.8 + float(finish.LUMA @ np.array(light.above))
    lamps = max((float(finish.LUMA @ np.array(lamp.colour)) / 9 for lamp in light.lamps), default=0.0)
    return max(suns, lamps, 1e-3)


def anime(drawn: Drawn) -> Picture:
    """Flat bands of light, painted backgrounds, ink lines, clean bright colours."""
    channels, light = drawn.channels, drawn.light
    sky = ~np.isfinite(channels.depth)
    falls, tint, gloss = _apart(drawn)
    key = _key(light)
    share = falls / key

    def band(edge: float, soft: float) -> Floats:
        return np.asarray(np.clip((share - edge) / soft + 0.5, 0, 1), np.float32)

    level = 0.34 + 0.3 * band(0.2, 0.05) + 0.36 * band(0.46, 0.05)
    cool = np.array([0.86, 0.9, 1.12], np.float32)
    warmth = (level[..., None] - 0.34) / 0.66
    paint = cv2.bilateralFilter(channels.albedo, 0, 0.12, 1.6 * drawn.view.width / 256)
    paint = np.where(drawn.people[..., None], channels.albedo, paint)
    mood = np.clip(tint, 0.5, 1.6) * 0.55 + 0.45
    flat: Values = paint * level[..., None] * (cool * (1 - warmth) + warmth) * mood * min(key, 2.4) * 1.05
    flat = flat + paint * _stepped(_fill(drawn), light.fill)
    flat = flat + np.where(gloss > 0.35, gloss * 0.8, gloss * 0.25)
    flat = finish.saturated(flat, 1.25)
    fog = channels.fog[..., None]
    colour = flat * (1 - fog) + np.array(light.haze, np.float32) * fog
    bright = finish.luma(channels.colour)[..., None]
    steps = np.round(np.sqrt(bright) * 14) / 14
    heaven = channels.colour * (steps * steps / np.maximum(bright, 1e-3))
    colour = np.where(sky[..., None], finish.saturated(heaven.astype(np.float32), 1.2), colour) * light.exposure
    light_out = finish.film_tone(finish.bloomed(colour.astype(np.float32), drawn.view.width, 0.08))
    ink = ink_lines(drawn)[..., None]
    return finish.encoded(light_out * (1 - ink) + np.array([0.02, 0.015, 0.03], np.float32) * ink)


def _stepped(fill: Floats, most: float) -> Values:
    """(H, W, 3) a fill in two flat bands."""
    if most <= 0:
        return fill
    bright = finish.luma(fill)[..., None] / most
    level = 0.55 + 0.45 * np.clip((bright - 0.72) / 0.05 + 0.5, 0, 1)
    return np.asarray(fill * level / np.maximum(bright, 1e-3), np.float32)


def ink_lines(drawn: Drawn) -> Floats:
    """(H, W) ink, 0 to 1: outlines of figures and things, fainter far away."""
    channels = drawn.channels
    near = 1 / np.maximum(channels.depth, 0.3)
    step = np.zeros(near.shape, np.float32)
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        other, normal = _shifted(near, dy, dx), _shifted(channels.normals, dy, dx)
        jump = np.abs(near - other) / np.maximum(np.minimum(near, other), 1e-3) > 0.12
        crease = (np.sum(channels.normals * normal, -1) < 0.35) & ~jump
        others = _shifted(drawn.instances, dy, dx) != drawn.instances
        step = np.maximum(
            step, np.where(others, 1.0, np.where(jump, 0.8, np.where(crease, 0.35, 0))).astype(np.float32)
        )
    reach = np.where(drawn.people, 1.0, np.clip(7 * near, 0.15, 0.8)).astype(np.float32)
    lines = step * np.maximum(reach, _shifted(reach, 0, 1))
    width = drawn.view.width / 256
    if width >= 1.5:
        lines = cv2.dilate(lines, np.ones((round(width), round(width)), np.uint8))
    return np.asarray(np.clip(finish.blurred(lines, 0.55) * 1.25, 0, 0.92), np.float32)


def _shifted(values: Values, dy: int, dx: int) -> Values:
    """The value of a neighbour; at the rim the pixel's own."""
    height, width = values.shape[:2]
    rows = np.clip(np.arange(height) + dy, 0, height - 1)
    columns = np.clip(np.arange(width) + dx, 0, width - 1)
    return np.asarray(values[rows][:, columns])


def clay(drawn: Drawn) -> Picture:
    """Plasticine under soft lamps: rounded light, finger marks that change with each pose, a miniature's focus."""
    channels, light = drawn.channels, drawn.light
    solid = np.isfinite(channels.depth)
    falls, tint, gloss = _apart(drawn)
    key = _key(light)
    paint = finish.blurred(channels.albedo, 1.1 * drawn.view.width / 256)
    paint = finish.saturated(np.where(drawn.people[..., None], channels.albedo, paint).astype(np.float32), 1.2)
    # Far away the marks are finer than a pixel, and a set is smoothed by larger tools than a figure.
    near = np.clip(4.5 / np.maximum(channels.depth, 0.1), 0, 1) ** 1.5
    marks = grain(drawn.view, channels.depth, drawn.pose) * near * np.where(drawn.people, 1.0, 0.55)
    share = np.clip(falls / key, 0, 1.4)
    lit = key * (0.22 + 0.78 * np.sqrt(share) * 0.85) * (1 + 0.3 * marks)
    tints = tint * 0.6 + 0.4
    sheen = 0.06 * key * np.clip(share - 0.35, 0, 1) ** 2
    colour: Values = paint * (lit[..., None] * tints + _fill(drawn)) + np.minimum(gloss, 1.5) * 0.4 + sheen[..., None]
    fog = channels.fog[..., None] * 0.6
    colour = colour * (1 - fog) + np.array(light.haze, np.float32) * fog
    backdrop = finish.blurred(channels.colour, 2.5 * drawn.view.width / 256) * (1 + 0.06 * marks[..., None])
    colour = np.where(solid[..., None], colour, backdrop).astype(np.float32) * light.exposure
    colour = finish.focused(colour, channels.depth, drawn.view, 0.07)
    return finish.encoded(
        finish.film_tone(finish.bloomed(colour, drawn.view.width, 0.05) * finish.vignette(drawn.size, 0.5))
    )


def watercolour(drawn: Drawn) -> Picture:
    """Washes on paper: pale lights, pigment that gathers at edges and in the paper's grain, edges that wander."""
    light = drawn.light
    scale = drawn.view.width / 256
    tone = finish.film_tone(_filled(drawn) * light.exposure * 1.15)
    paper, wander = pulp(drawn.size)
    x, y = np.meshgrid(np.arange(drawn.view.width, dtype=np.float32), np.arange(drawn.view.height, dtype=np.float32))
    tone = cv2.remap(
        np.sqrt(tone), x + wander[..., 0], y + wander[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    wash = tone
    for _ in range(2):
        wash = cv2.bilateralFilter(wash, 0, 0.10, 2.2 * scale)
    # Where one wash ends against another its pigment gathers: darker just inside an edge.
    gathered = np.clip(finish.blurred(wash, 2.2 * scale) - wash, -0.12, 0.12)
    density: Values = 1 - wash
    # Pigment thins out on paper: the darkest wash still lets it through.
    density = density * (0.95 - 0.07 * density) - gathered * 0.5
    density = density * (1 + 0.13 * paper[..., None] * np.clip(1.2 - density, 0, 1))
    ink = ink_lines(drawn)[..., None]
    pencil = 0.3 * ink * (0.6 + 0.4 * paper[..., None])
    rim = _unpainted(drawn.size, wander)
    sheet = np.array([0.97, 0.955, 0.92], np.float32) * (1 + 0.025 * paper[..., None])
    colour: Values = sheet * (1 - np.clip(density, 0, 0.97)) * (1 - pencil)
    colour = colour * (1 - rim) + sheet * rim
    return np.asarray(np.clip(finish.saturated(colour.astype(np.float32), 1.15), 0, 1) * 255 + 0.5, np.uint8)


def _unpainted(size: tuple[int, int], wander: Floats) -> Floats:
    """(H, W, 1) 1 where the washes end before the sheet does."""
    width, height = size
    x, y = np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]
    inside = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) * 256 / width
    return np.asarray(np.clip(1 - (inside + 2.2 * wander[..., 0]) / 2.5, 0, 1), np.float32)[..., None]


_LOOKS: dict[Look, Callable[[Drawn], Picture]] = {
    Look.NATURALISTIC: naturalistic,
    Look.ANIME: anime,
    Look.CLAY: clay,
    Look.WATERCOLOUR: watercolour,
}
