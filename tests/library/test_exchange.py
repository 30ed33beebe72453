"""Rights from other formats into a real studio's ledger and out again; the two commands as people run them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from filmwright.cli import formats
from filmwright.errors import FilmwrightError
from filmwright.library import exchange
from filmwright.pipeline.progress import Silent
from filmwright.rights import ledger
from filmwright.rights.decision import Decision
from filmwright.rights.door import preview, request
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio, open_studio

from ..conftest import draw_film, run_filmwright, write_rights

CAWG = {
    "label": "cawg.training-mining",
    "data": {
        "entries": {
            "cawg.ai_generative_training": {"use": "notAllowed"},
            "cawg.ai_inference": {"use": "allowed"},
            "com.example.dubbing": {"use": "notAllowed"},
        }
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio with the film *Alpha*, which its owner lets be trained on; not to be written to."""
    place = tmp_path_factory.mktemp("exchange")
    assert run_filmwright(place, "init", "studio").returncode == 0
    film = draw_film(place / "Alpha.mp4", shots=2, seconds=1.5, seed=0)
    rights = write_rights(place / "Alpha.yaml", "Alpha", "ingest", "train.base", "train.adapter")
    done = run_filmwright(place / "studio", "add", film, "--title", "Alpha", "--rights", rights)
    assert done.returncode == 0, done.stderr
    return place / "studio"


@pytest.fixture
def studio(made: Path, tmp_path: Path) -> Studio:
    import shutil

    shutil.copytree(made, tmp_path / "studio")
    return open_studio(tmp_path / "studio")


def ask(studio: Studio, action: Action) -> Decision:
    from filmwright.library.catalogue import listing

    (film,) = listing(studio)
    span = {"asset": film.id, "in_frame": 0, "out_frame": film.probe.frames}
    return preview(studio, [request(action=action, spans=[span])])[0]


def test_a_refusal_that_comes_in_refuses(studio: Studio, tmp_path: Path) -> None:
    assert ask(studio, Action.TRAIN_BASE).verdict == "permit"
    path = tmp_path / "alpha.cawg.json"
    path.write_text(json.dumps(CAWG))
    done = exchange.take_in(studio, path, title="Alpha")
    assert done.records == {"prohibition": 1} and done.fresh == 1
    assert any(loss.field == "actions" and "--assigner" in loss.why for loss in done.losses)
    assert ask(studio, Action.TRAIN_BASE).verdict == "deny"
    assert exchange.take_in(studio, path, title="Alpha").fresh == 0, "the same file again adds nothing"


def test_a_permission_counts_only_from_who_is_named(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "alpha.cawg.json"
    path.write_text(json.dumps(CAWG))
    assert ask(studio, Action.GENERATE_GENERIC).verdict == "deny"
    with pytest.raises(FilmwrightError, match=r"belongs to The Test Works, so Somebody Else cannot grant it"):
        exchange.take_in(studio, path, title="Alpha", assigner="Somebody Else")
    assert ask(studio, Action.GENERATE_GENERIC).verdict != "permit"
    exchange.take_in(studio, path, title="Alpha", assigner="The Test Works")
    assert ask(studio, Action.GENERATE_GENERIC).verdict == "permit"


def test_a_table_that_went_out_comes_in_again_and_adds_nothing(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    out = exchange.give_out(studio, path)
    assert out.records == {"subject": 1, "appearance": 1, "grant": 1} and not out.losses
    back = exchange.take_in(studio, path)
    assert back.records == out.records and back.fresh == 0 and not back.strangers


def test_columns_in_another_order_are_the_same_records(studio: Studio, tmp_path: Path) -> None:
    """As an earlier Filmwright wrote them, or a spreadsheet left them."""
    out = exchange.give_out(studio, tmp_path / "all.csv")
    rows = list(csv.reader((tmp_path / "all.csv").read_text().splitlines()))
    turned = [",".join(f'"{cell}"' for cell in reversed(row)) for row in rows]
    (tmp_path / "turned.csv").write_text("\n".join(turned))
    back = exchange.take_in(studio, tmp_path / "turned.csv")
    assert back.records == out.records and back.fresh == 0


def test_a_long_import_says_how_far_it_is(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "rights.csv"
    rows = [f"prohibition,A,work:alpha,deliver,reason {number}" for number in range(4_500)]
    path.write_text("\n".join(["record,assigner,subjects,actions,reason", *rows]))
    heard = Heard()
    exchange.take_in(studio, path, progress=heard)
    (reading, size, read), (writing, count, written) = heard.steps
    assert reading == "reading rights.csv" and size == path.stat().st_size and 0.8 * size < read <= size
    assert (writing, count, written) == ("writing records", 4_500, 4_500)


class Heard(Silent):
    """The steps that work told of: what, how much in all, and how much of it was done."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float | None, float]] = []

    def start(self, what: str, total: float | None, done: float = 0.0) -> None:
        self.steps.append((what, total, done))

    def advance(self, n: float = 1) -> None:
        what, total, done = self.steps[-1]
        self.steps[-1] = (what, total, done + n)


def test_what_was_revoked_does_not_go_out(studio: Studio, tmp_path: Path) -> None:
    from filmwright.rights.grants import Grant, Revocation

    facts = ledger.facts(studio)
    grant = next(one for one in facts.of_work("work:alpha") if isinstance(one, Grant))
    with ledger.writing(studio) as connection:
        ledger.append(connection, [Revocation(grant=grant.id, assigner=grant.assigner)], ledger.ensure_key(studio))
    assert "grant" not in exchange.give_out(studio, tmp_path / "all.csv").records


def test_a_cast_of_others_is_proposed_for_the_film(studio: Studio) -> None:
    cast = Path(__file__).parents[1] / "rights" / "formats" / "golden" / "cast.omc.json"
    assert ask(studio, Action.TRAIN_BASE).verdict == "permit"
    done = exchange.take_in(studio, cast, title=" Alpha ")
    assert done.records == {"subject": 4, "appearance": 2} and done.fresh == 6
    assert ask(studio, Action.TRAIN_BASE).verdict != "permit"


def test_a_fault_in_the_last_row_leaves_the_ledger_as_it_was(studio: Studio, tmp_path: Path) -> None:
    root = ledger.facts(studio).root
    path = tmp_path / "rights.csv"
    good = "prohibition,A,work:alpha,deliver,\n"
    path.write_text("record,assigner,subjects,actions,reason\n" + good * 3 + "prohibition,A,work:alpha,resell,\n")
    with pytest.raises(FilmwrightError, match=r"rights.csv, line 5: actions"):
        exchange.take_in(studio, path)
    assert ledger.facts(studio).root == root


def test_nobody_speaks_for_what_ships_with_filmwright(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "rights.csv"
    path.write_text("record,assigner,subjects,actions\ngrant,A,filmwright:base,deliver\n")
    with pytest.raises(FilmwrightError, match="Filmwright's own"):
        exchange.take_in(studio, path)


def test_faults_of_the_call_are_one_line(studio: Studio, tmp_path: Path) -> None:
    signal = tmp_path / "alpha.cawg.json"
    signal.write_text(json.dumps(CAWG))
    calls = [
        lambda: exchange.take_in(studio, signal),
        lambda: exchange.take_in(studio, signal, title="Beta"),
        lambda: exchange.take_in(studio, signal, "pdf", "Alpha"),
        lambda: exchange.take_in(studio, tmp_path / "none.csv"),
        lambda: exchange.give_out(studio, tmp_path / "out.bin"),
        lambda: exchange.give_out(studio, tmp_path / "out.csv", title="Beta"),
    ]
    for call in calls:
        with pytest.raises(FilmwrightError) as caught:
            call()
        assert caught.value.do and "\n" not in str(caught.value)
    assert not (tmp_path / "out.csv").exists() and not (tmp_path / "out.bin").exists()


def test_the_two_commands(studio: Studio, tmp_path: Path) -> None:
    group = typer.Typer()
    formats.register(group)
    run = CliRunner()
    where = ["--studio", str(studio.path)]
    done = run.invoke(group, ["export", str(tmp_path / "a.cawg.json"), "--title", "Alpha", *where])
    assert done.exit_code == 0 and "1 grant" in done.output and "Lost, field by field" in done.output
    entries = json.loads((tmp_path / "a.cawg.json").read_text())["data"]["entries"]
    assert entries["cawg.ai_generative_training"]["use"] == "constrained"
    done = run.invoke(group, ["import", str(tmp_path / "a.cawg.json"), "--title", "Alpha", "--json", *where])
    assert done.exit_code == 0 and json.loads(done.output)["format"] == "cawg"
    done = run.invoke(group, ["export", str(tmp_path / "a.jsonld"), *where])
    assert done.exit_code == 0 and "odrl" in done.output


def test_the_names_in_the_help_are_those_there_are() -> None:
    from filmwright.rights.formats.known import FORMATS

    assert ", ".join(FORMATS) == formats._NAMES
