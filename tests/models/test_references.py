"""Reference pictures lie on white as stock VACE lays them, and in training are never the frame itself."""

from __future__ import annotations

import torch

from filmwright.models.house_codec import HouseCodec
from filmwright.models.references import on_white, reference


def test_a_picture_of_another_shape_lies_in_the_middle_of_white():
    page = on_white(torch.full((3, 64, 32), -1.0), 32, 64)
    assert page.shape == (3, 32, 64)
    assert (page[:, :, :24] == 1).all() and (page[:, :, 40:] == 1).all() and (page[:, :, 24:40] == -1).all()


def test_one_of_the_same_shape_fills_the_page():
    picture = torch.rand(3, 64, 96)
    assert torch.allclose(on_white(picture, 32, 48).mean(), picture.mean(), atol=0.01)


def test_parts_differ_from_draw_to_draw_and_from_the_frame():
    codec = HouseCodec()
    frame = codec.pictures(torch.rand(1, 3, 1, 48, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1)[0]
    draw = torch.Generator().manual_seed(4)
    pages = [reference(codec, frame, draw) for _ in range(4)]
    whole = codec.latents(frame[None])[0]
    assert all(page.shape == (codec.config.z_dim, 1, 6, 8) for page in pages)
    assert all((page - whole).abs().mean() > 0.05 for page in pages) and (pages[0] - pages[1]).abs().max() > 0.1
