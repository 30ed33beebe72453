"""Faces linked over time: what a detector sees in single frames of a shot becomes one track for each face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from filmwright.library.face_detectors import Detector, Face
from filmwright.library.shots import Shot
from filmwright.media.planes import Picture

PACE = 4
"""Looks a second."""
SAME = 0.3
"""Overlap of two boxes, one look apart, from which on they are the same face."""
PATIENCE = 2
"""Looks that a face may be missed before its track ends."""


@dataclass
class Track:
    """One face over some looks of one shot: first and last frame that it was seen in, its last box, the best look."""

    first: int
    last: int
    face: Face
    confidence: float


def tracks(frames: Iterable[Picture], cut: Sequence[Shot], rate: Fraction, detector: Detector) -> Iterator[Track]:
    """The faces of a film, shot by shot, in order of their first frame.

    A track reaches from the frame after the look before it to the frame before the look after it, within its shot: it
    may have come and gone at any frame between.
    """
    every = max(1, round(rate / PACE))
    waiting = iter(sorted(cut, key=lambda shot: shot.in_frame))
    shot = next(waiting, None)
    open_: list[Track] = []
    done: list[Track] = []
    for picture in frames:
        while shot is not None and picture.index >= shot.out_frame:
            yield from _closed([*done, *open_], shot, every)
            open_, done, shot = [], [], next(waiting, None)
        if shot is None or picture.index < shot.in_frame or (picture.index - shot.in_frame) % every:
            continue
        _link(open_, detector.faces(picture), picture.index)
        done += [track for track in open_ if picture.index - track.last > PATIENCE * every]
        open_ = [track for track in open_ if picture.index - track.last <= PATIENCE * every]
    if shot is not None:
        yield from _closed([*done, *open_], shot, every)


def _link(open_: list[Track], faces: Sequence[Face], frame: int) -> None:
    """Give each face to the open track that it overlaps most, the best pairs first; the others begin new tracks."""
    pairs = sorted(
        ((track.face.overlap(face), t, f) for t, track in enumerate(open_) for f, face in enumerate(faces)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: set[int] = set()
    given: set[int] = set()
    for overlap, t, f in pairs:
        if overlap >= SAME and t not in taken and f not in given:
            taken.add(t)
            given.add(f)
            track, face = open_[t], faces[f]
            track.last, track.face, track.confidence = frame, face, max(track.confidence, face.confidence)
    for f, face in enumerate(faces):
        if f not in given:
            open_.append(Track(frame, frame, face, face.confidence))


def _closed(found: Sequence[Track], shot: Shot, every: int) -> Iterator[Track]:
    for track in sorted(found, key=lambda track: (track.first, track.face.x, track.face.y)):
        first, last = max(shot.in_frame, track.first - every + 1), min(shot.out_frame, track.last + every) - 1
        yield Track(first, last, track.face, track.confidence)
