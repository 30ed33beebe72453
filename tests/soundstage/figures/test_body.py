"""Bodies: whole, smooth at the joints, light enough, and their keypoints where the picture has them."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.soundstage.figures.body import puppet
from filmwright.soundstage.figures.cast import CAST
from filmwright.soundstage.figures.skeleton import BONE, KEYPOINTS, Pose
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic

SOME = CAST[::23]


def pose(**turns: tuple[float, float, float]) -> Pose:
    """A pose by bones, underscores for spaces."""
    made = Pose(ground=np.array([1.0, 0.5, -2.0]), heading=40.0)
    for bone, turn in turns.items():
        made.turns[BONE[bone.replace("_", " ")]] = turn
    return made


SITS = pose(
    left_thigh=(0, -90, 0), right_thigh=(0, -90, 0), left_shin=(0, 90, 0), right_shin=(0, 90, 0), waist=(0, 15, 0)
)
REACHES = pose(
    left_arm=(0, 0, 165), right_arm=(0, -95, 0), right_forearm=(0, -100, 0), head=(50, 10, 0), chest=(20, 10, 0)
)


def test_every_third_of_them_is_whole_and_light() -> None:
    counts = []
    for one in CAST[::3]:
        body = puppet(one)
        counts.append(len(body.mesh.faces))
        assert np.isfinite(body.mesh.vertices).all() and np.isfinite(body.mesh.normals).all()
        assert np.allclose(body.weights.sum(1), 1, atol=1e-5) and body.weights.min() >= 0
        assert body.mesh.faces.max() < len(body.mesh.vertices)
        assert (body.mesh.semantics == SEMANTICS.index(Semantic.PERSON)).all()
        assert body.mesh.low[1] >= -0.01
        hat = one.headgear.kind or one.hair.kind
        assert one.proportions.height * 0.97 < body.mesh.high[1] < one.proportions.height * 1.35, hat
    assert np.mean(counts) < 3400 and max(counts) < 4300


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.id)
def test_at_rest_it_stands_as_it_was_made(one: object) -> None:
    body = puppet(one)  # type: ignore[arg-type]
    rested = body.posed(Pose())
    assert np.allclose(rested.vertices, body.mesh.vertices, atol=1e-5)
    assert np.array_equal(rested.rest, body.mesh.vertices)


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.id)
@pytest.mark.parametrize("bent", [SITS, REACHES], ids=["sits", "reaches"])
def test_no_joint_tears(one: object, bent: Pose) -> None:
    """No edge grows by more than cloth over two bent legs would."""
    body = puppet(one)  # type: ignore[arg-type]
    moved = body.posed(bent)
    edges = np.concatenate([moved.faces[:, pair] for pair in ([0, 1], [1, 2], [2, 0])])

    def lengths(vertices: np.ndarray) -> np.ndarray:
        return np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)

    assert (lengths(moved.vertices) - lengths(body.mesh.vertices)).max() < 0.3
    assert np.allclose(np.linalg.norm(moved.normals, axis=1), 1, atol=1e-3)


def test_normals_go_with_the_bones() -> None:
    body = puppet(CAST[7])
    hand = body.weights[:, BONE["left hand"]] > 0.999
    raised = body.posed(Pose(turns=pose(left_arm=(0, 0, 90)).turns))
    before, after = body.mesh.normals[hand], raised.normals[hand]
    assert np.allclose(after, np.stack([-before[:, 1], before[:, 0], before[:, 2]], -1), atol=1e-4)


@pytest.mark.parametrize("one", SOME, ids=lambda one: one.id)
def test_keypoints_are_on_the_body(one: object) -> None:
    body = puppet(one)  # type: ignore[arg-type]
    for bent in (Pose(), SITS, REACHES):
        points, skin = body.keypoints(bent), body.posed(bent).vertices
        assert points.shape == (17, 3)
        nearest = np.linalg.norm(points[:, None] - skin[None], axis=-1).min(1)
        assert nearest.max() < 0.25
        face = [KEYPOINTS.index(name) for name in ("nose", "left eye", "right eye")]
        assert nearest[face].max() < 0.06


def test_left_is_left_and_up_is_up() -> None:
    points = dict(zip(KEYPOINTS, puppet(CAST[3]).keypoints(Pose()), strict=True))
    for part in ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        assert points[f"left {part}"][0] > 0 > points[f"right {part}"][0]
    assert points["nose"][2] > points["left ear"][2]
    order = [points[f"left {part}"][1] for part in ("eye", "shoulder", "hip", "knee", "ankle")]
    assert order == sorted(order, reverse=True)


def test_a_grip_is_at_the_fist_and_turns_with_the_hand() -> None:
    body = puppet(CAST[3])
    for side in ("left", "right"):
        turn, place = body.grip(REACHES, side)
        wrist = body.keypoints(REACHES)[KEYPOINTS.index(f"{side} wrist")]
        assert 0.02 < np.linalg.norm(place - wrist) < 0.15
        assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-9)


def test_a_body_is_made_once() -> None:
    assert puppet(CAST[0]) is puppet(CAST[0])


def test_silhouettes_differ() -> None:
    """No two of those beside one another in the cast fill the same columns and rows."""
    outlines = []
    for one in CAST[:60]:
        points = puppet(one).mesh.vertices
        rows = np.clip((points[:, 1] / 2.6 * 24).astype(int), 0, 23)
        width = np.zeros(24)
        np.maximum.at(width, rows, np.abs(points[:, 0]))
        outlines.append(width)
    shapes = np.array(outlines)
    apart = np.abs(shapes[:, None] - shapes[None]).sum(-1)
    np.fill_diagonal(apart, 9)
    assert np.median(apart.min(1)) > 0.15
