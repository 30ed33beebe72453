"""Many processes, one run: each takes its slice of a batch and keeps its rows of every weight.

Each process sees the whole of the task. Sharding (FSDP2, ``fully_shard``): weights, masters, averages and the
optimizer's state are sharded alike, by rows. Data parallel: each takes its equal slice of the step's batch. Context
parallel (``context``): some processes share the frames of one clip. Alone, every function here does nothing.
Nothing but this and ``processes`` knows ranks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filmwright.errors import FilmwrightError
from filmwright.models import processes

if TYPE_CHECKING:
    import torch


def groups(count: int, context: int = 1) -> int:
    """How many groups of ``context`` processes, each with a clip of its own, ``count`` processes are.

    Raises:
        FilmwrightError: if some would be left over.
    """
    if count % context:
        raise FilmwrightError(
            f"{count} processes do not make groups of {context}", "context", f"start a multiple of {context}"
        )
    return count // context


def share(count: int, ways: int) -> int:
    """How many of ``count`` samples each of ``ways`` processes takes.

    Raises:
        FilmwrightError: if they cannot be shared equally; the loss would not be that of one process.
    """
    if count % ways:
        fits = [str(n) for n in range(1, count + 1) if count % n == 0]
        raise FilmwrightError(
            f"a batch of {count} cannot be shared equally by {ways} processes",
            "",
            f"start {', '.join(fits)} of them, or make it a multiple of {ways}, such as {-(-count // ways) * ways}",
        )
    return count // ways


def own(batch: Any, context: int = 1) -> Any:
    """This process's slice of a batch."""
    if processes.size() == 1:
        return batch
    each = share(len(batch), groups(processes.size(), context))
    first = processes.rank() // context * each
    return batch[first : first + each]


def shard(parts: Mapping[str, torch.nn.Module], blocks: Sequence[torch.nn.Module], context: int = 1) -> None:
    """Give each process its rows of every part that is trained, block by block; of others, all keep the whole.

    A sharded part is whole only within its own ``forward``: whoever calls one of its layers by itself finds rows, and
    what it returns must not be written into, for its gradient would be lost.

    Args:
        parts: by name; on the CPU, or already where they are used.
        blocks: see ``Task.blocks``.
        context: processes that share a clip.

    Raises:
        FilmwrightError: if the number of processes is no multiple of ``context``, or no part can share a clip.
    """
    groups(processes.size(), context)
    if processes.size() == 1:
        return
    import warnings

    import torch
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

    device = "cuda" if torch.cuda.is_available() else "cpu"
    warnings.filterwarnings("ignore", "FSDP2-wrapped module .* returned a view")  # said above
    mesh = init_device_mesh(device, (processes.size(),))
    # Gradients are summed in float32. Inputs keep their type: bf16 would round the times.
    policy = MixedPrecisionPolicy(reduce_dtype=torch.float32, cast_forward_inputs=False)
    chosen = [part for part in parts.values() if any(p.requires_grad for p in part.parameters())]
    if context > 1:
        from filmwright.models import context as of_clips

        of_clips.split(chosen, context)
    inside = {id(module) for part in chosen for module in part.modules()}
    for module in [*(block for block in blocks if id(block) in inside), *chosen]:
        fully_shard(module, mesh=mesh, mp_policy=policy)


@dataclass(frozen=True)
class Place:
    """Where a process's rows of a tensor lie: from row ``first`` on, ``rows`` of them, of a whole of ``shape``."""

    first: int
    rows: int
    shape: list[int]


def whole(tensor: torch.Tensor) -> Place:
    """All rows of a tensor."""
    return Place(0, tensor.shape[0] if tensor.dim() else 1, list(tensor.shape))


def local(tensor: torch.Tensor) -> torch.Tensor:
    """This process's rows of a tensor, in the same memory."""
    return tensor.to_local() if hasattr(tensor, "to_local") else tensor


def place(tensor: torch.Tensor) -> Place:
    """Where this process's rows of a tensor lie."""
    if not hasattr(tensor, "to_local"):
        return whole(tensor)
    # Rows are dealt out as by torch.chunk: equally, the last processes getting fewer or none.
    total, rows = tensor.shape[0], tensor.to_local().shape[0]
    first = min(tensor.device_mesh.get_local_rank() * -(-total // tensor.device_mesh.size()), total)
    return Place(first, rows, list(tensor.shape))
