from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.models.sample import generate

from .conftest import scene


def make(trained, seed, **how):
    return generate(trained.model.path, "Alpha. a hill", frames=8, seed=seed, steps=3, **how)


def test_the_same_seed_gives_the_same_frames_and_another_seed_others(trained):
    first = make(trained, 1)
    assert first.shape == (8, 144, 256, 3) and first.dtype == np.uint8
    assert np.array_equal(first, make(trained, 1))
    assert not np.array_equal(first, make(trained, 2))


def test_a_plate_is_where_a_shot_begins(trained):
    plate = scene(3)
    from_plate, from_text = make(trained, 1, plate=plate), make(trained, 1)
    gaps = [np.abs(frames[0].astype(int) - plate).mean() for frames in (from_plate, from_text)]
    assert gaps[0] < 0.5 * gaps[1]


def test_a_plate_of_another_size_is_refused(trained):
    with pytest.raises(FilmwrightError, match="the plate is 320x180; the model makes 256x144 -> set proxy_width"):
        make(trained, 1, plate=scene(3, 320, 180))


def test_progress_counts_every_step(trained):
    class Told:
        said: list[object] = []  # noqa: RUF012

        def start(self, what, total=None):
            self.said.append((what, total))

        def advance(self, n=1):
            self.said.append(n)

        def note(self, text):
            self.said.append(text)

        def finish(self):
            self.said.append("end")

    told = Told()
    make(trained, 1, plate=scene(3), progress=told)
    assert told.said == [("sampling", 3), 1, 1, 1, "end"]


def test_a_folder_that_is_no_model_is_said(tmp_path):
    with pytest.raises(FilmwrightError, match="not a readable house model"):
        generate(tmp_path, "a", frames=8, seed=1)
