"""Who is in which frames, put into the ledger: by hand, proposed, and confirmed; all of a paper or none of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, recorded
from filmwright.library.catalogue import AssetRecord
from filmwright.pipeline.progress import Progress, Silent
from filmwright.rights import fountain, ledger, screenplay, sheets
from filmwright.rights.facts import Facts
from filmwright.rights.sheets import Film
from filmwright.rights.timecode import Clock
from filmwright.rights.vocabulary import UNIDENTIFIED, Appearance, Confirmation, Subject
from filmwright.studio import Studio
from filmwright.validation import one_line

NOBODY = "nobody"


@dataclass(frozen=True)
class Added:
    """What a paper added to the ledger.

    Attributes:
        subjects: that are new.
        appearances: that are new; ``known`` more were there already.
        unplaced: scenes of the screenplay that the scene sheet does not place.
    """

    subjects: tuple[Subject, ...]
    appearances: tuple[Appearance, ...]
    known: int
    unplaced: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {
            "subjects": [{"id": s.id, "kind": str(s.kind), "name": s.name, "owner": s.owner} for s in self.subjects],
            "appearances": [
                {"id": a.record_id, "asset": a.asset, "in": a.in_frame, "out": a.out_frame, "subject": a.subject}
                | {"role": str(a.role), "source": a.source}
                for a in self.appearances
            ],
            "known": self.known,
            "unplaced": list(self.unplaced),
        }


@dataclass(frozen=True)
class Proposal:
    """An appearance that was proposed and that nobody has settled: a person says who it is, or that it is nobody."""

    appearance: Appearance
    asset: AssetRecord
    name: str

    @property
    def id(self) -> str:
        """The record's id."""
        return self.appearance.record_id

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        one, clock = self.appearance, film(self.asset, "").clock
        return {
            "proposal": self.id,
            "title": self.asset.title,
            "asset": one.asset,
            "in": one.in_frame,
            "out": one.out_frame,
            "timecode_in": clock.timecode(one.in_frame),
            "timecode_out": clock.timecode(one.out_frame),
            "subject": one.subject,
            "name": self.name,
            "role": str(one.role),
            "source": one.source,
            "confidence": one.confidence,
        }


def film(asset: AssetRecord, owner: str) -> Film:
    """An asset as sheets speak of it."""
    probe = asset.probe
    clock = Clock(probe.rate, probe.frames, probe.start_timecode or "")
    return Film(asset.id, asset.path.name, asset.title, owner, clock)


def _films(studio: Studio) -> list[Film]:
    owners = {title.name: title.owner for title in catalogue.title_records(studio)}
    found = [film(asset, owners[asset.title]) for asset in catalogue.listing(studio)]
    if not found:
        raise FilmwrightError("there is no film in the studio yet", str(studio.path), "filmwright add")
    return found


def _registered(facts: Facts, ids: Iterable[str]) -> dict[str, Subject]:
    wanted = {key for key in ids if key}
    facts.load(f"subject {key}" for key in wanted)
    return {key: subject for key in wanted if (subject := facts.subject(key)) is not None}


def by_hand(studio: Studio, sheet: Path, title: str = "", progress: Progress | None = None) -> Added:
    """Put a cast or cue sheet into the ledger.

    Args:
        studio: where.
        sheet: see ``rights.sheets``.
        title: of the rows that name no title or asset.
        progress: counts records where there are many.

    Raises:
        FilmwrightError: at the first fault, with its line; the ledger is then as it was.
    """
    rows, films = sheets.load(sheet), _films(studio)
    with ledger.writing(studio) as connection:
        facts = ledger.facts(studio, connection=connection)
        known = _registered(facts, {row["subject"] for row in rows})
        added = _new(facts, sheets.records(rows, films, known, title))
        fresh = [*added.subjects, *added.appearances]
        recorded.write(connection, fresh, ledger.speaking_key(studio), progress or Silent())
    return added


def by_screenplay(studio: Studio, script: Path, scenes: Path, cast: Path, title: str) -> Added:
    """Propose the cast of each scene of a screenplay in the frames where the scene lies.

    Raises:
        FilmwrightError: at the first fault, with its line; the ledger is then as it was.
    """
    read, sheet, people = fountain.load(script), screenplay.load_scenes(scenes), screenplay.load_cast(cast)
    films = _films(studio)
    with ledger.writing(studio) as connection:
        facts = ledger.facts(studio, connection=connection)
        known = _registered(facts, {row[column] for row in people for column in ("identity", "voice")})
        found = screenplay.propose(read, sheet, people, films, known, title)
        added = _new(facts, [*found.subjects, *found.appearances], found.unplaced)
        ledger.append(connection, [*added.subjects, *added.appearances], ledger.speaking_key(studio))
    return added


def _new(facts: Facts, records: Sequence[Subject | Appearance], unplaced: tuple[str, ...] = ()) -> Added:
    """What is not in the ledger yet; an appearance that was taken back is not brought back by the same words."""
    appearances = [record for record in records if isinstance(record, Appearance)]
    facts.load(key for one in appearances for key in (f"id {one.record_id}", f"revocation {one.record_id}"))
    for one in appearances:
        if facts.revocations(one.record_id):
            where = f"{one.subject} in frames {one.in_frame} to {one.out_frame - 1} of asset {one.asset[:12]}"
            raise FilmwrightError("this appearance was taken back", where, "leave it out, or give other frames")
    fresh = tuple(one for one in appearances if facts.record(one.record_id) is None)
    subjects = tuple(record for record in records if isinstance(record, Subject))
    return Added(subjects, fresh, len(appearances) - len(fresh), unplaced)


def proposals(studio: Studio) -> list[Proposal]:
    """What was proposed and nobody has settled, in order of title, asset and frame."""
    facts = ledger.facts(studio)
    found: list[Proposal] = []
    for asset in sorted(catalogue.listing(studio), key=lambda asset: (asset.title, asset.path.name, asset.id)):
        proposed = facts.proposals(asset.id)
        facts.load(f"confirmation {one.record_id}" for one in proposed)
        facts.load(f"subject {one.subject}" for one in proposed)
        found += (_proposal(facts, one, asset) for one in proposed if not facts.confirmations(one.record_id))
    return found


@dataclass(frozen=True)
class Settled:
    """A proposal that a person settled: who said what of it. ``others`` is what other people said, if they differ."""

    proposal: Proposal
    confirmation: Confirmation
    others: tuple[Confirmation, ...]

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        return {
            **self.proposal.to_json(),
            "confirmation": self.confirmation.record_id,
            "is": self.confirmation.subject,
            "by": self.confirmation.by,
            "others": [{"confirmation": o.record_id, "is": o.subject, "by": o.by} for o in self.others],
        }


def confirm(studio: Studio, proposals: Sequence[str], subject: str, by: str, evidence: str = "") -> list[Settled]:
    """Say who proposals are; all of them or none.

    Args:
        studio: where.
        proposals: their ids, or the first 8 or more digits of each.
        subject: a registered subject's id; or ``nobody``: no face, or nobody who holds rights.
        by: who says so.
        evidence: what it rests on.

    Raises:
        FilmwrightError: if there is no such proposal or subject, or nobody's name is given.
    """
    said = "" if subject == NOBODY else subject
    settled: list[Settled] = []
    with ledger.writing(studio) as connection:
        facts = ledger.facts(studio, connection=connection)
        if said and (said.startswith(UNIDENTIFIED) or facts.subject(said) is None):
            do = f"register who it is with a sheet or a rights file, or say {NOBODY}"
            raise FilmwrightError("no such person or thing is in the ledger", said, do)
        for found in _find(studio, facts, proposals):
            others = tuple(one for one in facts.confirmations(found.id) if one.subject != said)
            settled.append(Settled(found, _confirmation(found, said, by, evidence), others))
        ledger.append(connection, [one.confirmation for one in settled], ledger.speaking_key(studio))
    return settled


def _confirmation(found: Proposal, subject: str, by: str, evidence: str) -> Confirmation:
    try:
        return Confirmation(appearance=found.id, subject=subject, by=by, evidence=evidence)
    except ValidationError as error:
        raise FilmwrightError(one_line(error), found.id[:12], "mend the option") from error


def _find(studio: Studio, facts: Facts, wanted: Sequence[str]) -> list[Proposal]:
    there = [(one, asset) for asset in catalogue.listing(studio) for one in facts.proposals(asset.id)]
    made: list[Proposal] = []
    for key in wanted:
        if not (8 <= len(key) <= 64 and all(digit in "0123456789abcdef" for digit in key)):
            raise FilmwrightError("this is not a proposal's id", key, "copy it from filmwright rights proposals")
        found = [(one, asset) for one, asset in there if one.record_id.startswith(key)]
        if len(found) != 1:
            what = "more than one proposal answers to this" if found else "there is no such proposal"
            raise FilmwrightError(what, key, "filmwright rights proposals lists them")
        made.append(_proposal(facts, *found[0]))
    return made


def _proposal(facts: Facts, one: Appearance, asset: AssetRecord) -> Proposal:
    subject = facts.subject(one.subject)
    return Proposal(one, asset, subject.name if subject else one.subject)


def store(connection: Connection, studio: Studio, asset: AssetRecord, found: Sequence[Subject | Appearance]) -> Added:
    """Write what a detector found in one asset, in the caller's transaction (``ledger.writing``).

    Raises:
        FilmwrightError: if it lies outside the asset, or is not a proposal.
    """
    for one in found:
        if isinstance(one, Appearance):
            outside = one.asset != asset.id or one.out_frame > asset.probe.frames
            if outside or one.source == "human":
                raise FilmwrightError("this is no proposal within the asset", asset.id[:12], "detect again")
    added = _new(ledger.facts(studio, connection=connection), found)
    ledger.append(connection, [*added.subjects, *added.appearances], ledger.ensure_key(studio))
    return added
