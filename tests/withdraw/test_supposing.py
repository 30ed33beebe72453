"""Facts as if a statement were taken back, or had never been."""

from __future__ import annotations

from filmwright.rights import ledger
from filmwright.rights.evaluate import decide
from filmwright.rights.grants import Revocation
from filmwright.rights.vocabulary import Request, Span
from filmwright.withdraw.supposing import supposing

from .conftest import ASSET, TRAIN, say

REQUEST = Request(action="train.base", spans=(Span(asset=ASSET, in_frame=0, out_frame=10),))


def test_a_supposed_revocation_refuses_as_a_real_one_and_is_nowhere_else(rabbit):
    facts = ledger.facts(rabbit)
    supposed = decide(REQUEST, supposing(facts, TRAIN.id, True))
    assert decide(REQUEST, facts).verdict == "permit"
    assert decide(REQUEST, supposing(facts, "0" * 64, True)).verdict == "permit"
    assert ledger.facts(rabbit).revocations(TRAIN.id) == () and ledger.verify(rabbit) == []
    say(rabbit, Revocation(grant=TRAIN.id))
    real = decide(REQUEST, ledger.facts(rabbit))
    assert (supposed.verdict, supposed.missing) == (real.verdict, real.missing) and supposed.verdict == "deny"


def test_a_revocation_is_supposed_away(rabbit):
    say(rabbit, Revocation(grant=TRAIN.id))
    facts = ledger.facts(rabbit)
    assert decide(REQUEST, facts).verdict == "deny"
    assert decide(REQUEST, supposing(facts, TRAIN.id, False)).verdict == "permit"
    assert supposing(facts, TRAIN.id, True) is facts
