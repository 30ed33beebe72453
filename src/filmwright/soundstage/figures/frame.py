"""The measures of one body, and the shapes that skin and cloth share: trunk, arms and legs as rings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.soundstage.figures.character import Character
from filmwright.soundstage.figures.parts import Array, Part, ease, egg, hung, loft, shared
from filmwright.soundstage.figures.skeleton import BONE, Skeleton

SIDES = ("left", "right")


@dataclass(frozen=True)
class Frame:
    """Measures in metres.

    Args:
        joints: (B, 3) at rest.
        scale: thickness of a body of this height, 1 for one of 1.7 m; a child's is a little more than its share.
        girth: 1 is usual.
        womanly: True for a narrower waist and wider hips.
        half_shoulders, half_hips: joint to middle.
    """

    joints: Array
    scale: float
    girth: float
    womanly: bool
    half_shoulders: float
    half_hips: float

    def at(self, bone: str) -> Array:
        """(3,) where a bone's joint is."""
        return np.asarray(self.joints[BONE[bone]])

    @property
    def hip(self) -> float:
        """Height of the hip joints."""
        return float(self.at("left thigh")[1])

    @property
    def shoulder(self) -> float:
        """Height of the shoulder joints."""
        return float(self.at("left arm")[1])

    def height(self, share: float) -> float:
        """Height of a place on the trunk: 0 at the hip joints, 1 at the shoulders."""
        return self.hip + share * (self.shoulder - self.hip)

    @property
    def thick(self) -> float:
        """Of limbs: their radii are shares of it."""
        return float(self.scale * self.girth**0.75)

    def trunk(self, share: npt.ArrayLike, loose: float = 0.0) -> Array:
        """(P, 5) rings of the trunk at shares of its height, ``loose`` metres wider."""
        t = np.asarray(share, float)
        g, s = self.girth, self.scale
        hips = self.half_hips + 0.068 * s * g
        chest = self.half_shoulders * 0.98
        waist = (0.62 * chest + 0.38 * hips) * (0.84 if self.womanly else 0.98) * (1 + 0.28 * (g - 1))
        full = max(g - 1, 0)
        levels = [-0.16, -0.11, -0.03, 0.1, 0.4, 0.68, 0.86, 0.98, 1.08, 1.15]
        wide = [
            hips * 0.35,
            hips * 0.75,
            hips * 0.97,
            hips,
            waist,
            chest * 0.98,
            chest * 1.0,
            chest * 0.86,
            chest * 0.5,
            0.058 * s,
        ]
        depth = np.array([0.05, 0.08, 0.1, 0.109, 0.1 if self.womanly else 0.107, 0.122, 0.108, 0.085, 0.07, 0.055])
        deep = depth * s * (1 + 0.85 * (g - 1))
        ahead = np.array([0, 0, -0.008, -0.008, 0.012, 0.008, 0.0, -0.008, -0.012, -0.01]) * s
        ahead = ahead + 0.045 * full * np.array([0, 0, 0.3, 0.9, 2.2, 0.8, 0, 0, 0, 0]) * s
        columns = [_smooth(t, levels, column) for column in (ahead, wide, deep)]
        y = self.hip + t * (self.shoulder - self.hip)
        return np.stack([0 * t, y, columns[0], columns[1] + loose, columns[2] + loose], -1)

    def carried(self, points: npt.NDArray[Any]) -> dict[str, Array]:
        """How the trunk's bones share points (V, 3)."""
        share = (points[:, 1] - self.hip) / (self.shoulder - self.hip)
        waist, chest = ease(share, 0.12, 0.42), ease(share, 0.42, 0.74)
        neck = ease(share, 1.07, 1.22) * 0.9
        return {
            "hips": 1 - waist,
            "waist": waist * (1 - chest),
            "chest": waist * chest * (1 - neck),
            "neck": neck * chest,
        }

    def draped(self, points: npt.NDArray[Any], stiff: float = 0.15) -> dict[str, Array]:
        """How bones share cloth that hangs from the hips about both legs: (V, 3)."""
        thigh, shin = self.at("left thigh")[1], self.at("left shin")[1]
        down = ease(points[:, 1], thigh + 0.06 * self.scale, thigh - 0.22 * self.scale) * (1 - stiff)
        below = ease(points[:, 1], shin + 0.1 * self.scale, shin - 0.16 * self.scale) * 0.85
        left = ease(points[:, 0], -0.1 * self.scale, 0.1 * self.scale)
        shares = {"hips": 1 - down}
        for side, part in (("left", left), ("right", 1 - left)):
            shares[f"{side} thigh"] = down * part * (1 - below)
            shares[f"{side} shin"] = down * part * below
        return shares

    def arm(
        self, side: str, start: float, end: float, loose: float, colour: npt.ArrayLike, flare: float = 0.0, **of: Any
    ) -> Part:
        """A tube about an arm: 0 is the shoulder, 1 the elbow, 2 the wrist; a dome closes it at the shoulder."""
        shoulder, elbow, wrist = (self.at(f"{side} {bone}") for bone in ("arm", "forearm", "hand"))
        stops = np.unique(np.clip([start, 0.0, 0.45, 0.86, 1.0, 1.14, 1.6, 2.0, end], start, end))[::-1]
        radius = (
            np.interp(stops, [0, 0.25, 0.5, 1, 1.3, 2], [0.052, 0.055, 0.05, 0.043, 0.043, 0.031]) * self.thick + loose
        )
        radius = radius + flare * ease(stops, end - 0.8, end)
        y = np.interp(stops, [0, 1, 2], [shoulder[1] - 0.02 * self.scale, elbow[1], wrist[1]])
        rings = np.stack([0 * y + shoulder[0], y, 0 * y, radius, radius], -1)
        rings = _closed(rings, over=start <= 0, flat=0.85)
        tube = loft(rings, colour, 8, **of)
        bend = ease(tube.vertices[:, 1], elbow[1] + 0.05 * self.scale, elbow[1] - 0.05 * self.scale)
        turn = ease(tube.vertices[:, 1], wrist[1] + 0.04 * self.scale, wrist[1] - 0.02 * self.scale) * 0.8
        return shared(
            tube, {f"{side} arm": 1 - bend, f"{side} forearm": bend * (1 - turn), f"{side} hand": bend * turn}
        )

    def elbow(self, side: str, loose: float, colour: npt.ArrayLike, **of: Any) -> Part:
        """A ball in the elbow, that keeps a bent arm round."""
        radius = 0.042 * self.thick + loose
        return hung(egg(self.at(f"{side} forearm"), (radius,) * 3, colour, 6, 4, **of), f"{side} forearm")

    def leg(
        self, side: str, start: float, end: float, loose: float, colour: npt.ArrayLike, flare: float = 0.0, **of: Any
    ) -> Part:
        """A tube about a leg: 0 is the hip, 1 the knee, 2 the ankle."""
        hip, knee, ankle = (self.at(f"{side} {bone}") for bone in ("thigh", "shin", "foot"))
        stops = np.unique(np.clip([start, 0.0, 0.45, 0.86, 1.0, 1.14, 1.5, 2.0, end], start, end))[::-1]
        radius = (
            np.interp(stops, [0, 0.3, 1, 1.3, 1.6, 2], [0.09, 0.084, 0.057, 0.058, 0.05, 0.038]) * self.thick + loose
        )
        radius = radius + flare * ease(stops, 0.4, end)
        y = np.interp(stops, [0, 1, 2, 3], [hip[1], knee[1], ankle[1], 2 * ankle[1] - knee[1]])
        rings = _closed(np.stack([0 * y + hip[0], y, 0 * y, radius, radius], -1), over=start <= 0)
        tube = loft(rings, colour, 8, **of)
        bend = ease(tube.vertices[:, 1], knee[1] + 0.07 * self.scale, knee[1] - 0.07 * self.scale)
        turn = ease(tube.vertices[:, 1], ankle[1] + 0.05 * self.scale, ankle[1] - 0.03 * self.scale) * (
            0.5 if flare else 0.8
        )
        return shared(tube, {f"{side} thigh": 1 - bend, f"{side} shin": bend * (1 - turn), f"{side} foot": bend * turn})

    def knee(self, side: str, loose: float, colour: npt.ArrayLike, **of: Any) -> Part:
        """A ball in the knee."""
        radius = 0.056 * self.thick + loose
        return hung(egg(self.at(f"{side} shin"), (radius,) * 3, colour, 6, 4, **of), f"{side} shin")


def _smooth(at: Array, levels: list[float], values: npt.ArrayLike) -> Array:
    """A curve through points that bends gently: (P,)."""
    fine = np.linspace(levels[0], levels[-1], 66)
    curve = np.interp(fine, levels, np.asarray(values, float))
    kernel = np.array([1, 2, 3, 2, 1]) / 9
    inner = np.convolve(np.pad(curve, 2, mode="edge"), kernel, "valid")
    return np.asarray(np.interp(at, fine, inner))


def _closed(rings: Array, over: bool, flat: float = 1.0) -> Array:
    """Rings from below, with a dome above; ``flat`` is its height, in radii."""
    parts = [rings]
    turns = np.radians([45, 90])
    if over:
        top = rings[-1]
        parts.append(
            np.array(
                [
                    [top[0], top[1] + np.sin(a) * top[3] * flat, top[2], top[3] * np.cos(a), top[4] * np.cos(a)]
                    for a in turns
                ]
            )
        )
    return np.concatenate(parts)


def frame(one: Character, bones: Skeleton) -> Frame:
    """The measures of a character."""
    p = one.proportions
    return Frame(bones.joints, (p.height / 1.7) ** 0.8, p.girth, one.womanly, p.shoulders / 2, p.hips / 2)
