"""Says in natural language what a shot shows, in several ways, and its plain labels."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from filmwright.soundstage.description import Role, Shot
from filmwright.soundstage.draws import draws
from filmwright.soundstage.figures.cast import member
from filmwright.soundstage.fitting import NO_SKY
from filmwright.soundstage.moves import direction
from filmwright.soundstage.sets.families import place
from filmwright.soundstage.vocabulary import Action, Key, Look, Move, Scale, SetFamily, Time, Weather

Wording = tuple[str, ...]

DOES: dict[Action, Wording] = {
    Action.STAND: ("stands still", "stands there", "waits"),
    Action.WALK: ("walks along", "walks", "strolls along"),
    Action.RUN: ("runs", "is running", "sprints"),
    Action.JUMP: ("jumps", "jumps up", "leaps into the air"),
    Action.WAVE: ("waves", "is waving", "raises a hand and waves"),
    Action.TURN: ("turns around", "turns on the spot", "slowly turns around"),
    Action.PICK_UP: ("picks up {prop}", "bends down and picks up {prop}", "lifts {prop} from the ground"),
    Action.GIVE: ("gives {prop} to {partner}", "hands {prop} to {partner}", "holds out {prop} to {partner}"),
    Action.SIT: ("sits down", "takes a seat", "is sitting down"),
    Action.FALL: ("falls over", "falls to the ground", "stumbles and falls"),
    Action.LOOK: ("looks around", "glances about", "looks about"),
    Action.DANCE: ("dances", "is dancing", "dances happily"),
    Action.ENTER: ("walks in", "walks into the frame", "comes into view"),
    Action.LEAVE: ("leaves", "walks out of the frame", "walks away"),
}
"""What one does, in the third person."""
_LOOKS_AT = ("looks at {partner}", "watches {partner}", "turns to look at {partner}")
_TIMES: dict[Time, Wording] = {
    Time.DAWN: ("at dawn", "early in the morning", "at first light"),
    Time.DAY: ("by day", "in daylight", "at midday"),
    Time.DUSK: ("at dusk", "at sunset", "in the evening light"),
    Time.NIGHT: ("at night", "by night", "after dark"),
}
_WEATHERS: dict[Weather, Wording] = {
    Weather.CLEAR: ("under a clear sky", "in clear weather"),
    Weather.OVERCAST: ("under an overcast sky", "under grey clouds"),
    Weather.FOG: ("in fog", "in thick fog"),
    Weather.RAIN: ("in the rain", "in pouring rain"),
    Weather.SNOWFALL: ("in falling snow", "in a snowfall"),
}
_WINDOWS: dict[Weather, Wording] = {
    Weather.OVERCAST: ("with grey sky outside the windows",),
    Weather.FOG: ("with fog outside the windows",),
    Weather.RAIN: ("with rain outside the windows", "on a rainy day"),
    Weather.SNOWFALL: ("with snow falling outside the windows", "on a snowy day"),
}
_KEYS: dict[Key, Wording] = {
    Key.HIGH: ("the light is bright and even", "soft high-key light"),
    Key.LOW: ("the light is hard and the shadows are deep", "contrasty low-key light"),
}
_SCALES: dict[Scale, Wording] = {
    Scale.WIDE: ("a wide shot", "a long shot"),
    Scale.FULL: ("a full shot", "a full-length shot"),
    Scale.MEDIUM: ("a medium shot", "a shot from the waist up"),
    Scale.CLOSE: ("a close-up", "a close shot of the face"),
}
_MOVES: dict[tuple[Move, str], Wording] = {
    (Move.STATIC, ""): ("the camera does not move", "a locked-off camera", "the camera is static"),
    (Move.PAN, "left"): ("the camera pans left", "a pan to the left"),
    (Move.PAN, "right"): ("the camera pans right", "a pan to the right"),
    (Move.TILT, "up"): ("the camera tilts up", "an upward tilt"),
    (Move.TILT, "down"): ("the camera tilts down", "a downward tilt"),
    (Move.DOLLY, "in"): ("the camera dollies in", "a dolly in", "the camera pushes in"),
    (Move.DOLLY, "out"): ("the camera dollies out", "a dolly out", "the camera pulls back"),
    (Move.TRUCK, "left"): ("the camera trucks left", "the camera travels sideways to the left"),
    (Move.TRUCK, "right"): ("the camera trucks right", "the camera travels sideways to the right"),
    (Move.CRANE, "up"): ("the camera cranes up", "a rising crane shot"),
    (Move.CRANE, "down"): ("the camera cranes down", "a sinking crane shot"),
    (Move.ORBIT, "left"): ("the camera orbits to the left", "the camera circles around to the left"),
    (Move.ORBIT, "right"): ("the camera orbits to the right", "the camera circles around to the right"),
    (Move.ZOOM, "in"): ("the camera zooms in", "a zoom in"),
    (Move.ZOOM, "out"): ("the camera zooms out", "a zoom out"),
    (Move.HANDHELD, ""): ("a handheld camera", "the camera is handheld and shakes slightly"),
}
_LOOKS: dict[Look, Wording] = {
    Look.NATURALISTIC: ("naturalistic look", "rendered naturalistically"),
    Look.ANIME: ("anime style", "drawn as anime"),
    Look.CLAY: ("clay animation style", "as clay animation"),
    Look.WATERCOLOUR: ("watercolour style", "painted in watercolour"),
}


def facts(shot: Shot) -> dict[str, Any]:
    """The plain labels of a shot: what a judge is asked, and a caption tells."""
    return {
        "cast": [role.character for role in shot.cast],
        "action": shot.cast[0].action.value if shot.cast else "",
        "actions": [role.action.value for role in shot.cast],
        "set": shot.set.family.value,
        "set_seed": shot.set.seed,
        "time": shot.set.time.value,
        "weather": shot.set.weather.value,
        "key": shot.set.key.value,
        "look": shot.picture.look.value,
        "scale": shot.camera.scale.value,
        "move": shot.camera.move.value,
        "direction": direction(shot.camera),
    }


FORMS = 5
"""Kinds of caption, in the order of ``captions``: full, cinematic, short, described, plain."""
_WHOLE = frozenset({"cast", "action", "set", "look", "scale", "move", "direction"})
TELLS: tuple[frozenset[str], ...] = (
    _WHOLE,
    _WHOLE - {"cast"},
    frozenset({"cast", "action", "set", "look"}),
    _WHOLE - {"look", "scale"},
    _WHOLE,
)
"""Of what each kind of caption tells enough to be asked for it; who is in it by name or by all that one looks like."""


def captions(shot: Shot, count: int = FORMS) -> tuple[str, ...]:
    """What a shot shows: first all of it, then in other words, and shorter; the fifth is ``plain``.

    The same shot is always told alike. Each is a sentence or two; names and descriptions take turns.

    Args:
        shot: to be told.
        count: how many.
    """
    forms = (_full, _cinematic, _short, _described, lambda one, _: plain(one))
    return tuple(forms[index % FORMS](shot, draws(0, "caption", shot.id, index)) for index in range(count))


def plain(shot: Shot) -> str:
    """All that judges are asked about a shot, in few words that are always the same: a prompt to be scored by."""
    move, way = _move(shot)
    camera = {Move.STATIC: "static camera", Move.HANDHELD: "handheld camera"}.get(move, f"{move.value} {way}")
    when = _sky(shot, None)
    who = _tell(shot, None, [_name(role) for role in shot.cast])
    where = " ".join(filter(None, [_WHERE[shot.set.family], when]))
    return _opened(f"{shot.picture.look.value}, {shot.camera.scale.value} shot, {camera}: {where}, {who}.")


def _full(shot: Shot, draw: np.random.Generator) -> str:
    """Everything: when, where, who by name and looks, what, the light, the camera, the look."""
    who = _tell(shot, draw, [f"{_name(role)}, {member(role.character).words()}," for role in shot.cast])
    sky = _sky(shot, draw)
    light = _pick(draw, _KEYS[shot.set.key])
    camera = f"{_pick(draw, _SCALES[shot.camera.scale])}; {_pick(draw, _MOVES[_move(shot)])}"
    told = [f"{sky}, {_there(shot)}, {who}" if sky else f"{_there(shot)}, {who}", light, camera]
    return " ".join(f"{_opened(one)}." for one in [*told, _pick(draw, _LOOKS[shot.picture.look])])


def _cinematic(shot: Shot, draw: np.random.Generator) -> str:
    """The camera first."""
    scale, move = _pick(draw, _SCALES[shot.camera.scale]), _pick(draw, _MOVES[_move(shot)])
    look = _pick(draw, _LOOKS[shot.picture.look])
    who = _tell(shot, draw, [member(role.character).words(short=True) for role in shot.cast])
    where = ", ".join(filter(None, [f"{scale} {_there(shot)}", _sky(shot, draw)]))
    return f"{_opened(where)}: {who}. {_opened(move)}, {look}."


def _short(shot: Shot, draw: np.random.Generator) -> str:
    """Names, and where."""
    who = _tell(shot, draw, [_name(role) for role in shot.cast])
    return f"{_opened(_WHERE[shot.set.family])}, {who}. {_opened(_pick(draw, _LOOKS[shot.picture.look]))}."


def _described(shot: Shot, draw: np.random.Generator) -> str:
    """No names."""
    who = _tell(shot, draw, [member(role.character).words() for role in shot.cast])
    where = ", ".join(filter(None, [_WHERE[shot.set.family], _sky(shot, draw)]))
    return f"{_opened(where)}, {who}; {_pick(draw, _MOVES[_move(shot)])}."


def _there(shot: Shot) -> str:
    """The set in its builder's words."""
    about = place(shot.set).about
    return f"{'on' if _OPEN.match(about) else 'in'} {about}"


def _tell(shot: Shot, draw: np.random.Generator | None, subjects: list[str]) -> str:
    """Who does what, one clause each; those who do the same share one, and who is given something needs none.

    Args:
        shot: whose cast.
        draw: of the wording; None for the first of each.
        subjects: how each is introduced.
    """
    if not shot.cast:
        return "nobody is to be seen"
    clauses: list[str] = []
    told: set[int] = set()
    for index, role in enumerate(shot.cast):
        if index in told:
            continue
        same = [k for k, other in enumerate(shot.cast) if other.action is role.action and k not in told]
        if len(same) > 1 and role.partner < 0:
            clauses.append(f"{_listed([subjects[k] for k in same])} {_many(_pick(draw, DOES[role.action]))}")
            told.update(same)
        else:
            clauses.append(_clause(shot, index, subjects, told, draw))
            told.add(index)
            if role.action is Action.GIVE and role.partner >= 0:
                told.add(role.partner)
    return _joined(clauses)


def _clause(shot: Shot, index: int, subjects: list[str], told: set[int], draw: np.random.Generator | None) -> str:
    role = shot.cast[index]
    verbs = DOES[role.action]
    if role.action is Action.LOOK and role.partner >= 0:
        verbs = _LOOKS_AT
    if role.action is Action.GIVE and role.partner < 0:
        verbs = ("holds out {prop}",)
    other = ""
    if role.partner >= 0:
        other = _again(shot, role.partner, subjects) if role.partner in told else subjects[role.partner]
        other = other.rstrip(",")
        if role.action is Action.LOOK:
            # Who is looked at has a clause of its own.
            other = _again(shot, role.partner, subjects)
    done = _pick(draw, verbs)
    return f"{subjects[index]} {done.format(prop=_a(role.prop or 'parcel'), partner=other)}"


def _again(shot: Shot, index: int, subjects: list[str]) -> str:
    """Somebody who is introduced elsewhere: by first name, or as "the girl"."""
    one = member(shot.cast[index].character)
    if subjects[index].startswith(one.first_name):
        return one.first_name
    if sum(member(role.character).kind == one.kind for role in shot.cast) == 1:
        return f"the {one.kind}"
    return f"the {one.words(short=True).split(' ', 1)[1]}"


def _many(verb: str) -> str:
    """A verb of the third person, for several: "walks along" is "walk along", "is dancing" is "are dancing"."""
    first, _, rest = verb.partition(" ")
    made = {"is": "are", "glances": "glance", "watches": "watch", "dances": "dance", "leaves": "leave"}.get(first)
    if made is None:
        made = first[:-1] if first.endswith("s") else first
    tail = " ".join(_plural(word) for word in rest.split())
    return f"{made} {tail}".strip()


def _plural(word: str) -> str:
    return {"waves": "wave", "picks": "pick", "falls": "fall"}.get(word, word)


def _sky(shot: Shot, draw: np.random.Generator | None) -> str:
    """The hour and the weather, as far as the set shows them."""
    if shot.set.family in NO_SKY:
        return ""
    weather = shot.set.weather
    if shot.set.family is SetFamily.NIGHT_CITY:
        return "" if weather is Weather.CLEAR else _pick(draw, _WEATHERS[weather])
    time = _pick(draw, _TIMES[shot.set.time])
    if place(shot.set).indoors:
        return f"{time}, {_pick(draw, _WINDOWS[weather])}" if weather in _WINDOWS else time
    if weather is Weather.CLEAR and (draw is None or draw.random() < 0.5):
        return time
    return f"{time} {_pick(draw, _WEATHERS[weather])}"


_ON = "deck|beach|coast|shore|pier|quay|jetty|stage|roof|rooftop|terrace|pond|hill"
_OPEN = re.compile(rf"(the|an?) ([\w-]+ )?([\w-]+ )?({_ON})\b")
"""Words for a place that one is on, not in."""
_WHERE = {
    SetFamily.FOREST: "in a forest",
    SetFamily.STREET: "in a street",
    SetFamily.ROOM: "in a room",
    SetFamily.DESERT: "in a desert",
    SetFamily.SEA: "by the sea",
    SetFamily.NIGHT_CITY: "in a city at night",
    SetFamily.SNOW: "in the snow",
    SetFamily.STAGE: "on a stage",
    SetFamily.CORRIDOR: "in a corridor",
    SetFamily.FIELD: "in a field",
    SetFamily.CAVE: "in a cave",
    SetFamily.ROOFTOP: "on a rooftop",
}


def _move(shot: Shot) -> tuple[Move, str]:
    return shot.camera.move, direction(shot.camera)


def _name(role: Role) -> str:
    return member(role.character).first_name


def _pick(draw: np.random.Generator | None, among: Wording) -> str:
    return among[0 if draw is None else int(draw.integers(len(among)))]


def _a(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(things: list[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def _joined(clauses: list[str]) -> str:
    """Clauses as one: "A waves, while B stands still and C looks at A"."""
    first, rest = clauses[0].rstrip(","), clauses[1:]
    if len(rest) < 2:
        return " while ".join([first, *rest])
    return f"{first}, while {', '.join(rest[:-1])} and {rest[-1]}"
