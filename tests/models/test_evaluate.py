from __future__ import annotations

import json

import numpy as np
import pytest

from filmwright.models import clips, evaluate, house
from filmwright.models.clips import Row
from filmwright.pipeline.progress import Silent

from .conftest import TINY, moving, scene, source


@pytest.fixture(scope="module")
def pipeline():
    return house.fresh(TINY, ["a"])


@pytest.fixture(scope="module")
def bank(pipeline, tmp_path_factory):
    made = [source(n, 12, held_out=n > 3) for n in range(1, 6)]
    return clips.bank(tmp_path_factory.mktemp("latents"), made, pipeline.vae, TINY, Silent())


def test_sharpness_is_of_detail_and_energy_of_motion():
    still = np.repeat(scene(1)[None], 4, 0)
    flat = np.full_like(still, 99)
    assert evaluate.sharpness(flat) == evaluate.temporal_energy(flat) == evaluate.temporal_energy(still) == 0
    noise = np.random.default_rng(0).integers(0, 256, still.shape, np.uint8)
    assert evaluate.sharpness(noise) > evaluate.sharpness(still) > 0
    assert evaluate.temporal_energy(noise) > evaluate.temporal_energy(moving(1, 4)) > 0


def test_both_are_in_code_values():
    ramp = np.tile(np.arange(0, 200, 2, np.uint8)[None, None, :, None], (3, 50, 1, 3))
    assert evaluate.sharpness(ramp) == pytest.approx(2.0)
    steps = np.stack([np.full((8, 8, 3), 5 * n, np.uint8) for n in range(4)])
    assert evaluate.temporal_energy(steps) == pytest.approx(5.0)


def test_a_long_shot_does_not_stand_for_the_film():
    pool = [Row(n, 1, "", "long") for n in range(500)] + [Row(500 + n, 1, "", "short") for n in range(5)]
    fair = evaluate.fair(pool)
    shots = [row.shot for row in fair]
    assert shots.count("long") == evaluate.PER_SHOT and shots.count("short") == 5
    assert len({row.start for row in fair}) == len(fair)


def test_a_fresh_model_is_no_better_and_no_worse_than_holding_the_plate(pipeline, bank):
    losses = evaluate.losses(pipeline, bank, TINY, held_out=True)
    assert losses["plates"]["model"] == losses["plates"]["hold"] < losses["plates"]["zero"]
    assert losses["stills"]["model"] == losses["stills"]["zero"]
    assert set(losses["stills"]) == {"model", "mean", "zero"}
    assert losses == evaluate.losses(pipeline, bank, TINY, held_out=True), "judged on the same batches each time"


def test_the_mean_is_that_of_the_training_side(pipeline, bank):
    assert (
        evaluate.losses(pipeline, bank, TINY, held_out=False)["stills"]["mean"]
        < evaluate.losses(pipeline, bank, TINY, held_out=False)["stills"]["zero"]
    )


def test_reference_shots_are_held_out_ones_where_there_are_any(pipeline, bank, tmp_path):
    assert [row.shot for row in evaluate.reference_rows(bank, TINY, 2)] == ["shot4", "shot5"]
    assert len(evaluate.reference_rows(bank, TINY, 9)) == 2
    none_held = clips.bank(tmp_path, [source(1), source(2)], pipeline.vae, TINY, Silent())
    assert {row.shot for row in evaluate.reference_rows(none_held, TINY, 2)} == {"shot1", "shot2"}


@pytest.mark.parametrize("frames", [4, 12])
def test_a_snapshot_of_one_short_shot_can_be_judged(pipeline, tmp_path, frames):
    small = clips.bank(tmp_path, [source(1, frames)], pipeline.vae, TINY, Silent())
    told = []
    made = evaluate.shots(pipeline, small, TINY, 1, lambda: told.append(1))
    said = evaluate.summary(pipeline, small, TINY, made)
    json.dumps(said, allow_nan=False)
    assert said["held_out_loss"] == {} and "stills" in said["train_loss"]
    assert len(made) == len(told) == 2


def test_sampled_shots_stand_beside_the_footage_they_are_asked_for(trained):
    said = json.loads((trained.run / "eval.json").read_text())
    assert set(said) == {"held_out_loss", "train_loss", "footage", "text", "plate"}
    for kind in ("text", "plate"):
        ratio = said[kind]["sharpness"] / said["footage"]["sharpness"]
        assert said[kind]["sharpness_ratio"] == pytest.approx(ratio, abs=2e-3)
    assert trained.model.card["evaluation"] == said
