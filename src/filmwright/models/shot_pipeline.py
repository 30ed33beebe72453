"""The house pipeline: words, what is known and what is asked for, to frames; readable from top to bottom.

This file travels inside every model folder. The folder is one of Wan's VACE in every part but the codec, which is a
module beside it, so stock ``WanVACEPipeline.from_pretrained(folder, trust_remote_code=True)`` samples with it too; what
this class adds is ``shoot``: known frames come out exactly, takes may be longer than the clips of training, a take can
start from another, and all is kept in latents, so that joins do not drift.

Shapes: B batch (1 at the door), T frames (4n + 1 inside), F = n + 1 latents, Z latent channels, S spatial coefficients.
The transformer predicts clean latents (``prediction_type="sample"``), which small models with wide tokens learn far
sooner than velocities (Li and He, "Back to basics: let denoising generative models denoise", 2025).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from diffusers import WanVACEPipeline

MASK = 64
OVERLAP = 9
"""Frames that a window of a long take shares with the one before it: 4n + 1, so that they are whole blocks."""


@dataclass(frozen=True)
class Asked:
    """What a take is made of, all on the CPU; pictures in [-1, 1].

    Attributes:
        prompt: what the shot shows.
        known: (T, 3, H, W), read where ``made`` is 0.
        made: (T, H, W) of 0.0 or 1.0: pixels that are to be made.
        control: (T, 3, H, W), the control picture; 0 says nothing.
        references: (R, 3, H, W), pictures of who and what is to be seen.
        source: (T, 3, H, W), a take to start from, or None.
        change: how far the take goes from ``source``, above 0 and up to 1, which is all the way.
    """

    prompt: str
    known: torch.Tensor
    made: torch.Tensor
    control: torch.Tensor
    references: torch.Tensor
    source: torch.Tensor | None = None
    change: float = 1.0


def windows(frames: int, clip: int, overlap: int, backward: bool) -> list[tuple[int, int]]:
    """Where each clip of a take begins and ends, in the order in which they are made.

    Args:
        frames: of the take, 4n + 1.
        clip: of a window, 4n + 1.
        overlap: that a window shares with the one before it, 4n + 1; less than a clip of at least five frames.
        backward: the take is made from its end to its beginning.
    """
    overlap = min(overlap, clip - 4)
    made = [(0, min(clip, frames))]
    while made[-1][1] < frames:
        begin = made[-1][1] - overlap
        made.append((begin, min(begin + clip, frames)))
    return [(frames - end, frames - begin) for begin, end in made] if backward else made


class ShotPipeline(WanVACEPipeline):
    """Samples shots with a house model. Parts and arguments are those of ``WanVACEPipeline``.

    Args:
        clip_frames: frames of the clips of training, 4n + 1; longer takes are made of several.
        text_length: tokens that a prompt is padded or cut to.
    """

    def __init__(
        self,
        tokenizer,
        text_encoder,
        vae,
        scheduler,
        transformer=None,
        transformer_2=None,
        boundary_ratio=None,
        clip_frames: int = 25,
        text_length: int = 64,
    ):
        """See the class."""
        super().__init__(tokenizer, text_encoder, vae, scheduler, transformer, transformer_2, boundary_ratio)
        self.register_to_config(clip_frames=clip_frames, text_length=text_length)

    @torch.no_grad()
    def shoot(
        self,
        asked: Asked,
        steps: int = 20,
        guidance: float = 2.0,
        generator: torch.Generator | None = None,
        callback: Callable[[int, int], None] | None = None,
    ) -> torch.Tensor:
        """Sample one take.

        Args:
            asked: what it is made of.
            steps: of the scheduler, for each window.
            guidance: how far from what no words would give; 1 takes one pass a step instead of two.
            generator: a CPU generator; same seed, same machine, same frames.
            callback: called with (step, steps in all) after each step.

        Returns:
            Frames (T, 3, H, W) in [-1, 1], float32, on the CPU. Pixels that were known are those that the codec gives.
        """
        device = self.transformer.device
        frames = len(asked.made)
        total = -(-(frames - 1) // 4) * 4 + 1
        known, control = (_longer(x, total).movedim(0, 1)[None].to(device) for x in (asked.known, asked.control))
        made = _longer(asked.made, total)[None].to(device)
        source = None if asked.source is None else _longer(asked.source, total).movedim(0, 1)[None].to(device)
        text = self._words(asked.prompt, guidance)
        references = self._references(asked.references.to(device))
        height, width = made.shape[2:]
        shape = (1, self.vae.config.z_dim, 1 + (total - 1) // 4, height // 8, width // 8)
        noise = torch.randn(shape, generator=generator, dtype=torch.float32).to(device)
        whole = made.flatten(2).mean(2)
        backward = bool(whole[0, 0] > 0.5 and whole[0, -1] < 0.5)
        plan = windows(total, self.config.clip_frames, OVERLAP, backward)
        done = torch.zeros_like(known)
        for number, (begin, end) in enumerate(plan):
            span = slice(begin, end)
            first = begin // 4
            if number == 1 and not references.shape[2]:
                # Each window sees only the one before it, and small errors of colour would add up. All of them are
                # shown the same picture of the take to come back to; who asks for references gave them such already.
                anchor = done[0, :, plan[0][1] - 1 if backward else plan[0][0]]
                references = self._references(anchor[None])
            latents = self._denoise(
                known[:, :, span],
                made[:, span],
                control[:, :, span],
                references,
                None if source is None else source[:, :, span],
                noise[:, :, first : first + 1 + (end - begin - 1) // 4],
                text,
                steps,
                guidance,
                asked.change,
                lambda step, number=number: callback and callback(number * steps + step, len(plan) * steps),
            )
            new = self.vae.decode(latents, return_dict=False)[0]
            done[:, :, span] = new
            # What is made is known from now on: the next window goes on from it. It is never coded by anything that
            # loses something: the codec gives back what it gave.
            known[:, :, span] = torch.where(made[:, None, span] > 0.5, new, known[:, :, span])
            made[:, span] = 0
        return done[0].movedim(1, 0)[:frames].clamp(-1, 1).float().cpu()

    def _words(self, prompt: str, guidance: float) -> torch.Tensor:
        """Prompt embeddings (1 or 2, L, D): of no words first, where there is guidance."""
        told = self.tokenizer(
            [prompt] if guidance == 1 else ["", prompt],
            padding="max_length",
            truncation=True,
            max_length=self.config.text_length,
            return_tensors="pt",
        ).to(self.transformer.device)
        hidden = self.text_encoder(told.input_ids, attention_mask=told.attention_mask).last_hidden_state
        return (hidden * told.attention_mask[..., None]).to(self.transformer.dtype)

    def _references(self, pictures: torch.Tensor) -> torch.Tensor:
        """Latents (1, Z, R, h, w) of reference pictures (R, 3, H, W), each by itself."""
        latents = self.vae.encode(pictures[:, :, None]).latents
        return latents[:, :, 0].movedim(0, 1)[None]

    def _stream(self, known, made, control, references) -> torch.Tensor:
        """The control stream (1, 2Z + 64, R + F, h, w), as ``WanVACEPipeline`` makes it."""
        z, r = references.shape[1:3]
        inactive = self.vae.encode(known * (1 - made[:, None])).latents
        reactive = self.vae.encode(control * made[:, None]).latents
        mask = self.prepare_masks(made[:, None], [[]])
        clip = torch.cat([inactive, reactive, mask], 1)
        before = torch.cat([references, references.new_zeros(1, z + MASK, r, *references.shape[3:])], 1)
        return torch.cat([before, clip], 2).to(self.transformer.dtype)

    def _denoise(
        self, known, made, control, references, source, noise, text, steps, guidance, change, bar
    ) -> torch.Tensor:
        stream = self._stream(known, made, control, references).expand(len(text), -1, -1, -1, -1)
        r = references.shape[2]
        pictures = self.vae.pictures(known)
        # References are latents that the transformer sees noisy in its own stream and clean in the control's.
        x_t = torch.cat([torch.zeros_like(references), noise], 2)
        if r:
            x_t[:, :, :r] = noise[:, :, :1]
        self.scheduler.set_timesteps(steps, device=x_t.device)
        times = self.scheduler.timesteps
        if source is not None and change < 1:
            # Start late, from the source with as much noise as is left by then.
            skipped = min(steps - 1, round(steps * (1 - change)))
            times = times[skipped:]
            self.scheduler.set_begin_index(skipped)
            sigma = self.scheduler.sigmas[skipped].to(x_t)
            x_t[:, :, r:] = (1 - sigma) * self.vae.encode(source).latents + sigma * noise
        for number, t in enumerate(times, 1):
            guess = self.transformer(
                hidden_states=x_t.to(self.transformer.dtype).expand(len(text), -1, -1, -1, -1),
                timestep=t.expand(len(text)),
                encoder_hidden_states=text,
                control_hidden_states=stream,
                return_dict=False,
            )[0].float()
            clean = guess[:1] if len(text) == 1 else guess[:1] + guidance * (guess[1:] - guess[:1])
            clean = torch.cat([references, self.held(clean[:, :, r:], known, made, pictures)], 2)
            x_t = self.scheduler.step(clean, t, x_t, return_dict=False)[0]
            bar(number)
        return self.held(x_t[:, :, r:], known, made, pictures)

    def held(
        self, latents: torch.Tensor, known: torch.Tensor, made: torch.Tensor, pictures: torch.Tensor
    ) -> torch.Tensor:
        """Latents with what is known in them: whole frames exactly, parts of frames as nearly as blocks can."""
        by_frame = made.flatten(2)
        given = by_frame.amax(2) < 0.5
        partly = bool(((by_frame.amin(2) < 0.5) & ~given).any())
        if partly:
            pixels = self.vae.decode(latents, return_dict=False)[0]
            latents = self.vae.encode(torch.where(made[:, None] > 0.5, pixels, known)).latents
        if given.any():
            latents = self.vae.hold(latents, pictures, 1 - given.float())
        return latents


def _longer(x: torch.Tensor, frames: int) -> torch.Tensor:
    """A copy whose last frame is held until there are so many."""
    return torch.cat([x, x[-1:].expand(frames - len(x), *x.shape[1:])]).float()
