"""What a file's first bytes say: text of any kind is refused, and a container that goes on past the file's end."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.media import sniff


def test_stills_and_containers_are_told_by_their_first_bytes() -> None:
    heads = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff\xe0": "JPEG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
    assert {head: sniff.still_format(head) for head in heads} == heads
    containers = {b"\0\0\0\x18ftypisom": "MP4", b"\x1aE\xdf\xa3": "Matroska", b"OggS": "Ogg", b"RIFF": "RIFF"}
    assert {head: sniff.container_name(head) for head in containers} == containers
    for head in (b"", b"hello", b"\0" * 20):
        assert sniff.still_format(head) is None and sniff.container_name(head) is None


PLAYLISTS = [
    "#EXTM3U\nhttp://example.org/a.ts\n",
    "\ufeff#EXTM3U\n",
    "<?xml version='1.0'?>\n<MPD/>",
    "ffconcat version 1.0\nfile 'a.mp4'\n",
    "file '/etc/passwd'\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\n",
    "[playlist]\nFile1=a.mp4\n",
    "https://example.org/film.mp4",
    "  concat:a.mp4|b.mp4",
    "hls+http://example.org/a",
]


@pytest.mark.parametrize("data", [*(text.encode() for text in PLAYLISTS), PLAYLISTS[0].encode("utf-16")])
def test_a_playlist_is_refused_in_any_writing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    with pytest.raises(FilmwrightError, match="a playlist or an address, not a film"):
        sniff.refuse_foreign(path)


@pytest.mark.parametrize("text", ["hello", "#!/bin/sh\nrm x\n", "é" * 3000, "", " \n"])
def test_other_text_is_refused_too(tmp_path: Path, text: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FilmwrightError, match="this is text"):
        sniff.refuse_foreign(path)


def test_a_films_first_bytes_are_given_back(make, tmp_path: Path) -> None:
    path = make("clip.mp4", frames=6)
    head = sniff.refuse_foreign(path)
    assert head == Path(path).read_bytes()[:4096] and sniff.container_name(head) == "MP4"
    plain = tmp_path / "film.y4m"
    plain.write_bytes(b"YUV4MPEG2 W2 H2 F24:1\nFRAME\n")
    assert sniff.refuse_foreign(plain).startswith(b"YUV4MPEG2")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(FilmwrightError, match="cannot be read"):
            sniff.refuse_foreign(path)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_a_container_cut_anywhere_after_its_head_is_told(make, name: str) -> None:
    path = Path(make(name, frames=12))
    data = path.read_bytes()
    sniff.refuse_truncated(path, data[:4096])
    for keep in (len(data) - 1, len(data) * 3 // 4, len(data) // 2):
        path.write_bytes(data[:keep])
        with pytest.raises(FilmwrightError, match="truncated"):
            sniff.refuse_truncated(path, data[:4096])


def test_the_bytes_that_are_missing_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    data = (16).to_bytes(4, "big") + b"ftypisom\0\0\0\0" + (5000).to_bytes(4, "big") + b"mdat" + bytes(1000)
    path.write_bytes(data)
    with pytest.raises(FilmwrightError, match=r"3,992 bytes are missing at the end; its index \(moov\) is missing"):
        sniff.refuse_truncated(path, data)
    movie = (12).to_bytes(4, "big") + b"moov" + bytes(4)
    path.write_bytes(movie + data)
    with pytest.raises(
        FilmwrightError, match=r"3,992 bytes are missing at the end$|3,992 bytes are missing at the end "
    ):
        sniff.refuse_truncated(path, movie + data)
    path.write_bytes(movie + (1).to_bytes(4, "big") + b"mdat" + (1016).to_bytes(8, "big") + bytes(1000))
    sniff.refuse_truncated(path, movie)


@pytest.mark.parametrize("head", [b"\x1aE\xdf\xa3", b"\x1aE\xdf\xa3\x01", b"\x1aE\xdf\xa3\xff" * 4, b"RIFF\xff\xff"])
def test_a_torn_head_is_no_traceback(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "film.mkv"
    path.write_bytes(head)
    sniff.refuse_truncated(path, head)
