"""The takes: each with its picture, its check, and the training shots nearest to it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from filmwright.library import shots as library
from filmwright.media.encode import read_clip
from filmwright.media.stills import jpeg
from filmwright.models.nearest import Near, nearest, shrunk
from filmwright.reports.models import held_out
from filmwright.reports.spoken import data_uri, duration, known
from filmwright.studio import Studio
from filmwright.takes import records
from filmwright.takes.records import Take
from filmwright.takes.verify import verify

Film = NDArray[np.uint8]
Films = dict[str, tuple[Film | None, str]]
"""{take id: its frames (T, H, W, 3), or why they are unknown}."""

MOST = 24
"""Takes on the page, the newest."""
NEAREST = 3
MANY = 1000
"""Shots that the yardstick is taken from."""


def takes(studio: Studio) -> dict[str, Any]:
    """The newest takes, newest first, each with the training shots nearest to it."""
    made = records.listing(studio)[-MOST:][::-1]
    films = {take.id: known(partial(read_clip, take.file(studio)), None) for take in made}
    near = _nearest(studio, [take for take in made if films[take.id][0] is not None], films)
    wanted = sorted({one.shot for found, _ in near.values() for one in found})
    shots = {shot.shot: shot for shot in library.shots(studio, ids=wanted)} if wanted else {}
    pictures = library.thumbnails(studio, wanted) if wanted else {}
    rows = []
    for take in made:
        frames, why = films[take.id]
        found, why_near = near.get(take.id, ([], why))
        beside = [_near(one, shots, pictures) for one in found if one.shot in shots and one.shot in pictures]
        rows.append({**_take(studio, take, frames), "nearest": beside, "nearest_unknown": why_near})
    words = (
        "The distance is that of the two most alike pictures at 32×18, in code values of 255: 0 is the same picture."
    )
    return {"takes": rows, "nearest_words": words + _yardstick(studio)}


def _nearest(studio: Studio, made: list[Take], films: Films) -> dict[str, tuple[list[Near], str]]:
    """{take id: nearest shots, or why they are unknown}.

    Of those that its model was trained on: what was held out has taught it nothing.
    """
    found: dict[str, tuple[list[Near], str]] = {}
    for model in sorted({take.body["model"] for take in made}):
        its = [take for take in made if take.body["model"] == model]
        frames = [film for take in its if (film := films[take.id][0]) is not None]
        none: list[list[Near]] = [[] for _ in its]
        rows, why = known(partial(_of_model, studio, model, its[0].body["snapshot"], frames), none)
        found |= {take.id: (row, why) for take, row in zip(its, rows, strict=True)}
    return found


def _of_model(studio: Studio, model: str, snapshot: str, frames: list[Film]) -> list[list[Near]]:
    held = held_out(studio, model)
    rows = nearest(studio, snapshot, frames, NEAREST + len(held))
    return [[one for one in row if one.shot not in held][:NEAREST] for row in rows]


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


def _take(studio: Studio, take: Take, frames: Film | None) -> dict[str, Any]:
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
        "video": known(lambda: data_uri(file.read_bytes(), "video/mp4"), "")[0],
        "poster": "" if frames is None else _poster(frames),
        "check": _check(studio, take) if there else _gone(),
    }


def _poster(frames: Film) -> str:
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
    gone = _gone()
    found, why = known(lambda: verify(take.file(studio), studio).to_json(), gone)
    return {**gone, "problems": [why]} if why else found


def _gone() -> dict[str, Any]:
    return {"trusted": False, "state": "unknown", "signer": "", "problems": ["the file is gone"], "decisions": []}
