"""The fewest signatures: no fewer do, and once they are in the ledger as many hours really clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.library import catalogue, clear
from filmwright.library.clear import Clearance, Limits
from filmwright.library.ingest import ingest
from filmwright.library.plan import Plan, plan, planned
from filmwright.library.shots import Shot
from filmwright.rights import ledger
from filmwright.rights.circumstances import Answer, Mandate, Standing
from filmwright.rights.decision import Needed
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Prohibition
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import (
    Action,
    Appearance,
    Authority,
    Confirmation,
    Subject,
    SubjectKind,
)
from filmwright.studio import Studio

from ..effort import examples
from .test_shots import shot

AT = "2026-06-15T10:00:00Z"
LENGTH = 24
FILM = "a" * 64


def film(count: int) -> list[Shot]:
    """So many shots of one film, a second each, but for the last, which is half as long again."""
    bounds = [n * LENGTH for n in range(count)] + [count * LENGTH + LENGTH // 2]
    return [
        replace(
            shot(in_frame=first, out_frame=end, rate=Fraction(24)), shot=f"{n:016x}", asset=FILM, title=f"Film {n % 2}"
        )
        for n, (first, end) in enumerate(pairwise(bounds))
    ]


def at(number: int, subject: str, frames: int = LENGTH, **more: Any) -> Appearance:
    return Appearance(asset=FILM, in_frame=number * LENGTH, out_frame=number * LENGTH + frames, subject=subject, **more)


def asked(records: Sequence[Record], shots: Sequence[Shot], action: Action, **limits: Any) -> list[Clearance]:
    facts = Facts.of(records)
    return [Clearance(s, decide(r, facts)) for s, r in zip(shots, clear.requests(shots, action, at=AT, **limits))]  # noqa: B905


def hours(shots: Sequence[Shot]) -> Fraction:
    return sum((s.frames / s.rate for s in shots), Fraction(0)) / 3600


def signed(needed: Needed, action: Action, records: Sequence[Record]) -> list[Record]:
    """What is written into the ledger once a signature is obtained."""
    registered = {r.id for r in records if isinstance(r, Subject)}
    made: list[Record] = []
    owner = needed.assigner
    if not owner:
        owner = "The one who was found"
        kind = SubjectKind.IDENTITY
        made += (Subject(id=s, kind=kind, name=owner, owner=owner) for s in needed.subjects if s not in registered)
    agent = owner
    if needed.mandate:
        agent = f"{needed.authority} of {owner}"
        made.append(Mandate(principal=owner, agent=agent, authority=needed.authority))
    return [
        *made,
        Grant(
            assigner=agent,
            authority=needed.authority,
            subjects=needed.subjects,
            actions=(action,),
            counsel_or_union=True,
            description_of_use="one shot",
            minor=True if needed.authority is Authority.GUARDIAN else None,
            deceased=True if needed.authority is Authority.ESTATE else None,
        ),
    ]


def carried_out(found: Plan, records: Sequence[Record]) -> list[Record]:
    """The ledger after the plan."""
    made: list[Record] = [*records]
    for step in found.steps:
        if step.kind == "signature":
            made += signed(found.signature(step)[0], found.action, records)
        elif step.kind == "answer":
            made.append(Answer(question=step.key[0], yes=True, by="Counsel"))
        else:
            seen = found.wants.proposals[step]
            made.append(Confirmation(appearance=seen.record_id, subject=seen.subject, by="Editor"))
    return made


# ---- random films ----------------------------------------------------------------------------------------------------

OWNERS = {
    "work:film": "House", "music:cue": "Quay", "music:song": "Quay", "identity:jo": "Jo", "identity:kim": "Kim",
    "mark:logo": "Brand", "identity:child": "Child", "voice:late": "Late",
}  # fmt: skip
SUBJECTS = [
    Subject(id=s, kind=SubjectKind(s.split(":")[0]), name=owner or s, owner=owner)
    for s, owner in {**OWNERS, "mark:orphan": ""}.items()
]
CIRCUMSTANCES = [
    Standing(subject="identity:child", what="minor"),
    Standing(subject="voice:late", what="deceased"),
]
WHO = [*OWNERS, "mark:orphan", "identity:stranger"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Record], list[Shot]]:
    """A film of a few shots, who is in them, and what some of them have signed."""
    shots = film(draw(st.integers(1, 6)))
    made: list[Record] = [*SUBJECTS, *CIRCUMSTANCES]
    for number in range(len(shots)):
        if draw(st.integers(0, 9)):
            made.append(at(number, "work:film", LENGTH * 2))
        for subject in draw(st.lists(st.sampled_from(WHO), max_size=3, unique=True)):
            proposed = not draw(st.integers(0, 4))
            made.append(
                at(number, subject, draw(st.sampled_from((1, 12, 24))), source="script" if proposed else "human")
            )
    for subject in draw(st.lists(st.sampled_from([*OWNERS]), max_size=4)):
        conditions = draw(st.lists(st.sampled_from(("no nudity", "on a weekday")), max_size=2))
        works = draw(st.sampled_from(((), (), ("work:film",), ("identity:jo",))))
        made.append(
            Grant(
                assigner=OWNERS[subject],
                subjects=(subject,),
                actions=tuple(ACTIONS),
                conditions=conditions,
                works=works,
            )
        )
    if not draw(st.integers(0, 4)):
        made.append(Prohibition(assigner="Kim", subjects=("identity:kim",), actions=tuple(ACTIONS)))
    return list({(r.ledger_kind, r.record_id): r for r in made}.values()), shots


ACTIONS = (Action.TRAIN_BASE, Action.GENERATE_REPLICA_VISUAL)


def fewest_by_trying(records: Sequence[Record], shots: Sequence[Shot], action: Action, wanted: Fraction) -> int | None:
    """Grants of all that somebody owns, from ever more of those who could sign: how many until enough clears."""
    signers = [
        Needed(assigner=owner, authority=authority, mandate=authority != "owner", subjects=tuple(held), names=())
        for (owner, authority), held in _signers(action).items()
    ]
    signers.append(Needed(assigner="", subjects=("identity:stranger",), names=("",)))
    for size in range(len(signers) + 1):
        for some in combinations(signers, size):
            more = [record for needed in some for record in signed(needed, action, records)]
            clears = [c.shot for c in asked([*records, *more], shots, action, use="one shot") if c.cleared]
            if hours(clears) >= wanted:
                return size
    return None


def _signers(action: Action) -> dict[tuple[str, Authority], list[str]]:
    held: dict[tuple[str, Authority], list[str]] = {}
    for subject, owner in OWNERS.items():
        authority = Authority.GUARDIAN if "child" in subject else Authority.OWNER
        authority = Authority.ESTATE if "late" in subject and action is not Action.TRAIN_BASE else authority
        held.setdefault((owner, authority), []).append(subject)
    return held


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(worlds(), st.sampled_from(ACTIONS), st.integers(1, 6))
def test_no_fewer_signatures_do_and_these_really_do(
    world: tuple[list[Record], list[Shot]], action: Action, seconds: int
) -> None:
    records, shots = world
    found = planned(Facts.of(records), asked(records, shots, action, use="one shot"), action, Fraction(seconds, 3600))
    tried = fewest_by_trying(records, shots, action, Fraction(seconds, 3600))
    after = asked(carried_out(found, records), shots, action, use="one shot")
    cleared = [one.shot.shot for one in after if one.cleared]
    assert cleared == [need.shot.shot for need in found.clears]
    assert found.enough == (tried is not None)
    if tried is not None:
        assert len(found.steps) == tried and found.proven
        assert hours([need.shot for need in found.clears]) >= Fraction(seconds, 3600)


@settings(max_examples=examples(120), deadline=None)
@given(worlds(), st.sampled_from(ACTIONS), st.integers(1, 6))
def test_with_questions_no_more_signatures_and_never_fewer_hours(
    world: tuple[list[Record], list[Shot]], action: Action, seconds: int
) -> None:
    records, shots = world
    answers = asked(records, shots, action, use="one shot")
    alone, more = (planned(Facts.of(records), answers, action, Fraction(seconds, 3600), w) for w in (False, True))
    after = asked(carried_out(more, records), shots, action, use="one shot")
    assert [c.shot.shot for c in after if c.cleared] == [need.shot.shot for need in more.clears]
    assert {need.shot.shot for need in alone.reachable} <= {need.shot.shot for need in more.reachable}
    count = [sum(step.kind == "signature" for step in one.steps) for one in (alone, more)]
    if alone.enough:
        assert more.enough and count[1] <= count[0]


@settings(max_examples=examples(120), deadline=None)
@given(worlds(), st.sampled_from(ACTIONS))
def test_needs_say_what_the_decision_says(world: tuple[list[Record], list[Shot]], action: Action) -> None:
    records, shots = world
    found = planned(Facts.of(records), asked(records, shots, action, use="one shot"), action, 1)
    for need in found.wants.of:
        confirmed_first = any(step.kind == "confirmation" for step in need.steps)
        in_the_way = [block for block in need.blocks if block.kind != "owner"]
        assert need.decision.curable == (not in_the_way and not confirmed_first)
        assert need.met(()) == (need.decision.verdict == "permit")


# ---- told as a lawyer would ------------------------------------------------------------------------------------------


def test_the_signer_who_owns_most_is_asked_and_not_the_others() -> None:
    """Quay holds back two shots with two works, Jo one: one letter to Quay gives two of three seconds."""
    shots = film(3)
    records = [
        *SUBJECTS,
        at(0, "work:film", 4 * LENGTH), at(0, "music:cue"), at(1, "music:song"), at(2, "identity:jo"),
        Grant(assigner="House", subjects=("work:film",), actions=(Action.TRAIN_BASE,)),
    ]  # fmt: skip
    found = planned(Facts.of(records), asked(records, shots, Action.TRAIN_BASE), Action.TRAIN_BASE, Fraction(2, 3600))
    said = found.to_json()
    (one,) = said["signatures"]
    assert (one["assigner"], one["authority"], one["shots"], one["seconds"]) == ("Quay", "owner", 2, 2.0)
    assert [s["id"] for s in one["subjects"]] == ["music:cue", "music:song"]
    assert (said["now"]["shots"], said["then"]["shots"], said["most"]["shots"]) == (0, 2, 3)
    assert said["enough"] and said["proven"] and said["in_the_way"] == []


def test_what_no_signature_clears_is_left_out_and_said() -> None:
    shots = film(4)
    records = [
        *SUBJECTS,
        at(0, "work:film", 3 * LENGTH), at(0, "identity:kim"), at(1, "mark:orphan"),
        at(2, "identity:jo", source="script"),
        Prohibition(assigner="Kim", subjects=("identity:kim",), actions=(Action.TRAIN_BASE,), reason="a promise"),
    ]  # fmt: skip
    found = planned(Facts.of(records), asked(records, shots, Action.TRAIN_BASE), Action.TRAIN_BASE, 1)
    said = found.to_json()
    assert not said["enough"] and said["most"]["shots"] == 0 and said["signatures"] == []
    kinds = {one["kind"]: one["why"] for one in said["in_the_way"]}
    assert set(kinds) == {"prohibition", "owner", "proposal", "appearance"}
    assert "a promise" in kinds["prohibition"] and "registered without an owner" in kinds["owner"]
    more = planned(Facts.of(records), asked(records, shots, Action.TRAIN_BASE), Action.TRAIN_BASE, 1, True).to_json()
    assert [one["subject"] for one in more["confirmations"]] == ["identity:jo"]
    assert [one["assigner"] for one in more["signatures"]] in (["House", "Jo"], ["Jo", "House"])
    assert (more["most"]["shots"], "proposal" in {one["kind"] for one in more["in_the_way"]}) == (1, False)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), 1e9])
def test_hours_that_are_none_are_said(wrong: float) -> None:
    with pytest.raises(FilmwrightError, match="no hours of film"):
        planned(Facts.of(()), [], Action.TRAIN_BASE, wrong)


RIGHTS = """\
title: Alpha
owner: The Test Works
subjects:
  - {id: music:cue, kind: music, name: Cue, owner: Quay Music, appearances: [{in: 60, out: 96}]}
grants:
  - {assigner: The Test Works, agreement: letter, actions: [ingest, train.base]}
  - {assigner: Quay Music, agreement: licence 118, subject: music:cue, actions: [ingest]}
"""


def test_a_studio_that_carries_it_out_has_its_hours(studio: Studio, alpha: Path, tmp_path: Path) -> None:
    (tmp_path / "alpha.yaml").write_text(RIGHTS, encoding="utf-8")
    catalogue.add(studio, [alpha], "Alpha", tmp_path / "alpha.yaml")
    assert not ingest(studio).failed
    limits: Limits = {"territory": ["EU"], "media": ["cinema"]}
    found = plan(studio, "train.base", Fraction(4, 3600), **limits)
    (step,) = found.steps
    needed, waiting = found.signature(step)
    assert (needed.assigner, needed.subjects, len(waiting)) == ("Quay Music", ("music:cue",), 2)
    assert found.to_json()["limits"] == limits and found.enough
    grant = Grant(
        assigner="Quay Music",
        subjects=needed.subjects,
        actions=(Action.TRAIN_BASE,),
        territory=("EEA",),
        media=("cinema",),
    )
    with ledger.writing(studio) as connection:
        ledger.append(connection, [grant], ledger.ensure_key(studio))
    assert all(one.cleared for one in clear.clear(studio, "train.base", **limits))
    again = plan(studio, "train.base", Fraction(4, 3600), **limits)
    assert again.steps == () and again.enough
    assert not plan(studio, "train.base", 1, title="Alpha").enough
