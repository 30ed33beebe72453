"""The contact sheet: a thumbnail of every shot, and whether it may be trained on."""

from __future__ import annotations

from typing import Any

from filmwright.library.clear import clear
from filmwright.library.shots import Shot, thumbnails
from filmwright.reports.spoken import data_uri, duration, many
from filmwright.rights.vocabulary import Action
from filmwright.studio import Studio

MOST = 400
"""Shots on the sheet; of more, evenly spaced ones are shown, so that the page stays of a size to send."""


def sheet(studio: Studio) -> dict[str, Any]:
    """Count, cleared count, and the shots to show."""
    found = clear(studio, Action.TRAIN_BASE)
    step = max(1, -(-len(found) // MOST))
    shown = found[::step]
    pictures = thumbnails(studio, [one.shot.shot for one in shown])
    cleared = sum(one.cleared for one in found)
    words = f"{many(len(found), 'shot')}, {cleared:,} of them cleared for {Action.TRAIN_BASE} today"
    words += ". The others are shown grey." if cleared < len(found) else "."
    return {
        "count": len(found),
        "cleared": cleared,
        "shots": [_shot(one.shot, one.cleared, pictures) for one in shown],
        "shots_left": len(found) - len(shown),
        "shots_words": words if found else "Nothing has been ingested yet.",
    }


def _shot(shot: Shot, cleared: bool, pictures: dict[str, bytes]) -> dict[str, Any]:
    words = [word for word in (shot.scale, shot.camera, shot.key) if word and word != "unknown"]
    picture = pictures.get(shot.shot)
    return {
        "id": shot.shot,
        "cleared": cleared,
        "timecode": shot.timecode,
        "length": duration(shot.seconds),
        "words": ", ".join(words),
        "picture": data_uri(picture, "image/jpeg") if picture else "",
    }
