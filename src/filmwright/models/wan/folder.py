"""Wan models as folders: opened from disk or hub, loaded part by part, saved so that stock diffusers loads them.

Three kinds are known. **Wan 2.1** from text has one transformer for all times of the flow. **VACE** has one as well,
and a second stack of blocks that reads a control video. **Wan 2.2** has two *experts* of one shape: ``transformer`` is
asked while there is much noise, at times t >= boundary, and settles layout and motion; ``transformer_2`` is asked at
times t < boundary, and draws details. The folder's ``boundary_ratio`` is that boundary (0.875 for text to video). Each
expert learns from times of its own side alone, and a LoRA may be for both or for one of them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models.wan import checks

TEXT, VACE = "text", "vace"
EXPERTS = ("transformer", "transformer_2")
"""The experts by the names that they have in a folder: for much noise, for little."""

_KINDS = {"WanPipeline": (TEXT, "WanTransformer3DModel"), "WanVACEPipeline": (VACE, "WanVACETransformer3DModel")}
_OTHERS = {"vae": ("diffusers", "AutoencoderKLWan"), "text_encoder": ("transformers", "UMT5EncoderModel")}
_FILES = ["*.json", "*.safetensors", "tokenizer/*.model", "tokenizer/*.txt"]
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_SMALL = ("tokenizer", "scheduler")
PARTS = (*_OTHERS, *_SMALL)
"""The parts of every folder besides its experts."""
_AGAIN = "get the model again"
_FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError)


@dataclass(frozen=True)
class WanModel:
    """An opened folder; no weights are in memory.

    Attributes:
        kind: "text" or "vace".
        experts: its transformers, ``("transformer",)`` or both of ``EXPERTS``.
        boundary: the time in (0, 1) where the second expert takes over; None with one transformer.
        index: ``model_index.json``.
    """

    folder: Path
    kind: str
    experts: tuple[str, ...]
    boundary: float | None
    index: dict[str, Any]

    def config(self, part: str) -> dict[str, Any]:
        """The configuration of a part: its ``config.json``."""
        return _json(self.folder / part / "config.json")


def open_model(where: Path | str, revision: str | None = None) -> WanModel:
    """Open a Wan model: a diffusers folder, or where there is none of that name, a hub id (ORG/NAME).

    Args:
        where: the folder or the id.
        revision: of the hub's model; a commit's hash makes the answer the same for ever.

    Raises:
        FilmwrightError: if there is no such model, it is none of the three kinds, its weights are pickled, or the hub
            is out of reach.
    """
    folder = Path(where)
    if not folder.is_dir():
        folder = _from_hub(str(where), revision)
    checks.need_safe(folder)
    index = _json(folder / "model_index.json")
    name = index.get("_class_name")
    if not isinstance(name, str) or name not in _KINDS:
        raise FilmwrightError(
            f"this is a {name}, and the Wan models known here are {' and '.join(_KINDS)}",
            str(folder),
            "name one of these",
        )
    kind, transformer = _KINDS[name]
    experts = tuple(part for part in EXPERTS if (index.get(part) or [None])[0])
    boundary = index.get("boundary_ratio")
    wanted = {part: ("diffusers", transformer) for part in experts} | _OTHERS
    for part, pair in wanted.items():
        if tuple(index.get(part) or ()) != pair:
            raise FilmwrightError(
                f"its {part} is not a {pair[1]}", str(folder), "name a Wan model in diffusers' layout"
            )
        if not any((folder / part).glob("*.safetensors")):
            raise FilmwrightError(f"its {part} has no safetensors", str(folder), "get the model again")
    two = experts == EXPERTS and isinstance(boundary, float) and 0 < boundary < 1
    if not two and (experts != EXPERTS[:1] or boundary is not None):
        raise FilmwrightError(
            f"it has {' and '.join(experts) or 'no transformer'} and a boundary_ratio of {boundary}",
            str(folder),
            "one transformer and none, or two and one between 0 and 1",
        )
    return WanModel(folder, kind, experts, boundary, index)


def load(model: WanModel, part: str, dtype: torch.dtype = torch.float32, device: torch.device | str = "cpu") -> Any:
    """Load one part: a transformer, "vae", "text_encoder", "tokenizer" or "scheduler". Whoever asks owns it.

    Raises:
        FilmwrightError: if files or tensors are missing, cut short, of another shape, or not finite (by name).
    """
    import diffusers
    import transformers

    _quiet()
    place = model.folder / part
    try:
        library, name = model.index[part]
        cls = getattr({"diffusers": diffusers, "transformers": transformers}[library], name)
        if part == "scheduler" and issubclass(cls, diffusers.SchedulerMixin):
            return cls.from_pretrained(place, local_files_only=True)
        if part == "tokenizer" and issubclass(cls, transformers.PreTrainedTokenizerBase):
            return cls.from_pretrained(place, local_files_only=True)
        model.config(part)  # read here first: the libraries make other things of what is no object
        kind = "torch_dtype" if library == "diffusers" else "dtype"
        options = {kind: dtype, "use_safetensors": True, "local_files_only": True, "output_loading_info": True}
        loaded, info = cls.from_pretrained(place, **options)
    except (*_FAULTS, *_damaged()) as error:
        raise FilmwrightError(f"this part cannot be loaded ({checks.first_line(error)})", str(place), _AGAIN) from error
    for fault in ("missing_keys", "mismatched_keys"):
        # The libraries would go on with random weights in their place.
        if names := sorted(map(str, info[fault])):
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            raise FilmwrightError(f"{fault.replace('_', ' ')}: {names[0]}{more}", str(place), _AGAIN)
    checks.need_finite(loaded.state_dict().items(), str(place))
    return loaded.to(device).eval()


def pipeline(model: WanModel, parts: Mapping[str, Any] | None = None, dtype: torch.dtype = torch.float32) -> Any:
    """The stock pipeline of the model with ``parts`` as they are in memory and the rest loaded from its folder.

    Raises:
        FilmwrightError: as ``load``.
    """
    import diffusers

    whole = dict(parts or {})
    for name in (*model.experts, *PARTS):
        if name not in whole:
            whole[name] = load(model, name, dtype)
    settings = {key: model.index[key] for key in ("boundary_ratio", "expand_timesteps") if key in model.index}
    return getattr(diffusers, model.index["_class_name"])(**whole, **settings)


def save(
    model: WanModel, parts: Mapping[str, torch.nn.Module], folder: Path, beside: Mapping[str, str] | None = None
) -> None:
    """Write a new model folder: ``parts`` (trained or merged transformers) as they are, all else copied; whole or not.

    Args:
        model: what they were made from.
        parts: by expert.
        folder: new.
        beside: {name: text} of files that go with it, a card for example.

    Raises:
        FilmwrightError: if something is there already, a part is not one of the model's experts, or still carries
            adapters.
    """
    if folder.exists():
        raise FilmwrightError("there is something of this name already", str(folder), "name a new folder")
    for name, part in parts.items():
        if name not in model.experts:
            raise FilmwrightError(f"this model has no {name}", str(model.folder), f"its experts: {model.experts}")
        if getattr(part, "peft_config", None):
            raise FilmwrightError(f"its {name} carries adapters", str(folder), "merge them first, or save them alone")
    _quiet()
    with files.new_folder(folder) as made:
        # No card or lineage of the base comes along, and links are followed: a folder of the hub's cache is all links.
        shutil.copyfile(model.folder / "model_index.json", made / "model_index.json")
        for name in (*model.experts, *PARTS):
            if name in parts:
                parts[name].save_pretrained(made / name, safe_serialization=True)
            else:
                shutil.copytree(model.folder / name, made / name)
        for name, text in (beside or {}).items():
            (made / name).write_text(text, encoding="utf-8")


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told, dict):
            raise ValueError("it is no object")
    except (OSError, ValueError) as error:
        raise FilmwrightError(f"not a readable Wan model ({checks.first_line(error)})", str(path), _AGAIN) from error
    return told


def _from_hub(name: str, revision: str | None) -> Path:
    if not _HUB_ID.fullmatch(name):
        raise FilmwrightError("there is no such folder", name, "name a model's folder, or a hub id such as ORG/NAME")
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    _quiet()
    try:
        return Path(huggingface_hub.snapshot_download(name, revision=revision, allow_patterns=_FILES))
    except LocalEntryNotFoundError as error:
        what = "there is no such folder, and the model hub is out of reach"
        raise FilmwrightError(what, name, "name a model's folder, or go online (HF_HUB_OFFLINE=0)") from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        what = f"there is no such folder, and the hub gives no such model ({checks.first_line(error)})"
        raise FilmwrightError(what, name, "check the name and that you may read it") from error


def _damaged() -> tuple[type[Exception], ...]:
    from safetensors import SafetensorError

    return (SafetensorError,)


def _quiet() -> None:
    """The libraries' own bars and reports; ours say what a person waits for, and errors say what is wrong."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    for library in (of_diffusers, of_transformers):
        library.disable_progress_bar()
        library.set_verbosity_error()
