"""Each camera move does what its name says, frames what its scale says, and stays in the set's room."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.soundstage.description import Camera, Role, Shot, Stand
from filmwright.soundstage.geometry import mesh
from filmwright.soundstage.moves import DIRECTIONS, eased
from filmwright.soundstage.operator import ABOVE_FLOOR, BELOW_CEILING, WIDEST, views
from filmwright.soundstage.place import Place
from filmwright.soundstage.view import View
from filmwright.soundstage.vocabulary import Action, Move, Scale, SetFamily

FRAMES = 24
NOTHING = mesh(np.zeros((0, 3)), np.zeros((0, 3)), (0, 0, 0))
OPEN = Place(NOTHING, camera_room=40.0)


def shot(*roles: Role, **camera: object) -> Shot:
    cast = roles or (Role(character="a"),)
    return Shot(set=Stand(family=SetFamily.FIELD), cast=cast, camera=Camera(**camera), frames=FRAMES, seed=5)


def standing(*at: tuple[float, float], tall: float = 1.7) -> np.ndarray:
    stood = np.zeros((FRAMES, len(at) or 1, 2, 3))
    for role, (x, z) in enumerate(at):
        stood[:, role, :, 0], stood[:, role, :, 2] = x, z
    stood[:, :, 1, 1] = tall
    return stood


def walking(start: float, end: float) -> np.ndarray:
    stood = standing((0.0, 0.0))
    stood[:, 0, :, 0] = np.linspace(start, end, FRAMES)[:, None]
    return stood


def seen(view: View, point: np.ndarray) -> tuple[float, float]:
    pixels, _depth = view.project(point)
    return float(pixels[0] / view.width), float(pixels[1] / view.height)


def tall_in(view: View, pair: np.ndarray) -> float:
    return seen(view, pair[0])[1] - seen(view, pair[1])[1]


@pytest.mark.parametrize(
    ("scale", "least", "most"),
    [(Scale.WIDE, 0.3, 0.37), (Scale.FULL, 0.7, 0.82), (Scale.MEDIUM, 1.3, 1.8), (Scale.CLOSE, 2.1, 2.9)],
)
@pytest.mark.parametrize("tall", [1.1, 1.9])
def test_scale_is_a_share_of_the_frame(scale: Scale, least: float, most: float, tall: float) -> None:
    stood = standing((0.5, -0.3), tall=tall)
    for lens in (24, 50, 85):
        view = views(shot(scale=scale, lens=lens, azimuth=30), OPEN, stood)[0]
        # The nearest that a camera may come bounds a child's close-up on a wide lens.
        assert least * 0.85 <= tall_in(view, stood[0, 0]) <= most
        x, top = seen(view, stood[0, 0, 1])
        assert abs(x - 0.5) < 0.02 and 0.03 < top < 0.5


def test_shift_puts_the_subject_across_the_frame() -> None:
    for shift in (-0.33, 0.0, 0.5):
        view = views(shot(scale=Scale.MEDIUM, shift=shift), OPEN, standing())[0]
        assert seen(view, np.array([0, 1.4, 0]))[0] == pytest.approx((1 + shift) / 2, abs=0.02)


def test_near_scales_are_shot_from_eye_height_and_wide_ones_from_a_chest() -> None:
    assert views(shot(scale=Scale.CLOSE), OPEN, standing())[0].eye[1] == pytest.approx(1.58, abs=0.03)
    assert views(shot(scale=Scale.WIDE), OPEN, standing())[0].eye[1] == pytest.approx(1.4)
    assert views(shot(scale=Scale.WIDE, height=3.0), OPEN, standing())[0].eye[1] == pytest.approx(3.0)


def moved(move: Move, direction: str = "", **camera: object) -> tuple[View, View]:
    made = views(shot(move=move, direction=direction, **camera), OPEN, standing())
    return made[0], made[-1]


def test_a_locked_camera_is_locked() -> None:
    first, last = moved(Move.STATIC)
    assert np.array_equal(first.eye, last.eye) and np.array_equal(first.forward, last.forward)


@pytest.mark.parametrize(("direction", "sign"), [("left", -1), ("right", 1)])
def test_pan_turns_and_stays(direction: str, sign: int) -> None:
    first, last = moved(Move.PAN, direction, lens=35)
    assert np.allclose(first.eye, last.eye)
    turned = np.degrees(np.arcsin(last.forward @ first.right))
    assert 22 < sign * turned < 28


@pytest.mark.parametrize(("direction", "sign"), [("up", 1), ("down", -1)])
def test_tilt_turns_and_stays(direction: str, sign: int) -> None:
    first, last = moved(Move.TILT, direction)
    assert np.allclose(first.eye, last.eye)
    assert sign * (last.forward[1] - first.forward[1]) > 0.15


@pytest.mark.parametrize(("direction", "sign"), [("in", -1), ("out", 1)])
def test_dolly_changes_perspective_and_zoom_does_not(direction: str, sign: int) -> None:
    first, last = moved(Move.DOLLY, direction)
    assert sign * np.log(np.linalg.norm(last.eye) / np.linalg.norm(first.eye)) > 0.3
    assert first.lens == last.lens
    first, last = moved(Move.ZOOM, direction)
    assert np.allclose(first.eye, last.eye)
    assert sign * np.log(last.lens / first.lens) < -0.3


@pytest.mark.parametrize(("direction", "sign"), [("left", -1), ("right", 1)])
def test_truck_goes_aside_without_turning_and_has_parallax(direction: str, sign: int) -> None:
    first, last = moved(Move.TRUCK, direction)
    assert sign * (last.eye - first.eye) @ first.right > 1.0
    assert np.allclose(first.forward, last.forward, atol=1e-9)
    near, far = np.array([0, 1.0, 0]), np.array([0, 1.0, -30.0])
    slid = [seen(last, point)[0] - seen(first, point)[0] for point in (near, far)]
    assert abs(slid[0]) > 4 * abs(slid[1])


@pytest.mark.parametrize(("direction", "sign"), [("up", 1), ("down", -1)])
def test_crane_rises_and_keeps_looking(direction: str, sign: int) -> None:
    made = views(shot(move=Move.CRANE, direction=direction), OPEN, standing())
    assert sign * (made[-1].eye[1] - made[0].eye[1]) > 1.5
    for view in made:
        assert seen(view, np.array([0, 0.9, 0])) == pytest.approx((0.5, 0.5), abs=0.08)


@pytest.mark.parametrize(("direction", "sign"), [("left", -1), ("right", 1)])
def test_orbit_goes_around(direction: str, sign: int) -> None:
    made = views(shot(move=Move.ORBIT, direction=direction), OPEN, standing())
    angles = np.degrees([np.arctan2(view.eye[0], view.eye[2]) for view in made])
    assert sign * (angles[-1] - angles[0]) == pytest.approx(50, abs=1)
    assert np.ptp([np.hypot(view.eye[0], view.eye[2]) for view in made]) < 1e-6
    assert np.ptp([seen(view, np.array([0, 1.0, 0]))[0] for view in made]) < 0.01


def test_a_hand_shakes_smoothly_and_by_seed() -> None:
    made = views(shot(move=Move.HANDHELD), OPEN, standing())
    x = np.array([seen(view, np.array([0, 1.2, 0]))[0] for view in made]) * 256
    assert 3 < np.ptp(x) < 40
    assert np.abs(np.diff(x, 2)).max() < 2.5
    assert max(abs(view.right[1]) for view in made) > 0.003
    other = shot(move=Move.HANDHELD).model_copy(update={"seed": 6})
    assert not np.allclose(views(other, OPEN, standing())[7].forward, made[7].forward)
    again = views(shot(move=Move.HANDHELD), OPEN, standing())
    assert all(np.array_equal(one.forward, two.forward) for one, two in zip(made, again, strict=True))


def test_moves_start_and_end_gently() -> None:
    speed = np.diff(eased(96))
    assert eased(96)[0] == 0 and eased(96)[-1] == pytest.approx(1)
    assert speed.min() >= 0 and speed[0] < speed.max() / 10 and speed[-1] < speed.max() / 10


def test_a_direction_that_a_move_lacks_names_the_nearest() -> None:
    with pytest.raises(FilmwrightError, match="did you mean 'left'"):
        views(shot(move=Move.PAN, direction="lefft"), OPEN, standing())
    with pytest.raises(FilmwrightError, match="leave it empty"):
        views(shot(move=Move.STATIC, direction="up"), OPEN, standing())


def test_everybody_of_a_group_is_in_frame_in_every_scale() -> None:
    stood = standing((-1.2, 0.0), (0.0, 0.4), (1.2, -0.2))
    stood[:, 1, 1, 1] = 1.15
    roles = tuple(Role(character=name) for name in "abc")
    for scale in Scale:
        view = views(shot(*roles, scale=scale, azimuth=20), OPEN, stood)[0]
        for pair in stood[0]:
            x, y = seen(view, pair[1])
            assert 0.03 < x < 0.97 and 0.0 < y < 0.9


def test_a_path_is_framed_and_a_long_one_is_followed_near_by() -> None:
    walk = shot(Role(character="a", action=Action.WALK, to=(1.0, 0.0)), scale=Scale.FULL)
    path = walking(-1.5, 1.5)
    made = views(walk, OPEN, path)
    assert np.allclose(made[0].forward, made[-1].forward)
    places = [seen(view, pair[0, 1])[0] for view, pair in zip(made, path, strict=True)]
    assert 0.03 < min(places) < 0.3 and 0.7 < max(places) < 0.97
    near = shot(walk.cast[0], scale=Scale.CLOSE, move=Move.HANDHELD)
    path = walking(-4, 4)
    made = views(near, OPEN, path)
    assert all(0.1 < seen(view, pair[0, 1])[0] < 0.9 for view, pair in zip(made, path, strict=True))


@pytest.mark.parametrize(("action", "path"), [(Action.ENTER, (-4, 0)), (Action.LEAVE, (0, 4))])
def test_who_enters_or_leaves_crosses_the_edge(action: Action, path: tuple[float, float]) -> None:
    one = shot(Role(character="a", action=action, to=(0.0, 0.0)), scale=Scale.FULL)
    stood = walking(*path)
    made = views(one, OPEN, stood)
    first, last = (seen(made[k], stood[k, 0, 1])[0] for k in (0, -1))
    outside, inside = (first, last) if action is Action.ENTER else (last, first)
    assert not 0 < outside < 1 and 0.2 < inside < 0.8


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("scale", list(Scale))
def test_a_camera_stays_in_its_room(move: Move, scale: Scale) -> None:
    room = Place(NOTHING, radius=2.0, camera_room=3.2, azimuths=(-40.0, 40.0), ceiling=2.7, indoors=True)
    stood = standing((0.4, -0.5))
    for direction in DIRECTIONS[move] or ("",):
        told = shot(scale=scale, move=move, direction=direction, azimuth=150, lens=50, height=2.9, amount=1.5)
        for view in views(told, room, stood):
            away = np.hypot(view.eye[0], view.eye[2])
            assert away <= 3.2 + 0.05
            assert away < 1.3 or abs(np.degrees(np.arctan2(view.eye[0], view.eye[2]))) <= 41.5
            assert ABOVE_FLOOR - 1e-6 <= view.eye[1] <= 2.7 - BELOW_CEILING + 1e-6
            assert view.lens >= WIDEST - 1e-6


def test_a_camera_stands_above_a_rising_floor() -> None:
    hill = Place(NOTHING, camera_room=30.0, floor=lambda x, z: 0.35 * np.maximum(z, 0.0))
    for view in views(shot(scale=Scale.WIDE, azimuth=0, move=Move.DOLLY), hill, standing()):
        assert view.eye[1] >= hill.height(view.eye[0], view.eye[2]) + ABOVE_FLOOR - 1e-9


def test_a_set_without_anybody_has_a_view() -> None:
    empty = shot().model_copy(update={"cast": ()})
    made = views(empty, OPEN, np.zeros((FRAMES, 0, 2, 3)))
    assert len(made) == FRAMES and np.isfinite(made[0].eye).all()


@pytest.mark.parametrize("tall", [1.15, 1.9])
def test_a_full_shot_of_a_jump_holds_feet_on_the_ground_and_hands_at_its_top(tall: float) -> None:
    """A jump lifts a body by a quarter of its height, and the hands go up by a fifth more."""
    jumping = shot(Role(character="a", action=Action.JUMP), scale=Scale.FULL, lens=35)
    stood = standing(tall=tall)
    stood[FRAMES // 2, 0, 1, 1] += 0.26 * tall
    for view in views(jumping, OPEN, stood):
        assert seen(view, np.array([0.0, 1.47 * tall, 0.0]))[1] > 0.0
        assert 0.85 < seen(view, np.zeros(3))[1] < 1.0
