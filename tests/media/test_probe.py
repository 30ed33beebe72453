"""What a film is, told right; what isn't one, refused in one line."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filmwright.errors import FilmwrightError
from filmwright.media.probe import Limits, Probe, probe

NTSC_FILM = Fraction(24000, 1001)

FORMATS = [
    ("a.mp4", "libx264", "yuv420p", {}, "h264", 8),
    ("a.mkv", "libx264", "yuv420p", {}, "h264", 8),
    ("a.mov", "libx265", "yuv420p10le", {"x265-params": "log-level=0"}, "hevc", 10),
    ("a.mov", "prores_ks", "yuv422p10le", {}, "prores", 10),
    ("a.mov", "dnxhd", "yuv422p", {"profile": "dnxhr_hq"}, "dnxhd", 8),
    ("a.mxf", "dnxhd", "yuv422p", {"profile": "dnxhr_hq"}, "dnxhd", 8),
    ("a.mkv", "ffv1", "yuv444p", {}, "ffv1", 8),
]


@pytest.mark.parametrize(("name", "encoder", "pixel_format", "options", "codec", "depth"), FORMATS)
def test_formats(make, limits, name, encoder, pixel_format, options, codec, depth):
    found = probe(make(name, 12, codec=encoder, pixel_format=pixel_format, options=options, rate=NTSC_FILM), limits)
    assert (found.kind, found.codec, found.pixel_format, found.bit_depth) == ("video", codec, pixel_format, depth)
    assert (found.width, found.height, found.frames, found.rate) == (320, 180, 12, NTSC_FILM)


def test_a_probe_survives_json(make, limits):
    found = probe(make("a.mov", sound=True, timecode="01:00:00:00"), limits)
    assert Probe.from_dict(found.to_dict()) == found
    assert found.to_dict()["rate"] == "24/1"


def test_sound_timecode_and_colour(make, limits):
    found = probe(make("a.mov", sound=True, timecode="10:00:00:12", tags=(9, 16, 9, 1), matrix=9), limits)
    assert found.start_timecode == "10:00:00:12"
    assert found.audio == ({"codec": "aac", "rate": 48000, "channels": 2, "layout": "stereo"},)
    assert found.color == {"primaries": "bt2020", "transfer": "smpte2084", "matrix": "bt2020nc", "range": "limited"}


def test_odd_size(make, limits):
    found = probe(make("a.mp4", size=(853, 481), pixel_format="yuv444p"), limits)
    assert (found.width, found.height) == (853, 481)


def test_rotated_phone_video(make, limits):
    # PyAV turns counterclockwise, as ffmpeg does; a probe says how to turn the picture clockwise to see it upright.
    for counterclockwise, clockwise, size in ((90, 270, (180, 320)), (270, 90, (180, 320)), (180, 180, (320, 180))):
        found = probe(make("a.mp4", rotation=counterclockwise), limits)
        assert (found.rotation, found.mirrored) == (clockwise, False)
        assert (found.width, found.height) == size
        assert (found.coded_width, found.coded_height) == (320, 180)


def test_anamorphic(make, limits):
    found = probe(make("a.mp4", size=(320, 240), aspect=Fraction(4, 3)), limits)
    assert found.sample_aspect == "4/3"
    assert (found.width, found.height) == (427, 240)


@pytest.mark.parametrize("rate", [NTSC_FILM, Fraction(24), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(25)])
@pytest.mark.parametrize("name", ["a.mkv", "a.ts", "a.mp4"])
def test_rounded_times_are_still_one_rate(make, limits, rate, name):
    assert probe(make(name, 60, rate=rate, options={"preset": "ultrafast"}), limits).rate == rate


VARIABLE = {
    "a frame missing": [*range(0, 40, 4), *range(48, 100, 4)],
    "24 then 30": [*range(0, 50, 5), *range(50, 90, 4)],
    "alternating": [k // 2 * 9 + k % 2 * 4 for k in range(24)],
    "a slow drift": [k * 4 + k * k // 40 for k in range(24)],
}


@pytest.mark.parametrize("times", VARIABLE.values(), ids=VARIABLE.keys())
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_variable_rate_is_refused(make, limits, times, name):
    film = make(name, len(times), times=times, time_base=Fraction(1, 120))
    with pytest.raises(FilmwrightError, match=r"frame rate varies .* -> conform it to a constant rate first"):
        probe(film, limits)


def cut(path: Path, share: float) -> Path:
    short = path.with_name(f"short-{path.name}")
    short.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return short


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_truncated_mp4_without_its_index(make, limits, share):
    with pytest.raises(FilmwrightError, match=r"truncated: .*(its index \(moov\) is missing|bytes are missing)"):
        probe(cut(make("a.mp4", 48), share), limits)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated_mp4_with_its_index_first(make, limits, share):
    with pytest.raises(FilmwrightError, match=r"truncated: .* missing"):
        probe(cut(make("a.mp4", 48, container={"movflags": "faststart"}), share), limits)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mkv", "ffv1"), ("a.mov", "prores_ks"), ("a.avi", "mpeg4"), ("a.mxf", "dnxhd")]
)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_other_truncated_containers(make, limits, name, codec, share):
    pixel_format = {"prores_ks": "yuv422p10le", "dnxhd": "yuv422p"}.get(codec, "yuv420p")
    options = {"profile": "dnxhr_hq"} if codec == "dnxhd" else {}
    with pytest.raises(FilmwrightError, match=r"truncated|damaged"):
        probe(cut(make(name, 48, codec=codec, pixel_format=pixel_format, options=options), share), limits)


def test_truncated_fragments(make, limits):
    film = make("a.mp4", 48, container={"movflags": "frag_keyframe+empty_moov"}, options={"g": "12"})
    assert probe(film, limits).frames == 48
    with pytest.raises(FilmwrightError, match="truncated"):
        probe(cut(film, 0.7), limits)


@pytest.mark.parametrize(
    ("name", "container"),
    [("a.mp4", {}), ("a.mp4", {"movflags": "empty_moov+frag_keyframe"}), ("a.mkv", {}), ("a.avi", {})],
)
def test_no_frames(make, limits, name, container):
    with pytest.raises(FilmwrightError, match=r"there are no frames|no picture in this file|damaged or empty"):
        probe(make(name, 0, container=container), limits)


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.wav", "a.mkv"])
def test_sound_only(make_sound, limits, name):
    with pytest.raises(FilmwrightError, match="sound only"):
        probe(make_sound(name), limits)


PLAYLISTS = {
    "m3u8": "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nhttp://192.0.2.1/a.ts\n",
    "m3u": "#EXTM3U\n/etc/passwd\n",
    "bom": "\ufeff#EXTM3U\n/etc/passwd\n",
    "mpd": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"></MPD>',
    "ffconcat": "ffconcat version 1.0\nfile /etc/passwd\n",
    "concat": "file '/etc/passwd'\nfile 'b.mp4'\n",
    "sdp": "v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\nm=video 5004 RTP/AVP 96\r\n",
    "strm": "http://192.0.2.1/film.mp4\n",
    "pls": "[playlist]\nFile1=http://192.0.2.1/a.mp4\n",
    "smil": "<smil><body><video src='http://192.0.2.1/a.mp4'/></body></smil>",
    "asx": "<ASX version='3.0'><entry><ref href='http://192.0.2.1/a.wmv'/></entry></ASX>",
}


@pytest.mark.parametrize("name", PLAYLISTS)
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_a_playlist_posing_as_a_film(tmp_path, limits, name, ending):
    path = tmp_path / f"{name}.{ending}"
    path.write_text(PLAYLISTS[name], encoding="utf-8")
    with pytest.raises(FilmwrightError, match="a playlist or an address, not a film"):
        probe(path, limits)


@pytest.mark.parametrize("name", ["http://192.0.2.1/a.mp4", "rtsp://192.0.2.1/a", "file:///etc/passwd"])
def test_an_address(limits, name):
    with pytest.raises(FilmwrightError, match=r"address, not a file"):
        probe(Path(name), limits)


NOT_FILMS = {
    "text": (b"Not a film at all.\n", "this is text"),
    "noise": (bytes(np.random.default_rng(1).integers(0, 256, 20_000, dtype=np.uint8)), "not a film"),
    "empty": (b"", "empty"),
    "zip": (b"PK\x03\x04" + bytes(200), "not a film"),
    "ftyp and no more": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "index"),
    "zeros": (bytes(5000), "not a film"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "this is text"),
    "gif": (b"GIF89a" + bytes(100), "not a film"),
}


@pytest.mark.parametrize("name", NOT_FILMS)
def test_not_a_film(tmp_path, limits, name):
    data, message = NOT_FILMS[name]
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(FilmwrightError, match=message) as caught:
        probe(tmp_path / "a.mp4", limits)
    assert "\n" not in str(caught.value) and "a.mp4" in str(caught.value) and " -> " in str(caught.value)


def test_not_a_file(tmp_path, limits):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "gone.mp4").symlink_to(tmp_path / "nowhere.mp4")
    for path, message in (
        (tmp_path, "folder"),
        (tmp_path / "none.mp4", "no such file"),
        (tmp_path / "pipe.mp4", "not a regular file"),
        (tmp_path / "gone.mp4", "no such file"),
        (Path("/dev/zero"), "not a regular file"),
        (Path("a\0b.mp4"), "cannot be opened"),
    ):
        with pytest.raises(FilmwrightError, match=message):
            probe(path, limits)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_not_readable(make, limits):
    film = make("a.mp4")
    film.chmod(0)
    with pytest.raises(FilmwrightError, match="may not be read"):
        probe(film, limits)


@pytest.mark.parametrize("name", ["a:b.mp4", "-i.mp4", "concat:a.mp4", "%03d.mp4", "pipe:0.mp4", "two words é.mp4"])
def test_odd_names_are_only_names(make, limits, name):
    film = make("a.mp4", 6).rename
    assert probe(film(Path(make("b.mp4", 1)).with_name(name)), limits).frames == 6


def test_a_link_to_a_film(make, limits, tmp_path):
    (tmp_path / "link.mp4").symlink_to(make("a.mp4"))
    assert probe(tmp_path / "link.mp4", limits).frames == 24


def test_caps(make, limits):
    film = make("a.mp4")
    for tight, message in (
        (Limits(1000, 100, 8192), "too large: .* GiB"),
        (Limits(1 << 30, 23, 8192), "too long: over 23 frames"),
        (Limits(1 << 30, 100, 300), "too large: 320x180"),
    ):
        with pytest.raises(FilmwrightError, match=message):
            probe(film, tight)


def test_a_header_of_huge_dimensions(make, limits):
    film = make("a.mov", codec="prores_ks", pixel_format="yuv422p10le")
    data = bytearray(film.read_bytes())
    # Every place that states the size: the sample entry, the track header, each frame's own header.
    for old, new in (
        (b"\x01\x40\x00\xb4", b"\xff\xf0\xff\xf0"),
        (b"\x01\x40\0\0\x00\xb4\0\0", b"\xff\xf0\0\0\xff\xf0\0\0"),
    ):
        data = bytearray(bytes(data).replace(old, new))
    film.write_bytes(data)
    with pytest.raises(FilmwrightError, match="too large"):
        probe(film, limits)


def test_a_damaged_film_never_gives_a_traceback(make, limits):
    whole = make("a.mp4", 24, container={"movflags": "faststart"}).read_bytes()
    random = np.random.default_rng(7)
    path = make("b.mp4", 1)
    for _ in range(60):
        data = bytearray(whole)
        for place in random.integers(0, len(data), 12):
            data[place] = int(random.integers(0, 256))
        path.write_bytes(data)
        try:
            found = probe(path, limits)
        except FilmwrightError as error:
            assert re.match(r".*b\.mp4: .+ -> .+", str(error))
        else:
            assert found.frames > 0


def test_stills(tmp_path, limits):
    for name, mode, depth in (("a.png", "RGB", 8), ("a.jpg", "RGB", 8), ("a.tif", "RGB", 8), ("b.png", "I;16", 16)):
        Image.new(mode, (640, 361)).save(tmp_path / name)
        found = probe(tmp_path / name, limits)
        assert (found.kind, found.frames, found.rate, found.width, found.height) == ("still", 1, 24, 640, 361)
        assert found.bit_depth == depth
        assert Probe.from_dict(found.to_dict()) == found


def test_a_turned_still(tmp_path, limits):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 32)).save(tmp_path / "a.jpg", exif=exif)
    found = probe(tmp_path / "a.jpg", limits)
    assert (found.width, found.height, found.rotation) == (32, 64, 90)


def test_a_damaged_still(tmp_path, limits):
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(FilmwrightError, match="damaged or truncated still"):
        probe(tmp_path / "a.png", limits)


@pytest.mark.film
def test_the_real_film(film, limits):
    found = probe(film, limits)
    assert (found.frames, found.rate, found.width, found.height) == (14_315, 24, 1280, 720)
    assert found.color == {"primaries": "bt709", "transfer": "bt709", "matrix": "bt709", "range": "limited"}
