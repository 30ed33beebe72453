"""A studio with a model of no size that takes conditions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from filmwright.library import shots as library_shots
from filmwright.models.conditions import parse
from filmwright.studio import Studio, open_studio
from filmwright.takes.records import Take
from filmwright.takes.shoot import shoot

from ..conftest import Finished, copy_studio

PROMPT = "Alpha. a ball rolls by"


@dataclass(frozen=True)
class House:
    """A studio with the model *H*, and the ids of its shots: 36 frames each at 12 a second, of *Alpha* and *Beta*."""

    studio: Studio
    folder: Path
    alpha: list[str]
    beta: list[str]

    def shoot(self, *conditions: dict[str, Any], seed: int | None = 1, prompt: str = PROMPT, **asked: Any) -> Take:
        """A take in one step."""
        asked = {"steps": 1, **asked}
        return shoot(self.studio, "H", prompt, conditions=parse(list(conditions)), seed=seed, **asked)


@pytest.fixture(scope="session")
def housed(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> House:
    """See ``House``. Read it, do not write to it."""
    import torch

    from filmwright.models.house_recipe import HouseRecipe
    from filmwright.models.train import train

    small = HouseRecipe(
        name="no-size", heads=1, head_width=32, layers=2, control_layers=(0, 1), feed_forward=32, text_width=32,
        text_length=24, clip_frames=9, stills=2, clips=1, clip_share=0.5, reference_share=0.3, max_steps=6,
        minutes=60.0, precision="fp32",
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("housed")
    copy_studio(finished.studio, folder / "studio")
    studio = open_studio(folder / "studio")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    train(studio, "S", small, "H", from_scratch=True)
    torch.set_num_threads(threads)
    alpha, beta = ([one.shot for one in library_shots.shots(studio, title=title)] for title in ("Alpha", "Beta"))
    return House(studio, finished.folder, alpha, beta)


@pytest.fixture
def house(housed: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The same in a copy that a test may write to; a model of six steps may show next to nothing."""
    import torch

    from filmwright.takes import gates

    torch.set_num_threads(1)
    monkeypatch.setattr(gates, "FLAT", 0.0)
    copy_studio(housed.studio.path, tmp_path / "studio")
    return House(open_studio(tmp_path / "studio"), housed.folder, housed.alpha, housed.beta)
