"""The loss: flow matching on house latents, with the clean latents predicted.

Shapes: B batch, K latent channels, F latent frames, h and w latent sides, D text width, L tokens.
x_t = (1 - t) x_0 + t n with n ~ N(0, 1) and t = shift·u / (1 + (shift - 1) u), u uniform: the times that the sampler
visits, each as often as it does. A block's mean stands four times above the noise and is shared by many blocks, so a
picture's layout is settled at t > 0.95; a logit-normal u (Esser et al., "Scaling rectified flow transformers", 2024)
hardly looks there. The loss is the velocity's squared error, with t held above a floor where it divides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from filmwright.models.house_pipeline import HousePipeline

FLOOR = 0.2
"""Times below this weigh no more than it does."""


@dataclass(frozen=True)
class Batch:
    """What one step sees.

    Attributes:
        x0: clean latents, (B, K, F, h, w), float32.
        plate: latents of the first frame held still, (B, K, 1, h, w), zero where there is none.
        has_plate: (B,) of 0.0 or 1.0.
        prompts: B strings; "" for the unconditional.
        noise: like ``x0``.
        t: times in (0, 1), (B,).
    """

    x0: torch.Tensor
    plate: torch.Tensor
    has_plate: torch.Tensor
    prompts: list[str]
    noise: torch.Tensor
    t: torch.Tensor

    def __len__(self) -> int:
        """How many samples it has."""
        return len(self.t)

    def __getitem__(self, chosen: slice) -> Batch:
        """Some of its samples."""
        return Batch(*(getattr(self, name)[chosen] for name in ("x0", "plate", "has_plate", "prompts", "noise", "t")))

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        moved = {name: getattr(self, name).to(device) for name in ("x0", "plate", "has_plate", "noise", "t")}
        return replace(self, **moved)


def times(count: int, shift: float, generator: torch.Generator) -> torch.Tensor:
    """``count`` times in (0, 1): uniform, then shifted towards noise."""
    u = torch.rand(count, generator=generator).clamp(1e-4, 1 - 1e-4)
    return shift * u / (1 + (shift - 1) * u)


def drawn_times(how: str, count: int, shift: float, generator: torch.Generator) -> torch.Tensor:
    """``count`` times in (0, 1): "uniform" or "logit-normal", then shifted towards noise.

    Logit-normal times (Esser et al., 2024) look most at the middle, uniform ones as the sampler does.
    """
    if how == "uniform":
        return times(count, shift, generator)
    u = torch.randn(count, generator=generator).sigmoid().clamp(1e-4, 1 - 1e-4)
    return shift * u / (1 + (shift - 1) * u)


def weights(t: torch.Tensor) -> torch.Tensor:
    """(B,) weights of the squared error of the clean latents, so that it is that of the velocity."""
    return t.clamp(min=FLOOR) ** -2


def errors(prediction: torch.Tensor, batch: Batch) -> torch.Tensor:
    """(B,) weighted mean squared errors of predicted clean latents (B, K, F, h, w)."""
    return weights(batch.t) * (prediction.float() - batch.x0).pow(2).mean((1, 2, 3, 4))


def predict(pipeline: HousePipeline, batch: Batch) -> torch.Tensor:
    """The model's clean latents for a batch, (B, K, F, h, w)."""
    t = batch.t.view(-1, 1, 1, 1, 1)
    x_t = (1 - t) * batch.x0 + t * batch.noise
    mask = batch.has_plate.view(-1, 1, 1, 1, 1).expand(-1, 1, *x_t.shape[2:])
    return pipeline.predict(
        x_t, batch.t, batch.plate.expand_as(x_t) * mask, mask, pipeline.encode_prompt(batch.prompts)
    )


def loss(pipeline: HousePipeline, batch: Batch) -> torch.Tensor:
    """The batch's mean loss, a scalar."""
    return errors(predict(pipeline, batch), batch).mean()
