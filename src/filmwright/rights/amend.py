"""What a rights file changes that is read again: it is what is now said of its title, and silence never allows more.

A grant or a mandate that the file no longer has, gone or changed, is revoked. What else it no longer has stays: to
drop a prohibition, an appearance, a standing or a strike would allow more than before. A grant or mandate that an
earlier file lost and this one has again is given anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from filmwright.rights.circumstances import Mandate
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import OURS, RightsFile
from filmwright.rights.vocabulary import Appearance

REASON = "the title's rights file no longer says it"
_T = TypeVar("_T", Grant, Mandate)


@dataclass(frozen=True)
class Amendment:
    """What a rights file that comes again does to the ledger.

    Attributes:
        records: to append, besides what ``rightsfile.records`` gives: renewals and Revocations.
        revoked: grants that count no more, because the file does not have them any more.
        ended: mandates likewise.
        prohibitions: what is forbidden though the file does not say so any more.
        appearances: who appears though the file does not say so any more.
        taken_back: grants of the file that somebody took back otherwise, so that they do not count.
        mandates_out: mandates likewise.
        names: of the subjects in these, by id.
    """

    records: tuple[Record, ...] = ()
    revoked: tuple[Grant, ...] = ()
    ended: tuple[Mandate, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    taken_back: tuple[Grant, ...] = ()
    mandates_out: tuple[Mandate, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def _first(said: _T) -> str:
    """The id of a grant or mandate as a file says it, whichever renewal of it this is."""
    return (said.model_copy(update={"renews": ""}) if said.renews else said).record_id


def _versions(told: Iterable[_T]) -> dict[str, list[_T]]:
    """{id as a file says it: it and its renewals, oldest first}."""
    found: dict[str, dict[str, _T]] = {}
    for one in told:
        found.setdefault(_first(one), {})[one.renews] = one
    return {first: _in_order(by_parent) for first, by_parent in found.items()}


def _in_order(by_parent: Mapping[str, _T]) -> list[_T]:
    ordered: list[_T] = []
    parent = ""
    while parent in by_parent:
        ordered.append(by_parent[parent])
        parent = ordered[-1].record_id
    return ordered


def _again(facts: Facts, told: Sequence[_T], named: Iterable[_T]) -> tuple[list[_T], list[_T], list[_T]]:
    """What a file names against what was told before: (to be given anew, barred since taken back, gone)."""
    versions, here = _versions(told), {one.record_id: one for one in named}
    renewed, barred = [], []
    for one in here.values():
        lives = versions.get(one.record_id, [])
        if not lives or any(not facts.revocations(life.record_id) for life in lives):
            continue
        if any(not said.superseded for life in lives for said in facts.revocations(life.record_id)):
            barred.append(one)
        else:
            renewed.append(one.model_copy(update={"renews": lives[-1].record_id}))
    gone = [one for one in told if not facts.revocations(one.record_id) and _first(one) not in here]
    return renewed, barred, sorted(gone, key=lambda one: one.record_id)


def amendment(facts: Facts, rights: RightsFile, said: Iterable[Record], assets: Iterable[str]) -> Amendment:
    """Compare a rights file with what the ledger has of its work.

    Args:
        said: the file's records for the assets it is given for now (``rightsfile.records``).
        assets: the ids of these; appearances in others are not looked at.
    """
    work, said_ids = rights.work.id, {(record.ledger_kind, record.record_id) for record in said}
    told = facts.of_work(work)
    renewed, barred, gone = _again(facts, [one for one in told if isinstance(one, Grant)], rights.grants)
    mandates = [one for one in told if isinstance(one, Mandate)]
    anew, out, ended = _again(facts, mandates, (one for one in rights.circumstances if isinstance(one, Mandate)))
    forbidden = {p.id: p for p in told if isinstance(p, Prohibition) and not facts.revocations(p.id)}
    there = {a.record_id: a for asset in assets for a in facts.film(asset) if a.source == "human"}
    return Amendment(
        records=(
            *renewed,
            *anew,
            *(Revocation(grant=g.id, assigner=g.assigner, reason=REASON, superseded=True) for g in gone),
            *(Revocation(grant=m.record_id, assigner=m.principal, reason=REASON, superseded=True) for m in ended),
        ),
        revoked=tuple(gone),
        ended=tuple(ended),
        prohibitions=tuple(p for key, p in sorted(forbidden.items()) if ("prohibition", key) not in said_ids),
        appearances=tuple(
            a for key, a in there.items() if ("appearance", key) not in said_ids and not a.subject.startswith(OURS)
        ),
        taken_back=tuple(barred),
        mandates_out=tuple(out),
        names=_names(facts, (*gone, *barred, *forbidden.values()), there.values()),
    )


def _names(facts: Facts, terms: Iterable[Grant | Prohibition], seen: Iterable[Appearance]) -> dict[str, str]:
    ids = {one for term in terms for one in term.subjects} | {one.subject for one in seen}
    return {one: subject.name for one in sorted(ids) if (subject := facts.subject(one))}
