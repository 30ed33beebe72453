"""Seconds and memory that a shot of 24 frames takes, from text and from a plate, with the base that ships.

Each shot is made in a process of its own, so that the time has all that ``shoot`` pays for sampling.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

import _results

PROMPT = "Big Buck Bunny. wide shot, static camera, bright, green and blue. the big rabbit walks through a meadow"
FRAMES = 24


def peak() -> float:
    """Peak resident memory of this process, in GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / (1 << 30)


def one(model: Path, source: str) -> None:
    """Make one shot in this process; print the seconds of libraries and model, of the shot, and peak memory."""
    began = time.perf_counter()
    import numpy as np
    import torch

    from filmwright.models import house
    from filmwright.models.sample import generate

    house.load(model, torch.bfloat16)
    loading = time.perf_counter() - began

    plate = None
    if source == "plate":
        rows, columns = np.mgrid[0:144, 0:256]
        plate = np.stack([rows, columns, 255 - rows], -1).astype(np.uint8)
    began = time.perf_counter()
    frames = generate(model, PROMPT, frames=FRAMES, seed=1, plate=plate)
    assert frames.shape[0] == FRAMES
    print(loading, time.perf_counter() - began, peak(), torch.get_num_threads())


def main() -> None:
    """Measure each kind of shot in a process of its own; print a table and add it to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, help="a model's folder; default: the base that ships")
    parser.add_argument("--one", choices=["text", "plate"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    from filmwright.models.shelf import BASE

    model = (options.model or BASE).resolve()
    if not (model / "model_index.json").is_file():
        raise SystemExit(f"there is no model in {model}; name one with --model")
    if options.one:
        return one(model, options.one)
    lines = [
        f"{FRAMES} frames, 2 s at 12 frames a second (goal: under 60 s on 2 cores).",
        "",
        "| from | libraries and model, s | the shot, s | peak memory, GiB | threads |",
        "|---|---|---|---|---|",
    ]
    for source in ("text", "plate"):
        command = [sys.executable, __file__, "--model", str(model), "--one", source]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        loading, seconds, memory, threads = done.stdout.split()
        lines.append(f"| {source} | {float(loading):.1f} | {float(seconds):.1f} | {float(memory):.2f} | {threads} |")
    _results.append("A shot's time and memory", lines)


if __name__ == "__main__":
    main()
