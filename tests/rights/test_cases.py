"""Golden cases as a lawyer would tell them (``cases/*.yaml``, read by ``casebook``): verdict, reasons, signatures."""

from __future__ import annotations

import pytest
from asking import by_frame
from casebook import Case, cases, span
from oracle import Oracle

from filmwright.rights.vocabulary import Action

ALL = cases()
every_case = pytest.mark.parametrize("case", ALL, ids=[case.title for case in ALL])


@every_case
def test_the_case_comes_out_as_told(case: Case) -> None:
    decision = case.decide()
    assert decision.verdict == case.expect["verdict"], decision.sentences()
    assert decision.curable == case.expect.get("curable", decision.curable)
    if "missing" in case.expect:
        wanted = [(m["kind"], m["on"], *span(m["frames"]).values()) for m in case.expect["missing"]]
        assert sorted(wanted) == sorted(
            (m.kind, m.subject, m.span.asset, m.span.in_frame, m.span.out_frame) for m in decision.missing if m.span
        )
    if "rests on" in case.expect:
        assert set(decision.grants_used) == {case.names[name] for name in case.expect["rests on"]}
    if "forbidden by" in case.expect:
        assert set(decision.prohibitions_hit) == {case.names[name] for name in case.expect["forbidden by"]}


@every_case
def test_the_refusal_gives_its_reason(case: Case) -> None:
    decision = case.decide()
    for told in case.expect.get("missing", ()):
        found = [m for m in decision.missing if (m.kind, m.subject) == (told["kind"], told["on"])]
        assert any(told.get("because", "").casefold() in m.why.casefold() for m in found), [m.why for m in found]
        assert all(m.sentence().endswith(")") and str(m.span) in m.sentence() for m in found)


@every_case
def test_the_refusal_says_who_must_sign_and_what_must_be_answered(case: Case) -> None:
    decision = case.decide()
    if "sign" in case.expect:
        wanted = [(s["by"], s.get("as", "owner"), sorted(s["on"])) for s in case.expect["sign"]]
        found = [(n.assigner, str(n.authority), sorted(n.subjects)) for n in decision.needed]
        assert sorted(found) == sorted(wanted)
    if "ask" in case.expect:
        texts = [q.text for q in decision.questions]
        assert len(texts) == len(case.expect["ask"]), texts
        assert all(any(words in text for text in texts) for words in case.expect["ask"]), texts


@pytest.mark.parametrize("case", [case for case in ALL if not case.answered], ids=lambda case: case.title)
def test_the_oracle_tells_the_same(case: Case) -> None:
    found = Oracle(case.records, case.request, case.studio).find()
    assert found.verdict == case.expect["verdict"]
    assert found.obstacles == by_frame(case.decide())


def test_there_are_cases_of_every_kind() -> None:
    assert len(ALL) >= 40 and len({case.title for case in ALL}) == len(ALL)
    assert {case.expect["verdict"] for case in ALL} == {"permit", "deny", "unknown"}
    refused = [case for case in ALL if case.expect["verdict"] == "deny"]
    assert sum("sign" in case.expect or "missing" in case.expect for case in refused) > 30
    assert {case.request.action for case in ALL} >= {Action.TRAIN_BASE, Action.DELIVER, Action.GENERATE_REPLICA_VISUAL}
