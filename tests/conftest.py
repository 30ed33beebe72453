"""What every test may ask for: a fresh studio, the real film, small films drawn on the spot."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Set before anything imports them: no test may reach for a model hub, and Ray is not to report home.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("MPLBACKEND", "Agg")


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


@pytest.fixture
def filmwright(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real command in a process of its own, in ``tmp_path``: ``filmwright("shots", "--json")``."""

    def run(*arguments: object, cwd: Path = tmp_path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "filmwright.cli.main", *map(str, arguments)]
        environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"}
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=timeout, env=environment, check=False
        )

    return run


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
