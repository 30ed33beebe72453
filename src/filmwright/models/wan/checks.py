"""Weights are read from safetensors alone, whole, and finite; whatever else is said in one line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import torch

from filmwright import files
from filmwright.errors import FilmwrightError

PICKLES = frozenset({".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth"})
"""Endings of weights that are pickles: reading one runs whatever its maker wrote."""


def first_line(error: BaseException) -> str:
    """What a library's error says, in one line; its class where it says nothing."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def need_safe(path: Path) -> None:
    """Refuse pickled weights, in a folder or as a file, and shards that lie outside their folder.

    Raises:
        FilmwrightError: naming the file.
    """
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.suffix.lower() in PICKLES:
            raise FilmwrightError(
                "unsafe pickle: reading these weights would run code of whoever made them",
                str(file),
                "take the file away and use the model's safetensors",
            )
        if file.name.endswith(".safetensors.index.json"):
            _need_shards_inside(file)


def _need_shards_inside(index: Path) -> None:
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
        outside = [name for name in names if Path(name).name != name]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FilmwrightError(
            f"the list of shards cannot be read ({first_line(error)})", str(index), "get the model again"
        ) from error
    if outside:
        raise FilmwrightError("a shard is said to lie outside the folder", str(index), "do not use this model")


def need_finite(tensors: Iterable[tuple[str, torch.Tensor]], where: str) -> None:
    """Refuse NaN and infinity.

    Raises:
        FilmwrightError: naming the first tensor that has any.
    """
    for name, tensor in tensors:
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise FilmwrightError(f"the tensor {name} holds NaN or infinity", where, "get or train these weights again")


def read(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """The tensors of a safetensors file, on the CPU, and its metadata.

    Raises:
        FilmwrightError: if there is none, it is a pickle or cut short, or a tensor is not finite.
    """
    from safetensors import SafetensorError, safe_open

    need_safe(path)
    files.need_file(path, "name a .safetensors file")
    try:
        with safe_open(path, framework="pt", device="cpu") as stored:
            metadata = dict(stored.metadata() or {})
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise FilmwrightError(
            f"these weights cannot be read ({first_line(error)})",
            str(path),
            "the file is cut short or is no safetensors",
        ) from error
    need_finite(tensors.items(), str(path))
    return tensors, metadata
