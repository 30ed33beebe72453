"""Draws are the same everywhere and each thing has its own."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.draws import draws


def test_a_stream_is_known() -> None:
    # Written down once: another platform or numpy that drew otherwise would change every film.
    assert draws(7, "set", "trees").integers(0, 1000, 5).tolist() == KNOWN


def test_things_do_not_share_a_stream() -> None:
    one, other = draws(7, "a").random(100), draws(7, "b").random(100)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.4
    assert not np.array_equal(draws(1, 23).random(4), draws(12, 3).random(4))


KNOWN = [34, 918, 315, 493, 936]
