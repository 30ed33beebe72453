"""From the moment of the withdrawal each door refuses: one line that names the grant, and exit code 2."""

from __future__ import annotations

import json

import pytest

from filmwright.studio import open_studio

from ..conftest import draw_film, run_filmwright
from .conftest import the_grant


@pytest.fixture
def withdrawn(copied):
    """The finished studio after the owner's grant on *Alpha* was taken back by the command itself."""
    grant = the_grant(open_studio(copied.studio))
    done = run_filmwright(copied.studio, "revoke", grant.id[:12], "--because", "the licence ended", "--by", "The owner")
    assert done.returncode == 0, done.stderr
    return copied


def test_ingest_snapshot_train_shoot_and_deliver_refuse(withdrawn, tmp_path):
    studio = withdrawn.studio
    draw_film(tmp_path / "more.mp4", shots=2, seconds=1.5, seed=9)
    rights = withdrawn.folder / "alpha.yaml"
    added = run_filmwright(studio, "add", tmp_path / "more.mp4", "--title", "Alpha", "--rights", rights)
    assert added.returncode == 0 and "it was taken back" in added.stdout, added.stderr
    done = run_filmwright(studio, "ingest", "--json")
    (fresh,) = [one for one in json.loads(done.stdout)["assets"] if one["path"].endswith("more.mp4")]
    assert (done.returncode, fresh["state"], fresh["shots"]) == (2, "refused", 0)
    assert "no grant of ingest on 'Alpha'" in fresh["error"] and "was revoked" in fresh["error"]
    out = tmp_path / "out.mp4"
    doors = (
        ("snapshot", "S2", "--action", "train.base"),
        ("train", "--snapshot", "S", "--name", "M2", "--from-scratch"),
        ("shoot", "M", "Alpha. a ball rolls by"),
        ("shoot", "M", "Alpha. a ball rolls by", "--first-frame", withdrawn.shot("Alpha"), "--seed", "3", "--out", out),
        ("deliver", withdrawn.said["shoot"]["name"], "--out", out),
    )
    for door in doors:
        done = run_filmwright(studio, *door)
        assert done.returncode == 2 and done.stdout == "", (door, done.stdout)
        (line,) = done.stderr.strip().splitlines()
        assert "no grant of" in line and "on 'Alpha'" in line and "was revoked" in line, line
    assert (
        not out.exists() and not (studio / "models" / "M2").exists() and not (studio / "snapshots" / "S2.json").exists()
    )
    assert len(list((studio / "takes").glob("*.mp4"))) == 1
    assert run_filmwright(studio, "ledger", "verify").returncode == 0


def test_the_take_that_was_made_stays_trusted(withdrawn):
    done = run_filmwright(withdrawn.studio, "verify", withdrawn.take)
    assert done.returncode == 0 and "asked today: deny" in done.stdout


def test_a_model_that_must_be_retrained_is_shot_with_no_more(copied, tmp_path):
    """Generating and delivering stay allowed; the grant under which it learned asks for more."""
    import torch

    from filmwright.models.recipe import Recipe
    from filmwright.models.train import train
    from filmwright.rights import ledger
    from filmwright.rights.grants import Grant

    kept, asks = (
        Grant(assigner="The Test Works", subjects=the_grant(open_studio(copied.studio)).subjects, **terms)
        for terms in (
            {"actions": ["ingest", "generate.generic", "deliver"], "agreement": "kept"},
            {"actions": ["train.base"], "agreement": "asks", "revocable": "requires_retrain"},
        )
    )
    studio = open_studio(copied.studio)
    assert run_filmwright(copied.studio, "revoke", the_grant(studio).id, "--because", "split").returncode == 0
    with ledger.writing(studio) as connection:
        ledger.append(connection, [kept, asks], ledger.ensure_key(studio))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    small = {"heads": 2, "head_width": 32, "layers": 1, "feed_forward": 64, "text_width": 32, "clip_frames": 8}
    recipe = Recipe(name="no-size", **small, stills=2, clips=1, max_steps=4)
    train(studio, "S", recipe, "R", minutes=0.2, from_scratch=True)
    torch.set_num_threads(threads)
    shot = ("shoot", "R", "Alpha. a ball rolls by", "--first-frame", copied.shot("Alpha"), "--json")
    made = run_filmwright(copied.studio, *shot)
    assert made.returncode == 0, made.stderr
    found = json.loads(run_filmwright(copied.studio, "revoke", asks.id, "--because", "over", "--json").stdout)
    outcomes = {(hit["kind"], hit["name"]): hit["outcome"] for hit in found["hits"]}
    take = json.loads(made.stdout)["name"]
    assert (outcomes["model", "R"], outcomes["run", "R"], outcomes["take", take]) == ("retrain", "retrain", "stop")
    for door in (shot, ("deliver", take, "--out", tmp_path / "out.mp4")):
        done = run_filmwright(copied.studio, *door)
        assert done.returncode == 2 and "this model must be made anew" in done.stderr, done.stderr
        assert done.stderr.count("\n") == 1 and asks.id[:12] in done.stderr
    again = run_filmwright(copied.studio, "deliver", copied.said["shoot"]["name"], "--out", tmp_path / "other.mp4")
    assert again.returncode == 0, again.stderr
