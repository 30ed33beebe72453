"""``verify``: is this file's manifest whole and ours, and were the Decisions behind it right when they were made?

With the studio at hand each Decision is made again from the ledger root that it names and must come out the same.
Without it the signature and the binding to the picture are checked against the anchors given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys
from filmwright.rights import door
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio
from filmwright.takes import records


@dataclass(frozen=True)
class Checked:
    """One Decision named by the file: as recorded, made again from its ledger root, and asked today."""

    id: str
    verdict: str
    rerun_verdict: str
    same: bool
    today: str
    action: str = ""
    at: str = ""
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``verify --json`` prints it."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "rerun_verdict": self.rerun_verdict,
            "same": self.same,
            "today": self.today,
            "action": self.action,
            "at": self.at,
            "missing": list(self.missing),
        }


@dataclass(frozen=True)
class Verification:
    """What ``verify`` found. ``state`` is Trusted, Valid, Invalid or none; ``problems`` say why it is not trusted."""

    trusted: bool
    state: str
    signer: str
    problems: tuple[str, ...]
    ledger_root: str
    decisions: tuple[Checked, ...] = ()
    claim: dict[str, Any] = field(default_factory=dict)
    take: str = ""
    """Name of the take in this studio, "" where the file is none of its own or no studio was at hand."""

    def to_json(self) -> dict[str, Any]:
        """As ``verify --json`` prints it."""
        return {
            "trusted": self.trusted,
            "state": self.state,
            "signer": self.signer,
            "problems": list(self.problems),
            "ledger_root": self.ledger_root,
            "decisions": [decision.to_json() for decision in self.decisions],
            "take": self.take,
            "claim": self.claim,
        }


def verify(file: Path, studio: Studio | None = None, anchors: str = "") -> Verification:
    """Check one file.

    Args:
        file: any file; one that is no media or has no manifest is "not trusted", not an error.
        studio: the studio that made it, if at hand.
        anchors: certificates (PEM) that may have signed it; the studio's own root is one of them when it is at hand.

    Raises:
        FilmwrightError: if the file is not there, or the studio's ledger was altered.
    """
    if not file.is_file():
        raise FilmwrightError("there is no such file", str(file), "name a take")
    claim = check.read(file, anchors + (keys.anchors(studio) if studio else ""))
    problems = list(claim.problems)
    # What an untrusted file says of itself is hearsay: its Decisions are not looked up.
    named = [str(value) for value in claim.take.get("decision_ids", [])] if claim.trusted else []
    decisions: list[Checked] = []
    found = None
    if claim.trusted and not named:
        problems.append("the file names no Decision")
    if claim.trusted and studio is not None:
        for decision_id in named:
            try:
                decisions.append(_again(studio, decision_id))
            except FilmwrightError as error:
                problems.append(str(error))
        problems += [fault for decision in decisions if (fault := _fault(decision))]
        found = records.by_id(studio, file_sha256(file))
        if found and found.decision_id not in named:
            problems.append("the file names other Decisions than its record in the studio")
    if claim.state == "Valid":
        problems.append(
            "nobody here vouches for who signed -> give --studio, or --anchor with root.pem of the studio that signed"
        )
    return Verification(
        trusted=claim.trusted and not problems,
        state=claim.state,
        signer=claim.signer,
        problems=tuple(problems),
        ledger_root=str(claim.take.get("ledger_root", "")),
        decisions=tuple(decisions),
        claim=_said(claim),
        take=found.name if found else "",
    )


def _said(claim: check.Claim) -> dict[str, Any]:
    """What the file says of itself."""
    keys_of_take = ("model", "snapshot", "plates", "attributions", "decision_ids")
    return {
        "title": claim.title,
        "generator": claim.generator,
        "source_type": claim.source_type,
        **{key: claim.take.get(key) for key in keys_of_take},
        "ingredients": list(claim.ingredients),
    }


def _again(studio: Studio, decision_id: str) -> Checked:
    stored, rerun = door.recheck(studio, decision_id)
    asked = stored.request.model_dump(exclude={"at"})
    today = door.preview(studio, [Request(**asked)])[0]
    return Checked(
        decision_id,
        stored.verdict,
        rerun.verdict,
        stored.id == rerun.id,
        today.verdict,
        str(stored.request.action),
        stored.at,
        _sentences(stored, today),
    )


def _sentences(*decisions: Decision) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for decision in decisions for line in decision.sentences()))


def _fault(decision: Checked) -> str:
    name = f"Decision {decision.id[:12]}"
    if decision.verdict != "permit":
        return f"{name} is not a permit but {decision.verdict}"
    if not decision.same:
        return f"{name} comes out otherwise from its ledger root: {decision.rerun_verdict}"
    return ""
