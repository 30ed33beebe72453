"""The models: what each was trained on, its loss, its evaluation, its samples; and the snapshots behind them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from filmwright import lineage
from filmwright.errors import FilmwrightError
from filmwright.library import snapshot as snapshots
from filmwright.models import shelf
from filmwright.models.shelf import ModelRecord
from filmwright.reports.spoken import data_uri, duration, many
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
    made = [_model(studio, found.name) for found in reversed(lineage.listing(studio, "model")) if found.path]
    frozen = [snapshots.load(studio, found.name) for found in lineage.listing(studio, "snapshot")]
    rows = [
        {"name": one.name, "id": one.id, "action": one.action, "shots": len(one.shots), "refused": len(one.refused)}
        for one in frozen
    ]
    return {"models": [one for one in made if one], "snapshots": rows}


def _model(studio: Studio, name: str) -> dict[str, Any] | None:
    try:
        model = shelf.open_model(studio, name)
    except FilmwrightError as error:
        return {**_EMPTY, "name": name, "words": str(error)}
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
    except (OSError, ValueError, KeyError):
        return []
    # The frames at the end of a refusal differ from shot to shot; the reason is what counts here.
    return Counter(row["why"].split(" (frame")[0] for row in rows).most_common()


def _picture(path: Path) -> str:
    return data_uri(path.read_bytes(), "image/png") if path.is_file() else ""
