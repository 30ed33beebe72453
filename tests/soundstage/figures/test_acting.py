"""Actors: what every action promises of feet, joints and time, and what each one is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from filmwright.soundstage.description import Role
from filmwright.soundstage.figures import holding, props, weight
from filmwright.soundstage.figures.acting import Moment, act
from filmwright.soundstage.figures.skeleton import BONE, Pose, Proportions, Skeleton, skeleton
from filmwright.soundstage.place import Place
from filmwright.soundstage.solids import box
from filmwright.soundstage.vocabulary import Action

FLAT = Place(box(20, 0.1, 20, (0.3, 0.3, 0.3)))
SLOPE = Place(FLAT.mesh, floor=lambda x, z: 0.12 * x + 0.08 * np.sin(z))
BODIES = (
    skeleton(Proportions()),
    skeleton(Proportions(1.2, 0.3, 0.26, 0.16, 0.4)),
    skeleton(Proportions(2.0, 0.28, 0.5, 0.24, 0.52)),
)
BODY = BODIES[0]
TO: dict[Action, tuple[float, float]] = {
    Action.WALK: (1.0, 4.0), Action.RUN: (-2.0, 7.0), Action.ENTER: (2.0, 1.5), Action.LEAVE: (-3.0, -2.0),
}  # fmt: skip
RATE = 24


def role(action: Action, **of: Any) -> Role:
    return Role(character="somebody", action=action, **({"to": TO.get(action)} | of))


def alone(one: Role, seconds: float, place: Place = FLAT, body: Skeleton = BODY) -> Pose:
    return act([one], [body], place, seconds).poses[0]


def film(one: Role, seconds: float, place: Place = FLAT, body: Skeleton = BODY) -> npt.NDArray[np.float64]:
    """(T, 17, 3) joints at 24 frames a second."""
    times = np.arange(int(seconds * RATE)) / RATE
    return np.stack([body.solve(alone(one, float(time), place, body))[1] for time in times])


def soles(body: Skeleton, pose: Pose) -> npt.NDArray[np.float64]:
    """(2, 2, 3) heel and ball of the left and of the right foot."""
    turns, joints = body.solve(pose)
    size = body.proportions.height / 1.7
    found = []
    for side in ("left", "right"):
        bone = BONE[f"{side} foot"]
        ankle = body.joints[bone][1]
        found.append([joints[bone] + turns[bone] @ np.array([0, -ankle, z * size]) for z in (-0.05, 0.1)])
    return np.array(found)


@pytest.mark.parametrize("action", list(Action))
def test_any_moment_can_be_asked_alone_and_tells_the_same(action: Action) -> None:
    """Frames are spread over workers: none may depend on the ones before."""
    one = role(action, seed=4)
    first = alone(one, 1.7)
    for seconds in (3.0, 0.2, 900.0):
        alone(one, seconds)
    again = alone(one, 1.7)
    assert np.array_equal(first.turns, again.turns) and np.array_equal(first.lift, again.lift)
    assert np.isfinite(alone(one, 900.0).turns).all()


@pytest.mark.parametrize("action", list(Action))
def test_no_joint_jumps(action: Action) -> None:
    """From frame to frame at 24/s no joint moves faster than 11 m/s, and it gathers speed over frames, not in one."""
    joints = film(role(action, seed=3, begins=0.4), 3.2)
    speed = np.diff(joints, axis=0) * RATE
    assert np.linalg.norm(speed, axis=-1).max() < 11.0
    assert np.linalg.norm(np.diff(speed, axis=0), axis=-1).max() < 8.0


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("body", BODIES, ids=["usual", "child", "tall"])
def test_no_foot_goes_into_sloping_ground(action: Action, body: Skeleton) -> None:
    for seconds in np.arange(0, 3.5, 0.27):
        points = soles(body, alone(role(action, at=(0.5, -0.5), seed=1), float(seconds), SLOPE, body))
        floor = SLOPE.floor(points[..., 0], points[..., 2])
        assert (points[..., 1] - floor).min() > -0.03


@pytest.mark.parametrize("action", [Action.WALK, Action.RUN, Action.ENTER, Action.LEAVE, Action.TURN])
@pytest.mark.parametrize("pace", [0.7, 1.2])
def test_planted_feet_do_not_slide(action: Action, pace: float) -> None:
    """While a heel or a ball is on the ground it stays where it came down."""
    one = role(action, pace=pace, seed=2)
    down: dict[tuple[int, int], npt.NDArray[np.float64]] = {}
    for frame in range(3 * RATE):
        points = soles(BODY, alone(one, frame / RATE))
        for key in np.ndindex(2, 2):
            point = points[key]
            if point[1] > 0.006:
                down.pop(key, None)
                continue
            start = down.setdefault(key, point)
            assert np.linalg.norm((point - start)[[0, 2]]) < 0.04


@pytest.mark.parametrize(("action", "speed"), [(Action.WALK, 1.4), (Action.RUN, 3.6)])
def test_a_walk_has_its_speed_arrives_and_stands(action: Action, speed: float) -> None:
    one = role(action, to=(0.0, 8.0), seed=3)
    middle = [alone(one, seconds).ground[2] for seconds in (1.3, 1.5)]
    assert (middle[1] - middle[0]) / 0.2 == pytest.approx(speed, rel=0.05)
    there = alone(one, 9.0)
    assert there.ground[[0, 2]] == pytest.approx([0.0, 8.0], abs=0.01)
    still = alone(one, 9.05).ground - there.ground
    assert np.linalg.norm(still) < 0.001
    assert np.abs(soles(BODY, there)[..., 1]).max() < 0.01


def test_a_walk_without_end_goes_on_along_its_facing() -> None:
    pose = alone(role(Action.WALK, to=None, facing=90.0), 60.0)
    assert pose.ground[0] > 70 and abs(pose.ground[2]) < 0.01 and pose.heading == 90.0


def test_a_run_leaves_the_ground_and_a_walk_does_not() -> None:
    for action, flies in ((Action.RUN, True), (Action.WALK, False)):
        one = role(action, to=(0.0, 9.0))
        lowest = [soles(BODY, alone(one, t))[..., 1].min() for t in np.arange(0.9, 2.2, 0.02)]
        assert bool(max(lowest) > 0.02) is flies


def test_who_enters_settles_facing_as_told_and_who_leaves_goes_away() -> None:
    entered = alone(role(Action.ENTER, facing=-60.0), 7.0)
    assert entered.ground[[0, 2]] == pytest.approx([2.0, 1.5], abs=0.01)
    assert (entered.heading + 60.0 + 180) % 360 - 180 == pytest.approx(0.0, abs=0.5)
    leaving = role(Action.LEAVE, facing=10.0)
    assert alone(leaving, 0.3).ground == pytest.approx([0, 0, 0], abs=0.01)
    assert alone(leaving, 0.3).heading == pytest.approx(10.0, abs=3)
    assert alone(leaving, 8.0).ground[[0, 2]] == pytest.approx([-3.0, -2.0], abs=0.01)


def test_before_it_begins_everybody_only_stands() -> None:
    never = alone(role(Action.STAND, facing=30.0), 1.9)
    for action in set(Action) - {Action.SIT, Action.GIVE}:  # these stand before a seat, and with something in a hand
        late = alone(role(action, begins=2.0, facing=30.0, to=None), 1.9)
        assert np.allclose(late.lift, never.lift) and np.allclose(late.turns, never.turns)


@pytest.mark.parametrize("pace", [0.25, 4.0])
def test_odd_orders_are_acted_too(pace: float) -> None:
    """Nowhere to go, no room, two who give at once, a taker who walks off: no pose is without numbers."""
    for action in Action:
        roles = [
            Role(character="a", action=action, to=(0.0, 0.0), pace=pace, partner=1, begins=0.2),
            Role(character="b", action=Action.GIVE, partner=0, pace=pace, prop="kite"),
            Role(character="c", action=Action.WALK, to=(0.1, 0.0), partner=0, pace=pace),
        ]
        for seconds in (0.0, 0.3, 1.0, 7.0):
            moment = act(roles, BODIES, SLOPE, seconds)
            assert all(np.isfinite(pose.turns).all() and np.isfinite(pose.lift).all() for pose in moment.poses)
            assert all(np.isfinite(held.place).all() for held in moment.props)


def test_two_who_do_the_same_differ_by_their_seed() -> None:
    for action in Action:
        one, other = (alone(role(action, seed=seed), 1.3) for seed in (1, 2))
        assert np.abs(one.turns - other.turns).max() > 1.0


def test_who_jumps_crouches_first_then_leaves_the_ground_on_a_parabola() -> None:
    one = role(Action.JUMP, seed=1)
    times = np.arange(0, 1.6, 0.01)
    poses = [alone(one, float(t)) for t in times]
    feet = np.array([soles(BODY, pose)[..., 1].min() for pose in poses])
    hips = np.array([pose.lift[1] for pose in poses])
    flight = feet > 0.02
    assert feet.max() > 0.2 and 0.3 < flight.mean() * 1.6 < 0.75
    assert hips[: np.argmax(flight)].min() < -0.2
    fall = np.diff(hips[flight][3:-3], 2) / 0.01**2
    assert np.allclose(fall, -9.81, atol=0.6)


def test_who_waves_holds_its_facing_and_swings_a_hand_above_its_shoulder() -> None:
    one = role(Action.WAVE, facing=40.0, seed=1)
    joints = np.stack([BODY.solve(alone(one, t))[1] for t in np.arange(0.8, 2.4, 1 / RATE)])
    hand, shoulder = joints[:, BONE["right hand"]], joints[:, BONE["right arm"]]
    assert (hand[:, 1] > shoulder[:, 1]).all()
    assert np.ptp((hand - shoulder) @ np.array([np.cos(np.radians(40)), 0, -np.sin(np.radians(40))])) > 0.1
    assert alone(one, 1.5).heading == 40.0


def test_who_turns_turns_by_half_a_turn_or_more_on_the_spot() -> None:
    for seed in range(6):
        pose = alone(role(Action.TURN, seed=seed), 6.0)
        assert abs(pose.heading) >= 179 and np.linalg.norm(pose.ground) < 0.01


def test_who_falls_lies() -> None:
    for seed in range(6):
        joints = BODY.solve(alone(role(Action.FALL, seed=seed), 3.0))[1]
        assert joints[:, 1].max() < 0.55 and joints[BONE["head"]][1] < 0.3


def test_who_dances_turns_and_keeps_both_arms_busy() -> None:
    joints = film(role(Action.DANCE, seed=1), 4.0)
    for name in ("left hand", "right hand"):
        assert np.ptp(joints[24:, BONE[name], 1]) > 0.3
    assert abs(alone(role(Action.DANCE, seed=1), 4.2).heading) > 180


def test_who_looks_shades_the_eyes_and_looks_both_ways_first_to_the_raised_hand() -> None:
    for seed, prop in ((1, ""), (2, ""), (3, ""), (4, "ball")):
        one, brow, gazes = role(Action.LOOK, seed=seed, prop=prop), [], []
        for seconds in np.arange(0.9, 4.4, 0.1):
            turns, joints = BODY.solve(alone(one, float(seconds)))
            gazes.append(np.degrees(np.arctan2(*(turns[BONE["head"]] @ [0, 0, 1.0])[[0, 2]])))
            wrists = [turns[BONE["head"]].T @ (joints[BONE[f"{side} hand"]] - joints[4]) for side in ("left", "right")]
            raised = int(wrists[1][1] > wrists[0][1])
            brow.append(wrists[raised] / BODY.proportions.head)
            assert raised == int(gazes[0] < 0) and not (prop and raised)
        assert max(gazes) > 40 and min(gazes) < -40
        # The hand lies above the eyes, beside the face: in the head's own axes.
        assert np.min(np.array(brow)[:, 1]) > 0.6 and np.abs(np.array(brow)[:, 0]).min() > 0.4


def test_a_hand_that_shades_leaves_the_face_free_to_a_camera_that_it_looks_at() -> None:
    one = role(Action.LOOK, seed=1)
    for seconds in np.arange(0.7, 1.6, 0.1):
        turns, joints = BODY.solve(alone(one, float(seconds)))
        tall, head = BODY.proportions.head, BONE["head"]
        for part in ("arm", "forearm", "hand"):
            for side in ("left", "right"):
                at = turns[head].T @ (joints[BONE[f"{side} {part}"]] - joints[head]) / tall
                # Seen from before: elbows and wrists are beside the face, or above its eyes.
                assert abs(at[0]) > 0.4 or at[1] > 0.6 or at[1] < 0.0


@pytest.mark.parametrize("body", BODIES, ids=["usual", "child", "tall"])
def test_who_sits_ends_at_the_height_of_the_seat(body: Skeleton) -> None:
    """On a seat of the set if one is near, or on a crate that then stands under it."""
    bench = Place(FLAT.mesh, seats=((1.0, 0.5, 2.0, 90.0),))
    size = body.proportions.height / 1.7
    for at, place, height in (((1.2, 2.3), bench, 0.5), ((-2.0, 0.0), bench, None)):
        moment = act([role(Action.SIT, at=at)], [body], place, 3.0)
        crate = [held for held in moment.props if held.name == "crate"]
        assert bool(crate) is (height is None)
        if height is None:
            measure, turn = holding.measure("crate"), crate[0].turn
            height = crate[0].place[1] + max((turn @ measure.low)[1], (turn @ measure.high)[1])
        hip = body.solve(moment.poses[0])[1][BONE["left thigh"]]
        assert hip[1] == pytest.approx(height + weight.SEATED * size, abs=0.03)
    assert body.solve(act([role(Action.SIT, at=(1.2, 2.3))], [body], bench, 3.0).poses[0])[1][0][
        [0, 2]
    ] == pytest.approx([1.0, 2.0], abs=0.08)


def _hands(moment: Moment, index: int, body: Skeleton = BODY) -> npt.NDArray[np.float64]:
    return body.solve(moment.poses[index])[1][BONE["right hand"]]


@pytest.mark.parametrize(("apart", "prop"), [(0.9, ""), (2.0, "parcel")])
def test_what_is_given_is_first_in_one_hand_then_in_the_other(apart: float, prop: str) -> None:
    giver = Role(character="a", action=Action.GIVE, partner=1, facing=20.0, prop=prop)
    taker = Role(character="b", action=Action.STAND, partner=0, at=(0.0, apart), facing=90.0)
    film = [act([giver, taker], [BODY, BODY], FLAT, t) for t in np.arange(0, 5, 1 / RATE)]
    assert all([held.owner for held in moment.props] == [0] for moment in film)
    left, forward = holding.far_side(prop or "ball")
    for moment in film[:10]:
        assert np.linalg.norm(moment.props[0].place - _hands(moment, 0)) < 0.12
    last = film[-1].props[0]
    gripped = last.place + last.turn @ np.array([left, 0, forward])
    assert np.linalg.norm(gripped - _hands(film[-1], 1)) < 0.12
    steps = np.diff([moment.props[0].place for moment in film], axis=0)
    assert np.linalg.norm(steps, axis=1).max() * RATE < 4.0
    gap = min(np.linalg.norm(_hands(moment, 0) - _hands(moment, 1)) for moment in film)
    assert gap < 0.3 + abs(forward)


def test_what_is_picked_up_lies_until_the_hand_is_there_and_then_goes_with_it() -> None:
    one = role(Action.PICK_UP, prop="ball", seed=1)
    before, after = act([one], [BODY], FLAT, 0.4), act([one], [BODY], FLAT, 3.0)
    assert before.props[0].place[1] == pytest.approx(-holding.measure("ball").low[1], abs=1e-6)
    assert np.linalg.norm(after.props[0].place - _hands(after, 0)) < 0.12
    assert after.props[0].place[1] > 0.8
    places = np.array([act([one], [BODY], FLAT, t).props[0].place for t in np.arange(0, 3, 1 / RATE)])
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() * RATE < 4.0


@pytest.mark.parametrize("action", [Action.STAND, Action.WALK, Action.RUN, Action.WAVE, Action.DANCE, Action.SIT])
def test_what_is_carried_is_in_the_right_hand(action: Action) -> None:
    for seconds in (0.0, 1.1, 2.3):
        moment = act([role(action, prop="bouquet")], [BODY], FLAT, seconds)
        assert np.linalg.norm(moment.props[0].place - _hands(moment, 0)) < 0.12


@pytest.mark.parametrize("action", [Action.STAND, Action.WAVE])
def test_a_partner_is_looked_at(action: Action) -> None:
    def gaze(partner: int) -> float:
        roles = [Role(character="a", action=action, partner=partner), Role(character="b", at=(2.0, 0.5))]
        turns, _ = BODY.solve(act(roles, [BODY, BODY], FLAT, 1.0).poses[0])
        return float((turns[BONE["head"]] @ [0, 0, 1.0])[0])

    assert gaze(1) > gaze(-1) + 0.5


@pytest.mark.parametrize("prop", sorted(holding.SHOULDERED))
@pytest.mark.parametrize("body", BODIES, ids=["usual", "child", "tall"])
def test_a_pole_leans_behind_the_face_of_who_carries_it(prop: str, body: Skeleton) -> None:
    """Whatever of it is as high as the face lies farther back than the eyes, and beside the head."""
    for action in (Action.STAND, Action.WALK, Action.LOOK):
        moment = act([role(action, prop=prop, to=(0.0, 9.0), seed=2)], [body], FLAT, 1.2)
        turns, joints = body.solve(moment.poses[0])
        held, tall, chest = moment.props[0], body.proportions.head, turns[BONE["chest"]]
        points = props.prop(prop).vertices @ held.turn.T + held.place
        high = points[(points[:, 1] > joints[BONE["head"]][1] + 0.15 * tall)] - joints[BONE["head"]]
        before = high @ chest
        face = before[before[:, 1] < 0.7 * tall]
        assert len(high) and (len(face) == 0 or face[:, 2].max() < 0.25 * tall)


def test_what_passes_from_hand_to_hand_stays_upright() -> None:
    roles = [role(Action.GIVE, prop="umbrella", partner=1), Role(character="other", at=(0.0, 0.9), facing=180.0)]
    for seconds in (0.0, 0.7, 1.4, 3.0):
        held = act(roles, [BODY, BODY], FLAT, seconds).props[0]
        assert held.turn[1, 1] == pytest.approx(1.0)
