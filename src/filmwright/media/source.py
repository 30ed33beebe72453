"""The one way to open a media file: a local regular file of an allowed container, under caps, with no network."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from filmwright.errors import FilmwrightError
from filmwright.media import sniff

CONTAINERS = "mov,matroska,webm,mxf,avi,mpegts,mpeg,ogg,asf,flv,yuv4mpegpipe,wav,mp3,flac,aac,aiff"
"""Demuxers that may run. The sound-only ones are here so that a sound file is told from a broken film."""

_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:/")


@dataclass(frozen=True)
class Limits:
    """Caps for one media file.

    Args:
        max_bytes: the largest file, in bytes.
        max_frames: the most frames.
        max_side: the longest side of a picture, in pixels.
    """

    max_bytes: int
    max_frames: int
    max_side: int


def regular_file(path: Path, limits: Limits) -> None:
    """Check name, kind, permission and size of a file before any of it is parsed.

    Raises:
        FilmwrightError: for a URL, a missing, empty, unreadable or oversized file, or anything but a regular file.
    """
    name = str(path)
    if _URL.match(name):
        raise FilmwrightError("this is an address, not a file", name, "download it and add the file")
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "this file cannot be opened"
        raise FilmwrightError(reason, name, "check the path and the permissions") from error
    if stat.S_ISDIR(status.st_mode):
        raise FilmwrightError("this is a folder, not a film", name, "name the media file in it")
    if not stat.S_ISREG(status.st_mode):
        raise FilmwrightError("this is not a regular file", name, "copy the film to a disk and add the copy")
    if not os.access(path, os.R_OK):
        raise FilmwrightError("this file may not be read", name, "give yourself permission to read it")
    if status.st_size == 0:
        raise FilmwrightError("this file is empty", name, "copy it again from its source")
    if status.st_size > limits.max_bytes:
        raise FilmwrightError(
            f"too large: {status.st_size / 2**30:.2f} GiB, the cap is {limits.max_bytes / 2**30:.2f} GiB",
            name,
            "raise max_file_gib in studio.yaml",
        )


def _options(limits: Limits) -> dict[str, str]:
    return {
        "protocol_whitelist": "file",
        "format_whitelist": CONTAINERS,
        # The probing decoder must not allocate what a forged header asks for.
        "max_pixels": str(limits.max_side**2),
        "max_streams": "64",
    }


@contextmanager
def open_film(path: Path, limits: Limits) -> Iterator[InputContainer]:
    """Open a film for reading; ``path`` has passed ``sniff.refuse_foreign``.

    Raises:
        FilmwrightError: not a film, or cut off.
    """
    regular_file(path, limits)
    head = sniff.refuse_foreign(path)
    try:
        # "file:" keeps a name with a colon, or a leading dash, from being read as a protocol or an option.
        container = av.open(f"file:{path.absolute()}", "r", options=_options(limits), metadata_errors="replace")
    except (av.FFmpegError, ValueError) as error:
        sniff.refuse_truncated(path, head)
        if kind := sniff.container_name(head):
            raise FilmwrightError(
                f"damaged or empty: this {kind} file cannot be opened", str(path), "copy it again from its source"
            ) from error
        raise FilmwrightError(
            "not a film (no known container)", str(path), "add an mp4, mov, mkv or mxf file"
        ) from error
    with container:
        yield container


@contextmanager
def open_bytes(data: bytes, limits: Limits) -> Iterator[InputContainer]:
    """Open a small film held in memory.

    Raises:
        FilmwrightError: not a film, or over the cap.
    """
    if len(data) > limits.max_bytes:
        raise FilmwrightError(f"too large: a clip of {len(data):,} bytes", "a clip in memory", "cut it first")
    try:
        container = av.open(
            BytesIO(data), "r", options=_options(limits) | {"protocol_whitelist": ""}, metadata_errors="replace"
        )
    except (av.FFmpegError, ValueError) as error:
        raise FilmwrightError("not a film", "a clip in memory", "make it again") from error
    with container:
        yield container


def picture_stream(container: InputContainer, name: str, limits: Limits) -> VideoStream:
    """The first moving-picture stream; cover art is not one.

    Raises:
        FilmwrightError: sound only, nothing to see, no decoder, or a picture over the cap.
    """
    streams = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    if not streams:
        what = "this file has sound only" if container.streams.audio else "there is no picture in this file"
        raise FilmwrightError(what, name, "add a file with a picture")
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise FilmwrightError("no decoder for this picture", name, "convert it to ProRes, H.264 or FFV1 and add that")
    check_side(context.width, context.height, name, limits)
    return stream


def check_side(width: int, height: int, name: str, limits: Limits) -> None:
    """Refuse a picture over the cap, or of no size.

    Raises:
        FilmwrightError: too large, or zero.
    """
    if width <= 0 or height <= 0:
        raise FilmwrightError(
            "the picture has no size: damaged, or not decodable", name, "copy it again from its source"
        )
    if max(width, height) > limits.max_side:
        raise FilmwrightError(
            f"too large: {width}x{height}, the cap is {limits.max_side} pixels a side",
            name,
            "raise max_side in studio.yaml",
        )
