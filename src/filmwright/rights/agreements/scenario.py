"""A template's scenarios, run for real: its records, the facts of the scenario, one request, ``decide``."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from filmwright.rights.agreements.parameters import Context
from filmwright.rights.agreements.shape import Block, Scenario, Template
from filmwright.rights.agreements.template import expanded
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.decision import Decision
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import ROLES
from filmwright.rights.vocabulary import Action, Appearance, Request, Role, Span, Subject, SubjectKind

_ASSET = "a" * 64
_FRAMES = 100
_FACTS: dict[str, type[Record]] = {
    "grants": Grant,
    "mandates": Mandate,
    "notices": Notice,
    "payments": Payment,
    "prohibitions": Prohibition,
    "revocations": Revocation,
    "standings": Standing,
    "suspensions": Suspension,
    "uses": Use,
}
_OF_A_GRANT = frozenset({"notices", "payments", "revocations", "uses"})


class Outcome(NamedTuple):
    """What came of a scenario; ``good`` if it is what the template promises."""

    name: str
    expected: str
    verdict: str
    said: tuple[str, ...]
    good: bool


def context_of(template: Template) -> Context:
    """The example's film."""
    example = template.example
    subjects = {one.id: one.subject for one in (example.work, *example.subjects)}
    return Context(example.work.id, subjects, lambda key: f"{template.name}, example" + (f", {key}" if key else ""))


def made_up(template: Template, filled: Block, where: str) -> Context:
    """The example's film, and beside it any subject that ``filled`` names: enough to show what would be made.

    Args:
        filled: parameters; a subject that the example has not is given a name and an owner that say so.
        where: the option or file that they come from, for errors.
    """
    example = context_of(template)
    subjects = dict(example.subjects)
    for key, blank in template.parameters.items():
        value = filled.get(key)
        if blank.type != "subject" or not isinstance(value, str) or value in subjects:
            continue
        scheme = value.partition(":")[0]
        allowed = blank.kinds or tuple(SubjectKind)
        kind = next((kind for kind in allowed if kind == scheme), allowed[0])
        with contextlib.suppress(ValidationError):  # An id that is none is named where parameters are checked.
            subjects[value] = Subject(id=value, kind=kind, name=value, owner=f"the owner of {value}")
    return Context(example.work, subjects, lambda key: f"{where} {key}" if key in filled else where)


def outcomes(template: Template) -> list[Outcome]:
    """Run every scenario of a template."""
    return [run(template, scenario) for scenario in template.scenarios]


def run(template: Template, scenario: Scenario) -> Outcome:
    """Run one scenario.

    Raises:
        FilmwrightError: if its parameters do not fit the template.
    """
    decision = decided(template, scenario)
    said = tuple(decision.sentences())
    because = (scenario.because or "").casefold()
    good = decision.verdict == scenario.verdict and because in " ".join(said).casefold()
    return Outcome(scenario.name, scenario.verdict, decision.verdict, said, good)


def decided(template: Template, scenario: Scenario) -> Decision:
    """The Decision that a scenario comes to."""
    filled = _changed(template.example.filled, scenario.filled)
    made = expanded(template, filled, context_of(template))
    grants = [record for record in made if isinstance(record, Grant)]
    facts = Facts.of([*_film(template), *made, *_given(scenario, grants)], "ab" * 32, template.example.work.owner)
    request = _request(_changed(template.example.request, scenario.request))
    decision = decide(request, facts)
    if scenario.answers is None:
        return decision
    answers = [Answer(question=q.id, yes=scenario.answers, by="Business Affairs") for q in decision.questions]
    return decide(request, facts.extended(answers, "cd" * 32))


def _changed(base: Block, change: Block) -> Block:
    return {key: value for key, value in {**base, **change}.items() if value is not None}


def _film(template: Template) -> list[Record]:
    example = template.example
    made: list[Record] = []
    for one in (example.work, *example.subjects):
        role = ROLES.get(one.kind, Role.DEPICTS)
        made.append(one.subject)
        made.append(Appearance(asset=_ASSET, in_frame=one.in_frame, out_frame=one.out_frame, subject=one.id, role=role))
        if one.id in example.cleared:
            made.append(Grant(assigner=one.owner, subjects=(one.id,), actions=tuple(Action)))
    return made


def _given(scenario: Scenario, grants: list[Grant]) -> list[Record]:
    made: list[Record] = []
    for kind, blocks in scenario.given.items():
        for block in blocks:
            body = {**block, "grant": grants[block["grant"] - 1].id} if kind in _OF_A_GRANT else block
            made.append(_FACTS[kind].model_validate(body))
    return made


def _request(asked: Mapping[str, Any]) -> Request:
    body = dict(asked)
    span = Span(asset=_ASSET, in_frame=body.pop("in", 0), out_frame=body.pop("out", _FRAMES))
    return Request.model_validate({**body, "spans": (span,)})
