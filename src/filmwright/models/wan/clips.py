"""What a Wan run learns from: clips that are encoded already, and batches of them.

Shapes: B batch, C latent channels, F latent frames, h and w latent sides, K = 2C + 64 control channels, n tokens of one
prompt, L tokens of every prompt of a batch, D text width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from filmwright.errors import FilmwrightError


@dataclass(frozen=True)
class WanClip:
    """One clip as the transformer sees it, in memory.

    Attributes:
        latents: (C, F, h, w), of the model's own VAE, normalised as its pipeline does; any float type.
        text: (n, D), its prompt's embedding without padding.
        prompt: the prompt, for people.
        control: (K, F, h, w), the control latents of a VACE model; None for another.
    """

    latents: torch.Tensor
    text: torch.Tensor
    prompt: str
    control: torch.Tensor | None = None

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """(C, F, h, w): clips of one shape make a bucket."""
        c, f, h, w = self.latents.shape
        return c, f, h, w


@dataclass(frozen=True)
class WanBatch:
    """What one step sees; it has a length and slices, as ``Task`` asks.

    Attributes:
        expert: the transformer that it is for: all its times lie on that one's side of the boundary.
        x0: clean latents, (B, C, F, h, w), float32.
        noise: like ``x0``.
        t: (B,) times in (0, 1); 1 is noise alone.
        text: (B, L, D), padded with zeros.
        control: (B, K, F, h, w), or None.
        prompts: B strings; "" where the prompt was dropped.
    """

    expert: str
    x0: torch.Tensor
    noise: torch.Tensor
    t: torch.Tensor
    text: torch.Tensor
    control: torch.Tensor | None
    prompts: tuple[str, ...]

    def __len__(self) -> int:
        """B."""
        return len(self.x0)

    def __getitem__(self, part: slice) -> WanBatch:
        """Some of its samples, as a batch."""
        control = None if self.control is None else self.control[part]
        cut = {name: getattr(self, name)[part] for name in ("x0", "noise", "t", "text", "prompts")}
        return replace(self, control=control, **cut)


def buckets(clips: Sequence[WanClip]) -> list[list[int]]:
    """Indices of clips by equal shape, in the order of each shape's first clip."""
    found: dict[tuple[int, ...], list[int]] = {}
    for number, clip in enumerate(clips):
        found.setdefault(clip.shape, []).append(number)
    return list(found.values())


def padded(text: torch.Tensor, length: int) -> torch.Tensor:
    """(n, D) to (length, D) float32: cut, or filled with zeros as the stock pipelines do."""
    made = torch.zeros(length, text.shape[1])
    made[: len(text)] = text[:length].float()
    return made


def need_clips(clips: Sequence[WanClip], channels: int, width: int, patch: Sequence[int], control: int | None) -> None:
    """Refuse clips that the model cannot learn from.

    Args:
        channels: C.
        width: D.
        patch: frames, rows and columns of latents in a patch; a clip's sides are multiples of them.
        control: K of a VACE model, else None.

    Raises:
        FilmwrightError: naming the clip.
    """
    if not clips:
        raise FilmwrightError("there are no clips to train on", "", "encode some first")
    for number, clip in enumerate(clips):
        where = f"clip {number}, {clip.prompt!r}"
        if clip.latents.ndim != 4 or clip.latents.shape[0] != channels:
            raise _other(where, f"its latents are {_size(clip.latents)}; the model takes ({channels}, F, h, w)")
        if any(side % step or not side for side, step in zip(clip.shape[1:], patch, strict=True)):
            raise _other(where, f"its latents are {_size(clip.latents)}; frames and sides go by {tuple(patch)}")
        if clip.text.ndim != 2 or clip.text.shape[1] != width or not len(clip.text):
            raise _other(where, f"its text is {_size(clip.text)}; the model takes (n, {width})")
        wanted = None if control is None else (control, *clip.shape[1:])
        if (None if clip.control is None else tuple(clip.control.shape)) != wanted:
            got = "it has no control latents" if clip.control is None else f"its control is {_size(clip.control)}"
            raise _other(where, f"{got}; the model takes {wanted or 'none'}")
        for name in ("latents", "text", "control"):
            tensor = getattr(clip, name)
            if tensor is not None and not torch.isfinite(tensor).all():
                raise _other(where, f"its {name} hold NaN or infinity")


def _size(tensor: torch.Tensor) -> str:
    return str(tuple(tensor.shape))


def _other(where: str, what: str) -> FilmwrightError:
    return FilmwrightError(what, where, "encode the clip again with this model (encode_clips)")
