"""The facts that a Decision is made from, as of one ledger root: looked up by key, in memory or in the database.

Immutable: adding facts makes new Facts. Whatever a Revocation names is left out, except from ``grants``, where the
evaluator says that it was revoked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar, cast

from filmwright.errors import FilmwrightError
from filmwright.rights import words
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.keying import Key, Window, keys, span_keys, terms_key
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Confirmation, Span, Subject

EMPTY_ROOT = "0" * 64

Records = Mapping[Key, tuple[Record, ...]]
Source = Callable[[Collection[Key]], Records]
"""Key -> its records; keys without records may be left out."""
_R = TypeVar("_R", bound=Record)


class Presence(NamedTuple):
    """An appearance as it counts: who is where, and whether a person has said so.

    ``disputed``: people say different things of a proposal, which is settled otherwise.
    """

    in_frame: int
    out_frame: int
    subject: str
    confirmed: bool
    disputed: bool = False


class Facts:
    """What the ledger says at ``root``; ``studio`` is the name that a grant's assignee is compared with."""

    def __init__(self, source: Source, root: str = EMPTY_ROOT, studio: str = "") -> None:
        """See ``of`` for facts in memory and ``ledger.facts`` for those of a studio."""
        self.root, self.studio = root, studio
        self._source = source
        self._known: dict[Key, tuple[Record, ...]] = source if isinstance(source, _Memory) else {}
        self._grants: dict[tuple[str, Action], tuple[Grant, ...]] = {}
        self._lives: dict[Key, list[Record]] = {}
        self._works: dict[tuple[str, Action], frozenset[str]] = {}
        self.memo: dict[Hashable, Any] = {}
        """For the evaluator: what it found before. It holds as long as these Facts, which never change."""

    @classmethod
    def of(cls, records: Iterable[Record], root: str = EMPTY_ROOT, studio: str = "") -> Facts:
        """Facts in memory.

        Raises:
            FilmwrightError: if a subject is said to be two different things, or a record is of no known kind.
        """
        return cls(_Memory(), root, studio).extended(records, root)

    def extended(self, records: Iterable[Record], root: str) -> Facts:
        """These facts (they must be in memory) with further records in them.

        Raises:
            FilmwrightError: if a subject is said to be two different things, or a record is of no known kind.
        """
        assert isinstance(self._source, _Memory)
        held: dict[str, dict[tuple[str, str], Record]] = {}
        for record in records:
            for key in keys(record):
                there = held.setdefault(key, {(r.ledger_kind, r.record_id): r for r in self._source[key]})
                old = there.setdefault((record.ledger_kind, record.record_id), record)
                if isinstance(record, Subject) and old != record:
                    raise conflict(cast(Subject, old), record)
        made: dict[Key, tuple[Record, ...]] = {key: tuple(found.values()) for key, found in held.items()}
        return Facts(_Memory({**self._source, **made}), root, self.studio)

    def load(self, wanted: Iterable[Key]) -> None:
        """Look these keys up together, so that each is at hand afterwards."""
        if isinstance(self._known, _Memory):
            return
        missing = {key for key in wanted if key not in self._known}
        if missing:
            found = self._source(missing)
            self._known.update({key: tuple(found.get(key, ())) for key in missing})

    def records(self, wanted: Collection[Key]) -> Records:
        """What is found by these keys (``keying``), revoked or not: a source for facts that differ in something."""
        self.load(wanted)
        return {key: self._known[key] for key in wanted}

    def _at(self, key: Key, kind: type[_R]) -> tuple[_R, ...]:
        try:
            found = self._known[key]
        except KeyError:
            self.load((key,))
            found = self._known[key]
        return cast(tuple[_R, ...], found)

    def _live(self, key: Key, kind: type[_R]) -> list[_R]:
        made = self._lives.get(key)
        if made is None:
            found = self._at(key, kind)
            if len(found) > 1:
                self.load(f"revocation {record.record_id}" for record in found)
            made = self._lives[key] = [record for record in found if not self.revocations(record.record_id)]
        return cast(list[_R], made)

    def subject(self, subject_id: str) -> Subject | None:
        """A registered subject, or None."""
        found = self._at(f"subject {subject_id}", Subject)
        return found[0] if found else None

    def revocations(self, record_id: str) -> tuple[Revocation, ...]:
        """What takes a record back; empty while it counts."""
        return self._at(f"revocation {record_id}", Revocation)

    def grants(self, subject: str, action: Action) -> tuple[Grant, ...]:
        """All grants of an action on a subject, the revoked included; those that are hardest to lose first."""
        made = self._grants.get((subject, action))
        if made is None:
            found = self._at(terms_key("grant", subject, action), Grant)
            self.load(f"revocation {grant.record_id}" for grant in found)
            made = self._grants[subject, action] = tuple(sorted(found, key=_preference))
        return made

    def prohibitions(self, subject: str, action: Action) -> list[Prohibition]:
        """Live prohibitions of an action on a subject, by id."""
        found = self._live(terms_key("prohibition", subject, action), Prohibition)
        return sorted(found, key=lambda prohibition: prohibition.record_id)

    def works(self, subject: str, action: Action) -> frozenset[str]:
        """The works that grants and prohibitions of an action on a subject name: all others make no difference."""
        made = self._works.get((subject, action))
        if made is None:
            terms = (*self.grants(subject, action), *self.prohibitions(subject, action))
            made = self._works[subject, action] = frozenset(work for term in terms for work in term.works)
        return made

    def of_work(self, work: str) -> list[Grant | Prohibition | Mandate]:
        """Every grant, prohibition and mandate that a work's rights file has ever said, the revoked included."""
        return list(cast(tuple[Grant | Prohibition | Mandate, ...], self._at(f"of {work}", Record)))

    def record(self, record_id: str) -> Record | None:
        """The statement of this id, or None; Subjects and Decisions have other ways."""
        found = self._at(f"id {record_id}", Record)
        return found[0] if found else None

    def mandates(self, agent: str) -> list[Mandate]:
        """By whom somebody was mandated."""
        return self._live(f"mandate {words.folded(agent)}", Mandate)

    def standings_of(self, subject: str) -> list[Standing]:
        """What is said of a subject, or of the person behind it (``Subject.person``)."""
        said = self._live(f"standing {subject}", Standing)
        known = self.subject(subject)
        if known is not None and known.person:
            said = [*said, *self._live(f"person {words.folded(known.person)}", Standing)]
        return said

    def standings(self, subject: str, what: str, at: str) -> bool:
        """Whether the person behind a subject (``Subject.person``) is a minor, or deceased, at an instant."""
        return any(one.what == what and one.holds(at) for one in self.standings_of(subject))

    def suspensions(self, cba: str) -> list[Suspension]:
        """Strikes and lockouts under a collective agreement."""
        return sorted(self._live(f"suspension {words.folded(cba)}", Suspension), key=lambda one: one.record_id)

    def notices(self, grant: str) -> list[Notice]:
        """Notices given under a grant."""
        return self._live(f"notice {grant}", Notice)

    def uses(self, grant: Grant) -> list[Use]:
        """Uses made of a grant, and of those that it renews."""
        made: list[Use] = []
        one: Record | None = grant
        while isinstance(one, Grant):
            made += self._live(f"use {one.record_id}", Use)
            one = self.record(one.renews) if one.renews else None
        return made

    def payments(self, grant: str) -> list[Payment]:
        """Payments noted under a grant."""
        return self._live(f"payment {grant}", Payment)

    def answers(self, question: str) -> list[Answer]:
        """What people answered to a question."""
        return self._live(f"answer {question}", Answer)

    def proposals(self, asset: str) -> list[Appearance]:
        """Live proposals in an asset, settled or not, in the order of the film."""
        return sorted(self._live(f"proposals {asset}", Appearance), key=_place)

    def confirmations(self, appearance: str) -> list[Confirmation]:
        """What people said of a proposal."""
        return self._live(f"confirmation {appearance}", Confirmation)

    def appearances(self, asset: str, in_frame: int, out_frame: int) -> list[Appearance]:
        """Live appearances in some of these frames, in the order of the film."""
        return sorted(self._live(Window(asset, in_frame, out_frame), Appearance), key=_place)

    def film(self, asset: str) -> list[Appearance]:
        """Live appearances in all of an asset, in the order of the film."""
        return sorted(self._live(f"film {asset}", Appearance), key=_place)

    def presences(self, asset: str, in_frame: int, out_frame: int) -> list[Presence]:
        """Who is in these frames as far as people have said, and what stays proposed."""
        made: list[Presence] = []
        for one in self.appearances(asset, in_frame, out_frame):
            if one.source == "human":
                made.append(Presence(one.in_frame, one.out_frame, one.subject, True))
                continue
            named = {said.subject for said in self.confirmations(one.record_id)}
            if not named:
                made.append(Presence(one.in_frame, one.out_frame, one.subject, False))
            if len(named) > 1:
                made.append(Presence(one.in_frame, one.out_frame, one.subject, False, True))
            made += (Presence(one.in_frame, one.out_frame, subject, True) for subject in sorted(named - {""}))
        return made

    def prepare(self, spans: Iterable[Span], action: Action) -> None:
        """Look up together what requests about these spans (``merge_spans``) will need: a few queries for many."""
        places = {Window(s.asset, s.in_frame, s.out_frame) for s in spans}
        self.load(places)
        here = [appearance for key in places for appearance in cast(tuple[Appearance, ...], self._known[key])]
        proposed = {appearance.record_id for appearance in here if appearance.source != "human"}
        subjects = {appearance.subject for appearance in here}
        wanted = {f"revocation {appearance.record_id}" for appearance in here}
        self.load(wanted | {f"confirmation {record_id}" for record_id in proposed} | _about(subjects, action))
        named = {said.subject for record_id in proposed for said in self.confirmations(record_id)}
        self.load(_about(named, action))
        terms = (terms_key(kind, s, action) for s in subjects | named for kind in ("grant", "prohibition"))
        people = (self.subject(one) for one in subjects | named)
        persons = {f"person {words.folded(one.person)}" for one in people if one is not None and one.person}
        self.load(persons | {f"revocation {record.record_id}" for key in terms for record in self._known[key]})

    def carried(self, source: Source, root: str, changed: Collection[str]) -> Facts:
        """These facts at a later root, read from ``source``; what was looked up stays, but for keys that changed."""
        later = Facts(source, root, self.studio)
        if not changed:
            later.__dict__.update({**self.__dict__, "_source": source, "root": root})
            return later
        later._known = {key: found for key, found in self._known.items() if _film(key) not in changed}
        return later


def _about(subjects: Iterable[str], action: Action) -> set[str]:
    """The keys of what is said of subjects, and of what is allowed and forbidden on them."""
    said = {f"{kind} {subject}" for subject in subjects for kind in ("subject", "standing")}
    return said | {terms_key(kind, subject, action) for subject in subjects for kind in ("grant", "prohibition")}


def _film(key: Key) -> str:
    """The key that every record under this one has too."""
    return f"film {key.asset}" if isinstance(key, Window) else key


class _Memory(dict[Key, tuple[Record, ...]]):
    """All records by key; a source, and at the same time what is known."""

    def __missing__(self, key: Key) -> tuple[Record, ...]:
        if isinstance(key, str):
            return ()
        near = (one for place in span_keys(key) for one in self[place])
        return tuple(one for one in near if isinstance(one, Appearance) and key.holds(one))

    def __call__(self, wanted: Collection[Key]) -> Records:
        return {key: self[key] for key in wanted}


def _preference(grant: Grant) -> tuple[int, str]:
    """Where several grants would do, rest on the one that is hardest to lose."""
    return ("no", "stops_future", "requires_retrain").index(grant.revocable), grant.record_id


def _place(one: Appearance) -> tuple[int, int, str, str, str, float]:
    return one.in_frame, one.out_frame, one.subject, one.role, one.source, one.confidence


class Conflict(FilmwrightError):
    """What is to be written contradicts what the ledger has."""


def conflict(one: Subject, other: Subject) -> Conflict:
    """The error for one subject id that is said to be two things."""
    said = f"'{one.name}' ({one.kind}, owner {one.owner or 'unknown'})"
    now = f"'{other.name}' ({other.kind}, owner {other.owner or 'unknown'})"
    return Conflict(f"the ledger has this subject as {said}, not {now}", one.id, "give the new one its own id")
