"""Staging: what a shot's conditions name is found, and held to the shot's length and rate, before anybody is asked.

Nothing is decoded here: the pictures are read (``scenery``) once all whose film they are have allowed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmwright.errors import FilmwrightError
from filmwright.studio import Studio
from filmwright.takes import behind
from filmwright.takes import material as films
from filmwright.takes.material import Material

if TYPE_CHECKING:
    from filmwright.models.conditions import Condition, Conditions

FRAMES = 24
WHOLE = ("retake", "source", "depth", "edges", "motion", "mask")
"""Kinds whose film runs beside the shot, frame by frame; of a still they hold the one picture."""
UNSEEN = ("depth", "motion", "mask")
"""Kinds of which nobody's looks come into the picture. Lines that are found in a picture do draw who is in it."""


@dataclass(frozen=True)
class Part:
    """A condition, and the film that it names; None where it names none."""

    condition: Any
    film: Material | None = None

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Which frames [begin, end) of the film are used, in its own time."""
        film, one = self.film, self.condition
        if film is None:
            return ()
        match one.kind:
            case "extend_forward":
                return ((film.frames - one.frames, film.frames),)
            case "extend_backward":
                return ((0, one.frames),)
            case "retake":
                return tuple((a, b) for a, b in ((0, one.in_), (one.out, film.frames)) if a < b)
            case kind if kind in WHOLE:
                return ((0, film.frames),)
        return ((0, 1),)

    def row(self, spans: Sequence[tuple[int, int]]) -> behind.Row:
        """As it stands in the take's record (``behind``)."""
        film, kind = self.film, self.condition.kind
        assert film is not None
        return {
            "role": kind,
            **{"kind": film.kind, "id": film.id, "title": film.title, "shot": film.shot},
            "spans": [list(film.frames_of(begin, end)) for begin, end in spans],
            "seen": kind not in UNSEEN,
        }


@dataclass(frozen=True)
class Staged:
    """A shot that is ready to be asked about: ``width`` and ``height`` in pixels, ``frames`` at ``rate`` a second."""

    parts: tuple[Part, ...]
    frames: int
    width: int
    height: int
    rate: Fraction

    def get(self, *kinds: str) -> Iterator[Part]:
        """The parts of these kinds."""
        return (part for part in self.parts if part.condition.kind in kinds)

    @property
    def masked(self) -> bool:
        """Whether a mask says where something is made."""
        return any(self.get("mask"))

    def conditions(self) -> list[dict[str, Any]]:
        """As they stand in the take's record."""
        from filmwright.models.conditions import plain

        return plain(tuple(part.condition for part in self.parts))

    def rows(self) -> list[behind.Row]:
        """What the take is made from, for its record (``behind``)."""
        found = []
        for part in self.parts:
            spans = part.spans()
            if part.condition.kind == "retake" and self.masked and part.film:
                spans = ((0, part.film.frames),)  # what the mask leaves is seen in the frames that are made, too
            if spans:
                found.append(part.row(spans))
        return found


def find(studio: Studio, conditions: Conditions) -> tuple[Part, ...]:
    """Each condition with the film that it names.

    Raises:
        FilmwrightError: if there is no such file, shot or take, or a file whose rights nobody has registered.
    """
    return tuple(Part(one, films.find(studio, name) if (name := _name(one)) else None) for one in conditions)


def length(parts: Sequence[Part], frames: int | None, usual: int = FRAMES) -> int:
    """Of the shot, in frames: as asked, else that of a film that runs beside it, else the usual."""
    beside = (part.film.frames for kind in WHOLE for part in parts if part.condition.kind == kind and _runs(part))  # type: ignore[union-attr]
    return next(beside, usual) if frames is None else frames


def stage(parts: Sequence[Part], frames: int, clip: dict[str, Any]) -> Staged:
    """Hold what was found to a shot of so many frames.

    Args:
        parts: of ``find``.
        frames: of the shot.
        clip: width, height and rate of the model, from its card.

    Raises:
        FilmwrightError: conditions that cannot all hold, a strength that says nothing, or a film that has another
            length or rate than the shot, or too few frames to go on from.
    """
    from filmwright.models.controls.conflicts import check

    made = Staged(tuple(parts), frames, int(clip["width"]), int(clip["height"]), Fraction(clip["rate"]))
    for part in made.parts:
        kind, film = part.condition.kind, part.film
        if kind == "retake" and film is not None and film.still:
            raise FilmwrightError("a still has no frames to be made anew", film.title, "name a shot, a film or a take")
        if film is not None and film.kind == "take" and (kind != "source" or not any(made.get("outpaint"))):
            _same_size(film, made)
        if kind in WHOLE and film is not None and not film.still:
            _same_time(kind, film, frames, made.rate)
        if kind.startswith("extend") and film is not None:
            _enough(kind, film, part.condition.frames, made.rate)
    check([part.condition for part in made.parts], frames)
    source = next(made.get("source"), None)
    if source and source.condition.strength != 1 and any(made.get("mask", "outpaint")):
        said = "with a mask or an outpaint a source gives what stays, and stays wholly: its strength says nothing"
        raise FilmwrightError(said, "", "leave the strength out")
    return made


def words_alone(conditions: Conditions, model: str) -> str:
    """The picture of a first frame, "" for none: all that a model of the older kind takes besides words.

    Raises:
        FilmwrightError: if there is any other condition.
    """
    if any(one.kind != "first_frame" for one in conditions) or len(conditions) > 1:
        do = "choose a model of the newer kind"
        raise FilmwrightError("this model takes words and a first frame alone", model, do)
    return next((str(one.picture) for one in conditions if one.kind == "first_frame"), "")


def _name(one: Condition) -> str:
    if one.kind == "reference":
        return one.name
    return str(getattr(one, "picture", "") or getattr(one, "video", "") or "")


def _runs(part: Part) -> bool:
    return part.film is not None and not part.film.still


def _same_time(kind: str, film: Material, frames: int, rate: Fraction) -> None:
    if (film.frames, film.rate) != (frames, rate):
        said = f"this {kind} has {_time(film.frames, film.rate)}, the take {_time(frames, rate)}"
        do = f"ask for {film.frames} frames" if film.rate == rate else "give one of the take's length and rate"
        raise FilmwrightError(said, film.shot or film.title, do)


def _same_size(film: Material, shot: Staged) -> None:
    if (film.width, film.height) != (shot.width, shot.height):
        said = f"this is {film.width}x{film.height}, the model makes {shot.width}x{shot.height}"
        raise FilmwrightError(said, film.title, "name a take of that size")


def _enough(kind: str, film: Material, frames: int, rate: Fraction) -> None:
    if film.still or film.frames < frames:
        said = f"{kind} goes on from {frames} frames, and this has {film.frames}"
        raise FilmwrightError(said, film.shot or film.title, "name a longer one, or fewer frames")
    if film.rate != rate:
        said = f"this runs at {_per_second(film.rate)}, the take at {_per_second(rate)}"
        raise FilmwrightError(said, film.shot or film.title, "give one of the take's rate")


def _time(frames: int, rate: Fraction) -> str:
    return f"{frames:,} frames at {_per_second(rate)}"


def _per_second(rate: Fraction) -> str:
    return f"{float(rate):.5g} a second"


def read(path: Path | None, shortcuts: Sequence[dict[str, Any]] = ()) -> Conditions:
    """Conditions of a file, if one is named, and those that were asked for in short.

    Raises:
        FilmwrightError: one of them is not as it must be, or the file is no such file.
    """
    from filmwright.models import conditions

    return (*(conditions.read(path) if path else ()), *conditions.parse(list(shortcuts)))
