"""How sure a share is that was counted."""

from __future__ import annotations

import numpy as np


def wilson(right: float, count: int) -> tuple[float, float, float]:
    """A share and its 95 % interval; wider than need be where answers can be half right."""
    if not count:
        return 0.0, 0.0, 1.0
    share, z = right / count, 1.96
    middle = (share + z * z / 2 / count) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / 4 / count**2)
    return round(share, 4), round(float(max(middle - half, 0.0)), 4), round(float(min(middle + half, 1.0)), 4)
