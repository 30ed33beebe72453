"""Many processes, one run: joining them, agreeing on things, waiting for the first.

Launched by ``torchrun`` or Ray (see ``launch``). What is agreed on (losses, time, who may go on) travels over Gloo, on
CPUs, as JSON or numbers; weights and gradients are ``parallel``'s. Alone, a process needs none of it, and every
function here does nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from filmwright.errors import FilmwrightError

T = TypeVar("T")
_PATIENCE = timedelta(days=7)
"""How long processes wait for the first, which may have latents to make; one that dies is noticed at once."""
_talk: Any = None
"""The group over which processes agree; None for a process by itself."""


@contextmanager
def joined() -> Iterator[None]:
    """Join the other processes of this launch, if there are any, and leave them at the end.

    Raises:
        FilmwrightError: if the launch is not whole.
    """
    global _talk
    if _talk is not None or not (_already_joined() or int(os.environ.get("WORLD_SIZE", "1")) > 1):
        yield
        return
    import torch
    import torch.distributed as dist

    already = _already_joined()
    gone = [name for name in ("RANK", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT") if name not in os.environ]
    if gone and not already:
        raise FilmwrightError(
            f"WORLD_SIZE is set, but not {', '.join(gone)}", "the environment", "start it with torchrun, or unset it"
        )
    if not already:
        if torch.cuda.is_available():
            here, there_are = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
            if here >= there_are:
                raise FilmwrightError(f"there are {there_are} GPUs for process {here + 1}", "--gpus", "start fewer")
            torch.cuda.set_device(here)
        dist.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    _talk = dist.new_group(backend="gloo", timeout=_PATIENCE)
    try:
        yield
        dist.barrier(_talk)
    finally:
        _talk = None
    if not already:
        # Not after an error: the others may wait in a collective, and the launcher ends them.
        dist.destroy_process_group()


def _already_joined() -> bool:
    """Whether who launched this process has joined it to the others, as Ray does; without loading torch to ask."""
    dist = sys.modules.get("torch.distributed")
    return dist is not None and dist.is_available() and dist.is_initialized()


def first_of_launch() -> bool:
    """Whether this process will be the first, said before they are joined: what it writes, the others need not."""
    return int(os.environ.get("WORLD_SIZE", "1")) < 2 or int(os.environ.get("RANK", "0")) == 0


def size() -> int:
    """How many processes train together."""
    return 1 if _talk is None else _talk.size()


def rank() -> int:
    """Which of them this is, from 0."""
    return 0 if _talk is None else _talk.rank()


def is_first() -> bool:
    """Whether this process is the one that writes, prints and records."""
    return rank() == 0


def shared(value: Any) -> Any:
    """The first process's value (JSON), in all of them."""
    import torch
    import torch.distributed as dist

    if _talk is None:
        return value
    data = torch.frombuffer(bytearray(json.dumps(value).encode()), dtype=torch.uint8)
    length = torch.tensor(len(data))
    dist.broadcast(length, 0, group=_talk)
    if not is_first():
        data = torch.empty(int(length), dtype=torch.uint8)
    dist.broadcast(data, 0, group=_talk)
    return json.loads(bytes(data.tolist()))


def alone(work: Callable[[], T]) -> T:
    """What the first process does while the others wait; all get its answer (JSON).

    Raises:
        FilmwrightError: in the others, if it failed in the first.
    """
    if _talk is None:
        return work()
    answer, failed = None, None
    if is_first():
        try:
            answer = work()
        except Exception as error:
            failed = error
    told = shared({"answer": answer, "failed": None if failed is None else str(failed)})
    if failed is not None:
        raise failed
    if told["failed"] is not None:
        raise FilmwrightError(f"the first process stopped: {told['failed']}")
    return told["answer"]


def first_then_all(work: Callable[[], T]) -> T:
    """What the first process does before the others do it too: it leaves something behind that makes theirs quick."""
    done: list[T] = []
    alone(lambda: done.append(work()))
    return done[0] if done else work()


@contextmanager
def together() -> Iterator[None]:
    """Work that each process does for itself, without a word to the others: if one fails, all stop.

    Raises:
        FilmwrightError: in those that did not fail.
    """
    if _talk is None:
        yield
        return
    failed: Exception | None = None
    try:
        yield
    except Exception as error:
        failed = error
    many = _sum([float(failed is not None)])[0]
    if failed is not None:
        raise failed
    if many:
        raise FilmwrightError(f"{many:.0f} of {size()} processes could not go on; they say why")


def agree(loss: float, norm: float, seconds: float) -> tuple[float, float, float]:
    """The mean of all processes' losses, the norm of all their rows, and the first one's clock."""
    if _talk is None:
        return loss, norm, seconds
    sums = _sum([loss, norm * norm, seconds if is_first() else 0.0])
    return sums[0] / size(), sums[1] ** 0.5, sums[2]


def _sum(values: list[float]) -> list[float]:
    import torch
    import torch.distributed as dist

    mine = torch.tensor(values, dtype=torch.float64)
    dist.all_reduce(mine, group=_talk)
    return mine.tolist()
