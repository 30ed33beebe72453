"""The recipe of a house model: all that a run of one is, typed, printed, saved and hashed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from filmwright.canonical import content_id
from filmwright.models.training import OUTSIDE, Training


class HouseRecipe(Training):
    """A recipe function returns one of these, complete; an unknown key is refused."""

    name: str
    version: int = 1

    heads: int = Field(default=2, ge=1)
    head_width: int = Field(default=128, ge=8, multiple_of=8)
    layers: int = Field(default=8, ge=1)
    control_layers: tuple[int, ...] = (0, 4)
    feed_forward: int = Field(default=1024, ge=8)
    """The transformer, of width heads x head_width; the control stream is heard at ``control_layers``, 0 among them."""
    text_width: int = Field(default=128, ge=32, multiple_of=32)
    text_length: int = Field(default=64, ge=8)
    """The text encoder's width, and the tokens that a prompt is padded or cut to."""

    width: int = Field(default=256, ge=16, multiple_of=16)
    height: int = Field(default=144, ge=16, multiple_of=16)
    clip_frames: int = Field(default=25, ge=5)
    """Pixels and frames (4n + 1) of a training clip, at the proxy's rate."""
    whitening: float = 0.5
    gain: float = 1.05
    """The codec's two scaling constants (see ``house_codec``)."""

    times: Literal["uniform", "logit-normal"] = "uniform"
    shift: float = Field(default=6.0, gt=0)
    """Times of the flow: how they are drawn, and how far they then lean towards noise."""
    stills: int = Field(default=8, ge=1)
    clips: int = Field(default=2, ge=1)
    clip_share: float = Field(default=0.3, ge=0, le=1)
    """Batch sizes of pictures and of clips; share of the steps that are on clips."""
    control_share: float = Field(default=0.35, ge=0, le=1)
    reference_share: float = Field(default=0.15, ge=0, le=1)
    prompt_dropout: float = Field(default=0.1, ge=0, le=1)
    """Shares of samples with a control picture, with a reference, without words."""
    mirror: bool = False
    """Whether clips are also seen in a mirror: more footage, but left and right in a prompt then mean nothing."""
    held_out: float = Field(default=0.1, ge=0, lt=1)

    def hash(self) -> str:
        """SHA-256 of the recipe without what only says how long to run, how often to save and where."""
        return content_id(self.model_dump(mode="json", exclude=set(OUTSIDE)))
