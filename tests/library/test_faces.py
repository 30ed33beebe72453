"""Looking for faces in films: what is proposed, what it does to the answers, and that nothing is looked at unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.library import appearances, catalogue, face_detectors, faces, ingest
from filmwright.rights import door, ledger
from filmwright.rights.vocabulary import Action, Request, Span
from filmwright.studio import Studio, create

from . import face_films
from .conftest import write_rights
from .face_films import Squares

STILL: face_films.Way = [(90, 90)] * 48
LATE: face_films.Way = [None] * 24 + [(230, 60 + n) for n in range(24)]
EMPTY: face_films.Way = [None] * 36


@pytest.fixture(scope="module")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of two shots: two white squares, the second from frame 24 on; then none."""
    path = tmp_path_factory.mktemp("faces") / "squares.mp4"
    return face_films.film_of(path, [[STILL, LATE], [EMPTY]], face_films.draw_square, 40)


def ready(place: Path, film: Path, *actions: str) -> Studio:
    studio = create(place / "studio", "Test studio")
    catalogue.add(studio, [film], "Squares", write_rights(place / "r.yaml", "Squares", actions))
    ingest.ingest(studio)
    return studio


def verdict(studio: Studio, first: int, last: int) -> str:
    (asset,) = catalogue.listing(studio)
    span = Span(asset=asset.id, in_frame=first, out_frame=last + 1)
    return door.preview(studio, [Request(action=Action.TRAIN_BASE, spans=(span,))])[0].verdict


def test_each_face_is_proposed_once_and_its_frames_are_unknown(tmp_path: Path, squares: Path) -> None:
    studio = ready(tmp_path, squares, "ingest", "index", "train.base")
    detector = Squares()
    settings, (looked,) = faces.detect(studio, detector)
    assert (looked.state, looked.faces, settings["detector"], settings["pace"]) == ("looked", 2, "squares", 4)
    assert detector.looks == [*range(0, 48, 6), *range(48, 84, 6)]
    (asset,) = catalogue.listing(studio)
    found = [one.appearance for one in appearances.proposals(studio)]
    assert [(a.in_frame, a.out_frame, a.subject, a.confidence) for a in found] == [
        (0, 48, f"unidentified:face-{asset.id[:8]}-1", 0.9),
        (19, 48, f"unidentified:face-{asset.id[:8]}-2", 0.9),
    ]
    assert [verdict(studio, *frames) for frames in ((0, 0), (47, 47), (48, 83))] == ["unknown", "unknown", "permit"]
    assert ledger.verify(studio) == []


def test_what_was_looked_at_with_what_and_by_which_right_is_in_the_lineage(tmp_path: Path, squares: Path) -> None:
    studio = ready(tmp_path, squares, "ingest", "index")
    settings, (looked,) = faces.detect(studio, Squares())
    (note,) = lineage.listing(studio, faces.KIND)
    assert note.body["settings"] == settings and note.body["faces"] == 2
    decision = door.find(studio, note.body["decision"])
    assert (
        decision.request.action == Action.INDEX and decision.verdict == "permit" and decision.id == looked.decision_id
    )
    assert decision.request.spans == (Span(asset=looked.asset.id, in_frame=0, out_frame=84),)
    nodes, edges = lineage.graph(studio, looked.asset.id)
    assert (note.id, looked.asset.id, "looked at") in edges and note.id in {node.id for node in nodes}


def test_the_same_again_adds_nothing_and_another_detector_numbers_on(tmp_path: Path, squares: Path) -> None:
    studio = ready(tmp_path, squares, "ingest", "index")
    faces.detect(studio, Squares())
    with ledger.reading(studio) as connection:
        before = ledger.count(connection)
    _, (looked,) = faces.detect(studio, Squares())
    with ledger.reading(studio) as connection:
        assert ledger.count(connection) == before and looked.state == "known"
    appearances.confirm(studio, [one.id for one in appearances.proposals(studio)], "nobody", "Ada")
    other = Squares()
    other.settings = {**Squares.settings, "least": 200}
    _, (looked,) = faces.detect(studio, other)
    assert looked.faces == 2
    assert [one.appearance.subject[-2:] for one in appearances.proposals(studio)] == ["-3", "-4"]


def test_no_frame_is_looked_at_without_the_right_to_index(tmp_path: Path, squares: Path) -> None:
    studio = ready(tmp_path, squares, "ingest", "train.base")
    detector = Squares()
    with pytest.raises(RightsRefused, match="index is refused") as caught:
        faces.detect(studio, detector)
    assert detector.looks == [] and appearances.proposals(studio) == [] and lineage.listing(studio, faces.KIND) == []
    assert door.find(studio, caught.value.decision_id).verdict == "deny"


def test_one_title_that_is_refused_does_not_stop_the_others(tmp_path: Path, squares: Path, alpha: Path) -> None:
    studio = ready(tmp_path, squares, "ingest", "index")
    catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "a.yaml", "Alpha", ["ingest"]))
    _, found = faces.detect(studio, Squares())
    assert {one.asset.title: one.state for one in found} == {"Squares": "looked", "Alpha": "not ingested"}
    ingest.ingest(studio)
    with pytest.raises(RightsRefused, match="index is refused"):
        faces.detect(studio, Squares(), "Alpha")
    other = Squares()
    other.settings = {**Squares.settings, "least": 200}
    appearances.confirm(studio, [one.id for one in appearances.proposals(studio)], "nobody", "Ada")
    _, found = faces.detect(studio, other)
    assert {one.asset.title: one.state for one in found} == {"Squares": "looked", "Alpha": "refused"}
    assert "no grant of index on 'Alpha'" in next(one.error for one in found if one.state == "refused")


def test_a_film_that_changed_is_not_looked_at(tmp_path: Path, squares: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(squares.read_bytes())
    studio = ready(tmp_path, film, "ingest", "index")
    film.write_bytes(squares.read_bytes() + b"\0")
    detector = Squares()
    with pytest.raises(FilmwrightError, match="changed after it was added"):
        faces.detect(studio, detector)
    assert detector.looks == [] and appearances.proposals(studio) == []


def test_no_such_title_and_no_film(tmp_path: Path, studio: Studio) -> None:
    with pytest.raises(FilmwrightError, match="no film in the studio yet"):
        faces.detect(studio, Squares())
    with pytest.raises(FilmwrightError, match="no title 'X'"):
        faces.detect(studio, Squares(), "X")


@pytest.mark.parametrize(
    ("given", "looked"),
    [((1920, 1080), (640, 360)), ((1920, 800), (640, 266)), ((1080, 1920), (360, 640)), ((3, 4000), (2, 640))],
)
def test_the_whole_picture_is_looked_at(given: tuple[int, int], looked: tuple[int, int]) -> None:
    assert faces.size(*given) == looked


def test_a_drawn_face_that_walks_is_one_proposal_of_a_real_detector(tmp_path: Path) -> None:
    way: face_films.Way = [None] * 12 + [(80 + 3 * n, 90) for n in range(36)]
    film = face_films.film_of(tmp_path / "f.mp4", [[way], [EMPTY]], face_films.draw_face)
    studio = ready(tmp_path, film, "ingest", "index")
    _, (looked,) = faces.detect(studio, face_detectors.find())
    (one,) = appearances.proposals(studio)
    assert looked.faces == 1 and (one.appearance.in_frame, one.appearance.out_frame) == (7, 48)
    assert one.appearance.confidence > 0.7
