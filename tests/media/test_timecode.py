"""Timecode and frame numbers: known values, and there and back for any frame."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.media.timecode import at, seconds, to_frame, to_timecode

FILM, PAL, NTSC, NTSC60 = Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [FILM, Fraction(24000, 1001), PAL, NTSC, Fraction(30), NTSC60, Fraction(60), Fraction(120), Fraction(12)]


@pytest.mark.parametrize(
    ("frame", "rate", "drop", "timecode"),
    [
        (0, FILM, False, "00:00:00:00"),
        (86_423, FILM, False, "01:00:00:23"),
        (86_400, Fraction(24000, 1001), False, "01:00:00:00"),
        # SMPTE ST 12-1: minute 1 starts at ;02, minute 10 at ;00, an hour is 107,892 frames.
        (1_799, NTSC, True, "00:00:59;29"),
        (1_800, NTSC, True, "00:01:00;02"),
        (17_982, NTSC, True, "00:10:00;00"),
        (107_892, NTSC, True, "01:00:00;00"),
        (3_600, NTSC60, True, "00:01:00;04"),
        (24 * 86_400, FILM, False, "00:00:00:00"),
        (119, Fraction(120), False, "00:00:00:119"),
    ],
)
def test_known_values(frame, rate, drop, timecode):
    assert to_timecode(frame, rate, drop) == timecode
    if frame < 24 * 86_400:
        assert to_frame(timecode, rate) == frame


@given(st.integers(0, 2_000_000), st.sampled_from(RATES), st.booleans())
def test_there_and_back(frame, rate, drop):
    drop = drop and rate in (NTSC, NTSC60)
    day = to_frame(to_timecode(0, rate), rate) or round(rate) * 86_400
    if drop:
        day = round(rate) * 86_400 - round(rate) // 15 * 9 * 144
    assert to_frame(to_timecode(frame % day, rate, drop), rate) == frame % day


@pytest.mark.parametrize(
    "text", ["", "1:2:3:4", "00:00:00:24", "00:60:00:00", "00:00:00", "00:00:00;00", "٠٠:00:00:00"]
)
def test_what_is_no_timecode(text):
    with pytest.raises(FilmwrightError):
        to_frame(text, FILM)


def test_a_dropped_number():
    with pytest.raises(FilmwrightError, match="skips this number"):
        to_frame("00:01:00;00", NTSC)


def test_negative():
    with pytest.raises(FilmwrightError):
        to_timecode(-1, FILM)


def test_counted_from_the_asset_s_own():
    assert at(25, FILM, None) == "00:00:01:01"
    assert at(25, FILM, "10:00:00:00") == "10:00:01:01"
    assert at(1_800, NTSC, "00:00:00;00") == "00:01:00;02"


def test_seconds():
    assert seconds(24, Fraction(24000, 1001)) == 1.001
