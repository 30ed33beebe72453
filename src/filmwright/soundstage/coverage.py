"""Covers one sequence of a title: which set-ups it has, and each of them as a shot.

All cameras of a sequence stand on one side of the line of action, which runs across the frame of its master shot.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from filmwright.soundstage import fitting
from filmwright.soundstage.blocking import Plan, block, mark
from filmwright.soundstage.description import Camera, Picture, Point, Role, Shot, Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.fitting import AT_EDGE, CARRIES, LENSES, TRAVELS
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Place
from filmwright.soundstage.scouting import FINE, trouble
from filmwright.soundstage.sets.families import place as built
from filmwright.soundstage.sight import Sight, through
from filmwright.soundstage.staging import checked, within
from filmwright.soundstage.vocabulary import Action, Move, Scale

TRIES = 6
"""Variations of a set-up that are tried."""
_SINGLE = 42.0
"""Degrees from the master's side at which one of two is shot, towards whom they look at."""
_APART = 1.0
"""Metres between neighbours on their marks."""


@dataclass(frozen=True)
class Beat:
    """One set-up.

    Args:
        scale: how near.
        action: what whoever is in it does.
        who: indices into the sequence's cast.
        frames: least and most, at 24 frames a second.
        moves: of the camera, one of which is drawn.
    """

    scale: Scale
    action: Action
    who: tuple[int, ...]
    frames: tuple[int, int]
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Setting:
    """What all shots of a sequence share.

    Args:
        stand: set, time and weather.
        cast: ids, from the left of the master shot to its right.
        travel: 1 where journeys go to the frame's right, -1 to its left.
        picture: size, rate, look.
        seed: of the sequence.
    """

    stand: Stand
    cast: tuple[str, ...]
    travel: int
    picture: Picture
    seed: int

    @cached_property
    def place(self) -> Place:
        """The set."""
        return built(self.stand)

    @cached_property
    def sight(self) -> Sight:
        """Through the set."""
        return through(self.stand)

    @cached_property
    def side(self) -> float:
        """The azimuth of the master shot: faces are lit, and there is room on both its sides for reverses."""
        low, high = self.place.azimuths
        spare = _SINGLE if high - low > 2 * _SINGLE + 20 else (high - low) / 2
        sun = lighting(self.stand, self.place).sun
        if high - low >= 360:
            spare = 0.0
        sides = draws(self.seed, "side").uniform(low + spare, high - spare, 4)
        angles = np.radians(sides)
        lit = np.sin(angles) * sun[0] + np.cos(angles) * sun[2]
        return round(float(sides[0 if self.place.indoors else int(np.argmax(lit))]), 1)

    def mark(self, index: int) -> Point:
        """Where one of the cast stands."""
        across = (index - (len(self.cast) - 1) / 2) * _APART
        return mark((0.0, 0.0), self.side, across, 0.12 * (index % 2))

    def looks(self, index: int) -> int:
        """1 where one of the cast looks to the frame's right, at the others; -1 to its left."""
        if len(self.cast) == 1:
            return self.travel
        return 1 if index < len(self.cast) / 2 else -1


_CALM = (Move.STATIC, Move.STATIC, Move.DOLLY, Move.HANDHELD)
_GRAND = (Move.STATIC, Move.PAN, Move.CRANE, Move.DOLLY, Move.TRUCK, Move.TILT)
_CROSSING = (Move.STATIC, Move.STATIC, Move.PAN, Move.HANDHELD, Move.TRUCK)
_EDGES = (Move.STATIC, Move.CRANE, Move.HANDHELD)
_LONG, _USUAL, _SHORT, _TRAVEL = (60, 96), (40, 72), (24, 48), (52, 84)


def beats(seed: int, shots: int, cast: int, arrives: bool, departs: bool) -> list[Beat]:
    """The set-ups of a sequence in their order: wide first, then nearer, and a way out at the end.

    Args:
        seed: of the sequence.
        shots: how many.
        cast: how many characters.
        arrives: True where the second shot brings the cast in, or for a single shot the first.
        departs: True where the last shot lets it go.
    """
    draw = draws(seed, "beats")
    everyone = tuple(range(cast))
    opening = [Beat(Scale.WIDE, Action.STAND if cast > 1 else Action.WALK, everyone, _LONG, _GRAND)]
    if arrives:
        opening = [Beat(Scale.WIDE, Action.ENTER, everyone[:1], (76, 96), _EDGES)]
    closing = (
        [Beat(Scale.FULL, Action.LEAVE, everyone, _TRAVEL if cast == 1 else (76, 96), _EDGES)]
        if departs and shots > 2
        else []
    )
    count = shots - len(opening) - len(closing)
    middle = _alone(draw) if cast == 1 else _together(draw, cast)
    if cast > 1 and count == 2:
        # A shot without its reverse would leave one of them unheard.
        middle = middle[1:3]
    return (opening + [middle[k % len(middle)] for k in range(max(count, 0))] + closing)[:shots]


def _alone(draw: np.random.Generator) -> list[Beat]:
    """Somebody by themselves: seen whole, then near, then at something larger."""
    acts = [Action.JUMP, Action.DANCE, Action.PICK_UP, Action.FALL, Action.RUN, Action.WALK]
    first, second = (acts[int(k)] for k in draw.permutation(len(acts))[:2])
    near = [Beat(Scale.MEDIUM, _one(draw, Action.LOOK, Action.TURN), (0,), _USUAL, _CALM)]
    near.append(Beat(Scale.CLOSE, _one(draw, Action.LOOK, Action.WAVE), (0,), _SHORT, _CALM))
    whole = (Move.STATIC, Move.ORBIT, Move.TRUCK, Move.HANDHELD)
    wide = [Beat(Scale.FULL, act, (0,), _TRAVEL, whole) for act in (first, second)]
    return [wide[0], near[1], near[0], wide[1]]


def _together(draw: np.random.Generator, cast: int) -> list[Beat]:
    """Two or three who talk: all, then shot and reverse, then nearer."""
    everyone, last = tuple(range(cast)), cast - 1
    group = Scale.MEDIUM if cast == 2 else Scale.FULL
    doing = _one(draw, Action.GIVE, Action.GIVE, Action.WAVE, Action.DANCE)
    all_ = Beat(
        Scale.FULL if doing is Action.DANCE else group, doing, everyone, _USUAL, (*_CALM, Move.ORBIT, Move.ZOOM)
    )
    talk = (Action.LOOK, Action.STAND, Action.WAVE)
    shots = [Beat(Scale.MEDIUM, _one(draw, *talk), (index,), _USUAL, _CALM) for index in (0, last)]
    nearer = [Beat(Scale.CLOSE, _one(draw, Action.LOOK, Action.WAVE), (index,), _SHORT, _CALM) for index in (0, last)]
    walk = Beat(Scale.FULL, Action.WALK, everyone[:2], _TRAVEL, _CROSSING)
    return [all_, *shots, *nearer, walk]


def _one(draw: np.random.Generator, *among: Action) -> Action:
    return among[int(draw.integers(len(among)))]


def covered(setting: Setting, beat: Beat, number: int) -> Shot:
    """A set-up as a shot: the variation with the least trouble.

    Args:
        setting: of the sequence.
        beat: the set-up.
        number: of the shot in its film.
    """
    best: tuple[float, Shot] | None = None
    for attempt in range(TRIES):
        shot = _shot(setting, beat, number, attempt)
        wrong = trouble(shot, setting.place, setting.sight)
        if best is None or wrong < best[0]:
            best = (wrong, shot)
        if wrong < FINE:
            break
    assert best is not None
    return best[1]


def _shot(setting: Setting, beat: Beat, number: int, attempt: int) -> Shot:
    draw = draws(setting.seed, "cover", number, attempt)
    rate = float(setting.picture.rate)
    frames = max(round(float(draw.integers(beat.frames[0], beat.frames[1] + 1)) * rate / 24), 2)
    azimuth = _azimuth(setting, beat, float(draw.uniform(-12, 12)))
    if beat.action in TRAVELS:
        aspect = setting.picture.width / setting.picture.height
        # Who is ahead goes first.
        order = beat.who[::-1] if setting.travel > 0 else beat.who
        names = tuple(setting.cast[index] for index in order)
        plan = Plan(
            names, beat.action, beat.scale, azimuth, frames / rate, aspect, setting.travel, 1 + 0.1 * attempt,
            float(draw.uniform(-12, 12)),
        )  # fmt: skip
        roles = block(draw, plan, setting.place)
        if beat.action is Action.LEAVE:
            roles = tuple(_from_mark(role, setting.mark(index)) for role, index in zip(roles, order, strict=True))
    else:
        roles = tuple(_role(setting, beat, index, azimuth, draw) for index in beat.who)
        roles = tuple(_partnered(role, beat, len(roles), index) for index, role in enumerate(roles))
    camera = _camera(setting, beat, azimuth, roles, draw)
    seed = int(draw.integers(2**31))
    return checked(
        Shot, set=setting.stand, cast=roles, camera=camera, picture=setting.picture, frames=frames, seed=seed
    )


def _from_mark(role: Role, mark: Point) -> Role:
    """The same way out, from where the shots before had somebody stand."""
    assert role.to is not None
    to = (round(role.to[0] - role.at[0] + mark[0], 2), round(role.to[1] - role.at[1] + mark[1], 2))
    return role.model_copy(update={"at": mark, "to": to})


def _azimuth(setting: Setting, beat: Beat, jitter: float) -> float:
    """The side of a set-up: the master's, and for one of several turned towards whom they look at."""
    turned = setting.side + jitter
    if len(beat.who) == 1 and len(setting.cast) > 1 and beat.action not in AT_EDGE:
        turned += _SINGLE * setting.looks(beat.who[0])
    return within(turned, *setting.place.azimuths)


def _role(setting: Setting, beat: Beat, index: int, azimuth: float, draw: np.random.Generator) -> Role:
    """One of the cast on its mark, turned to the others."""
    facing = azimuth + setting.looks(index) * float(
        draw.uniform(28, 45) if len(beat.who) == 1 else draw.uniform(48, 70)
    )
    name = setting.cast[index]
    action = beat.action
    if beat.action is not Action.DANCE and len(beat.who) > 1 and index != beat.who[0]:
        action = Action.STAND if beat.action is Action.GIVE or draw.random() < 0.5 else Action.LOOK
    own = member(name).prop
    if action in (Action.PICK_UP, Action.GIVE):
        own = own or "parcel"
    elif action not in CARRIES:
        own = ""
    return Role(
        character=name,
        action=action,
        at=setting.mark(index),
        facing=round((facing + 180) % 360 - 180, 1),
        prop=own,
        seed=int(draw.integers(2**31)),
    )


def _partnered(role: Role, beat: Beat, count: int, index: int) -> Role:
    """With somebody to give to or to look at, where there is somebody."""
    if count < 2 or role.action not in (Action.GIVE, Action.LOOK):
        return role
    return role.model_copy(update={"partner": 1 if index == 0 else 0})


def _camera(setting: Setting, beat: Beat, azimuth: float, roles: tuple[Role, ...], draw: np.random.Generator) -> Camera:
    move = beat.moves[int(draw.integers(len(beat.moves)))]
    direction = fitting.way(draw, move, beat.action, setting.travel)
    if move is Move.DOLLY and beat.scale in (Scale.MEDIUM, Scale.CLOSE):
        direction = "in"
    lenses = LENSES[beat.scale]
    alone = len(roles) == 1
    shift = fitting.looking_room(beat.action, setting.travel, roles[0].facing - azimuth)
    return Camera(
        scale=beat.scale,
        move=move,
        direction=direction,
        lens=float(lenses[int(draw.integers(len(lenses)))]),
        azimuth=azimuth,
        subject=0 if alone else -1,
        shift=shift if alone or beat.action in AT_EDGE else 0.0,
    )
