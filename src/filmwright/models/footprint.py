"""What a step holds in memory, counted before it is taken: the run's own code, on tensors that have no data.

Parameters are exchanged for fakes, of a shape and type but without memory, and a step is taken on them as it will be:
activations made again, plain attention, gradients of several batches and all. Each storage counts from the operation
that makes it until nothing refers to it. What a kernel takes within itself is not seen. On a processor more is held
than lives (``process_memory``).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from filmwright.models.fitting import fitted
from filmwright.models.optimizer import Masters, trained
from filmwright.models.process_memory import Event, slack
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


def part(batch: Any, ways: int) -> Any:
    """One of so many parts of a batch, the largest."""
    return batch if ways == 1 else batch[: -(-len(batch) // ways)]


def weight(batch: Any) -> int:
    """Bytes of a batch."""
    return sum(value.nbytes for value in fields(batch).values() if isinstance(value, torch.Tensor))


def fields(batch: Any) -> dict[str, Any]:
    """What a batch is made of, by name."""
    return dict(vars(batch)) if hasattr(batch, "__dict__") else {}


class Live(TorchDispatchMode):
    """While entered, counts bytes alive (``now``, ``most``), operations (``flops``) and storages (``events``).

    Whoever steps says how many bytes are gradients; ``gradients_at_most`` is how many were when the most were alive.
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


def of_steps(
    task: Task, training: Training, batches: Sequence[Any], processes: int = 1, heap: bool = True
) -> tuple[dict[str, int], list[int]]:
    """Memory of one process that takes steps on these batches, and operations of one pass of each.

    Args:
        batches: of one process (of one that shares clips: of its group), one of each kind.
        processes: of the run.
        heap: whether tensors lie in a heap, as a processor's do.

    Returns:
        Bytes by what they are (see ``estimate.Estimate``), without "batches" and "base".
    """
    live, flops, events = rehearse(task, training, batches, processes > 1)
    weights = rows = root = 0
    inside = {id(weight) for block in task.blocks() for weight in block.parameters()}
    half = training.precision == "bf16"
    for part in task.parts.values():
        ways = processes if any(weight.requires_grad for weight in part.parameters()) else 1
        for tensor in (*part.parameters(), *part.buffers()):
            mine = -(-tensor.shape[0] // ways) * tensor[0].numel() if tensor.dim() else 1
            width = 2 if half and tensor.requires_grad else tensor.element_size()
            weights += mine * width
            rows += mine * tensor.requires_grad
            # What is in no block stays whole from its use until the backward pass is over.
            root += tensor.numel() * width * (ways > 1 and id(tensor) not in inside)
    told = {"weights": weights, "masters": 4 * rows, "average": 4 * rows, "moments": 8 * rows}
    if processes == 1:
        told["gradients"] = live.gradients_at_most
        told["activations"] = live.most - sum(told.values())
    else:
        largest = max((sum(weight.numel() for weight in block.parameters()) for block in task.blocks()), default=0)
        told |= {"gradients": 4 * rows, "activations": live.most // training.context}
        # A block in use and the one after it; the gradients of one, as they come and as they are summed.
        told["gathered"] = root + largest * ((2 if half else 4) * 3 + 4)
    told["allocator"] = slack(events, live.most) // training.context if heap else 0
    return told, flops
