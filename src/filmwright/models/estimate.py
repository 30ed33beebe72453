"""What a training takes, memory and time, before it starts; and what a take does.

Memory is counted (``footprint``): weights, masters, averages and moments are those that ``optimizer`` keeps, gradients
and activations those that a step of the run's own code holds; what the C library holds beyond is played through
(``process_memory``). Time is measured (``pace``).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch

from filmwright.errors import FilmwrightError
from filmwright.models import footprint, pace, process_memory
from filmwright.models.pace import Kind, Size, Timed
from filmwright.models.task import Task
from filmwright.models.training import Training

AHEAD = 4
"""Batches in a processor's memory: two wait, one is drawn, one is learned from (see ``ahead``)."""
PEAK = {"H100": 989e12, "H200": 989e12, "A100": 312e12, "L40S": 362e12, "RTX 4090": 165e12}
"""Operations a second of dense bf16 products, from the makers' data sheets, by a part of the GPU's name."""
FRAMES = 6
"""Copies of a take's frames, float32, at once: known, control and made ones, and three on their way."""

Room = dict[str, int]
"""Bytes of one process at the largest moment, by what they are: "weights" with buffers; "masters", their moving
"average" and AdamW's "moments", float32; "gradients" that are there at that moment; "activations", all else that a step
makes; "gathered", blocks in hand of which processes keep rows; "batches" drawn and waiting (a take: "frames");
"allocator", held by the C library and used by nothing; "base", the process without any of these."""


@dataclass(frozen=True)
class Estimate:
    """What a run, or a take, will be.

    Attributes:
        memory: of one process.
        flops: of the products of a step of one process, or of a take; what is made again is not counted.
        kinds: name, share of the steps (of a take: how often) and seconds of each.
        step: seconds of a step, the kinds weighed; None: nothing was timed.
        steps: that the run will take.
        total: seconds of the run, or of the take.
        mfu: share of the GPU's peak that the products get; None: unknown.
        less: settings that take less memory, in words, and what they take; reckoned when asked for.
    """

    memory: Room
    flops: int
    kinds: tuple[tuple[str, float, Timed], ...] = ()
    step: Timed | None = None
    steps: int = 0
    total: Timed | None = None
    mfu: float | None = None
    less: Callable[[], Iterable[tuple[str, Room]]] = tuple

    @property
    def bytes(self) -> int:
        """All of its memory."""
        return sum(self.memory.values())


def of_run(
    task: Task,
    training: Training,
    *,
    processes: int = 1,
    device: str | None = None,
    shares: Mapping[str, float] | None = None,
    probe: bool = True,
) -> Estimate:
    """What a run will take, on each of its processes.

    Some batches are drawn and, if the memory is there, some steps are taken; the task's weights stay as they are. With
    many processes a step is one process's, by itself: nothing is known of how fast they talk.

    Args:
        task: where it will be trained; or on the meta device, of which no step can be taken.
        processes: that will train together (see ``parallel``).
        device: "cpu" or "cuda", where the memory is to be; where the task is, if None.
        shares: of the steps, by ``Task.kind``, where they are known; else they are those of some draws.
        probe: whether to take steps.

    Raises:
        FilmwrightError: if steps are to be taken and the memory is not there; whatever the loop raises.
    """
    real = process_memory.place(next(iter(task.parts.values())))
    place = device or real.replace("meta", "cpu")
    kinds = pace.look(task, shares)
    ways = max(1, processes // training.context)

    def count(cut: int = 1, **changes: Any) -> tuple[Room, list[int]]:
        changed = training.model_copy(update=changes)
        drawn = [footprint.part(kind.batch, cut) for kind in kinds]
        own = [footprint.part(batch, ways) for batch in drawn]
        room, flops = footprint.of_steps(task, changed, own, processes, place == "cpu")
        room["batches"] = (
            AHEAD * max(map(footprint.weight, drawn)) if place == "cpu" else max(map(footprint.weight, own))
        )
        return room | {"base": process_memory.base(task.parts.values(), place)}, flops

    def less() -> Iterator[tuple[str, Room]]:
        for cut in (2**n for n in range(max(len(kind.batch) for kind in kinds).bit_length())):
            for again in sorted({training.checkpointing, True}):
                micros = training.accumulate * cut
                words = [f"accumulate: {micros} with batches of 1/{cut} the samples"] * (cut > 1)
                words += ["checkpointing: true"] * (again and not training.checkpointing)
                if words:
                    yield ", ".join(words), count(cut, checkpointing=again, accumulate=micros)[0]

    room, passes = count()
    if training.checkpointing:
        passes = count(checkpointing=False)[1]
    flops = sum(kind.share * one for kind, one in zip(kinds, passes, strict=True)) * training.accumulate
    estimate = Estimate(room, round(flops / training.context), less=less)
    if not probe or real == "meta":
        return estimate
    need_room(estimate, place)
    times = pace.of_steps(task, training, kinds, ways)
    step = _mean(kinds, times, bool(shares))
    most = training.minutes * 60
    peak = next((v for name, v in PEAK.items() if place == "cuda" and name in torch.cuda.get_device_name()), None)
    return replace(
        estimate,
        kinds=tuple((kind.name, kind.share, seconds) for kind, seconds in zip(kinds, times, strict=True)),
        step=step,
        steps=min(training.max_steps, math.ceil(most / step.seconds)),
        total=step.times(training.max_steps, most),
        mfu=peak and estimate.flops / step.seconds / peak,
    )


def of_take(
    pipeline: Any, frames: int, height: int, width: int, *, steps: int = 20, guidance: float = 2.0, references: int = 0
) -> Estimate:
    """What a take will need: the transformer's passes, and pictures to latents and back.

    Parts of frames that are known, which are held at each step, are not counted; nor is the text encoder's one pass.

    Args:
        pipeline: ``ShotPipeline``, or a stock one of Wan; where it samples.
        frames: of the take, height and width in pixels.
        steps: of the scheduler; with a ``guidance`` other than 1 each takes two passes.
        references: pictures shown.
    """
    from filmwright.models.shot_pipeline import OVERLAP, windows

    transformer, vae, house = pipeline.transformer, pipeline.vae, hasattr(pipeline, "shoot")
    config, side = transformer.config, pipeline.vae_scale_factor_spatial
    whole = -(-(frames - 1) // 4) * 4 + 1
    spans = windows(whole, pipeline.config.clip_frames if house else whole, OVERLAP, False)
    # The house pipeline asks with and without words at once, stock ones one after the other.
    samples, passes = (2, 1) if house and guidance != 1 else (1, 1 + (guidance > 1))
    if house and len(spans) > 1 and not references:
        references = 1  # later windows are shown a picture of the first
    f, h, w = 1 + (spans[0][1] - 1) // 4, height // side, width // side
    words = pipeline.config.get("text_length", 512)

    def predict(h: int, w: int) -> None:
        shapes = {"hidden_states": config.in_channels, "control_hidden_states": config.get("vace_in_channels")}
        seen = {name: _like(transformer, samples, c, references + f, h, w) for name, c in shapes.items() if c}
        told = _like(transformer, samples, words, config.text_dim)
        transformer(**seen, timestep=torch.ones(samples), encoder_hidden_states=told, return_dict=False)

    def decode(h: int, w: int) -> None:
        vae.decode(_like(vae, 1, vae.config.z_dim, f, h, w), return_dict=False)

    def encode(h: int, w: int) -> None:
        vae.encode(_like(vae, 1, 3, 4 * f - 3, side * h, side * w))

    modules = {name: part for name, part in pipeline.components.items() if isinstance(part, torch.nn.Module)}
    place = process_memory.place(transformer)
    most, slack, flops, kinds = 0, 0, 0, []
    for name, work, often in (
        ("transformer", predict, steps * passes * len(spans)),
        ("decode", decode, len(spans)),
        ("encode", encode, 2 * len(spans)),
    ):
        live = footprint.Live()
        with torch.no_grad(), footprint.without_data(modules, lambda weight: weight.dtype), live:
            work(h, w)
        most, flops = max(most, live.most), flops + often * live.flops
        slack = max(slack, process_memory.slack([live.events], live.most) if place == "cpu" else 0)
        if place != "meta":
            cuts = [(max(2, h // n // 2 * 2), max(2, w // n // 2 * 2)) for n in pace.SIDES] + [(h, w)]
            rungs = {Size(samples, f * a * b): partial(_seconds, work, a, b) for a, b in cuts}
            points = pace.climb(list(rungs.items()), lambda _: pace.LEAST_S)
            kinds.append((name, often, pace.reckon(points)(Size(samples, f * h * w))))
    weights = sum(map(process_memory.size, modules.values()))
    room = {"weights": weights, "activations": most, "frames": FRAMES * 4 * 3 * whole * height * width}
    room |= {"allocator": slack, "base": process_memory.base(modules.values(), place.replace("meta", "cpu"))}
    each = [seconds.times(often) for _, often, seconds in kinds]
    total = Timed(
        *(sum(getattr(t, n) for t in each) for n in ("seconds", "low", "high")), all(t.measured for t in each)
    )
    return Estimate(room, flops, tuple(kinds), total=total if kinds else None)


def need_room(estimate: Estimate, device: str = "cpu") -> None:
    """Refuse what the memory of this machine has no room for.

    Args:
        device: "cpu", or a GPU's name as torch has it.

    Raises:
        FilmwrightError: saying what is needed, what is there, and which settings would fit.
    """
    there = process_memory.available(device)
    if estimate.bytes <= there:
        return
    fits = next((words for words, room in estimate.less() if sum(room.values()) <= there), "")
    raise FilmwrightError(
        f"it needs {estimate.bytes / 1e9:.1f} GB of memory, and there are {there / 1e9:.1f}",
        device,
        f"set {fits}" if fits else "take smaller or shorter clips, a smaller model, or more processes",
    )


def _mean(kinds: Sequence[Kind], times: Sequence[Timed], known: bool) -> Timed:
    """Seconds of a step, the kinds weighed by their shares: known, or only seen in some draws."""
    shares = [kind.share for kind in kinds]
    seconds, low, high = (
        sum(s * getattr(t, n) for s, t in zip(shares, times, strict=True)) for n in ("seconds", "low", "high")
    )
    spread = sum(s * (t.seconds - seconds) ** 2 for s, t in zip(shares, times, strict=True))
    unsure = 0.0 if known else 2 * math.sqrt(spread / sum(len(kind.steps) for kind in kinds))
    return Timed(seconds, low - unsure, high + unsure, all(t.measured for t in times))


def _like(module: Any, *shape: int) -> torch.Tensor:
    return torch.zeros(shape, dtype=module.dtype, device=next(module.parameters()).device)


def _seconds(work: Callable[[int, int], None], height: int, width: int) -> list[float]:
    """Of each time that it is done."""
    taken = []
    for _ in range(pace.STEPS):
        began = time.perf_counter()
        with torch.no_grad():
            work(height, width)
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    return taken
