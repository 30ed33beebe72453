"""What each network is taught: its batches and its loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from filmwright.soundstage.judges import labels, performances, reading
from filmwright.soundstage.judges.examples import Part
from filmwright.soundstage.judges.reading import Batch, Store

Tensors = dict[str, Tensor]


@dataclass(frozen=True)
class Lesson:
    """How one network is taught.

    Args:
        batch: (store, draw, size, trained) to a batch.
        loss: (network, batch) to a loss and what is right of it, by question.
        size: of a batch.
        steps: how many batches teach it well.
        pace: greatest learning rate.
        parts: what it learns from.
    """

    batch: Callable[[Store, np.random.Generator, int, bool], Batch]
    loss: Callable[[Any, Tensors], tuple[Tensor, dict[str, float]]]
    size: int
    steps: int
    pace: float
    parts: tuple[Part, ...] = (Part.TRAINING,)


def tensors(batch: Batch, device: torch.device) -> Tensors:
    """A batch on a device; pictures, whatever they are of, become 0 to 1."""
    made = {name: torch.from_numpy(np.ascontiguousarray(value)).to(device) for name, value in batch.items()}
    made["pictures" if "pictures" in made else "grids"] = (
        made["pictures"].float() / 255 if "pictures" in made else made["grids"].float()
    )
    return made


def _scout(network: Any, batch: Tensors) -> tuple[Tensor, dict[str, float]]:
    found = network(batch["pictures"])
    heat, wanted = found["heat"].float(), batch["heat"]
    share = torch.sigmoid(heat)
    top = (wanted >= 1).float()
    # Focal loss of "Objects as points": cells near a person's middle are forgiven.
    hits = -F.logsigmoid(heat) * (1 - share) ** 2 * top
    misses = -F.logsigmoid(-heat) * share**2 * (1 - wanted) ** 4 * (1 - top)
    loss = (hits.sum() + misses.sum()) / top.sum().clamp(min=1)
    off = ((found["sides"].float() - batch["sides"]).abs() * batch["counts"][:, None]).sum()
    loss = loss + 4 * off / batch["counts"].sum().clamp(min=1)
    right = {"off": float(off.detach() / batch["counts"].sum().clamp(min=1) / 4)}
    for name in ("set", "look", "scale"):
        loss = loss + F.cross_entropy(found[name].float(), batch[name], label_smoothing=0.05)
        right[name] = _right(found[name], batch[name])
    return loss, right


def _identity(network: Any, batch: Tensors) -> tuple[Tensor, dict[str, float]]:
    who, _, features = network(batch["pictures"])
    loss = F.cross_entropy(who.float(), batch["who"], label_smoothing=0.05)
    wanted = torch.from_numpy(labels.FEATURES_OF).to(who.device)[batch["who"]]
    parts = [F.cross_entropy(told.float(), wanted[:, k]) for k, told in enumerate(features)]
    return loss + torch.stack(parts).mean(), {"who": _right(who, batch["who"])}


def _acting(network: Any, batch: Tensors) -> tuple[Tensor, dict[str, float]]:
    does, heat, joints, within = network(batch["pictures"], batch["track"], batch["there"])
    loss = F.cross_entropy(does.float(), batch["does"], label_smoothing=0.05)
    near, there = batch["near"], batch["there"]
    wanted, total = batch["joints"].nan_to_num().clamp(-0.5, 0.5), near.sum().clamp(min=1)
    off = ((joints.float() - wanted).abs().sum(-1) * near).sum() / total
    # Means alone say little to a map that is still flat.
    hot = (_bells(wanted, heat.shape[-1]) * -heat.flatten(3).log_softmax(-1)).sum(-1)
    inside = F.binary_cross_entropy_with_logits(within.float()[there], near[there])
    loss = loss + 6 * off + 0.3 * (hot * near).sum() / total + 0.3 * inside
    return loss, {"does": _right(does, batch["does"]), "off": float(off.detach())}


def _bells(joints: Tensor, side: int) -> Tensor:
    """(..., 2) places in a window to (..., side * side) bells around them, each of which adds up to one."""
    line = (torch.arange(side, device=joints.device) + 0.5) / side - 0.5
    across, down = (torch.exp(-(((line - joints[..., k, None]) * side / 0.8) ** 2) / 2) for k in (0, 1))
    bells = (down[..., :, None] * across[..., None, :]).flatten(-2)
    return bells / bells.sum(-1, keepdim=True)


def _camera(network: Any, batch: Tensors) -> tuple[Tensor, dict[str, float]]:
    found = network(batch["grids"], batch["factors"], batch["there"])
    moves = torch.from_numpy(labels.MOVE_OF).to(found.device)
    right = {
        "way": _right(found, batch["way"]),
        "move": float((moves[found.argmax(-1)] == moves[batch["way"]]).float().mean()),
    }
    return F.cross_entropy(found.float(), batch["way"], label_smoothing=0.05), right


def _right(found: Tensor, wanted: Tensor) -> float:
    return float((found.argmax(-1) == wanted).float().mean())


LESSONS: dict[str, Lesson] = {
    "scout": Lesson(reading.scout, _scout, 32, 12_000, 2e-3, (Part.TRAINING, Part.STILLS)),
    "identity": Lesson(reading.identity, _identity, 64, 16_000, 2e-3, (Part.TRAINING, Part.STILLS)),
    "acting": Lesson(performances.acting, _acting, 16, 10_000, 1e-3),
    "camera": Lesson(reading.camera, _camera, 32, 8_000, 1e-3),
}
"""All of them, by the network's name."""
