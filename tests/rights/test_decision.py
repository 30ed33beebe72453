"""A Decision in words: which grant is missing, from whom, on what, in which frames; and its id."""

from __future__ import annotations

import pytest

from filmwright.rights.decision import Decision, Missing, merge_spans
from filmwright.rights.vocabulary import Action, Request, Span

ASSET = "a" * 64
SPAN = Span(asset=ASSET, in_frame=100, out_frame=112)


def missing(kind: str, **said: object) -> Missing:
    base = {"kind": kind, "subject": "identity:jo", "subject_name": "Jo", "owner": "Jo Doe", "action": "train.base"}
    return Missing.model_validate({**base, "span": SPAN, "why": "because", **said})


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("grant", "no grant of train.base on 'Jo' from its owner Jo Doe: because"),
        ("prohibition", "train.base on 'Jo' (owner Jo Doe) is forbidden: because"),
        ("question", "no grant of train.base on 'Jo' from its owner Jo Doe is settled: because"),
        ("appearance", "nobody can be asked for a grant of train.base: because"),
    ],
)
def test_each_obstacle_has_its_sentence(kind: str, said: str) -> None:
    assert missing(kind).headline() == said
    assert missing(kind).sentence() == f"{said} (frames 100 to 111 of asset aaaaaaaaaaaa)"
    assert missing(kind, span=None).sentence() == said


def test_one_frame_and_an_unknown_owner_read_well() -> None:
    one = missing("grant", owner="", span=Span(asset=ASSET, in_frame=7, out_frame=8)).sentence()
    assert "from an owner not yet registered" in one and "(frame 7 of asset" in one


def span(first: int, last: int, asset: str = "a") -> Span:
    return Span(asset=asset, in_frame=first, out_frame=last)


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        ([], []),
        ([(0, 5), (5, 9)], [(0, 9)]),
        ([(6, 9), (0, 5)], [(0, 5), (6, 9)]),
        ([(0, 20), (3, 5), (19, 21)], [(0, 21)]),
        ([(0, 5), (0, 5)], [(0, 5)]),
    ],
)
def test_the_same_frames_in_the_fewest_spans(spans: list[tuple[int, int]], merged: list[tuple[int, int]]) -> None:
    assert [(s.in_frame, s.out_frame) for s in merge_spans(span(*one) for one in spans)] == merged
    assert len(merge_spans([span(0, 5), span(5, 9, "b")])) == 2, "spans of two assets never join"


def test_an_id_stands_for_the_whole_answer() -> None:
    asked = Request(action=Action.INGEST, spans=(SPAN,), at="2026-05-01T12:00:00Z")
    one = Decision(request=asked, verdict="permit", ledger_root="b" * 64, at=asked.at)
    assert one.id == one.record_id == Decision.model_validate(one.model_dump()).id
    others = [
        one.model_copy(update=change)
        for change in (
            {"verdict": "deny"},
            {"ledger_root": "c" * 64},
            {"grants_used": ("d" * 64,)},
            {"missing": (missing("grant"),)},
            {"request": asked.model_copy(update={"project": "P"})},
        )
    ]
    assert len({one.id, *(other.id for other in others)}) == 6
