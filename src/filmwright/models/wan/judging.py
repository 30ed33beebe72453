"""What a Wan run came to: its loss on film that it never saw, and shots sampled beside that film.

Shapes: T frames, H and W pixels; the rest as in ``clips``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from filmwright.models import house
from filmwright.models.wan import encode, folder, latents
from filmwright.models.wan.clips import WanClip, padded
from filmwright.models.wan.folder import WanModel
from filmwright.models.wan.latents import Kept
from filmwright.models.wan.recipe import WanRecipe
from filmwright.models.wan.task import WanTask

STEPS = 16
"""Batches that a loss is the mean of; the same ones for every run with the same film."""


def task(
    parts: Mapping[str, torch.nn.Module], clips: Sequence[WanClip], kept: Kept, model: WanModel, recipe: WanRecipe
) -> WanTask:
    """The loss over some clips."""
    return WanTask(
        parts,
        clips,
        kept.empty,
        batch=recipe.batch,
        seed=recipe.seed,
        boundary=model.boundary,
        shift=recipe.shift,
        dropout=recipe.prompt_dropout,
        text_length=recipe.text_length,
    )


@torch.no_grad()
def losses(
    parts: Mapping[str, torch.nn.Module], kept: Kept, model: WanModel, recipe: WanRecipe
) -> dict[str, dict[str, float]]:
    """Loss of the model, and of the guess that there is no movement at all, on fixed batches of held-out clips."""
    if not kept.held_out:
        return {}
    judge = task(parts, kept.held_out, kept, model, recipe.model_copy(update={"seed": 77, "prompt_dropout": 0.0}))
    sums: dict[str, dict[str, list[float]]] = {}
    for step in range(STEPS):
        batch = judge.draw(step)
        row = sums.setdefault(judge.kind(batch), {"model": [], "zero": []})
        row["model"] += judge.losses(batch).tolist()
        row["zero"] += (batch.noise - batch.x0).pow(2).mean((1, 2, 3, 4)).tolist()
    return {kind: {name: round(float(np.mean(all_)), 5) for name, all_ in row.items()} for kind, row in sums.items()}


@torch.no_grad()
def shots(
    parts: Mapping[str, torch.nn.Module],
    kept: Kept,
    model: WanModel,
    recipe: WanRecipe,
    advance: Callable[[int], None],
) -> list[dict[str, Any]]:
    """Sample shots for the prompts of held-out film by the stock pipeline; the prompts are encoded already.

    Returns:
        {from, prompt, frames, footage}, both uint8 (T, H, W, 3).
    """
    device = house.device()
    vae = folder.load(model, "vae", torch.float32, device)
    # Words come encoded; a tokenizer without its encoder of 11 GB is all that the pipeline needs of them.
    whole = folder.pipeline(model, {**parts, "vae": vae, "text_encoder": None})
    whole.set_progress_bar_config(disable=True)
    made = []
    chosen = kept.shown[:: max(1, len(kept.shown) // recipe.samples)][: recipe.samples]
    for part in parts.values():
        part.eval()
    for number, (source, first, clip) in enumerate(chosen):
        many = (clip.latents.shape[1] - 1) * 4 + 1
        words = {
            "prompt_embeds": padded(clip.text, recipe.text_length)[None].to(device),
            "negative_prompt_embeds": padded(kept.empty, recipe.text_length)[None].to(device),
        }
        frames = whole(
            **words,
            height=recipe.height,
            width=recipe.width,
            num_frames=many,
            num_inference_steps=recipe.sample_steps,
            guidance_scale=recipe.guidance,
            max_sequence_length=recipe.text_length,
            generator=torch.Generator().manual_seed(recipe.seed + number),
        ).frames[0]
        film = latents.cut(source.read(), source, recipe)[first : first + many]
        made.append(
            {
                "from": "words",
                "prompt": clip.prompt,
                "frames": (np.asarray(frames) * 255).round().astype(np.uint8),
                "footage": film,
            }
        )
        advance(1)
    for part in parts.values():
        part.train()
    del whole, vae
    encode.free()
    return made
