"""The tree of the ledger: a Merkle tree as in RFC 9162 (Certificate Transparency 2.0), section 2.1.

Leaf hashes are SHA-256 of 0x00 and the data, inner ones of 0x01 and both sides. The tree of n leaves is cut at the
largest power of two below n. For each leaf i only one inner hash is kept: that of the full subtree which ends with it,
as many leaves long as the lowest set bit of i says (Fenwick, 1994). Every root and every proof is made from these in
O(log n) or O(log² n) look-ups. Leaves are counted from 1 here, from 0 in the RFC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Kept = Callable[[int], bytes]
"""The kept hash of leaf i, counted from 1: of the subtree of ``lowest(i)`` leaves that ends with it."""


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def inner(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees, side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def lowest(i: int) -> int:
    """The lowest set bit of i."""
    return i & -i


def keep(i: int, leaf_hash: bytes, kept: Kept) -> bytes:
    """What to keep for leaf i, given what is kept for those before it."""
    made, size = leaf_hash, 1
    while not i & size:
        made = inner(kept(i - size), made)
        size *= 2
    return made


def root(n: int, kept: Kept) -> bytes:
    """The root of the first n leaves, n at least 1."""
    made = kept(n)
    n -= lowest(n)
    while n:
        made = inner(kept(n), made)
        n -= lowest(n)
    return made


class Tree:
    """A tree of which leaf hashes and kept hashes can be looked up; makes the proofs of RFC 9162."""

    def __init__(self, leaf_hash: Kept, kept: Kept) -> None:
        """Both are counted from 1."""
        self._leaf, self._kept = leaf_hash, kept

    def range_hash(self, start: int, end: int) -> bytes:
        """The hash over leaves start+1 .. end, as one tree of its own; ``start`` must be where RFC 9162 would cut."""
        n = end - start
        if n == 1:
            return self._leaf(end)
        if n & (n - 1) == 0 and lowest(end) == n:
            return self._kept(end)
        cut = start + _cut(n)
        return inner(self.range_hash(start, cut), self.range_hash(cut, end))

    def inclusion(self, i: int, n: int) -> list[bytes]:
        """The audit path of leaf i (from 1) in the tree of n: RFC 9162, 2.1.3.1.

        Raises:
            ValueError: if there is no such leaf.
        """
        if not 1 <= i <= n:
            raise ValueError(f"there is no leaf {i} in a tree of {n}")
        path: list[bytes] = []
        start, end = 0, n
        while end - start > 1:
            cut = start + _cut(end - start)
            if i <= cut:
                path.append(self.range_hash(cut, end))
                end = cut
            else:
                path.append(self.range_hash(start, cut))
                start = cut
        return path[::-1]

    def consistency(self, m: int, n: int) -> list[bytes]:
        """The proof that the tree of m is the beginning of the tree of n: RFC 9162, 2.1.4.1.

        Raises:
            ValueError: unless 1 <= m <= n.
        """
        if not 1 <= m <= n:
            raise ValueError(f"a tree of {m} is no beginning of one of {n}")
        path: list[bytes] = []
        start, end, whole = 0, n, True
        while end - start != m - start:
            cut = start + _cut(end - start)
            if m <= cut:
                path.append(self.range_hash(cut, end))
                end = cut
            else:
                path.append(self.range_hash(start, cut))
                start, whole = cut, False
        if not whole:
            path.append(self.range_hash(start, end))
        return path[::-1]


def _cut(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def included(leaf_hash: bytes, i: int, n: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Check an audit path: RFC 9162, 2.1.3.2; ``i`` is counted from 1."""
    if not 1 <= i <= n:
        return False
    at, last, made = i - 1, n - 1, leaf_hash
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            made = inner(step, made)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            made = inner(made, step)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root_hash


def consistent(m: int, n: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Check a consistency proof: RFC 9162, 2.1.4.2."""
    if not 1 <= m <= n:
        return False
    if m == n:
        return not path and old_root == new_root
    steps = list(path) if m & (m - 1) else [old_root, *path]
    if not steps:
        return False
    at, last = m - 1, n - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = inner(step, old), inner(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = inner(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root
