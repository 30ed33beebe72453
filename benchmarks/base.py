"""What the base that ships can do on shots that it never saw: errors by time, whether words matter, shots against film.

The error is the mean squared error of the clean latents at a time of the flow; beside it stand the same with another
shot's prompt (words that do not matter leave it as it is) and the plate held still. Shots are sampled for held-out
plates and prompts with three seeds each; sharpness and temporal energy are ratios to the training footage after a codec
round trip, and beside them stands what the very same held-out clips have.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import _results
import numpy as np
import torch

from filmwright.library import catalogue, ingest, samples, snapshot
from filmwright.models import clips, evaluate, footage, house, objective, shelf
from filmwright.models.recipe import Recipe, named
from filmwright.pipeline.progress import RichProgress, Silent
from filmwright.rights import ledger
from filmwright.studio import Studio, create

TIMES = (0.99, 0.97, 0.9, 0.7, 0.5, 0.25)
SEEDS = (0, 1, 2)
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "text": [{"guidance_scale": 2.0}],
    "plate": [{"plate_noise": size} for size in (1.0, 0.8, 0.6)],
}


def library(folder: Path) -> Studio:
    """A studio that holds the film, ingested."""
    studio = create(folder / "studio")
    ledger.ensure_key(studio)
    here = Path(samples.__file__).parent
    film = samples.fetch(RichProgress())
    rights, captions = here / "big_buck_bunny.rights.yaml", here / "big_buck_bunny.captions.yaml"
    catalogue.add(studio, [film], "Big Buck Bunny", rights, captions)
    ingest.ingest(studio, progress=RichProgress())
    snapshot.make(studio, "base", "train.base")
    return studio


@torch.no_grad()
def errors(pipeline: Any, bank: clips.Bank, recipe: Recipe, blocks: int, other: bool, hold: bool) -> list[float]:
    """Mean squared error of the clean latents at each of ``TIMES`` on held-out clips of ``blocks`` blocks."""
    pool = evaluate.fair(bank.pool(blocks, held_out=True))
    strangers = evaluate.fair(bank.train)
    plates = 0.0 if blocks == 1 else 1.0
    found = []
    for t in TIMES:
        generator = torch.Generator().manual_seed(5)
        sums = []
        for _ in range(6):
            batch = bank.draw(pool, 16 if blocks == 1 else 2, blocks, recipe, generator, plates, 0.0)
            if other:
                batch = replace(batch, prompts=[row.prompt for row in strangers[len(sums) :: 13][: len(batch.prompts)]])
            batch = replace(batch, t=torch.full_like(batch.t, t))
            guess = batch.plate.expand_as(batch.x0) if hold else objective.predict(pipeline, batch).float()
            sums.append((guess - batch.x0).pow(2).mean().item())
        found.append(float(np.mean(sums)))
    return found


def shots(pipeline: Any, bank: clips.Bank, recipe: Recipe, source: str, how: dict[str, Any]) -> dict[str, list[float]]:
    """Sharpness and temporal energy of shots of three held-out prompts or plates, three seeds each."""
    made: dict[str, list[float]] = {"sharpness": [], "temporal_energy": []}
    for row in evaluate.reference_rows(bank, recipe, 3):
        plate = evaluate.pixels(pipeline, bank.plate([row]))[0] if source == "plate" else None
        for seed in SEEDS:
            generator = torch.Generator().manual_seed(seed)
            frames = pipeline(row.prompt, plate=plate, generator=generator, callback=lambda *_: None, **how)
            for name, values in made.items():
                values.append(getattr(evaluate, name)(frames))
    return made


def _span(values: list[float], film: float) -> str:
    ratios = [value / film for value in values]
    return f"{np.mean(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def main() -> None:
    """Measure; print two tables and add them to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="the errors alone, no shots")
    options = parser.parse_args()
    base, recipe = shelf.shipped_base(), named("house-base")
    with tempfile.TemporaryDirectory() as folder:
        studio = library(Path(folder))
        sources = footage.sources(studio, snapshot.load(studio, "base"), recipe, base)
        pipeline = house.load(base.path, torch.bfloat16)
        bank = clips.bank(studio.folder("cache", "latents"), sources, pipeline.vae, recipe, Silent())
        lines = [
            f"Base {base.id[:8]}, {base.card['parameters'] / 1e6:.1f} million parameters, {base.card['steps']} steps "
            f"in {base.card['seconds'] / 60:.0f} minutes ({base.card['machine']}), one seed of training.",
            "",
            "| error of clean latents, held out | " + " | ".join(f"t = {t}" for t in TIMES) + " |",
            "|---" * (len(TIMES) + 1) + "|",
        ]
        for name, how in (
            ("a block from its own words", (1, False, False)),
            ("a block from another shot's words", (1, True, False)),
            ("a clip from its plate", (6, False, False)),
            ("the plate held still", (6, False, True)),
        ):
            row = errors(pipeline, bank, recipe, *how)
            lines.append(f"| {name} | " + " | ".join(f"{value:.3f}" for value in row) + " |")
        if not options.quick:
            film = evaluate.footage(pipeline, bank, recipe)
            lines += [
                "",
                "| against training footage (goal: 0.5 to 2) | sharpness | temporal energy |",
                "|---|---|---|",
            ]
            blocks = recipe.clip_frames // clips.BLOCK
            real = [
                evaluate.pixels(pipeline, bank.clean([r], blocks)) for r in evaluate.reference_rows(bank, recipe, 3)
            ]
            cells = [_span([getattr(evaluate, name)(clip) for clip in real], film[name]) for name in film]
            lines.append(f"| the same held-out clips as filmed | {' | '.join(cells)} |")
            for source, settings in SETTINGS.items():
                for how_sampled in settings:
                    made = shots(pipeline, bank, recipe, source, how_sampled)
                    words = ", ".join(f"{key.removesuffix('_scale')} {value}" for key, value in how_sampled.items())
                    cells = [_span(made[name], film[name]) for name in film]
                    lines.append(f"| from {source}: {words.replace('_', ' ')} | {' | '.join(cells)} |")
            lines += [
                "",
                f"Three held-out shots, seeds {', '.join(map(str, SEEDS))}: the mean, and the range in brackets.",
            ]
    _results.append("The base that ships", lines)


if __name__ == "__main__":
    main()
