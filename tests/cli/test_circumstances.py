"""``rights answer``, ``mandate``, ``standing``, ``suspend``, ``notice``, ``paid``: one record each, or one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from filmwright.cli import circumstances
from filmwright.cli.main import Doors
from filmwright.library import catalogue, clear
from filmwright.rights import ledger
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio, create, open_studio

from ..conftest import draw_film

app = typer.Typer(cls=Doors)
circumstances.register(app)

RIGHTS = """\
title: Alpha
owner: The Test Works
subjects:
  - {id: "identity:jo", kind: identity, name: Jo, owner: Jo}
grants:
  - {assigner: Jo, agreement: letter, subject: "identity:jo", actions: [deliver], conditions: [no nudity], cba: C 2026}
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A film with Jo all through it; not to be written to."""
    folder = tmp_path_factory.mktemp("circumstances")
    studio = create(folder / "studio", "Test studio")
    (folder / "alpha.yaml").write_text(RIGHTS, encoding="utf-8")
    catalogue.add(studio, [draw_film(folder / "alpha.mp4", 1, 1.0)], "Alpha", folder / "alpha.yaml")
    return studio


@pytest.fixture
def studio(added: Studio, tmp_path: Path) -> Studio:
    shutil.copytree(added.path, tmp_path / "studio", dirs_exist_ok=True)
    return open_studio(tmp_path / "studio")


def run(studio: Studio, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--studio", str(studio.path)])


def told(studio: Studio, *words: str) -> dict[str, Any]:
    done = run(studio, *words, "--json")
    assert done.exit_code == 0, done.output
    facts: dict[str, Any] = json.loads(done.stdout)
    kept = ledger.facts(studio).record(facts["id"])
    assert kept is not None and (kept.ledger_kind, facts["signed_by"]) == (facts["kind"], "studio")
    assert {name: value for name, value in kept.body.items() if name != "schema"} == facts["record"]
    return facts


def grant(studio: Studio) -> str:
    (one,) = ledger.facts(studio).grants("identity:jo", Action.DELIVER)
    return one.id


def question(studio: Studio, **limits: Any) -> str:
    (film,) = catalogue.listing(studio)
    from filmwright.rights import door
    from filmwright.rights.vocabulary import Span

    spans = (Span(asset=film.id, in_frame=0, out_frame=24),)
    (decision,) = door.preview(studio, [clear.request("deliver", spans, **limits)])
    (one,) = decision.questions
    return one.id


def test_answer(studio: Studio) -> None:
    asked = question(studio)
    facts = told(studio, "answer", asked[:10], "YES", "--by", "Ada", "--evidence", "letter 7")
    assert (facts["record"]["question"], facts["record"]["yes"], facts["record"]["by"]) == (asked, True, "Ada")
    assert (facts["question"], facts["grant"]) == ("does this hold: no nudity?", grant(studio))
    done = run(studio, "answer", question(studio, project="Dune"), "no", "--by", "Ada", "--project", "Dune")
    assert done.exit_code == 0 and "does this hold: no nudity? no" in done.stdout


def test_mandate(studio: Studio) -> None:
    words = ("--of", "Jo", "--to", "Agency", "--as", "agent", "--action", "deliver", "--action", "train.base")
    facts = told(studio, "mandate", *words, "--subject", "identity:jo", "--may-delegate", "--valid-to", "2030-01-01")
    assert facts["record"] == {
        "principal": "Jo", "agent": "Agency", "authority": "agent", "subjects": ["identity:jo"],
        "actions": ["deliver", "train.base"], "may_delegate": True, "valid_to": "2030-01-01",
    }  # fmt: skip
    assert facts["new"] and "Agency speaks for Jo as agent" in facts["said"]


def test_standing_and_suspend(studio: Studio) -> None:
    assert told(studio, "standing", "identity:jo", "minor", "--valid-to", "2031-02-03")["record"]["what"] == "minor"
    facts = told(studio, "suspend", "c  2026", "--because", "strike", "--valid-from", "2026-11-01")
    assert (facts["grants"], facts["record"]["reason"]) == (1, "strike")
    done = run(studio, "suspend", "Writers 2026")
    assert done.exit_code == 0 and "no grant stands under 'Writers 2026'" in done.stderr


def test_notice_and_paid(studio: Studio) -> None:
    facts = told(studio, "notice", grant(studio)[:8], "--to", "Jo's agent", "--at", "2026-11-01T10:00:00+01:00")
    assert facts["record"]["at"] == "2026-11-01T09:00:00.000+00:00"
    money = ("--amount", "1250.00", "--currency", "EUR", "--to", "Jo", "--in-full", "--reference", "no. 9")
    facts = told(studio, "paid", grant(studio), *money)
    assert (facts["record"]["amount"], facts["record"]["in_full"]) == ("1250.00", True)
    done = run(studio, "paid", grant(studio), *money, "--at", facts["record"]["at"])
    assert done.stdout.startswith("Known already: payment")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["answer", "0" * 64, "yes", "--by", "Ada"], "no such question"),
        (["answer", "0" * 64, "maybe", "--by", "Ada"], "yes or no"),
        (["answer", "0" * 64, "yes"], "--by"),
        (["answer", "0" * 64, "yes", "--by", "Ada", "--territory", "XX"], "XX"),
        (["mandate", "--of", "Jo", "--to", "A", "--as", "owner"], "needs no mandate"),
        (["mandate", "--of", "Jo", "--to", "A", "--as", "friend"], "authority"),
        (["mandate", "--of", "Jo", "--to", "jo", "--as", "agent"], "circle"),
        (["standing", "identity:jo", "old"], "minor"),
        (["standing", "identity:nobody", "minor"], "no such subject"),
        (["standing", "identity:jo", "minor", "--valid-from", "2030-01-01", "--valid-to", "2020-01-01"], "reversed"),
        (["suspend", "C 2026", "--action", "fly"], "actions"),
        (["notice", "0" * 64, "--to", "Jo"], "no record of this id"),
        (["notice", "abc", "--to", "Jo"], "no record's id"),
        (["paid", "GRANT", "--amount", "lots", "--currency", "EUR", "--to", "Jo"], "amount"),
        (["paid", "GRANT", "--amount", "1", "--currency", "EUR", "--to", "Jo", "--at", "2026-01-01T00:00"], "zone"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_one_line_and_the_ledger_as_it_was(
    studio: Studio, words: list[str], said: str
) -> None:
    with ledger.reading(studio) as connection:
        before = ledger.root(connection)
    done = run(studio, *[grant(studio) if word == "GRANT" else word for word in words])
    assert done.exit_code == 2 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
    with ledger.reading(studio) as connection:
        assert ledger.root(connection) == before
