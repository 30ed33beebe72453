"""Measures in film language, on pictures whose answer is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from filmwright.library import measure, palette
from filmwright.library.motion import Camera, Flow

from .conftest import scene

WIDTH, HEIGHT = 256, 144
Luma = NDArray[np.uint8]


def luma(seed: int = 1, width: int = 800, height: int = 500) -> Luma:
    return cv2.cvtColor(scene(seed, width, height), cv2.COLOR_RGB2GRAY)


def seen(pictures: list[Luma]) -> Camera:
    flow = Flow()
    for picture in pictures:
        flow.push(picture)
    return flow.finish()


def window(whole: Luma, x: float, y: float, zoom: float = 1.0) -> Luma:
    """What a camera at (x, y) sees of a scene, magnified."""
    matrix = np.array([[1 / zoom, 0, x + WIDTH / 2 * (1 - 1 / zoom)], [0, 1 / zoom, y + HEIGHT / 2 * (1 - 1 / zoom)]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(whole, matrix, (WIDTH, HEIGHT), flags=flags)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ((0, 0, 0), "static"),
        ((2, 0, 0), "pan right"),
        ((-2, 0, 0), "pan left"),
        ((0, 2, 0), "tilt down"),
        ((0, -2, 0), "tilt up"),
        ((0, 0, 0.012), "push in"),
        ((0, 0, -0.012), "pull out"),
    ],
)
def test_a_camera_move_has_its_name(way: tuple[float, float, float], said: str) -> None:
    whole = luma()
    x, y, zoom = way
    frames = range(30)
    pictures = [window(whole, 250 + x * k, 150 + y * k, (1.3 + zoom * k)) for k in frames]
    assert measure.camera_move(seen(pictures), 12) == said


def test_a_shaking_camera_is_handheld() -> None:
    whole, rng = luma(), np.random.default_rng(3)
    ways = cv2.GaussianBlur(rng.normal(0, 4, (40, 2)).astype(np.float32), (1, 5), 1).astype(float)
    pictures = [window(whole, 250 + x, 150 + y) for x, y in ways]
    assert measure.camera_move(seen(pictures), 12) == "handheld"


def test_an_actor_who_crosses_makes_no_camera_move() -> None:
    whole, actor = luma(), luma(7)
    pictures = []
    for k in range(30):
        picture = window(whole, 250, 150)
        picture[50:110, 20 + 5 * k : 70 + 5 * k] = actor[50:110, :50][:, : max(0, min(50, WIDTH - 20 - 5 * k))]
        pictures.append(picture)
    assert measure.camera_move(seen(pictures), 12) in ("static", "unknown")


def test_black_tells_nothing() -> None:
    black = np.full((HEIGHT, WIDTH), 16, np.uint8)
    said = measure.measure([black], np.zeros((10, 3), np.uint8), seen([black] * 20), 12, 1280)
    assert (said.scale, said.camera, said.key) == ("unknown", "unknown", "unknown")
    assert (said.motion, said.brightness) == (0, 0)
    assert [colour.name for colour in said.palette] == ["black"]


def test_one_picture_has_no_camera_move() -> None:
    assert measure.camera_move(seen([window(luma(), 0, 0)]), 12) == "unknown"


def test_flow_of_a_long_shot_is_that_of_its_parts() -> None:
    whole = luma()
    camera = seen([window(whole, 250 + np.sin(k / 9), 150) for k in range(500)])
    assert len(camera.zoom) == len(camera.shift) == len(camera.fit) == 499


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((8, 8, 8), "black"), ((120, 120, 122), "grey"), ((245, 245, 245), "white"), ((200, 30, 30), "red"),
        ((110, 70, 40), "brown"), ((240, 140, 30), "orange"), ((240, 220, 60), "yellow"), ((60, 150, 50), "green"),
        ((40, 160, 160), "teal"), ((50, 90, 200), "blue"), ((120, 60, 170), "purple"), ((250, 180, 200), "pink"),
        ((30, 50, 20), "green"), ((135, 190, 235), "blue"), ((250, 205, 190), "pink"), ((30, 40, 110), "blue"),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_use(rgb: tuple[int, int, int], name: str) -> None:
    (found,) = palette.palette(np.array([rgb] * 4, np.uint8))
    assert (found.name, found.share) == (name, 1.0)


def test_a_palette_is_ordered_by_share_and_leaves_out_specks() -> None:
    pixels = np.array([(60, 150, 50)] * 60 + [(50, 90, 200)] * 35 + [(200, 30, 30)] * 5, np.uint8)
    assert [(c.name, c.share) for c in palette.palette(pixels)] == [("green", 0.6), ("blue", 0.35)]


@pytest.mark.parametrize(
    ("mean", "low", "high", "key"),
    [(0.7, 0.4, 0.9, "high"), (0.5, 0.2, 0.8, "mid"), (0.2, 0.05, 0.4, "low"), (0.01, 0.0, 0.02, "unknown")],
)
def test_brightness_key(mean: float, low: float, high: float, key: str) -> None:
    assert measure.brightness_key(mean, low, high) == key


def test_scale_follows_where_the_detail_lies() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 14, (HEIGHT, WIDTH))
    far = np.clip(128 + noise, 0, 255).astype(np.uint8)
    near = np.clip(128 + 4 * cv2.GaussianBlur(noise, (0, 0), 2), 0, 255).astype(np.uint8)
    camera = seen([far, far])
    colours = np.zeros((4, 3), np.uint8)
    assert measure.measure([far], colours, camera, 12, 1280).scale == "wide"
    assert measure.measure([near], colours, camera, 12, 1280).scale == "close"
    assert measure.measure([far], colours, camera, 12, 320).scale == "unknown"
