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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

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
        """Nothing is alive."""
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


class Heap:
    """The memory that a process holds while tensors come and go, by the rules of glibc's ``malloc`` (read in 2.36).

    A tensor of up to 32 MiB lies in the heap, which shrinks at its end alone; room that was freed goes to whatever it
    fits best. Tensors are aligned, so each leaves slivers beside it, in some of which small things settle; a hole next
    to one of those is a sliver too small for the very tensor that left it.
    """

    SETTLED = 0.05
    """Share of slivers that are not joined to the hole beside them; measured, see ``tests/models/test_estimate.py``."""
    MAPPED, PAGE, ALIGN, HEAD, PAD, SLIVER = 32 << 20, 4096, 64, 16, 128 << 10, 1040
    """Bytes from which a tensor is mapped by itself; of a page; of alignment; before a tensor; asked for beyond what
    is needed; and under which a piece is a sliver."""

    def __init__(self) -> None:
        """An empty heap."""
        self.most = self._mapped = self._end = self._top = self._touched = 0
        self._holes: list[tuple[int, int]] = []
        self._sizes: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._used: dict[int, tuple[int, int]] = {}
        # The same estimate every time.
        self._chance = random.Random(0)

    def play(self, events: Iterable[Event]) -> int:
        """Do as the events did, which may be those of a step that was played before; the most bytes held so far."""
        for number, size in events:
            if number in self._used:
                self._free(number)
            if size >= 0:
                self._take(number, size)
        return self.most

    def _take(self, number: int, size: int) -> None:
        size = max(32, _up(size + 8, 16))
        wanted = size + self.ALIGN + 32
        at = bisect.bisect_left(self._holes, (wanted, -1))
        if at < len(self._holes):
            have, first = self._holes[at]
            self._fill(first)
        elif self._end - self._top < wanted + 32 and wanted >= self.MAPPED:
            self._used[number] = (-1, _up(wanted, self.PAGE))
            self._mapped += _up(wanted, self.PAGE)
            self.most = max(self.most, self._touched + self._mapped)
            return
        else:
            have, first = wanted, self._top
            self._end = max(self._end, _up(first + wanted + 32 + self.PAD, self.PAGE))
            self._top += wanted
            self._touched = max(self._touched, self._top)
        lead = -(first + self.HEAD) % self.ALIGN
        lead += self.ALIGN if 0 < lead < 32 else 0
        self._leave(first, lead)
        self._leave(first + lead + size, have - lead - size)
        self._used[number] = (first + lead, size)
        self.most = max(self.most, self._touched + self._mapped)

    def _free(self, number: int) -> None:
        first, size = self._used.pop(number)
        if first < 0:
            self._mapped -= size
        else:
            self._leave(first, size)

    def _leave(self, first: int, size: int) -> None:
        """A hole, joined to those beside it."""
        if size < 32 or (size < self.SLIVER and self._chance.random() < self.SETTLED):
            return
        if first in self._before:
            before = self._before[first]
            size += self._fill(before)
            first = before
        if first + size in self._sizes:
            size += self._fill(first + size)
        if first + size != self._top:
            bisect.insort(self._holes, (size, first))
            self._sizes[first] = size
            self._before[first + size] = first
            return
        self._top = first
        # The end is given back once it is as long as two of what would be mapped.
        if self._end - self._top >= 2 * self.MAPPED:
            self._end = _up(self._top + self.PAD, self.PAGE)
            self._touched = min(self._touched, self._end)

    def _fill(self, first: int) -> int:
        size = self._sizes.pop(first)
        del self._before[first + size]
        del self._holes[bisect.bisect_left(self._holes, (size, first))]
        return size


def _up(count: int, step: int) -> int:
    return -(-count // step) * step
