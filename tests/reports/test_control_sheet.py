"""The contact sheet: six named columns, a row a shot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.reports import control_sheet as sheet


def test_a_row_has_a_picture_for_each_column_and_the_page_holds_them() -> None:
    rng = np.random.default_rng(0)
    flow = np.zeros((3, 36, 64, 2), np.float32)
    flow[..., 0] = 3
    pictures = rng.integers(0, 256, (3, 36, 64, 3)).astype(np.uint8)
    made = sheet.row("field: run", pictures, rng.uniform(1, 9, (3, 36, 64)).astype(np.float32), flow, 0 * flow)
    assert len(made.cells) == len(sheet.COLUMNS)
    assert {cell.shape for cell in made.cells} == {(36, 64, 3)}
    assert (made.cells[-1] == 128).all()  # a camera that stands still says nothing
    assert (made.cells[3] == 255).any()  # arrows
    page = sheet.sheet([made, made])
    assert page.dtype == np.uint8
    assert page.shape[1] > 6 * 64


@pytest.mark.parametrize("arguments", [[], ["a.jpg", "b.jpg"], ["a.png"]])
def test_it_wants_the_name_of_one_jpeg(arguments: list[str]) -> None:
    with pytest.raises(FilmwrightError, match=r"a \.jpg"):
        sheet.main(arguments)


def test_the_page_of_the_docs_is_small_enough() -> None:
    page = Path(__file__).parents[2] / "docs" / "model" / "controls.jpg"
    assert 0 < page.stat().st_size <= 350_000
