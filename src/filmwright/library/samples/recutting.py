"""A re-cut: a few spans of a film in another order, trimmed, smaller and encoded anew, as a second title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from av.video.stream import VideoStream

from filmwright.media import source
from filmwright.media.encode import H264Writer
from filmwright.media.fit import Fit
from filmwright.media.planes import Picture
from filmwright.media.probe import Limits, Probe, probe
from filmwright.pipeline.progress import Progress, Silent

Spans = Sequence[tuple[int, int]]

BUNNY: Spans = (
    (4547, 4610), (3583, 3740), (2834, 2898), (4902, 4940), (3748, 3856), (5016, 5076), (2397, 2490), (4269, 4329),
    (3516, 3575), (4335, 4460), (2157, 2191), (3865, 3893),
)  # fmt: skip
"""Spans of *Big Buck Bunny*, each inside one shot of it; 37 s."""
WIDTH, HEIGHT, CRF = 854, 480, 27.0
_LIMITS = Limits(max_bytes=1 << 34, max_frames=1_000_000, max_side=8192)


def recut(film: Path, out: Path, spans: Spans = BUNNY, progress: Progress | None = None) -> Path:
    """Make the re-cut ``out`` of ``film`` unless it is there; the same film and spans give the same bytes.

    Args:
        film: the film to cut.
        out: an mp4 to write, 854x480.
        spans: frames ``[in, out)`` in the order they shall follow one another.
        progress: counts frames.

    Raises:
        FilmwrightError: if the film cannot be read, or the disk is full.
    """
    if out.is_file():
        return out
    progress = progress or Silent()
    known = probe(film, _LIMITS)
    progress.start("cutting a second title", sum(end - begin for begin, end in spans))
    try:
        with H264Writer(out, WIDTH, HEIGHT, known.rate, CRF, "veryfast") as writer:
            for begin, end in spans:
                for picture in _span(film, known, begin, end):
                    writer.write_yuv(picture.y, picture.u, picture.v)
                progress.advance(end - begin)
    finally:
        progress.finish()
    return out


def _span(film: Path, known: Probe, begin: int, end: int) -> Iterator[Picture]:
    fit = Fit(known, WIDTH, HEIGHT, str(film), _LIMITS.max_side)
    with source.open_film(film, _LIMITS) as container:
        stream: VideoStream = source.picture_stream(container, str(film), _LIMITS)
        stream.thread_type = "AUTO"
        first = stream.start_time or 0
        step = 1 / (known.rate * Fraction(stream.time_base or 1))  # ticks a frame
        container.seek(first + int(begin * step), stream=stream)
        for frame in container.decode(stream):
            index = round(((frame.pts or 0) - first) / step)
            if index >= end:
                return
            if index >= begin:
                yield fit.picture(index, frame)
