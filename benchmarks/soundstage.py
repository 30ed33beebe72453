"""How fast the soundstage renders, with every truth channel, and whether the same shots are always the same bytes.

Goal: at least 15 frames/s at 256x144 on 2 cores. Shots of every set and look; the time is that of a whole stream,
start of the workers, building of the sets and hashing of every byte included.
"""

import argparse
import hashlib
import os
import time
from dataclasses import fields

import numpy as np
from _results import append

from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.stream import Clip, Footage
from filmwright.soundstage.vocabulary import Look, SetFamily

FRAMES = 36


def shots(rounds: int) -> tuple:
    looks = list(Look)
    return tuple(
        stage_shot(1000 + 100 * turn + k, family=family, look=looks[(k + turn) % len(looks)], frames=FRAMES)
        for turn in range(rounds)
        for k, family in enumerate(SetFamily)
    )


def told(clip: Clip) -> str:
    """Hash of every channel of a clip."""
    digest = hashlib.sha256()
    for field in fields(clip):
        value = getattr(clip, field.name)
        if isinstance(value, np.ndarray):
            digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def timed(footage: Footage) -> tuple[float, list[str]]:
    """Seconds of the whole stream and the hash of each clip.

    Hashing counts: with the clock stopped for it the workers would go on rendering, and to keep the clips until the end
    takes 25 MB each. It is about a hundredth of the time.
    """
    began = time.perf_counter()
    hashes = [told(clip) for clip in footage]
    return time.perf_counter() - began, hashes


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=2, help="shots of each set")
    rounds = options.parse_args().rounds
    staged = shots(rounds)
    next(iter(Footage(staged[:1])))  # the kernels are compiled once for all
    lines = ["| processes | frames/s | of one process | bytes |", "|---|---|---|---|"]
    first, alone = None, 0.0
    for workers in [n for n in (1, 2, 4, 8, 16) if n <= (os.cpu_count() or 1)]:
        seconds, hashes = timed(Footage(staged, workers))
        first = first or hashes
        rate = len(staged) * FRAMES / seconds
        alone = alone or rate
        lines.append(
            f"| {workers} | {rate:.1f} | {rate / alone:.2f} | {'the same' if hashes == first else 'DIFFERENT'} |"
        )
        print(lines[-1], flush=True)
    halves = [hashes for part in (staged[1::2], staged[::2]) for hashes in timed(Footage(part))[1]]
    same = sorted(halves) == sorted(first or [])
    lines.append("")
    lines.append(f"Split in two and rendered in another order: {'the same bytes' if same else 'DIFFERENT BYTES'}.")
    lines += [
        "",
        "| set | look | frames/s of one process | triangles that stand | of the figures |",
        "|---|---|---|---|---|",
    ]
    lines += [alone_row(shot) for shot in staged[: len(SetFamily)]]
    append(f"Soundstage: {len(staged)} shots of {FRAMES} frames at 256x144, all truth channels", lines)


def alone_row(shot) -> str:
    from filmwright.soundstage.scene import Scene

    seconds, _ = timed(Footage((shot,)))
    scene = Scene(shot)
    moving = scene.moving(0)
    return (
        f"| {shot.set.family} | {shot.picture.look} | {FRAMES / seconds:.1f} | {len(scene.place.mesh.faces):,} |"
        f" {0 if moving is None else len(moving.faces):,} |"
    )


if __name__ == "__main__":
    main()
