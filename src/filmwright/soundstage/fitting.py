"""What goes with what: which scales show an action, which weather a set has, which moves a set has room for."""

from __future__ import annotations

import numpy as np

from filmwright.soundstage.moves import DIRECTIONS
from filmwright.soundstage.vocabulary import Action, Move, Scale, SetFamily, Time, Weather

W, F, M, C = Scale.WIDE, Scale.FULL, Scale.MEDIUM, Scale.CLOSE

SCALES: dict[Action, tuple[Scale, ...]] = {
    Action.STAND: (W, F, M, C),
    Action.WALK: (W, F),
    Action.RUN: (W, F),
    Action.JUMP: (W, F),
    Action.WAVE: (F, M, C),
    Action.TURN: (F, M, C),
    Action.PICK_UP: (F,),
    Action.GIVE: (F, M),
    Action.SIT: (W, F),
    Action.FALL: (W, F),
    Action.LOOK: (M, C),
    Action.DANCE: (W, F),
    Action.ENTER: (F, M),
    Action.LEAVE: (F, M),
}
"""Scales at which an action can be told from the others."""

LENSES: dict[Scale, tuple[float, ...]] = {W: (24, 28, 35), F: (28, 35, 40, 50), M: (35, 50, 65), C: (50, 65, 85)}
"""Millimetres; long enough not to swell a face, short enough to show where it is."""

TRAVELS = (Action.WALK, Action.RUN, Action.ENTER, Action.LEAVE)
"""Actions that go from one place to another."""

AT_EDGE = (Action.ENTER, Action.LEAVE)
"""Actions that cross the edge of the frame."""

CARRIES = (Action.STAND, Action.WALK, Action.LOOK, Action.TURN, Action.ENTER, Action.LEAVE)
"""Actions that leave a hand free for what a character always has with it."""

_ANY = tuple(Weather)
_DRY = (Weather.CLEAR, Weather.OVERCAST)
WEATHERS: dict[SetFamily, tuple[Weather, ...]] = {
    SetFamily.FOREST: _ANY,
    SetFamily.STREET: _ANY,
    SetFamily.ROOM: (Weather.CLEAR, Weather.OVERCAST, Weather.RAIN, Weather.SNOWFALL),
    SetFamily.DESERT: _DRY,
    SetFamily.SEA: (Weather.CLEAR, Weather.OVERCAST, Weather.FOG, Weather.RAIN),
    SetFamily.NIGHT_CITY: (Weather.CLEAR, Weather.FOG, Weather.RAIN, Weather.SNOWFALL),
    SetFamily.SNOW: (Weather.CLEAR, Weather.OVERCAST, Weather.FOG, Weather.SNOWFALL),
    SetFamily.STAGE: (Weather.CLEAR,),
    SetFamily.CORRIDOR: (Weather.CLEAR,),
    SetFamily.FIELD: (Weather.CLEAR, Weather.OVERCAST, Weather.FOG, Weather.RAIN),
    SetFamily.CAVE: (Weather.CLEAR,),
    SetFamily.ROOFTOP: _ANY,
}
"""Weather that a set may have; the first is the likeliest."""

TIMES: dict[SetFamily, tuple[Time, ...]] = {
    family: (Time.NIGHT,) if family is SetFamily.NIGHT_CITY else tuple(Time) for family in SetFamily
}
"""Times of day that a set may have."""

NO_SKY = (SetFamily.STAGE, SetFamily.CORRIDOR, SetFamily.CAVE)
"""Sets in which neither the hour nor the weather is seen."""


def moves(action: Action, azimuths: tuple[float, float]) -> tuple[Move, ...]:
    """Moves that leave an action to be seen, and that a set with these azimuths has room for.

    Who enters or leaves crosses the frame's edge: a camera that goes around would move the edge too. Who jumps fills
    the frame's height, and a tilt would cut it off.
    """
    around = azimuths[1] - azimuths[0] >= 60 and action not in AT_EDGE
    without = {Move.TILT} if action is Action.JUMP else set()
    return tuple(move for move in Move if move not in without and (move is not Move.ORBIT or around))


def way(draw: np.random.Generator, move: Move, action: Action, travel: int) -> str:
    """The direction of a move: drawn, but where somebody travels (1 to the frame's right, -1 to its left).

    A truck goes along with a walk; no camera goes along with who crosses the frame's edge, or they never would.
    """
    known = DIRECTIONS[move]
    if not known:
        return ""
    drawn = known[int(draw.integers(len(known)))]
    ahead, back = ("right", "left") if travel > 0 else ("left", "right")
    if action in (Action.WALK, Action.RUN) and move is Move.TRUCK:
        return ahead
    if action in AT_EDGE and move in (Move.PAN, Move.TRUCK):
        return back
    if action in AT_EDGE and move in (Move.DOLLY, Move.ZOOM):
        return "out" if action is Action.ENTER else "in"
    return drawn


def looking_room(action: Action, travel: int, turned: float) -> float:
    """Where somebody alone stands across the frame: away from where they look, or from where they come.

    Args:
        action: what they do.
        travel: 1 where they travel to the frame's right, -1 to its left.
        turned: degrees from the camera to where they face, positive to the frame's right.
    """
    if action in AT_EDGE:
        return 0.25 * travel * (-1 if action is Action.ENTER else 1)
    if action in TRAVELS:
        return 0.0
    return round(float(np.clip(-0.45 * np.sin(np.radians(turned)), -0.33, 0.33)), 2)
