"""Do terms hold for a request? A grant must cover the whole of it; a prohibition need only touch it.

``standing`` puts the limits of a grant (``limits``) together with what a person must judge (``questions``).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from filmwright.rights import questions, territory, words
from filmwright.rights.case import Case
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.limits import LIMITS
from filmwright.rights.questions import Asked
from filmwright.rights.vocabulary import Request


class Finding(NamedTuple):
    """What a grant comes to: ``holds``, ``asks`` (then ``questions``) or ``fails`` (then ``why``)."""

    answer: Literal["holds", "asks", "fails"]
    why: str = ""
    questions: tuple[Asked, ...] = ()


def short(grant: Grant | Prohibition) -> str:
    """A grant or prohibition in a sentence: its kind, first digits, who gave it and under which agreement."""
    under = f" under {grant.agreement}" if grant.agreement else ""
    return f"{grant.ledger_kind} {grant.id[:12]} by {grant.assigner}{under}"


def standing(case: Case) -> Finding:
    """Whether a grant counts for a request."""
    for rule in LIMITS:
        if against := rule(case):
            return Finding("fails", against)
    left: list[Asked] = []
    for text in questions.texts(case):
        asked = Asked(questions.question_id(case, text), text)
        answers = case.facts.answers(asked.id) if questions.of_one_use(case) else []
        if any(not answer.yes for answer in answers):
            return Finding("fails", f"was judged not to hold: {text} no")
        if not answers:
            left.append(asked)
    return Finding("asks", questions=tuple(left)) if left else Finding("holds")


def touches(prohibition: Prohibition, request: Request, works: frozenset[str]) -> bool:
    """Whether the prohibition forbids any part of what is asked, in frames where ``works`` are."""
    at = words.start(request.at)
    begun = not prohibition.valid_from or at >= words.start(prohibition.valid_from)
    ended = bool(prohibition.valid_to) and at >= words.end(prohibition.valid_to)
    project, model_class = words.folded(request.project), words.folded(request.model_class)
    return (
        begun
        and not ended
        and (not prohibition.works or bool(works.intersection(prohibition.works)))
        and (not prohibition.projects or not project or project in {words.folded(p) for p in prohibition.projects})
        and _reaches(prohibition, request.territory)
        and (not prohibition.media or not request.media or not set(request.media).isdisjoint(prohibition.media))
        and (
            not prohibition.model_classes
            or not model_class
            or model_class in {words.folded(c) for c in prohibition.model_classes}
        )
    )


def _reaches(prohibition: Prohibition, asked: tuple[str, ...]) -> bool:
    within, without = prohibition.territory, prohibition.territory_except
    return not asked or any(
        (not within or territory.overlap(place, within)) and not territory.inside(place, without) for place in asked
    )
