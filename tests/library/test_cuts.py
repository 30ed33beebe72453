"""Quick tests of the streaming cut detector on synthetic frames."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pytest

from filmwright.library.cuts import MAX_DELAY, CutDetector

Plane = npt.NDArray[np.uint8]
Frame = tuple[Plane, Plane, Plane]
Scene = npt.NDArray[np.float64]


def scene(seed: int, rows: int = 144, cols: int = 256) -> Scene:
    """Returns a smooth random picture of shape (3, rows, cols), 30 to 230."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(30, 230, (3, rows // 16 + 2, cols // 16 + 2))
    coarse[1:] = 128 + (coarse[1:] - 130) * 0.3 + rng.uniform(-25, 25, (2, 1, 1))
    y, x = np.arange(rows) / 16, np.arange(cols) / 16
    i, j = y.astype(int), x.astype(int)
    fy, fx = (y - i)[:, None], (x - j)[None, :]
    top = coarse[:, i][:, :, j] * (1 - fx) + coarse[:, i][:, :, j + 1] * fx
    low = coarse[:, i + 1][:, :, j] * (1 - fx) + coarse[:, i + 1][:, :, j + 1] * fx
    picture: Scene = top * (1 - fy) + low * fy
    return picture


def frame(picture: Scene) -> Frame:
    """Returns the uint8 planes of a picture, chroma at half size."""
    codes = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return codes[0], codes[1, ::2, ::2], codes[2, ::2, ::2]


def noisy(picture: Scene, count: int, seed: int, sigma: float = 2.0) -> list[Frame]:
    """Returns ``count`` frames of a still picture under fresh noise."""
    rng = np.random.default_rng(seed)
    return [frame(picture + rng.normal(0, sigma, picture.shape)) for _ in range(count)]


def dim(picture: Scene, part: float) -> Scene:
    """Returns the picture mixed with black; ``part`` 1 is the picture, 0 is black."""
    black = np.array([16.0, 128.0, 128.0])[:, None, None]
    mixed: Scene = black + part * (picture - black)
    return mixed


def detect(frames: Iterable[Frame]) -> list[int]:
    """Returns all boundaries and checks their order and their delay."""
    detector, found = CutDetector(), []
    for number, planes in enumerate(frames):
        for name in detector.push(*planes):
            assert 0 < name <= number < name + MAX_DELAY
            found.append(name)
    found += detector.finish()
    assert found == sorted(set(found))
    return found


def test_no_frames_and_one_frame_have_no_cut() -> None:
    assert detect([]) == []
    assert detect([frame(scene(1))]) == []


def test_hard_cuts_are_found_at_the_exact_frame() -> None:
    lengths = [20, 9, 33, 8, 15, 40]
    frames = [f for k, n in enumerate(lengths) for f in noisy(scene(k), n, k)]
    assert detect(frames) == [int(n) for n in np.cumsum(lengths)[:-1]]


def test_cuts_between_crops_of_one_picture_are_found() -> None:
    wide, rng = scene(3, 576, 1024), np.random.default_rng(3)
    frames: list[Frame] = []
    for shot in range(6):
        top, left = 80 * shot, int(rng.integers(0, 700))
        frames += noisy(wide[:, top : top + 144, left : left + 256], 15, shot)
    assert detect(frames) == [15, 30, 45, 60, 75]


def test_shots_at_the_ends_that_are_too_short_are_left_alone() -> None:
    frames = noisy(scene(1), 5, 1) + noisy(scene(2), 30, 2) + noisy(scene(3), 4, 3)
    assert detect(frames) == []
    assert detect(frames[5:] + noisy(scene(3), 1, 4)) == [30]


def test_planes_with_padded_rows_are_read() -> None:
    frames = noisy(scene(1), 12, 1) + noisy(scene(2), 12, 2)
    padded = [tuple(np.pad(p, ((0, 0), (0, 32)))[:, :-32] for p in f) for f in frames]
    assert detect((y, u, v) for y, u, v in padded) == [12]


@pytest.mark.parametrize("shape", [(144, 256), (108, 256), (96, 172), (90, 160), (36, 64)])
def test_other_sizes_work(shape: tuple[int, int]) -> None:
    frames = noisy(scene(1, *shape), 12, 1) + noisy(scene(2, *shape), 12, 2)
    assert detect(frames) == [12]


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_flash_is_no_cut(length: int) -> None:
    still = scene(4)
    frames = noisy(still, 20, 1) + noisy(still * 0.1 + 225, length, 2) + noisy(still, 20, 3)
    assert detect(frames) == []


def test_noise_is_no_cut() -> None:
    assert detect(noisy(scene(5), 60, 5, sigma=25.0)) == []


@pytest.mark.parametrize("speed", [1, 6, 24])
def test_a_pan_is_no_cut(speed: int) -> None:
    wide = scene(6, 144, 256 + 24 * 50)
    assert detect(frame(wide[:, :, k : k + 256]) for k in range(0, 50 * speed, speed)) == []


@pytest.mark.parametrize("length", [48, 60, 90])
def test_a_slow_pan_over_a_soft_picture_is_no_dissolve(length: int) -> None:
    wide = scene(6, 144, 256 + length)
    frames = [frame(wide[:, :, 2 * k // 3 : 2 * k // 3 + 256]) for k in range(length)]
    assert detect(noisy(scene(1), 30, 1) + frames + noisy(scene(2), 30, 2)) == [30, 30 + length]


def test_a_pan_that_starts_at_once_is_no_cut() -> None:
    wide = scene(7, 144, 256 + 16 * 20)
    path = [0] * 15 + list(range(0, 320, 16)) + [320] * 15
    assert detect(frame(wide[:, :, k : k + 256]) for k in path) == []


@pytest.mark.parametrize(("fade", "hold"), [(12, 10), (24, 3), (6, 80)])
def test_a_fade_through_black_is_one_boundary(fade: int, hold: int) -> None:
    one, two = scene(8), scene(9)
    frames = noisy(one, 30, 1)
    frames += [frame(dim(one, 1 - k / fade)) for k in range(1, fade + 1)]
    frames += noisy(dim(one, 0), hold, 2, 0.5)
    frames += [frame(dim(two, k / fade)) for k in range(1, fade + 1)] + noisy(two, 30, 3)
    found = detect(frames)
    assert len(found) == 1
    assert 30 + fade + hold <= found[0] < 30 + 2 * fade + hold


def test_black_at_either_end_is_no_boundary() -> None:
    black = noisy(dim(scene(1), 0), 20, 1, 0.5)
    assert detect(black + noisy(scene(1), 30, 2) + black) == []


@pytest.mark.parametrize("length", [10, 24, 48])
def test_a_dissolve_is_one_boundary_near_its_middle(length: int) -> None:
    one, two = scene(10), scene(11)
    frames = noisy(one, 40, 1, 0.5)
    for k in range(1, length):
        frames += noisy(one + (two - one) * k / length, 1, k, 0.5)
    found = detect(frames + noisy(two, 40, 2, 0.5))
    assert len(found) == 1
    assert abs(found[0] - (40 + length / 2)) <= 4
