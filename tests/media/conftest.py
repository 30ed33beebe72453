"""Small films, drawn and encoded on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from filmwright.media.probe import Limits

LIMITS = Limits(max_bytes=1 << 30, max_frames=100_000, max_side=8192)
CORNERS = {"red": (220, 30, 30), "green": (30, 200, 40), "blue": (40, 50, 220), "yellow": (230, 220, 40)}


@pytest.fixture
def limits() -> Limits:
    return LIMITS


def card(width: int, height: int, index: int = 0) -> NDArray[np.uint8]:
    """A test card: red top left, green top right, blue bottom left, yellow bottom right, a white bar that moves."""
    rgb = np.zeros((height, width, 3), np.uint8)
    middle, centre = height // 2, width // 2
    rgb[:middle, :centre], rgb[:middle, centre:] = CORNERS["red"], CORNERS["green"]
    rgb[middle:, :centre], rgb[middle:, centre:] = CORNERS["blue"], CORNERS["yellow"]
    left = (index * 4) % max(1, width - 8)
    rgb[middle - 4 : middle + 4, left : left + 8] = 255
    return rgb


@pytest.fixture
def corners() -> Callable[[NDArray[np.uint8]], list[str]]:
    """Names the colours of a picture's corners: top left, top right, bottom left, bottom right."""

    def name(rgb: NDArray[np.uint8]) -> list[str]:
        height, width, _ = rgb.shape
        spots = [(h, w) for h in (height // 8, height * 7 // 8) for w in (width // 8, width * 7 // 8)]
        found = []
        for h, w in spots:
            here = rgb[h - 2 : h + 2, w - 2 : w + 2].reshape(-1, 3).astype(float).mean(0)
            distance = {colour: float(np.abs(here - value).max()) for colour, value in CORNERS.items()}
            nearest = min(distance, key=lambda colour: distance[colour])
            found.append(nearest if distance[nearest] <= 14 else f"{nearest} off by {distance[nearest]:.0f}")
        return found

    return name


UPRIGHT = ["red", "green", "blue", "yellow"]


@pytest.fixture
def upright() -> list[str]:
    return UPRIGHT


Maker = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """Encode the test card: ``make("a.mp4", frames=48, codec="libx264", rate=Fraction(24), ...)``."""

    def film(
        name: str,
        frames: int = 24,
        size: tuple[int, int] = (320, 180),
        codec: str = "libx264",
        pixel_format: str = "yuv420p",
        rate: Fraction = Fraction(24),
        options: dict[str, str] | None = None,
        container: dict[str, str] | None = None,
        times: Sequence[int] | None = None,
        time_base: Fraction | None = None,
        rotation: int = 0,
        mirror: bool = False,
        matrix: int = 1,
        full_range: bool = False,
        tags: tuple[int, int, int, int] | None = None,
        timecode: str | None = None,
        sound: bool = False,
        aspect: Fraction | None = None,
    ) -> Path:
        """``tags`` are primaries, transfer, matrix, range as written; ``matrix`` and ``full_range`` as encoded."""
        path = tmp_path / name
        with av.open(str(path), "w", container_options=container or {}) as out:
            stream: Any = out.add_stream(codec, rate=rate, options=options or {})
            stream.width, stream.height, stream.pix_fmt = *size, pixel_format
            context = stream.codec_context
            written = tags or (1, 1, matrix, 2 if full_range else 1)
            context.color_primaries, context.color_trc, context.colorspace, context.color_range = written
            if aspect:
                context.sample_aspect_ratio = aspect
            if time_base:
                context.time_base = time_base
            if timecode:
                stream.metadata["timecode"] = timecode
            if rotation or mirror:
                stream.set_display_rotation(rotation, hflip=mirror)
            tone: Any = out.add_stream("aac", rate=48000, layout="stereo") if sound else None
            out.start_encoding()  # a film of no frames has its header all the same
            space = {1: 1, 5: 5, 6: 5, 9: 9, 0: 1}[matrix]
            for index in range(frames):
                frame = VideoFrame.from_ndarray(card(*size, index), "rgb24").reformat(
                    format=pixel_format,
                    dst_colorspace=space,
                    src_color_range=2,
                    dst_color_range=2 if full_range else 1,
                    interpolation="AREA",
                )
                frame.pts = index if times is None else times[index]
                frame.time_base = time_base or 1 / rate
                frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range = written
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
            if tone:
                _tone(out, tone, frames / rate)
        return path

    return film


def _tone(out: Any, stream: Any, seconds: Fraction) -> None:
    samples = int(48000 * seconds)
    wave = (np.sin(np.arange(samples) * 2 * np.pi * 440 / 48000) * 0.2).astype(np.float32)
    for start in range(0, samples, 1024):
        block = np.ascontiguousarray(np.stack([wave[start : start + 1024]] * 2))
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48000, start
        out.mux(stream.encode(frame))
    out.mux(stream.encode())


@pytest.fixture
def make_sound(tmp_path: Path) -> Maker:
    """A file with a tone and no picture."""

    def sound(name: str) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w") as out:
            stream: Any = out.add_stream(
                "aac" if not name.endswith(".wav") else "pcm_s16le", rate=48000, layout="stereo"
            )
            if name.endswith(".wav"):
                frame = av.AudioFrame.from_ndarray(np.zeros((1, 9600), np.int16), format="s16", layout="stereo")
                frame.sample_rate, frame.pts = 48000, 0
                out.mux(stream.encode(frame))
                out.mux(stream.encode())
            else:
                _tone(out, stream, Fraction(1, 2))
        return path

    return sound
