"""The control stream of a house model: what is known, what is asked for, and where, in the layout of Wan's VACE.

Shapes: B batch, T = 4n + 1 frames, F = n + 1 latents, S spatial coefficients, Z latent channels, h and w latent sides.
The stream is (B, 2Z + 64, F, h, w): the latents of what is known (``inactive``: grey where pictures are to be made), of
the control picture (``reactive``: grey where pictures are known), and the mask's pixels of each block (1: to be made).
Stock ``WanVACEPipeline`` makes the same from a video and a mask; here it is made of coefficients that lie ready.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from filmwright.models.house_codec import HouseCodec

MASK = 64
"""Pixels of a block, each a channel of the mask."""


def by_latent(made: torch.Tensor, latents: int) -> torch.Tensor:
    """A mask by frames (B, T, ...) as Wan's VACE takes it for each latent: that of one frame, (B, F, ...)."""
    flat = made.reshape(len(made), 1, made.shape[1], -1)
    picked = torch.nn.functional.interpolate(flat, size=(latents, flat.shape[3]), mode="nearest-exact")
    return picked.reshape(len(made), latents, *made.shape[2:])


def stream(codec: HouseCodec, known: torch.Tensor, control: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """The stream of clips of which whole frames are known.

    Args:
        codec: the house codec.
        known: spatial coefficients of the pictures, (B, S, T, h, w); read where ``made`` is 0.
        control: those of the control picture, read where it is 1.
        made: (B, T) of 0.0 or 1.0: frames that are to be made.
    """
    inactive = codec.latents(known, 1 - made)
    reactive = codec.latents(control, made)
    mask = by_latent(made, inactive.shape[2])[:, None, :, None, None]
    return torch.cat([inactive, reactive, mask.expand(-1, MASK, -1, *inactive.shape[3:])], 1)


def stream_of_pixels(codec: HouseCodec, known: torch.Tensor, control: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """The stream of clips of which parts of frames are known.

    Args:
        codec: the house codec.
        known: pictures (B, 3, T, H, W) in [-1, 1].
        control: the control picture, alike; 0 says nothing.
        made: (B, T, H, W) of 0.0 or 1.0: pixels that are to be made.
    """
    inactive = codec.encode(known * (1 - made[:, None])).latents
    reactive = codec.encode(control * made[:, None]).latents
    b, f, h, w = len(made), inactive.shape[2], *inactive.shape[3:]
    pixels = by_latent(made, f).view(b, f, h, 8, w, 8).permute(0, 3, 5, 1, 2, 4).reshape(b, MASK, f, h, w)
    return torch.cat([inactive, reactive, pixels], 1)


def with_references(stream: torch.Tensor, references: torch.Tensor) -> torch.Tensor:
    """The stream with the latents of reference pictures, (B, Z, R, h, w), before those of the clip."""
    b, z, r, h, w = references.shape
    rest = stream.new_zeros(b, stream.shape[1] - z, r, h, w)
    return torch.cat([torch.cat([references, rest], 1), stream], 2)
