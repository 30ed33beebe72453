"""What a step holds in memory, counted before it is taken: the run's own code, on tensors that have no data.

The parameters are exchanged for fakes, which have shape and type but no memory, and forward pass, backward pass and
optimizer are run on them as they will be: activations made again, plain attention, gradients of several batches and
all. Each storage counts from the operation that makes it until nothing refers to it. What a kernel takes within itself
is not seen.

On a processor more is held than lives: see ``Heap``.
"""

from __future__ import annotations

import bisect
import random
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from filmwright.models.fitting import fitted
from filmwright.models.optimizer import Masters, trained
from filmwright.models.task import Task
from filmwright.models.training import Training

_aten = torch.ops.aten
FLOPS: dict[Any, Callable[..., int]] = {
    **flop_registry,
    # Of the same shapes and sums as the GPU's, but torch counts nothing for them.
    _aten._scaled_dot_product_flash_attention_for_cpu: flop_registry[_aten._scaled_dot_product_flash_attention],
    _aten._scaled_dot_product_flash_attention_for_cpu_backward: flop_registry[
        _aten._scaled_dot_product_flash_attention_backward
    ],
}
"""Floating-point operations of each operation that multiplies matrices, two for each product that is summed."""
Event = tuple[int, int]
"""A storage and its bytes where it begins; the same and -1 where it ends."""


class Live(TorchDispatchMode):
    """Counts the bytes of storages that are alive, and floating-point operations, while it is entered.

    Attributes:
        now: bytes alive; most: at the largest moment.
        gradients: bytes of them that whoever steps says are gradients; gradients_at_most: at that moment.
        flops: so far.
        events: each storage's beginning and end, in order.
    """

    def __init__(self) -> None:
        """Nothing is alive yet."""
        super().__init__()
        self.now = self.most = self.gradients = self.gradients_at_most = self.flops = 0
        self.events: list[Event] = []
        self._alive: dict[int, Any] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Do the operation and see what it made."""
        named = kwargs or {}
        made = func(*args, **named)
        if formula := FLOPS.get(getattr(func, "_overloadpacket", None)):
            self.flops += formula(*args, **named, out_val=made)
        for one in made if isinstance(made, list | tuple) else (made,):
            if isinstance(one, torch.Tensor):
                self.see(one)
        return made

    def see(self, tensor: torch.Tensor) -> None:
        """Count a tensor's storage until it ends, unless it is counted already."""
        storage = tensor.untyped_storage()
        place, size = storage._cdata, storage.nbytes()
        if place in self._alive:
            return
        number = len(self.events)

        def ended(_: object) -> None:
            self.now -= size
            self._alive.pop(place, None)
            self.events.append((number, -1))

        self._alive[place] = weakref.ref(storage, ended)
        self.events.append((number, size))
        self.now += size
        if self.now > self.most:
            self.most, self.gradients_at_most = self.now, self.gradients


@contextmanager
def without_data(
    modules: Mapping[str, torch.nn.Module], cast: Callable[[torch.nn.Parameter], torch.dtype], live: Live | None = None
) -> Iterator[None]:
    """Within, the modules' parameters and buffers are fakes, and so is whatever is made; after it they are as before.

    Args:
        modules: real, or on the meta device.
        cast: the type that a parameter is to have.
        live: told of the fakes; None: they do not count.
    """
    mode = FakeTensorMode(allow_non_fake_inputs=True)
    fakes: dict[int, torch.Tensor] = {}
    before: list[tuple[dict[str, Any], str, Any]] = []
    try:
        with mode:
            for module in (inner for outer in modules.values() for inner in outer.modules()):
                for held in (module._parameters, module._buffers):
                    for name, real in held.items():
                        if real is None:
                            continue
                        if id(real) not in fakes:
                            fakes[id(real)] = _fake(real, cast)
                            if live is not None:
                                live.see(fakes[id(real)])
                        before.append((held, name, real))
                        held[name] = fakes[id(real)]
            yield
    finally:
        for held, name, real in before:
            held[name] = real


def _fake(real: torch.Tensor, cast: Callable[[torch.nn.Parameter], torch.dtype]) -> torch.Tensor:
    # All fakes are a processor's, whatever they stand for: autograd has no other device's queue on a machine without.
    if not isinstance(real, torch.nn.Parameter):
        return torch.empty_strided(real.shape, real.stride(), dtype=real.dtype)
    return torch.nn.Parameter(torch.empty_strided(real.shape, real.stride(), dtype=cast(real)), real.requires_grad)


def rehearse(
    task: Task, training: Training, batches: Sequence[Any], sharded: bool = False
) -> tuple[Live, list[int], list[list[Event]]]:
    """Take a step on each batch, as the loop does.

    Args:
        sharded: whether processes keep rows; weights, masters, averages, moments and gradients are then not counted.

    Returns:
        The count; operations of one pass forward and backward of each batch; events of what lasts, then of each step.
    """
    live, flops = Live(), []
    half = training.precision == "bf16"
    # Fakes are made in the run's precision: what has no data cannot be cast in place, as Masters would.
    plain = training.model_copy(update={"precision": "fp32", "compile": False})

    def met(weight: torch.Tensor) -> None:
        live.gradients += 0 if sharded else weight.grad.nbytes
        weight.grad = None if sharded else weight.grad

    def cast(weight: torch.Tensor) -> torch.dtype:
        return torch.bfloat16 if half and weight.requires_grad else weight.dtype

    with without_data(task.parts, cast, None if sharded else live), fitted(task.blocks(), plain, str), live:
        masters = None if sharded else Masters(task.parts, plain)
        for weight in trained(task.parts).values():
            weight.register_post_accumulate_grad_hook(met)
        if masters:
            for master in masters.masters:
                master.grad = torch.empty_like(master)
            masters.step(0, 1.0)  # makes the moments, which last
        cuts = [0, len(live.events)]
        for batch in batches:
            before = live.flops
            for micro in range(min(2, training.accumulate)):
                (task.losses(batch).mean() / training.accumulate).backward()
                flops += [live.flops - before] * (micro == 0)
                if masters:
                    masters.take()
                    live.gradients = sum(master.grad.nbytes for master in masters.masters if master.grad is not None)
            if masters:
                masters.step(0, 1.0)
            live.gradients = 0
            cuts.append(len(live.events))
    return live, flops, [live.events[first:last] for first, last in pairwise(cuts)]


class Heap:
    """The memory that a process holds while tensors come and go, by the rules of glibc's ``malloc`` (read in 2.36).

    A tensor of under 32 MiB lies in the heap, which shrinks at its end alone; what is freed joins the holes beside it,
    and goes to whatever it fits best. A tensor is aligned, which takes room and leaves slivers. In the first step the
    small things that stay (kernels, caches) settle in some of them, and keep the holes beside them apart for good.
    """

    MAPPED, HEAD, ALIGN, LEAST, SLIVER = 32 << 20, 16, 64, 32, 1040
    """Bytes from which a tensor is mapped by itself; before a tensor; of alignment; of a piece; and of a sliver."""
    SETTLED = 0.3
    """Share of the first step's slivers in which something stays: the one number here that is fitted, to the peaks of
    11 trainings of house models (bf16 and fp32, stills and clips, activations made again or not), to within 7 %."""

    def __init__(self) -> None:
        """An empty heap."""
        self.most = self._mapped = self._top = self._end = 0
        self._holes: list[tuple[int, int]] = []
        self._sizes: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._used: dict[int, tuple[int, int]] = {}
        # The same estimate every time.
        self._chance = random.Random(0)

    def play(self, events: Iterable[Event], settled: float = 0.0) -> None:
        """Do as the events did, which may be a step that was played before; ``most`` is then the most bytes held."""
        for number, size in events:
            if number in self._used:
                first, had = self._used.pop(number)
                if first < 0:
                    self._mapped -= had
                else:
                    self._leave(first, had, settled)
            if size >= 0:
                self._take(number, max(self.LEAST, (size + 23) // 16 * 16), settled)

    def _take(self, number: int, size: int, settled: float) -> None:
        have = wanted = size + self.ALIGN + self.LEAST
        at = bisect.bisect_left(self._holes, (wanted, -1))
        if at < len(self._holes):
            have, first = self._holes[at]
            self._fill(first)
        elif wanted >= self.MAPPED and self._end - self._top < wanted:
            first = -1
            self._mapped += size
        else:
            first = self._top
            self._top += wanted
            self._end = max(self._end, self._top)
        self.most = max(self.most, self._end + self._mapped)
        self._used[number] = first, size
        if first >= 0:
            lead = -(first + self.HEAD) % self.ALIGN
            lead += self.ALIGN if 0 < lead < self.LEAST else 0
            self._used[number] = first + lead, size
            self._leave(first, lead, settled)
            self._leave(first + lead + size, have - lead - size, settled)

    def _leave(self, first: int, size: int, settled: float) -> None:
        if not size or (size < self.SLIVER and self._chance.random() < settled):
            return
        if first in self._before:
            before = self._before[first]
            size, first = size + self._fill(before), before
        if first + size in self._sizes:
            size += self._fill(first + size)
        if first + size != self._top:
            bisect.insort(self._holes, (size, first))
            self._sizes[first], self._before[first + size] = size, first
            return
        self._top = first
        # The end is given back once it is longer than two of what would be mapped.
        if self._end - first >= 2 * self.MAPPED:
            self._end = first

    def _fill(self, first: int) -> int:
        size = self._sizes.pop(first)
        del self._before[first + size]
        del self._holes[bisect.bisect_left(self._holes, (size, first))]
        return size
