"""From a snapshot to what training reads: each shot with its prompt, its side of the split, a way to its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filmwright.library import snapshot as snapshots
from filmwright.library.snapshot import FrozenShot, Snapshot
from filmwright.media.encode import clip_size, read_clip
from filmwright.models.clips import Source
from filmwright.models.shelf import Base, spans_of
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.family import AnyRecipe


def _overlaps(shot: FrozenShot, spans: dict[str, list[Span]]) -> bool:
    return any(s.in_frame < shot.out_frame and shot.in_frame < s.out_frame for s in spans.get(shot.asset, ()))


def _by_asset(spans: tuple[Span, ...]) -> dict[str, list[Span]]:
    table: dict[str, list[Span]] = {}
    for span in spans:
        table.setdefault(span.asset, []).append(span)
    return table


def held_out(frozen: Snapshot, recipe: AnyRecipe, base: Base | None) -> set[str]:
    """Shots that this run does not learn from, so that it can be judged on them.

    What the base learned from cannot be held out any more, and what it held out stays so; near duplicates go together.
    """
    _, chosen = snapshots.split(frozen.shots, recipe.held_out, recipe.seed)
    held = set(chosen)
    if base:
        read, spared = _by_asset(base.spans), _by_asset(spans_of(base.card["held_out"]))
        back = {shot.group for shot in frozen.shots if _overlaps(shot, spared)}
        learned = {shot.group for shot in frozen.shots if _overlaps(shot, read) and not _overlaps(shot, spared)}
        held |= {shot.shot for shot in frozen.shots if shot.group in back}
        held -= {shot.shot for shot in frozen.shots if shot.group in learned}
    return held


def sources(studio: Studio, frozen: Snapshot, recipe: AnyRecipe, base: Base | None) -> list[Source]:
    """Every shot of the snapshot, read through it and checked against the hash it was frozen with."""
    reader = snapshots.clip_reader(studio, frozen)
    held = held_out(frozen, recipe, base)
    return [
        Source(
            shot.shot,
            shot.prompt,
            shot.shot in held,
            shot.proxy_frames,
            shot.proxy_sha256,
            lambda shot=shot: read_clip(reader.proxy(shot.shot)),
            shot.proxy_rate,
            lambda shot=shot: clip_size(reader.proxy(shot.shot)),
        )
        for shot in frozen.shots
    ]


def refusals(frozen: Snapshot) -> list[dict[str, Any]]:
    """Shots that rights kept out, as {shot, why}."""
    return [{"shot": shot.shot, "why": shot.missing[0] if shot.missing else shot.verdict} for shot in frozen.refused]
