"""A stream is the same bytes however it is split over workers, and a stage the same files on every executor."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from filmwright.pipeline import local, processes
from filmwright.pipeline.progress import Silent
from filmwright.soundstage.description import Shot
from filmwright.soundstage.stages import render_stage
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.stream import Clip, Footage

pytest.importorskip("warp")


@pytest.fixture(scope="module")
def shots() -> tuple[Shot, ...]:
    sets = ("room", "desert", "sea", "stage")
    looks = ("naturalistic", "anime", "clay", "watercolour")
    return tuple(
        stage_shot(k, family=family, look=look, frames=3, width=64, height=36)
        for k, (family, look) in enumerate(zip(sets, looks, strict=True))
    )


@pytest.fixture(scope="module")
def alone(shots: tuple[Shot, ...]) -> list[Clip]:
    return list(Footage(shots, device="cpu"))


def same(one: Clip, other: Clip) -> bool:
    arrays = [f.name for f in fields(Clip) if isinstance(getattr(one, f.name), np.ndarray)]
    assert len(arrays) == 10
    return one.shot == other.shot and all(getattr(one, a).tobytes() == getattr(other, a).tobytes() for a in arrays)


@pytest.mark.slow
def test_workers_give_the_same_bytes_in_the_same_order(shots: tuple[Shot, ...], alone: list[Clip]) -> None:
    spread = list(Footage(shots, workers=2, device="cpu"))
    assert all(same(one, other) for one, other in zip(alone, spread, strict=True))


def test_any_order_gives_the_same_bytes(shots: tuple[Shot, ...], alone: list[Clip]) -> None:
    footage = Footage(shots, device="cpu")
    for index in (3, 0):
        assert same(footage[index], alone[index])
    assert [clip.shot for clip in footage[1:3]] == list(shots[1:3])


def test_a_torch_loader_takes_it_as_it_is(shots: tuple[Shot, ...], alone: list[Clip]) -> None:
    from torch.utils.data import DataLoader

    loader = DataLoader(Footage(shots[:2], device="cpu"), batch_size=None, num_workers=0)
    for clip, one in zip(loader, alone, strict=False):
        assert same(clip, one)


def test_captions_and_facts_come_along(alone: list[Clip]) -> None:
    for clip in alone:
        assert clip.facts["set"] == clip.shot.set.family
        assert len(clip.captions) >= 3
        assert clip.pictures.shape == (3, 36, 64, 3)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_stage_gives_the_same_files_on_local_executors(shots: tuple[Shot, ...], tmp_path: Path) -> None:
    items = [{"shot": shot.to_json()} for shot in shots[:2]]
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    rows = [row for o in local.run([render_stage(one, device="cpu")], items, Silent()) for row in o.rows]
    list(processes.run([render_stage(two, device="cpu")], items, Silent(), 2))
    assert [row["shot"] for row in rows] == [shot.id for shot in shots[:2]]
    assert files_of(one) == files_of(two)


@pytest.mark.ray
@pytest.mark.slow
def test_the_stage_gives_the_same_files_on_ray(shots: tuple[Shot, ...], tmp_path: Path) -> None:
    pytest.importorskip("ray")
    from filmwright.pipeline import ray

    items = [{"shot": shot.to_json()} for shot in shots[:2]]
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    list(local.run([render_stage(one, device="cpu")], items, Silent()))
    outcomes = list(ray.run([render_stage(two, device="cpu")], items, Silent()))
    assert [outcome.failure for outcome in outcomes] == [None, None]
    assert files_of(one) == files_of(two)
