"""The facts of a ledger up to one root, indexed for deciding. Immutable: adding facts makes a new State."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from filmwright.errors import FilmwrightError
from filmwright.rights.decision import Decision
from filmwright.rights.record import Record
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Action, Appearance, Subject

EMPTY_ROOT = "0" * 64


@dataclass(frozen=True)
class State:
    """What the ledger says.

    ``studio`` is the name that a grant's assignee is compared with where the request names none.
    ``revoked`` are ids of grants that count no more; ``taken_back`` those of them that no rights file can say again.
    ``appearances`` are ordered by first frame, per asset; grants and prohibitions by id, per subject and action.
    """

    root: str = EMPTY_ROOT
    studio: str = ""
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    appearances: Mapping[str, tuple[Appearance, ...]] = field(default_factory=dict)
    grants: Mapping[tuple[str, Action], tuple[Grant, ...]] = field(default_factory=dict)
    prohibitions: Mapping[tuple[str, Action], tuple[Prohibition, ...]] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()

    def extended(self, records: Iterable[Record], root: str) -> State:
        """This state with further records in it.

        Raises:
            FilmwrightError: if a subject is said to be two different things, or a record is of no known kind.
        """
        subjects = dict(self.subjects)
        appearances: dict[str, list[Appearance]] = {}
        grants: dict[tuple[str, Action], dict[str, Grant]] = {}
        prohibitions: dict[tuple[str, Action], dict[str, Prohibition]] = {}
        revoked, taken_back = set(self.revoked), set(self.taken_back)
        for record in records:
            if isinstance(record, Subject):
                if subjects.setdefault(record.id, record) != record:
                    raise conflict(subjects[record.id], record)
            elif isinstance(record, Appearance):
                appearances.setdefault(record.asset, []).append(record)
            elif isinstance(record, Grant):
                for key in ((s, a) for s in record.subjects for a in record.actions):
                    grants.setdefault(key, {})[record.id] = record
            elif isinstance(record, Prohibition):
                for key in ((s, a) for s in record.subjects for a in record.actions):
                    prohibitions.setdefault(key, {})[record.id] = record
            elif isinstance(record, Revocation):
                revoked.add(record.grant)
                taken_back.update(() if record.superseded else (record.grant,))
            elif not isinstance(record, Decision):
                raise FilmwrightError(f"a {type(record).__name__} is no record of rights")
        return State(
            root,
            self.studio,
            subjects,
            {**self.appearances, **{a: _ordered(self.appearances.get(a, ()), new) for a, new in appearances.items()}},
            {**self.grants, **{k: _by_id(self.grants.get(k, ()), new) for k, new in grants.items()}},
            {**self.prohibitions, **{k: _by_id(self.prohibitions.get(k, ()), new) for k, new in prohibitions.items()}},
            frozenset(revoked),
            frozenset(taken_back),
        )


def conflict(one: Subject, other: Subject) -> FilmwrightError:
    """The error for one subject id that is said to be two things."""
    said = f"'{one.name}' ({one.kind}, owner {one.owner or 'unknown'})"
    now = f"'{other.name}' ({other.kind}, owner {other.owner or 'unknown'})"
    return FilmwrightError(f"the ledger has this subject as {said}, not {now}", one.id, "give the new one its own id")


def _ordered(old: tuple[Appearance, ...], new: list[Appearance]) -> tuple[Appearance, ...]:
    return tuple(
        sorted((*old, *new), key=lambda a: (a.in_frame, a.out_frame, a.subject, a.role, a.source, a.confidence))
    )


_T = TypeVar("_T", Grant, Prohibition)


def _by_id(old: tuple[_T, ...], new: dict[str, _T]) -> tuple[_T, ...]:
    merged = {**{record.id: record for record in old}, **new}
    return tuple(merged[key] for key in sorted(merged))
