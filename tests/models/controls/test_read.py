"""Controls from files: safely, at the model's size, in the shot's time or refused with both numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from filmwright.errors import FilmwrightError
from filmwright.media.encode import H264Writer
from filmwright.media.source import Limits
from filmwright.models.controls import depth, masks
from filmwright.models.controls.read import control, nearest

from ...effort import examples

LIMITS = Limits(max_bytes=1 << 26, max_frames=1000, max_side=2048)
SIZE, RATE = (64, 36), Fraction(12)


def grey_film(path: Path, frames: int = 8, rate: Fraction = RATE) -> Path:
    """Frame k is grey 20 + 20 k."""
    with H264Writer(path, 128, 72, rate, 4.0, "ultrafast") as writer:
        for frame in range(frames):
            writer.write_rgb(np.full((72, 128, 3), 20 + 20 * frame, np.uint8))
    return path


def frames_of(clip: np.ndarray) -> list[int]:
    """The numbers of a grey film's frames."""
    return [round((float(frame.mean()) - 20) / 20) for frame in clip]


def test_a_film_of_the_shot_s_length_is_read_at_the_model_s_size(tmp_path: Path) -> None:
    clip = control(grey_film(tmp_path / "depth.mp4"), *SIZE, 8, RATE, LIMITS)
    assert clip.shape == (8, 36, 64, 3)
    assert clip.dtype == np.uint8
    assert frames_of(clip) == list(range(8))


def test_another_length_or_rate_is_refused_with_both_numbers(tmp_path: Path) -> None:
    film = grey_film(tmp_path / "depth.mp4")
    with pytest.raises(FilmwrightError) as error:
        control(film, *SIZE, 16, RATE, LIMITS, what="depth")
    assert "this depth has 8 frames at 12 a second, the shot has 16 frames at 12 a second" in str(error.value)
    assert "fitted" in error.value.do
    with pytest.raises(FilmwrightError, match=r"8 frames at 12 a second, the shot has 8 frames at 23\.976 a second"):
        control(film, *SIZE, 8, Fraction(24000, 1001), LIMITS)


def test_fitting_takes_the_frames_nearest_in_time(tmp_path: Path) -> None:
    film = grey_film(tmp_path / "depth.mp4")
    assert frames_of(control(film, *SIZE, 6, Fraction(24), LIMITS, fit=True)) == [0, 0, 1, 1, 2, 2]
    assert frames_of(control(film, *SIZE, 4, Fraction(6), LIMITS, fit=True)) == [1, 3, 5, 7]
    assert frames_of(control(film, *SIZE, 10, RATE, LIMITS, fit=True)) == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]
    assert frames_of(control(film, *SIZE, 3, RATE, LIMITS, fit=True)) == [0, 1, 2]


@given(st.integers(1, 500), st.fractions(1, 120, max_denominator=1001), st.integers(1, 300), st.integers(1, 120))
@settings(max_examples=examples(100))
def test_frames_in_time_grow_and_are_there(have: int, have_rate: Fraction, frames: int, rate: int) -> None:
    made = nearest(have, have_rate, frames, Fraction(rate))
    assert len(made) == frames
    assert made.min() >= 0
    assert made.max() < have
    assert (np.diff(made) >= 0).all()
    assert nearest(have, have_rate, have, have_rate).tolist() == list(range(have))


def test_a_still_is_held_and_keeps_its_colours(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (36, 64, 3)).astype(np.uint8)
    Image.fromarray(picture).save(tmp_path / "frame.png")
    clip = control(tmp_path / "frame.png", *SIZE, 5, RATE, LIMITS)
    assert clip.shape == (5, 36, 64, 3)
    assert (clip == picture).all()


def test_depth_of_sixteen_bits_is_read(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (36, 1))
    with av.open(str(tmp_path / "depth.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=12, options={"level": "3"})
        stream.width, stream.height, stream.pix_fmt = 64, 36, "gray16le"
        for _ in range(2):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(ramp, "gray16le")))
        container.mux(stream.encode(None))
    Image.fromarray(ramp).save(tmp_path / "depth.png")
    for name in ("depth.mkv", "depth.png"):
        made = depth.from_grey(control(tmp_path / name, *SIZE, 2, RATE, LIMITS))
        assert np.abs(made[0, 18] - np.linspace(-1, 1, 64)).max() < 0.06


def test_a_mask_comes_through_the_codec_hard(tmp_path: Path) -> None:
    picture = np.zeros((72, 128, 3), np.uint8)
    picture[:, 64:] = 255
    with H264Writer(tmp_path / "mask.mp4", 128, 72, RATE, 23.0, "ultrafast") as writer:
        for _ in range(3):
            writer.write_rgb(picture)
    made = masks.from_pictures(control(tmp_path / "mask.mp4", *SIZE, 3, RATE, LIMITS, what="mask"))
    assert not made[:, :, :32].any()
    assert made[:, :, 32:].all()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.mp4", b""),
        ("list.m3u8", b"#EXTM3U\nhttp://127.0.0.1/a.ts\n"),
        ("text.txt", b"depth, please"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        ("noise.mp4", bytes(range(256)) * 20),
    ],
)
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FilmwrightError):
        control(tmp_path / name, *SIZE, 2, RATE, LIMITS, fit=True)


def test_addresses_missing_files_and_films_over_the_caps_are_refused(tmp_path: Path) -> None:
    film = grey_film(tmp_path / "long.mp4", 8)
    for path, limits in (
        (Path("http://127.0.0.1/depth.mp4"), LIMITS),
        (tmp_path / "missing.mp4", LIMITS),
        (tmp_path, LIMITS),
        (film, Limits(1 << 26, 4, 2048)),
        (film, Limits(1 << 26, 1000, 64)),
        (film, Limits(10, 1000, 2048)),
    ):
        with pytest.raises(FilmwrightError):
            control(path, *SIZE, 2, RATE, limits, fit=True)
