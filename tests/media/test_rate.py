"""One rate from rounded timestamps; none from uneven ones."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.media.rate import STANDARD, constant_rate

from ..effort import examples


def stream(clock, *stated):
    base, guessed, average = (*stated, None, None, None)[:3]
    return SimpleNamespace(time_base=clock, base_rate=base, guessed_rate=guessed, average_rate=average)


@settings(max_examples=examples(40))
@given(st.sampled_from(STANDARD), st.sampled_from([1000, 90_000, 12_288]), st.integers(30, 600), st.integers(0, 10**6))
def test_rounding_does_not_matter(rate, clock, frames, start):
    times = [start + round(k * clock / rate) for k in range(frames)]
    assert constant_rate(times[::-1], stream(Fraction(1, clock), rate), "a") == rate


@given(st.sampled_from([Fraction(24), Fraction(25), Fraction(30)]), st.integers(2, 60), st.integers(1, 8))
def test_a_missing_frame_is_never_one_rate(rate, place, gone):
    kept = [k for k in range(80) if not place <= k < place + gone]
    times = [round(k * 1000 / rate) for k in kept]
    with pytest.raises(FilmwrightError, match="frame rate varies"):
        constant_rate(times, stream(Fraction(1, 1000), rate, rate), "a")


def test_a_wrong_header_yields_to_the_frames():
    times = [round(k * 1000 * 1001 / 24000) for k in range(500)]
    assert constant_rate(times, stream(Fraction(1, 1000), Fraction(25), Fraction(24)), "a") == Fraction(24000, 1001)


def test_an_uncommon_rate():
    times = [k * 100 for k in range(50)]
    assert constant_rate(times, stream(Fraction(1, 1800)), "a") == 18


def test_two_frames_at_one_time():
    with pytest.raises(FilmwrightError, match="frame rate varies"):
        constant_rate([0, 0, 1, 2], stream(Fraction(1, 24), Fraction(24)), "a")


def test_one_frame_and_no_times():
    assert constant_rate([7], stream(Fraction(1, 24), None, None, Fraction(25)), "a") == 25
    assert constant_rate([None] * 9, stream(Fraction(1, 24), Fraction(25)), "a") == 25
    with pytest.raises(FilmwrightError, match="no times"):
        constant_rate([None] * 9, stream(Fraction(1, 24)), "a")
