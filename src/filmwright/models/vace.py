"""House models as folders: make a fresh one, load one, save one so that stock ``WanVACEPipeline`` loads it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models.house import quiet
from filmwright.models.house_recipe import HouseRecipe

if TYPE_CHECKING:
    import torch

    from filmwright.models.shot_pipeline import ShotPipeline

_HERE = Path(__file__).parent
PIPELINE, CODEC = "shot_pipeline", "house_codec"
"""Modules of ours that travel in the folder."""


def scheduler(shift: float) -> Any:
    """UniPC over the flow's times, for a model that gives clean latents (Zhao et al., 2023)."""
    from diffusers import UniPCMultistepScheduler

    return UniPCMultistepScheduler(
        prediction_type="sample", use_flow_sigmas=True, flow_shift=shift, solver_order=2, num_train_timesteps=1000
    )


def fresh(recipe: HouseRecipe, prompts: Sequence[str]) -> ShotPipeline:
    """A new model of the recipe's size with random weights; the tokenizer is trained on ``prompts``."""
    import torch
    from diffusers import WanVACETransformer3DModel

    from filmwright.models import text
    from filmwright.models.house_codec import HouseCodec
    from filmwright.models.shot_pipeline import ShotPipeline
    from filmwright.models.stream import MASK

    torch.manual_seed(recipe.seed)
    codec = HouseCodec(whitening=recipe.whitening, gain=recipe.gain)
    z = codec.config.z_dim
    transformer = WanVACETransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=recipe.heads,
        attention_head_dim=recipe.head_width,
        in_channels=z,
        out_channels=z,
        text_dim=recipe.text_width,
        freq_dim=128,
        ffn_dim=recipe.feed_forward,
        num_layers=recipe.layers,
        rope_max_seq_len=64,
        vace_layers=list(recipe.control_layers),
        vace_in_channels=2 * z + MASK,
    )
    # The model starts as "grey": what it says before it has learned anything should be nothing.
    torch.nn.init.zeros_(transformer.proj_out.weight)
    torch.nn.init.zeros_(transformer.proj_out.bias)
    return ShotPipeline(
        text.make_tokenizer(prompts, recipe.text_length),
        text.make_encoder(recipe.text_width),
        codec,
        scheduler(recipe.shift),
        transformer,
        clip_frames=recipe.clip_frames,
        text_length=recipe.text_length,
    )


def load(folder: Path, dtype: torch.dtype | None = None) -> ShotPipeline:
    """Load a house model with this package's own classes; only safetensors are read, no code from the folder is run.

    Raises:
        FilmwrightError: if the folder is not a house model, or is damaged.
    """
    import torch
    from diffusers import UniPCMultistepScheduler, WanVACETransformer3DModel
    from safetensors import SafetensorError
    from transformers import PreTrainedTokenizerFast, UMT5EncoderModel

    from filmwright.models.house_codec import HouseCodec
    from filmwright.models.shot_pipeline import ShotPipeline

    quiet()
    try:
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
        transformer = WanVACETransformer3DModel.from_pretrained(
            folder / "transformer", use_safetensors=True, torch_dtype=torch.float32, local_files_only=True
        )
        encoder = UMT5EncoderModel.from_pretrained(
            folder / "text_encoder", use_safetensors=True, dtype=torch.float32, local_files_only=True
        )
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "tokenizer", local_files_only=True)
        times = UniPCMultistepScheduler.from_pretrained(folder / "scheduler", local_files_only=True)
        codec = HouseCodec.from_config(HouseCodec.load_config(folder / "vae"))
        sizes = {"clip_frames": index["clip_frames"], "text_length": index["text_length"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise FilmwrightError(
            f"not a readable house model ({str(error).splitlines()[0]})", str(folder), "train it again"
        ) from error
    if bad := next((name for name, value in transformer.named_parameters() if not value.isfinite().all()), ""):
        raise FilmwrightError(f"a weight of the model is not a number ({bad})", str(folder), "train it again")
    pipeline = ShotPipeline(tokenizer, encoder, codec, times, transformer, **sizes)
    cast(pipeline, dtype or torch.float32)
    return pipeline


def cast(pipeline: ShotPipeline, dtype: torch.dtype) -> None:
    """Put transformer and text encoder into ``dtype``, all of them; the codec stays float32."""
    # diffusers would keep some in float32; bf16 throughout is meant (2.6x faster products on current CPUs).
    for module in (pipeline.transformer, pipeline.text_encoder):
        for parameter in module.parameters():
            parameter.data = parameter.data.to(dtype)


def save(pipeline: ShotPipeline, folder: Path, card: dict[str, Any], lineage: dict[str, Any]) -> None:
    """Write the model folder whole: components in bf16 safetensors, our two modules, ``card.json``, ``lineage.json``.

    A folder of this name can only be left over from a run that was cut short before its model was recorded; it goes.
    """
    import torch

    quiet()
    cast(pipeline, torch.bfloat16)
    if folder.exists():
        shutil.rmtree(folder)
    with files.new_folder(folder) as part:
        pipeline.save_pretrained(part, safe_serialization=True)
        shutil.copyfile(_HERE / f"{PIPELINE}.py", part / f"{PIPELINE}.py")
        shutil.copyfile(_HERE / f"{CODEC}.py", part / "vae" / f"{CODEC}.py")
        index = json.loads((part / "model_index.json").read_text(encoding="utf-8"))
        index["_class_name"] = [PIPELINE, "ShotPipeline"]
        index["vae"] = [CODEC, "HouseCodec"]
        index["text_encoder"] = ["transformers", "UMT5EncoderModel"]
        index["tokenizer"] = ["transformers", "PreTrainedTokenizerFast"]
        index["transformer"] = ["diffusers", "WanVACETransformer3DModel"]
        for name, value in (("model_index.json", index), ("card.json", card), ("lineage.json", lineage)):
            (part / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def is_one(folder: Path) -> bool:
    """Whether a model's folder is one of these, and not one of the plates that came before."""
    try:
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(index, dict) and index.get("_class_name") == [PIPELINE, "ShotPipeline"]
