"""Nobody is shown a pattern or the name of a type: a fault says what the value must be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from filmwright.rights.circumstances import Payment
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.rightsfile import FileSubject, _Whole
from filmwright.rights.vocabulary import Appearance
from filmwright.validation import in_words, one_line, place

GRANT = {"assigner": "Jo", "subjects": ["work:a"], "actions": ["index"]}
PAID = {"grant": "a" * 64, "amount": "10", "currency": "EUR", "at": "2026-05-01", "to": "Jo"}
SEEN = {"asset": "a" * 64, "in_frame": 0, "out_frame": 5, "subject": "work:a"}
OF_A_FILE = {"title": "A", "owner": "B"}
OF_A_SUBJECT = {"id": "identity:jo", "kind": "identity", "name": "Jo"}
WHOLE = "must be 64 digits of 0-9 and a-f, the whole of it"
AN_ID = "must be an id as SCHEME:NAME without spaces, such as work:my-film"
A_LIST = "must be a list, as [one, two]"


@pytest.mark.parametrize(
    ("model", "fields", "said"),
    [
        (Payment, {**PAID, "amount": "1e5"}, "amount: write a number such as 1500 or 1500.50"),
        (Payment, {**PAID, "grant": "short"}, f"grant: {WHOLE}"),
        (Payment, {**PAID, "to": ""}, "to: is empty"),
        (Payment, {**PAID, "to": "x" * 300}, "to: is longer than 200 characters"),
        (Payment, {**PAID, "in_full": "perhaps"}, "in_full: must be yes or no"),
        (Payment, {key: PAID[key] for key in PAID if key != "at"}, "at: is missing"),
        (Grant, {**GRANT, "subjects": ["a b"]}, f"subjects.0: {AN_ID} (and 1 more)"),
        (Grant, {**GRANT, "subjects": []}, "subjects: is empty"),
        (Grant, {**GRANT, "subjects": "work:a"}, f"subjects: {A_LIST}"),
        (Grant, {**GRANT, "renews": "zz"}, f"renews: {WHOLE}"),
        (Grant, {**GRANT, "said_in": "x"}, f"said_in: {AN_ID}"),
        (Grant, {**GRANT, "max_uses": -1}, "max_uses: must be 0 or more"),
        (Grant, {**GRANT, "max_uses": "many"}, "max_uses: must be a whole number"),
        (Grant, {**GRANT, "max_uses": 1.5}, "max_uses: must be a whole number"),
        (Grant, {**GRANT, "notice_hours": 10**6}, "notice_hours: must be 87840 or less"),
        (Grant, {**GRANT, "foreign": []}, "foreign: must be named values, as key: value"),
        (Grant, {**GRANT, "agreement": ["a"]}, "agreement: must be one text"),
        (Grant, {**GRANT, "revocable": "x"}, "revocable: 'x' is not one of stops_future, requires_retrain or no"),
        (Grant, {**GRANT, "two words": 1}, "two words: is unknown here"),
        (Appearance, {**SEEN, "in_frame": 2**60}, "in_frame: must be less than 9007199254740992"),
        (
            Appearance,
            {**SEEN, "role": "s" * 99},
            f"role: '{'s' * 40}...' is not one of depicts, voices, wrote or composed",
        ),
        (_Whole, {**OF_A_FILE, "grants": ["x"]}, "grants.0: must be named values, as key: value"),
        (_Whole, {**OF_A_FILE, "subjects": [3]}, "subjects.0: must be named values, as key: value"),
        (
            FileSubject,
            {**OF_A_SUBJECT, "appearances": [{"in": "x", "out": 3}]},
            "appearances.0.in: must be a whole number",
        ),
    ],
)
def test_what_the_value_must_be(model: type[Record], fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    assert one_line(caught.value) == said
    first = caught.value.errors()[0]
    assert ".".join(map(str, place(first))) in said and in_words(first) in said
