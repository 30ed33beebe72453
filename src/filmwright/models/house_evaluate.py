"""What a house model is worth: its losses on film that it never saw, and shots beside footage.

Shapes: T frames, H and W pixels, S spatial coefficients, Z latent channels, F latents, h and w latent sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from filmwright.models.clip_table import ClipTable, Row
from filmwright.models.evaluate import sharpness, temporal_energy
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.house_task import HouseTask
from filmwright.models.shot_pipeline import Asked

if TYPE_CHECKING:
    from filmwright.models.shot_pipeline import ShotPipeline

BATCHES = 4
STEPS = 12


def asked(prompt: str, frames: int, height: int, width: int, first: torch.Tensor | None = None) -> Asked:
    """A take from words, or going on from a first frame (3, H, W) in [-1, 1]."""
    known, made = torch.zeros(frames, 3, height, width), torch.ones(frames, height, width)
    if first is not None:
        known[0], made[0] = first, 0
    return Asked(prompt, known, made, torch.zeros_like(known), torch.zeros(0, 3, height, width))


def pixels(video_THWC: torch.Tensor) -> np.ndarray:
    """Frames (T, 3, H, W) in [-1, 1] to uint8 (T, H, W, 3)."""
    frames = video_THWC.clamp(-1, 1).movedim(1, 3)
    return ((frames + 1) * 127.5).round().byte().cpu().numpy()


def footage(pipeline: ShotPipeline, table: ClipTable, row: Row, frames: int) -> torch.Tensor:
    """The middle of a shot after a codec round trip, (T, 3, H, W) in [-1, 1]; fewer frames if it has no more."""
    count = min(frames, (row.end - row.begin - 1) // 4 * 4 + 1)
    film, _ = table.clip(row, (row.end - row.begin - count) // 2, count)
    return pipeline.vae.decode(pipeline.vae.latents(film[None]), return_dict=False)[0][0].movedim(1, 0)


@torch.no_grad()
def losses(pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe, held_out: bool) -> dict[str, Any]:
    """Loss of the model, and of the guess that is always the mean picture, on fixed batches, by kind of batch."""
    plain = recipe.model_copy(update={"prompt_dropout": 0.0, "reference_share": 0.0, "control_share": 0.0})
    task = HouseTask(pipeline, table, plain)
    pool = table.held_out if held_out else table.train
    answer: dict[str, Any] = {}
    for kind, frames, count in (("stills", 1, recipe.stills), ("clips", recipe.clip_frames, recipe.clips)):
        rows = [row for row in pool if row.end - row.begin >= frames]
        if not rows:
            continue
        generator = torch.Generator().manual_seed(77)
        sums = {"model": 0.0, "zero": 0.0}
        for _ in range(BATCHES):
            batch = task.shots(rows, count, frames, generator)
            sums["model"] += task.losses(batch).mean().item() / BATCHES
            sums["zero"] += task.errors(torch.zeros_like(batch.x0), batch).mean().item() / BATCHES
        answer[kind] = {name: round(value, 5) for name, value in sums.items()}
    return answer


def references(table: ClipTable, recipe: HouseRecipe, count: int) -> list[Row]:
    """``count`` held-out shots, or of training where nothing is held out; such as hold a whole clip, if any do."""
    pool = table.held_out or table.train
    pool = [row for row in pool if row.end - row.begin >= recipe.clip_frames] or pool
    return [pool[(2 * i + 1) * len(pool) // (2 * count)] for i in range(min(count, len(pool)))]


def shots(
    pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe, count: int, advance: Any
) -> list[dict[str, Any]]:
    """Sample ``count`` shots from words and ``count`` from a first frame, those of held-out footage.

    Returns:
        Rows {"from": "text" | "plate", "prompt", "frames": uint8 (T, H, W, 3), "footage": the same clip as filmed}.
    """
    made = []
    for number, row in enumerate(references(table, recipe, count)):
        film = footage(pipeline, table, row, recipe.clip_frames)
        for source, first in (("text", None), ("plate", film[0])):
            take = asked(row.prompts[0], recipe.clip_frames, recipe.height, recipe.width, first)
            frames = pipeline.shoot(take, steps=STEPS, generator=torch.Generator().manual_seed(number))
            made.append(
                {"from": source, "prompt": row.prompts[0], "frames": pixels(frames), "footage": pixels(film)}
            )
            advance()
    return made


def summary(
    pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe, made: list[dict[str, Any]]
) -> dict[str, Any]:
    """All of ``eval.json``: losses on both sides, and the shots' sharpness and temporal energy against footage."""
    rows = references(table, recipe, 12)
    clips = [pixels(footage(pipeline, table, row, recipe.clip_frames)) for row in rows if row.end - row.begin > 4]
    measures = {"sharpness": sharpness, "temporal_energy": temporal_energy}
    film = {name: float(np.mean([measure(clip) for clip in clips] or [0.0])) for name, measure in measures.items()}
    result: dict[str, Any] = {
        "held_out_loss": losses(pipeline, table, recipe, held_out=True),
        "train_loss": losses(pipeline, table, recipe, held_out=False),
        "footage": {name: round(value, 4) for name, value in film.items()},
    }
    for source in ("text", "plate"):
        frames = [row["frames"] for row in made if row["from"] == source]
        measured = {name: float(np.mean([measure(clip) for clip in frames])) for name, measure in measures.items()}
        result[source] = {
            **{name: round(value, 4) for name, value in measured.items()},
            **{f"{name}_ratio": round(value / max(film[name], 1e-6), 3) for name, value in measured.items()},
        }
    return result
