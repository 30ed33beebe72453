"""Adapters in the layouts of other tools, and back: one table of names, read in both directions.

| layout | a layer's tensors |
|---|---|
| diffusers | ``transformer.blocks.0.attn1.to_q`` + ``.lora_A.weight``, ``.lora_B.weight`` |
| ComfyUI | ``diffusion_model.blocks.0.self_attn.q`` + ``.lora_A.weight``, ``.lora_B.weight``, ``.alpha`` |
| musubi-tuner | ``lora_unet_blocks_0_self_attn_q`` + ``.lora_down.weight``, ``.lora_up.weight``, ``.alpha`` |

ComfyUI and musubi-tuner name layers as the Wan authors' own code does; musubi-tuner writes "_" for ".". Tensors are the
same in all three; only names change, and what takes one there takes it back. Strength is alpha / rank. In diffusers'
layout alpha is in the file's metadata; here it is a tensor ``.alpha`` beside the other two, in every layout.

diffusers 0.42 reads both other layouts, with limits: of ComfyUI's no ``vace_blocks`` and no ``alpha`` outside the
blocks, of musubi-tuner's only files with all ten linear layers of every block (``adapters.TARGETS``) and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import torch

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models import adapter_file, adapters
from filmwright.models.adapter_file import Adapter, Tensors
from filmwright.models.wan import checks

LAYOUTS = ("diffusers", "comfyui", "musubi")

_PREFIX = {"diffusers": "transformer.", "comfyui": "diffusion_model.", "musubi": "lora_unet_"}
_ENDS = {
    "diffusers": ("lora_A.weight", "lora_B.weight", "alpha"),
    "comfyui": ("lora_A.weight", "lora_B.weight", "alpha"),
    "musubi": ("lora_down.weight", "lora_up.weight", "alpha"),
}
_ALSO_READ = {"lora_down.weight": "lora_A.weight", "lora_up.weight": "lora_B.weight"}
"""How some tools end ComfyUI's names."""

_IN_BLOCK = {
    "attn1.to_q": "self_attn.q",
    "attn1.to_k": "self_attn.k",
    "attn1.to_v": "self_attn.v",
    "attn1.to_out.0": "self_attn.o",
    "attn2.to_q": "cross_attn.q",
    "attn2.to_k": "cross_attn.k",
    "attn2.to_v": "cross_attn.v",
    "attn2.to_out.0": "cross_attn.o",
    "attn2.add_k_proj": "cross_attn.k_img",
    "attn2.add_v_proj": "cross_attn.v_img",
    "ffn.net.0.proj": "ffn.0",
    "ffn.net.2": "ffn.2",
    "proj_in": "before_proj",
    "proj_out": "after_proj",
}
"""A block's layers in diffusers and in the authors' code; the last two are of ``vace_blocks`` alone."""
_OUTSIDE = {
    "patch_embedding": "patch_embedding",
    "vace_patch_embedding": "vace_patch_embedding",
    "condition_embedder.text_embedder.linear_1": "text_embedding.0",
    "condition_embedder.text_embedder.linear_2": "text_embedding.2",
    "condition_embedder.time_embedder.linear_1": "time_embedding.0",
    "condition_embedder.time_embedder.linear_2": "time_embedding.2",
    "condition_embedder.time_proj": "time_projection.1",
    "condition_embedder.image_embedder.ff.net.0.proj": "img_emb.proj.1",
    "condition_embedder.image_embedder.ff.net.2": "img_emb.proj.3",
    "proj_out": "head.head",
}
"""The layers around the blocks, likewise."""


def _written(name: str, layout: str) -> str:
    return name.replace(".", "_") if layout == "musubi" else name


def _table(pairs: Mapping[str, str], source: str, target: str) -> dict[str, str]:
    """Names in one layout to those in another."""
    both = [(d if source == "diffusers" else o, d if target == "diffusers" else o) for d, o in pairs.items()]
    return {_written(a, source): _written(b, target) for a, b in both}


def rename(tensors: Mapping[str, torch.Tensor], source: str, target: str) -> Tensors:
    """The same tensors under another layout's names.

    Raises:
        FilmwrightError: for a name that is not of the ``source`` layout.
    """
    inside, outside = _table(_IN_BLOCK, source, target), _table(_OUTSIDE, source, target)
    ends = dict(zip(_ENDS[source], _ENDS[target], strict=True))
    if source == "comfyui":
        ends |= {also: ends[end] for also, end in _ALSO_READ.items()}
    dot, new_dot = (_written(".", layout) for layout in (source, target))
    block = re.compile(rf"(blocks|vace_blocks){re.escape(dot)}(0|[1-9][0-9]*){re.escape(dot)}(.+)")
    made: Tensors = {}
    for name, tensor in tensors.items():
        layer = name.removeprefix(_PREFIX[source])
        end = next((end for end in ends if layer.endswith(f".{end}")), "")
        layer = layer.removesuffix(f".{end}")
        found = block.fullmatch(layer)
        new = inside.get(found[3]) if found else outside.get(layer)
        if not name.startswith(_PREFIX[source]) or not end or new is None:
            raise FilmwrightError(f"this is no name of a Wan LoRA in the {source} layout", name, "export it anew")
        stem = new_dot.join([found[1], found[2], new]) if found else new
        renamed = f"{_PREFIX[target]}{stem}.{ends[end]}"
        if renamed in made:
            raise FilmwrightError("two names are of one tensor", name, "export it anew")
        made[renamed] = tensor
    return made


def layout_of(tensors: Mapping[str, torch.Tensor]) -> str:
    """Which layout these names are of.

    Raises:
        FilmwrightError: if it is none of the three.
    """
    for layout, prefix in _PREFIX.items():
        if tensors and all(name.startswith(prefix) for name in tensors):
            return layout
    raise FilmwrightError("these are names of no known layout", next(iter(tensors), ""), f"known: {', '.join(LAYOUTS)}")


def export(folder: Path, path: Path, layout: str, expert: str = "transformer") -> None:
    """Write one expert's part of an adapter as a single file in another tool's layout.

    Args:
        folder: the adapter's.
        path: a new .safetensors file.
        layout: "comfyui" or "musubi"; in diffusers' layout is what lies in the folder.
        expert: which of them; the tools take a file for each.

    Raises:
        FilmwrightError: if the file exists, or the adapter is damaged or has nothing for this expert.
    """
    from safetensors.torch import save_file

    if layout not in LAYOUTS[1:]:
        raise FilmwrightError(f"there is no layout {layout!r} to export to", str(path), "comfyui or musubi")
    if path.exists():
        raise FilmwrightError("there is something of this name already", str(path), "name a new file")
    adapter = adapter_file.read(folder)
    tensors = {f"{_PREFIX['diffusers']}{name}": held for name, held in adapter_file.tensors_of(folder, expert).items()}
    if layout == "musubi" or adapter.alpha != adapter.rank:
        stems = [name.removesuffix(".lora_A.weight") for name in tensors if name.endswith(".lora_A.weight")]
        tensors |= {f"{stem}.alpha": torch.tensor(adapter.alpha) for stem in stems}
    told = {"format": "pt", "filmwright_adapter": json.dumps({"name": adapter.name, "base": adapter.base})}
    with files.new_file(path) as part:
        save_file(rename(tensors, "diffusers", layout), part, metadata=told)


def adopt(
    paths: Path | Mapping[str, Path],
    folder: Path,
    parts: torch.nn.Module | Mapping[str, torch.nn.Module],
    name: str,
    base: str = "",
) -> Adapter:
    """Make an adapter's folder of files in any of the layouts, for the base that ``parts`` are of.

    Args:
        paths: the file, or files by expert.
        folder: new.
        parts: the transformer, or transformers by expert.
        name: the adapter's.
        base: id of the model.

    Raises:
        FilmwrightError: if a file is damaged or pickled, its names are of no layout, or its layers do not all have one
            rank and one alpha or do not fit the base.
    """
    files.safe_name(name, "an adapter's name")
    named = dict(parts) if isinstance(parts, Mapping) else {"transformer": parts}
    read = {
        expert: _normal(path)
        for expert, path in (paths if isinstance(paths, Mapping) else {"transformer": paths}).items()
    }
    shapes = {(rank, alpha) for _, rank, alpha in read.values()}
    if len(shapes) != 1 or not read.keys() <= named.keys():
        raise FilmwrightError("the experts' files differ in rank or alpha, or one has no expert", str(folder), "")
    rank, alpha = shapes.pop()
    targets = sorted({_end(layer) for tensors, _, _ in read.values() for layer in tensors})
    hashes = {expert: adapters.base_hash(named[expert]) for expert in read}
    for expert, (tensors, _, _) in read.items():
        adapters.need_fitting(named[expert], tensors, rank, folder)
    told = Adapter(name, rank, alpha, tuple(targets), base, hashes)
    adapter_file.write(folder, told, {expert: tensors for expert, (tensors, _, _) in read.items()})
    return told


def _end(name: str) -> str:
    """The end of a layer's name that is the same in every block, of the name of one of its tensors."""
    layer = re.sub(r"\.lora_[AB]\.weight$", "", name)
    return re.sub(r"^(vace_)?blocks\.\d+\.", "", layer)


def _normal(path: Path) -> tuple[Tensors, int, float]:
    """A file's tensors by peft's names, its rank and its alpha."""
    raw, metadata = checks.read(path)
    tensors = rename(raw, layout_of(raw), "diffusers")
    told = {name: held for name, held in tensors.items() if not name.endswith(".alpha")}
    ranks = {held.shape[0] for name, held in told.items() if name.endswith("lora_A.weight")}
    if len(ranks) != 1:
        raise FilmwrightError("its layers have several ranks, or none", str(path), "train one with a single rank")
    rank = ranks.pop()
    stems = [name.removesuffix(".lora_A.weight") for name in told if name.endswith("lora_A.weight")]
    given = _alpha_of(metadata, rank)
    alphas = {float(tensors[f"{stem}.alpha"]) if f"{stem}.alpha" in tensors else given for stem in stems}
    if len(alphas) != 1:
        raise FilmwrightError("its layers have several alphas", str(path), "train one with a single alpha")
    return {name.removeprefix(_PREFIX["diffusers"]): held for name, held in told.items()}, rank, alphas.pop()


def _alpha_of(metadata: Mapping[str, str], rank: int) -> float:
    """What diffusers wrote into the metadata of a file in its layout; without any, strength is 1."""
    try:
        return float(json.loads(metadata.get("lora_adapter_metadata", "{}")).get("transformer.lora_alpha", rank))
    except (ValueError, TypeError, AttributeError):
        return float(rank)
