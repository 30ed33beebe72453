"""The fewest steps: the same as trying every set of them; of several such sets, one that clears most."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.library.fewest import Group, cleared, fewest, grouped
from filmwright.library.needs import Step, Ways

from ..effort import examples

RANKS = {"signature": 0, "answer": 1, "confirmation": 1}
STEPS = [*(Step("signature", (name, "owner")) for name in "abcdef"), *(Step("answer", (name,)) for name in "xyz")]

ways: st.SearchStrategy[Ways] = st.frozensets(
    st.frozensets(st.sampled_from(STEPS), min_size=1, max_size=3), min_size=1, max_size=2
)
lengths = st.lists(
    st.tuples(
        st.frozensets(ways, max_size=3),
        st.builds(Fraction, st.integers(1, 400), st.sampled_from([24, 25, Fraction(24000, 1001)])),
    ),
    min_size=1,
    max_size=9,
)


def subsets(steps: frozenset[Step]) -> Iterator[frozenset[Step]]:
    for size in range(len(steps) + 1):
        yield from map(frozenset, combinations(sorted(steps), size))


def cost(groups: list[Group], steps: frozenset[Step]) -> tuple[int, int, Fraction]:
    signatures = sum(step.kind == "signature" for step in steps)
    return signatures, len(steps) - signatures, -cleared(groups, steps)


@settings(max_examples=examples(120), deadline=None)
@given(lengths, st.fractions(0, 1))
def test_it_is_what_trying_every_set_finds(shots: list[tuple[frozenset[Ways], Fraction]], share: Fraction) -> None:
    groups = grouped(shots)
    wanted = share * sum(group.seconds for group in groups)
    steps = frozenset(step for group in groups for needed in group.needs for way in needed for step in way)
    found = fewest(groups, wanted, RANKS)
    enough = [one for one in subsets(steps) if cleared(groups, one) >= wanted]
    # What clears already asks for nothing, however much more one signature would clear.
    best = (0, 0, -cleared(groups, ())) if frozenset() in enough else min(cost(groups, one) for one in enough)
    assert found.proven and found.steps <= steps
    assert cost(groups, found.steps) == best


@settings(max_examples=examples(40), deadline=None)
@given(lengths)
def test_to_the_last_frame(shots: list[tuple[frozenset[Ways], Fraction]]) -> None:
    groups = grouped(shots)
    whole = sum((group.seconds for group in groups), Fraction(0))
    assert cleared(groups, fewest(groups, whole, RANKS).steps) == whole


def test_a_frame_that_is_lost_in_a_float_is_not_lost() -> None:
    """A thousand hours less a frame are not a thousand hours, though the solver takes them for that."""
    a, b = (Step("signature", (name, "owner")) for name in "ab")
    long = Group(frozenset({frozenset({frozenset({a})})}), Fraction(3600_000))
    frame = Group(frozenset({frozenset({frozenset({b})})}), Fraction(1, 24_000))
    assert fewest([long, frame], long.seconds + frame.seconds, RANKS).steps == {a, b}
    assert fewest([long, frame], long.seconds, RANKS).steps == {a}


def test_shots_with_the_same_needs_are_one_group_and_those_that_nothing_clears_are_none() -> None:
    needed: Ways = frozenset({frozenset({STEPS[0]})})
    groups = grouped([(frozenset({needed}), Fraction(1))] * 5000 + [(frozenset({needed, frozenset()}), Fraction(9))])
    assert groups == [Group(frozenset({needed}), Fraction(5000))]


def test_signatures_are_spared_before_answers() -> None:
    """Three answers in the house do what one signature would."""
    sign, one, two, three = STEPS[0], *STEPS[6:9]
    needed: Ways = frozenset({frozenset({sign}), frozenset({one, two, three})})
    assert fewest([Group(frozenset({needed}), Fraction(1))], Fraction(1), RANKS).steps == {one, two, three}
