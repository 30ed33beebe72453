"""Copies are found however they were made; other moments of the same set-up are not."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from filmwright.library import fingerprint

from .conftest import scene


def shot(seed: int, frames: int = 60, actor: int = 0, speed: float = 1.5) -> list[NDArray[np.uint8]]:
    """Luma of a shot: a scene, and an actor in it who moves."""
    whole = cv2.cvtColor(scene(seed, 480, 270), cv2.COLOR_RGB2GRAY)
    body = cv2.cvtColor(scene(100 + seed, 60, 90), cv2.COLOR_RGB2GRAY)
    pictures = []
    for frame in range(frames):
        picture = whole[:, :480].copy()
        left = int(40 + actor + speed * frame)
        picture[100:190, left : left + 60] = body[:, : max(0, min(60, 480 - left))]
        pictures.append(picture)
    return pictures


def prints(pictures: list[NDArray[np.uint8]]) -> fingerprint.Prints:
    return np.stack([fingerprint.thumb(cv2.resize(p, (256, 144), interpolation=cv2.INTER_AREA)) for p in pictures])


def worse(pictures: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    """Smaller, and through a rough JPEG."""
    made = []
    for picture in pictures:
        small = cv2.resize(picture, (320, 180), interpolation=cv2.INTER_AREA)
        _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 30])
        made.append(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    return made


def test_a_trimmed_worse_copy_joins_its_original() -> None:
    original = shot(1)
    found = fingerprint.groups(["b", "a", "c"], [prints(original), prints(worse(original[5:52])), prints(shot(2))])
    assert found == {"a": "a", "b": "a", "c": "c"}


def test_a_short_part_of_a_long_shot_joins_it() -> None:
    original = shot(1, 200, speed=1)
    assert fingerprint.groups(["a", "b"], [prints(original), prints(original[120:140])])["b"] == "a"


def test_another_moment_of_the_same_set_up_stays_apart() -> None:
    shots = [prints(shot(1, 40, actor)) for actor in (0, 130, 260)]
    assert len(set(fingerprint.groups(["a", "b", "c"], shots).values())) == 3


def test_black_is_no_copy_of_black() -> None:
    black = np.full((30, fingerprint.CELLS), 16, np.uint8)
    assert fingerprint.groups(["a", "b"], [black, black.copy()]) == {"a": "a", "b": "b"}


def test_no_shots_no_groups() -> None:
    assert fingerprint.groups([], []) == {}


def test_a_shot_of_one_frame_may_have_a_copy() -> None:
    one = prints(shot(4, 1))
    assert set(fingerprint.groups(["a", "b"], [one, one.copy()]).values()) == {"a"}


@given(st.permutations(range(5)))
def test_groups_do_not_depend_on_the_order(order: list[int]) -> None:
    base = [prints(shot(seed, 12)) for seed in (1, 1, 2, 3, 3)]
    names = ["e", "d", "c", "b", "a"]
    found = fingerprint.groups([names[i] for i in order], [base[i] for i in order])
    assert found == {"e": "d", "d": "d", "c": "c", "b": "a", "a": "a"}


def test_frames_are_taken_about_24_times_a_second() -> None:
    rates = {
        Fraction(24000, 1001): 1,
        Fraction(25): 1,
        Fraction(30): 1,
        Fraction(50): 2,
        Fraction(60): 2,
        Fraction(12): 1,
    }
    assert {rate: fingerprint.pace(rate) for rate in rates} == rates
