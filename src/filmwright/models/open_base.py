"""An open base: weights of others, of which nobody says what they learned from.

The ledger knows what it is told: of an open base's footage, nothing. It has a span of its own, frame 0 of an asset that
is the base's id, which stands for all that it ever saw; every Decision about what grew from it covers that span too.
Nobody is registered there, so the answer is *unknown* and the run is refused, until somebody at the studio takes that
upon them, by name and with a reason (``waiver``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filmwright import lineage
from filmwright.canonical import content_id, file_sha256
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.models import processes, shelf
from filmwright.models.shelf import Base
from filmwright.rights import door
from filmwright.rights.rightsfile import OPEN_BASE
from filmwright.rights.vocabulary import Request, Span
from filmwright.studio import Studio

if TYPE_CHECKING:
    from filmwright.models.wan.folder import WanModel
    from filmwright.rights.decision import Decision

_DIGITS = 16
"""Of a base's id, in its subject and name: too many for a folder to be made that takes another's waiver."""


@dataclass(frozen=True)
class OpenBase(Base):
    """An opened base of others.

    Attributes:
        model: the opened folder.
        said: the folder or hub id as a person gave it, for the way out of a refusal.
        made_here: whether this studio trained it; its film is then known, and its id is the model's.
    """

    model: WanModel
    said: str
    made_here: bool = False

    @property
    def subject(self) -> str:
        """What stands in the ledger for all that it learned from."""
        return f"{OPEN_BASE}{self.id[:_DIGITS]}"

    @property
    def name(self) -> str:
        """Its name in the lineage, the same wherever its folder lies."""
        return f"open-base-{self.id[:_DIGITS]}"

    @property
    def span(self) -> Span:
        """All that it learned from."""
        return self.spans[0]


def open_base(where: Path | str) -> OpenBase:
    """Open a base: a Wan folder in diffusers' layout, or a hub id (ORG/NAME).

    Raises:
        FilmwrightError: as ``wan.folder.open_model``.
    """
    from filmwright.models.wan import folder

    model = processes.first_then_all(lambda: folder.open_model(where))
    made = processes.alone(lambda: base_id(model))
    spans = (Span(asset=made, in_frame=0, out_frame=1),)
    kind = {"class": model.index["_class_name"], "experts": list(model.experts)}
    card = {**kind, "held_out": [], "spans": [{"asset": made, "in": 0, "out": 1}]}
    return OpenBase(made, model.folder, card, spans, model, str(where))


def own(studio: Studio, base: OpenBase) -> OpenBase:
    """The base with the film that it stands on, if this studio trained it, whatever its folder is called or lacks now.

    Raises:
        FilmwrightError: if the model that was recorded is gone or damaged.
    """
    for made in lineage.listing(studio, "model"):
        if made.body.get("parts_sha256") == base.id:
            record = shelf.open_model(studio, made.id)
            card = {**base.card, "held_out": record.card["held_out"], "spans": record.card["spans"]}
            return replace(base, id=record.id, card=card, spans=record.spans, made_here=True)
    return base


def base_id(model: WanModel) -> str:
    """SHA-256 of all that a folder's parts hold, whole: a waiver is for these very weights, and for no others.

    Links are followed, since a folder of the hub's cache is all links; what lies beside the parts (a readme, samples)
    counts for nothing.
    """
    from filmwright.models.wan.folder import PARTS

    places = [model.folder / "model_index.json"]
    for part in (*model.experts, *PARTS):
        places += sorted((model.folder / part).rglob("*"))
    try:
        held = {path.relative_to(model.folder).as_posix(): file_sha256(path) for path in places if path.is_file()}
    except OSError as error:
        raise FilmwrightError(
            f"the base cannot be read ({error.strerror})", str(model.folder), "get the model again"
        ) from error
    return content_id(held)


def adopt(studio: Studio, base: OpenBase) -> str:
    """Enter the base into the lineage; twice changes nothing. Of its footage nothing is said: only a waiver does that.

    Returns:
        The base's artefact id.
    """
    if base.made_here:
        return base.id
    with studio.engine.begin() as connection:
        body = {"spans": base.card["spans"], "card": base.card, "said": base.said}
        return lineage.record(connection, "model", base.name, body, {}, id=base.id)


def require(studio: Studio, base: OpenBase, asked: Request) -> Decision:
    """``door.require``; where nothing but the base stands in the way, the refusal says so, and who may remove it.

    Raises:
        RightsRefused: on anything but permit.
    """
    try:
        return door.require(studio, asked)
    except RightsRefused as refused:
        decision = door.find(studio, refused.decision_id)
        if any(one.span is None or one.span.asset != base.id for one in decision.missing):
            raise
        why = decision.missing[0].why
        raise RightsRefused(
            f"{asked.action} is refused, the answer is {decision.verdict}: what this base learned from is unknown, and "
            f"no waiver for it counts ({why})",
            base.said,
            f"filmwright rights waive-base {base.said} --signed-by NAME --reason TEXT; Decision {decision.id[:12]}",
            decision.id,
        ) from refused
