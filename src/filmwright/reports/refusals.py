"""What stands in the way of an action, by what a person can do about it: sign, answer, confirm, register, or nothing.

Lengths are of shots: ``held`` are those in which it is among what is missing, ``clears`` those that clear if nothing
else is done but this. A shot that wants two signatures is held back by both, and neither alone clears it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from filmwright.library import clear
from filmwright.library.clear import Limits, length
from filmwright.library.needs import Need, Needs, Step
from filmwright.library.plan import signature_json
from filmwright.library.shots import Shot
from filmwright.media import timecode
from filmwright.rights.decision import merge_spans
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.vocabulary import Action, Span
from filmwright.rights.words import folded

MOST_SPANS = 20
"""Spans listed for one line; their number is always told."""


def signatures(wants: Needs, action: Action) -> list[dict[str, Any]]:
    """Who would have to sign what: the signature that clears most comes first.

    ``answers_do``: the shots that clear as well if open questions are answered, as there are grants already.
    """
    held = _held(wants.of)
    answered = {
        id(need): need.met([step for step in need.steps if step.kind == "answer"])
        for need in wants.of
        if not need.blocks
    }
    made = []
    for step, signature in wants.signatures.items():
        instead = length(need.shot for need in held[step] if answered.get(id(need), False))
        said = {"action": str(action), **signature_json(signature.needed(signature.subjects), action)}
        made.append({**said, **_worth([step], held[step]), "answers_do": instead})
    return _costliest(made)


def questions(wants: Needs, action: Action, limits: Limits, facts: Facts) -> list[dict[str, Any]]:
    """What grants leave open, grant by grant; ``clears`` if every question of the grant is answered with yes."""
    by_grant: dict[str, list[Step]] = {}
    for step, asked in wants.questions.items():
        by_grant.setdefault(asked[0].grant, []).append(step)
    held = _held(wants.of)
    made = []
    for grant, steps in by_grant.items():
        record = facts.record(grant)
        said = {"assigner": record.assigner, "agreement": record.agreement} if isinstance(record, Grant) else {}
        waiting = {need.shot.shot: need for step in steps for need in held[step]}
        listed = [_question(wants, step, action, limits, facts) for step in sorted(steps)]
        worth = _worth(steps, waiting.values())
        made.append({"action": str(action), "grant": grant, **said, "questions": listed, **worth})
    return _costliest(made)


def _question(wants: Needs, step: Step, action: Action, limits: Limits, facts: Facts) -> dict[str, Any]:
    asked = wants.questions[step]
    do = f"filmwright rights answer {asked[0].id[:16]} yes --by NAME {clear.as_options(action, limits)}"
    subjects = [_named(one.subject, facts) for one in asked]
    return {"id": asked[0].id, "text": asked[0].text, "subjects": subjects, "do": do}


def prohibitions(wants: Needs, action: Action, facts: Facts) -> list[dict[str, Any]]:
    """What is forbidden, and how much it takes away; no grant outweighs it."""
    lost: dict[str, list[Shot]] = {}
    for need in wants.of:
        for hit in need.decision.prohibitions_hit:
            lost.setdefault(hit, []).append(need.shot)
    made = []
    for hit, shots in lost.items():
        record = facts.record(hit)
        if isinstance(record, Prohibition):
            made.append(
                {
                    "action": str(action),
                    "id": hit,
                    "assigner": record.assigner,
                    "authority": str(record.authority),
                    "agreement": record.agreement,
                    "reason": record.reason,
                    "subjects": [_named(subject, facts) for subject in record.subjects],
                    "valid_from": record.valid_from,
                    "valid_to": record.valid_to,
                    "titles": _titles(shots),
                    "lost": length(shots),
                }
            )
    return sorted(made, key=lambda one: (-one["lost"]["seconds"], one["id"]))


def nobody(wants: Needs) -> list[dict[str, Any]]:
    """Frames in which nobody is registered, or more faces were seen than people are; counted by the frame."""
    found: dict[tuple[str, str], list[tuple[Shot, Span]]] = {}
    for need in wants.of:
        for missing in need.decision.missing:
            if missing.kind == "appearance" and missing.span is not None:
                found.setdefault((need.shot.title, missing.why), []).append((need.shot, missing.span))
    made = [
        {"title": title, "why": why, "frames": _frames(held), **length({s.shot: s for s, _ in held}.values())}
        for (title, why), held in found.items()
    ]
    return sorted(made, key=lambda one: (-one["seconds"], one["title"], one["why"]))


def _frames(held: Sequence[tuple[Shot, Span]]) -> dict[str, Any]:
    """How long the frames themselves are, and where the first of them lie."""
    shots = {(span.asset, span.in_frame): shot for shot, span in held}
    seconds, spans = 0.0, list[dict[str, Any]]()
    merged = merge_spans(span for _, span in held)
    for span in merged:
        shot = shots[span.asset, span.in_frame]
        seconds += float((span.out_frame - span.in_frame) / shot.rate)
        if len(spans) < MOST_SPANS:
            first = timecode.at(span.in_frame - shot.in_frame, shot.rate, shot.timecode)
            spans.append({"asset": span.asset, "in": span.in_frame, "out": span.out_frame, "timecode": first})
    return {"seconds": round(seconds, 3), "count": len(merged), "spans": spans}


def proposals(wants: Needs, facts: Facts) -> list[dict[str, Any]]:
    """Who is only proposed to be there, title by title, until a person confirms it or says otherwise."""
    held = _held(wants.of)
    found: dict[tuple[str, str], list[Step]] = {}
    for step, seen in wants.proposals.items():
        found.setdefault((held[step][0].shot.title, seen.subject), []).append(step)
    made = []
    for (title, subject), steps in found.items():
        waiting = {need.shot.shot: need for step in steps for need in held[step]}
        worth = _worth(steps, waiting.values())
        ids = sorted(step.key[0] for step in steps)
        made.append({"title": title, "subject": _named(subject, facts), "proposals": ids, **worth})
    return _costliest(made)


def unowned(wants: Needs) -> list[dict[str, Any]]:
    """What is registered without an owner, so that nobody's grant can count."""
    found: dict[str, list[Shot]] = {}
    for need in wants.of:
        for block in need.blocks:
            if block.kind == "owner":
                found.setdefault(block.why, []).append(need.shot)
    made = [{"why": why, "titles": _titles(shots), "held": length(shots)} for why, shots in found.items()]
    return sorted(made, key=lambda one: (-one["held"]["seconds"], one["why"]))


def _held(needs: Iterable[Need]) -> dict[Step, list[Need]]:
    """The shots in which each step is among what is missing."""
    held: dict[Step, list[Need]] = {}
    for need in needs:
        for step in need.steps:
            held.setdefault(step, []).append(need)
    return held


def _worth(steps: Sequence[Step], waiting: Iterable[Need]) -> dict[str, Any]:
    shots = list(waiting)
    clears = length(need.shot for need in shots if need.met(steps))
    return {
        "titles": _titles(need.shot for need in shots),
        "clears": clears,
        "held": length(need.shot for need in shots),
    }


def _costliest(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def worth(one: dict[str, Any]) -> tuple[float, float, str]:
        who = one.get("assigner", "") or one.get("title", "")
        return -one["clears"]["seconds"], -one["held"]["seconds"], folded(who)

    return sorted(made, key=worth)


def _titles(shots: Iterable[Shot]) -> list[str]:
    return sorted({shot.title for shot in shots})


def _named(subject: str, facts: Facts) -> dict[str, str]:
    known = facts.subject(subject)
    return {"id": subject, "name": known.name if known else subject}
