"""A film from its description to its folder: what lies there, that it is the same again, and how it goes on."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import Busy, FilmwrightError
from filmwright.files import lock
from filmwright.media.encode import read_clip
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.film import write_film
from filmwright.soundstage.filmfile import read_film
from filmwright.soundstage.papers import shots_of
from filmwright.soundstage.reels import file_of
from filmwright.soundstage.render.device import warp
from filmwright.soundstage.splice import mixed
from filmwright.soundstage.truth import frames

from .conftest import small_film

PAPERS = ["appearances.csv", "captions.yaml", "film.json", "film.mp4", "film.otio", "rights.yaml", "shots.json"]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in PAPERS}


def test_the_folder_holds_the_film_its_papers_and_its_truth(tiny):
    assert listed(tiny.folder) == sorted([*PAPERS, "truth.lance"])
    assert tiny.rendered == 2
    assert read_film(tiny.folder / "film.json") == tiny.film


def test_the_picture_is_what_was_rendered_spliced_and_encoded(tiny):
    shown = read_clip(tiny.picture)
    assert shown.shape == (10, 36, 64, 3)
    first, second = ([frame.picture for frame in frames(cut.shot)] for cut in tiny.film.cuts)
    wanted = [
        *first[:4],
        mixed(second[0], first[4], Fraction(2, 3)),
        mixed(second[1], first[5], Fraction(1, 3)),
        *second[2:],
    ]
    errors = [np.abs(one.astype(int) - other).mean() for one, other in zip(shown, wanted, strict=True)]
    assert max(errors) < 6
    # No other order of the frames comes as near.
    assert np.abs(shown[4].astype(int) - second[0]).mean() > errors[4] + 3


def test_a_second_run_renders_nothing_and_changes_nothing(tiny, tmp_path):
    shutil.copytree(tiny.folder, tmp_path / "film")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "film").rglob("*") if path.name != ".lock"}
    again = write_film(tiny.film, tmp_path / "film", owner="Test studio")
    assert again.rendered == 0
    left = {path: path.stat().st_mtime_ns for path in (tmp_path / "film").rglob("*") if path.name != ".lock"}
    assert {path: at for path, at in left.items() if path.is_file()} == {
        path: at for path, at in before.items() if path.is_file()
    }


@pytest.mark.slow
def test_without_truth_and_with_two_workers_the_film_is_the_same_to_the_byte(tiny, tmp_path):
    write_film(tiny.film, tmp_path / "film", truth=False, workers=2, owner="Test studio")
    assert listed(tmp_path / "film") == PAPERS
    assert bytes_of(tmp_path / "film") == bytes_of(tiny.folder)


def test_what_is_known_of_each_shot_lies_beside(tiny):
    first, second = shots_of(tiny.folder)
    lead, other = (role.character for role in tiny.film.cuts[1].shot.cast)
    assert [(shot["in"], shot["out"], shot["overlap"]) for shot in (first, second)] == [(0, 6, 0), (4, 10, 2)]
    assert first["owners"][:2] == ["", lead] and second["owners"][:3] == ["", lead, other]
    assert first["seen"] == {lead: [0, 6]} and second["seen"] == {lead: [4, 10], other: [4, 10]}
    assert first["id"] == tiny.film.cuts[0].shot.id and first["description"] == tiny.film.cuts[0].shot.to_json()
    assert first["captions"] and first["facts"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notes.txt", "mine", "holds something else"),
        ("film.json", "mine", "not readable as JSON"),
        ("film.json", "{}", "this describes no film"),
        ("film.json", json.dumps({"schema": 99, "film": {}}), "another schema"),
        ("film.json", json.dumps({"schema": 1, "film": {"title": "X", "cuts": []}}), "cuts"),
    ],
)
def test_a_folder_of_something_else_is_left_alone(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(FilmwrightError, match=said):
        write_film(small_film(), tmp_path)
    assert listed(tmp_path) == [name] and (tmp_path / name).read_text() == text


def test_a_folder_of_another_film_is_left_alone(tiny, tmp_path):
    shutil.copytree(tiny.folder, tmp_path / "film")
    other = tiny.film.model_copy(update={"title": "Other"})
    with pytest.raises(FilmwrightError, match="another film \\('Tiny'\\)"):
        write_film(other, tmp_path / "film")
    assert bytes_of(tmp_path / "film") == bytes_of(tiny.folder)


@pytest.mark.parametrize("title", ["two  spaces", " before", "a\u202eb", "a\x07b"])
def test_a_title_that_no_rights_file_can_hold_is_refused_before_anything_is_made(tmp_path, title):
    with pytest.raises(FilmwrightError, match="the film's title"):
        write_film(small_film().model_copy(update={"title": title}), tmp_path / "film")
    assert not (tmp_path / "film").exists()


def test_what_there_is_not_is_said_before_anything_is_made(tmp_path):
    shot = small_film().cuts[0].shot
    role = shot.cast[0].model_copy(update={"character": "nobody"})
    film = Film(title="X", cuts=(Cut(shot=shot.model_copy(update={"cast": (role,)})),))
    with pytest.raises(FilmwrightError, match="no character 'nobody'"):
        write_film(film, tmp_path / "film")
    assert not (tmp_path / "film").exists()


def test_one_at_a_time(tmp_path):
    with lock(tmp_path / "film" / ".lock", "rendering into this folder"), pytest.raises(Busy) as fault:
        write_film(small_film(), tmp_path / "film")
    assert str(fault.value).startswith(f"{tmp_path / 'film'}: rendering into this folder is already running")


def test_without_a_renderer_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "warp", None)
    warp.cache_clear()
    with pytest.raises(FilmwrightError, match="no renderer is installed"):
        write_film(small_film(), tmp_path / "film")
    assert not (tmp_path / "film").exists()


def test_on_a_device_that_there_is_not_nothing_is_made(tmp_path):
    with pytest.raises(FilmwrightError, match="--device: there is no device 'gpu:9'"):
        write_film(small_film(), tmp_path / "film", device="gpu:9")
    assert not (tmp_path / "film").exists()


def test_a_damaged_shot_is_said(tiny, tmp_path):
    for shot in (cut.shot for cut in tiny.film.cuts):
        path = file_of(shot, tmp_path / "film" / "work", True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"no shot")
    (tmp_path / "film" / "film.json").write_text((tiny.folder / "film.json").read_text())
    with pytest.raises(FilmwrightError, match="this rendered shot is damaged -> delete it"):
        write_film(tiny.film, tmp_path / "film")


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tiny, tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    said = []
    for most in (2_000, 60_000):
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
            with pytest.raises(FilmwrightError, match="disk is full") as fault:
                write_film(tiny.film, tmp_path / "film", owner="Test studio")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        said.append(str(fault.value))
        assert not list((tmp_path / "film").rglob(".part-*")) and all("\n" not in one for one in said)
    assert said[1].startswith("shot 1 of 'Tiny': ")
    write_film(tiny.film, tmp_path / "film", owner="Test studio")
    assert bytes_of(tmp_path / "film") == bytes_of(tiny.folder)


@contextmanager
def small_disk(where: Path) -> Iterator[Callable[[int], None]]:
    """A file system of its own that holds a few KiB; what it gives makes it hold so many. Only root may."""
    if os.name != "posix" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount")
    where.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", where], capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        yield lambda kib: subprocess.run(["mount", "-o", f"remount,size={kib}k", where], check=True) and None
    finally:
        subprocess.run(["umount", "--lazy", where], check=True)  # Python may not have let go of a file yet.


def test_a_disk_that_is_really_full_is_said_wherever_it_is_full_and_what_is_rendered_stays(tiny, tmp_path):
    with small_disk(tmp_path / "disk") as grown:
        folder, kib, rendered, full = tmp_path / "disk" / "film", 16, [], set()
        while kib < 2_000:
            try:
                rendered.append(write_film(tiny.film, folder, owner="Test studio").rendered)
                break
            except FilmwrightError as fault:
                said = str(fault)
            assert "disk is full" in said and "nothing was changed" not in said and "\n" not in said
            assert not list(folder.rglob(".part-*"))
            full.add(Path(said.partition(": the disk")[0]).suffix)
            kib += 24
            grown(kib)
        # It was full while shots were rendered, and at each step after them; the last run rendered none anew.
        assert full >= {".arrow", ".lance", ".mp4"} and rendered == [0]
        assert bytes_of(folder) == bytes_of(tiny.folder)


ALONE = """
from pathlib import Path
from filmwright.soundstage.description import Cut, Film
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.film import write_film
from filmwright.soundstage.filmfile import read_film
print(write_film(read_film(Path("film.json")), Path("film"), owner="Test studio").rendered)
"""


@pytest.mark.kill
def test_killed_it_goes_on_at_the_first_shot_that_is_not_there(tiny, tmp_path):
    shutil.copy(tiny.folder / "film.json", tmp_path)
    work = tmp_path / "film" / "work"
    process = subprocess.Popen([sys.executable, "-c", ALONE], cwd=tmp_path)
    deadline = time.monotonic() + 60
    while not list(work.glob("[!.]*.arrow")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(list(work.glob("[!.]*.arrow"))) == 1
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "1"
    assert listed(tmp_path / "film") == sorted([*PAPERS, "truth.lance"])
    assert bytes_of(tmp_path / "film") == bytes_of(tiny.folder)
