"""Reference pictures: who and what is to be seen, on white, as the control stream takes them.

A model that is shown a frame of the clip that it is to make learns to copy it. So a reference in training is a part of
another moment of the shot, larger or smaller than there, mirrored or not, on white: what stays is who it is and how it
looks.

Shapes: S spatial coefficients, Z latent channels, h and w latent sides, H and W pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

if TYPE_CHECKING:
    from filmwright.models.house_codec import HouseCodec

LEAST = 0.35
"""Side of the smallest part that is shown, as a share of the picture's."""


def on_white(picture: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """A picture (3, H', W') in [-1, 1] as large as fits, in the middle of a white page (3, height, width).

    Stock ``WanVACEPipeline`` lays out reference images in the same way.
    """
    scale = min(height / picture.shape[1], width / picture.shape[2])
    size = max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[2] * scale))
    small = F.interpolate(picture[None].float(), size=size, mode="bilinear", align_corners=False, antialias=scale < 1)
    page = torch.ones(3, height, width)
    top, left = (height - size[0]) // 2, (width - size[1]) // 2
    page[:, top : top + size[0], left : left + size[1]] = small[0]
    return page


def reference(codec: HouseCodec, frame: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A part of a frame on a white page: latents (Z, 1, h, w), of its spatial coefficients (S, 1, h, w)."""
    picture = codec.decode(codec.latents(frame[None]), return_dict=False)[0][0, :, 0]
    height, width = picture.shape[1:]
    shares = LEAST + (1 - LEAST) * torch.rand(2, generator=generator)
    places = torch.rand(2, generator=generator)
    h, w = (max(8, int(side * share)) for side, share in zip((height, width), shares.tolist(), strict=True))
    top, left = int((height - h) * places[0]), int((width - w) * places[1])
    part = picture[:, top : top + h, left : left + w]
    if torch.rand(1, generator=generator).item() < 0.5:
        part = part.flip(2)
    return codec.encode(on_white(part, height, width)[None, :, None]).latents[0]
