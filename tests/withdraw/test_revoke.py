"""Taking back: one signed entry or none, said by somebody where it loosens, and never twice."""

from __future__ import annotations

import pytest

from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.rights import door, ledger
from filmwright.rights.circumstances import Standing, Suspension
from filmwright.rights.grants import Prohibition, Revocation
from filmwright.rights.vocabulary import Request, Span
from filmwright.withdraw.revoke import revoke

from .conftest import ASSET, FILM, JO, TRAIN, WORK, say

NO = Prohibition(assigner="Acme", subjects=[WORK.id], actions=["train.base"], reason="not yet")
REQUEST = {"action": "train.base", "spans": (Span(asset=ASSET, in_frame=0, out_frame=10),)}


def entries(studio):
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def test_a_grant_taken_back_is_one_signed_entry_and_the_door_refuses(rabbit):
    assert door.require(rabbit, Request(**REQUEST)).verdict == "permit"
    before = entries(rabbit)
    done = revoke(rabbit, TRAIN.id[:8], " the licence ended ", by="Acme")
    assert (done.record, done.signed_by, done.loosens) == (TRAIN, "studio", False)
    assert done.revocation == Revocation(grant=TRAIN.id, assigner="Acme", reason="the licence ended")
    assert entries(rabbit) == before + 1 and ledger.verify(rabbit) == []
    with pytest.raises(RightsRefused, match="was revoked"):
        door.require(rabbit, Request(**REQUEST))


def test_it_is_not_taken_back_twice(rabbit):
    revoke(rabbit, TRAIN.id, "over", by="Acme")
    before = entries(rabbit)
    with pytest.raises(FilmwrightError, match=r"this grant was taken back already on 20\d\d-\d\d-\d\d by Acme"):
        revoke(rabbit, TRAIN.id, "over again")
    assert entries(rabbit) == before


@pytest.mark.parametrize("because", ["", "  ", "x" * 5000, "a\x1bb"])
def test_without_a_reason_that_can_be_read_the_ledger_stays_as_it_was(rabbit, because):
    before = entries(rabbit)
    with pytest.raises(FilmwrightError):
        revoke(rabbit, TRAIN.id, because)
    assert entries(rabbit) == before


@pytest.mark.parametrize(
    "record", [NO, FILM, Standing(subject=JO.id, what="minor"), Suspension(cba="TV 2026")], ids=lambda r: r.ledger_kind
)
def test_what_may_allow_more_needs_somebody_who_answers_for_it(rabbit, record):
    say(rabbit, JO, record)
    before = entries(rabbit)
    with pytest.raises(FilmwrightError, match=r"may allow more than before.*say who with --by NAME"):
        revoke(rabbit, record.record_id, "settled")
    assert entries(rabbit) == before
    assert revoke(rabbit, record.record_id, "settled", by="Kim").loosens


def test_a_prohibition_taken_back_forbids_no_more(rabbit):
    say(rabbit, NO)
    assert door.preview(rabbit, [Request(**REQUEST)])[0].verdict == "deny"
    revoke(rabbit, NO.id, "settled", by="Acme")
    assert door.preview(rabbit, [Request(**REQUEST)])[0].verdict == "permit"


def test_an_authority_signs_what_it_takes_back_and_only_what_it_may(rabbit, monkeypatch):
    from filmwright.rights.appoint import appoint
    from filmwright.rights.keys import SIGN_AS

    appoint(rabbit, "legal", ("revocation",))
    appoint(rabbit, "casting", ("appearance",))
    before = entries(rabbit)
    monkeypatch.setenv(SIGN_AS, "casting")
    with pytest.raises(FilmwrightError, match=r"'casting' may not write .*revocation"):
        revoke(rabbit, TRAIN.id, "over")
    assert entries(rabbit) == before
    monkeypatch.setenv(SIGN_AS, "legal")
    assert revoke(rabbit, TRAIN.id, "over").signed_by == "legal"
    assert ledger.verify(rabbit) == []
