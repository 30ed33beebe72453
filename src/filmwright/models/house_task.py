"""The house model's task: clean latents of film from noise, words, what is known and what is asked for.

Shapes: B batch, T = 4n + 1 frames, F = n + 1 latents, Z latent channels of which K are film and the rest say where a
block lies, R references, L tokens. x_t = (1 - t) x_0 + t n, n ~ N(0, 1); the transformer gives x_0. Its squared error
is weighed so that it is that of the velocity, with t held above ``objective.FLOOR`` where it divides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import torch

from filmwright.models import lessons, objective
from filmwright.models.clip_table import ClipTable, Row
from filmwright.models.clips import varied
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.references import reference
from filmwright.models.stream import stream, with_references

if TYPE_CHECKING:
    from filmwright.models.shot_pipeline import ShotPipeline

_STEPS = 1_000_003
"""Apart from each other in seeds, so that no two runs of neighbouring seeds draw the same."""
PLACES_WEIGH = 0.1
"""What a channel that says where a block lies weighs, against one of film: it is easy, and read by nobody but us."""


@dataclass(frozen=True)
class Shots:
    """What one step sees; it has a length and slices, as the loop asks.

    Attributes:
        x0: clean latents, (B, Z, R + F, h, w); references first.
        stream: the control stream, (B, 2Z + 64, R + F, h, w).
        noise: like ``x0``.
        t: times in (0, 1), (B,).
        tokens: (B, L) of the prompts; mask: 1 where there is one.
        references: R.
    """

    x0: torch.Tensor
    stream: torch.Tensor
    noise: torch.Tensor
    t: torch.Tensor
    tokens: torch.Tensor
    mask: torch.Tensor
    references: int = 0

    def __len__(self) -> int:
        """B."""
        return len(self.x0)

    def __getitem__(self, part: slice) -> Shots:
        """Some of the samples."""
        return Shots(*(getattr(self, one.name)[part] for one in fields(self)[:-1]), self.references)

    def to(self, device: torch.device) -> Shots:
        """The same on another device."""
        return Shots(*(getattr(self, one.name).to(device) for one in fields(self)[:-1]), self.references)


class HouseTask:
    """Trains the transformer and the text encoder of a house model (see ``task.Task``)."""

    def __init__(self, pipeline: ShotPipeline, table: ClipTable, recipe: HouseRecipe) -> None:
        """The pipeline lies where it is trained; the table gives clips on the CPU."""
        self.pipeline, self.table, self.recipe = pipeline, table, recipe
        self.parts = {"transformer": pipeline.transformer, "text_encoder": pipeline.text_encoder}
        whole = recipe.clip_frames
        self.whole = [row for row in table.train if row.end - row.begin >= whole]

    def draw(self, step: int, micro: int = 0) -> Shots:
        """Pictures or clips, each with a lesson of its own."""
        seed = self.recipe.seed * _STEPS + step + 1_000_000_000 * micro
        generator = torch.Generator().manual_seed(seed)
        recipe = self.recipe
        clips = bool(self.whole) and torch.rand(1, generator=generator).item() < recipe.clip_share
        if clips:
            return self.shots(self.whole, recipe.clips, recipe.clip_frames, generator)
        return self.shots(self.table.train, recipe.stills, 1, generator)

    def shots(self, pool: Sequence[Row], count: int, frames: int, generator: torch.Generator) -> Shots:
        """``count`` clips of so many frames of these shots, with lessons."""
        recipe, codec = self.recipe, self.pipeline.vae
        pictures, asked, made, prompts, shown = [], [], [], [], []
        with_reference = torch.rand(1, generator=generator).item() < recipe.reference_share
        for _ in range(count):
            row = pool[_whole(len(pool), generator)]
            film, controls = self.table.clip(row, _whole(row.end - row.begin - frames + 1, generator), frames)
            pictures.append(film)
            asked.append(lessons.controls(controls, recipe.control_share, generator))
            made.append(lessons.frames_to_make(frames, generator))
            words = row.prompts[_whole(len(row.prompts), generator)]
            prompts.append(varied(words, recipe.prompt_dropout, generator))
            if with_reference:
                other, _ = self.table.clip(row, _whole(row.end - row.begin, generator), 1)
                shown.append(reference(codec, other, generator))
        known = torch.stack(pictures)
        x0 = codec.latents(known)
        control = stream(codec, known, torch.stack(asked), torch.stack(made))
        if shown:
            pages = torch.stack(shown)
            x0, control = torch.cat([pages, x0], 2), with_references(control, pages)
        noise = torch.randn(x0.shape, generator=generator)
        t = objective.drawn_times(recipe.times, count, recipe.shift, generator)
        told = self.pipeline.tokenizer(
            prompts, padding="max_length", truncation=True, max_length=recipe.text_length, return_tensors="pt"
        )
        return Shots(x0, control, noise, t, told.input_ids, told.attention_mask, 1 if shown else 0)

    def predict(self, shots: Shots) -> torch.Tensor:
        """Clean latents (B, Z, R + F, h, w), float32."""
        transformer = self.pipeline.transformer
        t = shots.t.view(-1, 1, 1, 1, 1)
        x_t = (1 - t) * shots.x0 + t * shots.noise
        hidden = self.pipeline.text_encoder(shots.tokens, attention_mask=shots.mask).last_hidden_state
        text = (hidden * shots.mask[..., None]).to(transformer.dtype)
        guess = transformer(
            hidden_states=x_t.to(transformer.dtype),
            timestep=shots.t * 1000,
            encoder_hidden_states=text,
            control_hidden_states=shots.stream.to(transformer.dtype),
            return_dict=False,
        )[0]
        return guess.float()

    def losses(self, batch: Shots) -> torch.Tensor:
        """(B,) flow-matching losses; references, which are given, count for nothing."""
        shots = batch.to(self.pipeline.transformer.device)
        return self.errors(self.predict(shots), shots)

    def errors(self, guess: torch.Tensor, shots: Shots) -> torch.Tensor:
        """(B,) weighted squared errors of guessed clean latents (B, Z, R + F, h, w)."""
        r = shots.references
        errors = (guess[:, :, r:] - shots.x0[:, :, r:]).pow(2).mean((2, 3, 4))
        weights = torch.full_like(errors[0], PLACES_WEIGH)
        weights[: self.pipeline.vae.channels] = 1
        return objective.weights(shots.t) * (errors * weights).sum(1) / weights.sum()

    def kind(self, batch: Shots) -> str:
        """ "stills" or "clips"."""
        return "stills" if batch.x0.shape[2] - batch.references == 1 else "clips"

    def blocks(self) -> Sequence[torch.nn.Module]:
        """The transformer's, those of the control stream first, as they are gone through."""
        transformer: Any = self.pipeline.transformer
        return [*transformer.vace_blocks, *transformer.blocks]


def _whole(below: int, generator: torch.Generator) -> int:
    return int(torch.randint(below, (1,), generator=generator))
