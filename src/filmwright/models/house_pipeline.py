"""The house pipeline: prompt, and a plate if there is one, to frames; readable from top to bottom.

This file travels inside every model folder: ``DiffusionPipeline.from_pretrained(folder, trust_remote_code=True)``.

Shapes: B batch (1 at the door), K latent channels, F latent frames, h and w latent sides.
The transformer sees x_t, the plate's latents, a mask, where each block lies in the picture and the shot, and the
prompt's mean, (B, 2K+1+P+D, F, h, w), and predicts the clean latents as a difference to the plate's; the flow's
velocity is (x_t - x_0) / t. Rotary embeddings tell a block only how far its neighbours are; a small model that also
knows that it lies at the top of a meadow draws a sky there after minutes instead of hours.
Without a plate the shot's first block is sampled from the prompt alone; its first frame is then the plate. A shot
longer than the model's clip goes on from its last frame.
"""

import numpy as np
import torch
from diffusers import DiffusionPipeline
from PIL import Image
from tqdm.auto import tqdm

WAVES = 4
"""Octaves of the places' waves across a picture's side."""
PLACES = 4 * WAVES + 2
"""Channels that say where a block lies: P above."""


def places(blocks: int, clip_blocks: int, h: int, w: int) -> torch.Tensor:
    """Where each block lies, (1, P, F, h, w): waves of 1 to 2**(WAVES-1) half turns down and across, and the time."""
    down, across = ((torch.arange(n) + 0.5) / n for n in (h, w))
    octaves = torch.pi * 2.0 ** torch.arange(WAVES)
    rows = []
    for line, shape in ((down, (1, 1, h, 1)), (across, (1, 1, 1, w))):
        turns = octaves[:, None] * line
        rows.append(torch.cat([turns.sin(), turns.cos()]).view(2 * WAVES, *shape[1:]).expand(-1, blocks, h, w))
    late = torch.arange(blocks).float().view(1, blocks, 1, 1).expand(-1, -1, h, w) / clip_blocks
    return torch.cat([*rows, late, (-6 * late).exp()])[None]


class HousePipeline(DiffusionPipeline):
    """Samples shots with a house model.

    Args:
        transformer: ``WanTransformer3DModel`` with 2K+1+P+D channels in and K out.
        vae: the house codec.
        text_encoder: ``UMT5EncoderModel``.
        tokenizer: its tokenizer.
        scheduler: ``FlowMatchEulerDiscreteScheduler``.
        clip_blocks: latent frames of a training clip; longer shots are made of several.
        text_length: tokens a prompt is padded or cut to.
    """

    model_cpu_offload_seq = "text_encoder->transformer->vae"

    def __init__(
        self, transformer, vae, text_encoder, tokenizer, scheduler, clip_blocks: int = 6, text_length: int = 48
    ):
        """See the class."""
        super().__init__()
        self.register_modules(
            transformer=transformer, vae=vae, text_encoder=text_encoder, tokenizer=tokenizer, scheduler=scheduler
        )
        self.register_to_config(clip_blocks=clip_blocks, text_length=text_length)

    def encode_prompt(self, prompts: list[str]) -> torch.Tensor:
        """Prompts to (B, L, D); padding is zeroed, so that an empty prompt is the unconditional one."""
        tokens = self.tokenizer(
            prompts, padding="max_length", truncation=True, max_length=self.config.text_length, return_tensors="pt"
        ).to(self.transformer.device)
        hidden = self.text_encoder(tokens.input_ids, attention_mask=tokens.attention_mask).last_hidden_state
        return (hidden * tokens.attention_mask[..., None]).to(self.transformer.dtype)

    def predict(self, x_t: torch.Tensor, t: torch.Tensor, plate: torch.Tensor, mask: torch.Tensor, text: torch.Tensor):
        """Clean latents (B, K, F, h, w) for x_t at times t (B,) in [0, 1]."""
        where = places(x_t.shape[2], self.config.clip_blocks, *x_t.shape[3:]).to(x_t)
        words = text.float().sum(1) / (text != 0).any(-1).sum(1, keepdim=True).clamp(min=1)
        seen = torch.cat(
            [
                x_t,
                plate,
                mask,
                where.expand(len(x_t), -1, -1, -1, -1),
                words[:, :, None, None, None].expand(-1, -1, *x_t.shape[2:]),
            ],
            1,
        ).to(self.transformer.dtype)
        out = self.transformer(seen, t * 1000, text, return_dict=False)[0]
        return out.float() + plate

    def _denoise(self, shape, plate, text, steps: int, guidance: float, noise: float, generator, bar) -> torch.Tensor:
        device = self.transformer.device
        x_t = noise * torch.randn(shape, generator=generator, dtype=torch.float32).to(device)
        mask = torch.zeros(shape[0], 1, *shape[2:], device=device)
        held = torch.zeros(shape, device=device)
        if plate is not None:
            mask += 1
            held += plate
        self.scheduler.set_timesteps(steps, device=device)
        for step in self.scheduler.timesteps:
            t = (step / self.scheduler.config.num_train_timesteps).expand(2).float()
            both = self.predict(x_t.repeat(2, 1, 1, 1, 1), t, *(z.repeat(2, 1, 1, 1, 1) for z in (held, mask)), text)
            plain, prompted = both.chunk(2)
            clean = plain + guidance * (prompted - plain)
            velocity = (x_t - clean) / t[0].clamp(min=1e-3)
            x_t = self.scheduler.step(velocity, step, x_t, return_dict=False)[0]
            bar()
        return x_t

    @torch.no_grad()
    def __call__(
        self,
        prompt: str,
        plate: Image.Image | np.ndarray | None = None,
        num_frames: int = 24,
        height: int = 144,
        width: int = 256,
        num_inference_steps: int = 20,
        guidance_scale: float = 2.0,
        plate_guidance_scale: float = 1.2,
        plate_noise: float = 0.8,
        generator: torch.Generator | None = None,
        callback=None,
    ) -> np.ndarray:
        """Sample one shot.

        Args:
            prompt: what is in it, in the words of the model's card.
            plate: its first frame, an image or uint8 (height, width, 3); None to start from the prompt alone.
            num_frames: a multiple of 4.
            height: pixels, a multiple of 16.
            width: pixels, a multiple of 16.
            num_inference_steps: Euler steps for each clip.
            guidance_scale: classifier-free guidance of a first block made from text.
            plate_guidance_scale: the same for a clip that goes on from a plate.
            plate_noise: size of the noise that a clip from a given plate begins with, above 0 and up to 1; what is
                under 1 keeps nearer to the plate, with less motion and less of what a small model makes of motion.
                Shots from words, which move less, begin with all of it.
            generator: a CPU generator; same seed, same machine, same frames.
            callback: called with (step, steps in all) after each step.

        Returns:
            uint8 frames, (num_frames, height, width, 3).
        """
        if num_frames < 4 or num_frames % 4 or height % 16 or width % 16:
            raise ValueError("frames go by fours and sides by sixteens")
        blocks, clip = num_frames // 4, self.config.clip_blocks
        chunks = [min(clip, blocks - start) for start in range(0, blocks, clip)]
        total = num_inference_steps * (len(chunks) + (plate is None))
        count, shown = [0], tqdm(total=total, disable=callback is not None)

        def bar() -> None:
            count[0] += 1
            shown.update()
            if callback is not None:
                callback(count[0], total)

        text = self.encode_prompt(["", prompt])
        side = (self.vae.channels, height // 8, width // 8)
        if plate is None:
            first = self._denoise(
                (1, side[0], 1, *side[1:]), None, text, num_inference_steps, guidance_scale, 1.0, generator, bar
            )
            frame = self.vae.unblock(first)[:, :, 0].clamp(-1, 1)
        else:
            pixels = torch.from_numpy(np.asarray(plate).copy()).float().permute(2, 0, 1)[None]
            frame = (pixels / 127.5 - 1).to(self.transformer.device)
        noise = 1.0 if plate is None else plate_noise
        made = []
        for size in chunks:
            shape = (1, side[0], size, *side[1:])
            held = self.vae.still(frame)
            latents = self._denoise(shape, held, text, num_inference_steps, plate_guidance_scale, noise, generator, bar)
            made.append(self.vae.unblock(latents).clamp(-1, 1))
            frame = made[-1][:, :, -1]
        shown.close()
        video = torch.cat(made, 2)[0].permute(1, 2, 3, 0)
        return ((video + 1) * 127.5).round().byte().cpu().numpy()
