"""Full-precision masters of half-precision weights, and the optimizer that moves them.

Products run 2.6x faster in bf16 on current CPUs, but small updates vanish in it: the optimizer keeps float32 masters
and writes them back rounded after each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from filmwright.models.recipe import Recipe

if TYPE_CHECKING:
    from filmwright.models.house_pipeline import HousePipeline


class Masters:
    """Float32 masters, their moving average, and the optimizer's state."""

    def __init__(self, pipeline: HousePipeline, recipe: Recipe) -> None:
        """Masters of the transformer's and the text encoder's weights as they are now."""
        self.recipe = recipe
        named = [
            (f"{part}.{name}", parameter)
            for part in ("transformer", "text_encoder")
            for name, parameter in getattr(pipeline, part).named_parameters()
        ]
        self.names = [name for name, _ in named]
        self.weights = [parameter for _, parameter in named]
        self.masters = [weight.detach().clone().float() for weight in self.weights]
        self.average = [master.clone() for master in self.masters]
        self.optimizer = torch.optim.AdamW(
            self.masters, lr=recipe.rate, betas=(0.9, 0.95), weight_decay=recipe.weight_decay, fused=True
        )

    def step(self, number: int) -> float:
        """Take one step with the gradients that lie on the weights; returns their norm before clipping."""
        norm = torch.nn.utils.clip_grad_norm_(self.weights, self.recipe.clip_norm, foreach=True)
        for master, weight in zip(self.masters, self.weights, strict=True):
            master.grad = None if weight.grad is None else weight.grad.float()
            weight.grad = None
        warm = min(1.0, (number + 1) / max(1, self.recipe.warmup))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * warm
        self.optimizer.step()
        decay = min(self.recipe.ema, (1 + number) / (10 + number))
        with torch.no_grad():
            torch._foreach_copy_(self.weights, self.masters)
            torch._foreach_lerp_(self.average, self.masters, 1 - decay)
        return float(norm)

    def adopt_average(self) -> None:
        """Put the moving average into the model's weights, for validation or for saving."""
        with torch.no_grad():
            torch._foreach_copy_(self.weights, self.average)

    def adopt_masters(self) -> None:
        """Put the masters back into the model's weights."""
        with torch.no_grad():
            torch._foreach_copy_(self.weights, self.masters)

    def state(self) -> dict[str, torch.Tensor]:
        """Everything a resumed run needs, as named tensors (safetensors holds nothing else)."""
        tensors = {}
        for name, master, average in zip(self.names, self.masters, self.average, strict=True):
            tensors[f"master/{name}"] = master
            tensors[f"average/{name}"] = average
        for index, slots in self.optimizer.state_dict()["state"].items():
            for key, value in slots.items():
                tensors[f"optimizer/{index}/{key}"] = torch.as_tensor(value).contiguous().clone()
        return tensors

    def restore(self, tensors: dict[str, torch.Tensor]) -> None:
        """Take up what ``state`` gave."""
        with torch.no_grad():
            for name, master, average in zip(self.names, self.masters, self.average, strict=True):
                master.copy_(tensors[f"master/{name}"])
                average.copy_(tensors[f"average/{name}"])
        state = self.optimizer.state_dict()
        slots: dict[int, dict[str, torch.Tensor]] = {}
        for key, value in tensors.items():
            head, _, rest = key.partition("/")
            if head == "optimizer":
                index, _, slot = rest.partition("/")
                slots.setdefault(int(index), {})[slot] = value
        state["state"] = slots
        self.optimizer.load_state_dict(state)
        self.adopt_masters()
