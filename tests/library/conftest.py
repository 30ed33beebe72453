"""Small films drawn on the spot, rights files for them, and studios that hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from filmwright.media.encode import H264Writer
from filmwright.studio import Studio, create

Drawn = Callable[..., Path]
Written = Callable[..., Path]


def scene(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """A picture of blobs and fine texture, uint8 (height, width, 3), unlike that of any other seed."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(30, 226, (6, 9, 3)).astype(np.uint8)
    fine = rng.normal(0, 12, (height // 4, width // 4, 1)).astype(np.float32)
    smooth = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    texture = cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    return np.clip(smooth + texture, 0, 255).astype(np.uint8)


def draw(
    path: Path,
    shots: Sequence[tuple[int, int]] = ((1, 30), (2, 40), (3, 26)),
    width: int = 320,
    height: int = 180,
    rate: Fraction = Fraction(24),
    crf: float = 18,
) -> Path:
    """A film of shots (seed, frames), each a slow pan to the left over its own scene."""
    with H264Writer(path, width, height, rate, crf, "ultrafast") as writer:
        for seed, frames in shots:
            wide = scene(seed, width + width // 4, height)
            for frame in range(frames):
                left = round(frame * width / 480)
                writer.write_rgb(wide[:, left : left + width])
    return path


def write_rights(path: Path, title: str, actions: Sequence[str] = ("ingest", "index", "train.base")) -> Path:
    """The smallest rights file that allows these actions."""
    grants = f"grants:\n  - {{assigner: The Test Works, agreement: letter, actions: [{', '.join(actions)}]}}\n"
    path.write_text(f"title: {title}\nowner: The Test Works\n{grants if actions else ''}", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def alpha(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of three shots, 96 frames."""
    return draw(tmp_path_factory.mktemp("films") / "alpha.mp4")


@pytest.fixture(scope="session")
def beta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of two shots, the first of which is a smaller, trimmed copy of alpha's second."""
    folder = tmp_path_factory.mktemp("films")
    wide = scene(2, 400, 180)
    with H264Writer(folder / "beta.mp4", 256, 144, Fraction(24), 30, "veryfast") as writer:
        for frame in range(4, 37):
            left = round(frame * 320 / 480)
            writer.write_rgb(cv2.resize(wide[:, left : left + 320], (256, 144), interpolation=cv2.INTER_AREA))
        for _ in range(24):
            writer.write_rgb(scene(9, 256, 144))
    return folder / "beta.mp4"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """A new, empty studio."""
    return create(tmp_path / "studio", "Test studio")
