"""What a shot needs, in steps: a signature or all that an old grant leaves open, a proposal confirmed, or nothing."""

from __future__ import annotations

from typing import Any

from filmwright.library.needs import Need, Needs, Step, needs
from filmwright.rights.circumstances import Standing
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Action, Confirmation, Subject, SubjectKind

from .test_plan import asked, at, film

TRAIN = Action.TRAIN_BASE
SUBJECTS = [
    Subject(id=f"identity:{name.lower()}", kind=SubjectKind.IDENTITY, name=name, owner=name)
    for name in ("Jo", "Kim", "Ann")
]


def grant(name: str, **more: Any) -> Grant:
    return Grant(**{"assigner": name, "subjects": (f"identity:{name.lower()}",), "actions": (TRAIN,), **more})


def found(*records: Record, action: Action = TRAIN) -> Needs:
    said = [*SUBJECTS, *records]
    return needs(Facts.of(said), asked(said, film(1), action))


def alone(made: Needs) -> Need:
    (need,) = made.of
    return need


def sizes(need: Need) -> list[list[tuple[str, int]]]:
    """For each need, each of its ways: the kind of its steps and how many."""
    return sorted(sorted((min(way).kind, len(way)) for way in ways) for ways in need.ways)


def signature(name: str, authority: str = "owner") -> Step:
    return Step("signature", (name, authority))


def test_a_grant_with_conditions_is_another_way_than_a_signature() -> None:
    one = alone(found(at(0, "identity:jo", 36), grant("Jo", conditions=("a", "b"))))
    assert sizes(one) == [[("answer", 2), ("signature", 1)]]
    (ways,) = one.ways
    answers = next(way for way in ways if signature("jo") not in way)
    assert one.met({signature("jo")}) and one.met(answers) and not one.met(list(answers)[:1]) and not one.met(())


def test_of_two_grants_that_ask_either_will_do() -> None:
    one = alone(found(at(0, "identity:jo", 36), grant("Jo", conditions=("a", "b")), grant("Jo", conditions=("c",))))
    assert sizes(one) == [[("answer", 1), ("answer", 2), ("signature", 1)]]


def test_where_other_grants_ask_in_other_frames_all_of_them_are_answered() -> None:
    """One grant is for frames with Kim, the other for frames with Ann: neither alone covers the shot."""
    one = alone(
        found(
            *(at(0, "identity:jo", 36), at(0, "identity:kim", 12), grant("Kim"), grant("Ann")),
            at(0, "identity:ann", 36).model_copy(update={"in_frame": 12}),
            grant("Jo", conditions=("a",), works=("identity:kim",)),
            grant("Jo", conditions=("b",), works=("identity:ann",)),
        )
    )
    assert sizes(one) == [[("answer", 2), ("signature", 1)]]


def test_where_a_grant_is_missing_in_some_frames_no_answer_will_do() -> None:
    one = alone(
        found(
            at(0, "identity:jo", 36), at(0, "identity:kim", 12), grant("Kim"),
            grant("Jo", conditions=("a",), works=("identity:kim",)),
        )
    )  # fmt: skip
    assert one.ways == {frozenset({frozenset({signature("jo")})})}


def test_a_proposal_is_confirmed_and_its_subject_signs() -> None:
    proposed = at(0, "identity:jo", 36, source="detector")
    one = alone(found(proposed, grant("Kim"), at(0, "identity:kim", 36)))
    confirmed = Step("confirmation", (proposed.record_id,))
    assert one.steps == {confirmed, signature("jo")} and not one.blocks
    assert one.met({confirmed, signature("jo")}) and not one.met({signature("jo")}) and not one.met({confirmed})


def test_a_proposal_of_one_who_is_known_to_be_there_needs_no_confirmation() -> None:
    first, rest = at(0, "identity:jo", 12), at(0, "identity:jo", 36).model_copy(update={"in_frame": 12})
    proposed = at(0, "identity:jo", 36, source="detector")
    assert alone(found(first, rest, proposed, grant("Jo"))).met(())
    one = alone(found(first, proposed, grant("Jo")))
    assert one.steps == {Step("confirmation", (proposed.record_id,))}


def test_what_people_say_differently_and_faces_without_names_no_step_takes_away() -> None:
    proposed = at(0, "identity:jo", 36, source="detector")
    said = [Confirmation(appearance=proposed.record_id, subject=s, by="Ed") for s in ("identity:jo", "identity:kim")]
    one = alone(found(proposed, *said, grant("Jo"), grant("Kim")))
    assert [block.kind for block in one.blocks] == ["dispute"] and not one.met(one.steps)
    face = at(0, "unidentified:face-1", 36, source="detector")
    assert [block.kind for block in alone(found(face)).blocks].count("appearance") >= 1


def test_one_signer_in_two_capacities_is_two_signatures_and_in_one_is_one() -> None:
    names = {"young": "JO's voice", "old": "the voice of Jo"}
    both = [Subject(id=f"voice:{k}", kind=SubjectKind.VOICE, name=name, owner=" JO ") for k, name in names.items()]
    made = found(
        *both, Standing(subject="voice:young", what="minor"),
        at(0, "voice:young", 36), at(0, "voice:old", 36), at(0, "identity:jo", 36),
    )  # fmt: skip
    assert set(made.signatures) == {signature("jo"), signature("jo", "guardian")}
    assert list(made.signatures[signature("jo")].subjects) == ["identity:jo", "voice:old"]


def test_a_stranger_signs_once_registered_and_what_has_no_owner_never() -> None:
    orphan = Subject(id="music:waltz", kind=SubjectKind.MUSIC, name="Waltz", owner="")
    made = found(orphan, at(0, "music:waltz", 36), at(0, "identity:stranger", 36))
    ((step, stranger),) = made.signatures.items()
    assert step == signature("identity:stranger") and stranger.assigner == ""
    assert [block.kind for block in alone(made).blocks] == ["owner"]


def test_a_shot_that_is_permitted_needs_nothing() -> None:
    one = alone(found(at(0, "identity:jo", 36), grant("Jo")))
    assert (one.ways, one.blocks, one.steps) == (frozenset(), (), frozenset())
