"""How a run trains, whatever it trains: rate, averages, precision, length. A recipe holds one, or its fields."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

OUTSIDE = frozenset({"minutes", "max_steps", "checkpoint_seconds", "context"})
"""How long a run is, how often it is saved and where it runs is no part of what it computes, and so of no hash."""


class Training(BaseModel):
    """The settings of the loop; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: float = Field(default=1e-3, gt=0)
    warmup: int = Field(default=30, ge=0)
    """Learning rate, and the steps in which it rises to it."""
    weight_decay: float = Field(default=0.01, ge=0)
    betas: tuple[float, float] = (0.9, 0.95)
    """Of AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019)."""
    clip_norm: float = Field(default=1.0, gt=0)
    """The gradient's norm is held under this."""
    ema: float = Field(default=0.999, ge=0, lt=1)
    """Decay of the weights' moving average, which is what a run gives; it is less in the first steps."""
    accumulate: int = Field(default=1, ge=1)
    """Batches of a step; their gradients are averaged."""
    precision: Literal["bf16", "fp32"] = "bf16"
    """Of the trained weights where products are made; their masters are float32 in either case."""
    checkpointing: bool = False
    """Whether a block's activations are made again in the backward pass: less memory, a third more work."""
    compile: bool = False
    """Whether the blocks are compiled (torch.compile); without a compiler at hand the run says so and goes on."""
    minutes: float = Field(default=5.0, gt=0)
    max_steps: int = Field(default=1_000_000, gt=0)
    """The run ends at whichever comes first; minutes count all its pieces."""
    checkpoint_seconds: float = Field(default=45.0, ge=0)
    seed: int = 0
    context: int = Field(default=1, ge=1)
    """Processes that share the frames of one clip (context parallel)."""

    @classmethod
    def of(cls, recipe: BaseModel) -> Training:
        """The settings that a recipe has among its own fields; the others are as above."""
        return cls.model_validate({name: value for name, value in recipe if name in cls.model_fields})

    def lasting(self) -> dict[str, Any]:
        """What of these a recipe's hash counts."""
        return self.model_dump(mode="json", exclude=set(OUTSIDE))
