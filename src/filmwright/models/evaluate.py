"""What a run came to: held-out loss beside trivial predictions; whether its shots move and hold detail like film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from filmwright.models import objective
from filmwright.models.clips import BLOCK, Bank, Row
from filmwright.models.recipe import Recipe

if TYPE_CHECKING:
    from filmwright.models.house_pipeline import HousePipeline

BATCHES = 6
PER_SHOT = 12
"""Clips a shot gives to a judgement at the most: one long shot (the end credits, say) does not stand for the film."""


def fair(pool: list[Row]) -> list[Row]:
    """At most ``PER_SHOT`` rows of each shot, evenly spaced; rows of one shot stand together in ``pool``."""
    shots: dict[str, list[Row]] = {}
    for row in pool:
        shots.setdefault(row.shot, []).append(row)
    return [rows[i * len(rows) // n] for rows in shots.values() for n in [min(PER_SHOT, len(rows))] for i in range(n)]


def sharpness(frames_THWC: np.ndarray) -> float:
    """Mean size of the luma gradient, in code values a pixel; uint8 (T, H, W, 3) in."""
    luma = frames_THWC.astype(np.float32).mean(-1)
    return float(np.abs(np.diff(luma, axis=1)).mean() + np.abs(np.diff(luma, axis=2)).mean())


def temporal_energy(frames_THWC: np.ndarray) -> float:
    """Mean luma difference of neighbouring frames, in code values; uint8 (T, H, W, 3) in."""
    luma = frames_THWC.astype(np.float32).mean(-1)
    return float(np.abs(np.diff(luma, axis=0)).mean())


def pixels(pipeline: HousePipeline, latents: torch.Tensor) -> np.ndarray:
    """Latents (1, K, F, h, w) to uint8 frames (4F, H, W, 3)."""
    video = pipeline.vae.unblock(latents).clamp(-1, 1)[0].permute(1, 2, 3, 0)
    return ((video + 1) * 127.5).round().byte().cpu().numpy()


@torch.no_grad()
def losses(pipeline: HousePipeline, bank: Bank, recipe: Recipe, held_out: bool) -> dict[str, dict[str, float]]:
    """Loss of the model and of trivial predictions on fixed batches: {"stills": {...}, "plates": {...}}.

    ``mean`` predicts the training set's mean block, ``zero`` nothing; for clips with a plate ``hold`` holds the plate.
    """
    rows = fair(bank.train)
    mean = bank.clean(rows, 1).mean(0, keepdim=True).to(pipeline.transformer.device)
    answer: dict[str, dict[str, float]] = {}
    for task, blocks, plates in (("stills", 1, 0.0), ("plates", recipe.clip_frames // BLOCK, 1.0)):
        pool = fair(bank.pool(blocks, held_out))
        if not pool:
            continue
        generator = torch.Generator().manual_seed(77)
        sums: dict[str, float] = {}
        count = recipe.stills if blocks == 1 else recipe.clips
        for _ in range(BATCHES):
            batch = bank.draw(pool, count, blocks, recipe, generator, plates, 0.0).to(pipeline.transformer.device)
            guesses = {"model": objective.predict(pipeline, batch), "mean": mean, "zero": torch.zeros_like(batch.x0)}
            if plates:
                guesses["hold"] = batch.plate
            for name, guess in guesses.items():
                error = objective.errors(guess.expand_as(batch.x0), batch).mean().item()
                sums[name] = sums.get(name, 0.0) + error / BATCHES
        answer[task] = {name: round(value, 5) for name, value in sums.items()}
    return answer


def reference_rows(bank: Bank, recipe: Recipe, count: int) -> list[Row]:
    """The middles of ``count`` held-out shots (of training shots, where nothing is held out) that hold a whole clip."""
    blocks = recipe.clip_frames // BLOCK
    pool = bank.pool(blocks, held_out=True) or bank.pool(blocks) or bank.train
    shots: dict[str, list[Row]] = {}
    for row in pool:
        shots.setdefault(row.shot, []).append(row)
    middles = [rows[len(rows) // 2] for rows in shots.values()]
    return [middles[(2 * i + 1) * len(middles) // (2 * count)] for i in range(min(count, len(middles)))]


def footage(pipeline: HousePipeline, bank: Bank, recipe: Recipe, count: int = 24) -> dict[str, float]:
    """Sharpness and temporal energy of training footage after a codec round trip."""
    blocks = recipe.clip_frames // BLOCK
    pool = fair(bank.pool(blocks) or bank.train)
    rows = [pool[(2 * i + 1) * len(pool) // (2 * count)] for i in range(count)]
    clips = [pixels(pipeline, bank.clean([row], min(blocks, row.blocks))) for row in rows]
    return {
        "sharpness": float(np.mean([sharpness(c) for c in clips])),
        "temporal_energy": float(np.mean([temporal_energy(c) for c in clips])),
    }


def shots(pipeline: HousePipeline, bank: Bank, recipe: Recipe, count: int, advance: Any) -> list[dict[str, Any]]:
    """Sample ``count`` shots from text and ``count`` from a plate, with the prompts and plates of held-out footage.

    Returns:
        Rows {"from": "text" | "plate", "prompt", "frames": uint8 (T, H, W, 3), "footage": the same clip as filmed}.
    """
    made = []
    for number, row in enumerate(reference_rows(bank, recipe, count)):
        real = pixels(pipeline, bank.clean([row], min(recipe.clip_frames // BLOCK, row.blocks)))
        plate = pixels(pipeline, bank.plate([row]))[0]
        for source, start in (("text", None), ("plate", plate)):
            frames = pipeline(
                row.prompt,
                plate=start,
                num_frames=recipe.clip_frames,
                height=recipe.height,
                width=recipe.width,
                generator=torch.Generator().manual_seed(number),
                callback=lambda *_: None,
            )
            made.append({"from": source, "prompt": row.prompt, "frames": frames, "footage": real})
            advance()
    return made


def summary(pipeline: HousePipeline, bank: Bank, recipe: Recipe, made: list[dict[str, Any]]) -> dict[str, Any]:
    """All of ``eval.json``: losses on both sides, and the shots' sharpness and temporal energy against footage."""
    film = footage(pipeline, bank, recipe)
    result: dict[str, Any] = {
        "held_out_loss": losses(pipeline, bank, recipe, held_out=True),
        "train_loss": losses(pipeline, bank, recipe, held_out=False),
        "footage": {name: round(value, 4) for name, value in film.items()},
    }
    for source in ("text", "plate"):
        clips = [row["frames"] for row in made if row["from"] == source]
        measured = {
            "sharpness": float(np.mean([sharpness(c) for c in clips])),
            "temporal_energy": float(np.mean([temporal_energy(c) for c in clips])),
        }
        result[source] = {
            **{name: round(value, 4) for name, value in measured.items()},
            **{f"{name}_ratio": round(value / max(film[name], 1e-6), 3) for name, value in measured.items()},
        }
    return result
