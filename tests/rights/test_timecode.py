"""Timecode and frame numbers: known values, every frame of hours there and back, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmwright.errors import FilmwrightError
from filmwright.rights.timecode import Clock, day, to_frame, to_timecode

FILM, PAL, NTSC, NTSC60 = Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [
    (FILM, False),
    (PAL, False),
    (Fraction(30), False),
    (Fraction(24000, 1001), False),
    (NTSC, False),
    (NTSC, True),
    (NTSC60, False),
    (NTSC60, True),
    (Fraction(48000, 1001), False),
    (Fraction(48), False),
    (Fraction(50), False),
    (Fraction(60), False),
]


def written(frame: int, rate: Fraction, drop: bool) -> str:
    """The definition of ST 12-1, by counting: which numbers a drop-frame clock shows is said, not computed."""
    nominal = round(rate)
    if drop:
        minute = nominal * 60
        tens, rest = divmod(frame, 10 * minute - 9 * (nominal // 15))
        shown = rest
        for number in range(1, 10):  # at each of these minutes the clock jumps ahead
            shown += nominal // 15 if shown >= number * minute else 0
        frame = tens * 10 * minute + shown
    seconds, frames = divmod(frame, nominal)
    clock = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{clock}{';' if drop else ':'}{frames:02}"


def check(frames: Iterable[int], rate: Fraction, drop: bool) -> None:
    for frame in frames:
        text = to_timecode(frame, rate, drop)
        assert text == written(frame, rate, drop)
        assert to_frame(text, rate) == frame


@pytest.mark.parametrize(("rate", "drop"), RATES)
def test_frames_of_a_whole_day_are_themselves_again_and_are_what_the_standard_says(rate: Fraction, drop: bool) -> None:
    """Every frame of a minute and a half at both ends of the day, every 997th between."""
    whole, part = day(rate, drop), round(rate) * 90
    check((*range(part), *range(part, whole - part, 997), *range(whole - part, whole)), rate, drop)


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "drop"), [*RATES[:6], RATES[7]])
def test_every_frame_of_two_hours(rate: Fraction, drop: bool) -> None:
    check(range(round(rate) * 2 * 3600), rate, drop)


@given(st.integers(0, 10_000_000), st.sampled_from(RATES))
def test_any_frame_there_and_back(frame: int, counted: tuple[Fraction, bool]) -> None:
    rate, drop = counted
    assert to_frame(to_timecode(frame, rate, drop), rate) == frame % day(rate, drop)


@pytest.mark.parametrize(
    ("text", "rate", "frame"),
    [
        ("00:00:00:00", FILM, 0),
        ("01:00:00:23", FILM, 86_423),
        ("01:00:00:00", Fraction(24000, 1001), 86_400),
        ("00:00:59;29", NTSC, 1_799),
        ("00:01:00;02", NTSC, 1_800),
        ("00:10:00.00", NTSC, 17_982),
        ("01:00:00;00", NTSC, 107_892),
        ("00:01:00;04", NTSC60, 3_600),
        ("23:59:59;29", NTSC, 2_589_407),
        ("23:59:59:47", Fraction(48000, 1001), 48 * 86_400 - 1),
    ],
)
def test_known_values(text: str, rate: Fraction, frame: int) -> None:
    assert to_frame(text, rate) == frame


@pytest.mark.parametrize(
    ("text", "rate", "said"),
    [
        ("00:00:00:24", FILM, "another rate"),
        ("00:00:00:29", PAL, "another rate"),
        ("00:00:00;10", FILM, "drop-frame"),
        ("00:00:00;10", Fraction(30), "drop-frame"),
        ("00:01:00;00", NTSC, "skips this number"),
        ("00:01:00;03", NTSC60, "skips this number"),
        ("00:60:00:00", FILM, "60 minutes"),
        ("00:00:60:00", FILM, "60 minutes"),
        ("24:00:00:00", FILM, "24 hours"),
        ("00:00:00:-1", FILM, "no timecode"),
        ("1:2:3:4", FILM, "no timecode"),
        ("00:00:10", FILM, "no timecode"),
        ("٠٠:00:00:00", FILM, "no timecode"),
        ("", FILM, "no timecode"),
        ("00:00:00:00\n", FILM, "no timecode"),
        ("00:00:00:00", Fraction(12), "no timecode at 12"),
        ("00:00:00:00", Fraction(30001, 1001), "no timecode at"),
    ],
)
def test_what_does_not_occur_is_refused(text: str, rate: Fraction, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        to_frame(text, rate)


def test_a_negative_frame_and_drop_frame_where_there_is_none() -> None:
    for frame, rate, drop in ((-1, FILM, False), (5, FILM, True)):
        with pytest.raises(FilmwrightError):
            to_timecode(frame, rate, drop)


def test_a_clock_counts_frames_from_nought_and_timecode_from_the_asset_s_own_start() -> None:
    clock = Clock(FILM, 2_000, "01:00:00:00")
    assert [clock.frame(text) for text in ("0", "48", " 01:00:02:00 ", "end", "2000")] == [0, 48, 48, 2_000, 2_000]
    assert clock.timecode(48) == "01:00:02:00"
    plain = Clock(NTSC, 200_000)
    assert (plain.frame("00:01:00;02"), plain.frame("00:01:00:00")) == (1_800, 1_800)
    assert Clock(Fraction(12), 9).frame("7") == 7 and Clock(Fraction(12), 9).timecode(7) == ""


def test_a_clock_passes_midnight() -> None:
    clock = Clock(PAL, 25 * 120, "23:59:00:00")
    assert clock.frame("00:00:30:00") == 25 * 90


@pytest.mark.parametrize(
    ("clock", "text", "said"),
    [
        (Clock(FILM, 100), "101", "past the end of the asset: frame 100 ->"),
        (Clock(FILM, 100, "01:00:00:00"), "01:00:04:05", r"past the end of the asset: frame 100 \(01:00:04:04\)"),
        (Clock(FILM, 100, "01:00:00:00"), "00:59:59:23", "before the asset begins, at 01:00:00:00"),
        (Clock(NTSC, 100, "01:00:00;00"), "01:00:01:00", "write ';'"),
        (Clock(NTSC, 100, "01:00:00:00"), "01:00:01;00", "without drop-frame"),
        (Clock(FILM, 100, "01:00:00:29"), "01:00:01:00", "the file begins at 01:00:00:29"),
        (Clock(FILM, 100, "01:00:00:029"), "01:00:01:00", "the file begins at 01:00:00:029"),
        (Clock(FILM, 100), "-3", "no timecode"),
        (Clock(FILM, 100), "", "no timecode"),
        (Clock(FILM, 100), "9" * 400, "no timecode"),
        (Clock(FILM, 100), "1.5", "no timecode"),
    ],
)
def test_what_a_clock_refuses(clock: Clock, text: str, said: str) -> None:
    with pytest.raises(FilmwrightError, match=said):
        clock.frame(text)
