"""Planes and frames: the 8-bit 4:2:0 BT.709 picture that the house works on, and its way to and from RGB."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

_TO_RGB = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
_FROM_RGB = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.BITEXACT


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame: 8-bit 4:2:0 planes, BT.709, limited range (16..235).

    ``y`` is uint8 (H, W); ``u`` and ``v`` are uint8 (H/2, W/2). ``index`` is the frame's number in the asset.
    """

    index: int
    y: Plane
    u: Plane
    v: Plane

    def rgb(self) -> Plane:
        """The picture as RGB, full range, uint8 (H, W, 3)."""
        return to_rgb(from_planes(self.y, self.u, self.v))


def plane(frame: VideoFrame, index: int) -> Plane:
    """One plane of an 8-bit frame without its padding, as a view: uint8 (rows, bytes in a row)."""
    part = frame.planes[index]
    step = part.buffer_size // part.height
    width = part.width * (3 if frame.format.name == "rgb24" else 1)
    return np.frombuffer(memoryview(part), dtype=np.uint8).reshape(part.height, step)[:, :width]


def from_planes(y: Plane, u: Plane, v: Plane) -> VideoFrame:
    """A yuv420p frame, tagged BT.709 limited, of planes (H, W), (H/2, W/2), (H/2, W/2)."""
    frame = VideoFrame(y.shape[1], y.shape[0], "yuv420p")
    for index, values in enumerate((y, u, v)):
        plane(frame, index)[:] = values
    frame.colorspace, frame.color_range = 1, 1
    return frame


def from_rgb(rgb: Plane, reformatter: VideoReformatter | None = None) -> VideoFrame:
    """RGB, full range, uint8 (H, W, 3), as a yuv420p frame, BT.709 limited."""
    return (reformatter or VideoReformatter()).reformat(
        VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=_FROM_RGB,
        threads=1,
    )


def to_rgb(frame: VideoFrame, reformatter: VideoReformatter | None = None) -> Plane:
    """A BT.709 limited-range frame as RGB, full range, uint8 (H, W, 3)."""
    turned = (reformatter or VideoReformatter()).reformat(
        frame,
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=_TO_RGB,
        threads=1,
    )
    return np.ascontiguousarray(plane(turned, 0)).reshape(turned.height, turned.width, 3)
