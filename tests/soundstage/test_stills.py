"""Pages of pictures: every picture is on it, whole, in its place, and a name hides none."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.stills import page, write_png


@pytest.mark.parametrize(("names", "line"), [((), 6), (("one", "two", "three"), 24)])
def test_pictures_lie_in_rows(names, line):
    pictures = [np.full((20, 30, 3), 50 * k, np.uint8) for k in (2, 3, 4)]
    made = page(pictures, 2, names)
    assert made.shape == (2 * (20 + line) + 6, 2 * 36 + 6, 3)
    for picture, (row, column) in zip(pictures, ((0, 0), (0, 1), (1, 0)), strict=True):
        top, left = 6 + row * (20 + line), 6 + column * 36
        assert np.array_equal(made[top : top + 20, left : left + 30], picture)
    beneath = made[26 : 26 + line, 6:36]
    assert (beneath > 150).any() == bool(names)


def test_a_picture_of_another_name_is_refused_before_it_is_drawn(tmp_path):
    with pytest.raises(FilmwrightError, match=r"name it \.png"):
        write_png(lambda: pytest.fail("drawn"), tmp_path / "page.jpg")
    assert not list(tmp_path.iterdir())
