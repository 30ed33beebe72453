"""The table of coefficients: what a clip reads is what the codec gives of its frames; cached, whole or not there."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from filmwright.errors import FilmwrightError
from filmwright.models import clip_table
from filmwright.models.clip_table import Footage, coefficients, open_table
from filmwright.models.house_codec import HouseCodec
from filmwright.pipeline.progress import Silent

from .conftest import moving

SIZE = 64, 48


def shot(seed, frames=12, held_out=False, depth=None, reads=None):
    def read():
        if reads is not None:
            reads.append(seed)
        return moving(seed, frames, *SIZE)

    return Footage(f"shot{seed}", ("a", "b"), held_out, frames, f"{seed:064x}", read, depth or (lambda: None))


@pytest.fixture(scope="module")
def codec():
    return HouseCodec()


def test_a_clip_is_what_the_codec_gives_of_its_frames(tmp_path, codec):
    table = open_table(tmp_path, [shot(1), shot(2, 9), shot(3, held_out=True)], codec, SIZE, Silent())
    assert [row.shot for row in table.train] == ["shot1", "shot2"] and table.held_out[0].shot == "shot3"
    film, controls = table.clip(table.train[1], 2, 5)
    video = torch.from_numpy(moving(2, 9, *SIZE)[2:7]).permute(3, 0, 1, 2).float()[None] / 127.5 - 1
    assert torch.allclose(codec.latents(film[None]), codec.encode(video).latents, atol=5e-3)
    assert controls.shape == (63, 5, 6, 8) and controls[27:54].abs().max() > 0.1, "there are lines"
    assert controls[54:].abs().max() > 0.05, "it moves"
    assert controls[:27].abs().max() == 0, "nobody knows its depth"


def test_depth_that_is_known_is_there(codec):
    near = np.linspace(1, 9, 12 * SIZE[0] * SIZE[1], dtype=np.float32).reshape(12, SIZE[1], SIZE[0])
    _, controls = coefficients(shot(1, depth=lambda: near), codec, SIZE)
    assert controls[:27].abs().max() > 0.5


def test_made_once_and_found_again(tmp_path, codec):
    reads = []
    shots = [shot(1, reads=reads), shot(2, reads=reads)]
    for _ in range(2):
        open_table(tmp_path, shots, codec, SIZE, Silent())
    assert reads == [1, 2] and len(list(tmp_path.iterdir())) == 1
    open_table(tmp_path, shots[:1], codec, SIZE, Silent())
    assert len(list(tmp_path.iterdir())) == 2


def test_a_run_that_was_cut_short_leaves_no_table(tmp_path, codec):
    def stop():
        raise KeyboardInterrupt

    bad = Footage("shot9", ("a",), False, 12, "9" * 64, stop)
    with pytest.raises(KeyboardInterrupt):
        open_table(tmp_path, [shot(1), bad], codec, SIZE, Silent())
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert open_table(tmp_path, [shot(1)], codec, SIZE, Silent()).train


@pytest.mark.parametrize(
    ("shots", "said"),
    [
        ([shot(1, held_out=True)], "no cleared shot is left to train on"),
        ([], "no cleared shot is left to train on"),
        ([Footage("s", ("a",), False, 20, "0" * 64, lambda: moving(1, 9, *SIZE))], "shorter than its row says"),
        ([Footage("s", ("a",), False, 9, "0" * 64, lambda: moving(1, 9, 80, 48))], "a training proxy is 80x48"),
    ],
)
def test_footage_that_will_not_do_is_said(tmp_path, codec, shots, said):
    with pytest.raises(FilmwrightError, match=said):
        open_table(tmp_path, shots, codec, SIZE, Silent())
    assert not list(tmp_path.glob("[!.]*"))


def test_a_damaged_table_is_said(tmp_path, codec):
    open_table(tmp_path, [shot(1)], codec, SIZE, Silent())
    folder = next(tmp_path.iterdir())
    (folder / clip_table.SPANS).unlink()
    with pytest.raises((FilmwrightError, OSError)):
        open_table(tmp_path, [shot(1)], codec, SIZE, Silent())
