"""Worlds with people's answers in them: what the grants of a world ask, and what is said to it."""

from __future__ import annotations

import hashlib
import json
from random import Random

from oracle import Oracle
from oracle_terms import plain
from parties import ROOT, STUDIO
from worlds import World, answers, world

from filmwright.rights.circumstances import Answer
from filmwright.rights.decision import Decision, Question
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Request, Span

Asked = dict[tuple[str, str], list[str]]
"""(grant, subject) -> the ids of what the grant asks there."""


def facts(records: list[Record]) -> Facts:
    return Facts.of(records, root=ROOT, studio=STUDIO)


def by_frame(decision: Decision) -> set[tuple[str, int, str, str]]:
    """All obstacles as (asset, frame, subject, kind)."""
    return {
        (m.span.asset, frame, m.subject, m.kind)
        for m in decision.missing
        if m.span
        for frame in range(m.span.in_frame, m.span.out_frame)
    }


def question_id(text: str, grant: str, asked: Request, project: str) -> str:
    said = {
        "grant": grant,
        "question": text,
        "action": str(asked.action),
        "project": plain(project),
        "use": plain(asked.use),
        "territory": list(asked.territory),
        "media": [str(one) for one in asked.media],
        "replica_kind": str(asked.replica_kind),
    }
    # Left out where nothing is asked for, as they were not always part of a question.
    said |= {"model_class": plain(asked.model_class)} if asked.model_class else {}
    said |= {"script_sha256": asked.script_sha256} if asked.script_sha256 else {}
    spelled = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()


def questions_of(drawn: World, asking: dict[tuple[str, str], list[str]]) -> dict[tuple[str, str], list[Question]]:
    """What each grant asks on a subject, taken from a frame where it is the only grant.

    The words of a question are the evaluator's own; how many there are, and how an id comes about, is not.
    """
    around = [r for r in drawn.records if not isinstance(r, (Grant, Prohibition, Appearance, Confirmation, Answer))]
    made = {}
    for (grant, subject), why in asking.items():
        alone = next(r for r in drawn.records if r.record_id == grant and isinstance(r, Grant))
        there = [Appearance(asset="probe", in_frame=0, out_frame=1, subject=s) for s in sorted({subject, *alone.works})]
        frame = Span(asset="probe", in_frame=0, out_frame=1)
        decision = decide(drawn.request.model_copy(update={"spans": (frame,)}), facts([*around, alone, *there]))
        made[grant, subject] = [q for q in decision.questions if q.subject == subject]
        assert len(made[grant, subject]) == len(why), f"the oracle would ask of {why}, not {made[grant, subject]}"
    return made


def with_answers(random: Random, drawn: World) -> tuple[World, Asked]:
    """The same world with people's answers in it, some of them said of another project."""
    found = questions_of(drawn, Oracle(drawn.records, drawn.request, STUDIO).find().asking)
    project = drawn.request.project
    for question in (q for questions in found.values() for q in questions):
        assert question.id == question_id(question.text, question.grant, drawn.request, project)
    elsewhere = {
        key: [question_id(q.text, q.grant, drawn.request, f"{project} II") for q in questions]
        for key, questions in found.items()
        if random.random() < 0.1
    }
    asked = {key: [q.id for q in questions] for key, questions in found.items()}
    return World([*drawn.records, *answers(random, {**asked, **elsewhere})], drawn.request), asked


def populated(seed: int, answered: float = 0.4) -> tuple[Random, World, Asked | None]:
    """The world of a seed, with answers in a share of all worlds; and the Random to go on with."""
    random = Random(seed)
    drawn = world(random)
    if random.random() < answered:
        return random, *with_answers(random, drawn)
    return random, drawn, None
