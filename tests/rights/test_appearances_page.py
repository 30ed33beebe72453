"""The sheets of docs/appearances.md do what the page says, and its links lead somewhere."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from filmwright.rights import fountain, screenplay, sheets
from filmwright.rights.sheets import Film
from filmwright.rights.timecode import Clock
from filmwright.rights.vocabulary import Appearance, Subject

PAGE = Path(__file__).parents[2] / "docs" / "appearances.md"
TITLE = "The Long Harbour"
FILMS = [
    Film(letter * 64, f"harbour_r{reel}.mov", TITLE, "Harbour Films", Clock(Fraction(24), 28_800, f"0{reel}:00:00:00"))
    for reel, letter in ((1, "a"), (2, "b"))
]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The page's papers, as files of the names that it gives them."""
    names = iter(("harbour.csv", "harbour.yaml", "harbour.fountain", "scenes.csv", "cast.csv"))
    for text in re.findall(r"```(?:csv|yaml|fountain)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        (tmp_path / next(names)).write_text(text, encoding="utf-8")
    assert next(names, None) is None
    return tmp_path


def test_the_sheet(papers: Path) -> None:
    found = sheets.records(sheets.load(papers / "harbour.csv"), FILMS, {})
    assert [(s.id, s.owner) for s in found if isinstance(s, Subject)] == [
        ("identity:mara-lind", "Mara Lind"),
        ("voice:mara-lind", "Mara Lind"),
        ("music:harbour-theme", "Quay Music"),
        ("mark:ferry-line", "Ferry Line"),
        ("script:the-long-harbour", "Ada Holm"),
    ]
    spans = [(a.asset[0], a.in_frame, a.out_frame, a.subject, str(a.role)) for a in found if isinstance(a, Appearance)]
    assert spans == [
        ("a", 240, 1440, "identity:mara-lind", "depicts"),
        ("a", 2880, 3600, "identity:mara-lind", "depicts"),
        ("b", 132, 480, "identity:mara-lind", "depicts"),
        ("a", 240, 1440, "voice:mara-lind", "voices"),
        ("a", 0, 200, "music:harbour-theme", "composed"),
        ("a", 240, 1440, "mark:ferry-line", "depicts"),
        ("b", 0, 28_800, "script:the-long-harbour", "wrote"),
    ]


def test_the_same_in_yaml(papers: Path) -> None:
    found = sheets.records(sheets.load(papers / "harbour.yaml"), FILMS, {})
    in_csv = sheets.records(sheets.load(papers / "harbour.csv"), FILMS, {})
    assert len(found) == 3 and set(found) <= set(in_csv)


def test_the_screenplay(papers: Path) -> None:
    found = screenplay.propose(
        fountain.load(papers / "harbour.fountain"),
        screenplay.load_scenes(papers / "scenes.csv"),
        screenplay.load_cast(papers / "cast.csv"),
        FILMS,
        {},
        TITLE,
    )
    assert [(a.in_frame, a.out_frame, a.subject) for a in found.appearances] == [
        (0, 960, "identity:mara-lind"),
        (0, 960, "voice:mara-lind"),
        (0, 960, "voice:ole-ek"),
        (960, 2172, "identity:ole-ek"),
        (960, 2172, "voice:ole-ek"),
    ]
    assert found.unplaced == ()


def test_every_column_is_on_the_page_and_every_link_leads_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for column in sheets.COLUMNS:
        assert f"`{column}`" in text, column
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert link.startswith("https://") or (PAGE.parent / link).is_file(), link
