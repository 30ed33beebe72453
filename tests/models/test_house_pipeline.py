from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from filmwright.models import house
from filmwright.models.house_pipeline import PLACES, places

from .conftest import TINY, scene


@pytest.fixture(scope="module")
def pipeline():
    return house.fresh(TINY, ["Alpha. a hill"])


def make(pipeline, **how):
    how = {"num_frames": 8, "num_inference_steps": 2, "generator": torch.Generator().manual_seed(1), **how}
    return pipeline("Alpha. a hill", callback=lambda *_: None, **how)


@pytest.mark.parametrize("frames", [4, 8, 12, 20])
def test_a_shot_has_the_frames_that_were_asked_for(pipeline, frames):
    made = make(pipeline, num_frames=frames)
    assert made.shape == (frames, 144, 256, 3) and made.dtype == np.uint8


@pytest.mark.parametrize("wrong", [{"num_frames": 6}, {"num_frames": 0}, {"height": 72}, {"width": 250}])
def test_frames_go_by_fours_and_sides_by_sixteens(pipeline, wrong):
    with pytest.raises(ValueError, match="by fours and sides by sixteens"):
        make(pipeline, **wrong)


def test_a_fresh_model_holds_its_plate(pipeline):
    """It starts as "the plate, held still", through the codec, even over several clips."""
    plate = scene(3)
    made = make(pipeline, plate=plate, num_frames=20)
    codec = pipeline.vae
    video = torch.from_numpy(plate).permute(2, 0, 1)[None].float() / 127.5 - 1
    wanted = ((codec.unblock(codec.still(video)).clamp(-1, 1)[0, :, 0].permute(1, 2, 0) + 1) * 127.5).round().numpy()
    for frame in made:
        assert np.abs(frame - wanted).max() <= 1


def test_a_clip_from_a_plate_begins_with_the_noise_that_was_asked_for(pipeline):
    seen = []
    hook = pipeline.transformer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][:1, :64]))
    for how in ({"plate_noise": 0.5}, {"plate_noise": 1.0}, {}):
        make(pipeline, plate=scene(3), num_inference_steps=1, **how)
    make(pipeline, num_inference_steps=1, plate_noise=0.5)
    hook.remove()
    half, whole, unsaid, *from_words = seen
    assert torch.equal(2 * half, whole) and torch.allclose(unsaid, 0.8 * whole)
    for begun in from_words:
        assert float(begun.std()) == pytest.approx(1, abs=0.05), "a shot from words has all the noise"


def test_a_plate_may_be_a_picture_or_an_array(pipeline):
    plate = scene(4)
    assert np.array_equal(make(pipeline, plate=plate), make(pipeline, plate=Image.fromarray(plate)))


def test_progress_is_told_of_each_step(pipeline):
    told = []
    pipeline("a", num_frames=20, num_inference_steps=2, callback=lambda step, total: told.append((step, total)))
    # A first block from text, then clips of two, two and one blocks.
    assert told == [(n + 1, 8) for n in range(8)]


def test_every_block_is_told_apart_by_where_it_lies():
    where = places(3, 6, 9, 16)
    assert where.shape == (1, PLACES, 3, 9, 16) and float(where.abs().max()) <= 1
    blocks = where[0].flatten(1).T
    gaps = torch.cdist(blocks, blocks) + torch.eye(len(blocks))
    assert float(gaps.min()) > 0.05
    assert torch.equal(places(3, 6, 9, 16)[:, :, :1], places(1, 6, 9, 16)), "a still lies where a clip begins"


def test_every_block_is_told_the_mean_of_the_prompts_words(pipeline):
    seen = []
    hook = pipeline.transformer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    text = pipeline.encode_prompt(["", "Alpha. a hill"])
    nothing = torch.zeros(2, 64, 2, 4, 6)
    with torch.no_grad():
        pipeline.predict(nothing, torch.tensor([0.5, 0.5]), nothing, nothing[:, :1], text)
    hook.remove()
    told = seen[0][:, -TINY.text_width :]
    words = pipeline.tokenizer("Alpha. a hill").input_ids
    for row, count in ((0, 1), (1, len(words))):
        mean = text[row, :count].mean(0)
        assert torch.allclose(told[row], mean[:, None, None, None].expand_as(told[row]), atol=1e-5)


def test_padding_is_nothing(pipeline):
    text = pipeline.encode_prompt(["", "Alpha. a hill"])
    assert text.shape == (2, TINY.text_length, TINY.text_width)
    assert not text[0, 1:].any() and text[0, 0].any() and text[1, 3].any() and not text[1, -1].any()


def test_any_text_of_a_person_is_a_prompt(pipeline):
    for prompt in ("", "日本語 🎬", "x" * 5000, "\u202e\x00"):
        assert pipeline(prompt, num_frames=4, num_inference_steps=1, callback=lambda *_: None).shape[0] == 4
