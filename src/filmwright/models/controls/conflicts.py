"""Which conditions can hold together in one shot; the rules are the tables below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmwright.errors import FilmwrightError

if TYPE_CHECKING:
    from filmwright.models.conditions import Condition

OFTEN = ("keyframe", "reference")
"""Kinds of which a shot may have several; of all others it has one at most."""
APART = {
    ("source", "retake"): "each says which film the shot is made from",
    ("source", "extend_forward"): "each says which film the shot is made from",
    ("source", "extend_backward"): "each says which film the shot is made from",
    ("retake", "extend_forward"): "each says which film the shot is made from",
    ("retake", "extend_backward"): "each says which film the shot is made from",
    ("motion", "camera"): "each says how the whole picture moves",
}
"""Kinds that cannot both be there, and why."""
NEEDS = {"mask": ("source", "retake"), "outpaint": ("source",)}
"""Kinds that say something of a film, which one of these has to name."""


def check(conditions: Sequence[Condition], frames: int) -> None:
    """Refuse conditions that cannot all hold in a shot of so many frames.

    Raises:
        FilmwrightError: in one line, which ones and why.
    """
    if frames < 1:
        raise FilmwrightError(f"a shot of {frames} frames", "", "ask for 1 or more")
    kinds = [one.kind for one in conditions]
    for kind in dict.fromkeys(kinds):
        if kind not in OFTEN and kinds.count(kind) > 1:
            raise FilmwrightError(f"{kind} is there {kinds.count(kind)} times", "", "a shot has one at most")
        if kind in NEEDS and not set(NEEDS[kind]) & set(kinds):
            needed = " or a ".join(NEEDS[kind])
            raise FilmwrightError(f"{kind} says nothing without a {needed}", "", f"add a {needed}")
    for (one, other), why in APART.items():
        if one in kinds and other in kinds:
            raise FilmwrightError(f"{one} and {other} cannot both hold: {why}", "", "leave one of them out")
    _check_references(conditions)
    _check_frames(conditions, frames)


def _check_references(conditions: Sequence[Condition]) -> None:
    seen = set()
    for one in conditions:
        if one.kind == "reference":
            if (one.of, one.name) in seen:
                raise FilmwrightError(f"the {one.of} '{one.name}' is referred to twice", "", "leave one of them out")
            seen.add((one.of, one.name))


def _check_frames(conditions: Sequence[Condition], frames: int) -> None:
    """No frame lies outside of the shot, none has two pictures, and some are left to make."""
    held: dict[int, str] = {}
    for one in conditions:
        name = _name(one)
        for first, end in _holds(one, frames):
            if not 0 <= first <= end <= frames:
                said = f"the {name} reaches outside of a shot of {frames} frames"
                raise FilmwrightError(said, "", f"its frames are 0 to {frames - 1}")
            for frame in range(first, end):
                if frame in held:
                    said = f"frame {frame} has two pictures, of the {held[frame]} and of the {name}"
                    raise FilmwrightError(said, "", "leave one of them out")
                held[frame] = name
    if len(held) == frames:
        raise FilmwrightError(f"all {frames} frames have their pictures already", "", "ask for more frames")


def _holds(one: Any, frames: int) -> list[tuple[int, int]]:
    """The spans of frames, [first, end), whose whole picture a condition gives."""
    match one.kind:
        case "first_frame":
            return [(0, 1)]
        case "last_frame":
            return [(frames - 1, frames)]
        case "keyframe":
            return [(one.at, one.at + 1)]
        case "extend_forward":
            return [(0, one.frames)]
        case "extend_backward":
            return [(frames - one.frames, frames)]
        case "retake":
            return [(0, one.in_), (one.out, frames)]
    return []


def _name(one: Any) -> str:
    return f"keyframe at {one.at}" if one.kind == "keyframe" else str(one.kind)
