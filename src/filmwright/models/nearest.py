"""The training shots that a take is nearest to, with distances, so that a person can judge how much of it is new."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from filmwright.library import snapshot as snapshots
from filmwright.media.encode import read_clip
from filmwright.studio import Studio

SIDE_X, SIDE_Y = 32, 18


@dataclass(frozen=True)
class Near:
    """A training shot near a take.

    Attributes:
        shot: its id.
        frame: proxy frame of the nearest match within the shot.
        distance: root mean square difference, in code values (0 to 255), of pictures shrunk to 32x18; the least over
            frames.
    """

    shot: str
    frame: int
    distance: float

    def to_json(self) -> dict[str, Any]:
        """As a plain dictionary."""
        return asdict(self)


def shrunk(frames_THWC: np.ndarray) -> np.ndarray:
    """Frames uint8 (T, H, W, 3) shrunk to float32 (T, 18·32·3) by block means."""
    t, h, w, c = frames_THWC.shape
    y, x = h // SIDE_Y, w // SIDE_X
    cropped = frames_THWC[:, : y * SIDE_Y, : x * SIDE_X].astype(np.float32)
    return cropped.reshape(t, SIDE_Y, y, SIDE_X, x, c).mean((2, 4)).reshape(t, -1)


def nearest(studio: Studio, snapshot: str, takes: list[np.ndarray], count: int = 3) -> list[list[Near]]:
    """For each take, uint8 (T, H, W, 3), the ``count`` nearest shots of a snapshot, nearest first.

    One pass over the snapshot's proxies, whatever the number of takes.
    """
    frozen = snapshots.load(studio, snapshot)
    small = [shrunk(take) for take in takes]
    found: list[list[Near]] = [[] for _ in takes]
    for shot, proxy in snapshots.clip_reader(studio, frozen).proxies():
        film = shrunk(read_clip(proxy))
        for near, take in zip(found, small, strict=True):
            gap = ((take**2).sum(1)[:, None] + (film**2).sum(1)[None] - 2 * take @ film.T) / take.shape[1]
            frame = int(gap.min(0).argmin())
            near.append(Near(shot, frame, round(float(np.sqrt(max(0.0, gap[:, frame].min()))), 3)))
    return [sorted(near, key=lambda n: (n.distance, n.shot))[:count] for near in found]
