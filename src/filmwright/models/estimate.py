"""What a training takes, memory and time, before it starts; and what a take does.

Memory is counted (``footprint``): weights, masters, averages and moments are those that ``optimizer`` keeps, gradients
and activations those that a step of the run's own code holds, on tensors without data. Time is measured (``pace``).
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import pace
from filmwright.models.fitting import fitted
from filmwright.models.footprint import Heap, Live, without_data
from filmwright.models.optimizer import Masters, trained
from filmwright.models.pace import Kind, Timed
from filmwright.models.task import Task
from filmwright.models.training import Training

AHEAD = 4
"""Batches in a processor's memory: two wait, one is drawn, one is learned from (see ``ahead``)."""
ROUNDS = 6
"""Steps after which a heap has found its size."""
CUDA = 500 << 20
"""Bytes that CUDA and its libraries take on a GPU; an assumption, it differs by GPU and driver."""
CHEAP, LEAST_S = 0.02, 20.0
"""Share of a run that may be spent on timing it, and the seconds that always may."""


@dataclass(frozen=True)
class Memory:
    """Bytes of one process, at the largest moment.

    Attributes:
        weights: of the modules, and their buffers.
        masters: float32 copies; average: their moving average; moments: AdamW's two.
        gradients: those that are there at that moment.
        activations: all else that a step makes.
        gathered: weights and gradients of the blocks in hand, whole, where processes keep rows.
        batches: drawn and waiting.
        allocator: held by the C library, and used by nothing.
        base: what the process takes without any of it.
    """

    weights: int
    masters: int = 0
    average: int = 0
    moments: int = 0
    gradients: int = 0
    activations: int = 0
    gathered: int = 0
    batches: int = 0
    allocator: int = 0
    base: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Estimate:
    """What a run, or a take, will be.

    Attributes:
        memory: of one process.
        flops: of the products of a step of one process, or of a take; what is made again is not counted.
        less: settings that take less memory, in words, and what they take; reckoned when asked for.
        kinds: name, share of the steps (how often, of a take) and seconds of each.
        step: seconds of a step, the kinds weighed.
        steps: that the run will take.
        total: seconds of the run, or of the take.
        mfu: share of the GPU's peak that the products get; None: unknown.
    """

    memory: Memory
    flops: int
    less: Callable[[], Iterator[tuple[str, Memory]]] = partial(iter, ())
    kinds: tuple[tuple[str, float, Timed], ...] = ()
    step: Timed | None = None
    steps: int = 0
    total: Timed | None = None
    mfu: float | None = None


def of_run(
    task: Task,
    training: Training,
    *,
    processes: int = 1,
    device: str | None = None,
    shares: Mapping[str, float] | None = None,
    probe: bool = True,
) -> Estimate:
    """What a run will take, on each of its processes.

    Some batches are drawn and, unless memory is short, some steps are taken; the task's weights stay as they are. With
    many processes a step is one process's, by itself: nothing is known of how fast they talk.

    Args:
        task: on the device where it will be trained; or on the meta device, of which no step can be taken.
        processes: that will train together (``parallel``).
        device: "cpu" or "cuda", where the memory will be; where the task is, if None.
        shares: of the steps, by ``Task.kind``, where they are known; else they are those of some draws.
        probe: whether to take steps.

    Raises:
        FilmwrightError: if the memory is not there, and steps were to be taken; what ``loop.run`` raises.
    """
    real = next(weight.device.type for part in task.parts.values() for weight in part.parameters())
    where = device or ("cpu" if real == "meta" else real)
    kinds = pace.look(task, shares)
    ways = processes // training.context
    batches = [kind.batch[: -(-len(kind.batch) // ways)] for kind in kinds]
    waiting = AHEAD * max(_bytes(kind.batch) for kind in kinds) if where == "cpu" else max(map(_bytes, batches))

    def memory(changed: Training, ways: int = 1) -> tuple[Memory, list[int]]:
        cut = [batch[: -(-len(batch) // ways)] for batch in batches]
        counted, flops = of_step(task, changed, cut, processes, heap=where == "cpu")
        return replace(counted, batches=waiting // ways, base=_base(task.parts, where)), flops

    def less() -> Iterator[tuple[str, Memory]]:
        most = max(map(len, batches))
        for ways in (2**n for n in range(most.bit_length())):
            for checkpointing in {training.checkpointing, True}:
                if ways > 1 or checkpointing != training.checkpointing:
                    changes = {"checkpointing": checkpointing, "accumulate": training.accumulate * ways}
                    words = [f"batches of 1/{ways} the samples with accumulate: {changes['accumulate']}"] * (ways > 1)
                    words += ["checkpointing: true"] * (checkpointing and not training.checkpointing)
                    yield " and ".join(words), memory(training.model_copy(update=changes), ways)[0]

    counted, flops = memory(training)
    if training.checkpointing:
        flops = of_step(task, training.model_copy(update={"checkpointing": False}), batches, processes)[1]
    mean = round(sum(kind.share * count for kind, count in zip(kinds, flops, strict=True)) * training.accumulate)
    estimate = Estimate(counted, mean, less)
    if not probe or real == "meta":
        return estimate
    need_room(estimate, where)
    ...
