"""A rights file that comes again: its grants are the grants; what forbids and who appears never gets less."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights import rightsfile
from filmwright.rights.amend import Amendment, amendment
from filmwright.rights.evaluate import decide
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Grant, Revocation
from filmwright.rights.rightsfile import RightsFile
from filmwright.rights.vocabulary import Request, Span

from ..effort import examples

ASSET = "a" * 64
FRAMES = 100
ACTIONS = ("ingest", "train.base", "generate.generic")
HEAD = """title: Alpha
owner: Acme
subjects:
  - {id: identity:jo, kind: identity, name: Jo, appearances: [{in: 3, out: 9}]}
"""


def read(folder: Path, text: str) -> RightsFile:
    path = folder / "rights.yaml"
    path.write_text(text, encoding="utf-8")
    return rightsfile.load(path)


def said(facts: Facts, rights: RightsFile) -> tuple[Facts, Amendment]:
    """What ``add`` does to the facts."""
    records = rightsfile.records(rights, ASSET, FRAMES)
    change = amendment(facts, rights, records, [ASSET])
    return facts.extended([*records, *change.records], "f" * 64), change


def verdict(facts: Facts, action: str, first: int = 20) -> str:
    spans = (Span(asset=ASSET, in_frame=first, out_frame=first + 1),)
    return decide(Request(action=action, spans=spans, at="2026-05-01T12:00:00Z"), facts).verdict


def grants(*lines: str) -> str:
    return HEAD + "grants:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


OWN = "assigner: Acme, agreement: one, actions: [train.base]"
JO = "assigner: Jo, subject: identity:jo, actions: [train.base]"


def test_a_grant_that_is_gone_or_changed_is_revoked(tmp_path: Path) -> None:
    facts, change = said(Facts.of(()), read(tmp_path, grants(OWN, JO)))
    assert change.revoked == () and verdict(facts, "train.base", 4) == "permit"
    facts, change = said(facts, read(tmp_path, grants(OWN + ", valid_to: 2020-01-01", JO)))
    assert [grant.agreement for grant in change.revoked] == ["one"]
    assert verdict(facts, "train.base") == "deny"
    facts, change = said(facts, read(tmp_path, grants(OWN)))
    assert {grant.subjects for grant in change.revoked} == {("work:alpha",), ("identity:jo",)}
    assert (verdict(facts, "train.base"), verdict(facts, "train.base", 4)) == ("permit", "deny")


def test_a_prohibition_and_an_appearance_stay_and_are_told(tmp_path: Path) -> None:
    never = "prohibitions:\n  - {assigner: Acme, actions: [train.base], reason: never}\n"
    facts, _ = said(Facts.of(()), read(tmp_path, grants(OWN, JO) + never))
    facts, change = said(facts, read(tmp_path, f"title: Alpha\nowner: Acme\ngrants:\n  - {{{OWN}}}\n"))
    assert [p.reason for p in change.prohibitions] == ["never"]
    assert [(a.subject, a.in_frame, a.out_frame) for a in change.appearances] == [("identity:jo", 3, 9)]
    assert change.names["identity:jo"] == "Jo"
    assert verdict(facts, "train.base") == "deny"
    _, again = said(facts, read(tmp_path, f"title: Alpha\nowner: Acme\ngrants:\n  - {{{OWN}}}\n"))
    assert again.records == () and again.prohibitions == change.prohibitions


def test_a_grant_that_somebody_took_back_is_not_given_again_by_an_old_file(tmp_path: Path) -> None:
    rights = read(tmp_path, grants(OWN))
    facts, _ = said(Facts.of(()), rights)
    facts = facts.extended([Revocation(grant=rights.grants[0].id, reason="the owner's letter")], "e" * 64)
    facts, change = said(facts, rights)
    assert change.records == () and change.taken_back == rights.grants
    assert verdict(facts, "train.base") == "deny"
    facts, change = said(facts, read(tmp_path, grants(OWN.replace("one", "two"))))
    assert change.taken_back == () and verdict(facts, "train.base") == "permit"


def test_what_another_title_says_of_the_same_person_is_not_touched(tmp_path: Path) -> None:
    everywhere = JO + ", works: all"
    other = read(tmp_path, grants(OWN, everywhere).replace("Alpha", "Other"))
    facts, _ = said(Facts.of(()), other)
    facts, _ = said(facts, read(tmp_path, grants(OWN, everywhere)))
    facts, change = said(facts, read(tmp_path, grants(OWN)))
    assert [grant.said_in for grant in change.revoked] == ["work:alpha"]
    assert not any(facts.revocations(grant.id) for grant in other.grants)


def test_a_grant_for_two_works_is_that_of_the_file_it_stands_in(tmp_path: Path) -> None:
    both = read(
        tmp_path, grants("assigner: Jo, subject: identity:jo, works: [work:alpha, work:other], actions: [index]")
    )
    facts, _ = said(Facts.of(()), both)
    _, change = said(facts, read(tmp_path, HEAD.replace("Alpha", "Other")))
    assert change.revoked == ()
    _, change = said(facts, read(tmp_path, HEAD))
    assert change.revoked == both.grants


@pytest.mark.parametrize("line", ["said_in: work:other", f"renews: {'0' * 64}"])
def test_nobody_writes_where_a_grant_comes_from(tmp_path: Path, line: str) -> None:
    with pytest.raises(FilmwrightError, match="unknown key"):
        read(tmp_path, grants(f"{OWN}, {line}"))


@pytest.mark.parametrize(
    "text",
    [
        "title: Alpha\nowner: Acme\nsubject: filmwright:base-0\n",
        "title: Alpha\nowner: Acme\nsubjects:\n  - {id: 'filmwright:base-0', kind: work, name: Bunny}\n",
    ],
)
def test_nobody_speaks_for_what_ships_with_the_package(tmp_path: Path, text: str) -> None:
    with pytest.raises(FilmwrightError, match="Filmwright's own"):
        read(tmp_path, text)


_SPOKEN = st.lists(
    st.tuples(st.sets(st.sampled_from(ACTIONS), min_size=1), st.sampled_from(["one", "two"])), max_size=3
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(_SPOKEN, min_size=1, max_size=6))
def test_whatever_was_said_before_the_last_file_alone_decides(files: list[list[tuple[set[str], str]]]) -> None:
    """Against an oracle: the facts of the last file in an empty ledger."""
    facts = Facts.of(())
    for spoken in files:
        rights = _rights(spoken)
        facts, _ = said(facts, rights)
        assert said(facts, rights)[1].records == ()
    alone, _ = said(Facts.of(()), _rights(files[-1]))
    for action in ACTIONS:
        assert verdict(facts, action) == verdict(alone, action)


def _rights(spoken: list[tuple[set[str], str]]) -> RightsFile:
    work = rightsfile.Subject(id="work:alpha", kind="work", name="Alpha", owner="Acme")
    made = tuple(Grant(assigner="Acme", agreement=a, subjects=[work.id], actions=sorted(acts)) for acts, a in spoken)
    return RightsFile(title="Alpha", owner="Acme", work=work, subjects=(), grants=made, prohibitions=())
