"""The whole answer, before the withdrawal and after it; and what a withdrawal may allow."""

from __future__ import annotations

from filmwright.rights import ledger
from filmwright.rights.circumstances import Standing
from filmwright.rights.grants import Prohibition
from filmwright.withdraw.affected import affected
from filmwright.withdraw.revoke import revoke

from .conftest import FILM, JO, WORK, ask, grant, made_under, outcomes, say


def test_a_supposition_and_the_withdrawal_itself_agree_and_the_first_writes_nothing(studio):
    terms = grant()
    made_under(studio, terms)
    with ledger.reading(studio) as connection:
        before = ledger.root(connection)
    supposed = affected(studio, terms.id[:8])
    with ledger.reading(studio) as connection:
        assert ledger.root(connection) == before
    revoke(studio, terms.id, "over", "Acme")
    real = affected(studio, terms.id)
    assert supposed.taken is None and real.taken is not None and (real.taken.by, real.taken.reason) == ("Acme", "over")
    assert outcomes(supposed) == outcomes(real) and supposed.decisions == real.decisions == 3


def test_a_grant_that_nothing_stands_on_affects_nothing(studio):
    unused = grant(agreement="never used", valid_from="2090-01-01")
    made_under(studio, grant())
    say(studio, unused)
    found = affected(studio, unused.id)
    assert (found.hits, found.decisions, found.allowed) == ((), 0, 0)


def test_a_prohibition_says_what_would_be_allowed_again(rabbit):
    no = Prohibition(assigner="Acme", subjects=[WORK.id], actions=["train.base"])
    say(rabbit, no)
    ask(rabbit, 0), ask(rabbit, 0, at="2026-01-01T00:00:00Z"), ask(rabbit, 100), ask(rabbit, 0, action="deliver")
    found = affected(rabbit, no.id)
    assert (found.loosens, found.allowed, found.hits) == (True, 2, ())


def test_a_standing_cannot_say_what_it_would_allow(rabbit):
    minor = Standing(subject=JO.id, what="minor")
    say(rabbit, JO, minor)
    found = affected(rabbit, minor.record_id)
    assert (found.loosens, found.allowed) == (True, None)


def test_an_appearance_taken_back_stops_what_stood_on_it(studio):
    made_under(studio, grant())
    found = affected(studio, FILM.record_id)
    assert found.loosens and found.allowed == 0
    assert outcomes(found)["model", "M"] == "stop"
    assert any("nobody is registered" in line for hit in found.hits for line in hit.why)
