"""Rights moved to subjects of their own: the same answers about these, and none about any other subject."""

from __future__ import annotations

from pathlib import Path

from filmwright.rights import rightsfile
from filmwright.rights.apart import apart
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.vocabulary import Appearance, Request, Span, Subject

TEXT = """title: Alpha
owner: Acme
subjects:
  - {id: identity:jo, kind: identity, name: Jo}
grants:
  - {assigner: Acme, actions: [train.base]}
  - {assigner: Jo, subject: identity:jo, actions: [train.base]}
  - {assigner: Jo, subject: identity:jo, actions: [index], works: all}
prohibitions:
  - {assigner: Jo, subject: identity:jo, actions: [deliver]}
"""
HOME = "filmwright:base-01234567"


def verdict(facts: Facts, action: str) -> str:
    spans = (Span(asset="a" * 64, in_frame=0, out_frame=9),)
    return decide(Request(action=action, spans=spans, at="2026-05-01T12:00:00Z"), facts).verdict


def test_the_same_rights_hold_for_the_new_subjects_and_for_no_other(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(TEXT)
    moved = apart(rightsfile.load(tmp_path / "r.yaml"), HOME, "Alpha, elsewhere")
    facts = Facts.of(rightsfile.records(moved, "a" * 64, 100))
    assert all(facts.subject(one) for one in (HOME, f"{HOME}/identity:jo"))
    assert not (facts.subject("work:alpha") or facts.subject("identity:jo"))
    assert all(term.of_work == HOME for term in (*moved.grants, *moved.prohibitions))
    assert [verdict(facts, action) for action in ("train.base", "deliver")] == ["permit", "deny"]
    # The studio's own Jo in the same frames: what the moved file allows is not about her.
    own = [
        Subject(id="identity:jo", kind="identity", name="Jo", owner="Jo"),
        Appearance(asset="a" * 64, in_frame=0, out_frame=9, subject="identity:jo"),
    ]
    assert verdict(facts.extended(own, "e" * 64), "train.base") == "deny"
