"""Adapters: LoRAs on a transformer; attached, saved, loaded several at a time with weights, merged.

A LoRA adds (alpha / rank) B A to a linear layer's weights, with A (rank, in) and B (out, rank) (Hu et al., "LoRA:
low-rank adaptation of large language models", 2021). An adapter belongs to a base: it knows each expert by a hash of
its transformer's configuration and of its weights' names and shapes (``base_hash``), and the model by an id that the
caller gives (its hash, its name), since two models of one shape differ. Files: see ``adapter_file``.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch

from filmwright import files
from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.models import adapter_file
from filmwright.models.adapter_file import PREFIX, Adapter, Tensors

TARGETS = ("to_q", "to_k", "to_v", "to_out.0", "ffn.net.0.proj", "ffn.net.2")
"""The ten linear layers of a block, by the ends of their names: what other tools train and expect."""
_SHAPE = [
    "patch_size",
    "num_attention_heads",
    "attention_head_dim",
    "in_channels",
    "out_channels",
    "text_dim",
    "freq_dim",
    "ffn_dim",
    "num_layers",
    "cross_attn_norm",
    "qk_norm",
    "eps",
    "image_dim",
    "added_kv_proj_dim",
    "pos_embed_seq_len",
    "vace_layers",
    "vace_in_channels",
]
"""What of a configuration tells bases apart; by name, so that a key that a newer diffusers adds changes no hash."""
_WRAPPED = re.compile(r"(_checkpoint_wrapped_module|_orig_mod|base_layer)\.")
"""What checkpointing, compiling and LoRA put into the names of a module's weights."""


def base_hash(transformer: torch.nn.Module) -> str:
    """SHA-256 of a transformer's configuration and its weights' names and shapes; adapters on it count for nothing."""
    config = {key: transformer.config[key] for key in _SHAPE if key in transformer.config}
    shapes = {
        _WRAPPED.sub("", name): list(tensor.shape)
        for name, tensor in transformer.state_dict().items()
        if ".lora_" not in name
    }
    return content_id({"config": config, "weights": shapes})


def attach(
    transformer: torch.nn.Module,
    rank: int,
    alpha: float,
    targets: Sequence[str] = TARGETS,
    name: str = "default",
    seed: int = 0,
) -> None:
    """Put a fresh LoRA on a transformer; it alone requires a gradient then, in float32, and changes nothing yet.

    Adapters that are there already are switched off: to train on top of one, merge it first.

    Args:
        transformer: of a Wan model.
        rank: from 1; 16 to 64 are usual.
        alpha: above 0; strength is alpha / rank.
        targets: ends of names of linear layers.
        name: letters, digits, '-' and '_'.
        seed: of A; B starts at zero.

    Raises:
        FilmwrightError: for a rank, alpha, name or target that cannot be.
    """
    from peft import LoraConfig

    if rank < 1 or not (alpha > 0 and math.isfinite(alpha)):
        raise FilmwrightError(f"a rank of {rank} and an alpha of {alpha} cannot be", name, "both are above 0")
    key = _key(name, transformer)
    linear = [path for path, module in transformer.named_modules() if isinstance(module, torch.nn.Linear)]
    for target in targets:
        if not any(path == target or path.endswith(f".{target}") for path in linear):
            raise FilmwrightError("no linear layer's name ends so", target, f"for example {', '.join(TARGETS)}")
    transformer.requires_grad_(False)
    with torch.random.fork_rng(), _several_are_meant():
        torch.manual_seed(seed)
        transformer.add_adapter(LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(targets)), adapter_name=key)
    for path, weight in transformer.named_parameters():
        if ".lora_" in path and f".{key}." in path:
            weight.data = weight.data.float()  # small steps vanish in bf16


def layers(transformer: torch.nn.Module, name: str) -> Tensors:
    """An attached LoRA's tensors by peft's names (``blocks.0.attn1.to_q.lora_A.weight``), on the CPU.

    Of a sharded transformer every process must ask: shards are gathered.
    """
    from peft.utils import get_peft_model_state_dict

    told = get_peft_model_state_dict(transformer, adapter_name=_peft_name(name)).items()
    whole = {path: tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor for path, tensor in told}
    return {_WRAPPED.sub("", path): tensor.detach().cpu().contiguous() for path, tensor in whole.items()}


def save(
    parts: torch.nn.Module | Mapping[str, torch.nn.Module],
    folder: Path,
    name: str,
    base: str = "",
    beside: Mapping[str, str] | None = None,
    called: str = "",
) -> Adapter:
    """Write an attached LoRA as an adapter's folder, whole or not at all.

    Args:
        parts: the transformer, or transformers by expert.
        folder: new.
        name: as it was attached.
        base: id of the model it was trained on.
        beside: {name: text} of files that go with it, a card for example.
        called: what its file calls it, if not ``name``.

    Raises:
        FilmwrightError: if the folder exists, nothing of that name is attached, or a tensor is not finite.
    """
    named = _named(parts)
    for expert, part in named.items():
        if _peft_name(name) not in (getattr(part, "peft_config", None) or ()):
            raise FilmwrightError(f"no adapter {name!r} is attached to the {expert}", str(folder), "attach it first")
    configs = [part.peft_config[_peft_name(name)] for part in named.values()]
    kinds = {(config.r, float(config.lora_alpha), tuple(sorted(config.target_modules))) for config in configs}
    if len(kinds) != 1:
        raise FilmwrightError("the experts' adapters differ in rank, alpha or targets", name, "attach them alike")
    told = Adapter(called or name, *kinds.pop(), base, {expert: base_hash(part) for expert, part in named.items()})
    adapter_file.write(folder, told, {expert: layers(part, name) for expert, part in named.items()}, beside)
    return told


def load_adapters(
    parts: torch.nn.Module | Mapping[str, torch.nn.Module],
    wanted: Sequence[tuple[Path, float]],
    base: str = "",
) -> list[str]:
    """Load several adapters at once, each with its weight: titles, characters, looks. They stay apart from the weights.

    Their effects add up. A weight of 0 leaves the base as it is to the bit; 1 is as trained; below 0 turns it round.
    Adapters that were there before are switched off.

    Args:
        parts: the transformer, or transformers by expert; an adapter goes to those that it has weights for.
        wanted: folders and weights.
        base: id of the model, if it has one; an adapter with another one is refused.

    Returns:
        The names under which peft knows them, in order.

    Raises:
        FilmwrightError: if one is for another base, has nothing for these experts, or is damaged. None is loaded then.
    """
    named = _named(parts)
    hashes = {expert: base_hash(part) for expert, part in named.items()}
    ready: list[tuple[Adapter, float, dict[str, Tensors]]] = []
    for folder, weight in wanted:
        adapter = adapter_file.read(folder)
        if not math.isfinite(weight):
            raise FilmwrightError(f"a weight of {weight} cannot be", str(folder), "give a number such as 0.8")
        shared = [expert for expert in adapter.experts if expert in named]
        other = [expert for expert in shared if adapter.experts[expert] != hashes[expert]]
        if other or (base and adapter.base and base != adapter.base):
            made_for = f"a {other[0]} of another shape" if other else adapter.base
            raise FilmwrightError(f"this adapter is for another base ({made_for})", str(folder), "load it there")
        if not shared:
            raise FilmwrightError(
                f"this adapter is for {[*adapter.experts]} alone", str(folder), "load it on that expert"
            )
        held = {expert: adapter_file.tensors_of(folder, expert) for expert in shared}
        for expert, tensors in held.items():
            need_fitting(named[expert], tensors, adapter.rank, folder)
        ready.append((adapter, weight, held))
    names: list[str] = []
    used: dict[str, list[tuple[str, float]]] = {expert: [] for expert in named}
    for adapter, weight, held in ready:
        key = _key(adapter.name, *named.values(), number=True)
        names.append(key)
        for expert, tensors in held.items():
            stored = {PREFIX + path: tensor for path, tensor in tensors.items()}
            metadata = {PREFIX + setting: value for setting, value in adapter_file.metadata(adapter).items()}
            with _several_are_meant():
                named[expert].load_lora_adapter(stored, prefix="transformer", adapter_name=key, metadata=metadata)
            used[expert].append((key, weight))
    for expert, pairs in used.items():
        if pairs:
            named[expert].set_adapters([key for key, _ in pairs], [weight for _, weight in pairs])
    return names


def merge(parts: torch.nn.Module | Mapping[str, torch.nn.Module]) -> None:
    """Add the active adapters, at their weights, to the weights themselves, and take them off; in place.

    In a bf16 transformer the sums are rounded to bf16: merge in float32 where that matters.
    """
    for part in _named(parts).values():
        if getattr(part, "peft_config", None):
            part.fuse_lora()
            part.unload_lora()


def _named(parts: torch.nn.Module | Mapping[str, torch.nn.Module]) -> dict[str, torch.nn.Module]:
    return dict(parts) if isinstance(parts, Mapping) else {"transformer": parts}


def _peft_name(name: str) -> str:
    return name.replace(".", "_")  # peft keeps them in a ModuleDict, whose keys have no dots


def _key(name: str, *transformers: torch.nn.Module, number: bool = False) -> str:
    """A name that peft takes and no adapter of these transformers has; numbered if need be."""
    files.safe_name(name, "an adapter's name")
    taken = {key for part in transformers for key in getattr(part, "peft_config", None) or ()}
    key, count = _peft_name(name), 1
    while key in taken:
        if not number:
            raise FilmwrightError("an adapter of this name is attached already", name, "choose another name")
        count += 1
        key = f"{_peft_name(name)}-{count}"
    return key


@contextmanager
def _several_are_meant() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Already found a `peft_config`")
        yield


def need_fitting(transformer: torch.nn.Module, tensors: Tensors, rank: int, folder: Path) -> None:
    """Refuse tensors that do not come in pairs, each on a linear layer of its shape: peft would only warn."""
    for path, tensor in tensors.items():
        layer_path, _, side = path.removesuffix(".weight").rpartition(".lora_")
        try:
            layer = transformer.get_submodule(layer_path)
            out, into = getattr(layer, "base_layer", layer).weight.shape
        except (AttributeError, ValueError):
            out = into = -1
        twin = f"{layer_path}.lora_{'B' if side == 'A' else 'A'}.weight"
        if tuple(tensor.shape) != ((rank, into) if side == "A" else (out, rank)) or twin not in tensors:
            raise FilmwrightError(f"its tensor {path} does not fit the base", str(folder), "save the adapter again")
