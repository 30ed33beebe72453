"""Clips: what a snapshot gives to training. Which shots serve and which do not, their latents, a step's batches.

Latents are cached once for each snapshot and codec in the studio's ``cache/latents/``, float16, memory-mapped:
``blocks`` (N, K, h, w), the latents of the 4 proxy frames from every second frame of every shot on, and ``stills``
(N, K0, h, w), those of the first of the 4 held still (only the K0 channels that do not move). A clip of F blocks that
starts at row n is rows n, n+2, …, n+2(F-1) of ``blocks`` and row n of ``stills``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import torch

from filmwright import files
from filmwright.canonical import content_id
from filmwright.errors import FilmwrightError
from filmwright.models import objective
from filmwright.models.objective import Batch
from filmwright.models.recipe import Recipe
from filmwright.pipeline.progress import Progress

if TYPE_CHECKING:
    from filmwright.models.house_codec import HouseCodec

BLOCK, STRIDE = 4, 2
"""Frames of a latent block; a block starts at every second proxy frame."""


@dataclass(frozen=True)
class Source:
    """A cleared shot as training reads it: its id, prompt, side of the split, and a way to its proxy's frames.

    ``rate`` and ``size`` are its proxy's, where they are known: frames a second, and a way to (width, height).
    """

    shot: str
    prompt: str
    held_out: bool
    frames: int
    proxy_sha256: str
    read: Callable[[], np.ndarray]
    """Gives uint8 (T, H, W, 3)."""
    rate: Fraction | None = None
    size: Callable[[], tuple[int, int]] | None = None


@dataclass(frozen=True)
class ClipReport:
    """Which shots are trained on, held out or dropped, and why; said before a run starts."""

    kept: tuple[dict[str, Any], ...]
    held_out: tuple[dict[str, Any], ...]
    dropped: tuple[dict[str, Any], ...]

    def lines(self) -> list[str]:
        """For people: the three counts, a line for each dropped shot, then all others, some to a line."""
        frames = sum(row["frames"] for row in self.kept)
        short = sum("for" in row for row in self.kept)
        kept = f"{len(self.kept)} shots to train on ({frames} proxy frames)"
        head = f"{kept}, {len(self.held_out)} held out, {len(self.dropped)} dropped"
        if short:
            head += f"; {short} of those kept are shorter than a clip and teach pictures alone"
        dropped = [f"  dropped {row['shot']}: {row['why']}" for row in self.dropped]
        return [head, *dropped, *_named("kept", self.kept), *_named("held out", self.held_out)]

    def to_json(self) -> dict[str, Any]:
        """Lists of {shot, frames} and {shot, frames, why}."""
        return {"kept": list(self.kept), "held_out": list(self.held_out), "dropped": list(self.dropped)}


def _named(word: str, rows: Sequence[dict[str, Any]], each: int = 5) -> list[str]:
    """Shots with their proxy frames in brackets, ``each`` to a line."""
    said = [f"{row['shot']} ({row['frames']})" for row in rows]
    return [f"  {word} {', '.join(said[first : first + each])}" for first in range(0, len(said), each)]


def report(sources: Iterable[Source], refused: Iterable[dict[str, Any]], recipe: Recipe) -> ClipReport:
    """Sort shots by whether they hold a clip; ``refused`` are {shot, why} that rights kept out of the snapshot."""
    kept, held, dropped = [], [], [{"frames": 0, **row} for row in refused]
    for source in sources:
        row = {"shot": source.shot, "frames": source.frames}
        if source.frames < BLOCK:
            dropped.append({**row, "why": f"{source.frames} proxy frames; a block needs {BLOCK}"})
        else:
            (held if source.held_out else kept).append(row)
    return ClipReport(tuple(kept), tuple(held), tuple(dropped))


@dataclass(frozen=True)
class Row:
    """Row ``start`` of the bank begins a clip of at most ``blocks`` blocks of a shot."""

    start: int
    blocks: int
    prompt: str
    shot: str


def varied(prompt: str, dropout: float, generator: torch.Generator) -> str:
    """The prompt, or with a chance of ``dropout`` none; its title and its film words are left out now and then.

    People write half a prompt; the model must know each part by itself. Nothing is left out where ``dropout`` is 0.
    """
    empty, title, words = torch.rand(3, generator=generator).tolist()
    if empty < dropout:
        return ""
    parts = prompt.split(". ")
    if dropout and len(parts) == 3 and words < 0.3:
        del parts[1]
    if dropout and len(parts) > 1 and title < 0.3:
        del parts[0]
    return ". ".join(parts)


class Bank:
    """Cached latents of a snapshot, and the batches drawn from them."""

    def __init__(self, folder: Path, codec: HouseCodec, sources: list[Source]) -> None:
        """Open the latents in ``folder``; the split is that of ``sources``."""
        self.blocks = np.load(folder / "blocks.npy", mmap_mode="r")
        self.stills = np.load(folder / "stills.npy", mmap_mode="r")
        self.held_still = codec.held_still
        spans: dict[str, list[int]] = json.loads((folder / "spans.json").read_text(encoding="utf-8"))
        self.train: list[Row] = []
        self.held_out: list[Row] = []
        for source in sources:
            if source.shot not in spans:
                continue
            start, end = spans[source.shot]
            hop = BLOCK // STRIDE
            rows = [Row(n, (end - 1 - n) // hop + 1, source.prompt, source.shot) for n in range(start, end)]
            (self.held_out if source.held_out else self.train).extend(rows)

    def pool(self, blocks: int, held_out: bool = False) -> list[Row]:
        """Rows where a clip of so many blocks fits."""
        return [row for row in (self.held_out if held_out else self.train) if row.blocks >= blocks]

    def clean(self, rows: list[Row], blocks: int) -> torch.Tensor:
        """Clean latents (B, K, blocks, h, w) of clips."""
        hop = BLOCK // STRIDE
        index = np.array([[row.start + hop * k for k in range(blocks)] for row in rows])
        picked = np.asarray(self.blocks[index.ravel()]).reshape(*index.shape, *self.blocks.shape[1:])
        return torch.from_numpy(picked).float().transpose(1, 2).contiguous()

    def plate(self, rows: list[Row]) -> torch.Tensor:
        """Latents (B, K, 1, h, w) of the clips' first frames held still."""
        plate = torch.zeros(len(rows), self.blocks.shape[1], 1, *self.blocks.shape[2:])
        plate[:, self.held_still, 0] = torch.from_numpy(np.asarray(self.stills[[row.start for row in rows]])).float()
        return plate

    def draw(
        self,
        pool: list[Row],
        count: int,
        blocks: int,
        recipe: Recipe,
        generator: torch.Generator,
        plates: float,
        dropout: float,
    ) -> Batch:
        """A batch of ``count`` clips; a share ``plates`` of them has its plate, a share ``dropout`` no prompt."""
        rows = [pool[i] for i in torch.randint(len(pool), (count,), generator=generator).tolist()]
        x0 = self.clean(rows, blocks)
        has_plate = (torch.rand(count, generator=generator) < plates).float()
        prompts = [varied(row.prompt, dropout, generator) for row in rows]
        return Batch(
            x0,
            self.plate(rows) * has_plate.view(-1, 1, 1, 1, 1),
            has_plate,
            prompts,
            torch.randn(x0.shape, generator=generator),
            objective.times(count, recipe.shift, generator),
        )

    def step(self, recipe: Recipe, step: int) -> Batch:
        """The batch of a training step: depends on the recipe's seed and the step's number alone."""
        generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
        whole = recipe.clip_frames // BLOCK
        clips = self.pool_of_clips(whole)
        if clips and torch.rand(1, generator=generator).item() < recipe.clip_share:
            return self.draw(clips, recipe.clips, whole, recipe, generator, recipe.plate_share, recipe.prompt_dropout)
        return self.draw(self.train, recipe.stills, 1, recipe, generator, 0.0, recipe.prompt_dropout)

    def pool_of_clips(self, blocks: int) -> list[Row]:
        """``pool(blocks)`` of the training side, kept after the first call."""
        if getattr(self, "_clips", None) is None:
            self._clips = self.pool(blocks)
        return self._clips


def bank(cache: Path, sources: list[Source], codec: HouseCodec, recipe: Recipe, progress: Progress) -> Bank:
    """Open the latents of these shots, making them first if they are not there yet.

    Raises:
        FilmwrightError: if no shot is long enough to train on, or a proxy is not of the recipe's size.
    """
    usable = [source for source in sources if source.frames >= BLOCK]
    if not any(not source.held_out for source in usable):
        raise FilmwrightError(
            "no cleared shot is long enough to train on", "", "clear more footage, then make a new snapshot"
        )
    settings = {name: codec.config[name] for name in ("kept", "whitening", "gain")}
    shots = [[s.shot, s.frames, s.proxy_sha256] for s in usable]
    size = [recipe.height, recipe.width]
    key = content_id({"shots": shots, "codec": settings, "size": size, "schema": 2})[:32]
    folder = cache / key
    if not folder.is_dir():
        _encode(folder, usable, codec, recipe, progress)
    return Bank(folder, codec, usable)


def _encode(folder: Path, sources: list[Source], codec: HouseCodec, recipe: Recipe, progress: Progress) -> None:
    counts = [(source.frames - BLOCK) // STRIDE + 1 for source in sources]
    progress.start("latents", sum(counts))
    spans: dict[str, list[int]] = {}
    done = 0
    with files.new_folder(folder) as part, (part / "blocks.npy").open("wb") as b, (part / "stills.npy").open("wb") as h:
        for source, count in zip(sources, counts, strict=True):
            video = torch.from_numpy(source.read())
            if len(video) < source.frames:
                raise FilmwrightError(
                    "the training proxy is shorter than its row says", source.shot, "ingest the film again"
                )
            height, width = video.shape[1:3]
            if (height, width) != (recipe.height, recipe.width):
                raise FilmwrightError(
                    f"a training proxy is {width}x{height}; the recipe trains at {recipe.width}x{recipe.height}",
                    source.shot,
                    "set proxy_width and proxy_height in studio.yaml, then ingest again",
                )
            for first in range(0, count, 32):
                many = min(32, count - first)
                frames = video[STRIDE * first : STRIDE * (first + many - 1) + BLOCK]
                # Each frame is transformed once; neighbouring blocks share half of theirs.
                pictures = codec.pictures((frames.permute(3, 0, 1, 2).float() / 127.5 - 1)[None])
                z = codec.blocks(pictures[0].unfold(1, BLOCK, STRIDE).permute(1, 0, 4, 2, 3))[:, :, 0]
                held = codec.stills(pictures[:, :, : STRIDE * many : STRIDE])[0].transpose(0, 1)
                # Written, not mapped: on a full disk a write gives an error, a mapped page kills the process.
                for stream, rows in ((b, z), (h, held)):
                    if not stream.tell():
                        _header(stream, (sum(counts), *rows.shape[1:]))
                    stream.write(rows.half().contiguous().numpy().tobytes())
                progress.advance(many)
            spans[source.shot] = [done, done + count]
            done += count
        b.flush()
        h.flush()
        (part / "spans.json").write_text(json.dumps(spans), encoding="utf-8")
    progress.finish()


def _header(stream: BinaryIO, shape: tuple[int, ...]) -> None:
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f2", "fortran_order": False, "shape": shape})
