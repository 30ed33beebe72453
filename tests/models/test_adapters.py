from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from filmwright.errors import FilmwrightError
from filmwright.models import adapter_file, adapters
from filmwright.models.wan import folder

from . import tiny_wan
from .tiny_wan import CHANNELS, WIDTH, edit, sample

FILE = "pytorch_lora_weights.safetensors"


def fresh(kind="text", seed=0, **changes):
    torch.manual_seed(seed)
    return tiny_wan.transformer(kind, **changes).eval()


def taught(part, name="look", seed=1, rank=4, alpha=4.0, **changes):
    """A LoRA that was trained, as far as anybody can see: B is not zero."""
    adapters.attach(part, rank, alpha, name=name, seed=seed, **changes)
    rng = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for path, weight in part.named_parameters():
            if f"lora_B.{name.replace('.', '_')}." in path:
                weight.copy_(0.2 * torch.randn(weight.shape, generator=rng))
    return part


def saved(place, name="look", kind="text", base="", **changes):
    adapters.save(taught(fresh(kind), name, **changes), place, name, base)
    return place


@torch.no_grad()
def answer(part):
    """What a transformer says to one fixed question."""
    rng = torch.Generator().manual_seed(8)
    seen = {
        "hidden_states": torch.randn(1, CHANNELS, 2, 4, 4, generator=rng),
        "timestep": torch.tensor([700.0]),
        "encoder_hidden_states": torch.randn(1, 6, WIDTH, generator=rng),
    }
    if hasattr(part, "vace_blocks"):
        seen["control_hidden_states"] = torch.randn(1, 2 * CHANNELS + 64, 2, 4, 4, generator=rng)
    return part(**seen, return_dict=False)[0]


def refused(match, call, *args, **more):
    with pytest.raises(FilmwrightError, match=match) as said:
        call(*args, **more)
    assert "\n" not in str(said.value)


# --- attached


@pytest.mark.parametrize("kind", ["text", "vace"])
def test_a_fresh_one_changes_nothing_and_alone_is_trained(kind):
    part = fresh(kind)
    before = answer(part)
    adapters.attach(part, 4, 8, name="a-title.2")
    assert torch.equal(answer(part), before)
    trained = {path.split(".lora_")[0] for path, weight in part.named_parameters() if weight.requires_grad}
    blocks = len(part.blocks) + len(getattr(part, "vace_blocks", ()))
    assert len(trained) == 10 * blocks, "the ten linear layers of each block"
    assert len(adapters.layers(part, "a-title.2")) == 20 * blocks


def test_it_depends_on_the_seed_alone_and_leaves_the_worlds_chance_as_it_was():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    parts = [fresh(seed=0), fresh(seed=1), fresh(seed=0)]
    torch.manual_seed(0)
    for part, seed in zip(parts, (3, 3, 4), strict=True):
        adapters.attach(part, 4, 4, seed=seed)
    assert torch.equal(torch.rand(3), expected)
    tensors = [adapters.layers(part, "default") for part in parts]
    assert all(torch.equal(tensors[0][name], tensors[1][name]) for name in tensors[0])
    assert any(not torch.equal(tensors[0][name], tensors[2][name]) for name in tensors[0])


def test_what_cannot_be_attached_is_refused():
    part = fresh()
    refused("a rank of 0", adapters.attach, part, 0, 1)
    refused("an alpha of nan", adapters.attach, part, 1, float("nan"))
    refused("may hold only letters", adapters.attach, part, 1, 1, name="../a")
    refused("no linear layer's name ends so", adapters.attach, part, 1, 1, targets=["to_q", "norm_q"])
    assert all(weight.requires_grad for weight in part.parameters()), "and nothing has changed"
    adapters.attach(part, 1, 1, name="a.b")
    refused("attached already", adapters.attach, part, 1, 1, name="a_b")


def test_the_bases_hash_is_of_its_shape_and_no_adapters():
    part, others = fresh(), [fresh(num_layers=3), fresh(ffn_dim=32), fresh("vace"), fresh(eps=1e-5)]
    whole = adapters.base_hash(part)
    assert adapters.base_hash(fresh(seed=5)) == whole
    assert len({whole, *map(adapters.base_hash, others)}) == 5
    assert adapters.base_hash(taught(part)) == whole


# --- saved and loaded


@pytest.mark.parametrize(("rank", "alpha"), [(4, 4.0), (4, 8.0), (3, 1.0)])
@pytest.mark.parametrize("kind", ["text", "vace"])
def test_the_stock_pipeline_loads_it_and_answers_as_ours(tmp_path, kind, rank, alpha):
    from diffusers import DiffusionPipeline

    model = folder.open_model(tiny_wan.make(tmp_path / "m", kind))
    part = taught(folder.load(model, "transformer"), rank=rank, alpha=alpha)
    told = adapters.save(part, tmp_path / "look", "look", base="m")
    stock = DiffusionPipeline.from_pretrained(tmp_path / "m")
    plain, frames = answer(stock.transformer), sample(stock)
    stock.load_lora_weights(tmp_path / "look")
    assert torch.allclose(answer(stock.transformer), answer(part), atol=1e-6)
    assert not torch.allclose(answer(stock.transformer), plain, atol=1e-3)
    assert not np.array_equal(sample(stock), frames)
    assert told == adapter_file.read(tmp_path / "look")
    assert (told.rank, told.alpha, told.base, [*told.experts]) == (rank, alpha, "m", ["transformer"])
    ours = folder.load(model, "transformer")
    assert adapters.load_adapters(ours, [(tmp_path / "look", 1.0)], base="m") == ["look"]
    assert torch.equal(answer(ours), answer(part))


def test_a_weight_of_nought_is_the_base_to_the_bit(tmp_path):
    part = fresh()
    plain = answer(part)
    adapters.load_adapters(part, [(saved(tmp_path / "a"), 0.0), (saved(tmp_path / "b", "b", seed=2), 0.0)])
    assert torch.equal(answer(part), plain)


def weights(part):
    return {name: tensor.double() for name, tensor in part.state_dict().items()}


@pytest.mark.parametrize(("first", "second"), [(1.0, 1.0), (0.7, -0.3), (2.0, 0.0)])
def test_two_at_weights_are_the_sum_of_what_each_adds(tmp_path, first, second):
    looks = [saved(tmp_path / "a", "a.1", seed=2), saved(tmp_path / "b", "b", seed=3, rank=2, alpha=6.0)]
    plain = weights(fresh())

    def merged(wanted):
        part = fresh()
        names = adapters.load_adapters(part, wanted)
        beside = answer(part)
        adapters.merge(part)
        assert weights(part).keys() == plain.keys() and not getattr(part, "peft_config", None)
        assert torch.allclose(answer(part), beside, atol=1e-5), "merged and beside are the same model"
        return names, weights(part)

    names, both = merged(list(zip(looks, (first, second), strict=True)))
    assert names == ["a_1", "b"]
    alone = [merged([(look, 1.0)])[1] for look in looks]
    for name, held in plain.items():
        wanted = held + first * (alone[0][name] - held) + second * (alone[1][name] - held)
        assert torch.allclose(both[name], wanted, atol=1e-5), name


def test_one_adapter_may_be_loaded_twice(tmp_path):
    one, two = fresh(), fresh()
    look = saved(tmp_path / "a")
    assert adapters.load_adapters(one, [(look, 0.5), (look, 0.5)]) == ["look", "look-2"]
    adapters.load_adapters(two, [(look, 1.0)])
    assert torch.allclose(answer(one), answer(two), atol=1e-5)


def test_a_merged_model_is_saved_and_stock_diffusers_answers_as_with_the_adapter(tmp_path):
    from diffusers import WanPipeline

    model = folder.open_model(tiny_wan.make(tmp_path / "m"))
    part = taught(folder.load(model, "transformer"))
    beside = answer(part)
    adapters.merge(part)
    adapters.merge(part)  # nothing is left to merge
    folder.save(model, {"transformer": part}, tmp_path / "merged")
    assert torch.allclose(answer(WanPipeline.from_pretrained(tmp_path / "merged").transformer), beside, atol=1e-5)


# --- two experts


def test_an_adapter_for_both_experts_goes_to_each(tmp_path):
    from diffusers import WanPipeline

    model = folder.open_model(tiny_wan.make(tmp_path / "m", boundary=0.5))
    parts = {name: folder.load(model, name) for name in model.experts}
    for seed, part in enumerate(parts.values()):
        taught(part, seed=seed)
    adapters.save(parts, tmp_path / "look", "look")
    stock = WanPipeline.from_pretrained(tmp_path / "m")
    stock.load_lora_weights(tmp_path / "look", adapter_name="look")
    stock.load_lora_weights(
        tmp_path / "look",
        weight_name=adapter_file.FILES["transformer_2"],
        load_into_transformer_2=True,
        adapter_name="look",
    )
    ours = {name: folder.load(model, name) for name in model.experts}
    adapters.load_adapters(ours, [(tmp_path / "look", 1.0)])
    for name, part in parts.items():
        assert torch.equal(answer(ours[name]), answer(part))
        assert torch.allclose(answer(getattr(stock, name)), answer(part), atol=1e-6)


def test_an_adapter_for_the_low_noise_expert_never_reaches_the_other(tmp_path):
    parts = {"transformer": fresh(seed=1), "transformer_2": fresh(seed=2)}
    adapters.save({"transformer_2": taught(fresh(seed=2))}, tmp_path / "low", "look")
    assert not (tmp_path / "low" / FILE).exists()
    plain = {name: answer(part) for name, part in parts.items()}
    refused("for \\['transformer_2'\\] alone", adapters.load_adapters, parts["transformer"], [(tmp_path / "low", 1.0)])
    refused("no weights for the transformer", adapter_file.tensors_of, tmp_path / "low")
    adapters.load_adapters(parts, [(tmp_path / "low", 1.0)])
    assert torch.equal(answer(parts["transformer"]), plain["transformer"])
    assert not torch.equal(answer(parts["transformer_2"]), plain["transformer_2"])


def test_experts_are_saved_together_only_if_they_are_alike(tmp_path):
    parts = {"transformer": taught(fresh(), rank=2), "transformer_2": taught(fresh(), rank=4)}
    refused("differ in rank, alpha or targets", adapters.save, parts, tmp_path / "a", "look")


# --- refused


def test_one_for_another_base_is_refused(tmp_path):
    look = saved(tmp_path / "a", base="one")
    refused(
        "for another base \\(a transformer of another shape\\)", adapters.load_adapters, fresh("vace"), [(look, 1.0)]
    )
    refused("for another base \\(one\\)", adapters.load_adapters, fresh(), [(look, 1.0)], base="two")
    adapters.load_adapters(fresh(), [(look, 1.0)], base="one")


def test_nothing_is_loaded_if_one_of_them_is_refused(tmp_path):
    part = fresh()
    names = set(part.state_dict())
    good, bad = saved(tmp_path / "a"), saved(tmp_path / "b", kind="vace")
    refused("another base", adapters.load_adapters, part, [(good, 1.0), (bad, 1.0)])
    refused("a weight of nan", adapters.load_adapters, part, [(good, 1.0), (good, float("nan"))])
    assert set(part.state_dict()) == names


def change(path, do):
    tensors = load_file(path)
    do(tensors)
    save_file(tensors, path, {"format": "pt"})


FIRST = "transformer.blocks.0.attn1.to_q.lora_A.weight"


@pytest.mark.parametrize(
    ("do", "match"),
    [
        (lambda t: t[FIRST].view(-1)[-1:].fill_(float("nan")), f"the tensor {FIRST} holds NaN"),
        (lambda t: t[FIRST].view(-1)[-1:].fill_(float("-inf")), f"the tensor {FIRST} holds NaN or infinity"),
        (lambda t: t.pop(FIRST), "does not fit the base"),
        (lambda t: t.update({FIRST: torch.zeros(4, 5)}), "does not fit the base"),
        (lambda t: t.update({"transformer.blocks.9.attn1.to_q.lora_A.weight": t.pop(FIRST)}), "does not fit the base"),
        (lambda t: t.update({"transformer.patch_embedding.lora_A.weight": t.pop(FIRST)}), "does not fit the base"),
        (lambda t: t.update({"blocks.0.attn1.to_q.weight": t.pop(FIRST)}), "this is no adapter's tensor"),
        (lambda t: t.clear(), "this is no adapter's tensor"),
    ],
)
def test_damaged_weights_are_refused(tmp_path, do, match):
    look = saved(tmp_path / "a")
    change(look / FILE, do)
    refused(match, adapters.load_adapters, fresh(), [(look, 1.0)])


def test_pickles_and_weights_cut_short_are_refused(tmp_path):
    look = saved(tmp_path / "a")
    whole = (look / FILE).read_bytes()
    for size in (0, 7, 300, len(whole) - 1):
        (look / FILE).write_bytes(whole[:size])
        refused("cannot be read", adapters.load_adapters, fresh(), [(look, 1.0)])
    (look / FILE).unlink()
    refused("there is no such file", adapters.load_adapters, fresh(), [(look, 1.0)])
    (look / "pytorch_lora_weights.bin").write_bytes(b"")
    refused("unsafe pickle", adapters.load_adapters, fresh(), [(look, 1.0)])


@pytest.mark.parametrize(
    "changes",
    [
        {"rank": 0},
        {"rank": "4"},
        {"alpha": float("nan")},
        {"alpha": "x"},
        {"name": "../a"},
        {"name": 3},
        {"base": None},
        {"experts": {}},
        {"experts": {"vae": "0"}},
        {"experts": ["transformer"]},
        {"targets": None},
        {"schema": 2},
        {"more": 1},
    ],
)
def test_a_folder_that_says_nonsense_is_refused(tmp_path, changes):
    look = saved(tmp_path / "a")
    edit(look / "adapter.json", **changes)
    refused("not a readable adapter", adapters.load_adapters, fresh(), [(look, 1.0)])


def test_what_is_no_adapters_folder_is_refused(tmp_path):
    refused("not a readable adapter", adapter_file.read, tmp_path / "gone")
    for text in ("", "[1]", "{", "null"):
        (tmp_path / "adapter.json").write_text(text)
        refused("not a readable adapter", adapter_file.read, tmp_path)


def test_a_folder_is_written_once_and_whole(tmp_path):
    part = taught(fresh())
    refused("no adapter 'other'", adapters.save, part, tmp_path / "a", "other")
    refused("no adapter 'look'", adapters.save, fresh(), tmp_path / "a", "look")
    with torch.no_grad():
        next(w for path, w in part.named_parameters() if "lora_B" in path)[0, 0] = float("inf")
    refused("holds NaN or infinity", adapters.save, part, tmp_path / "a", "look")
    assert not list(tmp_path.iterdir())
    look = saved(tmp_path / "a")
    refused("something of this name", adapters.save, taught(fresh()), look, "look")
    assert sorted(path.name for path in look.iterdir()) == ["adapter.json", FILE]
    told = json.loads((look / "adapter.json").read_text())
    assert set(told) == {"name", "rank", "alpha", "targets", "base", "experts", "schema"}
