"""Stages one shot: draws what is not asked for, so that all of it fits together and the action is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from filmwright.errors import FilmwrightError
from filmwright.soundstage import fitting
from filmwright.soundstage.blocking import Plan, block
from filmwright.soundstage.description import MOST_CAST, Camera, Described, Picture, Point, Role, Shot, Stand
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.cast import CAST, member
from filmwright.soundstage.fitting import LENSES, SCALES, TIMES, WEATHERS
from filmwright.soundstage.lighting import lighting
from filmwright.soundstage.place import Place
from filmwright.soundstage.scouting import FINE, trouble
from filmwright.soundstage.sets.families import place as built
from filmwright.soundstage.sight import through
from filmwright.soundstage.vocabulary import Action, Key, Look, Move, Scale, SetFamily, Time, Weather, named
from filmwright.validation import sentence

TRIES = 10
"""Set-ups that are tried; the one with the least trouble is taken."""
SETS = 10_000
"""Sets of each family that are drawn from."""
_COMPANY = (0.55, 0.3, 0.15)
"""How often one, two and three characters share a shot."""

Thing = TypeVar("Thing")
Model = TypeVar("Model", bound=Described)
Word = TypeVar("Word", bound=StrEnum)


def stage_shot(
    seed: int,
    *,
    family: SetFamily | str | None = None,
    action: Action | str | None = None,
    look: Look | str | None = None,
    move: Move | str | None = None,
    scale: Scale | str | None = None,
    cast: Sequence[str] | None = None,
    time: Time | str | None = None,
    weather: Weather | str | None = None,
    set_seed: int | None = None,
    frames: int = 48,
    width: int = 256,
    height: int = 144,
    rate: Fraction | int = 24,
) -> Shot:
    """A shot with what is asked for; the rest is drawn.

    Args:
        seed: of all that is drawn; the same seed and the same wishes give the same shot.
        family: of the set.
        action: what the first of the cast does.
        look: how it is drawn.
        move: of the camera.
        scale: how near it is.
        cast: ids, names or first names, one to three; the first leads.
        time: of day.
        weather: outside.
        set_seed: which of the family's sets.
        frames: how many.
        width, height: pixels.
        rate: frames a second.

    Raises:
        FilmwrightError: a word or a name is not known, or the cast cannot do what is asked.
    """
    done = _word(Action, action, "action")
    nearness = _word(Scale, scale, "shot scale")
    names = None if cast is None else asked_cast(cast)
    done = done or _action(seed, names, nearness)
    stand = _stand(seed, _word(SetFamily, family, "set"), _word(Time, time, "time of day"), weather, set_seed)
    nearness = nearness or _scale(seed, done, names)
    names = names or _cast(seed, done, nearness)
    if done is Action.GIVE and len(names) < 2:
        raise FilmwrightError("one character cannot give", names[0], "name a second one, who takes it")
    picture = checked(
        Picture,
        width=width,
        height=height,
        rate=Fraction(rate),
        look=_word(Look, look, "look") or _pick(seed, "look", tuple(Look)),
    )
    return stage(seed, Order(stand, names, done, nearness, picture, frames, _word(Move, move, "camera move")))


@dataclass(frozen=True)
class Order:
    """A shot of which the set and what happens are settled.

    Args:
        stand: the set.
        cast: ids; the first leads.
        action: what the leader does.
        scale: how near the camera is.
        picture: size, rate, look.
        frames: how many.
        move: of the camera; drawn where none is given.
    """

    stand: Stand
    cast: tuple[str, ...]
    action: Action
    scale: Scale
    picture: Picture
    frames: int
    move: Move | None = None


def stage(seed: int, order: Order) -> Shot:
    """Puts cast and camera where the action is seen."""
    place = built(order.stand)
    move = order.move or _pick(seed, "move", fitting.moves(order.action, place.azimuths))
    order = replace(order, move=move)
    best: tuple[float, Shot] | None = None
    sight = through(order.stand)
    for attempt in range(TRIES):
        shot = _set_up(seed, attempt, order, place)
        wrong = trouble(shot, place, sight, np.inf if best is None else best[0])
        if best is None or wrong < best[0]:
            best = (wrong, shot)
        if wrong < FINE:
            break
    assert best is not None
    return best[1]


def checked(words: type[Model], **values: Any) -> Model:
    """A part of a description from values that somebody chose.

    Raises:
        FilmwrightError: a value is out of its range; says which.
    """
    try:
        return words(**values)
    except ValidationError as error:
        raise FilmwrightError(sentence(error.errors()[0]), "", "choose another value") from error


def asked_cast(cast: Sequence[str]) -> tuple[str, ...]:
    """Ids of the characters that somebody named.

    Raises:
        FilmwrightError: there are none or too many, one is not known, or one is named twice.
    """
    names = [cast] if isinstance(cast, str) else list(cast)
    if not 1 <= len(names) <= MOST_CAST:
        raise FilmwrightError(
            f"a shot holds one to {MOST_CAST} characters, not {len(names)}", "", f"name one to {MOST_CAST} of the cast"
        )
    found = tuple(member(name).id for name in names)
    if len(set(found)) < len(found):
        raise FilmwrightError("a character plays one role in a shot", ", ".join(names), "name each once")
    return found


def _set_up(seed: int, attempt: int, order: Order, place: Place) -> Shot:
    """One try at where everybody and the camera stand."""
    draw = draws(seed, "set-up", attempt)
    azimuth, centre = _outlook(draw, place, order)
    seconds = order.frames / float(order.picture.rate)
    travel = 1 if draw.random() < 0.5 else -1
    turned = float(draw.uniform(-12, 12) if order.action in fitting.AT_EDGE else draw.uniform(-28, 22))
    aspect = order.picture.width / order.picture.height
    reach = 1 + 0.12 * attempt
    plan = Plan(order.cast, order.action, order.scale, azimuth, seconds, aspect, travel, reach, turned)
    roles = block(draw, plan, place, centre)
    camera = _camera(draw, plan, order.move or Move.STATIC, roles)
    return checked(
        Shot, set=order.stand, cast=roles, camera=camera, picture=order.picture, frames=order.frames, seed=seed % 2**32
    )


def _outlook(draw: np.random.Generator, place: Place, order: Order) -> tuple[float, Point]:
    """From which side the camera looks, and the middle of what happens."""
    low, high = place.azimuths
    sides = draw.uniform(low, high, 3)
    azimuth = float(sides[0])
    if not place.indoors and draw.random() < 0.75:
        # With the sun behind the camera, or beside it, faces are lit.
        sun = lighting(order.stand, place).sun
        azimuth = float(sides[np.argmax(np.sin(np.radians(sides)) * sun[0] + np.cos(np.radians(sides)) * sun[2])])
    if order.action is Action.SIT and place.seats:
        x, _height, z, facing = place.seats[0]
        return within(facing + float(draw.uniform(-50, 50)), low, high), (round(x, 2), round(z, 2))
    away, way = 0.35 * place.radius * float(np.sqrt(draw.random())), float(draw.uniform(0, 2 * np.pi))
    return round(azimuth, 1), (round(away * np.sin(way), 2), round(away * np.cos(way), 2))


def within(azimuth: float, low: float, high: float) -> float:
    """The azimuth nearest to this one between two others, degrees."""
    if high - low >= 360:
        return round((azimuth + 180) % 360 - 180, 1)
    middle = (low + high) / 2
    off = (azimuth - middle + 180) % 360 - 180
    return round(float(middle + np.clip(off, low - middle, high - middle)), 1)


def _camera(draw: np.random.Generator, plan: Plan, move: Move, roles: tuple[Role, ...]) -> Camera:
    """The camera for a plan: the lens, its height, where its subject stands across the frame."""
    lens = float(LENSES[plan.scale][int(draw.integers(len(LENSES[plan.scale])))])
    level = float(draw.random())
    height = 0.0
    if plan.scale in (Scale.WIDE, Scale.FULL) and not 0.2 < level < 0.82:
        height = round(float(draw.uniform(0.6, 0.9) if level <= 0.2 else draw.uniform(2.0, 3.2)), 2)
    subject = 0 if len(roles) == 1 or plan.scale is Scale.CLOSE else -1
    shift = fitting.looking_room(plan.action, plan.travel, roles[0].facing - plan.azimuth)
    return Camera(
        scale=plan.scale,
        move=move,
        direction=fitting.way(draw, move, plan.action, plan.travel),
        amount=round(float(draw.uniform(0.85, 1.15)), 2),
        lens=lens,
        azimuth=plan.azimuth,
        height=height,
        subject=subject,
        shift=shift if subject == 0 or plan.action in fitting.AT_EDGE else 0.0,
    )


def _word(words: type[Word], said: str | None, what: str) -> Word | None:
    """The word that somebody wrote, or none."""
    return None if said is None else named(words, str(said), what)


def _pick(seed: int, what: str, among: Sequence[Thing]) -> Thing:
    return among[int(draws(seed, what).integers(len(among)))]


def _action(seed: int, cast: tuple[str, ...] | None, scale: Scale | None) -> Action:
    """An action that this cast can do and that is seen at this scale."""
    alone = cast is not None and len(cast) == 1
    fit = [one for one in Action if (scale is None or scale in SCALES[one]) and not (alone and one is Action.GIVE)]
    return _pick(seed, "action", fit)


def _stand(
    seed: int, family: SetFamily | None, time: Time | None, weather: Weather | str | None, set_seed: int | None
) -> Stand:
    family = family or _pick(seed, "family", tuple(SetFamily))
    sky = _word(Weather, weather, "weather")
    if sky is None:
        fit = WEATHERS[family]
        sky = fit[0] if draws(seed, "clear").random() < 0.4 else _pick(seed, "weather", fit)
    return checked(
        Stand,
        family=family,
        seed=int(draws(seed, "which set").integers(SETS)) if set_seed is None else set_seed,
        time=time or _pick(seed, "time", TIMES[family]),
        weather=sky,
        key=Key.HIGH if draws(seed, "key").random() < 0.65 else Key.LOW,
    )


def _scale(seed: int, action: Action, cast: tuple[str, ...] | None) -> Scale:
    """A scale at which the action is seen, and that holds the cast."""
    many = 1 if cast is None else len(cast)
    fit = [
        one
        for one in SCALES[action]
        if not (many > 1 and one is Scale.CLOSE) and not (many > 2 and one is Scale.MEDIUM)
    ]
    return _pick(seed, "scale", fit or SCALES[action])


def _cast(seed: int, action: Action, scale: Scale) -> tuple[str, ...]:
    """One, two or three of the cast, as many as the scale holds and the action needs."""
    draw = draws(seed, "cast")
    most = {Scale.CLOSE: 1, Scale.MEDIUM: 2}.get(scale, MOST_CAST)
    count = min(int(draw.choice(len(_COMPANY), p=_COMPANY)) + 1, most)
    if action is Action.GIVE:
        count = max(count, 2)
    if action is Action.RUN and scale is Scale.FULL:
        count = min(count, 2)
    return tuple(CAST[int(k)].id for k in draw.permutation(len(CAST))[:count])
