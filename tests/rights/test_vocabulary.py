"""Records refuse what they do not know, have one spelling, and a changed copy is checked like a new one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from filmwright.canonical import canonical_json
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.signer import Signer
from filmwright.rights.stored import KINDS, parse
from filmwright.rights.vocabulary import Action, Appearance, Confirmation, Request, Span, Subject

GRANT = Grant(assigner="A", subjects=["work:x"], actions=["ingest", "deliver"], territory=["us", "US", "FR"])


def test_the_actions_are_those_of_the_design() -> None:
    assert " ".join(Action) == (
        "ingest index train.base train.adapter attribute generate.generic generate.replica.visual "
        "generate.replica.voice generate.synthetic_performer alter.performance deliver license.third_party"
    )


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Grant, {"assigner": "A", "subjects": ["work:x"], "actions": ["ingest"], "colour": "blue"}),
        (Grant, {"assigner": "A", "subjects": ["work:x"], "actions": ["everything"]}),
        (Grant, {"assigner": "A", "subjects": [], "actions": ["ingest"]}),
        (Grant, {"assigner": "A", "subjects": ["x"], "actions": ["ingest"]}),
        (Grant, {"assigner": "", "subjects": ["work:x"], "actions": ["ingest"]}),
        (Span, {"asset": "a", "in_frame": 3, "out_frame": 3}),
        (Span, {"asset": "a", "in_frame": -1, "out_frame": 3}),
        (Appearance, {"asset": "a", "in_frame": 5, "out_frame": 3, "subject": "work:x"}),
        (Appearance, {"asset": "a", "in_frame": 0, "out_frame": 3, "subject": "work:x", "confidence": float("nan")}),
        (Request, {"action": "ingest", "spans": (), "at": "2026-01-01T00:00:00"}),
        (Request, {"action": "ingest", "spans": (), "territory": "Mars"}),
        (Revocation, {"grant": "short"}),
    ],
)
def test_what_is_not_known_is_refused(model: type, fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model(**fields)


def test_one_spelling() -> None:
    other = Grant(assigner=" A ", subjects=["work:x", "work:x"], actions=["deliver", "ingest"], territory=["FR", "US"])
    assert GRANT.id == other.id and GRANT.territory == ("FR", "US")


def test_a_changed_copy_is_checked_and_has_its_own_id() -> None:
    before = GRANT.id
    assert GRANT.model_copy(update={"assigner": "B"}).id != before
    with pytest.raises(ValidationError):
        GRANT.model_copy(update={"actions": ["everything"]})


def test_no_grant_and_prohibition_share_an_id() -> None:
    terms = {"assigner": "A", "subjects": ["work:x"], "actions": ["ingest"]}
    assert Grant(**terms).id != Prohibition(**terms).id


@given(st.sampled_from(list(Action)), st.text("abc é漢", min_size=1).filter(str.strip), st.integers(0, 9) | st.none())
def test_every_record_reads_back_as_it_was(action: Action, name: str, uses: int | None) -> None:
    records = [
        Subject(id="work:x", kind="work", name=name),
        Appearance(asset="a", in_frame=0, out_frame=1, subject="work:x", source="detector", confidence=0.25),
        Grant(assigner=name, subjects=["work:x"], actions=[action], max_uses=uses, minor=False),
        Prohibition(assigner=name, subjects=["work:x"], actions=[action]),
        Revocation(grant="a" * 64),
        Confirmation(appearance="a" * 64, subject="work:x", by=name),
        Mandate(principal="P", agent=name, authority="agent", actions=[action]),
        Standing(subject="work:x", what="minor", valid_to="2030-01-01"),
        Suspension(cba=name, actions=[action]),
        Notice(grant="a" * 64, at="2026-05-01", to=name),
        Use(grant="a" * 64, decision="b" * 64),
        Payment(grant="a" * 64, amount="10.50", currency="EUR", at="2026-05-01", to=name),
        Answer(question="a" * 64, yes=False, by=name),
        Signer(name="legal", public_key="ab" * 32, may=["grant"]),
    ]
    assert {r.ledger_kind for r in records} | {"decision"} == set(KINDS)
    for record in records:
        again = parse(record.ledger_kind, canonical_json(record.body))
        assert again == record and again.record_id == record.record_id
