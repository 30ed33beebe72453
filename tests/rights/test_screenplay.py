"""Who is where by the screenplay: proposals from three papers, and what is refused when they do not agree."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import fountain, screenplay
from filmwright.rights.sheets import Film
from filmwright.rights.timecode import Clock
from filmwright.rights.vocabulary import Subject, SubjectKind

HARBOUR = Film("a" * 64, "harbour.mov", "The Long Harbour", "Harbour Films", Clock(Fraction(25), 3_000, "10:00:00:00"))
SCRIPT = """\
EXT. QUAY - DAWN #1#

Mara waits. The DOG sleeps.

MARA
I came.

OLE (V.O.)
I know.

INT. FERRY - DAY #2#

OLE
Sit down.

INT. FERRY - DAY #3#

Nothing.
"""
SCENES = "scene,in,out\n1,10:00:00:00,10:00:40:00\n#2#,1000,2000\n1,2500,2600\n"
CAST = """\
character,identity,voice,name,owner
Mara,identity:mara-lind,voice:mara-lind,Mara Lind,
OLE,identity:ole-ek,voice:ole-ek,Ole Ek,Ek Agency
Dog,none,none,,
"""


def propose(
    tmp_path: Path,
    script: str = SCRIPT,
    scenes: str = SCENES,
    cast: str = CAST,
    known: dict[str, Subject] | None = None,
) -> screenplay.Proposed:
    (tmp_path / "scenes.csv").write_text(scenes, encoding="utf-8")
    (tmp_path / "cast.csv").write_text(cast, encoding="utf-8")
    return screenplay.propose(
        fountain.parse(script),
        screenplay.load_scenes(tmp_path / "scenes.csv"),
        screenplay.load_cast(tmp_path / "cast.csv"),
        [HARBOUR],
        known or {},
        "The Long Harbour",
    )


def test_the_cast_of_each_scene_is_proposed_in_its_frames(tmp_path: Path) -> None:
    found = propose(tmp_path)
    assert [(a.in_frame, a.out_frame, a.subject, str(a.role), a.confidence) for a in found.appearances] == [
        (0, 1000, "identity:mara-lind", "depicts", screenplay.SPEAKS),
        (0, 1000, "voice:mara-lind", "voices", screenplay.SPEAKS),
        (0, 1000, "voice:ole-ek", "voices", screenplay.SPEAKS),
        (1000, 2000, "identity:ole-ek", "depicts", screenplay.SPEAKS),
        (1000, 2000, "voice:ole-ek", "voices", screenplay.SPEAKS),
        (2500, 2600, "identity:mara-lind", "depicts", screenplay.SPEAKS),
        (2500, 2600, "voice:mara-lind", "voices", screenplay.SPEAKS),
        (2500, 2600, "voice:ole-ek", "voices", screenplay.SPEAKS),
    ]
    assert {a.source for a in found.appearances} == {"script"} and {a.asset for a in found.appearances} == {"a" * 64}
    assert [(s.id, str(s.kind), s.name, s.owner) for s in found.subjects] == [
        ("identity:mara-lind", "identity", "Mara Lind", "Mara Lind"),
        ("voice:mara-lind", "voice", "the voice of Mara Lind", "Mara Lind"),
        ("identity:ole-ek", "identity", "Ole Ek", "Ek Agency"),
        ("voice:ole-ek", "voice", "the voice of Ole Ek", "Ek Agency"),
    ]
    assert found.unplaced == ("3 INT. FERRY - DAY",)


def test_one_who_only_stands_there_is_proposed_with_less_confidence(tmp_path: Path) -> None:
    cast = CAST.replace("Dog,none,none,,", "Dog,identity:rex,none,Rex,Paws")
    dog = [a for a in propose(tmp_path, cast=cast).appearances if a.subject == "identity:rex"]
    assert [(a.in_frame, a.confidence) for a in dog] == [(0, screenplay.NAMED), (2500, screenplay.NAMED)]


def test_scenes_without_numbers_count_from_one_and_answer_to_their_heading(tmp_path: Path) -> None:
    script = "INT. A\n\nMARA\nHello.\n\nEXT. B\n\nOLE (O.S.)\nHello.\n"
    found = propose(tmp_path, script, "scene,in,out\n2,0,10\nint.  a,20,30\n")
    assert [(a.in_frame, a.subject) for a in found.appearances] == [
        (0, "voice:ole-ek"),
        (20, "identity:mara-lind"),
        (20, "voice:mara-lind"),
    ]
    assert {s.id for s in found.subjects} == {"voice:ole-ek", "identity:mara-lind", "voice:mara-lind"}


def test_registered_subjects_need_no_name(tmp_path: Path) -> None:
    known = {
        key: Subject(id=key, kind=kind, name="M", owner="M")
        for key, kind in (("identity:m", SubjectKind.IDENTITY), ("voice:m", SubjectKind.VOICE))
    }
    cast = "character,identity,voice\nMARA,identity:m,voice:m\nOLE,none,none\n"
    found = propose(tmp_path, cast=cast, known=known)
    assert found.subjects == () and {a.subject for a in found.appearances} == {"identity:m", "voice:m"}
    with pytest.raises(FilmwrightError, match=r"cast\.csv, line 2: 'voice:m' is registered as voice, not as identity"):
        propose(tmp_path, cast="character,identity\nMARA,voice:m\n", known=known)


@pytest.mark.parametrize(
    ("scenes", "cast", "said"),
    [
        ("scene,in,out\n9,0,10\n", CAST, "scenes.csv, line 2: there is no scene '9'"),
        ("scene,in,out\nINT. FERRY - DAY,0,10\n", CAST, r"2 scenes answer to .* \(lines 11, 16\)"),
        ("scene,in,out\n1,0,3001\n", CAST, "scenes.csv, line 2: 'out' 3001: this is past the end"),
        ("scene,in,out\n1,10:00:00:25,20\n", CAST, "another rate"),
        ("scene,in,out\n,0,10\n", CAST, "'scene' is missing"),
        ("scene,in,out\n3,0,10\n", CAST, "nobody of the cast"),
        (SCENES, "character,identity\nMARA,none\n", "'MARA' speaks in scene 1, and the cast list names no voice"),
        (SCENES, "character,voice\nMARA,none\n", "'MARA' is seen in scene 1, and the cast list names no identity"),
        (
            SCENES,
            "character,identity,voice\nMARA,none,none\n",
            r"'OLE' is in scene 1 \(screenplay, line 8\) and not in",
        ),
        (
            SCENES,
            "character,identity\nMARA,identity:m\n",
            "cast.csv, line 2: 'identity:m' is not registered, and no name",
        ),
        (SCENES, "character,identity\nMARA,none\nmara,none\n", "cast.csv, line 3: the character 'mara' is there twice"),
        (SCENES, "character,name\nMARA,M\n", "neither 'identity' nor 'voice' of 'MARA'"),
        (SCENES, "character,identity,name\nMARA,jo,Jo\n", "at id"),
        (SCENES, "character,identity,name\nMARA,unidentified:face-1,Jo\n", "nobody's name"),
    ],
)
def test_papers_that_do_not_agree_are_named_with_their_line(tmp_path: Path, scenes: str, cast: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as caught:
        propose(tmp_path, scenes=scenes, cast=cast)
    assert "\n" not in str(caught.value)
