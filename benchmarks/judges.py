"""How often the judges are right on worlds that they have never seen, through what a video goes through on its way.

Goals: identity at least 97 % among 200, all else at least 95 %, on compressed video that was scaled down and up. The
last row is the house codec: a score on the house model's video cannot be higher than what is right there.
``--card`` writes what was measured into the judges' card, as the ceilings of ``scoring.ceilings``.
"""

import argparse
import json
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from _results import append

from filmwright.files import write_text
from filmwright.pipeline.processes import ordered
from filmwright.soundstage.captions import facts
from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges import wear, weights
from filmwright.soundstage.judges.canonical import moments
from filmwright.soundstage.judges.examples import Part, shot
from filmwright.soundstage.judges.judge import judge, load
from filmwright.soundstage.judges.measure import Trial
from filmwright.soundstage.judges.prepare import Rendered, rendered
from filmwright.soundstage.render.threads import one_thread

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


def filmed(number: int) -> tuple[int, Rendered]:
    """Every frame of one shot that nobody has learned from."""
    one_thread()
    told = shot(Part.TRIAL, number)
    return number, rendered(told, range(told.frames))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shots", type=int, default=400)
    options.add_argument("--workers", type=int, default=2, help="processes that render")
    options.add_argument("--judges", type=Path, default=weights.SHIPPED, help="folder of weights")
    options.add_argument("--card", action="store_true", help="write the numbers into the judges' card")
    asked = options.parse_args()
    judges = load(asked.judges)
    trials = {name: Trial() for name in WAYS}
    for number, made in ordered(filmed, range(asked.shots), asked.workers):
        told = shot(Part.TRIAL, number)
        boxes = made.boxes[moments(told.frames, told.picture.rate)]
        for name, way in WAYS.items():
            verdict = judge(way(made.pictures, told.picture.rate, number), told.picture.rate, judges)
            trials[name].add(verdict, facts(told), boxes)
        if number % 20 == 19:
            print(
                number + 1,
                {name: round(trial.told()["identity"]["share"], 3) for name, trial in trials.items()},
                flush=True,
            )
    if asked.card:
        keep(asked.judges, trials)
    append(f"Judges: {asked.shots} shots in sets never seen", lines(trials))


def keep(folder: Path, trials: dict[str, Trial]) -> None:
    """Write what was measured into the card."""
    card = weights.read_card(folder)
    card["accuracy"] = trials[WORN].told()
    card["accuracy_after"] = {name: trial.told() for name, trial in trials.items()}
    write_text(folder / weights.CARD, json.dumps(card, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def lines(trials: dict[str, Trial]) -> list[str]:
    made = ["| after | " + " | ".join(ASKED) + " |", "|---" * (len(ASKED) + 1) + "|"]
    for name, trial in trials.items():
        told = trial.told()
        made.append(
            f"| {name} | " + " | ".join(f"{told[one]['share']:.1%}" if one in told else "" for one in ASKED) + " |"
        )
    return [*made, "", f"In detail, after {WORN}:", "", *trials[WORN].lines()]


if __name__ == "__main__":
    main()
