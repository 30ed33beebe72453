"""Sets that people built: what holds in each of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Mesh
from filmwright.soundstage.materials import MATERIALS
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import cave, corridor, night_city, rooftop, room, stage
from filmwright.soundstage.vocabulary import SetFamily, Time

BUILD: dict[SetFamily, Callable[[Stand], Place]] = {
    SetFamily.ROOM: room.build,
    SetFamily.NIGHT_CITY: night_city.build,
    SetFamily.STAGE: stage.build,
    SetFamily.CORRIDOR: corridor.build,
    SetFamily.CAVE: cave.build,
    SetFamily.ROOFTOP: rooftop.build,
}
CASES = [(family, seed) for family in BUILD for seed in (0, 3)]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].value} {case[1]}")
def place(request: pytest.FixtureRequest) -> Place:
    family, seed = request.param
    return BUILD[family](Stand(family=family, seed=seed))


def corners(mesh: Mesh) -> tuple[npt.NDArray[np.float32], ...]:
    """The first corner of each triangle, and its two edges."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return a, b - a, c - a


def crossings(mesh: Mesh, start: npt.NDArray[np.float64], way: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where along ``start + t * way`` triangles are met, by Moeller and Trumbore (1997)."""
    a, along, up = corners(mesh)
    with np.errstate(all="ignore"):
        side = np.cross(way, up)
        scale = 1 / np.einsum("ij,ij->i", along, side)
        away = start - a
        u = np.einsum("ij,ij->i", away, side) * scale
        turned = np.cross(away, along)
        v = (turned @ way) * scale
        t = np.einsum("ij,ij->i", up, turned) * scale
        met = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (t > 1e-4)
    return np.sort(t[met])


def bearings(place: Place) -> list[float]:
    low, high = place.azimuths
    return [float(a) for a in np.radians(np.linspace(low, high, 3))]


def test_the_mesh_is_whole_and_not_too_large(place: Place) -> None:
    mesh = place.mesh
    assert 3_000 < len(mesh.faces) <= 45_000
    assert mesh.faces.min() >= 0 and mesh.faces.max() < len(mesh.vertices)
    assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.normals).all()
    assert mesh.colours.min() >= 0 and mesh.colours.max() <= 1
    assert mesh.materials.max() < len(MATERIALS)


def test_the_floor_is_where_the_mesh_is(place: Place) -> None:
    for share in (0.3, 0.95):
        for angle in np.linspace(0, 2 * np.pi, 5):
            x, z = place.radius * share * np.sin(angle), place.radius * share * np.cos(angle)
            floor = place.height(x, z)
            met = crossings(place.mesh, np.array([x + 0.0007, floor + 0.6, z + 0.0011]), np.array([0.0, -1.0, 0.0]))
            assert met.size and met[0] == pytest.approx(0.6, abs=0.05)


def test_actors_have_nothing_in_their_way(place: Place) -> None:
    middles = place.mesh.vertices[place.mesh.faces].mean(1)
    inside = np.hypot(middles[:, 0], middles[:, 2]) < place.radius
    floor = place.floor(middles[:, 0].astype(float), middles[:, 2].astype(float))
    above = middles[:, 1] - floor
    assert not (inside & (above > 0.12) & (above < 1.9)).any()


def test_a_camera_sees_the_middle_from_wherever_it_may_stand(place: Place) -> None:
    top = place.ceiling - 0.3 if place.ceiling else 3.0
    for azimuth in bearings(place):
        for far in (min(2.5, place.camera_room), place.camera_room):
            for height in (0.6, min(2.4, top)):
                x, z = far * np.sin(azimuth), far * np.cos(azimuth)
                eye = np.array([x + 0.0007, place.height(x, z) + height, z])
                to = np.array([0.0, place.height(0, 0) + 1.2, 0.0]) - eye
                met = crossings(place.mesh, eye, to)
                assert not ((met > 0) & (met < 0.97)).any(), (azimuth, far, height)
                assert not (crossings(place.mesh, eye, -to / np.linalg.norm(to)) < 0.3).any()


def test_a_camera_never_looks_past_the_set(place: Place) -> None:
    """Below the horizon a ray from the farthest camera always meets something."""
    for azimuth in bearings(place):
        eye = np.array([np.sin(azimuth), 0, np.cos(azimuth)]) * place.camera_room + [0.0003, 1.5, 0]
        for pan in np.radians((-38, 0.3, 38)):
            way = np.array([-np.sin(azimuth + pan), -0.06, -np.cos(azimuth + pan)])
            assert crossings(place.mesh, eye, way).size


def test_its_measures_are_honest(place: Place) -> None:
    assert place.radius >= (2.5 if place.indoors else 4.0)
    assert place.camera_room > place.radius
    assert all(sum(lamp.colour) > 0 and lamp.radius > 0 for lamp in place.lamps)
    assert place.lamps
    for x, height, z, _ in place.seats:
        met = crossings(place.mesh, np.array([x + 0.0007, 1.5, z + 0.0011]), np.array([0.0, -1.0, 0.0]))
        assert met.size and 1.5 - met[0] == pytest.approx(height, abs=0.2)
    assert place.about and place.about[0].islower()


def test_if_it_has_a_ceiling_it_is_there(place: Place) -> None:
    if not place.ceiling:
        pytest.skip("open to the sky")
    met = crossings(place.mesh, np.array([0.0007, 1.0, 0.0011]), np.array([0.0, 1.0, 0.0]))
    assert met.size and 1.0 + met[0] >= place.ceiling - 0.05


@pytest.mark.parametrize("family", BUILD, ids=lambda family: family.value)
def test_the_same_seed_is_the_same_place_at_any_time(family: SetFamily) -> None:
    first, again = (BUILD[family](Stand(family=family, seed=7)) for _ in range(2))
    assert np.array_equal(first.mesh.vertices, again.mesh.vertices)
    assert np.array_equal(first.mesh.colours, again.mesh.colours) and first.lamps == again.lamps
    night = BUILD[family](Stand(family=family, seed=7, time=Time.NIGHT))
    assert np.array_equal(first.mesh.vertices, night.mesh.vertices) and first.about == night.about


@pytest.mark.parametrize("family", BUILD, ids=lambda family: family.value)
def test_another_seed_is_another_place(family: SetFamily) -> None:
    made = [BUILD[family](Stand(family=family, seed=seed)) for seed in range(5)]
    assert len({place.about for place in made}) >= 3
    assert len({len(place.mesh.faces) for place in made}) >= 4
