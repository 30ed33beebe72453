"""Sets under the sky: whole meshes, the same from the same seed, with room for actors and cameras."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Mesh
from filmwright.soundstage.materials import number
from filmwright.soundstage.place import Place
from filmwright.soundstage.sets import families
from filmwright.soundstage.vocabulary import SEMANTICS, Semantic, SetFamily, Time, Weather

FAMILIES = [SetFamily(name) for name in ("forest", "street", "desert", "sea", "snow", "field")]
EACH = [(family, seed) for family in FAMILIES for seed in range(3)] + [(SetFamily.FOREST, 3), (SetFamily.SEA, 3)]
LOW = 0.42
"""Metres up to which grass and flowers may stand where people walk and cameras pass."""


@cache
def built(family: SetFamily, seed: int, time: Time = Time.DAY, weather: Weather = Weather.CLEAR) -> Place:
    return families.place.__wrapped__(Stand(family=family, seed=seed, time=time, weather=weather))


def of_kind(mesh: Mesh, *semantics: Semantic) -> np.ndarray:
    """(F, 3, 3) corners of the faces that mean one of these."""
    return np.asarray(mesh.vertices[mesh.faces[np.isin(mesh.semantics, [SEMANTICS.index(one) for one in semantics])]])


@cache
def standing(family: SetFamily, seed: int) -> np.ndarray:
    """(N, 3) corners, edges' middles and middles of all faces that are not ground or water and rise above LOW."""
    place = built(family, seed)
    rest = [one for one in Semantic if one not in (Semantic.GROUND, Semantic.WATER)]
    corners = of_kind(place.mesh, *rest)
    close = (np.hypot(corners[..., 0], corners[..., 2]).min(1) < place.camera_room + 4) & (corners[..., 1].min(1) < 6)
    near = corners[close & (corners[..., 1].max(1) > LOW - 0.6)]
    shares = np.array([(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.5, 0.5, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (1 / 3,) * 3])
    points = np.einsum("sk,fkd->fsd", shares, near).reshape(-1, 3)
    above = points[:, 1] - place.floor(points[:, 0], points[:, 2])
    return np.asarray(points[above > LOW])


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_a_set_is_a_whole_mesh_of_a_size_that_renders_in_time(family: SetFamily, seed: int) -> None:
    mesh = built(family, seed).mesh
    assert 4_000 < len(mesh.faces) <= 50_000
    assert mesh.faces.min() >= 0
    assert mesh.faces.max() < len(mesh.vertices)
    for values in (mesh.vertices, mesh.normals, mesh.colours, mesh.accents, mesh.rest):
        assert np.isfinite(values).all()
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=0.01) or family is SetFamily.SEA
    assert mesh.colours.min() >= 0
    assert mesh.colours.max() <= 1
    assert not mesh.instances.any()


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_the_floor_is_where_the_ground_is(family: SetFamily, seed: int) -> None:
    place = built(family, seed)
    ground = of_kind(place.mesh, Semantic.GROUND).astype(float)
    flat = ground[..., [0, 2]]
    ground = ground[(flat.min(1) < place.radius).all(1) & (flat.max(1) > -place.radius).all(1)]
    turn, away = np.meshgrid(np.linspace(0, 6.2, 9), np.linspace(0.3, place.radius, 5))
    points = np.stack([(away * np.sin(turn)).ravel(), (away * np.cos(turn)).ravel()], -1)
    a, b, c = (ground[:, k][:, [0, 2]] for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    a, b, c, ground, area = (part[np.abs(area) > 1e-9] for part in (a, b, c, ground, area))
    for point in points:
        u = ((point - a)[:, 0] * (c - a)[:, 1] - (point - a)[:, 1] * (c - a)[:, 0]) / area
        v = ((b - a)[:, 0] * (point - a)[:, 1] - (b - a)[:, 1] * (point - a)[:, 0]) / area
        inside = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
        heights = (ground[:, 0, 1] * (1 - u - v) + ground[:, 1, 1] * u + ground[:, 2, 1] * v)[inside]
        assert abs(heights.max() - place.height(*point)) < 0.02


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_actors_have_a_free_and_gentle_circle(family: SetFamily, seed: int) -> None:
    place = built(family, seed)
    assert place.radius >= 4
    in_the_way = standing(family, seed)
    in_the_way = in_the_way[in_the_way[:, 1] - place.floor(in_the_way[:, 0], in_the_way[:, 2]) < 3]
    assert np.hypot(in_the_way[:, 0], in_the_way[:, 2]).min() > place.radius - 0.3
    turn = np.linspace(0, 6.28, 40)
    heights = place.floor(place.radius * np.sin(turn), place.radius * np.cos(turn))
    assert np.abs(heights).max() < 0.6


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_a_camera_has_room_wherever_it_may_stand(family: SetFamily, seed: int) -> None:
    place = built(family, seed)
    azimuth, away, up = np.meshgrid(
        np.linspace(*place.azimuths, 13), np.linspace(3, place.camera_room, 9), [0.4, 1.0, 1.6, 2.3, 3.0]
    )
    turn = np.radians(azimuth.ravel())
    x, z = away.ravel() * np.sin(turn), away.ravel() * np.cos(turn)
    eyes = np.stack([x, up.ravel() + place.floor(x, z), z], -1)
    near = standing(family, seed)
    bearing, far = np.degrees(np.arctan2(near[:, 0], near[:, 2])), np.hypot(near[:, 0], near[:, 2])
    between = (bearing > place.azimuths[0] - 10) & (bearing < place.azimuths[1] + 10)
    near = near[(near[:, 1] < 5) & (far < place.camera_room + 0.5) & between]
    for eye in eyes:
        assert len(near) == 0 or np.square(near - eye).sum(1).min() > 0.4**2


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_is_the_same_place_and_another_seed_another(family: SetFamily) -> None:
    first, again = built(family, 1), families.place.__wrapped__(Stand(family=family, seed=1))
    for name in ("vertices", "normals", "colours", "faces", "materials"):
        assert getattr(first.mesh, name).tobytes() == getattr(again.mesh, name).tobytes()
    assert (first.lamps, first.seats, first.about) == (again.lamps, again.seats, again.about)
    others = [built(family, seed) for seed in (0, 2)]
    assert len({place.about for place in [first, *others]}) >= 3
    alike = built(family, {SetFamily.FOREST: 5, SetFamily.SEA: 5}.get(family, 4))
    assert alike.mesh.vertices.tobytes() != first.mesh.vertices.tobytes()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_place_stays_where_it_is_when_the_hour_and_the_weather_change(family: SetFamily) -> None:
    day, night = built(family, 0), built(family, 0, Time.NIGHT, Weather.RAIN)
    assert np.array_equal(day.mesh.low, night.mesh.low)
    assert np.array_equal(day.mesh.high, night.mesh.high)
    assert day.seats == night.seats
    snowy = built(family, 0, Time.DAY, Weather.SNOWFALL)
    up = (day.mesh.normals[:, 1] > 0.9) & (day.mesh.vertices[:, 1] < 1)
    if family is not SetFamily.SNOW:
        assert snowy.mesh.colours[up].mean() > day.mesh.colours[up].mean() + 0.1


def test_lamps_burn_at_night_and_not_by_day() -> None:
    for family, seed in ((SetFamily.STREET, 0), (SetFamily.SNOW, 0), (SetFamily.SEA, 1), (SetFamily.SEA, 2)):
        assert not built(family, seed).lamps
        night = built(family, seed, Time.NIGHT, Weather.RAIN)
        assert night.lamps
        glowing = (number("glow"), number("lamp"))
        assert np.isin(night.mesh.materials, glowing).sum() > np.isin(built(family, seed).mesh.materials, glowing).sum()


def test_rain_makes_the_road_shine() -> None:
    assert (built(SetFamily.STREET, 0, Time.NIGHT, Weather.RAIN).mesh.materials == number("wet asphalt")).any()
    assert not (built(SetFamily.STREET, 0).mesh.materials == number("wet asphalt")).any()


@pytest.mark.parametrize("seed", range(4))
def test_the_sea_moves_smoothly_and_keeps_its_triangles(seed: int) -> None:
    moving = built(SetFamily.SEA, seed).moving
    assert moving is not None
    first, soon, later = moving(0.0), moving(1 / 24), moving(2.0)
    assert np.array_equal(first.faces, later.faces)
    assert np.array_equal(first.rest, later.rest)
    step = np.abs(soon.vertices - first.vertices).max()
    assert 0 < step < 0.05 < np.abs(later.vertices - first.vertices).max() < 1
    assert moving(2.0).vertices.tobytes() == later.vertices.tobytes()
    assert later.normals[:, 1].min() > 0.7


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_one_sits_on_something(family: SetFamily, seed: int) -> None:
    place = built(family, seed)
    for x, y, z, _ in place.seats:
        away = np.hypot(place.mesh.vertices[:, 0] - x, place.mesh.vertices[:, 2] - z)
        close = place.mesh.vertices[away < 1.0]
        assert np.abs(close[:, 1] - y).min() < 0.12
        assert 0.2 < y - place.height(x, z) < 0.9


@pytest.mark.parametrize(("family", "seed"), EACH)
def test_the_world_has_no_edge_within_sight(family: SetFamily, seed: int) -> None:
    place = built(family, seed)
    parts = [place.mesh] + ([place.moving(0.0)] if place.moving else [])
    points = np.concatenate([part.vertices for part in parts])
    far = points[np.hypot(points[:, 0], points[:, 2]) > 100]
    bearing = np.degrees(np.arctan2(far[:, 0], far[:, 2]))
    away = [a + 180 for a in np.linspace(*place.azimuths, 7)]
    for one in away:
        off = np.abs((bearing - one + 180) % 360 - 180)
        assert (off < 12).any()


def test_a_place_is_built_once() -> None:
    stand = Stand(family=SetFamily.DESERT, seed=11)
    assert families.place(stand) is families.place(Stand(family=SetFamily.DESERT, seed=11))
