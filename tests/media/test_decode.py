"""Every frame once, upright, cut to fill, in the right colours; a damaged film breaks off with a clear line."""

from __future__ import annotations

import threading
import time
from fractions import Fraction

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image

from filmwright.errors import FilmwrightError
from filmwright.media.decode import pictures
from filmwright.media.probe import probe


def decoded(path, limits, width=256, height=144):
    return list(pictures(path, probe(path, limits), width, height, limits))


def test_every_frame_once_in_order(make, limits):
    found = decoded(make("a.mp4", 75, options={"bf": "3"}), limits)
    assert [picture.index for picture in found] == list(range(75))
    # The white bar moves 4 of 320 pixels a frame: its place tells the frame.
    row = [int(np.argmax(picture.y[72].astype(int) > 200)) for picture in found[:60]]
    assert all(abs(place - 3.2 * index) <= 2 for index, place in enumerate(row))


def test_shapes_and_types(make, limits):
    first = decoded(make("a.mp4", 2), limits)[0]
    assert (first.y.shape, first.u.shape, first.v.shape) == ((144, 256), (72, 128), (72, 128))
    assert first.y.dtype == first.u.dtype == first.v.dtype == np.uint8
    assert first.y.flags.c_contiguous and first.u.flags.c_contiguous
    assert first.rgb().shape == (144, 256, 3)


COLOURS = {
    "709 limited": {},
    "709 full": {"full_range": True, "pixel_format": "yuvj420p"},
    "601 tagged, in HD": {"size": (1280, 720), "matrix": 6, "tags": (6, 6, 6, 1)},
    "601 untagged, in SD": {"size": (640, 480), "matrix": 6, "tags": (2, 2, 2, 0)},
    "709 untagged, in HD": {"size": (1280, 720), "tags": (2, 2, 2, 0)},
    "2020": {
        "matrix": 9,
        "tags": (9, 14, 9, 1),
        "pixel_format": "yuv420p10le",
        "codec": "libx265",
        "name": "a.mov",
        "options": {"x265-params": "log-level=0"},
    },
    "prores": {"codec": "prores_ks", "pixel_format": "yuv422p10le", "name": "a.mov"},
    "4:4:4": {"codec": "ffv1", "pixel_format": "yuv444p", "name": "a.mkv"},
    "rgb": {"codec": "ffv1", "pixel_format": "bgr0", "matrix": 0, "full_range": True, "name": "a.mkv"},
    "odd": {"size": (853, 481), "pixel_format": "yuv444p"},
    "dnxhr": {"codec": "dnxhd", "pixel_format": "yuv422p", "options": {"profile": "dnxhr_hq"}, "name": "a.mxf"},
}


@pytest.mark.parametrize("case", COLOURS)
def test_colours(make, limits, corners, upright, case):
    settings = dict(COLOURS[case])
    film = make(settings.pop("name", "a.mp4"), 3, **settings)
    assert corners(decoded(film, limits)[1].rgb()) == upright


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("size", [(256, 144), (144, 256)])
def test_upright(make, limits, corners, turn, mirror, size):
    """The display matrix turns the stored card counterclockwise, then mirrors it (libavutil/display.h)."""
    found = decoded(make("a.mp4", 2, rotation=turn, mirror=mirror), limits, *size)[0].rgb()
    shown = np.rot90(np.array([["red", "green"], ["blue", "yellow"]]), turn // 90)
    shown = shown[:, ::-1] if mirror else shown
    assert corners(found) == shown.ravel().tolist()


def test_a_phone_held_upright(make, limits, corners):
    """The matrix that phones write, 0 1 -1 0, is a quarter turn clockwise."""
    film = make("a.mp4", 2, rotation=270)
    words = [value.to_bytes(4, "big", signed=True) for value in (0, 1 << 16, 0, -(1 << 16), 0)]
    assert b"".join(words) in film.read_bytes()
    assert corners(decoded(film, limits, 144, 256)[0].rgb()) == ["blue", "red", "yellow", "green"]


@pytest.mark.parametrize(
    ("size", "target"), [((320, 240), (256, 144)), ((400, 168), (256, 144)), ((180, 320), (256, 144))]
)
def test_the_centre_fills_the_picture(make, limits, size, target):
    """A square around the centre stays square and in the centre, whatever is cut away."""
    width, _ = size
    picture = decoded(make("a.mp4", 1, size=size), limits, *target)[0].rgb().astype(int)
    yellow = (picture[..., 0] > 150) & (picture[..., 1] > 150) & (picture[..., 2] < 120)
    rows, columns = np.where(yellow)
    assert abs(rows.min() - target[1] / 2) <= 2 + 4 * target[0] / width
    assert abs(columns.min() - target[0] / 2) <= 2
    assert rows.max() == target[1] - 1 and columns.max() == target[0] - 1


def test_square_pixels(make, limits):
    """An anamorphic picture is widened: 4:3 pixels make 240 x 240 a 16:12 picture, cut to 16:9."""
    found = decoded(make("a.mp4", 1, size=(240, 240), aspect=Fraction(4, 3)), limits)[0]
    assert found.y.shape == (144, 256)


def pq(nits: float) -> float:
    """SMPTE ST 2084: luminance in cd/m2 as a signal of 0..1."""
    power = (nits / 10_000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375


def test_high_dynamic_range_is_brought_down(tmp_path, limits):
    """Black stays black, diffuse white (203 cd/m2) becomes white, 20 cd/m2 a dark grey; brighter than white clips."""
    nits = [0, 20, 203, 1000]
    signal = np.array([round(pq(n) * 876 + 64) for n in nits], np.uint16)
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 256, 144, "yuv420p10le"
        frame = VideoFrame(256, 144, "yuv420p10le")
        for index, plane in enumerate(frame.planes):
            rows = np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, -1)
            rows[:] = 512
            if index == 0:
                rows[:, :256] = np.repeat(signal, 64)
        for thing in (frame, stream.codec_context):
            thing.color_primaries, thing.color_trc, thing.colorspace, thing.color_range = 9, 16, 9, 1
        frame.pts = 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    grey = decoded(path, limits)[0].y[72, 32::64].astype(int)
    assert grey[0] <= 17 and 60 < grey[1] < 120 and abs(grey[2] - 234) <= 3 and grey[3] >= 234


def test_a_still_is_one_picture(tmp_path, limits, corners, upright, make):
    from filmwright.media import stills

    rgb = decoded(make("a.mp4", 1), limits, 320, 180)[0].rgb()
    (tmp_path / "a.png").write_bytes(stills.png(rgb))
    found = decoded(tmp_path / "a.png", limits)
    assert len(found) == 1 and corners(found[0].rgb()) == upright


def test_a_film_that_breaks_off(make, limits):
    film = make("a.mp4", 48, container={"movflags": "faststart"})
    known = probe(film, limits)
    data = film.read_bytes()
    film.write_bytes(data[: int(len(data) * 0.7)])
    seen = []
    with pytest.raises(FilmwrightError, match=r"breaks off at frame|damaged|is damaged"):
        for picture in pictures(film, known, 256, 144, limits):
            seen.append(picture.index)
    assert 0 < len(seen) < 48 and seen == list(range(len(seen)))


def test_another_film_in_its_place(make, limits):
    known = probe(make("a.mp4", 24), limits)
    with pytest.raises(FilmwrightError, match="more than 24 frames"):
        list(pictures(make("a.mp4", 30), known, 256, 144, limits))
    with pytest.raises(FilmwrightError, match="breaks off at frame 12 of 24"):
        list(pictures(make("a.mp4", 12), known, 256, 144, limits))
    with pytest.raises(FilmwrightError, match="changes size at frame 0"):
        list(pictures(make("a.mp4", 24, size=(400, 200)), known, 256, 144, limits))


def test_damaged_frames_are_refused(make, limits):
    film = make("a.mp4", 48, options={"crf": "10"}, container={"movflags": "faststart"})
    known = probe(film, limits)
    data = bytearray(film.read_bytes())
    start = data.find(b"mdat")
    middle = start + (len(data) - start) * 2 // 3
    data[middle : middle + 3000] = np.random.default_rng(3).integers(0, 256, 3000, dtype=np.uint8).tobytes()
    film.write_bytes(bytes(data))
    with pytest.raises(FilmwrightError, match=r"damaged|breaks off"):
        list(pictures(film, known, 256, 144, limits))


def test_damaged_bytes_never_give_a_traceback(make, limits):
    film = make("a.mp4", 24, options={"crf": "30"}, container={"movflags": "faststart"})
    known, whole = probe(film, limits), film.read_bytes()
    random = np.random.default_rng(11)
    for _ in range(30):
        data = bytearray(whole)
        for place in random.integers(0, len(data), 20):
            data[place] = int(random.integers(0, 256))
        film.write_bytes(bytes(data))
        try:
            assert len(list(pictures(film, known, 64, 36, limits))) == 24
        except FilmwrightError as error:
            assert " -> " in str(error)


def test_a_reader_that_stops_early_leaves_no_thread(make, limits):
    film = make("a.mp4", 200, options={"preset": "ultrafast"})
    known = probe(film, limits)
    before = threading.active_count()
    for _ in range(3):
        reading = pictures(film, known, 256, 144, limits)
        next(reading)
        reading.close()
    assert threading.active_count() == before


def test_the_decoder_runs_only_a_little_ahead(make, limits):
    film = make("a.mp4", 300, options={"preset": "ultrafast"})
    reading = pictures(film, probe(film, limits), 256, 144, limits)
    next(reading)
    time.sleep(0.5)
    worker = next(thread for thread in threading.enumerate() if thread.name == "decode")
    assert worker.is_alive()  # waiting for room, with most of the film still to come
    reading.close()


@pytest.mark.parametrize("size", [(255, 144), (256, 0), (-2, 2)])
def test_impossible_sizes(make, limits, size):
    film = make("a.mp4", 1)
    with pytest.raises(FilmwrightError, match="no size for a picture"):
        list(pictures(film, probe(film, limits), *size, limits))


def test_a_ribbon_is_refused(make, limits):
    film = make("a.mkv", 1, size=(2048, 2), codec="ffv1", pixel_format="yuv444p")
    with pytest.raises(FilmwrightError, match="too narrow"):
        list(pictures(film, probe(film, limits), 256, 144, limits))


def test_area_scaling_keeps_the_mean(tmp_path, limits):
    """A fine checkerboard scaled by five becomes an even grey, not a moire."""
    from filmwright.media.encode import H264Writer

    board = (np.indices((720, 1280)).sum(0) % 2 * 200 + 20).astype(np.uint8)
    with H264Writer(tmp_path / "a.mp4", 1280, 720, Fraction(24), 4, "ultrafast") as writer:
        writer.write_rgb(np.repeat(board[..., None], 3, 2))
    grey = decoded(tmp_path / "a.mp4", limits)[0].rgb().astype(float)
    assert grey.std() < 8 and abs(grey.mean() - 120) < 6


@pytest.mark.film
def test_the_real_film_against_a_plain_decode(film, limits):
    ours = []
    for picture in pictures(film, probe(film, limits), 256, 144, limits):
        ours.append(picture.rgb())
        if picture.index == 260:
            break
    with av.open(str(film)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index % 65 == 0:
                plain = Image.fromarray(frame.to_ndarray(format="rgb24")).resize((256, 144), Image.Resampling.BOX)
                assert np.abs(np.asarray(plain, float) - ours[index]).mean() < 2.5
            if index == 260:
                break
