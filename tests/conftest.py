"""What every test may ask for: a fresh studio, the real film, small films drawn on the spot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .effort import choose_profile

# Set before anything imports them: no test may reach for a model hub, and Ray is not to report home.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("MPLBACKEND", "Agg")
# Before any test is imported: its own settings begin from the profile's.
choose_profile()


@pytest.fixture(scope="session")
def film() -> Path:
    """The real film (Big Buck Bunny): FILMWRIGHT_FILM, or fetched once and cached; skipped without a network."""
    named = os.environ.get("FILMWRIGHT_FILM")
    if named:
        return Path(named)
    from filmwright.errors import FilmwrightError
    from filmwright.library import samples

    try:
        return samples.fetch()
    except FilmwrightError as error:
        pytest.skip(f"the sample film is not to be had: {error}")


@pytest.fixture
def studio(tmp_path: Path):
    """A new, empty studio in a folder of its own."""
    from filmwright.studio import create

    return create(tmp_path / "studio", "Test studio")


def draw_film(path: Path, shots: int = 5, seconds: float = 3.0, seed: int = 0) -> Path:
    """A small film drawn on the spot: shots of coloured shapes that move, 320x180 at 24 frames a second."""
    from fractions import Fraction

    import numpy as np

    from filmwright.media.encode import H264Writer

    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:180, 0:320]
    with H264Writer(path, 320, 180, Fraction(24), crf=16, preset="ultrafast") as writer:
        for _ in range(shots):
            top, bottom, ball = rng.integers(20, 235, (3, 3))
            speed, height, size = rng.integers(1, 4), rng.integers(50, 130), rng.integers(18, 45)
            sky = np.where((rows < 90)[..., None], top, bottom)
            for frame in range(round(24 * seconds)):
                there = (columns - 40 - speed * frame) ** 2 + (rows - height) ** 2 < size**2
                writer.write_rgb(np.where(there[..., None], ball, sky).astype(np.uint8))
    return path


RIGHTS = """\
title: {title}
owner: The Test Works
grants:
  - assigner: The Test Works
    agreement: letter of 2026
    actions: [{actions}]
    attribution: "(c) The Test Works"
"""


def write_rights(path: Path, title: str, *actions: str) -> Path:
    """The smallest rights file that allows these actions."""
    path.write_text(RIGHTS.format(title=title, actions=", ".join(actions)), encoding="utf-8")
    return path


def run_filmwright(cwd: Path, *arguments: object, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    command = [sys.executable, "-m", "filmwright.cli.main", *map(str, arguments)]
    # One thread: models of no size gain nothing from a second, and lose much where other work runs beside them.
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=timeout, env=environment, check=False
    )


@pytest.fixture
def filmwright(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command in ``tmp_path``: ``filmwright("shots", "--json")``."""
    return partial(run_filmwright, tmp_path)


@dataclass(frozen=True)
class Finished:
    """A studio that went the whole road on drawn films, with a model of no size at all; read it, do not write to it.

    *Alpha* (5 shots) may be trained on, generated from and delivered, *Beta* (3 shots) only ingested.
    ``said`` is each command's JSON.
    """

    folder: Path
    studio: Path
    said: dict[str, Any]

    @property
    def take(self) -> Path:
        return Path(self.said["shoot"]["file"])

    def shot(self, title: str) -> str:
        return next(str(shot["shot"]) for shot in self.said["shots"] if shot["title"] == title)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """See ``Finished``."""
    import torch

    from filmwright.models.recipe import Recipe
    from filmwright.models.train import train
    from filmwright.studio import open_studio

    folder = tmp_path_factory.mktemp("finished")
    draw_film(folder / "alpha.mp4")
    draw_film(folder / "beta.mp4", shots=3, seed=5)
    write_rights(folder / "alpha.yaml", "Alpha", "ingest", "index", "train.base", "generate.generic", "deliver")
    write_rights(folder / "beta.yaml", "Beta", "ingest", "index")
    said: dict[str, Any] = {}

    def step(name: str, *arguments: object) -> None:
        done = run_filmwright(folder / "studio" if name != "init" else folder, name, *arguments, "--json")
        assert done.returncode == 0, done.stderr
        said[name] = json.loads(done.stdout)

    step("init", "studio")
    step("add", "../beta.mp4", "--title", "Beta", "--rights", "../beta.yaml")
    step("add", "../alpha.mp4", "--title", "Alpha", "--rights", "../alpha.yaml")
    step("ingest")
    step("shots")
    step("clear", "--action", "train.base")
    step("snapshot", "S", "--action", "train.base")
    small = Recipe(
        name="no-size",
        heads=2,
        head_width=32,
        layers=1,
        feed_forward=64,
        text_width=32,
        clip_frames=8,
        stills=2,
        clips=1,
        max_steps=6,
    )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    model = train(open_studio(folder / "studio"), "S", small, "M", minutes=0.2, from_scratch=True)
    torch.set_num_threads(threads)
    said["train"] = model.to_json()
    plate = next(shot["shot"] for shot in said["shots"] if shot["title"] == "Alpha")
    step("shoot", "M", "Alpha. a ball rolls by", "--first-frame", plate, "--seed", "3")
    step("verify", said["shoot"]["file"])
    step("lineage", said["shoot"]["name"])
    step("report")
    return Finished(folder, folder / "studio", said)


def copy_studio(source: Path, to: Path) -> None:
    """A copy of a studio; SQLite may take its journal away in the middle of it, when a reader of it goes."""
    try:
        shutil.copytree(source, to)
    except shutil.Error:
        shutil.rmtree(to)
        shutil.copytree(source, to)


@pytest.fixture
def copied(finished: Finished, tmp_path: Path) -> Finished:
    """The finished studio in a copy that a test may write to."""
    copy_studio(finished.studio, tmp_path / "studio")
    text = json.dumps(finished.said).replace(str(finished.studio), str(tmp_path / "studio"))
    return Finished(finished.folder, tmp_path / "studio", json.loads(text))
