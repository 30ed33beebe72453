"""``rights waive-base`` and ``train --base`` by their commands: refused, waived, trained, taken back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from filmwright.cli.main import app
from filmwright.library import catalogue, ingest, snapshot
from filmwright.rights import ledger
from filmwright.studio import Studio, create, open_studio

from ..conftest import draw_film
from ..models import tiny_wan
from .test_json import printed, promised

RIGHTS = """\
title: Alpha
owner: The Test Works
grants:
  - {assigner: The Test Works, agreement: letter, actions: [ingest, index, train.base, train.adapter]}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_wan.make(tmp_path_factory.mktemp("base") / "wan")


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    made = create(tmp_path / "studio", "Test studio")
    settings = made.path / "studio.yaml"
    small = settings.read_text().replace("proxy_width: 256", "proxy_width: 64")
    settings.write_text(small.replace("proxy_height: 144", "proxy_height: 48"))
    made = open_studio(made.path)
    (tmp_path / "alpha.yaml").write_text(RIGHTS, encoding="utf-8")
    catalogue.add(made, [draw_film(tmp_path / "alpha.mp4", 3, 2.0)], "Alpha", tmp_path / "alpha.yaml")
    ingest.ingest(made)
    snapshot.make(made, "A", "train.adapter")
    return made


def run(studio: Studio, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--studio", str(studio.path)])


def refused(done: Result, what: str) -> None:
    assert done.exit_code == 2 and what in done.stderr, done.output
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.output


def waive(studio: Studio, base: Path, *more: str) -> dict[str, Any]:
    words = ("--signed-by", "Ada Counsel", "--reason", "reviewed", "--licence", "Apache-2.0", *more)
    done = run(studio, "rights", "waive-base", base, *words, "--json")
    assert done.exit_code == 0, done.output
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def test_the_road_from_a_refusal_to_a_waiver_and_back(studio: Studio, base: Path) -> None:
    train = ("train", "--snapshot", "A", "--recipe", "wan-1.3b-lora", "--base", base, "--name", "L")
    refused(run(studio, *train), f"filmwright rights waive-base {base} --signed-by NAME --reason TEXT")
    facts = waive(studio, base)
    assert printed(facts, promised("rights waive-base")) == promised("rights waive-base")
    assert facts["new"] and not waive(studio, base)["new"]
    grant = ledger.facts(studio).record(facts["grant"])
    assert grant is not None and grant.body["signature"] == "Ada Counsel"
    done = run(studio, "rights", "waive-base", base, "--signed-by", "Ada Counsel", "--reason", "again")
    assert "Ada Counsel answers for base" in done.stdout and "filmwright revoke" in done.stdout
    for one in (facts["grant"], done.stdout.split("grant ")[1][:12]):
        assert run(studio, "revoke", one, "--because", "a claim came in").exit_code == 0
    refused(run(studio, *train), "no waiver for it counts")
    assert not (studio.path / "runs" / "L").exists() and ledger.verify(studio) == []


def test_the_recipe_as_it_ships_trains_an_adapter(studio: Studio, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its own numbers, but for the time: a base of no size pads 512 tokens too."""
    from filmwright.models import recipe as recipes

    ships = recipes.named("wan-1.3b-lora")
    short = ships.model_copy(update={"max_steps": 2, "samples": 1, "sample_steps": 1, "guidance": 1.0})
    monkeypatch.setattr("filmwright.models.train.named", lambda name: short)
    waive(studio, base)
    done = run(studio, "train", "--snapshot", "A", "--recipe", "wan-1.3b-lora", "--base", base, "--name", "L", "--json")
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert (facts["kind"], facts["steps"], facts["recipe"]) == ("adapter", 2, "wan-1.3b-lora")
    assert Path(facts["path"]) == studio.path / "adapters" / "L"
    told = run(studio, "train", "--snapshot", "A", "--recipe", "wan-1.3b-lora", "--base", base, "--name", "L")
    assert told.stdout.startswith("Adapter L") and "load_lora_weights" in told.stdout


def test_what_a_person_gets_wrong_is_one_line(studio: Studio, base: Path, tmp_path: Path) -> None:
    signed = ("--signed-by", "Ada", "--reason", "reviewed")
    refused(run(studio, "rights", "waive-base", tmp_path / "no" / "x", *signed), "there is no such folder")
    refused(run(studio, "rights", "waive-base", base, "--signed-by", " ", "--reason", "x"), "needs a person")
    refused(run(studio, "rights", "waive-base", base, *signed, "--action", "train.everything"), "mend the option")
    words = ("train", "--snapshot", "A", "--name", "L", "--recipe")
    refused(run(studio, *words, "wan-1.3b-lora"), "name one with --base FOLDER|HUB-ID")
    refused(run(studio, *words, "vace-1.3b", "--base", base), "this base is a model from words")
    refused(run(studio, *words, "wan-1.3b-full", "--base", base), "cleared for train.adapter")
    refused(run(studio, *words, "wan-2b", "--base", base), "there is no recipe of this name")
    assert os.listdir(studio.path / "snapshots") == ["A.json"] and not (studio.path / "adapters").exists()


def test_a_launch_names_the_base(studio: Studio, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(base.parent)
    words = ("train", "--snapshot", "A", "--recipe", "wan-14b-lora", "--base", base.name, "--name", "L")
    done = run(studio, *words, "--nodes", "1", "--launcher", "slurm")
    assert done.exit_code == 0, done.output
    assert f"--base {base}" in (studio.path / "runs" / "L.slurm.sh").read_text()
