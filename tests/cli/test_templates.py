"""``rights templates`` and ``rights template`` as people and programs read them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from filmwright.cli import templates
from filmwright.cli.main import Doors
from filmwright.rights.agreements import template as agreements

DOCS = Path(__file__).parents[2] / "docs" / "agreements.md"
app = typer.Typer(cls=Doors)
templates.register(app)


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    done = CliRunner().invoke(app, arguments)
    return done.exit_code, done.stdout, done.stderr


def promised(command: str) -> set[str]:
    found = re.search(rf"^\| `{command} --json` \|.*?(?=\n\n|\Z)", DOCS.read_text(encoding="utf-8"), re.S | re.M)
    assert found, command
    return set(re.findall(r"^\| `([^`]+)` \|", found.group(), re.M)) - {f"{command} --json"}


def test_the_list_has_every_template() -> None:
    code, out, _ = run("templates")
    assert code == 0 and all(f"\n{name} " in out for name in agreements.names()) and templates.ADVICE in out
    code, out, _ = run("templates", "--json")
    facts = json.loads(out)
    assert [one["name"] for one in facts] == agreements.names()
    assert {f"[].{key}" for key in facts[0]} == promised("rights templates")


@pytest.mark.parametrize("name", agreements.names())
def test_each_shows_its_words_its_blanks_and_what_it_comes_to(name: str) -> None:
    code, out, _ = run("template", name)
    found = agreements.load(name)
    assert code == 0 and found.title in out and found.leaves in out and templates.ADVICE in out
    assert all(source.address in out for source in found.sources)
    assert all(re.search(rf"^{key} +{blank.type} ", out, re.M) for key, blank in found.parameters.items())
    assert f"- template: {name}\n" in out
    assert all(statement.text in out for statement in found.statements)


def test_json_keeps_the_promise_of_the_docs() -> None:
    code, out, _ = run("template", "cc0-1.0", "--check", "--json")
    facts = json.loads(out)
    keys = set(facts) - {"scenarios"} | {f"scenarios[].{key}" for one in facts["scenarios"] for key in one}
    assert code == 0 and keys == promised("rights template")
    assert facts["records"]["grants"][0]["agreement"] == "CC0-1.0"


def test_set_fills_in_a_blank_adds_to_a_list_and_takes_away() -> None:
    code, out, _ = run(
        "template", "stock-footage-licence", "--json",
        "--set", "licence=Stock House 12", "--set", "media=cinema", "--set", "media=disc", "--set", "until=",
        "--set", "ai=allowed",
    )  # fmt: skip
    facts = json.loads(out)
    taken, delivered, trained = facts["records"]["grants"]
    assert code == 0 and taken["agreement"] == "Stock House 12" and delivered["media"] == ["cinema", "disc"]
    assert "valid_to" not in trained and "until" not in facts["with"] and trained["revocable"] == "requires_retrain"


def test_a_subject_of_ones_own_film_is_taken_as_it_is_called() -> None:
    code, out, _ = run("template", "sag-aftra-2023-employment-replica", "--json", "--set", "performer=identity:jo")
    (grant,) = json.loads(out)["records"]["grants"]
    assert code == 0 and grant["subjects"] == ["identity:jo"] and grant["assigner"] == "the owner of identity:jo"


def test_check_runs_the_scenarios() -> None:
    code, out, _ = run("template", "cc-by-4.0", "--check")
    found = agreements.load("cc-by-4.0")
    assert code == 0 and all(f"  ok     {one.name}: {one.verdict}\n" in out for one in found.scenarios)


def test_check_exits_1_where_a_scenario_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = agreements.path("cc-by-4.0").read_text(encoding="utf-8")
    wrong = text.replace("verdict: permit", "verdict: deny\n    because: none", 1)
    (tmp_path / "cc-by-4.0.yaml").write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(agreements, "_DATA", tmp_path)
    code, out, _ = run("template", "cc-by-4.0", "--check")
    assert code == 1 and "FAILED training on the film: permit, not deny as it should be" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cc0"], "there is no template 'cc0' -> did you mean cc0-1.0?"),
        (["zzz"], "filmwright rights templates lists them"),
        (["cc0-1.0", "--set", "colour=blue"], "--set colour: 'colour' is no parameter of cc0-1.0 -> it takes address"),
        (["cc0-1.0", "--set", "address"], "'address' is not KEY=VALUE"),
        (["public-domain", "--set", "countries=ZZ"], "--set countries: "),
        (["public-domain", "--set", "grounds="], "public-domain needs 'grounds'"),
        (["sag-aftra-2026-minor-replica", "--set", "performer=jo"], "'jo' is no subject of this film"),
        (["stock-footage-licence", "--set", "from=soon"], "--set from: "),
    ],
)
def test_a_fault_is_one_line_and_exit_2(arguments: list[str], said: str) -> None:
    code, out, err = run("template", *arguments)
    assert code == 2 and out == "" and err.count("\n") == 1 and said in err
