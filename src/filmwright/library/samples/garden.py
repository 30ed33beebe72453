"""*Paper Garden*: a small title drawn here, for where there is no network.

Skies, hills, suns and a ball that wanders.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from filmwright.media.encode import H264Writer
from filmwright.pipeline.progress import Progress, Silent

WIDTH, HEIGHT, RATE = 640, 360, Fraction(24)
LENGTH = 96
"""Frames of each shot."""
_SHOTS = (
    # sky above, sky below, hill, ball, its radius and way (x, y a frame) in heights, the camera's way in widths a frame
    ((120, 170, 240), (230, 240, 250), (70, 140, 60), (220, 60, 50), 0.08, (0.008, 0.0), 0.0),
    ((250, 190, 140), (255, 230, 190), (120, 90, 60), (60, 80, 200), 0.20, (0.0, -0.002), 0.0),
    ((20, 24, 60), (60, 50, 110), (24, 40, 50), (250, 230, 150), 0.06, (-0.006, -0.001), 0.002),
    ((150, 220, 220), (220, 250, 240), (40, 130, 110), (240, 160, 40), 0.13, (0.005, 0.0), -0.002),
    ((200, 210, 220), (240, 240, 245), (140, 150, 160), (150, 40, 90), 0.30, (0.001, 0.0), 0.0),
    ((90, 140, 220), (190, 220, 250), (90, 160, 50), (250, 250, 240), 0.05, (0.01, 0.003), 0.0),
    ((240, 150, 120), (250, 210, 140), (110, 60, 70), (40, 150, 140), 0.16, (-0.004, 0.0), 0.003),
    ((40, 60, 50), (90, 120, 80), (20, 60, 30), (230, 210, 60), 0.10, (0.003, -0.002), 0.0),
    ((130, 190, 250), (250, 240, 230), (200, 170, 90), (120, 60, 160), 0.22, (0.0, 0.003), 0.0),
    ((60, 100, 160), (140, 170, 210), (50, 90, 100), (250, 120, 90), 0.07, (0.007, -0.003), -0.003),
)
RECUT = tuple((shot * LENGTH + 4, shot * LENGTH + 80) for shot in (3, 1, 6, 4))
"""What the re-cut of it takes."""


def paper_garden(folder: Path, progress: Progress | None = None) -> Path:
    """The film, 640x360, 24 frames a second, ten shots of four seconds; drawn on the first call."""
    out = folder / "paper_garden.mp4"
    if out.is_file():
        return out
    progress = progress or Silent()
    progress.start("drawing Paper Garden", len(_SHOTS) * LENGTH)
    try:
        with H264Writer(out, WIDTH, HEIGHT, RATE, 16.0, "veryfast") as writer:
            for number in range(len(_SHOTS)):
                for frame in range(LENGTH):
                    writer.write_rgb(picture(number, frame))
                progress.advance(LENGTH)
    finally:
        progress.finish()
    return out


def picture(number: int, frame: int) -> NDArray[np.uint8]:
    """One frame of one shot as RGB, uint8 (360, 640, 3); drawn at half the size, since drawing takes the time."""
    above, below, hill, ball, radius, way, camera = _SHOTS[number]
    width, height = WIDTH // 2, HEIGHT // 2
    shift = camera * frame * width
    x = np.arange(width, dtype=np.float32) + np.float32(shift)
    y = np.arange(height, dtype=np.float32)[:, None]
    share = (y / height)[..., None]
    rgb = (1 - share) * np.array(above, np.float32) + share * np.array(below, np.float32)
    clouds = np.sin(x / 24 + number) * np.sin(y / 11 + number) + np.sin(x / 10) * np.cos(y / 17)
    rgb = rgb + 9 * clouds[..., None]
    for layer, (level, wave) in enumerate(((0.62, 90.0), (0.74, 57.0), (0.86, 33.0))):
        line = height * (level + 0.05 * np.sin(x * (1 + layer) / wave + 3 * number + layer))
        grass = 10 * np.sin(x * (1.3 + layer)) * np.sin(y * 0.9 + layer)
        rgb = np.where((y > line)[..., None], np.array(hill, np.float32) * (1.15 - 0.2 * layer) + grass[..., None], rgb)
    at_x = width * 0.5 + height * way[0] * (frame - LENGTH / 2) - shift * 0.2
    at_y = height * (0.55 + way[1] * (frame - LENGTH / 2)) - height * 0.03 * abs(np.sin(frame / 9))
    across = (np.arange(width, dtype=np.float32) - np.float32(at_x)) / np.float32(radius * height)
    down = (y - np.float32(at_y)) / np.float32(radius * height)
    light = np.clip(1.1 - 0.5 * np.sqrt((across + 0.4) ** 2 + (down + 0.5) ** 2), 0.35, 1.2)
    rgb = np.where((across**2 + down**2 < 1)[..., None], np.array(ball, np.float32) * light[..., None], rgb)
    whole = cv2.resize(np.clip(rgb, 0, 255), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(np.rint(whole), 0, 255), dtype=np.uint8)
