"""How long steps take: a few are taken, at the run's own shapes where that is cheap, else at smaller ones.

From smaller ones a step's time is reckoned as a + b·BL + c·BL², for B samples of L places: what a step costs at all,
what each token costs, and what tokens cost each other in attention; a, b and c are no less than 0, and fitted to
relative errors by least squares. Where the run's own shapes were timed, nothing is fitted.
"""

from __future__ import annotations

import dataclasses
import math
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import loop, processes
from filmwright.models.callbacks.callback import Callback
from filmwright.models.footprint import fields, part
from filmwright.models.optimizer import trained

if TYPE_CHECKING:
    from filmwright.models.loop import State
    from filmwright.models.task import Task
    from filmwright.models.training import Training

STEPS = 3
"""Steps that are taken of a kind; the first, which warms up, is not counted."""
CHEAP, LEAST_S = 0.02, 30.0
"""Share of a run that may be spent on timing it, and the seconds that always may."""
LOOKED, LOOK_S = 64, 5.0
"""Batches that are drawn to see what kinds there are, and the seconds after which it is enough."""
SPREAD = 0.1
"""What a mean of so few steps is off by at least, on a machine that does other things too."""
SIDES = (4, 2)
"""By what the height and width of latents are divided for smaller probes."""


@dataclass(frozen=True)
class Size:
    """B samples of L places (frames x rows x columns of latents)."""

    samples: int
    places: int

    @property
    def terms(self) -> tuple[float, float, float]:
        """What a, b and c are multiplied by."""
        return 1.0, float(self.samples * self.places), float(self.samples * self.places**2)

    @property
    def cost(self) -> float:
        """How seconds grow, for deciding what to try: between those of tokens and those of their pairs."""
        return self.samples * self.places**1.5


@dataclass(frozen=True)
class Kind:
    """Batches of one kind and shape: their share of all, the steps at which some are drawn, and one of them."""

    name: str
    share: float
    steps: tuple[int, ...]
    batch: Any


Point = tuple[Size, list[float]]
"""Seconds that steps took at a size."""


@dataclass(frozen=True)
class Timed:
    """Seconds of one thing: what to expect, from and to, and whether it was timed itself or reckoned."""

    seconds: float
    low: float
    high: float
    measured: bool

    def times(self, count: float, most: float = math.inf) -> Timed:
        """So many of them, or as many as end after ``most`` seconds."""
        seconds, low, high = (min(most, count * one) for one in (self.seconds, self.low, self.high))
        return Timed(seconds, low, high, self.measured)


def size(batch: Any) -> Size:
    """The size of a batch: by its largest tensor of five dimensions (B, C, F, h, w); without one, B samples of 1."""
    videos = [value for value in fields(batch).values() if isinstance(value, torch.Tensor) and value.dim() == 5]
    return Size(len(batch), max((math.prod(video.shape[2:]) for video in videos), default=1))


def smaller(batch: Any, ways: int) -> Any:
    """The batch with pictures of which height and width are so many times less; itself, if it has none."""

    def cut(value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or value.dim() != 5:
            return value
        height, width = (max(2, side // ways // 2 * 2) for side in value.shape[3:])
        return value[..., :height, :width].contiguous()

    if not dataclasses.is_dataclass(batch):
        return batch
    return dataclasses.replace(batch, **{name: cut(value) for name, value in fields(batch).items()})


def look(task: Task, shares: Mapping[str, float] | None = None) -> list[Kind]:
    """The kinds of a task's batches, the most frequent first, seen by drawing some.

    Args:
        shares: how often each kind (``Task.kind``) is drawn, where that is known better than from a few draws.
    """
    began = time.perf_counter()
    steps: dict[Any, list[int]] = {}
    first: dict[Any, Any] = {}
    for drawn in range(1, LOOKED + 1):
        batch = task.draw(drawn - 1)
        shapes = [tuple(value.shape) for value in fields(batch).values() if isinstance(value, torch.Tensor)]
        key = task.kind(batch), tuple(shapes)
        steps.setdefault(key, []).append(drawn - 1)
        first.setdefault(key, batch)
        if drawn > STEPS and time.perf_counter() - began > LOOK_S:
            break
    seen = Counter(name for (name, _), of in steps.items() for _ in of)
    told = {name: (shares or {}).get(name, count / drawn) for name, count in seen.items()}
    kinds = [
        Kind(name, told[name] / sum(told.values()) * len(of) / seen[name], tuple(of), first[name, shapes])
        for (name, shapes), of in steps.items()
    ]
    return sorted(kinds, key=lambda kind: -kind.share)


class _Clock(Callback):
    def __init__(self) -> None:
        self.at: list[float] = []

    def begin(self, state: State) -> None:
        self.at.append(time.perf_counter())

    def step(self, state: State) -> None:
        self.at.append(time.perf_counter())


def take(task: Task, training: Training, draws: Sequence[Callable[[int], Any]]) -> list[float]:
    """Seconds of each of some steps, taken by the loop itself; the task's weights are as before afterwards.

    Args:
        draws: for each step what gives its batch, told which of the accumulated ones.

    Raises:
        FilmwrightError: among many processes; and whatever the loop raises.
    """
    if processes.size() > 1:
        raise FilmwrightError("a run's time is reckoned before its processes are joined", "", "ask one process")
    weights = [(weight, weight.data.clone()) for weight in trained(task.parts).values()]
    clock = _Clock()
    chosen = SimpleNamespace(**{name: getattr(task, name) for name in ("parts", "losses", "kind", "blocks")})
    chosen.draw = lambda step, micro=0: draws[step](micro)
    short = training.model_copy(update={"max_steps": len(draws), "minutes": math.inf})
    try:
        with tempfile.TemporaryDirectory() as folder, torch.random.fork_rng():
            loop.run(chosen, short, Path(folder), [clock])
    finally:
        for weight, before in weights:
            weight.data, weight.grad = before, None
    return [after - before for before, after in pairwise(clock.at)]


def climb(rungs: Sequence[tuple[Size, Callable[[], list[float]]]], budget: Callable[[float], float]) -> list[Point]:
    """Time the two smallest; then the largest if there is room for it, else the next as long as there is.

    Args:
        rungs: by size, the largest last, each with what gives seconds of ``STEPS`` of it.
        budget: seconds that may be spent, where one step at the largest takes so many.

    Returns:
        What was timed, each without the first step; the last is of the largest size if that was.
    """
    done: list[Point] = []
    spent, at = 0.0, 0
    while at is not None:
        size, run = rungs[at]
        seconds = run()
        spent += sum(seconds)
        done.append((size, seconds[1:] or seconds))
        told = reckon(done)
        room = budget(told(rungs[-1][0]).seconds) - spent
        after = range(at + 1, len(rungs))
        at = next((n for n in (*after[-1:], *after[:1]) if STEPS * told(rungs[n][0]).seconds <= room), None)
        if len(done) == 1 and after:
            at = 1
    return done


def reckon(points: Sequence[Point]) -> Callable[[Size], Timed]:
    """Seconds at any size, from those at some: as they were timed, or reckoned (see the module)."""
    from scipy.optimize import nnls

    timed: dict[Size, list[float]] = {}
    for size, times in points:
        timed.setdefault(size, []).extend(times)
    middles = np.array([statistics.median(times) for times in timed.values()])
    rows = np.array([size.terms for size in timed])
    scale = rows.max(0)
    factors, _ = nnls(rows / scale / middles[:, None], np.ones(len(rows)))
    off = max(SPREAD, 2 * float(np.sqrt(np.mean((rows / scale @ factors / middles - 1) ** 2))))
    largest = max(size.cost for size in timed)

    def at(size: Size) -> Timed:
        if size in timed:
            low, middle, high = min(timed[size]), statistics.median(timed[size]), max(timed[size])
            return Timed(middle, low * (1 - SPREAD), high * (1 + SPREAD), True)
        middle = float(np.array(size.terms) / scale @ factors)
        # By custom: each doubling beyond what was timed may add as much again.
        wide = min(0.9, off * (1 + max(0.0, math.log2(size.cost / largest))))
        return Timed(middle, middle * (1 - wide), middle * (1 + wide), False)

    return at


def of_steps(task: Task, training: Training, kinds: Sequence[Kind], ways: int) -> list[Timed]:
    """Seconds of a step of each kind, of which a process takes one of ``ways`` parts.

    Raises:
        FilmwrightError: as ``take``.
    """

    def budget(step: float) -> float:
        return max(LEAST_S, CHEAP * min(training.minutes * 60, training.max_steps * step)) / len(kinds)

    points: list[Point] = []
    for kind in kinds:
        own = part(kind.batch, ways)
        tried = [smaller(own[:1], SIDES[0]), *(smaller(own, side) for side in SIDES)]
        rungs = {size(batch): partial(take, task, training, [lambda _, b=batch: b] * STEPS) for batch in tried}
        steps = list(islice(cycle(kind.steps), STEPS))
        # Drawn anew: a step may have to wait for its batch.
        rungs[size(own)] = partial(take, task, training, [lambda _, s=step: part(task.draw(s), ways) for step in steps])
        points += climb(sorted(rungs.items(), key=lambda rung: rung[0].cost), budget)
    at = reckon(points)
    return [at(size(part(kind.batch, ways))) for kind in kinds]
