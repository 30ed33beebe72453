"""House models as folders: make a fresh one, load one, save one so that stock diffusers loads it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright import files
from filmwright.errors import FilmwrightError
from filmwright.models.recipe import Recipe

if TYPE_CHECKING:
    import torch

    from filmwright.models.house_pipeline import HousePipeline

_HERE = Path(__file__).parent


def fresh(recipe: Recipe, prompts: list[str]) -> HousePipeline:
    """A new model of the recipe's size with random weights; the tokenizer is trained on ``prompts``."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, WanTransformer3DModel

    from filmwright.models import text
    from filmwright.models.house_codec import HouseCodec
    from filmwright.models.house_pipeline import PLACES, HousePipeline

    torch.manual_seed(recipe.seed)
    codec = HouseCodec(whitening=recipe.whitening, gain=recipe.gain)
    transformer = WanTransformer3DModel(
        patch_size=(1, 2, 2),
        num_attention_heads=recipe.heads,
        attention_head_dim=recipe.head_width,
        in_channels=2 * codec.channels + 1 + PLACES + recipe.text_width,
        out_channels=codec.channels,
        text_dim=recipe.text_width,
        freq_dim=128,
        ffn_dim=recipe.feed_forward,
        num_layers=recipe.layers,
        rope_max_seq_len=64,
    )
    # The model starts as "the plate, held still"; zeros at the end make that exact.
    torch.nn.init.zeros_(transformer.proj_out.weight)
    torch.nn.init.zeros_(transformer.proj_out.bias)
    return HousePipeline(
        transformer,
        codec,
        text.make_encoder(recipe.text_width),
        text.make_tokenizer(prompts, recipe.text_length),
        FlowMatchEulerDiscreteScheduler(shift=recipe.shift),
        clip_blocks=recipe.clip_frames // 4,
        text_length=recipe.text_length,
    )


def quiet() -> None:
    """The libraries' own bars for files read and written; ours say what a person waits for."""
    from diffusers.utils import logging as of_diffusers
    from transformers.utils import logging as of_transformers

    of_diffusers.disable_progress_bar()
    of_transformers.disable_progress_bar()


def load(folder: Path, dtype: torch.dtype | None = None) -> HousePipeline:
    """Load a house model with this package's own classes; only safetensors are read, no code from the folder is run.

    Raises:
        FilmwrightError: if the folder is not a house model, or is damaged.
    """
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
    from safetensors import SafetensorError
    from transformers import PreTrainedTokenizerFast, UMT5EncoderModel

    from filmwright.models.house_codec import HouseCodec
    from filmwright.models.house_pipeline import HousePipeline

    quiet()
    dtype = dtype or torch.float32
    try:
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
        transformer = WanTransformer3DModel.from_pretrained(
            folder / "transformer", use_safetensors=True, torch_dtype=torch.float32, local_files_only=True
        )
        encoder = UMT5EncoderModel.from_pretrained(
            folder / "text_encoder", use_safetensors=True, dtype=torch.float32, local_files_only=True
        )
        tokenizer = PreTrainedTokenizerFast.from_pretrained(folder / "tokenizer", local_files_only=True)
        scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(folder / "scheduler", local_files_only=True)
        codec = HouseCodec.from_config(HouseCodec.load_config(folder / "vae"))
        sizes = index["clip_blocks"], index["text_length"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise FilmwrightError(
            f"not a readable house model ({str(error).splitlines()[0]})", str(folder), "train it again"
        ) from error
    pipeline = HousePipeline(transformer, codec, encoder, tokenizer, scheduler, *sizes)
    cast(pipeline, dtype)
    return pipeline


def device() -> torch.device:
    """The GPU, where there is one; else the CPU."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def cast(pipeline: HousePipeline, dtype: torch.dtype) -> None:
    """Put transformer and text encoder into ``dtype``; the codec stays float32."""
    # .to() of diffusers warns about modules it would keep in float32; bf16 throughout is meant (2.6x faster products).
    for module in (pipeline.transformer, pipeline.text_encoder):
        for parameter in module.parameters():
            parameter.data = parameter.data.to(dtype)


def save(pipeline: HousePipeline, folder: Path, card: dict[str, Any], lineage: dict[str, Any]) -> None:
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
        shutil.copyfile(_HERE / "house_pipeline.py", part / "house_pipeline.py")
        shutil.copyfile(_HERE / "house_codec.py", part / "vae" / "house_codec.py")
        index = json.loads((part / "model_index.json").read_text(encoding="utf-8"))
        index["_class_name"] = ["house_pipeline", "HousePipeline"]
        index["vae"] = ["house_codec", "HouseCodec"]
        index["text_encoder"] = ["transformers", "UMT5EncoderModel"]
        index["tokenizer"] = ["transformers", "PreTrainedTokenizerFast"]
        for name, value in (("model_index.json", index), ("card.json", card), ("lineage.json", lineage)):
            (part / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
