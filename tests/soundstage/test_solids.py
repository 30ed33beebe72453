"""Bodies are closed where they should be, and their triangles look outwards."""

from __future__ import annotations

import numpy as np
import pytest

from filmwright.soundstage import solids
from filmwright.soundstage.geometry import Mesh, join, rotation, smooth_normals
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic

GREY = (0.5, 0.5, 0.5)


def volume(mesh: Mesh) -> float:
    """Signed volume: positive where the triangles are counter-clockwise seen from outside."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(float) for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


@pytest.mark.parametrize(
    ("mesh", "expected"),
    [
        (solids.box(2, 3, 4, GREY), 24.0),
        (solids.ball(1.0, GREY, 48, 32), 4 / 3 * np.pi),
        (solids.tube(2.0, 1.0, 1.0, GREY, 64), 2 * np.pi),
        (solids.cone(3.0, 1.0, GREY, 64), np.pi),
    ],
)
def test_closed_bodies_hold_their_volume(mesh: Mesh, expected: float) -> None:
    assert volume(mesh) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("mesh", [solids.box(2, 3, 4, GREY), solids.ball(1.0, GREY), solids.limb(1.0, 0.2, 0.1, GREY)])
def test_normals_look_outwards(mesh: Mesh) -> None:
    of_faces = smooth_normals(mesh.vertices, mesh.faces)
    assert (np.sum(of_faces * mesh.normals, -1) > 0.2).all()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=-1), 1, atol=1e-4)


def test_ground_looks_up() -> None:
    field = solids.ground(np.zeros((5, 5), np.float32), 10.0, GREY, semantic=Semantic.GROUND)
    assert (field.normals[:, 1] > 0.99).all()
    assert set(field.semantics.tolist()) == {SEMANTICS.index(Semantic.GROUND)}


def test_joining_keeps_every_triangle_where_it_was() -> None:
    parts = [solids.box(1, 1, 1, GREY).moved((3 * k, 0, 0)) for k in range(3)]
    whole = join(parts)
    corners = np.concatenate([part.vertices[part.faces] for part in parts])
    assert np.array_equal(whole.vertices[whole.faces], corners)


def test_a_turn_is_rolled_then_pitched_then_yawed() -> None:
    hanging = np.array([0.0, -1.0, 0.0])
    assert np.allclose(rotation(0, -90, 0) @ hanging, [0, 0, 1], atol=1e-9)  # a limb swings forward
    assert np.allclose(rotation(0, 0, 90) @ hanging, [1, 0, 0], atol=1e-9)  # a left arm rises sideways
    assert np.allclose(rotation(90, 0, 0) @ [0, 0, 1], [1, 0, 0], atol=1e-9)  # heading 90 looks along +x
    made = rotation(33, 71, -12)
    assert np.allclose(made @ made.T, np.eye(3), atol=1e-12)


def test_noise_is_smooth_and_bounded() -> None:
    points = np.random.default_rng(0).uniform(-20, 20, (2000, 3))
    values = solids.noise(points, 5)
    assert np.abs(values).max() < 2.5
    assert np.abs(values - solids.noise(points + 1e-4, 5)).max() < 0.02
    assert not np.allclose(values, solids.noise(points, 6))
