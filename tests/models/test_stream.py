"""The control stream is, number for number, what stock ``WanVACEPipeline`` makes of a video and a mask."""

from __future__ import annotations

import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, WanVACEPipeline, WanVACETransformer3DModel

from filmwright.models.house_codec import HouseCodec
from filmwright.models.stream import MASK, by_latent, stream, stream_of_pixels, with_references

H, W = 32, 48


@pytest.fixture(scope="module")
def codec():
    return HouseCodec()


@pytest.fixture(scope="module")
def stock(codec):
    z = codec.config.z_dim
    tiny = WanVACETransformer3DModel(
        num_attention_heads=1, attention_head_dim=16, in_channels=z, out_channels=z, text_dim=8, freq_dim=8, ffn_dim=8,
        num_layers=1, vace_layers=[0], vace_in_channels=2 * z + MASK,
    )  # fmt: skip
    return WanVACEPipeline(None, None, codec, FlowMatchEulerDiscreteScheduler(), tiny)


def theirs(stock, video, mask, references):
    latents = stock.prepare_video_latents(video, mask[:, None], [references])
    return torch.cat([latents, stock.prepare_masks(mask[:, None], [references])], 1)


@pytest.mark.parametrize("frames", [1, 5, 9, 25])
@pytest.mark.parametrize("given", [(), (0,), (0, -1), (2, 3)])
def test_whole_frames_from_coefficients(codec, stock, frames, given):
    draw = torch.Generator().manual_seed(frames)
    known, control = (torch.rand(1, 3, frames, H, W, generator=draw) * 2 - 1 for _ in range(2))
    made = torch.ones(1, frames)
    for frame in given:
        if -frames <= frame < frames:
            made[0, frame] = 0
    ours = stream(codec, codec.pictures(known), codec.pictures(control), made)
    mask = made[:, :, None, None].expand(-1, -1, H, W)
    video = torch.where(mask[:, None] > 0.5, control, known)
    assert torch.allclose(ours, theirs(stock, video, mask, []), atol=1e-5)


def test_parts_of_frames_from_pixels_and_references(codec, stock):
    draw = torch.Generator().manual_seed(3)
    known, control = (torch.rand(1, 3, 9, H, W, generator=draw) * 2 - 1 for _ in range(2))
    made = (torch.rand(1, 9, H, W, generator=draw) < 0.5).float()
    page = torch.rand(3, H, W, generator=draw) * 2 - 1
    pages = codec.encode(page[None, :, None]).latents
    ours = with_references(stream_of_pixels(codec, known, control, made), pages)
    video = torch.where(made[:, None] > 0.5, control, known)
    assert torch.allclose(ours, theirs(stock, video, made, [page]), atol=1e-5)


def test_a_mask_of_each_latent_is_that_of_one_of_its_frames():
    made = torch.arange(25.0)[None]
    assert by_latent(made, 7)[0].tolist() == [1, 5, 8, 12, 16, 19, 23]
