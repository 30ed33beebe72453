"""The house codec: a fixed orthonormal 3-D transform, so that nothing of a film can hide in it.

This file travels inside every model folder and needs only torch and diffusers.

Shapes: B batch, T frames, H and W pixels, C = 3 colours, K kept channels, P channels of places, Z = K + P, h = H/8,
w = W/8, F latent frames, S spatial coefficients a place.

``encode`` and ``decode`` are those of Wan's autoencoder, so that Wan's stock pipelines take this codec for one:
T = 4n + 1 frames are F = n + 1 latents, the first frame alone and then blocks of 4; a picture is one latent. The first
latent is that of a frame held still, and decodes to one frame.
Beside the K coefficients of a block stand P numbers that say where in the picture and in the clip it lies. They hold
nothing of the film; a transformer whose rotary embeddings tell a block only how far its neighbours are reads them
wherever it reads a picture. ``decode`` passes over them.

Time is cut into blocks of 4 frames (orthonormal DCT-II). In space each axis is a lapped orthogonal transform: a
pre-filter across every border of 8 pixels, then a DCT-II of 8 (Malvar's fast LOT in the pre-filter form of Tran, Liang
and Tu, "Lapped transform via time-domain pre- and post-filtering", 2003). A constant picture stays one coefficient a
block, and what a model gets wrong in one block fades into the next instead of showing as an edge.
Of the 3·4·8·8 = 768 coefficients a block, the ``kept`` lowest of each colour and temporal frequency stay, each divided
by a power of a standard deviation that a formula gives. No number in this file was fitted to a film by machine; the
counts and the formula's constants were rounded by hand.
"""

import math
import typing
from types import SimpleNamespace

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin

TIME, SIDE = 4, 8
OCTAVES = 4
"""Waves of 1 to 8 half turns across a picture's side say where a block lies."""
PLACES = 4 * OCTAVES + 2
"""P above: the waves down and across, and two of the time since the clip began."""


def _dct2(n: int) -> torch.Tensor:
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    basis = torch.cos(math.pi * (i + 0.5) * k / n) * math.sqrt(2 / n)
    basis[0] /= math.sqrt(2)
    return basis


def _dct4(n: int) -> torch.Tensor:
    k, i = torch.arange(n, dtype=torch.float64)[:, None], torch.arange(n, dtype=torch.float64)[None]
    return torch.cos(math.pi * (i + 0.5) * (k + 0.5) / n) * math.sqrt(2 / n)


def _prefilter(n: int) -> torch.Tensor:
    """Orthonormal (n, n) filter across a block border: butterfly, rotation of the odd half, butterfly."""
    half = n // 2
    eye = torch.eye(half, dtype=torch.float64)
    flip = eye.flip(0)
    turn = flip @ _dct2(half).T @ _dct4(half) @ flip
    butterfly = torch.cat([torch.cat([eye, flip], 1), torch.cat([flip, -eye], 1)]) / math.sqrt(2)
    return butterfly @ torch.block_diag(eye, turn) @ butterfly


def _axis(length: int) -> torch.Tensor:
    """Orthonormal (length, length) lapped transform along one axis of ``length`` pixels."""
    lap = torch.eye(length, dtype=torch.float64)
    for border in range(SIDE, length, SIDE):
        span = slice(border - SIDE // 2, border + SIDE // 2)
        lap[span, span] = _prefilter(SIDE)
    return torch.block_diag(*[_dct2(SIDE)] * (length // SIDE)) @ lap


def _colour() -> torch.Tensor:
    """Orthonormal (3, 3): luma-like sum, red against blue, green against both."""
    rows = torch.tensor([[1.0, 1, 1], [1, 0, -1], [-1, 2, -1]], dtype=torch.float64)
    return rows / rows.norm(dim=1, keepdim=True)


def _plan(kept: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Flat indices (K,) into (3, 4, 8, 8), and the formula's standard deviation (K,) of each."""
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    order = ((2 + y) * (2 + x) + 1e-3 * x).flatten().argsort(stable=True)
    radius = (y**2 + x**2).flatten().double().sqrt()
    colour, time, level = (1.73, 0.63, 0.37), (1.0, 0.33, 0.22, 0.16), (7.5, 3.7, 3.3, 3.2)
    index, deviation = [], []
    for c in range(3):
        for t in range(TIME):
            for flat in order[: kept[c][t]].tolist():
                fall = level[t] if flat == 0 else float(radius[flat]) ** -1.3
                index.append((c * TIME + t) * SIDE * SIDE + flat)
                deviation.append(colour[c] * time[t] * fall)
    return torch.tensor(index), torch.tensor(deviation, dtype=torch.float64)


def places(latents: int, h: int, w: int) -> torch.Tensor:
    """Where each block lies, (P, F, h, w): waves down and across, and the time since the clip began."""
    octaves = torch.pi * 2.0 ** torch.arange(OCTAVES)
    rows = []
    for count, shape in ((h, (1, h, 1)), (w, (1, 1, w))):
        turns = octaves[:, None] * (torch.arange(count) + 0.5) / count
        rows.append(torch.cat([turns.sin(), turns.cos()]).view(2 * OCTAVES, *shape).expand(-1, latents, h, w))
    late = torch.arange(latents).float().view(1, latents, 1, 1).expand(-1, -1, h, w)
    return torch.cat([*rows, late / 8, (-late).exp()])


class HouseCodec(ModelMixin, ConfigMixin):
    """Frames to latents and back; no weights, the same for every studio.

    Args:
        kept: coefficients kept, by colour (3) and temporal frequency (4); their sum is K.
        whitening: power of the standard deviation that latents are divided by (0 keeps pixel energies, 1 makes all
            channels equal); between, coarse structure outlives fine detail under noise.
        gain: latents are multiplied by it, so that their mean square is near 1.
        z_dim: Z, for whoever reads the config; it follows from ``kept``.
        latents_mean: zeros, latents_std: ones; the latents are scaled already.
    """

    _keep_in_fp32_modules: typing.ClassVar = ["anchor"]
    temperal_downsample = (False, True, True)
    """As Wan's autoencoder spells it: a side is halved three times, the time twice."""

    @register_to_config
    def __init__(
        self,
        kept: list[list[int]] = [[27, 10, 7, 4], [6, 2, 1, 1], [3, 1, 1, 1]],  # noqa: B006 (a config must be plain)
        whitening: float = 0.5,
        gain: float = 1.05,
        z_dim: int | None = None,
        latents_mean: list[float] | None = None,
        latents_std: list[float] | None = None,
    ) -> None:
        """See the class; the transform's matrices are made when a side's length is first seen."""
        super().__init__()
        index, deviation = _plan(kept)
        self.scale = (gain / deviation**whitening).float()
        self.channels = len(index)
        z = self.channels + PLACES
        self.register_to_config(z_dim=z, latents_mean=[0.0] * z, latents_std=[1.0] * z)
        # A channel is a spatial coefficient of one colour (its place among 3*8*8) at a temporal frequency.
        place = index // (TIME * SIDE**2) * SIDE**2 + index % SIDE**2
        self.frequency = index // SIDE**2 % TIME
        # Channels of temporal frequency 0 are all that a held picture has; the others sit on the same places.
        self.held_still = self.frequency == 0
        self.places = place[self.held_still]
        self.parent = (place[:, None] == self.places[None]).int().argmax(1)
        self._axes: dict[int, torch.Tensor] = {}
        # ModelMixin asks for the dtype and device of a first parameter.
        self.anchor = torch.nn.Parameter(torch.zeros(1), requires_grad=False)

    def _axis(self, length: int, like: torch.Tensor) -> torch.Tensor:
        if length % SIDE:
            raise ValueError(f"a side of {length} pixels is not a multiple of {SIDE}")
        if length not in self._axes:
            self._axes[length] = _axis(length).float()
        return self._axes[length].to(like.device)

    @torch.no_grad()
    def pictures(self, video: torch.Tensor) -> torch.Tensor:
        """Frames (B, 3, T, H, W) in [-1, 1] to spatial coefficients (B, S, T, H/8, W/8), S places a frame, float32.

        Raises:
            ValueError: if a side is not a multiple of 8.
        """
        b, _, t, h, w = video.shape
        z = (_colour().float().to(video.device) @ video.float().flatten(2)).view(b, 3, t, h, w)
        z = self._axis(h, z) @ z @ self._axis(w, z).T
        z = z.view(b, 3, t, h // SIDE, SIDE, w // SIDE, SIDE)
        colour, flat = self.places // SIDE**2, self.places % SIDE**2
        kept = [z[:, c, :, :, f // SIDE, :, f % SIDE] for c, f in zip(colour.tolist(), flat.tolist(), strict=True)]
        return torch.stack(kept, 1)

    @torch.no_grad()
    def blocks(self, pictures: torch.Tensor) -> torch.Tensor:
        """Spatial coefficients (B, S, T, h, w) to latents (B, K, T/4, h, w).

        Raises:
            ValueError: if T is not a multiple of 4.
        """
        b, s, t, h, w = pictures.shape
        if t % TIME:
            raise ValueError(f"{t} frames are not a multiple of {TIME}")
        basis = _dct2(TIME).float().to(pictures.device)
        # (4, frequencies) for every place, then the frequencies that are kept of each.
        full = torch.einsum("bsftyx,gt->bgsfyx", pictures.view(b, s, t // TIME, TIME, h, w), basis)
        z = full[:, self.frequency.to(full.device), self.parent.to(full.device)]
        return z * self.scale.to(z.device)[:, None, None, None]

    def block(self, video: torch.Tensor) -> torch.Tensor:
        """Frames (B, 3, 4F, H, W) in [-1, 1] to blocks (B, K, F, H/8, W/8), float32.

        Raises:
            ValueError: if T is not a multiple of 4 or a side not one of 8.
        """
        if video.shape[2] % TIME:
            raise ValueError(f"{video.shape[2]} frames are not a multiple of {TIME}")
        return self.blocks(self.pictures(video))

    @torch.no_grad()
    def unblock(self, latents: torch.Tensor) -> torch.Tensor:
        """Blocks (B, K, F, h, w) to frames (B, 3, 4F, 8h, 8w), float32; not clamped."""
        b, _, f, h, w = latents.shape
        z = latents.float() / self.scale.to(latents.device)[:, None, None, None]
        basis = _dct2(TIME).float().to(z.device)[self.frequency.to(z.device)]
        spread = torch.einsum("bkfyx,kt->bkftyx", z, basis).reshape(b, -1, f * TIME, h, w)
        full = z.new_zeros(b, 3 * SIDE * SIDE, f * TIME, h, w)
        full.index_add_(1, self.places[self.parent].to(z.device), spread)
        x = full.view(b, 3, SIDE, SIDE, f * TIME, h, w).permute(0, 1, 4, 5, 2, 6, 3)
        x = x.reshape(b, 3, f * TIME, h * SIDE, w * SIDE)
        x = self._axis(h * SIDE, x).T @ x @ self._axis(w * SIDE, x)
        return (_colour().float().to(x.device).T @ x.flatten(2)).view_as(x)

    def still(self, frame: torch.Tensor) -> torch.Tensor:
        """One frame (B, 3, H, W) held for a block: latents (B, K, 1, H/8, W/8)."""
        return self.block(frame[:, :, None].expand(-1, -1, TIME, -1, -1))

    def stills(self, pictures: torch.Tensor) -> torch.Tensor:
        """Each frame of (B, S, T, h, w) held still: the channels of ``held_still`` alone, (B, S, T, h, w)."""
        # A constant over 4 frames has the first basis vector's coefficient sqrt(4).
        return 2 * pictures * self.scale[self.held_still].to(pictures.device)[:, None, None, None]

    def latents(self, pictures: torch.Tensor, seen: torch.Tensor | None = None) -> torch.Tensor:
        """Spatial coefficients (B, S, 4n+1, h, w) of a clip to latents (B, Z, n+1, h, w), places and all.

        Args:
            pictures: what ``pictures`` gives.
            seen: (B, 4n+1) of 0.0 or 1.0, frames that are taken for grey where it is 0.0; None: all are seen.

        Raises:
            ValueError: if the number of frames is not 4n + 1.
        """
        b, _, t, h, w = pictures.shape
        if t % TIME != 1:
            raise ValueError(f"{t} frames; a clip has 4n + 1")
        if seen is not None:
            pictures = pictures * seen[:, None, :, None, None].to(pictures)
        first = pictures.new_zeros(b, self.channels, 1, h, w)
        first[:, self.held_still.to(first.device)] = self.stills(pictures[:, :, :1])
        z = first if t == 1 else torch.cat([first, self.blocks(pictures[:, :, 1:])], 2)
        where = places(z.shape[2], h, w).to(z)
        return torch.cat([z, where.expand(b, -1, -1, -1, -1)], 1)

    @torch.no_grad()
    def encode(self, video: torch.Tensor) -> SimpleNamespace:
        """Frames (B, 3, 4n+1, H, W) in [-1, 1] to ``.latents`` (B, Z, n+1, H/8, W/8), float32.

        Raises:
            ValueError: if the number of frames is not 4n + 1 or a side not a multiple of 8.
        """
        return SimpleNamespace(latents=self.latents(self.pictures(video)))

    @torch.no_grad()
    def decode(self, latents: torch.Tensor, return_dict: bool = True) -> SimpleNamespace | tuple[torch.Tensor]:
        """Latents (B, Z, n+1, h, w) to ``.sample`` (B, 3, 4n+1, 8h, 8w), float32; not clamped."""
        z = latents[:, : self.channels].float()
        first = z[:, :, :1] * self.held_still.to(z)[None, :, None, None, None]
        frames = [self.unblock(first)[:, :, :1]]
        if z.shape[2] > 1:
            frames.append(self.unblock(z[:, :, 1:]))
        sample = torch.cat(frames, 2)
        return SimpleNamespace(sample=sample) if return_dict else (sample,)

    @torch.no_grad()
    def hold(self, latents: torch.Tensor, known: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
        """The nearest latents that decode to what is known, as well as this codec can.

        A frame that is known alone in its block comes out as it does when it is coded by itself, for the transform is
        linear and orthonormal: the kept coefficients of a place are moved by the least that gives that frame.

        Args:
            latents: (B, Z, n+1, h, w).
            known: spatial coefficients of the pictures, (B, S, 4n+1, h, w); read where ``made`` is 0.
            made: (B, 4n+1) of 0.0 or 1.0, the same for each of the batch.
        """
        given = made[0] < 0.5
        held = latents.clone()
        if given[0]:
            held[:, : self.channels, 0] = 0
            held[:, : self.channels, 0][:, self.held_still.to(held.device)] = self.stills(known[:, :, :1])[:, :, 0]
        basis = _dct2(TIME).to(held)
        for block, frames in enumerate(given[1:].view(-1, TIME), 1):
            if frames.any():
                self._hold(held, block, known[:, :, 4 * block - 3 : 4 * block + 1], frames, basis)
        return held

    def _hold(self, held: torch.Tensor, block: int, known: torch.Tensor, frames: torch.Tensor, basis: torch.Tensor):
        scale = self.scale.to(held)
        for channels, of in self._alike():
            # (P, k) channels of places that keep the same k temporal frequencies; (k, given frames) what these show.
            shown = basis[self.frequency[channels[0]]][:, frames]
            size = scale[channels][None, :, :, None, None]
            z = held[:, channels, block] / size
            missing = known[:, of][:, :, frames] - torch.einsum("bpkyx,kf->bpfyx", z, shown)
            held[:, channels, block] = (z + torch.einsum("bpfyx,fk->bpkyx", missing, torch.linalg.pinv(shown))) * size

    def _alike(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Places by the temporal frequencies that are kept of them: channels (P, k), and which places (P,)."""
        found: dict[tuple[int, ...], list[tuple[torch.Tensor, int]]] = {}
        for place in range(len(self.places)):
            channels = (self.parent == place).nonzero()[:, 0]
            found.setdefault(tuple(self.frequency[channels].tolist()), []).append((channels, place))
        return [
            (torch.stack([channels for channels, _ in rows]), torch.tensor([place for _, place in rows]))
            for rows in found.values()
        ]
