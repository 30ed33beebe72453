"""Draws that depend on a seed and on nothing else: not on the machine, the process, or what was drawn before."""

from __future__ import annotations

import hashlib

import numpy as np


def draws(seed: int, *what: str | int) -> np.random.Generator:
    """A generator of its own for each thing that is drawn.

    Adding a draw to one thing then changes no other. The stream is PCG64, the same on every platform.

    Args:
        seed: of the world.
        what: names the thing, e.g. ``"set", "trees"``.
    """
    path = "/".join([str(seed), *map(str, what)])
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(path.encode()).digest()[:16], "big")))
