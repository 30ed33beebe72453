"""The prompt of a shot: title, measures and caption in fixed words, the same at training and at shooting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filmwright.library.shots import Shot

UNKNOWN = "unknown"
SCALES = {"extreme wide": "extreme wide shot", "wide": "wide shot", "medium": "medium shot", "close": "close-up"}
CAMERAS = {
    "static": "static camera",
    "pan left": "camera pans left",
    "pan right": "camera pans right",
    "tilt up": "camera tilts up",
    "tilt down": "camera tilts down",
    "push in": "camera pushes in",
    "pull out": "camera pulls out",
    "handheld": "handheld camera",
    "moving": "moving camera",
}
KEYS = {"high": "bright", "mid": "soft light", "low": "dark"}


def prompt(shot: Shot, caption: str | None = None) -> str:
    """Title first, then what is known of shot scale, camera, light and colours, then the caption.

    A measure that is "unknown" is left out. It is a pure function of the row, so that equal shots have equal prompts:
    "Big Buck Bunny. wide shot, static camera, bright, green and blue. the big rabbit walks through a meadow".
    """
    colours = " and ".join(colour.name for colour in shot.palette[:2])
    look = [SCALES.get(shot.scale, ""), CAMERAS.get(shot.camera, ""), KEYS.get(shot.key, ""), colours]
    words = ", ".join(word for word in look if word)
    said = " ".join((caption or "").split()).rstrip(".")
    return ". ".join(part for part in (shot.title, words, said) if part)
