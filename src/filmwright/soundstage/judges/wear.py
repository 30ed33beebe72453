"""What a picture goes through before it is judged: other sizes, other colours, a model's codec, H.264.

A judge that has only seen clean renders knows nothing of the videos that it is made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.media.encode import H264Writer, read_clip
from filmwright.soundstage.judges.canonical import Frames

SIZES = ((128, 72), (160, 90), (192, 108), (224, 126), (256, 144), (320, 180), (384, 216))
"""Widths and heights, pixels."""
QUALITIES = (18, 34)
"""Least and greatest constant quality of H.264."""
_WAYS = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)
_BLOCK_TIME, _BLOCK_SIDE = 4, 8


@dataclass(frozen=True)
class Wear:
    """How much one video is worn.

    Args:
        size: width and height that it is scaled to, pixels.
        way: interpolation of OpenCV.
        quality: H.264's constant quality; 0 leaves the frames uncompressed.
        gains: (3,) factors on red, green and blue.
        gamma: exponent.
        saturation: factor.
        blur: pixels; 0 for none.
        noise: standard deviation, of 255.
        kept: share of the coefficients of a block transform that survive; 0 for no transform.
        seed: of the noise.
    """

    size: tuple[int, int] = (256, 144)
    way: int = cv2.INTER_AREA
    quality: int = 0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gamma: float = 1.0
    saturation: float = 1.0
    blur: float = 0.0
    noise: float = 0.0
    kept: float = 0.0
    seed: int = 0


def drawn(draw: np.random.Generator) -> Wear:
    """A usual amount of wear."""
    return Wear(
        size=SIZES[int(draw.integers(len(SIZES)))],
        way=_WAYS[int(draw.integers(len(_WAYS)))],
        quality=int(draw.integers(QUALITIES[0], QUALITIES[1] + 1)),
        gains=tuple(draw.uniform(0.93, 1.07, 3) * draw.uniform(0.95, 1.05)),
        gamma=float(draw.uniform(0.9, 1.12)),
        saturation=float(draw.uniform(0.85, 1.15)),
        blur=float(draw.uniform(0.3, 0.9)) if draw.random() < 0.3 else 0.0,
        noise=float(draw.uniform(1, 4)) if draw.random() < 0.3 else 0.0,
        kept=float(draw.uniform(0.08, 0.25)) if draw.random() < 0.3 else 0.0,
        seed=int(draw.integers(2**31)),
    )


def worn(frames: Frames, rate: Fraction, wear: Wear) -> Frames:
    """Frames (T, H, W, 3) after their wear, of its size."""
    made = np.stack([cv2.resize(frame, wear.size, interpolation=wear.way) for frame in frames])
    made = _coloured(made, wear)
    if wear.kept:
        made = _transformed(made, wear.kept)
    return compressed(made, rate, wear.quality) if wear.quality else made


def compressed(frames: Frames, rate: Fraction, quality: int) -> Frames:
    """Frames (T, H, W, 3) after H.264 of this constant quality."""
    target = BytesIO()
    with H264Writer(target, frames.shape[2], frames.shape[1], rate, quality, "veryfast") as writer:
        for frame in frames:
            writer.write_rgb(np.ascontiguousarray(frame))
    return read_clip(target.getvalue())


def _coloured(frames: Frames, wear: Wear) -> Frames:
    values = (frames.astype(np.float32) / 255) ** wear.gamma * np.array(wear.gains, np.float32)
    grey = values @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    values = grey[..., None] + (values - grey[..., None]) * wear.saturation
    if wear.blur:
        values = np.stack([cv2.GaussianBlur(frame, (0, 0), wear.blur) for frame in values])
    if wear.noise:
        hiss = np.random.Generator(np.random.PCG64(wear.seed)).normal(0, wear.noise / 255, values.shape)
        values = values + hiss.astype(np.float32)
    return _bytes(values)


def _bytes(values: npt.NDArray[np.floating[Any]]) -> Frames:
    return np.asarray(np.clip(np.round(values * 255), 0, 255), np.uint8)


def _transformed(frames: Frames, kept: float) -> Frames:
    """Frames of which only the lowest share of a 4x8x8 block transform's coefficients is left, fewer in colour."""
    count, height, width, _ = frames.shape
    pads = ((0, -count % _BLOCK_TIME), (0, -height % _BLOCK_SIDE), (0, -width % _BLOCK_SIDE), (0, 0))
    padded = np.pad(frames, pads, mode="edge").astype(np.float32) / 255
    to_luma = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]], np.float32)
    planes = padded @ to_luma.T
    time, side = _basis(_BLOCK_TIME), _basis(_BLOCK_SIDE)
    t, h, w = (
        length // block for length, block in zip(planes.shape, (_BLOCK_TIME, _BLOCK_SIDE, _BLOCK_SIDE), strict=False)
    )
    blocks = planes.reshape(t, _BLOCK_TIME, h, _BLOCK_SIDE, w, _BLOCK_SIDE, 3)
    order = np.add.outer(np.add.outer(np.arange(_BLOCK_TIME) * 2.5, np.arange(_BLOCK_SIDE)), np.arange(_BLOCK_SIDE))
    # Colour keeps a third of what light keeps.
    masks = np.stack([order <= np.quantile(order, share) for share in (kept, kept / 3, kept / 3)], -1)
    found = np.einsum("tahbwcp,ka,lb,mc->thwklmp", blocks, time, side, side, optimize=True) * masks
    back = np.einsum("thwklmp,ka,lb,mc->tahbwcp", found, time, side, side, optimize=True)
    made = back.reshape(padded.shape) @ np.linalg.inv(to_luma).T.astype(np.float32)
    return _bytes(made[:count, :height, :width])


def _basis(size: int) -> npt.NDArray[np.float32]:
    """Orthonormal (size, size) cosine transform."""
    k, i = np.arange(size)[:, None], np.arange(size)[None]
    basis = np.cos(np.pi * (i + 0.5) * k / size) * np.sqrt(2 / size)
    basis[0] /= np.sqrt(2)
    return np.asarray(basis, np.float32)
