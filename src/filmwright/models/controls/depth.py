"""Depth as a control: near is 1, far and the sky are -1, on one scale for the whole clip, so that it does not flicker.

T frames, H and W pixels. Nearness is disparity, 1 over the distance, as in monocular depth estimation (Ranftl et al.,
"Towards Robust Monocular Depth Estimation", 2020): what is twice as far is half as near, whatever the unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError
from filmwright.models.controls.picture import Floats

LOW, HIGH = 2.0, 98.0
"""Percentiles of nearness that become -1 and 1: a speck at the lens does not squeeze all else together."""
NEAR, FAR = 1.5, 40.0
"""Metres that a control without a unit is taken to lie between."""
_MOST = 1 << 20
"""Pixels that percentiles are taken of."""
_FLAT = 1e-6


def from_metres(depth_THW: npt.NDArray[np.floating]) -> Floats:
    """Depth along the camera's axis as a control.

    Args:
        depth_THW: metres, more than 0; infinite for the sky.

    Returns:
        float32 (T, H, W) in [-1, 1]; the sky is -1. A clip of one single depth is 0.

    Raises:
        FilmwrightError: a depth is 0, less, or no number.
    """
    if not (depth_THW > 0).all():
        raise FilmwrightError("a depth that is not more than 0 metres", "", "give what has no depth an infinite one")
    nearness = 1 / np.asarray(depth_THW, np.float32)
    solid = nearness > 0
    return np.where(solid, _stretched(nearness, nearness[solid]), np.float32(-1))


def from_grey(grey: npt.NDArray[Any], inverted: bool = False) -> Floats:
    """A grey depth video as a control: what is brighter is nearer.

    Args:
        grey: (T, H, W), or (T, H, W, 3) whose colours are averaged; uint8, uint16, or floats.
        inverted: what is darker is nearer.

    Returns:
        float32 (T, H, W) in [-1, 1]. A clip of one single grey is 0.
    """
    values = np.asarray(grey, np.float32)
    values = values.mean(-1) if values.ndim == 4 else values
    if inverted:
        values = -values
    return _stretched(values, values)


def to_metres(control_THW: Floats, near: float = NEAR, far: float = FAR) -> Floats:
    """Metres of a control that has no unit, for a camera to move through: its ends at ``near`` and ``far``."""
    share = (np.clip(control_THW, -1, 1) + 1) / 2
    return np.asarray(1 / (1 / far + share * (1 / near - 1 / far)), np.float32)


def _stretched(values: Floats, counted: Floats) -> Floats:
    """Values brought to [-1, 1] by the percentiles of those that count."""
    if not counted.size:
        return np.full(values.shape, -1, np.float32)
    sample = counted.reshape(-1)[:: max(1, counted.size // _MOST)]
    low, high = np.percentile(sample, [LOW, HIGH])
    if high - low <= _FLAT * max(abs(low), abs(high)):
        low, high = counted.min(), counted.max()  # what is not flat is rarer than the percentiles see
    if high - low <= _FLAT * max(abs(low), abs(high)):
        return np.zeros(values.shape, np.float32)
    return np.clip((values - low) / (high - low) * 2 - 1, -1, 1).astype(np.float32)
