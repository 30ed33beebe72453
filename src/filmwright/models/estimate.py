"""What a training takes, memory and time, before it starts; and what a take does.

Memory is counted (``footprint``): weights, masters, averages and moments are those that ``optimizer`` keeps, gradients
and activations those that a step of the run's own code holds, on tensors without data. Time is measured (``pace``).
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

import psutil
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import pace
from filmwright.models.footprint import Event, Heap, Live, rehearse, without_data
from filmwright.models.optimizer import trained
from filmwright.models.pace import Size, Timed
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
    """Bytes of one process at the largest moment.

    Attributes:
        weights: of the modules, with their buffers.
        masters: float32 copies; average: their moving average; moments: AdamW's two.
        gradients: those that are there at that moment; activations: all else that a step makes.
        gathered: weights and gradients of the blocks in hand, whole, where processes keep rows.
        batches: drawn and waiting; of a take, its pictures.
        allocator: held by the C library, and used by nothing.
        base: what the process takes without any of it.
    """

    weights: int = 0
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
        step: seconds of a step, the kinds weighed; steps: that the run will take.
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

    Some batches are drawn and, if the memory is there, some steps are taken; the task's weights stay as they are. With
    many processes a step is one process's, by itself: nothing is known of how fast they talk.

    Args:
        task: where it will be trained; or on the meta device, of which no step can be taken.
        processes: that will train together (see ``parallel``).
        device: "cpu" or "cuda", where the memory is to be; where the task is, if None.
        shares: of the steps, by ``Task.kind``, where they are known; else they are those of some draws.
        probe: whether to take steps.

    Raises:
        FilmwrightError: if steps are to be taken and the memory is not there; whatever the loop raises.
    """
    real = next(weight.device.type for part in task.parts.values() for weight in part.parameters())
    place = device or real.replace("meta", "cpu")
    kinds = pace.look(task, shares)
    ways = max(1, processes // training.context)
    batches = [kind.batch[: -(-len(kind.batch) // ways)] for kind in kinds]
    drawn = max(_bytes(kind.batch) for kind in kinds) * AHEAD if place == "cpu" else max(map(_bytes, batches))

    def memory(changes: dict[str, Any], cut: int = 1) -> tuple[Memory, list[int]]:
        changed = training.model_copy(update=changes)
        parts = [batch[: -(-len(batch) // cut)] for batch in batches]
        live, flops, events = rehearse(task, changed, parts, processes > 1)
        lasting = _lasting(task, changed, processes)
        made = live.most - live.gradients_at_most - (sum(lasting.values()) if processes == 1 else 0)
        here = {"gradients": live.gradients_at_most} if processes == 1 else _sharded(task, changed, processes)
        slack = _slack(events, place) // training.context
        made //= training.context
        return Memory(**lasting, **here, activations=made, batches=drawn // cut, allocator=slack, base=_base(task.parts.values(), place)), flops

    def less() -> Iterator[tuple[str, Memory]]:
        for cut in (2**n for n in range(max(map(len, batches)).bit_length())):
            for again in sorted({training.checkpointing, True}):
                changes = {"checkpointing": again, "accumulate": training.accumulate * cut}
                words = [f"batches of 1/{cut} the samples, accumulate: {changes['accumulate']}"] * (cut > 1)
                words += ["checkpointing: true"] * (again and not training.checkpointing)
                if words:
                    yield ", ".join(words), memory(changes, cut)[0]

    counted, flops = memory({})
    if training.checkpointing:
        flops = rehearse(task, training.model_copy(update={"checkpointing": False}), batches, True)[1]
    flops = round(training.accumulate / training.context * sum(k.share * f for k, f in zip(kinds, flops, strict=True)))
    estimate = Estimate(counted, flops, less)
    if not probe or real == "meta":
        return estimate
    need_room(estimate, place)
    times = pace.of(task, training, kinds, ways)
    ...
