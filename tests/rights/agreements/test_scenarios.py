"""Every scenario of every template, run for real: the records of the agreement, one request, ``decide``."""

from __future__ import annotations

import pytest

from filmwright.rights.agreements import scenario, template
from filmwright.rights.agreements.shape import Scenario, Template
from filmwright.rights.case import REPLICA
from filmwright.rights.grants import Grant
from filmwright.rights.vocabulary import Action

TEMPLATES = {name: template.load(name) for name in template.names()}
CASES = [(found, one) for found in TEMPLATES.values() for one in found.scenarios]


@pytest.mark.parametrize(("found", "one"), CASES, ids=[f"{found.name}: {one.name}" for found, one in CASES])
def test_a_scenario_comes_out_as_the_template_says(found: Template, one: Scenario) -> None:
    outcome = scenario.run(found, one)
    assert outcome.verdict == one.verdict, outcome.said
    assert outcome.good, outcome.said


def test_a_scenario_that_comes_out_otherwise_is_not_good() -> None:
    found = TEMPLATES["in-house-footage"]
    allowed = found.scenarios[0]
    wrong = allowed.model_copy(update={"verdict": "deny", "because": "x"})
    assert scenario.run(found, allowed).good and not scenario.run(found, wrong).good
    refused = found.scenarios[1].model_copy(update={"because": "for another reason"})
    outcome = scenario.run(found, refused)
    assert outcome.verdict == refused.verdict and not outcome.good


def test_without_its_records_no_agreement_permits_anything() -> None:
    for found in TEMPLATES.values():
        bare = found.model_copy(update={"grants": ()})
        for one in found.scenarios:
            alone = one.model_copy(
                update={"given": {k: v for k, v in one.given.items() if k in ("standings", "grants")}}
            )
            if one.verdict == "permit" and "grants" not in one.given and _needs_its_grant(found, one):
                assert scenario.run(bare, alone).verdict == "deny", (found.name, one.name)


def _needs_its_grant(found: Template, one: Scenario) -> bool:
    """Whether somebody whom the agreement is about is in the frames asked for."""
    asked = {**found.example.request, **one.request}
    made = template.expanded(found, {**found.example.filled, **one.filled}, scenario.context_of(found))
    about = {subject for record in made if isinstance(record, Grant) for subject in record.subjects}
    there = (found.example.work, *found.example.subjects)
    return any(s.id in about and s.in_frame < asked.get("out", 100) and s.out_frame > asked.get("in", 0) for s in there)


@pytest.mark.parametrize("found", TEMPLATES.values(), ids=TEMPLATES)
def test_no_grant_gives_a_replica_and_training_at_once(found: Template) -> None:
    for record in template.expanded(found, found.example.filled, scenario.context_of(found)):
        if isinstance(record, Grant) and REPLICA.intersection(record.actions):
            assert not {Action.TRAIN_BASE, Action.TRAIN_ADAPTER, Action.LICENSE_THIRD_PARTY}.intersection(
                record.actions
            )
            assert len(record.projects) == 1 or found.name == "tennessee-elvis", "a further use asks again"
