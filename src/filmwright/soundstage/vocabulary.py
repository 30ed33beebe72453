"""The words that a description may use, and the nearest one where somebody wrote another."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from filmwright.errors import FilmwrightError


class SetFamily(StrEnum):
    """Where a shot is staged; each family gives any number of different sets by seed."""

    FOREST = "forest"
    STREET = "street"
    ROOM = "room"
    DESERT = "desert"
    SEA = "sea"
    NIGHT_CITY = "night city"
    SNOW = "snow"
    STAGE = "stage"
    CORRIDOR = "corridor"
    FIELD = "field"
    CAVE = "cave"
    ROOFTOP = "rooftop"


class Action(StrEnum):
    """What a character does in a shot."""

    STAND = "stand"
    WALK = "walk"
    RUN = "run"
    JUMP = "jump"
    WAVE = "wave"
    TURN = "turn"
    PICK_UP = "pick up"
    GIVE = "give"
    SIT = "sit"
    FALL = "fall"
    LOOK = "look"
    DANCE = "dance"
    ENTER = "enter"
    LEAVE = "leave"


class Move(StrEnum):
    """What the camera does in a shot."""

    STATIC = "static"
    PAN = "pan"
    TILT = "tilt"
    DOLLY = "dolly"
    TRUCK = "truck"
    CRANE = "crane"
    ORBIT = "orbit"
    ZOOM = "zoom"
    HANDHELD = "handheld"


class Scale(StrEnum):
    """How much of the subject the frame holds."""

    WIDE = "wide"
    FULL = "full"
    MEDIUM = "medium"
    CLOSE = "close"


class Look(StrEnum):
    """How the same world is drawn."""

    NATURALISTIC = "naturalistic"
    ANIME = "anime"
    CLAY = "clay"
    WATERCOLOUR = "watercolour"


class Time(StrEnum):
    """Time of day."""

    DAWN = "dawn"
    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """Weather; indoors it is what the windows show."""

    CLEAR = "clear"
    OVERCAST = "overcast"
    FOG = "fog"
    RAIN = "rain"
    SNOWFALL = "snowfall"


class Key(StrEnum):
    """The ratio of key to fill light: high key is bright and soft, low key dark and hard."""

    HIGH = "high"
    LOW = "low"


class Transition(StrEnum):
    """How a shot begins in an edited film."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    FADE = "fade"


class Semantic(StrEnum):
    """What a pixel shows; the order is the order of the numbers in a semantic mask, and only ever grows at its end."""

    SKY = "sky"
    GROUND = "ground"
    WATER = "water"
    PLANT = "plant"
    ROCK = "rock"
    BUILDING = "building"
    WALL = "wall"
    CEILING = "ceiling"
    FURNITURE = "furniture"
    LAMP = "lamp"
    VEHICLE = "vehicle"
    CURTAIN = "curtain"
    PROP = "prop"
    PERSON = "person"


SEMANTICS: tuple[Semantic, ...] = tuple(Semantic)

Word = TypeVar("Word", bound=StrEnum)

WORDS: dict[str, tuple[type[StrEnum], str]] = {
    "family": (SetFamily, "set"),
    "set": (SetFamily, "set"),
    "time": (Time, "time of day"),
    "weather": (Weather, "weather"),
    "key": (Key, "key of the light"),
    "action": (Action, "action"),
    "scale": (Scale, "shot scale"),
    "move": (Move, "camera move"),
    "look": (Look, "look"),
    "transition": (Transition, "transition"),
}
"""Keys of descriptions and facts whose value is a word: the words there are, and what they are called."""


def named(words: type[Word], text: str, what: str) -> Word:
    """The word of this list that ``text`` spells; underscores and hyphens stand for spaces, case does not matter.

    Args:
        words: one of the lists above.
        text: what somebody wrote.
        what: what it is, for the error ("set", "action").

    Raises:
        FilmwrightError: there is none; names the nearest one, or all of them.
    """
    plain = " ".join(text.replace("_", " ").replace("-", " ").split()).lower()
    known = [word.value for word in words]
    if plain in known:
        return words(plain)
    raise FilmwrightError(f"there is no {what} '{text}'", "", nearest(plain, known))


def nearest(text: str, known: list[str]) -> str:
    """What to write instead of ``text``: the nearest of ``known``, or the whole list where none is near."""
    near = get_close_matches(text, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"write one of: {', '.join(known)}" if len(known) <= 40 else f"write one like '{known[0]}'"
