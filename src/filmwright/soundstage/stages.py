"""Rendering as a stage of ``pipeline``: one item a shot, so that it runs in processes or on Ray alike."""

from __future__ import annotations

from pathlib import Path

from filmwright import files
from filmwright.pipeline.stage import Item, Stage
from filmwright.soundstage.description import Shot
from filmwright.soundstage.reels import kept


def render_stage(folder: Path, truth: bool = True, device: str = "") -> Stage:
    """A stage that renders shots into a folder, and passes over those that lie there.

    Items have ``shot``, a description as JSON; rows have ``shot``, its id, and ``file``, where its reel lies. Where it
    runs on many machines, all must see the folder.

    Args:
        folder: for the reels; see ``reels``.
        truth: keep what is known of each frame.
        device: "cpu", "cuda:0"; by default a GPU where there is one.
    """
    return Stage("soundstage.render", "1", ("shot",), ("shot", "file"), 1.0, _Rendering(folder, truth, device))


class _Rendering:
    """A function that can travel to a worker."""

    def __init__(self, folder: Path, truth: bool, device: str) -> None:
        self._folder, self._truth, self._device = folder, truth, device

    def __call__(self, item: Item) -> list[Item]:
        shot = Shot.model_validate(item["shot"])
        with files.disk_full_said(self._folder):
            path = kept(shot, self._folder, self._truth, self._device)
        return [{"shot": shot.id, "file": str(path)}]
