"""Which clips a shot gives to a Wan run, and why a shot gives none; said before a frame is coded.

A clip has 4n + 1 frames. Shots are never stretched to another rate or size: what does not fit is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from filmwright.models.clips import ClipReport, Source
from filmwright.models.wan.recipe import WanRecipe


def length(frames: int, recipe: WanRecipe) -> int:
    """Frames of the clips that a shot of so many gives; 0 if it is too short."""
    many = min(recipe.clip_frames, (frames - 1) // 4 * 4 + 1) if frames else 0
    return many if many >= recipe.least_frames else 0


def starts(frames: int, recipe: WanRecipe) -> list[int]:
    """First frames of a shot's clips: as many as lie in it side by side, evenly from its beginning to its end."""
    many = length(frames, recipe)
    if not many:
        return []
    count = min(recipe.clips_per_shot, frames // many)
    spare = frames - many
    return [spare // 2] if count == 1 else [spare * n // (count - 1) for n in range(count)]


def fault(source: Source, recipe: WanRecipe) -> str:
    """Why a shot gives no clip, or ""; its proxy is opened only if its frames and rate would do."""
    if not length(source.frames, recipe):
        return f"{source.frames} proxy frames; a clip needs {recipe.least_frames}"
    if source.rate and source.rate != Fraction(recipe.fps):
        return f"its proxy has {_said(source.rate)} frames a second; the run {_said(Fraction(recipe.fps))}"
    width, height = source.size() if source.size else (recipe.width, recipe.height)
    # The centre is cut out, by less than a patch; more would be another picture than the shot's.
    if not (0 <= width - recipe.width < 16 and 0 <= height - recipe.height < 16):
        return f"its proxy is {width}x{height}; the run is at {recipe.width}x{recipe.height}"
    return ""


def report(sources: Iterable[Source], refused: Iterable[dict[str, Any]], recipe: WanRecipe) -> ClipReport:
    """Which shots serve, with how many clips; which do not, and why."""
    kept, held, dropped = [], [], [{"frames": 0, **row} for row in refused]
    for source in sources:
        row = {"shot": source.shot, "frames": source.frames}
        if why := fault(source, recipe):
            dropped.append({**row, "why": why})
            continue
        row |= {"clips": len(starts(source.frames, recipe)), "clip_frames": length(source.frames, recipe)}
        (held if source.held_out else kept).append(row)
    return ClipReport(tuple(kept), tuple(held), tuple(dropped))


def _said(rate: Fraction) -> str:
    return f"{float(rate):.6g}"
