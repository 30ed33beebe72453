"""The nouns of a snapshot: a frozen shot, a shot that was refused, and the snapshot that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from filmwright.rights.vocabulary import Span


@dataclass(frozen=True)
class FrozenShot:
    """A shot as the snapshot holds it; its proxy is in the shots table, named by hash."""

    shot: str
    asset: str
    title: str
    in_frame: int
    out_frame: int
    rate: Fraction
    proxy_frames: int
    proxy_rate: Fraction
    proxy_sha256: str
    group: str
    prompt: str
    decision: str

    @property
    def span(self) -> Span:
        """Its frames, as rights speak of them."""
        return Span(asset=self.asset, in_frame=self.in_frame, out_frame=self.out_frame)


@dataclass(frozen=True)
class Refused:
    """A shot that was left out, and why, in one line each."""

    shot: str
    asset: str
    title: str
    in_frame: int
    out_frame: int
    verdict: str
    missing: tuple[str, ...]
    decision: str


@dataclass(frozen=True)
class Snapshot:
    """An immutable, cleared set of shots. ``id`` names it in the lineage; ``path`` is its manifest.

    ``project`` is what it was cleared for, where grants hold for named projects only; ``limits`` are the other fields
    of its requests that were said (territory, media, ...). A run asks for the same: ``asked``.
    """

    id: str
    name: str
    action: str
    project: str
    ledger_root: str
    shots: tuple[FrozenShot, ...]
    refused: tuple[Refused, ...]
    attributions: tuple[str, ...]
    path: Path
    limits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, Any]:
        """The fields of a ``Request`` that say for what it was cleared."""
        return {"project": self.project, **self.limits}

    @property
    def assets(self) -> tuple[str, ...]:
        """The assets it reads from."""
        return tuple(sorted({shot.asset for shot in self.shots}))

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        seconds = sum(float((shot.out_frame - shot.in_frame) / shot.rate) for shot in self.shots)
        return {
            "snapshot": self.name,
            "id": self.id,
            "action": self.action,
            "project": self.project,
            "limits": dict(self.limits),
            "ledger_root": self.ledger_root,
            "shots": len(self.shots),
            "seconds": round(seconds, 3),
            "refused": len(self.refused),
            "attributions": list(self.attributions),
            "path": str(self.path),
        }
