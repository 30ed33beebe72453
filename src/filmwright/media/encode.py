"""H.264 in mp4: the same frames always give the same bytes; and the reading of small clips back."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.media import planes, source
from filmwright.media.source import Limits

Frames = NDArray[np.uint8]

CLIP_LIMITS = Limits(max_bytes=256 << 20, max_frames=10_000, max_side=4096)
"""Caps for a clip that is read whole into memory."""
_CLIP_BYTES = 2 << 30


class H264Writer:
    """Writes one H.264 mp4, yuv420p, tagged BT.709 limited range, that plays in a browser.

    A path is written whole or not at all. The same frames, settings and thread count give the same bytes, whatever
    the processor.

    Args:
        target: a path, or a BytesIO (the index is then at the end, since it can't be moved there).
        width, height: even, in pixels.
        rate: frames per second.
        crf: x264's constant quality, 0 (lossless) to 51.
        preset: x264's preset, "ultrafast" to "veryslow".
        threads: encoder threads; reproducible only with the same number.
        metadata: tags of the container.
        faststart: put the index first, so that playing starts before the whole file is there.
        gop: the longest way between key frames, in frames; 0 leaves it to x264. With ``gop`` no frame refers ahead.

    Raises:
        FilmwrightError: an odd size, frames of another size, a full disk.
    """

    def __init__(
        self,
        target: Path | BytesIO,
        width: int,
        height: int,
        rate: Fraction,
        crf: float = 18.0,
        preset: str = "medium",
        threads: int = 1,
        metadata: dict[str, str] | None = None,
        faststart: bool = True,
        gop: int = 0,
    ) -> None:
        """See the class."""
        if width <= 0 or height <= 0 or width % 2 or height % 2:
            raise FilmwrightError(
                f"a film of {width}x{height} cannot be encoded", "", "choose an even width and height"
            )
        self._target, self._width, self._height, self._rate = target, width, height, Fraction(rate)
        # x264's AVX-512 macroblock tree gives now and then other numbers for the same frames; its plain one never does.
        self._options = {
            "crf": f"{crf:g}",
            "preset": preset,
            "threads": str(threads),
            "x264-params": "cpu-independent=1",
        }
        if gop:
            self._options |= {"g": str(gop), "keyint_min": str(gop), "bf": "0", "sc_threshold": "0"}
        self._metadata = metadata or {}
        self._faststart = faststart and isinstance(target, Path)
        self._reformatter = VideoReformatter()
        self._stack = ExitStack()
        self._count = 0

    def __enter__(self) -> Self:
        """Open the target."""
        place = (
            self._stack.enter_context(files.new_file(self._target)) if isinstance(self._target, Path) else self._target
        )
        options = {"fflags": "+bitexact", "video_track_timescale": str(self._clock())}
        if self._faststart:
            options["movflags"] = "+faststart"
        self._container = av.open(
            f"file:{place}" if isinstance(place, Path) else place, "w", format="mp4", container_options=options
        )
        self._container.metadata.update(self._metadata)
        stream: Any = self._container.add_stream("libx264", rate=self._rate, options=self._options)
        stream.width, stream.height, stream.pix_fmt = self._width, self._height, "yuv420p"
        context = stream.codec_context
        context.flags |= int(av.codec.context.Flags.bitexact)
        context.time_base = 1 / self._rate
        context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
        self._stream = stream
        return self

    def _clock(self) -> int:
        """Ticks a second that hold a frame exactly and are fine enough for any player."""
        clock = self._rate.numerator
        return clock * max(1, -(-10_000 // clock))

    def write_rgb(self, rgb: Frames) -> None:
        """Append a frame: RGB, full range, uint8 (H, W, 3)."""
        self._check(rgb.shape, (self._height, self._width, 3))
        self._write(planes.from_rgb(rgb, self._reformatter))

    def write_yuv(self, y: Frames, u: Frames, v: Frames) -> None:
        """Append a frame: BT.709 limited-range planes, uint8 (H, W), (H/2, W/2), (H/2, W/2)."""
        self._check(y.shape, (self._height, self._width))
        self._check(u.shape, (self._height // 2, self._width // 2))
        self._write(planes.from_planes(y, u, v))

    def _check(self, shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
        if shape != wanted:
            raise FilmwrightError(f"a frame of shape {shape} does not fit a film of {wanted}", "", "scale it first")

    def _write(self, frame: VideoFrame) -> None:
        frame.pts, frame.time_base = self._count, 1 / self._rate
        self._count += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file; after an error, leave none."""
        try:
            if kind is None:
                for packet in self._stream.encode():
                    self._container.mux(packet)
            self._container.close()
        except BaseException as failure:
            if kind is None:
                self._stack.__exit__(type(failure), failure, failure.__traceback__)
                raise
        self._stack.__exit__(kind, error, trace)


def encode_take(
    frames_THWC: Frames, rate: Fraction, path: Path, crf: float = 16.0, metadata: dict[str, str] | None = None
) -> None:
    """Write RGB frames, uint8 (T, H, W, 3), as an mp4 for people to watch.

    Raises:
        FilmwrightError: no frames, an odd size, a full disk.
    """
    if len(frames_THWC) == 0:
        raise FilmwrightError("there are no frames to encode", str(path), "ask for at least one frame")
    _, height, width, _ = frames_THWC.shape
    with H264Writer(path, width, height, rate, crf, "slow", metadata=metadata) as writer:
        for rgb in frames_THWC:
            writer.write_rgb(rgb)


def read_clip(clip: Path | bytes, limits: Limits | None = None) -> Frames:
    """A small film as RGB, uint8 (T, H, W, 3), at its own stored size.

    Raises:
        FilmwrightError: not a film, damaged, or too large to hold.
    """
    return _read(clip, 0, None, limits or CLIP_LIMITS)


def clip_size(clip: bytes) -> tuple[int, int]:
    """(width, height) of a small film as it is stored; no picture is decoded.

    Raises:
        FilmwrightError: not a film, or too large.
    """
    with source.open_bytes(clip, CLIP_LIMITS) as container:
        stream = source.picture_stream(container, "a clip in memory", CLIP_LIMITS)
        return stream.width, stream.height


def read_clip_range(clip: bytes, start: int, count: int, limits: Limits | None = None) -> Frames:
    """Frames ``start`` to ``start + count`` of a clip, RGB, uint8 (count, H, W, 3), from the nearest key frame on.

    Raises:
        FilmwrightError: not a film, damaged, or shorter than that.
    """
    frames = _read(clip, start, count, limits or CLIP_LIMITS)
    if len(frames) < count:
        raise FilmwrightError(f"the clip ends at frame {start + len(frames)}", "a clip in memory", "make it again")
    return frames


def _read(clip: Path | bytes, start: int, count: int | None, limits: Limits) -> Frames:
    name = str(clip) if isinstance(clip, Path) else "a clip in memory"
    opened = source.open_film(clip, limits) if isinstance(clip, Path) else source.open_bytes(clip, limits)
    frames: list[Frames] = []
    reformatter = VideoReformatter()
    try:
        with opened as container:
            stream = source.picture_stream(container, name, limits)
            stream.thread_type = "NONE"
            step = 1 / (Fraction(stream.average_rate or 24) * Fraction(stream.time_base or 1))  # ticks a frame
            first = stream.start_time or 0
            if start:
                container.seek(first + round(start * step), stream=stream, backward=True)
            for frame in container.decode(stream):
                if frame.is_corrupt:
                    raise FilmwrightError(f"damaged clip (frame {start + len(frames)})", name, "make it again")
                index = round(((frame.pts or 0) - first) / step) if start else len(frames)
                if index < start:
                    continue
                if count is not None and len(frames) == count:
                    break
                if len(frames) == limits.max_frames or (len(frames) + 1) * frame.width * frame.height * 3 > _CLIP_BYTES:
                    raise FilmwrightError("the clip is too long to hold in memory", name, "cut it first")
                frames.append(planes.to_rgb(frame, reformatter))
    except av.FFmpegError as error:
        raise FilmwrightError(f"damaged clip ({error.strerror})", name, "make it again") from error
    if not frames and count != 0:
        raise FilmwrightError("there are no frames in this clip", name, "make it again")
    return np.stack(frames) if frames else np.zeros((0, 0, 0, 3), np.uint8)
