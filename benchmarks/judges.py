"""How often the judges are right on worlds that they have never seen, through what a video goes through on its way.

Goals: identity at least 97 % among 200, all else at least 95 %, on compressed video that was scaled down and up. After
the house codec a score on the house model's video cannot be higher than what is right there; a held frame and other
shots' prompts tell what is right for nothing. STAGE-STORY tells what a score of retention cannot exceed. ``--card``
writes all of it into the judges' card, for ``scoring.bounds``.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import av
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
from filmwright.soundstage.judges.intervals import wilson
from filmwright.soundstage.judges.judge import judge, load
from filmwright.soundstage.judges.measure import Trial
from filmwright.soundstage.judges.people import Boxes
from filmwright.soundstage.judges.prepare import rendered
from filmwright.soundstage.judges.scoring import QUESTIONS, Apart, Kept, apart, retention
from filmwright.soundstage.judges.verdict import Verdict
from filmwright.soundstage.render.threads import one_thread
from filmwright.soundstage.suites.suite import suite

ASKED = (
    "found",
    "identity",
    "identity, where found",
    "action of the leader",
    "set",
    "look",
    "scale",
    "move",
    "direction",
)
WORN, CODEC = "all of it, drawn", "house codec"


def house_codec(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    """A round trip through the house model's latents; the last frames of no whole block are repeated and cut again."""
    import torch

    from filmwright.models.house_codec import HouseCodec

    codec, count = HouseCodec(), len(frames)
    whole = np.concatenate([frames, np.repeat(frames[-1:], -count % 4, 0)])
    video = torch.from_numpy(whole).permute(3, 0, 1, 2)[None].float() / 127.5 - 1
    back = (codec.unblock(codec.block(video))[0].permute(1, 2, 3, 0) + 1) * 127.5
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


def held(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    """The first frame throughout: what a frozen video gets."""
    return np.repeat(frames[:1], len(frames), 0)


def delivered(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    """As a take of the house model leaves the house."""
    return wear.compressed(house_codec(frames, rate, number), rate, 20)


def vp9(frames: np.ndarray, rate: Fraction, number: int) -> np.ndarray:
    """Scaled to 0.4 and coded by another codec than any that was learned from, and scaled back."""
    size = (104, 58)
    target = BytesIO()
    with av.open(target, "w", "webm") as container:
        stream = container.add_stream("libvpx-vp9", rate=rate, options={"crf": "34", "b": "0", "cpu-used": "6"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for frame in frames:
            small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(small, "rgb24")))
        container.mux(stream.encode())
    target.seek(0)
    with av.open(target) as container:
        back = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return np.stack([cv2.resize(frame, (256, 144), interpolation=cv2.INTER_CUBIC) for frame in back])


WAYS: dict[str, Callable[[np.ndarray, Fraction, int], np.ndarray]] = {
    "as rendered": lambda frames, rate, number: frames,
    "H.264, crf 34": partial(compressed, quality=34),
    "128x72 and back, crf 26": partial(small, quality=26),
    WORN: worn,
    "104x58, VP9, and back": vp9,
    CODEC: house_codec,
    "house codec, then H.264, crf 20": delivered,
    "its first frame, held": held,
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
    options.add_argument("--stories", type=int, default=8, help="sequences of STAGE-STORY, 50 shots each")
    options.add_argument("--prompts", type=int, default=125, help="shots of STAGE-1k, evenly spread")
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
    trials |= prompted(asked.judges, asked.prompts, asked.workers)
    told = [told_again(asked.judges, number, asked.workers) for number in range(asked.stories)]
    if asked.card:
        keep(asked.judges, trials, told)
    append(f"Judges: {asked.shots} shots in sets never seen", lines(trials, told))


def prompted(judges: Path, count: int, workers: int) -> dict[str, Trial]:
    """Shots of STAGE-1k itself: what a model that is prompted with it cannot exceed."""
    every = [one.shot for one in suite("STAGE-1k").entries]
    shots = [every[k] for k in np.linspace(0, len(every) - 1, count).round().astype(int)]
    made = {way: Trial() for way in (WORN, CODEC)}
    for one in ordered(partial(tried, judges, tuple(made)), shots, workers):
        for name, verdict in one.verdicts.items():
            made[name].add(verdict, facts(one.told), one.boxes)
    return {f"STAGE-1k, {name}": trial for name, trial in made.items() if shots}


@dataclass(frozen=True)
class Told:
    """One sequence of STAGE-STORY in flawless video after its wear: what a score of retention cannot exceed."""

    kept: list[Kept]
    apart: Apart


def told_again(judges: Path, number: int, workers: int) -> Told:
    shots = [one.shot for one in suite("STAGE-STORY").entries if one.tags["sequence"] == number]
    seen = [one.verdicts[WORN] for one in ordered(partial(tried, judges, (WORN,)), shots, workers)]
    casts = [facts(one)["cast"] for one in shots]
    return Told(retention(seen, casts), apart(seen, casts))


def pooled(each: Sequence[Kept] | Sequence[Apart], names: Sequence[str]) -> dict[str, float]:
    """Means, each of several as heavy as its pairs, how many pairs there are, and the first one's 95 % interval."""
    count = sum(one.count for one in each)
    sums = {name: sum(getattr(one, name) * one.count for one in each) for name in names}
    _, low, high = wilson(sums[names[0]], count)
    means = {name: round(whole / max(count, 1), 4) for name, whole in sums.items()}
    return {"count": count, **means, "low": low, "high": high}


def retained(told: list[Told]) -> dict[str, Any]:
    """What flawless video gets: over all gaps, by gap, and for those who should not be alike."""
    found = [one for story in told for one in story.kept]
    names = ("right", "same", "alike", "changed")
    gaps = sorted({one.gap for one in found})
    by_gap = [{"gap": gap, **pooled([one for one in found if one.gap == gap], names)} for gap in gaps]
    others = pooled([story.apart for story in told], ("same", "alike"))
    return {**pooled(found, names), "by_gap": by_gap, "apart": others}


def keep(folder: Path, trials: dict[str, Trial], told: list[Told]) -> None:
    """Write what was measured into the card."""
    card = weights.read_card(folder)
    card["measured"] = card["sha256"]
    card["usual"] = WORN
    card["scores"] = {name: trial.scores() for name, trial in trials.items()}
    card["accuracy"] = {name: trial.told() for name, trial in trials.items()}
    if told:
        card["retention"] = retained(told)
    write_text(folder / weights.CARD, json.dumps(card, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def lines(trials: dict[str, Trial], told: list[Told]) -> list[str]:
    made = ["| after | " + " | ".join(ASKED) + " |", "|---" * (len(ASKED) + 1) + "|"]
    for name, trial in trials.items():
        found = trial.told()
        shares = (f"{found[one]['share']:.1%}" if one in found else "" for one in ASKED)
        made.append(f"| {name} | {' | '.join(shares)} |")
    made += ["", "What `scoring.score` gives flawless video, and the same for others' prompts:", ""]
    made += ["| after | " + " | ".join(QUESTIONS) + " |", "|---" * (len(QUESTIONS) + 1) + "|"]
    for name, trial in trials.items():
        found = trial.scores()
        shares = (
            f"{found[one]['ceiling']:.1%} ({found[one]['chance']:.0%})" if one in found else "" for one in QUESTIONS
        )
        made.append(f"| {name} | {' | '.join(shares)} |")
    for name in (WORN, CODEC):
        made += ["", f"In detail, after {name}:", "", *trials[name].lines()]
    if told:
        made += ["", f"Characters who come back in STAGE-STORY, after {WORN}:", ""]
        made += ["| other shots between | pairs | the second is who was asked for | both are one | alike | changed |"]
        made += ["|---|---|---|---|---|---|"]
        whole = retained(told)
        for one in [*whole["by_gap"], {**whole, "gap": "any"}]:
            right = f"{one['right']:.1%} ({one['low']:.1%} to {one['high']:.1%})"
            shares = f"{right} | {one['same']:.1%} | {one['alike']:.2f} | {one['changed']:.0f}"
            made.append(f"| {one['gap']} | {one['count']} | {shares} |")
        others = whole["apart"]
        made.append(f"| two others | {others['count']} | | {others['same']:.1%} | {others['alike']:.2f} | |")
    return made


if __name__ == "__main__":
    main()
