"""The fewest signatures that clear so many hours of film, and what stands in the way of more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

from filmwright import garbage
from filmwright.errors import FilmwrightError
from filmwright.library import clear
from filmwright.library.clear import Clearance, Limits, length
from filmwright.library.fewest import fewest, grouped
from filmwright.library.needs import Need, Needs, Step, Ways, needs
from filmwright.library.shots import Shot
from filmwright.rights import ledger
from filmwright.rights.decision import Needed
from filmwright.rights.facts import Facts
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio

RANKS = {"signature": 0, "answer": 1, "confirmation": 1}
"""Signatures are the scarce thing: a question or a proposal is settled in the house."""
_MOST_HOURS = 1_000_000


@dataclass(frozen=True)
class Plan:
    """What to do so that ``hours`` of film are cleared; where they cannot be, so that as many are as can.

    ``enough``: whether the hours are reached. ``proven``: whether it is proven that fewer signatures do not do.
    ``steps`` in the order in which each clears most. ``clears`` are the shots permitted once they are done.
    """

    action: Action
    limits: Limits
    hours: float | Fraction
    enough: bool
    proven: bool
    with_questions: bool
    ledger_root: str
    at: str
    wants: Needs
    steps: tuple[Step, ...]
    clears: tuple[Need, ...]
    reachable: tuple[Need, ...]

    def signature(self, step: Step) -> tuple[Needed, list[Shot]]:
        """One grant to obtain, on no more subjects than it takes, and the shots that wait for it."""
        held = self.wants.signatures[step]
        waiting = [need for need in self.clears if _waits(need, step, self.steps)]
        asked = {s for need in waiting for one in need.decision.needed for s in one.subjects}
        return held.needed(asked & held.subjects.keys()), [need.shot for need in waiting]

    def to_json(self) -> dict[str, Any]:
        """As the door prints it."""
        by_kind: dict[str, list[dict[str, Any]]] = {"signature": [], "answer": [], "confirmation": []}
        for step in self.steps:
            by_kind[step.kind].append(self._said(step))
        return {
            "action": str(self.action),
            "limits": dict(self.limits),
            "hours": float(self.hours),
            "enough": self.enough,
            "proven": self.proven,
            "with_questions": self.with_questions,
            "open": {"questions": len(self.wants.questions), "proposals": len(self.wants.proposals)},
            "at": self.at,
            "ledger_root": self.ledger_root,
            "now": length(need.shot for need in self.wants.of if need.met(())),
            "then": length(need.shot for need in self.clears),
            "most": length(need.shot for need in self.reachable),
            "signatures": by_kind["signature"],
            "questions": by_kind["answer"],
            "confirmations": by_kind["confirmation"],
            "in_the_way": in_the_way(self.wants, self.reachable, self.with_questions),
        }

    def _said(self, step: Step) -> dict[str, Any]:
        if step.kind == "signature":
            needed, shots = self.signature(step)
            return {**signature_json(needed, self.action), **length(shots)}
        shots = [need.shot for need in self.clears if _waits(need, step, self.steps)]
        if step.kind == "answer":
            asked = self.wants.questions[step]
            do = f"filmwright rights answer {asked[0].id} yes --by NAME {clear.as_options(self.action, self.limits)}"
            said = {"id": asked[0].id, "text": asked[0].text, "grant": asked[0].grant, "do": do}
            return {**said, "subjects": sorted(one.subject for one in asked), **length(shots)}
        seen = self.wants.proposals[step]
        place = {"asset": seen.asset, "in": seen.in_frame, "out": seen.out_frame}
        return {"id": seen.record_id, "subject": seen.subject, "source": seen.source, **place, **length(shots)}


def signature_json(needed: Needed, action: Action) -> dict[str, Any]:
    """A grant to obtain, as the doors print it; ``register``: its subject must first be registered, with an owner."""
    return {
        "assigner": needed.assigner,
        "authority": str(needed.authority),
        "mandate": needed.mandate,
        "papers": list(needed.papers),
        "register": not needed.assigner,
        "subjects": [{"id": s, "name": name} for s, name in zip(needed.subjects, needed.names, strict=True)],
        "sentence": needed.sentence(action),
    }


@garbage.left_alone()
def plan(
    studio: Studio,
    action: str,
    hours: float | Fraction,
    with_questions: bool = False,
    title: str = "",
    **limits: Unpack[Limits],
) -> Plan:
    """The fewest signatures with which so many hours of shots (of one title) are cleared, those cleared now included.

    Of several such sets, one that clears most. Nothing is recorded.

    Args:
        hours: of film, above 0.
        with_questions: also answer open questions with yes and confirm proposals, as few as will do, where that
            spares a signature or none would help.

    Raises:
        FilmwrightError: if there is no such action, limit or title, or the hours are none.
    """
    found = clear.clear(studio, action, title, **limits)
    facts = ledger.facts(studio, found[0].decision.ledger_root if found else None)
    return planned(facts, found, clear.action_of(action), hours, with_questions, limits)


def planned(
    facts: Facts,
    found: Sequence[Clearance],
    action: Action,
    hours: float | Fraction,
    with_questions: bool = False,
    limits: Limits | None = None,
) -> Plan:
    """The same from answers that are at hand, and the facts that they were made from."""
    if not 0 < hours <= _MOST_HOURS:
        raise FilmwrightError("these are no hours of film", f"{hours}", f"name a number above 0, at most {_MOST_HOURS}")
    seconds = Fraction(str(hours)) * 3600
    wants = needs(facts, found)
    ways = {need.shot.shot: _open(need, with_questions) for need in wants.of if not need.blocks}
    reachable = tuple(need for need in wants.of if need.shot.shot in ways and all(ways[need.shot.shot]))
    most = _seconds(reachable)
    groups = grouped((ways[need.shot.shot], need.shot.frames / need.shot.rate) for need in reachable)
    chosen = fewest(groups, min(seconds, most), RANKS)
    clears = tuple(need for need in reachable if need.met(chosen.steps))
    weight = {step: _seconds(need for need in clears if _waits(need, step, chosen.steps)) for step in chosen.steps}
    return Plan(
        action=action,
        limits=limits or {},
        hours=hours,
        enough=most >= seconds,
        proven=chosen.proven,
        with_questions=with_questions,
        ledger_root=facts.root,
        at=found[0].decision.at if found else "",
        wants=wants,
        steps=tuple(sorted(chosen.steps, key=lambda step: (RANKS[step.kind], -weight[step], step))),
        clears=clears,
        reachable=reachable,
    )


def _open(need: Need, with_questions: bool) -> frozenset[Ways]:
    """The ways that may be taken."""
    if with_questions:
        return need.ways
    return frozenset(
        frozenset(way for way in ways if all(step.kind == "signature" for step in way)) for ways in need.ways
    )


def _waits(need: Need, step: Step, steps: Collection[Step]) -> bool:
    """Whether a shot that clears with these steps does not without this one."""
    return step in need.steps and not need.met([one for one in steps if one != step])


def _seconds(among: Iterable[Need]) -> Fraction:
    return sum((need.shot.frames / need.shot.rate for need in among), Fraction(0))


def in_the_way(wants: Needs, reachable: Sequence[Need], with_questions: bool = False) -> list[dict[str, Any]]:
    """Why the other shots cannot be reached: each reason with what it holds back, the costliest first."""
    within = {need.shot.shot for need in reachable}
    held: dict[tuple[str, str], list[Shot]] = {}
    for need in wants.of:
        if need.shot.shot in within:
            continue
        reasons: list[tuple[str, str]] = [(block.kind, block.why) for block in need.blocks]
        if not with_questions and any(step.kind == "confirmation" for step in need.steps):
            reasons.append(("proposal", "who is in these frames is only proposed; a person must confirm it"))
        for reason in reasons:
            held.setdefault(reason, []).append(need.shot)
    made = [{"kind": kind, "why": why, **length(shots)} for (kind, why), shots in held.items()]
    return sorted(made, key=lambda one: (-one["seconds"], one["kind"], one["why"]))
