"""The cut list of a rendered title, as an OpenTimelineIO timeline."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from filmwright.soundstage.captions import facts
from filmwright.soundstage.description import Film
from filmwright.soundstage.vocabulary import Transition

KEY = "filmwright"
"""Under which our metadata stands; what others wrote beside it stays."""


def timeline(film: Film, media: str) -> Any:
    """The title as clips of its one rendered file.

    The file is the finished picture, so a clip's range is where its shot is seen in it: half-open, in frames of the
    file. Where two shots dissolve, the cut lies in the middle of the dissolve, and the transition reaches to both its
    ends; a fade up from black begins at its cut.

    Args:
        film: the description that was rendered.
        media: URL or path of the rendered file, as others shall find it.

    Returns:
        an ``opentimelineio.schema.Timeline``; each clip's metadata holds the shot's id, facts, sequence, and where its
        frames lie in the file.
    """
    import opentimelineio as otio

    rate = film.cuts[0].shot.picture.rate
    made = otio.schema.Timeline(film.title)
    made.metadata[KEY] = {"film": film.id, "rate": str(rate), "frames": film.frames}
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    whole = _range(otio, 0, film.frames, rate)
    joints = joints_of(film)
    for index, cut in enumerate(film.cuts):
        begin, end = joints[index], joints[index + 1]
        if cut.transition is not Transition.CUT:
            track.append(_transition(otio, film, index, begin, rate))
        clip = otio.schema.Clip(
            f"shot {index + 1:03d}",
            otio.schema.ExternalReference(media, available_range=whole),
            _range(otio, begin, end, rate),
        )
        start = film.starts[index]
        clip.metadata[KEY] = {
            "shot": cut.shot.id,
            "sequence": cut.sequence,
            "facts": facts(cut.shot),
            "frames": [start, start + cut.shot.frames],
        }
        track.append(clip)
    if film.fade_out:
        track.append(_fade_out(otio, film, rate))
    track.markers.extend(_markers(otio, film, joints, rate))
    made.tracks.append(track)
    return made


def joints_of(film: Film) -> list[int]:
    """Where each shot begins in the film's one file, and where the last ends: in the middle of a dissolve."""
    inner = [
        start + (cut.overlap // 2 if cut.transition is Transition.DISSOLVE else 0)
        for start, cut in zip(film.starts, film.cuts, strict=True)
    ]
    return [*inner, film.frames]


def _transition(otio: Any, film: Film, index: int, joint: int, rate: Fraction) -> Any:
    cut, start = film.cuts[index], film.starts[index]
    dissolve = cut.transition is Transition.DISSOLVE
    return otio.schema.Transition(
        name=cut.transition.value,
        transition_type=otio.schema.TransitionTypes.SMPTE_Dissolve if dissolve else otio.schema.TransitionTypes.Custom,
        in_offset=_time(otio, joint - start, rate),
        out_offset=_time(otio, start + cut.overlap - joint, rate),
        metadata={KEY: {"kind": "dissolve" if dissolve else "fade from black", "frames": [start, start + cut.overlap]}},
    )


def _fade_out(otio: Any, film: Film, rate: Fraction) -> Any:
    return otio.schema.Transition(
        name="fade",
        transition_type=otio.schema.TransitionTypes.Custom,
        in_offset=_time(otio, film.fade_out, rate),
        out_offset=_time(otio, 0, rate),
        metadata={KEY: {"kind": "fade to black", "frames": [film.frames - film.fade_out, film.frames]}},
    )


def _markers(otio: Any, film: Film, joints: list[int], rate: Fraction) -> list[Any]:
    """One for each run of shots of the same sequence."""
    made: list[Any] = []
    begin = 0
    for index in range(1, len(film.cuts) + 1):
        if index < len(film.cuts) and film.cuts[index].sequence == film.cuts[begin].sequence:
            continue
        name = film.cuts[begin].sequence
        if name:
            span = _range(otio, joints[begin], joints[index], rate)
            made.append(otio.schema.Marker(name=name, marked_range=span, metadata={KEY: {"sequence": name}}))
        begin = index
    return made


def _time(otio: Any, frames: int, rate: Fraction) -> Any:
    return otio.opentime.RationalTime(frames, float(rate))


def _range(otio: Any, begin: int, end: int, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(_time(otio, begin, rate), _time(otio, end - begin, rate))
