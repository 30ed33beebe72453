"""Signing a take: the C2PA claim that travels in the file.

It says that a trained model made the pictures, which model and snapshot by their hashes, from which ledger root and by
which Decisions, and whom to credit. Prompt and seed stay in the take's record: they are the studio's, not the viewer's.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from filmwright import __version__, files
from filmwright.canonical import canonical_json
from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys, seal
from filmwright.provenance.trust import LABEL, SOURCE_TYPE, settings
from filmwright.studio import Studio

_HASH = re.compile(r"[0-9a-f]{64}")
_TYPES = {"model": "c2pa.types.model", "snapshot": "c2pa.types.dataset", "plate": ""}


@dataclass(frozen=True)
class Input:
    """What the take was made with: its name and its SHA-256 (64 hex digits)."""

    name: str
    sha256: str


@dataclass(frozen=True)
class TakeClaim:
    """What a take says of itself.

    ``snapshot`` is None only for a model that read none; ``plates`` are stills or shots that it was continued from.
    """

    title: str
    model: Input
    snapshot: Input | None
    ledger_root: str
    decision_ids: tuple[str, ...]
    attributions: tuple[str, ...] = ()
    plates: tuple[Input, ...] = ()

    def inputs(self) -> list[tuple[str, Input]]:
        """(role, input), model first."""
        snapshots = [("snapshot", self.snapshot)] if self.snapshot else []
        return [("model", self.model), *snapshots, *(("plate", plate) for plate in self.plates)]


def sign(studio: Studio, source: Path, target: Path, take: TakeClaim) -> None:
    """Write ``target``: ``source`` (mp4) with the take's manifest in it, sealed over every byte.

    The result is read back before it is put in place; nothing is left behind if it does not read Trusted.

    Raises:
        FilmwrightError: if the claim names no Decision or a malformed hash, the source cannot be signed, the
            studio's keys are not whole, or the disk is full.
    """
    _complete(take)
    own = keys.ensure(studio)
    once = Ed25519PrivateKey.generate()
    with files.new_file(target) as part:
        _sign(source, part, _definition(take, seal.public_hex(once)), take, own)
        seal.close(part, once)
        claim = check.read(part, own.root)
        if claim.state != "Trusted":
            raise FilmwrightError(f"the signed file reads {claim.state} ({'; '.join(claim.problems)})", str(source), "")


def _complete(take: TakeClaim) -> None:
    hashes = [take.ledger_root, *take.decision_ids, *(made.sha256 for _, made in take.inputs())]
    if not take.decision_ids:
        raise FilmwrightError("a take without a Decision is not signed", take.title, "ask the rights door first")
    for value in hashes:
        if not _HASH.fullmatch(value):
            raise FilmwrightError(
                f"{value!r} is not a SHA-256", take.title, "name what the take was made with by its hash"
            )


def _definition(take: TakeClaim, seal_key: str) -> dict[str, Any]:
    created = {
        "action": "c2pa.created",
        "digitalSourceType": SOURCE_TYPE,
        "softwareAgent": {"name": "Filmwright", "version": __version__},
        "parameters": {"ingredientIds": [_instance(role, made) for role, made in take.inputs()]},
    }
    ours = {
        "schema": 1,
        "ledger_root": take.ledger_root,
        "decision_ids": list(take.decision_ids),
        "model": {"name": take.model.name, "sha256": take.model.sha256},
        "snapshot": {"name": take.snapshot.name, "sha256": take.snapshot.sha256} if take.snapshot else None,
        "plates": [{"name": plate.name, "sha256": plate.sha256} for plate in take.plates],
        "attributions": list(take.attributions),
        "seal": {"alg": "Ed25519", "public_key": seal_key},
    }
    return {
        "claim_generator_info": [{"name": "Filmwright", "version": __version__}],
        "title": take.title,
        "format": "video/mp4",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": LABEL, "data": ours},
        ],
    }


def _instance(role: str, made: Input) -> str:
    return f"urn:filmwright:{role}:sha256:{made.sha256}"


def _sign(source: Path, part: Path, definition: dict[str, Any], take: TakeClaim, own: keys.Keys) -> None:
    from c2pa import Builder, C2paError, C2paSignerInfo, Context, Signer

    try:
        with Context.from_dict(settings(own.root)) as context, Builder(definition, context) as builder:
            for role, made in take.inputs():
                ingredient: dict[str, Any] = {
                    "title": f"{role} {made.name}",
                    "relationship": "inputTo",
                    "instance_id": _instance(role, made),
                    "label": _instance(role, made),
                    "description": f"sha256:{made.sha256}",
                }
                if _TYPES[role]:
                    ingredient["data_types"] = [{"type": _TYPES[role]}]
                record = canonical_json({"kind": role, "name": made.name, "sha256": made.sha256})
                builder.add_ingredient(ingredient, "application/json", io.BytesIO(record.encode()))
            info = C2paSignerInfo(b"es256", own.leaf.encode(), own.leaf_key.encode(), None)
            with Signer.from_info(info) as signer, source.open("rb") as read, part.open("x+b") as write:
                builder.sign(signer, "video/mp4", read, write)
    except C2paError as error:
        raise FilmwrightError(f"the file cannot be signed ({error})", str(source), "sign an mp4 file") from error
    except FileNotFoundError as error:
        raise FilmwrightError("there is no such file", str(source), "name the take to sign") from error
