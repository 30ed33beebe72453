"""A student that needs few steps: it learns to go in one where its teacher goes in several, guidance and all.

Progressive distillation of a guided model (Salimans and Ho, "Progressive distillation for fast sampling of diffusion
models", 2022; Meng et al., "On distillation of guided diffusion models", 2023), in one stage and for clean latents.
From x at time t the teacher goes to time u in some small steps; the student's clean latents are to be those that one
step from the same x would have needed to get there. So from the same noise both come to the same shot, as far as the
student can: a draft's composition is the final's.

Shapes: B batch, Z latent channels, R references, F latents, h and w latent sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch

from filmwright.models.clip_table import ClipTable
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.house_task import HouseTask, Shots

if TYPE_CHECKING:
    from filmwright.models.shot_pipeline import ShotPipeline

STEPS, WITHIN = 4, 3
"""Steps that the student takes for a clip; steps of the teacher within each of them."""


def scheduler(shift: float, steps: int = STEPS) -> Any:
    """The student's scheduler: one step goes in a straight line to what it gives, as it was taught."""
    from diffusers import UniPCMultistepScheduler

    return UniPCMultistepScheduler(
        prediction_type="sample",
        use_flow_sigmas=True,
        flow_shift=shift,
        solver_order=1,
        num_train_timesteps=1000,
        disable_corrector=list(range(steps)),
    )


def times(shift: float, steps: int = STEPS) -> torch.Tensor:
    """(steps + 1,) times of the flow that the student visits, from noise to 0."""
    plan = scheduler(shift, steps)
    plan.set_timesteps(steps)
    return plan.sigmas.float()


class StudentTask:
    """Trains a copy of a house model to need few steps and no guidance (see ``task.Task``)."""

    def __init__(
        self,
        student: ShotPipeline,
        teacher: ShotPipeline,
        table: ClipTable,
        recipe: HouseRecipe,
        steps: int = STEPS,
        within: int = WITHIN,
        guidance: float = 2.0,
    ) -> None:
        """The student begins as its teacher; both lie where it is trained.

        Args:
            student: what is trained; its text encoder stays the teacher's.
            teacher: what it learns from.
            table: the film.
            recipe: batches and lessons.
            steps: that the student will take for a clip.
            within: steps of the teacher for each of these.
            guidance: the teacher's, which the student has in it afterwards.
        """
        self.student, self.within, self.guidance = student, within, guidance
        # Words are dropped for the teacher's sake in ``_guided``; the student is always asked for something.
        told = recipe.model_copy(update={"prompt_dropout": 0.0})
        self.film = HouseTask(student, table, told)
        self.teacher = HouseTask(teacher, table, told)
        self.times = times(recipe.shift, steps)
        for module in (teacher.transformer, teacher.text_encoder, student.text_encoder):
            module.requires_grad_(False)
        self.parts = {"transformer": student.transformer}

    def draw(self, step: int, micro: int = 0) -> Shots:
        """As in training, at the times that the student visits."""
        batch = self.film.draw(step, micro)
        generator = torch.Generator().manual_seed(self.film.recipe.seed * 7_919 + step + 1_000_000_000 * micro)
        which = torch.randint(len(self.times) - 1, (len(batch),), generator=generator)
        return replace(batch, t=self.times[which])

    def losses(self, batch: Shots) -> torch.Tensor:
        """(B,) squared errors of the student's clean latents against those that lead where the teacher goes."""
        shots = batch.to(self.student.transformer.device)
        with torch.no_grad():
            wanted = self.wanted(shots)
        return self.film.errors(self.film.predict(shots), replace(shots, x0=wanted))

    @torch.no_grad()
    def wanted(self, shots: Shots) -> torch.Tensor:
        """Clean latents (B, Z, R + F, h, w) that one step would need to get where the teacher does in several."""
        grid = self.times.to(shots.t)
        place = (grid[None] - shots.t[:, None]).abs().argmin(1)
        begin, end = grid[place], grid[place + 1]
        x = start = _mixed(shots.x0, shots.noise, begin)
        for number in range(self.within):
            now = begin + (end - begin) * (number / self.within)
            after = begin + (end - begin) * ((number + 1) / self.within)
            share = _wide(after / now, x)
            x = share * x + (1 - share) * self._guided(x, now, shots)
        share = _wide(end / begin, x)
        return (x - share * start) / (1 - share)

    def _guided(self, x: torch.Tensor, t: torch.Tensor, shots: Shots) -> torch.Tensor:
        """The teacher's clean latents for x at times t, with guidance."""
        # x at t is what ``predict`` makes of a clean part and a noise; any two that mix to x will do.
        seen = replace(shots, x0=torch.zeros_like(x), noise=x / _wide(t, x), t=t)
        asked = self.teacher.predict(seen)
        if self.guidance == 1:
            return asked
        empty = self.teacher.pipeline.tokenizer(
            [""] * len(x), padding="max_length", max_length=shots.tokens.shape[1], return_tensors="pt"
        )
        silent = replace(seen, tokens=empty.input_ids.to(x.device), mask=empty.attention_mask.to(x.device))
        plain = self.teacher.predict(silent)
        return plain + self.guidance * (asked - plain)

    def kind(self, batch: Shots) -> str:
        """ "stills" or "clips"."""
        return self.film.kind(batch)

    def blocks(self) -> Sequence[torch.nn.Module]:
        """The student's."""
        return self.film.blocks()


def _wide(values: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    return values.view(-1, *[1] * (like.ndim - 1)).to(like)


def _mixed(x0: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    return (1 - _wide(t, x0)) * x0 + _wide(t, x0) * noise

