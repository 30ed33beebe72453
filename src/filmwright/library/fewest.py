"""The fewest steps that clear so many hours: an integer programme, solved with HiGHS through ``scipy.optimize.milp``.

A step is taken or not; a group of shots with the same needs clears once all of them are met. First the steps of rank
0 (signatures) are as few as can be, then those of rank 1 (answers), then the hours as many as these allow. The solver
reckons in floats; what it finds is counted again in fractions, and what falls short is cut off and solved again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from filmwright.library.needs import Step, Ways

_SECONDS = 60.0
"""The longest that one solution may take; then the best found is told, and that it is not proven."""
_SLACK = 1e-9
_SCALE = 1e6
"""The solver stops at an absolute gap of 1e-6; hours are told to it in millionths of all hours."""
Row = tuple[dict[int, float], float]
"""Coefficients by column, and what their sum must reach."""


class Group(NamedTuple):
    """Shots with the same needs, and their length in seconds."""

    needs: frozenset[Ways]
    seconds: Fraction


class Chosen(NamedTuple):
    """The steps, and whether it is proven that fewer do not do."""

    steps: frozenset[Step]
    proven: bool


def grouped(lengths: Iterable[tuple[frozenset[Ways], Fraction]]) -> list[Group]:
    """Shots with the same needs as one; those that nothing clears (a need without a way) are left out."""
    held: dict[frozenset[Ways], Fraction] = {}
    for needs, seconds in lengths:
        if all(needs):
            held[needs] = held.get(needs, Fraction(0)) + seconds
    return [Group(needs, held[needs]) for needs in sorted(held, key=_spelled)]


def _spelled(needs: frozenset[Ways]) -> list[list[list[Step]]]:
    """A set of sets has no order of its own; the same question must give the same plan on every day."""
    return sorted(sorted(sorted(way) for way in ways) for ways in needs)


def cleared(groups: Iterable[Group], steps: Collection[Step]) -> Fraction:
    """The seconds that clear with these steps, exactly."""
    return sum(
        (g.seconds for g in groups if all(any(way.issubset(steps) for way in ways) for ways in g.needs)), Fraction(0)
    )


def fewest(groups: Sequence[Group], seconds: Fraction, ranks: Mapping[str, int], patience: float = _SECONDS) -> Chosen:
    """The fewest steps with which at least so many seconds clear; all groups together must have as many.

    Args:
        ranks: 0 or 1 for each kind of step; those of rank 0 are made few first.
        patience: the most seconds that one solution may take.
    """
    model = _Model(groups, ranks)
    if cleared(groups, ()) >= seconds:
        return Chosen(frozenset(), True)
    best, proven = model.all_steps, True
    bounds: list[Row] = [model.at_least(seconds)]
    for rank in sorted({ranks[step.kind] for step in model.all_steps}):
        while True:
            found, optimal = model.solve(model.count(rank), bounds, patience)
            proven = proven and optimal
            if found is None or cleared(groups, found) >= seconds:
                break
            bounds.append(model.beyond(found))
        best = found if found is not None and model.better(found, best, seconds) else best
        bounds.append(model.at_most(rank, best))
    found, optimal = model.solve(model.hours(), bounds, patience)
    if found is not None and model.better(found, best, seconds):
        best = found
    return Chosen(best, proven and optimal)


class _Model:
    """Columns: steps (0 or 1), ways of several steps, groups (both between 0 and 1, and whole where steps are)."""

    def __init__(self, groups: Sequence[Group], ranks: Mapping[str, int]) -> None:
        self.groups, self.ranks = groups, ranks
        self.all_steps = frozenset(s for group in groups for ways in group.needs for way in ways for s in way)
        self.steps = sorted(self.all_steps)
        self._whole = sum((group.seconds for group in groups), Fraction(0)) or Fraction(1)
        self._column: dict[Step, int] = {step: place for place, step in enumerate(self.steps)}
        ways = {way for group in groups for needed in group.needs for way in needed if len(way) > 1}
        self._way = {way: len(self.steps) + place for place, way in enumerate(sorted(ways, key=sorted))}
        self._first = len(self.steps) + len(self._way)
        self._rows = self._structure()

    def _structure(self) -> list[Row]:
        """A way counts only with each of its steps, a group only with one of the ways of each need."""
        rows: list[Row] = [({self._column[step]: 1, at: -1}, 0) for way, at in self._way.items() for step in way]
        for place, group in enumerate(self.groups):
            for ways in group.needs:
                columns = {self._way[way] if len(way) > 1 else self._column[next(iter(way))]: 1.0 for way in ways}
                rows.append(({**columns, self._first + place: -1.0}, 0))
        return rows

    def at_least(self, seconds: Fraction) -> Row:
        shares = {self._first + i: float(group.seconds / self._whole) for i, group in enumerate(self.groups)}
        return shares, float(seconds / self._whole) - _SLACK

    def at_most(self, rank: int, steps: Collection[Step]) -> Row:
        """No more steps of a rank than these are."""
        most = sum(self.ranks[step.kind] == rank for step in steps)
        return {self._column[step]: -1.0 for step in self.steps if self.ranks[step.kind] == rank}, -most

    def beyond(self, steps: Collection[Step]) -> Row:
        """Since these steps, and so any fewer of them, fall short: at least one of the others."""
        return {self._column[step]: 1.0 for step in self.steps if step not in steps}, 1

    def count(self, rank: int) -> dict[int, float]:
        return {self._column[step]: 1.0 for step in self.steps if self.ranks[step.kind] == rank}

    def hours(self) -> dict[int, float]:
        shares, _ = self.at_least(Fraction(0))
        return {column: -_SCALE * share for column, share in shares.items()}

    def better(self, found: frozenset[Step], best: frozenset[Step], seconds: Fraction) -> bool:
        """Whether what was found clears enough, and is no worse than what is there, counted exactly."""
        enough = cleared(self.groups, found)
        return enough >= seconds and self._cost(found, enough) <= self._cost(best, cleared(self.groups, best))

    def _cost(self, steps: Collection[Step], seconds: Fraction) -> tuple[int, int, Fraction]:
        first, second = (sum(self.ranks[step.kind] == rank for step in steps) for rank in (0, 1))
        return first, second, -seconds

    def solve(
        self, objective: Mapping[int, float], bounds: Sequence[Row], patience: float
    ) -> tuple[frozenset[Step] | None, bool]:
        """The steps that make the objective least, or None; and whether the solver proved it."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        size = self._first + len(self.groups)
        rows = [*self._rows, *bounds]
        places = [(r, column) for r, (coefficients, _) in enumerate(rows) for column in coefficients]
        values = [value for coefficients, _ in rows for value in coefficients.values()]
        matrix: Any = csr_array((values, tuple(zip(*places, strict=True))), shape=(len(rows), size))
        cost = np.zeros(size)
        cost[list(objective)] = list(objective.values())
        answer = milp(
            cost,
            integrality=np.arange(size) < len(self.steps),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lb=[least for _, least in rows]),
            options={"time_limit": patience, "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None, False
        return frozenset(
            step for step, taken in zip(self.steps, answer.x, strict=False) if taken > 0.5
        ), not answer.status
