"""Times of the flow: logit-normal, shifted towards noise, perhaps only those of one side of a boundary.

u = sigmoid(z) with z ~ N(mean, spread²), then t = s·u / (1 + (s - 1) u) for a shift s, in (0, 1) where 1 is noise alone
(Esser et al., "Scaling rectified flow transformers for high-resolution image synthesis", 2024, sections 3.1 and 5.3.2).
Both steps rise with z, so the times of one side are a truncated normal's, drawn by its inverse distribution: every draw
counts, none is thrown away.
"""

from __future__ import annotations

import math

import torch

_EDGE = 1e-6
"""Times stay this far from 0 and 1."""


def _below(t: float, shift: float, mean: float, spread: float) -> float:
    """The chance of a time under ``t``."""
    if not 0 < t < 1:
        return float(t >= 1)
    u = t / (shift - (shift - 1) * t)
    return 0.5 * math.erfc(-(math.log(u / (1 - u)) - mean) / (spread * math.sqrt(2)))


def share(low: float, high: float, shift: float, mean: float = 0.0, spread: float = 1.0) -> float:
    """The chance that a time lies in [low, high)."""
    return _below(high, shift, mean, spread) - _below(low, shift, mean, spread)


def draw(
    count: int,
    generator: torch.Generator,
    shift: float,
    low: float = 0.0,
    high: float = 1.0,
    mean: float = 0.0,
    spread: float = 1.0,
) -> torch.Tensor:
    """(count,) times in [low, high), float32.

    Args:
        shift: s above; 1 leaves the times as they are, more leans towards noise.
        low: the least time, from 0.
        high: what all times are under, up to 1.
        mean: of z.
        spread: of z, above 0.
    """
    first, last = (_below(edge, shift, mean, spread) for edge in (low, high))
    chance = first + (last - first) * torch.rand(count, generator=generator, dtype=torch.float64)
    # Float64 gives no more than 1 - 1e-16; beyond that the inverse is infinite.
    z = mean + spread * torch.special.ndtri(chance.clamp(1e-15, 1 - 1e-15))
    u = z.sigmoid()
    t = (shift * u / (1 + (shift - 1) * u)).clamp(_EDGE, 1 - _EDGE).float()
    # Rounding must not carry a time over the boundary, where the other expert is asked. The edges are rounded inwards.
    bottom, top = torch.tensor([low, high], dtype=torch.float32)
    bottom = bottom if bottom.item() >= low else torch.nextafter(bottom, torch.tensor(2.0))
    top = top if top.item() < high else torch.nextafter(top, torch.tensor(-1.0))
    return t.clamp(bottom, top)
