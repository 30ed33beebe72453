"""The typed description of a shot and of a film: all that a picture depends on, and nothing else.

A description is canonical JSON with a content id; the same description gives the same frames.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from filmwright.canonical import content_id, frame_rate
from filmwright.soundstage.vocabulary import Action, Key, Look, Move, Scale, SetFamily, Time, Transition, Weather

SCHEMA = 1
MOST_CAST = 3
"""Characters in one shot."""
SIZES = (16, 4096)
"""Least and greatest width and height, pixels."""
RATES = (1, 120)
"""Least and greatest rate, frames a second."""
FINEST = 1001
"""Greatest denominator of a rate."""
MOST_FRAMES = 100_000
Number = Annotated[float, Field(ge=-1e4, le=1e4)]
Point = tuple[Number, Number]


class Described(BaseModel):
    """Frozen; a key that it does not know is refused, and so is what is no finite number."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Stand(Described):
    """The set of a shot: its family, which one of them, and the state of its sky.

    Args:
        family: where.
        seed: which of the family; the same seed is the same place in any shot.
        time: of day.
        weather: outside.
        key: ratio of key light to fill.
    """

    family: SetFamily
    seed: int = Field(default=0, ge=0, lt=2**32)
    time: Time = Time.DAY
    weather: Weather = Weather.CLEAR
    key: Key = Key.HIGH


class Role(Described):
    """What one character does in a shot.

    Args:
        character: id of a member of the cast.
        action: what.
        at: (x, z) where it stands when the action begins, metres from the middle of the set.
        facing: degrees about y; 0 looks along +z, 90 along +x.
        to: (x, z) where a walk, a run, an entrance or an exit ends.
        begins: seconds into the shot at which the action begins.
        pace: speed of the action, 1 is usual.
        partner: index of the role that it gives to or looks at; -1 for none.
        prop: what it carries, picks up or gives; "" for nothing.
        seed: of the small differences between two who do the same.
    """

    character: str
    action: Action = Action.STAND
    at: Point = (0.0, 0.0)
    facing: Number = 0.0
    to: Point | None = None
    begins: float = Field(default=0.0, ge=0, le=600)
    pace: float = Field(default=1.0, ge=0.25, le=4)
    partner: int = Field(default=-1, ge=-1, lt=MOST_CAST)
    prop: str = ""
    seed: int = Field(default=0, ge=0, lt=2**32)


class Camera(Described):
    """Where the camera stands and what it does.

    Args:
        scale: how much of its subject the frame holds.
        move: what it does.
        direction: of the move: "left", "right", "up", "down", "in", "out"; "" where the move has none.
        amount: of the move, 1 is usual.
        lens: focal length in millimetres on a frame 36 mm wide.
        azimuth: degrees about the subject; 0 stands on its +z side, 90 on its +x side.
        height: of the lens above the ground, metres; 0 for the height of what it looks at.
        subject: index of the role that it frames; -1 for the whole cast.
        shift: where the subject stands across the frame, -1 (left edge) to 1 (right edge).
    """

    scale: Scale = Scale.FULL
    move: Move = Move.STATIC
    direction: str = ""
    amount: float = Field(default=1.0, ge=0.1, le=3)
    lens: float = Field(default=35.0, ge=12, le=200)
    azimuth: Number = 0.0
    height: float = Field(default=0.0, ge=0, le=60)
    subject: int = Field(default=-1, ge=-1, lt=MOST_CAST)
    shift: float = Field(default=0.0, ge=-0.8, le=0.8)


class Picture(Described):
    """Size, rate and look.

    Args:
        width, height: pixels, even.
        rate: frames a second.
        look: how it is drawn.
        hold: frames for which a figure keeps its pose; 0 for what is usual in the look (two in anime and clay).
    """

    width: int = Field(default=256, ge=SIZES[0], le=SIZES[1], multiple_of=2)
    height: int = Field(default=144, ge=SIZES[0], le=SIZES[1], multiple_of=2)
    rate: Fraction = Fraction(24)
    look: Look = Look.NATURALISTIC
    hold: int = Field(default=0, ge=0, le=8)

    @field_validator("rate", mode="before")
    @classmethod
    def _written(cls, rate: Any) -> Any:
        if isinstance(rate, str):
            return frame_rate(rate)  # By its pattern: Fraction takes "1e999999999" too, and never comes back.
        if isinstance(rate, bool) or not isinstance(rate, int | Fraction):
            raise ValueError("a rate is a whole number or a fraction such as 24000/1001")
        return Fraction(rate)

    @field_validator("rate")
    @classmethod
    def _usual(cls, rate: Fraction) -> Fraction:
        if not RATES[0] <= rate <= RATES[1]:
            raise ValueError(f"a rate is {RATES[0]} to {RATES[1]} frames a second")
        if rate.denominator > FINEST:
            raise ValueError("a rate is a whole number or a fraction such as 24000/1001")
        return rate


class Shot(Described):
    """One shot.

    Args:
        set: where.
        cast: who does what; at most three.
        camera: from where.
        picture: size, rate, look.
        frames: how many.
        seed: of what is not written down elsewhere (snowflakes, the hand that holds the camera).
    """

    set: Stand
    cast: tuple[Role, ...] = Field(default=(), max_length=MOST_CAST)
    camera: Camera = Camera()
    picture: Picture = Picture()
    frames: int = Field(default=48, ge=1, le=MOST_FRAMES)
    seed: int = Field(default=0, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _whole(self) -> Shot:
        if len({role.character for role in self.cast}) < len(self.cast):
            raise ValueError("a character plays one role in a shot")
        for index, role in enumerate(self.cast):
            if role.partner == index or role.partner >= len(self.cast):
                raise ValueError(f"role {index} has a partner that is not there")
        if self.camera.subject >= len(self.cast):
            raise ValueError("the camera frames a role that is not there")
        return self

    @property
    def id(self) -> str:
        """Content id of the description: what names the rendered shot."""
        return content_id({"schema": SCHEMA, "shot": self.to_json()})

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return self.model_dump(mode="json")


class Cut(Described):
    """A shot in its place in a film.

    Args:
        shot: which.
        transition: how it begins.
        overlap: frames of a dissolve (both shots are seen) or a fade (up from black); 0 for a cut.
        sequence: name of the sequence it belongs to.
    """

    shot: Shot
    transition: Transition = Transition.CUT
    overlap: int = Field(default=0, ge=0, le=240)
    sequence: str = ""


class Film(Described):
    """A whole title: its name, and its shots in order. All share size and rate.

    Args:
        title: its name.
        cuts: the shots.
        seed: of whoever drew it.
        fade_out: frames at its end that go down to black.

    A dissolve takes its frames from the end of the shot before and the beginning of its own; the film is that much
    shorter than the sum of its shots.
    """

    title: str = Field(min_length=1, max_length=200)
    cuts: tuple[Cut, ...] = Field(min_length=1)
    fade_out: int = Field(default=0, ge=0, le=240)
    seed: int = Field(default=0, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _whole(self) -> Film:
        first = self.cuts[0].shot.picture
        for index, cut in enumerate(self.cuts):
            picture = cut.shot.picture
            if (picture.width, picture.height, picture.rate) != (first.width, first.height, first.rate):
                raise ValueError(f"shot {index} has another size or rate than the first")
            if (cut.transition is Transition.CUT) != (cut.overlap == 0):
                raise ValueError(f"shot {index}: a cut has no overlap, a dissolve and a fade have one")
            around = [cut.shot.frames] + ([self.cuts[index - 1].shot.frames] if index else [])
            if cut.overlap * 2 > min(around):
                raise ValueError(f"shot {index}: its overlap is longer than half a shot")
            if cut.transition is Transition.DISSOLVE and index == 0:
                raise ValueError("a film does not begin with a dissolve")
        if self.fade_out * 2 > self.cuts[-1].shot.frames:
            raise ValueError("the fade at the end is longer than half of the last shot")
        return self

    @property
    def id(self) -> str:
        """Content id of the description."""
        return content_id({"schema": SCHEMA, "film": self.model_dump(mode="json")})

    @property
    def starts(self) -> list[int]:
        """The frame of the film at which each shot begins."""
        starts, at = [], 0
        for cut in self.cuts:
            at -= cut.overlap if cut.transition is Transition.DISSOLVE else 0
            starts.append(at)
            at += cut.shot.frames
        return starts

    @property
    def frames(self) -> int:
        """Frames of the whole film."""
        return self.starts[-1] + self.cuts[-1].shot.frames
