"""Scores the cut detector and PySceneDetect's AdaptiveDetector on labelled cuts.

The detector's constants were set on the first half of the film; the second half is the honest score.
Both detectors see the whole film once.  A hard cut counts as found when a
detection lies within one frame of it; a gradual transition counts as found when
one lies from one frame before its start to one frame after its end.  Each label
takes one detection and each detection one label; what is left over is an error,
unless it lies in an interval that the labels tell to ignore.  The strict score
asks for the middle frame of a gradual transition, give or take one frame.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import _results
import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter
from scenedetect import (
    AdaptiveDetector,
    SceneManager,
    open_video,
)

from filmwright.library.cuts import CutDetector

Plane = npt.NDArray[np.uint8]
Label = dict[str, Any]

WIDTH, HEIGHT = 256, 144


def small_frames(film: str) -> Iterator[tuple[Plane, Plane, Plane]]:
    """Yields the frames of a film as luma (144, 256) and two chroma (72, 128) planes."""
    scaler = VideoReformatter()
    with av.open(film) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            small = scaler.reformat(frame, WIDTH, HEIGHT, "yuv420p", interpolation="AREA")
            rows: Plane = small.to_ndarray().reshape(-1).astype(np.uint8, copy=False)
            luma, chroma = HEIGHT * WIDTH, HEIGHT * WIDTH // 4
            y, u, v = np.split(rows, [luma, luma + chroma])
            half = (HEIGHT // 2, WIDTH // 2)
            yield y.reshape(HEIGHT, WIDTH), u.reshape(half), v.reshape(half)


def ours(film: str) -> tuple[list[int], int, float]:
    """Returns our detections, the number of frames, and milliseconds of CPU a frame."""
    detector = CutDetector()
    found: list[int] = []
    count, spent = 0, 0.0
    for y, u, v in small_frames(film):
        start = time.perf_counter()
        found += detector.push(y, u, v)
        spent += time.perf_counter() - start
        count += 1
    found += detector.finish()
    return found, count, 1000 * spent / max(1, count)


def theirs(film: str) -> list[int]:
    """Returns the detections of PySceneDetect's AdaptiveDetector at its defaults."""
    manager = SceneManager()
    manager.add_detector(AdaptiveDetector())
    manager.detect_scenes(open_video(film, backend="pyav"))
    return [int(start.frame_num) for start, _ in manager.get_scene_list()][1:]


def span(label: Label, strict: bool) -> tuple[int, int]:
    """Returns the first and the last frame at which a detection hits the label."""
    if strict or "start" not in label:
        return label["frame"] - 1, label["frame"] + 1
    return label["start"] - 1, label["end"] + 1


def score(
    found: list[int], labels: list[Label], ignore: list[Label], part: tuple[int, int], strict: bool
) -> tuple[int, int, int]:
    """Returns hits, false detections and misses among the frames of ``part``.

    ``part`` is a first frame and one past the last.  A label belongs to the part
    that holds its position, and a detection that hits it goes with it.
    """
    free = sorted(found)
    hits = misses = 0
    for label in labels:
        low, high = span(label, strict)
        got = next((f for f in free if low <= f <= high), None)
        if got is not None:
            free.remove(got)
        if part[0] <= label["frame"] < part[1]:
            hits += got is not None
            misses += got is None
    wrong = [f for f in free if not any(i["start"] <= f <= i["end"] for i in ignore)]
    return hits, sum(part[0] <= f < part[1] for f in wrong), misses


def main() -> None:
    """Read the arguments, run both detectors, write one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--film", help="default: Big Buck Bunny, fetched and cached")
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("data") / "bbb_cuts.json")
    options = parser.parse_args()
    if options.film is None:
        from filmwright.library import samples

        options.film = str(samples.fetch())
    truth = json.loads(options.labels.read_text(encoding="utf-8"))
    labels, ignore, half = truth["cuts"], truth.get("ignore", []), truth["frames"] // 2
    mine, count, cost = ours(options.film)
    if count != truth["frames"]:
        raise SystemExit(f"the film has {count} frames, the labels are for {truth['frames']}")
    runs = {"filmwright": mine, "PySceneDetect adaptive": theirs(options.film)}
    parts = {"whole": (0, count), "first half": (0, half), "second half": (half, count)}
    lines = [f"{len(labels)} labelled cuts, {count} frames; the detector takes {cost:.3f} ms a frame.", ""]
    lines += [f"Labelled by {truth['labelled_by']}.", ""]
    lines += ["| detector | part | score | hit | false | miss | P | R | F1 |", "|---|---|---|---|---|---|---|---|---|"]
    for name, found in runs.items():
        for strict in (False, True):
            for part, frames in parts.items():
                hit, false, miss = score(found, labels, ignore, frames, strict)
                rates = hit / max(1, hit + false), hit / max(1, hit + miss)
                f1 = 2 * hit / max(1, 2 * hit + false + miss)
                kind = "strict" if strict else "plain"
                cells = [name, part, kind, str(hit), str(false), str(miss), *(f"{x:.4f}" for x in (*rates, f1))]
                lines.append("| " + " | ".join(cells) + " |")
    _results.append("Cuts against labels made by eye", lines)


if __name__ == "__main__":
    main()
