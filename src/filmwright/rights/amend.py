"""What a rights file changes that is read again: it is what is now said of its title, and silence never allows more.

A grant that the file no longer has, gone or changed, is revoked. A prohibition or an appearance that it no longer has
stays: to drop it would allow more than before. A grant that an earlier file lost and this one has again is given anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import OURS, RightsFile
from filmwright.rights.vocabulary import Appearance

REASON = "the title's rights file no longer says it"


@dataclass(frozen=True)
class Amendment:
    """What a rights file that comes again does to the ledger.

    Attributes:
        records: to append, besides what ``rightsfile.records`` gives: renewed grants and Revocations.
        revoked: grants that count no more, because the file does not have them any more.
        prohibitions: what is forbidden though the file does not say so any more.
        appearances: who appears though the file does not say so any more.
        taken_back: grants of the file that somebody took back otherwise, so that they do not count.
        names: of the subjects in these, by id.
    """

    records: tuple[Record, ...] = ()
    revoked: tuple[Grant, ...] = ()
    prohibitions: tuple[Prohibition, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    taken_back: tuple[Grant, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def _first(grant: Grant) -> Grant:
    """The grant as a file says it, whichever renewal of it this is."""
    return grant.model_copy(update={"renews": ""}) if grant.renews else grant


def _versions(grants: Iterable[Grant]) -> dict[str, list[Grant]]:
    """{id of the grant as a file says it: it and its renewals, oldest first}."""
    found: dict[str, dict[str, Grant]] = {}
    for grant in grants:
        found.setdefault(_first(grant).id, {})[grant.renews] = grant
    return {first: _in_order(by_parent) for first, by_parent in found.items()}


def _in_order(by_parent: Mapping[str, Grant]) -> list[Grant]:
    ordered: list[Grant] = []
    parent = ""
    while parent in by_parent:
        ordered.append(by_parent[parent])
        parent = ordered[-1].id
    return ordered


def amendment(facts: Facts, rights: RightsFile, said: Iterable[Record], assets: Iterable[str]) -> Amendment:
    """Compare a rights file with what the ledger has of its work.

    Args:
        said: the file's records for the assets it is given for now (``rightsfile.records``).
        assets: the ids of these; appearances in others are not looked at.
    """
    work, said_ids = rights.work.id, {(record.ledger_kind, record.record_id) for record in said}
    told = facts.of_work(work)
    grants = {one.id: one for one in told if isinstance(one, Grant)}
    versions = _versions(grants.values())
    named = {grant.id: grant for grant in rights.grants}
    renewed, barred = [], []
    for grant in named.values():
        lives = versions.get(grant.id, [])
        if not lives or any(not facts.revocations(one.id) for one in lives):
            continue
        if any(not said.superseded for one in lives for said in facts.revocations(one.id)):
            barred.append(grant)
        else:
            renewed.append(grant.model_copy(update={"renews": lives[-1].id}))
    gone = [g for g in grants.values() if not facts.revocations(g.id) and _first(g).id not in named]
    gone.sort(key=lambda g: g.id)
    forbidden = {p.id: p for p in told if isinstance(p, Prohibition) and not facts.revocations(p.id)}
    there = {a.record_id: a for asset in assets for a in facts.film(asset) if a.source == "human"}
    return Amendment(
        records=(
            *renewed,
            *(Revocation(grant=g.id, assigner=g.assigner, reason=REASON, superseded=True) for g in gone),
        ),
        revoked=tuple(gone),
        prohibitions=tuple(p for key, p in sorted(forbidden.items()) if ("prohibition", key) not in said_ids),
        appearances=tuple(
            a for key, a in there.items() if ("appearance", key) not in said_ids and not a.subject.startswith(OURS)
        ),
        taken_back=tuple(barred),
        names=_names(facts, (*gone, *barred, *forbidden.values()), there.values()),
    )


def _names(facts: Facts, terms: Iterable[Grant | Prohibition], seen: Iterable[Appearance]) -> dict[str, str]:
    ids = {one for term in terms for one in term.subjects} | {one.subject for one in seen}
    return {one: subject.name for one in sorted(ids) if (subject := facts.subject(one))}
