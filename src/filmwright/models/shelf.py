"""The shelf: a studio's models and their ancestry, and the base that ships with the package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmwright import lineage
from filmwright.canonical import content_id, folder_sha256
from filmwright.errors import FilmwrightError
from filmwright.rights import ledger, rightsfile
from filmwright.rights.amend import amendment
from filmwright.rights.apart import apart
from filmwright.rights.vocabulary import Span
from filmwright.studio import Studio

BASE = Path(__file__).parent / "base" / "house-base"
"""The base's model folder; beside it ``rights.yaml`` speaks for the footage that its card lists."""


@dataclass(frozen=True)
class ModelRecord:
    """A model of a studio, or an adapter.

    Attributes:
        kind: "model" or "adapter".
        spans: every span of film in its ancestry, the base's and the snapshot's; what a Decision about it must cover.
        path: its folder.
        run: the folder of the run that made it.
    """

    id: str
    name: str
    path: Path
    run: Path
    snapshot_id: str
    spans: tuple[Span, ...]
    card: dict[str, Any]
    kind: str = "model"

    def to_json(self) -> dict[str, Any]:
        """Facts for ``--json``."""
        facts = {key: self.card[key] for key in ("snapshot", "recipe", "base", "steps", "seconds", "parameters")}
        return {
            "model": self.name,
            "kind": self.kind,
            "id": self.id,
            **facts,
            "path": str(self.path),
            "run": str(self.run),
        }


@dataclass(frozen=True)
class Base:
    """A base, the shipped one or another: its folder, id, card and the spans of film it was trained on."""

    id: str
    path: Path
    card: dict[str, Any]
    spans: tuple[Span, ...]


def spans_of(rows: list[dict[str, Any]]) -> tuple[Span, ...]:
    """Spans from a card's list of {asset, in, out}."""
    return tuple(Span(asset=row["asset"], in_frame=row["in"], out_frame=row["out"]) for row in rows)


def shipped_base() -> Base:
    """The base that ships with the package.

    Raises:
        FilmwrightError: if this installation has none, or it is not what its card says.
    """
    try:
        card = json.loads((BASE / "card.json").read_text(encoding="utf-8"))
        return Base(folder_sha256(BASE), BASE, card, spans_of(card["spans"]))
    except (OSError, ValueError, KeyError) as error:
        raise FilmwrightError(
            "the base that ships is not readable", str(BASE), "install the package again, or train with --from-scratch"
        ) from error


def base_subject(base: Base) -> str:
    """The subject that the base's footage has in a ledger: ``filmwright:base-`` and 8 digits of what was filmed."""
    footage = sorted((film["asset"], film["frames"]) for film in base.card["footage"])
    return f"{rightsfile.OURS}base-{content_id(footage)[:8]}"


def adopt(studio: Studio, base: Base) -> str:
    """Enter the base and the rights to its footage into the studio's ledger and lineage; twice changes nothing.

    The rights file that ships beside the base speaks for its footage, so every Decision about a model that grew from it
    covers that footage like any other: unknown stays unknown, and a revoked grant stays revoked. It speaks for a
    subject of its own, ``base_subject``: where the studio has the same film, both must allow what is asked.

    Returns:
        The base's artefact id.
    """
    told = rightsfile.load(BASE.parent / "rights.yaml")
    spoken = apart(told, base_subject(base), f"{told.title} (footage of the base that ships)")
    films = {film["asset"]: film["frames"] for film in base.card["footage"]}
    said = [record for asset, frames in films.items() for record in rightsfile.records(spoken, asset, frames)]
    with ledger.writing(studio) as connection:
        key = ledger.ensure_key(studio)
        change = amendment(ledger.facts(studio, connection=connection), spoken, said, films)
        ledger.append(connection, [*said, *change.records], key)
        body = {"folder_sha256": base.id, "spans": base.card["spans"], "card": base.card}
        return lineage.record(connection, "model", f"house-base-{base.id[:8]}", body, {}, id=base.id)


def open_model(studio: Studio, name: str, kind: str = "model") -> ModelRecord:
    """A model of this studio, or an adapter, by name or id.

    Raises:
        FilmwrightError: if there is none, or its folder is gone or is not the one that was recorded.
    """
    found = lineage.find(studio, name, kind)
    if not found.path:
        raise FilmwrightError(
            "this is the base; train a model on your own snapshot from it", found.name, "filmwright train"
        )
    path = studio.inside(found.path)
    try:
        card = json.loads((path / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FilmwrightError(f"the {kind}'s folder is gone or damaged", str(path), "train it again") from error
    if folder_sha256(path) != found.body["folder_sha256"]:
        raise FilmwrightError(
            f"the {kind}'s files are not those that were recorded", str(path), "restore them, or train it again"
        )
    run = studio.inside(Path("runs") / found.name)
    spans = spans_of(found.body["spans"])
    return ModelRecord(found.id, found.name, path, run, found.body["snapshot_id"], spans, card, kind)
