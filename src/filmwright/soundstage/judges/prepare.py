"""Renders what the judges learn from, and keeps it: worn pictures of a few moments of each shot, and its truth.

Only the moments that a judge looks at are rendered. What is there already is not rendered again, so this may be
stopped and started at any time, and run in several processes with ``--share 0/2`` and ``--share 1/2``:
``python -m filmwright.soundstage.judges.prepare FOLDER --part training --count 1000``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filmwright.files import write_bytes
from filmwright.soundstage.description import Shot
from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges import labels, wear
from filmwright.soundstage.judges.canonical import Frames, fitted, moments
from filmwright.soundstage.judges.examples import Part, shot
from filmwright.soundstage.judges.motion import grids
from filmwright.soundstage.judges.people import Boxes
from filmwright.soundstage.render.raster import Raster
from filmwright.soundstage.render.threads import one_thread
from filmwright.soundstage.scene import Scene

# Judges see what a frame's picture is made of before its flow is known.
from filmwright.soundstage.truth import take

_STILLS = 3
"""Frames of a shot of which only stills are kept."""
_LEAST = 3e-4
"""Share of the frame that somebody must fill; who fills less is nobody."""


@dataclass(frozen=True)
class Rendered:
    """Some moments of a shot. S moments, N roles.

    Args:
        pictures: (S, H, W, 3) uint8, clean.
        seconds: (S,) when they are.
        boxes: (S, N, 4) of what is seen of each role, shares of the frame; NaN where nothing is.
        keypoints: (S, N, 17, 2) shares of the frame.
    """

    pictures: Frames
    seconds: npt.NDArray[np.float64]
    boxes: Boxes
    keypoints: npt.NDArray[np.float32]


def rendered(told: Shot, when: Iterable[int], device: str = "") -> Rendered:
    """These frames of a shot."""
    scene = Scene(told)
    raster = Raster(scene.place.mesh, (told.picture.width, told.picture.height), device)
    pictures, boxes, points = [], [], []
    frames = [int(frame) for frame in when]
    for frame in frames:
        taken = take(scene, raster, frame)
        pictures.append(taken.picture)
        boxes.append([box(taken.instances == role + 1) for role in range(len(told.cast))])
        pixels, _ = taken.view.project(scene.keypoints(frame))
        points.append(pixels / (told.picture.width, told.picture.height))
    return Rendered(
        np.stack(pictures),
        np.array([float(frame / told.picture.rate) for frame in frames]),
        np.array(boxes, np.float32).reshape(len(pictures), len(told.cast), 4),
        np.array(points, np.float32),
    )


def box(mask: npt.NDArray[np.bool_]) -> list[float]:
    """The box of a mask, shares of the frame; NaN where it is as good as empty."""
    if mask.mean() < _LEAST:
        return [float("nan")] * 4
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    height, width = mask.shape
    return [columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height]


def kept(folder: Path, part: Part, number: int, variant: int) -> Path:
    """Where the pictures of one example lie; beside them, ending in ``.npz``, all else."""
    return folder / part.value / f"{number:06d}-{variant}.npy"


def prepare(folder: Path, part: Part, number: int, variants: int = 2, width: int = 256, device: str = "") -> None:
    """Render one example and keep it, worn in so many ways."""
    last = kept(folder, part, number, variants - 1).with_suffix(".npz")
    if last.exists():
        return
    told = shot(part, number, width)
    when = moments(told.frames, told.picture.rate)
    if part is Part.STILLS:
        when = when[np.linspace(0, len(when) - 1, _STILLS).round().astype(int)]
    made = rendered(told, when, device)
    for variant in range(variants):
        path = kept(folder, part, number, variant)
        path.parent.mkdir(parents=True, exist_ok=True)
        how = wear.drawn(draws(number, "wear", part.value, variant))
        rate = Fraction(len(made.seconds), told.frames) * told.picture.rate
        pictures = np.stack([fitted(frame) for frame in wear.worn(made.pictures, rate, how)])
        motion, factors = grids(pictures, made.seconds, made.boxes)
        write_bytes(path, _npy(pictures))
        target = BytesIO()
        np.savez(
            target,
            seconds=made.seconds,
            boxes=made.boxes,
            keypoints=made.keypoints,
            motion=motion.astype(np.float16),
            factors=factors,
            **labels.answers(told),
        )
        write_bytes(path.with_suffix(".npz"), target.getvalue())


def _npy(array: npt.NDArray[Any]) -> bytes:
    target = BytesIO()
    np.save(target, array)
    return target.getvalue()


def main() -> None:
    """Prepare a share of a part."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--part", type=Part, default=Part.TRAINING)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--variants", type=int, default=2)
    options.add_argument("--width", type=int, default=256, help="of the frames that are rendered")
    options.add_argument("--share", default="0/1", help="every n-th from the k-th, as k/n")
    options.add_argument("--device", default="")
    options.add_argument("--minutes", type=float, default=1e9, help="stop then")
    asked = options.parse_args()
    one_thread()
    first, step = (int(number) for number in asked.share.split("/"))
    began = time.monotonic()
    for number in range(first, asked.count, step):
        if time.monotonic() - began > asked.minutes * 60:
            break
        prepare(asked.folder, asked.part, number, asked.variants, asked.width, asked.device)
        if number // step % 20 == 0:
            print(f"{asked.part.value} {number}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
