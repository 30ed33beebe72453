"""What is done to the blocks for a training, and undone after it: activations made again, and compiling."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch.utils.checkpoint import checkpoint

from filmwright.models.training import Training


@contextmanager
def fitted(blocks: Sequence[torch.nn.Module], training: Training, note: Callable[[str], None]) -> Iterator[None]:
    """The blocks as a training wants them; the modules, and the names of their parameters, stay the same.

    Args:
        note: told why the blocks are not compiled, where they cannot be.
    """
    before = [block.__dict__.get("forward") for block in blocks]
    if training.checkpointing:
        for block in blocks:
            block.forward = functools.partial(checkpoint, block.forward, use_reentrant=False)
    compiling = training.compile and _compiles(note)
    if compiling:
        for block in blocks:
            block.compile()
    try:
        yield
    finally:
        for block, forward in zip(blocks, before, strict=True):
            if compiling:
                block._compiled_call_impl = None
            if forward is None:
                block.__dict__.pop("forward", None)
            else:
                block.forward = forward


def _compiles(note: Callable[[str], None]) -> bool:
    """Whether something can be compiled here: the compiler for the processor, and for the GPU, are looked for late."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.compile(lambda x: (x * 2).sin() + 1)(torch.ones(64, device=device))
    except Exception as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        note(f"the blocks are not compiled: {first[:200]}")
        return False
    return True
