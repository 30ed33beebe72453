"""The same frames give the same bytes; what is written plays, is tagged, and reads back."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from fractions import Fraction
from io import BytesIO

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.media.encode import H264Writer, encode_take, read_clip, read_clip_range
from filmwright.media.planes import from_rgb, plane
from filmwright.media.probe import Limits, probe

RATE = Fraction(12)


def moving(count=24, height=144, width=256):
    """A soft gradient that drifts to the right: RGB, uint8 (T, H, W, 3)."""
    rows, columns = np.mgrid[:height, :width]
    frames = [
        np.stack([(columns * 0.7 + 5 * k) % 200 + 20, rows * 1.2 + 20, np.full((height, width), 90.0)], -1)
        for k in range(count)
    ]
    return np.stack(frames).astype(np.uint8)


def psnr(a, b):
    return 10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2))


def test_a_take_reads_back(tmp_path, limits):
    frames = moving()
    encode_take(frames, RATE, tmp_path / "take.mp4")
    assert psnr(read_clip(tmp_path / "take.mp4"), frames) > 32
    found = probe(tmp_path / "take.mp4", limits)
    assert (found.codec, found.pixel_format, found.rate, found.frames) == ("h264", "yuv420p", RATE, 24)
    assert found.color == {"primaries": "bt709", "transfer": "bt709", "matrix": "bt709", "range": "limited"}


@pytest.mark.parametrize("rate", [RATE, Fraction(24000, 1001), Fraction(30), Fraction(60000, 1001)])
def test_every_rate_is_kept(tmp_path, limits, rate):
    encode_take(moving(36, 32, 32), rate, tmp_path / "take.mp4")
    assert probe(tmp_path / "take.mp4", limits).rate == rate


def test_the_same_frames_give_the_same_bytes(tmp_path):
    for name in ("a.mp4", "b.mp4"):
        encode_take(moving(), RATE, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_the_same_frames_give_the_same_bytes_wherever_they_lie():
    """Film that scrolls, whose frames lie elsewhere each time: x264's macroblock tree once differed here by chance."""
    blocks = np.random.default_rng(0).integers(0, 255, (100, 120)).astype(np.uint8)
    wall = blocks.repeat(8, 0).repeat(8, 1)
    grey = np.full((240, 427), 120, np.uint8)
    made, held = set(), []
    for _ in range(8):
        out = BytesIO()
        with H264Writer(out, 854, 480, RATE, 27.0, "veryfast") as writer:
            for n in range(40):
                held.append(from_rgb(np.zeros((480, 854, 3), np.uint8)))  # so that no two frames share a buffer
                writer.write_yuv(wall[n : n + 480, n : n + 854], grey, grey)
        made.add(out.getvalue())
    assert len(made) == 1


def test_the_index_comes_first(tmp_path):
    encode_take(moving(6), RATE, tmp_path / "take.mp4")
    data = tmp_path.joinpath("take.mp4").read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_metadata_travels(tmp_path):
    import av

    encode_take(moving(2), RATE, tmp_path / "take.mp4", metadata={"comment": "made by a machine"})
    with av.open(str(tmp_path / "take.mp4")) as container:
        assert container.metadata["comment"] == "made by a machine"


def proxy(frames, gop=12):
    target = BytesIO()
    with H264Writer(target, frames.shape[2], frames.shape[1], RATE, 14, "veryfast", gop=gop) as writer:
        for rgb in frames:
            frame = from_rgb(rgb)
            writer.write_yuv(*(plane(frame, index) for index in range(3)))
    return target.getvalue()


def test_planes_to_memory_and_back():
    frames = moving(36)
    assert psnr(read_clip(proxy(frames)), frames) > 32


@pytest.mark.parametrize(("start", "count"), [(0, 1), (0, 36), (5, 24), (12, 12), (35, 1), (11, 2), (3, 0)])
def test_any_range_is_exactly_that_range(start, count):
    clip = proxy(moving(36))
    found = read_clip_range(clip, start, count)
    assert len(found) == count
    if count:
        assert np.array_equal(found, read_clip(clip)[start : start + count])


def test_a_range_past_the_end():
    with pytest.raises(FilmwrightError, match="the clip ends at frame 12"):
        read_clip_range(proxy(moving(12)), 8, 8)


def test_a_clip_of_one_frame():
    assert read_clip(proxy(moving(1))).shape == (1, 144, 256, 3)


@pytest.mark.parametrize("data", [b"", b"text", bytes(1000), b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"])
def test_what_is_no_clip(data):
    with pytest.raises(FilmwrightError):
        read_clip(data)


def test_a_damaged_clip():
    clip = bytearray(proxy(moving(24)))
    middle = len(clip) // 2
    clip[middle : middle + 400] = b"\xff" * 400
    with pytest.raises(FilmwrightError, match="damaged"):
        read_clip(bytes(clip))


def test_a_clip_over_the_cap():
    with pytest.raises(FilmwrightError, match="too long to hold"):
        read_clip(proxy(moving(12)), Limits(1 << 20, 11, 4096))
    with pytest.raises(FilmwrightError, match="too large"):
        read_clip(proxy(moving(2)), Limits(1 << 20, 11, 64))
    with pytest.raises(FilmwrightError, match="too large"):
        read_clip(proxy(moving(2)), Limits(100, 11, 4096))


def test_frames_that_do_not_fit(tmp_path):
    for width, height in ((255, 144), (0, 2)):
        with pytest.raises(FilmwrightError, match="even width and height"):
            H264Writer(tmp_path / "a.mp4", width, height, RATE)
    with pytest.raises(FilmwrightError, match="does not fit"), H264Writer(tmp_path / "a.mp4", 64, 64, RATE) as writer:
        writer.write_rgb(np.zeros((32, 64, 3), np.uint8))
    with pytest.raises(FilmwrightError, match="no frames"):
        encode_take(moving(1)[:0], RATE, tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_an_error_leaves_no_file_and_the_old_one_whole(tmp_path):
    path = tmp_path / "take.mp4"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), H264Writer(path, 64, 64, RATE) as writer:
        writer.write_rgb(np.zeros((64, 64, 3), np.uint8))
        raise RuntimeError
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["take.mp4"]


FULL = """
import sys, numpy as np
from fractions import Fraction
from pathlib import Path
from filmwright.errors import FilmwrightError
from filmwright.media.encode import encode_take
noise = np.random.default_rng(0).integers(0, 256, (30, 144, 256, 3), dtype=np.uint8)
try:
    encode_take(noise, Fraction(12), Path(sys.argv[1]), crf=1)
except FilmwrightError as error:
    print(error.what)
"""


def test_a_write_that_fails_leaves_nothing(tmp_path):
    """A real failing write: the system refuses a file of more than 64 KiB to a process of its own."""

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

    command = [sys.executable, "-c", FULL, str(tmp_path / "take.mp4")]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=small, check=False)
    assert done.stdout.startswith("the disk is full"), done.stderr
    assert not list(tmp_path.iterdir())
