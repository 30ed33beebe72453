"""Masks: True where a picture is to be made new. Hard, so that whatever is outside stays to the bit.

T frames, H and W pixels, 3 colours.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.errors import FilmwrightError

Mask = npt.NDArray[np.bool_]
GREY = 128
"""Where a placed picture is not."""


def from_pictures(pictures_THW3: npt.NDArray[np.uint8]) -> Mask:
    """White is new: bool (T, H, W) of RGB pictures, True where they are lighter than middle grey."""
    return np.stack([cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) >= 128 for picture in pictures_THW3])


def box(frames: int, height: int, width: int, left: float, top: float, right: float, bottom: float) -> Mask:
    """A box that is new in every frame, bool (T, H, W).

    Args:
        frames, height, width: of the clip.
        left, top, right, bottom: shares of the picture; a pixel belongs to it whose middle does.

    Raises:
        FilmwrightError: no pixel is in it.
    """
    x, y = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    inside = ((y >= top) & (y < bottom))[:, None] & ((x >= left) & (x < right))
    if not inside.any():
        said = f"the box from {left:g}, {top:g} to {right:g}, {bottom:g} holds no pixel"
        raise FilmwrightError(said, "", "write left, top, right, bottom as shares of the picture, 0 to 1")
    return np.repeat(inside[None], frames, 0)


def grow(mask_THW: Mask, pixels: int) -> Mask:
    """The mask, larger by so many pixels all around; smaller where they are less than 0. The picture's rim stays."""
    if not pixels:
        return mask_THW.copy()
    reach = abs(pixels)
    # A disc by its distances: OpenCV's own ellipse is a cross at a radius of 1.
    away = np.arange(-reach, reach + 1)
    disc = (np.hypot(away, away[:, None]) <= reach + 0.5).astype(np.uint8)
    change = cv2.dilate if pixels > 0 else cv2.erode
    return np.stack([change(frame, disc) for frame in mask_THW.astype(np.uint8)]).astype(bool)


def fitted(source: tuple[int, int], frame: tuple[int, int], scale: float = 1.0) -> tuple[int, int]:
    """The size at which a picture lies whole within a frame of another aspect.

    Args:
        source, frame: (width, height), pixels.
        scale: 1 for as large as fits.

    Returns:
        (width, height), even, pixels.
    """
    by = min(frame[0] / source[0], frame[1] / source[1]) * scale
    width, height = (max(2, round(side * by / 2) * 2) for side in source)
    return min(width, frame[0]), min(height, frame[1])


def place(
    pictures_THW3: npt.NDArray[np.uint8], width: int, height: int, at: tuple[float, float] = (0.5, 0.5)
) -> tuple[npt.NDArray[np.uint8], Mask]:
    """Pictures laid into a larger frame, pixel for pixel; all around them is new.

    Args:
        pictures_THW3: uint8, RGB.
        width, height: of the frame, pixels.
        at: where in the room that is left, across and down: (0, 0) the top left corner, (0.5, 0.5) the middle.

    Returns:
        The frames, uint8 (T, height, width, 3), grey where nothing is; the mask, bool (T, height, width).

    Raises:
        FilmwrightError: the pictures are larger than the frame, or just as large.
    """
    frames, down, across = pictures_THW3.shape[:3]
    if across > width or down > height or (across, down) == (width, height):
        said = f"a picture of {across}x{down} leaves nothing to make in a frame of {width}x{height}"
        raise FilmwrightError(said, "", "choose a frame of another aspect, or lay the picture in smaller")
    left, top = (round((room - side) * share) for room, side, share in ((width, across, at[0]), (height, down, at[1])))
    placed = np.full((frames, height, width, 3), GREY, np.uint8)
    mask = np.ones((frames, height, width), bool)
    placed[:, top : top + down, left : left + across] = pictures_THW3
    mask[:, top : top + down, left : left + across] = False
    return placed, mask


def restore(made_THW3: npt.NDArray[Any], source_THW3: npt.NDArray[Any], mask_THW: Mask) -> npt.NDArray[Any]:
    """What was made within the mask, and outside of it the source's own pixels, to the bit.

    Raises:
        ValueError: the three are not of one size, or made and source not of one type.
    """
    if made_THW3.shape != source_THW3.shape or made_THW3.shape[:3] != mask_THW.shape:
        raise ValueError(f"made {made_THW3.shape}, source {source_THW3.shape}, mask {mask_THW.shape}")
    if made_THW3.dtype != source_THW3.dtype or mask_THW.dtype != bool:
        raise ValueError(f"made {made_THW3.dtype}, source {source_THW3.dtype}, mask {mask_THW.dtype}")
    return np.where(mask_THW[..., None], made_THW3, source_THW3)
