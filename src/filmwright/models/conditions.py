"""What a shot is made under, as people write it: pictures that it holds, what of a film stays, controls, references.

Typed, frozen, told apart by ``kind``; an unknown key is refused. Paths, shots and numbers stand here, never arrays.
A *strength* is how firmly a condition holds: 1 wholly, 0 not at all.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from filmwright import strictyaml
from filmwright.canonical import printable
from filmwright.errors import FilmwrightError
from filmwright.models.controls.conflicts import check as check
from filmwright.models.controls.words import MOST_STROKES, Lens, Move, Pose, Share, Stroke, Written
from filmwright.validation import in_words

Name = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(printable)]
"""A path, a shot's id, a name."""
Frame = Annotated[int, Field(ge=0, lt=1_000_000)]
Strength = Annotated[float, Field(ge=0, le=1)]


class FirstFrame(Written):
    """The shot begins with this picture: a still, or the first frame of a shot."""

    kind: Literal["first_frame"] = "first_frame"
    picture: Name


class LastFrame(Written):
    """The shot ends with this picture."""

    kind: Literal["last_frame"] = "last_frame"
    picture: Name


class Keyframe(Written):
    """The shot shows this picture at frame ``at``, counted from 0."""

    kind: Literal["keyframe"] = "keyframe"
    picture: Name
    at: Frame


class Source(Written):
    """Video to video: a film or shot that this one follows; with a mask or an outpaint its pixels stay elsewhere."""

    kind: Literal["source"] = "source"
    video: Name
    strength: Strength = 1.0


class Mask(Written):
    """What of the source is made new (inpainting): where a video or still is white, or a box.

    Args:
        video: white is new; a still holds for all frames.
        box: left, top, right, bottom, shares of the picture.
        grow: pixels that it is made larger by; less than 0, smaller.
    """

    kind: Literal["mask"] = "mask"
    video: Name | None = None
    box: tuple[Share, Share, Share, Share] | None = None
    grow: int = Field(default=0, ge=-256, le=256)

    @model_validator(mode="after")
    def _one(self) -> Mask:
        if (self.video is None) == (self.box is None):
            raise ValueError("a mask is either a video or a box")
        if self.box and not (self.box[0] < self.box[2] and self.box[1] < self.box[3]):
            raise ValueError("a box is left, top, right, bottom: right is more than left, bottom more than top")
        return self


class Outpaint(Written):
    """The source lies in a larger frame, of another aspect; all around it is made new.

    Args:
        at: where in the room that is left, across and down: 0 left or top, 0.5 the middle.
        scale: of the source, 1 as large as fits.
    """

    kind: Literal["outpaint"] = "outpaint"
    at: tuple[Share, Share] = (0.5, 0.5)
    scale: float = Field(default=1.0, gt=0, le=1)


class Depth(Written):
    """A grey depth video or still; near is bright, or dark where it is inverted."""

    kind: Literal["depth"] = "depth"
    video: Name
    inverted: bool = False
    strength: Strength = 1.0


class Edges(Written):
    """Lines: found in a video's or still's pictures, or as they are drawn."""

    kind: Literal["edges"] = "edges"
    video: Name
    drawn: bool = False
    strength: Strength = 1.0


class Motion(Written):
    """Things move as they do in a video."""

    kind: Literal["motion"] = "motion"
    video: Name
    strength: Strength = 1.0


class Sketch(Written):
    """Things move along strokes."""

    kind: Literal["sketch"] = "sketch"
    strokes: tuple[Stroke, ...] = Field(min_length=1, max_length=MOST_STROKES)
    strength: Strength = 1.0


class Camera(Written):
    """The camera goes by moves in words, all at once, or through poses; with a depth, exactly as that has it."""

    kind: Literal["camera"] = "camera"
    moves: tuple[Move, ...] = Field(default=(), max_length=9)
    poses: tuple[Pose, ...] = Field(default=(), max_length=1000)
    lens: Lens = 35.0
    strength: Strength = 1.0

    @model_validator(mode="after")
    def _one(self) -> Camera:
        if bool(self.moves) == bool(self.poses):
            raise ValueError("a camera goes either by moves or by poses")
        if any(after.at <= before.at for before, after in pairwise(self.poses)):
            raise ValueError("the times of poses must grow from pose to pose")
        return self


class Reference(Written):
    """Who, where, how or what is to be seen, by its name in the production."""

    kind: Literal["reference"] = "reference"
    of: Literal["character", "set", "look", "prop"]
    name: Name
    strength: Strength = 1.0


class ExtendForward(Written):
    """The shot goes on from the end of a video, whose last ``frames`` it begins with."""

    kind: Literal["extend_forward"] = "extend_forward"
    video: Name
    frames: Frame = Field(default=8, ge=1)


class ExtendBackward(Written):
    """The shot leads up to a video, whose first ``frames`` it ends with."""

    kind: Literal["extend_backward"] = "extend_backward"
    video: Name
    frames: Frame = Field(default=8, ge=1)


class Retake(Written):
    """Frames [in, out) of a video are made anew, the others stay."""

    kind: Literal["retake"] = "retake"
    video: Name
    in_: Frame = Field(alias="in")
    out: Frame

    @model_validator(mode="after")
    def _some(self) -> Retake:
        if self.in_ >= self.out:
            raise ValueError(f"a retake from {self.in_} to {self.out} holds no frame: 'out' must be more than 'in'")
        return self


Condition = Annotated[
    FirstFrame | LastFrame | Keyframe | Source | Mask | Outpaint | Depth | Edges | Motion | Sketch | Camera | Reference
    | ExtendForward | ExtendBackward | Retake,
    Field(discriminator="kind"),
]  # fmt: skip
Conditions = tuple[Condition, ...]
_LIST: TypeAdapter[Conditions] = TypeAdapter(Annotated[Conditions, Field(max_length=1000)])


def parse(data: Any, where: str = "") -> Conditions:
    """Conditions from plain values, as ``plain`` gives them.

    Args:
        data: a list of named values, each with its ``kind``.
        where: what they come from, for the error.

    Raises:
        FilmwrightError: one of them is not as it must be; says which.
    """
    try:
        return _LIST.validate_python(data)
    except ValidationError as error:
        raise FilmwrightError(_said(error), where, "mend the condition") from error


def plain(conditions: Conditions) -> list[dict[str, Any]]:
    """Conditions as plain values for JSON and YAML; what is not given is left out."""
    return [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in conditions]


def read(path: Path) -> Conditions:
    """Conditions from a YAML file, under the key ``conditions``.

    Raises:
        FilmwrightError: the file is no such YAML, has another key, or a condition is not as it must be.
    """
    document = strictyaml.read(path)
    if list(document.data) != ["conditions"]:
        raise FilmwrightError("a file of conditions has one key, 'conditions'", str(path), "mend the file")
    try:
        return _LIST.validate_python(document.data["conditions"])
    except ValidationError as error:
        loc = error.errors()[0]["loc"]
        place = ("conditions", *loc[:1], *loc[2:])  # without the kind, which pydantic puts second
        raise document.error(_said(error), place, "mend the file") from error


def dump(conditions: Conditions) -> str:
    """The YAML that ``read`` reads."""
    return yaml.safe_dump({"conditions": plain(conditions)}, sort_keys=False, allow_unicode=True)


def _said(error: ValidationError) -> str:
    """The first fault in one line: "condition 2 (keyframe): at must be a whole number"."""
    fault = error.errors()[0]
    if not fault["loc"]:
        return f"conditions: {in_words(fault)}"
    number, *rest = fault["loc"]
    if not rest:
        kinds = ", ".join(one.model_fields["kind"].default for one in get_args(get_args(Condition)[0]))
        return f"condition {int(number) + 1}: it needs a 'kind', one of {kinds}"
    at = ".".join(map(str, rest[1:]))
    return f"condition {int(number) + 1} ({rest[0]}): {at} {in_words(fault)}".replace(":  ", ": ")
