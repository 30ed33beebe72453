"""Adding films: what is registered, what is refused, and that nothing is there twice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from filmwright import lineage
from filmwright.errors import FilmwrightError
from filmwright.library import captions, catalogue
from filmwright.rights import door, ledger
from filmwright.rights.vocabulary import Request, Span
from filmwright.studio import Studio

from .conftest import write_rights


def entries(studio: Studio) -> list[tuple[str, str]]:
    with studio.engine.connect() as connection:
        return [(row.kind, row.record_id) for row in connection.execute(ledger.entries.select())]


def test_a_film_is_registered_with_its_title_probe_and_rights(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    rights = write_rights(tmp_path / "r.yaml", "Alpha")
    (asset,) = catalogue.add(studio, [alpha], "Alpha", rights)
    assert (asset.title, asset.path, asset.probe.frames, asset.size) == ("Alpha", alpha, 96, alpha.stat().st_size)
    assert [kind for kind, _ in entries(studio)] == ["subject", "appearance", "grant"]
    assert [title.owner for title in catalogue.title_records(studio)] == ["The Test Works"]
    assert lineage.find(studio, asset.id).kind == "asset"


def test_adding_again_changes_nothing(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    rights = write_rights(tmp_path / "r.yaml", "Alpha")
    first = catalogue.add(studio, [alpha], "Alpha", rights)
    before = entries(studio)
    assert catalogue.add(studio, [alpha, alpha], "Alpha", rights) == first
    assert entries(studio) == before
    assert len(lineage.listing(studio)) == 1


def test_adding_again_with_another_rights_file_puts_its_grants_in_the_place_of_the_old(
    studio: Studio, alpha: Path, tmp_path: Path
) -> None:
    def say(*actions: str) -> list[str]:
        catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha", actions))
        (asset,) = catalogue.listing(studio)
        whole = (Span(asset=asset.id, in_frame=0, out_frame=96),)
        asked = [Request(action=action, spans=whole) for action in ("ingest", "train.base")]
        return [decision.verdict for decision in door.preview(studio, asked)]

    assert say("ingest") == ["permit", "deny"]
    before = entries(studio)
    assert say("ingest", "train.base") == ["permit", "permit"]
    assert [kind for kind, _ in entries(studio)[len(before) :]] == ["grant", "revocation"]
    assert say("ingest") == ["permit", "deny"], "what was said before can be said again"
    assert say("train.base") == ["deny", "permit"]
    before = entries(studio)
    assert say("train.base") == ["deny", "permit"] and entries(studio) == before
    assert ledger.verify(studio) == []


def test_a_failed_add_revokes_nothing(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    before = entries(studio)
    other = write_rights(tmp_path / "r.yaml", "Alpha", ["ingest"])
    other.write_text(other.read_text().replace("The Test Works", "Another"), encoding="utf-8")
    with pytest.raises(FilmwrightError, match="owner The Test Works"):
        catalogue.add(studio, [alpha], "Alpha", other)
    assert entries(studio) == before


def test_a_name_that_is_no_text_is_refused_in_one_line(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    film = shutil.copy(alpha, os.fsencode(tmp_path) + b"/caf\xe9.mp4")
    with pytest.raises(FilmwrightError, match="no UTF-8 text") as caught:
        catalogue.add(studio, [Path(os.fsdecode(film))], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    assert str(caught.value).encode("utf-8") and "\n" not in str(caught.value)
    assert catalogue.listing(studio) == []


def test_a_film_of_another_title_is_refused(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "a.yaml", "Alpha"))
    before = entries(studio)
    with pytest.raises(FilmwrightError, match="already an asset of 'Alpha'"):
        catalogue.add(studio, [alpha], "Other", write_rights(tmp_path / "b.yaml", "Other"))
    assert entries(studio) == before
    assert [title.name for title in catalogue.title_records(studio)] == ["Alpha"]


def test_rights_of_another_title_are_refused(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="these rights are for 'Alpha', not for 'Beta'"):
        catalogue.add(studio, [alpha], "Beta", write_rights(tmp_path / "r.yaml", "Alpha"))


def test_one_bad_file_among_good_ones_leaves_nothing(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"this is no film at all" * 100)
    with pytest.raises(FilmwrightError, match=r"bad\.mp4"):
        catalogue.add(studio, [alpha, bad], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    assert catalogue.listing(studio) == []
    assert entries(studio) == []


def test_an_address_is_refused(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="address"):
        catalogue.add(studio, [Path("https://example.org/a.mp4")], "A", write_rights(tmp_path / "r.yaml", "A"))


def test_a_moved_film_is_found_again_by_adding_it(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    rights = write_rights(tmp_path / "r.yaml", "Alpha")
    film = Path(shutil.copy(alpha, tmp_path / "a.mp4"))
    (asset,) = catalogue.add(studio, [film], "Alpha", rights)
    moved = film.rename(tmp_path / "b.mp4")
    with pytest.raises(FilmwrightError, match="not where it was"):
        catalogue.check_unchanged(asset)
    (again,) = catalogue.add(studio, [moved], "Alpha", rights)
    assert (again.id, again.path) == (asset.id, moved)
    catalogue.check_unchanged(again)


def test_a_changed_film_is_told_by_size_and_by_hash(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(alpha, tmp_path / "a.mp4"))
    (asset,) = catalogue.add(studio, [film], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    data = bytearray(film.read_bytes())
    data[-5] ^= 1
    film.write_bytes(data)
    with pytest.raises(FilmwrightError, match="changed after it was added"):
        catalogue.check_unchanged(asset)
    film.write_bytes(data + b"more")
    with pytest.raises(FilmwrightError, match="changed after it was added"):
        catalogue.check_unchanged(asset)


def test_captions_beside_the_film_are_kept(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(alpha, tmp_path / "a.mp4"))
    beside = tmp_path / "a.captions.yaml"
    beside.write_text("rate: 24/1\ncaptions:\n  - {in: 0, out: 30, text: a red hill}\n", encoding="utf-8")
    (asset,) = catalogue.add(studio, [film], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    assert [caption.text for caption in captions.of(studio, asset.id)] == ["a red hill"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("captions: [{in: 5, out: 5, text: x}]", "ends after it begins"),
        ("captions: [{in: 500, out: 600, text: x}]", "the film has 96"),
        ("rate: 25/1\ncaptions: []", "count frames at 25/1"),
        ("sha256: abc\ncaptions: []", "of another file"),
        ("colour: blue", "colour"),
        ("captions: [", "YAML"),
    ],
)
def test_captions_that_do_not_fit_are_refused(
    studio: Studio, alpha: Path, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FilmwrightError, match=said):
        catalogue.add(studio, [alpha], "A", write_rights(tmp_path / "r.yaml", "A"), captions=tmp_path / "c.yaml")
    assert catalogue.listing(studio) == []


def test_a_conflict_with_the_ledger_names_file_and_line(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    rights = write_rights(tmp_path / "r.yaml", "Alpha", ("ingest",))
    catalogue.add(studio, [alpha], "Alpha", rights)
    before = entries(studio)
    rights.write_text(rights.read_text().replace("The Test Works", "Somebody Else"))
    with pytest.raises(FilmwrightError, match=r"r\.yaml, line 1: the ledger has this subject as 'Alpha'"):
        catalogue.add(studio, [alpha], "Alpha", rights)
    rights = write_rights(tmp_path / "r.yaml", "Alpha", ("ingest",))
    with rights.open("a") as file:
        file.write("mandates:\n")
        file.writelines(f"  - {{principal: {a}, agent: {b}, authority: agent}}\n" for a, b in ("AB", "BA"))
    with pytest.raises(FilmwrightError, match=r"r\.yaml: .*these mandates go in a circle"):
        catalogue.add(studio, [alpha], "Alpha", rights)
    assert entries(studio) == before
