"""What people say besides grants: written once, about things that are there, and never again once it was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, clear, notes
from filmwright.library.ingest import ingest
from filmwright.rights import door, ledger
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio

RIGHTS = """\
title: Alpha
owner: The Test Works
subjects:
  - {id: "identity:jo", kind: identity, name: Jo, owner: Jo, appearances: [{in: 0, out: 30}]}
grants:
  - {assigner: The Test Works, agreement: letter, actions: [ingest, train.base, deliver]}
  - {assigner: Jo, agreement: release, subject: "identity:jo", actions: [ingest]}
  - assigner: Jo
    agreement: contract
    subject: "identity:jo"
    actions: [train.base]
    conditions: [no nudity]
    cba: "Actors  2026"
"""


@pytest.fixture
def filled(studio: Studio, alpha: Path, tmp_path: Path) -> Studio:
    """*Alpha*, with Jo in its first shot of three, who allows training if a condition holds."""
    (tmp_path / "alpha.yaml").write_text(RIGHTS, encoding="utf-8")
    catalogue.add(studio, [alpha], "Alpha", tmp_path / "alpha.yaml")
    assert not ingest(studio).failed
    return studio


def verdicts(studio: Studio, project: str = "") -> list[str]:
    return [one.decision.verdict for one in clear.clear(studio, "train.base", project=project)]


def jos(studio: Studio) -> Grant:
    (grant,) = ledger.facts(studio).grants("identity:jo", Action.TRAIN_BASE)
    return grant


def revoked(studio: Studio, record: Record) -> None:
    with ledger.writing(studio) as connection:
        ledger.append(connection, [Revocation(grant=record.record_id)], ledger.ensure_key(studio))


def test_a_yes_lets_the_grant_count_for_what_was_asked_and_for_nothing_else(filled: Studio) -> None:
    assert verdicts(filled) == ["unknown", "permit", "permit"]
    (asked,) = clear.clear(filled, "train.base")[0].decision.questions
    assert notes.question(filled, asked.id[:8]) == notes.question(filled, asked.id.upper()) == asked
    done = notes.write(filled, notes.made(Answer, question=asked.id, yes=True, by="Counsel"))
    assert done.new and done.signed_by == "studio"
    assert verdicts(filled) == ["permit"] * 3 and verdicts(filled, "Dune")[0] == "unknown"


def test_a_question_of_a_project_is_found_with_its_project_or_in_a_decision(filled: Studio) -> None:
    asked = clear.clear(filled, "train.base", project="Dune")[0].decision
    (question,) = asked.questions
    with pytest.raises(FilmwrightError, match="no such question was asked, and none is open now"):
        notes.question(filled, question.id)
    with pytest.raises(FilmwrightError, match="no such question"):
        notes.question(filled, question.id, "deliver", project="Dune")
    assert notes.question(filled, question.id, project="Dune") == question
    door.ask(filled, asked.request)
    assert notes.question(filled, question.id) == question


@pytest.mark.parametrize(
    ("key", "said"), [("abc", "no question's id"), ("xy" * 8, "no question's id"), ("0" * 64, "no such")]
)
def test_what_is_no_question_is_said(filled: Studio, key: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        notes.question(filled, key)


def test_said_twice_it_stands_there_once_and_taken_back_it_stays_so(filled: Studio) -> None:
    said = Standing(subject="identity:jo", what="minor", valid_to="2030-01-01")
    assert [notes.write(filled, said).new for _ in range(2)] == [True, False]
    assert verdicts(filled)[0] == "deny"
    revoked(filled, said)
    assert verdicts(filled)[0] == "unknown"
    with pytest.raises(FilmwrightError, match="said before and taken back"):
        notes.write(filled, said)


def test_only_of_what_is_in_the_ledger(filled: Studio) -> None:
    grant = jos(filled)
    day = "2026-01-01"
    with ledger.reading(filled) as connection:
        before = ledger.root(connection)
    for wrong, said in (
        (Notice(grant="0" * 64, at=day, to="Jo"), "no grant of this id"),
        (Payment(grant="0" * 64, amount="1", currency="EUR", at=day, to="Jo"), "no grant of this id"),
        (Standing(subject="identity:joe", what="minor"), "no such subject"),
    ):
        with pytest.raises(FilmwrightError, match=said):
            notes.write(filled, wrong)
    with ledger.reading(filled) as connection:
        assert ledger.root(connection) == before
    assert notes.write(filled, Notice(grant=grant.id, at=day, to="Jo")).new
    revoked(filled, grant)
    with pytest.raises(FilmwrightError, match="was revoked"):
        notes.write(filled, Notice(grant=grant.id, at="2026-01-02", to="Jo"))


def test_no_circle_of_mandates(filled: Studio) -> None:
    notes.write(filled, Mandate(principal="Jo", agent="Agency", authority="agent"))
    with pytest.raises(FilmwrightError, match="circle"):
        notes.write(filled, Mandate(principal="Agency", agent="JO", authority="agent"))


def test_a_strike_is_counted_against_the_grants_under_the_agreement(filled: Studio) -> None:
    assert (notes.under(filled, "actors 2026"), notes.under(filled, "Writers 2026")) == (1, 0)
    notes.write(filled, Suspension(cba="ACTORS 2026"))
    assert verdicts(filled)[0] == "deny"
    revoked(filled, jos(filled))
    assert notes.under(filled, "Actors 2026") == 0


def test_a_field_that_is_wrong_is_one_line() -> None:
    with pytest.raises(FilmwrightError, match="currency") as caught:
        notes.made(Payment, grant="0" * 64, amount="12", currency="euro", at="2026-01-01", to="Jo")
    assert "\n" not in str(caught.value)
