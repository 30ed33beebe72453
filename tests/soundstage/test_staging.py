"""A staged shot has what was asked for and fits together; a wish that cannot be says what to write."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage import staging
from filmwright.soundstage.blocking import stood
from filmwright.soundstage.description import Shot
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.fitting import SCALES, WEATHERS, looking_room, moves
from filmwright.soundstage.geometry import mesh
from filmwright.soundstage.operator import views
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets.families import place
from filmwright.soundstage.sight import Sight
from filmwright.soundstage.solids import ball, box, join
from filmwright.soundstage.staging import stage_shot
from filmwright.soundstage.vocabulary import Action, Look, Move, Scale, SetFamily, Time, Weather

FIELD = {"family": "field", "set_seed": 1, "time": "day", "weather": "clear"}


def heads(shot: Shot, built: Place, moments: int = 5) -> np.ndarray:
    """(T, R, 2) where crowns are, in shares of the frame."""
    times = np.linspace(0, (shot.frames - 1) / float(shot.picture.rate), moments)
    there = stood(shot.cast, built, times)
    cameras = views(shot, built, there)
    size = np.array([shot.picture.width, shot.picture.height])
    return np.stack(
        [view.project(pair[:, 1] - [0, 0.1, 0])[0] / size for view, pair in zip(cameras, there, strict=True)]
    )


def test_what_is_asked_for_is_what_comes() -> None:
    shot = stage_shot(
        4, family="Field", action="pick up", look="clay", move="dolly", scale="full", cast=[CAST[5].first_name],
        time="dusk", weather="fog", set_seed=9, frames=30, width=320, height=180, rate=25,
    )  # fmt: skip
    assert (shot.set.family, shot.set.seed, shot.set.time, shot.set.weather) == (
        SetFamily.FIELD,
        9,
        Time.DUSK,
        Weather.FOG,
    )
    assert shot.cast[0].action is Action.PICK_UP and shot.cast[0].character == CAST[5].id and shot.cast[0].prop
    assert (shot.camera.move, shot.camera.scale, shot.picture.look) == (Move.DOLLY, Scale.FULL, Look.CLAY)
    assert (shot.frames, shot.picture.width, shot.picture.rate) == (30, 320, 25)


def test_a_seed_is_a_shot_and_a_wish_changes_only_what_it_must() -> None:
    assert stage_shot(8, **FIELD).id == stage_shot(8, **FIELD).id != stage_shot(9, **FIELD).id
    drawn, wished = stage_shot(8, **FIELD), stage_shot(8, look="anime", **FIELD)
    assert wished.cast == drawn.cast and wished.camera == drawn.camera and wished.set == drawn.set


def test_drawn_shots_fit_together() -> None:
    counts = []
    for seed in range(15):
        shot = stage_shot(seed, family="field", set_seed=1, time="day", weather="clear")
        lead = shot.cast[0]
        counts.append(len(shot.cast))
        assert shot.camera.scale in SCALES[lead.action]
        assert lead.action is not Action.GIVE or shot.cast[lead.partner].partner in (0, -1)
        assert shot.camera.move in moves(lead.action, place(shot.set).azimuths)
    assert len(set(counts)) > 1


def test_who_stays_is_seen_and_who_goes_crosses_the_edge() -> None:
    for seed, action in enumerate(
        [Action.WAVE, Action.DANCE, Action.GIVE, Action.WALK, Action.RUN, Action.ENTER, Action.LEAVE]
    ):
        shot = stage_shot(
            seed, action=action, cast=[CAST[seed].id, CAST[seed + 9].id], scale="full", move="static", **FIELD
        )
        seen = heads(shot, place(shot.set))
        inside = (seen > 0).all(-1) & (seen < 1).all(-1)
        for role, told in enumerate(shot.cast):
            if told.action is Action.ENTER:
                assert not inside[0, role] and inside[-1, role]
            elif told.action is Action.LEAVE:
                assert inside[0, role] and not inside[-1, role]
            else:
                assert inside[len(inside) // 2, role] and inside[-1, role]
        if not {Action.ENTER, Action.LEAVE} & {role.action for role in shot.cast}:
            middle = seen[len(seen) // 2, :, 0]
            assert abs(middle[0] - middle[1]) > 0.05


def test_givers_face_each_other() -> None:
    shot = stage_shot(3, action="give", cast=[CAST[0].id, CAST[1].id], **FIELD)
    one, two = shot.cast
    for giver, taker in ((one, two), (two, one)):
        way = np.subtract(taker.at, giver.at)
        off = np.degrees(np.arctan2(way[0], way[1])) - giver.facing
        assert abs((off + 180) % 360 - 180) < 40
        assert np.hypot(*way) < 1.2


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"cast": [one.id for one in CAST[:4]]}, "one to 3 characters, not 4.*name one to 3"),
        ({"cast": []}, "not 0"),
        ({"cast": ["nobody at all"]}, "there is no character"),
        ({"cast": [CAST[0].id, CAST[0].first_name]}, "name each once"),
        ({"cast": [CAST[0].id], "action": "give"}, "name a second"),
        ({"family": "forrest"}, "did you mean 'forest'"),
        ({"action": "wlak"}, "did you mean 'walk'"),
        ({"width": 8}, "width"),
        ({"height": 145}, "height"),
        ({"rate": 0}, "rate"),
        ({"frames": 0}, "frames"),
        ({"set_seed": -1}, "seed"),
    ],
)
def test_a_wish_that_cannot_be_is_one_clear_line(wish: dict[str, object], words: str) -> None:
    with pytest.raises(FilmwrightError, match=words):
        stage_shot(1, **{"family": "field", **wish})  # type: ignore[arg-type]


def test_sight_is_blocked_by_what_stands_between() -> None:
    world = join([ball(1.0, (1, 1, 1), 24, 16), box(40.0, 0.1, 40.0, (1, 1, 1)).moved((0, -3, 0))])
    draw = np.random.default_rng(1)
    starts, ends = (draw.normal(size=(80, 3)) for _ in range(2))
    starts, ends = (5 * points / np.linalg.norm(points, axis=1, keepdims=True) for points in (starts, ends))
    starts[:, 1], ends[:, 1] = np.abs(starts[:, 1]), np.abs(ends[:, 1])
    way = ends - starts
    nearest = np.linalg.norm(starts + way * np.clip(-(starts * way).sum(1) / (way**2).sum(1), 0, 1)[:, None], axis=1)
    sure = np.abs(nearest - 1) > 0.04
    assert np.array_equal(Sight(world).blocked(starts, ends)[sure], (nearest < 1)[sure])
    assert not Sight(mesh(np.zeros((0, 3)), np.zeros((0, 3)), (0, 0, 0))).blocked(starts, ends).any()


def test_looking_room_is_on_the_side_that_is_looked_to() -> None:
    assert looking_room(Action.LOOK, 1, 60) < 0 < looking_room(Action.LOOK, 1, -60)
    assert looking_room(Action.ENTER, 1, 90) < 0 < looking_room(Action.LEAVE, 1, 90)


def test_weather_and_hour_suit_the_set() -> None:
    for seed in range(300):
        stand = staging._stand(seed, None, None, None, None)
        assert stand.weather in WEATHERS[stand.family]
        assert stand.family is not SetFamily.DESERT or stand.weather is not Weather.SNOWFALL
        assert stand.family is not SetFamily.NIGHT_CITY or stand.time is Time.NIGHT


def test_who_comes_in_to_others_stops_at_the_near_end_of_the_row_and_a_jump_is_never_tilted_over() -> None:
    for seed in range(4):
        shot = stage_shot(seed, action="enter", cast=[one.id for one in CAST[seed : seed + 3]], scale="full", **FIELD)
        lead = shot.cast[0]
        right = np.array([np.cos(np.radians(shot.camera.azimuth)), -np.sin(np.radians(shot.camera.azimuth))])
        across = [float(np.array(role.to or role.at) @ right) for role in shot.cast]
        start = float(np.array(lead.at) @ right)
        assert all(abs(across[0] - start) < abs(other - start) for other in across[1:])
    assert Move.TILT not in moves(Action.JUMP, (-180, 180)) and Move.TILT in moves(Action.WAVE, (-180, 180))
