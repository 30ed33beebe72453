"""What stands between each shot and *permit*, as steps that a person can take: sign, answer, confirm.

A shot clears once each of its needs is met, and a need is met by any one of its ways: a new signature, or a yes to all
that an old grant leaves open. Steps never get in each other's way, so what clears a shot clears it beside any others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from filmwright.library.clear import Clearance
from filmwright.library.shots import Shot
from filmwright.rights import words
from filmwright.rights.decision import Decision, Needed, Question
from filmwright.rights.facts import Facts, Presence
from filmwright.rights.vocabulary import UNIDENTIFIED, Appearance, Authority

_LISTED = 3
"""A Decision's reason names so many grants at most; with more of them it does not tell which ask in which frames."""


class Step(NamedTuple):
    """One thing that a person can do. ``key``: signer and capacity, or the id of the question or the proposal."""

    kind: Literal["signature", "answer", "confirmation"]
    key: tuple[str, ...]


Ways = frozenset[frozenset[Step]]
"""What meets a need: any of these, each of them whole. None at all: nothing that we know of meets it."""


class Block(NamedTuple):
    """What no step takes away."""

    kind: Literal["prohibition", "appearance", "dispute", "owner"]
    why: str


@dataclass(frozen=True)
class Need:
    """What one shot wants; nothing at all when it is permitted."""

    shot: Shot
    decision: Decision
    ways: frozenset[Ways] = frozenset()
    blocks: tuple[Block, ...] = ()

    def met(self, steps: Collection[Step]) -> bool:
        """Whether it clears once these steps are taken."""
        return not self.blocks and all(any(way.issubset(steps) for way in ways) for ways in self.ways)

    @cached_property
    def steps(self) -> frozenset[Step]:
        """Every step that would help, needed or one of several ways."""
        return frozenset(step for ways in self.ways for way in ways for step in way)


@dataclass
class Signature:
    """A grant to be obtained: who must give it, as what, and on what (id and name).

    ``assigner`` is "" for a subject that is not registered: find its owner and register it first. ``papers``: names of
    faces and voices of other people, as in ``Needed``.
    """

    assigner: str
    authority: Authority
    subjects: dict[str, str] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)

    def needed(self, subjects: Iterable[str]) -> Needed:
        """The grant on these of its subjects."""
        asked = tuple(sorted(subjects))
        names = tuple(self.subjects[subject] for subject in asked)
        return Needed(
            assigner=self.assigner,
            authority=self.authority,
            mandate=self.authority is not Authority.OWNER,
            subjects=asked,
            names=names,
            papers=tuple(name for name in names if name in self.papers),
        )


@dataclass(frozen=True)
class Needs:
    """What all shots want, and what each step is about."""

    of: tuple[Need, ...]
    signatures: dict[Step, Signature]
    questions: dict[Step, list[Question]]
    proposals: dict[Step, Appearance]


def needs(facts: Facts, clearances: Iterable[Clearance]) -> Needs:
    """Read from each Decision, and from who is proposed to be in its frames, what would clear the shot."""
    made = Needs((), {}, {}, {})
    found = [_need(one, facts, made) for one in clearances]
    return Needs(tuple(found), made.signatures, made.questions, made.proposals)


def signer(assigner: str, authority: Authority, subjects: Sequence[str]) -> Step:
    """The step of a signature: the same for all that one person can give in one capacity."""
    return Step("signature", (words.folded(assigner) or subjects[0], authority))


def _need(clearance: Clearance, facts: Facts, made: Needs) -> Need:
    shot, decision = clearance.shot, clearance.decision
    if clearance.cleared:
        return Need(shot, decision)
    seen = [] if decision.curable else facts.presences(shot.asset, shot.in_frame, shot.out_frame)
    open_ones = [] if decision.curable else _proposed(shot, seen, facts)
    disputed = {one.subject for one in seen if one.disputed}
    proposed = {one.subject for one in open_ones}
    ways: set[Ways] = set()
    for one in open_ones:
        step = Step("confirmation", (one.record_id,))
        made.proposals[step] = one
        ways.add(frozenset({frozenset({step})}))
    blocks = [Block("dispute", f"people say different things of who '{s}' is") for s in sorted(disputed)]
    blocks += (Block(m.kind, m.headline()) for m in decision.missing if m.kind in ("prohibition", "appearance"))
    told = _Told(decision)
    for needed in decision.needed:
        step = signer(needed.assigner, needed.authority, needed.subjects)
        for subject, name in zip(needed.subjects, needed.names, strict=True):
            if not needed.assigner and facts.subject(subject) is not None:
                # What is registered cannot be registered otherwise, so there is nobody whose grant would count.
                blocks.append(Block("owner", f"'{name}' is registered without an owner, so nobody can sign for it"))
                continue
            held = made.signatures.setdefault(step, Signature(needed.assigner, needed.authority))
            held.subjects[subject] = name
            held.papers.update({name} & set(needed.papers))
            answers = _answers(subject, told, (subject in proposed) + (subject in disputed), made)
            sign = frozenset({frozenset({step})})
            ways.add(sign | answers if answers else sign)
    return Need(shot, decision, frozenset(ways), tuple(dict.fromkeys(blocks)))


class _Told:
    """What a Decision says, by subject."""

    def __init__(self, decision: Decision) -> None:
        self.without = {missing.subject for missing in decision.missing if missing.kind == "grant"}
        self.questions: dict[str, list[Question]] = {}
        for question in decision.questions:
            self.questions.setdefault(question.subject, []).append(question)
        self.reasons: dict[str, set[str]] = {}
        for missing in decision.missing:
            if missing.kind == "question":
                self.reasons.setdefault(missing.subject, set()).add(missing.why)


def _proposed(shot: Shot, seen: Sequence[Presence], facts: Facts) -> list[Appearance]:
    """Proposals of somebody in particular that nobody has settled, in frames where that one is not known to be."""
    if all(one.confirmed for one in seen):
        return []
    known: dict[str, list[tuple[int, int]]] = {}
    for one in seen:
        if one.confirmed:
            known.setdefault(one.subject, []).append((one.in_frame, one.out_frame))
    return [
        one
        for one in facts.appearances(shot.asset, shot.in_frame, shot.out_frame)
        if one.source != "human"
        and not one.subject.startswith(UNIDENTIFIED)
        and not facts.confirmations(one.record_id)
        and _beyond(max(one.in_frame, shot.in_frame), min(one.out_frame, shot.out_frame), known.get(one.subject, []))
    ]


def _beyond(first: int, end: int, known: list[tuple[int, int]]) -> bool:
    """Whether frames ``[first, end)`` reach beyond these spans."""
    for start, stop in sorted(known):
        if start <= first < stop:
            first = stop
    return first < end


def _answers(subject: str, told: _Told, other_reasons: int, made: Needs) -> Ways:
    """The ways to cover a subject by answering what its grants leave open, in every frame of the shot."""
    if subject in told.without:
        return frozenset()
    by_grant: dict[str, set[Step]] = {}
    for question in told.questions.get(subject, ()):
        step = Step("answer", (question.id,))
        by_grant.setdefault(question.grant, set()).add(step)
        asked = made.questions.setdefault(step, [])
        if all(one.subject != subject for one in asked):
            asked.append(question)
    if len(told.reasons.get(subject, ())) - other_reasons == 1 and len(by_grant) <= _LISTED:
        return frozenset(frozenset(steps) for steps in by_grant.values())
    # Other grants ask in other frames: a yes to everything does in any case.
    return frozenset({frozenset().union(*by_grant.values())}) if by_grant else frozenset()
