from __future__ import annotations

import pytest
import torch

from filmwright.models.house_codec import PLACES, HouseCodec, _axis, _colour, _dct2, _prefilter

from .conftest import moving, scene

ALL = [[64] * 4] * 3
"""Every one of the 768 coefficients of a block."""


def as_video(frames):
    """uint8 (T, H, W, 3) to (1, 3, T, H, W) in [-1, 1]."""
    return torch.from_numpy(frames).permute(3, 0, 1, 2)[None].float() / 127.5 - 1


def psnr(one, other):
    """Of two videos in [-1, 1], in dB."""
    return float(10 * torch.log10(4 / (one - other).pow(2).mean()))


def test_every_part_of_the_transform_is_orthonormal():
    for matrix in (_dct2(4), _dct2(8), _prefilter(8), _axis(8), _axis(48), _colour()):
        assert torch.allclose(matrix @ matrix.T, torch.eye(len(matrix), dtype=matrix.dtype), atol=1e-12)


def test_no_energy_is_lost_before_coefficients_are_dropped():
    video = torch.randn(1, 3, 8, 32, 48, generator=torch.Generator().manual_seed(1))
    latents = HouseCodec(kept=ALL, whitening=0.0, gain=1.0).block(video)
    assert latents.shape == (1, 768, 2, 4, 6)
    assert float(latents.pow(2).sum()) == pytest.approx(float(video.pow(2).sum()), rel=1e-5)


@pytest.mark.parametrize("whitening", [0.0, 0.5, 1.0])
def test_a_codec_that_keeps_all_gives_everything_back(whitening):
    video = torch.rand(2, 3, 4, 16, 32, generator=torch.Generator().manual_seed(2)) * 2 - 1
    codec = HouseCodec(kept=ALL, whitening=whitening)
    assert float((codec.unblock(codec.block(video)) - video).abs().max()) < 1e-4


@pytest.mark.parametrize("colour", [(-1.0, -1.0, -1.0), (1.0, 1.0, 1.0), (0.3, -0.7, 0.1)])
def test_a_picture_of_one_colour_is_one_coefficient_a_block_and_exact(colour):
    video = torch.tensor(colour).view(1, 3, 1, 1, 1).expand(1, 3, 4, 48, 64)
    codec = HouseCodec()
    latents = codec.block(video)
    assert float((codec.unblock(latents) - video).abs().max()) < 1e-5
    # One on each colour axis at most: black, white and grey need the first alone.
    axes = 1 if len(set(colour)) == 1 else 3
    assert torch.equal((latents.abs() > 1e-5).sum(1), torch.full((1, 1, 6, 8), axes))


def test_shapes_and_types():
    codec = HouseCodec()
    latents = codec.block(torch.zeros(2, 3, 8, 144, 256, dtype=torch.bfloat16))
    assert latents.shape == (2, codec.channels, 2, 18, 32) and latents.dtype == torch.float32
    assert codec.unblock(latents.bfloat16()).shape == (2, 3, 8, 144, 256)
    assert codec.channels == sum(map(sum, codec.config.kept)) == 64
    assert codec.still(torch.zeros(2, 3, 144, 256)).shape == (2, codec.channels, 1, 18, 32)


@pytest.mark.parametrize("shape", [(1, 3, 6, 16, 16), (1, 3, 4, 12, 16), (1, 3, 4, 16, 20)])
def test_frames_go_by_fours_and_sides_by_eights(shape):
    with pytest.raises(ValueError, match="not a multiple of"):
        HouseCodec().block(torch.zeros(shape))


def test_a_still_is_the_frame_repeated_and_moves_in_no_channel():
    frame = as_video(scene(3)[None])[:, :, 0]
    codec = HouseCodec()
    still = codec.still(frame)
    assert torch.equal(still, codec.block(frame[:, :, None].repeat(1, 1, 4, 1, 1)))
    assert float(still[:, ~codec.held_still].abs().max()) < 1e-5
    assert int(codec.held_still.sum()) == sum(row[0] for row in codec.config.kept)


def test_a_picture_with_texture_comes_back_well():
    video = as_video(moving(4, 8))
    codec = HouseCodec()
    assert psnr(codec.unblock(codec.block(video)), video) > 30


def test_a_block_that_was_wrong_fades_into_its_neighbours():
    """One wrong coefficient of a block reaches four pixels into the next, so that it shows no edge."""
    codec = HouseCodec()
    latents = codec.block(torch.zeros(1, 3, 4, 48, 48))
    latents[0, 0, 0, 3, 3] = 1.0
    row = codec.unblock(latents)[0, 0, 0, 28].abs()
    edges = float((row[24] - row[23]).abs()), float((row[32] - row[31]).abs())
    assert float(row[20:24].min()) > 0 and max(edges) < 0.25 * float(row.max())
    assert float(row[:20].max()) < 1e-6 and float(row[36:].max()) < 1e-6


def test_it_has_nothing_that_could_have_been_learned():
    assert [(name, float(value.abs().sum())) for name, value in HouseCodec().named_parameters()] == [("anchor", 0.0)]


def test_the_same_codec_comes_back_from_its_settings(tmp_path):
    codec = HouseCodec(kept=[[9, 4, 2, 1], [3, 1, 1, 1], [2, 1, 1, 1]], whitening=0.7, gain=1.2)
    codec.save_pretrained(tmp_path)
    video = as_video(moving(5, 4))
    assert torch.equal(HouseCodec.from_pretrained(tmp_path).block(video), codec.block(video))


@pytest.mark.parametrize("frames", [1, 5, 25])
def test_as_wans_autoencoder_one_latent_more_than_blocks_and_back(frames):
    codec = HouseCodec(kept=ALL, whitening=0.5)
    video = torch.rand(2, 3, frames, 32, 48) * 2 - 1
    latents = codec.encode(video).latents
    assert latents.shape == (2, codec.config.z_dim, 1 + (frames - 1) // 4, 4, 6)
    assert codec.config.z_dim == codec.channels + PLACES == len(codec.config.latents_mean)
    back = codec.decode(latents, return_dict=False)[0]
    assert torch.equal(back, codec.decode(latents).sample) and (back - video).abs().max() < 1e-4


def test_places_tell_every_block_of_a_clip_apart_and_hold_nothing_of_the_film():
    codec = HouseCodec()
    a, b = (codec.encode(torch.rand(1, 3, 9, 48, 64)).latents[0, codec.channels :] for _ in range(2))
    assert torch.equal(a, b)
    blocks = a.flatten(1).T
    assert torch.cdist(blocks, blocks).fill_diagonal_(9).min() > 0.05


@pytest.mark.parametrize("frames", [0, 2, 4, 24])
def test_a_clip_of_another_length_is_refused(frames):
    with pytest.raises(ValueError, match="a clip has 4n"):
        HouseCodec().encode(torch.zeros(1, 3, frames, 16, 16))


@pytest.mark.parametrize("given", [(0,), (4,), (2, 7), (1, 2, 3, 4), (0, 5, 8)])
def test_hold_moves_latents_the_least_that_gives_what_is_known(given):
    codec = HouseCodec()
    film, guess = (codec.encode(torch.rand(1, 3, 9, 32, 48) * 2 - 1).latents for _ in range(2))
    known = codec.pictures(codec.decode(film).sample)
    made = torch.ones(1, 9)
    made[0, list(given)] = 0
    held = codec.hold(guess, known, made)
    shown = codec.pictures(codec.decode(held).sample)
    again = codec.hold(held, known, made)
    assert torch.allclose(again, held, atol=1e-4), "held already"
    untouched = [0] if 0 not in given else []
    untouched += [block for block in (1, 2) if not any(4 * block - 3 <= frame <= 4 * block for frame in given)]
    assert torch.equal(held[:, :, untouched], guess[:, :, untouched])
    for frame in given:
        if frame == 0 or sum(4 * ((frame - 1) // 4) < other <= 4 * ((frame - 1) // 4) + 4 for other in given) in (1, 4):
            assert (shown[:, :, frame] - known[:, :, frame]).abs().max() < 1e-3, frame
