"""``verify``: is this file's manifest whole and ours, and were the Decisions behind it right when they were made?

With the studio at hand each Decision is made again from the ledger root that it names, must come out the same, and must
speak for this take (``backing``). Without it, or with another studio, the signature and the binding to the picture are
checked against the anchors given; the Decisions are then *not at hand*: whoever signed vouches for them, and the answer
says so. A file that this studio signed must rest on Decisions of this studio's ledger, whatever anchors are given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError
from filmwright.provenance import check, keys
from filmwright.rights import door, ledger
from filmwright.rights.decision import Decision
from filmwright.rights.vocabulary import Request
from filmwright.studio import Studio
from filmwright.takes import backing, records
from filmwright.takes.records import Take


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
    not_at_hand: tuple[str, ...] = ()
    """Ids of Decisions that nobody here can check: they rest on the word of whoever signed."""

    def to_json(self) -> dict[str, Any]:
        """As ``verify --json`` prints it."""
        return {
            "trusted": self.trusted,
            "state": self.state,
            "signer": self.signer,
            "problems": list(self.problems),
            "ledger_root": self.ledger_root,
            "decisions": [decision.to_json() for decision in self.decisions],
            "not_at_hand": list(self.not_at_hand),
            "take": self.take,
            "claim": self.claim,
        }


def verify(file: Path, studio: Studio | None = None, anchors: str = "") -> Verification:
    """Check one file.

    Args:
        file: any file; one that is no media or has no manifest is "not trusted", not an error.
        studio: the studio that made it, if at hand, or another.
        anchors: certificates (PEM) that may have signed it; the studio's own root is one of them when it is at hand.

    Raises:
        FilmwrightError: if the file is not there, or the studio's ledger was altered.
    """
    files.need_file(file, "name a take")
    claim, ours = _read(file, studio, anchors)
    problems = list(claim.problems)
    # What an untrusted file says of itself is hearsay: its Decisions are not looked up.
    named, odd = backing.named(claim.take.get("decision_ids")) if claim.trusted else ([], [])
    problems += odd
    if claim.trusted and not named and not odd:
        problems.append("the file names no Decision")
    decisions: list[Checked] = []
    away = named if studio is None else []
    found = None
    if studio is not None and named:
        found = records.by_id(studio, file_sha256(file))
        decisions, away, faults = _in_ledger(studio, claim, named, ours, found)
        problems += faults
        if found and not set(found.decisions) <= set(named):
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
        not_at_hand=tuple(away),
    )


def _read(file: Path, studio: Studio | None, anchors: str) -> tuple[check.Claim, bool]:
    """The file's claim, and whether this very studio signed it."""
    own = keys.anchors(studio) if studio else ""
    claim = check.read(file, own or anchors)
    if claim.trusted or not own or not anchors:
        return claim, claim.trusted and bool(own)
    return check.read(file, anchors + own), False


def _in_ledger(
    studio: Studio, claim: check.Claim, named: list[str], ours: bool, found: Take | None
) -> tuple[list[Checked], list[str], list[str]]:
    """The Decisions that this ledger has, the ids of those it has not, and faults."""
    checked: list[Checked] = []
    stored: list[Decision] = []
    away: list[str] = []
    faults: list[str] = []
    for decision_id in named:
        try:
            with ledger.reading(studio) as connection:
                known = ledger.find(connection, "decision", decision_id) is not None
            if known:
                decision, again = _again(studio, decision_id)
                stored.append(decision)
                checked.append(again)
            elif ours:
                faults.append(f"Decision {decision_id[:12]} is not in the ledger of this studio, which signed the file")
            else:
                away.append(decision_id)
        except FilmwrightError as error:
            faults.append(str(error))
    faults += [fault for one in checked if (fault := _fault(one))]
    if ours or stored:
        faults += backing.faults(studio, claim.take, stored, found)
    return checked, away, faults


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


def _again(studio: Studio, decision_id: str) -> tuple[Decision, Checked]:
    stored, rerun = door.recheck(studio, decision_id)
    asked = stored.request.model_dump(exclude={"at"})
    today = door.preview(studio, [Request(**asked)])[0]
    checked = Checked(
        decision_id,
        stored.verdict,
        rerun.verdict,
        stored.agrees(rerun),
        today.verdict,
        str(stored.request.action),
        stored.at,
        _sentences(stored, today),
    )
    return stored, checked


def _sentences(*decisions: Decision) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for decision in decisions for line in decision.sentences()))


def _fault(decision: Checked) -> str:
    name = f"Decision {decision.id[:12]}"
    if decision.verdict != "permit":
        return f"{name} is not a permit but {decision.verdict}"
    if not decision.same:
        return f"{name} comes out otherwise from its ledger root: {decision.rerun_verdict}"
    return ""
