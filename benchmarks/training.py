"""Steps of training a second: this package's loop against the plain loop of diffusers' own examples.

The same transformer, film and batches, one after the other in one process. The plain loop is float32, codes its film
and its words in each step, has stock attention, and steps AdamW. Ours reads coefficients and tokens from the table, and
is shown in float32 and in bf16, as it is and compiled. Beside it: one layer's attention, stock and by plain products.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import _results
import numpy as np
import torch

from filmwright.models import loop, vace
from filmwright.models.attention import PlainAttention, quicken
from filmwright.models.clip_table import Footage, open_table
from filmwright.models.house_recipe import HouseRecipe
from filmwright.models.house_task import HouseTask
from filmwright.models.optimizer import cast
from filmwright.models.training import Training
from filmwright.pipeline.progress import Silent

SIZE = 256, 144
SHOTS, FRAMES = 6, 25
WORDS = "a hill by day"


def film(seed: int) -> np.ndarray:
    """A slow pan over a drawn landscape, uint8 (T, H, W, 3)."""
    rng = np.random.default_rng(seed)
    wide = rng.integers(0, 255, (10, 24, 3)).astype(np.float32)
    wide = np.kron(wide, np.ones((16, 16, 1), np.float32))[: SIZE[1]]
    return np.stack([wide[:, 2 * t : 2 * t + SIZE[0]] for t in range(FRAMES)]).astype(np.uint8)


def recipe(**changes: object) -> HouseRecipe:
    """The small house model, clips in every step."""
    told = {"name": "bench", "clip_share": 1.0, "reference_share": 0.0, "minutes": 60.0, "max_steps": 4}
    return HouseRecipe(**{**told, **changes})


def plain(task: HouseTask, shots: list[Footage], steps: int) -> list[float]:
    """Seconds of each step of the plain loop."""
    pipeline, count = task.pipeline, task.recipe.clips
    weights = [*pipeline.transformer.parameters(), *pipeline.text_encoder.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=1e-4)
    took = []
    for step in range(steps):
        began = time.perf_counter()
        batch = task.draw(step)
        # The film and the words of the batch are coded anew, which is what there is without a cache.
        for number in range(count):
            video = torch.from_numpy(shots[(step + number) % len(shots)].read()).permute(3, 0, 1, 2).float()[None]
            pipeline.vae.encode(video / 127.5 - 1)
        task.losses(batch).mean().backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        took.append(time.perf_counter() - began)
    return took


def ours(task: HouseTask, changed: HouseRecipe) -> list[float]:
    """Seconds of each step of this package's loop."""
    marks: list[float] = []

    class Clock:
        everywhere = True

        def begin(self, state: object) -> None:
            marks.append(time.perf_counter())

        def step(self, state: object) -> None:
            marks.append(time.perf_counter())

        def end(self, state: object) -> None:
            pass

    with tempfile.TemporaryDirectory() as folder:
        loop.run(task, Training.of(changed), Path(folder), [Clock()])
    return [after - before for before, after in itertools.pairwise(marks)]


def attention() -> list[str]:
    """Milliseconds forward and backward of one layer's attention, stock and plain, by tokens."""
    lines = ["| tokens | stock, ms | plain products, ms |", "|---|---|---|"]
    for tokens in (144, 576, 1008, 2016):
        q, k, v = (torch.randn(2, 2, tokens, 128, dtype=torch.bfloat16, requires_grad=True) for _ in range(3))

        def products(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
            return torch.softmax((q * 128**-0.5) @ k.transpose(-1, -2), -1) @ v

        cells = []
        for attend in (torch.nn.functional.scaled_dot_product_attention, products):
            cells.append(1000 * least(partial(both_ways, attend, q, k, v)))
        lines.append(f"| {tokens} | {cells[0]:.1f} | {cells[1]:.1f} |")
    return lines


def both_ways(attend: Callable[..., torch.Tensor], *inputs: torch.Tensor) -> None:
    """Attend, and take the gradients."""
    attend(*inputs).sum().backward()


def least(work: Callable[[], object], times: int = 5) -> float:
    """The least seconds of several goes."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    """Measure; print two tables and add them to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--no-compile", action="store_true")
    options = parser.parse_args()
    shots = [Footage(f"s{n}", (WORDS,), False, FRAMES, f"{n:064x}", partial(film, n)) for n in range(SHOTS)]
    rows = []
    with tempfile.TemporaryDirectory() as cache:

        def fresh(changed: HouseRecipe) -> HouseTask:
            pipeline = vace.fresh(changed, [WORDS])
            return HouseTask(pipeline, open_table(Path(cache), shots, pipeline.vae, SIZE, Silent()), changed)

        base = min(plain(fresh(recipe()), shots, options.steps))
        rows.append(("plain diffusers loop, float32", base))
        ways = [("float32", {"precision": "fp32"}), ("bf16", {"precision": "bf16"})]
        if not options.no_compile:
            ways += [(f"{name}, compiled", {**how, "compile": True}) for name, how in ways]
        for name, how in ways:
            changed = recipe(max_steps=options.steps + (2 if "compile" in how else 0), **how)
            task = fresh(changed)
            quicken(task.pipeline.transformer)
            assert isinstance(task.pipeline.transformer.blocks[0].attn1.processor, PlainAttention)
            if how["precision"] == "bf16":
                cast(task.parts, torch.bfloat16)
            rows.append((f"this loop, {name}", min(ours(task, changed))))
    lines = [
        f"{recipe().clips} clips of {FRAMES} frames at {SIZE[0]}x{SIZE[1]}, "
        f"{torch.get_num_threads()} threads; the least of {options.steps} steps.",
        "",
        "| loop | s a step | steps/s against the plain loop (goal: 2) |",
        "|---|---|---|",
        *(f"| {name} | {took:.2f} | {base / took:.2f} |" for name, took in rows),
        "",
        "One layer's attention, forwards and backwards, 2 clips, 2 heads of 128, bf16:",
        "",
        *attention(),
    ]
    _results.append("Training against the plain loop of diffusers", lines)


if __name__ == "__main__":
    main()
