"""What a run of ingest says of itself, asset by asset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ASKED, DONE, REFUSED, FAILED = "asked", "done", "refused", "failed"
"""States of an asset on its way through ingest."""


@dataclass(frozen=True)
class AssetReport:
    """What became of one asset: ``state`` is done, refused or failed; ``fresh`` if this run did it."""

    asset: str
    title: str
    path: str
    state: str
    fresh: bool
    decision_id: str
    error: str
    shots: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Report:
    """What one run of ingest did: every asset, and how many shots and groups of near duplicates there are now."""

    assets: tuple[AssetReport, ...] = ()
    shots: int = 0
    groups: int = 0

    @property
    def refused(self) -> tuple[AssetReport, ...]:
        """Assets that may not be ingested."""
        return tuple(asset for asset in self.assets if asset.state == REFUSED)

    @property
    def failed(self) -> tuple[AssetReport, ...]:
        """Assets that could not be read."""
        return tuple(asset for asset in self.assets if asset.state == FAILED)

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {"assets": [asset.to_json() for asset in self.assets], "shots": self.shots, "groups": self.groups}
