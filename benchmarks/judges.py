"""How often the judges are right on worlds that they have never seen, through what a video goes through on its way.

Goals: identity at least 97 % among 200, all else at least 95 %, on compressed video that was scaled down and up. The
last row is the house codec: a score on the house model's video cannot be higher than what is right there. STAGE-STORY
tells what a score of retention cannot exceed. ``--card`` writes all of it into the judges' card, for
``scoring.ceilings``.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from _results import append

from filmwright.files import write_text
from filmwright.pipeline.processes import ordered
from filmwright.soundstage.captions import facts
from filmwright.soundstage.description import Shot
from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges import wear, weights
from filmwright.soundstage.judges.canonical import moments
from filmwright.soundstage.judges.examples import Part, shot
from filmwright.soundstage.judges.judge import judge, load
from filmwright.soundstage.judges.measure import Trial
from filmwright.soundstage.judges.people import Boxes
from filmwright.soundstage.judges.prepare import rendered
from filmwright.soundstage.judges.scoring import Kept, retention
from filmwright.soundstage.judges.verdict import Verdict
from filmwright.soundstage.render.threads import one_thread
from filmwright.soundstage.suites.suite import suite

ASKED = ("identity", "action of the leader", "set", "look", "scale", "move", "direction")
WORN, CODEC = "all of it, drawn", "house codec"


def house_codec(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    """A round trip through the house model's latents; the last frames of no whole block are repeated and cut again."""
    import torch

    from filmwright.models.house_codec import HouseCodec

    codec, count = HouseCodec(), len(frames)
    whole = np.concatenate([frames, np.repeat(frames[-1:], -count % 4, 0)])
    video = torch.from_numpy(whole).permute(3, 0, 1, 2)[None].float() / 127.5 - 1
    back = (codec.decode(codec.encode(video))[0].permute(1, 2, 3, 0) + 1) * 127.5
    return np.clip(np.round(back.numpy()), 0, 255).astype(np.uint8)[:count]


def compressed(frames: np.ndarray, rate: Fraction, number: int, quality: int) -> np.ndarray:
    return wear.compressed(frames, rate, quality)


def small(frames: np.ndarray, rate: Fraction, number: int, quality: int) -> np.ndarray:
    """Scaled to 128x72, compressed there, scaled back."""
    half = np.stack([cv2.resize(frame, (128, 72), interpolation=cv2.INTER_AREA) for frame in frames])
    back = wear.compressed(half, rate, quality)
    return np.stack([cv2.resize(frame, (256, 144), interpolation=cv2.INTER_CUBIC) for frame in back])


def worn(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    return wear.worn(frames, rate, wear.drawn(draws(number, "trial wear")))


WAYS: dict[str, Callable[[np.ndarray, Fraction, int], np.ndarray]] = {
    "as rendered": lambda frames, rate, number: frames,
    "H.264, crf 18": partial(compressed, quality=18),
    "H.264, crf 34": partial(compressed, quality=34),
    "128x72 and back, crf 26": partial(small, quality=26),
    WORN: worn,
    CODEC: house_codec,
}


@dataclass(frozen=True)
class Tried:
    """What was seen of one shot, after each way that it went.

    Args:
        told: the shot.
        boxes: (S, N, 4) where each of the cast truly is at the moments that were looked at.
        verdicts: by way.
    """

    told: Shot
    boxes: Boxes
    verdicts: dict[str, Verdict]


def tried(judges: Path, ways: Sequence[str], told: Shot) -> Tried:
    """Render a shot, let it go these ways, and judge it after each."""
    import torch

    one_thread()
    torch.set_num_threads(1)
    rate, seed = told.picture.rate, int(told.id[:8], 16)
    made = rendered(told, range(told.frames))
    verdicts = {name: judge(WAYS[name](made.pictures, rate, seed), rate, load(judges)) for name in ways}
    return Tried(told, made.boxes[moments(told.frames, rate)], verdicts)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shots", type=int, default=400)
    options.add_argument("--stories", type=int, default=2, help="sequences of STAGE-STORY, 50 shots each")
    options.add_argument("--workers", type=int, default=2, help="processes, a shot each")
    options.add_argument("--judges", type=Path, default=weights.SHIPPED, help="folder of weights")
    options.add_argument("--card", action="store_true", help="write the numbers into the judges' card")
    asked = options.parse_args()
    trials = {name: Trial() for name in WAYS}
    shots = [shot(Part.TRIAL, number) for number in range(asked.shots)]
    for number, one in enumerate(ordered(partial(tried, asked.judges, tuple(WAYS)), shots, asked.workers)):
        for name, verdict in one.verdicts.items():
            trials[name].add(verdict, facts(one.told), one.boxes)
        if number % 20 == 19:
            found = {name: round(trial.told()["identity"]["share"], 3) for name, trial in trials.items()}
            print(number + 1, found, flush=True)
    kept = stories(asked.judges, asked.stories, asked.workers) if asked.stories else []
    if asked.card:
        keep(asked.judges, trials, kept)
    append(f"Judges: {asked.shots} shots in sets never seen", lines(trials, kept))


def stories(judges: Path, count: int, workers: int) -> list[Kept]:
    """Characters who come back in flawless video after its wear: what a score of retention cannot exceed."""
    found: dict[int, list[Kept]] = {}
    for number in range(count):
        shots = [one.shot for one in suite("STAGE-STORY").entries if one.tags["sequence"] == number]
        seen = [one.verdicts[WORN] for one in ordered(partial(tried, judges, (WORN,)), shots, workers)]
        for kept in retention(seen, [facts(one)["cast"] for one in shots]):
            found.setdefault(kept.gap, []).append(kept)
    return [pooled(gap, each) for gap, each in sorted(found.items())]


def pooled(gap: int, each: list[Kept]) -> Kept:
    """One of several, each as heavy as its pairs."""
    count = sum(one.count for one in each)
    shares = (sum(getattr(one, name) * one.count for one in each) / count for name in ("right", "same", "alike"))
    return Kept(gap, count, *shares)


def keep(folder: Path, trials: dict[str, Trial], kept: list[Kept]) -> None:
    """Write what was measured into the card."""
    card = weights.read_card(folder)
    card["accuracy"] = trials[WORN].told()
    card["accuracy_after"] = {name: trial.told() for name, trial in trials.items()}
    if kept:
        card["retention"] = {"by_gap": [vars(one) for one in kept], **retained(kept)}
    write_text(folder / weights.CARD, json.dumps(card, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def retained(kept: list[Kept]) -> dict[str, float]:
    """What flawless video gets over all gaps."""
    whole = pooled(0, kept)
    return {"right": round(whole.right, 4), "same": round(whole.same, 4), "alike": round(whole.alike, 4)}


def lines(trials: dict[str, Trial], kept: list[Kept]) -> list[str]:
    made = ["| after | " + " | ".join(ASKED) + " |", "|---" * (len(ASKED) + 1) + "|"]
    for name, trial in trials.items():
        told = trial.told()
        made.append(
            f"| {name} | " + " | ".join(f"{told[one]['share']:.1%}" if one in told else "" for one in ASKED) + " |"
        )
    for name in (WORN, CODEC):
        made += ["", f"In detail, after {name}:", "", *trials[name].lines()]
    if kept:
        made += ["", f"Characters who come back in STAGE-STORY, after {WORN}:", ""]
        made += ["| other shots between | pairs | the second is who was asked for | both are one | alike |"]
        made += ["|---|---|---|---|---|"]
        made += [f"| {one.gap} | {one.count} | {one.right:.1%} | {one.same:.1%} | {one.alike:.2f} |" for one in kept]
    return made


if __name__ == "__main__":
    main()
