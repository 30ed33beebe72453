"""The four networks of the judges.

Shapes: B batch, S moments of a video, C channels. Pictures are 0 to 1, RGB.
Residual blocks are those of He et al., "Deep residual learning" (2016); people are found as peaks of a heat map, after
Zhou et al., "Objects as points" (2019).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from filmwright.soundstage.judges import labels
from filmwright.soundstage.judges.motion import CHANNELS

TRACK = 22
"""Numbers that tell where somebody is at one moment (``tracks.told``)."""
_JOINTS = 17
_FACTORS = 12


def _norm(channels: int) -> nn.Module:
    return nn.BatchNorm2d(channels)


class Block(nn.Module):
    """Two 3x3 convolutions with a way around them; halves the picture where ``stride`` is 2."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        """See the class."""
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([_norm(after), _norm(after)])
        self.around: nn.Module = nn.Identity()
        if stride > 1 or before != after:
            self.around = nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity(),
                nn.Conv2d(before, after, 1, bias=False),
                _norm(after),
            )

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C', H', W')."""
        found = F.silu(self.norms[0](self.first(x)))
        return F.silu(self.norms[1](self.second(found)) + self.around(x))


def _stem(channels: int, before: int = 3) -> nn.Module:
    return nn.Sequential(nn.Conv2d(before, channels, 3, 2, 1, bias=False), _norm(channels), nn.SiLU())


def _pooled(x: Tensor) -> Tensor:
    """(B, C, H, W) to the means and the greatest of each channel, (B, 2C)."""
    return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)


class Scout(nn.Module):
    """One frame at 128x72: where people are, and of the whole the set, the look and the scale."""

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self.stem = _stem(24)
        self.fine = Block(24, 24)
        self.middle = nn.Sequential(Block(24, 64, 2), Block(64, 64))
        self.coarse = nn.Sequential(Block(64, 128, 2), Block(128, 128))
        self.whole = nn.Sequential(Block(128, 192, 2), Block(192, 192))
        self.down = nn.ModuleList([nn.Conv2d(192, 64, 1), nn.Conv2d(128, 64, 1), nn.Conv2d(64, 32, 1)])
        self.narrow = nn.Conv2d(64, 32, 1)
        self.joined = nn.Sequential(nn.Conv2d(32 + 24, 32, 3, 1, 1, bias=False), _norm(32), nn.SiLU())
        self.found = nn.Conv2d(32, 5, 1)
        nn.init.constant_(self.found.bias[:1], -3.0)  # type: ignore[index]
        self.told = nn.ModuleDict(
            {
                "set": nn.Linear(384, len(labels.SETS)),
                "look": nn.Linear(384 + 128, len(labels.LOOKS)),
                "scale": nn.Linear(384 + 64, len(labels.SCALES)),
            }
        )

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """(B, 3, 72, 128) to "heat" (B, 36, 64), "sides" (B, 4, 36, 64) and scores of "set", "look" and "scale"."""
        fine = self.fine(self.stem((x - 0.45) / 0.25))
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        whole = self.whole(coarse)
        up = F.interpolate(self.down[0](whole), coarse.shape[2:]) + self.down[1](coarse)
        up = F.interpolate(self.narrow(F.silu(up)), middle.shape[2:]) + self.down[2](middle)
        joined = self.joined(torch.cat([F.interpolate(F.silu(up), fine.shape[2:]), fine], 1))
        found = self.found(joined)
        pooled = F.dropout(_pooled(whole), 0.2, self.training)
        return {
            "heat": found[:, 0],
            "sides": F.softplus(found[:, 1:]) * 0.2,
            "set": self.told["set"](pooled),
            "look": self.told["look"](torch.cat([pooled, _pooled(middle)], 1)),
            "scale": self.told["scale"](torch.cat([pooled, _pooled(joined)], 1)),
        }


class Identity(nn.Module):
    """Somebody cut out at 64x96: which of the cast. Features of the cast (hair, colours) help it to learn."""

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self.body = nn.Sequential(
            _stem(24),
            Block(24, 32),
            Block(32, 64, 2),
            Block(64, 64),
            Block(64, 112, 2),
            Block(112, 112),
            Block(112, 192, 2),
        )
        self.mark = nn.Linear(3 * 192 + 192, 192)
        self.who = nn.Linear(192, len(labels.CHARACTERS))
        self.features = nn.ModuleList(nn.Linear(192, count) for count in labels.FEATURE_COUNTS)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """(B, 3, 96, 64) to scores (B, 200), a mark (B, 192), and scores of each feature."""
        found = self.body((x - 0.45) / 0.25)
        # Head, trunk and legs apart: a red hat is not a red skirt.
        thirds = F.adaptive_avg_pool2d(found, (3, 1)).flatten(1)
        mark = F.silu(self.mark(torch.cat([thirds, found.amax((2, 3))], 1)))
        dropped = F.dropout(mark, 0.2, self.training)
        return self.who(dropped), mark, [feature(mark) for feature in self.features]


class _Steps(nn.Module):
    """Convolutions over moments with ways around them; what lies outside the video counts as nothing."""

    def __init__(self, channels: int, reaches: tuple[int, ...]) -> None:
        """See the class."""
        super().__init__()
        self.steps = nn.ModuleList(nn.Conv1d(channels, channels, 3, 1, reach, reach) for reach in reaches)
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in reaches)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """(B, S, C) with (B, S) True where there is a moment, to (B, S, C)."""
        mask = there[..., None].to(x.dtype)
        for step, norm in zip(self.steps, self.norms, strict=True):
            moved = step((norm(x) * mask).transpose(1, 2)).transpose(1, 2)
            x = x + F.silu(moved)
        return x * mask


def _over_time(x: Tensor, there: Tensor) -> Tensor:
    """Means and greatest over the moments there are, (B, 2C)."""
    mask = there[..., None]
    mean = (x * mask).sum(1) / mask.sum(1).clamp(min=1)
    return torch.cat([mean, x.masked_fill(~mask, -1e4).amax(1)], 1)


class Acting(nn.Module):
    """Somebody through a video: what they do, told from where their joints go and from the pictures themselves.

    The joints are found as means of heat maps, after Sun et al., "Integral human pose regression" (2018): how a body
    moves is the same in every place and dress, so what is learned of joints holds where pictures are new.
    """

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self.body = nn.Sequential(_stem(24), Block(24, 32, 2), Block(32, 64, 2), Block(64, 112, 2))
        self.picture = nn.Linear(112 * 8, 128)
        self.up = nn.ModuleList([nn.Conv2d(112, 64, 1), nn.Conv2d(64, 64, 1), nn.Conv2d(32, 64, 1)])
        self.fine = nn.ModuleList([nn.Conv2d(64, 64, 3, 1, 1, bias=False) for _ in range(2)])
        self.norms = nn.ModuleList([_norm(64) for _ in range(2)])
        self.heat = nn.Conv2d(64, _JOINTS, 1)
        self.within = nn.Linear(112 * 2, _JOINTS)
        self.pose = nn.Linear(6 * _JOINTS, 96)
        self.track = nn.Linear(TRACK, 32)
        self.join = nn.Linear(256, 192)
        self.steps = _Steps(192, (1, 2, 1, 4, 1))
        self.does = nn.Sequential(nn.Dropout(0.3), nn.Linear(384, len(labels.ACTIONS)))

    def forward(self, pictures: Tensor, track: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """See the class.

        Args:
            pictures: (B, S, 3, 64, 64).
            track: (B, S, 22), see ``tracks.told``.
            there: (B, S) True where there is a moment.

        Returns:
            Scores (B, 14); heat (B, S, 17, 16, 16) of each joint; where that puts them (B, S, 17, 2), from the middle
            of the window, in its sides; scores (B, S, 17) of how likely each is within it.
        """
        flat, heat, within = self._seen((pictures[there] - 0.45) / 0.25)
        joints = _means(heat)
        batch, count = there.shape

        def laid(x: Tensor) -> Tensor:
            whole = x.new_zeros(batch, count, *x.shape[1:])
            whole[there] = x
            return whole

        flat, heat, joints, within = laid(flat), laid(heat), laid(joints), laid(within)
        if self.training:
            # Now and then a whole video has to be told from its joints alone.
            flat = flat * (torch.rand(batch, 1, 1, device=flat.device) > 0.3)
        # What is asked about the action says nothing of where joints are.
        pose = self.pose(_moving(joints.detach().float(), within.detach().float().sigmoid(), there))
        joined = F.silu(self.join(torch.cat([flat, F.silu(pose), F.silu(self.track(track))], -1)))
        return self.does(_over_time(self.steps(joined, there), there)), heat, joints, within

    def _seen(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, 3, 64, 64) to what they show (N, 128), heat (N, 17, 16, 16), and whether within (N, 17)."""
        fine = self.body[1](self.body[0](x))
        middle = self.body[2](fine)
        found = self.body[3](middle)
        rows = F.adaptive_avg_pool2d(found, (4, 1)).flatten(1)
        columns = F.adaptive_avg_pool2d(found, (1, 3)).flatten(1)
        flat = F.silu(self.picture(torch.cat([rows, columns, found.amax((2, 3))], 1)))
        up = F.interpolate(self.up[0](found), middle.shape[2:]) + self.up[1](middle)
        up = F.silu(self.norms[0](self.fine[0](F.silu(up))))
        up = F.interpolate(up, fine.shape[2:]) + self.up[2](fine)
        heat = self.heat(F.silu(self.norms[1](self.fine[1](F.silu(up)))))
        return flat, heat.float(), self.within(_pooled(found))


def _means(heat: Tensor) -> Tensor:
    """(N, 17, H, W) to the mean of each map (N, 17, 2), from its middle, in its sides."""
    side = heat.shape[-1]
    shares = heat.flatten(2).softmax(-1).reshape(heat.shape)
    line = (torch.arange(side, device=heat.device) + 0.5) / side - 0.5
    return torch.stack([(shares.sum(2) * line).sum(-1), (shares.sum(3) * line).sum(-1)], -1)


def _moving(joints: Tensor, within: Tensor, there: Tensor) -> Tensor:
    """(B, S, 17, 2) and (B, S, 17) to where joints are, surely or not, and how far each goes to the next moment."""
    whole = joints * within[..., None]
    both = (there[:, 1:] & there[:, :-1])[..., None]
    steps = F.pad((joints[:, 1:] - joints[:, :-1]).flatten(2) * both, (0, 0, 0, 1)) * 4
    sure = F.pad(torch.minimum(within[:, 1:], within[:, :-1]) * both, (0, 0, 0, 1))
    return torch.cat([whole.flatten(2) * 2, steps * sure.repeat_interleave(2, -1), within, sure], -1)


class Camera(nn.Module):
    """The motion of whole pictures through a video: what the camera does, and in which direction."""

    def __init__(self) -> None:
        """See the class."""
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(CHANNELS + 2, 24, 3, 1, 1, bias=False), _norm(24), nn.SiLU(), Block(24, 40, 2), Block(40, 72, 2)
        )
        self.picture = nn.Linear(72 * 3 * 4, 128)
        self.factors = nn.Linear(_FACTORS, 32)
        self.join = nn.Linear(160, 128)
        self.steps = _Steps(128, (1, 2, 4))
        self.does = nn.Sequential(nn.Dropout(0.2), nn.Linear(3 * 128, len(labels.WAYS)))

    def forward(self, grids: Tensor, factors: Tensor, there: Tensor) -> Tensor:
        """(B, S, 8, 18, 32), (B, S, 2, 6), (B, S) True where there is a step, to scores (B, 16)."""
        batch, count = there.shape
        picked = grids[there].clone()
        # A logarithm keeps what is slow apart without losing what is fast.
        picked[:, :4] = _squeezed(picked[:, :4])
        rows, columns = picked.shape[2:]
        y = torch.linspace(-1, 1, rows, device=picked.device)[None, None, :, None].expand(len(picked), 1, rows, columns)
        x = torch.linspace(-1, 1, columns, device=picked.device)[None, None, None].expand(len(picked), 1, rows, columns)
        found = F.adaptive_avg_pool2d(self.body(torch.cat([picked, x, y], 1)), (3, 4)).flatten(1)
        flat = self.picture(found)
        seen = flat.new_zeros(batch, count, flat.shape[1])
        seen[there] = flat
        told = F.silu(self.factors(_squeezed(factors.flatten(2))))
        steps = self.steps(F.silu(self.join(torch.cat([seen, told], -1))), there)
        mask = there[..., None]
        total = mask.sum(1).clamp(min=1)
        mean = (steps * mask).sum(1) / total
        spread = (((steps - mean[:, None]) ** 2) * mask).sum(1) / total
        found = self.does(torch.cat([_over_time(steps, there), (spread + 1e-6).sqrt()], 1))
        return torch.as_tensor(found)


def _squeezed(x: Tensor) -> Tensor:
    return torch.sign(x) * torch.log1p(x.abs() * 30) / 2


NETWORKS: dict[str, Callable[[], Any]] = {
    "scout": Scout,
    "identity": Identity,
    "acting": Acting,
    "camera": Camera,
}
"""All of them, by the name that their weights go under."""
