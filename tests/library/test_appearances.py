"""Appearances in the ledger: by hand, proposed, confirmed; and what the evaluator makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import appearances, catalogue
from filmwright.rights import door, ledger
from filmwright.rights.grants import Revocation
from filmwright.rights.vocabulary import Action, Appearance, Request, Span, Subject, SubjectKind
from filmwright.studio import Studio

from .conftest import write_rights

SHEET = "subject,kind,name,in,out\nidentity:jo,identity,Jo Ek,00:00:01:00,00:00:02:00\nidentity:jo,,,60,end\n"
SCRIPT = "INT. QUAY - DAY\n\nJO\nI came.\n\nOLE (O.S.)\nI know.\n"
SCENES = "scene,in,out\n1,24,48\n"
CAST = "character,identity,voice,name\nJO,identity:jo,none,Jo Ek\nOLE,identity:ole,voice:ole,Ole Ek\n"


@pytest.fixture
def films(studio: Studio, alpha: Path, tmp_path: Path) -> Studio:
    """A studio with *Alpha* (96 frames at 24), the work of which may be trained on."""
    catalogue.add(studio, [alpha], "Alpha", write_rights(tmp_path / "r.yaml", "Alpha"))
    return studio


def paper(tmp_path: Path, text: str, name: str = "sheet.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def verdict(studio: Studio, first: int, last: int, action: Action = Action.TRAIN_BASE) -> str:
    """The answer for frames ``first`` to ``last``, both included."""
    (asset,) = catalogue.listing(studio)
    span = Span(asset=asset.id, in_frame=first, out_frame=last + 1)
    return door.preview(studio, [Request(action=action, spans=(span,))])[0].verdict


def propose(studio: Studio, first: int, last: int, subject: str = "unidentified:face-1") -> Appearance:
    """A detector's proposal for frames ``first`` to ``last``, both included."""
    (asset,) = catalogue.listing(studio)
    one = Appearance(asset=asset.id, in_frame=first, out_frame=last + 1, subject=subject, source="detector")
    face = Subject(id=subject, kind=SubjectKind.IDENTITY, name="a face")
    ledger.ensure_key(studio)
    with ledger.writing(studio) as connection:
        appearances.store(connection, studio, asset, [face, one])
    return one


def entries(studio: Studio) -> int:
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def test_a_sheet_changes_what_is_cleared_in_its_frames_and_nowhere_else(films: Studio, tmp_path: Path) -> None:
    assert verdict(films, 0, 95) == "permit"
    added = appearances.by_hand(films, paper(tmp_path, SHEET), "Alpha")
    assert [(s.id, s.owner) for s in added.subjects] == [("identity:jo", "Jo Ek")]
    assert [(a.in_frame, a.out_frame, a.source) for a in added.appearances] == [(24, 48, "human"), (60, 96, "human")]
    assert [verdict(films, *frames) for frames in ((0, 23), (23, 24), (47, 47), (48, 59), (59, 60), (95, 95))] == [
        "permit",
        "deny",
        "deny",
        "permit",
        "deny",
        "deny",
    ]
    assert ledger.verify(films) == []


def test_a_sheet_again_adds_nothing_and_a_longer_one_only_what_is_new(films: Studio, tmp_path: Path) -> None:
    appearances.by_hand(films, paper(tmp_path, SHEET), "Alpha")
    before = entries(films)
    again = appearances.by_hand(films, paper(tmp_path, SHEET), "Alpha")
    assert (again.subjects, again.appearances, again.known) == ((), (), 2) and entries(films) == before
    more = appearances.by_hand(films, paper(tmp_path, SHEET + "identity:jo,identity,,0,5\n"), "Alpha")
    assert ([a.out_frame for a in more.appearances], more.known, entries(films)) == ([5], 2, before + 1)


@pytest.mark.parametrize(
    "last",
    [
        "identity:bo,identity,Bo,60,97",
        "identity:bo,identity,Bo,60,00:00:04:01",
        "identity:bo,identity,Bo,00:00:00:24,90",
        "identity:bo,person,Bo,60,90",
        "work:alpha,identity,Bo,60,90",
        "=1,identity,Bo,60,90",
    ],
)
def test_one_fault_and_the_ledger_is_as_it_was(films: Studio, tmp_path: Path, last: str) -> None:
    before = entries(films)
    with pytest.raises(FilmwrightError, match=r"sheet\.csv, line 4"):
        appearances.by_hand(films, paper(tmp_path, SHEET + last + "\n"), "Alpha")
    assert entries(films) == before


def test_an_appearance_that_was_taken_back_does_not_come_back_with_the_same_sheet(
    films: Studio, tmp_path: Path
) -> None:
    one = appearances.by_hand(films, paper(tmp_path, SHEET), "Alpha").appearances[0]
    with ledger.writing(films) as connection:
        ledger.append(connection, [Revocation(grant=one.record_id)], ledger.ensure_key(films))
    with pytest.raises(FilmwrightError, match=r"identity:jo in frames 24 to 47 .* was taken back"):
        appearances.by_hand(films, paper(tmp_path, SHEET), "Alpha")


def test_a_studio_without_films(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="no film in the studio yet"):
        appearances.by_hand(studio, paper(tmp_path, SHEET), "Alpha")


def scenes(studio: Studio, tmp_path: Path) -> appearances.Added:
    return appearances.by_screenplay(
        studio,
        paper(tmp_path, SCRIPT, "s.fountain"),
        paper(tmp_path, SCENES, "scenes.csv"),
        paper(tmp_path, CAST, "cast.csv"),
        "Alpha",
    )


def test_a_screenplay_proposes_and_a_person_confirms(films: Studio, tmp_path: Path) -> None:
    added = scenes(films, tmp_path)
    assert [(a.subject, a.source) for a in added.appearances] == [("identity:jo", "script"), ("voice:ole", "script")]
    assert verdict(films, 24, 47) in ("deny", "unknown") and verdict(films, 48, 95) == "permit"
    found = appearances.proposals(films)
    assert [(one.name, one.to_json()["timecode_in"]) for one in found] == [
        ("Jo Ek", "00:00:01:00"),
        ("the voice of Ole Ek", "00:00:01:00"),
    ]
    appearances.confirm(films, [one.id for one in found], "nobody", "Ada", "cut from the film")
    assert appearances.proposals(films) == [] and verdict(films, 24, 47) == "permit"
    assert scenes(films, tmp_path).known == 2 and appearances.proposals(films) == []


def test_a_face_is_unknown_until_a_person_says_whose_it_is(films: Studio, tmp_path: Path) -> None:
    assert verdict(films, 0, 95) == "permit"
    face, other = propose(films, 10, 20), propose(films, 60, 70, "unidentified:face-2")
    assert [verdict(films, *frames) for frames in ((0, 9), (10, 10), (20, 20), (21, 59))] == [
        "permit",
        "unknown",
        "unknown",
        "permit",
    ]
    appearances.by_hand(films, paper(tmp_path, "subject,kind,name,in,out\nidentity:jo,identity,Jo,90,91\n"), "Alpha")
    (settled,) = appearances.confirm(films, [face.record_id[:8]], "identity:jo", "Ada", "call sheet")
    assert (settled.confirmation.by, settled.confirmation.evidence, settled.others) == ("Ada", "call sheet", ())
    assert verdict(films, 10, 20) == "deny", "Jo has allowed nothing"
    appearances.confirm(films, [other.record_id], "nobody", "Ada")
    assert verdict(films, 60, 70) == "permit" and appearances.proposals(films) == []
    assert ledger.verify(films) == []


def test_two_people_who_differ_leave_it_unknown_and_are_told(films: Studio, tmp_path: Path) -> None:
    face = propose(films, 10, 20)
    appearances.confirm(films, [face.record_id], "nobody", "Ada")
    before = entries(films)
    appearances.confirm(films, [face.record_id], "nobody", "Ada")
    assert entries(films) == before and verdict(films, 10, 20) == "permit"
    (settled,) = appearances.confirm(films, [face.record_id], "work:alpha", "Bo")
    assert [(one.by, one.subject) for one in settled.others] == [("Ada", "")]
    assert verdict(films, 10, 20) == "unknown"


@pytest.mark.parametrize(
    ("proposal", "subject", "by", "said"),
    [
        ("0" * 64, "nobody", "Ada", "no such proposal"),
        ("xyz", "nobody", "Ada", "not a proposal's id"),
        ("1" * 65, "nobody", "Ada", "not a proposal's id"),
        ("", "identity:who", "Ada", "no such person"),
        ("", "unidentified:face-1", "Ada", "no such person"),
        ("", "nobody", " ", "by"),
        ("", "nobody", "A\u202eda", r"U\+202E"),
    ],
)
def test_a_confirmation_that_is_none(films: Studio, proposal: str, subject: str, by: str, said: str) -> None:
    face = propose(films, 10, 20)
    before = entries(films)
    with pytest.raises(FilmwrightError, match=said) as caught:
        appearances.confirm(films, [face.record_id, proposal or face.record_id], subject, by)
    assert "\n" not in str(caught.value) and entries(films) == before


def test_what_a_detector_says_must_be_a_proposal_within_the_asset(films: Studio) -> None:
    (asset,) = catalogue.listing(films)
    for one in (
        Appearance(asset=asset.id, in_frame=90, out_frame=97, subject="unidentified:f", source="detector"),
        Appearance(asset=asset.id, in_frame=0, out_frame=9, subject="identity:jo"),
        Appearance(asset="f" * 64, in_frame=0, out_frame=9, subject="unidentified:f", source="detector"),
    ):
        with pytest.raises(FilmwrightError, match="no proposal within"), ledger.writing(films) as connection:
            appearances.store(connection, films, asset, [one])
