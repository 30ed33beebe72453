"""The tree against RFC 9162's own definitions, written out as recursion, and against every forged proof tried."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.rights import merkle
from filmwright.rights.merkle import Tree

from ..effort import examples

LEAVES = [merkle.leaf(str(n).encode()) for n in range(1, 140)]


def mth(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1.1, on leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1; m from 0."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def kept() -> dict[int, bytes]:
    made: dict[int, bytes] = {}
    for i, leaf in enumerate(LEAVES, 1):
        made[i] = merkle.keep(i, leaf, made.__getitem__)
    return made


KEPT = kept()
TREE = Tree(lambda i: LEAVES[i - 1], KEPT.__getitem__)


def test_known_hashes() -> None:
    assert merkle.leaf(b"") == sha256(b"\x00").digest()
    assert merkle.inner(b"a", b"b") == sha256(b"\x01ab").digest()


@pytest.mark.parametrize("n", range(1, len(LEAVES) + 1))
def test_roots_and_all_proofs_are_those_of_the_rfc(n: int) -> None:
    leaves = LEAVES[:n]
    root = mth(leaves)
    assert merkle.root(n, KEPT.__getitem__) == root
    for i in range(1, n + 1):
        proof = TREE.inclusion(i, n)
        assert proof == path(i - 1, leaves)
        assert merkle.included(LEAVES[i - 1], i, n, proof, root)
        older = TREE.consistency(i, n)
        assert older == subproof(i, leaves, True)
        assert merkle.consistent(i, n, mth(LEAVES[:i]), root, older)


@settings(max_examples=examples(400), deadline=None)
@given(st.data())
def test_a_proof_of_anything_else_fails(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, len(LEAVES)))
    i = data.draw(st.integers(1, n))
    root, proof = merkle.root(n, KEPT.__getitem__), TREE.inclusion(i, n)
    other = data.draw(st.integers(1, n).filter(lambda j: j != i))
    assert not merkle.included(LEAVES[other - 1], i, n, proof, root)
    assert not merkle.included(LEAVES[i - 1], other, n, proof, root)
    assert not merkle.included(LEAVES[i - 1], i, n, proof[:-1], root)
    assert not merkle.included(LEAVES[i - 1], i, n, [*proof, root], root)
    wrong = data.draw(st.integers(0, len(proof) - 1))
    assert not merkle.included(LEAVES[i - 1], i, n, [*proof[:wrong], b"\0" * 32, *proof[wrong + 1 :]], root)
    m = data.draw(st.integers(1, n - 1))
    older = TREE.consistency(m, n)
    forged = merkle.inner(mth(LEAVES[:m]), b"")
    assert not merkle.consistent(m, n, forged, root, older)
    assert not merkle.consistent(m, n, mth(LEAVES[:m]), forged, older)
    assert not merkle.consistent(m, n, mth(LEAVES[:m]), root, older[:-1])


def test_what_is_not_there_has_no_proof() -> None:
    for i, n in ((0, 3), (4, 3)):
        with pytest.raises(ValueError):
            TREE.inclusion(i, n)
        with pytest.raises(ValueError):
            TREE.consistency(i, n)
        assert not merkle.included(LEAVES[0], i, n, [], LEAVES[0])
        assert not merkle.consistent(i, n, LEAVES[0], LEAVES[0], [])
