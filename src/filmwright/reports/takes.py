"""The takes: each with its picture, its check, and the training shots nearest to it."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from filmwright.errors import FilmwrightError
from filmwright.library import shots as library
from filmwright.media.encode import read_clip
from filmwright.media.stills import jpeg
from filmwright.models.nearest import Near, nearest, shrunk
from filmwright.reports.models import held_out
from filmwright.reports.spoken import data_uri, duration
from filmwright.studio import Studio
from filmwright.takes import records
from filmwright.takes.records import Take
from filmwright.takes.verify import verify

MOST = 24
"""Takes on the page, the newest."""
NEAREST = 3
MANY = 1000
"""Shots that the yardstick is taken from."""


def takes(studio: Studio) -> dict[str, Any]:
    """The newest takes, newest first, each with the training shots nearest to it."""
    made = records.listing(studio)[-MOST:][::-1]
    near = _nearest(studio, [take for take in made if take.file(studio).is_file()])
    wanted = sorted({one.shot for found in near.values() for one in found})
    shots = {shot.shot: shot for shot in library.shots(studio, ids=wanted)} if wanted else {}
    pictures = library.thumbnails(studio, wanted) if wanted else {}
    rows = [_take(studio, take, [_near(one, shots, pictures) for one in near.get(take.id, [])]) for take in made]
    words = (
        "The distance is that of the two most alike pictures at 32×18, in code values of 255: 0 is the same picture."
    )
    return {"takes": rows, "nearest_words": words + _yardstick(studio)}


def _nearest(studio: Studio, made: list[Take]) -> dict[str, list[Near]]:
    """{take id: nearest shots}, of those that its model was trained on; what was held out has taught it nothing."""
    found: dict[str, list[Near]] = {}
    for model in sorted({take.body["model"] for take in made}):
        its = [take for take in made if take.body["model"] == model]
        held = held_out(studio, model)
        frames = [read_clip(take.file(studio)) for take in its]
        for take, near in zip(its, nearest(studio, its[0].body["snapshot"], frames, NEAREST + len(held)), strict=True):
            found[take.id] = [one for one in near if one.shot not in held][:NEAREST]
    return found


def _yardstick(studio: Studio) -> str:
    """How far the library's own shots lie from their nearest neighbours, to judge a distance by."""
    pictures = list(library.thumbnails(studio).values())[:MANY]
    if len(pictures) < 3:
        return ""
    small = np.concatenate(
        [shrunk(np.asarray(Image.open(BytesIO(picture)).convert("RGB"))[None]) for picture in pictures]
    )
    squares = (small**2).sum(1)
    gap = np.sqrt(np.maximum(0, squares[:, None] + squares[None] - 2 * small @ small.T) / small.shape[1])
    np.fill_diagonal(gap, np.inf)
    return f" The library's own shots lie {np.median(gap.min(0)):.0f} from their nearest neighbour (median)."


def _take(studio: Studio, take: Take, near: list[dict[str, Any]]) -> dict[str, Any]:
    file = take.file(studio)
    body = take.body
    there = file.is_file()
    return {
        "id": take.id,
        "name": take.name,
        "prompt": take.prompt,
        "seed": take.seed,
        "model": body["model"],
        "width": body["width"],
        "height": body["height"],
        "length": f"{body['frames']} frames, {duration(float(body['frames'] / Fraction(body['rate'])))}",
        "plate": _plate(body["plate"]),
        "took": duration(body["seconds"]),
        "file": take.path,
        "attributions": body["attributions"],
        "video": data_uri(file.read_bytes(), "video/mp4") if there else "",
        "poster": _poster(file) if there else "",
        "nearest": near,
        "check": _check(studio, take) if there else _gone(),
    }


def _poster(file: Path) -> str:
    frames = read_clip(file)
    return data_uri(jpeg(frames[len(frames) // 2], 88), "image/jpeg")


def _plate(plate: dict[str, Any] | None) -> str:
    if plate is None:
        return ""
    return f"{plate['title']}, frame {plate['frame']}" + (f" (shot {plate['shot']})" if plate["shot"] else "")


def _near(near: Near, shots: dict[str, library.Shot], pictures: dict[str, bytes]) -> dict[str, Any]:
    shot = shots[near.shot]
    return {
        "shot": shot.shot,
        "title": shot.title,
        "timecode": shot.timecode,
        "distance": f"{near.distance:.1f}",
        "picture": data_uri(pictures[shot.shot], "image/jpeg"),
    }


def _check(studio: Studio, take: Take) -> dict[str, Any]:
    try:
        return verify(take.file(studio), studio).to_json()
    except FilmwrightError as error:
        return {**_gone(), "problems": [str(error)]}


def _gone() -> dict[str, Any]:
    return {"trusted": False, "state": "unknown", "signer": "", "problems": ["the file is gone"], "decisions": []}
