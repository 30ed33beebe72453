"""``WanTask``: a LoRA, or all of a transformer's weights, learned from clips that are encoded already.

Shapes: see ``clips``. Flow matching as the Wan family was trained (Lipman et al., "Flow matching for generative
modeling", 2023; Wan Team, "Wan: open and advanced large-scale video generative models", 2025): x_t = (1 - t) x_0 + t n
with n ~ N(0, 1), and the model, told x_t and 1000 t, predicts the velocity n - x_0. Times: see ``times``.

With Wan 2.2's two experts a step is for one of them, and all its times lie on that one's side of the boundary; the
other then has no gradient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.models.wan import clips as clipped
from filmwright.models.wan import times
from filmwright.models.wan.clips import WanBatch, WanClip
from filmwright.models.wan.folder import EXPERTS

TEXT_LENGTH = 512
"""Tokens to which the stock pipelines pad a prompt."""
_SIDES = {"transformer": "high noise", "transformer_2": "low noise"}


class WanTask:
    """A task (see ``models.task.Task``). What it trains is what requires a gradient: all weights, or a LoRA's.

    Args:
        parts: transformers by their names in the folder, "transformer" and "transformer_2"; with two experts, those
            that are to learn. A LoRA is attached before (``adapters.attach``).
        clips: what to learn from.
        empty: (n, D), the empty prompt's embedding, for dropped prompts.
        batch: samples of a step.
        seed: of clips, times, noise and dropped prompts.
        boundary: where the low-noise expert takes over (``WanModel.boundary``); None with one transformer.
        shift: how far times lean towards noise; more for larger pictures (3 for 480 lines, 5 for 720).
        dropout: the chance that a prompt is dropped, for guidance.
        text_length: L; what the sampler pads prompts to.
        shares: the chance of a step for each expert; by default in proportion to the times on its side.

    Raises:
        FilmwrightError: for clips that do not fit the model, or settings that no run can have.
    """

    def __init__(
        self,
        parts: Mapping[str, torch.nn.Module],
        clips: Sequence[WanClip],
        empty: torch.Tensor,
        *,
        batch: int = 1,
        seed: int = 0,
        boundary: float | None = None,
        shift: float = 3.0,
        dropout: float = 0.1,
        text_length: int = TEXT_LENGTH,
        shares: Mapping[str, float] | None = None,
    ) -> None:
        """See the class."""
        self.parts = dict(parts)
        self.clips, self.empty, self.seed, self.batch = list(clips), empty, seed, batch
        self.shift, self.dropout, self.text_length = shift, dropout, text_length
        if batch < 1 or shift <= 0 or not 0 <= dropout <= 1 or text_length < 1:
            raise FilmwrightError("batch, shift or text_length is not above 0, or dropout not in 0..1", "WanTask")
        strangers = self.parts.keys() - set(EXPERTS)
        if strangers or not self.parts or ("transformer_2" in self.parts and boundary is None):
            raise FilmwrightError(
                f"these are no experts with a boundary of {boundary}: {sorted(self.parts)}",
                "WanTask",
                f"name one or two of {EXPERTS}, and the model's boundary",
            )
        cut = 0.0 if boundary is None else boundary
        self.sides = {name: (cut, 1.0) if name == "transformer" else (0.0, cut) for name in self.parts}
        self.shares = _shares(self.sides, shift, shares)
        if empty.ndim != 2:
            raise FilmwrightError("the empty prompt's embedding is not (n, D)", "WanTask", "take it from encode_clips")
        for part in self.parts.values():
            config = part.config
            control = config.get("vace_in_channels")
            clipped.need_clips(self.clips, config["in_channels"], config["text_dim"], config["patch_size"], control)
        self.buckets = clipped.buckets(self.clips)

    def draw(self, step: int, micro: int = 0) -> WanBatch:
        """The samples of a step: one expert, one shape, clips by chance in proportion to their number."""
        mixed = content_id([self.seed, step, micro])[:15]
        generator = torch.Generator().manual_seed(int(mixed, 16))
        expert = list(self.shares)[_pick(list(self.shares.values()), generator)]
        bucket = self.buckets[_pick([len(bucket) for bucket in self.buckets], generator)]
        order: list[int] = []
        while len(order) < self.batch:
            # Without repeats as far as the bucket goes: a batch of one film's two clips shows both.
            order += torch.randperm(len(bucket), generator=generator).tolist()
        rows = [self.clips[bucket[place]] for place in order[: self.batch]]
        dropped = (torch.rand(self.batch, generator=generator) < self.dropout).tolist()
        x0 = torch.stack([row.latents.float() for row in rows])
        low, high = self.sides[expert]
        texts = [self.empty if drop else row.text for row, drop in zip(rows, dropped, strict=True)]
        return WanBatch(
            expert=expert,
            x0=x0,
            noise=torch.randn(x0.shape, generator=generator),
            t=times.draw(self.batch, generator, self.shift, low, high),
            text=torch.stack([clipped.padded(text, self.text_length) for text in texts]),
            control=None if rows[0].control is None else torch.stack([row.control.float() for row in rows]),
            prompts=tuple("" if drop else row.prompt for row, drop in zip(rows, dropped, strict=True)),
        )

    def losses(self, batch: WanBatch) -> torch.Tensor:
        """(B,) mean squared errors of the velocity, float32."""
        part = self.parts[batch.expert]
        device, dtype = next(part.parameters()).device, part.dtype
        x0, noise, t = (tensor.to(device) for tensor in (batch.x0, batch.noise, batch.t))
        late = t.view(-1, 1, 1, 1, 1)
        seen = {
            "hidden_states": ((1 - late) * x0 + late * noise).to(dtype),
            "timestep": t * 1000,
            "encoder_hidden_states": batch.text.to(device, dtype),
        }
        if batch.control is not None:
            seen["control_hidden_states"] = batch.control.to(device, dtype)
        velocity = part(**seen, return_dict=False)[0]
        return (velocity.float() - (noise - x0)).pow(2).mean((1, 2, 3, 4))

    def kind(self, batch: WanBatch) -> str:
        """ "stills" or "clips", and with a boundary whose side it is of."""
        word = "stills" if batch.x0.shape[2] == 1 else "clips"
        return word if self.sides[batch.expert] == (0.0, 1.0) else f"{word}, {_SIDES[batch.expert]}"

    def blocks(self) -> Sequence[torch.nn.Module]:
        """The blocks of each transformer in its order, those of VACE before the others, as they are run."""
        return [
            block
            for part in self.parts.values()
            for stack in (getattr(part, "vace_blocks", ()), part.blocks)
            for block in stack
        ]


def _shares(
    sides: Mapping[str, tuple[float, float]], shift: float, told: Mapping[str, float] | None
) -> dict[str, float]:
    if told is not None and (told.keys() != sides.keys() or min(told.values()) < 0 or not sum(told.values()) > 0):
        raise FilmwrightError(
            f"these are no shares of {sorted(sides)}: {dict(told)}", "WanTask", "name each, from 0 up"
        )
    return {name: told[name] if told else times.share(*side, shift) for name, side in sides.items()}


def _pick(weights: Sequence[float], generator: torch.Generator) -> int:
    """One index, by weight."""
    return int(torch.multinomial(torch.tensor(weights, dtype=torch.float64), 1, generator=generator))
