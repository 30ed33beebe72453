"""The rights of a library on one page: what it promises of signatures and answers is what comes of them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import clear, notes
from filmwright.reports import rights
from filmwright.rights import ledger
from filmwright.rights.circumstances import Answer, Mandate, Standing
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Action, Appearance, Subject, SubjectKind
from filmwright.studio import Studio, create, open_studio

from ..library.paper import film, person, say, seen

EVERY = (Action.INGEST, Action.TRAIN_BASE)
JO, KIM, TOM, KIT, ANN = (person(name) for name in ("Jo", "Kim", "Tom", "Kit", "Ann"))
CUE = person("Cue", "Quay Music", "music")
WALTZ = Subject(id="music:waltz", kind=SubjectKind.MUSIC, name="Waltz", owner="")


@pytest.fixture(scope="module")
def held_once(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """Two titles of ten shots of ten seconds; not to be written to."""
    studio = create(tmp_path_factory.mktemp("rights") / "studio", "Meridian <Pictures>")
    alpha = film(studio, "Alpha", "House", [10.0] * 10)
    beta = film(studio, "Beta", "House", [10.0] * 10)
    say(
        studio,
        *(JO, KIM, TOM, KIT, ANN, CUE, WALTZ),
        *seen(alpha, JO.id, [(0, 20)]), *seen(alpha, CUE.id, [(15, 40)]), *seen(alpha, TOM.id, [(50, 60)]),
        *seen(beta, KIM.id, [(0, 10)]), *seen(beta, KIT.id, [(10, 20)]), *seen(beta, WALTZ.id, [(20, 30)]),
        *seen(beta, ANN.id, [(40, 60)]),
        Appearance(asset=beta, in_frame=1680, out_frame=1920, subject=JO.id, source="detector", confidence=0.8),
        Appearance(asset=beta, in_frame=1932, out_frame=1956, subject="unidentified:face-1", source="detector"),
        Grant(assigner="House", subjects=("work:alpha", "work:beta"), actions=EVERY, agreement="in-house"),
        Grant(assigner="Jo", subjects=(JO.id,), actions=(Action.INGEST,)),
        Grant(assigner="Tom", subjects=(TOM.id,), actions=EVERY, conditions=("no adverts", "in a <crowd>")),
        Grant(assigner="Ann", subjects=(ANN.id,), actions=EVERY, valid_to="2027-03-31", agreement="contract"),
        Prohibition(assigner="Kim", subjects=(KIM.id,), actions=(Action.TRAIN_BASE,), reason="a promise & a will"),
        Standing(subject=KIT.id, what="minor"),
    )  # fmt: skip
    return studio


@pytest.fixture
def held(held_once: Studio, tmp_path: Path) -> Studio:
    shutil.copytree(held_once.path, tmp_path / "studio", dirs_exist_ok=True)
    return open_studio(tmp_path / "studio")


AT = "2026-12-01T00:00:00Z"


def facts(studio: Studio, *actions: str, **limits: Any) -> dict[str, Any]:
    return rights.facts(studio, actions or EVERY, **{"at": AT, **limits})


def row(found: dict[str, Any], kind: str, action: str = "train.base", **match: str) -> dict[str, Any]:
    (one,) = (
        row
        for row in found[kind]
        if row.get("action", action) == action and all(row[key] == value for key, value in match.items())
    )
    return dict(one)


def cleared(studio: Studio) -> float:
    return sum(one.shot.seconds for one in clear.clear(studio, "train.base", at=AT) if one.cleared)


def test_every_second_is_counted_once_title_by_title(held_once: Studio) -> None:
    found = facts(held_once)
    for title in found["titles"]:
        assert [one["action"] for one in title["actions"]] == ["ingest", "train.base"] and title["ingested"]
        for one in title["actions"]:
            assert sum(one[verdict]["seconds"] for verdict in ("permit", "unknown", "deny")) == 100.0
    alpha, beta = (title["actions"][1] for title in found["titles"])
    assert [alpha[verdict]["shots"] for verdict in ("permit", "unknown", "deny")] == [5, 1, 4]
    assert [beta[verdict]["shots"] for verdict in ("permit", "unknown", "deny")] == [5, 1, 4]
    assert found["totals"][1]["permit"]["shots"] == 10 and cleared(held_once) == 100.0


def test_obtain_this_one_and_so_much_clears(held: Studio) -> None:
    found = facts(held)
    quay = row(found, "signatures", assigner="Quay Music")
    assert (quay["clears"]["seconds"], quay["held"]["seconds"], quay["titles"]) == (20.0, 30.0, ["Alpha"])
    jo = row(found, "signatures", assigner="Jo")
    assert (jo["clears"]["shots"], jo["held"]["shots"]) == (1, 3)
    kit = row(found, "signatures", assigner="Kit")
    assert (kit["authority"], kit["mandate"], kit["clears"]["shots"]) == ("guardian", True, 1)
    before = cleared(held)
    say(held, Grant(assigner="Quay Music", subjects=(CUE.id,), actions=(Action.TRAIN_BASE,)))
    assert cleared(held) == before + 20.0
    say(held, Grant(assigner="Jo", subjects=(JO.id,), actions=(Action.TRAIN_BASE,)))
    assert cleared(held) == before + 20.0 + jo["clears"]["seconds"] + 10.0, "the shot that both held back clears too"
    parent = Grant(
        assigner="Parent", authority="guardian", subjects=(KIT.id,), actions=(Action.TRAIN_BASE,), minor=True
    )
    say(held, parent, Mandate(principal="Kit", agent="Parent", authority="guardian"))
    assert cleared(held) == before + 50.0


def test_answer_these_and_so_much_clears_with_the_command_that_is_told(held: Studio) -> None:
    found = facts(held)
    tom = row(found, "questions")
    assert (tom["assigner"], tom["clears"]["seconds"], len(tom["questions"])) == ("Tom", 10.0, 2)
    assert row(found, "signatures", assigner="Tom")["answers_do"]["seconds"] == 10.0
    before = cleared(held)
    for question in tom["questions"]:
        command = shlex.split(question["do"])
        assert command[:3] == ["filmwright", "rights", "answer"] and command[-2:] == ["--at", AT]
        asked = notes.question(held, command[3], "train.base", at=AT)
        assert asked.id == question["id"]
        notes.write(held, Answer(question=asked.id, yes=True, by="Counsel"))
    assert cleared(held) == before + tom["clears"]["seconds"]


def test_what_is_forbidden_is_told_with_what_it_costs(held: Studio) -> None:
    one = row(facts(held), "prohibitions")
    assert (one["assigner"], one["reason"], one["lost"]["seconds"]) == ("Kim", "a promise & a will", 10.0)
    assert all(row["action"] == "train.base" for row in facts(held)["prohibitions"])
    say(held, Revocation(grant=one["id"]))
    assert facts(held)["prohibitions"] == []
    assert row(facts(held), "signatures", assigner="Kim")["clears"]["seconds"] == 10.0


def test_who_is_not_known_is_told_by_the_frame(held_once: Studio) -> None:
    found = facts(held_once)
    (faces,) = found["nobody"]
    assert (faces["title"], faces["shots"], faces["frames"]["seconds"], faces["frames"]["count"]) == ("Beta", 1, 1.0, 1)
    assert faces["frames"]["spans"][0]["timecode"] == "01:01:20:12"
    (proposed,) = found["proposals"]
    assert (proposed["subject"]["name"], proposed["held"]["seconds"], len(proposed["proposals"])) == ("Jo", 10.0, 1)
    assert {one["why"] for one in found["unowned"]} == {
        "'Waltz' is registered without an owner, so nobody can sign for it"
    }
    assert all(one["assigner"] for one in found["signatures"]), "nobody is asked to sign for what has no owner"


def test_what_runs_out_is_told_with_what_it_takes(held_once: Studio) -> None:
    one = row(facts(held_once), "ahead")
    assert (one["day"], one["lost"]["seconds"], one["rests"]["seconds"]) == ("2027-03-31", 20.0, 20.0)
    later = clear.clear(held_once, "train.base", at=one["at"])
    assert sum(c.shot.seconds for c in later if c.cleared) == cleared(held_once) - 20.0
    assert rights.facts(held_once, EVERY, 30, at=AT)["ahead"] == []


def test_the_keys_are_these(held_once: Studio) -> None:
    found = facts(held_once, territory=["EU"])
    assert set(found) == {
        "studio", "at", "until", "ledger_root", "limits", "actions", "totals", "titles", "signatures", "questions",
        "prohibitions", "nobody", "proposals", "unowned", "ahead",
    }  # fmt: skip
    assert found["limits"] == {"territory": ["EU"], "at": AT} and json.loads(json.dumps(found)) == found
    worth = {"titles", "clears", "held"}
    assert set(found["signatures"][0]) == worth | {
        "action", "assigner", "authority", "mandate", "papers", "register", "subjects", "sentence", "answers_do",
    }  # fmt: skip
    assert set(found["questions"][0]) == worth | {"action", "grant", "assigner", "agreement", "questions"}
    assert set(found["ahead"][0]) == {"action", "kind", "id", "at", "begins", "day", "said", "lost", "rests"}
    assert set(found["totals"][0]["permit"]) == {"shots", "seconds", "hours"}


def test_nothing_is_recorded(held_once: Studio) -> None:
    with ledger.reading(held_once) as connection:
        before = ledger.head(connection)
    rights.write(held_once, facts(held_once))
    with ledger.reading(held_once) as connection:
        assert ledger.head(connection) == before


def test_one_report_is_of_one_ledger(held: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = clear.clear

    def and_somebody_writes(studio: Studio, action: str, **limits: Any) -> list[clear.Clearance]:
        found = asked(studio, action, **limits)
        say(studio, Standing(subject=JO.id, what="minor", evidence=action))
        return found

    monkeypatch.setattr(clear, "clear", and_somebody_writes)
    with pytest.raises(FilmwrightError, match="somebody wrote to the ledger"):
        facts(held)


class Page(HTMLParser):
    """The text of a page; nothing in it may load or run anything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "iframe", "object", "img", "a")
        assert not {name for name, _ in attrs} & {"src", "href", "srcset", "onload", "onclick"}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_tells_a_lawyer_all_of_it_and_needs_no_other_file(held_once: Studio) -> None:
    text = rights.write(held_once, facts(held_once)).read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|https?://", text)
    said = " ".join(Page(text).text.split())
    for words in (
        "Rights in the films of Meridian <Pictures>",
        "50.0 s cleared",
        "1 min 40 s cleared",
        "Quay Music",
        "on ‘Cue’",
        "20.0 s (2 shots)",
        "Kit, by their guardian",
        "Or answer a question",
        "Does this hold: in a <crowd>?",
        "filmwright rights answer",
        "a promise & a will",
        "‘Jo’ is proposed, not confirmed",
        "01:01:20:12",
        "registered without an owner",
        "2027-03-31",
        "not legal advice",
    ):
        assert words in said, words
    assert "--at 2026-12-01T00:00:00Z" in said


def test_an_empty_studio_and_a_title_without_shots_have_a_page_too(studio: Studio) -> None:
    text = Page(rights.render(rights.facts(studio))).text
    assert "No title has been added yet" in text and "None is missing." in text
    film(studio, "Gamma", "House", [1.0])
    shutil.rmtree(studio.path / "tables")
    found = rights.facts(studio)
    assert [(title["title"], title["ingested"], title["actions"]) for title in found["titles"]] == [
        ("Gamma", False, [])
    ]
    assert "not ingested yet" in Page(rights.render(found)).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"actions": ("train.all",)}, "not an action"),
        ({"ahead_days": -1}, "look so far ahead"),
        ({"ahead_days": 10**9}, "look so far ahead"),
        ({"territory": ["XX"]}, "XX"),
        ({"at": "2026-01-01T00:00"}, "time zone"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(studio: Studio, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(FilmwrightError, match=said) as caught:
        rights.facts(studio, **asked)
    assert "\n" not in str(caught.value)
