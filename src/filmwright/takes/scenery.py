"""Scenery: a staged shot's pictures, read and laid out as the model's scene.

T frames, H and W pixels. What is known of a picture that a shot begins with, ends with or passes through is coded like
what is made; of a film that goes on or in which a part is made anew it stays to the bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from filmwright.errors import FilmwrightError
from filmwright.studio import Studio
from filmwright.takes import material as films
from filmwright.takes.material import Pictures
from filmwright.takes.staging import Part, Staged

if TYPE_CHECKING:
    from filmwright.models.scene import Scene

LEAST_CHANGE = 0.05
"""How far a take goes from a source that it follows wholly: one step of the usual twenty."""
EXACT = ("extend_forward", "extend_backward", "retake", "mask", "outpaint")
Floats = NDArray[np.float32]


def scene(studio: Studio, staged: Staged) -> Scene:
    """All that the conditions ask for, as arrays.

    Raises:
        FilmwrightError: a film that is gone, altered or of another size; conditions that leave nothing to make.
    """
    from filmwright.models.scene import Scene

    reader = _Reader(studio, staged)
    known, made = _known(reader)
    source = next(staged.get("source"), None)
    follows = source is not None and not any(staged.get("mask", "outpaint")) and source.condition.strength > 0
    nothing = bool(made.all())
    if not made.any():
        raise FilmwrightError("these conditions leave nothing to make", "", "make the mask white somewhere")
    return Scene(
        staged.frames,
        staged.height,
        staged.width,
        None if nothing else known,
        None if nothing else made,
        _control(reader),
        _references(reader),
        reader.beside(source) if source and follows else None,
        max(LEAST_CHANGE, 1 - source.condition.strength) if source and follows else 1.0,
        any(staged.get(*EXACT)),
    )


@dataclass(frozen=True)
class _Reader:
    """Reads pictures of a shot's films at its size."""

    studio: Studio
    staged: Staged

    def frames(self, part: Part, begin: int, end: int) -> Pictures:
        """Frames [begin, end) of a part's film, uint8 (end - begin, H, W, 3)."""
        assert part.film is not None
        return films.pictures(self.studio, part.film, begin, end, self.staged.width, self.staged.height)

    def beside(self, part: Part) -> Pictures:
        """A film that runs beside the shot, or a still that is held, uint8 (T, H, W, 3)."""
        return self.frames(part, 0, self.staged.frames)

    def get(self, *kinds: str) -> Iterator[Part]:
        return self.staged.get(*kinds)


def _known(reader: _Reader) -> tuple[Pictures, NDArray[np.bool_]]:
    """What is known, uint8 (T, H, W, 3), and where something is to be made, bool (T, H, W)."""
    shot = reader.staged
    known = np.zeros((shot.frames, shot.height, shot.width, 3), np.uint8)
    made = np.ones(known.shape[:3], bool)
    mask = next((_mask(reader, part) for part in reader.get("mask")), None)
    for part in reader.get("source"):
        if any(reader.get("outpaint")):
            known, made = _outpainted(reader, part, next(reader.get("outpaint")).condition)
            made = made if mask is None else made | mask
        elif mask is not None:
            known, made = reader.beside(part), mask
    for part in reader.get("retake"):
        known, made = reader.beside(part), made if mask is None else mask
        made[: part.condition.in_], made[part.condition.out :] = False, False
        known[made] = 0
    for part in reader.get("extend_forward", "extend_backward", "first_frame", "last_frame", "keyframe"):
        ((begin, end),) = part.spans()
        at = {"last_frame": shot.frames - 1, "extend_backward": shot.frames - (end - begin)}.get(part.condition.kind, 0)
        at = part.condition.at if part.condition.kind == "keyframe" else at
        there = slice(at, at + end - begin)
        known[there], made[there] = reader.frames(part, begin, end), False
    return known, made


def _mask(reader: _Reader, part: Part) -> NDArray[np.bool_]:
    from filmwright.models.controls import masks

    shot, one = reader.staged, part.condition
    if part.film is not None:
        found = masks.from_pictures(reader.beside(part))
    else:
        found = masks.box(shot.frames, shot.height, shot.width, *one.box)
    return masks.grow(found, one.grow)


def _outpainted(reader: _Reader, part: Part, outpaint: Any) -> tuple[Pictures, NDArray[np.bool_]]:
    import cv2

    from filmwright.models.controls import masks

    shot, film = reader.staged, part.film
    assert film is not None
    frame = shot.width, shot.height
    if film.kind == "asset":
        size = masks.fitted((film.width, film.height), frame, outpaint.scale)
        laid = films.pictures(reader.studio, film, 0, shot.frames, *size)
    else:
        whole = films.stored(reader.studio, film, 0, shot.frames)
        size = masks.fitted((whole.shape[2], whole.shape[1]), frame, outpaint.scale)
        laid = np.stack([cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in whole])
    return masks.place(laid, *frame, outpaint.at)


def _references(reader: _Reader) -> tuple[Pictures, ...]:
    """Pictures (H, W, 3); a weaker one is paler, for a reference that says nothing is a white page."""
    found = []
    for part in reader.get("reference"):
        strength = np.float32(part.condition.strength)
        if strength > 0:
            picture = reader.frames(part, 0, 1)[0]
            found.append(np.round(picture * strength + 255 * (1 - strength)).astype(np.uint8))
    return tuple(found)


def _control(reader: _Reader) -> Floats | None:
    """The control picture, float32 (T, H, W, 3) in [-1, 1]; None where no condition is one."""
    from filmwright.models.controls import depth, edges, picture

    near = lines = None
    strengths: dict[str, float] = {}
    for part in reader.get("depth"):
        near = depth.from_grey(reader.beside(part), part.condition.inverted)
        strengths["depth"] = part.condition.strength
    for part in reader.get("edges"):
        drawn = edges.from_drawing if part.condition.drawn else edges.from_pictures
        lines = drawn(reader.beside(part))
        strengths["edges"] = part.condition.strength
    moves = _motion(reader, near)
    if near is None and lines is None and moves is None:
        return None
    return picture.compose(near, lines, moves, picture.Strengths(**strengths))


def _motion(reader: _Reader, near: Floats | None) -> Floats | None:
    """Motion in [-1, 1], (T, H, W, 2), at its strength: that of a film or of the camera, and strokes on top of it."""
    from filmwright.models.controls import depth, motion, pinhole

    shot, found = reader.staged, None
    for part in reader.get("motion"):
        found = motion.encode(motion.between(reader.beside(part)), shot.width) * np.float32(part.condition.strength)
    for part in reader.get("camera"):
        flow = pinhole.field(_path(shot, part.condition), None if near is None else depth.to_metres(near))
        found = motion.encode(flow, shot.width) * np.float32(part.condition.strength)
    for part in reader.get("sketch"):
        flow = motion.sketch(part.condition.strokes, shot.frames, shot.width, shot.height)
        strokes = motion.encode(flow, shot.width) * np.float32(part.condition.strength)
        # What somebody drew goes as drawn, whatever moves around it.
        found = strokes if found is None else np.where(strokes.any(-1, keepdims=True), strokes, found)
    return found


def _path(shot: Staged, one: Any) -> Any:
    from filmwright.models.controls import camera

    size = shot.frames, shot.width, shot.height
    if one.poses:
        return camera.keyed(one.poses, *size)
    return camera.moved(one.moves, *size, rate=float(shot.rate), lens=one.lens)
