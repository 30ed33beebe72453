"""Wan models of no size, as real folders: stock classes and configurations, random weights, a second to make."""

from __future__ import annotations

import json
from pathlib import Path

import torch

WIDTH = 24
"""Channels of the text encoder; the transformer has as many a head."""
CHANNELS = 4
"""Latent channels C; a VACE control has 2C + 64."""
TEXT_LENGTH = 24
PROMPTS = ["a hill at night", "a boat on a river"]


def transformer(kind: str = "text", **changes):
    """A Wan transformer of two blocks, ``WanTransformer3DModel`` or ``WanVACETransformer3DModel``."""
    from diffusers import WanTransformer3DModel, WanVACETransformer3DModel

    sizes = {
        "num_attention_heads": 2,
        "attention_head_dim": WIDTH,
        "in_channels": CHANNELS,
        "out_channels": CHANNELS,
        "text_dim": WIDTH,
        "freq_dim": 32,
        "ffn_dim": 64,
        "num_layers": 2,
        "rope_max_seq_len": 32,
    }
    if kind == "vace":
        sizes |= {"vace_layers": [0, 1], "vace_in_channels": 2 * CHANNELS + 64}
        return WanVACETransformer3DModel(**{**sizes, **changes})
    return WanTransformer3DModel(**{**sizes, **changes})


def autoencoder():
    """An ``AutoencoderKLWan`` of 8 channels, eight pixels and four frames to a latent, as the real one."""
    from diffusers import AutoencoderKLWan

    return AutoencoderKLWan(
        base_dim=8,
        z_dim=CHANNELS,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        latents_mean=[-0.4, 0.3, 0.1, -0.2],
        latents_std=[0.7, 1.2, 0.9, 1.6],
    )


def tokenizer():
    from filmwright.models import text

    return text.make_tokenizer(PROMPTS, TEXT_LENGTH)


def encoder():
    from transformers import UMT5Config, UMT5EncoderModel

    from filmwright.models import text

    return UMT5EncoderModel(
        UMT5Config(
            vocab_size=text.VOCABULARY, d_model=WIDTH, d_kv=8, num_heads=2, d_ff=32, num_layers=2, dropout_rate=0.0,
            pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
        )
    )  # fmt: skip


def make(folder: Path, kind: str = "text", boundary: float | None = None, seed: int = 0) -> Path:
    """Write a model folder with the stock pipeline's own ``save_pretrained``; two experts if there is a boundary."""
    from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler, WanPipeline, WanVACEPipeline

    torch.manual_seed(seed)
    if boundary is None:
        scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    else:
        scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
    pipeline = (WanVACEPipeline if kind == "vace" else WanPipeline)(
        tokenizer=tokenizer(),
        text_encoder=encoder(),
        vae=autoencoder(),
        scheduler=scheduler,
        transformer=transformer(kind),
        transformer_2=None if boundary is None else transformer(kind),
        boundary_ratio=boundary,
    )
    pipeline.save_pretrained(folder, safe_serialization=True)
    return folder


def sample(pipeline, prompt: str = PROMPTS[0], output: str = "np"):
    """Two steps of a stock pipeline: frames (1, 5, 32, 32, 3), or latents."""
    from diffusers import WanPipeline

    pipeline.set_progress_bar_config(disable=True)
    # The stock VACE pipeline cleans prompts with a package (ftfy) that the other one does without.
    words = WanPipeline(tokenizer=pipeline.tokenizer, text_encoder=pipeline.text_encoder, vae=None, scheduler=None)
    with torch.no_grad():
        told, nothing = words.encode_prompt(prompt, max_sequence_length=TEXT_LENGTH)
    return pipeline(
        prompt_embeds=told,
        negative_prompt_embeds=nothing,
        height=32,
        width=32,
        num_frames=5,
        num_inference_steps=2,
        max_sequence_length=TEXT_LENGTH,
        generator=torch.Generator().manual_seed(3),
        output_type=output,
    ).frames


def edit(path: Path, **changes) -> None:
    """Change some keys of a JSON file."""
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, **changes}), encoding="utf-8")
