"""Cases as a lawyer would tell them, each with its verdict and the sentence that a producer reads."""

from __future__ import annotations

import pytest

from filmwright.rights.circumstances import Answer, Mandate, Notice, Payment, Standing, Suspension, Use
from filmwright.rights.decision import Decision, merge_spans
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Appearance, Confirmation, Request, Span, Subject

FILM, SEQUEL = "f" * 64, "5" * 64
ROOT = "ab" * 32
WORK = Subject(id="work:rabbit", kind="work", name="Rabbit", owner="Acme Films")
JO = Subject(id="identity:jo", kind="identity", name="Jo Doe", owner="Jo Doe")
VOICE = Subject(id="voice:jo", kind="voice", name="Jo Doe's voice", owner="Jo Doe")
CUE = Subject(id="music:cue-7", kind="music", name="Cue 7", owner="Music House")
STUDIO = [WORK, Appearance(asset=FILM, in_frame=0, out_frame=1000, subject=WORK.id)]
ALL = tuple(Action)
OURS = Grant(assigner="Acme Films", subjects=[WORK.id], actions=ALL, agreement="in-house")
JO_IN = Appearance(asset=FILM, in_frame=100, out_frame=112, subject=JO.id)


def by_jo(**terms: object) -> Grant:
    return Grant(**{"assigner": "Jo Doe", "subjects": [JO.id], "actions": ["train.base"], **terms})


def ask(*records: Record, action: str = "train.base", at: str = "2026-05-01T12:00:00Z", **asked: object) -> Decision:
    spans = asked.pop("spans", (Span(asset=FILM, in_frame=90, out_frame=120),))
    request = Request(action=action, spans=spans, at=at, **asked)
    return decide(request, Facts.of([*STUDIO, *records], ROOT, "Acme Films"))


def only(decision: Decision) -> str:
    assert len(decision.missing) == 1, decision.sentences()
    return decision.sentences()[0]


def test_the_owner_said_yes() -> None:
    decision = ask(OURS)
    assert decision.verdict == "permit" and decision.grants_used == (OURS.id,) and decision.missing == ()


def test_nobody_said_anything() -> None:
    decision = ask()
    assert decision.verdict == "deny"
    assert only(decision) == (
        "no grant of train.base on 'Rabbit' from its owner Acme Films: there is none in the ledger "
        "(frames 90 to 119 of asset ffffffffffff)"
    )


def test_no_action_implies_another() -> None:
    for granted in Action:
        grant = Grant(assigner="Acme Films", subjects=[WORK.id], actions=[granted])
        for asked in set(Action) - {granted}:
            assert ask(grant, action=asked).verdict == "deny"


def test_a_cast_member_in_twelve_frames_without_consent() -> None:
    line = only(ask(OURS, JO, JO_IN))
    assert "'Jo Doe' from its owner Jo Doe" in line and "frames 100 to 111" in line
    assert ask(OURS, JO, JO_IN, spans=(Span(asset=FILM, in_frame=0, out_frame=100),)).verdict == "permit"
    assert ask(OURS, JO, JO_IN, spans=(Span(asset=FILM, in_frame=112, out_frame=113),)).verdict == "permit"
    for edge in (100, 111):
        decision = ask(OURS, JO, JO_IN, spans=(Span(asset=FILM, in_frame=edge, out_frame=edge + 1),))
        assert decision.verdict == "deny" and f"(frame {edge} of asset" in only(decision)


def test_the_studio_cannot_consent_for_its_cast() -> None:
    theirs = Grant(assigner="Acme Films", subjects=[WORK.id, JO.id], actions=ALL)
    line = only(ask(theirs, JO, JO_IN))
    assert "is not by the owner" in line and "Jo Doe" in line


def test_a_grant_by_one_who_is_no_registered_owner() -> None:
    nobody = Subject(id="mark:logo", kind="mark", name="Logo")
    grant = Grant(assigner="Acme Films", subjects=["mark:logo"], actions=ALL)
    seen = Appearance(asset=FILM, in_frame=0, out_frame=1000, subject="mark:logo")
    assert "not registered as the owner" in only(ask(OURS, nobody, grant, seen))
    assert ask(OURS, grant, seen).verdict == "deny", "a subject that is not registered at all"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"valid_to": "2026-04-30"}, "ended on 2026-04-30"),
        ({"valid_from": "2026-05-02"}, "begins on 2026-05-02"),
        ({"valid_to": "2026-05-01T14:00:00+02:00"}, "ended on 2026-05-01T12:00:00.000+00:00"),
        ({"projects": ["Rabbit II"]}, "for the project Rabbit II, not for Rabbit III"),
        ({"territory": ["US", "CA"]}, "for CA, US, not for FR"),
        ({"media": ["cinema"]}, "for cinema, not for streaming"),
        ({"model_classes": ["adapter"]}, "for models of class adapter, not for house"),
        ({"assignee": "Other Films"}, "given to Other Films, not to Acme Films"),
        ({"works": ["work:other"]}, "for work:other only"),
    ],
)
def test_a_consent_that_does_not_reach_so_far(terms: dict[str, object], said: str) -> None:
    asked = {"project": "Rabbit III", "territory": "FR", "media": "streaming", "model_class": "house"}
    decision = ask(OURS, JO, JO_IN, by_jo(**terms), **asked)
    assert decision.verdict == "deny" and said in only(decision)


@pytest.mark.parametrize(
    "terms",
    [
        {"valid_to": "2026-05-01"},
        {"valid_from": "2026-05-01"},
        {"valid_to": "2026-05-01T12:00:00.001Z"},
        {"projects": ["rabbit  iii"]},
        {"territory": ["fr"]},
        {"media": ["streaming"]},
        {"model_classes": ["House"]},
        {"assignee": "ACME films"},
        {"works": ["work:rabbit"]},
        {"compensation": "500 a day"},
    ],
)
def test_a_consent_that_just_reaches(terms: dict[str, object]) -> None:
    asked = {"project": "Rabbit III", "territory": "FR", "media": "streaming", "model_class": "house"}
    assert ask(OURS, JO, JO_IN, by_jo(**terms), **asked).verdict == "permit"


@pytest.mark.parametrize("field", ["projects", "territory", "media", "model_classes"])
def test_asking_for_everything_is_not_met_by_a_part_but_a_part_of_it_can_be_forbidden(field: str) -> None:
    part = {field: {"territory": ["US"], "media": ["cinema"]}.get(field, ["one"])}
    assert ask(OURS, JO, JO_IN, by_jo(**part)).verdict == "deny"
    forbidden = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"], reason="never", **part)
    decision = ask(OURS, JO, JO_IN, by_jo(), forbidden)
    assert decision.verdict == "deny" and decision.prohibitions_hit == (forbidden.id,)
    assert "is forbidden: prohibition" in only(decision) and "(never)" in only(decision)


def test_consent_for_one_film_says_nothing_of_the_sequel() -> None:
    sequel = Subject(id="work:rabbit-2", kind="work", name="Rabbit 2", owner="Acme Films")
    records = [
        OURS,
        JO,
        by_jo(works=["work:rabbit"]),
        sequel,
        Grant(assigner="Acme Films", subjects=[sequel.id], actions=ALL),
        Appearance(asset=SEQUEL, in_frame=0, out_frame=50, subject=sequel.id),
        Appearance(asset=SEQUEL, in_frame=0, out_frame=50, subject=JO.id),
        JO_IN,
    ]
    assert ask(*records).verdict == "permit"
    both = (Span(asset=SEQUEL, in_frame=10, out_frame=20), Span(asset=FILM, in_frame=90, out_frame=120))
    decision = ask(*records, spans=both)
    assert decision.verdict == "deny" and "for work:rabbit only (frames 10 to 19 of asset 5555" in only(decision)


def test_a_prohibition_outweighs_every_grant_and_lasts_as_long_as_it_says() -> None:
    never = Prohibition(assigner="Acme Films", subjects=[WORK.id], actions=["train.base"], valid_to="2026-06-30")
    assert ask(OURS, never).verdict == "deny"
    assert ask(OURS, never, at="2026-06-30T23:59:59Z").verdict == "deny"
    assert ask(OURS, never, at="2026-07-01T00:00:00Z").verdict == "permit"
    assert ask(OURS, never, action="deliver").verdict == "permit"


def test_a_revoked_grant_counts_no_more() -> None:
    decision = ask(OURS, Revocation(grant=OURS.id))
    assert decision.verdict == "deny" and "was revoked" in only(decision)


@pytest.mark.parametrize(
    ("terms", "question"),
    [
        ({"description_of_use": "one shot"}, "the use described: 'one shot'"),
        ({"conditions": ["no smoking"]}, "no smoking"),
        ({"minor": True}, "guardian"),
        ({"script_sha256": "cd" * 32}, "script"),
        ({"authority": "agent", "assigner": "Ten Percent"}, "Ten Percent have the authority"),
        ({"authority": "estate", "assigner": "Estate of Jo"}, "authority to give it as estate"),
    ],
)
def test_what_a_person_must_judge_is_unknown_never_a_silent_yes(terms: dict[str, object], question: str) -> None:
    decision = ask(OURS, JO, JO_IN, by_jo(**terms))
    assert decision.verdict == "unknown" and question in only(decision) and "Jo Doe" in only(decision)
    assert ask(OURS, JO, JO_IN, by_jo(**terms), by_jo()).verdict == "permit", "a plain grant beside it settles it"


def test_a_replica_needs_counsel_and_a_description() -> None:
    replica = {"actions": ["generate.replica.visual"]}
    for terms in ({}, {"counsel_or_union": False}, {"counsel_or_union": True}):
        decision = ask(OURS, JO, JO_IN, by_jo(**replica, **terms), action="generate.replica.visual")
        assert decision.verdict == "unknown"
        assert ("counsel or a union" in only(decision)) == (terms != {"counsel_or_union": True})
        assert "reasonably specific description" in only(decision)
    assert ask(OURS, action="generate.replica.visual").verdict == "permit", "a work is no person"


def test_a_composers_cue_under_the_shot() -> None:
    under = Appearance(asset=FILM, in_frame=115, out_frame=400, subject=CUE.id, role="composed")
    assert "'Cue 7' from its owner Music House" in only(ask(OURS, CUE, under))


def test_a_voice_and_a_face_are_two_consents() -> None:
    heard = Appearance(asset=FILM, in_frame=100, out_frame=112, subject=VOICE.id, role="voices")
    assert "Jo Doe's voice" in only(ask(OURS, JO, VOICE, JO_IN, heard, by_jo()))


def test_a_detectors_proposal_is_open_until_a_person_confirms_it() -> None:
    proposed = JO_IN.model_copy(update={"source": "detector", "confidence": 0.8})
    decision = ask(OURS, JO, proposed, by_jo())
    assert decision.verdict == "unknown" and "only proposed to be here" in only(decision) and not decision.curable
    assert ask(OURS, JO, proposed, JO_IN, by_jo()).verdict == "permit"
    assert ask(OURS, JO, proposed).verdict == "deny", "and without a grant it is refused"
    yes, nobody = (Confirmation(appearance=proposed.record_id, subject=who, by="Ed") for who in (JO.id, ""))
    assert ask(OURS, JO, proposed, by_jo(), yes).verdict == "permit"
    assert ask(OURS, JO, proposed, yes).verdict == "deny"
    assert ask(OURS, JO, proposed, nobody).verdict == "permit", "it was nobody who holds rights"
    both = ask(OURS, JO, proposed, by_jo(), yes, nobody)
    assert both.verdict == "unknown" and "people say different things" in only(both)
    taken_back = Revocation(grant=nobody.record_id)
    assert ask(OURS, JO, proposed, by_jo(), yes, nobody, taken_back).verdict == "permit"


def test_a_face_that_nobody_has_named() -> None:
    face = JO_IN.model_copy(update={"subject": "unidentified:face-3", "source": "detector", "confidence": 0.99})
    for there in ([], [JO_IN]):
        decision = ask(OURS, JO, face, *there, by_jo())
        assert decision.verdict == "unknown" and "nobody has said whose" in decision.sentences()[0]
    named = Confirmation(appearance=face.record_id, subject=JO.id, by="Ed")
    assert ask(OURS, JO, face, by_jo(), named).verdict == "permit"
    nobody = named.model_copy(update={"subject": ""})
    assert ask(OURS, JO, face, by_jo(), nobody).verdict == "permit"


@pytest.mark.parametrize(
    ("terms", "why", "settled"),
    [
        ({"max_uses": 1}, "used up", None),
        ({"max_uses": 0}, "used up", None),
        ({"notice_hours": 48}, "needs notice 48 hours before the use, and none was given", "notice"),
        ({"notice_at": "2026-04-29", "notice_hours": 48}, "that given was later", "notice"),
        ({"vests_on_payment": True}, "counts only once it is paid in full", "payment"),
        ({"cba": "The Agreement"}, "is suspended with The Agreement (strike)", None),
        ({"authority": "guild", "assigner": "The Guild"}, "authority to give it as guild", "mandate"),
        ({"minor": True}, "is on a minor", None),
        ({"minor": True, "authority": "court", "assigner": "The Court"}, "authority to give it as court", "mandate"),
    ],
)
def test_what_the_ledger_settles(terms: dict[str, object], why: str, settled: str | None) -> None:
    grant = by_jo(**terms)
    around: list[Record] = [Suspension(cba="the agreement", valid_from="2026-04-01", reason="strike")]
    if "max_uses" in terms:
        around.append(Use(grant=grant.id, decision="d" * 64))
    if "minor" in terms:
        around.append(Standing(subject=JO.id, what="minor", valid_to="2030-01-01"))
    decision = ask(OURS, JO, JO_IN, grant, *around)
    assert decision.verdict in ("deny", "unknown") and why in only(decision)
    cure: dict[str, Record] = {
        "notice": Notice(grant=grant.id, at="2026-04-28", to="Jo"),
        "payment": Payment(grant=grant.id, amount="5", currency="EUR", at="2026-04-28", to="Jo", in_full=True),
        "mandate": Mandate(principal="jo doe", agent=grant.assigner, authority=terms.get("authority", "agent")),
    }
    if settled:
        done = cure[settled]
        assert ask(OURS, JO, JO_IN, grant, *around, done).verdict == "permit"
        assert ask(OURS, JO, JO_IN, grant, *around, done, Revocation(grant=done.record_id)).id == decision.id


def test_the_dead_are_spoken_for_by_their_estate() -> None:
    replica = {"actions": ["generate.replica.visual"], "counsel_or_union": True, "description_of_use": "one shot"}
    asked = {"action": "generate.replica.visual", "use": "One shot"}
    dead = Standing(subject=JO.id, what="deceased", valid_from="2026-04-30")
    assert ask(OURS, JO, JO_IN, by_jo(**replica), **asked).verdict == "permit"
    decision = ask(OURS, JO, JO_IN, by_jo(**replica), dead, **asked)
    assert decision.verdict == "deny" and "has died since" in only(decision)
    assert [(n.assigner, n.authority, n.mandate) for n in decision.needed] == [("Jo Doe", "estate", True)]
    assert "outlive" in only(ask(OURS, JO, JO_IN, by_jo(**replica, deceased=True), dead, **asked))
    heirs = by_jo(**replica, authority="estate", assigner="Heirs of Jo")
    mandate = Mandate(principal="Jo Doe", agent="Heirs of Jo", authority="estate")
    assert ask(OURS, JO, JO_IN, heirs, mandate, dead, **asked).verdict == "permit"
    assert ask(OURS, JO, JO_IN, by_jo(), dead).verdict == "permit", "training is no replica"


def test_an_answer_settles_a_question_for_this_project_and_use() -> None:
    grant = by_jo(description_of_use="one shot")
    asked = {"project": "Rabbit III", "use": "a teaser"}
    (question,) = ask(OURS, JO, JO_IN, grant, **asked).questions
    yes, no = (Answer(question=question.id, yes=said, by="Ed") for said in (True, False))
    assert ask(OURS, JO, JO_IN, grant, yes, **asked).verdict == "permit"
    assert ask(OURS, JO, JO_IN, grant, yes, project="Rabbit IV", use="a teaser").verdict == "unknown"
    assert ask(OURS, JO, JO_IN, grant, yes, project="Rabbit III", use="a film").verdict == "unknown"
    for said in ([no], [yes, no]):
        refused = ask(OURS, JO, JO_IN, grant, *said, **asked)
        assert refused.verdict == "deny" and "was judged not to hold" in only(refused)
    assert ask(OURS, JO, JO_IN, grant, yes, no, Revocation(grant=no.record_id), **asked).verdict == "permit"


def test_a_refusal_names_the_fewest_grants_that_cure_it() -> None:
    heard = Appearance(asset=FILM, in_frame=100, out_frame=112, subject=VOICE.id, role="voices")
    decision = ask(JO, VOICE, JO_IN, heard)
    assert decision.curable and [(n.assigner, n.names) for n in decision.needed] == [
        ("Acme Films", ("Rabbit",)),
        ("Jo Doe", ("Jo Doe", "Jo Doe's voice")),
    ]
    forbidden = Prohibition(assigner="Jo Doe", subjects=[JO.id], actions=["train.base"])
    refused = ask(JO, VOICE, JO_IN, heard, forbidden)
    assert not refused.curable and [n.subjects for n in refused.needed] == [(WORK.id,), (VOICE.id,)]


def test_frames_where_nobody_is_registered() -> None:
    decision = ask(OURS, spans=(Span(asset=FILM, in_frame=990, out_frame=1010),))
    assert decision.verdict == "unknown"
    assert "nobody is registered in these frames (frames 1000 to 1009" in only(decision)
    assert ask(OURS, spans=(Span(asset="0" * 64, in_frame=0, out_frame=1),)).verdict == "unknown"
    assert ask(OURS, spans=()).verdict == "unknown"


def test_attribution_goes_with_the_grants_that_are_used() -> None:
    line = "(c) Acme"
    credited = OURS.model_copy(update={"attribution": line})
    assert ask(credited).attributions == (line,)
    assert ask(credited, OURS.model_copy(update={"revocable": "no"})).attributions == ()


def test_it_rests_on_the_grant_that_is_hardest_to_lose() -> None:
    firm = OURS.model_copy(update={"revocable": "no"})
    weak = OURS.model_copy(update={"revocable": "requires_retrain"})
    assert ask(weak, OURS, firm).grants_used == (firm.id,)


def test_the_same_question_has_the_same_answer_byte_for_byte() -> None:
    one, other = ask(OURS, JO, JO_IN), ask(JO_IN, JO, OURS)
    assert one.model_dump_json() == other.model_dump_json() and one.id == other.id
    assert Decision.model_validate_json(one.model_dump_json()).id == one.id


def test_spans_that_touch_are_one() -> None:
    spans = [Span(asset=FILM, in_frame=a, out_frame=b) for a, b in ((10, 20), (0, 5), (5, 10), (12, 15), (30, 31))]
    assert [(s.in_frame, s.out_frame) for s in merge_spans(spans)] == [(0, 20), (30, 31)]
