"""Every frame of a film once, as a small upright BT.709 picture, decoded ahead of the one who reads."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame

from filmwright.errors import FilmwrightError
from filmwright.media import planes, source, stills
from filmwright.media.fit import Fit
from filmwright.media.planes import Picture
from filmwright.media.probe import Probe
from filmwright.media.source import Limits

__all__ = ["Picture", "pictures"]

_BATCH = 16
"""Pictures handed over at a time: waking the reader for each one costs more than making it."""
_AHEAD_BYTES = 16 << 20
_DECODER_BYTES = 512 << 20
"""What the decoder's threads may hold in whole frames."""

_Box = queue.Queue[list[Picture] | BaseException | None]


def pictures(path: Path, probe: Probe, width: int, height: int, limits: Limits) -> Iterator[Picture]:
    """Every frame of a film in order, upright, its centre cut to fill ``width`` x ``height``.

    Frames are decoded and scaled (area averaging) in a thread of their own, a bounded number ahead of the reader.
    Picture ``k`` is frame ``k`` of the asset.

    Args:
        path: the file that ``probe`` describes.
        probe: what ``probe.probe`` said of it.
        width, height: even, in pixels.
        limits: the caps it was probed under.

    Raises:
        FilmwrightError: the film breaks off or a frame is damaged; every picture before that has been yielded.
    """
    if width <= 0 or height <= 0 or width % 2 or height % 2:
        raise FilmwrightError(
            f"{width}x{height} is no size for a picture", str(path), "choose an even width and height"
        )
    if probe.kind == "still":
        frame = planes.from_rgb(stills.load_still(path, width, height, limits))
        yield Picture(0, *(np.ascontiguousarray(planes.plane(frame, index)) for index in range(3)))
        return
    stop = threading.Event()
    box: _Box = queue.Queue(maxsize=2)
    batch = max(1, min(_BATCH, _AHEAD_BYTES // (width * height * 3 // 2 * 3)))
    frames = _decode(path, probe, width, height, limits)
    work = threading.Thread(target=_work, args=(frames, batch, box, stop), name="decode", daemon=True)
    work.start()
    try:
        while (got := box.get()) is not None:
            if isinstance(got, BaseException):
                raise got
            yield from got
    finally:
        stop.set()
        while work.is_alive():  # it may be waiting for room in the box
            try:
                box.get(timeout=0.05)
            except queue.Empty:
                continue


def _work(frames: Iterator[Picture], size: int, box: _Box, stop: threading.Event) -> None:
    batch: list[Picture] = []
    end: BaseException | None = None
    try:
        for picture in frames:
            if stop.is_set():
                return
            batch.append(picture)
            if len(batch) == size:
                box.put(batch)
                batch = []
    except BaseException as error:  # raised again where the pictures are read
        end = error
    if batch:
        box.put(batch)
    box.put(end)


def _decode(path: Path, probe: Probe, width: int, height: int, limits: Limits) -> Iterator[Picture]:
    name, index, again = str(path), 0, "copy it again from its source"
    fit = Fit(probe, width, height, name, limits.max_side)
    try:
        with source.open_film(path, limits) as container:
            for frame in _frames(container, probe, name, limits):
                if frame.is_corrupt:
                    raise FilmwrightError(f"frame {index:,} is damaged", name, again)
                if index == probe.frames:
                    raise FilmwrightError(f"there are more than {index:,} frames", name, "add the changed file anew")
                yield fit.picture(index, frame)
                index += 1
    except av.FFmpegError as error:
        raise FilmwrightError(f"damaged after frame {index:,} ({error.strerror})", name, again) from error
    if index < probe.frames:
        raise FilmwrightError(f"the film breaks off at frame {index:,} of {probe.frames:,}", name, again)


def _frames(container: InputContainer, probe: Probe, name: str, limits: Limits) -> Iterator[VideoFrame]:
    stream = source.picture_stream(container, name, limits)
    stream.thread_type = "AUTO"  # type: ignore[assignment]  # PyAV takes the name
    frame_bytes = probe.coded_width * probe.coded_height * (2 if probe.bit_depth > 8 else 1) * 2
    stream.thread_count = max(1, min((os.cpu_count() or 1) + 1, 16, _DECODER_BYTES // max(1, frame_bytes)))
    # Frames that no other frame is predicted from may go without the deblocking filter: nothing drifts, and at a
    # proxy's size it does not show (67 dB at 256x144), but the whole pass takes a tenth less time.
    stream.codec_context.options = {"skip_loop_filter": "noref"}
    return container.decode(stream)
