"""Looks at a video and says who and what it shows: ``judge(frames, rate)``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from filmwright.soundstage.judges import people, tracks, weights
from filmwright.soundstage.judges.canonical import Frames, seen
from filmwright.soundstage.judges.motion import MIRROR, Grid, grids
from filmwright.soundstage.judges.people import Boxes, Track
from filmwright.soundstage.judges.verdict import Person, Shares, Verdict

SMALL = (32, 18)
"""Width and height of the pictures that a verdict keeps."""
_LEAST_HEAT = 0.3
"""Of a peak that counts as somebody."""
_LEAST_SURE = 0.45
"""Heat that somebody must have at least once."""
_MOST = 4
"""People in one video."""
_RECOGNISED = 0.5
"""How likely a character must be to be surely seen."""
_LASTING = 0.2
"""Mean heat over all moments from which somebody counts who is not recognised."""
_ELSEWHERE = 0.1
"""Overlap under which two boxes are in different places."""
_LOOKS = 16
"""Pictures of somebody from which identity is told."""
_ROOMS = (0.88, 1.0, 1.15)
"""How large the windows are through which somebody is seen acting, of the usual size."""
_CLEAR = 0.5
"""Share of the frame's height from which more size does not make an identity surer."""


@dataclass(frozen=True)
class Judges:
    """The networks and their card.

    Args:
        networks: torch modules by name.
        card: what they learned from and what they were measured at.
        device: where they are.
    """

    networks: dict[str, Any]
    card: dict[str, Any]
    device: str = "cpu"


@cache
def load(folder: Path = weights.SHIPPED, device: str = "cpu") -> Judges:
    """The judges that ship, or others of the same kind.

    Raises:
        FilmwrightError: there are none there, they are damaged, or they know another cast.
    """
    networks, card = weights.load(folder)
    return Judges({name: network.to(device) for name, network in networks.items()}, card, device)


def judge(frames: Frames, rate: Fraction | float, judges: Judges | None = None) -> Verdict:
    """What a video shows.

    The networks learned from shots of 1 to 4 s at 8 moments a second: of more than 8 s the moments lie farther apart,
    under 8 frames a second too, and answers are worth less.

    Args:
        frames: (T, H, W, 3) uint8, sRGB, of any size; what is not 16:9 is cut to it.
        rate: frames a second.
        judges: those that ship, unless said.

    Raises:
        FilmwrightError: this is no video, or there are no judges.
    """
    pictures, seconds = seen(frames, rate)
    return look(pictures, seconds, judges or load())


def look(pictures: Frames, seconds: npt.NDArray[np.float64], judges: Judges) -> Verdict:
    """What a video shows whose moments are taken already: (S, 144, 256, 3) and (S,), see ``canonical.seen``."""
    told, followed = tracked(pictures, judges)
    named = _merged([(track, *_named(pictures, track, judges)) for track in followed])[:_MOST]
    boxes = np.full((len(pictures), max(len(named), 1), 4), np.nan, np.float32)
    for index, (track, _, _) in enumerate(named):
        boxes[:, index] = track.boxes
    motion, factors = grids(pictures, seconds, boxes)
    cast = [
        Person(track.boxes, track.scores, _shares(who), _acted(pictures, boxes, index, factors, seconds, judges), mark)
        for index, (track, who, mark) in enumerate(named)
    ]
    ways = _shares(_camera(motion, factors, judges))
    small = np.stack([cv2.resize(picture, SMALL, interpolation=cv2.INTER_AREA) for picture in pictures])
    return Verdict(told["set"], told["look"], told["scale"], ways, tuple(cast), seconds, small)


def tracked(pictures: Frames, judges: Judges) -> tuple[dict[str, Shares], list[Track]]:
    """What whole frames (S, 144, 256, 3) show, over all moments, and whoever is surely seen, the surest first."""
    told, found = _scouted(pictures, judges)
    return told, [track for track in people.followed(found) if track.scores.max() > _LEAST_SURE][: 2 * _MOST]


def _run(judges: Judges, name: str, *values: npt.NDArray[Any], parts: int = 1) -> Any:
    """A network's answer, so many parts of it, as numpy; pictures become 0 to 1."""
    import torch

    given = [torch.from_numpy(np.ascontiguousarray(value)).to(judges.device) for value in values]
    given = [value.float() / 255 if value.dtype == torch.uint8 else value for value in given]
    with torch.no_grad():
        answer = judges.networks[name](*given)
    if isinstance(answer, dict):
        return {key: value.float().cpu().numpy() for key, value in answer.items()}
    return [part.float().cpu().numpy() for part in (answer[:parts] if isinstance(answer, tuple) else [answer])]


def _scouted(pictures: Frames, judges: Judges) -> tuple[dict[str, Shares], list[tuple[Boxes, Boxes]]]:
    """What the whole frames show, over all moments, and who is found at each."""
    small = np.stack([cv2.resize(picture, (128, 72), interpolation=cv2.INTER_AREA) for picture in pictures])
    found = _run(judges, "scout", np.moveaxis(small, -1, 1))
    told = {name: _shares(found[name].mean(0)) for name in ("set", "look", "scale")}
    heat = 1 / (1 + np.exp(-found["heat"]))
    return told, [people.peaks(*one, _LEAST_HEAT) for one in zip(heat, found["sides"], strict=True)]


def _named(pictures: Frames, track: Track, judges: Judges) -> tuple[Shares, Shares]:
    """(200,) logarithms of how likely each character is, and a mark, over the moments that show somebody best."""
    tall = np.nan_to_num(track.boxes[:, 3] - track.boxes[:, 1])
    trust = track.scores * np.minimum(tall, _CLEAR)
    best = np.argsort(-trust, kind="stable")[:_LOOKS]
    best = best[trust[best] > 0]
    cuts = np.stack([people.crop(pictures[index], track.boxes[index]) for index in best])
    # In a mirror everybody is still who they are: two looks at each picture.
    both = np.moveaxis(np.concatenate([cuts, cuts[:, :, ::-1]]), -1, 1)
    who, marks = _run(judges, "identity", both, parts=2)
    shares = np.tile(trust[best] / trust[best].sum() / 2, 2)[:, None]
    told = np.stack([_shares(one) for one in who])
    mark = (marks * shares).sum(0)
    return np.log((told * shares).sum(0) + 1e-9), mark / max(float(np.linalg.norm(mark)), 1e-6)


def _merged(named: list[tuple[Track, Shares, Shares]]) -> list[tuple[Track, Shares, Shares]]:
    """Whoever is told apart from what only looked like somebody for a moment, each of them once, the surest first.

    Tracks that look most like the same character are one that was lost from sight, unless both are surely seen in
    different places at the same time: then the video shows two. Who is neither recognised nor seen for long is nobody,
    but for the surest.
    """
    made: list[tuple[Track, Shares, Shares]] = []
    for track, who, mark in named:
        known = _sure(who) >= _RECOGNISED
        same = [
            index
            for index, (other, whose, _) in enumerate(made)
            if whose.argmax() == who.argmax() and not _two(track, other)
        ]
        if same:
            first, whose, its = made[same[0]]
            if known:
                both = Track(
                    np.where(np.isfinite(first.boxes), first.boxes, track.boxes), np.maximum(first.scores, track.scores)
                )
                made[same[0]] = (both, who, mark) if _sure(who) > _sure(whose) else (both, whose, its)
        elif not made or known or float(track.scores.mean()) >= _LASTING:
            made.append((track, who, mark))
    return sorted(made, key=lambda one: -float(one[0].scores.sum()))


def _sure(who: Shares) -> float:
    """How likely the likeliest character is."""
    return float(_shares(who).max())


def _two(one: Track, other: Track) -> bool:
    """Seen in different places at the same time, for half as long as the shorter of the two is seen at all."""
    seen, there = np.isfinite(one.boxes[:, 0]), np.isfinite(other.boxes[:, 0])
    elsewhere = [people.overlap(one.boxes[k], other.boxes[k]) < _ELSEWHERE for k in np.nonzero(seen & there)[0]]
    return sum(elsewhere) >= max(2.0, 0.5 * min(int(seen.sum()), int(there.sum())))


def _acted(
    pictures: Frames,
    boxes: Boxes,
    index: int,
    factors: Grid,
    seconds: npt.NDArray[np.float64],
    judges: Judges,
) -> Shares:
    """(14,) how likely each action is of one of those whose (S, N, 4) boxes these are."""
    mine, others = boxes[:, index], np.delete(boxes, index, 1)
    shown, ways = [], []
    # Nearer and farther looks, each in a mirror too, say more together than any alone.
    for room in _ROOMS:
        cuts, places = people.windows(pictures, mine, room)
        across = np.concatenate([1 - places[:, :1], places[:, 1:]], -1)
        turned = people.mirrored(mine), people.mirrored(others)
        shown += [cuts, cuts[:, :, ::-1]]
        ways.append(tracks.told(mine, places, factors, seconds, others))
        ways.append(tracks.told(turned[0], across, factors * MIRROR, seconds, turned[1]))
    there = np.ones((len(ways), len(pictures)), bool)
    (does,) = _run(judges, "acting", np.moveaxis(np.stack(shown), -1, 2), np.stack(ways), there)
    return np.asarray(np.mean([_shares(one) for one in does], 0), np.float32)


def _camera(motion: Grid, factors: Grid, judges: Judges) -> Shares:
    (found,) = _run(judges, "camera", motion[None], factors[None], np.ones((1, len(motion)), bool))
    return np.asarray(found[0])


def _shares(scores: Shares) -> Shares:
    """Scores as shares of one."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)
