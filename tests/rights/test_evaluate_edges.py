"""Where one thing ends and the next begins: frames of appearances, answers about people, what is no person at all."""

from __future__ import annotations

import pytest
from asking import facts
from parties import ROOT, USE, Fields

from filmwright.rights.circumstances import Answer, Mandate, Standing, Use
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import (
    Action,
    Appearance,
    Authority,
    Confirmation,
    Request,
    Span,
    Subject,
    SubjectKind,
)

# ---- at the edge -----------------------------------------------------------------------------------------------------

WORK = Subject(id="work:one", kind=SubjectKind.WORK, name="One", owner="Studio One")
JO = Subject(id="identity:jo", kind=SubjectKind.IDENTITY, name="Jo Doe", owner="Jo Doe")
TRAIN, REPLICA = Action.TRAIN_BASE, Action.GENERATE_REPLICA_VISUAL
OURS = Grant(assigner="Studio One", subjects=(WORK.id,), actions=(TRAIN,))
BY_JO = Grant(assigner="Jo Doe", subjects=(JO.id,), actions=(TRAIN,))


def film(*more: Record) -> list[Record]:
    return [WORK, JO, OURS, Appearance(asset="reel", in_frame=0, out_frame=100, subject=WORK.id), *more]


def jo(first: int, out: int) -> Appearance:
    return Appearance(asset="reel", in_frame=first, out_frame=out, subject=JO.id)


def frames(first: int, out: int) -> Request:
    span = Span(asset="reel", in_frame=first, out_frame=out)
    return Request(action=TRAIN, spans=(span,), at="2026-06-15T10:00:00Z")


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [((0, 10), "permit"), ((9, 10), "permit"), ((10, 11), "deny"), ((19, 20), "deny"), ((20, 21), "permit")],
)
def test_the_last_frame_of_an_appearance_is_the_one_before_its_end(asked: tuple[int, int], verdict: str) -> None:
    assert decide(frames(*asked), facts(film(jo(10, 20)))).verdict == verdict


def test_a_frame_between_two_appearances_counts_once() -> None:
    touching = film(jo(10, 20), jo(20, 30))
    missing = [m.span for m in decide(frames(15, 25), facts(touching)).missing]
    assert missing == [Span(asset="reel", in_frame=15, out_frame=25)]
    overlapping = [m.span for m in decide(frames(0, 100), facts(film(jo(10, 21), jo(20, 30)))).missing]
    assert overlapping == [Span(asset="reel", in_frame=10, out_frame=30)]
    permitted = decide(frames(15, 25), facts([*touching, BY_JO]))
    assert permitted.verdict == "permit" and sorted(permitted.grants_used) == sorted([OURS.id, BY_JO.id])


# ---- answers ---------------------------------------------------------------------------------------------------------

KIM = Subject(id="identity:kim", kind=SubjectKind.IDENTITY, name="Kim", owner="Kim")
BY_AGENCY: Fields = {"assigner": "Agency", "authority": "agent", "subjects": [JO.id, KIM.id], "description_of_use": USE}
SPOKEN_FOR = [Mandate(principal=owner, agent="Agency", authority=Authority.AGENT) for owner in ("Jo Doe", "Kim")]


@pytest.mark.parametrize(
    ("around", "said_of_it"),
    [([], {"counsel_or_union": True}), (SPOKEN_FOR, {}), (SPOKEN_FOR, {"counsel_or_union": True, "minor": True})],
    ids=["may the agency speak for them", "had they counsel", "has their guardian agreed"],
)
def test_an_answer_about_one_person_says_nothing_of_another(around: list[Record], said_of_it: Fields) -> None:
    grant = Grant(**{**BY_AGENCY, **said_of_it}, actions=(REPLICA,))
    span = Span(asset="reel", in_frame=0, out_frame=1)
    asked = Request(action=REPLICA, spans=(span,), use=USE, at="2026-06-15T10:00:00Z")
    there = [Appearance(asset="reel", in_frame=0, out_frame=1, subject=person.id) for person in (JO, KIM)]
    records = [JO, KIM, grant, *around, *there]
    questions = {q.subject: q.id for q in decide(asked, facts(records)).questions}
    assert questions.keys() == {JO.id, KIM.id}
    of_jo, of_kim = (Answer(question=questions[person.id], yes=True, by="Counsel") for person in (JO, KIM))
    assert decide(asked, facts([*records, of_jo])).verdict == "unknown"
    assert decide(asked, facts([*records, of_jo, of_kim])).verdict == "permit"


# ---- what is nobody --------------------------------------------------------------------------------------------------

UNNAMED = Appearance(asset="reel", in_frame=10, out_frame=20, subject="unidentified:face-1", source="detector")


def test_an_unnamed_face_is_not_cleared_and_cannot_be_named_unnamed() -> None:
    assert decide(frames(0, 100), facts(film(UNNAMED))).verdict != "permit"
    assert decide(frames(20, 100), facts(film(UNNAMED))).verdict == "permit"
    with pytest.raises(ValueError, match="a person says who it is"):
        UNNAMED.model_copy(update={"source": "human"})
    for other in ("unidentified:face-1", "unidentified:face-2"):
        with pytest.raises(ValueError, match="says who it is, or nobody"):
            Confirmation(appearance=UNNAMED.record_id, subject=other, by="Editor")


def test_each_face_must_be_said_to_be_somebody() -> None:
    jo_here = Appearance(asset="reel", in_frame=0, out_frame=100, subject=JO.id)
    second = UNNAMED.model_copy(update={"subject": "unidentified:face-2"})
    there = film(JO, jo_here, BY_JO, UNNAMED, second)
    is_jo, too = (Confirmation(appearance=one.record_id, subject=JO.id, by="Editor") for one in (UNNAMED, second))
    for said in ([], [is_jo], [too]):
        decision = decide(frames(0, 100), facts([*there, *said]))
        assert decision.verdict == "unknown" and decision.missing[0].kind == "appearance", "one may be a stranger"
    assert decide(frames(0, 100), facts([*there, is_jo, too])).verdict == "permit", "a mirror"


# ---- what must not come back by another way --------------------------------------------------------------------------


def test_a_renewed_grant_has_the_uses_of_the_first() -> None:
    once = OURS.model_copy(update={"max_uses": 1})
    used, gone = Use(grant=once.id, decision="d" * 64), Revocation(grant=once.id, superseded=True)
    again = once.model_copy(update={"renews": once.id})
    there = [WORK, film()[3], once, gone, again]
    assert decide(frames(0, 9), facts(there)).verdict == "permit"
    assert decide(frames(0, 9), facts([*there, used])).verdict == "deny"


def test_who_speaks_for_the_living_does_not_speak_for_the_dead() -> None:
    grant = Grant(**BY_AGENCY, actions=(REPLICA,), deceased=True, counsel_or_union=True)
    there = [JO, KIM, grant, *SPOKEN_FOR, Appearance(asset="reel", in_frame=0, out_frame=9, subject=JO.id)]
    asked = frames(0, 9).model_copy(update={"action": REPLICA, "use": USE})
    assert decide(asked, facts(there)).verdict == "permit"
    dead = Standing(subject=JO.id, what="deceased", valid_from="2026-01-01")
    decision = decide(asked, facts([*there, dead]))
    assert decision.verdict == "unknown" and "outlive" in decision.questions[0].text


@pytest.mark.parametrize("what", ["deceased", "minor"])
def test_a_standing_of_a_person_is_that_of_their_voice(what: str) -> None:
    voice = Subject(id="voice:jo", kind=SubjectKind.VOICE, name="the voice of Jo Doe", owner="Jo Doe")
    action = Action.GENERATE_REPLICA_VOICE
    own = Grant(assigner="Jo Doe", subjects=[voice.id], actions=[action], description_of_use=USE, counsel_or_union=True)
    there = [JO, voice, own, Appearance(asset="reel", in_frame=0, out_frame=9, subject=voice.id, role="voices")]
    asked = frames(0, 9).model_copy(update={"action": action, "use": USE})
    assert decide(asked, facts(there)).verdict == "permit"
    assert decide(asked, facts([*there, Standing(subject=JO.id, what=what)])).verdict == "permit", "of the face alone"
    decision = decide(asked, facts([*there, Standing(subject=JO.id, what=what, person="jo  doe")]))
    assert decision.verdict == "deny" and decision.needed[0].authority in ("estate", "guardian")


def test_an_answer_is_about_one_use_in_one_place() -> None:
    grant = OURS.model_copy(update={"actions": (Action.DELIVER,), "conditions": ("nothing that smokes",)})
    asked = frames(0, 9).model_copy(update={"action": Action.DELIVER})
    there = [WORK, film()[3], grant]
    nothing = decide(asked, facts(there))
    yes = Answer(question=nothing.questions[0].id, yes=True, by="Counsel")
    assert decide(asked, facts([*there, yes])).verdict == "unknown", "nobody said what it is"
    trailer = asked.model_copy(update={"use": "the trailer", "territory": ("NO",)})
    yes = Answer(question=decide(trailer, facts(there)).questions[0].id, yes=True, by="Counsel")
    assert decide(trailer, facts([*there, yes])).verdict == "permit"
    for change in ({"use": "the film"}, {"territory": ("SE",)}, {"media": ("games",)}, {"project": "II"}):
        assert decide(trailer.model_copy(update=change), facts([*there, yes])).verdict == "unknown", change


def test_the_last_day_that_there_is() -> None:
    for_ever = Grant(assigner="Studio One", subjects=(WORK.id,), actions=(TRAIN,), valid_to="9999-12-31")
    late = frames(0, 9).model_copy(update={"at": "9999-12-31T23:59:59Z"})
    assert decide(late, facts([WORK, for_ever, film()[3]])).verdict == "permit"
    never = for_ever.model_copy(update={"notice_at": "9999-12-31", "notice_hours": 48})
    assert decide(late, facts([WORK, never, film()[3]])).verdict == "deny"


def test_to_whom_a_grant_was_given_where_the_studio_has_no_name() -> None:
    to_acme = OURS.model_copy(update={"assignee": "Acme"})
    for_acme = frames(0, 9).model_copy(update={"assignee": "ACME"})
    nameless = Facts.of([WORK, to_acme, film()[3]], root=ROOT)
    assert decide(frames(0, 9), nameless).verdict == "deny"
    assert decide(for_acme, nameless).verdict == "permit"
