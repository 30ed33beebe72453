"""Every frame of a film once, as a small upright BT.709 picture, decoded ahead of the one who reads."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from filmwright.errors import FilmwrightError
from filmwright.media import color, source, stills
from filmwright.media.probe import Probe
from filmwright.media.source import Limits

Plane = NDArray[np.uint8]

_AHEAD_BYTES = 16 << 20
_BATCH = 16
"""Pictures handed over at a time: waking the reader for each one costs more than the picture."""
_DECODER_BYTES = 512 << 20
"""What the decoder's threads may hold in whole frames."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame: 8-bit 4:2:0 planes, BT.709, limited range (16..235).

    ``y`` is uint8 (H, W); ``u`` and ``v`` are uint8 (H/2, W/2). ``index`` is the frame's number in the asset.
    """

    index: int
    y: Plane
    u: Plane
    v: Plane

    def rgb(self) -> NDArray[np.uint8]:
        """The picture as sRGB-ordered RGB, full range, uint8 (H, W, 3)."""
        return to_rgb(from_planes(self.y, self.u, self.v))


def from_planes(y: Plane, u: Plane, v: Plane) -> VideoFrame:
    """A yuv420p frame, tagged BT.709 limited, of planes (H, W), (H/2, W/2), (H/2, W/2)."""
    frame = VideoFrame(y.shape[1], y.shape[0], "yuv420p")
    for plane, values in zip(frame.planes, (y, u, v), strict=True):
        rows = np.frombuffer(plane, dtype=np.uint8).reshape(values.shape[0], plane.line_size)
        rows[:, : values.shape[1]] = values
    frame.colorspace, frame.color_range = 1, 1
    return frame


def to_rgb(frame: VideoFrame, reformatter: VideoReformatter | None = None) -> NDArray[np.uint8]:
    """A BT.709 limited-range frame as RGB, full range, uint8 (H, W, 3)."""
    turned = (reformatter or VideoReformatter()).reformat(
        frame,
        format="rgb24",
        src_colorspace="ITU709",
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND,
        threads=1,
    )
    return _plane(turned, 0, turned.width * 3).reshape(turned.height, turned.width, 3)


def _plane(frame: VideoFrame, index: int, width: int) -> Plane:
    plane = frame.planes[index]
    rows = np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)
    return np.ascontiguousarray(rows[:, :width])


def pictures(path: Path, probe: Probe, width: int, height: int, limits: Limits) -> Iterator[Picture]:
    """Every frame of a film in order, upright, its centre cut to fill ``width`` x ``height``.

    Frames are decoded and scaled (area averaging) in a thread of their own, a bounded number ahead of the reader.
    Picture ``k`` is frame ``k`` of the asset. High dynamic range is brought to BT.709 by the scaler.

    Args:
        path: the file that ``probe`` describes.
        probe: what ``probe.probe`` said of it.
        width, height: even, in pixels.
        limits: the caps it was probed under.

    Raises:
        FilmwrightError: the film breaks off or a frame is damaged; every picture before that has been yielded.
    """
    if width <= 0 or height <= 0 or width % 2 or height % 2:
        raise FilmwrightError(f"pictures of {width}x{height} cannot be made", str(path), "choose an even width and height")
    if probe.kind == "still":
        yield _still(path, width, height, limits)
        return
    stop = threading.Event()
    batch = max(1, min(_BATCH, _AHEAD_BYTES // (width * height * 3 // 2 * 3)))
    box: queue.Queue[list[Picture] | BaseException | None] = queue.Queue(maxsize=2)
    work = threading.Thread(
        target=_work, args=(_decode(path, probe, width, height, limits), batch, box, stop), name="decode", daemon=True
    )
    work.start()
    try:
        while (got := box.get()) is not None:
            if isinstance(got, BaseException):
                raise got
            yield from got
    finally:
        stop.set()
        while work.is_alive():
            try:
                box.get(timeout=0.05)
            except queue.Empty:
                continue


def _work(
    frames: Iterator[Picture], size: int, box: queue.Queue[list[Picture] | BaseException | None], stop: threading.Event
) -> None:
    batch: list[Picture] = []
    end: BaseException | None = None
    try:
        for picture in frames:
            batch.append(picture)
            if len(batch) == size:
                box.put(batch)
                batch = []
            if stop.is_set():
                return
    except BaseException as error:  # handed to the reader, who raises it
        end = error
    if batch:
        box.put(batch)
    if end is not None:
        box.put(end)
    box.put(None)


def _still(path: Path, width: int, height: int, limits: Limits) -> Picture:
    rgb = stills.load_still(path, width, height, limits)
    frame = VideoReformatter().reformat(
        VideoFrame.from_ndarray(rgb, "rgb24"),
        format="yuv420p",
        dst_colorspace="ITU709",
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.AREA | Interpolation.ACCURATE_RND,
        threads=1,
    )
    return Picture(0, _plane(frame, 0, width), _plane(frame, 1, width // 2), _plane(frame, 2, width // 2))


def _decode(path: Path, probe: Probe, width: int, height: int, limits: Limits) -> Iterator[Picture]:
    name, index = str(path), 0
    fit = _Fit(probe, width, height, name, limits)
    try:
        with source.open_film(path, limits) as container:
            for frame in _frames(container, probe, name, limits):
                if frame.is_corrupt:
                    raise FilmwrightError(f"frame {index:,} is damaged", name, "copy it again from its source")
                if index == probe.frames:
                    raise FilmwrightError(
                        f"there are more than the {probe.frames:,} frames it was added with", name, "add the changed file anew"
                    )
                yield fit.picture(index, frame)
                index += 1
    except av.FFmpegError as error:
        raise FilmwrightError(f"damaged after frame {index:,} ({error.strerror})", name, "copy it again from its source") from error
    if index < probe.frames:
        raise FilmwrightError(
            f"the film breaks off at frame {index:,} of {probe.frames:,}", name, "copy it again from its source"
        )


def _frames(container: InputContainer, probe: Probe, name: str, limits: Limits) -> Iterator[VideoFrame]:
    stream = source.picture_stream(container, name, limits)
    stream.thread_type = "AUTO"
    frame_bytes = probe.coded_width * probe.coded_height * (2 if probe.bit_depth > 8 else 1) * 2
    stream.thread_count = max(1, min((os.cpu_count() or 1) + 1, 16, _DECODER_BYTES // max(1, frame_bytes)))
    return container.decode(stream)


class _Fit:
    """Scales whole frames so that their centre fills the picture, cuts that centre out, turns it upright."""

    def __init__(self, probe: Probe, width: int, height: int, name: str, limits: Limits) -> None:
        self.probe, self.name = probe, name
        self.reformatter = VideoReformatter()
        across, down = (height, width) if probe.rotation in (90, 270) else (width, height)
        shown = Fraction(probe.coded_width, probe.coded_height) * Fraction(probe.sample_aspect)
        # The larger scale covers the picture; the surplus is cut evenly from both sides, on a chroma sample.
        wanted = Fraction(across, down)
        self.scaled = (
            (max(across, 2 * round(down * shown / 2)), down) if shown > wanted else (across, max(down, 2 * round(across / shown / 2)))
        )
        if max(self.scaled) > limits.max_side:
            raise FilmwrightError("the picture is too narrow to fill the frame", name, "crop it first")
        self.left, self.top = ((self.scaled[0] - across) // 4) * 2, ((self.scaled[1] - down) // 4) * 2
        self.across, self.down = across, down
        hdr = probe.color["transfer"] in color.HDR
        self.trc = ColorTrc.BT709 if hdr else None
        self.primaries = ColorPrimaries.BT709 if hdr else None
        self.matrix = color.scaler_matrix(probe.color["matrix"], probe.coded_height)
        self.range = ColorRange.JPEG if probe.color["range"] == "full" else ColorRange.MPEG

    def picture(self, index: int, frame: VideoFrame) -> Picture:
        """The frame, scaled, cut and turned."""
        if (frame.width, frame.height) != (self.probe.coded_width, self.probe.coded_height):
            raise FilmwrightError(
                f"the picture changes size at frame {index:,}", self.name, "split it there and add the parts"
            )
        small = self.reformatter.reformat(
            frame, *self.scaled, "yuv420p",
            src_colorspace=self.matrix, dst_colorspace="ITU709",
            src_color_range=self.range, dst_color_range=ColorRange.MPEG,
            dst_color_trc=self.trc, dst_color_primaries=self.primaries,
            interpolation=Interpolation.AREA, threads=1,
        )  # fmt: skip
        y, u, v = (self._cut(small, plane, 1 if plane == 0 else 2) for plane in range(3))
        return Picture(index, y, u, v)

    def _cut(self, frame: VideoFrame, index: int, shrink: int) -> Plane:
        plane = frame.planes[index]
        rows = np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)
        top, left = self.top // shrink, self.left // shrink
        cut = rows[top : top + self.down // shrink, left : left + self.across // shrink]
        if self.probe.mirrored:
            cut = cut[:, ::-1]
        if self.probe.rotation:
            cut = np.rot90(cut, -self.probe.rotation // 90)
        return np.ascontiguousarray(cut)
