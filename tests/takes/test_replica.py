"""A take that is somebody's replica, by its first frame or by its prompt: asked for, checked and let out as one.

Mara Lind is in *Alpha*'s second shot, alone, and in its third, with Tom Ek; in the first nobody is. She lets shots be
made with a model that learned from her, and let out; whether of her, is what each test is about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from filmwright import lineage
from filmwright.errors import FilmwrightError, RightsRefused
from filmwright.provenance import check, keys, manifest
from filmwright.provenance.manifest import Input, TakeClaim
from filmwright.rights import door, ledger, tail
from filmwright.rights.chain import entries
from filmwright.rights.circumstances import Use
from filmwright.rights.decision import Decision
from filmwright.rights.grants import Grant, Prohibition, Revocation
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Appearance, Confirmation, Span, Subject
from filmwright.studio import Studio, open_studio
from filmwright.takes import deliver, records
from filmwright.takes.records import Take
from filmwright.takes.replica import Likeness, Sources, likeness
from filmwright.takes.shoot import shoot
from filmwright.takes.verify import verify
from filmwright.withdraw.affected import affected

from ..conftest import Finished, draw_film, run_filmwright

PROMPT = "Alpha. a ball rolls by"
MARA = Subject(id="identity:mara", kind="identity", name="Mara Lind", owner="Mara Lind")
VOICE = Subject(id="voice:mara", kind="voice", name="the voice of Mara Lind", owner="Mara Lind")
TOM = Subject(id="identity:tom", kind="identity", name="Tom Ek", owner="Tom Ek")
REPLICA = "generate.replica.visual"


@dataclass
class Set:
    """The finished studio with performers in it."""

    studio: Studio
    asset: str
    work: str
    shots: list[str]
    given: dict[str, Grant]
    """What each performer allows besides replicas."""

    def say(self, *said: Record) -> None:
        with ledger.writing(self.studio) as connection:
            ledger.append(connection, said, ledger.ensure_key(self.studio))

    def consent(self, who: Subject = MARA, **terms: Any) -> Grant:
        """A replica grant that leaves nothing to ask."""
        usual = {"actions": [REPLICA], "description_of_use": PROMPT, "counsel_or_union": True}
        made = Grant(**{"assigner": who.owner, "subjects": [who.id], **usual, **terms})
        self.say(made)
        return made

    def shoot(self, shot: int = 1, prompt: str = PROMPT, **asked: Any) -> Take:
        return shoot(self.studio, "M", prompt, first_frame=self.shots[shot], use=PROMPT, **asked)

    def asked(self, take: Take) -> list[Decision]:
        return [door.find(self.studio, one) for one in take.decisions]

    def refusals(self) -> list[Decision]:
        """What of replicas was asked and refused."""
        with ledger.reading(self.studio) as connection:
            ids = connection.execute(select(entries.c.record_id).where(entries.c.kind == "decision")).scalars().all()
        made = [door.find(self.studio, one) for one in ids]
        return [one for one in made if one.request.action == REPLICA and one.verdict != "permit"]

    def uses(self, grant: Grant) -> list[Use]:
        return ledger.facts(self.studio).uses(grant)


@pytest.fixture
def stage(copied: Finished) -> Set:
    """See the module; the film's owner lets replicas be made from it."""
    studio = open_studio(copied.studio)
    alpha = [shot for shot in copied.said["shots"] if shot["title"] == "Alpha"]
    work = next(one for one in _subjects(studio) if one.name == "Alpha")
    given = {
        who.id: Grant(assigner=who.owner, subjects=[who.id], actions=["generate.generic", "deliver"])
        for who in (MARA, TOM)
    }
    made = Set(studio, alpha[0]["asset"], work.id, [shot["shot"] for shot in alpha], given)
    there = [(MARA, alpha[1]), (MARA, alpha[2]), (TOM, alpha[2])]
    made.say(
        *(MARA, TOM, VOICE),
        *(seen(who, made.asset, at["in"], at["out"]) for who, at in there),
        *given.values(),
        Grant(assigner=work.owner, subjects=[work.id], actions=[REPLICA], attribution="(c) of the replica"),
    )
    return made


def _subjects(studio: Studio) -> list[Subject]:
    from filmwright.library import catalogue

    return [ledger.facts(studio).subject(one.subject) for one in catalogue.title_records(studio)]  # type: ignore[misc]


# ---- the first frame -------------------------------------------------------------------------------------------------


def test_without_a_performer_nothing_changes(stage):
    take = stage.shoot(0)
    assert take.decisions == (take.decision_id,)
    assert [one.request.action for one in stage.asked(take)] == ["generate.generic"]
    assert verify(take.file(stage.studio), stage.studio).trusted


def test_a_performer_in_the_first_frame_must_consent_to_a_replica(stage):
    before = len(records.listing(stage.studio))
    with pytest.raises(
        RightsRefused, match=r"Mara Lind can be seen in the first frame.*generate\.replica\.visual"
    ) as no:
        stage.shoot(1)
    (refused,) = stage.refusals()
    assert refused.id == no.value.decision_id and refused.verdict == "deny"
    assert [missing.subject for missing in refused.missing] == [MARA.id]
    assert len(records.listing(stage.studio)) == before
    assert not list((stage.studio.path / "takes" / ".slates").iterdir())


def test_with_her_consent_the_take_names_both_decisions_and_is_trusted(stage):
    grant = stage.consent(attribution="with Mara Lind")
    take = stage.shoot(1)
    generic, replica = stage.asked(take)
    assert (generic.request.action, replica.request.action) == ("generate.generic", REPLICA)
    assert generic.ledger_root == replica.ledger_root and grant.id in replica.grants_used
    (span,) = replica.request.spans
    assert span.out_frame - span.in_frame == 1 and span.in_frame == take.body["plate"]["frame"]
    found = verify(take.file(stage.studio), stage.studio)
    assert found.trusted, found.problems
    assert [one.id for one in found.decisions] == [generic.id, replica.id]
    assert {"with Mara Lind", "(c) of the replica", "(c) The Test Works"} == set(found.claim["attributions"])
    assert set(take.body["attributions"]) == set(found.claim["attributions"])


def test_the_owner_of_the_picture_must_let_a_replica_be_made_from_it(stage):
    stage.consent()
    stage.say(Prohibition(assigner="The Test Works", subjects=[stage.work], actions=[REPLICA]))
    with pytest.raises(RightsRefused, match=r"on 'Alpha'.*is forbidden"):
        stage.shoot(1)


def test_each_performer_in_the_frame_must_consent(stage):
    stage.consent()
    with pytest.raises(RightsRefused, match=r"Mara Lind and Tom Ek can be seen.*on 'Tom Ek'"):
        stage.shoot(2)
    stage.consent(TOM)
    assert len(stage.shoot(2).decisions) == 2


def test_a_grant_of_some_kinds_of_replica_needs_the_kind_to_be_said(stage):
    stage.consent(replica_kinds=["employment_based"])
    for kind in ("", "background"):
        with pytest.raises(RightsRefused, match="for replicas that are employment_based"):
            stage.shoot(1, replica_kind=kind)
    take = stage.shoot(1, replica_kind="employment_based")
    assert (take.body["replica_kind"], len(take.decisions)) == ("employment_based", 2)
    with pytest.raises(FilmwrightError, match="replica_kind"):
        stage.shoot(1, replica_kind="a good one")


def test_what_a_replica_is_for_is_a_question_to_a_person(stage):
    stage.consent(description_of_use="she waves from the ferry")
    with pytest.raises(RightsRefused, match=r"the answer is unknown.*is this the use described"):
        stage.shoot(1)


def test_a_grant_for_some_places_is_met_by_a_take_that_goes_there(stage, tmp_path):
    stage.consent(territory=["NO"], media=["cinema"])
    with pytest.raises(RightsRefused, match="is for NO, not for the whole world"):
        stage.shoot(1)
    take = stage.shoot(1, out=tmp_path / "no.mp4", territory=["NO"], media=["cinema"])
    assert (tmp_path / "no.mp4").exists()
    with pytest.raises(RightsRefused, match=r"generate\.replica\.visual"):
        deliver.deliver(stage.studio, take, tmp_path / "us.mp4", territory=["US"], media=["cinema"])


def test_a_confirmed_proposal_is_a_performer_and_one_that_is_nobody_is_not(stage):
    face = Appearance(asset=stage.asset, in_frame=0, out_frame=9, subject="unidentified:face-1", source="detector")
    stage.say(face)
    with pytest.raises(RightsRefused, match="saw a face here"):
        stage.shoot(0)
    nobody = Confirmation(appearance=face.record_id, subject="", by="Editor")
    stage.say(nobody)
    assert len(stage.shoot(0).decisions) == 1
    stage.say(Revocation(grant=nobody.record_id), Confirmation(appearance=face.record_id, subject=MARA.id, by="Editor"))
    with pytest.raises(RightsRefused, match="Mara Lind can be seen"):
        stage.shoot(0)


# ---- the prompt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", ["Alpha. MARA LIND rides by", "a maralind of a ball", "Mara-Lind's ball"])
def test_a_performer_named_in_the_prompt_must_consent(stage, prompt):
    with pytest.raises(RightsRefused, match=r"the prompt names Mara Lind.*on 'Mara Lind'"):
        stage.shoot(0, prompt)
    stage.consent()
    take = stage.shoot(0, prompt)
    replica = stage.asked(take)[1]
    # Tom is not named, so the frames where she is without him are asked about.
    assert [missing.subject for missing in stage.refusals()[0].missing] == [MARA.id]
    assert {(span.in_frame, span.out_frame) for span in replica.request.spans} == {(72, 144)}
    assert verify(take.file(stage.studio), stage.studio).trusted


def test_one_who_is_never_alone_is_asked_about_with_the_others(stage):
    stage.consent(TOM)
    with pytest.raises(RightsRefused, match=r"the prompt names Tom Ek.*on 'Mara Lind'"):
        stage.shoot(0, "Tom Ek rolls by")


def test_one_whom_the_model_never_saw_is_not_to_be_named(stage):
    stage.say(Subject(id="identity:ana", kind="identity", name="Ana Roe", owner="Ana Roe"))
    with pytest.raises(RightsRefused, match="names Ana Roe, whom this model never saw") as no:
        stage.shoot(0, "ana roe rolls by")
    assert [one.id for one in stage.refusals()] == [no.value.decision_id]
    assert len(stage.shoot(0, "ana rolls by, roe deer").decisions) == 1


def test_whoever_owns_a_voice_is_named_by_the_prompt_too(stage):
    kim = Subject(id="voice:kim", kind="voice", name="a voice off", owner="Kim Roe")
    stage.say(kim)
    with pytest.raises(RightsRefused, match="names Kim Roe, whom this model never saw"):
        stage.shoot(0, "Kim Roe rolls by")


def test_a_voice_that_is_anothers_is_named_by_the_name_of_whose_it_is(stage):
    stage.say(Subject(id="voice:ana", kind="voice", name="the voice of Ana Roe", owner="Acme Sound"))
    for prompt, name in (("ana roe rolls by", "Ana Roe"), ("Acme Sound. a ball", "Acme Sound")):
        with pytest.raises(RightsRefused, match=f"names {name}, whom this model never saw"):
            stage.shoot(0, prompt)


# ---- whose likeness, by the ledger alone -----------------------------------------------------------------------------

ONE = Subject(id="work:one", kind="work", name="One", owner="Acme")
TWO = Subject(id="work:two", kind="work", name="Two", owner="Acme")
HARE = Subject(id="character:hare", kind="character", name="The Hare", owner="Acme")
SOLD = Subject(id="identity:ana", kind="identity", name="Ana Roe", owner="Acme Pictures")


def seen(who: Subject, asset: str, first: int, last: int) -> Appearance:
    return Appearance(asset=asset, in_frame=first, out_frame=last, subject=who.id)


@pytest.fixture
def cast(studio: Studio) -> Studio:
    """Mara: alone and with Tom in *One*, never without him in *Two*. Ana, whose face is sold, in *One*; and a hare."""
    there = [
        *(seen(ONE, "reel-1", 0, 100), seen(TWO, "reel-2", 0, 100)),
        *(seen(MARA, "reel-1", 10, 50), seen(TOM, "reel-1", 30, 60), seen(HARE, "reel-1", 0, 100)),
        *(seen(MARA, "reel-2", 10, 50), seen(TOM, "reel-2", 0, 60), seen(SOLD, "reel-1", 80, 90)),
    ]
    with ledger.writing(studio) as connection:
        said = [ONE, TWO, HARE, MARA, VOICE, TOM, SOLD, *there]
        ledger.append(connection, said, ledger.ensure_key(studio))
    return studio


BEHIND = (Span(asset="reel-1", in_frame=0, out_frame=100), Span(asset="reel-2", in_frame=0, out_frame=100))


def whose(studio: Studio, prompt: str, behind: tuple[Span, ...] = BEHIND, first: tuple[Span, ...] = ()) -> Likeness:
    with ledger.reading(studio) as connection:
        return likeness(studio, connection, ledger.facts(studio), Sources(prompt, behind, first))


def frames(found: Likeness) -> set[tuple[str, int, int]]:
    return {(span.asset, span.in_frame, span.out_frame) for span in found.spans}


def test_a_name_is_asked_about_alone_where_a_work_has_that_and_in_every_work(cast):
    assert frames(whose(cast, "mara lind")) == {("reel-1", 10, 30), ("reel-2", 10, 50)}
    assert frames(whose(cast, "tom ek")) == {("reel-1", 50, 60), ("reel-2", 0, 10), ("reel-2", 50, 60)}
    assert frames(whose(cast, "mara lind, tom ek")) == {("reel-1", 10, 60), ("reel-2", 0, 60)}


def test_only_frames_behind_the_take_are_asked_about(cast):
    part = (Span(asset="reel-1", in_frame=20, out_frame=40),)
    assert frames(whose(cast, "mara lind", part)) == {("reel-1", 20, 30)}
    assert whose(cast, "ana roe", part).unseen == ("Ana Roe",)


def test_whoever_owns_a_face_is_named_with_it(cast):
    for prompt, name in (("ana roe", "Ana Roe"), ("of acme pictures", "Acme Pictures")):
        found = whose(cast, prompt)
        assert (found.named, frames(found)) == ((name,), {("reel-1", 80, 90)})


@pytest.mark.parametrize("prompt", ["the hare", "one, two", "acme", "mara", "the voice of a mare"])
def test_characters_works_and_parts_of_names_are_no_performers(cast, prompt):
    assert not whose(cast, prompt)


def test_a_first_frame_is_asked_about_as_it_is(cast):
    with_both, hare = (Span(asset="reel-1", in_frame=n, out_frame=n + 1) for n in (40, 5))
    found = whose(cast, "", first=(with_both,))
    assert (found.seen, found.spans) == (("Mara Lind", "Tom Ek"), (with_both,))
    assert not whose(cast, "", first=(hare,))


def test_a_performer_counts_as_of_the_ledger_root_that_is_asked(cast):
    root = ledger.facts(cast).root
    late = Subject(id="identity:late", kind="identity", name="Late Comer", owner="Late Comer")
    with ledger.writing(cast) as connection:
        ledger.append(connection, [late, seen(late, "reel-1", 0, 5)], ledger.ensure_key(cast))
    with ledger.reading(cast) as connection:
        assert not likeness(cast, connection, ledger.facts(cast, root), Sources("late comer", BEHIND, BEHIND[:0]))
    assert frames(whose(cast, "late comer")) == {("reel-1", 0, 5)}


def test_a_name_altered_where_no_process_looks_is_not_passed_over(cast):
    """Behind the newest entries, which each process checks whole, only what is read is checked."""
    many = [Subject(id=f"work:{n}", kind="work", name=f"W {n}", owner="Acme") for n in range(tail.WINDOW + 10)]
    with ledger.writing(cast) as connection:
        ledger.append(connection, many, ledger.ensure_key(cast))
    assert whose(cast, "mara lind")
    hers = entries.c.record_id == MARA.record_id
    with cast.engine.begin() as connection:
        connection.execute(entries.update().where(hers).values(body=func.replace(entries.c.body, "Mara", "Vera")))
    ledger.forget()
    with pytest.raises(FilmwrightError, match="the ledger was altered: entry 4 "):
        whose(cast, "mara lind")


# ---- checking a finished file ----------------------------------------------------------------------------------------


def claim(stage: Set, take: Take, *decisions: str) -> TakeClaim:
    plate = take.body["plate"]
    return TakeClaim(
        title="take",
        model=Input(take.body["model"], take.model_id),
        snapshot=Input(take.body["snapshot"], take.body["snapshot_id"]),
        ledger_root=take.body["ledger_root"],
        decision_ids=decisions,
        plates=(Input(plate["title"], plate["asset"]),),
    )


@pytest.mark.parametrize("kept", ["generic alone", "replica alone", "replica of another take", "both"])
def test_a_file_that_leaves_out_the_decision_on_the_replica_is_not_trusted(stage, tmp_path, kept):
    stage.consent()
    take, other = stage.shoot(1), stage.shoot(1)
    generic, replica = take.decisions
    named = {
        "generic alone": (generic,),
        "replica alone": (replica,),
        "replica of another take": (generic, other.decisions[1]),
        "both": (generic, replica),
    }[kept]
    raw = draw_film(tmp_path / "raw.mp4", shots=1, seconds=1)
    manifest.sign(stage.studio, raw, tmp_path / "signed.mp4", claim(stage, take, *named))
    found = verify(tmp_path / "signed.mp4", stage.studio)
    assert found.state == "Trusted" and found.trusted == (kept == "both"), found.problems
    if kept.startswith("generic"):
        assert any("Mara Lind and Tom Ek can be seen in the film of the first frame" in line for line in found.problems)
    if kept == "replica alone":
        assert any("no Decision that the file names is about generate.generic" in line for line in found.problems)


def test_a_record_whose_first_frame_shows_a_performer_needs_both_decisions(stage):
    from filmwright.takes import backing

    stage.consent()
    take = stage.shoot(1)
    said = check.read(take.file(stage.studio), keys.anchors(stage.studio)).take
    both = stage.asked(take)
    assert backing.faults(stage.studio, said, both, take) == []
    (fault,) = backing.faults(stage.studio, said, both[:1], take)
    assert fault.startswith("Mara Lind can be seen in the first frame, and no Decision")
    named = replace(take, prompt="Tom Ek rolls by")
    (fault,) = backing.faults(stage.studio, said, both, named)
    assert "the prompt names Tom Ek" in fault


def test_a_take_from_before_she_was_registered_stays_trusted_and_does_not_leave(copied, stage, tmp_path):
    old = copied.said["shoot"]
    assert verify(Path(old["file"]), stage.studio).trusted
    take = stage.shoot(0)
    late = Appearance(asset=stage.asset, in_frame=0, out_frame=9, subject=MARA.id)
    stage.say(late)
    assert verify(take.file(stage.studio), stage.studio).trusted
    with pytest.raises(RightsRefused, match="Mara Lind can be seen in the first frame"):
        deliver.deliver(stage.studio, take, tmp_path / "out.mp4")
    stage.consent()
    assert deliver.deliver(stage.studio, take, tmp_path / "out.mp4").take == take.id


# ---- taking it back --------------------------------------------------------------------------------------------------


def test_her_consent_taken_back_is_found_and_keeps_the_take_in_the_studio(stage, tmp_path):
    grant = stage.consent()
    take = stage.shoot(1)
    sent = deliver.deliver(stage.studio, take, tmp_path / "one.mp4")
    supposed = affected(stage.studio, grant.id)
    assert supposed.taken is None
    stage.say(Revocation(grant=grant.id, assigner="Mara Lind", reason="no more"))
    found = affected(stage.studio, grant.id)
    for one in (supposed, found):
        hits = {(hit.kind, hit.id): hit for hit in one.hits}
        assert hits["take", take.id].outcome == "stop" and hits["take", take.id].refused == (REPLICA,)
        assert hits["take", take.id].decisions == (take.decisions[1],)
        assert hits["delivery", sent.id].outcome == "stays"
    for out in ("one.mp4", "two.mp4"):
        with pytest.raises(RightsRefused, match=r"generate\.replica\.visual.*was revoked.*the take itself is made"):
            deliver.deliver(stage.studio, take, tmp_path / out)
    assert not (tmp_path / "two.mp4").exists()
    assert verify(take.file(stage.studio), stage.studio).trusted


def test_a_delivery_of_a_replica_rests_on_both(stage, tmp_path):
    stage.consent()
    take = stage.shoot(1)
    made = deliver.deliver(stage.studio, take, tmp_path / "one.mp4")
    body = lineage.find(stage.studio, made.id, "delivery").body
    asked = [door.find(stage.studio, one).request.action for one in body["decisions"]]
    assert asked == ["deliver", REPLICA] and body["decision"] == body["decisions"][0]
    count = len(deliver.deliveries(stage.studio, take.id))
    assert deliver.deliver(stage.studio, take, tmp_path / "one.mp4") == made
    assert len(deliver.deliveries(stage.studio, take.id)) == count


def test_a_performer_who_lets_none_of_it_out_keeps_her_replica_in_the_studio(stage, tmp_path):
    stage.consent()
    take = stage.shoot(1)
    stage.say(Prohibition(assigner="Mara Lind", subjects=[MARA.id], actions=["deliver"]))
    with pytest.raises(RightsRefused, match="deliver on 'Mara Lind'"):
        deliver.deliver(stage.studio, take, tmp_path / "one.mp4")


# ---- uses ------------------------------------------------------------------------------------------------------------


def test_a_use_is_counted_once_for_a_take_and_none_for_a_refusal(stage, tmp_path):
    grant = stage.consent(max_uses=1, actions=[REPLICA, "generate.generic"])
    deliver_alone = Grant(assigner="Mara Lind", subjects=[MARA.id], actions=["deliver"])
    stage.say(Revocation(grant=stage.given[MARA.id].id), deliver_alone)
    with pytest.raises(RightsRefused, match="on 'Tom Ek'"):
        stage.shoot(2)
    assert stage.uses(grant) == []
    take = stage.shoot(1)
    (use,) = stage.uses(grant)
    assert use.job == f"take {take.name}"
    deliver.deliver(stage.studio, take, tmp_path / "out.mp4")
    assert len(stage.uses(grant)) == 1
    with pytest.raises(RightsRefused, match="is used up"):
        stage.shoot(1)


def test_a_delivery_and_the_replica_in_it_are_two_uses_of_a_grant_of_both(stage, tmp_path):
    """The take is of before she was registered, so that both are asked for the first time as it is let out."""
    take = stage.shoot(0)
    late = Appearance(asset=stage.asset, in_frame=0, out_frame=9, subject=MARA.id)
    stage.say(late, Revocation(grant=stage.given[MARA.id].id))
    grant = stage.consent(max_uses=1, actions=[REPLICA, "deliver"])
    with pytest.raises(RightsRefused, match="is used up") as no:
        deliver.deliver(stage.studio, take, tmp_path / "out.mp4", use=PROMPT)
    refused, again = door.recheck(stage.studio, no.value.decision_id)
    assert (refused.request.action, refused.verdict, again) == (REPLICA, "deny", refused)
    assert stage.uses(grant) == [] and not (tmp_path / "out.mp4").exists()
    assert deliver.deliveries(stage.studio, take.id) == [] and ledger.verify(stage.studio) == []
    stage.say(Revocation(grant=grant.id))
    grant = stage.consent(max_uses=2, actions=[REPLICA, "deliver"])
    deliver.deliver(stage.studio, take, tmp_path / "out.mp4", use=PROMPT)
    assert len(stage.uses(grant)) == 2
    with pytest.raises(RightsRefused, match="is used up"):
        deliver.deliver(stage.studio, take, tmp_path / "two.mp4", use=PROMPT)
    assert len(stage.uses(grant)) == 2


def test_a_run_that_was_killed_goes_on_with_the_same_use(stage, monkeypatch):
    from filmwright.models import sample

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    grant = stage.consent(max_uses=1)
    with monkeypatch.context() as patch:
        patch.setattr(sample, "generate", killed)
        with pytest.raises(KeyboardInterrupt):
            stage.shoot(1)
    (use,) = stage.uses(grant)
    take = stage.shoot(1)
    assert use.job == f"take {take.name}" and stage.uses(grant) == [use]


def test_the_command_asks_and_says_which_kind(stage, copied):
    stage.consent(replica_kinds=["employment_based"])
    command = ("shoot", "M", PROMPT, "--first-frame", stage.shots[1])
    done = run_filmwright(copied.studio, *command)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "error: Mara Lind can be seen in the first frame: generate.replica.visual is refused" in done.stderr
    done = run_filmwright(copied.studio, *command, "--replica-kind", "employment_based")
    assert done.returncode == 0, done.stderr
