"""Clips of a Wan run, encoded once and kept in the studio's ``cache/wan/``; a killed run goes on at the next shot.

A shot's folder is named by what it is made of: the shot's hash, the base, the size and places of its clips, the
controls. ``clips.safetensors`` holds ``N.latents`` (C, F, h, w) and for a VACE base ``N.CONTROL`` (K, F, h, w) of clip
N, float16; ``clips.json`` says what it is. A prompt's folder holds ``text`` (n, D). The text encoder and the VAE are in
memory one after the other, and only if something is missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from filmwright import files
from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.models.clips import Source
from filmwright.models.controls import edges, motion, picture
from filmwright.models.wan import checks, clipped, encode, folder
from filmwright.models.wan.clips import WanClip
from filmwright.models.wan.folder import WanModel
from filmwright.models.wan.recipe import WanRecipe
from filmwright.pipeline.progress import Progress

SCHEMA = 1
_FILE = "clips.safetensors"


@dataclass(frozen=True)
class Kept:
    """What a run learns from and is judged on.

    Attributes:
        train: clips to learn from; of a VACE base one for each control.
        held_out: clips to be judged on, alike.
        empty: (n, D), the empty prompt's embedding.
        shown: (source, first frame, its clip) of whole clips to sample beside, held-out ones first.
    """

    train: list[WanClip]
    held_out: list[WanClip]
    empty: torch.Tensor
    shown: list[tuple[Source, int, WanClip]]


def kept(
    cache: Path,
    base: str,
    model: WanModel,
    sources: Sequence[Source],
    recipe: WanRecipe,
    progress: Progress,
    device: torch.device,
) -> Kept:
    """The clips of these shots, encoded first if they are not there yet.

    Args:
        cache: a folder of the studio.
        base: id of the base.
        model: the base, opened.
        sources: shots; those that give no clip are passed over (``clipped.fault``).
        recipe: settled.
        progress: counts shots.
        device: where to encode.

    Raises:
        FilmwrightError: if no shot is left to learn from, a proxy is damaged, or the disk is full.
    """
    serving = [source for source in sources if not clipped.fault(source, recipe)]
    if not any(not source.held_out for source in serving):
        raise FilmwrightError(
            "no cleared shot gives a clip to train on",
            "",
            f"clear more footage, in shots of {recipe.least_frames} proxy frames or more, then make a new snapshot",
        )
    texts = _texts(cache / "text", base, model, [*(source.prompt for source in serving), ""], recipe, device)
    places = {source.shot: cache / "clips" / _key(base, source, recipe) for source in serving}
    missing = [source for source in serving if not places[source.shot].is_dir()]
    if missing:
        progress.start("latents", len(missing))
        vae = folder.load(model, "vae", torch.float32, device)
        for source in missing:
            _encode(places[source.shot], vae, source, recipe)
            progress.advance(1)
        del vae
        encode.free()
        progress.finish()
    train: list[WanClip] = []
    held: list[WanClip] = []
    shown: list[tuple[Source, int, WanClip]] = []
    for source in serving:
        tensors, _ = checks.read(places[source.shot] / _FILE)
        for number, first in enumerate(clipped.starts(source.frames, recipe)):
            made = _clips(tensors, number, texts[source.prompt], source.prompt, recipe)
            (held if source.held_out else train).extend(made)
            shown.append((source, first, made[0]))
    shown.sort(key=lambda one: (not one[0].held_out, -one[2].latents.shape[1]))
    return Kept(train, held, texts[""], shown)


def _clips(
    tensors: Mapping[str, torch.Tensor], number: int, text: torch.Tensor, prompt: str, recipe: WanRecipe
) -> list[WanClip]:
    latents = tensors[f"{number}.latents"]
    if recipe.base != folder.VACE:
        return [WanClip(latents, text, prompt)]
    return [WanClip(latents, text, prompt, tensors[f"{number}.{control}"]) for control in recipe.controls]


def _key(base: str, source: Source, recipe: WanRecipe) -> str:
    told: dict[str, Any] = {
        "base": base,
        "shot": source.proxy_sha256,
        "size": [recipe.width, recipe.height],
        "frames": [clipped.length(source.frames, recipe), *clipped.starts(source.frames, recipe)],
        "controls": sorted(recipe.controls) if recipe.base == folder.VACE else [],
        "schema": SCHEMA,
    }
    return content_id(told)[:32]


def _texts(
    cache: Path, base: str, model: WanModel, prompts: Sequence[str], recipe: WanRecipe, device: torch.device
) -> dict[str, torch.Tensor]:
    """Each prompt's embedding, (n, D)."""
    from safetensors.torch import save_file

    told = {"base": base, "length": recipe.text_length, "precision": recipe.precision, "schema": SCHEMA}
    places = {prompt: cache / content_id({**told, "prompt": prompt})[:32] for prompt in prompts}
    missing = [prompt for prompt, place in places.items() if not place.is_dir()]
    if missing:
        dtype = torch.bfloat16 if recipe.precision == "bf16" else torch.float32
        made = encode.encode_prompts(model, missing, device=device, dtype=dtype, text_length=recipe.text_length)
        for prompt, text in zip(missing, made, strict=True):
            with files.new_folder(places[prompt]) as part:
                save_file({"text": text.contiguous()}, part / "text.safetensors")
                (part / "text.json").write_text(json.dumps({**told, "prompt": prompt}), encoding="utf-8")
    return {prompt: checks.read(place / "text.safetensors")[0]["text"] for prompt, place in places.items()}


def _encode(place: Path, vae: Any, source: Source, recipe: WanRecipe) -> None:
    from safetensors.torch import save_file

    frames = cut(source.read(), source, recipe)
    many, tensors = clipped.length(source.frames, recipe), {}
    for number, first in enumerate(clipped.starts(source.frames, recipe)):
        video = frames[first : first + many]
        tensors[f"{number}.latents"] = encode.encode_video(vae, encode.pixels(video))
        for control in recipe.controls if recipe.base == folder.VACE else ():
            tensors[f"{number}.{control}"] = _control(vae, video, control)
    with files.new_folder(place) as part:
        save_file({name: tensor.half().contiguous() for name, tensor in tensors.items()}, part / _FILE)
        told = {"shot": source.shot, "starts": clipped.starts(source.frames, recipe), "frames": many}
        (part / "clips.json").write_text(json.dumps(told), encoding="utf-8")


def _control(vae: Any, video: np.ndarray, control: str) -> torch.Tensor:
    """What a VACE base is shown: lines or motion found in the film, as the house model is (``clip_table``)."""
    if control == "nothing":
        x = torch.zeros(1, 3, *video.shape[:3])  # exact mid-grey, as the stock pipeline has it without a video
        return encode.encode_control(vae, x, torch.ones(x.shape[2:]))
    if control == "edges":
        asked = picture.compose(edges_THW=edges.from_pictures(video))
    else:
        asked = picture.compose(motion_THW2=motion.encode(motion.between(video), video.shape[2]))
    shown = ((asked.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8)
    return encode.encode_shown(vae, encode.Control(shown))


def cut(frames: np.ndarray, source: Source, recipe: WanRecipe) -> np.ndarray:
    """The recipe's size, out of the middle of a proxy's frames (T, H, W, 3).

    Raises:
        FilmwrightError: if the proxy is not what its row says.
    """
    top, left = (frames.shape[1] - recipe.height) // 2, (frames.shape[2] - recipe.width) // 2
    if len(frames) < source.frames or top < 0 or left < 0:
        raise FilmwrightError(
            "the training proxy is shorter or smaller than its row says", source.shot, "ingest the film again"
        )
    return np.ascontiguousarray(frames[:, top : top + recipe.height, left : left + recipe.width])
