"""An adapter's folder: what stock diffusers loads, and what it says of itself; only whole and finite safetensors.

``WanPipeline.load_lora_weights(folder)`` finds ``pytorch_lora_weights.safetensors``, with rank and alpha in its
metadata; ``adapter.json`` lies beside it. What a Wan 2.2 adapter has for the low-noise expert is in a file of its own,
``pytorch_lora_weights_2.safetensors`` (stock: ``weight_name=`` that and ``load_into_transformer_2=True``), so that
nothing loads it into the wrong one.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models.wan import checks

FILES = {
    "transformer": "pytorch_lora_weights.safetensors",
    "transformer_2": "pytorch_lora_weights_2.safetensors",
}
"""Where an adapter's weights for each expert lie."""
PREFIX = "transformer."
"""What the names of all tensors begin with, in both files."""

Tensors = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Adapter:
    """What ``adapter.json`` says.

    Attributes:
        name: for people, and in peft.
        rank: columns of A.
        alpha: its strength is alpha / rank.
        targets: ends of the names of the layers that it is on.
        base: id of the model it was made for, as given; "" if none was.
        experts: the base's hash, for each expert that it has weights for.
    """

    name: str
    rank: int
    alpha: float
    targets: tuple[str, ...]
    base: str
    experts: dict[str, str]


def write(
    folder: Path, adapter: Adapter, tensors: Mapping[str, Tensors], beside: Mapping[str, str] | None = None
) -> None:
    """Write an adapter's folder from its tensors by expert (``adapters.layers``); ``beside``: see ``adapters.save``.

    Raises:
        FilmwrightError: if something is there already, or a tensor is not finite.
    """
    from diffusers import WanPipeline

    if folder.exists():
        raise FilmwrightError("there is something of this name already", str(folder), "name a new folder")
    for expert, held in tensors.items():
        checks.need_finite(held.items(), f"{adapter.name}, {expert}")
    with files.new_folder(folder) as part:
        for expert, held in tensors.items():
            WanPipeline.save_lora_weights(
                part,
                transformer_lora_layers=held,
                weight_name=FILES[expert],
                transformer_lora_adapter_metadata=metadata(adapter),
            )
        told = json.dumps({**asdict(adapter), "schema": 1}, indent=2, ensure_ascii=False)
        for name, text in {**(beside or {}), "adapter.json": told + "\n"}.items():
            (part / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> Adapter:
    """What an adapter's folder says of itself; its weights are not read.

    Raises:
        FilmwrightError: if it is no adapter's folder, or holds pickles.
    """
    checks.need_safe(folder)
    try:
        told = json.loads((folder / "adapter.json").read_text(encoding="utf-8"))
        if told.pop("schema") != 1:
            raise ValueError("made by a newer Filmwright")
        made = Adapter(**told)
        files.safe_name(made.name, "an adapter's name")
        made = replace(made, targets=tuple(map(str, made.targets)))
        known = made.experts and all(expert in FILES for expert in made.experts)
        texts = all(isinstance(text, str) for text in (made.name, made.base, *made.experts.values()))
        good = type(made.rank) is int and made.rank > 0 and math.isfinite(made.alpha) and known and texts
        if not good:
            raise ValueError("a value is not what it must be")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, FilmwrightError) as error:
        raise FilmwrightError(
            f"not a readable adapter ({checks.first_line(error)})", str(folder), "save it again"
        ) from error
    return made


def tensors_of(folder: Path, expert: str = "transformer") -> Tensors:
    """An adapter's tensors for one expert, by peft's names (see ``adapters.layers``).

    Raises:
        FilmwrightError: if they are not readable, whole and finite, or it has none for this expert.
    """
    adapter = read(folder)
    if expert not in adapter.experts:
        raise FilmwrightError(
            f"this adapter has no weights for the {expert}", str(folder), f"it has: {[*adapter.experts]}"
        )
    told, _ = checks.read(folder / FILES[expert])
    strange = [path for path in told if not re.fullmatch(re.escape(PREFIX) + r".+\.lora_[AB]\.weight", path)]
    if strange or not told:
        raise FilmwrightError(f"this is no adapter's tensor: {[*strange, 'none'][0]}", str(folder), "save it again")
    return {path.removeprefix(PREFIX): tensor for path, tensor in told.items()}


def metadata(adapter: Adapter) -> dict[str, Any]:
    """What peft must be told to load it, and no more: a key that an older or newer peft does not know would stop it."""
    return {"r": adapter.rank, "lora_alpha": adapter.alpha, "target_modules": list(adapter.targets)}
