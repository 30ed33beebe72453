"""Videos and prompts to clips, with the model's own VAE and text encoder, each in memory only while it is needed.

Shapes: T frames, H and W pixels; the rest as in ``clips``. Latents are the mode of the VAE's answer, less its mean and
over its spread channel by channel (``latents_mean``, ``latents_std``), as the stock pipelines have them.

A VACE model's control is a video and a mask (1: to be made, 0: to be kept), as in ``WanVACEPipeline``: the latents of
what is kept and of what is to be made, then the mask, its 8x8 pixels of a latent as 64 channels. Without a control
everything is to be made, and nothing is shown.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from filmwright.errors import FilmwrightError
from filmwright.models.wan import folder
from filmwright.models.wan.clips import WanClip
from filmwright.models.wan.folder import WanModel
from filmwright.models.wan.task import TEXT_LENGTH


@dataclass(frozen=True)
class Control:
    """What a VACE model is shown.

    Attributes:
        video: uint8 (T, H, W, 3), depth, edges, a pose, or the film itself.
        mask: (T, H, W), above 0.5 where the picture is to be made; None for everywhere.
    """

    video: np.ndarray
    mask: np.ndarray | None = None


@dataclass(frozen=True)
class Encoded:
    """Clips, and (n, D) the empty prompt's embedding, for ``WanTask``."""

    clips: list[WanClip]
    empty: torch.Tensor


def encode_clips(
    model: WanModel,
    videos: Sequence[np.ndarray],
    prompts: Sequence[str],
    controls: Sequence[Control | None] | None = None,
    *,
    device: torch.device | str = "cpu",
    text_dtype: torch.dtype = torch.float32,
    text_length: int = TEXT_LENGTH,
) -> Encoded:
    """Encode clips; the text encoder goes before the VAE comes, and both are gone afterwards.

    Args:
        model: an opened model.
        videos: uint8 (T, H, W, 3), T = 4n + 1, sides multiples of a patch (16 pixels; 32 for the 5B model of Wan 2.2).
        prompts: one a video.
        controls: one a video, of its size, for a VACE model; None for another.
        device: where to encode.
        text_dtype: of the text encoder, whose 5.7B weights are 11 GB in bf16. The VAE stays float32.
        text_length: tokens at which a prompt is cut.

    Returns:
        Clips on the CPU: latents and controls in float32, text in ``text_dtype``.

    Raises:
        FilmwrightError: naming the video that does not fit, or the part that cannot be loaded.
    """
    shown = list(controls) if controls is not None else [None] * len(videos)
    if len(prompts) != len(videos) or len(shown) != len(videos):
        counts = f"{len(videos)} videos, {len(prompts)} prompts, {len(shown)} controls"
        raise FilmwrightError(f"there are {counts}", "encode_clips", "give one of each for every clip")
    if model.kind != folder.VACE and any(control is not None for control in shown):
        raise FilmwrightError("this model takes no control", str(model.folder), "use a VACE model")
    for number, (video, control) in enumerate(zip(videos, shown, strict=True)):
        _need_video(model, number, video)
        if control is not None:
            _need_same(number, video, control)
    texts = encode_prompts(model, [*prompts, ""], device=device, dtype=text_dtype, text_length=text_length)
    vae = folder.load(model, "vae", torch.float32, device)
    clips = []
    nothing: dict[tuple[int, ...], torch.Tensor] = {}
    for video, control, prompt, text in zip(videos, shown, prompts, texts[:-1], strict=True):
        x = pixels(video)
        shown_KFhw = None
        if model.kind == folder.VACE:
            if control is None and video.shape not in nothing:
                # Exact mid-grey, as the stock pipeline has it without a video; one for all clips of a size.
                nothing[video.shape] = encode_control(vae, torch.zeros_like(x), torch.ones(x.shape[2:]))
            shown_KFhw = nothing[video.shape] if control is None else encode_shown(vae, control)
        clips.append(WanClip(encode_video(vae, x), text, prompt, shown_KFhw))
    del vae
    free()
    return Encoded(clips, texts[-1])


@torch.no_grad()
def encode_prompts(
    model: WanModel,
    prompts: Sequence[str],
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
    text_length: int = TEXT_LENGTH,
) -> list[torch.Tensor]:
    """(n, D) embeddings on the CPU, each prompt encoded once, padding left out; by the stock pipeline's own method.

    Raises:
        FilmwrightError: if the text encoder cannot be loaded.
    """
    from diffusers import WanPipeline

    encoder = folder.load(model, "text_encoder", dtype, device)
    tokenizer = folder.load(model, "tokenizer")
    pipeline = WanPipeline(tokenizer=tokenizer, text_encoder=encoder, vae=None, scheduler=None)
    made: dict[str, torch.Tensor] = {}
    for prompt in dict.fromkeys(prompts):
        text, _ = pipeline.encode_prompt(
            prompt, do_classifier_free_guidance=False, max_sequence_length=text_length, device=torch.device(device)
        )
        # Padding is exact zeros, and no token's embedding is.
        made[prompt] = text[0, : int((text[0] != 0).any(-1).sum())].cpu().clone()
    del pipeline, encoder
    free()
    return [made[prompt] for prompt in prompts]


def pixels(video: np.ndarray) -> torch.Tensor:
    """uint8 (T, H, W, 3) to (1, 3, T, H, W) in [-1, 1], float32."""
    return (torch.from_numpy(np.ascontiguousarray(video)).permute(3, 0, 1, 2).float() / 127.5 - 1)[None]


@torch.no_grad()
def encode_video(vae: Any, x: torch.Tensor) -> torch.Tensor:
    """(1, 3, T, H, W) in [-1, 1] to normalised latents (C, F, h, w) on the CPU, float32."""
    mode = vae.encode(x.to(vae.device, vae.dtype)).latent_dist.mode()[0].float()
    mean, std = (torch.tensor(vae.config[name], device=mode.device) for name in ("latents_mean", "latents_std"))
    return ((mode - mean.view(-1, 1, 1, 1)) / std.view(-1, 1, 1, 1)).cpu()


def encode_control(vae: Any, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Control latents (K, F, h, w) on the CPU, float32.

    Args:
        vae: the model's.
        x: what is shown, (1, 3, T, H, W) in [-1, 1].
        mask: (T, H, W) of 0.0 and 1.0.
    """
    kept, made = (encode_video(vae, x * part) for part in (1 - mask, mask))
    _, frames, h, w = kept.shape
    down, across = mask.shape[1] // h, mask.shape[2] // w
    cells = mask.view(-1, h, down, w, across).permute(2, 4, 0, 1, 3).flatten(0, 1)
    folded = torch.nn.functional.interpolate(cells[None], size=(frames, h, w), mode="nearest-exact")[0]
    return torch.cat([kept, made, folded])


def encode_shown(vae: Any, control: Control) -> torch.Tensor:
    """Control latents (K, F, h, w) of what is shown, as ``encode_control``."""
    x = pixels(control.video)
    whole = control.mask is None
    mask = torch.ones(x.shape[2:]) if whole else torch.from_numpy(np.asarray(control.mask) > 0.5).float()
    return encode_control(vae, x, mask)


def _need_video(model: WanModel, number: int, video: np.ndarray) -> None:
    vae, patch = model.config("vae"), model.config(model.experts[0]).get("patch_size", (1, 2, 2))
    step, rows, columns = (
        vae.get("scale_factor_temporal", 4),
        vae.get("scale_factor_spatial", 8) * patch[1],
        vae.get("scale_factor_spatial", 8) * patch[2],
    )
    good = isinstance(video, np.ndarray) and video.dtype == np.uint8 and video.ndim == 4 and video.shape[3] == 3
    if not good or video.shape[0] % step != 1 or video.shape[1] % rows or video.shape[2] % columns or not video.size:
        got = f"{video.dtype} {video.shape}" if isinstance(video, np.ndarray) else type(video).__name__
        raise FilmwrightError(
            f"it is {got}; the model takes uint8 (T, H, W, 3), T = {step}n + 1, H by {rows}, W by {columns}",
            f"video {number}",
            "cut and scale it",
        )


def _need_same(number: int, video: np.ndarray, control: Control) -> None:
    mask = control.mask
    if (
        control.video.shape != video.shape
        or control.video.dtype != np.uint8
        or (mask is not None and np.asarray(mask).shape != video.shape[:3])
    ):
        raise FilmwrightError(
            "its control is not uint8 of the video's size, or its mask not (T, H, W) of it",
            f"video {number}",
            "scale it",
        )


def free() -> None:
    """Give memory back that nobody holds any more."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
