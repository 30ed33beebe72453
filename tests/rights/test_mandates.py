"""Who may speak for whom: chains of mandates, what each covers and when, and that none goes in a circle."""

from __future__ import annotations

from itertools import pairwise

import pytest
from every import write
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights import ledger
from filmwright.rights.circumstances import Mandate, Standing
from filmwright.rights.facts import Facts
from filmwright.rights.grants import Revocation
from filmwright.rights.mandates import led, refuse_circles
from filmwright.rights.record import Record
from filmwright.rights.vocabulary import Authority, Request, Subject
from filmwright.studio import Studio

from ..effort import examples

JO = "identity:jo"
FACE = Subject(id=JO, kind="identity", name="Jo Doe", owner="Jo Doe")
ASK = Request(action="train.base", spans=(), at="2026-05-01T12:00:00Z")


def mandate(principal: str, agent: str, authority: str = "agent", **terms: object) -> Mandate:
    return Mandate(principal=principal, agent=agent, authority=authority, **terms)


def speaks(*records: Record, by: str = "Ten Percent", authority: str = "agent", request: Request = ASK) -> bool:
    return led("Jo Doe", by, Authority(authority), request, FACE, Facts.of([FACE, *records]))


DIRECT = mandate("Jo Doe", "Ten Percent")


def test_one_mandate_from_the_owner() -> None:
    assert speaks(DIRECT) and not speaks()
    assert speaks(mandate(" jo  DOE ", "TEN percent")), "names but for case, width and spaces"
    assert not speaks(mandate("Al", "Ten Percent")) and not speaks(mandate("Jo Doe", "Another"))
    assert not speaks(mandate("Ten Percent", "Jo Doe")), "it does not go the other way"
    assert not speaks(DIRECT, Revocation(grant=DIRECT.record_id))


def test_the_last_mandate_is_of_the_grants_authority() -> None:
    assert not speaks(DIRECT, authority="guild")
    assert speaks(mandate("Jo Doe", "Ten Percent", "estate"), authority="estate")
    assert speaks(DIRECT, mandate("Jo Doe", "Ten Percent", "guild"), authority="guild")


@pytest.mark.parametrize(
    ("terms", "covers"),
    [
        ({"subjects": [JO]}, True),
        ({"subjects": ["voice:jo", JO]}, True),
        ({"subjects": ["voice:jo"]}, False),
        ({"actions": ["train.base"]}, True),
        ({"actions": ["deliver"]}, False),
        ({"valid_from": "2026-05-01", "valid_to": "2026-05-01"}, True),
        ({"valid_from": "2026-05-02"}, False),
        ({"valid_to": "2026-04-30"}, False),
        ({"valid_to": "2026-05-01T12:00:00Z"}, False),
        ({"valid_from": "2026-05-01T12:00:00Z"}, True),
    ],
)
def test_each_mandate_in_a_chain_covers_the_subject_the_action_and_the_day(
    terms: dict[str, object], covers: bool
) -> None:
    assert speaks(mandate("Jo Doe", "Ten Percent", **terms)) == covers
    first = mandate("Jo Doe", "Head Office", may_delegate=True, **terms)
    assert speaks(first, mandate("Head Office", "Ten Percent")) == covers
    assert (
        speaks(mandate("Jo Doe", "Head Office", may_delegate=True), mandate("Head Office", "Ten Percent", **terms))
        == covers
    )


def test_all_but_the_last_must_let_their_agent_mandate_others() -> None:
    chain = [
        mandate("Jo Doe", "Estate of Jo", "estate", may_delegate=True),
        mandate("Estate of Jo", "Lawyer", "court", may_delegate=True),
        mandate("Lawyer", "Ten Percent"),
    ]
    assert speaks(*chain) and not speaks(*chain, authority="estate")
    for number in (0, 1):
        firm = [one.model_copy(update={"may_delegate": False}) if i == number else one for i, one in enumerate(chain)]
        assert not speaks(*firm)
        assert speaks(*firm, chain[number]), "another way that may be gone"
    for number in range(3):
        assert not speaks(*chain[:number], *chain[number + 1 :])
        assert not speaks(*chain, Revocation(grant=chain[number].record_id))


@pytest.mark.parametrize("authority", ["estate", "guardian", "court"])
def test_nobody_makes_a_guardian_an_estate_or_a_court_who_is_not_one(authority: str) -> None:
    made_so = mandate("Agency", "Ten Percent", authority)
    for first in ("agent", "guild"):
        assert not speaks(mandate("Jo Doe", "Agency", first, may_delegate=True), made_so, authority=authority)
    assert speaks(mandate("Jo Doe", "Agency", authority, may_delegate=True), made_so, authority=authority)
    assert speaks(
        mandate("Jo Doe", "Agency", authority, may_delegate=True), mandate("Agency", "Ten Percent"), authority="agent"
    ), "an estate may well have an agent"


@pytest.mark.parametrize(("day", "holds"), [("2019-12-31", True), ("2020-01-01", False), ("", True)])
def test_the_dead_mandate_nobody_but_are_spoken_for(day: str, holds: bool) -> None:
    died = Standing(subject=JO, what="deceased", valid_from="2020-01-01")
    for authority in ("agent", "guild", "guardian"):
        assert speaks(died, mandate("Jo Doe", "Ten Percent", authority, valid_from=day), authority=authority) == holds
    for authority in ("estate", "court"):
        assert speaks(died, mandate("Jo Doe", "Ten Percent", authority, valid_from=day), authority=authority)
    left = mandate("Jo Doe", "Estate of Jo", "estate", valid_from="2020-02-01", may_delegate=True)
    assert speaks(died, left, mandate("Estate of Jo", "Ten Percent", valid_from="2020-03-01")), "the estate lives"


def test_a_long_chain_ends() -> None:
    names = ["Jo Doe", *(f"Agent {n}" for n in range(5000)), "Ten Percent"]
    chain = [mandate(one, other, may_delegate=True) for one, other in pairwise(names)]
    facts = Facts.of(chain)
    agent = Authority.AGENT
    assert led("Jo Doe", "Ten Percent", agent, ASK, FACE, facts) and not led(
        "Al", "Ten Percent", agent, ASK, FACE, facts
    )
    refuse_circles(chain, Facts.of(()))
    refuse_circles(chain[:2500], Facts.of(chain[2500:]))
    closing = mandate("Ten Percent", "jo DOE")
    for new, there in (([*chain, closing], []), ([closing], chain), (chain[10:], [*chain[:10], closing])):
        with pytest.raises(FilmwrightError, match=r" for \.\.\. for .*go in a circle") as caught:
            refuse_circles(new, Facts.of(there))
        assert len(str(caught.value)) < 400


def test_many_ways_to_the_same_owner_are_gone_once() -> None:
    layers = [[f"Agent {layer}.{n}" for n in range(12)] for layer in range(30)]
    wide = [
        mandate(one, other, may_delegate=True)
        for above, below in zip([["Jo Doe"], *layers], [*layers, ["Ten Percent"]], strict=True)
        for one in above
        for other in below
    ]
    assert speaks(*wide) and not speaks(*wide, by="Eleven Percent")
    refuse_circles(wide, Facts.of(()))


@pytest.mark.parametrize(
    ("said", "circle"),
    [
        ([("A", "A")], "a for a"),
        ([("A", "B"), ("b", " A ")], "b for a for b"),
        ([("A", "B"), ("B", "C"), ("C", "A")], "b for a for c for b"),
        ([("Top", "A"), ("A", "B"), ("B", "A")], "a for b for a"),
    ],
)
def test_a_circle_is_refused_and_named(said: list[tuple[str, str]], circle: str) -> None:
    made = [mandate(*one) for one in said]
    with pytest.raises(FilmwrightError, match="go in a circle") as caught:
        refuse_circles(made, Facts.of(()))
    assert circle in str(caught.value)
    for number in range(1, len(made)):
        with pytest.raises(FilmwrightError, match="go in a circle"):
            refuse_circles(made[number:], Facts.of(made[:number]))
    gone = [Revocation(grant=made[0].record_id)] if len(made) > 1 and said[0][0] != "Top" else []
    if gone:
        refuse_circles(made[1:], Facts.of([made[0], *gone]))


_NAMES = st.sampled_from("ABCDEF")


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.tuples(_NAMES, _NAMES), max_size=9), st.integers(0, 9))
def test_a_circle_is_found_wherever_it_is_and_nothing_else_is_one(pairs: list[tuple[str, str]], cut: int) -> None:
    """Against an oracle: who stands above whom, closed by joining until nothing is added."""
    above = {(agent, principal) for principal, agent in pairs}
    while more := {(a, d) for a, b in above for c, d in above if b == c} - above:
        above |= more
    circle = any(one == other for one, other in above)
    old = {(agent, principal) for principal, agent in pairs[:cut]}
    while more := {(a, d) for a, b in old for c, d in old if b == c} - old:
        old |= more
    if any(one == other for one, other in old):
        return
    new, there = ([mandate(*pair) for pair in part] for part in (pairs[cut:], pairs[:cut]))
    if not circle:
        refuse_circles(new, Facts.of(there))
    else:
        with pytest.raises(FilmwrightError, match="go in a circle"):
            refuse_circles(new, Facts.of(there))


def test_no_circle_is_ever_written(studio: Studio) -> None:
    write(studio, mandate("A", "B"))
    for new in ([mandate("b", "a")], [mandate("B", "C"), mandate("C", "A")]):
        with pytest.raises(FilmwrightError, match="go in a circle"):
            write(studio, *new)
    assert ledger.facts(studio).mandates("c") == ledger.facts(studio).mandates("a") == []
    write(studio, Revocation(grant=mandate("A", "B").record_id))
    write(studio, mandate("B", "A"))
    assert len(ledger.facts(studio).mandates("A")) == 1 and ledger.verify(studio) == []
