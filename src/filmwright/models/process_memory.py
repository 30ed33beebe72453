"""What memory a process could have, what it has, and what it holds beyond its tensors.

Where tensors lie in a heap, the freed room between them is a third, or more, of what a training holds. The heap's rules
are known, so it is played through, tensor by tensor (``Heap``).
"""

from __future__ import annotations

import bisect
import platform
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import psutil
import torch

Event = tuple[int, int]
"""A storage and its bytes where it begins; the same and -1 where it ends."""
ROUNDS = 5
"""Steps after which a heap has found its size."""
CUDA = 500 << 20
"""Bytes that CUDA and its libraries take of a GPU: assumed, it differs by GPU and driver."""


def available(device: str) -> int:
    """Bytes of a device's memory ("cpu", "cuda:0") that this process could have, with those that it has already."""
    if device != "cpu":
        # What CUDA itself takes is taken by now, and no more among what is free.
        return torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device) + CUDA
    return min([psutil.virtual_memory().available, *limits()]) + psutil.Process().memory_info().rss


def limits(groups: Path = Path("/proc/self/cgroup"), top: Path = Path("/sys/fs/cgroup")) -> Iterator[int]:
    """Bytes that each control group of this process leaves it; files that are cached count as free.

    Args:
        groups: which they are, of Linux's first version or second; top: where they are shown.
    """
    for row in groups.read_text().splitlines() if groups.is_file() else []:
        _, kinds, path = row.split(":", 2)
        if kinds not in ("", "memory"):
            continue
        root = top / kinds
        limit, used = ("memory.limit_in_bytes", "memory.usage_in_bytes") if kinds else ("memory.max", "memory.current")
        folder = root / path.lstrip("/")
        for one in (folder, *folder.parents):
            try:
                most, taken = (int((one / name).read_text()) for name in (limit, used))
                cached = dict(line.split() for line in (one / "memory.stat").read_text().splitlines())
            except (OSError, ValueError):
                continue  # no such group is shown in a container, and "max" is no limit
            yield most - taken + int(cached.get("total_inactive_file") or cached.get("inactive_file", 0))


def base(parts: Iterable[torch.nn.Module], device: str) -> int:
    """Bytes of a device's memory that this process has without the parts' weights."""
    if device != "cpu":
        return CUDA
    return max(0, psutil.Process().memory_info().rss - sum(size(part) for part in parts if place(part) == "cpu"))


def size(part: torch.nn.Module) -> int:
    """Bytes of a module's parameters and buffers."""
    return sum(tensor.nbytes for tensor in (*part.parameters(), *part.buffers()))


def place(part: torch.nn.Module) -> str:
    """The kind of device on which a module lies; "meta" if it has no data."""
    return next((tensor.device.type for tensor in part.parameters()), "cpu")


def slack(events: Sequence[Sequence[Event]], most: int) -> int:
    """Bytes that the C library holds, at the most, beyond those of storages.

    Args:
        events: of what lasts, and then of a step of each kind.
        most: bytes of storages, at the most.

    Returns:
        0 where the C library is not glibc: of others the rules are not known here.
    """
    if platform.libc_ver()[0] != "glibc":
        return 0
    heap = Heap()
    for step in events:
        heap.play(step, Heap.SETTLED)
    for _ in range(ROUNDS):
        for step in events[1:]:
            heap.play(step)
    return max(0, heap.most - most)


class Heap:
    """The memory that a process holds while tensors come and go, by the rules of glibc's ``malloc`` (read in 2.36).

    A tensor of under 32 MiB lies in the heap, which shrinks at its end alone; what is freed joins the holes beside it,
    and goes to whatever it fits best. A tensor is aligned, which takes room and leaves slivers. In the first step the
    small things that stay (kernels, caches) settle in some of them, and keep the holes beside them apart for good.
    """

    MAPPED, HEAD, ALIGN, LEAST, SLIVER = 32 << 20, 16, 64, 32, 1040
    """Bytes from which a tensor is mapped by itself; before a tensor; of alignment; of a piece; and of a sliver."""
    SETTLED = 0.3
    """Of the first step's: the one number here that is fitted, to the peaks of trainings of house models
    (``benchmarks/cost.py`` measures some); the heaps of two equal runs are not equal either."""

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
        """Do as the events did, which may be a step that was played before; ``most`` is then the most bytes held.

        Args:
            settled: share of slivers in which something stays for good.
        """
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
