"""What a film or still is: size, rate, frames, timecode, colour, sound; and the clear refusal of what it isn't."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from filmwright.errors import FilmwrightError
from filmwright.media import color, rate, sniff, source, stills
from filmwright.media.source import Limits

__all__ = ["Limits", "Probe", "probe"]

_TIMECODE = re.compile(r"^\d\d:\d\d:\d\d[:;.]\d\d\d?$", re.ASCII)
STILL_RATE = Fraction(24)


@dataclass(frozen=True)
class Probe:
    """One media file's picture and sound.

    ``width`` and ``height`` are as displayed: after rotation, in square pixels. ``coded_width`` and ``coded_height``
    are as stored. ``rotation`` is the clockwise turn in degrees that displays the stored picture upright, after
    ``mirrored`` (left and right exchanged) has been undone. ``frames`` are counted, never taken from the header.
    """

    kind: str
    codec: str
    pixel_format: str
    bit_depth: int
    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    sample_aspect: str
    rate: Fraction
    frames: int
    start_timecode: str | None
    color: dict[str, str]
    audio: tuple[dict[str, Any], ...]
    mirrored: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the rate is "24000/1001"."""
        plain = asdict(self)
        plain["rate"] = f"{self.rate.numerator}/{self.rate.denominator}"
        plain["audio"] = [dict(track) for track in self.audio]
        return plain

    @staticmethod
    def from_dict(plain: dict[str, Any]) -> Probe:
        """The inverse of ``to_dict``."""
        return Probe(**{**plain, "rate": Fraction(plain["rate"]), "audio": tuple(plain["audio"])})


def probe(path: Path, limits: Limits) -> Probe:
    """Read what a media file is. Every packet of the picture is read once; one frame is decoded.

    Raises:
        FilmwrightError: a URL, a playlist, text, a folder, an empty, unreadable or oversized file; not a film; cut off;
            sound only; no frames; a variable frame rate; a picture over the cap.
    """
    source.regular_file(path, limits)
    head = sniff.refuse_foreign(path)
    if sniff.still_format(head):
        return _probe_still(path, limits)
    with source.open_film(path, limits) as container:
        sniff.refuse_truncated(path, head)
        stream = source.picture_stream(container, str(path), limits)
        try:
            return _probe_film(path, container, stream, limits)
        except av.FFmpegError as error:
            raise FilmwrightError(
                f"damaged: it cannot be read to its end ({error.strerror})", str(path), "copy it again from its source"
            ) from error


def _probe_still(path: Path, limits: Limits) -> Probe:
    still = stills.inspect(path, limits)
    width, height = (still.height, still.width) if still.rotation in (90, 270) else (still.width, still.height)
    return Probe(
        kind="still", codec=still.format.lower(), pixel_format=still.mode.lower(), bit_depth=still.bit_depth,
        width=width, height=height, coded_width=still.width, coded_height=still.height,
        rotation=still.rotation, mirrored=still.mirrored, sample_aspect="1/1", rate=STILL_RATE, frames=1,
        start_timecode=None, audio=(),
        color={"primaries": "bt709", "transfer": "iec61966-2-1", "matrix": "gbr", "range": "full"},
    )  # fmt: skip


def _probe_film(path: Path, container: InputContainer, stream: VideoStream, limits: Limits) -> Probe:
    name = str(path)
    expected = stream.frames
    times: list[int | None] = []
    corrupt = False
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_discard:
            expected -= packet.size > 0
            continue
        corrupt |= packet.is_corrupt
        times.append(packet.pts if packet.pts is not None else packet.dts)
        if len(times) > limits.max_frames:
            raise FilmwrightError(
                f"too long: over {limits.max_frames:,} frames", name, "raise max_frames in studio.yaml"
            )
    if not times:
        raise FilmwrightError("there are no frames in this film", name, "copy it again from its source")
    if corrupt or len(times) < expected:
        raise FilmwrightError(
            f"truncated: {len(times):,} whole frames of {max(expected, len(times)):,}",
            name,
            "copy it again from its source",
        )
    frame_rate = rate.constant_rate(times, stream, name)
    frame = _first_frame(path, limits)
    rotation, mirrored = _orientation(frame)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 20) <= aspect <= 20:
        aspect = Fraction(1)
    width, height = max(1, round(frame.width * aspect)), frame.height
    if rotation in (90, 270):
        width, height = height, width
    source.check_side(width, height, name, limits)
    context = stream.codec_context
    return Probe(
        kind="video", codec=context.codec.canonical_name, pixel_format=frame.format.name,
        bit_depth=max(part.bits for part in frame.format.components),
        width=width, height=height, coded_width=frame.width, coded_height=frame.height,
        rotation=rotation, mirrored=mirrored, sample_aspect=f"{aspect.numerator}/{aspect.denominator}",
        rate=frame_rate, frames=len(times), start_timecode=_timecode(container),
        color=color.tags(
            frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range, frame.format.name
        ),
        audio=tuple(_track(track) for track in container.streams.audio),
    )  # fmt: skip


def _first_frame(path: Path, limits: Limits) -> VideoFrame:
    with source.open_film(path, limits) as container:
        stream = source.picture_stream(container, str(path), limits)
        for frame in container.decode(stream):
            source.check_side(frame.width, frame.height, str(path), limits)
            return frame
    raise FilmwrightError("no frame of this film can be decoded", str(path), "copy it again from its source")


def _orientation(frame: VideoFrame) -> tuple[int, bool]:
    """Clockwise turn in degrees (0, 90, 180, 270) and whether the picture is mirrored, from the display matrix."""
    data: Any = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 0, False
    matrix = memoryview(bytes(data)).cast("i")
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    mirrored = a * d - b * c < 0
    if mirrored:  # undo the mirror first: the matrix is then a pure turn
        a, b = -a, -b
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 180), mirrored
    return (90 if b > 0 else 270), mirrored


def _timecode(container: InputContainer) -> str | None:
    for tags in (*(stream.metadata for stream in container.streams), container.metadata):
        found = tags.get("timecode", "")
        if _TIMECODE.match(found):
            return found
    return None


def _track(track: Any) -> dict[str, Any]:
    context = track.codec_context
    if context is None:
        return {"codec": "unknown", "rate": 0, "channels": 0, "layout": "unknown"}
    return {
        "codec": context.codec.canonical_name,
        "rate": int(track.rate or 0),
        "channels": int(track.channels or 0),
        "layout": str(track.layout.name),
    }
