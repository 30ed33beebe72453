from __future__ import annotations

import pytest

from filmwright.rights.naming import said
from filmwright.rights.vocabulary import Subject

NAMES = ("Mara Lind", "Zoë Roe-Lind", "Al", "田中花子", "김철수", "Anaïs O'Dea")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alpha. MARA LIND rides by", {"Mara Lind"}),
        ("mara\nlind, close", {"Mara Lind"}),
        ("Mara-Lind's hat", {"Mara Lind"}),
        ("a maralind of a shot", {"Mara Lind"}),
        ("mara_lind", {"Mara Lind"}),
        ("Ｍａｒａ Ｌｉｎｄ", {"Mara Lind"}),
        ("Zoe Roe Lind and Mara Lind", {"Zoë Roe-Lind", "Mara Lind"}),
        ("Anais O’Dea at the door", {"Anaïs O'Dea"}),
        ("al walks; algae grow", {"Al"}),
        ("田中花子が歩く", {"田中花子"}),
        ("김철수가 걷는다", {"김철수"}),
        ("Mara, Lind", {"Mara Lind"}),
        ("Mara, then Lind", set()),
        ("Lind Mara", set()),
        ("Mara Linden", set()),
        ("Tamara Lind", set()),
        ("Mara and Lind", set()),
        ("algae, a ball, alp", set()),
        ("", set()),
    ],
)
def test_a_whole_name_is_found_however_it_is_written(text, names):
    assert said(text, NAMES) == names


def test_a_name_without_words_is_said_by_nothing():
    assert said("... - ...", ["-", "..."]) == frozenset()


@pytest.mark.parametrize(
    ("kind", "name", "owner", "by_another"),
    [
        ("identity", "Mara Lind", "MARA  Lind", False),
        ("identity", "Mara Lind", "Acme Pictures", True),
        ("identity", "Mara Lind", "Mara Lind Productions", True),
        ("identity", "Mara Lind of Acme", "Acme", True),
        ("identity", "Mara Lind", "", False),
        ("voice", "the voice of Mara Lind", "Mara Lind", False),
        ("voice", "Mara Lind's singing voice", "mara lind", False),
        ("voice", "the voice of Mara Lind", "Acme Pictures", True),
        ("voice", "the voice of Mara Lind", "Mara Lind Productions", True),
        ("voice", "the voice of the singer", "Ida Sund", True),
        ("character", "The Pilot", "Acme Pictures", False),
        ("work", "Harbour", "Acme Pictures", False),
    ],
)
def test_whose_face_or_voice_is_said_to_be_anothers(kind, name, owner, by_another):
    assert Subject(id="local:x", kind=kind, name=name, owner=owner).by_another is by_another
