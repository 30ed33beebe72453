"""Stills: upright, cut to fill, within the caps."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from filmwright.errors import FilmwrightError
from filmwright.media.probe import Limits, probe
from filmwright.media.stills import jpeg, load_still, png


@pytest.fixture
def test_card(make, limits):
    from filmwright.media.decode import pictures

    film = make("card.mp4", 1)
    return next(iter(pictures(film, probe(film, limits), 320, 180, limits))).rgb()


def test_png_is_exact_and_jpeg_is_near(test_card):
    assert np.array_equal(np.asarray(Image.open(BytesIO(png(test_card)))), test_card)
    near = np.asarray(Image.open(BytesIO(jpeg(test_card, 92))), float)
    assert np.abs(near - test_card).mean() < 3


@pytest.mark.parametrize("size", [(256, 144), (144, 144), (64, 256), (640, 360)])
def test_the_centre_fills(tmp_path, test_card, corners, upright, size):
    for name in ("a.png", "a.jpg", "a.tif"):
        Image.fromarray(test_card).save(tmp_path / name)
        found = load_still(tmp_path / name, *size)
        assert found.shape == (size[1], size[0], 3) and found.dtype == np.uint8
        assert corners(found) == upright


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_by_exif(tmp_path, test_card, corners, upright, limits, orientation):
    """However it is stored, it is seen upright; and the probe's turn says the same as the pixels."""
    stored = Image.fromarray(test_card)
    undo = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}.get(orientation, [])
    for step in undo:
        stored = stored.transpose(Image.Transpose(step))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.jpg", exif=exif, quality=95)
    assert corners(load_still(tmp_path / "a.jpg", 256, 144)) == upright
    found = probe(tmp_path / "a.jpg", limits)
    assert (found.width, found.height) == (320, 180)
    turned = np.asarray(Image.open(tmp_path / "a.jpg"))
    turned = turned[:, ::-1] if found.mirrored else turned
    assert corners(np.rot90(turned, -found.rotation // 90)) == upright


def test_other_pixel_kinds(tmp_path):
    for mode, value, seen in (
        ("L", 200, 200),
        ("I;16", 51_400, 200),
        ("RGBA", (200, 200, 200, 255), 200),
        ("RGBA", (200, 200, 200, 0), 0),
        ("P", 0, 0),
        ("1", 1, 255),
    ):
        Image.new(mode, (40, 30), value).save(tmp_path / "a.png")
        assert abs(int(load_still(tmp_path / "a.png", 16, 16)[8, 8, 0]) - seen) <= 1
    Image.new("CMYK", (40, 30), (0, 0, 0, 55)).save(tmp_path / "a.tif")
    assert load_still(tmp_path / "a.tif", 16, 16).shape == (16, 16, 3)


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it holds side x side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [12_000, 30_000, 2_000_000_000])
def test_a_bomb_is_refused_before_it_unpacks(tmp_path, side):
    (tmp_path / "a.png").write_bytes(bomb(side))
    generous = Limits(1 << 30, 10, 1 << 40)
    for read in (
        lambda: probe(tmp_path / "a.png", generous),
        lambda: load_still(tmp_path / "a.png", 256, 144, generous),
    ):
        with pytest.raises(FilmwrightError, match="too large"):
            read()


def test_what_is_no_still(tmp_path):
    for data in (b"", b"text", b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0" + bytes(40)):
        (tmp_path / "a.png").write_bytes(data)
        with pytest.raises(FilmwrightError, match=r"a\.png"):
            load_still(tmp_path / "a.png", 256, 144)
    with pytest.raises(FilmwrightError, match="no such file"):
        load_still(tmp_path / "none.png", 256, 144)


def test_a_truncated_still(tmp_path, test_card):
    for name, data in (("a.png", png(test_card)), ("a.jpg", jpeg(test_card))):
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        with pytest.raises(FilmwrightError, match="truncated still"):
            load_still(tmp_path / name, 256, 144)
