"""The papers in a film's folder: whose it is stays, whoever else adds it, and what its owner changed stays too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import rightsfile
from filmwright.soundstage.film import write_film
from filmwright.soundstage.owned import OWNER
from filmwright.soundstage.papers import RIGHTS, cast_of, owner_of, shots_of


@pytest.fixture
def folder(tiny, tmp_path: Path) -> Path:
    """A copy of the film of "Test studio" that a test may write to."""
    return Path(shutil.copytree(tiny.folder, tmp_path / "film"))


@pytest.fixture
def nobodys(tiny, folder: Path) -> Path:
    """The same film, its owner without a name."""
    (folder / RIGHTS).unlink()
    assert write_film(tiny.film, folder).rendered == 0
    assert rightsfile.load(folder / RIGHTS).owner == OWNER
    return folder


def papers(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != ".lock"}


def test_another_owner_is_refused_and_nothing_is_touched(tiny, folder):
    before = papers(folder)
    with pytest.raises(FilmwrightError, match="belongs to 'Test studio', not to 'Another studio'"):
        write_film(tiny.film, folder, owner="Another studio")
    assert papers(folder) == before


def test_where_no_owner_is_named_it_stays_whose_it_is(tiny, folder):
    before = papers(folder)
    write_film(tiny.film, folder)
    write_film(tiny.film, folder, owner=OWNER)
    write_film(tiny.film, folder, owner="TEST  studio".replace("  ", " "))
    assert papers(folder) == before


def test_a_film_that_names_nobody_gets_its_owners_name_once(tiny, nobodys):
    assert write_film(tiny.film, nobodys, owner="Test studio").rendered == 0
    assert papers(nobodys) == papers(tiny.folder)


def test_a_rights_file_that_its_owner_changed_stays(tiny, folder):
    narrower = (folder / RIGHTS).read_text().replace("  - train.base\n", "")
    (folder / RIGHTS).write_text(narrower)
    write_film(tiny.film, folder, owner="Test studio")
    assert (folder / RIGHTS).read_text() == narrower


def test_one_that_was_changed_and_names_nobody_is_nobodys_to_claim(tiny, nobodys):
    narrower = (nobodys / RIGHTS).read_text().replace("  - train.base\n", "")
    (nobodys / RIGHTS).write_text(narrower)
    with pytest.raises(FilmwrightError, match="names no owner, and somebody changed it"):
        write_film(tiny.film, nobodys, owner="Test studio")
    assert (nobodys / RIGHTS).read_text() == narrower
    write_film(tiny.film, nobodys)
    assert (nobodys / RIGHTS).read_text() == narrower


def test_a_rights_file_that_cannot_be_read_is_said_and_left(tiny, folder):
    (folder / RIGHTS).write_text("title: [")
    with pytest.raises(FilmwrightError, match=r"rights\.yaml"):
        write_film(tiny.film, folder, owner="Test studio")
    assert (folder / RIGHTS).read_text() == "title: ["


def test_a_new_folder_belongs_to_whom_is_asked_for(tmp_path):
    assert owner_of(tmp_path, "Acme") == "Acme" and owner_of(tmp_path, "") == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"shots": 4}', '{"shots": [{"captions": []}]}'])
def test_what_is_known_of_the_shots_is_said_to_be_damaged(tmp_path, text):
    (tmp_path / "shots.json").write_text(text)
    with pytest.raises(FilmwrightError, match=r"shots\.json: this is damaged"):
        shots_of(tmp_path)


def test_everybody_is_seen_in_the_frames_in_which_they_are(tiny):
    lead, other = (role.character for role in tiny.film.cuts[1].shot.cast)
    assert [(one.character, one.start, one.end) for one in cast_of(tiny.folder)] == [(lead, 0, 10), (other, 4, 10)]
