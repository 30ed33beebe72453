"""What becomes of each thing: it stops, is made anew, stays, or another grant covers it."""

from __future__ import annotations

from filmwright.rights.circumstances import Mandate
from filmwright.withdraw.affected import affected
from filmwright.withdraw.revoke import revoke

from .conftest import ALL, FILM, WORK, ask, grant, made_under, make, outcomes, say


def test_under_stops_future_what_was_made_stays_and_nothing_new_may_be_made(studio):
    terms = grant()
    asked, made = made_under(studio, terms)
    found = affected(studio, terms.id)
    by_id = {hit.id: hit for hit in found.hits}
    assert {key: by_id[key].outcome for key in (made.run, made.take, made.delivery)} == {
        made.run: "stays",
        made.take: "stays",
        made.delivery: "stays",
    }
    model = by_id[made.model]
    assert (model.outcome, model.refused) == ("stop", ("generate.generic", "train.base"))
    assert by_id[made.take].refused == ("deliver", "generate.generic")
    assert by_id[made.take].decisions == (asked[1].id,) and by_id[made.take].through == (made.model,)
    assert model.decisions == (asked[0].id,), "a model keeps no Decision: it is its run's"
    assert by_id[made.take].since == asked[1].at and "was revoked" in model.why[0]


def test_a_model_that_may_still_be_shot_with_stays(studio):
    trained, others = grant(["train.base"]), grant(["generate.generic", "deliver"])
    _, made = made_under(studio, trained, others)
    found = affected(studio, trained.id)
    assert {hit.id: hit.outcome for hit in found.hits} == dict.fromkeys(
        (made.run, made.model, made.take, made.delivery), "stays"
    )
    take = next(hit for hit in found.hits if hit.kind == "take")
    assert (take.decisions, take.through, take.refused) == ((), (made.model,), ())


def test_under_requires_retrain_models_are_made_anew_and_what_they_made_is_for_people_to_settle(studio):
    terms = grant(revocable="requires_retrain")
    made_under(studio, terms)
    found = affected(studio, terms.id)
    wanted = {("run", "M"): "retrain", ("model", "M"): "retrain", ("take", "T"): "stop", ("delivery", "D"): "stop"}
    assert outcomes(found) == wanted
    assert all("for people to agree" in hit.why[0] for hit in found.hits if hit.kind in ("take", "delivery"))


def test_where_another_grant_covers_it_nothing_changes(studio):
    terms = grant()
    made_under(studio, terms)
    say(studio, grant(agreement="a second letter"))
    found = affected(studio, terms.id)
    assert set(outcomes(found).values()) == {"covered"} and len(found.hits) == 4
    revoke(studio, terms.id, "over")
    assert set(outcomes(affected(studio, terms.id)).values()) == {"covered"}


def test_what_had_ended_anyway_is_still_found(studio):
    terms = grant(valid_to="2026-02-01")
    say(studio, WORK, FILM, terms)
    asked = [ask(studio, action=action, at="2026-01-15T00:00:00Z") for action in ALL]
    make(studio, *asked)
    found = affected(studio, terms.id)
    assert outcomes(found)["take", "T"] == "stays" and {hit.since for hit in found.hits} == {asked[0].at}


def test_a_mandate_taken_back_brings_down_what_its_agent_gave(studio):
    mandate = Mandate(principal="Acme", agent="Ag", authority="agent")
    by_agent = grant(assigner="Ag", authority="agent", revocable="requires_retrain")
    say(studio, mandate)
    made_under(studio, by_agent)
    found = affected(studio, mandate.record_id)
    assert outcomes(found)["model", "M"] == "retrain" and found.decisions == 3
    assert any("authority to give it as agent" in line for hit in found.hits for line in hit.why)
