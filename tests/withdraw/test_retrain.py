"""A model that must be made anew is not used, whatever may still be generated."""

from __future__ import annotations

import pytest

from filmwright.errors import RightsRefused
from filmwright.rights import door, ledger
from filmwright.rights.circumstances import Mandate
from filmwright.rights.grants import Prohibition
from filmwright.withdraw.retrain import hold
from filmwright.withdraw.revoke import revoke

from .conftest import WORK, grant, made_under, say

REST = grant(["generate.generic", "deliver"])


def entries(studio):
    with ledger.reading(studio) as connection:
        return ledger.count(connection)


def test_a_model_that_learned_under_a_lost_grant_is_held_and_the_refusal_is_recorded(studio):
    trained = grant(["train.base"], revocable="requires_retrain")
    _, made = made_under(studio, trained, REST)
    before = entries(studio)
    hold(studio, made.model, "M")
    assert entries(studio) == before, "where nothing was lost nothing is asked"
    revoke(studio, trained.id, "over")
    with pytest.raises(RightsRefused, match=f"must be made anew: it learned under grant {trained.id[:12]}") as caught:
        hold(studio, made.model, "M")
    refused = door.find(studio, caught.value.decision_id)
    assert (refused.verdict, refused.request.action) == ("deny", "train.base")


def test_a_mandate_that_was_lost_holds_it_too(studio):
    mandate = Mandate(principal="Acme", agent="Ag", authority="agent")
    say(studio, mandate)
    trained = grant(["train.base"], assigner="Ag", authority="agent", revocable="requires_retrain")
    _, made = made_under(studio, trained, REST)
    revoke(studio, mandate.record_id, "over")
    with pytest.raises(RightsRefused, match="must be made anew"):
        hold(studio, made.model, "M")


def test_under_stops_future_it_is_not_held(studio):
    trained = grant(["train.base"])
    _, made = made_under(studio, trained, REST)
    revoke(studio, trained.id, "over")
    hold(studio, made.model, "M")


def test_a_grant_that_came_since_covers_it(studio):
    trained = grant(["train.base"], revocable="requires_retrain")
    _, made = made_under(studio, trained, REST)
    revoke(studio, trained.id, "over")
    say(studio, grant(["train.base"], agreement="a second letter"))
    hold(studio, made.model, "M")


def test_what_was_used_up_or_forbidden_since_asks_for_no_retraining(studio):
    """Nobody took the grant back: its one use was this training, and a prohibition speaks of what comes."""
    trained = grant(["train.base"], revocable="requires_retrain", max_uses=1)
    asked, made = made_under(studio, trained, REST)
    with ledger.writing(studio) as connection:
        door.use(connection, studio, asked[0])
    say(studio, Prohibition(assigner="Acme", subjects=[WORK.id], actions=["train.base"]))
    hold(studio, made.model, "M")
