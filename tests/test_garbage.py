from __future__ import annotations

import gc

import pytest

from filmwright import garbage


def test_it_is_as_before_afterwards() -> None:
    assert gc.isenabled()
    with garbage.left_alone():
        assert not gc.isenabled()
        with garbage.left_alone():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), garbage.left_alone():
        raise ZeroDivisionError
    assert gc.isenabled()
