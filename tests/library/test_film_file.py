"""One file, read before anything is registered: its hash, its probe, the captions beside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.library import film_file
from filmwright.media.probe import Limits

CAPS = Limits(max_bytes=1 << 30, max_frames=100_000, max_side=8192)


@pytest.fixture
def film(alpha: Path, tmp_path: Path) -> Path:
    """*Alpha* in a folder of its own."""
    return Path(shutil.copy(alpha, tmp_path / "film.mp4"))


def test_a_film_is_named_by_its_hash(film: Path) -> None:
    found = film_file.read(film, CAPS, None)
    assert found.id == file_sha256(film) and found.size == film.stat().st_size
    assert (found.path, found.probe.frames, found.sidecar) == (film, 96, None)


def test_a_relative_name_becomes_a_whole_path(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(film.parent)
    assert film_file.read(Path("film.mp4"), CAPS, None).path == film


def test_captions_given_go_before_those_beside_it(film: Path) -> None:
    film.with_name("film.captions.yaml").write_text("captions: [{in: 0, out: 9, text: beside}]\n")
    given = film.with_name("given.yaml")
    given.write_text("captions: [{in: 0, out: 9, text: given}]\n")
    for captions, said in ((None, "beside"), (given, "given")):
        sidecar = film_file.read(film, CAPS, captions).sidecar
        assert sidecar is not None and sidecar.captions[0].text == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rate: 25/1\ncaptions: []\n", "count frames at 25"),
        (f"sha256: {'0' * 64}\ncaptions: []\n", "of another file"),
        ("captions: [{in: 96, out: 99, text: late}]\n", "begins at frame 96, the film has 96"),
    ],
)
def test_captions_of_another_film_are_refused(film: Path, text: str, said: str) -> None:
    film.with_name("film.captions.yaml").write_text(text)
    with pytest.raises(FilmwrightError, match=said):
        film_file.read(film, CAPS, None)


@pytest.mark.parametrize("name", ["https://example.org/film.mp4", "s3://bucket/film.mp4", "file:///film.mp4"])
def test_an_address_is_refused_however_a_path_writes_it(name: str) -> None:
    with pytest.raises(FilmwrightError, match="an address, not a file"):
        film_file.read(Path(name), CAPS, None)


def test_a_file_that_is_cut_off_or_missing_is_refused(film: Path) -> None:
    os.truncate(film, film.stat().st_size // 2)
    for path in (film, film.with_name("none.mp4")):
        with pytest.raises(FilmwrightError):
            film_file.read(path, CAPS, None)
