"""What bears on grants: dates that hold, closed words, one spelling; nothing guessed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from filmwright.canonical import canonical_json
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.record import Record
from filmwright.rights.stored import parse

MANDATE = {"principal": "Jo", "agent": "Ten Percent", "authority": "agent"}
PAYMENT = {"grant": "a" * 64, "amount": "10", "currency": "EUR", "at": "2026-05-01", "to": "Jo"}


@pytest.mark.parametrize(
    ("dates", "at", "holds"),
    [
        ({}, "2026-05-01T00:00:00Z", True),
        ({"valid_from": "2026-05-01"}, "2026-04-30T23:59:59.999Z", False),
        ({"valid_from": "2026-05-01"}, "2026-05-01T00:00:00Z", True),
        ({"valid_to": "2026-05-01"}, "2026-05-01T23:59:59.999Z", True),
        ({"valid_to": "2026-05-01"}, "2026-05-02T00:00:00Z", False),
        ({"valid_from": "2026-05-01", "valid_to": "2026-05-01"}, "2026-05-01T12:00:00Z", True),
        ({"valid_from": "2026-05-01T12:00:00+02:00"}, "2026-05-01T09:59:59Z", False),
        ({"valid_from": "2026-05-01T12:00:00+02:00"}, "2026-05-01T10:00:00Z", True),
        ({"valid_to": "2026-05-01T12:00:00Z"}, "2026-05-01T12:00:00Z", False),
    ],
)
def test_it_holds_from_the_first_day_to_the_last(dates: dict[str, str], at: str, holds: bool) -> None:
    for one in (
        Mandate(**MANDATE, **dates),
        Standing(subject="identity:jo", what="minor", **dates),
        Suspension(cba="The Agreement", **dates),
    ):
        assert one.holds(at) == holds


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Mandate, {**MANDATE, "authority": "owner"}),
        (Mandate, {**MANDATE, "agent": " "}),
        (Mandate, {**MANDATE, "actions": ["everything"]}),
        (Mandate, {**MANDATE, "valid_from": "2026-05-02", "valid_to": "2026-05-01"}),
        (Mandate, {**MANDATE, "valid_from": "2026-05-01T10:00:00"}),
        (Standing, {"subject": "identity:jo", "what": "retired"}),
        (Standing, {"subject": "jo", "what": "minor"}),
        (Suspension, {"cba": ""}),
        (Suspension, {"cba": "A", "valid_from": "tomorrow"}),
        (Notice, {"grant": "a" * 64, "at": "2026-02-30", "to": "Jo"}),
        (Notice, {"grant": "short", "at": "2026-05-01", "to": "Jo"}),
        (Use, {"grant": "a" * 64}),
        (Payment, {**PAYMENT, "amount": "-5"}),
        (Payment, {**PAYMENT, "amount": "0"}),
        (Payment, {**PAYMENT, "amount": "00.000"}),
        (Payment, {**PAYMENT, "amount": "1e9"}),
        (Payment, {**PAYMENT, "amount": "5,00"}),
        (Payment, {**PAYMENT, "amount": "5.12345"}),
        (Payment, {**PAYMENT, "currency": "euro"}),
        (Payment, {**PAYMENT, "at": "2026-05-01T10:00:00"}),
        (Answer, {"question": "e" * 64, "by": "Ed"}),
        (Answer, {"question": "e" * 64, "yes": "perhaps", "by": "Ed"}),
    ],
)
def test_what_is_not_known_is_refused(model: type[Record], fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model(**fields)


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "-0.5"])
def test_a_payment_of_nothing_is_none(amount: str) -> None:
    with pytest.raises(ValidationError, match="a payment is more than 0; where nothing is owed, none is noted"):
        Payment(**{**PAYMENT, "amount": amount})


def test_an_older_ledger_that_has_one_is_read_still() -> None:
    least = Payment(**{**PAYMENT, "amount": "0.0001"})
    body = canonical_json({**least.body, "amount": "0"})
    assert parse("payment", body).body["amount"] == "0"


@pytest.mark.parametrize("field", ["at", "amount", "currency", "to", "grant"])
def test_nothing_that_a_payment_or_notice_needs_is_left_empty(field: str) -> None:
    with pytest.raises(ValidationError):
        Payment(**{**PAYMENT, field: ""})
    for name in {"at", "to", "grant"} & {field}:
        with pytest.raises(ValidationError):
            Notice(**{"grant": "a" * 64, "at": "2026-05-01", "to": "Jo", name: " "})


def test_one_spelling() -> None:
    one = Mandate(**MANDATE, subjects=["voice:b", "voice:a", "voice:a"], actions=["index", "deliver", "index"])
    assert one == Mandate(**MANDATE, subjects=["voice:a", "voice:b"], actions=["deliver", "index"])
    two = (
        Suspension(cba=cba, actions=actions)
        for cba, actions in (("A ", ["index", "deliver"]), ("A", ["deliver", "index"]))
    )
    assert len({one.record_id for one in two}) == 1
    assert Payment(**PAYMENT).record_id != Payment(**{**PAYMENT, "in_full": True}).record_id
    assert "in_full" not in Payment(**PAYMENT).body, "a default is left out"
