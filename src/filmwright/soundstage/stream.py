"""Rendered shots as a stream for training: in order, from any number of workers, always the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.pipeline.processes import ordered
from filmwright.soundstage.captions import captions, facts
from filmwright.soundstage.description import Shot
from filmwright.soundstage.geometry import Floats
from filmwright.soundstage.render.threads import one_thread
from filmwright.soundstage.truth import Mask, frames


@dataclass(frozen=True)
class Clip:
    """One rendered shot. T frames, H, W pixels, N roles.

    Args:
        shot: its description.
        facts: cast, action, set, look, camera and so on, by name.
        captions: in natural language, the fullest first.
        pictures: (T, H, W, 3) uint8, sRGB.
        depth: (T, H, W) float32, metres.
        instances: (T, H, W) uint8.
        semantics: (T, H, W) uint8.
        flow: (T, H, W, 2) float32, pixels to the next frame.
        hidden: (T, H, W) bool, out of sight in the next frame.
        keypoints: (T, N, 17, 3) float32.
        seen: (T, N) float32.
        intrinsics: (T, 3, 3) float64.
        extrinsics: (T, 4, 4) float64.
    """

    shot: Shot
    facts: dict[str, Any]
    captions: tuple[str, ...]
    pictures: Mask
    depth: Floats
    instances: Mask
    semantics: Mask
    flow: Floats
    hidden: npt.NDArray[np.bool_]
    keypoints: Floats
    seen: Floats
    intrinsics: npt.NDArray[np.float64]
    extrinsics: npt.NDArray[np.float64]


def render(shot: Shot, device: str = "") -> Clip:
    """One shot, whole."""
    one_thread()
    made = list(frames(shot, device))

    def of(name: str) -> Any:
        return np.stack([getattr(frame, name) for frame in made])

    return Clip(
        shot,
        facts(shot),
        captions(shot),
        of("picture"),
        of("depth"),
        of("instances"),
        of("semantics"),
        of("flow"),
        of("hidden"),
        of("keypoints"),
        of("seen"),
        np.stack([frame.view.intrinsics for frame in made]),
        np.stack([frame.view.extrinsics for frame in made]),
    )


@dataclass(frozen=True)
class Footage(Sequence[Clip]):
    """Shots that are rendered when they are asked for.

    ``footage[i]`` renders shot ``i`` and nothing else, so a loader with workers of its own (a torch ``DataLoader``)
    takes it as a data set. Iterating renders with ``workers`` processes and gives clips in their order.

    Args:
        shots: what to render.
        workers: processes that iterate.
        device: "cpu", "cuda:0"; by default a GPU where there is one.
    """

    shots: tuple[Shot, ...]
    workers: int = 1
    device: str = ""

    def __len__(self) -> int:
        """How many shots."""
        return len(self.shots)

    def __getitem__(self, index: Any) -> Any:
        """One clip; or, for a slice, fewer shots of the same footage."""
        if isinstance(index, slice):
            return Footage(self.shots[index], self.workers, self.device)
        return render(self.shots[index], self.device)

    def __iter__(self) -> Iterator[Clip]:
        """All clips in order."""
        return ordered(partial(render, device=self.device), self.shots, self.workers)
