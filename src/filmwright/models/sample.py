"""``generate``: a prompt, perhaps a scene, and a seed to frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from filmwright.errors import FilmwrightError
from filmwright.models import scene as scenes
from filmwright.models.scene import Scene
from filmwright.pipeline.progress import Progress, Silent

STEPS = 20


def generate(
    model: Path,
    prompt: str,
    *,
    frames: int,
    seed: int,
    plate: np.ndarray | None = None,
    scene: Scene | None = None,
    steps: int = STEPS,
    guidance: float | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Sample a shot with a model's folder. Same seed, model and machine: same frames.

    Args:
        model: a house model's folder.
        prompt: what the shot shows.
        frames: how many; a multiple of 4 for models that go on from plates.
        seed: of the noise.
        plate: the first frame, uint8 (H, W, 3) at the model's size, or None.
        scene: what else is known and asked for; it holds the plate then, if there is one.
        steps: of the scheduler, for each window of a clip's length.
        guidance: how far from what no words would give; the model's own if None.
        progress: told of each step.

    Returns:
        uint8 (T, H, W, 3), of the size that the model was trained at.

    Raises:
        FilmwrightError: for a folder that is not a model, a plate or scene of another size, or a scene that this kind
            of model knows nothing of.
    """
    from filmwright.models import vace

    try:
        clip = json.loads((model / "card.json").read_text(encoding="utf-8"))["clip"]
        size = clip["height"], clip["width"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = str(error).splitlines()[0]
        raise FilmwrightError(f"not a readable house model ({said})", str(model), "train it again") from error
    if plate is not None and plate.shape != (*size, 3):
        raise FilmwrightError(
            f"the plate is {plate.shape[1]}x{plate.shape[0]}; the model makes {size[1]}x{size[0]}",
            model.name,
            "set proxy_width and proxy_height in studio.yaml as they were when it was trained",
        )
    steps_told = _Steps(progress or Silent())
    if not vace.is_one(model):
        if scene is not None:
            raise FilmwrightError("this model takes words and a first frame alone", model.name, "choose another model")
        made = _from_plate(model, prompt, frames, size, seed, plate, steps, guidance, steps_told)
    else:
        if scene is None:
            scene = Scene(frames, *size) if plate is None else scenes.from_plate(plate, frames)
        if (scene.frames, scene.height, scene.width) != (frames, *size):
            raise FilmwrightError(
                f"the scene is {scene.frames} frames of {scene.width}x{scene.height}; "
                f"the take {frames} of {size[1]}x{size[0]}",
                model.name,
                "bring it to that size",
            )
        made = _of_scene(model, prompt, scene, seed, steps, guidance, steps_told)
    steps_told.finish()
    return made


class _Steps:
    """Tells a ``Progress`` of steps, whose number is known once the first is done."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.started = progress, False

    def __call__(self, _: int, total: int) -> None:
        if not self.started:
            self.progress.start("sampling", total)
            self.started = True
        self.progress.advance()

    def finish(self) -> None:
        self.progress.finish()


def _from_plate(
    model: Path,
    prompt: str,
    frames: int,
    size: tuple[int, int],
    seed: int,
    plate: np.ndarray | None,
    steps: int,
    guidance: float | None,
    tell: _Steps,
) -> np.ndarray:
    import torch

    from filmwright.models import house

    pipeline = house.load(model, torch.bfloat16).to(house.device())
    made: np.ndarray = pipeline(
        prompt,
        plate=plate,
        num_frames=frames,
        height=size[0],
        width=size[1],
        num_inference_steps=steps,
        generator=torch.Generator().manual_seed(seed),
        callback=tell,
        **({} if guidance is None else {"guidance_scale": guidance}),
    )
    return made


def _of_scene(
    model: Path, prompt: str, scene: Scene, seed: int, steps: int, guidance: float | None, tell: _Steps
) -> np.ndarray:
    import torch

    from filmwright.models import house, house_evaluate, vace
    from filmwright.models.attention import quicken
    from filmwright.models.controls.masks import restore

    pipeline = vace.load(model, torch.bfloat16).to(house.device())
    quicken(pipeline.transformer)
    frames = pipeline.shoot(
        asked(scene, prompt),
        steps=steps,
        generator=torch.Generator().manual_seed(seed),
        callback=tell,
        **({} if guidance is None else {"guidance": guidance}),
    )
    made = house_evaluate.pixels(frames)
    if scene.exact and scene.known is not None and scene.made is not None:
        made = restore(made, scene.known, scene.made)
    return made


def asked(scene: Scene, prompt: str) -> Any:
    """A scene as the pipeline takes it."""
    import torch

    from filmwright.models.references import on_white
    from filmwright.models.shot_pipeline import Asked

    size = scene.frames, scene.height, scene.width
    blank = torch.zeros(size[0], 3, *size[1:])

    def video(x: np.ndarray | None) -> torch.Tensor | None:
        return None if x is None else torch.from_numpy(x).movedim(3, 1).float() / 127.5 - 1

    known, source = video(scene.known), video(scene.source)
    pages = [
        on_white(torch.from_numpy(page).movedim(2, 0).float() / 127.5 - 1, *size[1:]) for page in scene.references
    ]
    return Asked(
        prompt,
        blank if known is None else known,
        torch.ones(size) if scene.made is None else torch.from_numpy(scene.made).float(),
        blank if scene.control is None else torch.from_numpy(scene.control).movedim(3, 1).float(),
        torch.stack(pages) if pages else torch.zeros(0, 3, *size[1:]),
        source,
        scene.change,
    )
