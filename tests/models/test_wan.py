from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from filmwright.errors import FilmwrightError
from filmwright.models import adapters
from filmwright.models.wan import checks, encode, folder
from filmwright.models.wan.encode import Control

from . import tiny_wan
from .tiny_wan import CHANNELS, PROMPTS, TEXT_LENGTH, sample

BOUNDARY = 0.875


@pytest.fixture(scope="module")
def wan(tmp_path_factory):
    """Folders of all three kinds, not to write to."""
    place = tmp_path_factory.mktemp("wan")
    tiny_wan.make(place / "text")
    tiny_wan.make(place / "vace", "vace")
    tiny_wan.make(place / "two", boundary=BOUNDARY)
    return place


@pytest.fixture
def copy(wan, tmp_path):
    """A text model to damage."""
    shutil.copytree(wan / "text", tmp_path / "m")
    return tmp_path / "m"


def videos(count=2, frames=5, side=32):
    rng = np.random.default_rng(4)
    return [rng.integers(0, 255, (frames, side, side, 3), np.uint8) for _ in range(count)]


def encoded(model, **changes):
    return encode.encode_clips(model, videos(), PROMPTS, text_length=TEXT_LENGTH, **changes)


def refused(match, call, *args, **more):
    with pytest.raises(FilmwrightError, match=match) as said:
        call(*args, **more)
    assert "\n" not in str(said.value)


# --- folders


def test_stock_pipelines_run_all_three_kinds(wan):
    from diffusers import DiffusionPipeline

    for name in ("text", "vace", "two"):
        stock = DiffusionPipeline.from_pretrained(wan / name)
        frames = [sample(stock), sample(folder.pipeline(folder.open_model(wan / name)))]
        assert frames[0].shape == (1, 5, 32, 32, 3) and np.array_equal(*frames), "ours is the stock pipeline"


def test_each_kind_is_known_by_its_folder(wan):
    kinds = {name: folder.open_model(wan / name) for name in ("text", "vace", "two")}
    assert [(made.kind, made.experts, made.boundary) for made in kinds.values()] == [
        ("text", ("transformer",), None),
        ("vace", ("transformer",), None),
        ("text", ("transformer", "transformer_2"), BOUNDARY),
    ]


def test_what_is_no_folder_is_asked_of_the_hub_and_said_in_one_line(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    refused("the model hub is out of reach", folder.open_model, "filmwright-tests/no-such-model")
    refused("there is no such folder", folder.open_model, tmp_path / "gone" / "m")
    refused("there is no such folder", folder.open_model, "a b")


@pytest.mark.parametrize("ending", [".bin", ".pt", ".pth", ".pkl", ".ckpt", ".PT"])
def test_pickles_are_refused(copy, ending):
    (copy / "transformer" / f"weights{ending}").write_bytes(b"")
    refused("unsafe pickle", folder.open_model, copy)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"_class_name": "WanImageToVideoPipeline"}, "this is a WanImageToVideoPipeline"),
        ({"_class_name": ["my_pipeline", "WanPipeline"]}, "and the Wan models known here"),
        ({"vae": ["diffusers", "AutoencoderKL"]}, "its vae is not a AutoencoderKLWan"),
        ({"text_encoder": ["my_code", "UMT5EncoderModel"]}, "its text_encoder is not"),
        ({"transformer": [None, None]}, "it has no transformer"),
        ({"boundary_ratio": 0.5}, "it has transformer and a boundary_ratio of 0.5"),
        ({"transformer_2": ["diffusers", "WanTransformer3DModel"]}, "its transformer_2 has no safetensors"),
    ],
)
def test_what_is_no_wan_model_is_refused(copy, changes, match):
    tiny_wan.edit(copy / "model_index.json", **changes)
    refused(match, folder.open_model, copy)


def test_two_experts_need_a_boundary_between_nought_and_one(wan, tmp_path):
    shutil.copytree(wan / "two", tmp_path / "m")
    for boundary in (None, 0.0, 1.5, "0.5"):
        tiny_wan.edit(tmp_path / "m" / "model_index.json", boundary_ratio=boundary)
        refused("a boundary_ratio of", folder.open_model, tmp_path / "m")


WEIGHTS = {"transformer": "diffusion_pytorch_model", "vae": "diffusion_pytorch_model", "text_encoder": "model"}


def rewrite(path, change):
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path, {"format": "pt"})


@pytest.mark.parametrize("part", WEIGHTS)
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_tensor_that_is_not_finite_is_named(copy, part, bad):
    path = copy / part / f"{WEIGHTS[part]}.safetensors"
    name = next(name for name, tensor in load_file(path).items() if tensor.ndim == 2 or part == "vae")
    rewrite(path, lambda tensors: tensors[name].view(-1)[-1:].fill_(bad))
    refused(f"the tensor {name} holds NaN or infinity", folder.load, folder.open_model(copy), part)


@pytest.mark.parametrize("part", WEIGHTS)
def test_weights_that_are_cut_short_or_lack_a_tensor_are_refused(copy, part):
    path = copy / part / f"{WEIGHTS[part]}.safetensors"
    whole, model = path.read_bytes(), folder.open_model(copy)
    for size in (0, 4, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        refused("this part cannot be loaded", folder.load, model, part)
    path.write_bytes(whole)
    last = sorted(load_file(path))[0]
    rewrite(path, lambda tensors: tensors.pop(last))
    refused("missing keys", folder.load, model, part)
    (copy / part / "config.json").write_text("[]")
    refused("not a readable Wan model", folder.load, model, part)


def test_a_shard_outside_its_folder_is_refused(copy):
    place = copy / "transformer" / "diffusion_pytorch_model.safetensors.index.json"
    place.write_text('{"weight_map": {"a": "../../other.safetensors"}}')
    refused("outside the folder", folder.open_model, copy)
    place.write_text("[]")
    refused("the list of shards cannot be read", folder.open_model, copy)


def test_a_trained_model_is_saved_whole_and_stock_diffusers_loads_it(wan, tmp_path):
    from diffusers import WanPipeline

    model = folder.open_model(wan / "text")
    part = folder.load(model, "transformer")
    with torch.no_grad():
        part.proj_out.weight.add_(0.1)
    folder.save(model, {"transformer": part}, tmp_path / "new")
    stock = WanPipeline.from_pretrained(tmp_path / "new")
    assert torch.equal(stock.transformer.proj_out.weight, part.proj_out.weight)
    assert not np.array_equal(sample(stock), sample(WanPipeline.from_pretrained(wan / "text")))
    refused("something of this name", folder.save, model, {}, tmp_path / "new")
    refused("this model has no vae", folder.save, model, {"vae": part}, tmp_path / "other")
    adapters.attach(part, 2, 2)
    refused("carries adapters", folder.save, model, {"transformer": part}, tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


# --- encoding


@torch.no_grad()
def test_prompts_are_what_the_stock_pipeline_encodes(wan):
    from diffusers import WanPipeline

    made = encoded(folder.open_model(wan / "text"))
    stock = WanPipeline.from_pretrained(wan / "text")
    assert made.clips[0].latents.shape == (CHANNELS, 2, 4, 4) and made.clips[0].control is None
    for prompt, one in zip(PROMPTS, made.clips, strict=True):
        text = stock.encode_prompt(prompt, do_classifier_free_guidance=False, max_sequence_length=TEXT_LENGTH)[0][0]
        assert torch.equal(one.text, text[: len(one.text)]) and not text[len(one.text) :].any()
    nothing = stock.encode_prompt("", do_classifier_free_guidance=False, max_sequence_length=TEXT_LENGTH)[0][0]
    assert torch.equal(made.empty, nothing[: len(made.empty)]) and len(made.empty) < len(made.clips[0].text)


def test_latents_and_controls_are_those_of_the_stock_pipeline(wan):
    from diffusers import WanVACEPipeline

    stock = WanVACEPipeline.from_pretrained(wan / "vace")
    rng = np.random.default_rng(9)
    mask = rng.random((5, 32, 32)).astype(np.float32)
    controls = [Control(videos()[1], mask), None]
    made = encoded(folder.open_model(wan / "vace"), controls=controls)

    def theirs(video, wanted):
        x, held = encode.pixels(video), torch.from_numpy(wanted).expand(1, 3, -1, -1, -1)
        latents = stock.prepare_video_latents(x, held, [[]], None, torch.device("cpu"))
        return torch.cat([latents, stock.prepare_masks(held, [[]])], 1)[0]

    assert made.clips[0].control.shape == (2 * CHANNELS + 64, 2, 4, 4)
    # The stock pipeline folds the mask as it was given; black and white is what a mask is.
    shown, told = made.clips[0].control, theirs(videos()[1], (mask > 0.5).astype(np.float32))
    assert torch.allclose(shown, told, atol=1e-5)
    for video, one in zip(videos(), made.clips, strict=True):
        kept = theirs(video, np.zeros((5, 32, 32), np.float32))[:CHANNELS]
        assert torch.allclose(one.latents, kept, atol=1e-5), "normalised as the stock pipeline does"
    blank, everywhere, _ = stock.preprocess_conditions(
        None, None, None, 1, 32, 32, 5, torch.float32, torch.device("cpu")
    )
    latents = stock.prepare_video_latents(blank, everywhere, [[]], None, torch.device("cpu"))
    nothing = torch.cat([latents, stock.prepare_masks(everywhere, [[]])], 1)[0]
    assert torch.allclose(made.clips[1].control, nothing, atol=1e-5), "without a control: what the sampler does then"


def test_the_stock_pipeline_decodes_a_clip_to_what_the_vae_makes_of_it(wan):
    model = folder.open_model(wan / "text")
    one, vae = encoded(model).clips[0], folder.load(model, "vae")
    mean, std = (torch.tensor(vae.config[key]).view(1, -1, 1, 1, 1) for key in ("latents_mean", "latents_std"))
    with torch.no_grad():
        direct = vae.decode(vae.encode(encode.pixels(videos()[0])).latent_dist.mode()).sample
        ours = vae.decode(one.latents[None] / (1.0 / std) + mean).sample
    assert torch.allclose(direct, ours, atol=1e-4)


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((4, 32, 32, 3), np.uint8),
        np.zeros((0, 32, 32, 3), np.uint8),
        np.zeros((5, 40, 32, 3), np.uint8),
        np.zeros((5, 32, 32, 4), np.uint8),
        np.zeros((5, 32, 32, 3), np.float32),
        "a film",
    ],
)
def test_a_video_that_does_not_fit_is_named(wan, bad):
    model = folder.open_model(wan / "text")
    refused("video 1: ", encode.encode_clips, model, [videos()[0], bad], PROMPTS)


def test_clips_prompts_and_controls_go_together(wan):
    model, vace = folder.open_model(wan / "text"), folder.open_model(wan / "vace")
    refused("there are 2 videos, 1 prompts", encode.encode_clips, model, videos(), PROMPTS[:1])
    refused("takes no control", encode.encode_clips, model, videos(1), ["a"], [Control(videos(1)[0])])
    refused("video 0: its control", encode.encode_clips, vace, videos(1), ["a"], [Control(videos(1, 9)[0])])
    wrong = Control(videos(1)[0], np.ones((5, 32)))
    refused("video 0: its control", encode.encode_clips, vace, videos(1), ["a"], [wrong])


def test_a_file_of_weights_is_read_whole_and_finite_or_not_at_all(tmp_path):
    refused("there is no such file", checks.read, tmp_path / "a.safetensors")
    refused("this is a folder", checks.read, tmp_path)
    save_file({"a": torch.ones(2)}, tmp_path / "a.safetensors", {"made": "here"})
    tensors, metadata = checks.read(tmp_path / "a.safetensors")
    assert torch.equal(tensors["a"], torch.ones(2)) and metadata == {"made": "here"}
    (tmp_path / "b.safetensors").write_bytes((tmp_path / "a.safetensors").read_bytes()[:-1])
    refused("cannot be read", checks.read, tmp_path / "b.safetensors")
