"""The models: what each was trained on, its loss, its evaluation, its samples; and the snapshots behind them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from filmwright import lineage
from filmwright.library import snapshot as snapshots
from filmwright.lineage import Artefact
from filmwright.models import shelf
from filmwright.models.shelf import ModelRecord
from filmwright.reports.spoken import data_uri, duration, known, many
from filmwright.studio import Studio

_TASKS = {"stills": "from words", "plates": "from a first frame"}
_GUESSES = {
    "model": "the model, on film that it was not trained on; lower is better",
    "mean": "beside it, the guess that is always the mean picture",
    "zero": "beside it, the guess that is always nothing",
    "hold": "beside it, the guess that the first frame stands still",
}
_RATIOS = {
    "sharpness": "sharpness of its shots, of that of the footage; 0.5 to 2 is like film",
    "temporal_energy": "movement in its shots, of that of the footage; 0.5 to 2 is like film",
}


def models(studio: Studio) -> dict[str, Any]:
    """Every trained model, newest first, and every snapshot."""
    made = [_model(studio, found) for found in reversed(lineage.listing(studio, "model")) if found.path]
    return {"models": made, "snapshots": [_snapshot(studio, found) for found in lineage.listing(studio, "snapshot")]}


def _snapshot(studio: Studio, found: Artefact) -> dict[str, Any]:
    frozen, why = known(lambda: snapshots.load(studio, found.id), None)
    if frozen is None:
        words = f"unknown: {why}"
    else:
        words = f"{many(len(frozen.shots), 'shot')} cleared for {frozen.action}, {len(frozen.refused)} refused"
    return {"name": found.name, "id": found.id, "words": words}


def _model(studio: Studio, found: Artefact) -> dict[str, Any]:
    row, why = known(lambda: _opened(studio, found.id), _EMPTY)
    return row if not why else {**_EMPTY, "name": found.name, "id": found.id, "words": f"unknown: {why}"}


def _opened(studio: Studio, key: str) -> dict[str, Any]:
    model = shelf.open_model(studio, key)
    card = model.card
    shots = card["shots"]
    words = (
        f"Trained on {many(shots['trained_on'], 'shot')} of snapshot {card['snapshot']}; "
        f"{shots['held_out']} were held out to judge it, {shots['dropped']} were left out."
    )
    return {
        "name": model.name,
        "id": model.id,
        "words": words,
        "plot": _picture(model.run / "loss.png"),
        "samples": _picture(model.run / "samples.png"),
        "facts": _facts(model),
        "evaluation": _evaluation(card.get("evaluation") or {}),
        "dropped": _dropped(model.run / "clips.json"),
    }


_EMPTY: dict[str, Any] = {"id": "", "plot": "", "samples": "", "facts": [], "evaluation": [], "dropped": []}


def _facts(model: ModelRecord) -> list[tuple[str, str]]:
    card = model.card
    clip = card["clip"]
    return [
        ("Recipe", card["recipe"]),
        ("Started from", f"the base that ships ({card['base'][:16]})" if card["base"] else "nothing"),
        ("Size", f"{card['parameters'] / 1e6:.1f} million parameters"),
        ("Training", f"{card['steps']:,} steps in {duration(card['seconds'])}"),
        ("Machine", card["machine"]),
        ("Clip", f"{clip['width']}×{clip['height']}, {clip['frames']} frames at {clip['rate']} a second"),
        ("Credits", " · ".join(card["attributions"]) or "none asked for"),
    ]


def _evaluation(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for task, losses in (found.get("held_out_loss") or {}).items():
        for guess, value in losses.items():
            rows.append(
                {
                    "what": f"loss {_TASKS.get(task, task)}, {guess}",
                    "value": f"{value:.4f}",
                    "means": _GUESSES.get(guess, ""),
                }
            )
    for source, what in (("text", "from words"), ("plate", "from a first frame")):
        for ratio, means in _RATIOS.items():
            value = (found.get(source) or {}).get(f"{ratio}_ratio")
            if value is not None:
                rows.append({"what": f"{ratio.replace('_', ' ')} {what}", "value": f"{value:.2f}×", "means": means})
    return rows


def held_out(studio: Studio, model: str) -> set[str]:
    """Ids of the shots that a model's run kept from it, to judge it by; empty where the run's folder is gone."""
    path = studio.inside(f"runs/{model}/clips.json")
    if not path.is_file():
        return set()
    return {row["shot"] for row in json.loads(path.read_text(encoding="utf-8"))["held_out"]}


def _dropped(path: Path) -> list[tuple[str, int]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["dropped"]
    except (OSError, ValueError, LookupError, TypeError):
        return []
    # The frames at the end of a refusal differ from shot to shot; the reason is what counts here.
    nothing: list[tuple[str, int]] = []
    return known(lambda: Counter(str(row["why"]).split(" (frame")[0] for row in rows).most_common(), nothing)[0]


def _picture(path: Path) -> str:
    return data_uri(path.read_bytes(), "image/png") if path.is_file() else ""
