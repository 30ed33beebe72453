"""A statement is found by its id or its first digits, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError
from filmwright.rights import ledger
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation
from filmwright.withdraw.statements import find, spoken, taken_back

from .conftest import ASSET, JO, TRAIN, WORK, ask, say

SEEN = Appearance(asset=ASSET, in_frame=5, out_frame=9, subject=JO.id, source="detector", confidence=0.5)
EACH: list[tuple[Record, str]] = [
    (TRAIN, "by Acme under letter: train.base on 'Rabbit'"),
    (Prohibition(assigner="Acme", subjects=[WORK.id], actions=["deliver"]), "by Acme: deliver on 'Rabbit'"),
    (Mandate(principal="Acme", agent="Ag", authority="agent"), "Ag speaks for Acme as agent"),
    (SEEN, "'Jo Actor' in frames 5 to 8 of asset aaaaaaaaaaaa"),
    (Confirmation(appearance=SEEN.record_id, subject=JO.id, by="Kim"), "Kim says that appearance"),
    (Confirmation(appearance=SEEN.record_id, by="Kim"), "is nobody who holds rights"),
    (Standing(subject=JO.id, what="minor", valid_to="2030-01-01"), "'Jo Actor' is minor to 2030-01-01"),
    (Suspension(cba="TV 2026", valid_from="2026-01-01"), "TV 2026 is suspended from 2026-01-01"),
    (Answer(question="b" * 64, yes=True, by="Kim"), "Kim answers yes to question bbbbbbbbbbbb"),
    (Notice(grant=TRAIN.id, at="2026-01-01", to="Jo"), "notice to Jo on 2026-01-01 under grant"),
    (
        Payment(grant=TRAIN.id, amount="5", currency="EUR", at="2026-01-01", to="Jo", in_full=True),
        "5 EUR in full to Jo",
    ),
    (Use(grant=TRAIN.id, decision="c" * 64), "by Decision cccccccccccc"),
]


@pytest.mark.parametrize("record, said", EACH, ids=[type(record).__name__ for record, _ in EACH])
def test_every_statement_is_found_by_its_id_and_by_eight_digits_and_said_in_a_line(rabbit, record, said):
    say(rabbit, JO, *{one.record_id: one for one in (SEEN, record)}.values())
    for key in (record.record_id, record.record_id[:8], f"  {record.record_id[:12].upper()} "):
        assert find(rabbit, key) == record
    line = spoken(record, ledger.facts(rabbit))
    assert said in line and record.record_id[:12] in line and "\n" not in line
    assert taken_back(rabbit, record.record_id) is None


@pytest.mark.parametrize("key", ["", "abc", "g" * 12, "a" * 65, "../../x", "a" * 7, "%" * 12, "________"])
def test_what_is_no_id_is_one_line(rabbit, key):
    with pytest.raises(FilmwrightError, match="this is no record's id"):
        find(rabbit, key)


def test_an_id_that_the_ledger_has_not_is_one_line(rabbit):
    with pytest.raises(FilmwrightError, match="the ledger has no record of this id"):
        find(rabbit, "0123456789")


def test_digits_that_two_records_begin_with_are_refused(rabbit):
    """Notices of one grant, until two begin with the same eight digits: made for the purpose, by a birthday search."""
    seen: dict[str, Notice] = {}
    for number in range(300_000):
        one = Notice.model_construct(grant=TRAIN.id, at="2026-01-01", to=f"n{number}", evidence="")
        one.model_fields_set.update({"grant", "at", "to"})
        digits = one.record_id[:8]
        if digits in seen:
            break
        seen[digits] = one
    else:
        pytest.fail("no two began alike")
    say(rabbit, one, seen[digits])
    with pytest.raises(FilmwrightError, match=r"more than one record begins with these digits .*give more of them"):
        find(rabbit, digits)
    assert {find(rabbit, each.record_id) for each in (one, seen[digits])} == {one, seen[digits]}


def test_a_decision_a_subject_and_a_revocation_are_no_statements(rabbit):
    decision, gone = ask(rabbit), Revocation(grant=TRAIN.id, assigner="Acme", reason="over")
    say(rabbit, gone)
    for record, kind in ((decision, "decision"), (WORK, "subject"), (gone, "revocation")):
        with pytest.raises(FilmwrightError, match=f"this is a {kind}; only what somebody said of rights"):
            find(rabbit, record.record_id)
    taken = taken_back(rabbit, TRAIN.id)
    assert taken is not None and (taken.by, taken.reason) == ("Acme", "over") and taken.at[:2] == "20"
