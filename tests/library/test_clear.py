"""Clearance: an answer for every shot, about one instant; what is missing, the costliest first; nothing recorded."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, clear, shots
from filmwright.library.clear import Clearance
from filmwright.library.ingest import ingest
from filmwright.rights import ledger
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Action, Request
from filmwright.studio import Studio, create

from .test_shots import shot

RIGHTS = """\
title: Alpha
owner: The Test Works
subjects:
  - {id: music:cue, kind: music, name: Cue, owner: Quay Music, appearances: [{in: 60, out: 96}]}
grants:
  - assigner: The Test Works
    agreement: letter
    actions: [ingest, train.base]
    attribution: (c) The Test Works
  - {assigner: Quay Music, agreement: licence 118, subject: music:cue, actions: [ingest]}
  - {assigner: The Test Works, agreement: option, actions: [generate.generic], projects: [Beta]}
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, alpha: Path) -> Studio:
    """*Alpha*, shots [0, 30), [30, 70), [70, 96), music of another owner from frame 60 on; not to be written to."""
    folder = tmp_path_factory.mktemp("clear")
    studio = create(folder / "studio", "Test studio")
    (folder / "alpha.yaml").write_text(RIGHTS, encoding="utf-8")
    catalogue.add(studio, [alpha], "Alpha", folder / "alpha.yaml")
    ingest(studio)
    return studio


def test_each_shot_has_its_own_answer(filled: Studio) -> None:
    found = clear.clear(filled, "train.base")
    assert [(one.shot.in_frame, one.cleared) for one in found] == [(0, True), (30, False), (70, False)]
    assert found[0].to_json()["attributions"] == ["(c) The Test Works"]
    said = found[1].to_json()
    assert (said["verdict"], said["in"], said["out"], said["rate"]) == ("deny", 30, 70, "24/1")
    (line,) = said["missing"]
    assert "no grant of train.base on 'Cue' from its owner Quay Music" in line and "frames 60 to 69" in line


def test_all_is_asked_about_one_instant_and_nothing_is_recorded(filled: Studio) -> None:
    with filled.engine.connect() as connection:
        before = ledger.root(connection)
    found = clear.clear(filled, "train.base")
    assert len({one.decision.at for one in found}) == len({one.decision.ledger_root for one in found}) == 1
    with filled.engine.connect() as connection:
        assert ledger.root(connection) == before


def test_a_project_is_asked_for_by_name(filled: Studio) -> None:
    assert not any(one.cleared for one in clear.clear(filled, "generate.generic"))
    assert [one.cleared for one in clear.clear(filled, "generate.generic", project="beta")] == [True, False, False]


def test_what_one_signature_would_clear_is_one_line(filled: Studio) -> None:
    (obstacle,) = clear.obstacles(clear.clear(filled, "train.base"))
    assert (obstacle.titles, obstacle.shots) == (("Alpha",), 2)
    assert obstacle.seconds == pytest.approx(66 / 24, abs=0.002)
    assert "frames" not in obstacle.headline


def test_the_costliest_is_first() -> None:
    def refused(owner: str, frames: int) -> Clearance:
        missing = {"kind": "grant", "subject_name": "X", "owner": owner, "action": "deliver", "why": "none"}
        asked = Request(action=Action.DELIVER, spans=(), at="2026-05-01T12:00:00Z")
        answer = {"request": asked, "verdict": "deny", "missing": (missing,), "ledger_root": "0" * 64, "at": asked.at}
        return Clearance(shot(in_frame=0, out_frame=frames, rate=Fraction(24)), Decision.model_validate(answer))

    found = clear.obstacles([refused("Ada", 24), refused("Bo", 48), refused("Ada", 48), refused("Cy", 48)])
    assert [(one.headline.split(" owner ")[1][:3].strip(": "), one.seconds) for one in found] == [
        ("Ada", 3.0), ("Bo", 2.0), ("Cy", 2.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"action": "train.everything"}, "not an action"),
        ({"action": "deliver", "territory": "EMEA"}, "no group known here"),
        ({"action": "deliver", "media": "telepathy"}, "telepathy|cinema"),
        ({"action": "deliver", "title": "Gamma"}, "no such title"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(filled: Studio, asked: dict[str, str], said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as caught:
        clear.clear(filled, **asked)
    assert "\n" not in str(caught.value)


def test_requests_name_the_frames_of_their_shots(filled: Studio) -> None:
    among = shots.shots(filled)
    asked = clear.requests(among, "deliver", project="P", territory="fr", media="cinema", at="2026-05-01T12:00:00Z")
    assert [one.spans for one in asked] == [(one.span,) for one in among]
    assert {(one.project, one.territory, one.media, one.at) for one in asked} == {
        ("P", ("FR",), ("cinema",), "2026-05-01T12:00:00.000+00:00")
    }
