from __future__ import annotations

import json

import pytest
import torch
from diffusers import WanPipeline, WanVACEPipeline
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from filmwright.models import adapter_file, adapters, exports

from ..effort import examples
from .test_adapters import answer, fresh, refused, saved

FOREIGN = exports.LAYOUTS[1:]
OF_I2V = {"image_dim": 24, "added_kv_proj_dim": 48, "pos_embed_seq_len": None}


def linears(part):
    return [path for path, module in part.named_modules() if isinstance(module, torch.nn.Linear)]


def everything():
    """Names of a LoRA's tensors on every linear layer that any kind of Wan transformer has, with their alphas."""
    layers = {path for part in (fresh(**OF_I2V), fresh("vace")) for path in linears(part)}
    layers |= {"patch_embedding", "vace_patch_embedding"}
    ends = ("lora_A.weight", "lora_B.weight", "alpha")
    return sorted(f"transformer.{layer}.{end}" for layer in layers for end in ends)


EVERYTHING = everything()


def numbered(names):
    return {name: torch.tensor(float(number)) for number, name in enumerate(names)}


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


# --- names


@settings(max_examples=examples(40))
@given(st.sets(st.sampled_from(EVERYTHING)), st.sampled_from(exports.LAYOUTS), st.sampled_from(exports.LAYOUTS))
def test_any_layout_to_any_other_and_back_is_the_same_key_by_key(names, one, other):
    start = exports.rename(numbered(sorted(names)), "diffusers", one)
    there = exports.rename(start, one, other)
    assert len(there) == len(start) and equal(exports.rename(there, other, one), start)
    assert equal(exports.rename(there, other, "diffusers"), numbered(sorted(names))), "by whatever way"


def test_every_linear_layer_of_every_kind_has_a_name_in_every_layout():
    for layout in FOREIGN:
        there = exports.rename(numbered(EVERYTHING), "diffusers", layout)
        assert len(there) == len(EVERYTHING) and exports.layout_of(there) == layout
        assert equal(exports.rename(there, layout, "diffusers"), numbered(EVERYTHING))


@pytest.mark.parametrize(
    ("diffusers", "comfyui", "musubi"),
    [
        ("blocks.12.attn1.to_out.0", "blocks.12.self_attn.o", "blocks_12_self_attn_o"),
        ("blocks.0.attn2.add_k_proj", "blocks.0.cross_attn.k_img", "blocks_0_cross_attn_k_img"),
        ("blocks.3.ffn.net.0.proj", "blocks.3.ffn.0", "blocks_3_ffn_0"),
        ("vace_blocks.1.attn2.to_v", "vace_blocks.1.cross_attn.v", "vace_blocks_1_cross_attn_v"),
        ("vace_blocks.0.proj_in", "vace_blocks.0.before_proj", "vace_blocks_0_before_proj"),
        ("vace_blocks.0.proj_out", "vace_blocks.0.after_proj", "vace_blocks_0_after_proj"),
        ("proj_out", "head.head", "head_head"),
        ("condition_embedder.time_proj", "time_projection.1", "time_projection_1"),
    ],
)
def test_names_are_those_of_the_authors_code(diffusers, comfyui, musubi):
    one = {f"transformer.{diffusers}.lora_A.weight": torch.ones(1)}
    assert list(exports.rename(one, "diffusers", "comfyui")) == [f"diffusion_model.{comfyui}.lora_A.weight"]
    assert list(exports.rename(one, "diffusers", "musubi")) == [f"lora_unet_{musubi}.lora_down.weight"]


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("transformer.blocks.0.attn1.to_q.weight", "diffusers"),
        ("blocks.0.attn1.to_q.lora_A.weight", "diffusers"),
        ("transformer.blocks.00.attn1.to_q.lora_A.weight", "diffusers"),
        ("transformer.blocks.x.attn1.to_q.lora_A.weight", "diffusers"),
        ("transformer.blocks.0.attn1.to_q.lora_B.bias", "diffusers"),
        ("diffusion_model.blocks.0.attn1.to_q.lora_A.weight", "comfyui"),
        ("diffusion_model.blocks.0.self_attn.q.diff_b", "comfyui"),
        ("lora_unet_blocks_0_self_attn_q.lora_A.weight", "musubi"),
        ("lora_unet_blocks_0_self_attn.lora_down.weight", "musubi"),
    ],
)
def test_a_name_of_no_layout_is_refused(name, layout):
    refused("no name of a Wan LoRA", exports.rename, {name: torch.ones(1)}, layout, "diffusers")


def test_two_names_of_one_tensor_and_names_of_no_tool_are_refused():
    twice = [f"diffusion_model.blocks.0.ffn.0.{end}.weight" for end in ("lora_A", "lora_down")]
    refused("two names are of one tensor", exports.rename, numbered(twice), "comfyui", "diffusers")
    refused("no known layout", exports.layout_of, {"text_encoder.a": torch.ones(1)})
    refused("no known layout", exports.layout_of, {})


# --- files, read by diffusers itself


@pytest.mark.parametrize(("rank", "alpha"), [(4, 4.0), (4, 8.0), (3, 1.0), (8, 0.5)])
@pytest.mark.parametrize("layout", FOREIGN)
def test_diffusers_reads_our_files_and_answers_as_with_its_own_layout(tmp_path, layout, rank, alpha):
    look = saved(tmp_path / "a", rank=rank, alpha=alpha)
    exports.export(look, tmp_path / "a.safetensors", layout)
    plain = answer(fresh())
    answers = []
    for place in (look, tmp_path / "a.safetensors"):
        pipeline = WanPipeline(tokenizer=None, text_encoder=None, vae=None, scheduler=None, transformer=fresh())
        pipeline.load_lora_weights(place)
        answers.append(answer(pipeline.transformer))
    assert torch.allclose(*answers, atol=1e-5) and not torch.allclose(answers[0], plain, atol=1e-3)


@pytest.mark.parametrize("layout", FOREIGN)
def test_diffusers_reads_layers_of_image_to_video_too(tmp_path, layout):
    part = fresh(**OF_I2V)
    targets = [*adapters.TARGETS, "add_k_proj", "add_v_proj"]
    adapters.attach(part, 2, 4.0, targets)
    adapters.save(part, tmp_path / "a", "default")
    exports.export(tmp_path / "a", tmp_path / "a.safetensors", layout)
    theirs = WanPipeline.lora_state_dict(tmp_path / "a.safetensors")
    ours = {f"transformer.{name}": held for name, held in adapter_file.tensors_of(tmp_path / "a").items()}
    assert theirs.keys() == ours.keys()
    for stem in {name.split(".lora_")[0] for name in ours}:
        products = [held[f"{stem}.lora_B.weight"] @ held[f"{stem}.lora_A.weight"] for held in (ours, theirs)]
        assert torch.allclose(2.0 * products[0], products[1], atol=1e-6)


def test_diffusers_reads_comfyuis_names_around_the_blocks(tmp_path):
    part = fresh()
    targets = ["to_q", "proj_out", "time_proj", "text_embedder.linear_1", "time_embedder.linear_2"]
    targets += ["text_embedder.linear_2", "time_embedder.linear_1"]
    adapters.attach(part, 2, 2, targets)
    adapters.save(part, tmp_path / "a", "default")
    exports.export(tmp_path / "a", tmp_path / "a.safetensors", "comfyui")
    theirs = WanPipeline.lora_state_dict(tmp_path / "a.safetensors")
    assert equal(theirs, load_file(tmp_path / "a" / "pytorch_lora_weights.safetensors"))


@pytest.mark.parametrize("layout", FOREIGN)
def test_vace_diffusers_reads_what_is_on_the_main_blocks_and_we_read_all(tmp_path, layout):
    part = fresh("vace")
    adapters.attach(part, 4, 8.0, [f"blocks.{n}.{path}" for n in (0, 1) for path in TEN])
    main = {name for name in adapters.layers(part, "default") if name.startswith("blocks.")}
    assert len(main) == len(adapters.layers(part, "default")) == 40
    with torch.no_grad():
        for path, weight in part.named_parameters():
            if "lora_B" in path:
                weight.normal_(std=0.2)
    adapters.save(part, tmp_path / "main", "default")
    exports.export(tmp_path / "main", tmp_path / "main.safetensors", layout)
    pipeline = WanVACEPipeline(tokenizer=None, text_encoder=None, vae=None, scheduler=None, transformer=fresh("vace"))
    pipeline.load_lora_weights(tmp_path / "main.safetensors")
    assert torch.allclose(answer(pipeline.transformer), answer(part), atol=1e-5)
    # On the control's blocks too: when diffusers reads these, the words in ``exports`` that it does not can go.
    whole = saved(tmp_path / "whole", kind="vace", alpha=8.0)
    exports.export(whole, tmp_path / "whole.safetensors", layout)
    with pytest.raises(ValueError, match="should be empty"):
        WanVACEPipeline.lora_state_dict(tmp_path / "whole.safetensors")
    exports.adopt(tmp_path / "whole.safetensors", tmp_path / "back", fresh("vace"), "look")
    assert equal(adapter_file.tensors_of(tmp_path / "back"), adapter_file.tensors_of(whole))


TEN = [f"attn{n}.{path}" for n in (1, 2) for path in ("to_q", "to_k", "to_v", "to_out.0")]
TEN += ["ffn.net.0.proj", "ffn.net.2"]


# --- and back


@pytest.mark.parametrize(("rank", "alpha"), [(4, 4.0), (3, 7.0)])
@pytest.mark.parametrize("layout", FOREIGN)
def test_a_file_comes_back_as_the_adapter_it_was(tmp_path, layout, rank, alpha):
    look = saved(tmp_path / "a", rank=rank, alpha=alpha, base="m")
    exports.export(look, tmp_path / "a.safetensors", layout)
    told = exports.adopt(tmp_path / "a.safetensors", tmp_path / "b", fresh(), "look", "m")
    before = adapter_file.read(look)
    assert (told.rank, told.alpha, told.experts) == (before.rank, before.alpha, before.experts)
    assert equal(adapter_file.tensors_of(tmp_path / "b"), adapter_file.tensors_of(look))
    answers = []
    for place in (look, tmp_path / "b"):
        part = fresh()
        adapters.load_adapters(part, [(place, 0.7)], base="m")
        answers.append(answer(part))
    assert torch.equal(*answers)
    pipeline = WanPipeline(tokenizer=None, text_encoder=None, vae=None, scheduler=None, transformer=fresh())
    pipeline.load_lora_weights(tmp_path / "b")
    assert not torch.equal(answer(pipeline.transformer), answer(fresh()))


def test_diffusers_own_files_and_both_experts_are_adopted(tmp_path):
    parts = {"transformer": fresh(seed=1), "transformer_2": fresh(seed=2)}
    paths = {}
    for number, expert in enumerate(parts):
        look = saved(tmp_path / expert, alpha=6.0, seed=number)
        paths[expert] = look / "pytorch_lora_weights.safetensors"
    told = exports.adopt(paths, tmp_path / "both", parts, "look")
    assert told.alpha == 6.0 and [*told.experts] == [*parts]
    for expert, path in paths.items():
        assert equal(adapter_file.tensors_of(tmp_path / "both", expert), adapter_file.tensors_of(path.parent))
    exports.export(tmp_path / "both", tmp_path / "low.safetensors", "musubi", "transformer_2")
    assert exports.layout_of(load_file(tmp_path / "low.safetensors")) == "musubi"


def test_what_cannot_be_adopted_is_refused(tmp_path):
    look = saved(tmp_path / "a")
    exports.export(look, tmp_path / "a.safetensors", "musubi")
    good = load_file(tmp_path / "a.safetensors")
    stem = "lora_unet_blocks_0_self_attn_q"

    def tried(match, part=None, **changes):
        save_file({**good, **changes}, tmp_path / "bad.safetensors")
        refused(match, exports.adopt, tmp_path / "bad.safetensors", tmp_path / "b", part or fresh(), "look")

    tried("several alphas", **{f"{stem}.alpha": torch.tensor(9.0)})
    tried("several ranks", **{f"{stem}.lora_down.weight": torch.zeros(2, 48)})
    tried("holds NaN", **{f"{stem}.lora_up.weight": torch.full((48, 4), float("nan"))})
    tried("does not fit the base", fresh(num_attention_heads=1))
    tried("no known layout", other=torch.ones(1))
    (tmp_path / "a.pt").write_bytes(b"")
    refused("unsafe pickle", exports.adopt, tmp_path / "a.pt", tmp_path / "b", fresh(), "look")
    refused("may hold only", exports.adopt, tmp_path / "a.safetensors", tmp_path / "b", fresh(), "a/b")
    paths = {"transformer_2": tmp_path / "a.safetensors"}
    refused("one has no expert", exports.adopt, paths, tmp_path / "b", fresh(), "look")
    assert not (tmp_path / "b").exists()


def test_a_file_is_written_once_and_says_whose_it_is(tmp_path):
    from safetensors import safe_open

    look = saved(tmp_path / "a", base="m")
    exports.export(look, tmp_path / "a.safetensors", "comfyui")
    with safe_open(tmp_path / "a.safetensors", "pt") as file:
        assert json.loads(file.metadata()["filmwright_adapter"]) == {"name": "look", "base": "m"}
    refused("something of this name", exports.export, look, tmp_path / "a.safetensors", "comfyui")
    refused("no layout 'kohya'", exports.export, look, tmp_path / "b.safetensors", "kohya")
    refused(
        "no weights for the transformer_2", exports.export, look, tmp_path / "b.safetensors", "musubi", "transformer_2"
    )
    assert not (tmp_path / "b.safetensors").exists()
