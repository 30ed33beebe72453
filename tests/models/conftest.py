"""A drawn film ingested once, a model of no size trained on it once, and clips drawn without any film."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from filmwright.library import catalogue, ingest, snapshot
from filmwright.media.encode import H264Writer
from filmwright.models.clips import Source
from filmwright.models.recipe import Recipe
from filmwright.models.shelf import ModelRecord
from filmwright.models.train import train
from filmwright.studio import Studio, create, open_studio

TINY = Recipe(
    name="of-no-size",
    heads=1,
    head_width=32,
    layers=1,
    feed_forward=64,
    text_width=32,
    clip_frames=8,
    stills=2,
    clips=1,
    held_out=0.25,
    max_steps=16,
    minutes=60.0,
    checkpoint_seconds=0.0,
)
"""A model of some hundred thousand weights, nearly all of them the words' vectors; a checkpoint after every step."""


def scene(seed: int, width: int = 256, height: int = 144) -> NDArray[np.uint8]:
    """A picture of soft blobs and some texture, uint8 (height, width, 3), unlike that of any other seed."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(30, 226, (6, 9, 3)).astype(np.uint8)
    fine = rng.normal(0, 6, (height // 6, width // 6, 1)).astype(np.float32)
    smooth = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    texture = cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    return np.clip(smooth + texture, 0, 255).astype(np.uint8)


def moving(seed: int, frames: int, width: int = 256, height: int = 144) -> NDArray[np.uint8]:
    """A slow pan over a scene, uint8 (frames, height, width, 3)."""
    wide = scene(seed, width + frames, height)
    return np.stack([wide[:, n : n + width] for n in range(frames)])


def source(seed: int, frames: int = 12, held_out: bool = False, prompt: str = "", width: int = 256) -> Source:
    """A shot that was never filmed, as training reads it."""
    return Source(
        f"shot{seed}",
        prompt or f"Test. wide shot. scene {seed}",
        held_out,
        frames,
        f"{seed:064x}",
        lambda: moving(seed, frames, width),
    )


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """A model of no size gains nothing from a second thread, and loses much where other work runs beside it."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def draw(path: Path, seeds: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 2), frames: int = 36) -> Path:
    """A film of slow pans, one a seed: 320x180, 24 frames a second."""
    with H264Writer(path, 320, 180, Fraction(24), 16.0, "ultrafast") as writer:
        for seed in seeds:
            for picture in moving(seed, frames, 320, 180):
                writer.write_rgb(picture)
    return path


RIGHTS = """\
title: Alpha
owner: The Test Works
grants:
  - assigner: The Test Works
    agreement: letter of 2026
    actions: [{actions}]
    attribution: "(c) The Test Works"
"""


def write_rights(path: Path, actions: str = "ingest, index, train.base, generate.generic") -> Path:
    """The smallest rights file that allows these actions."""
    path.write_text(RIGHTS.format(actions=actions), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Trained:
    """A studio with a snapshot *S* of a drawn film and a model *M*; read it, do not write to it."""

    studio: Studio
    model: ModelRecord

    @property
    def run(self) -> Path:
        return self.model.run


@pytest.fixture(scope="session")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A studio with snapshot *S* of *Alpha*, seven shots, the last like the second; no model. Not to write to."""
    folder = tmp_path_factory.mktemp("filmed")
    studio = create(folder / "studio", "Test studio")
    catalogue.add(studio, [draw(folder / "alpha.mp4")], "Alpha", write_rights(folder / "alpha.yaml"))
    ingest.ingest(studio)
    snapshot.make(studio, "S", "train.base")
    return studio


@pytest.fixture(scope="session")
def trained(filmed: Studio, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """See ``Trained``."""
    studio = copy_of(filmed, tmp_path_factory.mktemp("trained"))
    return Trained(studio, train(studio, "S", TINY, "M", from_scratch=True))


def copy_of(studio: Studio, folder: Path) -> Studio:
    """The same studio in another folder, to write to."""
    shutil.copytree(studio.path, folder / "studio")
    return open_studio(folder / "studio")


@pytest.fixture
def studio(filmed: Studio, tmp_path: Path) -> Studio:
    """A copy of ``filmed``, to write to."""
    return copy_of(filmed, tmp_path)


@pytest.fixture
def ready(trained: Trained, tmp_path: Path) -> Studio:
    """A copy of ``trained``'s studio, its latents cached, to write to."""
    return copy_of(trained.studio, tmp_path)
