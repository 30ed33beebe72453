"""What ``train`` promises: one curve however often it dies, one record, no frame read without a right."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time

import pytest
import torch
from sqlalchemy import select, text

from filmwright import files, lineage
from filmwright.canonical import folder_sha256
from filmwright.errors import Busy, FilmwrightError, RightsRefused
from filmwright.library import catalogue, ingest, snapshot
from filmwright.models import checkpoint, loop, shelf
from filmwright.models.callbacks.log import EVENTS
from filmwright.models.recipe import Recipe
from filmwright.models.train import train
from filmwright.rights import chain, door, ledger
from filmwright.rights.grants import Revocation
from filmwright.studio import create, open_studio

from .conftest import TINY, draw, write_rights

WORK = """
import json, resource, sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from filmwright.errors import FilmwrightError
from filmwright.models.recipe import Recipe
from filmwright.models.train import train
from filmwright.studio import open_studio
place, name, recipe, cap = sys.argv[1:]
if int(cap):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(cap), int(cap)))
print("ready", flush=True)
try:
    train(open_studio(Path(place)), "S", Recipe.model_validate_json(recipe), name, from_scratch=True)
    print("done", flush=True)
except FilmwrightError as error:
    print(type(error).__name__, error, flush=True)
"""


def begin(studio, name="K", recipe=TINY, cap=0):
    arguments = [str(studio.path), name, recipe.model_dump_json(), str(cap)]
    command = [sys.executable, "-c", textwrap.dedent(WORK), *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def ended(process):
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return out.strip()


def wait(process, happened):
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None and time.monotonic() < deadline, "it ended first"
        time.sleep(0.001)


def kill(process, when):
    wait(process, when)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, "it had ended before it was killed"


def steps(run):
    """Steps that the newest checkpoint holds."""
    newest = checkpoint.newest(run)
    return int(newest.name) if newest else 0


def curve(run):
    return [(row["step"], row["task"], row["loss"], row["norm"]) for row in checkpoint.metrics(run)]


def rows_of(studio):
    """All that the studio's database says, without instants."""
    with studio.engine.connect() as connection:
        said = {
            "artefacts": connection.execute(text("SELECT id, kind, name FROM artefact ORDER BY id")).all(),
            "edges": connection.execute(text("SELECT child, parent, role FROM edge ORDER BY 1, 2, 3")).all(),
            "ledger": connection.execute(text("SELECT seq, record_id FROM ledger_entry ORDER BY seq")).all(),
        }
    return said


def test_a_run_leaves_what_it_promises(trained):
    names = {path.name for path in trained.run.iterdir()}
    wanted = {"run.json", "recipe.json", "clips.json", "metrics.jsonl", "eval.json", "loss.png", "samples.png"}
    assert names - {EVENTS} == wanted | {"checkpoints"}
    assert Recipe.model_validate_json((trained.run / "recipe.json").read_text()) == TINY
    clips = json.loads((trained.run / "clips.json").read_text())
    assert len(clips["kept"]) + len(clips["held_out"]) == 7 and clips["dropped"] == []
    assert [row[0] for row in curve(trained.run)] == list(range(TINY.max_steps))
    assert all(torch.tensor(row[2:]).isfinite().all() for row in curve(trained.run))


def test_the_card_says_what_the_model_is_made_of(trained):
    card = trained.model.card
    frozen = snapshot.load(trained.studio, "S")
    assert (card["snapshot_id"], card["recipe_hash"], card["base"]) == (frozen.id, TINY.hash(), None)
    assert card["steps"] == TINY.max_steps and card["attributions"] == ["(c) The Test Works"]
    assert trained.model.spans == door.merge_spans([shot.span for shot in frozen.shots])
    assert set(trained.model.to_json()) >= {"model", "id", "snapshot", "recipe", "steps", "path", "run"}


def test_a_model_descends_from_its_run_its_snapshot_and_the_film(trained):
    nodes, edges = lineage.graph(trained.studio, trained.model.id)
    assert sorted(node.kind for node in nodes) == ["asset", "model", "run", "snapshot"]
    assert {role for child, _, role in edges if child == trained.model.id} == {"run", "snapshot"}


def test_its_decision_stands_in_the_ledger(trained):
    decision = json.loads((trained.run / "run.json").read_text())["decision"]
    stored, again = door.recheck(trained.studio, decision)
    assert (stored.id, stored.verdict, stored.request.action) == (again.id, "permit", "train.base")
    assert json.loads((trained.model.path / "lineage.json").read_text())["decision"] == decision


@pytest.mark.kill
def test_a_killed_run_has_the_curve_of_one_never_stopped(trained, ready):
    """Killed while it saves a checkpoint, killed again when all but the model is there, then left to end."""
    run = ready.path / "runs" / "K"
    process = begin(ready)
    wait(process, lambda: steps(run) >= 2)
    with pytest.raises(Busy, match=rf"train-K is already running \(process {process.pid}\)"):
        train(ready, "S", TINY, "K", from_scratch=True)
    kill(process, lambda: any((run / "checkpoints").glob(".part-*")) or steps(run) >= 8)
    assert 2 <= steps(run) < TINY.max_steps and [made.name for made in lineage.listing(ready, "model")] == ["M"]
    kill(begin(ready), lambda: steps(run) == TINY.max_steps)
    assert [made.name for made in lineage.listing(ready, "model")] == ["M"]
    train(ready, "S", TINY, "K", from_scratch=True, resume=True)
    assert curve(run) == curve(trained.run)
    theirs, ours = ((checkpoint.newest(r) / "00000.safetensors").read_bytes() for r in (run, trained.run))
    assert theirs == ours
    for part in ("transformer", "text_encoder", "tokenizer", "scheduler", "vae"):
        assert folder_sha256(ready.path / "models" / "K" / part) == folder_sha256(trained.model.path / part)
    # Nothing twice, nothing left over.
    assert sorted(made.name for made in lineage.listing(ready, "model")) == ["K", "M"]
    assert sorted(made.name for made in lineage.listing(ready, "run")) == ["K", "M"]
    assert ledger.verify(ready) == []
    assert not list(ready.path.rglob(".part-*"))
    before, stamp = rows_of(ready), folder_sha256(run)
    assert train(ready, "S", TINY, "K", from_scratch=True).name == "K"
    assert (rows_of(ready), folder_sha256(run)) == (before, stamp), "the same command once more changes nothing"


def test_a_finished_model_is_given_back(ready):
    before, stamp = rows_of(ready), folder_sha256(ready.path / "runs" / "M")
    again = train(ready, "S", TINY, "M", from_scratch=True)
    assert again.id == shelf.open_model(ready, "M").id
    assert (rows_of(ready), folder_sha256(ready.path / "runs" / "M")) == (before, stamp)


@pytest.mark.parametrize("length", [{"minutes": 90.0}, {"max_steps": 20}])
def test_a_finished_model_is_not_passed_off_as_a_longer_one(ready, length):
    with pytest.raises(FilmwrightError, match="is finished, after 60 minutes -> choose another --name"):
        train(ready, "S", TINY.model_copy(update=length), "M", from_scratch=True)


@pytest.mark.parametrize("gone", [False, True])
def test_a_name_taken_by_another_recipe_or_snapshot_is_refused(ready, gone):
    if gone:
        shutil.rmtree(ready.path / "runs" / "M")
    other = TINY.model_copy(update={"rate": 1e-4})
    with pytest.raises(FilmwrightError, match="begun with another snapshot, recipe or base -> choose another --name"):
        train(ready, "S", other, "M", from_scratch=True)
    snapshot.make(ready, "S2", "train.base")
    with pytest.raises(FilmwrightError, match="begun with another snapshot"):
        train(ready, "S2", TINY, "M", from_scratch=True)


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "half a checkpoint"])
def test_there_must_be_something_to_resume(studio, left):
    if left != "nothing":
        (studio.path / "runs" / "K" / "checkpoints").mkdir(parents=True)
    if left == "half a checkpoint":
        (studio.path / "runs" / "K" / "checkpoints" / ".part-00000000-00000004").mkdir()
    with pytest.raises(FilmwrightError, match="there is no checkpoint to go on from -> run it without --resume"):
        train(studio, "S", TINY, "K", from_scratch=True, resume=True)


def revoke(studio):
    with ledger.writing(studio) as connection:
        held = chain.entries.c.kind == "grant"
        grants = connection.execute(select(chain.entries.c.record_id).where(held).order_by(chain.entries.c.seq))
        ledger.append(
            connection, [Revocation(grant=grant) for grant in grants.scalars().all()], ledger.ensure_key(studio)
        )


def nothing_is_read(monkeypatch):
    """Reading a proxy ends the test."""
    monkeypatch.setattr(snapshot.ClipReader, "proxies", lambda *_: pytest.fail("a frame was read"))


def test_a_grant_revoked_since_the_snapshot_refuses_before_a_frame_is_read(studio, monkeypatch):
    nothing_is_read(monkeypatch)
    revoke(studio)
    told = []
    with pytest.raises(RightsRefused, match=r"train\.base") as said:
        train(studio, "S", TINY, "K", from_scratch=True, on_report=told.append)
    assert door.find(studio, said.value.decision_id).verdict != "permit", "the refusal is recorded"
    assert told == [] and not (studio.path / "runs" / "K").exists() and not (studio.path / "cache").exists()


def test_a_run_whose_grant_went_while_it_was_down_is_refused(ready, monkeypatch):
    """Half trained, then revoked: it does not go on, though its latents lie ready."""
    monkeypatch.setattr(loop, "run", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        train(ready, "S", TINY, "K", from_scratch=True)
    monkeypatch.undo()
    revoke(ready)
    with pytest.raises(RightsRefused):
        train(ready, "S", TINY, "K", from_scratch=True)


def test_a_snapshot_cleared_for_something_else_is_not_trained_on(tmp_path, monkeypatch):
    """Film that may be indexed may be frozen for indexing; that is no right to train on it."""
    studio = create(tmp_path / "studio")
    film, rights = draw(tmp_path / "f.mp4", (1, 2), 30), write_rights(tmp_path / "r.yaml", "ingest, index")
    catalogue.add(studio, [film], "Alpha", rights)
    ingest.ingest(studio)
    snapshot.make(studio, "S", "index")
    nothing_is_read(monkeypatch)
    with pytest.raises(RightsRefused, match=r"cleared for index, and all of a model's weights are train\.base"):
        train(studio, "S", TINY, "K", from_scratch=True)


def test_a_snapshot_for_a_project_is_trained_on_for_that_project(tmp_path):
    """A grant for one project: the snapshot says which, and the run asks for the same."""
    studio = create(tmp_path / "studio")
    rights = write_rights(tmp_path / "r.yaml", "ingest")
    grant = "  - {assigner: The Test Works, agreement: letter two, actions: [train.base], projects: [Spring]}\n"
    rights.write_text(rights.read_text() + grant)
    catalogue.add(studio, [draw(tmp_path / "f.mp4", (1, 2, 3), 30)], "Alpha", rights)
    ingest.ingest(studio)
    with pytest.raises(RightsRefused):
        snapshot.make(studio, "without", "train.base")
    frozen = snapshot.make(studio, "S", "train.base", project="Spring")
    assert (frozen.project, snapshot.load(studio, "S").project) == ("Spring", "Spring")
    train(studio, "S", TINY, "K", from_scratch=True)
    decision = json.loads((studio.path / "runs" / "K" / "run.json").read_text())["decision"]
    assert door.find(studio, decision).request.project == "Spring"


def test_an_altered_snapshot_is_refused(studio):
    path = studio.path / "snapshots" / "S.json"
    path.write_text(path.read_text().replace("Alpha", "Omega"))
    with pytest.raises(FilmwrightError, match="manifest was altered"):
        train(studio, "S", TINY, "K", from_scratch=True)


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "x" * 81])
def test_a_name_that_cannot_be_a_folder_is_refused(studio, name):
    with pytest.raises(FilmwrightError, match="a model's name may hold only"):
        train(studio, "S", TINY, name, from_scratch=True)


def test_a_full_disk_at_a_checkpoint_is_said_and_the_same_command_completes(trained, ready):
    """A cap on file size stands for a full disk: all is written but the checkpoint, which is far larger."""
    size = (checkpoint.newest(trained.run) / "00000.safetensors").stat().st_size
    said = ended(begin(ready, cap=size // 2))
    assert said.startswith("FilmwrightError") and "the disk is full; nothing half-written is left" in said
    assert "00000001" in said and "\n" not in said
    run = ready.path / "runs" / "K"
    assert list((run / "checkpoints").iterdir()) == [] and checkpoint.newest(run) is None
    train(ready, "S", TINY, "K", from_scratch=True)
    assert curve(run) == curve(trained.run)


def test_a_loss_that_is_no_number_stops_the_run_and_names_the_step(studio):
    wild = TINY.model_copy(update={"rate": 1e30, "warmup": 0, "clip_norm": 1e30})
    with pytest.raises(FilmwrightError, match=r"step \d+: the loss is not a number any more -> lower the recipe's"):
        train(studio, "S", wild, "K", from_scratch=True)


def test_half_written_files_of_another_name_are_left_alone(tmp_path):
    """Two runs save at once; one's name ends like the other's."""
    with files.new_folder(tmp_path / "my-M") as part:
        with files.new_folder(tmp_path / "M"):
            pass
        assert part.is_dir()


def test_a_studio_that_was_moved_finds_its_models(trained, tmp_path):
    shutil.copytree(trained.studio.path, tmp_path / "elsewhere")
    moved = shelf.open_model(open_studio(tmp_path / "elsewhere"), "M")
    assert moved.id == trained.model.id and moved.path.is_relative_to(tmp_path)
