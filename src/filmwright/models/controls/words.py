"""What people write of controls that are drawn by hand or spoken: strokes, camera moves, camera poses.

Places in the picture are shares of its width and height, from the left and from the top; times are shares of the clip.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

DIRECTIONS: dict[str, tuple[str, ...]] = {
    "static": (),
    "pan": ("right", "left"),
    "tilt": ("up", "down"),
    "dolly": ("in", "out"),
    "truck": ("right", "left"),
    "crane": ("up", "down"),
    "orbit": ("right", "left"),
    "zoom": ("in", "out"),
    "handheld": (),
}
"""The soundstage's camera moves, and where each may go; the first is usual."""
MOST_POINTS, MOST_STROKES = 1000, 64

Moving = Literal["static", "pan", "tilt", "dolly", "truck", "crane", "orbit", "zoom", "handheld"]
Share = Annotated[float, Field(ge=0, le=1)]
Place = Annotated[float, Field(ge=-1, le=2)]
"""A share of the picture's side; a stroke may begin and end outside of it."""
Metres = Annotated[float, Field(ge=-1e4, le=1e4)]
Degrees = Annotated[float, Field(ge=-3600, le=3600)]
Lens = Annotated[float, Field(ge=8, le=400)]
"""Focal length in millimetres on a frame 36 mm wide."""


class Written(BaseModel):
    """Frozen; a key that it does not know is refused, and so is what is no finite number."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class Stroke(Written):
    """Something that is to move along a line that somebody draws.

    Args:
        points: (x, y, t): shares of the picture's width and height, and when it is there, a share of the clip.
        radius: of what moves, as a share of the picture's width.
    """

    points: tuple[tuple[Place, Place, Share], ...] = Field(min_length=2, max_length=MOST_POINTS)
    radius: float = Field(default=0.06, gt=0, le=1)

    @model_validator(mode="after")
    def _forward(self) -> Stroke:
        times = [t for _, _, t in self.points]
        if any(after <= before for before, after in pairwise(times)):
            raise ValueError("the times of a stroke must grow from point to point")
        return self


class Move(Written):
    """A camera move in words.

    Args:
        move: which.
        direction: where it goes, as the camera sees it; "" for what is usual, and where the move has none.
        amount: 1 is usual.
    """

    move: Moving
    direction: str = ""
    amount: float = Field(default=1.0, ge=0, le=3)

    @model_validator(mode="after")
    def _goes(self) -> Move:
        known = DIRECTIONS[self.move]
        if self.direction and self.direction not in known:
            go = f"goes {' or '.join(known)}" if known else "goes nowhere"
            raise ValueError(f"a {self.move} {go}, not '{self.direction[:20]}'")
        return self

    @property
    def backwards(self) -> bool:
        """True where it goes the other way than is usual."""
        return self.direction in DIRECTIONS[self.move][1:]


class Pose(Written):
    """Where a camera is at one moment. Turned by nothing it looks along -z, level, y up.

    Args:
        at: when, a share of the clip.
        position: (x, y, z) metres.
        rotation: (yaw, pitch, roll) degrees it is turned to its left, upwards and anti-clockwise.
        lens: millimetres on a frame 36 mm wide.
    """

    at: Share
    position: tuple[Metres, Metres, Metres] = (0.0, 0.0, 0.0)
    rotation: tuple[Degrees, Degrees, Degrees] = (0.0, 0.0, 0.0)
    lens: Lens = 35.0
