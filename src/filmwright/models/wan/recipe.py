"""The recipe of a run on an open Wan base: all that it is, typed, printed, saved and hashed."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator

from filmwright.canonical import content_id
from filmwright.models.training import OUTSIDE, Training

Control = Literal["nothing", "edges", "motion"]


class WanRecipe(Training):
    """A recipe function returns one of these; what it leaves to the film (0, "") is settled before the run begins."""

    name: str
    version: int = 1

    base: Literal["text", "vace"] = "text"
    """The kind of base: from words, or VACE, which reads a control picture."""
    method: Literal["lora", "full"] = "lora"
    rank: int = Field(default=32, ge=1)
    alpha: float = Field(default=32.0, gt=0)
    targets: tuple[str, ...] = ("to_q", "to_k", "to_v", "to_out.0", "ffn.net.0.proj", "ffn.net.2")
    """Of a LoRA: rank, alpha (strength is alpha / rank), and the ends of the layers' names."""

    width: int = Field(default=0, ge=0, multiple_of=16)
    height: int = Field(default=0, ge=0, multiple_of=16)
    fps: str = ""
    """Pixels and rate of a clip; 0 and "" are those of the studio's training proxies."""
    clip_frames: int = Field(default=81, ge=5)
    least_frames: int = Field(default=17, ge=1)
    """Frames (4n + 1) of a clip, and the fewest: a shorter shot gives one shorter clip, of a shape of its own."""
    clips_per_shot: int = Field(default=4, ge=1)
    """A long shot gives clips that lie evenly in it, so many at the most."""
    controls: tuple[Control, ...] = ("nothing",)
    """What a VACE base is shown with each clip, by turns."""

    batch: int = Field(default=1, ge=1)
    shift: float = Field(default=3.0, gt=0)
    """How far times lean towards noise: 3 for 480 lines, 5 for 720."""
    prompt_dropout: float = Field(default=0.1, ge=0, le=1)
    text_length: int = Field(default=512, ge=8)
    held_out: float = Field(default=0.1, ge=0, lt=1)

    samples: int = Field(default=2, ge=1)
    sample_steps: int = Field(default=30, ge=1)
    guidance: float = Field(default=5.0, ge=1)
    """Shots that are sampled when the run ends, beside held-out film."""

    @field_validator("clip_frames", "least_frames")
    @classmethod
    def _blocks(cls, value: int) -> int:
        if value % 4 != 1:
            raise ValueError(f"frames go by 4n + 1, not {value}")
        return value

    def at(self, width: int, height: int, rate: Fraction) -> WanRecipe:
        """What it leaves to the film, settled: the proxies' size, to the patch of 16 pixels, and their rate."""
        settled = {
            "width": self.width or width // 16 * 16,
            "height": self.height or height // 16 * 16,
            "fps": self.fps or f"{rate.numerator}/{rate.denominator}",
        }
        return self.model_validate({**self.model_dump(), **settled})

    def hash(self) -> str:
        """SHA-256 of the recipe without what only says how long to run, how often to save and where."""
        return content_id(self.model_dump(mode="json", exclude=set(OUTSIDE)))
