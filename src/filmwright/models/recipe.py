"""A recipe: the full configuration of a run, typed, printed, saved and hashed; an unknown key is refused."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError


class Recipe(BaseModel):
    """What a run is made of. A recipe function returns one of these, complete."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int = 1

    heads: int = 4
    head_width: int = 64
    layers: int = 8
    feed_forward: int = 1024
    text_width: int = 128
    text_length: int = 48
    """Transformer and text encoder; the transformer's width is heads x head_width."""

    width: int = 256
    height: int = 144
    clip_frames: int = 24
    """Pixels (multiples of 16) and frames (a multiple of 4) of a training clip, at the proxy's rate."""

    whitening: float = 0.5
    gain: float = 1.05
    """The codec's two scaling constants (see ``house_codec``)."""

    rate: float = 1e-3
    warmup: int = 30
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    ema: float = 0.999
    """Steps of warm-up; the gradient's norm is held under ``clip_norm``; decay of the weights' moving average."""

    shift: float = 6.0
    """How far times lean towards noise."""

    stills: int = 8
    clips: int = 2
    clip_share: float = 0.3
    plate_share: float = 0.85
    prompt_dropout: float = 0.1
    """Batch sizes of one-block and whole clips; shares of steps on clips, of clips with a plate, of empty prompts."""

    held_out: float = 0.1
    seed: int = 0
    minutes: float = 5.0
    max_steps: int = Field(default=1_000_000, gt=0)
    checkpoint_seconds: float = 45.0
    precision: Literal["bf16", "fp32"] = "bf16"

    def hash(self) -> str:
        """SHA-256 of the recipe without what only says how long to run and how often to save."""
        return content_id(self.model_dump(exclude={"minutes", "max_steps", "checkpoint_seconds"}))


def named(name: str) -> Any:
    """The recipe of a name.

    Raises:
        FilmwrightError: if there is none.
    """
    from filmwright.models.recipes import house_base, house_small, house_tiny, wan

    table = {
        "house-tiny": house_tiny.recipe,
        "house-base": house_base.recipe,
        "house-small": house_small.recipe,
        "wan-1.3b-lora": wan.lora,
        "wan-1.3b-full": wan.full,
        "wan-14b-lora": wan.lora_14b,
        "vace-1.3b": wan.vace,
    }
    if name not in table:
        raise FilmwrightError("there is no recipe of this name", name, f"choose one of: {', '.join(sorted(table))}")
    return table[name]()
