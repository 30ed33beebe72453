"""Gates: what a request must be before it is sampled, and what the frames must be before they are stored.

A gate returns a Finding. One that ``stops`` ends the take; any other stays in the take's record for people to see.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filmwright.errors import FilmwrightError

MAX_PROMPT = 600
SECONDS = 2
"""A take lasts this long at least."""
MAX_FRAMES, BLOCK = 96, 4
"""Frames of a take by a model of plates: that many, or two seconds if these are more, in whole blocks of its codec."""
MAX_SECONDS = 60
"""A take by a model that takes conditions lasts this long at most, and has any number of frames."""
MAX_STEPS = 1000
MAX_SEED = 2**53 - 1
"""The greatest seed that survives a trip through JSON."""
FLAT = 2.0
"""A picture whose pixels spread less than this (standard deviation, of 255) shows nothing."""
NOISE = 60.0
"""Neighbouring frames that differ by more than this on average (of 255) are noise, not film."""


@dataclass(frozen=True)
class Finding:
    """What one gate says of a request or a take."""

    gate: str
    passed: bool
    said: str
    stops: bool = True
    do: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it stands in the take's record."""
        row = asdict(self)
        return {key: row[key] for key in ("gate", "passed", "said")}


def of_request(
    prompt: str,
    frames: int,
    rate: Fraction,
    seed: int | None,
    out: Path | None,
    *,
    any_length: bool = False,
    steps: int | None = None,
) -> list[Finding]:
    """Findings on what was asked for; nothing has been made yet.

    Args:
        prompt: what the shot shows.
        frames: how many.
        rate: the model's, frames a second.
        seed: of the noise, or None.
        out: where a copy goes, or None.
        any_length: the model makes takes of any length, and not in blocks.
        steps: of the scheduler, or None for the usual.
    """
    length = len(prompt.strip())
    block = 1 if any_length else BLOCK
    least = ceil(SECONDS * rate / block) * block
    most = max(int(MAX_SECONDS * rate) if any_length else MAX_FRAMES, least)
    by = "" if any_length else f", in steps of {BLOCK}"
    odd = sorted({repr(c) for c in prompt if not c.isprintable() and c not in "\t\n"})
    return [
        Finding(
            "prompt",
            length > 0,
            "the prompt is empty" if not length else "says something",
            do="say what the shot shows",
        ),
        Finding(
            "prompt length",
            length <= MAX_PROMPT,
            f"the prompt has {length} characters; a take reads up to {MAX_PROMPT}",
            do="say it in fewer words",
        ),
        Finding(
            "prompt text",
            not odd,
            f"the prompt holds characters that are no text ({', '.join(odd[:3])})" if odd else "is plain text",
            do="write it in plain text",
        ),
        Finding(
            "frames",
            least <= frames <= most and frames % block == 0,
            f"{frames} frames were asked for; at {rate} a second a take has {least} to {most}{by}",
            do=f"ask for {min(max(frames // block * block, least), most)}",
        ),
        Finding(
            "steps",
            steps is None or 1 <= steps <= MAX_STEPS,
            f"{'the usual' if steps is None else steps} steps; a take is made in 1 to {MAX_STEPS}",
            do="leave --steps out",
        ),
        Finding(
            "seed",
            seed is None or 0 <= seed <= MAX_SEED,
            f"the seed is {seed}; it goes from 0 to {MAX_SEED}",
            do="give another, or none",
        ),
        of_place(out),
    ]


def of_place(out: Path | None) -> Finding:
    """What is to be said of where a copy shall go; None: nowhere."""
    said, do = "has a place", ""
    if out is not None:
        if out.suffix.lower() != ".mp4":
            said, do = f"{out} is not named .mp4", "give --out a name that ends in .mp4"
        elif not out.parent.is_dir():
            said, do = f"there is no folder {out.parent}", "make it, or name another"
        elif out.is_dir():
            said, do = f"{out} is a folder", "name a file"
        elif str(out).encode("utf-8", "replace") != os.fsencode(out):
            said, do = f"{out} is no UTF-8 text", "name it otherwise"
    return Finding("out", not do, said, do=do)


def of_picture(frames_THWC: NDArray[np.uint8], frames: int) -> list[Finding]:
    """Findings on what was sampled: uint8 (T, H, W, 3), asked to have ``frames`` frames."""
    shape = frames_THWC.shape
    whole = frames_THWC.ndim == 4 and shape[0] == frames and shape[3] == 3 and frames_THWC.dtype == np.uint8
    if not whole:
        return [Finding("shape", False, f"the model gave {shape} {frames_THWC.dtype}, not {frames} pictures")]
    pictures = frames_THWC.astype(np.float32)
    spread = float(pictures.std(axis=(1, 2, 3)).mean())
    change = float(np.abs(np.diff(pictures, axis=0)).mean())
    wide = abs(shape[2] / shape[1] - 16 / 9) < 0.02
    return [
        Finding("shape", True, f"{shape[0]} pictures of {shape[2]}x{shape[1]}"),
        Finding("16:9", wide, f"{shape[2]}x{shape[1]}", stops=False),
        Finding(
            "picture", spread >= FLAT, f"pixels spread by {spread:.1f} of 255", do="train longer, or try another seed"
        ),
        Finding("motion", 0 < change < NOISE, f"neighbouring frames differ by {change:.1f} of 255", stops=False),
    ]


def hold(findings: Sequence[Finding], where: str = "") -> None:
    """Stop at the first finding that stops.

    Raises:
        FilmwrightError: with what that gate says and what to do.
    """
    for finding in findings:
        if finding.stops and not finding.passed:
            raise FilmwrightError(finding.said, where, finding.do)
