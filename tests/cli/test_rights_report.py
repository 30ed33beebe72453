"""``rights report`` and ``rights plan`` as people and programs read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from filmwright.cli import rights_report
from filmwright.cli.main import Doors
from filmwright.cli.rights_report import plan_lines
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action, Appearance
from filmwright.studio import Studio, create

from ..library.paper import film, person, say, seen

app = typer.Typer(cls=Doors)
rights_report.register(app)
JO, TOM, CUE = person("Jo"), person("Tom"), person("Cue", "Quay Music", "music")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """One title of ten shots of a minute: four clear, two wait for Quay, one for Tom's answer, one for Jo's name."""
    studio = create(tmp_path_factory.mktemp("report") / "studio", "Test studio")
    asset = film(studio, "Alpha", "House", [60.0] * 10)
    say(
        studio,
        *(JO, TOM, CUE),
        *seen(asset, CUE.id, [(0, 120)]), *seen(asset, TOM.id, [(120, 180)]), *seen(asset, JO.id, [(180, 300)]),
        Appearance(asset=asset, in_frame=300 * 24, out_frame=360 * 24, subject=TOM.id, source="script"),
        Grant(assigner="House", subjects=("work:alpha",), actions=(Action.TRAIN_BASE,)),
        Grant(assigner="Tom", subjects=(TOM.id,), actions=(Action.TRAIN_BASE,), conditions=("no adverts",)),
        Prohibition(assigner="Jo", subjects=(JO.id,), actions=(Action.TRAIN_BASE,), reason="a [promise]"),
    )  # fmt: skip
    return studio


def run(studio: Studio, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--studio", str(studio.path)], env={"COLUMNS": "140"})


def told(studio: Studio, *words: str, code: int = 0) -> dict[str, Any]:
    done = run(studio, *words, "--json")
    assert done.exit_code == code, done.output
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def minutes(held: dict[str, Any]) -> float:
    return float(held["seconds"]) / 60


def test_a_plan_that_reaches_the_hours_ends_with_0(held: Studio) -> None:
    facts = told(held, "plan", "--action", "train.base", "--hours", "0.1", "--territory", "EU")
    assert (facts["enough"], facts["proven"], facts["hours"], facts["limits"]) == (
        True,
        True,
        0.1,
        {"territory": ["EU"]},
    )
    assert [minutes(facts[key]) for key in ("now", "then", "most")] == [4.0, 6.0, 7.0]
    (one,) = facts["signatures"]
    assert (one["assigner"], one["sentence"], minutes(one)) == (
        "Quay Music",
        "train.base on 'Cue' from Quay Music",
        2.0,
    )
    said = run(held, "plan", "--action", "train.base", "--hours", "0.1").stdout
    assert "4 min 00 s are cleared; with 1 signature, 6 min 00 s are, of 6 min 00 s asked for" in said
    assert "1 question and 1 proposal open in these shots: --with-questions" in said


def test_a_plan_that_cannot_says_how_far_it_goes_and_what_stands_in_the_way_and_ends_with_1(held: Studio) -> None:
    words = ("plan", "--action", "train.base", "--hours", "2")
    facts = told(held, *words, code=1)
    assert not facts["enough"] and minutes(facts["most"]) == minutes(facts["then"]) == 7.0
    assert [one["assigner"] for one in facts["signatures"]] == ["Quay Music", "Tom"]
    assert {(one["kind"], one["shots"]) for one in facts["in_the_way"]} == {("prohibition", 2), ("proposal", 1)}
    done = run(held, *words)
    assert done.exit_code == 1 and "2 h 00 min cannot be cleared, 7 min 00 s at most: with 2 signatures" in done.stdout
    assert "a [promise]" in done.stdout and "what stands in the way" in done.stdout


def test_with_questions_answers_are_counted_beside_signatures(held: Studio) -> None:
    facts = told(held, "plan", "--action", "train.base", "--hours", "2", "--with-questions", code=1)
    assert [one["assigner"] for one in facts["signatures"]] == ["Quay Music"]
    ((question,), (proposal,)) = facts["questions"], facts["confirmations"]
    assert question["text"] == "does this hold: no adverts?" and question["id"] in question["do"]
    assert (proposal["subject"], proposal["in"], proposal["source"], minutes(proposal)) == (TOM.id, 7200, "script", 1.0)
    assert minutes(facts["then"]) == 8.0
    said = run(held, "plan", "--action", "train.base", "--hours", "2", "--with-questions").stdout
    assert "with 1 signature and 1 answer and 1 confirmation" in said and "filmwright rights confirm" in said


def test_what_is_cleared_already_needs_nobody(held: Studio) -> None:
    done = run(held, "plan", "--action", "train.base", "--hours", "0.05")
    assert done.exit_code == 0 and done.stdout.startswith("train.base: 4 min 00 s are cleared already")


def test_a_search_that_was_cut_short_says_so(held: Studio) -> None:
    facts = told(held, "plan", "--action", "train.base", "--hours", "0.1")
    assert "fewer signatures may do" in "\n".join(plan_lines({**facts, "proven": False}))


def test_the_report_is_a_page_a_table_and_json(held: Studio, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    facts = told(held, "report", "--action", "train.base", "--out", str(out), "--ahead", "30")
    assert facts["page"] == str(out) and out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert facts["actions"] == ["train.base"] and minutes(facts["totals"][0]["permit"]) == 4.0
    done = run(held, "report", "--action", "train.base")
    said = " ".join(done.stdout.split())
    assert done.exit_code == 0
    for words in (
        "title action permit unknown deny Alpha train.base 4 min 00 s 2 min 00 s 4 min 00 s",
        "Quay Music, on 'Cue', for train.base 2 min 00 s 2 min 00 s",
        "by Tom: does this hold: no adverts?",
        "by Jo, on 'Jo', for train.base (a [promise])",
        "Alpha: 'Tom' is proposed, not confirmed (1 proposal)",
    ):
        assert words in said, said
    assert str(held.path / "rights.html") in "".join(done.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "--action", "train.base"], "--hours"),
        (["plan", "--action", "train.base", "--hours", "-2"], "no hours of film"),
        (["plan", "--action", "train.base", "--hours", "nan"], "no hours of film"),
        (["plan", "--action", "fly", "--hours", "2"], "not an action"),
        (["plan", "--action", "train.base", "--hours", "2", "--title", "Omega"], "no such title"),
        (["plan", "--action", "train.base", "--hours", "2", "--at", "2026-01-01"], "time zone"),
        (["report", "--action", "fly"], "not an action"),
        (["report", "--media", "telepathy"], "--media: 'telepathy' is not one of cinema"),
        (["report", "--ahead", "-1"], "look so far ahead"),
        (["report", "--out", "page.txt"], "ends in .html"),
    ],
)
def test_what_cannot_be_asked_is_one_line(held: Studio, words: list[str], said: str) -> None:
    done = run(held, *words)
    assert done.exit_code == 2 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
