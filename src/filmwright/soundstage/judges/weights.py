"""The judges' weights as they ship: one safetensors file of half floats, and the card that names its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filmwright import files
from filmwright.canonical import file_sha256
from filmwright.errors import FilmwrightError

SHIPPED = Path(__file__).parent / "shipped"
"""The folder that ships with the package."""
NAME, CARD = "judges.safetensors", "card.json"


def save(folder: Path, networks: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write networks and their card; returns the card.

    Args:
        folder: where; made if it is not there.
        networks: torch modules, by the names of ``network.NETWORKS``.
        facts: what else the card says: what they learned from, what they were measured at.

    Raises:
        FilmwrightError: a weight is infinite, or too large for half a float.
    """
    import torch
    from safetensors.torch import save as packed

    from filmwright.soundstage.judges import labels

    folder.mkdir(parents=True, exist_ok=True)
    state = {
        f"{name}.{key}": value.detach()
        .cpu()
        .to(torch.float16 if value.is_floating_point() else value.dtype)
        .contiguous()
        for name, network in sorted(networks.items())
        for key, value in network.state_dict().items()
    }
    for key, value in state.items():
        if value.is_floating_point() and not value.isfinite().all():
            raise FilmwrightError("a weight is not a number that half a float holds", key, "teach it anew, more slowly")
    files.write_bytes(folder / NAME, packed(state))
    card = {
        "name": "soundstage judges",
        "kind": "classifiers of rendered people, sets, actions, looks, camera moves and shot scales",
        "schema": 1,
        "sha256": file_sha256(folder / NAME),
        "networks": sorted(networks),
        "parameters": sum(value.numel() for value in state.values()),
        "learned_from": "frames of this package's soundstage alone: no film, no photograph, no other model",
        "characters": list(labels.CHARACTERS),
        "known": labels.KNOWN,
        **facts,
    }
    files.write_text(folder / CARD, json.dumps(card, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return card


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The networks of a folder, ready to judge, and their card.

    Raises:
        FilmwrightError: there are none, they are damaged, one is missing, or they were taught another cast.
    """
    from safetensors.torch import load_file

    from filmwright.soundstage.judges import labels
    from filmwright.soundstage.judges.network import NETWORKS

    card = read_card(folder)
    path = folder / NAME
    files.need_file(path, "install the package again")
    if file_sha256(path) != card["sha256"]:
        raise FilmwrightError("the judges' weights are not those of their card", str(path), "install the package again")
    if card["known"] != labels.KNOWN:
        raise FilmwrightError(
            "these judges know another cast, or other sets and actions",
            str(folder),
            "use those that ship with this package, or teach them anew",
        )
    state, made = load_file(str(path)), {}
    for name, kind in NETWORKS.items():
        network = kind()
        own = {key.removeprefix(f"{name}."): value for key, value in state.items() if key.startswith(f"{name}.")}
        try:
            network.load_state_dict(
                {key: value.float() if value.is_floating_point() else value for key, value in own.items()}
            )
        except RuntimeError as error:
            raise FilmwrightError(
                f"the judges' weights do not fit the network '{name}'", str(path), "teach them anew"
            ) from error
        made[name] = network.eval()
    return made, card


def read_card(folder: Path) -> dict[str, Any]:
    """What is known of the judges in a folder: their hash, and what they were measured at.

    Raises:
        FilmwrightError: there is no card, or none that can be read.
    """
    path = folder / CARD
    files.need_file(path, "install the package again, or teach the judges (filmwright.soundstage.judges.train)")
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if card["schema"] != 1 or not {"sha256", "networks", "known"} <= set(card):
            raise KeyError("schema")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FilmwrightError("the judges' card cannot be read", str(path), "install the package again") from error
    return card
