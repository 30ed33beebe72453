"""What becomes of each thing: it stops, is made anew, stays, or another grant covers it."""

from __future__ import annotations

import pytest

from filmwright import lineage
from filmwright.rights import ledger
from filmwright.rights.circumstances import Mandate, Standing
from filmwright.rights.grants import Grant, Prohibition
from filmwright.studio import open_studio
from filmwright.takes.deliver import deliver, find_take
from filmwright.withdraw.affected import affected
from filmwright.withdraw.revoke import revoke

from .conftest import FILM, JO, WORK, ask, make, say

ALL = ["train.base", "generate.generic", "deliver"]


def grant(actions=ALL, **terms) -> Grant:
    return Grant(**{"assigner": "Acme", "subjects": [WORK.id], "actions": actions, **terms})


def outcomes(found):
    return {(hit.kind, hit.name.partition(" [")[0]): hit.outcome for hit in found.hits}


def made_under(studio, *grants):
    """A studio's ledger with these grants alone, and a run, model, take and delivery made under them."""
    say(studio, WORK, FILM, *grants)
    asked = [ask(studio, action=action) for action in ALL]
    assert [one.verdict for one in asked] == ["permit"] * 3
    return asked, make(studio, *asked)


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


def the_grant(studio):
    """The one grant on *Alpha*."""
    from filmwright.library import catalogue

    subject = next(one.subject for one in catalogue.title_records(studio) if one.name == "Alpha")
    return next(one for one in ledger.facts(studio).of_work(subject) if isinstance(one, Grant))


def test_on_a_real_road_all_that_was_made_is_found(copied, tmp_path):
    studio = open_studio(copied.studio)
    terms = the_grant(studio)
    deliver(studio, find_take(studio, copied.said["shoot"]["name"]), tmp_path / "out.mp4")
    found = affected(studio, terms.id)
    assert outcomes(found) == {
        ("shot", "Alpha"): "stop",
        ("snapshot", "S"): "stop",
        ("run", "M"): "stays",
        ("model", "M"): "stop",
        ("take", copied.said["shoot"]["name"]): "stays",
        ("delivery", next(n.name for n in lineage.listing(studio, "delivery"))): "stays",
    }
    shots = {hit.id: hit for hit in found.hits if hit.kind == "shot"}
    assert set(shots) == {one["shot"] for one in copied.said["shots"] if one["title"] == "Alpha"}
    assert all(hit.refused == ("ingest", "train.base") and len(hit.decisions) == 2 for hit in shots.values())
    (snapshot,) = [hit for hit in found.hits if hit.kind == "snapshot"]
    assert len(snapshot.decisions) == 5
    revoke(studio, terms.id, "the licence ended")
    assert outcomes(affected(studio, terms.id)) == outcomes(found)


@pytest.mark.parametrize("damage", ["gone", "altered"])
def test_a_snapshot_that_cannot_be_read_is_taken_to_stand_on_it(copied, damage):
    studio = open_studio(copied.studio)
    manifest = copied.studio / "snapshots" / "S.json"
    manifest.unlink() if damage == "gone" else manifest.write_text("{}")
    (snapshot,) = [hit for hit in affected(studio, the_grant(studio).id).hits if hit.kind == "snapshot"]
    assert snapshot.outcome == "stop" and "so it is taken to stand on this too" in snapshot.why[0]


def test_a_run_that_did_not_end_must_stop(copied):
    import json

    studio = open_studio(copied.studio)
    told = json.loads((copied.studio / "runs" / "M" / "run.json").read_text())
    for name, text in (("half", json.dumps(told)), ("odd", "{")):
        (copied.studio / "runs" / name).mkdir()
        (copied.studio / "runs" / name / "run.json").write_text(text)
    found = outcomes(affected(studio, the_grant(studio).id))
    assert (found["run", "half"], found["run", "odd"], found["run", "M"]) == ("stop", "stop", "stays")
