"""Windows of long takes, and what is known coming out as it went in."""

from __future__ import annotations

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from filmwright.models import vace
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.shot_pipeline import Asked, windows

H, W = 32, 48
TINY = HouseRecipe(
    name="tiny", heads=1, head_width=32, layers=1, control_layers=(0,), feed_forward=32, text_width=32, text_length=16,
    width=W, height=H, clip_frames=9,
)  # fmt: skip


@given(st.integers(0, 60), st.integers(1, 8), st.integers(0, 4), st.booleans())
def test_windows_cover_a_take_and_overlap(blocks, clip, overlap, backward):
    frames, clip, overlap = 4 * blocks + 1, 4 * clip + 1, 4 * overlap + 1
    plan = windows(frames, clip, overlap, backward)
    assert {f for begin, end in plan for f in range(begin, end)} == set(range(frames))
    assert all((end - begin) % 4 == 1 and end - begin <= clip for begin, end in plan)
    ordered = sorted(plan)
    assert plan == (ordered[::-1] if backward else ordered)
    for (_, end), (begin, _) in itertools.pairwise(ordered):
        assert end - begin >= 1, "a window sees something of the one beside it"


@pytest.fixture(scope="module")
def pipeline():
    made = vace.fresh(TINY, ["a hill"])
    torch.nn.init.normal_(made.transformer.proj_out.weight, std=0.2)
    return made


def clip(frames, seed=0):
    return torch.rand(frames, 3, H, W, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def shoot(pipeline, known, made, **settings):
    asked = Asked("a hill", known, made, torch.zeros_like(known), torch.zeros(0, 3, H, W))
    return pipeline.shoot(asked, steps=2, generator=torch.Generator().manual_seed(1), **settings)


def coded(pipeline, frame):
    return pipeline.vae.decode(pipeline.vae.encode(frame[None, :, None]).latents).sample[0, :, 0].clamp(-1, 1)


@pytest.mark.parametrize("frames", [9, 21])
@pytest.mark.parametrize("keys", [(0,), (0, -1), (3,), (0, 6, 7)])
def test_keyframes_come_out_as_the_codec_gives_them(pipeline, frames, keys):
    known, made = clip(frames), torch.ones(frames, H, W)
    for key in keys:
        made[key] = 0
    film = shoot(pipeline, known, made)
    alone = [key for key in keys if key in (0, 3, -1)]
    for key in alone:
        assert (film[key] - coded(pipeline, known[key])).abs().max() < 1e-3, key


def test_a_take_made_from_its_end_holds_its_end(pipeline):
    known, made = clip(21), torch.ones(21, H, W)
    made[16:] = 0
    film = shoot(pipeline, known, made)
    wanted = pipeline.vae.decode(pipeline.vae.encode(known[12:].movedim(0, 1)[None]).latents).sample[0].movedim(0, 1)
    assert (film[17:] - wanted[5:].clamp(-1, 1)).abs().max() < 1e-3


def test_windows_go_on_from_each_other_without_a_loss(pipeline):
    """The frames that two windows share are the same in both, to the last digits."""
    made = torch.ones(21, H, W)
    seen = []
    plain = pipeline.vae.decode

    def watched(latents, return_dict=True):
        seen.append(plain(latents, return_dict=False)[0][0].movedim(0, 1))
        return plain(latents, return_dict)

    pipeline.vae.decode = watched
    try:
        shoot(pipeline, clip(21), made)
    finally:
        del pipeline.vae.decode
    first, second = seen[0], seen[1]
    assert (first[-5:][1:] - second[:5][1:]).abs().max() < 1e-3
    assert (first[-5] - second[0]).abs().max() < 0.5, "its first frame is held still for a block: what moves in it goes"


def test_no_guidance_takes_one_pass_a_step(pipeline):
    sizes = []
    hook = pipeline.transformer.register_forward_pre_hook(
        lambda module, args, kwargs: sizes.append(len(kwargs["hidden_states"])), with_kwargs=True
    )
    for guidance in (1.0, 2.0):
        shoot(pipeline, clip(5), torch.ones(5, H, W), guidance=guidance)
    hook.remove()
    assert sizes == [1, 1, 2, 2]


def test_every_window_after_the_first_is_shown_the_same_picture_of_the_take(pipeline):
    seen = []
    hook = pipeline.transformer.register_forward_pre_hook(
        lambda module, args, kwargs: seen.append(kwargs["control_hidden_states"][0]), with_kwargs=True
    )
    film = shoot(pipeline, clip(21), torch.ones(21, H, W), guidance=1.0)
    hook.remove()
    z = pipeline.vae.config.z_dim
    assert [stream.shape[1] for stream in seen[:4]] == [3, 3, 4, 4], "one latent more, from the second window on"
    first = pipeline.vae.encode(film[0][None, :, None]).latents[0, : pipeline.vae.channels, 0]
    pages = [stream[: pipeline.vae.channels, 0] for stream in seen[2:]]
    assert all(torch.equal(page, pages[0]) for page in pages) and (pages[0] - first).abs().max() < 0.5
    assert all((stream[z:, 0] == 0).all() for stream in seen[2:]), "marked as a reference"
