"""Teaches the judges: ``python -m filmwright.soundstage.judges.train FOLDER``, where ``prepare`` kept its examples.

Stopped, the same command goes on where it was. A GPU is used where there is one. ``--only scout`` teaches one network,
``--share 0.1`` takes a tenth of the steps. ``--ship OUT`` teaches nothing: it writes what was taught to its end, and a
card that says from what, into a folder.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from filmwright.errors import FilmwrightError
from filmwright.soundstage.draws import draws
from filmwright.soundstage.judges import wear, weights
from filmwright.soundstage.judges.examples import Part
from filmwright.soundstage.judges.lessons import LESSONS, Lesson, tensors
from filmwright.soundstage.judges.network import NETWORKS
from filmwright.soundstage.judges.reading import Batch, Store

_SEED = 7
_TUNED_ON = 8
"""Batches that a network is tried on while it is taught."""
_EVERY = 60.0
"""Seconds between two times that progress is kept and told."""
_STEADY = 0.998
"""How much of the averaged weights stays at each step."""


@dataclass
class Taught:
    """A network on its way: itself, and its average over steps, which is what ships.

    Args:
        network: as it is.
        steady: its average.
        optimizer: of the network.
        step: how many it has done.
        steps: how many it was to do.
        clips: of how many videos of each part it has learned.
    """

    network: Any
    steady: Any
    optimizer: torch.optim.Optimizer
    step: int = 0
    steps: int = 0
    clips: dict[str, int] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Keep all of it, whole or not at all."""
        beside = path.with_suffix(".part")
        state = {name: getattr(self, name).state_dict() for name in ("network", "steady", "optimizer")}
        torch.save({**state, "step": self.step, "steps": self.steps, "clips": self.clips}, beside)
        beside.replace(path)

    def resume(self, path: Path, device: torch.device) -> None:
        """Go on from what was kept."""
        state = torch.load(path, map_location=device, weights_only=True)
        for name in ("network", "steady", "optimizer"):
            getattr(self, name).load_state_dict(state[name])
        self.step, self.steps, self.clips = state["step"], state["steps"], state["clips"]

    @property
    def averaged(self) -> Any:
        """The network that ships."""
        return self.steady.module.eval()


def begun(name: str, device: torch.device) -> Taught:
    """A network that knows nothing."""
    torch.manual_seed(_SEED)
    # Processors and GPUs convolve pictures whose channels lie together a tenth to a quarter faster.
    network = NETWORKS[name]().to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=LESSONS[name].pace, weight_decay=0.02)
    return Taught(network, torch.optim.swa_utils.AveragedModel(network, avg_fn=_averaged, use_buffers=True), optimizer)


def taught(
    name: str,
    folder: Path,
    store: Store,
    tuning: Store | None,
    *,
    share: float = 1.0,
    workers: int = 2,
    minutes: float = 1e9,
    device: str = "",
) -> Taught:
    """Teach a network, or go on with it.

    Args:
        name: of ``network.NETWORKS``.
        folder: where its progress is kept.
        store: what it learns from.
        tuning: what it is tried on now and then; None for nothing.
        share: of the lesson's steps.
        workers: threads that make batches.
        minutes: stop after, to go on another time.
        device: "cpu", "cuda"; by default a GPU where there is one.
    """
    lesson, place = LESSONS[name], torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    made = begun(name, place)
    path, steps = folder / f"{name}.pt", max(int(lesson.steps * share), 1)
    if path.exists():
        made.resume(path, place)
    made.steps, made.clips = max(steps, made.step), store.counts
    began = told = time.monotonic()
    for batch in _batches(lesson, store, name, made.step, steps, workers):
        for group in made.optimizer.param_groups:
            group["lr"] = lesson.pace * _pace(made.step / steps)
        # What is drawn within a step depends on its number alone: stopped and gone on with, it is the same.
        torch.manual_seed(_SEED * 1_000_003 + made.step)
        loss, right = _step(made, lesson, tensors(batch, place), place.type)
        made.step += 1
        late = time.monotonic() - began > minutes * 60
        if time.monotonic() - told > _EVERY or made.step == steps or late:
            told = time.monotonic()
            made.save(path)
            tried = tried_on(name, made.steady.module, tuning, place) if tuning else {}
            said = f"loss {loss:.3f} {_said(right)} | held out {_said(tried)}"
            print(f"{name} {made.step}/{steps} {told - began:.0f} s: {said}", flush=True)
        if late:
            break
    return made


def tried_on(name: str, network: Any, store: Store, device: torch.device) -> dict[str, float]:
    """What is right of some batches that it has not seen."""
    lesson, total = LESSONS[name], dict[str, float]()
    network.eval()
    with torch.no_grad():
        for index in range(_TUNED_ON):
            batch = lesson.batch(store, draws(_SEED, name, "tuning", index), lesson.size, False)
            _, right = lesson.loss(network, tensors(batch, device))
            for question, value in right.items():
                total[question] = total.get(question, 0.0) + value / _TUNED_ON
    return total


def _averaged(steady: torch.Tensor, now: torch.Tensor, count: torch.Tensor | int) -> torch.Tensor:
    """The average of weights after one more step; young averages forget quickly."""
    if not now.is_floating_point():
        return now
    return torch.lerp(steady, now, 1 - min(_STEADY, (1 + int(count)) / (10 + int(count))))


def _step(made: Taught, lesson: Lesson, batch: dict[str, torch.Tensor], kind: str) -> tuple[float, dict[str, float]]:
    made.network.train()
    with torch.autocast(kind, torch.bfloat16, enabled=kind == "cuda" or _has_bfloat16()):
        loss, right = lesson.loss(made.network, batch)
    made.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(made.network.parameters(), 5.0)
    made.optimizer.step()
    made.steady.update_parameters(made.network)
    return float(loss.detach()), right


def _has_bfloat16() -> bool:
    """True where the processor multiplies bfloat16 itself; elsewhere it would be slower than float32."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _batches(lesson: Lesson, store: Store, name: str, first: int, steps: int, workers: int) -> Iterator[Batch]:
    """Batches in their order, made ahead by threads."""
    waiting: deque[Future[Batch]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for step in range(first, steps):
            waiting.append(pool.submit(lesson.batch, store, draws(_SEED, name, step), lesson.size, True))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _pace(done: float) -> float:
    """Share of the greatest learning rate: up quickly, then down to almost nothing."""
    return min(done / 0.05 + 0.02, 1.0) if done < 0.3 else max((1 - done) / 0.7, 0.005)


def _said(numbers: dict[str, float]) -> str:
    return " ".join(f"{name} {value:.3f}" for name, value in numbers.items())


def ship(folder: Path, out: Path) -> dict[str, Any]:
    """Write what was taught into a folder of weights; returns its card.

    Raises:
        FilmwrightError: a network is missing, or was not taught to its end.
    """
    made, told, cpu = {}, {}, torch.device("cpu")
    for name, lesson in LESSONS.items():
        one, path = begun(name, cpu), folder / f"{name}.pt"
        if path.exists():
            one.resume(path, cpu)
        if one.step < max(one.steps, 1):
            what = f"'{name}' was taught {one.step} of {one.steps} steps" if one.step else f"'{name}' was not taught"
            raise FilmwrightError(what, str(path), f"run judges.train --only {name} first")
        made[name] = one.averaged
        told[name] = {"steps": one.step, "batch": lesson.size, "seed": _SEED, "videos": one.clips}
    return weights.save(out, made, {"taught": told, "wear": {"sizes": wear.SIZES, "quality": wear.QUALITIES}})


def main() -> None:
    """Teach all networks, or one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--only", choices=list(NETWORKS))
    options.add_argument("--share", type=float, default=1.0, help="of the usual number of steps")
    options.add_argument("--minutes", type=float, default=1e9, help="for each network; the next run goes on")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--device", default="")
    options.add_argument("--ship", type=Path, help="write the weights and their card into this folder")
    asked = options.parse_args()
    if asked.ship:
        ship(asked.folder, asked.ship)
        return
    tuning = Store(asked.folder, Part.TUNING) if (asked.folder / Part.TUNING.value).exists() else None
    for name, lesson in LESSONS.items():
        if asked.only in (None, name):
            store = Store(asked.folder, *lesson.parts)
            print(f"{name} learns from {store.counts}; tried on {len(tuning.clips) if tuning else 0}", flush=True)
            taught(
                name,
                asked.folder,
                store,
                tuning,
                share=asked.share,
                workers=asked.workers,
                minutes=asked.minutes,
                device=asked.device,
            )


if __name__ == "__main__":
    main()
