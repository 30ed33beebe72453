"""Which Decisions stand on a statement: named by it, or come out otherwise without it."""

from __future__ import annotations

from filmwright.rights import ledger
from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.vocabulary import Appearance, Confirmation, Subject
from filmwright.withdraw.resting import load, resting

from .conftest import ASSET, FILM, JO, TRAIN, WORK, ask, ask_all, say

FOX = "b" * 64
THERE = Appearance(asset=ASSET, in_frame=100, out_frame=200, subject=JO.id)


def held(studio, record):
    return resting(studio, record).permits


def jo_agrees(**terms) -> Grant:
    return Grant(**{"assigner": JO.owner, "subjects": [JO.id], "actions": ["train.base"], **terms})


def test_a_grant_is_found_by_the_permits_that_used_it_and_no_others(rabbit):
    other = ask(rabbit, 500, action="deliver")
    early, late = ask(rabbit, 0), ask(rabbit, 100)
    assert other.verdict == "deny" and held(rabbit, TRAIN) == {early.id, late.id}
    assert resting(rabbit, TRAIN).grants == {TRAIN.id}
    assert held(rabbit, jo_agrees()) == frozenset()
    say(rabbit, Revocation(grant=TRAIN.id))
    assert held(rabbit, TRAIN) == {early.id, late.id}, "what stood on it is found after it is taken back too"


def test_a_refusal_stands_on_nothing_though_some_of_its_frames_had_a_grant(rabbit):
    say(rabbit, JO, THERE)
    part = ask(rabbit, 95)
    assert part.verdict == "deny" and TRAIN.id in part.grants_used
    assert held(rabbit, TRAIN) == frozenset()


def test_a_prohibition_is_found_by_what_it_stopped(rabbit):
    no = Prohibition(assigner="Acme", subjects=[WORK.id], actions=["train.base"])
    say(rabbit, no)
    stopped = ask(rabbit)
    assert resting(rabbit, no).stopped == (stopped.id,) and held(rabbit, no) == frozenset()


def test_an_appearance_is_found_by_its_frames_alone(rabbit):
    say(rabbit, JO, THERE, jo_agrees())
    inside, beside = ask(rabbit, 150), ask(rabbit, 300)
    assert (inside.verdict, beside.verdict) == ("permit", "permit")
    assert held(rabbit, FILM) == {beside.id}, "without it nobody is there; inside there is Jo, who agreed"
    assert held(rabbit, THERE) == frozenset(), "without Jo fewer need to agree"
    assert resting(rabbit, THERE).stopped == ()


def test_an_appearance_of_frames_far_from_what_was_asked_is_not(rabbit):
    far = Appearance(asset=FOX, in_frame=0, out_frame=50, subject=WORK.id)
    say(rabbit, far)
    ask(rabbit)
    assert held(rabbit, far) == frozenset()


def test_a_confirmation_is_found_by_the_frames_of_what_it_confirms(rabbit):
    face = Appearance(asset=ASSET, in_frame=100, out_frame=200, subject="unidentified:face-1", source="detector")
    said = Confirmation(appearance=face.record_id, subject=JO.id, by="Kim")
    say(rabbit, JO, face)
    refused = ask(rabbit, 150)
    assert refused.verdict == "unknown"
    say(rabbit, said, jo_agrees())
    settled = ask(rabbit, 150)
    assert settled.verdict == "permit" and held(rabbit, said) == {settled.id}
    assert resting(rabbit, said).stopped == (refused.id,)


def test_a_mandate_is_found_by_the_grants_that_its_agent_gave_and_through_further_agents(rabbit):
    studio_to_ag = Mandate(principal=JO.owner, agent="Ag", authority="agent", may_delegate=True)
    ag_to_bo = Mandate(principal="Ag", agent="Bo", authority="agent")
    unused = Mandate(principal=JO.owner, agent="Cy", authority="guild")
    by_bo = jo_agrees(assigner="Bo", authority="agent")
    say(rabbit, JO, THERE, studio_to_ag, ag_to_bo, unused, by_bo)
    with_jo, without = ask(rabbit, 150), ask(rabbit, 300)
    assert with_jo.verdict == "permit" and by_bo.id in with_jo.grants_used
    for mandate in (studio_to_ag, ag_to_bo):
        found = resting(rabbit, mandate)
        assert found.permits == {with_jo.id} and found.grants == {by_bo.id}
    assert held(rabbit, unused) == frozenset() and without.id not in held(rabbit, ag_to_bo)


def test_a_persons_mandate_is_found_by_the_grants_of_whoever_owns_their_face(rabbit):
    mara = Subject(id="identity:mara", kind="identity", name="Mara Lind", owner="Acme")
    there = Appearance(asset=ASSET, in_frame=100, out_frame=200, subject=mara.id)
    paper = Mandate(principal="Mara Lind", agent="Acme", authority="agent")
    terms = {"description_of_use": "her double on the ferry", "counsel_or_union": True}
    of_her = Grant(assigner="Acme", subjects=[mara.id], actions=["generate.replica.visual"], **terms)
    of_film = Grant(assigner="Acme", subjects=[WORK.id], actions=["generate.replica.visual"])
    say(rabbit, mara, there, of_her, of_film)
    asked = {"action": "generate.replica.visual", "use": "her double on the ferry"}
    assert ask(rabbit, 150, **asked).verdict == "unknown", "Acme does not speak for her by itself"
    say(rabbit, paper)
    made = ask(rabbit, 150, **asked)
    found = resting(rabbit, paper)
    assert made.verdict == "permit" and found.permits == {made.id} and of_her.id in (found.grants or ())


def test_a_mandate_that_was_not_needed_stands_behind_nothing(rabbit):
    mandate = Mandate(principal=JO.owner, agent="Ag", authority="agent")
    say(rabbit, JO, THERE, mandate, jo_agrees(assigner="Ag", authority="agent"), jo_agrees())
    assert ask(rabbit, 150).verdict == "permit"
    assert held(rabbit, mandate) == frozenset(), "Jo has said yes too"


def test_notice_and_payment_are_found_by_their_grant(rabbit):
    paid_for = jo_agrees(vests_on_payment=True, notice_hours=48)
    pay = Payment(grant=paid_for.id, amount="10", currency="EUR", at="2026-01-02", to="Jo", in_full=True)
    notice = Notice(grant=paid_for.id, at="2026-01-02", to="Jo")
    late = Notice(grant=paid_for.id, at="2026-05-01", to="Jo")
    say(rabbit, JO, THERE, paid_for, pay, notice)
    made = ask(rabbit, 150, at="2026-02-01T00:00:00Z")
    say(rabbit, late)
    assert made.verdict == "permit"
    assert held(rabbit, pay) == {made.id} == held(rabbit, notice)
    assert held(rabbit, late) == frozenset(), "the Decision was made without it"


def test_an_answer_is_found_whether_or_not_its_question_was_recorded(rabbit):
    asks = jo_agrees(conditions=("Is she the lead?",))
    say(rabbit, JO, THERE, asks)
    waiting = ask(rabbit, 150)
    (question,) = waiting.questions
    yes = Answer(question=question.id, yes=True, by="Kim")
    say(rabbit, yes)
    made = ask(rabbit, 150)
    assert (waiting.verdict, made.verdict) == ("unknown", "permit")
    found = resting(rabbit, yes)
    assert found.permits == {made.id} and found.grants == {asks.id}


def test_an_answer_to_a_question_that_was_only_previewed(rabbit):
    from filmwright.rights.evaluate import decide
    from filmwright.rights.vocabulary import Request, Span

    asks = jo_agrees(conditions=("Is she the lead?",))
    say(rabbit, JO, THERE, asks)
    request = Request(action="train.base", spans=(Span(asset=ASSET, in_frame=150, out_frame=160),))
    (question,) = decide(request, ledger.facts(rabbit)).questions
    yes = Answer(question=question.id, yes=True, by="Kim")
    say(rabbit, yes)
    made, other = ask(rabbit, 150), ask(rabbit, 300)
    found = resting(rabbit, yes)
    assert found.permits == {made.id} and found.grants is None and other.verdict == "permit"


def test_what_only_loosens_stands_behind_nothing(rabbit):
    minor = Standing(subject=JO.id, what="minor")
    say(rabbit, JO, THERE, minor, jo_agrees())
    ask(rabbit, 150)
    assert resting(rabbit, minor) == type(resting(rabbit, minor))(frozenset(), frozenset(), None)


def test_among_many_decisions_only_those_on_the_grant_are_read(rabbit):
    """Of 3,000 Decisions the two on another film's grant come from the index alone."""
    from sqlalchemy import event

    fox = Subject(id="work:fox", kind="work", name="Fox", owner="Acme")
    grant = Grant(assigner="Acme", subjects=[fox.id], actions=["train.base"])
    say(rabbit, fox, Appearance(asset=FOX, in_frame=0, out_frame=100, subject=fox.id), grant)
    ask_all(rabbit, range(0, 9000, 3))
    from filmwright.rights import door
    from filmwright.rights.vocabulary import Request, Span

    two = [Request(action="train.base", spans=(Span(asset=FOX, in_frame=n, out_frame=n + 5),)) for n in (0, 50)]
    wanted = {one.id for one in door.ask_many(rabbit, two)}
    plans = []

    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT") and "ledger_index" in statement:
            plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(rabbit.engine, "before_cursor_execute", explain)
    assert held(rabbit, grant) == wanted
    event.remove(rabbit.engine, "before_cursor_execute", explain)
    assert plans and not [plan for plan in plans if plan.startswith("SCAN") and "CONSTANT" not in plan], plans
    assert {one.id for one in load(rabbit, wanted)} == wanted
    assert len(held(rabbit, TRAIN)) == 3000
