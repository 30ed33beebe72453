"""A task: what a run trains, and on what. The loop knows nothing else of a model; a model knows nothing of the loop.

There is one task for each way to train (the house model, an open base, a student that is to need few steps), and one
loop (``loop``) for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import torch


class Task(Protocol):
    """What a run trains, and on what.

    Attributes:
        parts: modules by name, the same names in every process. Their parameters that require a gradient are trained
            and saved; the others stay as they are.
    """

    parts: dict[str, torch.nn.Module]

    def draw(self, step: int, micro: int = 0) -> Any:
        """The samples of a step on the CPU, all of them, whatever the number of processes.

        Depends on the recipe's seed, ``step`` and ``micro`` (which of the accumulated batches) alone. The answer has a
        length, ``len(batch)``, and slices, ``batch[first:last]``.
        """

    def losses(self, batch: Any) -> torch.Tensor:
        """(B,) losses, one a sample, of a batch or a slice of one; float32, with gradients."""

    def kind(self, batch: Any) -> str:
        """What a batch is of, for the log: "stills", "clips"."""

    def blocks(self) -> Sequence[torch.nn.Module]:
        """The repeated blocks, in order: what is checkpointed, compiled and sharded one by one."""
