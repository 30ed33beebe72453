"""Cast and cue sheets: golden ones in CSV and YAML, and each fault with its line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights import sheets
from filmwright.rights.sheets import Film
from filmwright.rights.timecode import Clock, to_timecode
from filmwright.rights.vocabulary import Appearance, Role, Subject, SubjectKind

NTSC = Fraction(30000, 1001)
REEL1 = Film(
    "a" * 64, "harbour_r1.mov", "The Long Harbour", "Harbour Films", Clock(Fraction(24), 28_800, "01:00:00:00")
)
REEL2 = Film(
    "b" * 64, "harbour_r2.mov", "The Long Harbour", "Harbour Films", Clock(Fraction(24), 28_800, "02:00:00:00")
)
NEWS = Film("c" * 64, "news.mxf", "News", "Channel One", Clock(Fraction(30000, 1001), 9_000, "10:00:00;00"))
FILMS = [REEL1, REEL2, NEWS]
CSV = """\
title,asset,subject,kind,name,owner,role,in,out,note
The Long Harbour,harbour_r1.mov,identity:mara-lind,identity,Mara Lind,,,01:00:10:00,01:01:00:00,on the quay
the long harbour,harbour_r1.mov,identity:mara-lind,,,,,2880,3600,
The Long Harbour,harbour_r2.mov,identity:mara-lind,identity,Mara Lind,Mara Lind,,02:00:00:00,02:00:01:12,
The Long Harbour,bbbbbbbb,music:harbour-theme,music,Harbour Theme,Quay Music,,0,end,
,harbour_r1.mov,voice:jo,voice,Jo Ek,,,0,1,
News,,character:pilot,character,The Pilot,,voices,10:00:59;29,10:01:00;02,
"""
YAML = """\
title: The Long Harbour
asset: harbour_r1.mov
rate: "23.976"
subjects:
  - id: identity:mara-lind
    kind: identity
    name: Mara Lind
    appearances:
      - {in: "01:00:10:00", out: "01:01:00:00"}
      - {in: 2880, out: 3600}
  - {id: script:harbour, kind: script, name: the screenplay, owner: Ada Holm, appearances: [{in: 0, out: end}]}
"""


def load(tmp_path: Path, text: str, name: str = "sheet.csv") -> list[sheets.Row]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return sheets.load(path)


def made(tmp_path: Path, text: str, known: dict[str, Subject] | None = None, title: str = "") -> list[object]:
    return list(sheets.records(load(tmp_path, text), FILMS, known or {}, title))


def test_a_cue_sheet_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    found = made(tmp_path, CSV)
    assert [(s.id, str(s.kind), s.name, s.owner) for s in found if isinstance(s, Subject)] == [
        ("identity:mara-lind", "identity", "Mara Lind", "Mara Lind"),
        ("music:harbour-theme", "music", "Harbour Theme", "Quay Music"),
        ("voice:jo", "voice", "Jo Ek", "Jo Ek"),
        ("character:pilot", "character", "The Pilot", "Channel One"),
    ]
    spans = [a for a in found if isinstance(a, Appearance)]
    assert [(a.asset[0], a.in_frame, a.out_frame, a.subject, str(a.role)) for a in spans] == [
        ("a", 240, 1440, "identity:mara-lind", "depicts"),
        ("a", 2880, 3600, "identity:mara-lind", "depicts"),
        ("b", 0, 36, "identity:mara-lind", "depicts"),
        ("b", 0, 28_800, "music:harbour-theme", "composed"),
        ("a", 0, 1, "voice:jo", "voices"),
        ("c", 1_799, 1_800, "character:pilot", "voices"),
    ]
    assert all(a.source == "human" and a.confidence == 1.0 for a in spans)


def test_the_same_in_yaml_at_a_rate_as_people_write_it(tmp_path: Path) -> None:
    film = Film(REEL1.asset, REEL1.file, REEL1.title, REEL1.owner, Clock(Fraction(24000, 1001), 28_800, "01:00:00:00"))
    found = sheets.records(load(tmp_path, YAML, "sheet.yaml"), [film], {})
    spans = [(a.in_frame, a.out_frame, a.role) for a in found if isinstance(a, Appearance)]
    assert spans == [(240, 1440, Role.DEPICTS), (2880, 3600, Role.DEPICTS), (0, 28_800, Role.WROTE)]


@given(
    st.sampled_from([(Fraction(24), ":"), (Fraction(25), ":"), (Fraction(24000, 1001), ":"), (NTSC, ":"), (NTSC, ";")]),
    st.integers(0, 2_500_000),
    st.lists(st.tuples(st.integers(0, 400_000), st.integers(1, 5_000), st.booleans()), min_size=1, max_size=8),
)
def test_spans_written_as_timecode_or_as_frames_are_the_same_frames(
    counted: tuple[Fraction, str], begins: int, spans: list[tuple[int, int, bool]]
) -> None:
    rate, mark = counted
    start = to_timecode(begins, rate, mark == ";")
    film = Film("a" * 64, "f.mov", "T", "O", Clock(rate, 500_000, start))

    def said(frame: int, plain: bool) -> str:
        return str(frame) if plain else to_timecode(begins + frame, rate, mark == ";")

    wanted = list(dict.fromkeys((first, first + length) for first, length, _ in spans))
    plain = {(first, first + length): numbers for first, length, numbers in spans}
    first = {"subject": "identity:jo", "kind": "identity", "name": "Jo", "title": "T"}
    sheet = [
        sheets.Row(Path("s.csv"), n + 2, {**first, "in": said(a, plain[a, b]), "out": said(b, plain[a, b])})
        for n, (a, b) in enumerate(wanted)
    ]
    found = [one for one in sheets.records(sheet, [film], {}) if isinstance(one, Appearance)]
    assert [(one.in_frame, one.out_frame) for one in found] == wanted


def test_a_registered_subject_needs_only_its_id(tmp_path: Path) -> None:
    known = {"identity:jo": Subject(id="identity:jo", kind=SubjectKind.IDENTITY, name="Jo Ek", owner="Jo Ek")}
    (one,) = made(tmp_path, "subject,in,out\nidentity:jo,0,5\n", known, "News")
    assert isinstance(one, Appearance) and (one.asset, one.out_frame) == (NEWS.asset, 5)
    assert len(made(tmp_path, "title,subject,name,owner,in,out\nNEWS,identity:jo,JO  EK,jo ek,0,5\n", known)) == 1


HEAD = "title,asset,rate,subject,kind,name,owner,role,in,out\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("News,,,identity:jo,identity,Jo,,,9,9", "'in' 9 is not before 'out' 9"),
        ("News,,,identity:jo,identity,Jo,,,10:00:02;00,10:00:01;00", "is not before 'out'"),
        ("News,,,identity:jo,identity,Jo,,,0,9001", "'out' 9001: this is past the end of the asset: frame 9000"),
        ("News,,,identity:jo,identity,Jo,,,0,10:30:00;00", "past the end"),
        ("News,,,identity:jo,identity,Jo,,,09:00:00;00,9", "before the asset begins, at 10:00:00;00"),
        ("News,,,identity:jo,identity,Jo,,,10:00:00;30,9", "another rate"),
        ("News,,,identity:jo,identity,Jo,,,10:01:00;01,9000", "skips this number"),
        ("News,,,identity:jo,identity,Jo,,,10:00:00:00,9", "'in' 10:00:00:00: the asset counts drop-frame"),
        ("News,,25,identity:jo,identity,Jo,,,0,9", "counts at 25, the asset news.mxf at 30000/1001"),
        ("News,,30,identity:jo,identity,Jo,,,0,9", "counts at 30, the asset"),
        ("News,,fast,identity:jo,identity,Jo,,,0,9", "'fast' is no rate"),
        ("News,,,identity:jo,identity,Jo,,,,9", "'in' is missing"),
        ("News,,,identity:jo,identity,Jo,,,0,", "'out' is missing"),
        ("News,,,identity:jo,identity,Jo,,,soon,9", "'in' soon: this is no timecode"),
        ("News,,,,identity,Jo,,,0,9", "'subject' is missing"),
        ("News,,,jo,identity,Jo,,,0,9", "at id"),
        ("News,,,identity:jo,,Jo,,,0,9", "'kind' is missing"),
        ("News,,,identity:jo,identity,,,,0,9", "'name' is missing"),
        ("News,,,identity:jo,person,Jo,,,0,9", "unknown kind 'person'"),
        ("News,,,identity:jo,identity,Jo,,stars,0,9", "unknown role 'stars'"),
        (f"News,,,identity:jo,identity,{'x' * 201},,,0,9", "at name"),
        ("News,,,filmwright:base,identity,Jo,,,0,9", "Filmwright's own"),
        ("News,,,unidentified:face-1,identity,Jo,,,0,9", "nobody's name"),
        ("Weather,,,identity:jo,identity,Jo,,,0,9", "no title 'Weather' in the studio"),
        (",,,identity:jo,identity,Jo,,,0,9", "neither 'title' nor 'asset'"),
        ("The Long Harbour,,,identity:jo,identity,Jo,,,0,9", "2 assets answer to 'The Long Harbour'"),
        ("News,harbour_r1.mov,,identity:jo,identity,Jo,,,0,9", "no asset 'harbour_r1.mov' of 'News'"),
        ("News,ccc,,identity:jo,identity,Jo,,,0,9", "no asset 'ccc'"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    good = "News,,,identity:al,identity,Al,,,0,9\n"
    with pytest.raises(FilmwrightError, match=said) as caught:
        made(tmp_path, HEAD + good + row + "\n")
    assert "sheet.csv, line 3: " in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("News,,,identity:al,voice,Al,,,20,29", "has the kind 'identity' earlier in this sheet, not 'voice'"),
        ("News,,,identity:al,identity,Alma,,,20,29", "has the name 'Al' earlier in this sheet"),
        ("News,,,identity:al,identity,Al,Agency,,20,29", "has the owner 'Al' earlier in this sheet"),
        ("News,,,identity:jo,identity,Joanna,,,20,29", "has the name 'Jo' in the ledger, not 'Joanna'"),
        ("News,,,identity:al,,,,,0,9", "is said in line 2 already"),
        ("News,,29.97,identity:al,,,,depicts,10:00:00;00,10:00:00;09", "is said in line 2 already"),
    ],
)
def test_ids_that_conflict_and_rows_that_are_there_twice(tmp_path: Path, row: str, said: str) -> None:
    known = {"identity:jo": Subject(id="identity:jo", kind=SubjectKind.IDENTITY, name="Jo", owner="Jo")}
    with pytest.raises(FilmwrightError, match=said) as caught:
        made(tmp_path, f"{HEAD}News,,,identity:al,identity,Al,,,0,9\n{row}\n", known)
    assert "line 3" in str(caught.value)


def test_a_row_of_another_title_than_the_one_asked_for(tmp_path: Path) -> None:
    with pytest.raises(FilmwrightError, match="is of 'News', not of 'The Long Harbour'"):
        made(tmp_path, HEAD + "News,,,identity:al,identity,Al,,,0,9\n", title="The Long Harbour")
