"""``generate``: a prompt, perhaps a plate, and a seed to frames."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.pipeline.progress import Progress, Silent

STEPS = 20


def generate(
    model: Path,
    prompt: str,
    *,
    frames: int,
    seed: int,
    plate: np.ndarray | None = None,
    steps: int = STEPS,
    progress: Progress | None = None,
) -> np.ndarray:
    """Sample a shot with a model's folder. Same seed, model and machine: same frames.

    Args:
        model: a house model's folder.
        prompt: what the shot shows.
        frames: a multiple of 4.
        seed: of the noise.
        plate: the first frame, uint8 (H, W, 3) at the model's size, or None.
        steps: Euler steps a clip.
        progress: told of each step.

    Returns:
        uint8 (T, H, W, 3), of the size that the model was trained at.

    Raises:
        FilmwrightError: for a folder that is not a model, or a plate of another size.
    """
    import torch

    from filmwright.models import house

    progress = progress or Silent()
    pipeline = house.load(model, torch.bfloat16).to(house.device())
    clip = json.loads((model / "card.json").read_text(encoding="utf-8"))["clip"]
    if plate is not None and plate.shape != (clip["height"], clip["width"], 3):
        raise FilmwrightError(
            f"the plate is {plate.shape[1]}x{plate.shape[0]}; the model makes {clip['width']}x{clip['height']}",
            model.name,
            "set proxy_width and proxy_height in studio.yaml as they were when it was trained",
        )
    started = False

    def tell(_: int, total: int) -> None:
        nonlocal started
        if not started:
            progress.start("sampling", total)
            started = True
        progress.advance()

    made: np.ndarray = pipeline(
        prompt,
        plate=plate,
        num_frames=frames,
        height=clip["height"],
        width=clip["width"],
        num_inference_steps=steps,
        generator=torch.Generator().manual_seed(seed),
        callback=tell,
    )
    progress.finish()
    return made
