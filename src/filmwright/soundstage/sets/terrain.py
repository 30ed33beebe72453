"""Ground that reaches the horizon, hills and peaks behind it, and what the weather does to all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.geometry import Floats, Mesh, mesh
from filmwright.soundstage.materials import MATERIALS, number
from filmwright.soundstage.solids import noise
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic, Weather

Array = npt.NDArray[Any]
Height = Callable[[Array, Array], Array]
Paint = Callable[[Array, Array], Array]


def eased(value: Array | float, low: float, high: float) -> Array:
    """0 below ``low``, 1 above ``high``, a smooth way between."""
    t = np.clip((np.asarray(value, float) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def mixed(first: npt.ArrayLike, second: npt.ArrayLike, share: Array) -> Array:
    """(N, 3) colours between two, ``share`` (N,) of the second."""
    part = np.asarray(share)[..., None]
    return np.asarray(np.asarray(first) * (1 - part) + np.asarray(second) * part)


def field_noise(x: Array, z: Array, seed: int, size: float) -> Array:
    """Smooth noise over the ground, about -1 to 1; ``size`` in metres a period."""
    return np.asarray(noise(np.stack([x, z], -1) / size, seed), float)


def rolling(seed: int, near: float, far: float, level: float = 6.0, size: float = 11.0, rise: float = 90.0) -> Height:
    """Heights: gentle within ``level`` metres of the origin, hills beyond.

    Args:
        seed: of the hills.
        near: metres up and down close to the actors' circle.
        far: metres up, ``rise`` metres away.
        level: metres about the origin that stay nearly flat.
        size: metres a period of the near ground.
        rise: metres at which the far hills stand.
    """

    def height(x: Array, z: Array) -> Array:
        away = np.hypot(x, z)
        close = near * field_noise(x, z, seed, size) * (0.12 + 0.88 * eased(away, level, level + 12))
        hills = far * (0.55 + 0.6 * field_noise(x, z, seed + 1, 70.0)) * eased(away, rise * 0.35, rise * 1.5)
        return close + hills

    return height


def disc(
    height: Height,
    colour: Paint,
    accent: Paint,
    material: str,
    reach: float = 460.0,
    semantic: Semantic = Semantic.GROUND,
    angles: int = 64,
) -> Mesh:
    """The ground about the origin out to ``reach`` metres: fine where actors walk, coarse far away.

    Args:
        height, colour, accent: of the ground at arrays of x and z.
        material: of the ground.
        reach: metres.
        semantic: what it is.
        angles: around.
    """
    rings = np.concatenate([np.linspace(0.5, 14, 20), np.geomspace(15.3, reach, 18)])
    turn = np.arange(angles) / angles * 2 * np.pi
    x = np.concatenate([[0.0], (rings[:, None] * np.sin(turn)).reshape(-1)])
    z = np.concatenate([[0.0], (rings[:, None] * np.cos(turn)).reshape(-1)])
    points = np.stack([x, height(x, z), z], -1)
    one, two = np.arange(angles), (np.arange(angles) + 1) % angles
    faces = [np.stack([np.zeros(angles, int), one + 1, two + 1], -1)]
    for ring in range(len(rings) - 1):
        a, b = 1 + ring * angles + one, 1 + ring * angles + two
        faces += [np.stack([a, a + angles, b + angles], -1), np.stack([a, b + angles, b], -1)]
    colours, accents = colour(x, z), accent(x, z)
    return mesh(points, np.concatenate(faces), colours, material, semantic, accents)


def ridge(
    seed: int,
    away: float,
    high: float,
    foot: npt.ArrayLike,
    top: npt.ArrayLike,
    jag: float = 0.5,
    material: str = "plain",
    semantic: Semantic = Semantic.GROUND,
    caps: npt.ArrayLike | None = None,
    gap: float = 0.0,
) -> Mesh:
    """A chain of hills or peaks all round, far away.

    Args:
        seed: of its outline.
        away: metres to its foot.
        high: metres of the usual peak.
        foot, top: colours.
        jag: 0 for round hills, 1 for sharp peaks.
        material, semantic: of it.
        caps: colour of the highest parts (snow).
        gap: share of the outline that lies below the horizon.
    """
    count, rows = 160, 8
    turn = np.arange(count) / count * 2 * np.pi
    around = np.stack([np.sin(turn), np.cos(turn)], -1)
    round_ = noise(around * 1.7, seed) * 0.5 + 0.5
    crags = 0.68 * np.abs(noise(around * 4.2, seed + 1)) ** 0.8 + 0.32 * np.abs(noise(around * 11.0, seed + 5)) ** 0.8
    sharp = 1 - 2 * crags
    outline = np.clip((1 - jag) * round_ + jag * (0.45 * round_ + 0.5 * sharp) - gap, -0.25, 1.3) + 0.12
    points, share = [], []
    for row in range(rows):
        up = row / (rows - 1)
        rough = noise(np.stack([around[:, 0] * 9, around[:, 1] * 9, np.full(count, up * 2.0)], -1), seed + 2)
        far = away * (1 + 0.28 * up + 0.05 * rough * (row > 0))
        tall = -8 + (outline * high + 8) * up ** (0.8 + 0.5 * jag) + rough * high * 0.06 * (row > 0)
        points.append(np.stack([around[:, 0] * far, tall, around[:, 1] * far], -1))
        share.append(np.clip(tall / high, 0, 1))
    one, two = np.arange(count), (np.arange(count) + 1) % count
    faces = []
    for row in range(rows - 1):
        a, b = row * count + one, row * count + two
        faces += [np.stack([a, a + count, b + count], -1), np.stack([a, b + count, b], -1)]
    vertices, shares = np.concatenate(points), np.concatenate(share)
    colours = mixed(foot, top, shares)
    if caps is not None:
        edge = 0.5 + 0.28 * noise(vertices / (away * 0.3), seed + 3)
        colours = np.where((shares > edge)[:, None], np.asarray(caps, float), colours)
    return mesh(vertices, np.concatenate(faces), colours, material, semantic, colours * 0.72)


_STEADY = ("lamp", "glow", "lit windows", "glass", "water", "ice")


def weathered(body: Mesh, weather: Weather, snow: npt.ArrayLike = (0.56, 0.6, 0.67)) -> Mesh:
    """The set as the weather leaves it: white from above in snowfall, its ground dark and shining in rain."""
    if weather not in (Weather.SNOWFALL, Weather.RAIN):
        return body
    names = np.array([material.name for material in MATERIALS])
    touched = np.zeros(len(body.vertices), bool)
    free = ~np.isin(names[body.materials], _STEADY)
    if weather is Weather.RAIN:
        free &= body.semantics == SEMANTICS.index(Semantic.GROUND)
    touched[body.faces[free].reshape(-1)] = True
    if weather is Weather.RAIN:
        dark = np.where(touched[:, None], np.float32(0.6), np.float32(1))
        materials = np.where(body.materials == number("asphalt"), np.int32(number("wet asphalt")), body.materials)
        return replace(body, colours=body.colours * dark, accents=body.accents * dark, materials=materials)
    share = (eased(body.normals[:, 1], 0.25, 0.8) * touched * 0.85).astype(np.float32)
    white = np.asarray(snow, np.float32)

    def under(colours: Floats) -> Floats:
        return np.asarray(mixed(colours, white, share), np.float32)

    return replace(body, colours=under(body.colours), accents=under(body.accents))
