"""Files are judged as their frames are; what is no video is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.media.encode import encode_take, read_clip
from filmwright.media.stills import png
from filmwright.soundstage.judges import weights
from filmwright.soundstage.judges.judge import Judges, judge
from filmwright.soundstage.judges.network import NETWORKS
from filmwright.soundstage.judges.watching import length, watch, watch_cuts


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Judges:
    """Judges that know nothing yet."""
    torch.manual_seed(1)
    folder: Path = tmp_path_factory.mktemp("judges")
    weights.save(folder, {name: kind() for name, kind in NETWORKS.items()}, {})
    return Judges(*weights.load(folder))


def _film(path: Path, width: int, height: int, frames: int = 24, rate: int = 12) -> Path:
    """A bright square that goes over the middle, on a gradient."""
    ground = np.linspace(40, 160, width, dtype=np.uint8)[None, None, :, None]
    made = np.ascontiguousarray(np.broadcast_to(ground, (frames, height, width, 3)))
    for index in range(frames):
        left = width // 4 + index * width // 4 // frames
        made[index, height // 3 : 2 * height // 3, left : left + width // 8] = (230, 200, 40)
    encode_take(made, Fraction(rate), path)
    return path


def test_a_file_is_looked_at_eight_times_a_second_whatever_its_size(judges: Judges, tmp_path: Path) -> None:
    small = watch(_film(tmp_path / "small.mp4", 256, 144), judges)
    large = watch(_film(tmp_path / "large.mp4", 1024, 576), judges)
    assert small.seconds.tolist() == large.seconds.tolist()
    assert len(small.seconds) == 16 and small.seconds[-1] < 2
    assert np.abs(small.sets - large.sets).max() < 0.02
    long = watch(_film(tmp_path / "long.mp4", 256, 144, frames=400, rate=10), judges)
    assert len(long.seconds) == 64


def test_the_sides_of_a_wide_film_and_the_ends_of_a_tall_one_are_cut(judges: Judges, tmp_path: Path) -> None:
    for width, height in ((384, 144), (144, 256)):
        assert len(watch(_film(tmp_path / f"{width}.mp4", width, height), judges).seconds) == 16


def test_a_still_and_half_a_film_are_refused(judges: Judges, tmp_path: Path) -> None:
    (tmp_path / "still.png").write_bytes(png(np.zeros((144, 256, 3), np.uint8)))
    with pytest.raises(FilmwrightError, match="one picture cannot be judged"):
        watch(tmp_path / "still.png", judges)
    whole = _film(tmp_path / "whole.mp4", 256, 144).read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FilmwrightError):
        watch(tmp_path / "half.mp4", judges)
    with pytest.raises(FilmwrightError, match="no such file"):
        watch(tmp_path / "nothing.mp4", judges)


def test_each_shot_of_a_film_is_judged_as_if_it_were_alone(judges: Judges, tmp_path: Path) -> None:
    film = _film(tmp_path / "film.mp4", 256, 144, frames=40)
    joints = [0, 12, 14, 40]
    shots = watch_cuts(film, joints, judges)
    assert length(film) == (40, 12) and [len(shot.seconds) for shot in shots] == [8, 2, 17]
    frames = read_clip(film)
    for shot, begin, end in zip(shots, joints, joints[1:], strict=False):
        alone = judge(frames[begin:end], 12, judges)
        assert np.abs(shot.sets - alone.sets).max() < 0.02 and np.abs(shot.small.astype(int) - alone.small).mean() < 2


def test_a_film_of_another_length_and_a_shot_of_one_frame_are_refused(judges: Judges, tmp_path: Path) -> None:
    film = _film(tmp_path / "film.mp4", 256, 144)
    with pytest.raises(FilmwrightError, match="has 24 frames, its cut list 30"):
        watch_cuts(film, [0, 30], judges)
    with pytest.raises(FilmwrightError, match="shot 2 is one picture"):
        watch_cuts(film, [0, 10, 11, 24], judges)
