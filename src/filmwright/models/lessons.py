"""What a house model is asked in training: which frames of a clip it is given, which controls, how strong.

A lesson is drawn for each sample. The shares were set by hand: most lessons start from words alone or from a first
frame, since most takes do; every condition that ``conditions`` has is among the rest.
"""

from __future__ import annotations

import torch

CONTROLS = 63
DEPTH, EDGES, MOTION = slice(0, 27), slice(27, 54), slice(54, 63)
"""Where the controls' coefficients lie: depth and lines on the luma axis, motion on the two axes of chroma."""

KNOWN = {
    "nothing": 0.38,
    "first": 0.26,
    "first and last": 0.10,
    "keyframes": 0.08,
    "beginning": 0.10,
    "end": 0.04,
    "both ends": 0.04,
}
"""Which frames of a clip are given, by share of the lessons."""


def frames_to_make(frames: int, generator: torch.Generator) -> torch.Tensor:
    """(T,) of 1.0 for frames that are to be made and 0.0 for frames that are given."""
    made = torch.ones(frames)
    if frames == 1:
        return made
    kind = _pick(KNOWN, generator)
    blocks = (frames - 1) // 4
    if kind in ("first", "first and last"):
        made[0] = 0
    if kind == "first and last":
        made[-1] = 0
    if kind == "keyframes":
        made[torch.randperm(frames, generator=generator)[: 1 + _whole(4, generator)]] = 0
    if kind == "beginning":
        made[: 1 + 4 * (1 + _whole(max(1, blocks // 2), generator))] = 0
    if kind == "end":
        made[frames - 4 * (1 + _whole(max(1, blocks // 2), generator)) :] = 0
    if kind == "both ends":
        made[: 1 + 4 * _whole(max(1, blocks // 3), generator)] = 0
        made[frames - 4 * (1 + _whole(max(1, blocks // 3), generator)) :] = 0
    if not made.any():
        made[1:] = 1  # so short that both ends were all of it
    return made


def controls(coefficients: torch.Tensor, share: float, generator: torch.Generator) -> torch.Tensor:
    """The control picture's spatial coefficients (36, T, h, w), grey but for a ``share`` of the lessons.

    Args:
        coefficients: (63, T, h, w): of depth, lines and motion.
        share: of lessons that have a control.
        generator: what is drawn with.
    """
    picture = coefficients.new_zeros(36, *coefficients.shape[1:])
    if torch.rand(1, generator=generator).item() >= share:
        return picture
    which = torch.rand(3, generator=generator) < 0.5
    which[_whole(3, generator)] = True
    strengths = torch.where(torch.rand(3, generator=generator) < 0.5, 1.0, torch.rand(3, generator=generator))
    for use, strength, part, luma in zip(which, strengths, (DEPTH, EDGES, MOTION), (True, True, False), strict=True):
        if use:
            picture[:27 if luma else None][0 if luma else 27 :] += strength * coefficients[part]
    return picture


def _pick(shares: dict[str, float], generator: torch.Generator) -> str:
    index = torch.multinomial(torch.tensor(list(shares.values())), 1, generator=generator).item()
    return list(shares)[int(index)]


def _whole(below: int, generator: torch.Generator) -> int:
    return int(torch.randint(below, (1,), generator=generator))
