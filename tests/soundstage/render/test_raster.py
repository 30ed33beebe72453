"""What the raster says of bodies whose answer is known on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from filmwright.soundstage import solids
from filmwright.soundstage.description import Stand
from filmwright.soundstage.geometry import Mesh, join
from filmwright.soundstage.lighting import Lighting, lighting
from filmwright.soundstage.place import Lamp, Place
from filmwright.soundstage.render.raster import Raster
from filmwright.soundstage.view import View, looking
from filmwright.soundstage.vocabulary import SetFamily

pytest.importorskip("warp")
SIZE = (96, 64)
GREY = (0.5, 0.5, 0.5)


@pytest.fixture(scope="module")
def floor() -> Mesh:
    return solids.ground(np.zeros((2, 2), np.float32), 60.0, GREY)


@pytest.fixture(scope="module")
def raster(floor: Mesh) -> Raster:
    return Raster(floor, SIZE, "cpu")


def light(floor: Mesh, **more: object) -> Lighting:
    made = lighting(Stand(family=SetFamily.FIELD), Place(floor))
    return replace(made, **{"density": 0.0, "clouds": 0.0, **more})


def down() -> View:
    return looking((0, 5, 8), (0, 0, 0), 30, SIZE)


def test_depth_of_a_plane_is_what_geometry_says(raster: Raster, floor: Mesh) -> None:
    view = down()
    channels = raster.frame(None, view, light(floor), 0.0)
    x = (np.arange(SIZE[0]) + 0.5 - SIZE[0] / 2) / view.focal
    y = (SIZE[1] / 2 - np.arange(SIZE[1]) - 0.5) / view.focal
    ways = view.forward + x[None, :, None] * view.right + y[:, None, None] * view.up
    expected = -view.eye[1] / ways[..., 1]
    there = channels.faces >= 0
    points = view.eye + ways * channels.depth[..., None]
    assert there.mean() > 0.5
    assert np.allclose(channels.depth[there], expected[there], rtol=1e-4)
    assert np.abs(points[there][:, 1]).max() < 1e-3
    assert np.isinf(channels.depth[~there]).all()


def test_weights_give_back_the_point_that_was_hit(raster: Raster, floor: Mesh) -> None:
    view = down()
    channels = raster.frame(None, view, light(floor), 0.0)
    there = channels.faces >= 0
    weights = channels.weights[there]
    shares = np.stack([weights[:, 0], weights[:, 1], 1 - weights.sum(-1)], -1)
    points = (floor.vertices[floor.faces[channels.faces[there]]] * shares[..., None]).sum(1)
    pixels, _ = view.project(points)
    rows, columns = np.nonzero(there)
    assert np.abs(pixels - np.stack([columns, rows], -1) - 0.5).max() < 0.02


def test_what_moves_hides_what_stands(raster: Raster, floor: Mesh) -> None:
    body = solids.box(1, 2, 1, (0.8, 0.1, 0.1))
    channels = raster.frame(body, down(), light(floor), 0.0)
    moves = channels.faces >= channels.moving_from
    assert 50 < moves.sum() < moves.size / 2
    red = channels.albedo[moves].mean(0)
    assert red[0] > 3 * red[1]


def test_a_body_throws_a_shadow_to_the_far_side_of_the_sun(raster: Raster, floor: Mesh) -> None:
    sun = np.array([1.0, 1.0, 0.0]) / np.sqrt(2)
    lit = light(floor, sun=tuple(sun), sun_colour=(3.0, 3.0, 3.0))
    post = solids.box(0.6, 2.0, 0.6, GREY)
    view = looking((0, 12, 0.01), (0, 0, 0), 30, SIZE)
    falls = raster.frame(post, view, lit, 0.0).diffuse.mean(-1)

    def at(x: float) -> float:
        pixel, _ = view.project(np.array([x, 0.0, 0.0]))
        return float(falls[int(pixel[1]), int(pixel[0])])

    assert at(-1.2) < 0.5 * at(1.2)
    assert at(-4.0) == pytest.approx(at(4.0), rel=0.05)


def test_light_of_a_lamp_falls_off_with_the_square(raster: Raster, floor: Mesh) -> None:
    dark = {"sun_colour": (0.0,) * 3, "above": (0.0,) * 3, "bounce": (0.0,) * 3}
    lamp = light(floor, lamps=(Lamp((0, 2, 0), (10.0, 10.0, 10.0), 0.05),), **dark)
    view = looking((0, 12, 0.01), (0, 0, 0), 30, SIZE)
    falls = raster.frame(None, view, lamp, 0.0).diffuse.mean(-1) / (1 - 0.04)
    for x in (0.0, 1.0, 2.0):
        pixel, _ = view.project(np.array([x, 0.0, 0.0]))
        away = np.hypot(x, 2)
        assert falls[int(pixel[1]), int(pixel[0])] == pytest.approx(10 / away**2 * 2 / away, rel=0.06)


def test_two_rasters_give_the_same_bytes(raster: Raster, floor: Mesh) -> None:
    body = join([solids.ball(0.7, GREY).moved((0, 1, 0)), solids.box(1, 0.5, 1, GREY, material="wet asphalt")])
    one = raster.frame(body, down(), light(floor), 0.3)
    other = Raster(floor, SIZE, "cpu").frame(body, down(), light(floor), 0.3)
    for name in ("faces", "depth", "colour", "albedo", "diffuse", "fog"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
