"""The two pictures of a run: its loss over steps, and a grid of sampled frames beside film."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from filmwright import files

_COLOURS = {"stills": "#3b6ea5", "high noise": "#3b6ea5"}
"""Of kinds of batches; the other of a pair is brown."""


def loss_plot(rows: list[dict[str, Any]], evaluation: dict[str, Any], path: Path) -> None:
    """``loss.png``: each step's loss, its running mean, and the held-out losses as lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    steps = np.array([row["step"] for row in rows])
    for task in sorted({row["task"] for row in rows}):
        colour = _COLOURS.get(task.rpartition(", ")[2], "#b5651d")
        chosen = np.array([row["task"] == task for row in rows], bool)
        values = np.array([row["loss"] for row in rows])[chosen]
        axes.plot(steps[chosen], values, color=colour, alpha=0.18, linewidth=0.8)
        width = max(1, min(25, len(values) // 4))
        mean = np.convolve(values, np.ones(width) / width, "valid")
        axes.plot(steps[chosen][width - 1 :], mean, color=colour, linewidth=1.8, label=f"{task}, training")
        held = evaluation.get("held_out_loss", {}).get(task)
        if held:
            axes.axhline(
                held["model"], color=colour, linestyle="--", linewidth=1.2, label=f"{task}, held out, at the end"
            )
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.set_ylabel("flow-matching loss")
    axes.grid(alpha=0.25, which="both")
    if rows:
        axes.legend(fontsize=8)
    with files.new_file(path) as part:
        figure.savefig(part, format="png")


def sample_grid(made: list[dict[str, Any]], path: Path) -> None:
    """``samples.png``: each sampled shot under its prompt, and the held-out footage that was asked for."""
    lines = [(f"{row['from']}: {row['prompt']}", row["frames"]) for row in made]
    strips(lines + [("footage (held out)", row["footage"]) for row in made[1::2]], path)


def strips(lines: list[tuple[str, np.ndarray]], path: Path) -> None:
    """A picture of shots, each a strip of four frames in time under its label; frames are uint8 (T, H, W, 3)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 1.85 * len(lines)), dpi=80, layout="constrained")
    for number, (label, frames) in enumerate(lines):
        axes = figure.add_subplot(len(lines), 1, number + 1)
        axes.imshow(np.concatenate([frames[(len(frames) - 1) * column // 3] for column in range(4)], axis=1))
        axes.set_axis_off()
        axes.set_title(label[:150], fontsize=8, loc="left")
    with files.new_file(path) as part:
        figure.savefig(part, format="png")
