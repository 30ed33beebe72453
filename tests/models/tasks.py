"""Two tasks of no size: numbers to numbers, and noise to latents with a stock Wan transformer."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from . import tiny_wan


@dataclass
class Pairs:
    """A batch: what goes in and what is to come out, (B, ...)."""

    x: torch.Tensor
    y: torch.Tensor

    def __len__(self):
        return len(self.x)

    def __getitem__(self, chosen):
        return Pairs(self.x[chosen], self.y[chosen])


class Numbers:
    """Two layers that learn a curve; the batches of a step are parts of one draw, as many as ``micros``."""

    def __init__(self, count=8, micros=1, dropout=0.0, seed=0):
        torch.manual_seed(seed)
        layers = [torch.nn.Linear(6, 5), torch.nn.Tanh(), torch.nn.Dropout(dropout), torch.nn.Linear(5, 3)]
        self.net = torch.nn.Sequential(*layers)
        self.frozen = torch.nn.Linear(3, 3).requires_grad_(False)
        self.parts = {"net": self.net, "frozen": self.frozen}
        self.count, self.micros = count, micros

    def draw(self, step, micro=0):
        rng = torch.Generator().manual_seed(1000 + step)
        x = torch.randn(self.count, 6, generator=rng)
        each = self.count // self.micros
        return Pairs(x, (2 * x[:, :3]).tanh())[micro * each : (micro + 1) * each]

    def losses(self, batch):
        dtype = self.net[0].weight.dtype
        return (self.frozen(self.net(batch.x.to(dtype)).float()) - batch.y).pow(2).mean(1)

    def kind(self, batch):
        return "numbers"

    def blocks(self):
        return [self.net[0], self.net[3]]


class Film:
    """A Wan transformer that learns to move a picture of 8x8 latents; it trains what has ``only`` in its name."""

    def __init__(self, count=4, seed=0, frames=2, only="", **sizes):
        torch.manual_seed(seed)
        self.net = tiny_wan.transformer(**sizes)
        for name, parameter in self.net.named_parameters():
            parameter.requires_grad_(only in name)
        self.parts = {"transformer": self.net}
        self.count, self.frames = count, frames

    def draw(self, step, micro=0):
        rng = torch.Generator().manual_seed(7 * step + micro)
        x = torch.randn(self.count, tiny_wan.CHANNELS, self.frames, 8, 8, generator=rng)
        return Pairs(x, x.roll(1, -1))

    def losses(self, batch):
        words = torch.linspace(-3, 3, 3 * tiny_wan.WIDTH).sin().view(1, 3, -1)
        text = words * batch.x.mean((1, 2, 3, 4)).view(-1, 1, 1).sign()
        t = torch.full((len(batch),), 500.0)
        dtype = self.net.dtype
        out = self.net(batch.x.to(dtype), t, text.to(dtype), return_dict=False)[0]
        return (out.float() - batch.y).pow(2).mean((1, 2, 3, 4))

    def kind(self, batch):
        return "film"

    def blocks(self):
        return list(self.net.blocks)
