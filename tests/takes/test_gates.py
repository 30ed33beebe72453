from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from filmwright.errors import FilmwrightError
from filmwright.takes import gates


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"prompt": ""}, "empty"),
        ({"prompt": " \n\t"}, "empty"),
        ({"prompt": "x" * 601}, "601 characters"),
        ({"prompt": "a rabbit\x00"}, "no text"),
        ({"prompt": "a rabbit\x1b[31m"}, "no text"),
        ({"frames": 0}, "24 to 96"),
        ({"frames": -24}, "24 to 96"),
        ({"frames": 23}, "ask for 24"),
        ({"frames": 26}, "steps of 4"),
        ({"frames": 10_000}, "ask for 96"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**63}, "seed"),
        ({"out": Path("/nowhere/at/all/take.mp4")}, "no folder"),
        ({"out": Path("take.mov")}, ".mp4"),
        ({"out": Path(os.fsdecode(b"caf\xe9.mp4"))}, "UTF-8"),
        ({"frames": 24, "rate": Fraction(24)}, "ask for 48"),
        ({"frames": 24, "rate": Fraction(24000, 1001)}, "ask for 48"),
        ({"frames": 12, "rate": Fraction(8)}, "16 to 96"),
        ({"frames": 96, "rate": Fraction(60)}, "ask for 120"),
        ({"frames": 10**400}, "ask for 96"),
    ],
)
def test_a_request_that_cannot_be_shot_is_stopped_in_one_line(changed, words):
    request = {
        "prompt": "a rabbit in a meadow",
        "frames": 24,
        "seed": None,
        "out": None,
        "rate": Fraction(12),
        **changed,
    }
    with pytest.raises(FilmwrightError, match=words) as caught:
        gates.hold(gates.of_request(**request))
    assert "\n" not in str(caught.value)


def test_a_good_request_passes_every_gate():
    findings = gates.of_request("Ein Hase, 兎, läuft", 48, Fraction(12), 2**53 - 1, Path("take.mp4"))
    assert all(finding.passed for finding in findings)


@pytest.mark.parametrize(("frames", "rate"), [(16, "8"), (48, "24"), (120, "60"), (48, "24000/1001"), (24, "12")])
def test_two_seconds_at_the_models_rate_are_enough(frames, rate):
    assert all(finding.passed for finding in gates.of_request("a rabbit", frames, Fraction(rate), None, None))


@pytest.mark.parametrize(("frames", "rate", "right"), [
    (24, "12", True), (25, "12", True), (720, "12", True), (23, "12", False), (721, "12", False),
    (48, "24000/1001", True), (1438, "24000/1001", True), (1439, "24000/1001", False), (1440, "24", True),
])  # fmt: skip
def test_a_model_that_takes_conditions_makes_any_length_up_to_a_minute(frames, rate, right):
    findings = gates.of_request("a rabbit", frames, Fraction(rate), None, None, any_length=True)
    assert all(finding.passed for finding in findings) == right


@pytest.mark.parametrize(("steps", "right"), [(None, True), (1, True), (1000, True), (0, False), (1001, False)])
def test_steps_are_some_but_not_too_many(steps, right):
    findings = gates.of_request("a rabbit", 24, Fraction(12), None, None, steps=steps)
    assert all(finding.passed for finding in findings) == right


def _film(frames: int = 24) -> np.ndarray:
    rng = np.random.default_rng(0)
    still = rng.integers(0, 255, (9, 16, 3)).repeat(16, 0).repeat(16, 1)
    return np.stack([np.roll(still, 2 * t, axis=1) for t in range(frames)]).astype(np.uint8)


def test_a_moving_picture_passes():
    assert all(finding.passed for finding in gates.of_picture(_film(), 24))


def test_a_grey_field_is_stopped():
    with pytest.raises(FilmwrightError, match="spread"):
        gates.hold(gates.of_picture(np.full((24, 144, 256, 3), 127, np.uint8), 24))


def test_too_few_pictures_are_stopped():
    with pytest.raises(FilmwrightError, match="not 24 pictures"):
        gates.hold(gates.of_picture(_film(20), 24))


def test_noise_and_a_frozen_picture_are_said_but_do_not_stop():
    noise = np.random.default_rng(1).integers(0, 256, (24, 144, 256, 3)).astype(np.uint8)
    frozen = _film()[:1].repeat(24, 0)
    for picture in (noise, frozen):
        findings = gates.of_picture(picture, 24)
        gates.hold(findings)
        assert [f.gate for f in findings if not f.passed] == ["motion"]
