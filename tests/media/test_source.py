"""Opening a media file: a local regular file of an allowed container, under caps, with no network."""

from __future__ import annotations

import dataclasses
import os
import socket
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.media import source
from filmwright.media.probe import Limits


@pytest.fixture
def clip(make, limits) -> Path:
    return Path(make("clip.mp4", frames=12))


def test_a_film_is_opened_and_closed(clip: Path, limits: Limits) -> None:
    with source.open_film(clip, limits) as container:
        stream = source.picture_stream(container, str(clip), limits)
        assert sum(1 for _ in container.decode(stream)) == 12
    with pytest.raises((AssertionError, ValueError, OSError)):
        next(container.decode(video=0))


def test_a_small_film_in_memory(clip: Path, limits: Limits) -> None:
    with source.open_bytes(clip.read_bytes(), limits) as container:
        assert sum(1 for _ in container.decode(video=0)) == 12
    for data in (b"", b"hello", b"#EXTM3U\nhttp://127.0.0.1/x.ts\n"):
        with pytest.raises(FilmwrightError, match="not a film"), source.open_bytes(data, limits):
            pass
    small = dataclasses.replace(limits, max_bytes=100)
    with pytest.raises(FilmwrightError, match="too large"), source.open_bytes(clip.read_bytes(), small):
        pass


@pytest.mark.parametrize("name", ["http://example.org/film.mp4", "rtsp:/example.org/a", "file:///etc/passwd"])
def test_an_address_is_told_by_its_name_alone(name: str, limits: Limits) -> None:
    with pytest.raises(FilmwrightError, match="an address, not a file"):
        source.regular_file(Path(name), limits)


def test_only_regular_files(tmp_path: Path, limits: Limits) -> None:
    pipe, empty = tmp_path / "pipe", tmp_path / "empty.mp4"
    os.mkfifo(pipe)
    empty.touch()
    cases = {
        tmp_path: "a folder",
        tmp_path / "none.mp4": "no such file",
        empty: "empty",
        pipe: "not a regular file",
        Path("/dev/zero"): "not a regular file",
        tmp_path / ("x" * 300): "cannot be opened",
    }
    for path, said in cases.items():
        with pytest.raises(FilmwrightError, match=said):
            source.regular_file(path, limits)


def test_a_file_over_the_cap_is_told_before_it_is_read(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "huge.mp4"
    with path.open("wb") as stream:
        stream.truncate(limits.max_bytes + 1)
    with pytest.raises(FilmwrightError, match=r"too large: 1\.00 GiB, the cap is 1\.00 GiB.*max_file_gib"):
        source.regular_file(path, limits)


@pytest.mark.parametrize(
    ("size", "said"), [((0, 10), "no size"), ((10, -1), "no size"), ((8193, 10), "too large"), ((10, 8193), "8193")]
)
def test_sizes_of_a_picture(size: tuple[int, int], said: str, limits: Limits) -> None:
    source.check_side(8192, 8192, "film", limits)
    with pytest.raises(FilmwrightError, match=said):
        source.check_side(*size, "film", limits)


def test_sound_alone_has_no_picture(make_sound, limits: Limits) -> None:
    path = make_sound("song.wav")
    with source.open_film(path, limits) as container, pytest.raises(FilmwrightError, match="sound only"):
        source.picture_stream(container, str(path), limits)


def test_a_playlist_in_a_films_clothes_reaches_for_nothing(tmp_path: Path, limits: Limits) -> None:
    """A real listener on the loopback: nobody knocks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        path = tmp_path / "film.mp4"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n")
        with pytest.raises(FilmwrightError, match="a playlist"), source.open_film(path, limits):
            pass
        with pytest.raises(FilmwrightError), source.open_bytes(path.read_bytes(), limits):
            pass
        with pytest.raises(TimeoutError):
            server.accept()
